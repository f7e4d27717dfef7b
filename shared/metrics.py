"""Metrics for Prometheus. None carries a route or an event type: before the opening, a count tells who bid."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram


class Metrics:
    """One service's metrics, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "coproduce_requests", "Requests answered, sealed ones left out.", ["method", "status"],
            registry=self.registry,
        )  # fmt: skip
        self.seconds = Histogram(
            "coproduce_request_seconds", "Time to answer, in seconds.", registry=self.registry,
            buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
        )  # fmt: skip
        self.oldest_unsent = Gauge(
            "coproduce_oldest_unsent_seconds", "Age of the oldest event that waits for the log.",
            registry=self.registry,
        )  # fmt: skip
        self.lag = Gauge("coproduce_consumer_lag", "Events in the log not taken yet.", registry=self.registry)
        self.set_aside = Gauge(
            "coproduce_keys_set_aside", "Commissions that wait behind an event set aside.", registry=self.registry
        )
