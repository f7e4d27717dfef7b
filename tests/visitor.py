"""Somebody with a browser without scripts: opens pages, fills in forms as they came, and follows where they lead."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, stream_encode_multipart

_REDIRECTS = 10


@dataclass
class Form:
    """A form on a page, with what stands in it."""

    action: str
    values: list[tuple[str, str]] = field(default_factory=list)

    def named(self, name: str) -> list[str]:
        return [value for each, value in self.values if each == name]


class PageReader(HTMLParser):
    """Finds the forms, and the texts that a person would read first."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.heading, self.problems = "", []  # type: ignore[var-annotated]
        self._inside: list[tuple[str, dict[str, Any]]] = []
        self._area, self._select = "", ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.forms.append(Form(given.get("action") or ""))
        elif tag == "select":
            self._select = given.get("name") or ""
        elif tag == "option" and self._select and "selected" in given:
            self.forms[-1].values.append((self._select, given.get("value") or ""))
        elif tag == "textarea":
            self._area = given.get("name") or ""
            self.forms[-1].values.append((self._area, ""))
        elif tag == "input" and self.forms and given.get("name"):
            kind = given.get("type") or "text"
            if kind not in ("radio", "checkbox") or "checked" in given:
                self.forms[-1].values.append((given["name"] or "", given.get("value") or ""))
        if tag not in ("input", "meta", "link", "br", "img", "hr"):
            self._inside.append((tag, given))

    def handle_endtag(self, tag: str) -> None:
        while self._inside and self._inside.pop()[0] != tag:
            pass
        if tag == "textarea":
            self._area = ""
        if tag == "select":
            self._select = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            name, value = self.forms[-1].values[-1]
            self.forms[-1].values[-1] = (name, value + data)
        if any(tag == "h1" for tag, _ in self._inside):
            self.heading += data
        if any("govuk-error-summary__list" in str(given.get("class")) for _, given in self._inside) and data.strip():
            self.problems.append(data.strip())


class Visitor:
    """One browser. `page` is what it shows now."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.path = ""
        self.answer: TestResponse | None = None
        self.read = PageReader("")

    def open(self, path: str, **options: Any) -> Visitor:
        """Open an address and follow where it leads on this client's application."""
        return self._show(path, self.client.get(path, **options))

    def send(self, **typed: str | list[str]) -> Visitor:
        """Send the first form of this page, with these fields typed over what stood in them."""
        return self.send_form(0, **typed)

    def send_form(self, number: int, /, **typed: str | list[str]) -> Visitor:
        """Send another form than the first: they are numbered from 0."""
        form = self.read.forms[number]
        kept = [(name, value) for name, value in form.values if name not in typed]
        given = [
            (name, each) for name, value in typed.items() for each in ([value] if isinstance(value, str) else value)
        ]
        data: dict[str, list[str]] = {}
        for name, value in [*kept, *given]:
            data.setdefault(name, []).append(value)
        path = form.action or self.path
        return self._show(path, self.client.post(path, data=data), data)

    def send_file(self, content: bytes | None, name: str = "file.pdf", **typed: str) -> Visitor:
        """Send the first form of this page with a file in its field `file`; None: none was chosen."""
        data: dict[str, Any] = {**dict(self.read.forms[0].values), **typed}
        data.pop("file", None)
        if content is not None:
            data["file"] = FileStorage(io.BytesIO(content), name)
        return self._show(self.path, self.post_file(self.path, data))

    def post_file(self, path: str, data: dict[str, Any]) -> TestResponse:
        """Send a form with a file, made in memory: the client's own way leaves a file open."""
        stream, length, boundary = stream_encode_multipart(data, use_tempfile=False)
        kind = f'multipart/form-data; boundary="{boundary}"'
        return self.client.post(path, data=stream.read(length), content_type=kind)

    def _show(self, path: str, answer: TestResponse, data: dict[str, list[str]] | None = None) -> Visitor:
        for _ in range(_REDIRECTS):
            if answer.status_code not in (302, 303, 307):
                break
            path = answer.headers["Location"]
            again = answer.status_code == 307 and data is not None
            answer = self.client.post(path, data=data) if again else self.client.get(path)
        self.path, self.answer, self.read = path, answer, PageReader(answer.get_data(as_text=True))
        return self

    @property
    def status(self) -> int:
        assert self.answer is not None
        return self.answer.status_code

    @property
    def text(self) -> str:
        """What stands on the page, in one line, without its tags."""
        assert self.answer is not None
        body = re.sub(r"<(script|style)\b.*?</\1>", " ", self.answer.get_data(as_text=True), flags=re.DOTALL)
        return " ".join(re.sub(r"<[^>]*>", " ", body).split())

    @property
    def heading(self) -> str:
        return " ".join(self.read.heading.split())

    @property
    def problems(self) -> list[str]:
        """The errors in the summary at the top."""
        return self.read.problems

    def value(self, name: str) -> list[str]:
        """What stands in a field."""
        return [value for form in self.read.forms for value in form.named(name)]
