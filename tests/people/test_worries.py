"""What somebody is worried about: sent by anybody, read by leads alone, never left lying."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from services.people.background import remind_once
from services.people.models import Account, Worry, WorryEntry
from services.people.queries.locks import lock, unlock
from services.people.queries.worries import opened, worries_for_lead
from services.people.rules import worries as rules
from services.people.use_cases.add_to_worry import add_to_worry
from services.people.use_cases.end_fallback_lead import end_fallback_lead
from services.people.use_cases.end_safeguarding_lead import end_safeguarding_lead
from services.people.use_cases.erase_person import erase_person
from services.people.use_cases.look_at_worry import look_at_worry
from services.people.use_cases.name_safeguarding_lead import name_safeguarding_lead
from services.people.use_cases.send_worry import send_worry
from services.people.use_cases.take_worry_step import take_worry_step
from shared.access import Caller
from shared.contracts.people import SafeguardingLeadsChanged, SafeguardingReminderDue
from shared.errors import DomainError
from shared.ids import new_id
from shared.roles import AccountKind, Role
from tests.people.desk import Desk, Person

WORDS = "A grown-up at the club follows me home."
HOURS = timedelta(hours=4)


class Refuge:
    """A commission with a commissioner and a lead, and a fallback lead for the whole system."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        desk.start_commission()
        self.commissioner = desk.seated(Role.COMMISSIONER)[1]
        self.lead, self.fallback = desk.person(), desk.person()
        self.lead_id = self.name(self.lead)
        self.name(self.fallback, None)

    def name(self, person: Person, commission_id: str | None = "here") -> str:
        where = self.desk.commission_id if commission_id == "here" else commission_id
        with self.desk.session() as session:
            lead = name_safeguarding_lead(
                session, email=person.name, commission_id=where, now=self.desk.bench.now,
                caller=self.commissioner if where else None,
            )  # fmt: skip
        return lead.lead_id

    def send(self, **fields: Any) -> tuple[Worry, str]:
        told = {"words": WORDS, "commission_id": self.desk.commission_id, **fields}
        with self.desk.session() as session:
            worry, code, self.somebody_reads = send_worry(session, self.desk.settings, **told, now=self.desk.bench.now)
        return worry, code

    def seen_by(self, person: Person) -> list[str]:
        with self.desk.bench.runtime.read_sessions() as session:
            return [worry.worry_id for worry in worries_for_lead(session, person.holder_id)]

    def look(self, worry: Worry, person: Person) -> Worry:
        with self.desk.session() as session:
            return look_at_worry(
                session, self.desk.settings, worry_id=worry.worry_id, caller=person.caller(), now=self.desk.bench.now
            )

    def read(self, worry: Worry, person: Person) -> dict[str, Any]:
        self.look(worry, person)
        with self.desk.session() as session:
            found = session.get_one(Worry, worry.worry_id)
            return opened(session, self.desk.settings, found, person.holder_id, self.desk.bench.now)

    def step(self, worry: Worry, step: rules.Step, person: Person | None = None, **fields: Any) -> Worry:
        with self.desk.session() as session:
            return take_worry_step(
                session, self.desk.settings, worry_id=worry.worry_id, step=step, **fields,
                caller=(person or self.lead).caller(), now=self.desk.bench.now,
            )  # fmt: skip

    def close(self, worry: Worry) -> Worry:
        return self.step(worry, rules.Step.CLOSED, outcome="passed_on", words="Told the police.")

    def reminded(self) -> list[str]:
        """Whom the background work reminds now."""
        before = len(self.desk.events())
        remind_once(self.desk.bench.runtime)
        return [event.holder_id for event in self.desk.events()[before:] if isinstance(event, SafeguardingReminderDue)]


@pytest.fixture
def refuge(desk: Desk) -> Refuge:
    return Refuge(desk)


