"""Both languages say the same things, every word that is asked for exists, none is left over."""

from __future__ import annotations

import ast
import datetime as dt
import re
import string
from pathlib import Path

import pytest

from geo import text
from geo.errors import ConfigError
from geo.levels import LEVELS
from geo.rules import registry

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted([*(ROOT / "geo").rglob("*.py"), *(ROOT / "pages").rglob("*.py")])
ID, EN = text.catalogue("id"), text.catalogue("en")


def forms(entry: str | dict[str, str]) -> list[str]:
    return [entry] if isinstance(entry, str) else list(entry.values())


def placeholders(entry: str | dict[str, str]) -> set[str]:
    return {
        name
        for form in forms(entry)
        for _, name, _, _ in string.Formatter().parse(form)
        if name is not None
    }


def strings() -> set[str]:
    """Every piece of plain text in the code, pieces of f-strings included."""
    found = set()
    for file in SOURCES:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return found


STRINGS = strings()


def test_both_languages_have_the_same_keys() -> None:
    assert sorted(set(ID) ^ set(EN)) == []


@pytest.mark.parametrize("key", sorted(set(ID) & set(EN)))
def test_both_languages_take_the_same_values(key: str) -> None:
    # A plural may leave its number out ("one case").
    loose = {"n"} if not (isinstance(ID[key], str) and isinstance(EN[key], str)) else set()
    assert placeholders(ID[key]) - loose == placeholders(EN[key]) - loose


@pytest.mark.parametrize("lang", text.LANGUAGES)
def test_nothing_is_empty_or_untidy(lang: str) -> None:
    for key, entry in text.catalogue(lang).items():
        for form in forms(entry):
            assert form.strip() == form, key
            assert "  " not in form, key
            assert form or key.endswith(".expected"), key


def test_every_problem_says_found_expected_and_what_to_do() -> None:
    problems = {key.rsplit(".", 1)[0] for key in ID if key.startswith("problem.")}
    for problem in problems:
        assert {f"{problem}.{part}" for part in ("found", "expected", "todo")} <= set(ID)


def test_every_problem_is_one_that_the_code_can_have() -> None:
    problems = {key.split(".")[1] for key in ID if key.startswith("problem.")}
    unused = {p for p in problems if p not in STRINGS and not dynamic(p)}
    assert sorted(unused) == []


def dynamic(key: str) -> bool:
    """True where the code puts the key together: one of its beginnings stands in an f-string."""
    return any(key.startswith(piece) for piece in STRINGS if re.fullmatch(r"[a-z0-9_]{3,}_", piece))


def test_every_problem_of_the_code_has_its_words() -> None:
    for file in SOURCES:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            called = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
            if not called or node.func.id != "Problem" or not node.args:  # type: ignore[attr-defined]
                continue
            key = node.args[0]  # type: ignore[attr-defined]
            if isinstance(key, ast.Constant):
                assert f"problem.{key.value}.found" in ID, f"{file.name}:{node.lineno}"  # type: ignore[attr-defined]


def test_every_plain_key_of_the_code_exists() -> None:
    """Strings that look like keys of a table that the catalogue has."""
    tables = {key.split(".")[0] for key in ID}
    prefixes = {key[: match.start()] for key in ID for match in re.finditer(r"\.", key)}
    files = (".css", ".js", ".py", ".toml", ".csv")
    for said in sorted(s for s in STRINGS if not s.endswith(files)):
        if re.fullmatch(r"[a-z_]+(\.[a-z0-9_]*[a-z0-9])+", said) and said.split(".")[0] in tables:
            assert said in ID or said in prefixes, said


def test_no_text_is_left_over() -> None:
    """A key stands in the code whole, or one of its beginnings does, in an f-string."""
    pieces = [s for s in STRINGS if "." in s and not s.startswith(".")]
    left = []
    for key in ID:
        table = key.rsplit(".", 1)[0]
        whole = key in STRINGS or key.startswith(("problem.", "level.", "rule.", "disease."))
        parts = any(
            key.startswith(piece) for piece in pieces if piece.endswith(".") or piece == table
        )
        part = any(piece.endswith(("_", ".")) and key.startswith(piece) for piece in pieces)
        if not (whole or parts or part):
            left.append(key)
    assert left == []


@pytest.mark.parametrize("lang", text.LANGUAGES)
def test_every_level_and_rule_has_its_words(lang: str) -> None:
    for level in LEVELS:
        assert text.text(f"level.{level.key}", lang)
    for key in registry():
        for part in ("title", "short", "explain", "doubt"):
            assert text.text(f"rule.{key}.{part}", lang)


def test_simulated_is_marked_alike_in_both_languages() -> None:
    assert ID["simulated.banner"] == "SIMULASI, bukan data resmi"
    assert str(EN["simulated.banner"]).startswith("SIMULASI")


def test_no_english_in_indonesian_and_no_indonesian_in_english() -> None:
    english = re.compile(r"\b(the|and|with|cases|people|day|days|not|file)\b", re.IGNORECASE)
    indonesian = re.compile(r"\b(dan|yang|kasus|penduduk|hari|tidak|berkas)\b", re.IGNORECASE)
    plain = re.compile(r"`[^`]*`|https?://\S+|\{[^}]*\}")
    for key, entry in ID.items():
        said = plain.sub("", " ".join(forms(entry)))
        assert not english.search(said), f"id {key}"
    for key, entry in EN.items():
        said = plain.sub("", " ".join(forms(entry)))
        assert not indonesian.search(said), f"en {key}"


def test_a_missing_text_is_named() -> None:
    with pytest.raises(ConfigError, match=r"no\.such\.key"):
        text.text("no.such.key", "id")


def test_numbers_and_days_follow_the_language() -> None:
    assert text.number(1234.5, "id", 1) == "1.234,5"
    assert text.number(1234.5, "en", 1) == "1,234.5"
    assert text.number(None, "id") == "–"
    assert text.number(float("nan"), "en") == "–"
    assert text.number(-3, "id") == "-3"
    day = dt.date(2020, 10, 6)
    assert text.day(day, "id") == "Selasa, 6 Oktober 2020"
    assert text.day(day, "en") == "Tuesday, 6 October 2020"
    assert text.day(day, "id", "short") == "6 Okt 2020"
