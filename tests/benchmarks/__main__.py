"""`make bench`: measure, and print each figure beside its limit in the same run."""

from __future__ import annotations

import logging
import sys
import tempfile
from pathlib import Path

import structlog

from tests.benchmarks import bids, embedded, event_path, opening, pages, surveys, writing
from tests.benchmarks.figures import Figure
from tests.engines import engines


def show(figures: list[Figure]) -> None:
    for figure in figures:
        print(figure.line(), flush=True)  # noqa: T201  (printing is what this program is for)


def main() -> int:
    """Measure everything; the exit code is 0 also where an aim is missed, since machines differ."""
    logging.disable(logging.CRITICAL)
    # structlog, where nobody set it up, prints by itself.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    with tempfile.TemporaryDirectory(prefix="coproduce-bench-") as folder:
        show(embedded.measure(Path(folder)))
        show(pages.measure(Path(folder) / "pages"))
        together = writing.measure(Path(folder) / "writing")
        show(together)
        if not all(figure.reached for figure in together):
            print("\n".join(writing.explain(together)), flush=True)  # noqa: T201
        show(surveys.measure(Path(folder) / "surveys"))
        show(opening.measure(Path(folder) / "opening"))
        found = engines()
        if found is None:
            print("NOT MEASURED: bids and events; no PostgreSQL and Apache Kafka were found.")  # noqa: T201
            return 1
        print(f"On PostgreSQL and Apache Kafka ({found.source}):", flush=True)  # noqa: T201
        measured = bids.measure(found, Path(folder))
        show(measured)
        if not all(figure.reached for figure in measured):
            print("\n".join(bids.explain(found)), flush=True)  # noqa: T201
        measured = event_path.measure(found)
        show(measured)
        if not all(figure.reached for figure in measured):
            print("\n".join(event_path.explain(found)), flush=True)  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
