"""How this service's migrations run."""

from services.decision_trail.models import Base
from shared.migrations import run

run(Base.metadata)
