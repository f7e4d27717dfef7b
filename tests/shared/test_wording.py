"""What looks like a way to find somebody, and what only resembles it."""

from __future__ import annotations

import time

import pytest

from shared.wording import Sign, signs_in

FOUND = [
    ("Call me on 07700 900123.", "phone", "07700 900123"),
    ("0161 496 0000", "phone", "0161 496 0000"),
    ("(020) 7946 0958 after school", "phone", "(020) 7946 0958"),
    ("ring 01632-960-001", "phone", "01632-960-001"),
    ("+44 7700 900 456", "phone", "+44 7700 900 456"),
    ("+44 (0)20 7946 0000", "phone", "+44 (0)20 7946 0000"),
    ("07700900123", "phone", "07700900123"),
    ("text 0 7 7 0 0 9 0 0 1 2 3", "phone", "0 7 7 0 0 9 0 0 1 2 3"),
    ("write to okapi@example.org please", "email", "okapi@example.org"),
    ("okapi.q+x@mail.example.co.uk", "email", "okapi.q+x@mail.example.co.uk"),
    ("okapi (at) example.org", "email", "okapi (at) example.org"),
    ("okapi@example [dot] org", "email", "okapi@example [dot] org"),
    ("I live near WV1 1AA", "postcode", "WV1 1AA"),
    ("sw1a2aa", "postcode", "sw1a2aa"),
    ("at EC1A 1BB.", "postcode", "EC1A 1BB"),
    ("12 Amber Street", "street", "12 Amber Street"),
    ("I am at flat 3, 7b Old Mill Lane", "street", "flat 3, 7b Old Mill Lane"),
    ("22 acacia avenue", "street", "22 acacia avenue"),
    ("come to 5 High St.", "street", "5 High St."),
    ("add me @okapi_99", "handle", "@okapi_99"),
    ("my insta is okapi.99", "handle", "insta is okapi.99"),
    ("snap: okapi99", "handle", "snap: okapi99"),
    ("my Discord tag is okapi#1234", "handle", "Discord tag is okapi#1234"),
    ("see https://example.org/me", "link", "https://example.org/me"),
    ("www.example.org", "link", "www.example.org"),
    ("discord.gg/abc123", "link", "discord.gg/abc123"),
]
NOT_FOUND = [
    "It is open until eight.",
    "The bus costs £2.40 and comes at 17:30.",
    "We have £120,000 for 2 years.",
    "In 2026 and 2027 there were 1,800 young people.",
    "9,801 of us voted; 4.5 out of 5.",
    "On 27 03 2011 we began.",
    "Clause 12 says 3 to 4 weeks.",
    "Call Childline on 0800 1111 or the Samaritans on 116 123.",
    "The NSPCC helpline is 0808 800 5000.",
    "In an emergency call 999 or 112.",
    "Ask 3 people on the way home.",
    "We met @ 5 in the hall.",
    "Instagram is not for everybody.",
    "Talk to us on WhatsApp or face to face.",
    "A score of 10 - 12 in room B12.",
    "Year 7 and Year 8 go first.",
    "The reference is 3f2504e0-4f89-11d3-9a0c-0305e82c3301.",
    "It takes 1000000 steps, 0000 of them easy.",
    "",
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind", "words"), FOUND, ids=[text for text, _, _ in FOUND])
def test_a_way_to_find_somebody_is_pointed_out(text: str, kind: str, words: str) -> None:
    start = text.index(words)
    assert signs_in(text) == [Sign(kind, start, start + len(words), words)]


@pytest.mark.parametrize("text", NOT_FOUND)
def test_what_only_resembles_one_is_left_alone(text: str) -> None:
    assert signs_in(text) == []


def test_several_are_found_in_the_order_of_the_text() -> None:
    text = "I am okapi@example.org, 07700 900123, at 12 Amber Street WV1 1AA, @okapi_99."
    assert [sign.kind for sign in signs_in(text)] == ["email", "phone", "street", "postcode", "handle"]


@pytest.mark.parametrize("text", ["0" * 10_000, "a" * 10_000, "1 A " * 2500, "@" * 10_000, "x@y." * 2500, ". " * 5000])
def test_a_long_text_takes_no_long_time(text: str) -> None:
    began = time.perf_counter()
    signs_in(text)
    assert time.perf_counter() - began < 1
