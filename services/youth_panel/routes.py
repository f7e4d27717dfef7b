"""The JSON API of the panel: forming it, learning, scoring unseen, agreeing, locking, choosing."""

from __future__ import annotations

from typing import Any

from services.youth_panel import schemas
from services.youth_panel.queries import reading, result
from services.youth_panel.use_cases.abstain_from_bid import abstain_from_bid
from services.youth_panel.use_cases.agree_score import agree_score
from services.youth_panel.use_cases.cast_vote import cast_vote
from services.youth_panel.use_cases.close_vote import close_vote
from services.youth_panel.use_cases.confirm_choice import confirm_choice
from services.youth_panel.use_cases.declare_interest import declare_interest
from services.youth_panel.use_cases.decline_choice import decline_choice
from services.youth_panel.use_cases.finish_practice import finish_practice
from services.youth_panel.use_cases.form_panel import form_panel
from services.youth_panel.use_cases.lock_scores import lock_scores
from services.youth_panel.use_cases.recuse_seat import recuse_seat
from services.youth_panel.use_cases.reveal_scores import reveal_scores
from services.youth_panel.use_cases.score_bid import score_bid
from shared.access import seats
from shared.roles import Role
from shared.web.routing import Act, Read, Routes

COMMISSION = "/commissions/<uuid:commission_id>"
BID = f"{COMMISSION}/bids/<uuid:bid_id>"
CHAIR = seats(Role.FACILITATOR)
COMMISSIONER = seats(Role.COMMISSIONER)
SCORERS = seats(Role.YOUNG_PERSON, Role.EVALUATOR)
SCORERS_AND_CHAIR = seats(Role.YOUNG_PERSON, Role.EVALUATOR, Role.FACILITATOR)
READERS = seats(Role.YOUNG_PERSON, Role.EVALUATOR, Role.FACILITATOR, Role.COMMISSIONER, Role.AUDITOR)
INSIDERS = seats(*(role for role in Role if role is not Role.PROVIDER))

routes = Routes("youth_panel", description="Who scores, what was agreed and why, and who was chosen.")


@routes.act(
    "POST", f"{COMMISSION}/panel", who=seats(Role.COMMISSIONER, Role.FACILITATOR), takes=schemas.FormPanelRequest,
    gives=schemas.PanelResponse, status=201,
)  # fmt: skip
def form(act: Act, body: dict[str, Any], commission_id: str) -> Any:
    """Name the seats that score. Anew until the first score is in; after it, seats can only be added."""
    form_panel(act.session, commission_id=commission_id, caller=act.caller, now=act.now, **body)
    act.session.flush()
    return reading.panel_view(act.session, commission_id)


@routes.read(f"{COMMISSION}/panel", who=INSIDERS, gives=schemas.PanelResponse, refusals=(409,))
def panel(read: Read, commission_id: str) -> Any:
    """Show who scores what."""
    return reading.panel_view(read.session, commission_id)


@routes.read(f"{COMMISSION}/practice", who=SCORERS_AND_CHAIR, gives=schemas.PracticeResponse)
def practice(read: Read, commission_id: str) -> Any:
    """Show the practice bid."""
    return reading.practice_view(read.session, commission_id, read.caller)


@routes.act(
    "POST", f"{COMMISSION}/practice", who=SCORERS, takes=schemas.PracticeRequest, gives=schemas.PracticeResponse,
    status=201,
)  # fmt: skip
def practise(act: Act, body: dict[str, Any], commission_id: str) -> Any:
    """Score the practice bid. It counts for nothing but learning, and comes before any real one."""
    finish_practice(act.session, commission_id=commission_id, caller=act.caller, now=act.now, **body)
    act.session.flush()
    return reading.practice_view(act.session, commission_id, act.caller)


@routes.read(f"{COMMISSION}/providers", who=READERS, gives=schemas.ProviderResponse, many=True, refusals=(409,))
def providers(read: Read, commission_id: str) -> Any:
    """Show who bid, in order of names; nothing links a name to a label."""
    return reading.providers_view(read.session, commission_id, read.caller)


