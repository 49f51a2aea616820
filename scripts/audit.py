"""What the dashboard is made of, and what is known to be wrong with it; ``scripts/audit`` calls it.

    scripts/audit                    known faults of every package (pip-audit), and licences
    scripts/audit --offline          the same without asking anybody: says that it did not ask
    scripts/audit --bill FILE        also write the bill of materials (CycloneDX 1.6, JSON)

The bill names what requirements.txt and the parts bring in this environment, with versions and
licences; it has no date and no serial number, so that the same environment gives the same bytes.
pip-audit runs in a folder of its own that is thrown away. Ends with 1 where a fault is known, or
nobody could be asked.
"""

from __future__ import annotations

import argparse
import importlib.metadata as metadata
import json
import re
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = (
    ROOT / "requirements.txt",
    *(ROOT / f"requirements-{part}.txt" for part in ("statistics", "exports", "geodata", "server")),
)
"""The dashboard and all its parts."""
TOOL = "pip-audit==2.10.1"
SECONDS = 300
KNOWN = {
    "av": "BSD-3-Clause AND GPL-2.0-or-later",
    "resvg-py": "MIT",
    "streamlit-folium": "MIT",
}
"""Licences that a package's own description does not say, or not fully."""
ATTENTION = {
    "av": "PyAV is BSD, but its wheel brings FFmpeg with x264, which is GPL: whoever hands the "
    "wheel on, in a container image for example, hands on GPL software and owes its source.",
    "psycopg": "LGPL: used as it is, by import; whoever changes it passes the change on as source.",
    "psycopg-binary": "LGPL, with libpq (PostgreSQL) and OpenSSL (Apache-2.0) in its wheel.",
    "fontpkg-plus-jakarta-sans": "OFL: the typeface may be served and embedded, not sold alone.",
}
"""What somebody who passes the program on has to know."""
_COPYLEFT = re.compile(r"\b(A?GPL|LGPL|MPL|EPL|EUPL|OFL)", re.IGNORECASE)


def main(words: list[str] | None = None) -> int:
    """Run it; 0 where nothing is known against any package, or nobody was to be asked."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition(";")[0])
    parser.add_argument("--offline", action="store_true", help="ask nobody for known faults")
    parser.add_argument("--bill", type=Path, metavar="FILE", help="write the bill of materials")
    chosen = parser.parse_args(words)
    wanted = pinned("".join(file.read_text(encoding="utf-8") for file in REQUIREMENTS))
    found = installed(wanted)
    if chosen.bill:
        chosen.bill.write_text(written(bill(wanted, found)), encoding="utf-8")
        print(f"{len(found)} packages: {chosen.bill}")
    for line in licences(found):
        print(line)
    if chosen.offline:
        print("WARNING: known faults were NOT asked for (--offline).")
        return 0
    return faults(found)


def pinned(text: str) -> dict[str, Requirement]:
    """Requirements by their canonical name. ValueError where one names no single version."""
    made = {}
    for line in text.splitlines():
        if not line.strip() or line.startswith(("#", "-r ")):
            continue
        one = Requirement(line)
        versions = list(one.specifier)
        if len(versions) != 1 or versions[0].operator != "==" or "*" in versions[0].version:
            raise ValueError(f"not pinned: {line}")
        made[canonicalize_name(one.name)] = one
    return made


def installed(wanted: dict[str, Requirement]) -> dict[str, metadata.Distribution]:
    """What the requirements bring here, by canonical name: they, and what they ask for in turn."""
    found: dict[str, metadata.Distribution] = {}
    waiting = [(one, frozenset(one.extras)) for one in wanted.values()]
    done: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        one, extras = waiting.pop()
        name = canonicalize_name(one.name)
        if (name, extras) in done:
            continue
        done.add((name, extras))
        package = metadata.distribution(one.name)
        found[name] = package
        waiting += [(need, frozenset(need.extras)) for need in needs(package, extras)]
    return dict(sorted(found.items()))


def needs(package: metadata.Distribution, extras: Iterable[str]) -> list[Requirement]:
    """What a package asks for on this machine, with these of its extras."""
    asked = [Requirement(line) for line in package.requires or []]
    names = ["", *extras]
    return [
        one
        for one in asked
        if one.marker is None or any(one.marker.evaluate({"extra": name}) for name in names)
    ]


def licence(package: metadata.Distribution) -> str:
    """A package's licence in its own short words; "" where it says none."""
    name = canonicalize_name(package.metadata["Name"])
    if name in KNOWN:
        return KNOWN[name]
    said = package.metadata.get("License-Expression") or ""
    if not said:
        marks = package.metadata.get_all("Classifier") or []
        said = " OR ".join(
            mark.rpartition(" :: ")[2] for mark in marks if mark.startswith("License ::")
        )
    if not said:
        said = (package.metadata.get("License") or "").strip().partition("\n")[0][:80]
    return said


