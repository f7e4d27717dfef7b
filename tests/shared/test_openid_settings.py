"""The settings of signing in with an account of the council: all of it, or nothing, and never in the clear."""

from __future__ import annotations

from pathlib import Path

import pytest

from shared.settings import Settings, SettingsAreIncomplete, read_settings

NEEDED = {"COPRODUCE_DATABASE_URL": "sqlite:///{service}", "COPRODUCE_SECRET": "x" * 32}
OPENID = {
    "COPRODUCE_OIDC_ISSUER": "https://login.example.org/tenant", "COPRODUCE_OIDC_CLIENT_ID": "we",
    "COPRODUCE_ADDRESS": "https://coproduce.example.org",
}  # fmt: skip


def read(**changes: str) -> Settings:
    return read_settings({**NEEDED, **OPENID, **{f"COPRODUCE_{name}": value for name, value in changes.items()}})


def test_without_an_issuer_there_is_none() -> None:
    found = read_settings({**NEEDED, "COPRODUCE_OIDC_CLIENT_ID": "we", "COPRODUCE_OIDC_SECRET": "s"})
    assert (found.oidc_issuer, found.oidc_client_id, found.oidc_secret) == ("", "", "")


def test_the_secret_can_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("from a file\n")
    found = read(OIDC_SECRET_FILE=str(tmp_path / "secret"), OIDC_NAME=" With your Brackenmouth account ")
    assert (found.oidc_secret, found.oidc_name) == ("from a file", "With your Brackenmouth account")


@pytest.mark.parametrize("issuer", ["http://localhost:9000", "http://127.0.0.1:9000/realms/a", "https://id.example"])
def test_an_issuer_is_reached_safely(issuer: str) -> None:
    assert read(OIDC_ISSUER=issuer).oidc_issuer == issuer


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OIDC_ISSUER", "http://login.example.org"), ("OIDC_ISSUER", "login.example.org"),
        ("OIDC_ISSUER", "http://localhost.evil.example"), ("OIDC_ISSUER", "https://id.example/?a=b"),
        ("OIDC_ISSUER", "https://id.example/#a"), ("OIDC_CLIENT_ID", " "), ("ADDRESS", ""),
    ],
)  # fmt: skip
def test_what_would_not_work_is_said_at_the_start(name: str, value: str) -> None:
    with pytest.raises(SettingsAreIncomplete, match=f"COPRODUCE_{name}"):
        read(**{name: value})
