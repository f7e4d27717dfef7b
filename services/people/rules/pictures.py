"""Signing in with four pictures, for the youngest. Pure.

What is safe about it: 40 pictures in a row of four make 2,560,000 secrets, and a guess is only looked at while a
facilitator of theirs has opened sign-in, for 15 minutes. After 5 wrong guesses there is no sixth for an hour: the
facilitator lets the person in. So most of the time there is no guess at all, and then there are 5 in 2,560,000.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from services.people.rules.permission import permission_is_needed
from shared.errors import Invalid, NotAllowed

HOW_MANY = 4
MOST_GUESSES = 5
WINDOW_LASTS = timedelta(minutes=15)
# The name is what is kept and read out; the sign beside it is what is seen.
PICTURES = {
    "apple": "🍎", "ball": "⚽", "banana": "🍌", "bear": "🐻", "bee": "🐝", "bell": "🔔", "bike": "🚲", "boat": "⛵",
    "book": "📖", "bus": "🚌", "cake": "🎂", "cat": "🐱", "cherry": "🍒", "clock": "⏰", "cloud": "☁️", "cow": "🐮",
    "crown": "👑", "dog": "🐶", "drum": "🥁", "fish": "🐟", "flower": "🌼", "fox": "🦊", "frog": "🐸", "gift": "🎁",
    "guitar": "🎸", "hat": "🎩", "house": "🏠", "key": "🔑", "kite": "🪁", "lemon": "🍋", "lion": "🦁", "moon": "🌙",
    "mouse": "🐭", "owl": "🦉", "plane": "✈️", "rocket": "🚀", "snail": "🐌", "star": "⭐", "train": "🚂", "tree": "🌳",
}  # fmt: skip


class PicturesAreWrong(Invalid):
    """A secret of pictures has four of ours, and not the same one four times."""


class PicturesAreForTheYoungest(NotAllowed):
    """Pictures are for people under 13; others use a passphrase."""


class SignInIsNotOpen(NotAllowed):
    """With pictures, people sign in while a facilitator has opened sign-in, and after 5 wrong guesses not at all."""


def secret_of(pictures: Sequence[str]) -> str:
    """Return four pictures as the one text that is hashed. Raises PicturesAreWrong."""
    if len(pictures) != HOW_MANY or not set(pictures) <= set(PICTURES):
        raise PicturesAreWrong("Choose four pictures, one in each place.")
    if len(set(pictures)) == 1:
        raise PicturesAreWrong("This is one picture four times. Choose another one too.")
    return "pictures: " + " ".join(pictures)


def check_young_enough(born_on: date | None, today: date) -> None:
    """Refuse pictures from 13 on. today: the date in Europe/London. Raises PicturesAreForTheYoungest."""
    if not permission_is_needed(born_on, today):
        raise PicturesAreForTheYoungest(
            "Pictures are for people under 13. You need a passphrase now: ask the people who run your group for a code "
            "to come back in, and choose one."
        )


def check_open(*, window: bool, failures: int) -> None:
    """Refuse a guess that is not to be looked at. Raises SignInIsNotOpen, in the same words for everybody."""
    if not window:
        raise SignInIsNotOpen("Ask the people who run your group to open sign-in with pictures. Then try again.")
    if failures >= MOST_GUESSES:
        raise SignInIsNotOpen("That was tried too often. Ask the people who run your group to let you in.")