def test_a_worry_reaches_the_lead_of_its_commission_and_nobody_else(refuge: Refuge) -> None:
    worry, _ = refuge.send()
    assert refuge.somebody_reads
    assert refuge.seen_by(refuge.lead) == [worry.worry_id]
    assert refuge.seen_by(refuge.fallback) == []
    assert refuge.read(worry, refuge.lead)["entries"][0]["words"] == WORDS
    commissioner = Person(refuge.commissioner.holder_id, "", AccountKind.STAFF)
    for other in (refuge.fallback, commissioner, refuge.desk.person()):
        assert refuge.seen_by(other) == []
        with pytest.raises(rules.NoSuchWorry):
            refuge.look(worry, other)
        with pytest.raises(rules.NoSuchWorry):
            refuge.step(worry, rules.Step.BEGUN, other)


@pytest.mark.parametrize("fields", [{"commission_id": None}, {"commission_id": new_id()}, {"past_leads": True}])
def test_without_a_commission_or_past_its_leads_it_reaches_the_fallback_lead(
    refuge: Refuge, fields: dict[str, Any]
) -> None:
    worry, _ = refuge.send(**fields)
    assert (refuge.seen_by(refuge.lead), refuge.seen_by(refuge.fallback)) == ([], [worry.worry_id])
    with pytest.raises(rules.NoSuchWorry):
        refuge.look(worry, refuge.lead)


def test_when_a_commission_has_no_lead_any_more_the_fallback_lead_reads_on(refuge: Refuge) -> None:
    worry, _ = refuge.send()
    with refuge.desk.session() as session:
        end_safeguarding_lead(
            session, lead_id=refuge.lead_id, commission_id=refuge.desk.commission_id, caller=refuge.commissioner,
            now=refuge.desk.bench.now,
        )  # fmt: skip
    assert (refuge.seen_by(refuge.lead), refuge.seen_by(refuge.fallback)) == ([], [worry.worry_id])


def test_it_is_said_when_nobody_is_there_to_read(refuge: Refuge) -> None:
    with refuge.desk.session() as session:
        end_fallback_lead(session, email=refuge.fallback.name, now=refuge.desk.bench.now)
    worry, _ = refuge.send(commission_id=None)
    assert not refuge.somebody_reads
    refuge.name(refuge.fallback, None)
    assert refuge.seen_by(refuge.fallback) == [worry.worry_id], "whoever is named later reads it"


def test_who_runs_audits_or_bids_cannot_be_a_lead_and_stops_being_one(refuge: Refuge) -> None:
    for role in (Role.COMMISSIONER, Role.AUDITOR):
        person, _ = refuge.desk.seated(role)
        with pytest.raises(rules.CannotBeALead):
            refuge.name(person)
    for kind in (AccountKind.PROVIDER, AccountKind.YOUNG_PERSON):
        with pytest.raises(rules.CannotBeALead):
            refuge.name(refuge.desk.person(kind))
    worry, _ = refuge.send()
    refuge.desk.seated(Role.AUDITOR, refuge.lead)
    assert (refuge.seen_by(refuge.lead), refuge.seen_by(refuge.fallback)) == ([], [worry.worry_id])


def test_naming_and_ending_a_lead_says_how_many_there_are_and_never_who(refuge: Refuge) -> None:
    changed = [event for event in refuge.desk.events() if isinstance(event, SafeguardingLeadsChanged)]
    assert [event.leads for event in changed] == [1]
    rows = [row for row in refuge.desk.bench.recorded() if row.type == SafeguardingLeadsChanged.TYPE]
    assert all(refuge.lead.holder_id not in row.body + row.actor for row in rows)
    with pytest.raises(rules.IsALeadAlready):
        refuge.name(refuge.lead)
    with pytest.raises(rules.NoSuchLead):
        refuge.name(replace(refuge.lead, name="nobody@example.org"))


