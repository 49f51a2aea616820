"""The archive of announced zones, against a table worked out by hand from the sources."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from geo import archive, text
from geo.archive import Archive
from geo.cities import City, read_cities
from geo.errors import ConfigError

KELURAHAN = {"01": 12, "02": 9, "03": 9, "04": 10, "05": 12}
ZONE_IDS = tuple(
    f"63.71.{k}.{1000 + n}" for k, count in KELURAHAN.items() for n in range(1, count + 1)
)
SUNGAI_MIAI, ALALAK_TENGAH = "63.71.04.1005", "63.71.04.1001"
KERTAK_BARU_ULU, SEBERANG_MESJID = "63.71.05.1002", "63.71.05.1007"
PEMURUS_DALAM, PEKAPURAN_RAYA, PEKAUMAN = "63.71.01.1010", "63.71.02.1008", "63.71.01.1003"

NAMED, INFERRED = "named", "inferred"
BY_HAND = {
    # 12 red named and counted; there were two colours, so the other 40 are green. The page's date
    # is only that of its city figures: everything of this day is approximate.
    "2020-04-10": {NAMED: {"merah": 12}, INFERRED: {"hijau": 40}},
    # "the only green one" is named, so 51 are red; Alalak Tengah's red is contradicted on 26 May.
    "2020-05-22": {NAMED: {"hijau": 1}, INFERRED: {"merah": 51}},
    # two green, both named.
    "2020-05-26": {NAMED: {"hijau": 2}, INFERRED: {"merah": 50}},
    # two black, disputed by the health office; nothing said of green, so nothing can be inferred.
    "2020-07-02": {NAMED: {"hitam": 2}, INFERRED: {}},
    # four black, all named, no green: the other 48 are red.
    "2020-07-03": {NAMED: {"hitam": 4}, INFERRED: {"merah": 48}},
    # one kelurahan is spoken of; no totals.
    "2020-07-08": {NAMED: {"hitam": 1}, INFERRED: {}},
    # five black are named; no totals, green not mentioned.
    "2020-07-14": {NAMED: {"hitam": 5}, INFERRED: {}},
    # two green since this day; five more were a plan, not a status.
    "2020-07-20": {NAMED: {"hijau": 2}, INFERRED: {}},
    # six green; the other 46 may be yellow or red.
    "2020-07-21": {NAMED: {"hijau": 6}, INFERRED: {}},
    # 14 names for a stated 13: the totals can't carry an inference.
    "2020-08-18": {NAMED: {"hijau": 9, "kuning": 5}, INFERRED: {}},
    # 45 / 6 / 1 stated; only the red one is named, yellow is not.
    "2020-09-29": {NAMED: {"merah": 1}, INFERRED: {}},
    # 41 + 7 + 1 = 49: contradicted; only the red one is named.
    "2020-10-01": {NAMED: {"merah": 1}, INFERRED: {}},
    # six yellow and one red, all named: 45 green.
    "2020-10-06": {NAMED: {"kuning": 6, "merah": 1}, INFERRED: {"hijau": 45}},
    # two red named; yellow not stated.
    "2020-10-14": {NAMED: {"merah": 2}, INFERRED: {}},
    # 39 / 12 / 1 stated; yellow unnamed.
    "2020-10-25": {NAMED: {"merah": 1}, INFERRED: {}},
    # no red, 13 yellow of which one is named.
    "2020-10-26": {NAMED: {"kuning": 1}, INFERRED: {}},
    # no red, 12 yellow unnamed; two of the 40 green are named.
    "2020-10-27": {NAMED: {"hijau": 2}, INFERRED: {}},
    # a lurah speaks of his own kelurahan.
    "2020-11-02": {NAMED: {"hijau": 1}, INFERRED: {}},
    # two red named; green and yellow not stated.
    "2020-12-12": {NAMED: {"merah": 2}, INFERRED: {}},
    # 35 / 16 / 1; yellow unnamed.
    "2021-01-07": {NAMED: {"merah": 1}, INFERRED: {}},
    # two yellow with the highest figures.
    "2021-02-16": {NAMED: {"kuning": 2}, INFERRED: {}},
    # 15 / 32 / 4 / 1; yellow unnamed, so green can't be inferred either.
    "2021-02-17": {NAMED: {"oranye": 4, "merah": 1}, INFERRED: {}},
    # from here RT were zoned: no kelurahan has a colour, and none can be inferred.
    "2021-07-09": {NAMED: {"memuat_rt_oranye": 5}, INFERRED: {}},
    "2021-07-12": {NAMED: {"memuat_rt_oranye": 6}, INFERRED: {}},
    "2021-07-14": {NAMED: {"memuat_rt_oranye": 9}, INFERRED: {}},
    "2021-07-19": {NAMED: {"memuat_rt_oranye": 16}, INFERRED: {}},
    "2021-08-24": {NAMED: {"memuat_rt_merah": 4}, INFERRED: {}},
    "2021-09-06": {NAMED: {"memuat_rt_oranye": 4}, INFERRED: {}},
}


@pytest.fixture(scope="module")
def banjarmasin() -> Archive:
    return archive.read(read_cities()["banjarmasin"])


def on(store: Archive, day: str) -> dict[str, dict]:
    table = archive.status_on(store, dt.date.fromisoformat(day), ZONE_IDS)
    return {row["zone_id"]: row for row in table.to_dict("records")}


def counted(rows: list[dict]) -> dict[str, int]:
    levels = [row["level"] for row in rows]
    return {level: levels.count(level) for level in dict.fromkeys(levels)}


def test_there_are_119_statements_on_28_days(banjarmasin: Archive) -> None:
    assert len(banjarmasin.statements) == 119
    assert [str(day) for day in archive.days(banjarmasin)] == list(BY_HAND)


@pytest.mark.parametrize("day", BY_HAND)
def test_levels_of_each_day(banjarmasin: Archive, day: str) -> None:
    rows = list(on(banjarmasin, day).values())
    expected = BY_HAND[day]
    reported = [row for row in rows if row["level"] != "tidak_dilaporkan"]
    assert len(rows) == 52
    assert counted([row for row in reported if not row["inferred"]]) == expected[NAMED]
    assert counted([row for row in reported if row["inferred"]]) == expected[INFERRED]


@pytest.mark.parametrize("day", BY_HAND)
def test_whatever_is_reported_has_a_source(banjarmasin: Archive, day: str) -> None:
    for row in on(banjarmasin, day).values():
        assert row["url"].startswith("http") == (row["level"] != "tidak_dilaporkan")


@pytest.mark.parametrize(
    "day", ["2020-03-01", "2020-10-05", "2020-10-07", "2020-08-27", "2021-02-18"]
)
def test_a_day_without_statements_carries_nothing_over(banjarmasin: Archive, day: str) -> None:
    # 27 August 2020 and 18 February 2021 have totals (21 / 10 / 21, 15 / 32 / 4 / 1) but no names.
    rows = on(banjarmasin, day).values()
    assert {row["level"] for row in rows} == {"tidak_dilaporkan"}
    assert not any(row["inferred"] or row["contradiction"] or row["url"] for row in rows)


def test_the_day_the_dashboard_opens_on(banjarmasin: Archive) -> None:
    rows = on(banjarmasin, "2020-10-06")
    assert rows[SEBERANG_MESJID]["level"] == "merah"
    assert rows[SEBERANG_MESJID]["url"].startswith("https://sonora.id/read/422369597/")
    assert (
        rows[SEBERANG_MESJID]["title"] == "Masih Ada Satu Kelurahan Zona Merah di Kota Banjarmasin"
    )
    yellow = ["63.71.01.1010", "63.71.02.1001", "63.71.03.1004", "63.71.03.1007", "63.71.03.1008"]
    assert [key for key, row in rows.items() if row["level"] == "kuning"] == [
        *yellow,
        "63.71.05.1004",
    ]
    green = rows[SUNGAI_MIAI]
    assert (green["level"], green["inferred"], green["contradiction"]) == ("hijau", True, False)
    assert "bakabar.com" in green["url"]
    assert "sonora.id" in green["also_urls"]


CONTRADICTIONS = {
    "2020-05-22": {
        KERTAK_BARU_ULU: f"{ALALAK_TENGAH} hijau 2020-05-26",
        ALALAK_TENGAH: f"{ALALAK_TENGAH} hijau 2020-05-26",
    },
    "2020-05-26": {ALALAK_TENGAH: f"{ALALAK_TENGAH} merah 2020-05-22"},
    "2020-07-02": {
        PEMURUS_DALAM: f"{PEMURUS_DALAM} merah 2020-07-02",
        PEKAPURAN_RAYA: f"{PEKAPURAN_RAYA} merah 2020-07-02",
    },
    "2020-10-26": {SUNGAI_MIAI: f"{SUNGAI_MIAI} hijau 2020-10-27"},
    "2020-10-27": {SUNGAI_MIAI: f"{SUNGAI_MIAI} kuning 2020-10-26"},
}


@pytest.mark.parametrize("day", BY_HAND)
def test_contradictions_name_the_other_statement(banjarmasin: Archive, day: str) -> None:
    rows = on(banjarmasin, day)
    marked = {key: row["contradicts"] for key, row in rows.items() if row["contradiction"]}
    expected = CONTRADICTIONS.get(day, {})
    assert marked.keys() == expected.keys()
    for zone_id, start in expected.items():
        assert marked[zone_id].startswith(f"{start} https://")


def test_the_inferred_red_of_alalak_tengah_stays_visible(banjarmasin: Archive) -> None:
    row = on(banjarmasin, "2020-05-22")[ALALAK_TENGAH]
    assert (row["level"], row["inferred"], row["contradiction"]) == ("merah", True, True)


def test_approximate_days(banjarmasin: Archive) -> None:
    by_day = {day: sum(r["approximate"] for r in on(banjarmasin, day).values()) for day in BY_HAND}
    # 6 October: six yellow pages carry no date, so neither does what they let us infer; the red
    # one's page is dated. 7 January 2021: the page speaks of earlier figures.
    assert {day: n for day, n in by_day.items() if n} == {
        "2020-04-10": 52,
        "2020-10-06": 51,
        "2021-01-07": 1,
        "2021-09-06": 4,
    }
    assert on(banjarmasin, "2021-01-07")[PEKAUMAN]["approximate"]


def test_statements_since_april_2021_are_about_rt(banjarmasin: Archive) -> None:
    table = banjarmasin.statements
    late = table["date"] >= dt.date(2021, 4, 1)
    assert set(table[late]["scope"]) == {"rt"}
    assert set(table[~late]["scope"]) == {"kelurahan"}
    assert late.sum() == 5 + 6 + 9 + 16 + 4 + 4


@pytest.mark.parametrize(
    ("day", "key"),
    [
        ("2020-03-31", None),
        ("2020-04-01", "1"),
        ("2020-06-21", "1"),
        ("2020-06-22", "2"),
        ("2020-07-19", "2"),
        ("2020-07-20", "3"),
        ("2021-02-08", "3"),
        ("2021-02-09", "4"),
        ("2021-04-05", "4"),
        ("2021-04-06", "5"),
        ("2022-12-31", "5"),
    ],
)
def test_periods_from_both_sides_of_each_border(banjarmasin: Archive, day: str, key: str) -> None:
    assert archive.period_of(banjarmasin, dt.date.fromisoformat(day)) == key


def test_periods_are_not_comparable_and_written_in_both_languages(banjarmasin: Archive) -> None:
    assert list(banjarmasin.periods) == ["1", "2", "3", "4", "5"]
    for key, period in banjarmasin.periods.items():
        assert not period.comparable
        assert all(url.startswith("https://") for url in period.sources)
        for lang in text.LANGUAGES:
            for part in ("title", "basis", "explanation"):
                assert text.text(f"archive.period.{key}.{part}", lang)


def test_colours_of_a_day(banjarmasin: Archive) -> None:
    assert archive.colours_on(banjarmasin, dt.date(2020, 5, 1)) == ("hijau", "merah")
    assert archive.colours_on(banjarmasin, dt.date(2020, 7, 3)) == ("hijau", "merah", "hitam")
    assert archive.colours_on(banjarmasin, dt.date(2020, 10, 6)) == ("hijau", "kuning", "merah")
    assert archive.colours_on(banjarmasin, dt.date(2021, 7, 14)) == ()
    assert archive.colours_on(banjarmasin, dt.date(2020, 1, 1)) == ()


def test_totals_are_those_stated(banjarmasin: Archive) -> None:
    assert archive.totals_on(banjarmasin, dt.date(2020, 9, 29)) == {
        "hijau": 45,
        "kuning": 6,
        "merah": 1,
    }
    assert archive.totals_on(banjarmasin, dt.date(2020, 7, 3)) == {"hijau": 0, "hitam": 4}
    assert archive.totals_on(banjarmasin, dt.date(2021, 7, 14)) == {"memuat_rt_oranye": 9}
    assert archive.totals_on(banjarmasin, dt.date(2020, 10, 7)) == {}


def test_totals_that_do_not_hold_together_are_kept_apart(banjarmasin: Archive) -> None:
    day = dt.date(2020, 10, 1)
    assert archive.totals_on(banjarmasin, day) == {}
    assert archive.totals_on(banjarmasin, day, doubtful=True) == {
        "hijau": 41,
        "kuning": 7,
        "merah": 1,
    }
    assert archive.totals_on(banjarmasin, dt.date(2020, 8, 18)) == {}


def test_complete_totals_sum_to_52(banjarmasin: Archive) -> None:
    complete = {"2020-08-27", "2020-09-29", "2020-10-25", "2020-10-27", "2021-01-07", "2021-02-17"}
    for day in complete:
        assert sum(archive.totals_on(banjarmasin, dt.date.fromisoformat(day)).values()) == 52


def test_city_figures(banjarmasin: Archive) -> None:
    figures = archive.figures_on(banjarmasin, dt.date(2020, 10, 6))
    assert figures is not None
    assert (figures.cases, figures.active, figures.recovered, figures.deaths) == (
        3335,
        295,
        2810,
        160,
    )
    assert figures.approximate
    assert not figures.contradiction
    assert archive.figures_on(banjarmasin, dt.date(2020, 10, 7)) is None


def test_of_two_city_figures_the_one_not_set_aside_is_shown_as_contradicted(
    banjarmasin: Archive,
) -> None:
    figures = archive.figures_on(banjarmasin, dt.date(2020, 4, 10))
    assert figures is not None
    assert (figures.cases, figures.recovered, figures.contradiction) == (15, None, True)
    assert "17" in figures.note


def test_stated_counts_of_a_zone(banjarmasin: Archive) -> None:
    assert len(banjarmasin.cases) == 112
    counts = [row[:3] for row in archive.stated_cases(banjarmasin, SUNGAI_MIAI)]
    assert counts == [
        (dt.date(2020, 10, 12), "meninggal", 1),
        (dt.date(2020, 10, 13), "aktif", 13),
        (dt.date(2020, 10, 13), "baru", 5),
        (dt.date(2020, 10, 15), "aktif", 23),
    ]


# --- another city, and broken files -------------------------------------------------------------

HEADER = "date,zone_id,level,scope,period,flags,contradicts,url,also_urls,title,note"
PERIODS = """
[a]
from = 2020-01-01
colours = ["hijau", "kuning", "merah"]
unit = "kelurahan"
basis = ""
comparable = false
sources = ["https://example.org"]
"""
FOUR = [f"33.74.01.100{n}" for n in (1, 2, 3, 4)]


def city(folder: Path, rows: list[str], totals: list[str] | None = None) -> City:
    (folder / "periods.toml").write_text(PERIODS, encoding="utf-8")
    file = folder / "kota.csv"
    file.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    if totals is not None:
        head = "date,level,count,usable_for_inference,why_not,url,note"
        (folder / "kota_totals.csv").write_text("\n".join([head, *totals]), encoding="utf-8")
    return City(
        key="kota",
        name="Kota",
        regency_code="33.74",
        utm="EPSG:32749",
        timezone="Asia/Jakarta",
        boundaries=folder / "none.geojson",
        zones_total=4,
        archive=file,
    )


def stated(zone_id: str, level: str, scope: str = "kelurahan", site: str = "a") -> str:
    return f"2020-02-01,{zone_id},{level},{scope},a,,,https://{site}.org/x,,Judul,"


def levels_of(store: Archive) -> list[tuple[str, bool, bool]]:
    table = archive.status_on(store, dt.date(2020, 2, 1), FOUR)
    return list(table[["level", "inferred", "contradiction"]].itertuples(index=False, name=None))


def test_a_second_city_needs_only_its_files(tmp_path: Path) -> None:
    store = archive.read(city(tmp_path, [stated(FOUR[0], "merah")]))
    nothing = ("tidak_dilaporkan", False, False)
    assert levels_of(store) == [("merah", False, False), nothing, nothing, nothing]
    assert archive.totals_on(store, dt.date(2020, 2, 1)) == {}
    assert archive.figures_on(store, dt.date(2020, 2, 1)) is None


def test_the_same_day_contradiction_keeps_the_more_severe(tmp_path: Path) -> None:
    rows = [stated(FOUR[0], "hijau", site="b"), stated(FOUR[0], "merah")]
    table = archive.status_on(archive.read(city(tmp_path, rows)), dt.date(2020, 2, 1), FOUR)
    first = table.iloc[0]
    assert (first["level"], bool(first["contradiction"])) == ("merah", True)
    assert first["contradicts"] == f"{FOUR[0]} hijau 2020-02-01 https://b.org/x"
    assert first["also_urls"] == "https://b.org/x"


def test_an_rt_statement_never_becomes_the_kelurahans_own_colour(tmp_path: Path) -> None:
    rows = [
        stated(FOUR[0], "hijau"),
        stated(FOUR[0], "merah", "rt"),
        stated(FOUR[1], "kuning", "rt"),
        stated(FOUR[1], "oranye", "rt").replace("oranye", "merah"),
    ]
    assert levels_of(archive.read(city(tmp_path, rows)))[:2] == [
        ("hijau", False, False),
        ("memuat_rt_merah", False, False),
    ]


def total(level: str, count: int, usable: str = "yes") -> str:
    return f"2020-02-01,{level},{count},{usable},{'' if usable == 'yes' else 'x'},https://a.org/t,"


REST = {
    "all others accounted for": ([total("kuning", 1), total("merah", 1)], "hijau"),
    "with the rest's own total": (
        [total("kuning", 1), total("merah", 1), total("hijau", 2)],
        "hijau",
    ),
    "totals that exceed the zones": (
        [total("kuning", 1), total("merah", 1), total("hijau", 3)],
        "tidak_dilaporkan",
    ),
    "a colour not stated": ([total("merah", 1)], "tidak_dilaporkan"),
    "one more than are named": ([total("kuning", 2), total("merah", 1)], "tidak_dilaporkan"),
    "fewer than are named": ([total("kuning", 0), total("merah", 1)], "tidak_dilaporkan"),
    "an unusable total": ([total("kuning", 1, "no"), total("merah", 1)], "tidak_dilaporkan"),
}


@pytest.mark.parametrize("case", REST)
def test_when_the_rest_is_inferred(tmp_path: Path, case: str) -> None:
    totals, expected = REST[case]
    rows = [stated(FOUR[0], "merah"), stated(FOUR[1], "kuning")]
    store = archive.read(city(tmp_path, rows, totals))
    assert levels_of(store)[2:] == [(expected, expected == "hijau", False)] * 2


BROKEN = {
    "archive_date": ("2020-2-1,{z},merah,kelurahan,a,,,https://a.org,,,", "date"),
    "archive_zone": ("2020-02-01,63.71.01.1001,merah,kelurahan,a,,,https://a.org,,,", "zone_id"),
    "archive_choice": ("2020-02-01,{z},ungu,kelurahan,a,,,https://a.org,,,", "level"),
    "archive_url": ("2020-02-01,{z},merah,kelurahan,a,,,a.org,,,", "url"),
    "archive_contradicts": (
        "2020-02-01,{z},merah,kelurahan,a,,merah,https://a.org,,,",
        "contradicts",
    ),
    "archive_outside_period": ("2019-12-31,{z},merah,kelurahan,a,,,https://a.org,,,", "date"),
}


@pytest.mark.parametrize("key", BROKEN)
def test_a_broken_cell_is_named_by_row_and_column(tmp_path: Path, key: str) -> None:
    line, column = BROKEN[key]
    rows = [stated(FOUR[1], "hijau"), line.format(z=FOUR[0])]
    with pytest.raises(ConfigError) as caught:
        archive.read(city(tmp_path, rows))
    (fault,) = caught.value.problems
    assert (fault.key, fault.where) == (key, f"{tmp_path / 'kota.csv'}:3 {column}")
    for lang in text.LANGUAGES:
        assert "{" not in text.problem(fault, lang)


def test_every_fault_is_gathered(tmp_path: Path) -> None:
    rows = [
        "2020-02-01,x,merah,kelurahan,a,odd,,https://a.org,b.org,,",
        stated(FOUR[0], "oranye"),
        stated(FOUR[0], "hitam", "rt"),
        stated(FOUR[2], "merah"),
        stated(FOUR[2], "merah", site="b"),
    ]
    with pytest.raises(ConfigError) as caught:
        archive.read(city(tmp_path, rows, ["2020-02-01,merah,dua,ya,,https://a.org,"]))
    found = [(fault.key, fault.where.rpartition("/")[2]) for fault in caught.value.problems]
    assert found == [
        ("archive_zone", "kota.csv:2 zone_id"),
        ("archive_choice", "kota.csv:2 flags"),
        ("archive_url", "kota.csv:2 also_urls"),
        ("archive_twice", "kota.csv:6"),
        ("archive_choice", "kota.csv:3 level"),
        ("archive_choice", "kota.csv:4 level"),
        ("archive_choice", "kota.csv:4 level"),
        ("archive_number", "kota_totals.csv:2 count"),
        ("archive_choice", "kota_totals.csv:2 usable_for_inference"),
    ]


def test_missing_columns_and_files_are_faults(tmp_path: Path) -> None:
    place = city(tmp_path, [])
    assert place.archive is not None
    place.archive.write_text("date,zone_id\n2020-02-01,x\n", encoding="utf-8")
    (tmp_path / "periods.toml").write_text("[a]\nfrom = 2020-01-01\n", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        archive.read(place)
    assert [fault.key for fault in caught.value.problems] == [
        "archive_period_field",
        "archive_columns",
    ]
    for fault in caught.value.problems:
        assert all("{" not in text.problem(fault, lang) for lang in text.LANGUAGES)
    place.archive.unlink()
    with pytest.raises(ConfigError, match="file_missing"):
        archive.read(place)


def test_a_city_without_an_archive_says_so(tmp_path: Path) -> None:
    place = read_cities()["semarang"]
    with pytest.raises(ConfigError, match="archive_none"):
        archive.read(place)
