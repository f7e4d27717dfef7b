"""How this service's migrations run."""

from services.tendering.models import Base
from shared.migrations import run

run(Base.metadata)
