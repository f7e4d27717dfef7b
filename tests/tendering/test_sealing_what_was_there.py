"""Bids that were stored in clear are sealed when the database is brought to the newest shape, and none is lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, MetaData, insert, inspect, text

from services.tendering.models import Bid
from services.tendering.queries.parts import content_of, receipt_of
from services.tendering.worker import SERVICE
from shared.canonical import canonical_hash, time_text
from shared.migrations import current, differences, upgrade
from shared.runtime import Runtime, make_runtime
from shared.sealing import KeysAreMissing
from shared.settings import Settings
from tests.kit import SECRET
from tests.ring import ring_in

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@dataclass
class Before:
    """A database of before with a draft, and a bid that was handed in, in a tender of one question."""

    runtime: Runtime
    url: str
    folder: Path

    def with_keys(self) -> Runtime:
        return make_runtime("tendering", Settings(self.url, SECRET, "", bid_keys=ring_in(self.folder)))


def fill(engine: Engine) -> None:
    shape = MetaData()
    shape.reflect(engine)
    sent = {
        "commission_id": "c", "bid_id": "sent", "organisation_id": "o-sent",
        "answers": [{"criterion_id": "q", "text": "heliotrope"}], "price": "91234.56", "submitted_at": time_text(NOW),
    }  # fmt: skip
    moment = time_text(NOW).replace("Z", "+00:00") if engine.dialect.name == "sqlite" else NOW
    bid = {"commission_id": "c", "version": 2, "drafted_at": moment}
    bids: list[dict[str, Any]] = [
        {**bid, "bid_id": "draft", "organisation_id": "o-draft", "answers": "{}", "price": None, "submitted_at": None,
         "receipt_sha256": None},
        {**bid, "bid_id": "sent", "organisation_id": "o-sent", "answers": '{"q":"heliotrope"}', "price": "91234.56",
         "submitted_at": moment, "receipt_sha256": canonical_hash(sent)},
    ]  # fmt: skip
    with engine.begin() as connection:
        process = {"commission_id": "c", "criteria": '[{"criterion_id":"q","word_limit":100}]'}
        connection.execute(insert(shape.tables["processes"]).values(process))
        connection.execute(insert(shape.tables["bids"]), bids)


@pytest.fixture(params=["embedded", "distributed"])
def before(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Before]:
    url = f"sqlite:///{tmp_path}/tendering.sqlite"
    if request.param == "distributed":
        url = request.getfixturevalue("distributed_engines").database("tendering")
    runtime = make_runtime("tendering", Settings(url, SECRET, ""))
    upgrade(runtime.engine, SERVICE.migrations, "0001")
    fill(runtime.engine)
    yield Before(runtime, url, tmp_path)
    runtime.close()


def test_without_keys_nothing_is_done_and_nothing_is_lost(before: Before) -> None:
    with pytest.raises(KeysAreMissing, match="COPRODUCE_BID_KEYS_FILE"):
        upgrade(before.runtime.engine, SERVICE.migrations, keys=before.runtime.keys)
    assert current(before.runtime.engine) == "0001"
    assert "bid_parts" not in inspect(before.runtime.engine).get_table_names()
    with before.runtime.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM bids")).scalar() == 2


def test_what_was_in_clear_is_sealed_and_says_the_same(before: Before) -> None:
    runtime = before.with_keys()
    upgrade(runtime.engine, SERVICE.migrations, keys=runtime.keys)
    assert differences(runtime.engine, SERVICE.metadata) == []
    with runtime.read_sessions() as session:
        draft, sent = (content_of(session, session.get_one(Bid, each)) for each in ("draft", "sent"))
        assert (draft.answers, draft.price, draft.owner.organisation_id) == ({}, None, "o-draft")
        assert (sent.answers, sent.price) == ({"q": "heliotrope"}, Decimal("91234.56"))
        assert set(draft.parts) == set(sent.parts) == {"q", "price"}
        # Its receipt is out, so it stays what it was: without a salt.
        assert receipt_of(sent) == sent.bid.receipt_sha256
        assert draft.owner.salt
        held = "".join(str(tuple(row)) for row in session.execute(text("SELECT * FROM bids")))
        assert not any(word in held for word in ("o-sent", "o-draft", "heliotrope", "91234"))
    for each in (runtime, before.runtime):
        each.close()
    if runtime.engine.dialect.name == "sqlite":
        raw = b"".join(each.read_bytes() for each in before.folder.glob("tendering.sqlite*"))
        assert b"heliotrope" not in raw
        assert b"91234.56" not in raw
