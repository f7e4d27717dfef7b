"""Rules of the safeguarding route: who reads a worry, what its sender is told, and when its leads are reminded. Pure.

The sender hears only the sentences that stand here: no lead's own words go back, so that this route is no way for an
adult to write to a child alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from shared.errors import Conflict, Invalid, NotFound
from shared.roles import AccountKind, Role

LONGEST_WORDS = 5000
LONGEST_SENDER = 200
LOOK_LASTS = timedelta(minutes=15)
# The first word goes out at once, the next when nobody has acted for the configured hours, and with this one the
# fallback leads hear of it, too.
ESCALATES_WITH = 2
# Whoever runs a commission, checks it or bids in it does not read what children say about it.
BARRED = frozenset({Role.COMMISSIONER, Role.AUDITOR, Role.PROVIDER})


class NoSuchWorry(NotFound):
    """There is no such worry, or none that the caller may know of."""


class LookFirst(Conflict):
    """A worry is read only after the look was written down."""


class WorryIsClosed(Conflict):
    """The worry is closed; only new words of its sender open it again."""


class OutcomeIsMissing(Invalid):
    """A worry is closed with an outcome and with words about it."""


class CannotBeALead(Invalid):
    """The account is not a member of staff's, or its person has a seat that must not read worries."""


class NoSuchLead(NotFound):
    """There is no such lead in this commission, or no staff account of this name."""


class IsALeadAlready(Conflict):
    """The person is a safeguarding lead here already."""


class WorryCannotBeUnlocked(Conflict):
    """The words were locked with another secret than this deployment has."""


class Step(StrEnum):
    """What happened to a worry: what its sender did, what a lead did, and that it was passed on by itself."""

    WORDS = "words"
    LOOKED = "looked"
    BEGUN = "begun"
    MORE = "more"
    CLOSED = "closed"
    ESCALATED = "escalated"


# What a lead can do besides looking.
LEADS_STEPS = (Step.BEGUN, Step.MORE, Step.CLOSED)

SENTENCES: Mapping[str, str] = {
    "sent": "Your words are here. Nobody has read them yet.",
    "read": "Somebody has read this.",
    "begun": "We are doing something about this.",
    "more": "We want to help, and we need to know more. You can add words here.",
    "closed": "We have finished this. If something is still wrong, add words here, and we will look again.",
}  # fmt: skip

# How a worry ended: for the record of the leads, and for its sender.
OUTCOMES: Mapping[str, tuple[str, str]] = {
    "passed_on": ("Passed to children's services or the police", "We told people whose job is to keep people safe."),
    "changed": ("Something was changed here", "We changed something because of what you said."),
    "talked": ("Talked with the sender or their family", "We talked about it with you or your family."),
    "nothing_to_do": ("Looked into; nothing further to do", "We looked into it. You were right to tell us."),
}  # fmt: skip


@dataclass(frozen=True)
class Helpline:
    """A number to call. `checked_on` is when somebody last saw it at its source."""

    name: str
    number: str
    words: str
    source: str
    checked_on: str


HELPLINES = (
    Helpline("Emergency", "999", "If somebody is in danger now. Free, day and night.",
             "https://www.gov.uk/guidance/999-and-112-the-uks-national-emergency-numbers", "2026-11"),
    Helpline("Childline", "0800 1111", "If you are under 19. Free, day and night. It is not on the phone bill.",
             "https://www.childline.org.uk/get-support/contacting-childline/", "2026-11"),
    Helpline("Samaritans", "116 123", "For everybody, about anything. Free, day and night.",
             "https://www.samaritans.org/how-we-can-help/contact-samaritan/", "2026-11"),
    Helpline("NSPCC helpline", "0808 800 5000", "If you are an adult and worried about a child.",
             "https://www.nspcc.org.uk/keeping-children-safe/our-services/nspcc-helpline/", "2026-11"),
)  # fmt: skip


def state_of(*, read: bool, begun: bool, closed: bool, asked: bool) -> str:
    """Return where a worry stands, as the name of the sentence that its sender is told."""
    if closed:
        return "closed"
    if asked:
        return "more"
    if begun:
        return "begun"
    return "read" if read else "sent"


def goes_past_leads(*, commission_id: str | None, past_leads: bool, escalated: bool, has_leads: bool) -> bool:
    """Say whether the fallback leads read a worry.

    They do where it belongs to no commission, where its sender wants it to go past the commission's own leads, where
    nobody has acted on it for long, and where the commission has no leads.
    """
    return commission_id is None or past_leads or escalated or not has_leads


def next_word_at(waits_since: datetime, words_sent: int, hours: int) -> datetime:
    """Return when the leads of a worry that waits hear of it next: at once, then every so many hours."""
    return waits_since + words_sent * timedelta(hours=hours)


def escalates(words_sent: int) -> bool:
    """Say whether with the next word, after so many, the fallback leads hear of it and may read it."""
    return words_sent >= ESCALATES_WITH


def check_can_lead(kind: AccountKind, roles: set[Role]) -> None:
    """Refuse who must not read worries: young people, providers, and who runs or audits this commission.

    Raises CannotBeALead.
    """
    if kind is not AccountKind.STAFF:
        raise CannotBeALead("A safeguarding lead has a staff account. Choose somebody else.")
    if roles & BARRED:
        raise CannotBeALead(
            "Whoever runs, audits or bids in a commission cannot be its safeguarding lead, so that people can speak "
            "freely about it. Choose somebody else."
        )


def check_step(step: Step, *, closed: bool, outcome: str, words: str) -> None:
    """Refuse a step on a closed worry, and a closing without an outcome and words.

    Raises WorryIsClosed and OutcomeIsMissing.
    """
    if closed:
        raise WorryIsClosed("This is closed. It opens again when its sender adds words.")
    if step is Step.CLOSED and (outcome not in OUTCOMES or not words.strip()):
        raise OutcomeIsMissing("Say how it ended: choose an outcome, and write what was done. Only leads read it.")


def check_look(looked_at: datetime | None, now: datetime) -> None:
    """Raise LookFirst unless this lead's look was written down in the last 15 minutes."""
    if looked_at is None or now - looked_at >= LOOK_LASTS:
        raise LookFirst("Every look at a worry is written down first. Open it again to read on.")
