"""The pages of `specification`: the text, writing it, words to check, and what people give beside it."""

from services.specification.pages import checking, contributions, criteria, live, reading, writing
from services.specification.pages.group import pages

__all__ = ["checking", "contributions", "criteria", "live", "pages", "reading", "writing"]