@routes.act(
    "POST", f"{COMMISSION}/declarations", who=SCORERS, takes=schemas.DeclarationRequest,
    gives=schemas.ProviderResponse, many=True, status=201,
)  # fmt: skip
def declare(act: Act, body: dict[str, Any], commission_id: str) -> Any:
    """Say whether your seat has a tie to an organisation; with a conflict you take no part in judging its bid."""
    declare_interest(act.session, commission_id=commission_id, caller=act.caller, now=act.now, **body)
    act.session.flush()
    return reading.providers_view(act.session, commission_id, act.caller)


@routes.act("POST", f"{COMMISSION}/recusals", who=SCORERS_AND_CHAIR, takes=schemas.RecusalRequest, status=204)
def recuse(act: Act, body: dict[str, Any], commission_id: str) -> None:
    """Take a seat out of the judging of one organisation, before the lock. Its scores of that bid count no more."""
    recuse_seat(act.session, commission_id=commission_id, caller=act.caller, now=act.now, **body)


@routes.read(f"{COMMISSION}/bids", who=READERS, gives=schemas.BidResponse, many=True, refusals=(409,))
def bids(read: Read, commission_id: str) -> Any:
    """Show the opened bids under their labels; to a panel's seat after practice and all declarations."""
    return reading.bids_view(read.session, commission_id, read.caller)


@routes.read(BID, who=READERS, gives=schemas.BidResponse, refusals=(409,))
def bid(read: Read, commission_id: str, bid_id: str) -> Any:
    """Show one opened bid under its label."""
    return reading.bid_view(read.session, commission_id, bid_id, read.caller)


@routes.read(f"{BID}/scores", who=READERS, gives=schemas.ScoresResponse, refusals=(409,))
def scores(read: Read, commission_id: str, bid_id: str) -> Any:
    """Show your own scores of a bid, and everybody's once they are revealed."""
    return reading.scores_view(read.session, commission_id, bid_id, read.caller)


@routes.act("POST", f"{BID}/scores", who=SCORERS, takes=schemas.ScoresRequest, gives=schemas.ScoresResponse, status=201)
def score(act: Act, body: dict[str, Any], commission_id: str, bid_id: str) -> Any:
    """Hand in all your scores of a bid. They stand, and nobody sees them until all are in."""
    score_bid(act.session, commission_id=commission_id, bid_id=bid_id, caller=act.caller, now=act.now, **body)
    act.session.flush()
    return reading.scores_view(act.session, commission_id, bid_id, act.caller)


@routes.act("POST", f"{BID}/abstentions", who=SCORERS, takes=schemas.ReasonRequest, status=204)
def abstain(act: Act, body: dict[str, Any], commission_id: str, bid_id: str) -> None:
    """Do not score a bid, and say why."""
    abstain_from_bid(act.session, commission_id=commission_id, bid_id=bid_id, caller=act.caller, now=act.now, **body)


@routes.act("POST", f"{BID}/reveal", who=CHAIR, gives=schemas.ScoresResponse, status=201)
def reveal(act: Act, commission_id: str, bid_id: str) -> Any:
    """Show all scores of a bid, once every seat has handed in or abstained."""
    reveal_scores(act.session, commission_id=commission_id, bid_id=bid_id, caller=act.caller, now=act.now)
    act.session.flush()
    return reading.scores_view(act.session, commission_id, bid_id, act.caller)


@routes.read(
    f"{COMMISSION}/moderation-order", who=READERS, gives=schemas.ModerationItemResponse, many=True, refusals=(409,)
)
def moderation_order(read: Read, commission_id: str) -> Any:
    """Show where own scores differ most, first; only for bids whose scores are revealed."""
    return reading.moderation_order_view(read.session, commission_id, read.caller)


@routes.read(f"{COMMISSION}/agreed-scores", who=READERS, gives=schemas.AgreedScoreResponse, many=True, refusals=(409,))
def agreed_scores(read: Read, commission_id: str) -> Any:
    """Show what was agreed, with reasons, movements and dissents."""
    return reading.agreed_view(read.session, commission_id, read.caller)


