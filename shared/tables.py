"""The tables that every service's database has beside its own."""

from __future__ import annotations

from sqlalchemy import MetaData

from shared.access.tables import add_access_tables
from shared.idempotency import add_idempotency_table
from shared.messaging.tables import add_messaging_tables


def add_shared_tables(metadata: MetaData, *, access: bool = True) -> None:
    """Add delivery, remembered answers and, with `access`, the copies of seats, keys and ended sessions.

    `people` owns seats, keys and sessions, and so needs no copies.
    """
    add_messaging_tables(metadata)
    add_idempotency_table(metadata)
    if access:
        add_access_tables(metadata)
