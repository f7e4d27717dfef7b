"""The pages of `people`: the front door, settings and seats."""

from services.people.pages import door, settings, worries
from services.people.pages.group import pages

__all__ = ["door", "pages", "settings", "worries"]
