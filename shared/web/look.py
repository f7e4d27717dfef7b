"""How a person wants pages to look: language, light or dark, size of text. Kept in a cookie of its own; no secret."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from flask import Flask, Response, has_request_context, request
from flask_babel import Babel

_COOKIE = "look"
_A_YEAR = 365 * 24 * 3600
TRANSLATIONS = Path(__file__).parents[1] / "translations"

LANGUAGES = {"en": "English", "pl": "Polski", "ur": "اردو"}
THEMES = ("auto", "light", "dark")
SIZES = ("normal", "large", "largest")
_FROM_RIGHT_TO_LEFT = frozenset({"ur"})


@dataclass(frozen=True)
class Look:
    """language: one of LANGUAGES, or empty for what the browser asks for. theme, size: of THEMES and SIZES."""

    language: str = ""
    theme: str = "auto"
    size: str = "normal"


def chosen_look() -> Look:
    """Return what this browser's person chose; whatever makes no sense counts as not chosen."""
    language, theme, size, *_ = [*request.cookies.get(_COOKIE, "").split("."), "", "", ""]
    return Look(
        language if language in LANGUAGES else "",
        theme if theme in THEMES else "auto",
        size if size in SIZES else "normal",
    )


def keep_look(answer: Response, look: Look, *, secure: bool) -> None:
    """Keep the choice for a year."""
    value = f"{look.language}.{look.theme}.{look.size}"
    answer.set_cookie(_COOKIE, value, max_age=_A_YEAR, secure=secure, httponly=True, samesite="Lax", path="/")


def language() -> str:
    """Return the language of this page: the chosen one, else the best that the browser asks for, else English."""
    if not has_request_context():
        return "en"
    return chosen_look().language or request.accept_languages.best_match(LANGUAGES, "en")


def direction() -> str:
    """Return rtl where this page's language is written from right to left, else ltr."""
    return "rtl" if language() in _FROM_RIGHT_TO_LEFT else "ltr"


def set_up_languages(app: Flask) -> None:
    """Let an application speak all languages, with the clocks of the UK."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TRANSLATIONS)
    Babel(app, default_locale="en", default_timezone="Europe/London", locale_selector=language)
