"""Data quality worked out by hand on the toy city and in small stores."""

from __future__ import annotations

import base64
import datetime as dt
import re
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
import sqlalchemy as sa

from geo import text
from geo.facts import Facts
from geo.io import moments, revisions
from geo.io.store import NewBatch, Store
from geo.io.tables import BATCH_STATES, OBSERVATIONS
from geo.quality import HIDDEN, MISSING, REPORTED, Quality, completeness, quality
from geo.render import charts, heat
from geo.render import quality as drawn
from geo.revised import Change
from geo.suppression import PUBLIC
from tests import toy

DAY = dt.timedelta(days=1)
TODAY = toy.LAST + DAY
NBSP = "\u00a0"


def view(facts: Facts | None = None, today: dt.date = TODAY, **tables: Any) -> Quality:
    return quality(facts or toy.facts(), today, 7, **tables)


def unallocated(rows: Sequence[tuple[str, dt.date, int | None]], measure: str) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["label", "date", "value"])
    table["date"] = pd.to_datetime(table["date"]).astype("datetime64[ns]")
    value = pd.array([pd.NA if n is None else n for _, _, n in rows], dtype="Int64")
    return table.assign(value=value, indicator="positif", measure=measure, days=1)


# --- Completeness and age -------------------------------------------------------------------------


def test_completeness_counts_every_zone_and_day_of_the_record() -> None:
    # Three reports of nine zones within 15 days; square 6 has two of them, square 9's last is
    # hidden: 25 numbers, 1 hidden, 135 boxes.
    made = view().completeness
    assert made.states.shape == (9, 15)
    assert [(made.states == s).sum() for s in (REPORTED, HIDDEN, MISSING)] == [25, 1, 109]
    assert made.share() == pytest.approx(26 / 135)
    assert made.count(MISSING).tolist() == [12, 12, 12, 12, 12, 13, 12, 12, 12]
    assert made.longest_gap(0) == (toy.FIRST + DAY, 6)
    assert made.longest_gap(5) == (toy.MIDDLE + DAY, 7)


def test_a_complete_record_has_no_gap_and_every_weekday_whole() -> None:
    daily = {toy.FIRST + i * DAY: (0, 1) for i in range(6)}  # Monday to Saturday
    made = completeness(toy.facts(daily, "new").cases)
    assert made.longest_gap(0) is None
    shares = made.by_weekday()
    # Two of nine zones report.
    assert shares[:6] == tuple([pytest.approx(2 / 9)] * 6)
    assert np.isnan(shares[6])


def test_a_number_of_a_week_covers_its_seven_days() -> None:
    rows = [(toy.zone_id(1), toy.LAST, 3, "", 7), (toy.zone_id(2), toy.LAST, None, "suppressed", 3)]
    table = pd.DataFrame(rows, columns=["zone_id", "date", "value", "flag", "days"])
    table = table.assign(indicator="positif", measure="new")
    table["date"] = pd.to_datetime(table["date"]).astype("datetime64[ns]")
    facts = toy.facts({}, observations=table.astype({"value": "Int64", "days": "Int64"}))
    made = completeness(facts.cases)
    assert made.days == tuple(toy.LAST - (6 - i) * DAY for i in range(7))
    assert made.states[0].tolist() == [REPORTED] * 7
    assert made.states[1].tolist() == [MISSING] * 4 + [HIDDEN] * 3
    assert made.states[2].tolist() == [MISSING] * 7


def test_age_is_counted_from_the_newest_report_to_today() -> None:
    made = view()
    assert made.age.tolist() == [1, 1, 1, 1, 1, 8, 1, 1, 1]
    assert made.newest[0] == toy.LAST and made.newest[5] == toy.MIDDLE
    assert np.flatnonzero(made.stale).tolist() == [5]  # 8 days, more than 7
    assert not view(today=toy.LAST).stale.any()  # 7 days, not more
    never = view(toy.facts({toy.FIRST: (0,)}))
    assert np.isnan(never.age[1]) and never.newest[1] is None and not never.stale[1]


