"""What is next for somebody in a commission, by role and by where things are. Pure.

The words are for a reader of 11 years where young people read them. They rest on what the reader may see at that time:
nothing before the opening tells of a bid, and no count tells whose bid a seat is recused from.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from shared.roles import Role


@dataclass(frozen=True)
class Situation:
    """What decides about the next step of one person in one role.

    stage: a key of `rules.stages`. The rest says what has happened, and what this person's own seats have done:
    clauses_open: a part of the text has a draft that is not agreed. clauses_agreed: there are parts, and every one is
    agreed. text_ready: the criteria are set as well. decision_open: one in which this role votes. survey_open: one
    that this role can answer. checks_texts: a facilitator reads what under-16s write before others do. signed: since
    the text last changed. opened_by: the roles that have done their part of the opening. voted: since the ranking, or
    since the council last said no. declared and scored: of every bid. question_open: a provider waits for an answer.
    standstill_ends_at: the first instant at which the contract may be signed.
    """

    stage: str
    closes_at: datetime | None = None
    standstill_ends_at: datetime | None = None
    clauses_open: bool = False
    clauses_agreed: bool = False
    text_ready: bool = False
    text_agreed: bool = False
    checks_texts: bool = False
    decision_open: bool = False
    survey_open: bool = False
    signed: bool = False
    panel_formed: bool = False
    on_panel: bool = False
    practised: bool = False
    declared: bool = False
    scored: bool = False
    opened_by: frozenset[str] = frozenset()
    ranked: bool = False
    voted: bool = False
    chosen: bool = False
    declined: bool = False
    award_decided: bool = False
    told_providers: bool = False
    challenge_open: bool = False
    question_open: bool = False
    abandoned: bool = False


@dataclass(frozen=True)
class NextStep:
    """What to do, or, where `waiting`, what others do meanwhile.

    by: until when, where there is a time. room: where it is done, a key of ROOMS; empty where there is no page for it.
    """

    text: str
    waiting: bool = False
    by: datetime | None = None
    room: str = ""

    def address(self, commission_id: str) -> str:
        """Return the address of the page where it is done; empty where there is none."""
        return ROOMS[self.room][1].format(commission_id) if self.room else ""


_TEXT = "/specification/commissions/{}"
_TENDER = "/tendering/commissions/{}"
# Where steps are done: what the link says, and where it leads in a commission.
ROOMS: Mapping[str, tuple[str, str]] = {
    "ideas": ("Ideas", f"{_TEXT}/wall"),
    "text": ("The text so far", f"{_TEXT}/text"),
    "criteria": ("How bids are scored", f"{_TEXT}/scoring"),
    "deciding": ("What the group decides", f"{_TEXT}/deciding"),
    "surveys": ("Surveys", f"{_TEXT}/surveys"),
    "words": ("Words to check", f"{_TEXT}/words"),
    "whole": ("The whole text, and signing it", f"{_TEXT}/whole"),
    "publishing": ("Publish the tender", f"{_TENDER}/publishing"),
    "tender": ("The tender", f"{_TENDER}/call"),
    "questions": ("Questions of providers", f"{_TENDER}/questions"),
    "opening": ("Opening the bids", f"{_TENDER}/opening-day"),
    "bid": ("Your bid", "/tendering/commissions/{}/bid"),
    "people": ("Set up the people", "/people/commissions/{}/setup"),
}


def _wait(text: str, by: datetime | None = None, room: str = "") -> NextStep:
    return NextStep(text, waiting=True, by=by, room=room)


def next_steps(role: str, situation: Situation, now: datetime) -> list[NextStep]:
    """Return what is next for a person in this role, at least one step; the most urgent first."""
    if situation.abandoned:
        return [_wait("This has ended without a contract. You can read why, and every step, in the record.")]
    found = _OF_ROLE[Role(role)](situation, now)
    return found or [_wait("There is nothing for you to do now. Others are at work.")]


def _young_person(at: Situation, now: datetime) -> list[NextStep]:
    # Nobody opens the writing: who has joined can begin.
    if at.stage == "getting_ready" or (at.stage == "co_writing" and not at.text_agreed):
        return [*_asked(at), _young_writer(at)]
    if at.stage == "opening":
        if Role.YOUNG_PERSON in at.opened_by:
            return [_wait("A young person has opened the bids. Now the council has to do its part.", room="opening")]
        return [
            NextStep(
                "It is time to open the bids. One young person does it, together with the council.", room="opening"
            )
        ]
    waits: Mapping[str, NextStep] = {
        "co_writing": _wait("The text is agreed. Next, the council asks providers for bids."),
        "tender_open": _wait("Providers write their bids. Nobody can read them yet.", at.closes_at, "tender"),
        "award": _wait("Every provider is told how its bid was scored. Then all wait some days, to be fair.",
                       _still(at.standstill_ends_at, now)),
        "contract": _wait("The contract is signed. What you wrote is part of it. Thank you!"),
    }  # fmt: skip
    panel = _panel_member(at, _young_votes)
    return [*panel, waits[at.stage]] if at.stage in waits else panel or [_wait(_BESIDE_THE_PANEL)]


def _asked(at: Situation) -> list[NextStep]:
    """What the group is asked meanwhile. Whether this person has voted or answered is known to nobody here."""
    vote = NextStep("The group is asked to decide. Vote, if you have not voted yet.", room="deciding")
    answer = NextStep("There is a survey for you. Answer it, if you have not done it yet.", room="surveys")
    return [*([vote] if at.decision_open else []), *([answer] if at.survey_open else [])]


def _young_writer(at: Situation) -> NextStep:
    if at.signed:
        return _wait("You have signed the text. Now others read it and sign it.")
    if at.text_ready:
        return NextStep("Read the whole text. If you agree with it, sign it.", room="whole")
    if at.clauses_open:
        return NextStep(
            "Read the parts of the text that are not agreed yet. Talk with your group until you agree.", room="text"
        )
    if at.clauses_agreed:
        return NextStep("Every part is agreed. Now write what bids are scored on, and how much each counts.",
                        room="criteria")  # fmt: skip
    return NextStep("Give an idea. Write a part of the text from it: say what the service has to do.", room="ideas")


_BESIDE_THE_PANEL = "The panel is at work. You are not on it, but you can follow here what happens."
_PANEL_AT_WORK = ("tender_open", "opening", "training", "scoring")


def _panel_member(at: Situation, choosing: Callable[[Situation], NextStep]) -> list[NextStep]:
    """What somebody on the panel does, from the first practice to the choice; nothing for whoever is not on it."""
    if not at.on_panel:
        return []
    found = []
    if at.stage in _PANEL_AT_WORK and not at.practised:
        found.append(NextStep("Practise: score the bid that was made up for practice."))
    if at.stage in ("training", "scoring") and not at.declared:
        found.append(NextStep("Say for each provider if you know somebody there. Then you can read the bids."))
    if found or at.stage in ("tender_open", "opening"):
        return found
    if at.stage in ("training", "scoring"):
        if at.scored:
            return [_wait("All your scores are in. Others are still scoring, each alone.")]
        return [NextStep("Read each bid and score it, on your own. Nobody sees your scores until all are in.")]
    if at.stage == "moderation":
        return [NextStep("Talk with the panel where your scores differ. Agree one score for each question.")]
    return [choosing(at)] if at.stage == "choice" else []


def _young_votes(at: Situation) -> NextStep:
    if at.chosen:
        return _wait("The panel has chosen. Now the council says yes or no, and why.")
    if not at.ranked:
        return _wait("The scores are done. Soon you see the names and the prices, and can vote.")
    if at.voted:
        return _wait("You have voted. Nobody sees how. The result comes when enough have voted.")
    if at.declined:
        return NextStep("The council said no. Read why. Then vote again.")
    return NextStep("Look at the order of the bids. Then vote for the one you want.")


def _adult_waits(at: Situation) -> NextStep:
    if at.chosen:
        return _wait("The young people have chosen. The council confirms or declines, with reasons.")
    return _wait("The scores are done. The young people on the panel choose now.")


def _evaluator(at: Situation, now: datetime) -> list[NextStep]:
    waits: Mapping[str, NextStep] = {
        "getting_ready": _wait("The commission is being set up. Your part begins when the bids are open."),
        "co_writing": _wait("Young people write the specification. Your part begins when the bids are open."),
        "tender_open": _wait("Providers write their bids. Nobody can read them yet.", at.closes_at),
        "opening": _wait("The bids are being opened. Then you declare your interests and score the adults' criteria."),
        "award": _wait("The providers have their result. The contract waits for the standstill to end.",
                       _still(at.standstill_ends_at, now)),
        "contract": _wait("The contract is signed. Thank you for your scores and your reasons."),
    }  # fmt: skip
    panel = _panel_member(at, _adult_waits)
    return [*panel, waits[at.stage]] if at.stage in waits else panel or [_wait(_BESIDE_THE_PANEL)]


def _facilitator(at: Situation, now: datetime) -> list[NextStep]:
    if at.stage in ("getting_ready", "co_writing") and at.checks_texts and not at.text_agreed:
        return [*_asked(at), *_writing_helped(at), NextStep(_CHECK, room="words")]
    if at.stage == "co_writing" and not at.text_agreed:
        return [*_asked(at), *_writing_helped(at)]
    if at.stage in _PANEL_AT_WORK and not at.panel_formed:
        return [NextStep("Name the panel: the young people and the adults who will score.")]
    found: Mapping[str, NextStep] = {
        "getting_ready": _INVITE,
        "co_writing": _wait("The text is agreed. The commissioner publishes the tender next."),
        "tender_open": _wait("Providers write their bids. The panel can practise meanwhile.", at.closes_at),
        "opening": _opening_watched(at),
        "training": NextStep("Help the panel to practise, and to declare their interests."),
        "scoring": NextStep("Give the panel time and quiet. When all scores of a bid are in, show them to everybody."),
        "moderation": NextStep("Chair the talk about each score, where they differ most first. Then lock the record."),
        "choice": _wait("The council confirms or declines the choice, with reasons.") if at.chosen
        else NextStep("Help the young people to vote. When enough have voted, you can close the vote."),
        "award": _wait("The contract waits for the standstill to end.", _still(at.standstill_ends_at, now)),
        "contract": _wait("The contract is signed. Tell the group what came of their work, and thank them."),
    }  # fmt: skip
    return [found[at.stage]] if at.stage in found else []


_INVITE = NextStep("Invite young people, and show them how to join.", room="people")
# What waits to be checked is in no event, so that nobody can tell from the record who wrote when.
_CHECK = "See if words wait for you to check. Others can read them only when you have let them through."


def _writing_helped(at: Situation) -> list[NextStep]:
    if at.stage == "getting_ready":
        return [_INVITE]
    if at.text_ready:
        return [NextStep("Ask the young people to read the whole text, and to sign it if they agree.", room="whole")]
    if at.clauses_open:
        return [NextStep("Talk with the group about each part of the text, and record what it agrees.", room="text")]
    if at.clauses_agreed:
        return [NextStep("Every part is agreed. Help the group to write what bids are scored on.", room="criteria")]
    return [NextStep("Gather ideas. Help the group to write the text, and what bids are scored on.", room="ideas")]


def _opening_watched(at: Situation) -> NextStep:
    if Role.YOUNG_PERSON in at.opened_by:
        return _wait("A young person has opened. The commissioner's part is still to come.")
    return NextStep("Help one young person to open the bids together with the commissioner.")


def _commissioner(at: Situation, now: datetime) -> list[NextStep]:
    if at.stage == "co_writing" and at.text_agreed:
        return [NextStep("The specification is agreed. Publish the tender.", room="publishing")]
    if at.stage == "co_writing" and at.decision_open:
        return [*_asked(at), *_commissioner(replace(at, decision_open=False), now)]
    if at.stage == "co_writing" and at.text_ready:
        if at.signed:
            return [_wait("You have signed the text. Now others read it and sign it.")]
        return [NextStep("The text is ready. Read it and sign it, or say no and why.", room="whole")]
    if at.stage == "opening":
        return [_commissioner_opens(at)]
    if at.stage == "tender_open" and at.question_open:
        answering = NextStep("A provider has a question. Answer it, to all of them at once.", room="questions")
        return [answering, *_commissioner(replace(at, question_open=False), now)]
    if at.stage in ("tender_open", "training") and not at.panel_formed:
        step = NextStep("Name the panel: the young people and the adults who will score.")
        return [step] if at.stage == "training" else [step, _tender_runs(at)]
    if at.stage == "choice" and at.chosen:
        return [NextStep("The panel has chosen. Confirm the choice, or decline it, with your reasons.")]
    if at.stage == "award":
        return [_commissioner_awards(at, now)]
    waits: Mapping[str, NextStep] = {
        "getting_ready": NextStep("Invite facilitators, evaluators, board members and auditors. "
                                  "Facilitators invite the young people.", room="people"),
        "co_writing": _wait("Young people write the specification. You can take part, and answer questions."),
        "tender_open": _tender_runs(at),
        "training": _wait("The panel practises and declares its interests."),
        "scoring": _wait("The panel scores, each seat alone. Prices are out of sight until the scores are locked."),
        "moderation": _wait("The panel agrees its scores. The chair locks the record when it is complete."),
        "choice": _wait("The young people on the panel choose. You confirm or decline afterwards."),
        "contract": _wait("The contract is signed. Show the panel what becomes of their words."),
    }  # fmt: skip
    return [waits[at.stage]] if at.stage in waits else []


def _tender_runs(at: Situation) -> NextStep:
    text = "The tender is open. Bids stay sealed until you open them with a young person."
    return _wait(text, at.closes_at, "tender")


def _commissioner_opens(at: Situation) -> NextStep:
    if Role.COMMISSIONER in at.opened_by:
        return _wait("You have done your part of the opening. A young person has to do theirs.", room="opening")
    return NextStep("The time for bids is over. Open them together with a young person.", room="opening")


def _commissioner_awards(at: Situation, now: datetime) -> NextStep:
    if not at.award_decided:
        return NextStep("Decide the award. Every bidder is then told how its bid was scored. The standstill begins.")
    if at.challenge_open:
        return NextStep("A bidder challenges the award. Answer it with reasons; the contract has to wait.")
    until = _still(at.standstill_ends_at, now)
    if until is not None:
        return _wait("The standstill runs. The contract can be signed when it is over.", until)
    return NextStep("The standstill is over and no challenge is open. Sign the contract.")


def _provider(at: Situation, now: datetime) -> list[NextStep]:
    if at.stage == "award" and at.told_providers:
        text = "If you bid, read how your bid was scored, and why. If you think it was not fair, you can challenge it."
        return [NextStep(text, by=_still(at.standstill_ends_at, now))]
    found: Mapping[str, NextStep] = {
        "getting_ready": _wait("The specification is not ready yet. You can read it when the tender opens."),
        "co_writing": _wait("Young people are writing the specification. You can read it when the tender opens."),
        "tender_open": NextStep("Write your bid and hand it in. Until the time is up you can change it, or take it "
                                "back.", by=at.closes_at, room="bid"),
        "opening": _wait("The time for bids is over. A young person and the council open them together."),
        "contract": _wait("The contract is signed. The record of every step is open to everybody."),
    }  # fmt: skip
    return [found.get(at.stage) or _wait("The panel is at work. You hear the result when the award is decided.")]


def _board_member(at: Situation, _now: datetime) -> list[NextStep]:
    if at.stage == "co_writing" and at.text_ready and not at.text_agreed and not at.signed:
        return [
            NextStep("The text is ready. If your board is asked to sign it, say what the board decided.", room="whole")
        ]
    return [_wait("You can read what has happened, and where things are. Tell the council if something worries you.")]


def _auditor(_at: Situation, _now: datetime) -> list[NextStep]:
    return [_wait("You can read every step, check that none was changed, and take a copy away.")]


def _still(until: datetime | None, now: datetime) -> datetime | None:
    """A time while it is still to come."""
    return until if until is not None and until > now else None


_OF_ROLE: Mapping[Role, Callable[[Situation, datetime], list[NextStep]]] = {
    Role.YOUNG_PERSON: _young_person,
    Role.FACILITATOR: _facilitator,
    Role.COMMISSIONER: _commissioner,
    Role.EVALUATOR: _evaluator,
    Role.PROVIDER: _provider,
    Role.BOARD_MEMBER: _board_member,
    Role.AUDITOR: _auditor,
}
