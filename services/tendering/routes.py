"""The JSON API of `tendering`. Everything about bids is sealed: it leaves no line and no count behind."""

from __future__ import annotations

from random import SystemRandom
from typing import Any

from services.tendering import queries, schemas
from services.tendering.models import Member, Organisation
from services.tendering.queries import parts
from services.tendering.queries.questions import (
    amendments_of,
    own_questions,
    published_questions,
    waiting_questions,
)
from services.tendering.rules.award import NoSuchAward
from services.tendering.rules.bids import PRICE, TenderIsClosed
from services.tendering.rules.opening import OPENERS
from services.tendering.use_cases.abandon_commission import abandon_commission
from services.tendering.use_cases.amend_tender import amend_tender
from services.tendering.use_cases.answer_challenge import answer_challenge
from services.tendering.use_cases.answer_question import answer_question
from services.tendering.use_cases.ask_for_files import ask_for_files
from services.tendering.use_cases.ask_question import ask_question
from services.tendering.use_cases.confirm_bid import confirm_bid
from services.tendering.use_cases.decide_award import decide_award
from services.tendering.use_cases.draft_bid import draft_bid
from services.tendering.use_cases.edit_bid import edit_bid
from services.tendering.use_cases.invite_colleague import invite_colleague
from services.tendering.use_cases.join_organisation import join_organisation
from services.tendering.use_cases.open_bids import open_bids
from services.tendering.use_cases.publish_tender import publish_tender
from services.tendering.use_cases.raise_challenge import raise_challenge
from services.tendering.use_cases.register_organisation import register_organisation
from services.tendering.use_cases.reopen_bid import reopen_bid
from services.tendering.use_cases.set_question_aside import set_question_aside
from services.tendering.use_cases.set_tender_dates import set_tender_dates
from services.tendering.use_cases.sign_contract import sign_contract
from services.tendering.use_cases.submit_bid import submit_bid
from services.tendering.use_cases.withdraw_bid import withdraw_bid
from services.tendering.use_cases.write_bid_part import write_bid_part
from shared.access import accounts, seats, signed_in
from shared.canonical import plain
from shared.roles import AccountKind, Role
from shared.web.routing import Act, Read, Routes

routes = Routes("tendering", description="Tender, sealed bids, opening, award, standstill and contract.")
_COMMISSION = "/commissions/<uuid:commission_id>"
_BID = f"{_COMMISSION}/bids/<uuid:bid_id>"
_PROVIDER = seats(Role.PROVIDER)
_COMMISSIONER = seats(Role.COMMISSIONER)


@routes.act(
    "POST", f"{_COMMISSION}/tender", who=_COMMISSIONER, takes=schemas.PublishTenderRequest,
    gives=schemas.TenderResponse, status=201,
)  # fmt: skip
def post_tender(act: Act, body: dict[str, Any], commission_id: str) -> Any:
    """Publish the tender from the agreed specification. Criteria, weights and formulas are locked with it."""
    publish_tender(act.session, commission_id=commission_id, **body, caller=act.caller, now=act.now)
    return queries.tender_view(act.session, commission_id, act.now)


@routes.read(f"{_COMMISSION}/tender", who=signed_in(), gives=schemas.TenderResponse, refusals=(404,))
def get_tender(read: Read, commission_id: str) -> Any:
    """The tender, for whoever is signed in. How many bids there are is told after the deadline."""
    return queries.tender_view(read.session, commission_id, read.now)


@routes.act(
    "PUT", f"{_COMMISSION}/tender-dates", who=_COMMISSIONER, takes=schemas.SetTenderDatesRequest,
    gives=schemas.TenderDatesResponse, refusals=(404,),
)  # fmt: skip
def put_tender_dates(act: Act, body: dict[str, Any], commission_id: str) -> Any:
    """Set the dates for a tender that is not published yet. Nobody is told."""
    return set_tender_dates(act.session, commission_id=commission_id, **body, now=act.now)


