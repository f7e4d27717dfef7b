"""Photos of a workshop's wall: who adds, sees and takes them away, and that a wrong one leaves only its words."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image
from werkzeug.datastructures import FileStorage

from services.specification.app import create_app
from services.specification.models import RecordedWorkshop, WorkshopPhoto
from services.specification.rules.commissions import RulesAreLocked
from services.specification.rules.photos import NoSuchPhoto, TooManyPhotos
from services.specification.use_cases.add_photo import add_photo
from services.specification.use_cases.take_photo_away import take_photo_away
from shared.access import Caller
from shared.roles import Role
from tests.specification.test_pages import at, browser, html
from tests.specification.test_workshops import held
from tests.specification.workshop import Workshop
from tests.visitor import Visitor

ON_IT = "A wall with yellow notes. Most of them say “tea”."
INSIDE = (Role.BOARD_MEMBER, Role.EVALUATOR)


def jpeg(colour: str = "yellow", size: tuple[int, int] = (300, 200)) -> bytes:
    place = Image.Exif()
    place[0x013B] = "52 Hidden Lane"
    to = io.BytesIO()
    Image.new("RGB", size, colour).save(to, "JPEG", exif=place)
    return to.getvalue()


def here(workshop: Workshop, where: RecordedWorkshop, path: str = "") -> str:
    return at(workshop, f"/wall/workshops/{where.workshop_id}{path}")


def sends(page: Visitor, content: bytes | None, name: str = "wall.jpg", **typed: str) -> Visitor:
    """Send the form that this page shows, with a file."""
    return page.send_file(content, name, **{"alt": ON_IT, **typed})


def adding(workshop: Workshop, where: RecordedWorkshop, caller: Caller | None = None) -> Visitor:
    return browser(workshop, caller or workshop.facilitator).open(here(workshop, where, "/photos/new"))


def added(workshop: Workshop, where: RecordedWorkshop, **fields: Any) -> WorkshopPhoto:
    said = {"workshop_id": where.workshop_id, "content": jpeg(), "width": 300, "height": 200, "alt": ON_IT, **fields}
    found: WorkshopPhoto = workshop.act(add_photo, workshop.facilitator, **said)
    return found


def away(workshop: Workshop, photo: WorkshopPhoto, reason: str = "A face is on it.", **fields: Any) -> None:
    said = {"commission_id": workshop.commission_id, "workshop_id": photo.workshop_id, **fields}
    with workshop.bench.session() as session:
        take_photo_away(session, **said, photo_id=photo.photo_id, reason=reason, now=workshop.bench.now)


def pictures(page: Visitor) -> list[str]:
    return re.findall(r'<img class="co-photo" src="([^"]+)"', html(page))


@pytest.mark.parametrize(("kind", "name"), [("JPEG", "wall.exe"), ("PNG", "wall.jpg"), ("WEBP", "wall")])
def test_a_facilitator_adds_a_photo_and_everybody_inside_sees_it(workshop: Workshop, kind: str, name: str) -> None:
    where, to = held(workshop), io.BytesIO()
    Image.new("RGB", (2600, 1300), "yellow").save(to, kind)
    before = len(workshop.bench.recorded())
    page = sends(adding(workshop, where), to.getvalue(), name)
    assert page.heading == "Workshop: A made-up youth club"
    assert "The photo is here." in page.text
    (kept,) = workshop.bench.rows(WorkshopPhoto)
    assert (kept.width, kept.height, kept.alt, kept.seat_id) == (2000, 1000, ON_IT, workshop.facilitator.seat_id)
    assert len(workshop.bench.recorded()) == before, "no event tells of it"
    inside = [workshop.commissioner, workshop.young[0], *(workshop.seat(role) for role in INSIDE)]
    for reader in inside:
        visitor = browser(workshop, reader).open(here(workshop, where))
        assert "No faces, no names" in visitor.text.split("Ideas from here")[0]
        assert f'width="2000" height="1000" alt="{ON_IT}"' in html(visitor)
        (address,) = set(pictures(visitor))
        answer = visitor.client.get(address)
        picture = Image.open(io.BytesIO(answer.data))
        assert (picture.format, picture.size) == ("JPEG", (2000, 1000))


def test_a_photo_is_served_as_a_picture_alone_and_kept_by_no_browser(workshop: Workshop) -> None:
    where = held(workshop)
    sends(adding(workshop, where), jpeg())
    page = browser(workshop, workshop.young[0]).open(here(workshop, where))
    (address,) = pictures(page)
    answer = page.client.get(address)
    assert b"52 Hidden Lane" not in answer.data
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert "img-src 'self'" in answer.headers["Content-Security-Policy"]
    (kept,) = workshop.bench.rows(WorkshopPhoto)
    away(workshop, kept)
    assert page.client.get(address).status_code == 404


def test_only_facilitators_add_photos_and_providers_see_none(workshop: Workshop) -> None:
    where = held(workshop)
    photo = added(workshop, where)
    picture = here(workshop, where, f"/photos/{photo.photo_id}.jpg")
    others = [workshop.commissioner, workshop.young[0], workshop.provider, *(workshop.seat(role) for role in INSIDE)]
    for other in others:
        assert adding(workshop, where, other).status == 403
        sent = {"file": FileStorage(io.BytesIO(jpeg()), "wall.jpg"), "alt": ON_IT}
        assert browser(workshop, other).post_file(here(workshop, where, "/photos/new"), sent).status_code == 403
    provider = browser(workshop, workshop.provider)
    assert provider.open(here(workshop, where)).status == 403
    assert provider.open(picture).status == 403
    workshop.publish()
    assert provider.open(picture).status == 403
    elsewhere = Workshop(workshop.bench)
    assert browser(workshop, elsewhere.facilitator).open(picture).status == 403
    assert workshop.bench.client(create_app).get(picture).status_code == 401
    assert len(workshop.bench.rows(WorkshopPhoto)) == 1


def test_a_photo_is_found_at_its_own_workshop_alone(workshop: Workshop) -> None:
    where, other = held(workshop), held(workshop, venue="Elsewhere")
    photo = added(workshop, where)
    reader = browser(workshop, workshop.facilitator)
    assert reader.open(here(workshop, other, f"/photos/{photo.photo_id}.jpg")).status == 404
    assert reader.open(here(workshop, other, f"/photos/{photo.photo_id}/away")).status == 404
    elsewhere = Workshop(workshop.bench)
    stranger = browser(workshop, elsewhere.facilitator)
    assert stranger.open(here(elsewhere, where, f"/photos/{photo.photo_id}.jpg")).status == 404
    assert stranger.open(here(elsewhere, where, "/photos/new")).status == 404


WRONG = {
    "none": (None, "Choose a photo."),
    "empty": (b"", "Choose a photo."),
    "9 MB": (jpeg().ljust(9 * 1024 * 1024, b"\0"), "at most 8 MB fit"),
    "a renamed program": (b"MZ\x90\0" + b"\0" * 500, "Choose a JPEG, PNG or WebP file."),
    "half of one": (jpeg()[:-100], "is broken"),
    "HEIC": (b"\0\0\0\x24ftypheic" + b"\0" * 300, "This is a HEIC photo"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_file_leaves_nothing_and_what_was_typed_stays(workshop: Workshop, name: str) -> None:
    content, words = WRONG[name]
    page = adding(workshop, held(workshop))
    before = workshop.state()
    sends(page, content)
    assert page.status == 422
    assert [words in each for each in page.problems] == [True]
    assert '<a href="#file">' in html(page), "the summary leads to the field"
    assert page.value("alt") == [ON_IT]
    assert workshop.state() == before


def test_without_words_for_it_nothing_is_kept_and_the_photo_is_asked_for_again(workshop: Workshop) -> None:
    page = adding(workshop, held(workshop))
    before = workshop.state()
    sends(page, jpeg(), alt=" ")
    assert page.status == 422
    assert page.problems == ["Choose the photo again. It was not kept.", "Write what is on the photo."]
    assert workshop.state() == before
    sends(page, jpeg(), alt="Call 07700 900123 or ask Ala.")
    assert "This looks like a phone number" in page.problems[-1]
    assert page.value("alt") == ["Call 07700 900123 or ask Ala."]
    assert workshop.state() == before
    sends(page, jpeg())
    assert "The photo is here." in page.text


def test_more_than_the_page_takes_is_refused_before_it_is_read(workshop: Workshop) -> None:
    page = adding(workshop, held(workshop))
    before = workshop.state()
    sends(page, jpeg().ljust(11 * 1024 * 1024, b"\0"))
    assert page.status == 413
    assert "The file is larger than is taken here. Choose a smaller one." in page.text
    assert workshop.state() == before


def test_other_pages_take_as_little_as_before(workshop: Workshop) -> None:
    page = browser(workshop, workshop.facilitator).open(here(workshop, held(workshop), "/stickies"))
    sends(page, b"\0" * 2 * 1024 * 1024)
    assert page.status == 413
    assert "The request is larger than 1 MiB" in page.text


def test_whoever_may_not_add_one_sends_nothing_large(workshop: Workshop) -> None:
    where = held(workshop)
    read = []

    class Sent(io.BytesIO):
        def read(self, *args: Any) -> bytes:
            read.append(args)
            return super().read(*args)

    client = browser(workshop, workshop.young[0]).client
    length = 5 * 1024 * 1024
    answer = client.post(
        here(workshop, where, "/photos/new"), input_stream=Sent(b"\0" * length), content_length=length,
        content_type="multipart/form-data; boundary=x",
    )  # fmt: skip
    assert answer.status_code == 403
    assert not read


def test_the_same_form_sent_twice_is_one_photo_and_with_another_file_a_second_one(workshop: Workshop) -> None:
    where = held(workshop)
    page = adding(workshop, where)
    data, path = {**dict(page.read.forms[0].values), "alt": ON_IT}, page.path
    data.pop("file", None)

    def again(content: bytes) -> int:
        sent = {**data, "file": FileStorage(io.BytesIO(content), "wall.jpg")}
        assert page.post_file(path, sent).status_code == 303
        return len(workshop.bench.rows(WorkshopPhoto))

    assert [again(jpeg()), again(jpeg()), again(jpeg("green")), again(jpeg("green"))] == [1, 1, 2, 2]


def test_six_photos_fit_and_no_more(workshop: Workshop) -> None:
    where = held(workshop)
    photos = [added(workshop, where) for _ in range(6)]
    with pytest.raises(TooManyPhotos):
        added(workshop, where)
    page = browser(workshop, workshop.facilitator).open(here(workshop, where))
    assert len(pictures(page)) == 6
    assert "Add a photo of the wall" not in page.text
    away(workshop, photos[0])
    added(workshop, where)
    added(workshop, held(workshop, venue="Elsewhere"))


@pytest.mark.parametrize("role", ["facilitator", "commissioner"])
def test_a_photo_is_taken_away_for_good_and_why_stands_in_its_place(workshop: Workshop, role: str) -> None:
    where = held(workshop)
    photo = added(workshop, where)
    page = browser(workshop, getattr(workshop, role)).open(here(workshop, where))
    path = here(workshop, where, f"/photos/{photo.photo_id}/away")
    assert f'href="{path}"' in html(page)
    page.open(path)
    assert len(pictures(page)) == 1
    page.send(reason=" ")
    assert page.problems == ["Write the reason."]
    assert len(workshop.bench.rows(WorkshopPhoto)) == 1
    page.send(reason="A face is on it.")
    assert "The photo was taken away: A face is on it." in page.text
    assert not pictures(page)
    with workshop.bench.runtime.read_sessions() as session:
        (kept,) = session.query(WorkshopPhoto)
        assert (kept.data, kept.sha256, kept.alt, kept.taken_away_why) == (None, "", "", "A face is on it.")
    young = browser(workshop, workshop.young[0])
    assert "The photo was taken away: A face is on it." in young.open(here(workshop, where)).text
    assert young.open(path).status == 403
    with pytest.raises(NoSuchPhoto):
        away(workshop, photo)


def test_once_the_text_is_finished_no_photo_comes_and_a_face_can_still_go(workshop: Workshop) -> None:
    where = held(workshop)
    photo = added(workshop, where)
    workshop.publish()
    with pytest.raises(RulesAreLocked):
        added(workshop, where)
    page = sends(adding(workshop, where), jpeg()) if adding(workshop, where).read.forms[1:] else adding(workshop, where)
    assert "The text is finished. Nothing can be added any more." in page.text
    leader = browser(workshop, workshop.facilitator).open(here(workshop, where))
    assert "Take this photo away" in leader.text
    away(workshop, photo)
    assert "The photo was taken away" in leader.open(here(workshop, where)).text


def test_my_data_says_that_i_added_one_and_holds_no_picture(workshop: Workshop) -> None:
    added(workshop, held(workshop))
    workshop.bench.advance(timedelta(seconds=1))
    mine = browser(workshop, workshop.facilitator).client.get("/specification/my-data.json").get_json()
    (told,) = mine["held"]["workshop_photos"]
    assert told["alt"] == ON_IT
    assert "data" not in told
