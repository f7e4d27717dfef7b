"""A tender that is open, with an organisation of two people, and their browsers without scripts."""

from __future__ import annotations

from services.tendering.app import create_app
from services.tendering.models import Member
from services.tendering.queries.parts import Part
from shared.access import Caller
from shared.roles import Role
from tests.tendering.office import NAMES, Office
from tests.visitor import Visitor


class Bidding:
    """Two colleagues of one organisation, and somebody of another."""

    def __init__(self, office: Office) -> None:
        self.office = office
        office.publish()
        self.ann = office.provider(NAMES[0])
        self.bob = self.colleague()
        self.rival = office.provider(NAMES[1])

    def colleague(self) -> Caller:
        """Seat somebody more of the first organisation."""
        caller = self.office.seat(Role.PROVIDER)
        with self.office.bench.session() as session:
            member = session.get_one(Member, self.ann.holder_id)
            session.add(Member(holder_id=caller.holder_id, organisation_id=member.organisation_id))
        return caller

    def browser(self, caller: Caller) -> Visitor:
        return self.sign_in_again(Visitor(self.office.bench.client(create_app)), caller)

    def sign_in_again(self, page: Visitor, caller: Caller) -> Visitor:
        """Let a browser go on with the page it shows, as after days."""
        headers = self.office.bench.headers(caller)
        page.client.environ_base.update({"HTTP_AUTHORIZATION": headers["Authorization"]})
        return page

    def at(self, path: str = "") -> str:
        return f"/tendering/commissions/{self.office.commission_id}/bid{path}"

    def open(self, caller: Caller, path: str = "") -> Visitor:
        return self.browser(caller).open(self.at(path))

    def answer(self, criterion_id: str) -> str:
        return f"/answers/{criterion_id}"

    def part(self, part: str) -> Part:
        return self.office.content_of(self.ann).parts[part]

    def complete(self) -> None:
        """Let there be a draft with which nothing is wrong."""
        self.office.draft(self.ann)

    def hand_in(self) -> None:
        self.office.hand_in(self.ann)


def html(visitor: Visitor) -> str:
    assert visitor.answer is not None
    return visitor.answer.get_data(as_text=True)
