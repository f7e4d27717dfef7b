"""The keys under which bids are kept: a new one, sealing anew, and whether everything opens."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from services.tendering.queries.keys import bids_under_old_keys, parts_by_key, parts_that_do_not_open
from services.tendering.use_cases.reseal_bid import reseal_bid
from shared.database import keys_of
from shared.runtime import Runtime
from shared.sealing import KeyFault, KeysAreMissing, add_key, new_ring

Say = Callable[[str], None]


def new_key(tendering: Runtime) -> str:
    """Put a new key on the ring and make it the current one; where there is no ring yet, make it. Return the key's id.

    Raises KeysAreMissing where bids are sealed and the ring is gone: a ring made anew opens none of them.
    """
    path: Path = tendering.keys.path
    if path.exists():
        return add_key(path, now=tendering.clock())
    with tendering.read_sessions() as session:
        if parts_by_key(session):
            tendering.keys.keys()
    return new_ring(path, now=tendering.clock())


def reseal(tendering: Runtime, say: Say) -> tuple[int, list[str]]:
    """Seal every part anew that is not under the current key; return how many that were, and what did not open.

    A bid is a transaction, so it can be interrupted and begun again, and nobody who writes waits long.
    """
    done, broken, last = 0, list[str](), ""
    while True:
        with tendering.read_sessions() as session:
            bids = bids_under_old_keys(session, after=last)
        if not bids:
            return done, broken
        for bid_id in bids:
            try:
                with tendering.sessions.begin() as session:
                    done += reseal_bid(session, bid_id=bid_id)
            except KeysAreMissing:
                raise
            except KeyFault as error:
                broken.append(f"bid {bid_id}: {error.message}")
        last = bids[-1]
        say(f"{done} parts sealed anew")


def check(tendering: Runtime, say: Say) -> list[str]:
    """Open every part of every bid, in memory alone; say what each key seals, and return what does not open."""
    with tendering.read_sessions() as session:
        keys, used = keys_of(session).keys(), parts_by_key(session)
    for key_id in sorted({*keys.by_id, *used}):
        where = "the current key" if key_id == keys.current else "on the ring"
        # Only whoever has looked at all deployments and backups can say that a key is needed nowhere any more.
        say(f"{key_id}: {where if key_id in keys.by_id else 'NOT ON THE RING'}, seals {used.get(key_id, 0)} parts")
    broken, last = list[str](), ""
    while True:
        with tendering.read_sessions() as session:
            found, last = parts_that_do_not_open(session, after=last)
        broken += found
        if not last:
            return broken
