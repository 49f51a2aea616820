"""What geo/render packs, static/jaga/packed.js reads as it was."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser

from geo.levels import LEVELS
from geo.render import packed
from geo.settings import STATIC
from geo.zoning import CONTRADICTION, DOUBT, INFERRED, NO_MARK

pytestmark = pytest.mark.browser

NAN = math.nan
HARD = [0, -1, 15, 16, -16, -17, 511, 512, 10**6, -(10**6), 2**28, 0, 0, 7]
"""Counts on both sides of where a step takes one character more, and the largest steps at all."""


def test_the_browser_reads_what_was_written(chromium: Browser) -> None:
    rng = np.random.default_rng(7)
    zones, days = 40, 300
    codes = rng.choice([level.code for level in LEVELS], (zones, days)).repeat(2, axis=1)
    marks = rng.choice([NO_MARK, INFERRED, CONTRADICTION, DOUBT], codes.shape)
    cases = np.round(np.abs(rng.standard_cauchy(codes.shape)) * 20).clip(max=1e6)
    cases[rng.random(codes.shape) < 0.3] = NAN
    cases[0, : len(HARD)] = HARD
    cases[1] = NAN
    view = {
        "days": [str(day) for day in range(codes.shape[1])],
        "codes": [packed.letters(row) for row in codes],
        "marks": [packed.letters(row) for row in marks],
        "cases": [packed.counts(row) for row in cases],
        "open": "beside",
    }
    read = in_browser(chromium, "view", view)
    assert read["codes"] == ["".join(day) for day in codes.T]
    assert read["marks"] == ["".join(day) for day in marks.T]
    assert read["cases"] == [[None if n != n else int(n) for n in row] for row in cases.tolist()]
    assert (read["days"], read["open"]) == (view["days"], "beside")
    without = in_browser(chromium, "view", {"days": [], "codes": ["", ""], "marks": ["", ""]})
    assert (without["codes"], without["marks"]) == ([], [])
    archive = in_browser(chromium, "view", {**view, "cases": None})
    assert archive["cases"] is None
    line = in_browser(chromium, "line", "_p~iF~ps|U_ulLnnqC_mqNvxq`@")
    assert line == [[38.5, -120.2], [40.7, -120.95], [43.252, -126.453]]


def in_browser(chromium: Browser, what: str, written: Any) -> Any:
    page = chromium.new_page()
    page.add_script_tag(path=STATIC / "jaga" / "packed.js")
    found = page.evaluate(f"JSON.stringify(JagaPacked.{what}({json.dumps(written)}))")
    page.close()
    return json.loads(found)
