"""The peer of the bids' benchmark: Flask, one INSERT, one commit, and nothing else."""

from __future__ import annotations

import os
from uuid import uuid4

from flask import Flask, request
from sqlalchemy import text

from shared.database import make_engine


def app() -> Flask:
    """Return an application that keeps whatever is posted to /bids."""
    engine = make_engine(os.environ["COPRODUCE_DATABASE_URL"])  # noqa: TID251  (the edge of the benchmark)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE IF NOT EXISTS bare_bids (bid_id text PRIMARY KEY, body text NOT NULL)"))
    bare = Flask(__name__)
    statement = text("INSERT INTO bare_bids (bid_id, body) VALUES (:bid_id, :body)")

    @bare.post("/bids")
    def post_bid() -> tuple[dict[str, str], int]:
        bid_id = str(uuid4())
        request.get_json()
        with engine.begin() as connection:
            connection.execute(statement, {"bid_id": bid_id, "body": request.get_data(as_text=True)})
        return {"bid_id": bid_id}, 201

    return bare
