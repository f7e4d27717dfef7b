"""Forms whose words others will read: what looks like a way to find somebody is pointed out before it is sent.

Nobody is stopped. Whoever presses the button again with the same words sends them as they are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, ClassVar

from flask_babel import lazy_gettext
from wtforms import HiddenField

from shared.web.forms import PageForm
from shared.wording import signs_in

_KINDS: Mapping[str, Any] = {
    "phone": lazy_gettext("a phone number"),
    "email": lazy_gettext("an e-mail address"),
    "postcode": lazy_gettext("a postcode"),
    "street": lazy_gettext("where somebody lives"),
    "handle": lazy_gettext("a name on another app"),
    "link": lazy_gettext("a link"),
}


_LOOKS_LIKE = lazy_gettext("This looks like %(kind)s: %(words)s")
_ASKS = lazy_gettext(
    "This looks like %(kind)s: %(words)s. Others can read it. "
    "Take it out, or press the button again to send it as it is."
)


def pointed_out(text: str) -> list[str]:
    """Return what in a text looks like a way to find somebody, each with its words, for whoever checks the text."""
    return [str(_LOOKS_LIKE) % {"kind": _KINDS[sign.kind], "words": sign.words} for sign in signs_in(text)]


class CarefulForm(PageForm):
    """A form that asks once about words that look like a way to find somebody, in the fields named by `published`.

    looked_at: for which words it has asked.
    """

    published: ClassVar[tuple[str, ...]] = ("reason",)
    looked_at = HiddenField()

    def validate(self, extra_validators: Any = None) -> bool:
        """Check as every form, and then ask, where nothing else is wrong."""
        if not super().validate(extra_validators):
            return False
        fine = True
        words = "\0".join(self[name].data or "" for name in self.published)
        seen = hashlib.sha256(words.encode()).hexdigest()
        for name in self.published:
            found = signs_in(self[name].data or "")
            if found and self.looked_at.data != seen:
                kind, held = _KINDS[found[0].kind], found[0].words
                self[name].errors = [str(_ASKS) % {"kind": kind, "words": held}]
                fine = False
        self.looked_at.data = seen
        return fine
