"""The pages of `tendering`: open tenders, one tender as everybody sees it, and a provider's own bid."""

from services.tendering.pages import answers, bid, price, tenders
from services.tendering.pages.group import pages

__all__ = ["answers", "bid", "pages", "price", "tenders"]
