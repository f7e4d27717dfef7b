"""The seats a person can sit in, and the kinds of account."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a seat in a commission lets its holder do."""

    YOUNG_PERSON = "young_person"
    FACILITATOR = "facilitator"
    COMMISSIONER = "commissioner"
    EVALUATOR = "evaluator"
    PROVIDER = "provider"
    BOARD_MEMBER = "board_member"
    AUDITOR = "auditor"


class AccountKind(StrEnum):
    """How a person came in: staff and providers by e-mail, young people by an invite code."""

    STAFF = "staff"
    PROVIDER = "provider"
    YOUNG_PERSON = "young_person"
