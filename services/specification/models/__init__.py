"""Tables of `specification`."""

from services.specification.models.cards import HardWord, Suggestion
from services.specification.models.checking import FreeSeat, TextReport, WaitingText
from services.specification.models.clauses import Clause, ClauseChange, ClauseVersion
from services.specification.models.commissions import (
    Commission,
    KnownBoard,
    KnownBoardSeat,
    KnownTender,
    SignedText,
    SignOff,
)
from services.specification.models.contributions import Contribution
from services.specification.models.criteria import DraftCriterion
from services.specification.models.deciding import Decision, DecisionVote
from services.specification.models.ideas import ClauseIdea, Idea, IdeaSupport, Theme
from services.specification.models.library import BroughtIn, SentLibraryFile
from services.specification.models.metadata import Base
from services.specification.models.photos import WorkshopPhoto
from services.specification.models.presence import SeatHere
from services.specification.models.surveys import Survey, SurveyAnswer, SurveyFile, SurveyProof, SurveySlip
from services.specification.models.workshops import RecordedWorkshop, SlipGuess, WorkshopSlip

__all__ = [
    "Base",
    "BroughtIn",
    "Clause",
    "ClauseChange",
    "ClauseIdea",
    "ClauseVersion",
    "Commission",
    "Contribution",
    "Decision",
    "DecisionVote",
    "DraftCriterion",
    "FreeSeat",
    "HardWord",
    "Idea",
    "IdeaSupport",
    "KnownBoard",
    "KnownBoardSeat",
    "KnownTender",
    "RecordedWorkshop",
    "SeatHere",
    "SentLibraryFile",
    "SignOff",
    "SignedText",
    "SlipGuess",
    "Suggestion",
    "Survey",
    "SurveyAnswer",
    "SurveyFile",
    "SurveyProof",
    "SurveySlip",
    "TextReport",
    "Theme",
    "WaitingText",
    "WorkshopPhoto",
    "WorkshopSlip",
]
