"""Where all pages at the root are declared."""

from __future__ import annotations

from shared.web.pages import Pages

pages = Pages("decision_trail", prefix="")
