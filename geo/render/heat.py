"""The heat strip of completeness: days across, kecamatan down, each opens to its kelurahan.

A row is a picture one point high, a few bytes of PNG: a city of 267 kelurahan and 500 days is
133,500 boxes, too many for elements of a page.
"""

from __future__ import annotations

import base64
import datetime as dt
import struct
import zlib
from collections.abc import Sequence
from html import escape

import numpy as np
import numpy.typing as npt

from geo.quality import HIDDEN, MISSING, REPORTED, Quality, districts
from geo.render.quality import percent
from geo.text import day_names, text

COLOURS = {REPORTED: (111, 156, 160), HIDDEN: (169, 159, 194)}
"""Neutral tones that read on paper and on dark alike; a missing day lets the ground through."""
_WIDTH = 1600
"""Points across at least, so that a browser thins a picture out and never smears it."""
_OPEN = 60
"""So many kelurahan are shown at once; of a larger city the kecamatan, each to be opened."""
_TICKS = 8


def strip(view: Quality, lang: str) -> str:
    """Legend, months, and a row for each kecamatan with one for each of its kelurahan inside."""
    made, facts = view.completeness, view.facts
    opened = ' open=""' if len(facts.zone_ids) <= _OPEN else ""
    groups = []
    for name, own in districts(facts).items():
        states = made.states[own]
        head = _row(name, _district(states), made.share(own), lang)
        names = [
            facts.names[zone] for zone, inside in zip(facts.zone_ids, own, strict=True) if inside
        ]
        rows = "".join(
            f'<div class="jt-heat-row">'
            f"{_row(one, _zone(row), float((row != MISSING).mean()), lang)}</div>"
            for one, row in zip(names, states, strict=True)
        )
        groups.append(
            f'<details class="jt-heat-group"{opened}><summary class="jt-heat-row">{head}</summary>'
            f"{rows}</details>"
        )
    return (
        f'<div class="jt-heat">{legend(view, lang)}'
        f'<div class="jt-heat-row jt-heat-axis" aria-hidden="true"><span></span>'
        f'<span class="jt-ticks">{_ticks(made.days, lang)}</span><span></span></div>'
        f"{''.join(groups)}</div>"
    )


def legend(view: Quality, lang: str) -> str:
    """The states with their share of all boxes."""
    made = view.completeness
    states = {REPORTED: "reported", HIDDEN: "hidden", MISSING: "missing"}
    if not view.detail:
        del states[HIDDEN]
    total = max(made.states.size, 1)
    items = "".join(
        f'<li><i class="jt-box s{state}"></i>{escape(text(f"quality.state.{key}", lang))} '
        f"<b>{percent(float((made.states == state).sum()) / total, lang)}</b></li>"
        for state, key in states.items()
    )
    return f'<ul class="jt-bounds">{items}</ul>'


def picture(pixels: npt.NDArray[np.uint8]) -> str:
    """A PNG of one row of RGBA points, shape (points, 4), as an address of its own."""
    header = struct.pack(">IIBBBBB", len(pixels), 1, 8, 6, 0, 0, 0)
    body = zlib.compress(b"\0" + pixels.tobytes(), 9)
    png = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(part)) + kind + part + struct.pack(">I", zlib.crc32(kind + part))
        for kind, part in ((b"IHDR", header), (b"IDAT", body), (b"IEND", b""))
    )
    return f"data:image/png;base64,{base64.b64encode(png).decode()}"


def _row(name: str, pixels: npt.NDArray[np.uint8], share: float, lang: str) -> str:
    return (
        f'<span class="jt-heat-name">{escape(name)}</span>'
        f'<img src="{picture(pixels)}" alt="" />'
        f'<span class="jt-number">{percent(share, lang)}</span>'
    )


def _zone(states: npt.NDArray[np.int8]) -> npt.NDArray[np.uint8]:
    points = np.zeros((len(states), 4), dtype=np.uint8)
    for state, colour in COLOURS.items():
        points[states == state] = (*colour, 255)
    return _wide(points)


def _district(states: npt.NDArray[np.int8]) -> npt.NDArray[np.uint8]:
    """A day is the fuller the more kelurahan were reported."""
    points = np.zeros((states.shape[1], 4), dtype=np.uint8)
    points[:, :3] = COLOURS[REPORTED]
    points[:, 3] = np.round(255 * (states != MISSING).mean(axis=0))
    return _wide(points)


def _wide(points: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    return np.repeat(points, max(1, -(-_WIDTH // max(len(points), 1))), axis=0)


def _ticks(days: Sequence[dt.date], lang: str) -> str:
    """The first days of some months, each at its place in percent."""
    firsts = [i for i, day in enumerate(days) if day.day == 1]
    names = day_names(lang)["short"]
    return "".join(
        f'<i style="left:{100 * i / len(days):.2f}%">{names[days[i].month - 1]} {days[i].year}</i>'
        for i in firsts[:: max(1, -(-len(firsts) // _TICKS))]
    )
