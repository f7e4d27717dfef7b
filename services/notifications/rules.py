"""Who must hear what: from an event to notices, and when an e-mail is tried again. Pure.

The words are short and plain, and hold no names and nothing of a bid: young people read most of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from shared.errors import Conflict, DomainError, Invalid, NotFound
from shared.roles import Role

YOUNG = (Role.YOUNG_PERSON,)
PANEL = (Role.YOUNG_PERSON, Role.EVALUATOR, Role.FACILITATOR)
TEAM = (Role.YOUNG_PERSON, Role.FACILITATOR, Role.COMMISSIONER, Role.EVALUATOR, Role.BOARD_MEMBER, Role.AUDITOR)
EVERYONE = (*TEAM, Role.PROVIDER)
PROVIDERS = (Role.PROVIDER,)
OFFICERS = (Role.COMMISSIONER,)

MOST_TRIES = 8
IN_FLIGHT = timedelta(minutes=10)
LONGEST_ADDRESS = 254
_LONGEST_ID = 36
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"(?=.{{1,64}}@){_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+[A-Za-z][A-Za-z0-9-]{{0,61}}[A-Za-z0-9]")
_PAUSES = tuple(timedelta(minutes=m) for m in (1, 5, 25, 120, 360, 720, 1440))


class NoSuchMessage(NotFound):
    """There is no such message for the caller."""


class PersonIsForgotten(Conflict):
    """The person asked to be forgotten, so no address of theirs is kept."""


class AddressIsWrong(Invalid):
    """What was written is not one plain e-mail address."""


class TimeIsWrong(Invalid):
    """What was sent does not say a time."""


class EventCannotBeTold(DomainError):
    """The event can be read, but a part of it is longer than any of ours, or holds what no text can."""


@dataclass(frozen=True)
class Notice:
    """A message to send when an event comes. `{reason}` in the text is the event's reason.

    to: the active seats of these roles hear of it. of_the_panel: of those who score, only the seats that were named for
    the panel, without those recused from the bid that the event is about. subject_seat:
    only the seat that the event is about. bidder: only the seat that handed in the bid that the event is about.
    sealed: nobody else may know that it was sent.
    """

    name: str
    title: str
    text: str
    to: tuple[Role, ...] = ()
    of_the_panel: bool = False
    subject_seat: bool = False
    bidder: bool = False
    sealed: bool = False


NOTICES: Mapping[str, tuple[Notice, ...]] = {
    "people.seat_taken.v1": (
        Notice("welcome", "Welcome", "You have a seat now. You can take part.", subject_seat=True),
    ),
    "people.seat_ended.v1": (
        Notice("seat_ended", "Your seat has ended", "You do not have this seat any more. Why: {reason}",
               subject_seat=True),
    ),
    "specification.clause_agreed.v1": (
        Notice("clause_agreed", "A clause is agreed", "The group agreed one part of the text. How: {reason}", to=TEAM),
    ),
    "specification.contribution_answered.v1": (
        Notice("answered", "Your words have an answer", "The group has an answer to what you wrote. Why: {reason}",
               subject_seat=True),
    ),
    "specification.survey_opened.v1": (
        Notice("survey_opened", "A new survey", "Please tell us what you think. Nobody can see which answers are "
               "yours.", to=YOUNG),
    ),
    "specification.survey_closed.v1": (
        Notice("survey_closed", "A survey is closed", "Now you can see what came out of a survey.", to=TEAM),
    ),
    "specification.decision_opened.v1": (
        Notice("decision_opened", "The group decides something",
               "You can vote. Nobody sees your vote before it closes.", to=YOUNG),
    ),
    "specification.decision_closed.v1": (
        Notice("decision_closed", "The votes are counted", "A decision is closed. Look what came out.",
               to=YOUNG),
    ),
    "specification.outcome_stated.v1": (
        Notice("outcome_stated", "What the decision means", "It was said what comes of a decision. How: {reason}",
               to=TEAM),
    ),
    "specification.text_hidden.v1": (
        Notice("text_hidden", "A text is hidden", "Some words are hidden now. Why: {reason}", to=TEAM),
    ),
    "specification.text_shown.v1": (
        Notice("text_shown", "A text is back", "Words that were hidden are back. Why: {reason}", to=TEAM),
    ),
    "specification.criteria_set.v1": (
        Notice("criteria_set", "New criteria", "The group set what bids will be scored on. Have a look.", to=TEAM),
    ),
    "specification.specification_declined.v1": (
        Notice("declined_text", "Somebody said no to the text", "A board or the council said no to it. Why: {reason}",
               to=TEAM),
    ),
    "specification.sign_off_voided.v1": (
        Notice(
            "sign_again", "Signing starts again",
            "The text was changed after people signed it. So the old signatures do not count. "
            "When the group has agreed it, please read it again. Then sign, if you can sign here. Why: {reason}",
            to=TEAM,
        ),
    ),
    "specification.specification_agreed.v1": (
        Notice("specification_agreed", "It is agreed", "Everybody who has to has signed. The text is agreed.", to=TEAM),
    ),
    "tendering.tender_published.v1": (
        Notice("tender_published", "The tender is open",
               "Providers can send in their bids now. Nobody can change the rules any more.", to=TEAM),
    ),
    "tendering.question_asked.v1": (
        Notice("question_asked", "A question", "A provider has a question. Please answer it, to all of them at once.",
               to=OFFICERS),
    ),
    "tendering.question_answered.v1": (
        Notice("question_answered", "A question has its answer", "A provider asked something. All can read the answer.",
               to=PROVIDERS),
    ),
    "tendering.question_set_aside.v1": (
        Notice("question_aside", "A question was set aside", "The council does not answer a question. Why: {reason}",
               to=PROVIDERS),
    ),
    "tendering.tender_amended.v1": (
        Notice("amended", "The tender has changed", "Something is different now. Please read what. Why: {reason}",
               to=EVERYONE),
    ),
    "tendering.opening_begun.v1": (
        Notice(
            "opening_begun", "The opening has begun",
            "Two people open the bids together. One has done their part. Now it is the other one's turn.",
            to=(Role.YOUNG_PERSON, Role.COMMISSIONER),
        ),
    ),
    "tendering.bids_opened.v1": (
        Notice("bids_opened", "The bids are open", "A young person and the council opened the bids.", to=EVERYONE),
    ),
    "youth_panel.panel_formed.v1": (
        Notice("panel_formed", "The panel is ready", "The people who score the bids were named.", to=PANEL),
    ),
    "youth_panel.scores_revealed.v1": (
        Notice("scores_revealed", "All scores are in", "All scores of one bid are in. Now you can talk about them.",
               to=PANEL, of_the_panel=True),
    ),
    "youth_panel.score_agreed.v1": (
        Notice("score_agreed", "A score is agreed", "The panel agreed a score. Why: {reason}", to=PANEL,
               of_the_panel=True),
    ),
    "youth_panel.scores_locked.v1": (
        Notice("scores_locked", "The scores are locked", "The scores are done. Nobody can change them now.", to=TEAM),
    ),
    "youth_panel.ranking_made.v1": (
        Notice("ranking_made", "See the ranking", "The bids stand in order now. The panel can choose.", to=TEAM),
    ),
    "youth_panel.provider_chosen.v1": (
        Notice("provider_chosen", "The panel has chosen", "The panel chose who will do it. Why: {reason}", to=TEAM),
    ),
    "youth_panel.choice_confirmed.v1": (
        Notice("choice_confirmed", "The council said yes", "The council said yes to the choice. Why: {reason}",
               to=TEAM),
    ),
    "youth_panel.choice_declined.v1": (
        Notice("choice_declined", "The council said no", "The council said no to the choice. Why: {reason}", to=TEAM),
    ),
    "tendering.assessment_summary_sent.v1": (
        Notice("summary", "How your bid was scored", "You can read now how your bid was scored, and why.", bidder=True),
    ),
    "tendering.award_decided.v1": (
        Notice("award_decided", "Who is to do it", "You can see now who is to get the contract.", to=EVERYONE),
    ),
    "tendering.challenge_raised.v1": (
        Notice("challenge_raised", "A challenge", "A bidder does not agree with the award. Please answer.",
               to=OFFICERS),
    ),
    "tendering.challenge_answered.v1": (
        Notice("challenge_answered", "A challenge has its answer", "The council answered. Why: {reason}", to=EVERYONE),
    ),
    "tendering.contract_signed.v1": (
        Notice("contract_signed", "The contract is signed", "It is done. The work can begin. Thank you.", to=EVERYONE),
    ),
    "tendering.commission_abandoned.v1": (
        Notice("abandoned", "It was stopped", "The council stopped this. Why: {reason}", to=EVERYONE),
    ),
}  # fmt: skip

# What is told to one person, not to a seat: nobody else may know of it, and no event says that it was told.
HOLDER_NOTICES: Mapping[str, Notice] = {
    "people.safeguarding_reminder_due.v1": Notice(
        "safeguarding", "There is something to look at",
        "Somebody is worried about something. Please look now at what waits for you as a safeguarding lead. "
        "What it is stands only there.",
        sealed=True,
    ),
}  # fmt: skip

NO_NOTICE: Mapping[str, str] = {
    "people.signing_key_published.v1": "for programs, not for people",
    "people.session_revoked.v1": "whoever signs out knows",
    "people.invite_made.v1": "whoever makes a code hands it on",
    "people.invite_ended.v1": "whoever ends a code knows",
    "people.way_in_given.v1": "whoever gives it hands it on",
    "people.group_made.v1": "a group is seen where people are invited",
    "people.group_ended.v1": "a group is seen where people are invited",
    "people.board_made.v1": "a board is seen where people are invited",
    "people.board_ended.v1": "its seats are told that they end",
    "people.person_erased.v1": "nobody is left to tell",
    "people.seat_checking_set.v1": "says nothing to anybody but the program",
    "specification.text_checking_set.v1": "said above the text and in what is next for facilitators",
    "specification.text_given_back.v1": "its writer sees it where they wrote, and nobody else has to know whose it was",
    "people.safeguarding_leads_changed.v1": "shown where people say what worries them",
    "specification.commission_started.v1": "nobody sits in it yet",
    "tendering.bid_submitted.v1": "its provider gets the receipt at once, and a message would tell who bids",
    "tendering.bid_confirmed.v1": "its provider sees it at once, and a message would tell who bids",
    "tendering.bid_withdrawn.v1": "its provider sees it at once, and a message would tell who bids",
    "tendering.late_bid_refused.v1": "its provider is answered at once, and a message would tell who bids",
    "specification.survey_brought_in.v1": "seen with the survey, and counted when it closes",
    "specification.contribution_added.v1": "seen where it is given; a message for each would be too many",
    "specification.workshop_recorded.v1": "whoever was there has a slip; the others see its ideas on the wall",
    "specification.clause_drafted.v1": "drafts are seen where they are written",
    "specification.clauses_merged.v1": "seen where the text is; whoever signed is asked to sign again",
    "specification.clause_split.v1": "seen where the text is; whoever signed is asked to sign again",
    "specification.clause_moved.v1": "seen where the text is; whoever signed is asked to sign again",
    "specification.specification_assented.v1": "seen where the text is signed; the agreement is told",
    "specification.specification_signed.v1": "counted where it is signed; the agreement is told",
    "tendering.organisation_registered.v1": "belongs to no commission",
    "tendering.bid_opened.v1": "told once, by bids_opened",
    "tendering.prices_opened.v1": "told by the ranking that follows at once",
    "youth_panel.practice_finished.v1": "one's own step",
    "youth_panel.interest_declared.v1": "private to the panel's chair",
    "youth_panel.seat_recused.v1": "private to the panel's chair",
    "youth_panel.bid_scored.v1": "others must not know who has scored",
    "youth_panel.scoring_abstained.v1": "others must not know who has scored",
    "youth_panel.choice_voted.v1": "a vote is nobody else's business",
    "notifications.seats_told.v1": "it is the telling itself",
}


# Where somebody goes on from a message: mostly to the commission, whose page says what is next. Whoever has no seat
# any more is not let in there, and of what has ended the record is open to everybody.
_PLACES: Mapping[str, str] = {
    "question_asked": "/tendering/commissions/{commission_id}/questions",
    "question_answered": "/tendering/commissions/{commission_id}/call",
    "question_aside": "/tendering/commissions/{commission_id}/call",
    "amended": "/tendering/commissions/{commission_id}/call",
    "seat_ended": "/",
    "safeguarding": "/people/safeguarding",
    "contract_signed": "/records/{commission_id}",
    "abandoned": "/records/{commission_id}",
}


def place_of(notice: str, commission_id: str) -> str:
    """Return the address of the page where one can act on a message of this notice."""
    return _PLACES.get(notice, "/commissions/{commission_id}").format(commission_id=commission_id)


def fill(text: str, reason: str) -> str:
    """Put the event's reason into a text; where there is none, the words about it are left out.

    A reason of several lines, as those of many people are, begins on a line of its own.
    """
    if reason:
        reason = f"\n{reason}" if "\n" in reason.strip() else reason
        return text.replace("{reason}", reason).strip()
    return text.replace(" Why: {reason}", "").replace(" How: {reason}", "").replace("{reason}", "").strip()


def is_sealed(notice: Notice, data: Mapping[str, Any]) -> bool:
    """Say whether nobody else may know that this was sent: it is about a bid, or about a provider's seat."""
    return notice.sealed or data.get("role") == Role.PROVIDER


