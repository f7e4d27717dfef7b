"""Each service against its own OpenAPI document: what it declares is what it answers, whatever is sent.

Schemathesis makes the calls, right and wrong ones, as people of every role, at moments of one commission at which
the calls reach real things. Every operation begins with the databases as they were at that moment.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from deploy.services import NAMES
from shared.roles import Role
from shared.web.app_factory import declarations
from shared.web.problems import PROBLEM_TYPE
from shared.web.routing import Declaration
from tests.contracts.moments import AWARDED, BIDDING, LOCKED, SCORING, SIGNED, WRITING, Copy, Moment, Told

WHERE = [
    ("people", WRITING), ("specification", WRITING), ("specification", BIDDING), ("tendering", BIDDING),
    ("tendering", AWARDED), ("youth_panel", SCORING), ("youth_panel", LOCKED), ("notifications", AWARDED),
    ("decision_trail", SCORING), ("decision_trail", SIGNED),
]  # fmt: skip
CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance,
    response_schema_conformance,
]  # fmt: skip
RIGHT, WRONG = 12, 8
KIND = {Role.PROVIDER: "provider", Role.YOUNG_PERSON: "young_person"}
HALF = st.booleans()
ONE_IN_EIGHT = st.integers(0, 7).map(lambda number: number == 7)
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@pytest.fixture(scope="module")
def moments(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Moment]:
    return Told(tmp_path_factory.mktemp("told")).moments


@dataclass
class Tried:
    """What came of the calls to one service."""

    cases: int = 0
    succeeded: set[str] = field(default_factory=set)
    statuses: dict[int, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def count(self, label: str, status: int) -> None:
        self.cases += 1
        self.statuses[status] = self.statuses.get(status, 0) + 1
        if status < 300:
            self.succeeded.add(label)


def declaration_of(copy: Copy, operation: Any) -> Declaration:
    path = operation.path
    for name in operation.path.split("{")[1:]:
        path = path.replace("{" + name.split("}")[0] + "}", str(uuid4()))
    endpoint, _ = copy.app.url_map.bind("told").match(path, operation.method.upper())
    return declarations(copy.app)[str(endpoint)]


def callers(moment: Moment, declared: Declaration) -> st.SearchStrategy[str]:
    """Mostly those who may, but anybody may try."""
    who = declared.who
    may = [
        token
        for role, token in moment.tokens.items()
        if who.open or role in who.roles or KIND.get(role, "staff") in who.kinds
    ]
    everybody = ["", *moment.tokens.values()]
    return st.sampled_from(may * 3 * (len(everybody) // max(len(may), 1)) + everybody)


def with_real_ids(value: Any, ids: dict[str, list[str]], data: st.DataObject) -> Any:
    """The same content, about things that exist."""
    if isinstance(value, dict):
        return {
            name: data.draw(st.sampled_from(ids[name]))
            if name in ids and isinstance(inner, str)
            else data.draw(st.permutations(ids[name]))[: len(inner) or 3]
            if name in ids and isinstance(inner, list)
            else with_real_ids(inner, ids, data)
            for name, inner in value.items()
        }
    return [with_real_ids(inner, ids, data) for inner in value] if isinstance(value, list) else value


def address(case: Any, ids: dict[str, list[str]], data: st.DataObject) -> None:
    """Nine times in ten, let the address name what exists."""
    for name in case.path_parameters or {}:
        if name in ids and data.draw(st.integers(0, 9)):
            case.path_parameters[name] = data.draw(st.sampled_from(ids[name]))


def said_to(operation: Any, moment: Moment) -> list[tuple[dict[str, str], dict[str, Any]]]:
    """Where in the story somebody did just this, and what they sent: the values in the address, and the body."""
    form = re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", operation.path) + "$")
    found = []
    for said in moment.said:
        matched = form.match(said.path)
        if matched and said.method == operation.method.upper():
            found.append((matched.groupdict(), said.body))
    return found[:: max(1, len(found) // 20)]


def is_id(value: Any) -> bool:
    return isinstance(value, str) and bool(re.fullmatch("[0-9a-f-]{36}", value))


def try_operation(copy: Copy, moment: Moment, operation: Any, tried: Tried) -> None:
    declared = declaration_of(copy, operation)

    sayings = said_to(operation, moment)

    def right(data: st.DataObject) -> None:
        case = data.draw(operation.as_strategy(generation_mode=GenerationMode.POSITIVE))
        address(case, moment.ids, data)
        if isinstance(case.body, dict):
            case.body = with_real_ids(case.body, moment.ids, data)
            if data.draw(HALF) and sayings:
                saying: st.SearchStrategy[Any] = st.sampled_from(sayings)
                case.path_parameters, body = data.draw(saying)
                case.body = {
                    name: case.body.get(name, own) if data.draw(ONE_IN_EIGHT) else own for name, own in body.items()
                }
        call(case, CHECKS, data)

    def wrong(data: st.DataObject) -> None:
        case = data.draw(operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))
        if all(is_id(value) for value in (case.path_parameters or {}).values()):
            address(case, moment.ids, data)
        call(case, [*CHECKS, negative_data_rejection], data)

    def call(case: Any, checks: list[Any], data: st.DataObject) -> None:
        token = data.draw(callers(moment, declared))
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = case.call(headers=headers)
        tried.count(operation.label, answer.status_code)
        try:
            # What is too large is turned away before it is read.
            asked = [check for check in checks if check is not negative_data_rejection or answer.status_code != 413]
            case.validate_response(answer, checks=asked, headers=headers)
        except FailureGroup as group:
            said = "; ".join(f"{type(each).__name__} {each.message}" for each in group.exceptions)
            sent = f"{case.path_parameters} {case.query} {case.headers} {case.body!r}"
            tried.wrong.append(f"{operation.label}: {answer.status_code} {said} {answer.text[:300]} sent {sent[:600]}")

    repeat(RIGHT, right)
    if operation.body or operation.query or operation.headers or operation.path_parameters:
        repeat(WRONG, wrong)


def repeat(times: int, test: Callable[[st.DataObject], None]) -> None:
    """Run it with as many examples; the same ones each time."""
    run = settings(
        max_examples=times, derandomize=True, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )(given(data=st.data())(test))  # fmt: skip
    run()


@pytest.mark.parametrize(("service", "when"), WHERE, ids=["-".join(each) for each in WHERE])
def test_every_answer_is_one_that_the_document_declares(
    moments: dict[str, Moment], tmp_path: Path, service: str, when: str
) -> None:
    moment = moments[when]
    copy = Copy(moment, service, tmp_path)
    schema = schemathesis.openapi.from_wsgi(f"/{service}/openapi.json", copy.app)
    operations: list[Any] = [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]
    tried = Tried()
    for operation in operations:
        try_operation(copy, moment, operation, tried)
        copy.put_back()
    copy.runtime.close()
    print(f"{service} when {when}: {tried.cases} calls to {len(operations)} operations: {tried.statuses}")  # noqa: T201
    assert tried.wrong == []
    assert tried.cases >= len(operations) * RIGHT
    # A test of which every call is turned away at the door would find nothing.
    # While bids come in the text is locked, and only what is read succeeds.
    least = 4 if (service, when) == ("specification", "bidding") else 3
    assert len(tried.succeeded) >= len(operations) // least


@pytest.fixture
def documents(moments: dict[str, Moment], tmp_path: Path) -> dict[str, Any]:
    copies = {name: Copy(moments[WRITING], name, tmp_path) for name in NAMES}
    found = {name: copy.app.test_client().get(f"/{name}/openapi.json").get_json() for name, copy in copies.items()}
    for copy in copies.values():
        copy.runtime.close()
    return found


def test_every_document_is_valid_openapi(documents: dict[str, Any]) -> None:
    for name, document in documents.items():
        assert [error.message for error in OpenAPIV31SpecValidator(document).iter_errors()] == [], name


def test_every_route_that_changes_or_tells_something_is_in_its_document(
    moments: dict[str, Moment], documents: dict[str, Any], tmp_path: Path
) -> None:
    (tmp_path / "more").mkdir()
    for name in NAMES:
        copy = Copy(moments[WRITING], name, tmp_path / "more")
        addresses = {
            (re.sub(r"<(?:uuid:)?(\w+)>", r"{\1}", rule.rule), method.lower())
            for rule in copy.app.url_map.iter_rules()
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
            if "_pages." not in rule.endpoint
        }
        copy.runtime.close()
        described = {(path, method) for path, item in documents[name]["paths"].items() for method in item} & addresses
        rest = {path.removeprefix(f"/{name}") for path, _ in addresses - described}
        assert rest == {
            "/health/live",
            "/health/ready",
            "/metrics",
            "/openapi.json",
            "/docs",
            "/docs.css",
            "/set-aside",
            "/my-data.json",
        }


def test_a_method_that_an_address_does_not_take_is_refused_and_the_others_are_named(
    moments: dict[str, Moment], documents: dict[str, Any], tmp_path: Path
) -> None:
    (tmp_path / "more").mkdir()
    moment = moments[WRITING]
    headers = {"Authorization": f"Bearer {moment.tokens[Role.COMMISSIONER]}"}
    asked = 0
    for name in NAMES:
        copy = Copy(moment, name, tmp_path / "more")
        client = copy.app.test_client()
        for path, item in documents[name]["paths"].items():
            where = re.sub(r"\{\w+\}", moment.commission_id, path)
            declared = {method.upper() for method in item if method.upper() in METHODS}
            taken = declared | {"OPTIONS"} | ({"HEAD"} if "GET" in declared else set())
            for method in {*METHODS, "TRACE"} - declared:
                answer = client.open(where, method=method, headers=headers)
                assert answer.status_code == 405, (method, path)
                assert set(answer.headers["Allow"].split(", ")) == taken, (method, path)
                assert (answer.content_type, answer.get_json()["code"]) == (PROBLEM_TYPE, "method_not_allowed")
                asked += 1
        copy.runtime.close()
    assert asked > 200
