"""Files of bids: asked for, put in, sealed, on the receipt, kept over a change, and read only when names are known."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from deploy.receipt_file import check_receipt
from services.tendering.app import create_app
from services.tendering.models import BidPart
from services.tendering.queries.keys import parts_that_do_not_open
from services.tendering.rules.bids import BidIsIncomplete, TenderIsPublishedAlready
from services.tendering.rules.files import FilesAskedAreWrong, bytes_part
from services.tendering.rules.locked import locked_rules
from services.tendering.rules.opening import ReceiptsDoNotMatch
from services.tendering.use_cases.ask_for_files import ask_for_files
from services.tendering.use_cases.reopen_bid import reopen_bid
from services.tendering.use_cases.reseal_bid import reseal_bid
from services.tendering.worker import SERVICE
from shared.access import Caller
from shared.canonical import canonical_hash
from shared.contracts.tendering import AskedFile, TenderPublished
from shared.roles import Role
from shared.sealing import add_key
from tests import papers
from tests.clamd import EICAR, virus_check
from tests.kit import Bench
from tests.tendering.bidding import Bidding
from tests.tendering.office import Office
from tests.tendering.web import Web
from tests.visitor import Visitor

INSURANCE, POLICY = "Your insurance certificate", "Your safeguarding policy"
ASKED = ((INSURANCE, True), (POLICY, False))
CANARY = b"marzipan-and-periwinkle"
PAPER = papers.PDF[:-6] + CANARY + b"\n%%EOF\n"


def ask_for(office: Office, *files: tuple[str, bool]) -> None:
    with office.bench.session() as session:
        ask_for_files(session, commission_id=office.commission_id, files=files)


@pytest.fixture
def scanned(tmp_path: Path) -> Iterator[Bidding]:
    """A tender that asks for two files, where a virus check runs."""
    folder = tmp_path / "check"
    folder.mkdir()
    with virus_check(folder) as address:
        bench = Bench(SERVICE, tmp_path, scanner=address)
        yield with_files(Office(bench))
        bench.runtime.close()


def with_files(office: Office) -> Bidding:
    ask_for(office, *ASKED)
    made = Bidding(office)
    made.complete()
    return made


@pytest.fixture
def unscanned(office: Office) -> Bidding:
    return with_files(office)


def puts(bidding: Bidding, content: bytes = PAPER, number: int = 1, **rest: Any) -> Visitor:
    return bidding.open(bidding.ann, f"/files/{number}").send_file(content, rest.pop("name", "insurance.pdf"), **rest)


def own(bidding: Bidding, caller: Caller, number: int = 1) -> Any:
    bid = bidding.office.bid_of(bidding.ann)
    path = f"/tendering/commissions/{bidding.office.commission_id}/bids/{bid.bid_id}/own-files/{number}"
    return bidding.browser(caller).client.get(path)


def stored_file(bidding: Bidding) -> list[BidPart]:
    return [part for part in bidding.office.bench.rows(BidPart) if part.part == bytes_part(1)]


def test_a_commissioner_says_which_files_a_bid_brings_and_they_are_locked_with_the_rest(office: Office) -> None:
    office.bench.handle(office.agreed())
    page = Visitor(office.bench.client(create_app))
    page.client.environ_base.update({"HTTP_AUTHORIZATION": office.bench.headers(office.commissioner)["Authorization"]})
    here = f"/tendering/commissions/{office.commission_id}/publishing"
    page.open(f"{here}/files").send(title_1=INSURANCE, title_2="", title_3=POLICY, needed=["1"])
    assert page.path == here
    assert "You ask for 2 files." in page.text
    page.open(f"{here}/files")
    assert (page.value("title_1"), page.value("title_2"), page.value("needed")) == ([INSURANCE], [POLICY], ["1"])
    page.send(title_1=INSURANCE, title_2=INSURANCE.upper())
    assert page.problems == ["Two files have the same name. Give each its own."]
    assert page.value("title_2") == [INSURANCE.upper()]
    process = office.publish_only()
    (event,) = office.all_of(TenderPublished)
    assert event.files == tuple(AskedFile(title=title, needed=needed) for title, needed in ASKED)
    plan = process.plan or {}
    parts = (process.criteria or [], plan["shares"], plan["price_formula"], str(process.tie_seed))
    assert process.rules_sha256 == canonical_hash(locked_rules(*parts, ASKED)) != canonical_hash(locked_rules(*parts))
    assert office.view()["files"] == [{"title": title, "needed": needed} for title, needed in ASKED]
    assert canonical_hash(office.view()["rules"]) == process.rules_sha256
    with office.refuses(TenderIsPublishedAlready):
        ask_for(office)
    call = page.open(f"/tendering/commissions/{office.commission_id}/call").text
    assert f"{INSURANCE} " in call
    assert f"{POLICY} (You can leave it out)" in call


def test_no_more_than_five_files_can_be_asked_for(office: Office) -> None:
    ask_for(office, *((f"File {n}", True) for n in range(5)))
    with office.refuses(FilesAskedAreWrong):
        ask_for(office, *((f"File {n}", True) for n in range(6)))
    answer = Web(office).put(office.commissioner, "tender-files", {"files": [{"title": POLICY, "needed": False}]})
    assert answer.get_json() == {"files": [{"title": POLICY, "needed": False}]}


def test_a_file_is_put_in_read_again_replaced_and_taken_out(scanned: Bidding) -> None:
    page = puts(scanned, name="../\u0a2c\u0a40\u0a2e\u0a3e.exe")
    assert page.path == scanned.at()
    assert "Your file is kept. No virus was found." in page.text
    assert "\u0a2c\u0a40\u0a2e\u0a3e.pdf" in page.text
    for caller in (scanned.ann, scanned.bob):
        answer = own(scanned, caller)
        assert (answer.data, answer.content_type) == (PAPER, "application/pdf")
        assert answer.headers["Content-Disposition"].startswith("attachment; ")
        assert "%E0%A8%AC" in answer.headers["Content-Disposition"]
        assert "no-store" in answer.headers["Cache-Control"]
    assert own(scanned, scanned.rival).status_code in (403, 404)
    puts(scanned, papers.docx(), name="other.docx", confidential="y")
    assert own(scanned, scanned.ann).data == papers.docx()
    assert len(stored_file(scanned)) == 1
    about = json.loads(scanned.part("file-1").value or "")
    assert (about["name"], about["confidential"]) == ("other.docx", True)
    page = scanned.open(scanned.ann, "/files/1/away").send()
    assert "The file is taken out." in page.text
    assert not stored_file(scanned)
    assert own(scanned, scanned.ann).status_code == 404
    assert scanned.part("file-1").value is None


def test_a_virus_a_program_and_what_is_cut_off_are_refused_and_nothing_of_them_is_kept(scanned: Bidding) -> None:
    puts(scanned)
    before = scanned.office.state()
    for content, words in (
        (papers.docx(**{"note.txt": EICAR}), "Our virus check found something in this file (Eicar"),
        (papers.PROGRAM, "This kind of file is not taken"),
        (papers.PDF[:30], "not all of it arrived"),
        (papers.bomb(), "unpack to far more"),
        (b"", "Choose a file."),
    ):
        page = puts(scanned, content, confidential="y")
        assert page.status == 422
        assert words in page.problems[0]
        assert page.value("confidential") == ["y"]
    assert scanned.office.state() == before
    assert own(scanned, scanned.ann).data == PAPER


def test_where_no_virus_check_runs_a_file_is_kept_held_back_and_counts(unscanned: Bidding) -> None:
    page = puts(unscanned)
    assert "held back from everybody until then" in page.text
    assert "It is kept, and it counts." in unscanned.open(unscanned.ann, "/files/1").text
    answer = own(unscanned, unscanned.ann)
    assert answer.status_code == 409
    assert "held back" in answer.get_data(as_text=True)
    unscanned.office.submit(unscanned.ann, unscanned.office.bid_of(unscanned.ann))
    unscanned.office.close()
    unscanned.office.open()


def test_a_file_that_has_to_be_there_is_missed_by_its_name(unscanned: Bidding) -> None:
    assert f"There is no file yet: {INSURANCE}" in unscanned.open(unscanned.ann, "/handing-in").text
    with unscanned.office.refuses(BidIsIncomplete) as caught:
        unscanned.office.submit(unscanned.ann, unscanned.office.bid_of(unscanned.ann))
    assert caught.value.extra["missing"] == [f"{INSURANCE}: no file"]
    puts(unscanned)
    assert "1 file goes with it." in unscanned.open(unscanned.ann, "/handing-in").text


def test_two_colleagues_do_not_overwrite_each_others_file_unseen(unscanned: Bidding) -> None:
    ann, bob = (unscanned.open(caller, "/files/1") for caller in (unscanned.ann, unscanned.bob))
    ann.send_file(PAPER, "hers.pdf")
    bob.send_file(papers.PDF, "his.pdf")
    assert "A colleague changed this file meanwhile" in bob.problems[0]
    assert "hers.pdf" in bob.text
    bob.send_file(papers.PDF, "his.pdf")
    assert bob.path == unscanned.at()


def test_the_receipt_holds_the_files_fingerprint_and_changing_a_bid_takes_its_files_along(scanned: Bidding) -> None:
    office = scanned.office
    puts(scanned)
    receipt = office.submit(scanned.ann, office.bid_of(scanned.ann))
    (told,) = receipt.content["files"]
    assert told["sha256"] == hashlib.sha256(PAPER).hexdigest()
    whole = json.dumps({"sha256": receipt.sha256, "content": receipt.content}, default=str)
    assert len(set(check_receipt(whole.encode()))) == 1
    assert len(set(check_receipt(whole.replace(told["sha256"], "0" * 64).encode()))) == 2
    assert told["sha256"] in scanned.open(scanned.ann, "/receipt").text
    old = office.bid_of(scanned.ann)
    new = office.act(reopen_bid, scanned.ann, bid_id=old.bid_id)
    path = f"/tendering/commissions/{office.commission_id}/bids/{new.bid_id}/own-files/1"
    assert scanned.browser(scanned.ann).client.get(path).data == PAPER


def test_in_the_database_a_file_is_sealed_padded_and_bound_to_its_bid(scanned: Bidding) -> None:
    office = scanned.office
    puts(scanned)
    (row,) = stored_file(scanned)
    assert CANARY not in row.sealed
    assert b"insurance" not in b"".join(part.sealed for part in office.bench.rows(BidPart))
    assert len(row.sealed) == 1024 + 28
    bid = office.bid_of(scanned.ann)
    add_key(office.bench.runtime.keys.path, now=office.bench.now)
    with office.bench.session() as session:
        assert reseal_bid(session, bid_id=bid.bid_id) == len(office.bench.rows(BidPart))
    assert own(scanned, scanned.ann).data == PAPER
    with office.bench.session() as session:
        found = session.scalars(select(BidPart.sealed).where(BidPart.part == "file-2")).first()
        session.execute(update(BidPart).where(BidPart.part == bytes_part(1)).values(sealed=found))
    assert own(scanned, scanned.ann).status_code == 503
    with office.bench.session() as session:
        broken, _ = parts_that_do_not_open(session)
    assert len(broken) == 1
    assert bytes_part(1) in broken[0]


def test_a_file_that_is_gone_from_the_database_stops_the_opening(unscanned: Bidding) -> None:
    office = unscanned.office
    puts(unscanned)
    bid = office.bid_of(unscanned.ann)
    office.submit(unscanned.ann, bid)
    office.close()
    office.open_part(office.commissioner)
    with office.bench.session() as session:
        session.delete(session.get_one(BidPart, (bid.bid_id, bytes_part(1))))
    with office.refuses(ReceiptsDoNotMatch) as caught:
        office.open_part(office.young)
    assert caught.value.extra["bids"] == [bid.bid_id]


def handed_in_and_open(scanned: Bidding) -> Callable[[Role, int], Any]:
    office = scanned.office
    puts(scanned)
    puts(scanned, number=2, confidential="y", name="policy.pdf")
    bid = office.bid_of(scanned.ann)
    office.submit(scanned.ann, bid)
    office.close()
    office.open()
    seats = {role: office.seat(role) for role in Role}

    def reads(role: Role, number: int) -> Any:
        client = scanned.browser(seats[role]).client
        path = f"/tendering/commissions/{office.commission_id}"
        return client.get(f"{path}/bids/{bid.bid_id}/files/{number}" if number else f"{path}/bid-files")

    return reads


def test_files_are_read_once_the_scores_are_locked_by_whoever_checks_bids(scanned: Bidding) -> None:
    reads = handed_in_and_open(scanned)
    for role in Role:
        for number in (1, 2):
            assert reads(role, number).status_code in (403, 404), role
    assert "before the scores are locked" in reads(Role.COMMISSIONER, 0).get_data(as_text=True)
    scanned.office.bench.handle(scanned.office.locked())
    for role in (Role.COMMISSIONER, Role.AUDITOR):
        assert [reads(role, number).data for number in (1, 2)] == [PAPER, PAPER]
        assert "policy.pdf" in reads(role, 0).get_data(as_text=True)
    for role in (Role.YOUNG_PERSON, Role.FACILITATOR):
        assert reads(role, 1).data == PAPER
        assert reads(role, 2).status_code == 404
        assert "policy.pdf" not in reads(role, 0).get_data(as_text=True)
    for role in (Role.PROVIDER, Role.BOARD_MEMBER):
        assert [reads(role, number).status_code for number in (0, 1, 2)] == [403, 403, 403]


def test_a_file_larger_than_fits_is_refused_before_it_is_read(unscanned: Bidding) -> None:
    read = []

    class Sent(io.BytesIO):
        def read(self, *args: Any) -> bytes:
            read.append(args)
            return super().read(*args)

    client = unscanned.browser(unscanned.ann).client
    answer = client.post(
        unscanned.at("/files/1"), input_stream=Sent(),
        environ_overrides={"CONTENT_LENGTH": str(2 * 1024**3)},
        content_type="multipart/form-data; boundary=x",
    )  # fmt: skip
    assert answer.status_code == 413
    assert "The file is larger than is taken here." in answer.get_data(as_text=True)
    assert not read
