"""The documents say what is so: commands, links, pictures, settings, requirements, words."""

from __future__ import annotations

import argparse
import importlib
import re
import shlex
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import pytest

from geo import __main__ as command_line
from geo import archive, rules, text
from geo.cities import read_cities, read_diseases
from geo.levels import LEVELS
from geo.settings import ROOT, Settings
from scripts import screenshots

README, GUIDE = ROOT / "README.md", ROOT / "docs" / "panduan.md"
CONTRIBUTING, CHANGELOG = ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"
DOCUMENTS = (
    README,
    GUIDE,
    CONTRIBUTING,
    CHANGELOG,
    ROOT / "data" / "README.md",
    ROOT / "benchmarks" / "README.md",
    ROOT / "deploy" / "README.md",
    ROOT / "SECURITY.md",
)
PICTURES = ROOT / "docs" / "gambar"
FIRST_SCREEN = 15
"""Lines of the README that show without scrolling."""
LARGEST = 300_000
"""Bytes that a picture of the documents may have."""

_LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s]+)\)")
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`([^`\n]+)`")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


class Link(NamedTuple):
    """One link or picture of a document."""

    document: Path
    is_picture: bool
    words: str
    target: str


def read(document: Path) -> str:
    return document.read_text(encoding="utf-8")


def prose(document: Path) -> str:
    """The document without its fenced blocks."""
    return _FENCE.sub("", read(document))


def links() -> Iterator[Link]:
    for document in DOCUMENTS:
        if document.exists():
            for mark, words, target in _LINK.findall(prose(document)):
                yield Link(document, mark == "!", words, target)


def shell_lines() -> Iterator[str]:
    """Every line of the sh blocks, without comments."""
    for document in DOCUMENTS:
        if document.exists():
            for language, block in _FENCE.findall(read(document)):
                if language == "sh":
                    yield from filter(
                        None, (line.split(" #")[0].strip() for line in block.split("\n"))
                    )


def geo_commands(written: Iterator[str]) -> list[list[str]]:
    """Arguments of every ``python -m geo`` among the commands, those without any left out."""
    after = (line.partition("python -m geo ")[2] for line in written)
    return [words for words in map(shlex.split, after) if words and words[0].isalpha()]


def inline_code() -> Iterator[str]:
    for document in DOCUMENTS:
        if document.exists():
            yield from _CODE.findall(prose(document))


def slug(heading: str) -> str:
    """The anchor that GitHub gives a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def table_rows(document: Path, heading: str) -> list[list[str]]:
    """Cells of every table row below a heading, up to the next one; titles and rules left out."""
    section = read(document).split(f"# {heading}\n", 1)[1]
    lines = re.split(r"^#+ ", section, maxsplit=1, flags=re.MULTILINE)[0].splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if "|" in line]
    ruled = [at for at, row in enumerate(rows) if set("".join(row)) <= {"-"}]
    assert ruled, f"no table below {heading}"
    titles = {at - 1 for at in ruled}
    return [row for at, row in enumerate(rows) if at not in {*ruled, *titles}]


Parse = Callable[[list[str]], argparse.Namespace | None]


@pytest.fixture
def parse(monkeypatch: pytest.MonkeyPatch) -> Parse:
    """The real command line, but nothing runs: gives the parsed arguments, None if refused."""
    seen: list[argparse.Namespace] = []

    def stand_in(name: str) -> SimpleNamespace:
        module = importlib.import_module(name)

        def run(arguments: argparse.Namespace) -> int:
            seen.append(arguments)
            return 0

        return SimpleNamespace(__doc__=module.__doc__, add_arguments=module.add_arguments, run=run)

    monkeypatch.setattr(command_line, "importlib", SimpleNamespace(import_module=stand_in))

    def parsed(words: list[str]) -> argparse.Namespace | None:
        seen.clear()
        try:
            command_line.main(words)
        except SystemExit:
            return None
        return seen[0]

    return parsed


def test_the_documents_are_there() -> None:
    missing = [str(d.relative_to(ROOT)) for d in (*DOCUMENTS, ROOT / "LICENSE") if not d.exists()]
    assert missing == []


SHOWN = geo_commands(shell_lines())


def test_commands_are_found_at_all() -> None:
    assert {words[0] for words in SHOWN} >= {"check", "import", "zones", "boundaries"}


@pytest.mark.parametrize("words", SHOWN, ids=" ".join)
def test_a_command_that_is_shown_is_accepted(words: list[str], parse: Parse) -> None:
    assert words[0] in command_line.COMMANDS
    arguments = parse(words)
    assert arguments is not None, f"refused: python -m geo {' '.join(words)}"
    known = {
        "city": set(read_cities()),
        "disease": set(read_diseases()),
        "rule": set(rules.registry()),
    }
    for name, keys in known.items():
        assert getattr(arguments, name, None) in keys | {None}


@pytest.mark.parametrize("command", command_line.COMMANDS)
def test_options_named_in_passing_exist(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    mentioned = [words for words in geo_commands(inline_code()) if words[0] == command]
    with pytest.raises(SystemExit):
        command_line.main([command, "--help"])
    offered = set(re.findall(r"--[a-z-]+", capsys.readouterr().out))
    used = {word for words in mentioned for word in words if word.startswith("--")}
    assert used <= offered


def test_an_option_named_alone_belongs_to_a_command(capsys: pytest.CaptureFixture[str]) -> None:
    alone = {code.split()[0] for code in inline_code() if code.startswith("--")}
    assert {"--measure", "--format", "--lang"} <= alone
    for command in command_line.COMMANDS:
        with pytest.raises(SystemExit):
            command_line.main([command, "--help"])
    assert alone <= set(re.findall(r"--[a-z-]+", capsys.readouterr().out))


def test_only_known_commands_are_named() -> None:
    named = {words[0] for words in geo_commands(inline_code())}
    assert named <= set(command_line.COMMANDS)


@pytest.mark.parametrize("command", command_line.COMMANDS)
def test_every_command_is_in_the_changelog(command: str) -> None:
    assert f"`{command}" in read(CHANGELOG)


