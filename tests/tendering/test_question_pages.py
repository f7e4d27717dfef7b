"""Pages on which providers ask, the council answers and changes the tender, and bids are confirmed."""

from __future__ import annotations

from datetime import timedelta

from services.tendering.models import Question
from shared.contracts.tendering import BidConfirmed, QuestionAnswered, QuestionAsked, QuestionSetAside, TenderAmended
from shared.roles import Role
from tests.tendering.asking import ANSWER, CHANGE, WHY, WORDS, amend, answer, ask, confirm, set_aside
from tests.tendering.office import Office
from tests.tendering.visiting import at, browser, html


def test_a_question_goes_from_a_provider_to_the_council_and_comes_back_to_all(office: Office) -> None:
    office.publish()
    asker, other = office.seat(Role.PROVIDER), office.seat(Role.PROVIDER)
    page = browser(office, asker).open(at(office, "/call"))
    assert f'href="{at(office, "/ask")}"' in html(page)
    page.open(at(office, "/ask")).send(text=WORDS)
    assert "Nobody sees that it is yours." in page.text
    assert "It waits for an answer." in page.text
    council = browser(office, office.commissioner).open(at(office, "/questions"))
    assert WORDS in council.text
    (question,) = office.bench.rows(Question)
    council.open(at(office, f"/questions/{question.question_id}/answer")).send(answer=ANSWER)
    assert "All providers are told." in council.text
    assert "No question waits." in council.text
    assert len(office.all_of(QuestionAnswered)) == 1
    for reader in (None, other, office.young):
        seen = browser(office, reader).open(at(office, "/call")).text
        assert WORDS in seen
        assert ANSWER in seen
    assert ANSWER in page.open(at(office, "/ask")).text
    assert WORDS not in browser(office, other).open(at(office, "/ask")).text


def test_a_question_that_waits_is_read_by_the_council_alone(office: Office) -> None:
    office.publish()
    asker = office.seat(Role.PROVIDER)
    ask(office, asker)
    for reader in (None, office.young, office.seat(Role.PROVIDER), asker):
        assert WORDS not in browser(office, reader).open(at(office, "/call")).text


def test_what_looks_like_a_way_to_find_somebody_is_pointed_out_once(office: Office) -> None:
    office.publish()
    page = browser(office, office.seat(Role.PROVIDER)).open(at(office, "/ask"))
    page.send(text="Can we ring 07700 900123?")
    assert "This looks like a phone number" in page.problems[0]
    assert page.value("text") == ["Can we ring 07700 900123?"]
    assert office.all_of(QuestionAsked) == []
    page.send()
    assert len(office.all_of(QuestionAsked)) == 1


def test_a_question_with_the_askers_name_comes_back_as_it_was_typed(office: Office) -> None:
    office.publish()
    page = browser(office, office.provider("Amber Door")).open(at(office, "/ask"))
    page.send(text="Amber Door asks: how?")
    assert page.problems == ["Everybody reads your question. Take your organisation's name out of it."]
    assert page.value("text") == ["Amber Door asks: how?"]
    assert office.all_of(QuestionAsked) == []


def test_after_the_time_for_questions_the_page_says_so_and_keeps_what_was_typed(office: Office) -> None:
    until = office.publish().questions_until
    assert until is not None
    asker = office.seat(Role.PROVIDER)
    page = browser(office, asker).open(at(office, "/ask"))
    office.bench.now = until
    # The token has run out meanwhile.
    page.client.environ_base.update({"HTTP_AUTHORIZATION": office.bench.headers(asker)["Authorization"]})
    page.send(text=WORDS)
    assert "The time for questions ended at 09:30, 23.03.2026" in page.problems[0]
    assert page.value("text") == [WORDS]
    assert "The time for questions is over." in page.open(at(office, "/ask")).text
    assert office.all_of(QuestionAsked) == []