@routes.act(
    "POST", f"{BID}/agreed-scores", who=CHAIR, takes=schemas.AgreedScoreRequest, gives=schemas.AgreedScoreResponse,
    status=201,
)  # fmt: skip
def agree(act: Act, body: dict[str, Any], commission_id: str, bid_id: str) -> Any:
    """Keep an agreed score with its reason, who moved and why, and who does not agree. Anew until the lock."""
    row = agree_score(act.session, commission_id=commission_id, bid_id=bid_id, caller=act.caller, now=act.now, **body)
    return reading.agreed_row(row)


@routes.read(f"{COMMISSION}/completeness", who=READERS, gives=schemas.CompletenessResponse, refusals=(409,))
def completeness(read: Read, commission_id: str) -> Any:
    """List everything that the record lacks before it can be locked."""
    return reading.completeness_view(read.session, commission_id, read.caller)


@routes.act("POST", f"{COMMISSION}/lock", who=CHAIR, takes=schemas.LockRequest, gives=schemas.PanelResponse, status=201)
def lock(act: Act, body: dict[str, Any], commission_id: str) -> Any:
    """Sign the record off and lock the agreed scores. Refused, with a list, while anything is missing."""
    lock_scores(act.session, commission_id=commission_id, sign_off=body["words"], caller=act.caller, now=act.now)
    act.session.flush()
    return reading.panel_view(act.session, commission_id)


@routes.read(f"{COMMISSION}/ranking", who=READERS, gives=schemas.RankingResponse, refusals=(409,))
def ranking(read: Read, commission_id: str) -> Any:
    """Show the ranking, and what would have changed the winner."""
    return result.ranking_view(read.session, commission_id, read.caller)


@routes.act(
    "POST", f"{COMMISSION}/votes", who=SCORERS, takes=schemas.VoteRequest, gives=schemas.ChoiceResponse, status=201
)
def vote(act: Act, body: dict[str, Any], commission_id: str) -> Any:
    """Vote for a bid, as a young person's seat of the panel. Hidden until the vote is closed."""
    cast_vote(act.session, commission_id=commission_id, caller=act.caller, now=act.now, **body)
    act.session.flush()
    return result.choice_view(act.session, commission_id, act.caller)


@routes.read(f"{COMMISSION}/choice", who=READERS, gives=schemas.ChoiceResponse, refusals=(409,))
def choice(read: Read, commission_id: str) -> Any:
    """Show where the choice stands; of an open round only how many have voted."""
    return result.choice_view(read.session, commission_id, read.caller)


@routes.act(
    "POST", f"{COMMISSION}/choice", who=CHAIR, takes=schemas.ReasonRequest, gives=schemas.ChoiceResponse, status=201
)
def close(act: Act, body: dict[str, Any], commission_id: str) -> Any:
    """Close the vote before everybody has voted, once the quorum is reached."""
    close_vote(act.session, commission_id=commission_id, caller=act.caller, now=act.now, **body)
    act.session.flush()
    return result.choice_view(act.session, commission_id, act.caller)


@routes.act(
    "POST", f"{COMMISSION}/confirmation", who=COMMISSIONER, takes=schemas.ReasonRequest, gives=schemas.ChoiceResponse,
    status=201,
)  # fmt: skip
def confirm(act: Act, body: dict[str, Any], commission_id: str) -> Any:
    """Confirm the panel's choice, with reasons that are published: write no person's name."""
    confirm_choice(act.session, commission_id=commission_id, caller=act.caller, now=act.now, **body)
    act.session.flush()
    return result.choice_view(act.session, commission_id, act.caller)


@routes.act(
    "POST", f"{COMMISSION}/refusal", who=COMMISSIONER, takes=schemas.ReasonRequest, gives=schemas.ChoiceResponse,
    status=201,
)  # fmt: skip
def decline(act: Act, body: dict[str, Any], commission_id: str) -> Any:
    """Decline the panel's choice. The reasons are published, so write no person's name; the panel can vote again."""
    decline_choice(act.session, commission_id=commission_id, caller=act.caller, now=act.now, **body)
    act.session.flush()
    return result.choice_view(act.session, commission_id, act.caller)