def test_scripts_that_are_named_can_be_run() -> None:
    named = {
        name
        for d in DOCUMENTS
        if d.exists()
        for name in re.findall(r"\bscripts/(\w+)\b(?!\.)", read(d))
    }
    assert named >= {"run", "test", "check", "screenshots"}
    for name in named:
        assert (ROOT / "scripts" / name).stat().st_mode & 0o111, name


@pytest.mark.parametrize("link", links(), ids=lambda link: f"{link.document.name}:{link.target}")
def test_a_relative_link_leads_somewhere(link: Link) -> None:
    if link.target.startswith(("http://", "https://")):
        return
    path, _, anchor = link.target.partition("#")
    target = (link.document.parent / path).resolve() if path else link.document
    assert target.exists()
    assert target.is_relative_to(ROOT)
    if anchor:
        assert anchor in {slug(heading) for heading in _HEADING.findall(prose(target))}


def test_every_picture_is_described_small_and_used() -> None:
    shown = [link for link in links() if link.is_picture]
    assert [link.target for link in shown if len(link.words.split()) < 4] == []
    used = {(link.document.parent / link.target).resolve() for link in shown}
    kept = set(PICTURES.glob("*"))
    assert kept == used
    assert [file.name for file in kept if file.stat().st_size >= LARGEST] == []


def test_every_picture_can_be_taken_anew() -> None:
    assert {file.stem for file in PICTURES.glob("*")} == set(screenshots.PICTURES)


@pytest.mark.parametrize(("document", "picture"), [(README, "map"), (GUIDE, "peta")])
def test_numbers_in_a_picture_are_explained(document: Path, picture: str) -> None:
    after = read(document).split(f"{picture}.png)", 1)[1].lstrip()
    numbers = [int(n) for n in re.findall(r"^(\d+)\. ", after.split("\n\n")[0], re.MULTILINE)]
    assert numbers == list(range(1, len(screenshots.PICTURES[picture].parts) + 1))
    assert len(numbers) > 5


def test_the_readme_begins_with_the_two_commands_and_a_picture() -> None:
    first = read(README).splitlines()[:FIRST_SCREEN]
    starts = [line.split("#")[0].strip() for line in first if line.startswith("scripts/")]
    assert starts == ["scripts/run", "scripts/test"]
    assert any(line.startswith("![") for line in first)
    assert any("docs/panduan.md" in line for line in first)