def test_the_words_are_locked_in_the_database_and_open_only_in_their_place(refuge: Refuge) -> None:
    worry, code = refuge.send(name="Okapi", contact="at the bus stop at four")
    (entry,) = refuge.desk.bench.rows(WorryEntry)
    rows = repr([vars(row) for row in (*refuge.desk.bench.rows(Worry), entry)])
    assert all(word not in rows for word in ("grown-up", "Okapi", "bus stop", code))
    settings = refuge.desk.settings
    assert unlock(settings, entry.entry_id, entry.locked_words) == WORDS
    with pytest.raises(rules.WorryCannotBeUnlocked):
        unlock(settings, worry.worry_id, entry.locked_words)
    with pytest.raises(rules.WorryCannotBeUnlocked):
        unlock(replace(settings, secret="another secret, which is long enough"), entry.entry_id, entry.locked_words)
    assert lock(settings, "here", "twice") != lock(settings, "here", "twice")


def test_every_look_is_written_down_before_anything_can_be_read(refuge: Refuge) -> None:
    worry, _ = refuge.send()
    with refuge.desk.session() as session, pytest.raises(rules.LookFirst):
        opened(session, refuge.desk.settings, worry, refuge.lead.holder_id, refuge.desk.bench.now)
    refuge.desk.advance(minutes=1)
    shown = refuge.read(worry, refuge.lead)
    assert [(each["step"], each["lead"] is not None) for each in shown["entries"]] == [
        ("words", False), ("looked", True),
    ]  # fmt: skip
    refuge.desk.advance(minutes=15)
    with refuge.desk.session() as session, pytest.raises(rules.LookFirst):
        opened(session, refuge.desk.settings, worry, refuge.lead.holder_id, refuge.desk.bench.now)


def test_another_leads_look_opens_nothing_for_me(refuge: Refuge) -> None:
    worry, _ = refuge.send()
    second = refuge.desk.person()
    refuge.name(second)
    refuge.look(worry, second)
    with refuge.desk.session() as session, pytest.raises(rules.LookFirst):
        opened(session, refuge.desk.settings, worry, refuge.lead.holder_id, refuge.desk.bench.now)


def test_the_sender_is_told_where_it_stands_and_reads_no_words(refuge: Refuge) -> None:
    worry, code = refuge.send()
    told = [state(refuge, code)]
    refuge.look(worry, refuge.lead)
    told.append(state(refuge, code.lower().replace("-", " ")))
    refuge.step(worry, rules.Step.BEGUN, words="Rang the school.")
    told.append(state(refuge, code))
    refuge.step(worry, rules.Step.MORE)
    told.append(state(refuge, code))
    refuge.close(worry)
    told.append(state(refuge, code))
    assert [each["state"] for each in told] == ["sent", "read", "begun", "more", "closed"]
    assert told[1]["sentence"] == "Somebody has read this."
    assert told[4]["sentence"].startswith("We told people whose job is to keep people safe.")
    assert not any(word in str(told) for word in ("grown-up", "school", "police."))


def state(refuge: Refuge, reference: str) -> dict[str, Any]:
    answer = refuge.desk.ask("POST", "/worry-states", body={"reference": reference})
    assert answer.status_code == 200
    return dict(answer.json or {})


def test_a_wrong_code_tells_nothing(refuge: Refuge) -> None:
    refuge.send()
    answer = refuge.desk.ask("POST", "/worry-states", body={"reference": "K7QM-2XWA-9RTH"})
    assert (answer.status_code, (answer.json or {})["code"]) == (404, "no_such_worry")


def test_added_words_open_a_closed_worry_and_the_leads_hear_of_it(refuge: Refuge) -> None:
    worry, code = refuge.send()
    assert refuge.reminded() == [refuge.lead.holder_id]
    refuge.close(worry)
    assert refuge.reminded() == []
    refuge.desk.advance(hours=1)
    with refuge.desk.session() as session:
        add_to_worry(session, refuge.desk.settings, reference=code, words="It goes on.", now=refuge.desk.bench.now)
    assert (state(refuge, code)["state"], state(refuge, code)["times_you_wrote"]) == ("sent", 2)
    assert refuge.reminded() == [refuge.lead.holder_id]
    words = [each["words"] for each in refuge.read(worry, refuge.lead)["entries"]]
    assert words[0] == WORDS
    assert "It goes on." in words


