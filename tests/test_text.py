"""Both languages say the same things, every word that is asked for exists, none is left over."""

from __future__ import annotations

import ast
import datetime as dt
import re
import string
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from geo import response_kinds as kinds
from geo import text
from geo.action_ledger import State
from geo.cities import read_diseases
from geo.errors import ConfigError, Problem
from geo.gaps import REASONS
from geo.io.batches import CONTENTS, STATES
from geo.io.sources.words import INDICATORS
from geo.levels import LEVELS
from geo.render.method import ITEMS
from geo.response import PARTS as RECORDS
from geo.response import Origin
from geo.response_fields import FIELDS
from geo.rule_files import CERTAINTIES, LEGAL_LEVELS, POLICIES
from geo.rules import registry
from geo.schema import MEASURES
from geo.selection import RATES
from tests.source_kit import tree

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted([*(ROOT / "geo").rglob("*.py"), *(ROOT / "pages").rglob("*.py")])
ID, EN = text.catalogue("id"), text.catalogue("en")
PARTS = ("found", "expected", "todo")
PERIOD_PARTS = ("title", "basis", "explanation")
RULE_PARTS = ("title", "short", "explain", "doubt")
TABLES = ("level.", "rule.", "disease.", "archive.period.", "intake.indicator.")
"""Tables whose keys are those of a registry or a data file; each is held to it below."""
FROM_DATA = (
    "archive.measure.",
    "count_word.",
    "history.content.",
    "history.state.",
    "load.measure_",
    "mapping_role.",
    "mapping_sure.",
    "page.",
    "prepare.",
    "trend.",
    "alarm.",
    "method.item.",
    "rule_words.",
    "rates.",
    "response.",
)
"""Tables whose keys come out of values: a measure of the archive, a number, a page, a step that was
done, a verdict, a method, a word of the register."""


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
        for node in ast.walk(tree(file)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return found


STRINGS = strings()


def calls(*names: str) -> Iterator[tuple[str, str, ast.Call]]:
    """Calls of functions or methods by these names whose first argument is a plain string: where,
    that string, the call."""
    for file in SOURCES:
        for node in ast.walk(tree(file)):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            first = node.args[0]
            if name in names and isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield f"{file.relative_to(ROOT)}:{node.lineno}", first.value, node


def named_values(call: ast.Call) -> set[str] | None:
    """The values given by name, and the field that a fault of a cell names in its second place;
    None where some come in a dict that can't be read here."""
    if any(word.arg is None for word in call.keywords):
        return None
    field = (
        {"field"} if getattr(call.func, "attr", "") == "fault" and len(call.args) == 2 else set()
    )
    return field | {str(word.arg) for word in call.keywords}


def listed_values(call: ast.Call, tables: list[ast.Assign | ast.AnnAssign]) -> set[str] | None:
    """The keys of a Problem's values, written in the call or in the last ``name = {...}`` above it
    and the ``name["key"] = ...`` after that; None where they are not written out."""
    if len(call.args) < 3:
        return set()
    table: ast.expr | None = call.args[2]
    added: set[str] = set()
    if isinstance(table, ast.Name):
        name = table.id
        above = [a for a in tables if name in given_to(a) and a.lineno < call.lineno]
        table = above[-1].value if above else table
        between = range(table.lineno if table else 0, call.lineno)
        added = {k for a in tables if a.lineno in between for k in keys_given(a, name)}
    if not isinstance(table, ast.Dict):
        return None
    names = [key.value for key in table.keys if isinstance(key, ast.Constant)]
    return added | set(map(str, names)) if len(names) == len(table.keys) else None


def given_to(assign: ast.Assign | ast.AnnAssign) -> set[str]:
    targets = assign.targets if isinstance(assign, ast.Assign) else [assign.target]
    return {target.id for target in targets if isinstance(target, ast.Name)}


def keys_given(assign: ast.Assign | ast.AnnAssign, name: str) -> set[str]:
    """ "key" of ``name["key"] = ...``."""
    targets = assign.targets if isinstance(assign, ast.Assign) else [assign.target]
    places = [t for t in targets if isinstance(t, ast.Subscript) and ast.unparse(t.value) == name]
    return {str(t.slice.value) for t in places if isinstance(t.slice, ast.Constant)}


def assignments(where: str) -> list[ast.Assign | ast.AnnAssign]:
    """Every assignment of the file of a call, from the top."""
    whole = tree(ROOT / where.partition(":")[0])
    found = [node for node in ast.walk(whole) if isinstance(node, (ast.Assign, ast.AnnAssign))]
    return sorted(found, key=lambda node: node.lineno)


def built() -> set[str]:
    """Catalogue keys that an f-string gives with plain strings of the code."""
    found = set()
    for file in SOURCES:
        for node in ast.walk(tree(file)):
            if isinstance(node, ast.JoinedStr):
                pattern = re.compile(
                    "".join(
                        re.escape(str(part.value)) if isinstance(part, ast.Constant) else "(.+)"
                        for part in node.values
                    )
                )
                hits = ((key, pattern.fullmatch(key)) for key in ID)
                found |= {key for key, hit in hits if hit and set(hit.groups()) <= STRINGS}
    return found


def needed(key: str) -> set[str]:
    """What a text has to be given, in either language; a plural needs its ``n``."""
    plural = {"n"} if not (isinstance(ID[key], str) and isinstance(EN[key], str)) else set()
    return placeholders(ID[key]) | placeholders(EN[key]) | plural


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
        assert {f"{problem}.{part}" for part in PARTS} <= set(ID)


def test_every_problem_is_one_that_the_code_can_have() -> None:
    problems = {key.split(".")[1] for key in ID if key.startswith("problem.")}
    unused = {p for p in problems if p not in STRINGS and not dynamic(p)}
    assert sorted(unused) == []


def dynamic(key: str) -> bool:
    """True where the code puts the key together: one of its beginnings stands in an f-string."""
    return any(key.startswith(piece) for piece in STRINGS if re.fullmatch(r"[a-z0-9_]{3,}_", piece))


def test_every_problem_of_the_code_has_its_words() -> None:
    asked = [(where, key) for where, key, _ in calls("Problem", "fault", "finding")]
    assert len(asked) > 60
    assert [place for place in asked if f"problem.{place[1]}.found" not in ID] == []


def test_every_text_asked_for_is_given_its_values() -> None:
    checked, missing = 0, []
    for where, key, call in calls("text", "say"):
        given = named_values(call)
        if key in ID and given is not None:
            checked += 1
            missing += [f"{where} {key}: {name}" for name in needed(key) - given]
    assert checked > 40
    assert missing == []


def test_every_problem_is_given_its_values() -> None:
    found = [
        (where, key, call, listed_values(call, assignments(where)))
        for where, key, call in calls("Problem")
    ]
    found += [(*call, named_values(call[2])) for call in calls("fault", "finding")]
    checked, missing = 0, []
    for where, key, _, given in found:
        if given is not None:
            checked += 1
            wanted = set().union(*(needed(f"problem.{key}.{p}") for p in PARTS))
            missing += [f"{where} {key}: {name}" for name in sorted(wanted - given)]
    assert checked > 50
    assert missing == []


@pytest.mark.parametrize("lang", text.LANGUAGES)
def test_every_problem_can_be_written_out(lang: str) -> None:
    for key in {key.split(".")[1] for key in ID if key.startswith("problem.")}:
        wanted = set().union(*(needed(f"problem.{key}.{part}") for part in PARTS))
        said = text.problem(Problem(key, "berkas.csv:7", dict.fromkeys(wanted, 3)), lang)
        assert said.startswith("berkas.csv:7: ")
        assert "{" not in said


def test_every_plain_key_of_the_code_exists() -> None:
    """Strings that look like keys of a table that the catalogue has."""
    tables = {key.split(".")[0] for key in ID}
    prefixes = {key[: match.start()] for key in ID for match in re.finditer(r"\.", key)}
    files = (".css", ".js", ".py", ".toml", ".csv", ".geojson")
    for said in sorted(s for s in STRINGS if not s.endswith(files)):
        if re.fullmatch(r"[a-z_]+(\.[a-z0-9_]*[a-z0-9])+", said) and said.split(".")[0] in tables:
            assert said in ID or said in prefixes, said


def test_no_text_is_left_over() -> None:
    """A key stands in the code whole, or an f-string and a string beside it give it."""
    used = STRINGS | built()
    known = ("problem.", *TABLES, *FROM_DATA)
    left = [key for key in ID if key not in used and not key.startswith(known)]
    assert sorted(left) == []


def test_each_table_of_words_has_the_keys_of_its_registry() -> None:
    periods = tomllib.loads((ROOT / "data" / "zones" / "periods.toml").read_text(encoding="utf-8"))
    wanted = {f"level.{level.key}" for level in LEVELS}
    wanted |= {f"rule.{key}.{p}" for key in registry() for p in RULE_PARTS}
    wanted |= {f"disease.{key}" for key in read_diseases()}
    wanted |= {f"archive.period.{key}.{p}" for key in periods for p in PERIOD_PARTS}
    wanted |= {f"intake.indicator.{key}" for key in INDICATORS.values()}
    there = {key for key in ID if key.startswith(TABLES)}
    assert sorted(there ^ wanted) == []


def test_every_state_content_and_measure_has_its_word() -> None:
    for prefix, wanted in (
        ("history.state.", {*STATES, "replaced"}),
        ("history.content.", set(CONTENTS)),
        ("load.measure_", {*MEASURES, "help"}),
    ):
        assert {key.removeprefix(prefix) for key in ID if key.startswith(prefix)} == wanted


def test_every_part_of_the_method_and_of_a_rule_has_its_words() -> None:
    wanted = {
        f"method.item.{key}.{part}" for key in ITEMS for part in ("title", "formula", "limit")
    }
    assert {key for key in ID if key.startswith("method.item.")} == wanted
    words = {f"rule_words.legal_level_{key}" for key in LEGAL_LEVELS}
    words |= {f"rule_words.certainty_{key}" for key in CERTAINTIES}
    words |= {f"rule_words.policy_{key}" for key in POLICIES}
    assert words <= set(ID)
    assert {f"rates.{key}" for key in RATES} <= set(ID)


def test_every_word_of_the_register_has_its_text() -> None:
    wanted = {
        "kind": set(kinds.BY_KEY),
        "about": set(kinds.BY_KEY),
        "group": set(kinds.GROUPS),
        "role": set(kinds.ROLES),
        "siaga": set(kinds.SIAGA),
        "bidang": set(kinds.BIDANG),
        "level": set(kinds.LEVELS),
        "side": set(kinds.MEMBERS),
        "task": set(kinds.TASK_STATES),
        "state": set(get_args(State)),
        "part": set(RECORDS),
        "field": {field.name for part in FIELDS.values() for field in part},
        "origin": set(get_args(Origin)),
        "gap": set(REASONS),
    }
    there = {key for key in ID if key.startswith("response.")}
    assert there == {f"response.{table}.{key}" for table in wanted for key in wanted[table]}


def test_every_count_of_the_archive_has_its_word() -> None:
    rows = (ROOT / "data" / "zones" / "banjarmasin_cases.csv").read_text(encoding="utf-8")
    measures = {row.split(",")[2] for row in rows.splitlines()[1:] if row}
    assert len(measures) >= 5
    assert {f"archive.measure.{name}" for name in measures} <= set(ID)


def test_the_colours_have_their_words() -> None:
    colours = ("hijau", "kuning", "oranye", "merah", "hitam")
    assert [ID[f"level.{key}"] for key in colours] == list(colours)
    words = ["green", "yellow", "orange", "red", "black"]
    assert [EN[f"level.{key}"] for key in colours] == words


def test_no_english_word_names_an_indonesian_level() -> None:
    spoken = {
        lang: {w for level in LEVELS for w in text.text(f"level.{level.key}", lang).split()}
        for lang in text.LANGUAGES
    }
    assert spoken["id"] & spoken["en"] == {"RT", "data"}


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
    assert text.day(day, "en", "long") == "6 October 2020"
    moment = dt.datetime(2020, 10, 6, 14, 5, tzinfo=dt.UTC)
    assert text.moment(moment, "id") == "6 Okt 2020 14.05"
    assert text.moment(moment, "en") == "6 Oct 2020 14:05"
    assert text.day_names("id")["weekdays"][0] == "Senin"
    assert text.day_names("id")["months"][9] == "Oktober"
    assert text.day_names("en")["short"][9] == "Oct"


def test_no_number_or_day_for_people_is_written_by_hand() -> None:
    """A comma for thousands is English, and strftime speaks the server's language."""
    found = []
    for file in SOURCES:
        for node in ast.walk(tree(file)):
            where = f"{file.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"
            if isinstance(node, ast.FormattedValue) and node.format_spec is not None:
                found += [where] * ("," in ast.unparse(node.format_spec))
            words = isinstance(node, ast.Constant) and isinstance(node.value, str)
            if words and re.search(r"%[aAbB]\b", node.value):  # type: ignore[attr-defined]
                found.append(where)
    assert found == []
