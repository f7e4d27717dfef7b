"""Content that cannot be taken: each is a clear problem, and nothing is left behind."""

from __future__ import annotations

import io
import json
import socket
from threading import Thread
from typing import Any

import pytest
import waitress

from shared.web.schemas import ExactDecimalField
from tests.shared.web.desk import NOTE, Desk, refused
from tests.shared.web.toy import Note

MIB = 1024 * 1024
SOME_ID = "5b0c9a3e-0d6e-4d8a-9c39-1f2f6f0a7c41"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "The content is not JSON: line 1, column 1."),
        (b"{", "The content is not JSON: line 1, column 2."),
        (b'{"words":"a",}', "The content is not JSON: line 1"),
        (b'{"words":"a"} x', "The content is not JSON: line 1"),
        (b"{'words':'a'}", "The content is not JSON: line 1"),
        (b'{"words":"\x00"}', "The content is not JSON: line 1"),
        (b'\xef\xbb\xbf{"words":"a"}', "The content is not JSON: line 1, column 1."),
        (b'{"words":"\xff"}', "The content is not UTF-8: byte 10 cannot be read."),
        (b'{"words":"\xed\xa0\x80"}', "The content is not UTF-8: byte 10 cannot be read."),
        ('{"words":"a"}'.encode("utf-16"), "The content is not UTF-8: byte 0 cannot be read."),
        (b'{"words":"a","words":"b"}', "a name stands twice in one object"),
        (b'{"words":"a","parts":[{"words":"a","words":"a"}]}', "a name stands twice in one object"),
        (b'{"words":"a","count":NaN}', "NaN is not JSON"),
        (b'{"words":"a","count":Infinity}', "Infinity is not JSON"),
        (b'{"words":"a","count":-Infinity}', "-Infinity is not JSON"),
        (b'{"words":"a","count":1e400}', "a number is larger than can be counted with"),
        (b'{"words":"a","count":' + b"9" * 5000 + b"}", "a number is larger than can be counted with"),
        (b'{"words":' + b"[" * 21 + b"]" * 21 + b"}", "The content is nested more than 20 levels deep."),
        (b"[" * 10_000 + b"]" * 10_000, "nested"),
        (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, "nested"),
        (b"[" * 10_000, "nested"),
    ],
)
def test_bytes_that_are_not_the_json_we_take_are_refused_and_say_where(desk: Desk, data: bytes, words: str) -> None:
    found = refused(desk.send(desk.at(), data=data, by=desk.young, key="k"), 400, "malformed_request")
    assert words in found["detail"]
    assert desk.nothing_is_left()


@pytest.mark.parametrize("body", [[], [NOTE], "note", 7, 1.5, True, None])
def test_json_that_is_not_an_object_is_refused(desk: Desk, body: Any) -> None:
    data = json.dumps(body).encode()
    found = refused(desk.send(desk.at(), data=data, by=desk.young, key="k"), 422, "content_is_wrong")
    assert found["detail"] == "content: Send an object."
    assert desk.nothing_is_left()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("words", None, "null"),
        ("words", 7, "Write this as text."),
        ("words", ["a"], "Write this as text."),
        ("words", "", "Write something here."),
        ("words", " \n\t ", "Write something here."),
        ("words", "\u200b\u2060 \ufeff\u00ad", "Write something here."),
        ("words", "\u2800\u3164\uffa0\n\U000e0041", "Write something here."),
        ("title", "\u202e\u200f", "Write something here."),
        ("words", "a" * 201, "This is 201 characters long; at most 200 fit."),
        ("words", "a\x00b", "characters that cannot be shown"),
        ("words", "a\x1b[31mb", "characters that cannot be shown"),
        ("words", "a\x85b", "characters that cannot be shown"),
        ("words", "half a \ud83d pair", "characters that cannot be shown"),
        ("title", "two\nlines", "characters that cannot be shown"),
        ("title", "two\u2028lines", "characters that cannot be shown"),
        ("title", "", "Write something here."),
        ("count", 0, "1"),
        ("count", 11, "10"),
        ("count", "7", "Write this as a whole number."),
        ("count", 7.0, "Write this as a whole number."),
        ("count", True, "Write this as a whole number."),
        ("count", 10**30, "10"),
        ("price", 1.5, "Write this as a decimal number in quotes"),
        ("price", "1e3", "Write this as a decimal number in quotes"),
        ("price", "NaN", "Write this as a decimal number in quotes"),
        ("price", "\u0661", "Write this as a decimal number in quotes"),
        ("price", "1.005", "At most 2 digits may stand after the point."),
        ("price", "-0.01", "at least 0"),
        ("price", "1" * 16, "Write this as a decimal number in quotes"),
        ("at", "2026-03-02T17:00:00", "Say which zone this time is in"),
        ("at", "yesterday", "Write this as a time"),
        ("at", 1_772_000_000, "Write this as a time"),
        ("at", "0001-01-01T00:00:00+14:00", "Write this as a time"),
        ("about", "7", "This is not an identifier."),
        ("about", SOME_ID + "0", "This is not an identifier."),
        ("about", 7, "This is not an identifier."),
        ("parts", {"words": "a"}, "list"),
        ("parts", [{"words": 1}], "Write this as text."),
        ("parts", ["a"], "Send an object."),
    ],
)
def test_a_field_that_is_wrong_is_named_with_what_is_wrong(desk: Desk, field: str, value: Any, words: str) -> None:
    found = refused(desk.write({**NOTE, field: value}, key="k"), 422, "content_is_wrong")
    assert [error["field"].split(".")[0] for error in found["errors"]] == [field]
    assert words in found["errors"][0]["message"]
    assert words in found["detail"]
    assert desk.nothing_is_left()


