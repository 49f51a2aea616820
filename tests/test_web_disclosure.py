"""Who asks without a name gets nothing through any route that changes with hidden counts alone; who
may see more gets exactly what the role says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.web_kit import Web
from tests.web_stores import CITY, DAYS, DISEASE, SMALL, SUNDAY, ZONES, reported, token, web, weekly

WHO = f"city={CITY}&disease={DISEASE}"
RULES = ("insidensi7", "cdc-transmisi", "harvard")
SHOWN = (DAYS[6], SUNDAY, DAYS[15], DAYS[22])
ADDRESSES = [
    f"/api/v1/zones.{kind}?{WHO}&rule={rule}&date={day}"
    for kind in ("json", "csv", "geojson")
    for rule in RULES
    for day in SHOWN
]
ADDRESSES += [f"/api/v1/zones.json?{WHO}&rule=insidensi7&rates=smoothed&date={SUNDAY}"]
for _zone in ZONES[: SMALL + 4]:
    ADDRESSES += [f"/api/v1/zones/{_zone}/series?{WHO}&rule={rule}" for rule in RULES]
    ADDRESSES += [f"/api/v1/why?zone={_zone}&{WHO}&rule=insidensi7&date={day}" for day in SHOWN]
    ADDRESSES += [f"/ogc/collections/{CITY}/items/{_zone}?rule=insidensi7&datetime={SUNDAY}"]
ADDRESSES += [
    "/ogc/collections",
    f"/ogc/collections/{CITY}",
    f"/ogc/collections/{CITY}/items?rule=harvard&datetime={SUNDAY}",
    f"/ogc/collections/{CITY}/items?rule=insidensi7&limit=10&bbox=114,-4,115,-3",
]


def said(one: Web, who: dict[str, str]) -> dict[str, str]:
    """Every answer by its address, without the moment at which it was given."""
    answers = {}
    for address in ADDRESSES:
        reply = one.get(address, **who)
        assert reply.status == 200, (address, reply.text)
        answers[address] = re.sub(r'"timeStamp": "[^"]*"', "", reply.text)
    return answers


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[tuple[Web, str], tuple[Web, str]]:
    """Two cities that differ only in who has which small count, and on which days; the routes over
    each, and its URL."""
    made = []
    for order, seed in ((0, 0), (16, 3)):
        folder = tmp_path_factory.mktemp("city")
        url = reported(folder, order, seed)
        made.append((web(url, folder), url))
    return made[0], made[1]


def test_hidden_counts_change_no_answer_to_anybody(
    pair: tuple[tuple[Web, str], tuple[Web, str]],
) -> None:
    one, two = (said(routes, {}) for routes, _ in pair)
    assert [address for address in ADDRESSES if one[address] != two[address]] == []


def test_a_lurah_learns_nothing_of_the_hidden_counts_of_others(
    pair: tuple[tuple[Web, str], tuple[Web, str]],
) -> None:
    """The own kelurahan has 12 cases every week in both cities, so that on a Sunday they look the
    same to its lurah, and of the others every day does."""
    own = ZONES[SMALL + 2]
    sunday = f"/api/v1/zones.json?{WHO}&rule=insidensi7&date={SUNDAY}"
    asked = [sunday, *(a for a in ADDRESSES if "why" in a or "series" in a)]
    asked = [a for a in asked if own not in a]
    answers = []
    for routes, url in pair:
        secret = token(url, "lurah", CITY, own, "lurah.besar")
        answers.append([routes.get(address, Authorization=secret).text for address in asked])
    assert answers[0] == answers[1]


def test_dinas_sees_the_difference_in_every_kind_of_answer(
    pair: tuple[tuple[Web, str], tuple[Web, str]],
) -> None:
    one, two = (said(routes, {"Authorization": token(url, "dinas", CITY)}) for routes, url in pair)
    changed = {address for address in ADDRESSES if one[address] != two[address]}
    for kind in ("zones.json", "zones.csv", "zones.geojson", "series", "why", "/items?", "/items/"):
        assert any(kind in address for address in changed), kind


COUNTS = weekly(0)[:, 1]
ADDRESS = f"/api/v1/zones.json?{WHO}&rule=insidensi7&date={SUNDAY}"


def cases(one: Web, who: dict[str, str]) -> list[int | None]:
    return [row["cases"] for row in one.get(ADDRESS, **who).json()]


def test_each_role_gets_its_numbers(pair: tuple[tuple[Web, str], tuple[Web, str]]) -> None:
    """Week two: 1 to 4 cases in the first four zones, then 0, 5, 12 and 40 by turns."""
    (one, url), _ = pair
    everything = COUNTS.tolist()
    hidden = [None] * SMALL + everything[SMALL:]
    assert sorted(everything[:SMALL]) == [1, 2, 3, 4]
    assert cases(one, {}) == hidden
    own = {"Authorization": token(url, "lurah", CITY, ZONES[1], "lurah.kecil")}
    assert cases(one, own) == [None, everything[1], None, None, *everything[SMALL:]]
    elsewhere = {"Authorization": token(url, "dinas", "semarang")}
    assert cases(one, elsewhere) == hidden
    for role in ("dinas", "admin"):
        who = {"Authorization": token(url, role, CITY, name=f"{role}.kota")}
        assert cases(one, who) == everything


def test_after_an_official_asked_the_public_still_gets_the_public_answer(tmp_path: Path) -> None:
    """Answers are kept and shared, but only among those who may see the same."""
    url = reported(tmp_path)
    one = web(url, tmp_path)
    who = {"Authorization": token(url, "admin")}
    assert cases(one, who) == COUNTS.tolist()
    assert cases(one, {})[:SMALL] == [None] * SMALL
    assert cases(one, who) == COUNTS.tolist()
    tags = [one.get(ADDRESS, **asking).headers["etag"] for asking in ({}, who)]
    assert tags[0] != tags[1]
    crossed = one.get(ADDRESS, **{"if-none-match": tags[1]})
    assert crossed.status == 200


def test_where_everybody_may_see_all_everybody_does(tmp_path: Path) -> None:
    assert cases(web(reported(tmp_path), tmp_path, view="official"), {}) == COUNTS.tolist()


def test_the_public_gets_no_other_window_length_and_no_daily_count(
    pair: tuple[tuple[Web, str], tuple[Web, str]],
) -> None:
    (one, _), _ = pair
    other = one.get(f"/api/v1/zones.json?{WHO}&rule=insidensi14&date={SUNDAY}")
    assert (other.status, other.json()["problems"][0]["key"]) == (403, "rule_not_public")
    for zone_id in ZONES[: SMALL + 4]:
        series = one.get(f"/api/v1/zones/{zone_id}/series?{WHO}&rule=insidensi7").json()
        assert {day["cases"] for day in series["days"]} == {None}
    windows = {day["date"]: day["window"] for day in series["days"]}
    # The last of these zones has 40 cases every week, shown from Sunday to Saturday.
    assert windows[str(SUNDAY)] == 40
    assert windows[str(DAYS[12])] == 40
    assert windows[str(DAYS[5])] is None
