"""Collecting every text that a person can read on a page, and bringing each language's catalogue up to date with them.

Texts are where pages are: in templates, in `_` and `_l`, in the messages of errors that rules raise, and in the
sentences of the files named in SENTENCES, which rules choose among. A catalogue keeps its translations; what is new
waits empty, and a test says so; what is gone goes.
"""

from __future__ import annotations

import ast
import io
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from shared.web.look import LANGUAGES, TRANSLATIONS

ROOT = Path(__file__).parent.parent
_KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2), "lazy_ngettext": (1, 2)}
# Here every sentence is for a person: tables of words, and rules that choose among them.
SENTENCES = (
    "services/decision_trail/rules/deciding.py", "services/decision_trail/rules/lately.py",
    "services/decision_trail/rules/next_steps.py", "services/decision_trail/rules/stages.py",
    "services/decision_trail/rules/story.py", "services/decision_trail/rules/words.py",
    "services/notifications/rules.py", "services/people/rules/retention.py",
    "services/people/rules/worries.py", "services/people/queries/worries.py",
    "services/specification/rules/contributions.py", "services/specification/rules/ideas.py",
    "services/specification/rules/drafts.py",
    "services/specification/rules/surveys.py", "services/specification/rules/survey_files.py",
    "services/specification/rules/deciding.py",
    "shared/roles.py", "shared/web/problems.py", "shared/wording.py",
)  # fmt: skip
_SENTENCE = re.compile(r"(?:[A-Z]|[0-9]+ [a-z])[^_]* [^_]*|[A-Z][a-z]+")
_NO_TEXT = ("Allow", "Bearer")  # names of the web's own
_NAMES_OF_ROLES = "ROLES"
_FAMILY = "DomainError"
# The clock changes nothing in a catalogue, so its head says nothing of it.
_HEAD = re.compile(
    r'^"(POT-Creation-Date|PO-Revision-Date|Generated-By|Last-Translator|Report-Msgid).*\n', re.MULTILINE
)


def main() -> int:
    """Bring all catalogues up to date."""
    template = collected()
    for language in LANGUAGES:
        if language != "en":
            path = catalogue_path(language)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(updated(language, template), encoding="utf-8")
            waiting = sum(1 for each in read(language) if each.id and not _whole(each.string))
            sys.stdout.write(f"{language}: {len(template)} texts, {waiting} not translated yet\n")
    return 0


def catalogue_path(language: str) -> Path:
    """Return where a language's catalogue is kept."""
    return TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"


def read(language: str) -> Catalog:
    """Return a language's catalogue; an empty one where there is none yet."""
    path = catalogue_path(language)
    with path.open("rb") if path.exists() else io.BytesIO() as opened:
        return read_po(opened, locale=language)


def updated(language: str, template: Catalog) -> str:
    """Return a language's catalogue as it should stand in its file."""
    catalogue = read(language)
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.header_comment = "# Run `make texts` after texts have changed, then translate what is empty."
    catalogue.project, catalogue.version, catalogue.fuzzy = "Coproduce", "1", False
    written = io.BytesIO()
    write_po(written, catalogue, width=116, sort_output=True, ignore_obsolete=True, include_lineno=False)
    return _HEAD.sub("", written.getvalue().decode())


def collected() -> Catalog:
    """Return every text of every page, with the files that say it."""
    found = Catalog()
    for path in _files():
        name = str(path.relative_to(ROOT))
        for message in _texts(path):
            found.add(message, None, locations=[(name, 0)])
    return found


def _files() -> Iterator[Path]:
    """The files that pages are made of: `shared`, and every service that has pages."""
    services = sorted(path for path in (ROOT / "services").iterdir() if path.is_dir() and list(path.glob("pages*")))
    for folder in (ROOT / "shared", *services):
        yield from sorted(
            path for path in folder.rglob("*") if path.suffix in (".py", ".html", ".toml") and _ours(path)
        )


def _ours(path: Path) -> bool:
    return not {"built", "migrations", "contracts"} & set(path.parts)


def _texts(path: Path) -> Iterator[str | tuple[str, str]]:
    if path.suffix == ".toml":
        for term in tomllib.loads(path.read_text(encoding="utf-8")).values():
            yield from (term[part] for part in ("young", "means", "in_short") if term.get(part))
        return
    method = "python" if path.suffix == ".py" else "jinja2.ext:babel_extract"
    options = {"trim_blocks": "true", "lstrip_blocks": "true"}
    for _line, message, _comments, _context in extract_from_file(method, path, keywords=_KEYWORDS, options=options):
        yield message  # type: ignore[misc]
    if path.suffix != ".py":
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    yield from (text for _, text in errors_of(tree) if isinstance(text, str))
    if str(path.relative_to(ROOT)) in SENTENCES:
        yield from _sentences(tree)


def errors_of(tree: ast.Module) -> Iterator[tuple[int, str | None]]:
    """Yield the line and the message of each error that is made in a file; None where it is put together in place."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args and _is_error(node.func.id):
            message = node.args[0]
            if isinstance(message, ast.Constant) and isinstance(message.value, str):
                yield node.lineno, message.value
            elif isinstance(message, ast.JoinedStr):
                yield node.lineno, None


_errors: set[str] = set()


def _is_error(name: str) -> bool:
    """Say whether a class of this name belongs to the one family of errors."""
    if not _errors:
        bases = {_FAMILY: {_FAMILY}, "ValidationError": {_FAMILY}}
        for folder in (ROOT / "shared", ROOT / "services"):
            for path in folder.rglob("*.py"):
                for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                    if isinstance(node, ast.ClassDef):
                        bases[node.name] = {base.id for base in node.bases if isinstance(base, ast.Name)}
        before = -1
        while before != len(_errors):
            before = len(_errors)
            _errors.update(each for each, parents in bases.items() if parents & (_errors | {_FAMILY}))
    return name in _errors


def _sentences(tree: ast.Module) -> Iterator[str]:
    """Yield every sentence of a file that no docstring holds and no error says."""
    told = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == _NAMES_OF_ROLES:
            yield from (str(each.value) for each in getattr(node.value, "values", ()) if isinstance(each, ast.Constant))
        text = node.value if isinstance(node, ast.Constant) and id(node) not in told else None
        if isinstance(text, str) and _SENTENCE.fullmatch(text) and text not in _NO_TEXT:
            yield text


def _whole(translation: object) -> bool:
    parts = translation if isinstance(translation, tuple | list) else (translation,)
    return all(parts)


if __name__ == "__main__":
    sys.exit(main())