def test_a_question_is_set_aside_and_its_words_are_on_no_page_for_others(office: Office) -> None:
    office.publish()
    asker = office.seat(Role.PROVIDER)
    question = ask(office, asker, "Does Ms Kestrel still lead it?")
    council = browser(office, office.commissioner)
    council.open(at(office, f"/questions/{question.question_id}/aside")).send(reason="It asks about one person.")
    assert len(office.all_of(QuestionSetAside)) == 1
    seen = browser(office).open(at(office, "/call")).text
    assert "It asks about one person." in seen
    assert "Kestrel" not in seen
    assert "Kestrel" in browser(office, asker).open(at(office, "/ask")).text
    assert council.open(at(office, f"/questions/{question.question_id}/answer")).status == 409


def test_questions_stand_in_the_order_of_their_answers(office: Office) -> None:
    office.publish()
    asker = office.seat(Role.PROVIDER)
    first, second = ask(office, asker, "Is there a garden?"), ask(office, asker, "How many rooms are there?")
    answer(office, second, "Three.")
    office.bench.advance(timedelta(hours=1))
    set_aside(office, first)
    text = browser(office).open(at(office, "/call")).text
    assert text.index("Three.") < text.index("Question 2 was set aside")


def test_a_change_is_typed_published_and_read(office: Office) -> None:
    office.publish()
    council = browser(office, office.commissioner).open(at(office, "/amend"))
    assert "Young people signed it." in council.text
    assert "at least 25 days from now" in council.text
    council.send(changes=f"{CHANGE}\n\n The garden  is part of it. ", reason=WHY)
    assert council.path == at(office, "/call")
    (event,) = office.all_of(TenderAmended)
    assert event.changes == (CHANGE, "The garden is part of it.")
    seen = browser(office).open(at(office, "/call")).text
    for words in ("Change 1, on", CHANGE, WHY, "The tender has changed. Read what is different."):
        assert words in seen


def test_a_change_that_gives_too_little_time_stays_typed(office: Office) -> None:
    office.publish()
    council = browser(office, office.commissioner).open(at(office, "/amend"))
    council.send(changes=CHANGE, reason=WHY, closes_on=["10", "3", "2026"], questions_on=["9", "3", "2026"])
    assert "A change takes no time away." in council.problems[0]
    assert (council.value("changes"), council.value("reason")) == ([CHANGE], [WHY])
    assert office.all_of(TenderAmended) == []


def test_a_change_that_somebody_else_made_meanwhile_is_read_first(office: Office) -> None:
    office.publish()
    council = browser(office, office.commissioner).open(at(office, "/amend"))
    amend(office, reason="Another reason.")
    council.send(changes=CHANGE, reason=WHY)
    assert "Somebody amended the tender meanwhile." in council.problems[0]
    assert "Another reason." in council.text
    assert len(office.all_of(TenderAmended)) == 1


def test_whoever_handed_in_is_asked_if_their_bid_stands(office: Office) -> None:
    office.publish()
    bidder = office.bidders(1)[0]
    page = browser(office, bidder).open(at(office, "/changes"))
    assert "Nothing has changed" in page.text
    office.bench.advance(timedelta(minutes=1))
    amend(office)
    assert f'href="{at(office, "/changes")}"' in html(page.open(at(office, "/call")))
    page.open(at(office, "/changes"))
    assert "You handed it in before change 1." in page.text
    page.send()
    assert "Your bid stands." in page.text
    assert len(office.all_of(BidConfirmed)) == 1


def test_whoever_has_no_bid_in_is_asked_nothing(office: Office) -> None:
    office.publish()
    drafter, without = office.provider("Amber Door"), office.seat(Role.PROVIDER)
    office.draft(drafter)
    amend(office)
    for caller in (drafter, without):
        page = browser(office, caller).open(at(office, "/changes"))
        assert "You have not handed in a bid." in page.text
        assert page.read.forms == []


def test_after_the_end_the_page_says_how_the_bid_stands(office: Office) -> None:
    office.publish()
    silent, confirming = office.bidders(2)
    office.bench.advance(timedelta(days=1))
    amend(office)
    confirm(office, confirming, office.bid_of(confirming))
    office.close()
    assert "It stands as it was" in browser(office, silent).open(at(office, "/changes")).text
    assert "Your bid stands." in browser(office, confirming).open(at(office, "/changes")).text
