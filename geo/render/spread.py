"""How the kelurahan of two cities are spread over the levels through time: a chart for each city,
both on one axis, and the same as a table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from html import escape
from typing import Any

import altair as alt
import pandas as pd

from geo.levels import BY_KEY
from geo.render import html, words
from geo.render.charts import NOW
from geo.text import day, number, text
from geo.two_cities import Side, Spread, TwoCities

_BARS = 130
"""Up to so many days are drawn in a chart; of a longer record every second, third, … day."""
_ROWS = 14
_WIDEST = 7
"""Days that one bar may cover at most: further on nothing is known."""
_BAND = (-0.09, -0.04)
_MONTHLY, _TICKS, _LABELS = 100, 4, 12
"""From so many days on months are named, else days, about so many; and about so many months."""
_HEIGHT, _TITLE = 170, 32
"""Pixels of a chart, and what its title takes of them."""


def legend(levels: Sequence[str], lang: str) -> str:
    """The levels of the charts, with letter, pattern and word."""
    items = "".join(
        f"<li>{html.chip(key, lang)}<span>{escape(words.level(key, lang))}</span></li>"
        for key in levels
    )
    return f'<ul class="jt-bounds">{items}</ul>'


def chart(made: TwoCities, side: Side, spread: Spread, lang: str) -> Any:
    """The shares of a city's known zones at each level through time. The band below is darker where
    more zones are known; a day without any stays empty; the day on the map is a dashed line."""
    x = alt.X(
        "x:Q" if made.aligned else "x:T",
        title=text("two_cities.since_axis", lang) if made.aligned else None,
        scale=alt.Scale(domain=_domain(made), nice=False),
        axis=_axis(made),
    )
    scale = alt.Scale(domain=[-0.1, 1], nice=False)
    y = alt.Y("low:Q", title=None, scale=scale, axis=alt.Axis(format="%", values=[0, 0.5, 1]))
    colour = alt.Color(
        "level:N",
        scale=alt.Scale(
            domain=[words.level(key, lang) for key in spread.levels],
            range=[BY_KEY[key].colour for key in spread.levels],
        ),
        legend=None,
    )
    hover = [
        alt.Tooltip("day:N", title=text("pick.day", lang)),
        alt.Tooltip("level:N", title=" "),
        alt.Tooltip("share:Q", format=".0%", title=text("two_cities.share", lang)),
        alt.Tooltip("known:N", title=text("two_cities.column.known", lang)),
    ]
    bars = alt.Chart(_bars(made, side, spread, lang)).mark_rect()
    depth = alt.Opacity("reach:Q", scale=alt.Scale(domain=[0, 1], range=[0.1, 1]), legend=None)
    layers = [
        bars.encode(x=x, x2="x2", y=y, y2="high", color=colour, tooltip=hover),
        alt.Chart(_reach(made, side, spread))
        .mark_rect(color=NOW)
        .encode(x=x, x2="x2", y=alt.Y("low:Q", scale=scale, title=None), y2="high", opacity=depth),
    ]
    if side.view is not None:
        now = alt.Chart(pd.DataFrame({"x": [_place(made, side, side.view.day)]}))
        layers.append(now.mark_rule(strokeDash=[4, 3], color=NOW, strokeWidth=2).encode(x=x))
    simulated = side.view is not None and side.view.simulated
    title = text("simulated.banner", lang) if simulated else ""
    height = _HEIGHT + (_TITLE if title else 0)
    return alt.layer(*layers).properties(height=height, title=title, background="transparent")


def _axis(made: TwoCities) -> alt.Axis:
    """Days since the start; or months, each at most once, as many as have room on a phone; or, of a
    record of few weeks, days."""
    if made.aligned:
        return alt.Axis(grid=False)
    ends = [s.spread.days for s in made.sides if s.spread is not None and s.spread.days]
    span = (max(days[-1] for days in ends) - min(days[0] for days in ends)).days if ends else 0
    if span < _MONTHLY:
        return alt.Axis(grid=False, format="%d/%m/%Y", tickCount=_TICKS, labelOverlap=True)
    every = {"interval": "month", "step": max(1, round(span / 30 / _LABELS))}
    return alt.Axis(grid=False, format="%m/%Y", tickCount=every, labelOverlap=True)


def step(made: TwoCities) -> int:
    """Every how many recorded days a bar stands; 1 where all of them do."""
    lengths = [len(side.spread.days) for side in made.sides if side.spread is not None]
    return max((-(-length // _BARS) for length in lengths), default=1)


def alternative(side: Side, spread: Spread, lang: str) -> str:
    """What a city's chart shows, for who can't see it."""
    now = ""
    if side.view is not None and side.view.day in spread.days:
        column = spread.days.index(side.view.day)
        shares = zip(spread.levels, spread.shares[:, column], strict=True)
        parts = [
            text("two_cities.part", lang, level=words.level(key, lang), share=percent(share, lang))
            for key, share in shares
        ]
        on = day(side.view.day, lang, "long")
        known = number(int(spread.known[column]), lang)
        now = text("two_cities.spread_now", lang, day=on, parts=", ".join(parts), known=known)
    ends = {"first_day": day(spread.days[0], lang, "long")}
    ends["last_day"] = day(spread.days[-1], lang, "long")
    return text("two_cities.spread_alt", lang, city=side.name, now=now, **ends).strip()


def numbers(made: TwoCities, side: Side, spread: Spread, lang: str) -> str:
    """Days of the chart in rows, evenly spaced, the one on the map among them."""
    heads = [text("two_cities.column.day", lang)]
    heads += [text("two_cities.column.since", lang)] if made.aligned else []
    heads += [text("two_cities.column.known", lang)]
    heads += [words.capital(words.level(key, lang)) for key in spread.levels]
    evenly = range(len(spread.days) - 1, -1, -max(1, -(-len(spread.days) // _ROWS)))
    columns = set(evenly)
    if side.view is not None and side.view.day in spread.days:
        columns.add(spread.days.index(side.view.day))
    rows = []
    for column in sorted(columns):
        on = spread.days[column]
        since = _place(made, side, on)
        cells = [number(since, lang)] if isinstance(since, int) else []
        cells += [of(int(spread.known[column]), spread.total, lang)]
        cells += [percent(share, lang) for share in spread.shares[:, column]]
        rows.append((day(on, lang, "short"), cells))
    return table(text("two_cities.numbers_caption", lang, city=side.name), heads, rows)


def table(caption: str, heads: Sequence[str], rows: Sequence[tuple[str, Sequence[str]]]) -> str:
    """A table of numbers with a heading for each row and column."""
    first, *others = (escape(head) for head in heads)
    top = f'<th scope="col">{first}</th>' if first else "<td></td>"
    top += "".join(f'<th scope="col" class="r">{head}</th>' for head in others)
    body = "".join(
        f'<tr><th scope="row">{escape(name)}</th>'
        + "".join(f'<td class="r">{escape(cell)}</td>' for cell in cells)
        + "</tr>"
        for name, cells in rows
    )
    words_of = escape(caption)
    return (
        f'<div class="jt-table" tabindex="0" role="region" aria-label="{words_of}">'
        f"<table><caption>{words_of}</caption><thead><tr>{top}</tr></thead>"
        f"<tbody>{body}</tbody></table></div>"
    )


def percent(share: float | None, lang: str, decimals: int = 0) -> str:
    """A share in words; "unknown" where there is none."""
    if share is None or share != share:
        return text("two_cities.unknown", lang)
    return text("quality.percent", lang, n=number(100 * share, lang, decimals))


def of(n: int, total: int, lang: str) -> str:
    """So many of all."""
    return text("two_cities.of", lang, n=number(n, lang), total=number(total, lang))


def _place(made: TwoCities, side: Side, on: dt.date) -> Any:
    """Where a day stands on the axis: days since the city's start, or the day itself."""
    if made.aligned and side.start.day is not None:
        return (on - side.start.day).days
    return pd.Timestamp(on)