# --- Cases of no kelurahan ------------------------------------------------------------------------


def test_running_totals_speak_of_the_last_day() -> None:
    # 15 March: 0+7+20+17+99+8+3 = 154 in known squares; 36 and 10 outside, of 200.
    rows = [("LUAR KOTA", toy.LAST, 36), ("PROSES", toy.LAST, 10), ("LUAR KOTA", toy.MIDDLE, 107)]
    made = view(unallocated=unallocated(rows, "cumulative")).outside
    assert made is not None and made.so_far and made.day == toy.LAST
    assert made.labels == (("LUAR KOTA", 36, 0.18), ("PROSES", 10, 0.05))
    assert made.share == pytest.approx(0.23)
    # 8 March: 0+3+12+11+69+2+9+1+0 = 107 in squares.
    assert made.through == ((toy.MIDDLE, 0.5), (toy.LAST, 0.23))


def test_daily_numbers_are_added_up_and_a_hidden_one_is_none() -> None:
    facts = toy.facts({toy.FIRST: (3, 2), toy.FIRST + DAY: (4, toy.HIDDEN)}, "new")
    rows = [("LUAR", toy.FIRST, 1), ("LUAR", toy.FIRST + DAY, 2), ("LAIN", toy.FIRST, None)]
    made = view(facts, unallocated=unallocated(rows, "new")).outside
    assert made is not None and not made.so_far
    assert made.labels == (("LUAR", 3, 0.25),)  # 3 of 3 + 9
    assert made.through == (
        (toy.FIRST, pytest.approx(1 / 6)),
        (toy.FIRST + DAY, pytest.approx(1 / 3)),
    )
    assert view(facts, unallocated=unallocated([], "new")).outside is None


# --- The store ------------------------------------------------------------------------------------


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.create(f"sqlite:///{tmp_path / 'store.db'}")


def put(store: Store, cells: dict[dt.date, tuple], at: str, name: str, **more: Any) -> int:
    """A published batch; its state's moment is set to ``at`` afterwards."""
    rows = toy.observations(cells).assign(days=pd.array([1], dtype="Int64")[0])
    none = unallocated([], "cumulative")
    kind = more.pop("kind", "import")
    batch = NewBatch("kotak", "covid19", kind, name, name.ljust(64, "0"))
    key = store.add(batch, rows, none, **more)
    assert key is not None
    _at(store, key, at)
    return key


def _at(store: Store, batch_id: int, at: str) -> None:
    moment = moments.written(dt.datetime.fromisoformat(at))
    with store.writing() as connection:
        where = BATCH_STATES.c.batch_id == batch_id
        connection.execute(sa.update(BATCH_STATES).where(where).values(at=moment))


def changed(store: Store, as_of: str | None = None) -> list[tuple]:
    moment = None if as_of is None else dt.datetime.fromisoformat(as_of)
    table, _ = revisions.first_and_last(store, "kotak", "covid19", moment)
    columns = ("zone_id", "date", "first", "last", "versions")
    return [
        (zone[-1], day.date().isoformat(), int(first), int(last), int(n))
        for zone, day, first, last, n in zip(*(table[c] for c in columns), strict=True)
    ]


def test_first_and_last_published_value_of_each_number(store: Store) -> None:
    put(store, {toy.FIRST: (1, 5, 9)}, "2021-03-02T01:00+00:00", "a.csv")
    put(store, {toy.FIRST: (2, 5), toy.MIDDLE: (4,)}, "2021-03-09T01:00+00:00", "b.csv")
    third = put(store, {toy.FIRST: (8, toy.HIDDEN)}, "2021-03-10T01:00+00:00", "c.csv")
    assert changed(store) == [("1", "2021-03-01", 1, 8, 3)]
    # The second square came twice, unchanged; its hidden value is no version.
    assert revisions.first_and_last(store, "kotak", "covid19")[1] == {"positif": 2}
    assert changed(store, "2021-03-09T12:00+00:00")[0] == ("1", "2021-03-01", 1, 2, 2)
    assert changed(store, "2021-03-02T12:00+00:00") == []
    store.decide(third, "retracted", "penguji", "salah berkas")
    assert changed(store)[0] == ("1", "2021-03-01", 1, 2, 2)


