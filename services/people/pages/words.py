"""The words in which pages name roles, kinds and powers."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from services.people.rules.boards import BoardKind, Power
from services.people.rules.groups import GroupKind
from shared.roles import Role

ROLES = {
    Role.YOUNG_PERSON: _l("Young person"), Role.FACILITATOR: _l("Facilitator"),
    Role.COMMISSIONER: _l("Council officer (commissioner)"), Role.EVALUATOR: _l("Evaluator"),
    Role.PROVIDER: _l("Provider"), Role.BOARD_MEMBER: _l("Board member"), Role.AUDITOR: _l("Auditor"),
}  # fmt: skip
GROUP_KINDS = {
    GroupKind.YOUTH_COUNCIL: _l("Youth council"), GroupKind.CHILDREN_IN_CARE: _l("Children in care"),
    GroupKind.CARE_LEAVERS: _l("Care leavers"), GroupKind.SCHOOL: _l("School or college"),
    GroupKind.SERVICE_USERS: _l("People who use the service"), GroupKind.OTHER: _l("Another group"),
}  # fmt: skip
BOARD_KINDS = {
    BoardKind.SHADOW_BOARD: _l("Shadow board"), BoardKind.JUNIOR_SAFEGUARDING: _l("Junior safeguarding board"),
    BoardKind.YOUTH_PARTNERSHIP: _l("Youth partnership board"), BoardKind.OTHER: _l("Another board"),
}  # fmt: skip
POWERS = {
    Power.READS: _l("Reads everything that the commission shares"), Power.ADVISES: _l("Gives advice that is answered"),
    Power.ASSENTS_TO_SPECIFICATION: _l("Says yes or no to the specification"),
    Power.ASSENTS_TO_CHOICE: _l("Says yes or no to the choice of provider"),
}  # fmt: skip
