"""The pages of `people`: the front door, settings and seats."""

from services.people.pages import codes, door, places, setting_up, settings, sitting, worries
from services.people.pages.group import pages

__all__ = ["codes", "door", "pages", "places", "setting_up", "settings", "sitting", "worries"]
