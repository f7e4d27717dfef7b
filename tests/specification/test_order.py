"""The order and the themes of the parts: by whom they are set, and what follows from it."""

from __future__ import annotations

from typing import Any

import pytest

from services.specification.models import Clause
from services.specification.rules.ideas import NoSuchTheme
from services.specification.rules.order import NoSuchPlace, PartHasMoved, moved
from services.specification.rules.plain_text import plain_text
from services.specification.rules.texts import ReasonIsMissing
from services.specification.use_cases.give_theme import give_theme
from services.specification.use_cases.hide_text import hide_text
from services.specification.use_cases.move_clause import move_clause
from services.specification.use_cases.set_themes import set_themes
from shared.contracts.specification import ClauseMoved, SignOffVoided
from shared.roles import Role
from tests.specification.test_pages import at, browser, html
from tests.specification.workshop import Workshop


def three(workshop: Workshop) -> list[Clause]:
    return [workshop.draft(heading=heading) for heading in ("One", "Two", "Three")]


def move(workshop: Workshop, clause: Clause, was: int, number: int, **by: Any) -> None:
    fields = {"caller": workshop.young[1], "reason": "", **by}
    workshop.act(move_clause, clause_id=clause.clause_id, was=was, number=number, **fields)


def order(workshop: Workshop) -> list[str]:
    found = workshop.clauses()
    assert [each.number for each in found] == list(range(1, len(found) + 1))
    return [each.heading for each in found]


@pytest.mark.parametrize(
    ("which", "was", "to", "found"),
    [("a", 1, 3, "bca"), ("c", 3, 1, "cab"), ("b", 2, 1, "bac"), ("b", 2, 3, "acb"), ("b", 2, 2, "abc")],
)
def test_a_part_stands_at_its_new_place_and_the_others_keep_their_order(
    which: str, was: int, to: int, found: str
) -> None:
    assert moved("abc", which, was=was, to=to) == list(found)


@pytest.mark.parametrize("to", [0, 4, -1])
def test_there_is_no_place_outside_the_text(to: int) -> None:
    with pytest.raises(NoSuchPlace):
        moved("abc", "b", was=2, to=to)


def test_a_move_is_recorded_and_the_text_that_is_signed_follows_it(workshop: Workshop) -> None:
    _, _, third = three(workshop)
    move(workshop, third, 3, 1)
    assert order(workshop) == ["Three", "One", "Two"]
    event = workshop.last(ClauseMoved)
    assert (event.clause_id, event.number_before, event.number) == (third.clause_id, 3, 1)
    text = plain_text(workshop.document()["document"], "0" * 64)
    assert text.index("Part 1: Three") < text.index("Part 2: One") < text.index("Part 3: Two")


def test_who_saw_the_part_elsewhere_looks_again(workshop: Workshop) -> None:
    first, *_ = three(workshop)
    move(workshop, first, 1, 2)
    before = workshop.state()
    with pytest.raises(PartHasMoved):
        move(workshop, first, 1, 2)
    assert workshop.state() == before


def test_to_where_it_stands_changes_nothing(workshop: Workshop) -> None:
    first, *_ = three(workshop)
    before = workshop.state()
    move(workshop, first, 1, 1)
    assert workshop.state() == before


def test_a_move_voids_signatures_and_leaves_words_agreed_and_an_adult_says_why(workshop: Workshop) -> None:
    second = workshop.agree(workshop.draft(heading="Warm"))
    workshop.agreed()
    before = workshop.state()
    with pytest.raises(ReasonIsMissing):
        move(workshop, second, 1, 2, caller=workshop.commissioner)
    assert workshop.state() == before
    move(workshop, second, 1, 2, caller=workshop.commissioner, reason="It reads better.")
    assert workshop.last(SignOffVoided).changed == "Clause 1 is clause 2 now."
    assert workshop.document()["signed_by"] == []
    assert workshop.document()["signable"]


