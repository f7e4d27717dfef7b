"""A token that ran out while somebody chose a photo: the photo goes along by way of the renewal, unread there."""

from __future__ import annotations

from tests.people.desk import Desk
from tests.people.test_front_door import join
from tests.visitor import Visitor


def test_a_large_form_is_sent_on_as_it_came(desk: Desk) -> None:
    visitor = join(desk, Visitor(desk.client))
    assert visitor.path.endswith("/ready")
    back = f"/specification/commissions/{desk.commission_id}/wall/workshops/a/photos/new"
    kind = "multipart/form-data; boundary=x"
    answer = desk.client.post(f"/people/renewal?next={back}", data=b"\0" * 9 * 1024 * 1024, content_type=kind)
    assert (answer.status_code, answer.headers["Location"]) == (307, back)
