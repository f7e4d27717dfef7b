"""The pages about words: the text so far, words to check, reported words, and my words."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from services.specification.app import create_app
from services.specification.models import ClauseVersion, TextReport, WaitingText
from services.specification.use_cases.hide_text import hide_text
from services.specification.use_cases.set_checking import set_checking
from shared.access import Caller
from shared.contracts.specification import TextCheckingSet, TextGivenBack, TextHidden, TextShown
from shared.reading_age import reading_age
from shared.roles import Role
from shared.wording import TO_THE_WRITER, WHY
from tests.specification.workshop import Workshop
from tests.visitor import Visitor

WORDS = "Okapi waits in the corridor."
OLDEST_READER = 11
READERS = [role for role in Role if role is not Role.PROVIDER]


def browser(workshop: Workshop, caller: Caller) -> Visitor:
    client = workshop.bench.client(create_app)
    client.environ_base.update({"HTTP_AUTHORIZATION": workshop.bench.headers(caller)["Authorization"]})
    return Visitor(client)


def at(workshop: Workshop, path: str) -> str:
    return f"/specification/commissions/{workshop.commission_id}{path}"


def html(visitor: Visitor) -> str:
    assert visitor.answer is not None
    return visitor.answer.get_data(as_text=True)


@pytest.fixture
def checking(workshop: Workshop) -> Workshop:
    """The same workshop, in which texts of young people are checked first from now on."""
    workshop.act(set_checking, workshop.commissioner, checks=True)
    return workshop


def test_words_to_check_say_what_waits_where_since_when_and_by_which_seat(checking: Workshop) -> None:
    writer = checking.young[0]
    part = checking.draft(checking.facilitator, heading="Hours")
    checking.edit(part, writer, text=WORDS)
    checking.draft(writer, heading="Quiet", text="A quiet room.")
    page = browser(checking, checking.facilitator).open(at(checking, "/words"))
    assert page.heading == "Words to check"
    assert page.text.index("New words for part 1") < page.text.index("A new part"), "the longest wait comes first"
    assert WORDS in page.text
    assert page.text.count(f"Written by young person {writer.seat[:8]}.") == 2
    assert f'href="/people/commissions/{checking.commission_id}/setup/who#seat-{writer.seat}"' in html(page)
    assert "Waiting since 2 March 2026" in page.text


@pytest.mark.parametrize("role", list(Role))
def test_only_facilitators_open_words_to_check(checking: Workshop, role: Role) -> None:
    text_id = checking.draft(checking.young[0], text=WORDS).clause_id
    page = browser(checking, checking.seat(role))
    for path in ("/words", f"/words/{text_id}"):
        page.open(at(checking, path))
        assert (page.status == 200) == (role is Role.FACILITATOR), path
        assert (WORDS in page.text) == (role is Role.FACILITATOR), path


def test_words_are_let_through_and_stand_in_the_text(checking: Workshop) -> None:
    writer, other = checking.young[:2]
    text_id = checking.draft(writer, text=WORDS).clause_id
    mine = browser(checking, writer).open(at(checking, "/my-words"))
    assert "Waiting to be checked" in mine.text
    reader = browser(checking, other)
    assert "Nothing is written yet." in reader.open(at(checking, "/text")).text
    page = browser(checking, checking.facilitator).open(at(checking, f"/words/{text_id}"))
    page.send()
    assert page.problems == ["Choose what happens with these words."]
    page.send(decision="through")
    assert page.path == at(checking, "/words")
    assert "There is nothing to look at here." in page.text
    assert WORDS in reader.open(at(checking, "/text")).text
    mine.open(at(checking, "/my-words"))
    assert "Waiting to be checked" not in mine.text
    assert "Others can read these words." in mine.text
    assert page.open(at(checking, f"/words/{text_id}")).status == 404


@pytest.mark.parametrize("decision", ["through", "talk_first"])
def test_nobody_lets_through_or_refuses_words_that_came_after_those_they_read(
    checking: Workshop, decision: str
) -> None:
    writer, part = checking.young[0], checking.draft(checking.facilitator)
    checking.edit(part, writer, text=WORDS)
    (waiting,) = checking.bench.rows(WaitingText)
    page = browser(checking, checking.facilitator).open(at(checking, f"/words/{waiting.text_id}"))
    checking.bench.advance(timedelta(seconds=1))
    checking.edit(part, writer, text="Nobody has read this.")
    page.send(decision=decision)
    assert (page.status, "Nobody has read this." in page.text) == (409, True)
    assert page.problems == ["The writer changed these words in the meantime. Here are the new ones. Please read them."]
    assert [row.settled_at for row in checking.bench.rows(WaitingText)] == [None]
    page.send(written_at="yesterday", decision=decision)
    assert page.status == 409
    page.send(decision=decision)
    assert page.path == at(checking, "/words")


@pytest.mark.parametrize("why", list(WHY))
def test_words_are_sent_back_with_a_reason_from_the_list_and_told_kindly(checking: Workshop, why: str) -> None:
    writer, other = checking.young[:2]
    text_id = checking.draft(writer, text=WORDS).clause_id
    browser(checking, checking.facilitator).open(at(checking, f"/words/{text_id}")).send(decision=why)
    assert checking.last(TextGivenBack).why == why
    mine = browser(checking, writer).open(at(checking, "/my-words"))
    assert "Sent back to you" in mine.text
    assert TO_THE_WRITER[why] in mine.text.replace("&#39;", "'")
    assert WORDS in mine.text
    assert WORDS not in browser(checking, other).open(at(checking, "/my-words")).text
    assert WORDS not in browser(checking, other).open(at(checking, "/text")).text


def test_a_reason_that_is_not_on_the_list_is_refused(checking: Workshop) -> None:
    text_id = checking.draft(checking.young[0], text=WORDS).clause_id
    page = browser(checking, checking.facilitator).open(at(checking, f"/words/{text_id}"))
    page.send(decision="You write badly.")
    assert page.status == 422
    assert [row.settled_at for row in checking.bench.rows(WaitingText)] == [None]


def test_whoever_checks_sees_what_looks_like_a_way_to_find_somebody(checking: Workshop) -> None:
    text_id = checking.draft(checking.young[0], text="Ring me: 07700 900123").clause_id
    page = browser(checking, checking.facilitator).open(at(checking, f"/words/{text_id}"))
    assert "This looks like a phone number: 07700 900123" in page.text


def test_words_for_a_part_that_has_others_now_can_only_go_back(checking: Workshop) -> None:
    writer = checking.young[0]
    part = checking.draft(checking.facilitator)
    checking.edit(part, writer, text=WORDS)
    checking.edit(part, checking.facilitator, text="Newer words.")
    (waiting,) = checking.bench.rows(WaitingText)
    page = browser(checking, checking.facilitator).open(at(checking, f"/words/{waiting.text_id}"))
    assert "Newer words." in page.text
    assert 'value="through"' not in html(page)
    page.send(decision="talk_first")
    assert page.status == 200
    assert checking.last(TextGivenBack).why == "talk_first"


def test_what_waits_when_the_tender_opens_stays_with_its_writer(checking: Workshop) -> None:
    writer = checking.young[0]
    text_id = checking.draft(writer, text=WORDS).clause_id
    checking.publish()
    page = browser(checking, checking.facilitator).open(at(checking, "/words"))
    assert "nothing can be let through" in page.text
    assert f"/words/{text_id}" not in html(page)
    page.open(at(checking, f"/words/{text_id}")).send(decision="through")
    assert page.problems
    mine = browser(checking, writer).open(at(checking, "/my-words"))
    assert "The text was finished before anybody could read these words." in mine.text


@pytest.mark.parametrize("role", list(Role))
def test_everybody_inside_reports_words_and_hosts_alone_hide_them(workshop: Workshop, role: Role) -> None:
    clause = workshop.draft(text=WORDS)
    page = browser(workshop, workshop.seat(role)).open(at(workshop, "/text"))
    words, host = at(workshop, f"/text/{clause.clause_id}"), role in (Role.FACILITATOR, Role.COMMISSIONER)
    if role is Role.PROVIDER:
        assert page.status == 403
        return
    assert (f'href="{words}/report?version=1"' in html(page), f'href="{words}/hiding?version=1"' in html(page)) == (
        True, host,
    )  # fmt: skip
    assert page.open(f"{words}/report?version=1").status == 200
    page.send(why="names_somebody", words="That is my friend.")
    assert page.path == at(workshop, "/text")
    (report,) = workshop.bench.rows(TextReport)
    assert (report.why, report.words, report.version) == ("names_somebody", "That is my friend.", 1)
    assert page.open(f"{words}/hiding").status == (200 if host else 403)
    assert page.open(at(workshop, "/reported")).status == (200 if host else 403)


def test_what_was_typed_into_a_report_stays_and_is_asked_about_once(workshop: Workshop) -> None:
    clause = workshop.draft(text=WORDS)
    page = browser(workshop, workshop.young[1]).open(at(workshop, f"/text/{clause.clause_id}/report"))
    page.send(words="Call me on 07700 900123")
    assert page.problems == ["Choose what is wrong."]
    assert page.value("words") == ["Call me on 07700 900123"]
    page.send(why="talk_first")
    assert page.problems[0].startswith("This looks like a phone number")
    page.send(why="talk_first")
    assert len(workshop.bench.rows(TextReport)) == 1


def test_reported_words_are_hidden_or_stay_and_nobody_sees_who_said_it(workshop: Workshop) -> None:
    first, second = workshop.draft(text=WORDS), workshop.draft(heading="Other", text="Nothing wrong here.")
    reporter = workshop.young[1]
    for clause in (first, second):
        page = browser(workshop, reporter).open(at(workshop, f"/text/{clause.clause_id}/report?version=1"))
        page.send(why="hurts_somebody", words="")
    host = browser(workshop, workshop.commissioner).open(at(workshop, "/reported"))
    assert "It could hurt somebody." in host.text
    assert reporter.seat[:8] not in html(host)
    stays = next(row for row in workshop.bench.rows(TextReport) if row.subject_id == second.clause_id)
    host.open(at(workshop, f"/reported/{stays.report_id}")).send()
    assert "The words stay as they are." in host.text
    assert "Nothing wrong here." not in host.text
    host.open(at(workshop, f"/text/{first.clause_id}/hiding?version=1")).send(reason="It is about a person.")
    host.open(at(workshop, "/reported"))
    assert "There is nothing to look at here." in host.text, "hiding settles what was said about it"
    assert host.open(at(workshop, f"/reported/{stays.report_id}")).status == 404


def test_words_are_hidden_with_a_reason_and_shown_again_with_one(workshop: Workshop) -> None:
    writer, other = workshop.young[:2]
    clause = workshop.draft(writer, heading="Okapi", text=WORDS)
    host = browser(workshop, workshop.facilitator).open(at(workshop, f"/text/{clause.clause_id}/hiding?version=1"))
    assert WORDS in host.text
    host.send(reason=" ")
    assert host.problems == ["Write the reason."]
    host.send(reason="It names somebody.")
    assert workshop.bench.recorded()[-1].reason == "It names somebody."
    assert isinstance(workshop.bench.events()[-1], TextHidden)
    for reader in (other, workshop.facilitator):
        seen = browser(workshop, reader).open(at(workshop, "/text"))
        assert "It names somebody." in seen.text
        assert "Nobody is in trouble." in seen.text
        assert "Okapi" not in seen.text
        assert "Okapi" not in seen.open(at(workshop, f"/text/{clause.clause_id}")).text
    mine = browser(workshop, writer).open(at(workshop, "/my-words"))
    assert "It is about the words, not about you." in mine.text
    assert "It names somebody." in mine.text
    assert WORDS in mine.text
    host.open(at(workshop, f"/text/{clause.clause_id}/hiding?version=1"))
    assert host.heading == "Show these words again"
    host.send(reason="The name was made up.")
    assert isinstance(workshop.bench.events()[-1], TextShown)
    assert WORDS in browser(workshop, other).open(at(workshop, "/text")).text
    (version,) = workshop.bench.rows(ClauseVersion)
    assert (version.hidden_at, version.hidden_why) == (None, "")


def test_hiding_sent_twice_hides_once_and_shows_nothing_again(workshop: Workshop) -> None:
    clause = workshop.draft(text=WORDS)
    one, two = browser(workshop, workshop.facilitator), browser(workshop, workshop.commissioner)
    path = at(workshop, f"/text/{clause.clause_id}/hiding?version=1")
    for page in (one, two):
        page.open(path)
    for page in (one, two):
        page.send(reason="It names somebody.")
    assert workshop.names().count("text_hidden") == 1
    assert "text_shown" not in workshop.names()


def test_a_signed_text_says_that_hiding_asks_for_signatures_anew(workshop: Workshop) -> None:
    clause = workshop.ready()
    path = at(workshop, f"/text/{clause.clause_id}/hiding")
    host = browser(workshop, workshop.facilitator)
    assert "asked to sign again" not in host.open(path).text
    workshop.sign(workshop.young[0])
    assert "asked to sign again" in host.open(path).text


@pytest.mark.parametrize("query", ["version=7", "version=0", "version=-1", "version=x", f"version={'9' * 30}"])
def test_a_version_that_is_none_is_not_found(workshop: Workshop, query: str) -> None:
    clause = workshop.draft()
    host = browser(workshop, workshop.facilitator)
    for path in ("report", "hiding"):
        assert host.open(at(workshop, f"/text/{clause.clause_id}/{path}?{query}")).status == 404


def test_the_refusal_of_an_old_version_holds_nothing_of_what_is_hidden(workshop: Workshop) -> None:
    clause = workshop.draft(text="First words.")
    workshop.edit(clause, text=WORDS, heading="Okapi")
    workshop.act(
        hide_text, workshop.facilitator, clause_id=clause.clause_id, version=2, hides=True, reason="It names somebody."
    )
    client = workshop.bench.client(create_app)
    body = {"heading": "Mine", "text": "Mine.", "version": 1, "reason": "Better."}
    for caller, sees in ((workshop.young[1], False), (workshop.facilitator, True)):
        path = at(workshop, f"/clauses/{clause.clause_id}")
        answer = client.put(path, json=body, headers=workshop.bench.headers(caller))
        assert (answer.status_code, answer.json and answer.json["current_version"]) == (409, 2)
        assert (WORDS in answer.text) == sees


def test_officers_say_whether_words_are_checked_first(workshop: Workshop) -> None:
    page = browser(workshop, workshop.commissioner).open(at(workshop, "/check-first"))
    assert re.search(r'value="no"[^>]*checked', html(page))
    page.send(checks="no")
    assert "text_checking_set" not in workshop.names(), "the same again changes nothing"
    page.open(at(workshop, "/check-first")).send(checks="yes")
    assert workshop.last(TextCheckingSet).checks_young_texts
    workshop.draft(workshop.young[0], text=WORDS)
    page.open(at(workshop, "/check-first")).send(checks="no")
    workshop.draft(workshop.young[0], heading="At once")
    assert [clause.heading for clause in workshop.clauses()] == ["At once"]
    waiting = browser(workshop, workshop.facilitator).open(at(workshop, "/words"))
    assert WORDS in waiting.text, "what waited waits on"
    workshop.publish()
    page.open(at(workshop, "/check-first")).send(checks="yes")
    assert page.problems[0].startswith("The tender is published")


@pytest.mark.parametrize("role", list(Role))
def test_my_words_are_a_young_persons_and_the_setting_an_officers(workshop: Workshop, role: Role) -> None:
    page = browser(workshop, workshop.seat(role))
    assert (page.open(at(workshop, "/my-words")).status == 200) == (role is Role.YOUNG_PERSON)
    assert (page.open(at(workshop, "/check-first")).status == 200) == (role is Role.COMMISSIONER)


def test_ids_of_another_commission_show_nothing(workshop: Workshop) -> None:
    clause = workshop.draft(text=WORDS)
    other = Workshop(workshop.bench)
    foreign = other.draft(text="Elsewhere.")
    page = browser(workshop, workshop.facilitator)
    for path in ("", "/report", "/hiding"):
        assert page.open(at(workshop, f"/text/{foreign.clause_id}{path}")).status == 404
        assert page.open(at(workshop, f"/text/{clause.clause_id}{path}")).status == 200


def test_a_child_of_eleven_reads_these_pages(checking: Workshop) -> None:
    writer = checking.young[0]
    clause = checking.draft(checking.facilitator, text="Warm.")
    waiting = [checking.draft(writer, heading=str(n), text="Warm.").clause_id for n in range(3)]
    host = browser(checking, checking.facilitator)
    for text_id, decision in zip(waiting, ("through", "hurts_somebody"), strict=False):
        host.open(at(checking, f"/words/{text_id}")).send(decision=decision)
    host.open(at(checking, f"/text/{waiting[0]}/hiding")).send(reason="Warm.")
    page = browser(checking, writer)
    paths = ("/text", f"/text/{clause.clause_id}", f"/text/{clause.clause_id}/report", "/my-words")
    ages = {path: round(reading_age(_main(page.open(at(checking, path)))), 1) for path in paths}
    ages["sentences"] = round(reading_age("\n".join([*WHY.values(), *TO_THE_WRITER.values()])), 1)
    assert max(ages.values()) <= OLDEST_READER, ages


def _main(visitor: Visitor) -> str:
    body = html(visitor).split("<main", 1)[1].split("</main>", 1)[0]
    return re.sub(r"<[^>]*>", " ", re.sub(r"</(p|h1|h2|h3|li|label|div|button|legend)>", "\n", body))
