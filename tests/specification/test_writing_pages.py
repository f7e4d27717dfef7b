"""The pages to write: new parts, new words, what others wrote meanwhile, earlier words, and agreeing."""

from __future__ import annotations

import pytest

from services.specification.models import Clause, ClauseVersion, WaitingText
from services.specification.queries.writers import writers_of
from services.specification.use_cases.hide_text import hide_text
from services.specification.use_cases.set_checking import set_checking
from shared.contracts.specification import ClauseAgreed
from shared.roles import Role
from tests.specification.test_pages import at, browser, html
from tests.specification.workshop import Workshop

WRITERS = (Role.YOUNG_PERSON, Role.FACILITATOR, Role.COMMISSIONER)


def write_path(workshop: Workshop, clause: Clause) -> str:
    return at(workshop, f"/text/{clause.clause_id}/write")


def test_a_young_person_writes_the_first_part(workshop: Workshop) -> None:
    page = browser(workshop, workshop.young[0]).open(at(workshop, "/text"))
    assert "/text/new" in html(page)
    page.open(at(workshop, "/text/new")).send(heading="Open late", text="")
    assert page.problems == ["Write what the service should do."]
    assert page.value("heading") == ["Open late"]
    page.send(text="It is open until eight.\r\nEvery day.")
    assert "Saved. Everybody here can read it now." in page.text
    (clause,) = workshop.clauses()
    assert (clause.heading, clause.text) == ("Open late", "It is open until eight.\nEvery day.")
    assert clause.drafted_by == workshop.young[0].seat


@pytest.mark.parametrize("role", list(Role))
def test_who_writes(workshop: Workshop, role: Role) -> None:
    clause = workshop.draft()
    page = browser(workshop, workshop.seat(role))
    page.open(at(workshop, "/text"))
    assert ("Write in this part" in page.text) == (role in WRITERS)
    assert ("The group agrees it" in page.text) == (role is Role.FACILITATOR)
    for path in ("/text/new", f"/text/{clause.clause_id}/write", f"/text/{clause.clause_id}/keep"):
        assert (page.open(at(workshop, path)).status == 200) == (role in WRITERS), path


def test_two_who_had_the_same_page_open_keep_each_others_words(workshop: Workshop) -> None:
    clause = workshop.draft(text="It is open. It is warm.")
    one, other = browser(workshop, workshop.young[0]), browser(workshop, workshop.young[1])
    one.open(write_path(workshop, clause))
    other.open(write_path(workshop, clause))
    one.send(text="It is open late. It is warm.")
    other.send(text="It is open. It is warm. It is ours.")
    assert workshop.words() == "It is open late. It is warm. It is ours."
    page = other.open(write_path(workshop, clause))
    assert page.value("text") == [workshop.words()]
    with workshop.bench.session() as session:
        numbers = {seat_id: each.number for seat_id, each in writers_of(session, workshop.commission_id).items()}
    first, second = (numbers[young.seat] for young in workshop.young[:2])
    for words in (f"YP{first} Young person {first} ", f"YP{second} Young person {second} (you)"):
        assert words in page.text
    assert [row.version for row in workshop.bench.rows(ClauseVersion)] == [1, 2, 3]


def test_two_who_changed_the_same_words_see_both_and_nothing_is_lost(workshop: Workshop) -> None:
    clause = workshop.draft(text="It is open.")
    one, other = browser(workshop, workshop.young[0]), browser(workshop, workshop.young[1])
    one.open(write_path(workshop, clause))
    other.open(write_path(workshop, clause))
    one.send(text="It is shut.")
    other.send(text="It is closed.")
    assert other.status == 409
    assert other.problems == [
        "Somebody changed the same words meanwhile. Your words are still here. Look at both, and save again."
    ]
    assert other.value("text") == ["It is closed."]
    assert "It is shut." in other.text
    assert workshop.words() == "It is shut."
    other.send(text="It is shut, so closed.")
    assert workshop.words() == "It is shut, so closed."
    assert [row.text for row in workshop.bench.rows(ClauseVersion)] == [
        "It is open.", "It is shut.", "It is shut, so closed."
    ]  # fmt: skip


def test_what_others_are_typing_is_in_the_form_and_can_be_kept(workshop: Workshop) -> None:
    clause = workshop.draft(text="It is open.")
    workshop.writes(clause, workshop.young[1], 0, [10, [0, " late"], 1])
    page = browser(workshop, workshop.young[0]).open(at(workshop, "/text"))
    assert "It is open late." in page.text
    assert "New words" in page.text
    assert page.open(write_path(workshop, clause)).value("text") == ["It is open late."]
    lead = browser(workshop, workshop.facilitator).open(at(workshop, f"/text/{clause.clause_id}/agree"))
    assert "Read the new words, and keep them first." in lead.text
    page.open(at(workshop, f"/text/{clause.clause_id}/keep")).send()
    assert workshop.clauses()[0].text == "It is open late."
    assert "All words of this part are kept already." in page.open(at(workshop, f"/text/{clause.clause_id}/keep")).text
    lead.open(at(workshop, f"/text/{clause.clause_id}/agree")).send()
    assert lead.problems == ["Write how the group decided."]
    lead.send(reason="A show of hands, 9 of 10.")
    assert workshop.last(ClauseAgreed).text == "It is open late."
    assert "Agreed" in lead.text


