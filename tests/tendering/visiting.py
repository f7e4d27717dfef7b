"""The pages of the office's tender, opened by people in a browser without scripts."""

from __future__ import annotations

from services.tendering.app import create_app
from shared.access import Caller
from tests.tendering.office import Office
from tests.visitor import Visitor


def browser(office: Office, caller: Caller | None = None) -> Visitor:
    """A browser of somebody who is signed in, or of nobody in particular."""
    client = office.bench.client(create_app)
    if caller is not None:
        client.environ_base.update({"HTTP_AUTHORIZATION": office.bench.headers(caller)["Authorization"]})
    return Visitor(client)


def at(office: Office, path: str = "") -> str:
    return f"/tendering/commissions/{office.commission_id}{path}"


def html(visitor: Visitor) -> str:
    assert visitor.answer is not None
    return visitor.answer.get_data(as_text=True)
