"""The published site: what its files say, that nothing hidden is in any, that every link leads
somewhere, and that it is written as a whole or not at all."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import os
import posixpath
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from geo import exports, text
from geo.errors import InputError
from geo.levels import BY_KEY, LEVELS
from geo.render import map as zone_map
from geo.render import timeline
from geo.settings import ROOT
from geo.site import build, curve, feed, folder
from geo.suppression import OFFICIAL, PUBLIC
from geo.views import zone_view
from tests import site_kit, toy
from tests.site_kit import SNAPSHOT, Elements, xml
from tests.test_public_view import city

ATOM = "{http://www.w3.org/2005/Atom}"
MOST_BYTES = 1_000_000
URL = "https://jaga.example/peta"
HOSTILE = ('<script>alert("x")</script>', "=1+1", "\u202eLima", *toy.NAMES[3:])


@pytest.fixture(scope="module")
def squares() -> dict[str, bytes]:
    """Every file of the toy city's site."""
    return dict(build.files(site_kit.of_toy(toy.facts(), url=URL)))


@pytest.fixture(scope="module")
def year() -> dict[str, bytes]:
    return site_kit.year()[1]


def pages(files: dict[str, bytes]) -> Iterator[tuple[str, Elements]]:
    for path, content in files.items():
        if path.endswith(".html"):
            yield path, Elements(content)


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode())))


# What stands where


def test_there_is_a_page_for_the_city_and_each_kelurahan_in_both_languages(
    squares: dict[str, bytes],
) -> None:
    zones = [f"kelurahan/{zone_id}.html" for zone_id in toy.IDS]
    wanted = {"index.html", *zones, "en/index.html", *(f"en/{zone}" for zone in zones)}
    assert {path for path in squares if path.endswith(".html")} == wanted
    for path, page in pages(squares):
        assert page.all("lang")[0] == ("en" if path.startswith("en/") else "id")


def test_one_language_alone_stands_at_the_root() -> None:
    files = dict(build.files(site_kit.of_toy(toy.facts(), languages=("en",))))
    assert not [path for path in files if path.startswith("en/")]
    assert Elements(files["index.html"]).all("lang")[0] == "en"
    assert not [one for _, page in pages(files) for one in page.all("hreflang")]


def test_every_relative_link_leads_to_a_file_of_the_site(year: dict[str, bytes]) -> None:
    checked, anchors = 0, {path: set(page.all("id")) for path, page in pages(year)}
    for path, page in pages(year):
        for link in [*page.all("href"), *page.all("src")]:
            parts = urlsplit(link)
            if parts.scheme:
                assert parts.scheme in ("http", "https")
                continue
            assert not parts.netloc
            assert not parts.path.startswith("/")
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), parts.path or "."))
            target = path if not parts.path else unquote(target)
            assert target in year, (path, link)
            zone = target.endswith("index.html") and parts.fragment.startswith("63.")
            assert not parts.fragment or zone or parts.fragment in anchors[target], (path, link)
            checked += 1
    assert checked > 1000
    assert b"url(data:" in year["assets/site.css"].replace(b'"', b"")
    named = re.findall(rb'url\("?(?!"?data:)([^")]+)', year["assets/site.css"])
    assert named == [b"icon.svg"]


def test_no_page_needs_an_inline_script_style_or_a_server(year: dict[str, bytes]) -> None:
    for path, page in pages(year):
        policies = [a.get("content") for t, a in page.found if a.get("http-equiv")]
        assert policies == [
            "default-src 'self' file:;font-src data:;object-src 'none';base-uri 'none'"
        ]
        for tag, attributes in page.found:
            assert tag != "style", path
            assert not [name for name in attributes if name == "style" or name.startswith("on")]
            assert tag != "script" or attributes.get("src"), path
            assert attributes.get("type") != "module"
    assert b"fetch(" not in year["assets/peta.js"]
    assert b"XMLHttpRequest" not in year["assets/peta.js"]


def test_a_year_of_banjarmasin_is_smaller_than_a_megabyte(year: dict[str, bytes]) -> None:
    made = site_kit.year()[0]
    assert (len(made.zoned.days), len(made.zones)) == (365, 52)
    sizes = dict.fromkeys(build.KINDS, 0)
    for path, content in year.items():
        sizes[build.kind(path)] += len(content)
    assert min(sizes.values()) > 5_000
    assert sum(sizes.values()) <= MOST_BYTES, sizes


# What the pages say


