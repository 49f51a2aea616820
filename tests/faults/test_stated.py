"""What is stated is what stands in docs/faults.md, and each of it is tried."""

from __future__ import annotations

import re
from pathlib import Path

from geo.settings import ROOT
from tests.faults.stated import ALSO, FAULTS


def test_the_document_says_what_the_suite_tries() -> None:
    text = (ROOT / "docs" / "faults.md").read_text(encoding="utf-8")
    for fault, outcome in FAULTS.values():
        assert f"| {fault} | {outcome} |" in text
    for test, (fault, outcome) in ALSO.items():
        assert f"| {fault} | {outcome} | `{test}` |" in text


def test_every_fault_is_tried() -> None:
    marked = {
        key
        for file in Path(__file__).parent.glob("test_*.py")
        for key in re.findall(r'mark\.faults\("(\w+)"\)', file.read_text(encoding="utf-8"))
    }
    assert marked == set(FAULTS)
    for test in ALSO:
        file, _, name = test.partition("::")
        assert f"def {name}" in (ROOT / file).read_text(encoding="utf-8")
