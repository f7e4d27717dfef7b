"""Shapes of requests and responses."""

from services.specification.schemas.checking import (
    CheckTextRequest,
    HideTextRequest,
    ReportResponse,
    ReportTextRequest,
    WaitingTextResponse,
)
from services.specification.schemas.clauses import (
    AgreeClauseRequest,
    ClauseResponse,
    ClauseTextResponse,
    ClauseVersionResponse,
    DraftClauseRequest,
    EditClauseRequest,
    MoveClauseRequest,
)
from services.specification.schemas.criteria import (
    CriteriaResponse,
    CriterionField,
    CriterionResponse,
    SetCriteriaRequest,
)
from services.specification.schemas.plan import (
    CommissionResponse,
    PlanField,
    PlanResponse,
    SetTextCheckingRequest,
    SharesField,
    SharesResponse,
    StartCommissionRequest,
    TimetableField,
    TimetableResponse,
)
from services.specification.schemas.signing import (
    DocumentResponse,
    DocumentTextResponse,
    SignOffRequest,
    SignOffResponse,
)
from services.specification.schemas.writing import (
    ChangeField,
    ChangeResponse,
    ChangesQuery,
    ChangesResponse,
    LiveWordsResponse,
    PassageResponse,
    WriteTogetherRequest,
)

__all__ = [
    "AgreeClauseRequest",
    "ChangeField",
    "ChangeResponse",
    "ChangesQuery",
    "ChangesResponse",
    "CheckTextRequest",
    "ClauseResponse",
    "ClauseTextResponse",
    "ClauseVersionResponse",
    "CommissionResponse",
    "CriteriaResponse",
    "CriterionField",
    "CriterionResponse",
    "DocumentResponse",
    "DocumentTextResponse",
    "DraftClauseRequest",
    "EditClauseRequest",
    "HideTextRequest",
    "LiveWordsResponse",
    "MoveClauseRequest",
    "PassageResponse",
    "PlanField",
    "PlanResponse",
    "ReportResponse",
    "ReportTextRequest",
    "SetCriteriaRequest",
    "SetTextCheckingRequest",
    "SharesField",
    "SharesResponse",
    "SignOffRequest",
    "SignOffResponse",
    "StartCommissionRequest",
    "TimetableField",
    "TimetableResponse",
    "WaitingTextResponse",
    "WriteTogetherRequest",
]
