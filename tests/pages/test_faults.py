"""A broken store, settings or data file: a sentence with what mends it, never a traceback."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st

from geo import rules, text
from geo.access import ANYBODY
from pages.shared import cached
from tests.pages.conftest import ROOT, Screen

TITLES = {"id": "Layar ini belum dapat ditampilkan", "en": "This screen can't be shown yet"}
OWN = ROOT / "data" / "boundaries" / "banjarmasin.geojson"

Broken = Callable[..., str]


@pytest.fixture
def broken(settings: pytest.MonkeyPatch) -> Iterator[Broken]:
    """Start anew with these settings; what the failing map page says.

    Both languages say it under the failure's title and draw nothing else; Indonesian is returned.
    """

    def started(**environment: str) -> str:
        for name, value in environment.items():
            settings.setenv(name, value)
        said = {}
        for lang, title in TITLES.items():
            st.cache_resource.clear()
            page = Screen("peta", {"lang": lang})
            assert page.one(".//h1") == title
            assert page.app.get("component_instance") == []
            assert "Traceback" not in page.html
            said[lang] = page.one(".//div[@class='jt-failure']").removeprefix(title).strip()
        assert said["id"] != said["en"]
        return said["id"]

    st.cache_resource.clear()
    yield started
    st.cache_resource.clear()


def test_a_missing_store_names_the_command_that_makes_it(broken: Broken, tmp_path: Path) -> None:
    file = tmp_path / "store.db"
    said = broken(JAGA_DB=f"sqlite:///{file}")
    assert said.startswith(f"{file}: gudang data belum ada.")
    assert "`python -m geo prepare`" in said
    assert not file.exists()


def test_the_first_start_makes_the_own_store(
    settings: pytest.MonkeyPatch, fresh: None, tmp_path: Path
) -> None:
    settings.setenv("JAGA_HOME", str(tmp_path))
    st.cache_resource.clear()
    page = Screen("peta", {})
    assert page.tally() == {"merah": "1", "kuning": "6", "hijau": "45"}
    assert (tmp_path / "store.db").is_file()


@pytest.mark.parametrize("own", [True, False], ids=["own store", "JAGA_DB"])
def test_a_file_that_is_no_store_is_left_alone(broken: Broken, tmp_path: Path, own: bool) -> None:
    file = tmp_path / "store.db"
    content = b"this was a spreadsheet once" * 200
    file.write_bytes(content)
    place = {"JAGA_HOME": str(tmp_path)} if own else {"JAGA_DB": f"sqlite:///{file}"}
    said = broken(**place)
    assert said.startswith(f"{file}: berkas ini bukan gudang data yang utuh")
    assert "Pindahkan berkas itu (jangan dihapus)" in said
    assert "`python -m geo prepare`" in said
    assert file.read_bytes() == content


def test_a_store_cut_short_says_so(broken: Broken, home: Path, tmp_path: Path) -> None:
    whole = (home / "store.db").read_bytes()
    file = tmp_path / "store.db"
    file.write_bytes(whole[: len(whole) // 3])
    said = broken(JAGA_DB=f"sqlite:///{file}")
    assert said.startswith(f"{file}: berkas ini bukan gudang data yang utuh")


@pytest.mark.parametrize(
    ("url", "start", "todo"),
    [
        ("gudang data", "gudang data: alamat gudang data tidak terbaca.", "JAGA_DB"),
        ("mysql://u:rahasia@127.0.0.1/x", "mysql://u:***@127.0.0.1/x: penggerak", "`pip install"),
    ],
)
def test_a_store_address_that_can_not_work(broken: Broken, url: str, start: str, todo: str) -> None:
    said = broken(JAGA_DB=url)
    assert said.startswith(start)
    assert todo in said
    assert "rahasia" not in said


CITY = f"""[banjarmasin]
name = "Kota Banjarmasin"
regency_code = "63.71"
utm = "EPSG:32750"
boundaries = "{OWN.as_posix()}"
"""


FOREIGN = (
    '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"kode": "1"},'
    ' "geometry": {"type": "Polygon", "coordinates": [[[114, -3], [115, -3], [114, -2],'
    " [114, -3]]]}}]}"
)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[banjarmasin\n", "isi berkas tidak terbaca"),
        ("banjarmasin = 3\n", "[banjarmasin]: bukan tabel."),
        (CITY.replace("name =", "nama ="), "[banjarmasin]: kolom `nama` tidak dikenal."),
        (CITY.replace('utm = "EPSG:32750"', ""), "[banjarmasin]: kolom `utm` tidak ada."),
        (CITY.replace("utm =", "utm = 32750 #"), "[banjarmasin]: kolom `utm` berisi 32750."),
        (CITY + 'zones_total = "52"\n', "[banjarmasin]: kolom `zones_total` berisi 52."),
        (CITY + 'opens_on = "kapan"\n', "[banjarmasin]: kolom `opens_on` berisi kapan."),
        (CITY + 'timezone = "Asia/X"\n', "[banjarmasin]: kolom `timezone` berisi Asia/X."),
    ],
    ids=["toml", "table", "unknown", "missing", "kind", "number", "day", "timezone"],
)
def test_a_broken_cities_file(broken: Broken, tmp_path: Path, content: str, said: str) -> None:
    file = tmp_path / "cities.toml"
    file.write_text(content, encoding="utf-8")
    failure = broken(JAGA_CITIES=str(file))
    assert failure.startswith(str(file))
    assert said in failure


def test_a_missing_cities_file(broken: Broken, tmp_path: Path) -> None:
    file = tmp_path / "cities.toml"
    failure = broken(JAGA_CITIES=str(file))
    assert failure.startswith(f"{file}: berkas tidak ditemukan.")
    assert "`git checkout -- data geo/text`" in failure


@pytest.mark.parametrize(
    ("boundaries", "more", "said"),
    [
        ("broken.geojson", "", "broken.geojson: berkas batas tidak terbaca"),
        ("missing.geojson", "", "missing.geojson: berkas tidak ditemukan."),
        (OWN.as_posix(), "zones_total = 53", "ada 52 zona. Seharusnya 53 zona"),
        ("empty.geojson", "", "empty.geojson: berkas "),
        ("foreign.geojson", "", "foreign.geojson: kolom `zone_id` tidak ada"),
    ],
    ids=["cut short", "missing", "another number", "empty", "foreign columns"],
)
def test_a_broken_boundary_file(
    broken: Broken, home: Path, tmp_path: Path, boundaries: str, more: str, said: str
) -> None:
    (tmp_path / "broken.geojson").write_text('{"type": "FeatureColl', encoding="utf-8")
    (tmp_path / "empty.geojson").write_text("{}", encoding="utf-8")
    (tmp_path / "foreign.geojson").write_text(FOREIGN, encoding="utf-8")
    file = tmp_path / "cities.toml"
    file.write_text(f"{CITY.replace(OWN.as_posix(), boundaries)}{more}\n", encoding="utf-8")
    failure = broken(JAGA_CITIES=str(file), JAGA_DB=f"sqlite:///{home / 'store.db'}")
    assert said in failure


def test_other_cities_still_open_beside_a_broken_one(
    settings: pytest.MonkeyPatch, fresh: None, tmp_path: Path
) -> None:
    file = tmp_path / "cities.toml"
    toy = CITY.replace("[banjarmasin]", "[toy]").replace(OWN.as_posix(), "none.geojson")
    file.write_text(toy, encoding="utf-8")
    settings.setenv("JAGA_CITIES", str(file))
    st.cache_resource.clear()
    assert Screen("peta", {}).one(".//h1") == "45 dari 52 kelurahan hijau; satu merah"
    assert "none.geojson" in Screen("peta", {"city": "toy"}).one(".//div[@class='jt-failure']")
    st.cache_resource.clear()


def test_a_projection_that_is_none(broken: Broken, home: Path, tmp_path: Path) -> None:
    file = tmp_path / "cities.toml"
    for utm in ("EPSG:99999", "EPSG:4326"):
        file.write_text(CITY.replace("EPSG:32750", utm), encoding="utf-8")
        failure = broken(JAGA_CITIES=str(file), JAGA_DB=f"sqlite:///{home / 'store.db'}")
        assert failure.startswith(f"utm: `{utm}` bukan sistem koordinat proyeksi")


@pytest.mark.parametrize("value", ["sebentar", "0", "3600"])
def test_a_setting_that_is_no_number_or_out_of_bounds(broken: Broken, value: str) -> None:
    assert broken(JAGA_LIVE_S=value).startswith(f"JAGA_LIVE_S: nilainya {value}.")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('kind = "archive"', 'kind = "tebakan"'), "[resmi]: kind = tebakan."),
        (("below = 150", "below = 40"), "[insidensi7]: batas [50, 40, None]."),
        (('level = "oranye"', 'level = "jingga"'), "[insidensi7]: tingkat jingga tidak dikenal."),
        (('certainty = "N"', 'certainty = "X"'), "[resmi]: certainty = X."),
    ],
)
def test_a_broken_rule_registry(
    broken: Broken,
    settings: pytest.MonkeyPatch,
    tmp_path: Path,
    change: tuple[str, str],
    said: str,
) -> None:
    written = (ROOT / "data" / "rules.toml").read_text(encoding="utf-8")
    assert change[0] in written
    file = tmp_path / "rules.toml"
    file.write_text(written.replace(*change), encoding="utf-8")
    registry = rules.registry
    settings.setattr(rules, "registry", lambda own=None: registry(file, own))
    failure = broken()
    assert said in failure
    assert "Perbaiki" in failure


def test_a_store_that_breaks_while_it_is_open_leaves_the_last_good_data(
    settings: pytest.MonkeyPatch, home: Path, tmp_path: Path
) -> None:
    file = tmp_path / "store.db"
    file.write_bytes((home / "store.db").read_bytes())
    settings.setenv("JAGA_DB", f"sqlite:///{file}")
    st.cache_resource.clear()
    page = Screen("peta", {})
    assert page.tally()["hijau"] == "45"
    assert page.notices() == []
    cached.desk(ANYBODY)  # from here on the store is asked each time
    file.write_bytes(b"no longer a store " * 500)
    assert page.run().tally()["hijau"] == "45"
    (notice,) = page.notices()
    assert notice.startswith("Tidak dapat memeriksa data baru; layar memperlihatkan data terakhir")
    fresh = Screen("peta", {"city": "semarang"})
    assert fresh.one(".//h1") == TITLES["id"]
    file.write_bytes((home / "store.db").read_bytes())
    assert page.run().tally()["hijau"] == "45"
    assert page.notices() == []
    assert fresh.run().one(".//h1") != TITLES["id"]
    st.cache_resource.clear()


def test_the_words_of_a_failure_are_escaped(broken: Broken, tmp_path: Path) -> None:
    hostile = tmp_path / "<img src=x onerror=alert(1)>.toml"
    assert broken(JAGA_CITIES=str(hostile)).startswith(f"{hostile}: berkas tidak ditemukan.")


def test_every_store_fault_names_a_command_in_both_languages() -> None:
    keys = ("store_missing", "store_broken", "store_failed", "store_url")
    for lang in text.LANGUAGES:
        for key in keys:
            assert "`python -m geo prepare`" in text.raw(f"problem.{key}.todo", lang)
