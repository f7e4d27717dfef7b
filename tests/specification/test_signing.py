"""Signing off: bound to the hash of the text, by a quorum, void after an edit."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.specification.models import SignOff
from services.specification.queries.document import signed_before
from services.specification.rules.signing import (
    NotAllClausesAreAgreed,
    NotAskedToSign,
    SayWhy,
    SignedAlready,
    YoungPeopleDoNotDecline,
)
from services.specification.rules.texts import ReasonIsMissing, TextHasChanged
from services.specification.use_cases.start_commission import start_commission
from shared.canonical import canonical_hash
from shared.contracts.people import BoardEnded
from shared.contracts.specification import (
    SignOffVoided,
    SpecificationAgreed,
    SpecificationAssented,
    SpecificationDeclined,
    SpecificationSigned,
)
from shared.roles import Role
from tests.specification.workshop import Workshop, criteria, plan


def test_one_signature_is_recorded_and_does_not_yet_agree_the_text(workshop: Workshop) -> None:
    workshop.ready()
    sha256 = workshop.sha256()
    commission = workshop.sign(workshop.young[0])
    assert (commission.agreed_sha256, commission.agreed_at) == (None, None)
    event = workshop.last(SpecificationSigned)
    assert (event.seat_id, event.sha256, event.signed_at) == (workshop.young[0].seat, sha256, workshop.bench.now)
    assert workshop.names()[-1] == "specification_signed"
    assert workshop.bench.recorded()[-1].actor == workshop.young[0].seat


def test_the_quorum_agrees_the_specification_in_the_same_act(workshop: Workshop) -> None:
    workshop.agreed()
    assert workshop.names()[-2:] == ["specification_signed", "specification_agreed"]
    commission = workshop.commission()
    assert (commission.agreed_sha256, commission.agreed_at) == (workshop.sha256(), workshop.bench.now)
    event = workshop.last(SpecificationAgreed)
    assert (event.sha256, event.agreed_at) == (workshop.sha256(), workshop.bench.now)
    assert [each.seat_id for each in event.sign_offs] == [each.seat for each in workshop.young[:2]]
    assert {each.sha256 for each in event.sign_offs} == {event.sha256}


def test_anybody_can_recompute_the_hash_from_the_event(workshop: Workshop) -> None:
    workshop.agreed()
    wire = workshop.last(SpecificationAgreed).to_wire()
    signed = {name: wire[name] for name in ("title", "need", "plan", "clauses", "criteria")}
    assert canonical_hash(signed) == wire["sha256"]
    assert [each["text"] for each in wire["clauses"]] == ["It is open until eight."]
    assert [each["weight"] for each in wire["criteria"]] == ["70", "30", "100"]


def test_further_signatures_are_kept_and_do_not_agree_it_twice(workshop: Workshop) -> None:
    workshop.agreed()
    first = workshop.commission().agreed_at
    workshop.sign(workshop.young[2])
    assert workshop.names().count("specification_agreed") == 1
    assert workshop.commission().agreed_at == first
    assert len(workshop.document()["signed_by"]) == 3


def test_the_hash_is_there_only_when_the_text_can_be_signed(workshop: Workshop) -> None:
    def seen() -> tuple[bool, bool]:
        found = workshop.document()
        return found["signable"], found["sha256"] is not None

    assert seen() == (False, False)
    workshop.set_criteria(criteria())
    assert seen() == (False, False)
    clause = workshop.draft()
    assert seen() == (False, False)
    workshop.agree(clause)
    assert seen() == (True, True)
    workshop.draft(heading="Another")
    assert seen() == (False, False)


@pytest.mark.parametrize("missing", ["clauses", "agreement", "criteria"])
def test_a_text_that_is_not_complete_cannot_be_signed(workshop: Workshop, missing: str) -> None:
    if missing != "clauses":
        clause = workshop.draft()
        if missing != "agreement":
            workshop.agree(clause)
    if missing != "criteria":
        workshop.set_criteria(criteria())
    before = workshop.state()
    with pytest.raises(NotAllClausesAreAgreed):
        workshop.sign(workshop.young[0], "0" * 64)
    assert workshop.state() == before


def test_another_text_cannot_be_signed_and_the_current_hash_is_told(workshop: Workshop) -> None:
    clause = workshop.ready()
    old = workshop.sha256()
    workshop.agree(workshop.edit(clause))
    before = workshop.state()
    with pytest.raises(TextHasChanged) as refused:
        workshop.sign(workshop.young[0], old)
    assert refused.value.extra == {"current_sha256": workshop.sha256()}
    assert workshop.sha256() != old
    assert workshop.state() == before


def test_a_seat_signs_once(workshop: Workshop) -> None:
    workshop.ready()
    workshop.sign(workshop.young[0])
    before = workshop.state()
    with pytest.raises(SignedAlready):
        workshop.sign(workshop.young[0])
    assert workshop.state() == before


def test_a_seat_that_ended_does_not_count(workshop: Workshop) -> None:
    workshop.ready()
    workshop.sign(workshop.commissioner)
    workshop.sign(workshop.young[0])
    workshop.end_seat(workshop.young[0])
    workshop.sign(workshop.young[1])
    assert "specification_agreed" not in workshop.names()
    assert workshop.document()["signed_by"] == [workshop.young[1].seat]
    workshop.sign(workshop.young[2])
    event = workshop.last(SpecificationAgreed)
    assert [each.seat_id for each in event.sign_offs] == [each.seat for each in workshop.young[1:]]


def test_what_was_agreed_stays_agreed_when_a_signer_leaves(workshop: Workshop) -> None:
    workshop.agreed()
    workshop.end_seat(workshop.young[0])
    assert workshop.commission().agreed_sha256 == workshop.sha256()


CHANGES: dict[str, tuple[Callable[[Workshop], object], str]] = {
    "a clause": (lambda shop: shop.edit(shop.clauses()[0]), "Clause 1 has new words."),
    "a new clause": (lambda shop: shop.draft(heading="Another"), "Clause 2 is new."),
    "the criteria": (lambda shop: shop.set_criteria(criteria()[::-1]), "The criteria are new."),
}


@pytest.mark.parametrize("what", CHANGES)
@pytest.mark.parametrize("signers", [1, 2])
def test_an_edit_voids_the_sign_off(workshop: Workshop, what: str, signers: int) -> None:
    change, words = CHANGES[what]
    workshop.ready()
    old = workshop.sha256()
    for caller in workshop.young[:signers]:
        workshop.sign(caller)
    change(workshop)
    event = workshop.last(SignOffVoided)
    assert (event.sha256, event.changed, event.voided_at) == (old, words, workshop.bench.now)
    assert workshop.names()[-2:][1] == "sign_off_voided"
    commission = workshop.commission()
    assert (commission.agreed_sha256, commission.agreed_at) == (None, None)
    assert workshop.document()["signed_by"] == []
    kept = workshop.bench.rows(SignOff)
    assert len(kept) == signers
    assert {row.voided_at for row in kept} == {workshop.bench.now}


def test_an_edit_before_anybody_signed_voids_nothing(workshop: Workshop) -> None:
    workshop.edit(workshop.ready())
    workshop.set_criteria(criteria()[::-1])
    assert "sign_off_voided" not in workshop.names()


def test_the_same_words_again_void_nothing(workshop: Workshop) -> None:
    clause = workshop.agreed()
    before = workshop.state()
    workshop.edit(clause, text=clause.text)
    workshop.set_criteria(criteria())
    assert workshop.state() == before


def test_after_an_edit_everybody_is_asked_again(workshop: Workshop) -> None:
    clause = workshop.agreed()
    old = workshop.sha256()
    workshop.agree(workshop.edit(clause))
    workshop.sign(workshop.commissioner)
    workshop.sign(workshop.young[0])
    workshop.sign(workshop.young[2])
    agreed = [event for event in workshop.bench.events() if isinstance(event, SpecificationAgreed)]
    assert [event.sha256 for event in agreed] == [old, workshop.sha256()]
    assert [each.seat_id for each in agreed[1].sign_offs] == [workshop.young[0].seat, workshop.young[2].seat]
    assert len(workshop.bench.rows(SignOff)) == 6


def test_a_text_changed_back_is_signed_anew(workshop: Workshop) -> None:
    clause = workshop.agreed()
    old, first = workshop.sha256(), clause.text
    workshop.agree(workshop.edit(workshop.edit(clause), text=first))
    assert workshop.sha256() == old
    assert workshop.commission().agreed_sha256 is None
    workshop.sign(workshop.young[0])
    assert workshop.commission().agreed_sha256 is None


def test_an_adult_who_adds_to_a_signed_text_says_why(workshop: Workshop) -> None:
    workshop.agreed()
    before = workshop.state()
    with pytest.raises(ReasonIsMissing):
        workshop.draft(workshop.facilitator, heading="Another")
    assert workshop.state() == before
    workshop.draft(workshop.facilitator, heading="Another", reason="The Fenside group had its say later.")
    assert {row.reason for row in workshop.bench.recorded()[-2:]} == {"The Fenside group had its say later."}


def test_a_young_persons_reason_for_voiding_stays_in_the_service(workshop: Workshop) -> None:
    workshop.edit(workshop.agreed(), reason="We were told in assembly that it shuts.")
    assert {row.reason for row in workshop.bench.recorded()[-2:]} == {""}


def test_signatures_of_one_commission_stay_when_another_changes(workshop: Workshop) -> None:
    workshop.agreed()
    other = workshop.run(start_commission, workshop.officer, title="Other", need="Else.", plan=plan())
    mine, workshop.commission_id = workshop.commission_id, other.commission_id
    workshop.draft(workshop.bench.seat(other.commission_id, Role.YOUNG_PERSON))
    workshop.commission_id = mine
    assert workshop.commission().agreed_sha256 == workshop.sha256()
    assert "sign_off_voided" not in workshop.names()


def test_without_the_commissioner_nothing_is_agreed(workshop: Workshop) -> None:
    workshop.ready()
    for caller in workshop.young:
        workshop.sign(caller)
    assert "specification_agreed" not in workshop.names()
    workshop.sign(workshop.commissioner)
    assert workshop.names()[-2:] == ["specification_assented", "specification_agreed"]
    (assent,) = workshop.last(SpecificationAgreed).assents
    assert (assent.seat_id, assent.role, assent.board_id) == (workshop.commissioner.seat, "commissioner", "")
    assert assent.sha256 == workshop.sha256()


def test_a_board_that_assents_is_asked_and_one_of_its_members_answers_for_it(workshop: Workshop) -> None:
    board_id, member = workshop.board("assents_to_specification")
    other = workshop.on_board(board_id)
    workshop.agreed()
    assert "specification_agreed" not in workshop.names()
    assert workshop.document()["boards"] == [
        {"board_id": board_id, "name": "Shadow Board", "answer": None, "reason": ""}
    ]
    with pytest.raises(SayWhy):
        workshop.sign(member)
    workshop.sign(member, reason="We voted on Monday, 5 to 1.")
    assert workshop.names()[-2:] == ["specification_assented", "specification_agreed"]
    assert {each.board_id for each in workshop.last(SpecificationAgreed).assents} == {"", board_id}
    assert workshop.bench.recorded()[-2].reason == "We voted on Monday, 5 to 1."
    with pytest.raises(SignedAlready):
        workshop.sign(other, reason="We voted.")


def test_a_board_that_only_advises_is_not_asked(workshop: Workshop) -> None:
    _, member = workshop.board("advises", "reads")
    workshop.ready()
    before = workshop.state()
    for caller in (member, workshop.seat(Role.BOARD_MEMBER)):
        with pytest.raises(NotAskedToSign):
            workshop.sign(caller, reason="We would like to.")
    assert workshop.state()["sign_offs"] == before["sign_offs"]
    workshop.agreed()
    assert "specification_agreed" in workshop.names()


def test_the_board_of_another_commission_does_not_sign_here(workshop: Workshop) -> None:
    elsewhere = Workshop(workshop.bench)
    board_id, _ = elsewhere.board("assents_to_specification")
    stray = workshop.on_board(board_id)
    workshop.ready()
    with pytest.raises(NotAskedToSign):
        workshop.sign(stray, reason="We voted.")


def test_whoever_says_no_says_why_and_can_say_yes_later(workshop: Workshop) -> None:
    workshop.agreed_but_for_the_commissioner()
    with pytest.raises(SayWhy):
        workshop.sign(workshop.commissioner, declines=True)
    workshop.sign(workshop.commissioner, declines=True, reason="Part 1 costs more than there is.")
    event = workshop.last(SpecificationDeclined)
    assert (event.role, event.sha256) == ("commissioner", workshop.sha256())
    assert workshop.bench.recorded()[-1].reason == "Part 1 costs more than there is."
    found = workshop.document()
    assert found["commissioner"] == {"answer": "declined", "reason": "Part 1 costs more than there is."}
    assert "specification_agreed" not in workshop.names()
    workshop.sign(workshop.commissioner)
    assert workshop.names()[-2:] == ["specification_assented", "specification_agreed"]
    assert workshop.last(SpecificationAssented).sha256 == workshop.sha256()


def test_a_no_alone_is_over_when_the_text_changes_and_voids_nothing(workshop: Workshop) -> None:
    clause = workshop.ready()
    workshop.sign(workshop.commissioner, declines=True, reason="It is not finished.")
    workshop.edit(clause)
    assert "sign_off_voided" not in workshop.names()
    assert workshop.document()["commissioner"]["answer"] is None


def test_a_young_person_is_not_asked_to_say_no(workshop: Workshop) -> None:
    workshop.ready()
    before = workshop.state()
    with pytest.raises(YoungPeopleDoNotDecline):
        workshop.sign(workshop.young[0], declines=True, reason="No.")
    assert workshop.state() == before


def test_when_the_board_that_was_missing_ends_the_text_is_agreed(workshop: Workshop) -> None:
    board_id, _ = workshop.board("assents_to_specification")
    workshop.agreed()
    ended = BoardEnded(commission_id=workshop.commission_id, board_id=board_id, ended_at=workshop.bench.now)
    workshop.bench.handle(ended)
    assert workshop.names().count("specification_agreed") == 1
    assert workshop.commission().agreed_sha256 == workshop.sha256()


def test_the_text_that_was_signed_is_kept_for_comparing(workshop: Workshop) -> None:
    clause = workshop.agreed()
    old = workshop.document()["document"]
    workshop.edit(clause)
    with workshop.bench.runtime.read_sessions() as session:
        mine = signed_before(session, workshop.commission_id, workshop.young[0].seat)
        assert mine is not None
        assert canonical_hash(mine.text) == mine.sha256 == canonical_hash(old)
        assert signed_before(session, workshop.commission_id, workshop.young[2].seat) is None
