"""/metrics for Prometheus: requests, page runs, errors, the process, and how store and data stand.
Labels come from our own lists of routes, pages, caches, cities, diseases and states, never from
what somebody sends; no figure counts cases, zones or people."""

from __future__ import annotations

import datetime as dt
import platform
import time
from collections import Counter
from collections.abc import Callable, Iterator
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric

from geo.errors import JagaError
from geo.io import batches, moments
from geo.io.figures import PROCESS, Figures, Served
from geo.io.tables import DELIVERIES, OBSERVATIONS, VERSION
from geo.io.web import paths
from geo.io.web.answers import Answer
from geo.io.web.operations import Ask, Operation
from geo.io.web.service import Service
from geo.settings import PROGRAM

AskServed = Callable[[], Served | None]
OTHER = "other"
"""Route of what is asked for and does not exist."""
DAY_S = 86_400


class Metrics:
    """What the process counted (``figures``), with the state of the store and of the server."""

    def __init__(
        self, service: Service, served: AskServed | None = None, figures: Figures = PROCESS
    ) -> None:
        """``served`` asks the server of the pages; None where there is none."""
        self.figures = figures
        self._registry = CollectorRegistry()
        self._registry.register(_Data(service))
        self._registry.register(_Server(served))
        ProcessCollector(registry=self._registry)

    def text(self) -> str:
        """Everything in the text format."""
        found = (generate_latest(one) for one in (self.figures.registry, self._registry))
        return b"".join(found).decode()

    def operation(self) -> Operation:
        """The route that shows them."""

        def run(ask: Ask) -> Answer:
            return Answer(CONTENT_TYPE_PLAIN_0_0_4, self.text)

        gives = {200: (CONTENT_TYPE_PLAIN_0_0_4, "Text")}
        return Operation(
            "metrics", paths.FIGURES, "web.route.metrics", run, gives, faults=(400, 401)
        )


class _Server:
    """The program's version, sessions that are open, and how often each cache had its answer."""

    def __init__(self, served: AskServed | None) -> None:
        self._served = served

    def describe(self) -> list[Metric]:
        """Nothing: asked at the moment it is shown."""
        return []

    def collect(self) -> Iterator[Metric]:
        """The gauges; those of the pages only where they are served."""
        versions = {"version": PROGRAM, "python": platform.python_version(), "schema": VERSION}
        build = GaugeMetricFamily(
            "jaga_build_info", "1; the labels say which program this is.", labels=list(versions)
        )
        build.add_metric(list(versions.values()), 1)
        yield build
        found = self._served() if self._served else None
        if found is None:
            return
        yield GaugeMetricFamily("jaga_sessions", "Sessions that are open.", value=found.sessions)
        lookups = CounterMetricFamily(
            "jaga_cache_lookups",
            "Questions to a cache of the pages: hit or miss.",
            labels=["cache", "result"],
        )
        for (cache, result), count in sorted(found.lookups.items()):
            lookups.add_metric([cache, result], count)
        yield lookups


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
            families = [self._latency(), *self._gauges(), *self._outbox()]
        except JagaError:
            self._service.forget_store()
            up.add_metric([], 0)
            yield up
            return
        up.add_metric([], 1)
        yield up
        yield from families

    def _latency(self) -> GaugeMetricFamily:
        store = self._service.store
        began = time.perf_counter()
        store.check()
        seconds = time.perf_counter() - began
        return GaugeMetricFamily(
            "jaga_store_seconds",
            "Seconds that the question of /healthz took the store just now.",
            value=seconds,
        )

    def _outbox(self) -> list[GaugeMetricFamily]:
        """Messages to webhooks; which webhook is nobody's business."""
        state = DELIVERIES.c.state
        query = sa.select(state, sa.func.count(), sa.func.min(DELIVERIES.c.created_at))
        with self._service.store.reading() as connection:
            rows = connection.execute(query.group_by(state)).fetchall()
        found = {row[0]: (row[1], row[2]) for row in rows}
        messages = GaugeMetricFamily(
            "jaga_outbox_messages",
            "Messages to webhooks by state: queued, sent, failed.",
            labels=["state"],
        )
        for key in ("queued", "sent", "failed"):
            messages.add_metric([key], found.get(key, (0, ""))[0])
        oldest = found["queued"][1] if "queued" in found else None
        waits = time.time() - moments.read(oldest).timestamp() if oldest else 0.0
        age = GaugeMetricFamily(
            "jaga_outbox_oldest_seconds",
            "Seconds that the oldest waiting message waits; 0 where none does.",
            value=max(0.0, waits),
        )
        return [messages, age]

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
        days = GaugeMetricFamily(
            "jaga_batch_age_days",
            "Days since the newest batch that counts was published.",
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
                    passed = (time.time() - newest.timestamp()) / DAY_S
                    days.add_metric([city, disease], max(0.0, passed))
                if (end := self._end(city, disease, counted)) is not None:
                    age.add_metric([city, disease], max(0.0, time.time() - end))
        return [updated, days, age, states]

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
    return start.timestamp() + DAY_S
