"""OGC API Features: the documents of the standard's core, paging, and GDAL as a client."""

from __future__ import annotations

import json
from pathlib import Path

import pyogrio
import pytest
import shapely

from geo.cities import read_cities
from geo.io import embedded
from geo.settings import ROOT
from tests.web_kit import Web, free_port, served
from tests.web_stores import CITY, web

ITEMS = f"/ogc/collections/{CITY}/items"
CORE = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("ready")
    url = f"sqlite:///{folder / 'store.db'}"
    embedded.prepare(url, read_cities(), folder / "static")
    return url


@pytest.fixture(scope="module")
def routes(store: str, tmp_path_factory: pytest.TempPathFactory) -> Web:
    return web(store, tmp_path_factory.mktemp("home"))


def link(document: dict, rel: str) -> dict:
    (found,) = [one for one in document["links"] if one["rel"] == rel]
    return dict(found)


def path(href: str) -> str:
    assert href.startswith("http://uji.example/")
    return href.removeprefix("http://uji.example")


def outlines() -> dict[str, shapely.Geometry]:
    """The zones of the file that comes with the project, by code."""
    file = json.loads((ROOT / "data/boundaries/banjarmasin.geojson").read_text(encoding="utf-8"))
    return {
        f["properties"]["zone_id"]: shapely.geometry.shape(f["geometry"]) for f in file["features"]
    }


def test_from_the_landing_page_everything_is_reached(routes: Web) -> None:
    landing = routes.get("/ogc").json()
    assert path(link(landing, "self")["href"]) == "/ogc"
    for rel in ("service-desc", "service-doc", "conformance", "data"):
        target = link(landing, rel)
        reply = routes.get(path(target["href"]))
        assert reply.status == 200
        assert reply.headers["content-type"].split(";")[0] == target["type"].split(";")[0]
    assert CORE in routes.get("/ogc/conformance").json()["conformsTo"]


def test_each_city_is_a_collection(routes: Web) -> None:
    found = routes.get("/ogc/collections").json()["collections"]
    assert [one["id"] for one in found] == list(read_cities())
    one = found[0]
    assert routes.get(path(link(one, "self")["href"])).json() == one
    west, south, east, north = one["extent"]["spatial"]["bbox"][0]
    whole = shapely.union_all(list(outlines().values()))
    assert (west, south, east, north) == pytest.approx(whole.bounds)
    first, last = one["extent"]["temporal"]["interval"][0]
    assert first < last and first.endswith("T00:00:00Z")
    assert one["crs"] == ["http://www.opengis.net/def/crs/OGC/1.3/CRS84"]
    assert link(one, "items")["type"] == "application/geo+json"
    assert path(link(one, "items")["href"]) == ITEMS


def test_pages_follow_each_other_to_the_end(routes: Web) -> None:
    address, seen, pages = f"{ITEMS}?limit=20&rule=insidensi7&datetime=2021-07-19", [], 0
    while True:
        page = routes.get(address).json()
        pages += 1
        assert page["numberMatched"] == 52
        assert page["numberReturned"] == len(page["features"])
        assert path(link(page, "self")["href"]) == address
        assert {f["properties"]["date"] for f in page["features"]} == {"2021-07-19"}
        seen += [feature["id"] for feature in page["features"]]
        following = [one for one in page["links"] if one["rel"] == "next"]
        if not following:
            break
        address = path(following[0]["href"])
    assert pages == 3
    assert seen == sorted(outlines())
    back = path(link(page, "prev")["href"])
    assert routes.get(back).json()["features"][0]["id"] == seen[20]
    whole = routes.get(f"{ITEMS}?limit=1000000").json()
    assert whole["numberReturned"] == 52
    beyond = routes.get(f"{ITEMS}?offset=52").json()
    assert (beyond["numberReturned"], beyond["numberMatched"]) == (0, 52)


def test_features_are_the_rows_of_the_other_routes(routes: Web) -> None:
    page = routes.get(f"{ITEMS}?rule=insidensi7&datetime=2021-07-19T00:00:00Z").json()
    rows = routes.get("/api/v1/zones.json?rule=insidensi7&date=2021-07-19").json()
    assert [f["properties"] for f in page["features"]] == rows
    table = routes.get(path(link(page, "alternate")["href"]))
    assert table.text == routes.get("/api/v1/zones.csv?rule=insidensi7&date=2021-07-19").text
    known = outlines()
    for feature in page["features"]:
        shape = shapely.geometry.shape(feature["geometry"])
        assert shape.normalize() == known[feature["id"]].normalize()
        assert shape.geom_type != "Polygon" or shape.exterior.is_ccw
    one = routes.get(f"{ITEMS}/{rows[3]['zone_id']}?rule=insidensi7&datetime=2021-07-19").json()
    assert one["properties"] == rows[3]
    assert path(link(one, "collection")["href"]) == f"/ogc/collections/{CITY}"


