"""No adult writes to a young person alone, and no young person to an adult alone, but by the safeguarding route.

How it is assured:
- Every place where somebody can write freely is listed here with who reads it. A new one fails until it is listed, and
  there is no kind "one person" to list it as.
- What reaches one inbox is made of fixed texts. A person's words come into it only as the reason of an event, and such
  a reason stands on the record that every seat of the commission reads.
- Safeguarding leads read what is sent to them, several at a time and with a log of their looks, and answer in fixed
  sentences only.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import sqlite3
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from wtforms.fields import TextAreaField

import services
from deploy.services import NAMES
from services.decision_trail.rules.withholding import Facts, hidden, shown_reason
from services.notifications.rules import HOLDER_NOTICES, NOTICES, fill
from services.people.rules.worries import OUTCOMES, SENTENCES
from shared.web.pages import FormPage
from tests.contracts.moments import SIGNED, Told
from tests.system import ROOT
from tests.town import Town

RECORD = "on the record, which every seat of the commission reads, now or from the lock of the scores on"
GROUP = "where the group works: at least all facilitators and commissioners, or the whole panel, read it"
BIDS = "a bid, or about one: read by the panel when it is opened, or by officers and providers; no young person alone"
OFFICERS = "read by officers, who publish it with their answer or not at all; a provider's, and no young person's"
LEADS = "read by safeguarding leads alone; nothing of it goes back"
NAME = "names a person or a thing in a list"
OWN = "read by the program, or by whoever wrote it"
_HERE = "/people/commissions/{commission_id}"
_SPEC = "/specification/commissions/{commission_id}"
_TENDER = "/tendering/commissions/{commission_id}"
_PANEL = "/youth_panel/commissions/{commission_id}"
_BID = f"{_PANEL}/bids/{{bid_id}}"

WRITTEN = {
    f"{_HERE}/groups name": NAME, f"{_HERE}/boards name": NAME,
    f"{_HERE}/groups/{{group_id}}/ending reason": RECORD, f"{_HERE}/boards/{{board_id}}/ending reason": RECORD,
    f"{_HERE}/seats/{{seat_id}}/hand-over reason": RECORD, f"{_HERE}/seats/{{seat_id}}/ending reason": RECORD,
    f"{_HERE}/seats invite_code": OWN, f"{_HERE}/service-users numbers.part": NAME,
    "/people/accounts name": NAME, "/people/accounts invite_code": OWN, "/people/young-people invite_code": OWN,
    "/people/young-people nickname": NAME, "/people/sign-ins sign_in_name": OWN, "/people/sign-ins device": OWN,
    "/people/tokens renewal": OWN,
    "/people/picture-sign-ins nickname": OWN, "/people/young-people/with-pictures nickname": NAME,
    "/people/ways-in/with-pictures code": OWN, "/people/young-people/with-pictures invite_code": OWN,
    "/people/ways-in code": OWN, f"{_HERE}/seats/{{seat_id}}/way-in reason": RECORD,
    f"{_SPEC}/clauses/{{clause_id}}/reports words": GROUP, f"{_SPEC}/clauses/{{clause_id}}/hiding reason": RECORD,
    f"{_SPEC}/surveys.json title": GROUP, f"{_SPEC}/surveys.json intro": GROUP,
    f"{_SPEC}/surveys.json questions.words": GROUP, f"{_SPEC}/surveys.json questions.choices": GROUP,
    f"{_SPEC}/contributions/{{contribution_id}}/answer reason": RECORD,
    f"{_SPEC}/contributions/{{contribution_id}}/reports words": GROUP,
    f"{_SPEC}/contributions/{{contribution_id}}/hiding reason": RECORD,
    f"{_SPEC}/ideas text": GROUP, f"{_SPEC}/ideas theme": GROUP, f"{_SPEC}/themes names": GROUP,
    f"{_SPEC}/workshops venue": NAME, f"{_SPEC}/workshops asked": GROUP,
    f"{_SPEC}/workshops/{{workshop_id}} venue": NAME, f"{_SPEC}/workshops/{{workshop_id}} asked": GROUP,
    f"{_SPEC}/workshops/{{workshop_id}}/stickies heading": GROUP,
    f"{_SPEC}/workshops/{{workshop_id}}/stickies stickies": GROUP,
    f"{_SPEC}/workshops/{{workshop_id}}/stickies theme": GROUP, "/specification/slip-outcomes code": OWN,
    f"{_SPEC}/idea-groups name": GROUP, f"{_SPEC}/idea-groups/{{contribution_id}}/answer reason": RECORD,
    f"{_SPEC}/clauses/{{clause_id}}/comments text": GROUP, f"{_SPEC}/clauses/{{clause_id}}/why text": GROUP,
    f"{_SPEC}/clauses/{{clause_id}}/hard-words word": GROUP, f"{_SPEC}/clauses/{{clause_id}}/hard-words meaning": GROUP,
    f"{_SPEC}/clauses/{{clause_id}}/suggestions text": GROUP, f"{_SPEC}/clauses/{{clause_id}}/suggestions why": GROUP,
    f"{_SPEC}/suggestions/{{contribution_id}}/decision reason": RECORD,
    f"{_SPEC}/decisions question": RECORD, f"{_SPEC}/decisions options": RECORD,
    f"{_SPEC}/decisions/{{decision_id}}/vote reason": GROUP,
    f"{_SPEC}/decisions/{{decision_id}}/closing reason": RECORD,
    f"{_SPEC}/decisions/{{decision_id}}/outcome words": RECORD,
    "/people/worries words": LEADS, "/people/worries contact": LEADS, "/people/worries name": LEADS,
    "/people/me/worries words": LEADS, "/people/me/worries contact": LEADS, "/people/worry-states reference": OWN,
    "/people/worry-words reference": OWN, "/people/worry-words words": LEADS,
    "/people/worries/{worry_id}/steps words": LEADS,
    "/specification/commissions title": RECORD, "/specification/commissions need": RECORD,
    "/specification/commissions plan.timetable.stage": RECORD,
    f"{_SPEC}/clauses heading": GROUP, f"{_SPEC}/clauses text": GROUP, f"{_SPEC}/clauses reason": GROUP,
    f"{_SPEC}/clauses/{{clause_id}} heading": GROUP, f"{_SPEC}/clauses/{{clause_id}} text": GROUP,
    f"{_SPEC}/clauses/{{clause_id}}/changes changes.change": GROUP,
    f"{_SPEC}/clauses/{{clause_id}} reason": GROUP, f"{_SPEC}/clauses/{{clause_id}}/agreement reason": RECORD,
    f"{_SPEC}/clauses/{{clause_id}}/place reason": RECORD, f"{_SPEC}/clauses/{{clause_id}}/theme theme": GROUP,
    f"{_SPEC}/clauses/{{clause_id}}/merger heading": GROUP, f"{_SPEC}/clauses/{{clause_id}}/merger text": GROUP,
    f"{_SPEC}/clauses/{{clause_id}}/merger reason": GROUP, f"{_SPEC}/clauses/{{clause_id}}/split text": GROUP,
    f"{_SPEC}/clauses/{{clause_id}}/split new_heading": GROUP, f"{_SPEC}/clauses/{{clause_id}}/split new_text": GROUP,
    f"{_SPEC}/clauses/{{clause_id}}/split reason": GROUP,
    f"{_SPEC}/criteria criteria.title": RECORD, f"{_SPEC}/criteria criteria.question": RECORD,
    f"{_SPEC}/criteria criteria.guidance": RECORD, f"{_SPEC}/criteria criteria.descriptors": RECORD,
    f"{_SPEC}/criteria reason": RECORD, f"{_SPEC}/sign-offs reason": RECORD,
    f"{_SPEC}/draft-criteria title": GROUP, f"{_SPEC}/draft-criteria question": GROUP,
    f"{_SPEC}/draft-criteria guidance": GROUP, f"{_SPEC}/draft-criteria descriptors": GROUP,
    f"{_SPEC}/draft-criteria/{{criterion_id}} title": GROUP, f"{_SPEC}/draft-criteria/{{criterion_id}} question": GROUP,
    f"{_SPEC}/draft-criteria/{{criterion_id}} guidance": GROUP,
    f"{_SPEC}/draft-criteria/{{criterion_id}} descriptors": GROUP,
    f"{_SPEC}/draft-criteria/{{criterion_id}}/reports words": GROUP,
    f"{_SPEC}/draft-criteria/{{criterion_id}}/hiding reason": RECORD, f"{_SPEC}/draft-criteria/setting reason": RECORD,
    **{f"{_SPEC}/words-from-elsewhere file.{field}": NAME for field in
       ("council", "commission", *(f"{kind}.came_from.{name}" for kind in ("clauses", "criteria")
                                   for name in ("council", "commission")))},
    **{f"{_SPEC}/words-from-elsewhere {field}": GROUP for field in
       ("reason", *(f"file.clauses.{name}" for name in ("heading", "text", "why")),
        *(f"file.criteria.{name}" for name in ("title", "question", "guidance", "descriptors")))},
    "/tendering/organisations name": NAME, "/tendering/me/organisations code": OWN,
    f"{_TENDER}/bids answers.text": BIDS, f"{_TENDER}/bids/{{bid_id}} answers.text": BIDS,
    f"{_TENDER}/bids/{{bid_id}}/answers/{{criterion_id}} text": BIDS, f"{_TENDER}/award reason": RECORD,
    f"{_TENDER}/challenges grounds": BIDS, f"{_TENDER}/challenges/{{challenge_id}}/answer reason": RECORD,
    f"{_TENDER}/abandonment reason": RECORD,
    f"{_TENDER}/tender urgent_because": RECORD, f"{_TENDER}/tender-dates urgent_because": RECORD,
    f"{_TENDER}/tender-files files.title": RECORD,
    f"{_TENDER}/tender-questions text": OFFICERS, f"{_TENDER}/tender-questions/{{question_id}}/answer answer": RECORD,
    f"{_TENDER}/tender-questions/{{question_id}}/setting-aside reason": RECORD,
    f"{_TENDER}/amendments changes": RECORD, f"{_TENDER}/amendments reason": RECORD,
    f"{_PANEL}/practice reason": GROUP, f"{_PANEL}/declarations words": RECORD, f"{_PANEL}/recusals reason": RECORD,
    f"{_BID}/scores scores.reason": GROUP, f"{_BID}/scores scores.points_to": GROUP,
    f"{_BID}/abstentions reason": RECORD, f"{_BID}/agreed-scores reason": RECORD,
    f"{_BID}/agreed-scores movements.why": RECORD, f"{_BID}/agreed-scores dissents.reason": RECORD,
    f"{_PANEL}/lock words": RECORD, f"{_PANEL}/votes reason": GROUP, f"{_PANEL}/choice reason": RECORD,
    f"{_PANEL}/confirmation reason": RECORD, f"{_PANEL}/refusal reason": RECORD,
    "/notifications/me/contact email": OWN,
}  # fmt: skip
# Pages with room for several lines; the use cases behind them are the same.
WRITTEN_ON_PAGES = {
    "tender_dates urgent_because": RECORD, "amend changes": RECORD, "ask text": OFFICERS,
    "question_answer answer": RECORD,
    "worry words": LEADS, "worry_later words": LEADS, "safeguarding_words words": LEADS, "report_words words": GROUP,
    "report_contributed words": GROUP, "report_criterion_words words": GROUP,
    "new_decision options": RECORD, "outcome words": RECORD,
    **{f"{page} {field}": GROUP for page in ("new_criterion", "criterion")
       for field in ("question", "guidance", *(f"score_{score}" for score in range(6)))},
    "new_idea text": GROUP, "themes names": GROUP, "new_workshop asked": GROUP, "workshop_details asked": GROUP,
    "answer text": BIDS, "stickies typed": GROUP, "new_photo alt": GROUP,
    "new_survey intro": GROUP, "survey_words intro": GROUP, "new_question choices": GROUP, "question choices": GROUP,
    "comment text": GROUP, "why text": GROUP, "suggest text": GROUP, "suggest why": GROUP,
    "new_part text": GROUP, "write text": GROUP, "join text": GROUP, "split text": GROUP, "split new_text": GROUP,
}  # fmt: skip
SHORTEST_MESSAGE = 30


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Every text that a JSON route takes, from the OpenAPI documents."""
    town = Town(tmp_path_factory.mktemp("town"))
    found = set()
    for name, app in town.apps().items():
        if name not in NAMES:
            continue
        document = app.test_client().get(f"/{name}/openapi.json").get_json()
        for path, item in document["paths"].items():
            for operation in item.values():
                body = operation.get("requestBody", {}) if isinstance(operation, dict) else {}
                schema = body.get("content", {}).get("application/json", {}).get("schema", {})
                found |= {f"{path} {field}" for field in _texts(document, schema)}
    town.close()
    return found