def bid_of(data: Mapping[str, Any]) -> str:
    """Return the bid that an event is about, or an empty text."""
    agreed = data.get("agreed")
    inner = agreed if isinstance(agreed, Mapping) else {}
    return str(data.get("bid_id") or inner.get("bid_id") or "")


def is_address(text: str) -> bool:
    """Say whether a text is one plain e-mail address.

    A dot-atom before the @ (RFC 5322, 3.4.1), a host name with a dot after it (RFC 1123), at most 254 characters (RFC
    5321). Quotes, commas, brackets and line ends are not in it, so it is never more than one address or header.
    """
    return len(text) <= LONGEST_ADDRESS and _ADDRESS.fullmatch(text) is not None


def check_address(text: str) -> None:
    """Refuse what is not one plain e-mail address. Raises AddressIsWrong."""
    if not is_address(text):
        raise AddressIsWrong("This does not look like an email address. One looks like this: sam@example.org")


def check_can_be_told(*, event_id: str, commission_id: str, actor: str, reason: str) -> None:
    """Refuse what a row cannot hold. Raises EventCannotBeTold."""
    if max(map(len, (event_id, commission_id, actor))) > _LONGEST_ID or "\x00" in event_id + commission_id + reason:
        raise EventCannotBeTold("The ids or the reason of this event are not as ours are, so nobody is told of it.")


def in_flight_until(tries: int, now: datetime) -> datetime:
    """Return until when nobody else takes up an e-mail that is being sent, and when it is taken up after a crash."""
    return max(next_try_at(tries, now) or now, now + IN_FLIGHT)


def next_try_at(tries: int, now: datetime) -> datetime | None:
    """Return when an e-mail is tried again after this many tries: 1 min, 5, 25, 2 h, 6, 12, 24; then never."""
    return now + _PAUSES[tries - 1] if tries < MOST_TRIES else None
