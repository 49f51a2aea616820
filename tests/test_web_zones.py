"""/api/v1 zones, series and why: the same rows as the command, both times, words, mistakes."""

from __future__ import annotations

import datetime as dt
import json
import time
from pathlib import Path

import numpy as np
import pytest

from geo.__main__ import main
from geo.io.store import Store
from tests.web_kit import Web
from tests.web_stores import CITY, DAYS, SMALL, SUNDAY, ZONES, reported, stored, token, web, weekly

FORMATS = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
FORMATS["geojson"] = "application/geo+json"


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> tuple[Web, str]:
    folder = tmp_path_factory.mktemp("city")
    url = reported(folder)
    return web(url, folder), url


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize(
    "question",
    [
        "rule=insidensi7",
        f"rule=insidensi7&date={SUNDAY}&lang=en",
        "rule=resmi&date=2020-10-06",
        f"rule=harvard&rates=smoothed&date={DAYS[9]}",
        "rule=insidensi7&date=2019-01-01",
    ],
)
def test_the_same_as_the_command_says(
    city: tuple[Web, str], kind: str, question: str, capsys: pytest.CaptureFixture[str]
) -> None:
    routes, url = city
    reply = routes.get(f"/api/v1/zones.{kind}?city={CITY}&{question}")
    assert (reply.status, reply.headers["content-type"]) == (200, FORMATS[kind])
    words = ["--city", CITY, "--view", "public", "--format", kind, "--db", url]
    for part in question.split("&"):
        name, _, value = part.partition("=")
        words += ["--smoothed"] if name == "rates" else [f"--{name}", value]
    assert main(["zones", *words]) == 0
    assert reply.text == capsys.readouterr().out


def test_what_is_left_out_is_what_the_map_opens_with(city: tuple[Web, str]) -> None:
    routes, _ = city
    spelled = f"city={CITY}&disease=covid19&rule=resmi&date=2020-10-06&lang=id&rates=crude"
    assert routes.get("/api/v1/zones.csv").body != b""
    opened = routes.get("/api/v1/zones.csv").text
    assert opened.splitlines()[1].split(",")[4] == "resmi"
    day = opened.splitlines()[1].split(",")[3]
    assert routes.get(f"/api/v1/zones.csv?{spelled.replace('2020-10-06', day)}").text == opened


def test_each_answer_has_its_knowledge(tmp_path: Path) -> None:
    """A second file says 9 cases where the first said 12; at the moment between, 12 were known."""
    new = np.zeros((len(ZONES), len(DAYS)), dtype=int)
    new[6, 8] = 12
    url = stored(tmp_path, new)
    time.sleep(0.01)
    between = dt.datetime.now(dt.UTC).isoformat().replace("+00:00", "Z")
    time.sleep(0.01)
    new[6, 8] = 9
    stored(tmp_path, new, "ralat.csv")
    routes = web(url, tmp_path)
    address = f"/api/v1/zones.json?city={CITY}&rule=insidensi7&date={SUNDAY}"
    assert routes.get(address).json()[6]["cases"] == 9
    assert routes.get(f"{address}&as_of={between}").json()[6]["cases"] == 12
    local = between.replace("Z", "+00:00")
    assert routes.get(f"{address}&as_of={local}").json()[6]["cases"] == 12
    before = routes.get(f"{address}&as_of=2020-01-01").json()
    assert {row["level"] for row in before} == {"tanpa_data"}


def test_a_retracted_file_no_longer_answers(tmp_path: Path) -> None:
    new = np.zeros((len(ZONES), len(DAYS)), dtype=int)
    new[6, 8] = 12
    url = stored(tmp_path, new)
    routes = web(url, tmp_path)
    address = f"/api/v1/zones.json?city={CITY}&rule=insidensi7&date={SUNDAY}"
    assert routes.get(address).json()[6]["cases"] == 12
    store = Store.open(url)
    store.decide(1, "retracted", "uji", "salah kota")
    store.close()
    assert routes.get(address).json()[6]["cases"] is None


def test_a_series_holds_every_day(city: tuple[Web, str]) -> None:
    routes, url = city
    who = token(url, "dinas", CITY)
    zone = ZONES[SMALL + 3]
    series = routes.get(f"/api/v1/zones/{zone}/series?rule=insidensi7", Authorization=who).json()
    assert (series["zone_id"], series["city"], series["simulated"]) == (zone, CITY, False)
    days = {day["date"]: day for day in series["days"]}
    assert list(days) == [day.isoformat() for day in DAYS]
    new = [days[str(day)]["cases"] for day in DAYS]
    assert [sum(new[:7]), sum(new[7:14]), sum(new[14:21])] == weekly(0)[SMALL + 3].tolist()
    for i, day in enumerate(DAYS):
        window = sum(new[i - 6 : i + 1]) if i >= 6 else None
        assert days[str(day)]["window"] == window
    assert days[str(DAYS[5])]["level"] == "tanpa_data"
    assert days[str(SUNDAY)]["level"] in ("kuning", "oranye", "merah")


def test_the_city_of_a_series_follows_from_the_code(city: tuple[Web, str]) -> None:
    routes, _ = city
    assert routes.get("/api/v1/zones/33.74.01.1001/series").json()["city"] == "semarang"
    wrong = routes.get(f"/api/v1/zones/33.74.01.1001/series?city={CITY}")
    assert (wrong.status, wrong.json()["problems"][0]["key"]) == (404, "web_zone")


