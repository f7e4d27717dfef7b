"""The organisation that somebody bids for: registered once, joined by colleagues with a code that works once."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import partial

import pytest

from services.tendering.app import create_app
from services.tendering.models import ColleagueCode, Member, Organisation
from services.tendering.rules import bids as rules
from services.tendering.rules.colleagues import MOST_OPEN_CODES, ColleagueCodeIsNotGood, TooManyColleagueCodes
from services.tendering.use_cases.invite_colleague import invite_colleague
from services.tendering.use_cases.join_organisation import join_organisation
from shared.access import Caller
from shared.contracts.tendering import OrganisationRegistered
from shared.roles import AccountKind, Role
from tests.kit import at_once
from tests.tendering.bidding import Bidding, html
from tests.tendering.office import NAMES
from tests.tendering.web import Web
from tests.visitor import Visitor

HERE = "/tendering/organisation"


def browser(bidding: Bidding, caller: Caller) -> Visitor:
    return bidding.sign_in_again(Visitor(bidding.office.bench.client(create_app)), caller)


def invite(bidding: Bidding, caller: Caller) -> str:
    with bidding.office.bench.session() as session:
        return invite_colleague(session, caller=caller, now=bidding.office.bench.now)


def join(bidding: Bidding, caller: Caller, code: str) -> Organisation:
    with bidding.office.bench.session() as session:
        return join_organisation(session, code=code, caller=caller, now=bidding.office.bench.now)


def test_an_organisation_is_registered_on_the_way_to_a_bid(bidding: Bidding) -> None:
    newcomer = bidding.office.seat(Role.PROVIDER)
    page = browser(bidding, newcomer).open(f"{HERE}?commission={bidding.office.commission_id}")
    page.send(name="")
    assert page.problems == ["Write the name of your organisation."]
    page.send(name=NAMES[0].upper())
    assert page.problems == ["An organisation with this name is registered. A colleague may have done it."]
    assert page.value("name") == [NAMES[0].upper()]
    page.send(name="Copper Kettle Club")
    assert page.path == bidding.at()
    assert "You bid for Copper Kettle Club." in page.text
    assert len(bidding.office.all_of(OrganisationRegistered)) == 3
    assert "Only you bid for it." in page.open(HERE).text


@pytest.mark.parametrize("place", ["https://elsewhere.example", "//elsewhere.example", "../../people/sign-out", "x"])
def test_a_form_leads_to_no_place_but_a_bid(bidding: Bidding, place: str) -> None:
    page = browser(bidding, bidding.office.bench.account(AccountKind.PROVIDER)).open(HERE)
    page.send(name="Copper Kettle Club", commission=place)
    assert page.path == HERE


@pytest.mark.parametrize("kind", [AccountKind.STAFF, AccountKind.YOUNG_PERSON])
@pytest.mark.parametrize("path", ["", "/joining", "/colleagues/new"])
def test_only_providers_have_an_organisation(bidding: Bidding, kind: AccountKind, path: str) -> None:
    assert browser(bidding, bidding.office.bench.account(kind)).open(f"{HERE}{path}").status == 403


def test_a_colleague_is_let_in_with_a_code_and_finds_the_same_bid(bidding: Bidding) -> None:
    bidding.complete()
    page = browser(bidding, bidding.ann).open(f"{HERE}/colleagues/new").send()
    (code,) = re.findall(r"\b(?:[2-9A-Z]{4}-){3}[2-9A-Z]{4}\b", page.text)
    assert code not in str(bidding.office.state())
    newcomer = bidding.office.seat(Role.PROVIDER)
    path = f"{HERE}/joining?commission={bidding.office.commission_id}"
    theirs = browser(bidding, newcomer).open(path).send(code=code.lower().replace("-", " "))
    assert theirs.path == bidding.at()
    assert "You bid for Amber Door now." in theirs.text
    assert "Done" in theirs.text
    assert "You and 2 colleagues bid for it." in page.open(HERE).text
    again = browser(bidding, bidding.office.seat(Role.PROVIDER)).open(path).send(code=code)
    assert again.problems == ["This code does not work. It may have been used, or be older than 7 days."]
    assert again.value("code") == [code]


def test_a_code_runs_out(bidding: Bidding) -> None:
    code = invite(bidding, bidding.ann)
    bidding.office.bench.advance(timedelta(days=7))
    newcomer = bidding.office.seat(Role.PROVIDER)
    with bidding.office.refuses(ColleagueCodeIsNotGood):
        join(bidding, newcomer, code)
    invite(bidding, bidding.ann)
    assert len(bidding.office.bench.rows(ColleagueCode)) == 1, "the one that has run out is gone"


def test_who_belongs_to_an_organisation_stays_there(bidding: Bidding) -> None:
    code = invite(bidding, bidding.ann)
    with bidding.office.refuses(rules.MemberOfOneAlready):
        join(bidding, bidding.rival, code)


def test_without_an_organisation_there_is_nobody_to_let_in(bidding: Bidding) -> None:
    newcomer = bidding.office.seat(Role.PROVIDER)
    with bidding.office.refuses(rules.OrganisationIsMissing):
        invite(bidding, newcomer)
    assert browser(bidding, newcomer).open(f"{HERE}/colleagues/new").read.forms == []


def test_an_organisation_has_only_so_many_codes_that_nobody_used(bidding: Bidding) -> None:
    for _ in range(MOST_OPEN_CODES):
        invite(bidding, bidding.ann)
    with bidding.office.refuses(TooManyColleagueCodes):
        invite(bidding, bidding.ann)
    invite(bidding, bidding.rival)


def test_of_two_who_use_a_code_at_once_one_is_let_in(bidding: Bidding) -> None:
    code, newcomers = invite(bidding, bidding.ann), [bidding.office.seat(Role.PROVIDER) for _ in range(2)]
    before = len(bidding.office.bench.rows(Member))
    found = at_once([partial(join, bidding, each, code) for each in newcomers])
    assert sorted(each is ColleagueCodeIsNotGood for each in found) == [False, True]
    assert len(bidding.office.bench.rows(Member)) == before + 1


def test_programs_let_a_colleague_in_likewise(bidding: Bidding) -> None:
    web, newcomer = Web(bidding.office), bidding.office.seat(Role.PROVIDER)
    code = (web.post(bidding.ann, "/me/organisations/colleague-codes").json or {})["code"]
    joined = web.post(newcomer, "/me/organisations", {"code": code})
    assert joined.status_code == 201
    assert (joined.json or {})["name"] == NAMES[0]
    assert bidding.office.bench.event_types().count("tendering.organisation_registered.v1") == 2


def test_no_page_of_an_organisation_names_a_person(bidding: Bidding) -> None:
    page = browser(bidding, bidding.ann).open(HERE)
    assert bidding.bob.holder_id not in html(page)
    assert "You and 1 colleague bid for it." in page.text
