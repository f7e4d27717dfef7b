"""Files that are handed on as they came: their kind is read from what they hold, and what could harm is refused."""

from __future__ import annotations

import resource
from collections.abc import Callable
from pathlib import Path

import pytest

from shared.errors import Invalid
from shared.web.documents import ENDINGS, LARGEST_DOCUMENT, FileIsWrong, read_document
from shared.web.scanner import FileIsInfected, Scanner
from tests import papers
from tests.clamd import EICAR, virus_check


@pytest.mark.parametrize(
    ("content", "ending"),
    [(papers.PDF, "pdf"), (papers.docx(), "docx"), (papers.xlsx(), "xlsx"), (papers.odt(), "odt"),
     (papers.png(), "png")],
    ids=lambda each: each if isinstance(each, str) else "",
)  # fmt: skip
def test_the_kind_is_what_the_file_holds_whatever_it_is_called(content: bytes, ending: str) -> None:
    found = read_document("certificate.exe", content)
    assert found.name == f"certificate.{ending}"
    assert ENDINGS[found.media_type] == ending
    assert found.content == content


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "None was chosen"),
        (papers.PROGRAM, "not taken (.exe)"),
        (b"just words", "This kind of file is not taken."),
        (b"<html><script>alert(1)</script>%PDF-1.4 %%EOF", "not taken"),
        (EICAR, "not taken"),
        (papers.PDF[:40], "not all of it arrived"),
        (papers.png(cut=25), "broken, or not all of it arrived"),
        (papers.docx()[:-30], "not all of it arrived"),
        (papers.zipped({"a.txt": b"words"}), "This is a ZIP file."),
        (papers.docx(**{"vbaProject.bin": b"macro"}), "macros"),
        (papers.bomb, "unpack to far more"),
        (papers.crowd, "too many files inside"),
        (papers.PDF + b" " * LARGEST_DOCUMENT, "at most 8 MB"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)  # fmt: skip
def test_what_could_harm_or_is_broken_is_refused_in_words(content: bytes | Callable[[], bytes], words: str) -> None:
    given = content() if callable(content) else content
    with pytest.raises(FileIsWrong) as caught:
        read_document("certificate.pdf", given)
    assert words in caught.value.message
    assert isinstance(caught.value, Invalid)


def test_nothing_is_unpacked_so_a_file_that_lies_about_its_size_costs_nothing() -> None:
    content = papers.liar()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert read_document("report.docx", content).name == "report.docx"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20 * 1024


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("insurance.pdf", "insurance.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\\\Users\\ann\\insurance 2026.PDF", "insurance 2026.pdf"),
        ("\u0a2c\u0a40\u0a2e\u0a3e \u0a38\u0a30\u0a1f\u0a40\u0a2b\u0a3f\u0a15\u0a47\u0a1f.pdf",
         "\u0a2c\u0a40\u0a2e\u0a3e \u0a38\u0a30\u0a1f\u0a40\u0a2b\u0a3f\u0a15\u0a47\u0a1f.pdf"),
        ("fdp.\u202eexe", "fdp.pdf"),
        ("a\0b\r\nSet-Cookie: x=y.pdf", "abSet-Cookie x=y.pdf"),
        ("...", "file.pdf"),
        ("", "file.pdf"),
        ("x" * 400 + ".pdf", "x" * 100 + ".pdf"),
        ("Policy v1.2 (final)", "Policy v1.2 (final).pdf"),
    ],
)  # fmt: skip
def test_a_name_stays_in_its_language_and_leads_nowhere(given: str, kept: str) -> None:
    assert read_document(given, papers.PDF).name == kept


def test_the_virus_check_finds_the_test_file_also_inside_another(tmp_path: Path) -> None:
    with virus_check(tmp_path) as address:
        scanner = Scanner(address)
        assert scanner.look_at(papers.PDF)
        assert scanner.look_at(papers.PDF + bytes(LARGEST_DOCUMENT))
        for content in (EICAR, papers.docx(**{"media.txt": EICAR})):
            with pytest.raises(FileIsInfected, match="Eicar"):
                scanner.look_at(content)
    assert not scanner.look_at(papers.PDF), "the daemon is gone"
    assert not Scanner("").look_at(papers.PDF)
    assert not Scanner("127.0.0.1:9").look_at(papers.PDF)
