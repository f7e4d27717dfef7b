"""The office, asked over HTTP."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from services.tendering.app import create_app
from shared.access import Caller
from tests.tendering.office import Office


class Web:
    """Requests of people in one commission."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.client: FlaskClient = office.bench.client(create_app)

    def get(self, caller: Caller, path: str) -> TestResponse:
        return self.client.get(self._address(path), headers=self.office.bench.headers(caller))

    def send(self, method: str, caller: Caller, path: str, body: Any = None, key: str = "") -> TestResponse:
        headers = self.office.bench.headers(caller) | ({"Idempotency-Key": key} if key else {})
        return self.client.open(self._address(path), method=method, headers=headers, json=body)

    def post(self, caller: Caller, path: str, body: Any = None, key: str = "") -> TestResponse:
        return self.send("POST", caller, path, body, key)

    def put(self, caller: Caller, path: str, body: Any) -> TestResponse:
        return self.send("PUT", caller, path, body)

    def bid(self, secret: str = "", price: str | None = "90000.00") -> dict[str, Any]:
        """The content of a complete bid, as it is sent."""
        answers = (self.office.answers(secret) if secret else self.office.answers()).items()
        return {"answers": [{"criterion_id": key, "text": text} for key, text in answers], "price": price}

    def _address(self, path: str) -> str:
        if path.startswith("/"):
            return f"/tendering{path}"
        return f"/tendering/commissions/{self.office.commission_id}/{path}"
