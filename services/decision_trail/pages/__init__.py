"""The pages at the root: home, a commission's page, and the records of those that have ended."""

from services.decision_trail.pages import commission, glossary, home, records
from services.decision_trail.pages.group import pages

__all__ = ["commission", "glossary", "home", "pages", "records"]
