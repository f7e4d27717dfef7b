"""Where all pages of `people` are declared."""

from __future__ import annotations

from shared.web.pages import Pages

pages = Pages("people")