@routes.act(
    "PUT", f"{_COMMISSION}/tender-files", who=_COMMISSIONER, takes=schemas.AskForFilesRequest,
    gives=schemas.AskForFilesResponse, refusals=(404,),
)  # fmt: skip
def put_tender_files(act: Act, body: dict[str, Any], commission_id: str) -> Any:
    """Say which files a tender that is not published yet asks for. Nobody is told."""
    files = [(each["title"], each["needed"]) for each in body["files"]]
    return {"files": ask_for_files(act.session, commission_id=commission_id, files=files)}


@routes.act(
    "POST", f"{_COMMISSION}/tender-questions", who=_PROVIDER, takes=schemas.AskQuestionRequest,
    gives=schemas.QuestionResponse, status=201, refusals=(404, 429), sealed=True,
)  # fmt: skip
def post_tender_question(act: Act, body: dict[str, Any], commission_id: str) -> Any:
    """Ask something about the tender. Nobody learns who asks; the answer goes to everybody."""
    return ask_question(act.session, commission_id=commission_id, **body, caller=act.caller, now=act.now)


@routes.read(f"{_COMMISSION}/tender-questions", who=signed_in(), gives=schemas.PublishedQuestionResponse, many=True)
def get_tender_questions(read: Read, commission_id: str) -> Any:
    """The questions that were answered or set aside, in that order."""
    return [
        {
            "question_id": each.question_id, "question": each.text if each.answered_at else None, "answer": each.answer,
            "set_aside_because": each.set_aside_because, "published_at": each.answered_at or each.set_aside_at,
        }
        for each in published_questions(read.session, commission_id)
    ]  # fmt: skip


@routes.read(
    f"{_COMMISSION}/my-questions", who=_PROVIDER, gives=schemas.QuestionResponse, many=True, sealed=True
)  # fmt: skip
def get_my_questions(read: Read, commission_id: str) -> Any:
    """What I asked about the tender, with the answers."""
    return own_questions(read.session, commission_id, read.caller)


@routes.read(f"{_COMMISSION}/waiting-questions", who=_COMMISSIONER, gives=schemas.QuestionResponse, many=True)
def get_waiting_questions(read: Read, commission_id: str) -> Any:
    """The questions that wait for an answer."""
    return waiting_questions(read.session, commission_id)


@routes.act(
    "POST", f"{_COMMISSION}/tender-questions/<uuid:question_id>/answer", who=_COMMISSIONER,
    takes=schemas.AnswerQuestionRequest, gives=schemas.QuestionResponse, status=201, refusals=(404,),
)  # fmt: skip
def post_question_answer(act: Act, body: dict[str, Any], commission_id: str, question_id: str) -> Any:
    """Answer a question to all providers at once; both are published."""
    return answer_question(
        act.session, commission_id=commission_id, question_id=question_id, **body, caller=act.caller, now=act.now
    )


@routes.act(
    "POST", f"{_COMMISSION}/tender-questions/<uuid:question_id>/setting-aside", who=_COMMISSIONER,
    takes=schemas.ReasonRequest, gives=schemas.QuestionResponse, status=201, refusals=(404,),
)  # fmt: skip
def post_question_aside(act: Act, body: dict[str, Any], commission_id: str, question_id: str) -> Any:
    """Do not publish a question, such as one that names somebody. The reason is published."""
    return set_question_aside(
        act.session, commission_id=commission_id, question_id=question_id, **body, caller=act.caller, now=act.now
    )


@routes.act(
    "POST", f"{_COMMISSION}/amendments", who=_COMMISSIONER, takes=schemas.AmendTenderRequest,
    gives=schemas.AmendmentResponse, status=201, refusals=(404,),
)  # fmt: skip
def post_amendment(act: Act, body: dict[str, Any], commission_id: str) -> Any:
    """Amend the open tender; the time for bids is counted anew. What is scored and how cannot change."""
    return amend_tender(act.session, commission_id=commission_id, **body, caller=act.caller, now=act.now)


@routes.read(f"{_COMMISSION}/amendments", who=signed_in(), gives=schemas.AmendmentResponse, many=True)
def get_amendments(read: Read, commission_id: str) -> Any:
    """The amendments of the tender, in their order."""
    return amendments_of(read.session, commission_id)