@pytest.mark.parametrize("file", sorted(file.name for file in ROOT.glob("requirements*.txt")))
def test_every_requirement_has_its_reason(file: str) -> None:
    lines = read(ROOT / file).splitlines()
    wanted = {re.split(r"[=<>~\[; ]", line)[0] for line in lines if line and line[0].isalpha()}
    section = read(CONTRIBUTING).split(f"`{file}`", 1)[1]
    table = section.split("\n\n")[1]
    reasons = dict(re.findall(r"^\| ([\w.-]+) \| (.+) \|$", table, re.MULTILINE))
    reasons.pop("package")
    assert set(reasons) == wanted
    assert all(reason.strip() for reason in reasons.values())


def test_every_setting_is_explained_with_its_default() -> None:
    rows = {row[0].strip("`"): row for row in table_rows(README, "Settings")}
    fields = {f"JAGA_{name.upper()}": field for name, field in Settings.model_fields.items()}
    assert set(rows) == set(fields)
    assert all(all(row) for row in rows.values())
    assert rows["JAGA_LIVE_S"][2] == f"{fields['JAGA_LIVE_S'].default:g}"
    assert fields["JAGA_HOME"].default.name in rows["JAGA_HOME"][2]


def test_the_guide_explains_every_level_by_its_letter_and_word() -> None:
    rows = table_rows(GUIDE, "Arti warna, huruf, dan pola")
    assert [row[:2] for row in rows] == [
        [level.letter, text.text(f"level.{level.key}", "id")] for level in LEVELS
    ]
    assert all(len(row) == 4 and all(row) for row in rows)


KEYS = {
    "ArrowLeft": "←",
    "ArrowRight": "→",
    "ArrowUp": "↑",
    "ArrowDown": "↓",
    "PageUp": "Page Up",
    "PageDown": "Page Down",
    "Home": "Home",
    "End": "End",
}


def test_the_guide_names_every_key_of_the_time_bar() -> None:
    script = read(ROOT / "static" / "jaga" / "timebar.js")
    moves = re.search(r"const moves = \{(.*?)\}", script, re.DOTALL)
    assert moves is not None
    keys = re.findall(r"(\w+):", moves[1])
    named = " ".join(row[0] for row in table_rows(GUIDE, "Bilah waktu"))
    assert [key for key in keys if KEYS[key] not in named] == []
    assert "Spasi" in named
    assert "Esc" in named


def test_faults_in_the_guide_are_worded_as_the_commands_word_them() -> None:
    texts = [t for t in text.catalogue("id").values() if isinstance(t, str)]
    rows = table_rows(GUIDE, "Kesalahan yang sering terjadi")
    assert len(rows) > 8
    for row in rows:
        parts = [part.strip() for part in row[0].strip("`").split("…") if part.strip()]
        assert any(all(part in sentence for part in parts) for sentence in texts), row[0]


@pytest.mark.parametrize("document", [README, GUIDE])
def test_bounds_in_the_documents_are_those_of_the_rule(document: Path) -> None:
    bounds = [band.below for band in rules.registry()["insidensi7"].bands if band.below]
    found = re.search(r"(?:below|di bawah) (\d+) (?:yellow|kuning), (\d+) ", prose(document))
    assert found is not None
    assert [int(number) for number in found.groups()] == [bounds[0], bounds[0]]
    assert re.search(rf"\b{bounds[1]}\s+(?:and above red|ke\s+atas merah)", prose(document))


@pytest.mark.parametrize("document", [README, CHANGELOG])
def test_the_size_of_the_archive_is_what_is_said(document: Path) -> None:
    known = archive.read(read_cities()["banjarmasin"])
    said = f"{len(known.statements)} statements on {len(archive.days(known))} days"
    assert said in read(document)


def test_the_changelog_speaks_of_the_version_in_pyproject() -> None:
    version = tomllib.loads(read(ROOT / "pyproject.toml"))["project"]["version"]
    sections = re.split(r"^## \[", read(CHANGELOG), flags=re.MULTILINE)[1:]
    newest = sections[0]
    if newest.startswith("Unreleased]"):
        released = [section.split("]")[0] for section in sections[1:]]
        assert version in newest.split("### ")[0] or released[:1] == [version]
    else:
        assert newest.split("]")[0] == version