def test_the_leads_hear_of_it_at_once_then_again_and_then_the_fallback_lead_too(refuge: Refuge) -> None:
    worry, _ = refuge.send()
    told = []
    for _ in range(6):
        told.append(refuge.reminded())
        assert refuge.reminded() == [], "once each time"
        refuge.desk.bench.advance(HOURS / 2)
    lead, both = [refuge.lead.holder_id], sorted([refuge.lead.holder_id, refuge.fallback.holder_id])
    assert told == [lead, [], lead, [], both, []]
    assert refuge.seen_by(refuge.fallback) == [worry.worry_id]
    assert {each["step"] for each in refuge.read(worry, refuge.fallback)["entries"]} >= {"escalated", "looked"}


def test_a_look_alone_stops_no_reminder_and_an_act_does(refuge: Refuge) -> None:
    worry, _ = refuge.send()
    refuge.reminded()
    refuge.look(worry, refuge.lead)
    refuge.desk.bench.advance(HOURS)
    assert refuge.reminded() == [refuge.lead.holder_id]
    refuge.step(worry, rules.Step.BEGUN)
    refuge.desk.bench.advance(HOURS * 10)
    assert refuge.reminded() == []


def test_one_reminder_stands_for_however_many_worries(refuge: Refuge) -> None:
    for _ in range(3):
        refuge.send()
    assert refuge.reminded() == [refuge.lead.holder_id]


def test_a_reminder_says_who_is_to_look_and_nothing_else(refuge: Refuge) -> None:
    worry, _ = refuge.send()
    remind_once(refuge.desk.bench.runtime)
    row = next(row for row in refuge.desk.bench.recorded() if row.type == SafeguardingReminderDue.TYPE)
    assert (row.key, row.actor, row.reason) == (refuge.lead.holder_id, "system", "")
    assert worry.worry_id not in row.body
    assert refuge.desk.commission_id not in row.body


@pytest.mark.parametrize("fields", [{}, {"outcome": "talked"}, {"words": "Done."}, {"outcome": "talked", "words": " "}])
def test_a_worry_is_closed_with_an_outcome_and_words(refuge: Refuge, fields: dict[str, Any]) -> None:
    worry, _ = refuge.send()
    with pytest.raises(rules.OutcomeIsMissing):
        refuge.step(worry, rules.Step.CLOSED, **fields)
    refuge.close(worry)
    for step in rules.LEADS_STEPS:
        with pytest.raises(rules.WorryIsClosed):
            refuge.step(worry, step, outcome="talked", words="Again.")


def test_sending_reading_and_closing_record_no_event(refuge: Refuge) -> None:
    before = len(refuge.desk.events())
    worry, code = refuge.send()
    refuge.look(worry, refuge.lead)
    refuge.step(worry, rules.Step.BEGUN)
    with refuge.desk.session() as session:
        add_to_worry(session, refuge.desk.settings, reference=code, words="More.", now=refuge.desk.bench.now)
    refuge.close(worry)
    assert len(refuge.desk.events()) == before


def own_worry(refuge: Refuge, young: Person) -> Worry:
    return refuge.send(caller=young.caller(), contact="after school")[0]


def erase(refuge: Refuge, young: Person) -> None:
    with refuge.desk.session() as session:
        caller = Caller(young.holder_id, new_id(), young.kind)
        erase_person(session, refuge.desk.settings, caller=caller, now=refuge.desk.bench.now)


def test_whoever_says_who_they_are_is_known_to_the_leads(refuge: Refuge) -> None:
    young = refuge.desk.person(AccountKind.YOUNG_PERSON, name="Okapi")
    shown = refuge.read(own_worry(refuge, young), refuge.lead)
    assert (shown["sender_name"], shown["sender_contact"]) == ("Okapi", "after school")


