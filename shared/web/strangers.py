"""Requests that are turned away before anything looks at them: meant for another host, or sent by another site's page.

Our address is `COPRODUCE_ADDRESS`; without it the system is for this machine alone. Whoever lets a name of their own
lead to our door (DNS rebinding), or writes another host into a request, gets nothing that a cache or a link could
carry on.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Request
from werkzeug.sansio.utils import host_is_trusted

from shared.settings import Settings

_THIS_MACHINE = ("localhost", "127.0.0.1")
_CHANGES_NOTHING = frozenset({"GET", "HEAD", "OPTIONS"})


def is_meant_for_us(request: Request, settings: Settings) -> bool:
    """Say whether the request names a host of ours. The port is not looked at: a proxy may have another."""
    named = urlsplit(settings.address).hostname
    return host_is_trusted(request.host.lower(), [*_THIS_MACHINE, *([named] if named else [])])


def comes_from_elsewhere(request: Request, settings: Settings) -> bool:
    """Say whether another site's page sent this form. Browsers say where a form comes from; other programs say nothing.

    The CSRF token guards acts without this. This guards what is kept of a form that came to nothing: words of somebody
    else's, that would be one click from being sent, and the cookie, which such a request has not got and must not
    lose. Source: F. Valsorda, "Cross-Site Request Forgery" (2025), as in Go's net/http.CrossOriginProtection.
    """
    if request.method in _CHANGES_NOTHING:
        return False
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = request.headers.get("Origin")
    # A browser that will not say from where writes null.
    return origin is not None and urlsplit(origin).netloc not in {request.host, urlsplit(settings.address).netloc} - {
        ""
    }
