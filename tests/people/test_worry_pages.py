"""I am worried about something, as a page: without sign-in, cookie or script, and with nothing left in the browser."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from services.people.app import create_app
from services.people.models import Worry
from services.people.rules.worries import OUTCOMES, SENTENCES
from shared.ids import new_id
from shared.reading_age import reading_age
from shared.roles import Role
from shared.web.app_factory import declarations
from tests.people.desk import PASSPHRASE, Desk, Person
from tests.people.test_worries import WORDS, Refuge
from tests.visitor import Visitor

CODE = re.compile(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}")
OLDEST_READER = 11


@pytest.fixture
def refuge(desk: Desk) -> Refuge:
    return Refuge(desk)


@pytest.fixture
def visitor(desk: Desk) -> Visitor:
    return Visitor(desk.client)


def signed_in(desk: Desk, person: Person) -> Visitor:
    visitor = Visitor(desk.client)
    visitor.open("/people/sign-in").send(sign_in_name=person.name, passphrase=PASSPHRASE)
    assert not visitor.problems
    return visitor


def tell(desk: Desk, visitor: Visitor, **typed: str) -> str:
    visitor.open(f"/people/worry?commission={desk.commission_id}").send(words=WORDS, **typed)
    assert visitor.status == 200
    found = CODE.search(visitor.text)
    assert found is not None
    return found.group()


def test_somebody_signed_out_and_without_a_cookie_tells_what_worries_them(refuge: Refuge) -> None:
    client = create_app(refuge.desk.bench.runtime).test_client(use_cookies=False)
    visitor = Visitor(client)
    code = tell(refuge.desk, visitor)
    (worry,) = refuge.desk.bench.rows(Worry)
    assert (worry.commission_id, worry.past_leads, worry.locked_sender) == (refuge.desk.commission_id, False, None)
    assert refuge.read(worry, refuge.lead)["entries"][0]["words"] == WORDS
    visitor.open("/people/worry/later").send(reference=code.lower())
    assert "Somebody has read this." in visitor.text


def test_nothing_of_it_is_left_in_the_browser(refuge: Refuge, visitor: Visitor) -> None:
    code = tell(refuge.desk, visitor)
    assert visitor.answer is not None
    assert visitor.answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in visitor.answer.headers
    page = visitor.open("/people/worry").answer
    assert page is not None
    text = page.get_data(as_text=True)
    assert "data-autosave" not in text
    assert text.count('autocomplete="off"') == 3
    assert code not in text


@pytest.mark.parametrize("path", ["/people/worry", "/people/worry/later"])
def test_the_way_out_and_the_numbers_are_on_the_page(refuge: Refuge, visitor: Visitor, path: str) -> None:
    visitor.open(path)
    assert visitor.answer is not None
    text = visitor.answer.get_data(as_text=True)
    assert 'href="https://www.bbc.co.uk/weather"' in text
    assert "noreferrer" in text
    for number in ("999", "08001111", "116123", "08088005000"):
        assert f'href="tel:{number}"' in text


def test_what_was_typed_stays_when_something_is_missing(refuge: Refuge, visitor: Visitor) -> None:
    visitor.open("/people/worry").send(words=" ", name="Okapi")
    assert visitor.problems == ["Write a few words about what worries you."]
    assert visitor.value("name") == ["Okapi"]
    assert refuge.desk.bench.rows(Worry) == []
    visitor.open("/people/worry/later").send(reference="AAAA-BBBB-CCCC", words="More.")
    assert visitor.problems == ["We know no such code. Check each letter and number, and try again."]
    assert visitor.value("words") == ["More."]


def test_it_is_said_when_nobody_is_named_to_read(desk: Desk, visitor: Visitor) -> None:
    visitor.open("/people/worry").send(words=WORDS)
    assert "Nobody is named yet to read this here." in visitor.text


def test_an_address_that_names_no_commission_is_no_reason_to_refuse(refuge: Refuge, visitor: Visitor) -> None:
    visitor.open("/people/worry?commission=%00x").send(words=WORDS)
    (worry,) = refuge.desk.bench.rows(Worry)
    assert worry.commission_id is None


def test_words_are_added_with_the_code_and_the_code_shows_none_of_them(refuge: Refuge, visitor: Visitor) -> None:
    code = tell(refuge.desk, visitor)
    visitor.open("/people/worry/later").send(reference=code, words="It goes on.")
    assert "We have your new words." in visitor.text
    assert "It goes on." not in visitor.text
    assert WORDS not in visitor.text


def test_a_lead_opens_it_acts_and_closes_it(refuge: Refuge, visitor: Visitor) -> None:
    code = tell(refuge.desk, visitor, name="Okapi")
    (worry,) = refuge.desk.bench.rows(Worry)
    lead = signed_in(refuge.desk, refuge.lead)
    lead.open("/people/safeguarding")
    assert WORDS not in lead.text
    lead.open(f"/people/safeguarding/{worry.worry_id}/words")
    assert lead.heading == "Open what somebody is worried about", "a look comes first"
    lead.send()
    assert WORDS in lead.text
    assert "Okapi" in lead.text
    lead.send(step="closed")
    assert lead.problems
    lead.send(step="closed", outcome="talked", words="We sat down together.")
    assert "Talked with the sender or their family" in lead.text
    visitor = Visitor(create_app(refuge.desk.bench.runtime).test_client())
    visitor.open("/people/worry/later").send(reference=code)
    assert "We talked about it with you or your family." in visitor.text
    assert "sat down" not in visitor.text


def test_a_commissioner_names_leads_and_reads_nothing(refuge: Refuge, visitor: Visitor) -> None:
    tell(refuge.desk, visitor)
    officer, _ = refuge.desk.seated(Role.COMMISSIONER)
    second = refuge.desk.person(name="Second lead")
    page = signed_in(refuge.desk, officer)
    base = f"/people/commissions/{refuge.desk.commission_id}/leads"
    page.open(f"{base}/new").send(email="nobody@example.org")
    assert page.problems
    page.send(email=second.name)
    assert "Second lead" in page.text
    page.open(f"{base}/{refuge.lead_id}").send()
    assert page.path == base
    page.open("/people/safeguarding")
    assert "Nothing waits for you." in page.text
    (worry,) = refuge.desk.bench.rows(Worry)
    assert page.open(f"/people/safeguarding/{worry.worry_id}").status == 404


def test_a_young_person_reads_who_the_leads_are(refuge: Refuge) -> None:
    young, _ = refuge.desk.seated(Role.YOUNG_PERSON)
    page = signed_in(refuge.desk, young).open(f"/people/commissions/{refuge.desk.commission_id}/leads")
    assert refuge.lead.name.split("@", maxsplit=1)[0].replace(".", " ") in page.text
    assert "Name somebody" not in page.text


@pytest.mark.parametrize("role", [None, *Role])
def test_the_page_names_the_leads_to_whoever_sits_there_and_to_nobody_else(
    refuge: Refuge, visitor: Visitor, role: Role | None
) -> None:
    reader = visitor if role is None else signed_in(refuge.desk, refuge.desk.seated(role)[0])
    name = refuge.lead.name.split("@", maxsplit=1)[0].replace(".", " ")
    page = reader.open(f"/people/worry?commission={refuge.desk.commission_id}")
    assert (name in page.text) == (role not in (None, Role.PROVIDER))
    assert "it is their job to keep you safe" in page.text
    elsewhere = reader.open(f"/people/worry?commission={new_id()}").text + reader.open("/people/worry").text
    assert name not in elsewhere
    assert elsewhere.count("The safeguarding leads of") == 2


def test_an_old_sign_in_shows_the_page_as_to_everybody_and_stays(refuge: Refuge) -> None:
    young = signed_in(refuge.desk, refuge.desk.seated(Role.YOUNG_PERSON)[0])
    refuge.desk.bench.advance(timedelta(minutes=16))
    page = young.open(f"/people/worry?commission={refuge.desk.commission_id}")
    assert "The safeguarding leads of" in page.text
    assert page.answer is not None
    assert "Set-Cookie" not in page.answer.headers
    assert young.open("/people/seats").status == 200


def test_every_page_of_it_leaves_no_count_and_no_log_line(refuge: Refuge) -> None:
    app = create_app(refuge.desk.bench.runtime)
    rules = {rule.endpoint: rule.rule for rule in app.url_map.iter_rules()}
    silent = [rules[name] for name, declared in declarations(app).items() if declared.sealed]
    for rule in rules.values():
        if "worr" in rule or rule.startswith("/people/safeguarding"):
            assert rule in silent, rule


def main_part(visitor: Visitor) -> str:
    assert visitor.answer is not None
    body = visitor.answer.get_data(as_text=True).split("<main", 1)[1].split("</main>", 1)[0]
    lines = re.sub(r"</(p|h1|h2|li|label|div|button|legend)>", "\n", body)
    return re.sub(r"<[^>]*>", " ", lines)


def test_a_child_of_eleven_reads_these_pages(refuge: Refuge, visitor: Visitor) -> None:
    pages = {"worry": main_part(visitor.open("/people/worry"))}
    code = tell(refuge.desk, visitor)
    pages["sent"] = main_part(visitor)
    pages["later"] = main_part(visitor.open("/people/worry/later").send(reference=code))
    pages["sentences"] = "\n".join([*SENTENCES.values(), *(told for _, told in OUTCOMES.values())])
    ages = {name: round(reading_age(text), 1) for name, text in pages.items()}
    assert max(ages.values()) <= OLDEST_READER, ages