def _domain(made: TwoCities) -> list[Any]:
    """The axis from the earliest to the latest day of both records."""
    ends = [
        (_place(made, side, on), on)
        for side in made.sides
        if side.spread is not None and side.spread.days
        for on in (side.spread.days[0], side.spread.days[-1] + dt.timedelta(days=1))
    ]
    if made.aligned:
        places = [place for place, _ in ends]
        return [min(places), max(places)]
    days = [on for _, on in ends]
    return [
        alt.DateTime(year=on.year, month=on.month, date=on.day) for on in (min(days), max(days))
    ]


def _shown(made: TwoCities, spread: Spread) -> list[tuple[int, int]]:
    """Columns that get a bar, with its width in days; the last day is always one of them."""
    every = step(made)
    columns = list(range(len(spread.days) - 1, -1, -every))[::-1]
    nexts = [*columns[1:], None]
    return [
        (column, _width(spread, column, after, every))
        for column, after in zip(columns, nexts, strict=True)
    ]


def _width(spread: Spread, column: int, after: int | None, every: int) -> int:
    if after is None:
        return 1
    return min((spread.days[after] - spread.days[column]).days, max(_WIDEST, every))


def _bars(made: TwoCities, side: Side, spread: Spread, lang: str) -> pd.DataFrame:
    """A row for each day and level that has zones, from its lower to its upper edge."""
    edges = spread.shares.cumsum(axis=0)
    rows = []
    for column, width in _shown(made, spread):
        on = spread.days[column]
        known = of(int(spread.known[column]), spread.total, lang)
        ends = [_place(made, side, at) for at in (on, on + dt.timedelta(days=width))]
        for row, key in enumerate(spread.levels):
            share = float(spread.shares[row, column])
            if share > 0:
                high = float(edges[row, column])
                name, written = words.level(key, lang), day(on, lang, "short")
                rows.append((*ends, name, high - share, high, share, known, written))
    names = ["x", "x2", "level", "low", "high", "share", "known", "day"]
    return pd.DataFrame(rows, columns=names)


def _reach(made: TwoCities, side: Side, spread: Spread) -> pd.DataFrame:
    """The band below: which part of all zones is known."""
    rows = []
    for column, width in _shown(made, spread):
        on = spread.days[column]
        ends = [_place(made, side, at) for at in (on, on + dt.timedelta(days=width))]
        rows.append((*ends, *_BAND, float(spread.known[column]) / max(spread.total, 1)))
    return pd.DataFrame(rows, columns=["x", "x2", "low", "high", "reach"])