def bill(wanted: dict[str, Requirement], found: dict[str, metadata.Distribution]) -> dict[str, Any]:
    """The bill of materials as CycloneDX 1.6."""
    top = {"type": "application", "bom-ref": "jaga-tetangga", "name": "jaga-tetangga"}
    top["version"] = version()
    refs = {name: f"pkg:pypi/{name}@{package.version}" for name, package in found.items()}
    graph = [{"ref": top["bom-ref"], "dependsOn": sorted(refs[name] for name in wanted)}]
    for name, package in found.items():
        extras = wanted[name].extras if name in wanted else set()
        below = {canonicalize_name(one.name) for one in needs(package, extras)}
        graph.append({"ref": refs[name], "dependsOn": sorted(refs[n] for n in below if n in refs)})
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": top},
        "components": [component(refs[name], name, one) for name, one in found.items()],
        "dependencies": graph,
    }


def component(ref: str, name: str, package: metadata.Distribution) -> dict[str, Any]:
    """One package of the bill."""
    made: dict[str, Any] = {"type": "library", "bom-ref": ref, "name": name}
    made |= {"version": package.version, "purl": ref, "scope": "required"}
    if said := licence(package):
        made["licenses"] = [{"license": {"name": said}}]
    if name in ATTENTION:
        made["properties"] = [{"name": "jaga:attention", "value": ATTENTION[name]}]
    return made


def written(made: dict[str, Any]) -> str:
    return json.dumps(made, indent=2, ensure_ascii=False) + "\n"


def version() -> str:
    """This program's version."""
    said = re.search(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text("utf-8"), re.M)
    return said[1] if said else "0"


def licences(found: dict[str, metadata.Distribution]) -> list[str]:
    """A line each for what needs attention, says no licence, or has one that asks for something."""
    lines = []
    for name, package in found.items():
        said = licence(package)
        if name in ATTENTION:
            lines.append(f"LICENCE {name} {package.version}: {said}. {ATTENTION[name]}")
        elif not said:
            lines.append(f"LICENCE {name} {package.version}: says none; look it up.")
        elif _COPYLEFT.search(said):
            lines.append(f"licence {name} {package.version}: {said}")
    return lines


def faults(found: dict[str, metadata.Distribution]) -> int:
    """Ask pip-audit for what is known against these very versions; 0 where nothing is."""
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder) / "found.txt"
        lines = [f"{name}=={package.version}" for name, package in found.items()]
        listed.write_text("\n".join(lines) + "\n", encoding="utf-8")
        place = Path(folder) / "venv"
        venv.create(place, with_pip=True)
        python = place / ("Scripts" if sys.platform == "win32" else "bin") / "python"
        quiet = ["--quiet", "--disable-pip-version-check"]
        if subprocess.run([python, "-m", "pip", "install", *quiet, TOOL], check=False).returncode:
            return unasked(f"{TOOL} could not be installed")
        command = [python, "-m", "pip_audit", "--disable-pip", "--no-deps", "-r", listed]
        command += ["--format", "json", "--progress-spinner", "off", "--timeout", "30"]
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, timeout=SECONDS, check=False
            )
        except subprocess.TimeoutExpired:
            return unasked(f"no answer within {SECONDS} s")
        return told(done.stdout, done.stderr)


def told(out: str, errors: str) -> int:
    """What pip-audit said, in a line a fault; 1 where there is one, or it said nothing."""
    try:
        packages = json.loads(out)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return unasked((errors.strip().splitlines() or ["it said nothing"])[-1][:300])
    skipped = [one for one in packages if "skip_reason" in one]
    if len(skipped) == len(packages):  # it takes an index that it can't read for one without them
        return unasked(skipped[0]["skip_reason"] if skipped else "it was asked of no package")
    lines = [
        f"FAULT {one['name']} {one['version']}: {fault['id']}"
        f" (mended in {', '.join(fault['fix_versions']) or 'no version yet'})"
        for one in packages
        for fault in one.get("vulns", ())
    ]
    for one in skipped:
        lines.append(f"NOT ASKED {one['name']}: {one['skip_reason']}")
    print("\n".join(lines) or f"Nothing is known against any of {len(packages)} packages.")
    return 1 if lines else 0


def unasked(why: str) -> int:
    """Say that nothing is known, which is not the same as that nothing is there."""
    print(f"COULD NOT ASK for known faults: {why}. Try again with internet, or use --offline.")
    return 1


if __name__ == "__main__":
    sys.exit(main())
