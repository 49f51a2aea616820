"""Facts are one whole: what is published while they are gathered is in them as a whole or not at
all, and nobody is shown more than the policy allows on the way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from geo import boundaries
from geo.access import ANYBODY
from geo.cities import read_cities, read_diseases
from geo.io import assemble, embedded
from geo.io.store import NewBatch, Store
from geo.settings import STATIC
from tests.store_kit import apart

CITY, DISEASE = read_cities()["banjarmasin"], read_diseases()["covid19"]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    url = f"sqlite:///{tmp_path / 'store.db'}"
    embedded.prepare(url, {"banjarmasin": CITY}, STATIC)
    return Store.open(url)


def facts(store: Store) -> Any:
    zones = boundaries.read_attributes(CITY)
    return assemble.facts(store, CITY, DISEASE, zones, viewer=ANYBODY)


def test_what_is_published_meanwhile_is_real_and_small_counts_stay_hidden(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = store.observations("banjarmasin", "covid19")
    was_simulated = Store.is_simulated
    once: list[bool] = []

    def published_right_after(self: Store, *args: Any, **asked: Any) -> bool:
        found = was_simulated(self, *args, **asked)
        if not once:
            once.append(found)
            batch = NewBatch("banjarmasin", "covid19", "import", "nyata.csv", "1" * 64)
            self.add(batch, rows, apart())
        return found

    monkeypatch.setattr(Store, "is_simulated", published_right_after)
    made = facts(store)
    assert once == [True]
    assert not made.simulated
    assert not made.policy.detail


def test_where_it_never_stands_still_nothing_more_is_shown(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticks = iter(range(100))
    monkeypatch.setattr(Store, "revision", lambda self, city, disease: str(next(ticks)))
    assert not facts(store).policy.detail
