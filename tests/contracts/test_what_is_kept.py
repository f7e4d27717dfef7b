"""The list of what is kept names every table that holds anything about people, so the page cannot fall behind."""

from __future__ import annotations

import pytest

from deploy.services import NAMES, service
from services.people.rules.retention import KEPT
from shared.own_data import MINE, SKIPPED_TABLES

NOT_ABOUT_PEOPLE = {
    "boards": "a board's name and powers", "known_boards": "a board's name and powers",
    "groups": "a group's name", "known_commissions": "a commission",
    "spent_states": "random numbers, for 10 minutes",
    "sign_in_windows": "when sign-in with pictures was open", "service_users": "how many use the service",
    "token_keys": "keys of the program", "signing_keys": "keys of the program", "known_tenders": "a tender",
    "revoked_sessions": "ids of sessions that are over", "consumer_state": "the program's own state",
    "inbox": "ids of events", "outbox": "the record on its way", "set_aside": "the record on its way",
    "tender_dates": "a tender", "asked_files": "a tender", "amendments": "a tender",
    "questions": "to be published; a copy of the database does not tell who asked",
    "bid_parts": "an organisation's, under seal", "colleague_codes": "hashes of codes that nobody has used yet",
    "bids": "an organisation's", "challenges": "an organisation's", "known_choices": "a panel's result",
    "organisations": "an organisation's", "known_bidders": "an organisation's", "known_prices": "an organisation's",
    "rankings": "a panel's result", "heads": "the chain's own state",
    "first_officer_links": "a link that the command printed",
    "checks": "the chain's own state",
    "used_challenges": "hashes of random numbers that were answered",
}  # fmt: skip
# An organisation's bid, with its label; in `notifications` the table of this name says which seat handed it in.
ALSO = {("youth_panel", "known_bids")}


def listed() -> list[tuple[str, str]]:
    return [(name, table) for kept in KEPT for name, tables in kept.tables.items() for table in tables]


@pytest.mark.parametrize("name", NAMES)
def test_every_table_is_on_the_page_or_is_not_about_people(name: str) -> None:
    tables = {table.name for table in service(name).metadata.sorted_tables}
    on_page = {table for each, table in listed() if each == name}
    assert on_page <= tables, "the page names a table that is not there"
    beside = {table for table in tables - on_page if table not in NOT_ABOUT_PEOPLE and (name, table) not in ALSO}
    assert beside == set()


def test_no_table_is_named_twice() -> None:
    assert len(listed()) == len(set(listed()))


def test_every_column_that_says_who_is_known() -> None:
    """A new column of this kind is to be looked at: is its row about the person, or about somebody else?"""
    about_another = {
        "formed_by", "locked_by", "agreed_by", "decided_by", "recused_by", "revealed_by", "made_by", "named_by",
        "recorded_by", "given_by", "set_by", "opened_by",
    }  # fmt: skip
    found = {
        column.name
        for name in NAMES
        for table in service(name).metadata.sorted_tables
        for column in table.columns
        if column.name.endswith("_by") and table.name not in SKIPPED_TABLES
    }
    assert found - set(MINE) == about_another
