from __future__ import annotations

import json
from pathlib import Path

import pytest

from deploy.docs import events_of, meaning, readers_of
from deploy.services import NAMES
from shared.contracts.declaration import REGISTRY, Event, UnreadableEvent

SAMPLES = Path(__file__).parent / "samples"
EVENTS: list[type[Event]] = [cls for name in NAMES for cls in events_of(name)]

# Events that no service acts on: they are there for whoever reads the trail.
FOR_THE_TRAIL_ONLY = {
    "people.invite_made.v1": "says who opened the door, and how wide",
    "people.invite_ended.v1": "says who closed the door again",
    "people.group_made.v1": "says whom the commission asks to take part",
    "people.group_ended.v1": "says why a group is no more",
    "people.way_in_given.v1": "says who let somebody back in, and why",
    "people.safeguarding_leads_changed.v1": "evidence that the safeguarding route is there",
    "specification.text_given_back.v1": "evidence that somebody checks, and how often",
    "specification.contribution_added.v1": "evidence of who was heard",
    "specification.workshop_recorded.v1": "evidence of who was heard, and where",
    "specification.survey_brought_in.v1": "evidence of how many were heard on paper",
    "specification.clause_drafted.v1": "evidence of who held the pen",
    "specification.clauses_merged.v1": "evidence of how the text came to stand as it does",
    "specification.clause_split.v1": "evidence of how the text came to stand as it does",
    "specification.clause_moved.v1": "evidence of how the text came to stand as it does",
    "specification.specification_assented.v1": "travels inside specification_agreed",
    "specification.specification_signed.v1": "travels inside specification_agreed",
    "tendering.organisation_registered.v1": "belongs to no commission yet",
    "tendering.bid_confirmed.v1": "evidence; a message about it would tell who bids",
    "tendering.bid_withdrawn.v1": "evidence; a message about it would tell who bids",
    "tendering.late_bid_refused.v1": "evidence; a message about it would tell who bids",
    "youth_panel.practice_finished.v1": "evidence of a learning step",
    "youth_panel.interest_declared.v1": "evidence; the reasons stay with the panel",
    "youth_panel.bid_scored.v1": "a seal on scores that are not shown yet",
    "youth_panel.scoring_abstained.v1": "evidence; the panel itself acts on it",
    "youth_panel.choice_voted.v1": "evidence that each seat had its say",
    "notifications.seats_told.v1": "evidence of who was told",
}


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.json")), ids=lambda path: path.stem)
def test_every_sample_ever_published_can_still_be_read(path: Path) -> None:
    body = json.loads(path.read_text(encoding="utf-8"))
    event = REGISTRY[path.stem].from_wire({**body, "a field of the future": 1})
    again = REGISTRY[path.stem].from_wire(event.to_wire())
    assert again == event


@pytest.mark.parametrize("cls", EVENTS, ids=lambda cls: cls.TYPE)
def test_every_event_has_a_sample_a_meaning_and_a_reader_or_a_reason(cls: type[Event]) -> None:
    assert (SAMPLES / f"{cls.TYPE}.json").exists()
    assert meaning(cls).endswith(".")
    if cls.__name__ == "EventSkipped":
        return
    assert bool(readers_of(cls.TYPE)) != (cls.TYPE in FOR_THE_TRAIL_ONLY), cls.TYPE


@pytest.mark.parametrize("cls", EVENTS, ids=lambda cls: cls.TYPE)
def test_an_event_without_its_fields_is_refused_by_name_of_field_only(cls: type[Event]) -> None:
    with pytest.raises(UnreadableEvent, match=cls.KEY):
        cls.from_wire({})
    with pytest.raises(UnreadableEvent):
        cls.from_wire([])


@pytest.mark.parametrize("cls", EVENTS, ids=lambda cls: cls.TYPE)
def test_no_event_has_a_field_for_a_name_or_a_contact(cls: type[Event]) -> None:
    forbidden = {"email", "e_mail", "phone", "nickname", "born_on", "date_of_birth", "address", "first_name", "surname"}
    assert not forbidden & set(cls.__dataclass_fields__)