def test_simulated_drafts_and_earlier_readings_are_no_versions(store: Store) -> None:
    put(store, {toy.FIRST: (7, 7)}, "2021-03-01T01:00+00:00", "simulasi", kind="simulated")
    put(store, {toy.FIRST: (1,)}, "2021-03-02T01:00+00:00", "a.csv")
    put(store, {toy.FIRST: (2,)}, "2021-03-03T01:00+00:00", "draf.csv", state="draft")
    put(store, {toy.FIRST: (3, 4)}, "2021-03-04T01:00+00:00", "a.csv")
    assert changed(store) == []


def test_there_and_back_again_is_no_change(store: Store) -> None:
    for hour, count in enumerate((4, 9, 4)):
        put(store, {toy.FIRST: (count,)}, f"2021-03-02T0{hour}:00+00:00", f"{hour}.csv")
    found, repeated = revisions.first_and_last(store, "kotak", "covid19")
    assert found.empty and repeated == {"positif": 1}


def test_delays_run_in_the_city_s_days(store: Store) -> None:
    # 17.30 UTC on 2 March is already the 3rd in Makassar.
    put(store, {toy.FIRST: (1, 5)}, "2021-03-02T17:30+00:00", "a.csv")
    put(store, {toy.FIRST: (2,), toy.MIDDLE: (4,)}, "2021-03-09T01:00+00:00", "b.csv")

    def asked(as_of: dt.datetime | None = None) -> list[tuple]:
        made = revisions.delays(store, "kotak", "covid19", "positif", "Asia/Makassar", as_of)
        return [tuple(row) for row in made.itertuples(index=False)]

    assert asked() == [("published", 1, 1), ("published", 2, 2)]
    assert asked(dt.datetime(2021, 3, 3, tzinfo=dt.UTC)) == [("published", 2, 2)]
    with store.writing() as connection:
        dated = sa.update(OBSERVATIONS).where(OBSERVATIONS.c.zone_id == toy.zone_id(2))
        connection.execute(dated.values(reported_on="2021-03-06"))
    assert asked() == [("published", 1, 1), ("published", 2, 1), ("reported", 5, 1)]


def test_a_number_came_when_it_was_first_published_whatever_came_of_its_batch(
    store: Store,
) -> None:
    put(store, {toy.FIRST: (1, 5)}, "2021-03-02T01:00+00:00", "a.csv")
    before = revisions.delays(store, "kotak", "covid19", "positif", "Asia/Makassar")
    (batch,) = store.batches("kotak", "covid19")
    store.decide(batch.id, "retracted", "sari", "salah")
    store.decide(batch.id, "published", "sari")
    after = revisions.delays(store, "kotak", "covid19", "positif", "Asia/Makassar")
    assert after.to_dict() == before.to_dict()


def test_half_and_nine_in_ten() -> None:
    late = pd.DataFrame(
        [("published", 1, 5), ("published", 3, 4), ("published", 9, 1), ("reported", 2, 1)],
        columns=["kind", "days", "numbers"],
    )
    by_report, by_publication = view(late=late).delays
    assert (by_report.kind, by_report.median, by_report.ninth) == ("reported", 2, 2)
    assert (by_publication.median, by_publication.ninth) == (1, 3)
    assert by_publication.counts == ((1, 5), (3, 4), (9, 1))


def revision_table(*rows: tuple[int, int, int]) -> tuple[pd.DataFrame, dict[str, int]]:
    made = [("positif", toy.LAST, toy.zone_id(square), a, b, 2) for square, a, b in rows]
    table = pd.DataFrame(made, columns=list(revisions.FIRST_AND_LAST))
    return table.assign(date=pd.to_datetime(table["date"])), {"positif": len(rows) + 1}