def test_the_page_of_a_kelurahan_says_status_grounds_past_and_neighbours(
    squares: dict[str, bytes],
) -> None:
    page = Elements(squares[f"kelurahan/{toy.zone_id(3)}.html"])
    for said in (
        "Tiga: merah",
        "Kecamatan Timur, Kota Kotak",
        "5.000 penduduk",
        "Senin, 15 Maret 2021",
        "8 × 100.000 ÷ 5.000 = 160,0 per 100.000 dalam 7 hari",
        "1 hari merah, 1 hari kuning",
        "Diperbarui 15 Mar 2021 10.05.",
        f"Cuplikan {SNAPSHOT}.",
        "Insidensi 7 hari (indikatif), versi 1",
        "berkas kotak.geojson",
    ):
        assert said in page.text, said
    near = [f"{toy.zone_id(k)}.html" for k in (2, 6)]
    assert [one for one in page.all("href") if one in near] == near
    assert f"../index.html#{toy.zone_id(3)}" in page.all("href")
    assert f"../en/kelurahan/{toy.zone_id(3)}.html" in page.all("href")


def test_the_city_page_counts_every_zone_and_lists_them(squares: dict[str, bytes]) -> None:
    page = Elements(squares["index.html"])
    assert "Dua dari 9 kelurahan merah" in page.text or "merah" in page.text
    shown = [a["data-level"] for t, a in page.found if t == "li" and "data-level" in a]
    assert shown[:4] == ["merah", "oranye", "kuning", "hijau"]
    links = [one for one in page.all("href") if one.startswith("kelurahan/")]
    assert [f"kelurahan/{zone_id}.html" for zone_id in toy.IDS] == links[-9:]


def test_simulated_stands_on_every_page_and_picture_and_nowhere_else(
    year: dict[str, bytes], squares: dict[str, bytes]
) -> None:
    banner = text.text("simulated.banner", "id").split(",")[0]
    assert [path for path, page in pages(year) if banner not in page.text] == []
    for path in ("feed.xml", "en/feed.xml", "data/README.txt", "data/zones.csv", "assets/id.js"):
        assert banner in year[path].decode(), path
    assert banner in json.loads(year["data/zones.geojson"])["about"]["disclaimer"]
    assert "about" not in json.loads(squares["data/zones.geojson"])
    said = json.loads(year["data/datapackage.json"])
    assert said["simulated"] is True
    assert [path for path, page in pages(squares) if banner in page.text] == []
    assert json.loads(squares["data/datapackage.json"])["simulated"] is False


def test_names_of_others_are_written_as_text() -> None:
    facts = toy.facts(zones=toy.zones(HOSTILE))
    files = dict(build.files(site_kit.of_toy(facts)))
    for path, content in files.items():
        if path.endswith((".html", ".xml", ".js")):
            assert b"<script>alert" not in content, path
    assert "<script>alert" in Elements(files["index.html"]).text
    xml(files["feed.xml"])
    assert rows(files["data/zones.csv"])[1]["name"] == "'=1+1"


def test_the_map_gets_what_the_dashboard_would_send(year: dict[str, bytes]) -> None:
    made = site_kit.year()[0]
    common = year["assets/data.js"].decode().removeprefix("window.JAGA=").rstrip(";\n")
    for lang in ("id", "en"):
        own = year[f"assets/{lang}.js"].decode()
        own = own.removeprefix("Object.assign(window.JAGA.view,").rstrip(";\n")[:-1]
        record = timeline.record(made.zoned, made.rule, "banjarmasin", lang, simulated=True)
        sent = timeline.payload(record, open_day=made.view.day, turn=0, zone=None, tiles=None)
        assert json.loads(common)["view"] | json.loads(own) == json.loads(sent)
        assert "days" not in json.loads(own)
    assert json.loads(common)["map"] == json.loads(zone_map.outlines(made.shapes))


# What must not stand anywhere


def test_no_file_changes_when_only_hidden_counts_change() -> None:
    def site(order: int, seed: int, policy: str) -> dict[str, bytes]:
        facts = city(order, seed, PUBLIC if policy == "public" else OFFICIAL)
        return dict(build.files(site_kit.of_toy(facts, dt.date(2021, 3, 21))))

    one = site(0, 1, "public")
    for order, seed in ((7, 2), (16, 3)):
        other = site(order, seed, "public")
        assert [path for path in one if one[path] != other[path]] == []
    official = site(7, 2, "official")
    differ = [path for path, content in one.items() if official[path] != content]
    assert {"index.html", "data/zones.csv", "assets/data.js"} <= set(differ)


