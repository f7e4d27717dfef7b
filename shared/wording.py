"""Words that are looked at before others read them, or because somebody asked for it. Pure.

What looks like a way to find somebody: phone numbers, e-mail addresses, homes, handles, links. A form points them out
to the writer before they are sent; nobody is stopped. So the rules are wide where a mistake costs a question, and
narrow where they would cry wolf over prices, dates and scores. Beside them stands why words are sent back or reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

# In the order in which they are looked for: a link may hold an address, and an address a handle.
_LINK = re.compile(
    r"\b(?:https?://|www\.)[^\s<>\"']+|\b(?:t\.me|wa\.me|discord\.gg|instagr\.am|youtu\.be|bit\.ly|snapchat\.com|"
    r"instagram\.com|tiktok\.com|facebook\.com)/[^\s<>\"']+",
    re.IGNORECASE,
)
_EMAIL = re.compile(
    r"[\w.+-]{1,64}\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\s?(?:\.|\(dot\)|\[dot\])\s?[a-z]{2,})+", re.IGNORECASE
)
# As the Office for National Statistics and Royal Mail write them: outward code, one space or none, inward code.
_POSTCODE = re.compile(r"\b(?:[A-Z]{1,2}\d[A-Z\d]?|GIR)\s?\d[ABD-HJLNP-UW-Z]{2}\b", re.IGNORECASE)
_STREETS = (
    "street|road|lane|avenue|close|drive|way|court|crescent|gardens|grove|hill|mews|place|rise|row|square|terrace|walk|"
    "park|green|st|rd|ave|cl|dr"
)
# "3 people on the way" has a number and a way, and is no address.
_NO_NAME = "the|a|an|my|our|your|their|this|that|on|by|in|of|to|at|for|and|or|per|each|one|people"
_STREET = re.compile(
    rf"\b(?:flat\s+\d+\w?,?\s+)?\d{{1,4}}[a-z]?,?\s+(?:(?!(?:{_NO_NAME})\s)[A-Z][\w'-]+\s+){{1,3}}(?:{_STREETS})\b\.?",
    re.IGNORECASE,
)
# UK numbers (Ofcom's National Telephone Numbering Plan): 0 or +44 and 9 or 10 digits more, however they are grouped.
_PHONE = re.compile(r"(?<![\w.,£$€])(?:\+\s?\d{1,3}[\s().-]{0,2}|\(?0)(?:\(0\))?(?:[\s().-]{0,2}\d){8,12}(?!\w)")
# Networks by name, with what follows: "my insta is okapi_99", "snap: okapi99".
_NAMED = re.compile(
    r"\b(?:insta(?:gram)?|snap(?:chat)?|tiktok|discord|whats\s?app|telegram|kik|twitch|roblox|xbox|psn|facebook)\b"
    r"(?:\s+(?:name|user(?:name)?|tag|id|handle))?"
    r"(?:\s*[:=]\s*@?[\w.#-]{3,}|\s+is\s+(?=\S*[\d_#@]|\w+\.\w)@?[\w.#-]{3,})",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"(?<![\w@.])@[A-Za-z0-9_](?:[\w.]{1,29})(?<!\.)")
_KINDS = (
    ("link", _LINK), ("email", _EMAIL), ("handle", _NAMED), ("handle", _HANDLE), ("postcode", _POSTCODE),
    ("street", _STREET), ("phone", _PHONE),
)  # fmt: skip
# Why words are sent back to their writer, or reported. No words of an adult go to one young person alone.
WHY: Mapping[str, str] = {
    "finds_somebody": "It says where somebody is, or how to reach them.",
    "names_somebody": "It names somebody.",
    "hurts_somebody": "It could hurt somebody.",
    "not_about_this": "It is not about this.",
    "talk_first": "Let us talk about it first.",
}
# What the writer is told with each of these: what is meant, without blame, and what to do now.
TO_THE_WRITER: Mapping[str, str] = {
    "finds_somebody": "They say where somebody is, or how to reach them. To keep people safe, take that out. Then send "
    "the rest again.",
    "names_somebody": "They name somebody. Say it without the name, and send it again.",
    "hurts_somebody": "They could hurt somebody, even if you did not mean it so. Can you say it in another way?",
    "not_about_this": "They are about something else. Keep them. Ask your group where they fit.",
    "talk_first": "Let us talk about it first. Ask somebody who runs your group.",
}
# Emergency and help lines may be named by anybody.
_HELP = frozenset({"08001111", "08088005000", "116123", "03001231053"})


@dataclass(frozen=True)
class Sign:
    """A place in a text that looks like a way to find somebody.

    kind: phone, email, postcode, street, handle or link. start and end count characters.
    """

    kind: str
    start: int
    end: int
    words: str


def signs_in(text: str) -> list[Sign]:
    """Return what looks like a way to find somebody, in the order of the text; no two of them overlap."""
    found: list[Sign] = []
    for kind, form in _KINDS:
        found += [sign for sign in _matches(kind, form, text) if not any(_overlap(sign, each) for each in found)]
    return sorted(found, key=lambda sign: sign.start)


def _matches(kind: str, form: re.Pattern[str], text: str) -> Iterator[Sign]:
    for match in form.finditer(text):
        words = match.group().strip()
        if kind == "phone" and re.sub(r"\D", "", words) in _HELP:
            continue
        yield Sign(kind, match.start(), match.start() + len(match.group().rstrip()), words)


def _overlap(one: Sign, other: Sign) -> bool:
    return one.start < other.end and other.start < one.end