def test_the_archive_has_levels_and_no_counts(city: tuple[Web, str]) -> None:
    routes, _ = city
    series = routes.get(f"/api/v1/zones/{ZONES[0]}/series?rule=resmi").json()
    known = {day["date"]: day["level"] for day in series["days"] if day["window"] is None}
    assert known["2020-10-06"] == "hijau"


def test_why_gives_numbers_and_sentences(city: tuple[Web, str]) -> None:
    """40 cases of Mantuil's neighbour list: the rate is cases per 100,000 of its people."""
    routes, _ = city
    zone = ZONES[SMALL + 3]
    address = f"/api/v1/why?zone={zone}&rule=insidensi7&date={SUNDAY}&lang=en"
    of = routes.get(address).json()
    assert (of["cases"], of["hidden"], of["rule"]) == (40, False, "insidensi7")
    assert of["rate"] == pytest.approx(40 * 100_000 / of["population"])
    assert of["rate_low"] < of["rate"] < of["rate_high"]
    assert of["window"] == {"first": str(DAYS[7]), "last": str(SUNDAY)}
    assert sum(one["chance"] for one in of["chances"]) == pytest.approx(1)
    labels = [one["label"] for one in of["sentences"]]
    assert len(labels) == len(set(labels)) > 4
    assert "40" in " ".join(one["text"] for one in of["sentences"])
    by_name = routes.get(address.replace(zone, of["name"].lower().replace(" ", "%20")))
    assert by_name.json() == of


def test_why_of_a_hidden_count_says_that_it_is_hidden(city: tuple[Web, str]) -> None:
    routes, _ = city
    of = routes.get(f"/api/v1/why?zone={ZONES[0]}&rule=insidensi7&date={SUNDAY}").json()
    assert (of["hidden"], of["cases"], of["rate"], of["up"], of["chances"]) == (
        True, None, None, None, [],
    )  # fmt: skip


def test_simulated_says_so(tmp_path: Path) -> None:
    from geo.cities import read_cities
    from geo.io import embedded

    url = f"sqlite:///{tmp_path / 'store.db'}"
    embedded.prepare(url, read_cities(), tmp_path / "static")
    routes = web(url, tmp_path)
    question = "rule=insidensi7&date=2021-07-19"
    rows = routes.get(f"/api/v1/zones.json?{question}").json()
    assert all("SIMULASI" in row["reason"] for row in rows)
    of = routes.get(f"/api/v1/why?zone=Mantuil&{question}").json()
    assert of["simulated"] and "SIMULASI" in of["reason"]
    archived = routes.get("/api/v1/zones.json?rule=resmi&date=2020-10-06").json()
    assert not any("SIMULASI" in row["reason"] for row in archived)


@pytest.mark.parametrize(
    ("question", "key", "where"),
    [
        ("city=atlantis", "web_choice", "?city="),
        ("city=", "web_choice", "?city="),
        ("rule=insidensi8", "web_choice", "?rule="),
        ("date=2021-02-30", "web_date", "?date="),
        ("date=20210719", "web_date", "?date="),
        ("date=0001-01-01", "web_date", "?date="),
        ("as_of=kemarin", "web_moment", "?as_of="),
        ("rates=halus", "web_choice", "?rates="),
        ("tanggal=2021-07-19", "web_unknown", "?tanggal="),
        ("lang=su", "web_choice", "?lang="),
        ("date=2021-07-19&date=2021-07-20", "web_twice", "?date="),
        ("rule=dbd-strata", "rule_other_disease", "?rule="),
    ],
)
def test_a_wrong_parameter_is_named(
    city: tuple[Web, str], question: str, key: str, where: str
) -> None:
    routes, _ = city
    reply = routes.get(f"/api/v1/zones.json?{question}")
    assert (reply.status, reply.headers["content-type"]) == (400, "application/problem+json")
    problem = reply.json()
    assert (problem["status"], problem["problems"][0]["key"]) == (400, key)
    assert problem["problems"][0]["where"] == where
    assert reply.headers["cache-control"] == "no-store"


def test_all_that_is_wrong_is_told_at_once_in_the_language_asked_for(
    city: tuple[Web, str],
) -> None:
    routes, _ = city
    address = "/api/v1/zones.json?city=x&rule=y&date=z"
    indonesian = routes.get(address, **{"accept-language": "id-ID,en;q=0.8"}).json()
    english = routes.get(address, **{"accept-language": "fr, en-GB;q=0.8, id;q=0.3"}).json()
    assert [one["where"] for one in english["problems"]] == ["?city=", "?rule=", "?date="]
    assert (english["title"], indonesian["title"]) == (
        "The request can't be understood", "Permintaan tidak dapat dipahami",
    )  # fmt: skip
    assert routes.get(f"{address}&lang=en", **{"accept-language": "id"}).json() == english
    assert routes.get(address).json() == indonesian


def test_html_in_a_parameter_stays_text(city: tuple[Web, str]) -> None:
    routes, _ = city
    reply = routes.get("/api/v1/why?zone=%3Cscript%3Ealert(1)%3C/script%3E&lang=en")
    assert (reply.status, reply.headers["content-type"]) == (404, "application/problem+json")
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert json.loads(reply.text)["problems"][0]["key"] == "web_zone"
