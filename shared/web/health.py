"""Health that tells the truth: whether the process is alive, and whether it can do its work."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from shared import migrations
from shared.clocks import MOST_SECONDS
from shared.messaging.aside import count_blocked_keys
from shared.messaging.relay import oldest_unsent
from shared.messaging.tables import TABLES
from shared.metrics import Metrics
from shared.runtime import Runtime

UNSENT_TOO_LONG = timedelta(seconds=60)
# Anybody may ask for health and figures. A single bid that is on its way must not show in them.
AGE_TOLD_FROM = timedelta(seconds=10)
LAG_TOLD_FROM = 100
WORKER_SILENT_TOO_LONG = timedelta(seconds=30)
Check = Callable[[Runtime], str]


@dataclass(frozen=True)
class Health:
    """What readiness found. `ready` is false where requests would fail; `degraded` where effects wait."""

    ready: bool
    degraded: bool
    checks: dict[str, Any]

    def as_document(self) -> dict[str, Any]:
        """Return it as the answer's content."""
        status = "not ready" if not self.ready else "degraded" if self.degraded else "ready"
        return {"status": status, "checks": self.checks}


def check(
    runtime: Runtime, scripts: Path | None, metrics: Metrics | None = None, own: Mapping[str, Check] | None = None
) -> Health:
    """Look at the database, the migrations, the outbox, the consumer and what is set aside.

    own: what the service itself needs, by name; each says what is wrong, or nothing. Anybody may read the words.
    """
    try:
        at = migrations.current(runtime.engine)
        with runtime.read_sessions() as session:
            checks = _delivery(session, runtime.clock(), distributed=bool(runtime.settings.kafka))
        off = runtime.clocks.off()
        wrong = {name: look(runtime) for name, look in (own or {}).items()}
    except SQLAlchemyError as error:
        kind = type(error).__name__
        return Health(ready=False, degraded=True, checks={"database": f"out of reach ({kind})"})
    newest = migrations.newest(scripts) if scripts else at
    checks["database"] = "reachable"
    checks["migrations"] = "current" if at == newest else f"at {at}, the program knows {newest}"
    checks["clock"] = "right" if abs(off) <= MOST_SECONDS else f"off by {off:.0f} s"
    checks |= {name: words or "there" for name, words in wrong.items()}
    if metrics is not None:
        metrics.oldest_unsent.set(checks["oldest_unsent_seconds"])
        metrics.lag.set(checks["consumer_lag"] or 0)
        metrics.set_aside.set(checks["keys_set_aside"])
    late = checks["oldest_unsent_seconds"] > UNSENT_TOO_LONG.total_seconds()
    degraded = late or checks["keys_set_aside"] > 0 or checks["consumer"] == "silent"
    is_right = at == newest and checks["clock"] == "right" and not any(wrong.values())
    return Health(ready=is_right, degraded=degraded, checks=checks)


def _delivery(session: Session, now: datetime, *, distributed: bool) -> dict[str, Any]:
    oldest = oldest_unsent(session.connection())
    state = TABLES.consumer_state
    lag, seen = session.execute(select(func.sum(state.c.lag), func.max(state.c.seen_at))).one()
    age = max(timedelta(0), now - oldest) if oldest else timedelta(0)
    heard = not distributed or (seen is not None and now - seen < WORKER_SILENT_TOO_LONG)
    return {
        "oldest_unsent_seconds": round(age.total_seconds(), 1) if age >= AGE_TOLD_FROM else 0.0,
        "consumer": "at work" if heard else "silent",
        "consumer_lag": None if lag is None else int(lag) if lag >= LAG_TOLD_FROM else 0,
        "keys_set_aside": count_blocked_keys(session),
    }
