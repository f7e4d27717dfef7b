from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from services.youth_panel.models import KnownBid, KnownBidder, KnownCommission, KnownPrice, KnownTender
from services.youth_panel.worker import SERVICE
from shared.contracts.specification import SpecificationAgreed
from shared.contracts.tendering import CommissionAbandoned
from shared.ids import new_id
from shared.messaging.intake import claim
from shared.messaging.rebuild import local_copies, rebuild
from shared.migrations import differences, upgrade
from shared.runtime import make_runtime
from shared.settings import Settings
from tests.kit import SECRET, SETUP_CODE
from tests.youth_panel.stage import NAMES, Stage


def test_the_agreed_plan_takes_the_place_of_the_first_one(stage: Stage) -> None:
    plan = replace(stage.plan, budget=Decimal("99000.00"), choice_quorum=4)
    stage.bench.handle(
        SpecificationAgreed(
            commission_id=stage.commission_id,
            title="Somewhere to go",
            need="A place.",
            plan=plan,
            clauses=(),
            criteria=stage.criteria(),
            sha256="0" * 64,
            sign_offs=(),
            agreed_at=stage.bench.now,
        )
    )
    (known,) = stage.bench.rows(KnownCommission)
    assert (known.budget, known.choice_quorum, known.ended_at) == (Decimal("99000.00"), 4, None)


def test_the_published_rules_are_kept_whole(stage: Stage) -> None:
    stage.publish()
    (known,) = stage.bench.rows(KnownTender)
    assert [each["criterion_id"] for each in known.criteria] == [stage.welcome, stage.waiting, stage.money]
    assert known.shares == {"young_people": "60", "adults": "20", "price": "20"}
    assert (known.tie_seed, known.bids_opened_at) == ("a published seed", None)


def test_a_bid_s_content_may_come_before_the_opening_or_after_it(stage: Stage) -> None:
    stage.publish()
    stage.bench.handle(stage.bid_opened(0))
    assert stage.bench.rows(KnownTender)[0].bids_opened_at is None
    stage.bench.handle(stage.opened())
    stage.bench.handle(stage.bid_opened(1))
    bids = {each.bid_id: each for each in stage.bench.rows(KnownBid)}
    assert [bids[each].label for each in stage.bids] == ["Provider A", "Provider B"]
    assert [bids[each].organisation_id for each in stage.bids] == stage.organisations
    assert all(len(each.answers) == 3 for each in bids.values())
    assert {each.name for each in stage.bench.rows(KnownBidder)} == set(NAMES)


def test_an_effect_without_its_cause_is_set_aside(stage: Stage) -> None:
    elsewhere = new_id()
    for event, code in (
        (stage.opened(), "tender_is_not_published"),
        (replace(stage.bid_opened(0), commission_id=elsewhere), "tender_is_not_published"),
        (replace(stage.prices(), commission_id=new_id()), "bid_is_unknown"),
        (
            CommissionAbandoned(commission_id=new_id(), stage="scoring", abandoned_at=stage.bench.now),
            "commission_is_unknown",
        ),
    ):
        assert code in stage.bench.take(event)
    assert stage.bench.rows(KnownBid) == []
    assert stage.bench.rows(KnownPrice) == []


def test_copies_rebuilt_from_the_log_are_the_same_and_nothing_is_recorded_again(stage: Stage) -> None:
    log = [
        stage.bench.handle(stage.publish_event()),
        stage.bench.handle(stage.opened()),
        *(stage.bench.handle(stage.bid_opened(number)) for number in range(2)),
    ]
    started = stage.bench.message(stage.started(), id=new_id())
    before = _copies(stage)
    with stage.bench.session() as session:
        claim(session, [started.id], stage.bench.now)
    events = stage.bench.event_types()
    taken = rebuild(stage.bench.runtime, SERVICE.metadata, SERVICE.handlers, [started, *log], lambda _: None)
    assert taken == 5
    after = _copies(stage)
    # The seats' own events are not part of this log.
    assert {**after, "known_seats": before["known_seats"]} == before
    assert stage.bench.event_types() == events


def _copies(stage: Stage) -> dict[str, list[tuple[object, ...]]]:
    tables = SERVICE.metadata.tables
    return {
        name: sorted((tuple(map(str, row)) for row in stage.bench.rows(tables[name])), key=str)
        for name in local_copies(SERVICE.metadata)
    }


def test_every_known_table_is_a_local_copy_and_no_other() -> None:
    copies = set(local_copies(SERVICE.metadata)) - {"signing_keys", "revoked_sessions"}
    assert copies == {name for name in SERVICE.metadata.tables if name.startswith("known_")}


def test_the_migrations_make_what_the_models_say(tmp_path: Path) -> None:
    runtime = make_runtime(
        SERVICE.name,
        Settings(database_url=f"sqlite:///{tmp_path}/{{service}}.sqlite", secret=SECRET, setup_code=SETUP_CODE),
    )
    upgrade(runtime.engine, SERVICE.migrations)
    assert differences(runtime.engine, SERVICE.metadata) == []
    runtime.close()
