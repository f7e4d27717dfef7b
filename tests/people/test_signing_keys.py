from __future__ import annotations

from dataclasses import replace

from cryptography.hazmat.primitives.serialization import load_pem_private_key

from services.people.models import SigningKey
from services.people.use_cases.publish_signing_key import publish_signing_key
from services.people.worker import ensure_signing_key
from shared.contracts.people import SigningKeyPublished
from tests.kit import SECRET
from tests.people.desk import Desk


def published(desk: Desk) -> list[SigningKeyPublished]:
    return [event for event in desk.bench.events() if isinstance(event, SigningKeyPublished)]


def rotated(desk: Desk) -> str:
    with desk.session() as session:
        return publish_signing_key(session, desk.settings, now=desk.bench.now).key_id


def test_a_deployment_publishes_its_first_key_once(desk: Desk) -> None:
    ensure_signing_key(desk.bench.runtime)
    (key,) = desk.bench.rows(SigningKey)
    (event,) = published(desk)
    assert (event.key_id, event.public_key, event.published_at) == (key.key_id, key.public_key, desk.bench.now)
    assert desk.bench.recorded()[0].actor == "system"


def test_what_is_published_is_the_public_half_alone(desk: Desk) -> None:
    (event,) = published(desk)
    assert set(event.public_key) == {"kty", "crv", "x", "kid", "use", "alg"}
    assert (event.public_key["kty"], event.public_key["crv"]) == ("OKP", "Ed25519")


def test_the_private_half_is_locked_with_the_secret(desk: Desk) -> None:
    (key,) = desk.bench.rows(SigningKey)
    assert key.locked_private_key.startswith("-----BEGIN ENCRYPTED PRIVATE KEY-----")
    assert load_pem_private_key(key.locked_private_key.encode(), password=SECRET.encode())


def test_after_a_rotation_the_new_key_signs_and_the_old_tokens_still_open(desk: Desk) -> None:
    person = desk.person()
    before = desk.sign_in(person)
    new = rotated(desk)
    after = desk.sign_in(person)
    assert [event.key_id for event in published(desk)][-1] == new
    assert before["token"].split(".")[0] != after["token"].split(".")[0]
    for found in (before, after):
        assert desk.ask("GET", "/me", found["token"]).status_code == 200


def test_a_retired_key_can_never_sign_again(desk: Desk) -> None:
    new = rotated(desk)
    kept = {key.key_id: key for key in desk.bench.rows(SigningKey)}
    (old,) = [key for key_id, key in kept.items() if key_id != new]
    assert (old.retired_at, old.locked_private_key) == (desk.bench.now, None)
    assert kept[new].retired_at is None


def test_a_new_secret_gets_a_new_key_at_the_next_migration(desk: Desk) -> None:
    other = replace(desk.bench.runtime, settings=replace(desk.settings, secret="another secret, just as long as this"))
    ensure_signing_key(other)
    ensure_signing_key(other)
    assert len(published(desk)) == 2


def test_a_token_of_somebody_elses_key_opens_nothing(desk: Desk) -> None:
    from joserfc.jwk import OKPKey  # noqa: PLC0415

    from shared.access.tokens import sign  # noqa: PLC0415

    person = desk.person()
    session_id = desk.sign_in(person)["session_id"]
    (key,) = desk.bench.rows(SigningKey)
    for key_id in (key.key_id, "made-up", ""):
        forged = sign(
            holder_id=person.holder_id, session_id=session_id, kind=person.kind, now=desk.bench.now,
            confirmed_at=desk.bench.now,
            key=OKPKey.generate_key("Ed25519", {"kid": key_id}),
        )  # fmt: skip
        assert desk.ask("GET", "/me", forged).status_code == 401
