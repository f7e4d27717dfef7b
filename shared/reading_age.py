"""How old somebody has to be to read a text with ease.

Source: J. P. Kincaid and others, "Derivation of new readability formulas for Navy enlisted personnel", Research Branch
Report 8-75, 1975: grade = 0.39 x words / sentences + 11.8 x syllables / words - 15.59. Children begin grade 1 in the
USA at 6, so the age is the grade + 5. Syllables are counted by a rule of our own, since no word list is at hand.
Figures are left out, as R. Flesch advises for texts with several of them ("How to write plain English", 1979, chapter
2): a list of dates would else count as hard prose.
"""

from __future__ import annotations

import re

YOUNGEST = 5.0
LONG_SENTENCE = 20
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
# A heading or a list item ends its sentence as well as a full stop does.
_END = re.compile(r"[.!?:]+(?=\s|$)|\n+")
_VOWELS = re.compile(r"[aeiouy\u00e0-\u00ff]+")
_SILENT = re.compile(
    "[^aeiouyl]e$|[aeiouy]le$|[^aeiouytd]ed$|[^aeiouysxzcgh]es$|[^aeiouycsz]hes$|[a-z]ely$|[a-z]eful$|[a-z]ement$"
)
# Two vowels spoken apart, and a syllable without a vowel: be-ing, a-re-a, crit-ic-ism, did-n't.
_APART = re.compile(
    "[aeiouy](?=ing$)|(?<=[^aeiou])ea$|eo(?=[nr]|$)|e(?=um)|(?<=cr)e(?=at)|o(?=e[mt])|(?<!q)u(?=al|at)|i(?=et)"
    "|(?<=[^tscgln])i(?=[aou])|^[a-z]i(?=[aou])|(?<=sc|cl|er)i(?=en)|(?<=d)i(?=en)|(?:s|th)m$|[sd]nt$"
)


def syllables(word: str) -> int:
    """Return how many syllables an English word has, at least 1.

    A rule of thumb: groups of vowels, without a silent e at the end, and more where two vowels are spoken apart.
    """
    return sum(_of_part(part) for part in re.split("-", word.lower()))


def _of_part(part: str) -> int:
    plain = re.sub(r"['\u2019](s|d|ll|re|ve|m)?", "", part).replace("every", "evry")
    return max(1, len(_VOWELS.findall(plain)) - len(_SILENT.findall(plain)) + len(_APART.findall(plain)))


def reading_age(text: str) -> float:
    """Return the reading age of a text in years, at least 5.0. Line ends part sentences.

    It is a fair measure from about 100 words on; of one short sentence it says little. Raises ValueError where the text
    holds no word.
    """
    sentences = [words for part in _END.split(text) if (words := _WORD.findall(part))]
    words = [word for sentence in sentences for word in sentence]
    if not words:
        raise ValueError("A text without words has no reading age.")
    spoken = sum(syllables(word) for word in words)
    grade = 0.39 * len(words) / len(sentences) + 11.8 * spoken / len(words) - 15.59
    return max(YOUNGEST, grade + 5)


def long_sentences(text: str) -> list[str]:
    """Return the sentences of a text that have more than 20 words, in their order."""
    parts = (part.strip() for part in _END.split(text))
    return [part for part in parts if len(_WORD.findall(part)) > LONG_SENTENCE]
