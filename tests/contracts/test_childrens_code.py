"""The paper about the Children's Code names pages and tests that are there, and all fifteen standards."""

from __future__ import annotations

import re

import pytest

from tests.system import ROOT
from tests.town import Town

PAPER = (ROOT / "docs" / "childrens-code.md").read_text(encoding="utf-8")
# Age appropriate design: a code of practice for online services, Information Commissioner's Office, 2 September 2020.
STANDARDS = [
    "Best interests of the child", "Data protection impact assessment", "Age appropriate application", "Transparency",
    "Detrimental use of data", "Policies and community standards", "Default settings", "Data minimisation",
    "Data sharing", "Geolocation", "Parental controls", "Profiling", "Nudge techniques",
    "Connected toys and devices", "Online tools",
]  # fmt: skip
SECTIONS = re.split(r"^## ", PAPER, flags=re.MULTILINE)[1:]


def test_all_fifteen_standards_are_there_in_their_order() -> None:
    titles = [section.splitlines()[0] for section in SECTIONS]
    assert titles == [f"{number}. {name}" for number, name in enumerate(STANDARDS, start=1)]


@pytest.mark.parametrize("section", SECTIONS, ids=[section.splitlines()[0] for section in SECTIONS])
def test_every_standard_names_a_page_and_a_test(section: str) -> None:
    assert re.search(r"^- Pages: `/", section, re.MULTILINE)
    assert re.search(r"^- Tests: `tests/", section, re.MULTILINE)


def test_every_test_it_names_is_there() -> None:
    named = set(re.findall(r"`(tests/[\w/]+\.py)`", PAPER))
    assert len(named) > 10
    assert {name for name in named if not (ROOT / name).is_file()} == set()


def test_every_page_it_names_is_there(tmp_path_factory: pytest.TempPathFactory) -> None:
    town = Town(tmp_path_factory.mktemp("town"))
    pages = {rule.rule for app in town.apps().values() for rule in app.url_map.iter_rules()}
    town.close()
    named = set(re.findall(r"`(/[\w/<>:-]+)`", PAPER))
    assert len(named) > 5
    assert named - pages == set()


def test_no_script_asks_where_somebody_is_or_for_a_device() -> None:
    scripts = [path.read_text(encoding="utf-8") for path in (ROOT / "shared" / "web" / "static").glob("*.js")]
    assert scripts
    for asked in ("geolocation", "getUserMedia", "bluetooth", "navigator.usb", "DeviceMotion", "sendBeacon"):
        assert not any(asked.lower() in script.lower() for script in scripts), asked
