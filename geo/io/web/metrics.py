"""/metrics for Prometheus: requests, and how the data stand. Labels come from our own lists of
routes, cities, diseases and states, never from what somebody sends."""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from prometheus_client import CollectorRegistry, Histogram, generate_latest
from prometheus_client import Counter as Count
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.metrics_core import GaugeMetricFamily, Metric

from geo.errors import JagaError
from geo.io import batches
from geo.io.tables import OBSERVATIONS
from geo.io.web.answers import Answer
from geo.io.web.operations import Ask, Operation
from geo.io.web.service import Service

OTHER = "other"
"""Route of what is asked for and does not exist."""
_SECONDS = (0.005, 0.02, 0.1, 0.5, 1.0, 2.0, 5.0)


class Metrics:
    """The figures of one process."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._registry = CollectorRegistry()
        names = ["route", "status"]
        self._requests = Count(
            "jaga_requests", "Requests by route and status.", names, registry=self._registry
        )
        self._seconds = Histogram(
            "jaga_request_seconds",
            "Seconds from a request to its answer.",
            ["route"],
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._registry.register(_Data(service))

    def count(self, route: str, status: int, seconds: float) -> None:
        """Note one answered request."""
        self._requests.labels(route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def text(self) -> str:
        """Everything in the text format."""
        return generate_latest(self._registry).decode()

    def operation(self) -> Operation:
        """The route that shows them."""

        def run(ask: Ask) -> Answer:
            return Answer(CONTENT_TYPE_PLAIN_0_0_4, self.text)

        gives = {200: (CONTENT_TYPE_PLAIN_0_0_4, "Text")}
        return Operation("metrics", "/metrics", "web.route.metrics", run, gives, faults=(400, 401))


class _Data:
    """The state of the store, asked at the moment it is shown; ``jaga_store_up`` 0 and nothing else
    where it can't be read."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def describe(self) -> list[Metric]:
        """Nothing: the store isn't asked before somebody looks."""
        return []

    def collect(self) -> Iterator[Metric]:
        """The gauges."""
        up = GaugeMetricFamily("jaga_store_up", "1 where the store can be read.")
        try:
            families = self._gauges()
        except JagaError:
            self._service.forget_store()
            up.add_metric([], 0)
            yield up
            return
        up.add_metric([], 1)
        yield up
        yield from families

    def _gauges(self) -> list[GaugeMetricFamily]:
        place = ["city", "disease"]
        updated = GaugeMetricFamily(
            "jaga_data_updated_timestamp_seconds",
            "When the newest batch that counts was published.",
            labels=place,
        )
        age = GaugeMetricFamily(
            "jaga_data_age_seconds",
            "Seconds since the end of the newest day on record.",
            labels=place,
        )
        states = GaugeMetricFamily("jaga_batches", "Batches by state.", labels=[*place, "state"])
        for city in self._service.cities:
            for disease in self._service.diseases:
                found = self._service.store.batches(city, disease)
                tally = Counter[str](batch.state for batch in found)
                for state in ("published", "retracted"):  # drafts are nobody else's business
                    states.add_metric([city, disease, state], tally[state])
                counted = batches.counted(found)
                if counted:
                    newest = max(batch.state_at for batch in counted)
                    updated.add_metric([city, disease], newest.timestamp())
                if (end := self._end(city, disease, counted)) is not None:
                    age.add_metric([city, disease], max(0.0, time.time() - end))
        return [updated, age, states]

    def _end(self, city: str, disease: str, counted: list[batches.Batch]) -> float | None:
        """The end of the newest day on record in the city, seconds since 1970; None without any."""
        indicator = self._service.diseases[disease].case_indicator
        query = (
            sa.select(sa.func.max(OBSERVATIONS.c.date))
            .where(OBSERVATIONS.c.city == city, OBSERVATIONS.c.disease == disease)
            .where(OBSERVATIONS.c.indicator == indicator)
            .where(OBSERVATIONS.c.batch_id.in_([batch.id for batch in counted]))
        )
        with self._service.store.reading() as connection:
            day = connection.scalar(query)
        if day is None:
            return None
        return _midnight_after(str(day), self._service.cities[city].timezone)


def _midnight_after(day: str, timezone: str) -> float:
    start = dt.datetime.fromisoformat(day[:10]).replace(tzinfo=ZoneInfo(timezone))
    return start.timestamp() + 86_400