def test_a_hidden_part_has_a_place_too(workshop: Workshop) -> None:
    _, second, third = three(workshop)
    workshop.act(
        hide_text, workshop.facilitator, clause_id=second.clause_id, version=1, hides=True, reason="It names somebody."
    )
    move(workshop, third, 3, 2)
    assert order(workshop) == ["One", "Three", "Two"]
    page = browser(workshop, workshop.young[0]).open(at(workshop, f"/text/{third.clause_id}/move"))
    assert "Two" not in page.text


def test_buttons_on_the_text_move_a_part_and_lead_back_to_it(workshop: Workshop) -> None:
    first, second, _ = three(workshop)
    page = browser(workshop, workshop.young[0]).open(at(workshop, "/text"))
    text = html(page)
    assert text.count(">Move up<") == text.count(">Move down<") == 2
    which = [form.action for form in page.read.forms].index(at(workshop, f"/text/{second.clause_id}/move"))
    page.send_form(which, number="1")
    assert page.text.count("It is part 1 now.") == 1
    assert order(workshop) == ["Two", "One", "Three"]
    page.open(at(workshop, f"/text/{first.clause_id}/move")).send(number="3")
    assert order(workshop) == ["Two", "Three", "One"]


def test_over_signatures_the_page_says_what_follows_and_asks_an_adult_why(workshop: Workshop) -> None:
    first = workshop.agree(workshop.draft(heading="Warm"))
    workshop.agreed()
    page = browser(workshop, workshop.commissioner).open(at(workshop, "/text"))
    assert ">Move up<" not in html(page)
    page.open(at(workshop, f"/text/{first.clause_id}/move"))
    assert "asked to sign again" in page.text
    page.send(number="2")
    assert page.problems == ["The group agreed this. Say why you change it. The group is told."]
    page.send(reason="It reads better.")
    assert "It is part 2 now." in page.text


@pytest.mark.parametrize("role", list(Role))
def test_who_writes_also_moves(workshop: Workshop, role: Role) -> None:
    first, *_ = three(workshop)
    page = browser(workshop, workshop.seat(role)).open(at(workshop, f"/text/{first.clause_id}/move"))
    assert (page.status == 200) == (role in (Role.YOUNG_PERSON, Role.FACILITATOR, Role.COMMISSIONER))


def test_after_publication_nothing_moves(workshop: Workshop) -> None:
    first, *_ = three(workshop)
    workshop.publish()
    page = browser(workshop, workshop.young[0]).open(at(workshop, "/text"))
    assert ">Move down<" not in html(page)
    page.open(at(workshop, f"/text/{first.clause_id}/move"))
    assert "It cannot change any more." in page.text


def test_a_part_has_one_of_the_themes_and_it_voids_nothing(workshop: Workshop) -> None:
    clause = workshop.agreed()
    before = workshop.sha256()
    page = browser(workshop, workshop.young[0]).open(at(workshop, f"/text/{clause.clause_id}/theme"))
    assert page.value("theme") == ["none"]
    page.send(theme="being_you")
    assert "Theme: Being you" in page.text
    assert "Theme: Being you" in page.open(at(workshop, "/text")).text
    assert workshop.sha256() == before
    assert len(workshop.document()["signed_by"]) == 2


def test_a_theme_that_is_not_known_is_refused_and_one_that_is_gone_is_not_shown(workshop: Workshop) -> None:
    clause = workshop.draft()
    before = workshop.state()
    with pytest.raises(NoSuchTheme):
        workshop.act(give_theme, workshop.young[0], clause_id=clause.clause_id, theme="being_rich")
    assert workshop.state() == before
    workshop.act(give_theme, workshop.young[0], clause_id=clause.clause_id, theme="being_you")
    workshop.act(set_themes, workshop.facilitator, names="Money")
    page = browser(workshop, workshop.young[0]).open(at(workshop, "/text"))
    assert "Theme:" not in page.text
