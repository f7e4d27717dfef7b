"""Routes of a clause's card: comments, why it matters, hard words, and suggestions."""

from __future__ import annotations

from typing import Any

from services.specification.queries.cards import hard_words_in, suggestions_of
from services.specification.queries.clauses import clause_of
from services.specification.queries.live import readable_clause
from services.specification.routes.group import COMMISSION, INSIDE, WRITERS, routes
from services.specification.schemas.cards import (
    AddCommentRequest,
    DecideSuggestionRequest,
    ExplainWordRequest,
    HardWordResponse,
    SayWhyRequest,
    SuggestChangeRequest,
    SuggestionResponse,
)
from services.specification.schemas.contributions import ContributionResponse
from services.specification.use_cases.add_comment import add_comment
from services.specification.use_cases.decide_suggestion import decide_suggestion
from services.specification.use_cases.explain_word import explain_word
from services.specification.use_cases.say_why import say_why
from services.specification.use_cases.suggest_change import suggest_change
from shared.access import seats
from shared.roles import Role
from shared.web.routing import Act, Read

_CLAUSE = f"{COMMISSION}/clauses/<uuid:clause_id>"
# Auditors read, and say nothing about the text itself.
_COMMENTERS = tuple(role for role in INSIDE if role is not Role.AUDITOR)


@routes.act(
    "POST", f"{_CLAUSE}/comments", who=seats(*_COMMENTERS), takes=AddCommentRequest, gives=ContributionResponse,
    status=201, refusals=(404,),
)  # fmt: skip
def post_comment(act: Act, body: dict[str, Any], commission_id: str, clause_id: str) -> Any:
    """Say something about a clause. Where a facilitator reads words first, it waits."""
    return add_comment(
        act.session, commission_id=commission_id, clause_id=clause_id, **body, caller=act.caller, now=act.now
    )


@routes.act(
    "POST", f"{_CLAUSE}/why", who=seats(*WRITERS), takes=SayWhyRequest, gives=ContributionResponse, status=201,
    refusals=(404,),
)  # fmt: skip
def post_why(act: Act, body: dict[str, Any], commission_id: str, clause_id: str) -> Any:
    """Say why a clause matters; the newest stands beside it."""
    return say_why(
        act.session, commission_id=commission_id, clause_id=clause_id, **body, caller=act.caller, now=act.now
    )


@routes.read(f"{_CLAUSE}/hard-words", who=seats(*INSIDE), gives=HardWordResponse, many=True, refusals=(404, 409))
def get_hard_words(read: Read, commission_id: str, clause_id: str) -> Any:
    """The hard words that a clause holds, as the group explains them."""
    return hard_words_in(
        read.session, readable_clause(read.session, commission_id, clause_id, read.caller), read.caller
    )


@routes.act(
    "POST", f"{_CLAUSE}/hard-words", who=seats(*WRITERS), takes=ExplainWordRequest, gives=ContributionResponse,
    status=201, refusals=(404,),
)  # fmt: skip
def post_hard_word(act: Act, body: dict[str, Any], commission_id: str, clause_id: str) -> Any:
    """Say what a hard word means."""
    return explain_word(
        act.session, commission_id=commission_id, clause_id=clause_id, **body, caller=act.caller, now=act.now
    )


@routes.read(f"{_CLAUSE}/suggestions", who=seats(*INSIDE), gives=SuggestionResponse, many=True, refusals=(404,))
def get_suggestions(read: Read, commission_id: str, clause_id: str) -> Any:
    """The suggestions to a clause, and what came of each; the oldest 500 first."""
    clause_of(read.session, commission_id, clause_id)
    return suggestions_of(read.session, clause_id, read.caller)


@routes.act(
    "POST", f"{_CLAUSE}/suggestions", who=seats(*WRITERS), takes=SuggestChangeRequest, gives=ContributionResponse,
    status=201, refusals=(404,),
)  # fmt: skip
def post_suggestion(act: Act, body: dict[str, Any], commission_id: str, clause_id: str) -> Any:
    """Suggest a change to a clause."""
    return suggest_change(
        act.session, commission_id=commission_id, clause_id=clause_id, **body, caller=act.caller, now=act.now
    )


@routes.act(
    "POST", f"{COMMISSION}/suggestions/<uuid:contribution_id>/decision", who=seats(Role.FACILITATOR),
    takes=DecideSuggestionRequest, gives=ContributionResponse, refusals=(404,),
)  # fmt: skip
def post_suggestion_decision(act: Act, body: dict[str, Any], commission_id: str, contribution_id: str) -> Any:
    """Record what the group decided about a suggestion, and how. The writer is told."""
    return decide_suggestion(
        act.session, commission_id=commission_id, contribution_id=contribution_id, **body, caller=act.caller,
        now=act.now,
    )  # fmt: skip
