"""Settings, read once from the environment. Each has a name that starts with COPRODUCE_."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

_DATABASES = ("sqlite", "postgresql+psycopg")
_ADDRESS = re.compile(r"https?://[a-z0-9.-]+(:\d{1,5})?", re.IGNORECASE)
_HOST_AND_PORT = re.compile(r"[A-Za-z0-9.-]+:\d{1,5}")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_FONT = re.compile(r"[\w ,\"'-]{1,200}")
# Everything that is said to a provider travels over https, or stays on this machine.
_PROVIDER = re.compile(r"https://[^\s#]+|http://(localhost|127\.0\.0\.1)(:\d{1,5})?(/[^\s#]*)?")


class SettingsAreIncomplete(Exception):
    """A setting is missing or makes no sense. The message names it and says what to do."""


@dataclass(frozen=True)
class Settings:
    """What differs between deployments.

    database_url: holds `{service}` where the service's name goes.
    kafka: broker addresses, host:port; empty means that events are delivered inside this process.
    bid_keys: the file of the keys under which bids are kept; only `tendering` needs it.
    scanner: where ClamAV's daemon listens: the path of its socket, or host:port. Empty: files cannot be checked for
    viruses, and are held back from everybody.
    secret: at least 32 characters; keys the hashes of codes and bodies, and locks the signing key.
    setup_code: with it, staff accounts can be made before anybody could invite them.
    smtp: smtp://host:port; empty means that e-mail waits in its table.
    address: where people reach the system, such as https://coproduce.example.org, without a slash at the end. With
    https, cookies travel over https alone. Requests for another host are refused. Empty: only this machine is answered.
    Passkeys belong to its host name.
    behind_proxy: one trusted proxy stands in front and says where requests come from (X-Forwarded-For and -Proto).
    council, brand_colour, font: whose pages these are; a colour as #rrggbb on which white text can be read.
    keep_years: how long people are kept after all they took part in has ended.
    worry_reminder_hours: how long a worry waits before its safeguarding leads are reminded.
    web_threads: threads that answer, in each web process. Every open page on which several write holds one; so there
    are many, which cost little while they wait. It has no COPRODUCE_ before it, as it is gunicorn's (WEB_THREADS).
    oidc_issuer: the OpenID Connect provider with whose accounts staff may sign in, as it calls itself; empty: none.
    oidc_client_id, oidc_secret: as whom it knows us. No secret: a public client, which PKCE protects.
    oidc_name: what its button says; empty: "Sign in with your council account", in the language of the page.
    """

    database_url: str
    secret: str
    setup_code: str
    kafka: tuple[str, ...] = ()
    topic: str = "commissioning"
    partitions: int = 6
    replication: int = 1
    smtp: str = ""
    worker_port: int = 0
    bid_keys: str = ""
    scanner: str = ""
    web_threads: int = 240
    address: str = ""
    behind_proxy: bool = False
    council: str = "Coproduce"
    brand_colour: str = "#1d3557"
    font: str = 'system-ui, "Segoe UI", Roboto, "Noto Sans", Arial, sans-serif'
    worry_reminder_hours: int = 4
    keep_years: int = 6
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_secret: str = ""
    oidc_name: str = ""

    def database_for(self, service: str) -> str:
        """Return the address of this service's own database."""
        return self.database_url.replace("{service}", service)


def _secret_from(environment: Mapping[str, str], name: str) -> str:
    path = environment.get(f"{name}_FILE", "")
    if path:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            message = f"{name}_FILE names {path}, which cannot be read: {error.strerror}."
            raise SettingsAreIncomplete(message) from error
    return environment.get(name, "").strip()


def _number(environment: Mapping[str, str], name: str, default: int) -> int:
    text = environment.get(name, "").strip() or str(default)
    if not text.isdecimal():
        message = f"{name} is {text!r}; it has to be a whole number."
        raise SettingsAreIncomplete(message)
    return int(text)


def _yes_or_no(environment: Mapping[str, str], name: str) -> bool:
    text = environment.get(name, "").strip() or "0"
    if text not in ("0", "1"):
        message = f"{name} is {text!r}; it has to be 0 or 1."
        raise SettingsAreIncomplete(message)
    return text == "1"


def _check_address(url: str) -> None:
    try:
        known = make_url(url.replace("{service}", "SERVICE")).drivername in _DATABASES
    except ArgumentError:
        known = False
    if not known:  # the address is not repeated: it can hold a password
        message = (
            "COPRODUCE_DATABASE_URL is not the address of a database that Coproduce can use. "
            "Example: postgresql+psycopg://{service}@localhost/{service}"
        )
        raise SettingsAreIncomplete(message)


def checked_address(given: str) -> str:
    """Return the address of the system without a slash at its end. Raises SettingsAreIncomplete."""
    text = given.strip().rstrip("/")
    if text and not _ADDRESS.fullmatch(text):
        message = f"COPRODUCE_ADDRESS is {text!r}; it has to look like https://coproduce.example.org."
        raise SettingsAreIncomplete(message)
    return text


def checked_scanner(given: str) -> str:
    """Return where the virus check listens. Raises SettingsAreIncomplete."""
    text = given.strip()
    if text and not text.startswith("/") and not _HOST_AND_PORT.fullmatch(text):
        message = (
            f"COPRODUCE_SCANNER is {text!r}; it has to be the path of a socket, or host:port, such as clamav:3310."
        )
        raise SettingsAreIncomplete(message)
    return text