def weekly(reversed_order: bool) -> pd.DataFrame:
    """Daily new cases of the real 52 kelurahan over five weeks that end on Sundays. Every second
    zone has 1 to 4 a week, in the one or the other order; the others have 0 or from 5 to 40."""
    rng = np.random.default_rng(5)
    ids = site_kit.of_banjarmasin(_none(), invented=False, rule="resmi", day=OCTOBER).view.facts
    frames = []
    for week in range(5):
        small = [1 + (week + k) % 4 for k in range(26)]
        small = small[::-1] if reversed_order else small
        large = [0 if k % 5 == 0 else int(rng.integers(5, 41)) for k in range(26)]
        for k, zone_id in enumerate(ids.zone_ids):
            count = small[k // 2] if k % 2 else large[k // 2]
            for day in range(7):
                frames.append((zone_id, week * 7 + day, count if day == 2 else 0))
    table = pd.DataFrame(frames, columns=["zone_id", "at", "value"])
    monday = pd.Timestamp("2021-03-01")
    table["date"] = (monday + pd.to_timedelta(table.pop("at"), unit="D")).astype("datetime64[ns]")
    table["value"] = table["value"].astype("Int64")
    return table.assign(indicator="positif", measure="new", flag="")


OCTOBER = dt.date(2020, 10, 6)


def _none() -> pd.DataFrame:
    return toy.observations({})


@pytest.fixture(scope="module")
def hidden() -> list[dict[str, bytes]]:
    """Two sites of the real city for the public that differ in hidden counts, one for officials."""
    asked = ((False, PUBLIC), (True, PUBLIC), (False, OFFICIAL))
    return [
        dict(build.files(site_kit.of_banjarmasin(weekly(order), invented=False, policy=policy)))
        for order, policy in asked
    ]


def test_hidden_counts_of_the_real_city_are_in_no_file(hidden: list[dict[str, bytes]]) -> None:
    one, other, official = hidden
    assert one.keys() == other.keys()
    assert [path for path in one if one[path] != other[path]] == []
    for public, full in zip(
        rows(one["data/zones.csv"]), rows(official["data/zones.csv"]), strict=True
    ):
        small = 1 <= int(full["cases"]) <= 4
        assert (public["cases"] == "") == small
        assert small <= (public["incidence"] == public["incidence_low"] == public["smoothed"] == "")
        page = Elements(one[f"kelurahan/{public['zone_id']}.html"]).text
        words = re.findall(r"(\d+) (?:kasus|×)", page.split("Tetangga")[0])
        assert not small or not {int(word) for word in words} & {int(full["cases"])}
    assert sum(row["cases"] == "" for row in rows(one["data/zones.csv"])) == 26
    curves = [path for path in one if path.endswith("-kasus.svg")]
    assert curves == []
    assert len([path for path in official if path.endswith("-kasus.svg")]) == 52
    assert "disamarkan" in Elements(one["index.html"]).text


# Feed, data, pictures


def test_the_feed_tells_what_changed_on_each_day(squares: dict[str, bytes]) -> None:
    tree = xml(squares["feed.xml"])
    entries = tree.findall(f"{ATOM}entry")
    said = [entry.findtext(f"{ATOM}content") for entry in entries]
    assert said[0] == (
        "Naik: Lima oranye → merah, Tiga kuning → merah, Dua hijau → kuning. "
        "Tidak dilaporkan lagi: Enam, Sembilan, Tujuh."
    )
    assert entries[0].findtext(f"{ATOM}title") == (
        "Senin, 15 Maret 2021: 3 naik, 3 tidak dilaporkan lagi"
    )
    assert entries[0].findtext(f"{ATOM}updated") == "2021-03-15T00:00:00+08:00"
    assert tree.findtext(f"{ATOM}updated") == "2021-03-15T10:05:00+08:00"
    links = {one.get("rel"): one.get("href") for one in tree.findall(f"{ATOM}link")}
    assert links == {"self": f"{URL}/feed.xml", "alternate": f"{URL}/index.html"}


def test_every_feed_has_what_atom_asks_and_ids_that_stay(year: dict[str, bytes]) -> None:
    made = site_kit.year()[0]
    ids = []
    for path, lang in (("feed.xml", "id"), ("en/feed.xml", "en")):
        tree = xml(year[path])
        for one in [tree, *tree.findall(f"{ATOM}entry")]:
            ids.append(one.findtext(f"{ATOM}id") or "")
            assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", ids[-1])
            assert one.findtext(f"{ATOM}title")
            assert dt.datetime.fromisoformat(one.findtext(f"{ATOM}updated") or "").tzinfo
            assert one.find(f"{ATOM}link") is not None
        assert tree.findtext(f"{ATOM}author/{ATOM}name") == "Jaga Tetangga"
        assert feed.atom(made, lang) == year[path]
    assert len(ids) == len(set(ids)) == 22


def test_a_list_of_pages_only_where_the_address_is_known(
    squares: dict[str, bytes], year: dict[str, bytes]
) -> None:
    tree = xml(squares["sitemap.xml"])
    found = {one.text for one in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")}
    assert found == {f"{URL}/{path}" for path in squares if path.endswith(".html")}
    assert "sitemap.xml" not in year
    assert not [path for path, content in year.items() if b"jaga.example" in content]


def test_a_shared_link_shows_the_picture_of_the_city(squares: dict[str, bytes]) -> None:
    for path, page in pages(squares):
        lang = "en" if path.startswith("en/") else "id"
        named = {a.get("property"): a.get("content") for t, a in page.found if t == "meta"}
        assert named["og:image"] == f"{URL}/assets/kota-{lang}.png"
        assert named.get("og:url") == (f"{URL}/{path}" if path.endswith("index.html") else None)
        assert named["og:description"]
        assert (named.get("og:title") is None) == ("kelurahan/" in path)
    for lang in ("id", "en"):
        content = squares[f"assets/kota-{lang}.png"]
        with Image.open(io.BytesIO(content)) as image:
            assert (image.format, image.size) == ("PNG", (1200, 630))
        assert len(content) < 60_000


def test_the_picture_keeps_every_colour_of_a_level_as_it_is(year: dict[str, bytes]) -> None:
    shown = {zone.level for zone in site_kit.year()[0].view.zones}
    assert len(shown) >= 4
    with Image.open(io.BytesIO(year["assets/kota-id.png"])) as image:
        pixels = np.asarray(image.convert("RGB")).reshape(-1, 3)
    for key in shown:
        colour = tuple(bytes.fromhex(BY_KEY[key].colour[1:]))
        assert (pixels == colour).all(axis=1).sum() > 400, key


def test_the_package_describes_every_table_as_it_is(year: dict[str, bytes]) -> None:
    made = site_kit.year()[0]
    package = json.loads(year["data/datapackage.json"])
    assert package["rule"] == "insidensi7"
    assert package["version"] == SNAPSHOT
    listed = {one["path"] for one in package["resources"]}
    kept = {path.removeprefix("data/") for path in year if path.startswith("data/")}
    assert listed == kept - {"README.txt", "datapackage.json"}
    types = {"string": str, "integer": int, "number": float, "date": dt.date.fromisoformat}
    for one in package["resources"]:
        if one["format"] != "csv":
            continue
        table = rows(year[f"data/{one['path']}"])
        fields = {field["name"]: field["type"] for field in one["schema"]["fields"]}
        assert list(table[0]) == list(fields)
        for row in table:
            [types[kind](row[name]) for name, kind in fields.items() if row[name]]
        key = [row[one["schema"]["primaryKey"]] for row in table]
        assert len(key) == len(set(key))
    assert len(rows(year["data/levels-SIMULASI.csv"])) == 365
    assert [row["code"] for row in rows(year["data/codes.csv"])] == [one.code for one in LEVELS]
    column = [row["63.71.05.1007"] for row in rows(year["data/levels-SIMULASI.csv"])]
    at = made.view.facts.zone_ids.index("63.71.05.1007")
    assert column == list(made.zoned.codes[at])


def test_the_tables_hold_the_rows_of_the_command_zones(year: dict[str, bytes]) -> None:
    table = exports.rows(site_kit.year()[0].view, "id")
    assert year["data/zones.csv"].decode() == exports.csv_text(table)
    features = json.loads(year["data/zones.geojson"])["features"]
    assert [f["properties"] for f in features] == [
        {name: row[name] for name in row if name != "reason"} for row in table
    ]


def test_past_and_curve_are_drawn_as_they_were(squares: dict[str, bytes]) -> None:
    facts = toy.facts({dt.date(2021, 3, 1 + i): (n,) for i, n in enumerate((0, 2, 2, 0, 5))}, "new")
    made = site_kit.of_toy(facts, dt.date(2021, 3, 5))
    one = made.zones[0]
    drawn = curve.curve(one).decode()
    assert 'viewBox="0 -5 5 5"' in drawn
    assert 'd="M0 0h1v-2h2v2h1v-5h1V0"' in drawn
    assert 'd="M4.5 -5v5"' in drawn
    assert 'd="M0 0h1v-2' in drawn and 'd=""' in drawn  # no mean of fewer than seven days
    week = {dt.date(2021, 3, 1 + i): (n,) for i, n in enumerate((7, 7, 7, 7, 7, 7, 7, 14, 14))}
    mean = curve.curve(site_kit.of_toy(toy.facts(week, "new"), dt.date(2021, 3, 9)).zones[0])
    assert b"scale(1 0.11667)" in mean  # 14 cases in 120 grains: the mean of 7, 8 and 9
    assert b'd="M6 -60l2-17"' in mean
    strip = squares[f"kelurahan/{toy.zone_id(3)}-zona.svg"].decode()
    assert 'stroke="#f7d13d" stroke-width="20"' in strip
    assert 'stroke="#8a0f1f" stroke-width="36"' in strip
    below = curve.curve(zone_view(site_kit.of_toy(toy.facts()).view, toy.zone_id(7)))
    assert b"<svg" in below


# Writing


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    out = tmp_path / "site"
    out.mkdir()
    (out / "tesis.docx").write_text("mine")
    with pytest.raises(InputError) as failure:
        folder.write(iter([("index.html", b"new")]), out)
    assert failure.value.problems[0].key == "site_not_ours"
    assert [(f.name, f.read_text()) for f in tmp_path.rglob("*") if f.is_file()] == [
        ("tesis.docx", "mine")
    ]
    (out / folder.MARKER).write_text("[]")
    with pytest.raises(InputError):
        folder.check(out)
    file = tmp_path / "file"
    file.write_text("x")
    with pytest.raises(InputError):
        folder.check(file)


def test_a_new_site_replaces_the_old_one_as_a_whole(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "site"
    mark = (folder.MARKER, folder.marker({"city": "kotak"}))
    sizes = folder.write(iter([mark, ("kelurahan/lama.html", b"old")]), out)
    assert sizes["kelurahan/lama.html"] == 3
    folder.write(iter([mark, ("index.html", b"new")]), out)
    assert {f.name for f in out.rglob("*")} == {folder.MARKER, "index.html"}
    assert [one.name for one in out.parent.iterdir()] == ["site"]
    assert out.stat().st_mode & 0o055 == 0o055 & ~_umask()


def _umask() -> int:
    now = os.umask(0)
    os.umask(now)
    return now


def test_a_failure_on_the_way_leaves_the_old_site(tmp_path: Path) -> None:
    out = tmp_path / "site"
    mark = (folder.MARKER, folder.marker({"city": "kotak"}))
    folder.write(iter([mark, ("index.html", b"old")]), out)

    def broken() -> Iterator[tuple[str, bytes]]:
        yield mark
        yield "index.html", b"new"
        yield "index.html/below", b"can't be"

    with pytest.raises(InputError) as failure:
        folder.write(broken(), out)
    assert failure.value.problems[0].key == "site_unwritable"
    assert (out / "index.html").read_bytes() == b"old"
    assert [one.name for one in tmp_path.iterdir()] == ["site"]


def test_the_same_content_gives_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    script = (
        "import hashlib, sys; from geo.site import build; from tests import site_kit, toy;"
        "files = build.files(site_kit.of_toy(toy.facts(), url='https://a.example'));"
        "print([(p, hashlib.sha256(c).hexdigest()) for p, c in files])"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", script],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
            capture_output=True,
            check=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Jakarta"))
    }
    assert len(printed) == 1
    assert len(printed.pop()) > 1000


def test_progress_counts_every_page(tmp_path: Path) -> None:
    heard: list[tuple[int, int]] = []
    build.build(site_kit.of_toy(toy.facts()), tmp_path / "s", lambda *at: heard.append(at))
    assert heard == [(n, 20) for n in range(1, 21)]


def test_a_city_without_a_day_or_a_day_between_two_gives_no_site() -> None:
    with pytest.raises(InputError) as failure:
        site_kit.of_toy(toy.facts({}))
    assert failure.value.problems[0].key == "site_empty"
    with pytest.raises(InputError) as failure:
        site_kit.of_toy(toy.facts(), dt.date(2021, 3, 10))
    assert failure.value.problems[0].values["nearest"] == toy.MIDDLE
