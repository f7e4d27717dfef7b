"""How this service's migrations run."""

from services.youth_panel.models import Base
from shared.migrations import run

run(Base.metadata)
