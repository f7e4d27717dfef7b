"""The pages at the root: home, a commission's page, and the records of those that have ended."""

from services.decision_trail.pages import commission, home, records
from services.decision_trail.pages.group import pages

__all__ = ["commission", "home", "pages", "records"]
