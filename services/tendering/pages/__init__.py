"""The pages of `tendering`: open tenders, one tender as everybody sees it, and a provider's own bid."""

from services.tendering.pages import answers, bid, handing_in, organisation, price, tenders
from services.tendering.pages.group import pages

__all__ = ["answers", "bid", "handing_in", "organisation", "pages", "price", "tenders"]