def test_the_group_agrees_only_words_that_were_on_the_page(workshop: Workshop) -> None:
    clause = workshop.draft(text="It is open.")
    lead = browser(workshop, workshop.facilitator).open(at(workshop, f"/text/{clause.clause_id}/agree"))
    workshop.edit(clause, text="It is shut.")
    lead.send(reason="Hands.")
    assert lead.status == 409
    assert "It is shut." in lead.text
    assert workshop.clauses()[0].agreed_version is None
    lead.send(reason="Hands, again.")
    assert workshop.clauses()[0].agreed_version == 2


def test_earlier_words_are_shown_with_what_changed_and_can_be_put_back(workshop: Workshop) -> None:
    clause = workshop.draft(text="It is open.")
    workshop.edit(clause, workshop.young[1], text="It is never open.")
    page = browser(workshop, workshop.young[2]).open(at(workshop, f"/text/{clause.clause_id}"))
    assert '<ins><span class="govuk-visually-hidden">added: </span>never </ins>' in html(page)
    page.open(at(workshop, f"/text/{clause.clause_id}/put-back?version=1"))
    assert page.text.index("It is open.") < page.text.index("It is never open.")
    page.send()
    assert "The earlier words are back." in page.text
    assert workshop.words() == "It is open."
    assert page.open(at(workshop, f"/text/{clause.clause_id}/put-back?version=9")).status == 404


def test_an_adult_is_asked_why_they_change_what_the_group_agreed(workshop: Workshop) -> None:
    clause = workshop.agree(workshop.draft(text="It is open."))
    young = browser(workshop, workshop.young[0]).open(write_path(workshop, clause))
    assert "The group agreed this part." in young.text
    assert "Why do you change it?" not in young.text
    adult = browser(workshop, workshop.commissioner).open(write_path(workshop, clause))
    adult.send(text="It is shut.")
    assert adult.problems == ["The group agreed this. Say why you change it. The group is told."]
    assert adult.value("text") == ["It is shut."]
    adult.send(reason="The money is short.")
    assert workshop.words() == "It is shut."
    assert workshop.clauses()[0].agreed_version is None


def test_words_that_are_read_first_wait_and_their_writer_is_told(workshop: Workshop) -> None:
    clause = workshop.draft(workshop.facilitator, text="It is open.")
    workshop.act(set_checking, workshop.commissioner, checks=True)
    page = browser(workshop, workshop.young[0]).open(write_path(workshop, clause))
    assert "A facilitator reads your words first." in page.text
    page.send(text="It is open late.")
    assert page.path == at(workshop, "/my-words")
    assert "Saved. A facilitator reads your words first." in page.text
    assert [row.text for row in workshop.bench.rows(WaitingText)] == ["It is open late."]
    page.open(at(workshop, "/text/new")).send(heading="Quiet", text="A quiet room.")
    assert page.path == at(workshop, "/my-words")
    assert workshop.words() == "It is open."


def test_a_hidden_part_is_written_anew_without_its_words(workshop: Workshop) -> None:
    clause = workshop.draft(heading="Okapi", text="An okapi.")
    fields = {"clause_id": clause.clause_id, "version": 1, "hides": True, "reason": "About somebody."}
    workshop.act(hide_text, workshop.facilitator, **fields)
    page = browser(workshop, workshop.young[1])
    for path in ("write", "keep"):
        assert "kapi" not in page.open(at(workshop, f"/text/{clause.clause_id}/{path}")).text
    page.open(write_path(workshop, clause)).send(heading="Animals", text="No animals.")
    assert "Saved." in page.text
    assert (workshop.clauses()[0].heading, workshop.words()) == ("Animals", "No animals.")
    assert "kapi" not in html(page.open(at(workshop, f"/text/{clause.clause_id}")))
    assert "kapi" not in html(page.open(at(workshop, f"/text/{clause.clause_id}/put-back?version=1")))


def test_a_finished_text_is_not_offered_for_writing(workshop: Workshop) -> None:
    clause = workshop.agreed()
    page = browser(workshop, workshop.young[0]).open(write_path(workshop, clause))
    workshop.publish()
    page.send(text="Too late.")
    assert page.status == 409
    assert page.problems == ["The tender is published, so the specification cannot change any more."]
    for path in ("/text", "/text/new", f"/text/{clause.clause_id}/write"):
        page.open(at(workshop, path))
        assert "textarea" not in html(page)
        assert "Write in this part" not in page.text
