"""Every page as every role, on a store of real reports: nothing breaks, and nothing of what is
hidden is on a page of whoever may not see it.

Two stores differ only in who has which of the small counts, 1 to 4 cases a week, and on which days.
To somebody who may not see them each page must be the same in both, letter by letter: what it says,
what its map and its charts are given.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any

import numpy as np
import pytest
import streamlit as st

from geo.access import ROLES
from geo.io import moments
from geo.views import CityView
from pages.shared.frame import PAGES
from tests.pages.conftest import Screen
from tests.pages.signed_in import sign_in
from tests.web_stores import CITY, DAYS, SMALL, SUNDAY, ZONES, stored, weekly

LARGE = ZONES[SMALL + 2]
"""A zone with 12 cases every week in both stores: its people see the same in both."""
WHO: dict[str, tuple[str, str | None, str | None]] = {
    "public": ("public", None, None),
    "rw": ("rw", CITY, LARGE),
    "lurah": ("lurah", CITY, LARGE),
    "dinas of another": ("dinas", "semarang", None),
    "dinas": ("dinas", CITY, None),
    "admin": ("admin", None, None),
}
BLIND = ("public", "rw", "lurah", "dinas of another")
FIELDS = {"city": CITY, "rule": "insidensi7", "date": str(SUNDAY), "lang": "id"}
NUMBERED = re.compile(r"(?<![\d.,])[1-4](?![\d.,%])")


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    patch = pytest.MonkeyPatch()
    patch.setattr(moments, "now", lambda: "2021-03-24T01:00:00+00:00")
    made = []
    for order, seed in ((0, 0), (16, 3)):
        made.append(stored(tmp_path_factory.mktemp("kota"), daily(order, seed)))
    patch.undo()
    return made[0], made[1]


def daily(order: int, seed: int) -> np.ndarray:
    """New cases by zone and day: those of ``weekly``, scattered; of LARGE alike in every store."""
    rng = np.random.default_rng(seed)
    new = np.zeros((len(ZONES), len(DAYS)), dtype=int)
    for (zone, week), count in np.ndenumerate(weekly(order)):
        for day in rng.integers(7, size=count):
            new[zone, 7 * week + day] += 1
    new[ZONES.index(LARGE)] = [12 if day % 7 == 0 else 0 for day in range(len(DAYS))]
    return new


def shown(patch: pytest.MonkeyPatch, url: str, who: str, page: str) -> Screen:
    """A page as this person's screen has it. The caches hold what others were shown, as they do in
    a running server, but nothing of another store."""
    patch.setenv("JAGA_DB", url)
    # A briefing's slides carry a fingerprint in which is the moment of publication, and no count.
    patch.setattr("pages.shared.cached_briefing.snapshot_id", without_numbers)
    role, city, zone_id = WHO[who]
    if role == "public":
        patch.setattr("pages.shared.signing.secret", lambda: "")
    else:
        sign_in(patch, role, city, zone_id, url)
    more = {"zone": ZONES[0]} if page in ("kelurahan", "bandingkan") else {}
    return Screen(page, {**FIELDS, **more})


def without_numbers(view: CityView) -> str:
    """A snapshot that tells readers, rules and days apart, as caches need it, and no numbers."""
    known = f"{view.facts.policy} {view.rule.key} {view.day}"
    return hashlib.sha256(known.encode()).hexdigest()[:8]


def everything(screen: Screen) -> str:
    """All that the browser is sent, but names of accounts and of files held for a download."""
    sent = "\n".join(str(element.proto) for element in elements(screen.app.main))
    sent = re.sub(r"/media/[0-9a-f]+\.\w+|\b(?:rw|lurah|dinas)\d+\b", "", sent)
    return re.sub(r'(?:deferred_file_id|element_hash|id): "[^"]*"', "", sent)


def elements(block: Any) -> Any:
    for child in block.children.values():
        if hasattr(child, "children"):
            yield from elements(child)
        elif getattr(child, "proto", None) is not None:
            yield child


def test_every_role_is_tried() -> None:
    assert {role for role, _, _ in WHO.values()} == set(ROLES)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_there_for_everybody_and_tells_no_hidden_count(
    settings: pytest.MonkeyPatch, stores: tuple[str, str], page: str
) -> None:
    seen: dict[str, list[str]] = {}
    for url in stores:
        st.cache_resource.clear()
        st.cache_data.clear()
        for who in ("admin", "dinas", *BLIND):  # those who may see all fill the caches first
            screen = shown(settings, url, who, page)
            assert screen.html
            seen.setdefault(who, []).append(everything(screen))
    st.cache_resource.clear()
    st.cache_data.clear()
    assert [who for who in BLIND if seen[who][0] != seen[who][1]] == []


def test_a_small_count_stands_in_its_row_for_an_officer_and_not_for_the_public(
    settings: pytest.MonkeyPatch, stores: tuple[str, str]
) -> None:
    counts = weekly(0)[:SMALL, 1]
    assert sorted(counts) == [1, 2, 3, 4]
    st.cache_resource.clear()
    officer = shown(settings, stores[0], "dinas", "peta").table()
    public = shown(settings, stores[0], "public", "peta").table()
    st.cache_resource.clear()
    for zone, count in zip(ZONES, counts, strict=False):
        assert str(count) in [cell.split()[0] for cell in officer[zone] if cell]
        assert NUMBERED.findall(" ".join(public[zone])) == [], public[zone]
