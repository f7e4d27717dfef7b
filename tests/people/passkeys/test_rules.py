from __future__ import annotations

import pytest

from services.people.rules.passkeys import (
    MOST_PASSKEYS,
    LastWayIn,
    PasskeysDoNotWorkHere,
    Site,
    TooManyPasskeys,
    check_a_way_is_left,
    check_room,
    own_name_of,
    site_at,
)


@pytest.mark.parametrize(
    ("address", "site"),
    [
        ("https://coproduce.example.org", Site("coproduce.example.org", "https://coproduce.example.org")),
        ("https://Coproduce.Example.org:443/", Site("coproduce.example.org", "https://coproduce.example.org")),
        ("https://coproduce.example.org:8443", Site("coproduce.example.org", "https://coproduce.example.org:8443")),
        ("http://localhost:8000/", Site("localhost", "http://localhost:8000")),
        ("http://localhost:80", Site("localhost", "http://localhost")),
        ("http://a.localhost", Site("a.localhost", "http://a.localhost")),
    ],
)
def test_passkeys_belong_to_the_name_in_the_address(address: str, site: Site) -> None:
    assert site_at(address) == site


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("http://127.0.0.1:8000", "numbers"), ("https://192.0.2.7", "numbers"), ("http://[::1]:8000", "numbers"),
        ("", "numbers"), ("http://[", "numbers"), ("http://localhost:x", "numbers"),
        ("http://coproduce.example.org", "https"), ("http://notlocalhost", "https"),
    ],
)  # fmt: skip
def test_where_browsers_refuse_passkeys_we_say_why(address: str, words: str) -> None:
    with pytest.raises(PasskeysDoNotWorkHere, match=words):
        site_at(address)


@pytest.mark.parametrize(
    ("address", "instead"),
    [
        ("http://127.0.0.1:8000/", "http://localhost:8000"), ("http://[::1]:8000", "http://localhost:8000"),
        ("http://127.0.0.1", "http://localhost"), ("http://192.0.2.7:8000", ""), ("http://council.example", ""),
        ("http://[", ""),
    ],
)  # fmt: skip
def test_ones_own_computer_has_a_name_too(address: str, instead: str) -> None:
    assert own_name_of(address) == instead


def test_there_is_room_for_ten() -> None:
    check_room(MOST_PASSKEYS - 1)
    with pytest.raises(TooManyPasskeys):
        check_room(MOST_PASSKEYS)


@pytest.mark.parametrize(("passkeys", "ways"), [(1, False), (0, True), (3, True)])
def test_a_passkey_goes_where_another_way_is_left(passkeys: int, ways: bool) -> None:
    check_a_way_is_left(other_passkeys=passkeys, other_ways=ways)


def test_the_last_way_in_stays() -> None:
    with pytest.raises(LastWayIn):
        check_a_way_is_left(other_passkeys=0, other_ways=False)
