"""How this service's migrations run."""

from services.notifications.models import Base
from shared.migrations import run

run(Base.metadata)