def _texts(document: Any, schema: Any, path: str = "") -> Iterator[str]:
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
    if schema.get("type") == "string" and "enum" not in schema and schema.get("maxLength", 0) >= SHORTEST_MESSAGE:
        yield path
    for inner in schema.get("oneOf", ()):
        yield from _texts(document, inner, path)
    if schema.get("type") == "array":
        yield from _texts(document, schema["items"], path)
    for name, inner in schema.get("properties", {}).items():
        yield from _texts(document, inner, f"{path}.{name}".strip("."))


def test_every_place_to_write_says_who_reads_it(written: set[str]) -> None:
    emails = {each for each in written if each.endswith(" email")}
    assert written - emails == set(WRITTEN) - emails


def test_every_page_to_write_on_says_who_reads_it() -> None:
    found = set()
    for module in pkgutil.walk_packages(services.__path__, "services."):
        if ".pages" not in module.name:
            continue
        for page in vars(importlib.import_module(module.name)).values():
            if isinstance(page, FormPage):
                areas = [
                    name
                    for family in page.form.__mro__
                    for name, field in vars(family).items()
                    if getattr(field, "field_class", None) is TextAreaField
                ]
                found |= {f"{page.show.__name__} {name}" for name in areas}
    reasons = {each for each in found if each.endswith(" reason")}
    assert found - reasons == set(WRITTEN_ON_PAGES), "a reason goes where the JSON route's reason goes; name the others"