@pytest.mark.parametrize("words", ["\U0001f44d", "\u06cc\u06a9\u200c\u0634\u0646\u0628\u0647", "?", "\u200bwell"])
def test_what_can_be_seen_is_taken_with_what_joins_it(desk: Desk, words: str) -> None:
    assert desk.write({**NOTE, "words": words}).get_json()["words"] == words


def test_a_decimal_has_no_minus_zero() -> None:
    assert str(ExactDecimalField(places=2).deserialize("-0.00")) == "0.00"


@pytest.mark.parametrize("name", ["word", "", "__class__", "words.words", "a" * 5000, "\ud800", "\x00", "<script>"])
def test_a_field_that_is_not_known_is_refused_so_that_a_misspelt_one_is_noticed(desk: Desk, name: str) -> None:
    found = refused(desk.write({**NOTE, name: 1}, key="k"), 422, "content_is_wrong")
    assert found["errors"][0]["message"] == "This field is not known here. Is it spelt right?"
    assert desk.nothing_is_left()


def test_a_field_that_is_missing_is_named(desk: Desk) -> None:
    found = refused(desk.send(desk.at(), {}, by=desk.young), 422)
    assert [error["field"] for error in found["errors"]] == ["words"]


def test_every_wrong_field_is_told_at_once(desk: Desk) -> None:
    wrong = {"words": 1, "count": "x", "parts": [{"words": "fine"}, {"words": ""}]}
    found = refused(desk.write(wrong), 422)
    assert {error["field"] for error in found["errors"]} == {"words", "count", "parts.1.words"}


@pytest.mark.parametrize(
    "content_type", ["", "text/plain", "text/html", "application/x-www-form-urlencoded", "multipart/form-data", "json"]
)
def test_content_of_another_type_is_refused(desk: Desk, content_type: str) -> None:
    data = json.dumps(NOTE).encode()
    refused(desk.send(desk.at(), data=data, by=desk.young, content_type=content_type), 415, "not_json")
    assert desk.nothing_is_left()


def test_json_with_a_charset_or_a_type_of_its_own_is_taken(desk: Desk) -> None:
    data = json.dumps(NOTE).encode()
    for content_type in ("application/json; charset=utf-8", "application/vnd.note+json"):
        assert desk.send(desk.at(), data=data, by=desk.young, content_type=content_type).status_code == 201


def big(size: int) -> bytes:
    frame = b'{"words":""}'
    return frame[:-2] + b"a" * (size - len(frame)) + frame[-2:]


def test_content_of_one_mebibyte_is_read_and_one_byte_more_is_too_large(desk: Desk) -> None:
    refused(desk.send(desk.at(), data=big(MIB), by=desk.young), 422, "content_is_wrong")
    found = refused(desk.send(desk.at(), data=big(MIB + 1), by=desk.young, key="k"), 413, "too_large")
    assert "1 MiB" in found["detail"]
    assert desk.nothing_is_left()


def test_content_without_a_length_is_counted_as_it_is_read(desk: Desk) -> None:
    headers = {**desk.bench.headers(desk.young), "Transfer-Encoding": "chunked"}
    for size, status in ((MIB, 422), (MIB + 1, 413), (3 * MIB, 413)):
        answer = desk.client.post(
            desk.at(), input_stream=io.BytesIO(big(size)), content_type="application/json", headers=headers,
            environ_overrides={"wsgi.input_terminated": True},
        )  # fmt: skip
        refused(answer, status)
    assert desk.nothing_is_left()


@pytest.mark.parametrize("size", [len(big(100)), MIB + 1])
def test_content_in_chunks_over_a_real_connection_is_taken_or_refused_like_any_other(desk: Desk, size: int) -> None:
    server: Any = waitress.create_server(desk.app, host="127.0.0.1", port=0, threads=1)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    try:
        with socket.create_connection(("127.0.0.1", server.effective_port), timeout=10) as connection:
            head = f"POST {desk.at()} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            head += "Content-Type: application/json\r\n"
            token = desk.bench.headers(desk.young)["Authorization"]
            connection.sendall(f"{head}Authorization: {token}\r\nTransfer-Encoding: chunked\r\n\r\n".encode())
            body = big(size)
            for start in range(0, len(body), 65_536):
                chunk = body[start : start + 65_536]
                connection.sendall(f"{len(chunk):x}\r\n".encode() + chunk + b"\r\n")
            connection.sendall(b"0\r\n\r\n")
            answer = b"".join(iter(lambda: connection.recv(65_536), b"")).decode()
    finally:
        server.close()
        thread.join(10)
    assert answer.startswith("HTTP/1.1 201" if size == 100 else "HTTP/1.1 413"), answer[:200]
    assert len(desk.bench.rows(Note)) == (1 if size == 100 else 0)


@pytest.mark.parametrize("wrong", ["7", "not-an-id", SOME_ID[:-1], SOME_ID + "0", "%00", "%ff", "..", "' OR 1=1 --"])
def test_an_address_with_something_that_is_no_id_leads_nowhere(desk: Desk, wrong: str) -> None:
    refused(desk.send(f"/tendering/commissions/{wrong}/notes", NOTE, by=desk.young, key="k"), 404)
    assert desk.nothing_is_left()


def test_an_idempotency_key_that_is_none_is_refused(desk: Desk) -> None:
    for key in (" ", "a b", "a" * 201, "\xe9", "\t"):
        refused(desk.write(key=key), 400, "idempotency_key_is_wrong")
    answer = desk.client.post(desk.at(), json=NOTE, headers={**desk.bench.headers(desk.young), "Idempotency-Key": ""})
    refused(answer, 400, "idempotency_key_is_wrong")
    assert desk.nothing_is_left()
    assert desk.write(key="a" * 200).status_code == 201
