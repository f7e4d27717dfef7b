"""Asks a health address and says what it answers, for the health checks of containers: `python3 -m deploy.probe URL`.

Every container runs it every few seconds, so it imports nothing but what it needs: the `coproduce` command, with its
libraries, would take ten times the processor's time.
"""

import sys
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit


def probe(url: str) -> int:
    """Ask, and return the exit code: 0 where the answer is 200. A web process that is up and not ready says why."""
    address = urlsplit(url)
    try:
        connection = HTTPConnection(address.netloc, timeout=8)
        connection.request("GET", address.path)
        answer = connection.getresponse()
        sys.stdout.write(answer.read().decode(errors="replace"))
    except (OSError, HTTPException) as error:
        sys.stdout.write(f"{url} does not answer ({type(error).__name__}).\n")
        return 1
    return 0 if answer.status == HTTPStatus.OK else 1


if __name__ == "__main__":
    sys.exit(probe(sys.argv[1]))
