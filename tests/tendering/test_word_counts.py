"""The page counts words as the server does, and counts down to the second."""

from __future__ import annotations

import json
import subprocess
import sys
from random import Random
from typing import Any

import pytest

from deploy.assets import BUILT, node
from services.tendering.rules.bids import count_words
from services.tendering.rules.writing import State, answer_state

TEXTS = (
    "", " ", "one", "a b\tc\nd\u00a0e", "well-being isn't 2", "a\u2800b\u3164c\u200bd", "\u200b \ufeff \u2060 \u2800",
    "\u06cc\u06a9\u200c\u0634\u0646\u0628\u0647", "a\ufeffb", "a\x1cb\x1fc\x85d", "Zażółć gęślą jaźń.",
    "ਸਤਿ ਸ੍ਰੀ ਅਕਾਲ", "\U0001f98a \U0001f469\u200d\U0001f469\u200d\U0001f466 x", "— … !", "e\u0301 \u0301 x",
    "\u3000\u205f\u180e",
    "线 上", "£5 + £6 = £11",
)  # fmt: skip


def by_the_page(texts: list[str], seconds: list[float]) -> dict[str, Any]:
    command = [*node(), "tests/tendering/count_words.mjs", str(BUILT / "answer.js"), str(BUILT / "countdown.js")]
    sent = json.dumps({"texts": texts, "seconds": seconds})
    ran = subprocess.run(command, input=sent, capture_output=True, text=True, check=True, encoding="utf-8")  # noqa: S603
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def test_the_page_counts_words_as_the_server_does() -> None:
    chance = Random(11)
    spaces = [chr(each) for each in range(sys.maxunicode) if chr(each).isspace()]
    marks = [
        *spaces,
        "\u115f",
        "\u1160",
        "\u200b",
        "\u2800",
        "\u3164",
        "\uffa0",
        "\ufeff",
        "\u2060",
        "\u0301",
        "a",
        "ł",
        "-",
    ]
    texts = [*TEXTS, *("".join(chance.choices(marks, k=12)) for _ in range(2000))]
    assert by_the_page(texts, [])["words"] == [count_words(text) for text in texts]


def test_the_time_left_is_told_from_its_largest_part_on() -> None:
    found = by_the_page([], [0, 1.9, 61, 3600, 90061, -5])["parts"]
    assert [" ".join(f"{count}{unit[0]}" for unit, count in each) for each in found] == [
        "0s", "1s", "1m 1s", "1h 0m 0s", "1d 1h 1m 1s", "0s",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", (0, State.EMPTY)), (" \u200b ", (0, State.EMPTY)), ("one", (1, State.FITS)), ("a b c", (3, State.FITS)),
        ("a b c d", (4, State.LONG)),
    ],
)  # fmt: skip
def test_an_answer_fits_from_its_first_word_to_its_last_one(text: str, found: tuple[int, State]) -> None:
    assert answer_state(text, 3) == found
