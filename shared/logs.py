"""Logs as JSON lines that hold ids and kinds only: whatever is not on the list is dropped."""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import structlog

from shared.tracing import current_trace_id

ALLOWED = frozenset(
    {
        "event", "level", "timestamp", "logger", "service", "trace_id", "route", "method", "status", "milliseconds",
        "commission_id", "event_id", "event_type", "holder_id", "link_id", "error", "where", "count", "lag",
    }
)  # fmt: skip
_FOREIGN = frozenset({"_record", "_from_structlog"})


def _only_ids(_logger: Any, _method: str, content: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for name in [name for name in content if name not in ALLOWED and name not in _FOREIGN]:
        del content[name]
    return content


def _trace(_logger: Any, _method: str, content: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    trace_id = current_trace_id()
    if trace_id:
        content["trace_id"] = trace_id
    return content


def _errors_by_kind(_logger: Any, _method: str, content: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace a traceback by the kind of error and the place in our code: its text may hold content."""
    found = content.pop("exc_info", None)
    if found is True:
        found = sys.exc_info()
    error = found[1] if isinstance(found, tuple) else found
    if isinstance(error, BaseException):
        content["error"] = type(error).__name__
        step = error.__traceback__
        while step is not None and step.tb_next is not None:
            step = step.tb_next
        if step is not None:
            content["where"] = f"{Path(step.tb_frame.f_code.co_filename).name}:{step.tb_lineno}"
    return content


def set_up_logs(service: str, file: Path | None = None) -> None:
    """Send all logs as JSON lines to the error stream, or to a file."""

    def named(_logger: Any, _method: str, content: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        content.setdefault("service", service)
        return content

    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        named, _trace, _errors_by_kind, _only_ids,
    ]  # fmt: skip
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    handler: logging.Handler = logging.FileHandler(file, encoding="utf-8") if file else logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    # Their lines would name addresses, queries and brokers; ours say what matters.
    for chatty in ("werkzeug", "kafka", "alembic", "waitress.queue", "httpx", "httpcore"):
        logging.getLogger(chatty).setLevel(logging.CRITICAL)