def test_revisions_by_indicator() -> None:
    # +50 %, -10 %, one from 0, and one that came again unchanged: the mean of 50 and 10 is 30 %.
    table = revision_table((1, 10, 15), (2, 20, 18), (4, 0, 2))
    made = view(first_and_last=table)
    (only,) = made.revised
    assert (only.indicator, only.numbers, only.repeated, only.changed) == ("positif", 26, 4, 3)
    assert only.mean == pytest.approx(0.3) and only.largest == pytest.approx(0.5)
    assert made.changes == (
        Change("positif", toy.zone_id(1), toy.LAST, 10, 15),
        Change("positif", toy.zone_id(2), toy.LAST, 20, 18),
        Change("positif", toy.zone_id(4), toy.LAST, 0, 2),
    )
    assert [change.relative for change in made.changes] == [0.5, -0.1, None]
    assert Change("positif", toy.zone_id(1), toy.LAST, -2, 1).relative == 1.5


def test_the_public_learns_of_no_count() -> None:
    made = view(
        toy.facts(policy=PUBLIC),
        late=pd.DataFrame([("published", 1, 5)], columns=["kind", "days", "numbers"]),
        first_and_last=revision_table((1, 10, 15)),
        unallocated=unallocated([("LUAR", toy.LAST, 36)], "cumulative"),
    )
    assert not made.detail
    assert (made.delays, made.revised, made.changes, made.outside) == ((), (), (), None)
    assert made.completeness.share() == pytest.approx(26 / 135)
    # Nor that the source hid a number, which tells that it was small.
    assert [(made.completeness.states == s).sum() for s in (REPORTED, HIDDEN)] == [26, 0]
    assert tuple(points(heat.strip(made, "id"))["Sembilan"][-1][:3]) == heat.COLOURS[REPORTED]
    said = heat.strip(made, "id") + drawn.zones(made, "id")
    assert "&lt;5" not in said and "disamarkan" not in said


# --- Drawn ----------------------------------------------------------------------------------------


def points(html: str) -> dict[str, np.ndarray]:
    """RGBA of each strip by its name, read back from the pictures."""
    tree, found = ElementTree.fromstring(html), {}  # noqa: S314
    for row in tree.iter():
        if row.get("class") == "jt-heat-row" and row.find("img") is not None:
            name, image = row[0].text, str(row[1].get("src"))
            raw = base64.b64decode(image.partition("base64,")[2])
            body = raw[raw.index(b"IDAT") + 4 : raw.index(b"IEND") - 8]
            found[str(name)] = np.frombuffer(zlib.decompress(body)[1:], np.uint8).reshape(-1, 4)
    return found


def test_the_strip_shows_each_day_of_each_zone() -> None:
    strips = points(heat.strip(view(), "id"))
    assert set(strips) == {*toy.NAMES, *toy.DISTRICTS}
    each = len(strips["Satu"]) // 15  # points a day
    shown = strips["Sembilan"][each // 2 :: each]
    assert shown[:, 3].tolist() == [255 if i in (0, 7, 14) else 0 for i in range(15)]
    assert tuple(shown[0][:3]) == heat.COLOURS[REPORTED]
    assert tuple(shown[14][:3]) == heat.COLOURS[HIDDEN]
    # Timur holds squares 3, 6 and 9; on the last day two of them reported: 255 * 2 / 3 = 170.
    assert strips["Timur"][each // 2 :: each][:, 3].tolist() == [255, *[0] * 6, 255, *[0] * 6, 170]


def test_a_large_city_opens_its_districts_one_by_one() -> None:
    assert "open=" in heat.strip(view(), "id")
    facts = toy.facts()
    many = [f"99.01.01.{i:04d}" for i in range(1001, 1062)]
    zones = pd.DataFrame({"zone_id": many, "name": many, "district": "Barat", "city": "Kota"})
    wide = Facts(facts.city, facts.disease, zones, facts.population, facts.observations)
    assert "open=" not in heat.strip(view(wide), "id")


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        ("id", f"19,3{NBSP}% laporan masuk; 1 dari 9 kelurahan usang"),
        ("en", "19.3% of reports are in; 1 of 9 kelurahan are stale"),
    ],
)
def test_the_title_is_the_finding(lang: str, title: str) -> None:
    made = ElementTree.fromstring(drawn.finding(view(), lang, ""))  # noqa: S314
    assert "".join(made.find("h1").itertext()) == title  # type: ignore[union-attr]


