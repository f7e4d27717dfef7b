from __future__ import annotations

import json
import os
import shutil
import subprocess
import tarfile
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from deploy.docs import asyncapi, stale

SPECS = "6.11.1"


def test_generated_documents_are_fresh() -> None:
    assert stale() == [], "run make docs"


def _asyncapi_schema() -> dict[str, Any]:
    """The official schema, from the npm package @asyncapi/specs, kept outside the tree."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "coproduce" / "asyncapi-specs"  # noqa: TID251
    kept = cache / "package" / "schemas" / "3.0.0.json"
    if not kept.exists():
        npm = shutil.which("npm")
        if npm is None:
            message = "npm is not here, so the official AsyncAPI schema cannot be had"
            if os.environ.get("REQUIRE_ENGINES") == "1":  # noqa: TID251
                pytest.fail(message)
            pytest.skip(message)
        cache.mkdir(parents=True, exist_ok=True)
        command = [npm, "pack", "--silent", "--pack-destination", str(cache), f"@asyncapi/specs@{SPECS}"]
        subprocess.run(command, check=True, capture_output=True, timeout=120)  # noqa: S603
        (archive,) = cache.glob("*.tgz")
        kept.parent.mkdir(parents=True, exist_ok=True)
        with tarfile.open(archive) as opened:
            member = opened.extractfile(str(kept.relative_to(cache)))
            assert member is not None
            kept.write_bytes(member.read())
    found: dict[str, Any] = json.loads(kept.read_text(encoding="utf-8"))
    return found


def test_the_asyncapi_document_is_valid_by_the_official_schema() -> None:
    problems = sorted(Draft7Validator(_asyncapi_schema()).iter_errors(asyncapi()), key=lambda e: e.json_path)
    assert [f"{e.json_path}: {e.message[:200]}" for e in problems] == []