@routes.act(
    "POST", "/organisations", who=accounts(AccountKind.PROVIDER), takes=schemas.RegisterOrganisationRequest,
    gives=schemas.OrganisationResponse, status=201, sealed=True,
)  # fmt: skip
def post_organisation(act: Act, body: dict[str, Any]) -> Any:
    """Register the organisation for which I bid."""
    return register_organisation(act.session, name=body["name"], caller=act.caller, now=act.now)


@routes.read(
    "/me/organisations", who=accounts(AccountKind.PROVIDER), gives=schemas.OrganisationResponse, many=True, sealed=True
)
def get_my_organisations(read: Read) -> Any:
    """The organisation that I belong to, as a list of none or one."""
    member = read.session.get(Member, read.caller.holder_id)
    return [read.session.get_one(Organisation, member.organisation_id)] if member else []


@routes.act(
    "POST", "/me/organisations/colleague-codes", who=accounts(AccountKind.PROVIDER),
    gives=schemas.ColleagueCodeResponse, status=201, sealed=True,
)  # fmt: skip
def post_colleague_code(act: Act) -> Any:
    """Make a code for a colleague, who then bids for the same organisation. It works once, for 7 days."""
    return {"code": invite_colleague(act.session, caller=act.caller, now=act.now)}


@routes.act(
    "POST", "/me/organisations", who=accounts(AccountKind.PROVIDER), takes=schemas.JoinOrganisationRequest,
    gives=schemas.OrganisationResponse, status=201, refusals=(404,), sealed=True,
)  # fmt: skip
def post_my_organisation(act: Act, body: dict[str, Any]) -> Any:
    """Join the organisation of a colleague, with the code that they gave me."""
    return join_organisation(act.session, code=body["code"], caller=act.caller, now=act.now)


@routes.act(
    "POST", f"{_COMMISSION}/bids", who=_PROVIDER, takes=schemas.DraftBidRequest, gives=schemas.DraftedResponse,
    status=201, refusals=(404,), sealed=True,
)  # fmt: skip
def post_bid(act: Act, body: dict[str, Any], commission_id: str) -> Any:
    """Begin a bid. It may be incomplete."""
    return draft_bid(act.session, commission_id=commission_id, **body, caller=act.caller, now=act.now)


@routes.read(f"{_COMMISSION}/my-bids", who=_PROVIDER, gives=schemas.BidResponse, many=True, sealed=True)
def get_my_bids(read: Read, commission_id: str) -> Any:
    """The bids of my organisation in this commission."""
    bids = queries.own_bids(read.session, commission_id, read.caller)
    return [parts.view_of(content) for content in parts.contents_of(read.session, bids)]


@routes.read(_BID, who=_PROVIDER, gives=schemas.BidResponse, refusals=(404,), sealed=True)
def get_bid(read: Read, commission_id: str, bid_id: str) -> Any:
    """A bid of my organisation."""
    bid = queries.own_bid(read.session, commission_id, bid_id, read.caller)
    return parts.view_of(parts.content_of(read.session, bid))


@routes.read(f"{_BID}/parts", who=_PROVIDER, gives=schemas.BidPartResponse, many=True, refusals=(404,), sealed=True)
def get_bid_parts(read: Read, commission_id: str, bid_id: str) -> Any:
    """The parts of a bid of my organisation, each with its own version, so that several people can write at once."""
    bid = queries.own_bid(read.session, commission_id, bid_id, read.caller)
    found = parts.content_of(read.session, bid).parts.values()
    return [parts.part_view(part, read.caller.holder_id) for part in found]


@routes.act(
    "PUT", _BID, who=_PROVIDER, takes=schemas.EditBidRequest, gives=schemas.DraftedResponse, refusals=(404,),
    sealed=True,
)  # fmt: skip
def put_bid(act: Act, body: dict[str, Any], commission_id: str, bid_id: str) -> Any:
    """Change the draft."""
    return edit_bid(act.session, commission_id=commission_id, bid_id=bid_id, **body, caller=act.caller, now=act.now)


