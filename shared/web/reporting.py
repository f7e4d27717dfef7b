"""Forms about words that somebody wrote: reporting them, hiding them and showing them again, each with a reason.

Whichever service holds the words declares the pages. What is asked is asked here, and shown by `report_words.html` and
`hide_words.html`, so that it is the same everywhere.
"""

from __future__ import annotations

from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from shared.web.careful import CarefulForm
from shared.web.forms import lines, one_of, send, to_choose
from shared.wording import WHY

_MOST_WORDS = 1000


class ReportForm(CarefulForm):
    """Say that words should not stand here. version: of the words that were read."""

    published: ClassVar[tuple[str, ...]] = ("words",)
    why = one_of(_l("What is wrong with these words?"), [], needed=_l("Choose what is wrong."))
    words = lines(
        _l("Do you want to say more? You can leave this empty"), most=_MOST_WORDS,
        hint=_l("Facilitators and council officers read it. They are not told who said it."),
    )  # fmt: skip
    version = HiddenField()
    button = send(_l("Report these words"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.why.choices = to_choose([(name, _(words)) for name, words in WHY.items()])


class HideForm(CarefulForm):
    """Hide words, or show them again. hides: "yes" or "no", as the page said when it was opened."""

    reason = lines(
        _l("Why?"), needed=_l("Write the reason."),
        hint=_l("The group is told, and it stays on the record. Say what is wrong with the words, not with a person."),
    )  # fmt: skip
    version = HiddenField()
    hides = HiddenField()
    button = send(_l("Hide these words"))

    def about(self, *, hidden: bool) -> None:
        """Ask for the other of the two: hiding what is shown, or showing what is hidden."""
        if self.hides.data not in ("yes", "no"):
            self.hides.data = "no" if hidden else "yes"
        if not self.hide:
            self.button.label.text = _("Show these words again")

    @property
    def hide(self) -> bool:
        """Whether the words are to be hidden."""
        return bool(self.hides.data != "no")