def test_a_box_gives_the_zones_that_touch_it(routes: Web) -> None:
    west, south, east, north = box = (114.58, -3.33, 114.60, -3.31)
    wanted = [k for k, shape in outlines().items() if shape.intersects(shapely.box(*box))]
    assert 5 < len(wanted) < 40
    for written in (f"{west},{south},{east},{north}", f"{west},{south},0,{east},{north},100"):
        page = routes.get(f"{ITEMS}?bbox={written}").json()
        assert [f["id"] for f in page["features"]] == sorted(wanted)
        assert page["numberMatched"] == len(wanted)
    assert routes.get(f"{ITEMS}?bbox=0,0,1,1").json()["numberMatched"] == 0
    around = routes.get(f"{ITEMS}?bbox=170,-10,-170,10").json()
    assert around["numberMatched"] == 0
    over = routes.get(f"{ITEMS}?bbox=114.5,-10,-170,10").json()
    assert over["numberMatched"] == 52


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2020-10-06", "2020-10-06"),
        ("2020-10-06T23:59:59Z", "2020-10-06"),
        ("2020-10-06T00:00:00%2B08:00", "2020-10-06"),
        ("2020-10-01/2020-10-06", "2020-10-06"),
        ("../2020-10-06", "2020-10-06"),
        ("/2020-10-06T00:00:00Z", "2020-10-06"),
        ("1999-01-01/1999-12-31", None),
    ],
)
def test_a_time_chooses_the_day(routes: Web, written: str, day: str | None) -> None:
    page = routes.get(f"{ITEMS}?rule=resmi&datetime={written}").json()
    assert {f["properties"]["date"] for f in page["features"]} == ({day} if day else set())
    assert page["numberMatched"] == (52 if day else 0)


@pytest.mark.parametrize(
    "question",
    [
        "bbox=1,2,3", "bbox=a,b,c,d", "bbox=1,5,2,4", "bbox=nan,0,1,1", "limit=0", "limit=-1",
        "limit=semua", "offset=-1", "datetime=kemarin", "datetime=a/b/c", "datetime=../..x",
        "nothing=1", "limit=1&limit=2", "bbox-crs=x",
    ],
)  # fmt: skip
def test_a_wrong_parameter_is_refused(routes: Web, question: str) -> None:
    reply = routes.get(f"{ITEMS}?{question}")
    assert (reply.status, reply.headers["content-type"]) == (400, "application/problem+json")


@pytest.mark.parametrize(
    "address",
    [
        "/ogc/collections/atlantis", "/ogc/collections/atlantis/items", f"{ITEMS}/63.71.99.9999",
        f"{ITEMS}/mantuil", "/ogc/nothing", f"{ITEMS}/33.74.01.1001",
    ],
)  # fmt: skip
def test_what_is_not_there_is_404(routes: Web, address: str) -> None:
    assert routes.get(address).status == 404


def test_gdal_reads_it(store: str, tmp_path: Path) -> None:
    """The driver that QGIS and geopandas use, against a server of its own."""
    with served(port=free_port(), JAGA_DB=store, JAGA_HOME=str(tmp_path)) as server:
        source = f"OAPIF:{server}/ogc"
        assert [name for name, _ in pyogrio.list_layers(source)] == list(read_cities())
        zones = pyogrio.read_dataframe(source, layer=CITY)
        assert sorted(zones["zone_id"]) == sorted(outlines())
        assert zones.crs.to_epsg() == 4326
        assert set(zones["level"]) == {"hijau", "kuning", "merah"}
        paged = pyogrio.read_dataframe(source, layer="semarang", PAGE_SIZE="50")
        assert paged["zone_id"].nunique() == len(paged) == 177
        box = (114.58, -3.33, 114.60, -3.31)
        within = pyogrio.read_dataframe(source, layer=CITY, bbox=box)
        wanted = [k for k, shape in outlines().items() if shape.intersects(shapely.box(*box))]
        assert sorted(within["zone_id"]) == sorted(wanted)