def test_erasing_a_sender_takes_their_name_from_closed_worries_and_from_open_ones_when_they_close(
    refuge: Refuge,
) -> None:
    young = refuge.desk.person(AccountKind.YOUNG_PERSON, name="Okapi")
    closed, still_open = own_worry(refuge, young), own_worry(refuge, young)
    refuge.close(closed)
    erase(refuge, young)
    assert refuge.read(closed, refuge.lead)["sender_name"] is None
    assert refuge.read(still_open, refuge.lead)["sender_name"] == "Okapi", "somebody may be in danger"
    assert all(row.sender_hash is None for row in refuge.desk.bench.rows(Worry))
    refuge.close(still_open)
    shown = refuge.read(still_open, refuge.lead)
    assert (shown["sender_name"], shown["sender_contact"]) == (None, None)
    assert shown["entries"][0]["words"] == WORDS, "the safeguarding record itself is kept for its time"


def test_a_lead_who_is_erased_reads_no_more_and_stays_in_the_access_log_without_a_name(refuge: Refuge) -> None:
    worry, _ = refuge.send()
    refuge.look(worry, refuge.lead)
    erase(refuge, refuge.lead)
    assert (refuge.seen_by(refuge.lead), refuge.seen_by(refuge.fallback)) == ([], [worry.worry_id])
    assert "a lead who has left" in [each["lead"] for each in refuge.read(worry, refuge.fallback)["entries"]]
    assert refuge.desk.bench.rows(Account)


def test_no_stored_answer_holds_what_was_said(refuge: Refuge) -> None:
    body = {"words": WORDS, "name": "Okapi", "commission_id": refuge.desk.commission_id}
    sent = refuge.desk.ask("POST", "/worries", body=body, key="twice").json
    assert refuge.desk.ask("POST", "/worries", body=body, key="twice").json == sent
    assert len(refuge.desk.bench.rows(Worry)) == 1
    token = refuge.desk.sign_in(refuge.lead)["token"]
    (listed,) = refuge.desk.ask("GET", "/worries", token).json or []
    path = f"/worries/{listed['worry_id']}"
    assert refuge.desk.ask("GET", path, token).status_code == 409
    assert refuge.desk.ask("POST", f"{path}/looks", token, key="look").status_code == 201
    assert (refuge.desk.ask("GET", path, token).json or {})["entries"][0]["words"] == WORDS
    from shared.idempotency import ANSWERS  # noqa: PLC0415

    kept = repr(refuge.desk.bench.rows(ANSWERS))
    assert "grown-up" not in kept
    assert "Okapi" not in kept


def test_a_worry_is_never_refused_for_who_sends_it(refuge: Refuge) -> None:
    for kind in AccountKind:
        token = refuge.desk.sign_in(refuge.desk.person(kind))["token"]
        assert refuge.desk.ask("POST", "/me/worries", token, {"words": WORDS}).status_code == 201
    assert refuge.desk.ask("POST", "/worries", body={"words": WORDS}).status_code == 201
    for empty in ({}, {"words": " "}, {"words": "x" * 5001}):
        assert refuge.desk.ask("POST", "/worries", body=empty).status_code == 422


def test_the_helplines_say_where_they_come_from_and_when_they_were_checked(refuge: Refuge) -> None:
    found = refuge.desk.ask("GET", "/helplines").json or []
    assert [each["number"] for each in found] == ["999", "0800 1111", "116 123", "0808 800 5000"]
    assert all(each["source"].startswith("https://") and each["checked_on"] for each in found)


def test_a_refused_step_leaves_nothing(refuge: Refuge) -> None:
    worry, _ = refuge.send()
    before = [vars(row).get("step") for row in refuge.desk.bench.rows(WorryEntry)]
    with pytest.raises(DomainError):
        refuge.step(worry, rules.Step.CLOSED)
    assert [vars(row).get("step") for row in refuge.desk.bench.rows(WorryEntry)] == before