def _brand_colour(environment: Mapping[str, str]) -> str:
    colour = environment.get("COPRODUCE_BRAND_COLOUR", "").strip() or Settings.brand_colour
    if not _COLOUR.fullmatch(colour):
        message = f"COPRODUCE_BRAND_COLOUR is {colour!r}; it has to look like #1d3557."
        raise SettingsAreIncomplete(message)
    least = 4.5  # WCAG 2.2, 1.4.3
    if contrast_with_white(colour) < least:
        message = f"COPRODUCE_BRAND_COLOUR is {colour}: white text on it cannot be read well. Choose a darker one."
        raise SettingsAreIncomplete(message)
    return colour


def contrast_with_white(colour: str) -> float:
    """Return how strongly a colour (#rrggbb) stands out from white: 1 to 21. Source: WCAG 2.2, contrast ratio."""
    linear = []
    for at in (1, 3, 5):
        part = int(colour[at : at + 2], 16) / 255
        linear.append(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)  # noqa: PLR2004  (sRGB)
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)


def _font(environment: Mapping[str, str]) -> str:
    font = environment.get("COPRODUCE_FONT", "").strip() or Settings.font
    if not _FONT.fullmatch(font):
        message = "COPRODUCE_FONT is a list of font names, such as: Verdana, sans-serif"
        raise SettingsAreIncomplete(message)
    return font


def speaks_safely(url: str) -> bool:
    """Say whether an address of a provider is https, or on this machine."""
    return _PROVIDER.fullmatch(url) is not None


def _openid(environment: Mapping[str, str]) -> dict[str, str]:
    issuer = environment.get("COPRODUCE_OIDC_ISSUER", "").strip()
    client_id = environment.get("COPRODUCE_OIDC_CLIENT_ID", "").strip()
    if not issuer:
        return {}
    if not speaks_safely(issuer) or "?" in issuer:
        message = f"COPRODUCE_OIDC_ISSUER is {issuer!r}; it has to start with https://, or with http://localhost."
        raise SettingsAreIncomplete(message)
    if not client_id:
        message = "COPRODUCE_OIDC_CLIENT_ID is not set: the name under which the provider knows this system."
        raise SettingsAreIncomplete(message)
    if not environment.get("COPRODUCE_ADDRESS", "").strip():
        message = "COPRODUCE_ADDRESS is not set: the provider sends people back there, and to no other address."
        raise SettingsAreIncomplete(message)
    return {
        "oidc_issuer": issuer, "oidc_client_id": client_id,
        "oidc_secret": _secret_from(environment, "COPRODUCE_OIDC_SECRET"),
        "oidc_name": environment.get("COPRODUCE_OIDC_NAME", "").strip(),
    }  # fmt: skip


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Read the settings. Raises SettingsAreIncomplete, which names what is missing and how to give it."""
    url = environment.get("COPRODUCE_DATABASE_URL", "")
    if not url:
        message = "COPRODUCE_DATABASE_URL is not set. Example: postgresql+psycopg://{service}@localhost/{service}"
        raise SettingsAreIncomplete(message)
    _check_address(url)
    password = _secret_from(environment, "COPRODUCE_DATABASE_PASSWORD")
    if password:
        # {service} may stand in the user and in the database name, and must survive.
        probe = make_url(url.replace("{service}", "SERVICE")).set(password=password)
        url = probe.render_as_string(hide_password=False).replace("SERVICE", "{service}")
    secret = _secret_from(environment, "COPRODUCE_SECRET")
    least = 32
    if len(secret) < least:
        message = f"COPRODUCE_SECRET (or the file that COPRODUCE_SECRET_FILE names) needs at least {least} characters."
        raise SettingsAreIncomplete(message)
    return Settings(
        database_url=url,
        secret=secret,
        setup_code=_secret_from(environment, "COPRODUCE_SETUP_CODE"),
        kafka=tuple(a.strip() for a in environment.get("COPRODUCE_KAFKA", "").split(",") if a.strip()),
        topic=environment.get("COPRODUCE_TOPIC", "") or "commissioning",
        partitions=_number(environment, "COPRODUCE_PARTITIONS", 6),
        replication=_number(environment, "COPRODUCE_REPLICATION", 1),
        smtp=environment.get("COPRODUCE_SMTP", "").strip(),
        worker_port=_number(environment, "COPRODUCE_WORKER_PORT", 0),
        bid_keys=environment.get("COPRODUCE_BID_KEYS_FILE", "").strip(),
        scanner=checked_scanner(environment.get("COPRODUCE_SCANNER", "")),
        web_threads=max(1, _number(environment, "WEB_THREADS", Settings.web_threads)),
        address=checked_address(environment.get("COPRODUCE_ADDRESS", "")),
        behind_proxy=_yes_or_no(environment, "COPRODUCE_BEHIND_PROXY"),
        council=environment.get("COPRODUCE_COUNCIL", "").strip() or Settings.council,
        brand_colour=_brand_colour(environment),
        font=_font(environment),
        keep_years=_number(environment, "COPRODUCE_KEEP_YEARS", 6),
        worry_reminder_hours=max(1, _number(environment, "COPRODUCE_WORRY_REMINDER_HOURS", 4)),
        **_openid(environment),
    )


def settings_from_environment() -> Settings:
    """Read the settings of this process. Raises SettingsAreIncomplete."""
    return read_settings(os.environ)  # noqa: TID251  (this is the edge at which the environment enters)
