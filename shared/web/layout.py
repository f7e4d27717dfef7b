"""What every page has around it: templates, styles, language, and the links at the top and the bottom."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import Flask, Response
from flask_babel import format_date, format_datetime
from govuk_frontend_wtf.main import WTFormsHelpers
from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, PrefixLoader
from whitenoise import WhiteNoise

from shared.settings import Settings
from shared.web.browser_session import kept_kind, set_up_browser_session
from shared.web.glossary import explained, hard
from shared.web.look import LANGUAGES, chosen_look, direction, language, set_up_languages
from shared.web.problem_pages import csrf_token

HERE = Path(__file__).parent
BUILT = HERE / "built"
LONDON = ZoneInfo("Europe/London")
_A_YEAR = 365 * 24 * 3600
_CSS = "text/css; charset=utf-8"


class AssetsAreMissing(Exception):
    """The styles and scripts of the pages have not been made yet."""


@cache
def asset(name: str) -> str:
    """Return the address of a style or script. It changes with the content, so browsers may keep it for good.

    Raises AssetsAreMissing.
    """
    try:
        content = (BUILT / name).read_bytes()
    except OSError as error:
        message = f"{name} has not been made: run `make install`"
        raise AssetsAreMissing(message) from error
    return f"/static/{name}?v={hashlib.sha256(content).hexdigest()[:12]}"


def set_up_pages(app: Flask, settings: Settings) -> None:
    """Give an application what pages need."""
    app.extensions["coproduce_pages"] = set()
    set_up_browser_session(app, settings)
    set_up_languages(app)
    WTFormsHelpers(app)
    packages = ("govuk_frontend_jinja", "govuk_frontend_wtf")
    own = [app.jinja_loader] if app.jinja_loader else []
    third_party = PrefixLoader({name: PackageLoader(name) for name in packages})
    app.jinja_loader = ChoiceLoader([*own, FileSystemLoader(HERE / "templates"), third_party])
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(day=day, day_and_time=day_and_time, explained=explained)
    app.jinja_env.globals.update(
        asset=asset, hard=hard, look=chosen_look, language=language, direction=direction, languages=LANGUAGES,
        signed_in_as=kept_kind, csrf_token=csrf_token, council=settings.council, brand=brand_address(settings),
        brand_colour=settings.brand_colour, council_sign_in=bool(settings.oidc_issuer),
        council_sign_in_name=settings.oidc_name,
    )  # fmt: skip


def day(moment: datetime | date) -> str:
    """Write a day, or that of a moment as clocks in the UK have it, in the language of the page."""
    on = moment.astimezone(LONDON).date() if isinstance(moment, datetime) else moment
    return str(format_date(on, "d MMMM yyyy"))


def day_and_time(moment: datetime) -> str:
    """Write a moment, as clocks in the UK have it, in the language of the page."""
    return _written(moment, language())


@lru_cache(maxsize=8192)
def _written(moment: datetime, _language: str) -> str:
    """Write a moment; kept, since a page of hundreds of steps has no more costly part."""
    return str(format_datetime(moment, "d MMMM yyyy, HH:mm"))


def brand_style(settings: Settings) -> str:
    """Return the style that makes these pages the council's own."""
    return f":root{{--council-font:{settings.font};--govuk-brand-colour:{settings.brand_colour}}}"


def brand_address(settings: Settings) -> str:
    """Return the address of that style."""
    return f"/brand.css?v={hashlib.sha256(brand_style(settings).encode()).hexdigest()[:12]}"


def add_static(app: Flask, settings: Settings) -> Response:
    """Let the root application serve styles and scripts, compressed and for good, and return the council's style."""
    served = WhiteNoise(
        app.wsgi_app,
        root=str(BUILT),
        prefix="static/",
        max_age=_A_YEAR,
        allow_all_origins=False,
        add_headers_function=_harden,
    )
    app.wsgi_app = served  # type: ignore[method-assign]
    answer = Response(brand_style(settings), content_type=_CSS)
    answer.headers["Cache-Control"] = f"public, max-age={_A_YEAR}, immutable"
    return answer


def _harden(headers: dict[str, str], _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
