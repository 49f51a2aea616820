"""The command ``rules``: what is listed, shown, checked, applied; every fault with code 2."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from geo.__main__ import main
from geo.rules import registry
from tests.test_rule_files import SOUND

RULES = registry()
Run = Callable[..., tuple[int, str, str]]
CITY = ("population=700000", "hospitalised=0", "deaths=0", "contacts=20", "occupancy=10")


@pytest.fixture
def rules(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.delenv("JAGA_RULES", raising=False)

    def run(*words: str) -> tuple[int, str, str]:
        code = main(["rules", *words])
        read = capsys.readouterr()
        return code, read.out, read.err

    return run


@pytest.mark.parametrize(("lang", "mark"), [("id", "BELUM DIVERIFIKASI"), ("en", "NOT VERIFIED")])
def test_a_rule_has_the_mark_if_and_only_if_it_is_remembered(
    rules: Run, lang: str, mark: str
) -> None:
    for line in rules("list", "--lang", lang)[1].splitlines():
        rule = RULES[line.split()[0]]
        assert (mark in line) == (rule.certainty == "M") == (not rule.verified)
        assert f"v{rule.version}" in line
    assert (
        mark in rules("apply", "ecdc-v2", "rate=1", "positivity=1", "tests=301", "--lang", lang)[1]
    )
    assert mark not in rules("apply", "harvard", "cases=1", "population=9", "--lang", lang)[1]


def test_the_list_says_when_each_rule_was_in_force(rules: Run) -> None:
    lines = {line.split()[0]: line for line in rules()[1].splitlines()}
    assert "2021-02-09 – 2021-04-05" in lines["ppkm-rt-v1"]
    assert "2021-04-06 – 2021-07-25" in lines["ppkm-rt-v2"]
    assert "2021-06-14 – …" in lines["ecdc-v2"]
    assert "… – …" in lines["insidensi7"]


@pytest.mark.parametrize(("lang", "said"), [
    ("id", ["di bawah 50", "50 – < 150", "150 ke atas"]),
    ("en", ["below 50", "50 – < 150", "150 and above"]),
])  # fmt: skip
def test_a_rule_shows_its_bounds_and_sources(rules: Run, lang: str, said: list[str]) -> None:
    code, out, err = rules("show", "insidensi7", "--lang", lang)
    assert (code, err) == (0, "")
    for word in (*said, "KMK HK.01.07/MENKES/4805/2021", "gustinerz.com"):
        assert word in out


@pytest.mark.parametrize(
    ("cases", "transmission", "level"),
    [(139, 1, 1), (140, 2, 2), (349, 2, 2), (350, 3, 2), (1_049, 3, 2), (1_050, 4, 3)],
)
def test_a_city_of_700_000_with_adequate_capacity(
    rules: Run, cases: int, transmission: int, level: int
) -> None:
    out = rules("apply", "kmk4805", *CITY, f"cases={cases}", "positivity=1", "--lang", "en")[1]
    assert out.splitlines()[0] == f"City situation level (KMK 4805): level {level}"
    assert f"  transmission: {transmission}\n" in out


def test_the_rt_rule_is_applied_in_its_newest_version(rules: Run) -> None:
    assert rules("apply", "ppkm-rt", "houses=5")[1] == rules("apply", "ppkm-rt-v2", "houses=5")[1]
    assert "oranye" in rules("apply", "ppkm-rt", "houses=5")[1].splitlines()[0]
    assert "kuning" in rules("apply", "ppkm-rt-v1", "houses=5")[1].splitlines()[0]


def test_every_fault_of_the_numbers_is_said_at_once(rules: Run) -> None:
    code, out, err = rules("apply", "kmk4805", "kasus=1", "cases=1", "--lang", "en")
    assert (code, out) == (2, "")
    for name in ("kasus", "population", "hospitalised", "deaths", "positivity", "occupancy"):
        assert name in err


@pytest.mark.parametrize("number", ["1" + "0" * 400, "1" + "0" * 30, "-1", "1.5", "", "inf", "nan"])
@pytest.mark.parametrize("field", ["cases", "population"])
def test_a_number_that_is_none(rules: Run, field: str, number: str) -> None:
    given = {"cases": "1", "population": "1000"} | {field: number}
    code, out, err = rules("apply", "harvard", *(f"{k}={v}" for k, v in given.items()))
    assert (code, out) == (2, "")
    assert field in err


def test_all_faults_of_a_file_are_printed_in_both_languages(rules: Run, tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(SOUND.replace('unit = "cases"\n', "").replace('"D"', '"P"'), encoding="utf-8")
    for lang in ("id", "en"):
        code, out, err = rules("check", str(file), "--lang", lang)
        assert (code, out) == (2, "")
        assert "`unit`" in err and "certainty = P" in err and f"{file} [uji]" in err


def test_a_file_of_ones_own_joins_the_list(rules: Run, tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(SOUND, encoding="utf-8")
    table = json.loads(rules("list", "--rules", str(file), "--format", "json")[1])
    assert [rule["key"] for rule in table] == [*RULES, "uji"]
    assert (table[-1]["certainty"], table[-1]["verified"]) == ("D", True)
    assert "Trial rule" in rules("show", "uji", "--rules", str(file), "--lang", "en")[1]
    said = rules("apply", "uji", "cases=1", "population=5000", "--rules", str(file))
    assert said[1].splitlines()[0] == "Aturan uji: merah"  # exactly 20 per 100,000
    assert rules("show", "uji")[0] == 2
