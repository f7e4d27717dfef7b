"""The pages of `tendering`: open tenders, publishing and changing one, questions, the opening, and the end."""

from services.tendering.pages import amending, ending, opening, publishing, questions, tenders
from services.tendering.pages.group import pages

__all__ = ["amending", "ending", "opening", "pages", "publishing", "questions", "tenders"]