def test_percent_is_never_whole_where_the_thing_is_not() -> None:
    said = [drawn.percent(share, "en") for share in (1.0, 0.99999, 0.5, 0.0001, 0.0, None)]
    assert said == ["100%", "99.9%", "50%", "0.1%", "0%", "–"]


@pytest.mark.parametrize("lang", text.LANGUAGES)
def test_every_piece_is_sound_html_and_names_are_inert(lang: str) -> None:
    hostile = toy.zones(['<img src=x onerror="alert(1)">', *toy.NAMES[1:]])
    rows = [("<b>LUAR</b>", toy.LAST, 36)]
    eight = {day: cells[:8] for day, cells in toy.CASES.items()}  # the ninth never reports
    made = view(
        toy.facts(eight, zones=hostile),
        first_and_last=revision_table((1, 10, 15)),
        unallocated=unallocated(rows, "cumulative"),
        late=pd.DataFrame([("published", 1, 5)], columns=["kind", "days", "numbers"]),
    )
    pieces = (
        drawn.finding(made, lang, ""),
        heat.strip(made, lang),
        drawn.zones(made, lang),
        drawn.ages(made, lang, "./?date=2021-03-16&lang=id"),
        drawn.weekdays(made, lang),
        drawn.delays(made, lang),
        drawn.revised(made.revised, lang),
        drawn.changes(made.changes, made, lang),
        drawn.outside(made.outside, lang),
        drawn.head("age", lang, today="hari ini", limit=7),
    )
    page = ElementTree.fromstring(f"<p>{''.join(pieces)}</p>")  # noqa: S314
    assert page.find(".//b[.='LUAR']") is None
    assert all(str(image.get("src")).startswith("data:image/png") for image in page.iter("img"))
    words = " ".join(page.itertext())
    assert "<b>LUAR</b>" in words and "onerror" in words
    assert "–" in words and not re.search(r"\bnan\b", words)


def test_the_table_begins_with_the_least_complete() -> None:
    tree = ElementTree.fromstring(drawn.zones(view(), "id"))  # noqa: S314
    rows = [[cell.text for cell in row] for row in tree.iter("tr")][1:]
    assert rows[0][:6] == ["Enam", "Timur", f"13,3{NBSP}%", "2", "0", "13"]
    assert rows[0][6:] == ["8 Mar 2021", "8", "7 hari sejak 9 Mar 2021"]
    assert len(rows) == 9


def test_charts_carry_their_numbers_and_the_mark_of_a_simulation() -> None:
    late = pd.DataFrame([("published", 1, 5)], columns=["kind", "days", "numbers"])
    rows = [("LUAR", toy.MIDDLE, 107), ("LUAR", toy.LAST, 46)]
    made = view(late=late, unallocated=unallocated(rows, "cumulative"))
    (bars,) = charts.delay(made.delays[0], "id").to_dict()["datasets"].values()
    assert bars == [{"days": 1, "numbers": 5}]
    assert made.outside is not None
    line = charts.outside(made.outside, "id", simulated=True).to_dict()
    assert line["title"] == "SIMULASI, bukan data resmi"
    assert [row["share"] for row in next(iter(line["datasets"].values()))] == [0.5, 0.23]
