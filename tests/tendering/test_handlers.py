"""What happens elsewhere. `Bench.handle` gives each event twice; what cannot be right is set aside, not swallowed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.tendering.event_handlers import HANDLERS
from services.tendering.models import Bid, KnownChoice, KnownCommission
from services.tendering.worker import SERVICE
from shared.contracts.declaration import Event
from shared.contracts.specification import CommissionStarted
from shared.contracts.tendering import PricesOpened
from shared.ids import new_id
from shared.messaging.rebuild import rebuild
from tests.tendering.office import Office

EVENTS: dict[str, Callable[[Office], Event]] = {
    "specification.specification_agreed.v1": Office.agreed,
    "specification.sign_off_voided.v1": Office.voided,
    "youth_panel.scores_locked.v1": Office.locked,
    "youth_panel.choice_confirmed.v1": lambda office: office.confirmed(new_id()),
    "youth_panel.choice_declined.v1": lambda office: office.declined(new_id()),
}


def test_each_event_that_rests_on_another_is_tried_here() -> None:
    of_commissions = {name for name in HANDLERS.types() if not name.startswith("people.")}
    assert set(EVENTS) == of_commissions - {CommissionStarted.TYPE}


@pytest.mark.parametrize("name", EVENTS)
def test_an_event_about_an_unknown_commission_is_set_aside(office: Office, name: str) -> None:
    office.commission_id = new_id()
    why = office.bench.take(EVENTS[name](office))
    assert why.startswith("no_such_commission: ")
    assert office.bench.rows(KnownChoice) == []
    assert office.bench.recorded() == []


def test_scores_locked_without_a_tender_are_set_aside(office: Office) -> None:
    assert office.bench.take(office.locked()).startswith("no_such_tender: ")
    assert office.bench.rows(KnownChoice) == []


@pytest.mark.parametrize("closed", [False, True])
def test_scores_locked_while_the_bids_are_sealed_open_no_price(office: Office, closed: bool) -> None:
    office.publish()
    office.bidders()
    if closed:
        office.close()
        office.open_part(office.young)
    before = office.names()
    assert office.bench.take(office.locked()).startswith("bids_are_sealed: ")
    assert office.names() == before
    assert office.process().prices_opened_at is None


def test_a_choice_of_a_bid_that_was_not_opened_is_set_aside(office: Office) -> None:
    office.publish()
    withdrawn = office.provider("Left Again")
    office.hand_in(withdrawn)
    office.withdraw(withdrawn, office.bid_of(withdrawn))
    office.bidders()
    office.open()
    office.bench.handle(office.locked())
    why = office.bench.take(office.confirmed(office.bid_of(withdrawn).bid_id))
    assert why.startswith("no_such_bid: ")
    (choice,) = office.bench.rows(KnownChoice)
    assert choice.bid_id is None


def test_a_signature_voided_under_a_published_tender_is_set_aside(office: Office) -> None:
    office.publish()
    assert office.bench.take(office.voided()).startswith("tender_is_published_already: ")
    (known,) = office.bench.rows(KnownCommission)
    assert known.sha256 == "a" * 64


def test_a_signature_voided_after_the_end_disturbs_nobody(office: Office) -> None:
    office.publish()
    office.abandon()
    office.bench.handle(office.voided())


def test_prices_are_opened_once_however_often_scores_are_locked(office: Office) -> None:
    office.priced()
    office.bench.handle(office.locked())
    assert len(office.all_of(PricesOpened)) == 1


def test_the_event_that_caused_another_stands_in_it(office: Office) -> None:
    office.publish()
    office.bidders(1)
    office.open()
    message = office.bench.handle(office.locked())
    row = office.bench.recorded()[-1]
    assert (row.type, row.causation_id, row.actor) == (PricesOpened.TYPE, message.id, "system")


def test_a_commission_that_starts_is_known_by_its_plan(office: Office) -> None:
    (known,) = office.bench.rows(KnownCommission)
    assert (known.title, known.plan["regime"], known.sha256) == ("Somewhere to go", "procurement_act", None)


def test_the_copies_can_be_made_anew_from_the_log_late_in_the_process(office: Office) -> None:
    bench = office.bench
    log = [bench.handle(office.started()), bench.handle(office.agreed()), bench.handle(office.voided())]
    log.append(bench.handle(office.agreed("c" * 64)))
    office.publish_only()
    winner = office.bidders()[0]
    office.open()
    log.append(bench.handle(office.locked()))
    log.append(bench.handle(office.confirmed(office.bid_of(winner).bid_id)))
    before, events = _copies(office), office.names()
    assert rebuild(bench.runtime, SERVICE.metadata, HANDLERS, log, lambda _done: None) == len(log)
    assert _copies(office) == before
    assert (office.names(), len(bench.rows(Bid))) == (events, 3)


def _copies(office: Office) -> dict[str, object]:
    state = office.state()
    return {name: state[name] for name in ("known_commissions", "known_choices")}
