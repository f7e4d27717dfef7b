"""How this service's migrations run."""

from services.specification.models import Base
from shared.migrations import run

run(Base.metadata)
