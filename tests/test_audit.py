"""The bill of materials and what is said of known faults: whole, the same each time, and honest
where nobody could be asked."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from geo.parts import PARTS
from geo.settings import ROOT, Settings
from scripts import audit

WANTED = audit.pinned("".join(file.read_text("utf-8") for file in audit.REQUIREMENTS))


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    text = audit.written(audit.bill(WANTED, audit.installed(WANTED)))
    return dict(json.loads(text))


def test_the_bill_is_of_the_dashboard_and_every_part() -> None:
    files = {file.name for file in ROOT.glob("requirements*.txt")} - {"requirements-dev.txt"}
    assert {file.name for file in audit.REQUIREMENTS} == files
    assert {f"requirements-{part}.txt" for part in PARTS} == files - {"requirements.txt"}


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_names_one_version(file: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith(("#", "-r"))]
    assert len(audit.pinned(text)) == len(lines) > 10


@pytest.mark.parametrize(
    "line", ["numpy", "numpy>=2", "numpy==2.*", "numpy==2.1,<3", "numpy~=2.1", "numpy===2.1"]
)
def test_a_requirement_that_is_not_pinned_is_found(line: str) -> None:
    with pytest.raises(ValueError, match="not pinned"):
        audit.pinned(f"alembic==1.20.1\n{line}\n")


def test_the_bill_names_every_pinned_requirement_in_its_version(made: dict[str, Any]) -> None:
    named = {one["name"]: one["version"] for one in made["components"]}
    for name, one in WANTED.items():
        assert f"=={named[name]}" == str(one.specifier), name
    assert {"click", "jinja2", "markupsafe", "psycopg-binary"} <= set(named)  # what they bring
    assert not {"pytest", "ruff", "mypy"} & set(named)


def test_the_bill_has_the_shape_of_cyclonedx(made: dict[str, Any]) -> None:
    assert (made["bomFormat"], made["specVersion"], made["version"]) == ("CycloneDX", "1.6", 1)
    top = made["metadata"]["component"]
    assert (top["type"], top["name"]) == ("application", "jaga-tetangga")
    refs = [one["bom-ref"] for one in made["components"]]
    assert len(refs) == len(set(refs)) > len(WANTED)
    for one in made["components"]:
        assert one["type"] == "library"
        assert re.fullmatch(r"pkg:pypi/[a-z0-9-]+@[0-9][\w.!+]*", one["purl"]), one
        for entry in one.get("licenses", ()):
            assert entry["license"]["name"]
    known = {*refs, top["bom-ref"]}
    asked = {one["ref"]: one["dependsOn"] for one in made["dependencies"]}
    assert set(asked) == known
    assert {ref for below in asked.values() for ref in below} == set(refs)  # each is brought by one
    assert len(asked[top["bom-ref"]]) == len(WANTED)


def test_the_same_environment_gives_the_same_bytes() -> None:
    one, two = (audit.written(audit.bill(WANTED, audit.installed(WANTED))) for _ in range(2))
    assert one == two
    assert str(ROOT) not in one and str(Settings().home) not in one


def test_licences_that_ask_for_something_are_told(made: dict[str, Any]) -> None:
    lines = audit.licences(audit.installed(WANTED))
    (film,) = [line for line in lines if line.startswith("LICENCE av ")]
    assert "GPL" in film and "x264" in film
    assert [line for line in lines if "says none" in line] == []
    (av,) = [one for one in made["components"] if one["name"] == "av"]
    assert "GPL" in av["licenses"][0]["license"]["name"]
    assert [
        name for name in audit.ATTENTION if name not in {o["name"] for o in made["components"]}
    ] == []


def packages(*found: dict[str, Any]) -> str:
    return json.dumps({"dependencies": list(found), "fixes": []})


CLEAN = {"name": "alembic", "version": "1.20.1", "vulns": []}
SICK = {**CLEAN, "vulns": [{"id": "PYSEC-2026-1", "fix_versions": ["1.20.2"]}]}
UNMENDED = {**CLEAN, "vulns": [{"id": "PYSEC-2026-2", "fix_versions": []}]}
SKIPPED = {"name": "numpy", "skip_reason": "Dependency not found on PyPI"}


@pytest.mark.parametrize(
    ("out", "code", "said"),
    [
        (packages(CLEAN), 0, "Nothing is known against any of 1 packages."),
        (packages(CLEAN, SICK), 1, "FAULT alembic 1.20.1: PYSEC-2026-1 (mended in 1.20.2)"),
        (packages(UNMENDED), 1, "no version yet"),
        (packages(CLEAN, SKIPPED), 1, "NOT ASKED numpy"),
        (packages(SKIPPED), 1, "COULD NOT ASK"),
        (packages(), 1, "COULD NOT ASK"),
        ("", 1, "COULD NOT ASK for known faults: no route to host"),
        ("[]", 1, "COULD NOT ASK"),
    ],
)
def test_what_is_not_known_is_never_called_clean(
    capsys: pytest.CaptureFixture[str], out: str, code: int, said: str
) -> None:
    assert audit.told(out, "Traceback\nno route to host\n") == code
    assert said in capsys.readouterr().out


def test_offline_says_that_it_did_not_ask(
    capsys: pytest.CaptureFixture[str], tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit.subprocess, "run", lambda *_, **__: pytest.fail("somebody was asked"))
    file = tmp_path / "bill.json"
    assert audit.main(["--offline", "--bill", str(file)]) == 0
    out = capsys.readouterr().out
    assert "WARNING" in out and "NOT asked" in out and "Nothing is known" not in out
    assert json.loads(file.read_text(encoding="utf-8"))["specVersion"] == "1.6"
