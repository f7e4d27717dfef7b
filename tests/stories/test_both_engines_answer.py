"""The system starts on each engine, and what people do travels between the services."""

from __future__ import annotations

from tests.system import RunningSystem


def test_every_service_is_ready_and_the_landing_page_is_there(system: RunningSystem) -> None:
    assert system.client.get("/").status_code == 200
    for name in ("people", "tendering", "decision_trail"):
        found = system.client.get(f"/{name}/health/ready").json()
        assert found["checks"]["migrations"] == "current"
        assert found["status"] == "ready"