def test_only_two_use_cases_write_into_an_inbox() -> None:
    writers = {
        path.name
        for path in (ROOT / "services").rglob("*.py")
        if re.search(r"insert\(InboxMessage\)|\bInboxMessage\([a-z]", path.read_text(encoding="utf-8"))
    }
    assert writers == {"tell_seats.py", "tell_holder.py"}


def test_what_one_person_is_told_holds_nobodys_words_or_words_on_the_record() -> None:
    for event_type, notices in NOTICES.items():
        for notice in notices:
            if notice.to or "{reason}" not in notice.text:
                continue
            for published, seated, opened, locked, ended in product((False, True), repeat=5):
                facts = Facts(published, seated, opened, locked, ended)
                young = {"role": "young_person"}
                assert not hidden(event_type, young, facts), event_type
                assert shown_reason(event_type, "words", facts) == "words", event_type
    assert all("{" not in notice.text for notice in HOLDER_NOTICES.values())


def test_leads_answer_in_fixed_sentences() -> None:
    assert all("{" not in words for words in (*SENTENCES.values(), *(told for _, told in OUTCOMES.values())))


def test_in_a_whole_story_every_inbox_holds_fixed_texts_and_words_on_the_record(tmp_path: Path) -> None:
    folder = Told(tmp_path).moments[SIGNED].folder
    trail = sqlite3.connect(folder / "decision_trail.sqlite")
    reasons = dict(trail.execute("SELECT event_id, reason FROM entries").fetchall())
    trail.close()
    inbox = sqlite3.connect(folder / "notifications.sqlite")
    messages = inbox.execute("SELECT event_id, notice, text FROM messages").fetchall()
    inbox.close()
    texts = {notice.name: notice.text for notices in NOTICES.values() for notice in notices}
    assert len(messages) > 100
    for event_id, notice, text in messages:
        assert text == fill(texts[notice], reasons[event_id]), notice
