"""Checks of the house that no other tool does: migrations match models, and no third-party file is committed."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from deploy.services import NAMES, service
from shared import migrations
from shared.database import make_engine

ROOT = Path(__file__).parent.parent
THIRD_PARTY = ("node_modules/", "vendor/", "third_party/", "site-packages/", ".min.js", ".min.css", ".jar", ".whl")


def migrations_that_lag() -> list[str]:
    """Say, for each service whose migrations do not make what its models say, what differs."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for name in NAMES:
            part = service(name)
            engine = make_engine(f"sqlite:///{folder}/{name}.sqlite")
            migrations.upgrade(engine, part.migrations)
            found += [f"{name}: {change}" for change in migrations.differences(engine, part.metadata)]
            engine.dispose()
    return found


def third_party_files() -> list[str]:
    """Name committed files that belong to somebody else."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S607
    return [name for name in listed.stdout.splitlines() if any(sign in name for sign in THIRD_PARTY)]


def main() -> int:
    """Print what is wrong and return the exit status."""
    wrong = [f"migration missing: {line}" for line in migrations_that_lag()]
    wrong += [f"third-party file: {name}" for name in third_party_files()]
    for line in wrong:
        sys.stderr.write(line + "\n")
    if not wrong:
        sys.stdout.write("Migrations match the models; no third-party file is committed.\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
