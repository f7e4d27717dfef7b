"""The pages of `tendering`: open tenders, and one tender as everybody sees it."""

from services.tendering.pages import tenders
from services.tendering.pages.group import pages

__all__ = ["pages", "tenders"]
