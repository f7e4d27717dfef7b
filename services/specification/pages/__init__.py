"""The pages of `specification`: the text, writing it, and words to check."""

from services.specification.pages import checking, reading, writing
from services.specification.pages.group import pages

__all__ = ["checking", "pages", "reading", "writing"]
