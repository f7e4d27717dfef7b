"""What of an answer could tell a blind panel whose it is."""

from __future__ import annotations

from itertools import pairwise

import pytest

from services.tendering.rules.blind import EMAIL, NAME, PHONE, WEB, telltales

ROZA = "Fundacja Żółta Róża"
NAVI = "ਨਵੀਂ ਸਵੇਰ ਸੇਵਾ"
KINDS = {
    "We are Amber Door Trust.": ("Amber Door Trust", [NAME]),
    "We are AMBER  door trust, of course.": ("Amber Door Trust", [NAME]),
    "At Amber Door we listen.": ("Amber Door Trust", [NAME]),
    "at amber door we listen": ("Amber Door Trust", [NAME]),
    "Amber-Door's staff": ("Amber Door Trust", [NAME]),
    "Find #AmberDoorTrust": ("Amber Door Trust", [NAME]),
    "Amber was founded in 1990.": ("Amber Door Trust", [NAME]),
    "An amber light, and a door that is open.": ("Amber Door Trust", []),
    "Trust takes time.": ("Amber Door Trust", []),
    "Young people trust us. Community matters.": ("Young Community Trust", []),
    "The Young Community Trust listens.": ("Young Community Trust", [NAME]),
    "The Hive is warm, and the Hive is near.": ("The Hive", [NAME, NAME]),
    "A hive of bees.": ("The Hive", [NAME]),
    "Cafe Zoe is open.": ("Café Zoë", [NAME]),
    "Café Zoe\u0308 is open.": ("Café Zoë", [NAME]),
    "We at Am\u00adber Do\u200dor.": ("Amber Door", [NAME]),
    "We at \u0410mber D\u03bf\u03bfr.": ("Amber Door", [NAME]),
    "\uff21mber Door helps.": ("Amber Door", [NAME]),
    "Fundacja żółta róża pomaga.": (ROZA, [NAME]),
    "FUNDACJA ŻÓŁTA RÓŻA": (ROZA, [NAME]),
    "Zolta Roza pomaga.": (ROZA, [NAME]),
    "At Amber Door, or Amber alone.": ("Amber Door Yorkshire", [NAME, NAME]),
    "Idziemy żółtą łąką.": (ROZA, []),
    "ਅਸੀਂ ਨਵੀਂ ਸਵੇਰ ਸੇਵਾ ਹਾਂ।": (NAVI, [NAME]),
    "ਹਰ ਸਵੇਰ ਚਾਹ।": (NAVI, [NAME]),
    "ਸਵੇਰੇ ਚਾਹ।": (NAVI, []),
    "Straße 9": ("STRASSE NEUN", [NAME]),
    "Write to hello@amber.example or ring.": ("Quay", [EMAIL]),
    "Write to hello (at) amber (dot) org": ("Quay", [EMAIL]),
    "See https://amber.example/team and www.amber.example": ("Quay", [WEB, WEB]),
    "See amberdoor.org.uk/about, or AMBER.COM.": ("Quay", [WEB, WEB]),
    "Follow @amberdoor": ("Quay", [WEB]),
    "We sleep.In the end we rest. E.g. 3.5 or p.m. or v1.2": ("Quay", []),
    "Ring 020 7946 0123 or +44 7700 900123.": ("Quay", [PHONE, PHONE]),
    "12 people, £91,234.56, 14:30, 2026-03-02, 60%": ("Quay", []),
    "amber@amberdoor.org": ("Amber Door", [EMAIL]),
    "": ("Amber Door", []),
    "Anything at all": ("", []),
}


@pytest.mark.parametrize("text", KINDS)
def test_what_could_tell_whose_it_is_is_found(text: str) -> None:
    name, kinds = KINDS[text]
    assert [each.kind for each in telltales(text, name)] == kinds


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        ("We, the Amber\n Door, care.", "Amber Door Trust", ["Amber\n Door"]),
        ("Am\u00adber Do\u200dor's way", "Amber Door", ["Am\u00adber Do\u200dor"]),
        ("😀 ਨਵੀਂ ਸਵੇਰ ਸੇਵਾ!", NAVI, ["ਨਵੀਂ ਸਵੇਰ ਸੇਵਾ"]),
        ("Zoe\u0308 said", "Café Zoë", ["Zoe\u0308"]),
        ("Mail a@b.org now, see c.org", "Quay", ["a@b.org", "c.org"]),
    ],
)
def test_where_it_stands_is_told_in_characters_of_the_text(text: str, name: str, words: list[str]) -> None:
    found = telltales(text, name)
    assert [each.words for each in found] == words
    assert [text[each.start : each.end] for each in found] == words


def test_no_place_is_marked_twice() -> None:
    found = telltales("Amber Door: amber@amberdoor.org, www.amberdoor.org, Amber.", "Amber Door")
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert [each.kind for each in found] == [NAME, EMAIL, WEB, NAME]
