"""The commands ``why`` and ``rules``: the card and the registry in words, faults with code 2."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from geo.__main__ import main
from geo.cities import read_cities
from geo.io import embedded
from geo.rules import registry
from geo.settings import STATIC
from tests.reported_kit import as_reported
from tests.test_rule_files import SOUND

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> str:
    url = f"sqlite:///{tmp_path_factory.mktemp('why') / 'store.db'}"
    embedded.prepare(url, read_cities(), STATIC)
    return url


@pytest.fixture
def geo(prepared: str, capsys: pytest.CaptureFixture[str], monkeypatch: Any) -> Run:
    for name in ("JAGA_DB", "JAGA_CITIES", "JAGA_RULES", "JAGA_VIEW"):
        monkeypatch.delenv(name, raising=False)

    def run(*words: str) -> tuple[int, str, str]:
        store = () if words[0] == "rules" else ("--db", prepared)
        code = main([*words, *store])
        read = capsys.readouterr()
        return code, read.out, read.err

    return run


def test_the_card_of_a_reported_zone(geo: Run) -> None:
    code, out, err = geo("why", "--zone", "Seberang Mesjid", "--date", "2020-10-06")
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == "Seberang Mesjid (63.71.05.1007), Banjarmasin Tengah: merah"
    assert "Diberitakan berzona merah pada 6 Oktober 2020." in out
    assert "SIMULASI" not in out


def test_the_card_of_a_simulated_rate_adds_up(geo: Run) -> None:
    words = ("--date", "2021-03-01", "--rule", "insidensi7")
    code, out, _ = geo("why", "--zone", "63.71.01.1001", *words)
    assert code == 0
    assert "SIMULASI, bukan data resmi" in out
    cases = int(out.split(" × 100.000 ÷ 16.987")[0].split()[-1])
    assert f"= {cases * 100_000 / 16_987:.1f} per 100.000".replace(".", ",", 1) in out
    # 25.48 is the bound of red, 8.49 that of orange.
    ahead = 26 - cases if cases >= 9 else 9 - cases
    assert f"{ahead} kasus lagi →" in out
    assert "KMK HK.01.07/MENKES/4805/2021" in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--zone", "Gotham"], "Gotham"),
        (["--zone", "Mantuil", "--rule", "kmk4805"], "satu kematian"),
        (["--zone", "Mantuil", "--rule", "satgas-skor"], "skor kota"),
        (["--zone", "Mantuil", "--rule", "ecdc-v1"], "positivity"),
        (["--zone", "Mantuil", "--rule", "dbd-klb"], "covid19"),
        (["--zone", "Miroto", "--city", "semarang", "--rule", "bjm-2020-04"], "kota lain"),
        (["--zone", "Mantuil", "--rule", "harvard", "--date", "kemarin"], "kemarin"),
    ],
)
def test_what_can_not_be_answered(geo: Run, words: list[str], said: str) -> None:
    code, out, err = geo("why", *words)
    assert (code, out) == (2, "")
    assert said in err


@pytest.mark.parametrize("form", ["csv", "json", "geojson"])
def test_a_table_under_a_city_level_is_refused_with_the_reason(geo: Run, form: str) -> None:
    for lang, reason in (("id", "satu kematian"), ("en", "one death")):
        words = ("zones", "--rule", "kmk4805", "--format", form, "--lang", lang)
        code, out, err = geo(*words)
        assert (code, out) == (2, "")
        assert reason in err and "--rule" in err


def test_rows_under_a_rule_of_ones_own(geo: Run, tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(SOUND, encoding="utf-8")
    words = ("--rules", str(file), "--rule", "uji", "--date", "2021-03-01", "--format", "json")
    for row in json.loads(geo("zones", *words)[1]):
        people, cases = row["population"], row["cases"]
        # Bands of the file: none, below 20 and from 20 per 100,000, that is 1 in 5,000.
        level = "hijau" if cases == 0 else "merah" if cases * 5_000 >= people else "kuning"
        assert (row["level"], row["rule"], row["rule_version"]) == (level, "uji", "1")
    broken = tmp_path / "broken.toml"
    broken.write_text(SOUND.replace('unit = "cases"\n', ""), encoding="utf-8")
    code, out, err = geo("zones", "--rules", str(broken), *words[2:])
    assert (code, out) == (2, "")
    assert "`unit`" in err


def test_a_day_under_a_rule_that_was_not_in_force(geo: Run) -> None:
    words = ("--zone", "Mantuil", "--rule", "bjm-2020-06", "--date", "2021-03-01")
    code, out, _ = geo("why", *words)
    assert code == 0
    assert "tidak berlaku pada 1 Maret 2021" in out
    assert "Berlaku 22 Juni 2020 sampai 19 Juli 2020." in out
    valid = geo("why", "--zone", "Mantuil", "--rule", "bjm-2020-06", "--date", "2020-07-03")[1]
    assert "tidak berlaku" not in valid


def test_the_public_is_told_no_small_count(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"sqlite:///{tmp_path / 'store.db'}"
    as_reported(url)

    def geo(*words: str) -> tuple[int, str]:
        return main([*words, "--db", url]), capsys.readouterr().out

    words = ("zones", "--date", "2021-03-01", "--rule", "insidensi7", "--format", "json")
    official = json.loads(geo(*words)[1])
    public = json.loads(geo(*words, "--view", "public")[1])
    assert any(1 <= row["cases"] <= 4 for row in official)
    assert not any(row["cases"] is not None and 1 <= row["cases"] <= 4 for row in public)
    hidden = [row for row in public if row["cases"] is None]
    assert hidden
    for row in hidden:
        assert (row["incidence"], row["incidence_low"], row["incidence_high"]) == (None,) * 3
        assert row["confidence"] == ""
    assert {row["smoothed"] for row in public} == {None}
    assert geo("zones", "--rule", "harvard", "--view", "public")[0] == 0
    assert geo("zones", "--rule", "bjm-2020-04", "--view", "public")[0] == 2


def test_a_rules_file_of_ones_own(geo: Run, tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(SOUND, encoding="utf-8")
    words = ("--rules", str(file), "--rule", "uji", "--date", "2021-03-01")
    code, out, _ = geo("why", "--zone", "Mantuil", *words)
    assert code == 0
    assert "Aturan uji" in out and "Keraguan." in out
    assert geo("zones", *words)[0] == 0
    assert geo("rules", "check", str(file))[1] == "Berkas sah: 1 aturan sendiri.\n"
    file.write_text(SOUND.replace("below = 20", "below = -3"), encoding="utf-8")
    code, out, err = geo("rules", "check", str(file))
    assert (code, out) == (2, "")
    assert "[uji]" in err and "-3" in err


@pytest.mark.parametrize(("lang", "mark"), [("id", "BELUM DIVERIFIKASI"), ("en", "NOT VERIFIED")])
def test_the_registry_is_listed_with_what_is_not_verified(geo: Run, lang: str, mark: str) -> None:
    code, out, _ = geo("rules", "--lang", lang)
    lines = {line.split()[0]: line for line in out.splitlines()}
    assert code == 0
    assert list(lines) == list(registry())
    assert {key for key, line in lines.items() if mark in line} == {"kmk4805", "ecdc-v2"}


def test_the_registry_as_json(geo: Run) -> None:
    table = json.loads(geo("rules", "--format", "json")[1])
    assert [rule["key"] for rule in table] == list(registry())
    assert {rule["key"] for rule in table if not rule["verified"]} == {"kmk4805", "ecdc-v2"}


@pytest.mark.parametrize("key", list(registry()))
def test_every_rule_can_be_shown(geo: Run, key: str) -> None:
    for lang in ("id", "en"):
        code, out, _ = geo("rules", "show", key, "--lang", lang)
        assert code == 0
        assert "{" not in out and ": None" not in out


def test_a_rule_is_applied(geo: Run) -> None:
    code, out, _ = geo("rules", "apply", "satgas-skor", "score=1.81")
    assert (code, out.splitlines()[0]) == (0, "Skor risiko Satgas (kota): oranye")
    assert geo("rules", "apply", "harvard")[1] == "harvard membutuhkan: cases=…, population=…\n"
    unverified = ["kmk4805", "population=700000", "cases=1", "hospitalised=0", "deaths=0"]
    rest = ["positivity=1", "contacts=20", "occupancy=5"]
    assert "BELUM DIVERIFIKASI" in geo("rules", "apply", *unverified, *rest)[1]


@pytest.mark.parametrize(
    "words",
    [["show"], ["show", "ramalan"], ["apply", "harvard", "cases"], ["apply", "harvard", "cases=x"],
     ["check"], ["check", "none.toml"]],
)  # fmt: skip
def test_a_wrong_word_is_said(geo: Run, words: list[str]) -> None:
    code, out, err = geo("rules", *words)
    assert (code, out) == (2, "")
    assert err.strip()
