"""The one family of errors that people's acts can meet.

A rule raises one of these; the web turns it into a problem document, a page into words, and the
consumer into an event set aside. Nothing here knows HTTP or Kafka.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, ClassVar


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def filled(message: str, words: Mapping[str, object], say: Callable[[str], str] = str) -> str:
    """Put the words into the places of a message. say: what says the names of a list in another language."""
    if not words:
        return message
    told = {
        name: ", ".join(say(str(each)) for each in value) if isinstance(value, tuple) else value
        for name, value in words.items()
    }
    return message.format(**told)


class DomainError(Exception):
    """Something the process does not allow. The message is for a person: what is wrong and what to do.

    `code` names the case for programs: the class name in snake_case. `words` fill the places of the message, such
    as {least}; kept apart, they let a page say the message in another language. A tuple is a list of names that a page
    says in its language, too, such as those of roles. Other keyword arguments become members of the problem document,
    so they must hold nothing that the caller may not see.
    """

    code: ClassVar[str] = "domain_error"

    def __init_subclass__(cls) -> None:
        """Give each subclass its code, unless it names one itself."""
        super().__init_subclass__()
        if "code" not in cls.__dict__:
            cls.code = _snake(cls.__name__)

    def __init__(self, message: str, *, words: Mapping[str, object] | None = None, **extra: Any) -> None:
        """Keep the words for the person and the extra members for the program."""
        self.template, self.words = message, dict(words or {})
        self.message = filled(message, self.words)
        super().__init__(self.message)
        self.extra = extra


class Fault(DomainError):
    """A fault of the deployment, not of whoever asks: nothing was changed, and it goes on once that is mended."""


class NotFound(DomainError):
    """There is no such thing, or none that the caller may know of."""


class NotAllowed(DomainError):
    """The caller may not do this."""


class Conflict(DomainError):
    """The thing is not in a state that allows this, or has changed meanwhile."""


class Invalid(DomainError):
    """The content breaks a rule of the process, though its shape is right."""


class TooMany(DomainError):
    """Too many tries in too short a time. `retry_after_seconds` says when to try again."""
