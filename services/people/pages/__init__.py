"""The pages of `people`: the front door, settings and seats."""

from services.people.pages import (
    codes,
    confirming,
    council,
    council_account,
    door,
    first_officer,
    joining,
    participation,
    pictures,
    places,
    privacy,
    second_factor,
    second_step,
    setting_up,
    settings,
    sitting,
    worries,
)
from services.people.pages.group import pages

__all__ = [
    "codes",
    "confirming",
    "council",
    "council_account",
    "door",
    "first_officer",
    "joining",
    "pages",
    "participation",
    "pictures",
    "places",
    "privacy",
    "second_factor",
    "second_step",
    "setting_up",
    "settings",
    "sitting",
    "worries",
]
