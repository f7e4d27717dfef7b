"""The toy service, somebody to ask it as, and what every refusal must look like."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from werkzeug.test import TestResponse

from shared.access import Caller
from shared.idempotency import ANSWERS
from shared.ids import new_id
from shared.messaging.intake import Intake
from shared.roles import Role
from shared.runtime import make_runtime
from tests.kit import Bench
from tests.shared.web.toy import Note, Toy

NOTE = {"words": "We want somewhere quiet."}
NOT_FOR_PEOPLE = (
    "Traceback",
    "File ",
    ".py",
    "sqlalchemy",
    "werkzeug",
    "marshmallow",
    "Exception",
    "Error",
    "sys.",
    "SELECT",
)


class Desk:
    """A client of the toy."""

    def __init__(self, bench: Bench, toy: Toy) -> None:
        self.bench, self.toy = bench, toy
        self.app = toy.app(bench.runtime)
        self.client = self.app.test_client()
        self.commission_id = new_id()
        self.young = bench.seat(self.commission_id, Role.YOUNG_PERSON)

    def at(self, path: str = "/notes", commission_id: str = "") -> str:
        return f"/tendering/commissions/{commission_id or self.commission_id}{path}"

    def send(
        self, path: str, body: Any = None, *, by: Caller | None = None, key: str = "", data: bytes | None = None,
        content_type: str = "application/json", method: str = "POST",
    ) -> TestResponse:  # fmt: skip
        headers = self.bench.headers(by) if by else {}
        if key:
            headers["Idempotency-Key"] = key
        content = json.dumps(body).encode() if data is None and body is not None else data
        return self.app.test_client().open(
            path, method=method, data=content, content_type=content_type if content is not None else None,
            headers=headers,
        )  # fmt: skip

    def write(self, body: Any = None, *, key: str = "", by: Caller | None = None) -> TestResponse:
        return self.send(self.at(), body or NOTE, by=by or self.young, key=key)

    def nothing_is_left(self) -> bool:
        """Say whether no row and no event is there."""
        return not (self.bench.rows(Note) or self.bench.recorded() or self.bench.rows(ANSWERS))


def refused(answer: TestResponse, status: int, code: str = "") -> dict[str, Any]:
    """Check that an answer is a problem by RFC 9457, in words for people, and return it."""
    assert answer.status_code == status, answer.text
    assert answer.content_type == "application/problem+json"
    found: dict[str, Any] = answer.get_json()
    assert {"type", "title", "status", "detail", "code"} <= set(found)
    assert found["status"] == status
    assert found["type"] == f"urn:coproduce:problem:{found['code']}"
    assert found["title"]
    assert found["detail"].endswith((".", "?")) or found["detail"][-1].isalnum()
    for word in NOT_FOR_PEOPLE:
        assert word not in answer.text, answer.text
    if code:
        assert found["code"] == code, found
    return found


def desk_on(folder: Path, url: str = "") -> Desk:
    """Make the toy on SQLite, or on the PostgreSQL database at `url`."""
    toy = Toy()
    bench = Bench(toy.service, folder)
    if url:
        bench.runtime.close()
        bench.settings = bench.settings.__class__(url, bench.settings.secret, bench.settings.setup_code)
        bench.runtime = make_runtime(toy.service.name, bench.settings, clock=lambda: bench.now)
        toy.service.metadata.create_all(bench.runtime.engine)
        bench._intake = Intake(bench.runtime, toy.service.handlers)  # noqa: SLF001
    return Desk(bench, toy)
