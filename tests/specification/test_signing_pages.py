"""The pages of the whole text: reading and taking it along, signing, saying no, and what changed since."""

from __future__ import annotations

import hashlib
import json

import pytest

from deploy.specification_file import NotASpecification, hash_of_specification
from services.specification.app import create_app
from shared.contracts.specification import SpecificationAgreed
from shared.roles import Role
from tests.specification.test_pages import at, browser, html
from tests.specification.workshop import Workshop, criteria


def test_a_young_person_reads_the_whole_text_and_signs_it(workshop: Workshop) -> None:
    workshop.ready()
    page = browser(workshop, workshop.young[0]).open(at(workshop, "/whole"))
    assert "It is open until eight." in page.text
    assert "we would bring a friend" in page.text
    assert "0 have signed. At least 2 are needed." in page.text
    page.open(at(workshop, "/sign")).send()
    assert "You have signed. Others are asked to sign too." in page.text
    assert workshop.document()["signed_by"] == [workshop.young[0].seat]


def test_nothing_is_signed_that_was_not_read(workshop: Workshop) -> None:
    clause = workshop.ready()
    page = browser(workshop, workshop.young[0]).open(at(workshop, "/sign"))
    workshop.agree(workshop.edit(clause))
    page.send()
    assert page.problems == ["The text has changed since you read it. Read it again, then sign."]
    assert "It is open until nine." in page.text
    assert workshop.document()["signed_by"] == []
    page.send()
    assert workshop.document()["signed_by"] == [workshop.young[0].seat]


def test_what_cannot_be_signed_yet_says_what_is_missing(workshop: Workshop) -> None:
    workshop.draft()
    page = browser(workshop, workshop.young[0]).open(at(workshop, "/whole"))
    assert "It cannot be signed yet." in page.text
    assert "/sign" not in html(page.open(at(workshop, "/sign"))).split("<main")[1].replace("/signing", "")


def test_after_a_change_it_is_asked_again_and_shows_what_changed(workshop: Workshop) -> None:
    clause = workshop.agreed()
    workshop.agree(workshop.edit(clause, workshop.commissioner, reason="The bus comes later."))
    changed = criteria()
    changed[0]["weight"], changed[1]["weight"] = changed[1]["weight"], changed[0]["weight"]
    workshop.set_criteria(changed, workshop.facilitator, reason="Waiting matters more.")
    page = browser(workshop, workshop.young[0]).open(at(workshop, "/sign"))
    assert "Part 1 has new words: Open late" in page.text
    assert "A welcome had weight 70 and has 30 now." in page.text
    assert "<ins>" in html(page)
    page.send()
    assert workshop.document()["signed_by"] == [workshop.young[0].seat]


def test_a_board_says_how_it_decided(workshop: Workshop) -> None:
    _, member = workshop.board("assents_to_specification")
    workshop.agreed()
    page = browser(workshop, member).open(at(workshop, "/sign")).send(reason="")
    assert page.problems == ["Say how the board decided. Everybody can read it."]
    page.send(reason="A vote, 5 to 1.")
    assert "The text is agreed." in page.text
    assert "A vote, 5 to 1." in page.open(at(workshop, "/whole")).text


def test_the_commissioner_says_no_with_a_reason_and_later_yes(workshop: Workshop) -> None:
    workshop.agreed_but_for_the_commissioner()
    page = browser(workshop, workshop.commissioner).open(at(workshop, "/decline")).send(reason="")
    assert page.problems == ["Write why not."]
    page.send(reason="It costs more than there is.")
    young = browser(workshop, workshop.young[0]).open(at(workshop, "/whole"))
    assert "It costs more than there is." in young.text
    page.open(at(workshop, "/sign")).send()
    assert workshop.commission().agreed_sha256 == workshop.sha256()


def test_who_is_not_asked_is_told_so(workshop: Workshop) -> None:
    workshop.ready()
    page = browser(workshop, workshop.seat(Role.BOARD_MEMBER)).open(at(workshop, "/sign"))
    assert "Your board is not asked to sign this text." in page.text
    assert browser(workshop, workshop.facilitator).open(at(workshop, "/sign")).status == 403


def test_the_file_that_is_signed_has_the_hash_that_is_signed(workshop: Workshop) -> None:
    workshop.ready()
    client = workshop.bench.client(create_app)
    for caller in (workshop.young[0], workshop.commissioner):
        headers = workshop.bench.headers(caller)
        answer = client.get(at(workshop, "/specification.json"), headers=headers)
        assert hashlib.sha256(answer.data).hexdigest() == workshop.sha256()
        assert json.loads(answer.data)["title"] == "Somewhere to go"
        text = client.get(at(workshop, "/specification.txt"), headers=headers)
        assert workshop.sha256() in text.text
        assert "Part 1: Open late" in text.text


def test_a_bidder_reads_it_with_the_tender_and_not_before(workshop: Workshop) -> None:
    workshop.agreed()
    page = browser(workshop, workshop.provider)
    paths = ("/whole", "/specification.json", "/specification.txt")
    assert [page.open(at(workshop, path)).status for path in paths] == [404, 404, 404]
    workshop.publish()
    assert [page.open(at(workshop, path)).status for path in paths] == [200, 200, 200]
    assert "have signed" not in page.open(at(workshop, "/whole")).text


def test_the_command_recomputes_the_hash_from_the_file_and_notices_one_character(workshop: Workshop) -> None:
    workshop.agreed()
    client = workshop.bench.client(create_app)
    headers = workshop.bench.headers(workshop.young[0])
    content = client.get(at(workshop, "/specification.json"), headers=headers).data
    assert hash_of_specification(content) == workshop.last(SpecificationAgreed).sha256
    assert hash_of_specification(json.dumps(json.loads(content), indent=3).encode()) == workshop.sha256()
    assert hash_of_specification(content.replace(b"until eight.", b"until eight,")) != workshop.sha256()
    for broken in (b"{", b"[]", b'{"title": "T"}', b"\xff"):
        with pytest.raises(NotASpecification):
            hash_of_specification(broken)
