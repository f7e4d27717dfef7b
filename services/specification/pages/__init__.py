"""The pages of `specification`: the text, writing it, and words to check."""

from services.specification.pages import checking, live, reading, writing
from services.specification.pages.group import pages

__all__ = ["checking", "live", "pages", "reading", "writing"]