@routes.act(
    "PUT", f"{_BID}/answers/<uuid:criterion_id>", who=_PROVIDER, takes=schemas.WriteAnswerRequest,
    gives=schemas.BidPartResponse, refusals=(404,), sealed=True,
)  # fmt: skip
def put_bid_answer(act: Act, body: dict[str, Any], commission_id: str, bid_id: str, criterion_id: str) -> Any:
    """Write one answer. Colleagues can write others meanwhile; of the same one, both texts come back."""
    written = write_bid_part(
        act.session, commission_id=commission_id, bid_id=bid_id, part=criterion_id, value=body["text"],
        version=body["version"], caller=act.caller, now=act.now,
    )  # fmt: skip
    return parts.part_view(written, act.caller.holder_id)


@routes.act(
    "PUT", f"{_BID}/price", who=_PROVIDER, takes=schemas.WritePriceRequest, gives=schemas.BidPartResponse,
    refusals=(404,), sealed=True,
)  # fmt: skip
def put_bid_price(act: Act, body: dict[str, Any], commission_id: str, bid_id: str) -> Any:
    """Write the price. Colleagues can write answers meanwhile."""
    written = write_bid_part(
        act.session, commission_id=commission_id, bid_id=bid_id, part=PRICE, value=plain(body["price"]),
        version=body["version"], caller=act.caller, now=act.now,
    )  # fmt: skip
    return parts.part_view(written, act.caller.holder_id)


@routes.act(
    "POST", f"{_BID}/submission", who=_PROVIDER, gives=schemas.ReceiptResponse, status=201, refusals=(404,),
    sealed=True,
)  # fmt: skip
def post_submission(act: Act, commission_id: str, bid_id: str) -> Any:
    """Hand in the bid and get a receipt. After the deadline it is refused, which is recorded."""
    found = submit_bid(act.session, commission_id=commission_id, bid_id=bid_id, caller=act.caller, now=act.now)
    return act.refuse(found) if isinstance(found, TenderIsClosed) else found


@routes.act("POST", f"{_BID}/withdrawal", who=_PROVIDER, gives=schemas.DraftedResponse, refusals=(404,), sealed=True)
def post_withdrawal(act: Act, commission_id: str, bid_id: str) -> Any:
    """Take the bid back, until the deadline. A new one can be begun."""
    return withdraw_bid(act.session, commission_id=commission_id, bid_id=bid_id, caller=act.caller, now=act.now)


@routes.act(
    "POST", f"{_BID}/confirmation", who=_PROVIDER, takes=schemas.ConfirmBidRequest, gives=schemas.ConfirmedResponse,
    refusals=(404,), sealed=True,
)  # fmt: skip
def post_confirmation(act: Act, body: dict[str, Any], commission_id: str, bid_id: str) -> Any:
    """Say that the bid that was handed in before an amendment stands as it is."""
    return confirm_bid(
        act.session, commission_id=commission_id, bid_id=bid_id, **body, caller=act.caller, now=act.now
    )  # fmt: skip


@routes.act(
    "POST", f"{_BID}/reopening", who=_PROVIDER, gives=schemas.DraftedResponse, status=201, refusals=(404,), sealed=True
)
def post_reopening(act: Act, commission_id: str, bid_id: str) -> Any:
    """Take the bid back and begin a new draft that says the same, until the deadline. It has to be handed in again."""
    return reopen_bid(act.session, commission_id=commission_id, bid_id=bid_id, caller=act.caller, now=act.now)


@routes.act("POST", f"{_COMMISSION}/opening-acts", who=seats(*OPENERS), gives=schemas.OpeningResponse, status=201)
def post_opening_act(act: Act, commission_id: str) -> Any:
    """Do my part of the opening. It takes a commissioner and a young person, each with their own act."""
    return open_bids(
        act.session, commission_id=commission_id, caller=act.caller, now=act.now, shuffle=SystemRandom().shuffle
    )


