"""Charts of the pages (Altair), made of view models."""

from __future__ import annotations

import altair as alt
import pandas as pd

from geo.text import text
from geo.views import ZoneView

BAR = "#9fb8bb"
LINE = "#0b6e75"


def epidemic_curve(view: ZoneView, lang: str) -> alt.LayerChart:
    """New cases a day as bars with the seven-day mean as a line; the day shown is a rule.

    Days without a report leave a gap, a revision below zero goes below the axis. The word SIMULASI
    stands in the chart's title where the series is simulated, so that a saved picture keeps it.
    """
    table = pd.DataFrame(view.curve, columns=["day", "new", "mean"])
    table["day"] = pd.to_datetime(table["day"])
    labels = {
        "new": text("zone_page.curve_new", lang),
        "mean": text("zone_page.curve_mean", lang),
    }
    base = alt.Chart(table).encode(
        x=alt.X("day:T", title=None, axis=alt.Axis(format="%m/%Y", grid=False, tickCount=8))
    )
    tooltip = [
        alt.Tooltip("day:T", format="%d/%m/%Y", title=text("pick.day", lang)),
        alt.Tooltip("new:Q", title=labels["new"], format=".0f"),
        alt.Tooltip("mean:Q", title=labels["mean"], format=".1f"),
    ]
    bars = base.mark_bar(color=BAR, width={"band": 1}).encode(
        y=alt.Y("new:Q", title=labels["new"], axis=alt.Axis(tickMinStep=1)), tooltip=tooltip
    )
    line = base.mark_line(color=LINE, strokeWidth=2.5, interpolate="monotone").encode(y="mean:Q")
    now = pd.DataFrame({"day": [pd.Timestamp(view.city.day)]})
    rule = alt.Chart(now).mark_rule(strokeDash=[4, 3], color="#8a949a").encode(x="day:T")
    title = text("simulated.banner", lang) if view.city.facts.simulated else ""
    return alt.layer(bars, line, rule).properties(height=240, title=title)


