"""The seats a person can sit in, and the kinds of account."""

from __future__ import annotations

from collections.abc import Mapping
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


# What messages call them. Pages say these in their own language.
ROLES: Mapping[Role, str] = {
    Role.YOUNG_PERSON: "young person", Role.FACILITATOR: "facilitator", Role.COMMISSIONER: "commissioner",
    Role.EVALUATOR: "evaluator", Role.PROVIDER: "provider", Role.BOARD_MEMBER: "board member", Role.AUDITOR: "auditor",
}  # fmt: skip


class AccountKind(StrEnum):
    """How a person came in: staff and providers by e-mail, young people by an invite code."""

    STAFF = "staff"
    PROVIDER = "provider"
    YOUNG_PERSON = "young_person"