@routes.read(
    f"{_COMMISSION}/bids", who=seats(Role.COMMISSIONER, Role.AUDITOR), gives=schemas.OpenedBidResponse, many=True,
    refusals=(404,),
)  # fmt: skip
def get_bids(read: Read, commission_id: str) -> Any:
    """The opened bids by label; none before the opening. Names and prices once the scores are locked."""
    return queries.opened_bids(read.session, commission_id)


@routes.act(
    "POST", f"{_COMMISSION}/award", who=_COMMISSIONER, takes=schemas.ReasonRequest, gives=schemas.AwardResponse,
    status=201,
)  # fmt: skip
def post_award(act: Act, body: dict[str, Any], commission_id: str) -> Any:
    """Send every bidder its assessment summary, then publish the intention to award and begin the standstill."""
    decide_award(act.session, commission_id=commission_id, reason=body["reason"], caller=act.caller, now=act.now)
    return queries.award_view(act.session, commission_id)


@routes.read(f"{_COMMISSION}/award", who=seats(*Role), gives=schemas.AwardResponse, refusals=(404,))
def get_award(read: Read, commission_id: str) -> Any:
    """The award, its standstill and its contract."""
    return queries.award_view(read.session, commission_id)


@routes.read(
    f"{_COMMISSION}/assessment-summary", who=_PROVIDER, gives=schemas.SummaryResponse, refusals=(404,), sealed=True
)
def get_assessment_summary(read: Read, commission_id: str) -> Any:
    """How my organisation's bid was assessed, criterion by criterion."""
    mine = [bid for bid in queries.own_bids(read.session, commission_id, read.caller) if bid.summary]
    if not mine:
        raise NoSuchAward("There is no assessment summary for you yet.")
    return mine[0].summary


@routes.act(
    "POST", f"{_COMMISSION}/challenges", who=_PROVIDER, takes=schemas.ChallengeRequest,
    gives=schemas.ChallengeResponse, status=201, refusals=(404,), sealed=True,
)  # fmt: skip
def post_challenge(act: Act, body: dict[str, Any], commission_id: str) -> Any:
    """Challenge the award, while the standstill runs."""
    return raise_challenge(
        act.session, commission_id=commission_id, grounds=body["grounds"], caller=act.caller, now=act.now
    )


@routes.read(f"{_COMMISSION}/challenges", who=_COMMISSIONER, gives=schemas.ChallengeResponse, many=True)
def get_challenges(read: Read, commission_id: str) -> Any:
    """The challenges to the award."""
    return queries.challenges_of(read.session, commission_id)


@routes.act(
    "POST", f"{_COMMISSION}/challenges/<uuid:challenge_id>/answer", who=_COMMISSIONER,
    takes=schemas.AnswerChallengeRequest, gives=schemas.ChallengeResponse, refusals=(404,),
)  # fmt: skip
def post_challenge_answer(act: Act, body: dict[str, Any], commission_id: str, challenge_id: str) -> Any:
    """Answer a challenge, with reasons."""
    return answer_challenge(
        act.session, commission_id=commission_id, challenge_id=challenge_id, **body, caller=act.caller, now=act.now
    )


@routes.act("POST", f"{_COMMISSION}/contract", who=_COMMISSIONER, gives=schemas.AwardResponse, status=201)
def post_contract(act: Act, commission_id: str) -> Any:
    """Sign the contract, when the standstill is over and no challenge is open."""
    sign_contract(act.session, commission_id=commission_id, caller=act.caller, now=act.now)
    return queries.award_view(act.session, commission_id)


@routes.act(
    "POST", f"{_COMMISSION}/abandonment", who=_COMMISSIONER, takes=schemas.ReasonRequest,
    gives=schemas.AbandonedResponse, status=201, refusals=(404,),
)  # fmt: skip
def post_abandonment(act: Act, body: dict[str, Any], commission_id: str) -> Any:
    """End the process without a contract. The reasons are published."""
    return abandon_commission(
        act.session, commission_id=commission_id, reason=body["reason"], caller=act.caller, now=act.now
    )
