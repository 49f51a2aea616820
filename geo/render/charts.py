"""Charts of the pages (Altair), made of view models."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from geo.quality import Outside
from geo.revised import Delay
from geo.text import text
from geo.views import ZoneView

BAR = "#8fb0b3"
LINE = "#1f8d95"
NOW = "#8a949a"


def epidemic_curve(view: ZoneView, lang: str) -> Any:
    """New cases a day as bars with the seven-day mean as a line; the day shown is a rule.

    Days without a report leave a gap, a revision below zero goes below the axis. The word SIMULASI
    stands in the chart's title where the series is simulated, so that a saved picture keeps it.
    """
    new, mean = text("zone_page.curve_new", lang), text("zone_page.curve_mean", lang)
    table = pd.DataFrame(view.curve, columns=["day", new, mean])
    table["day"] = pd.to_datetime(table["day"])
    long = table.melt("day", var_name="what", value_name="persons").dropna()
    day = alt.X("yearmonthdate(day):T", title=None, axis=alt.Axis(format="%m/%Y", grid=False))
    kind = alt.Color(
        "what:N",
        scale=alt.Scale(domain=[new, mean], range=[BAR, LINE]),
        legend=alt.Legend(title=None, orient="top-left"),
    )
    base = alt.Chart(long).encode(
        x=day,
        y=alt.Y("persons:Q", title=None, axis=alt.Axis(tickMinStep=1, format="d")),
        color=kind,
        tooltip=[
            alt.Tooltip("yearmonthdate(day):T", format="%d/%m/%Y", title=text("pick.day", lang)),
            alt.Tooltip("what:N", title=" "),
            alt.Tooltip("persons:Q", title=" ", format=".1f"),
        ],
    )
    bars = base.transform_filter(alt.datum.what == new).mark_bar(binSpacing=0)
    line = base.transform_filter(alt.datum.what == mean).mark_line(strokeWidth=2)
    now = pd.DataFrame({"day": [pd.Timestamp(view.city.day)]})
    rule = alt.Chart(now).mark_rule(strokeDash=[4, 3], color=NOW, strokeWidth=1.5).encode(x=day)
    title = text("simulated.banner", lang) if view.city.facts.simulated else ""
    return alt.layer(bars, line, rule).properties(height=230, title=title, background="transparent")


def delay(made: Delay, lang: str) -> Any:
    """How many numbers came after how many days, as bars."""
    table = pd.DataFrame(made.counts, columns=["days", "numbers"])
    days, numbers = text("quality.column.delay", lang), text("quality.column.numbers", lang)
    bars = alt.Chart(table).encode(
        x=alt.X(
            "days:Q",
            title=days,
            axis=alt.Axis(format="d", grid=False, tickMinStep=1),
            scale=alt.Scale(nice=False, padding=8),
        ),
        y=alt.Y("numbers:Q", title=None, axis=alt.Axis(tickMinStep=1, format="d")),
        tooltip=[alt.Tooltip("days:Q", title=days), alt.Tooltip("numbers:Q", title=numbers)],
    )
    drawn = bars.mark_bar(color=BAR, size=6)
    return drawn.properties(height=160, background="transparent")


def outside(made: Outside, lang: str, *, simulated: bool) -> Any:
    """The share of persons of no kelurahan through time."""
    table = pd.DataFrame(made.through, columns=["day", "share"])
    table["day"] = pd.to_datetime(table["day"])
    share = text("quality.column.share", lang)
    line = alt.Chart(table).encode(
        x=alt.X("yearmonthdate(day):T", title=None, axis=alt.Axis(format="%m/%Y", grid=False)),
        y=alt.Y("share:Q", title=None, axis=alt.Axis(format=".0%", tickCount=4)),
        tooltip=[
            alt.Tooltip("yearmonthdate(day):T", format="%d/%m/%Y", title=text("pick.day", lang)),
            alt.Tooltip("share:Q", format=".1%", title=share),
        ],
    )
    title = text("simulated.banner", lang) if simulated else ""
    drawn = line.mark_line(strokeWidth=2, color=LINE, point=len(table) < 40)
    return drawn.properties(height=160, title=title, background="transparent")
