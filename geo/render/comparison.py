"""Two rules side by side: the finding, pairs of colours, the table, the chart through time."""

from __future__ import annotations

from html import escape
from typing import Any

import altair as alt
import pandas as pd

from geo.comparison import Comparison
from geo.render import html, words
from geo.render.charts import LINE, NOW
from geo.rules import Rule
from geo.text import day, number, text

_FEW = 60
"""Fewer common days than this are drawn as points: nothing is known between them."""


def finding(made: Comparison, first: Rule, second: Rule, lang: str, banner: str) -> str:
    """How many zones differ on the day, in one sentence, and what is left out."""
    kind = "headline" if made.different else "headline_same" if made.known else "headline_none"
    values = {
        "different": number(made.different, lang),
        "known": number(made.known, lang),
        "unknown": number(len(made.zones) - made.known, lang),
    }
    names = f"{words.rule(first, 'title', lang)} · {words.rule(second, 'title', lang)}"
    title = escape(text(f"compare.{kind}", lang, **values))
    return (
        f'<div class="jt-finding">{banner}<h1>{title}</h1>'
        f'<p class="jt-when">{escape(day(made.day, lang))} · {escape(names)}</p>'
        f"<p>{escape(text('compare.sub', lang, **values))}</p></div>"
    )


def pairs(made: Comparison, lang: str) -> str:
    """Zones per pair of colours, equal pairs included."""
    rows = "".join(
        f"<li>{html.chip(a, lang)}{html.chip(b, lang)}<span class='jt-level'>"
        f"{escape(_pair(a, b, lang))}</span><span class='jt-number'>{number(n, lang)}</span></li>"
        for (a, b), n in made.pairs.items()
    )
    return f'<ul class="jt-tally jt-pairs">{rows}</ul>'


def table(made: Comparison, first: Rule, second: Rule, lang: str, link: html.Link) -> str:
    """Zone by zone: both colours, and on how many days they differ; different zones first."""
    order = sorted(made.zones, key=lambda z: (not z.differs, -z.days_different, z.name))
    rows = []
    for zone in order:
        total = text(
            "compare.days_value",
            lang,
            n=number(zone.days_different, lang),
            total=number(zone.days, lang),
        )
        name = f'<a href="{escape(link(zone.zone_id), quote=True)}">{escape(zone.name)}</a>'
        mark = " class='jt-differs'" if zone.differs else ""
        rows.append(
            f'<tr data-zone="{zone.zone_id}"{mark}><th scope="row">{name}</th>'
            f"<td>{_level(zone.first, lang)}</td><td>{_level(zone.second, lang)}</td>"
            f'<td class="r">{escape(total)}</td></tr>'
        )
    heads = "".join(
        f'<th scope="col"{cls}>{escape(title)}</th>'
        for title, cls in (
            (text("column.zone", lang), ""),
            (words.rule(first, "short", lang), ""),
            (words.rule(second, "short", lang), ""),
            (text("compare.days", lang), ' class="r"'),
        )
    )
    caption = escape(text("compare.table_caption", lang, day=day(made.day, lang)))
    return (
        f'<div class="jt-table jt-compare" tabindex="0" role="region" aria-label="{caption}">'
        f"<table><caption>{caption}</caption><thead><tr>{heads}</tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def through(made: Comparison, lang: str, *, simulated: bool) -> Any:
    """The share of zones that differ on each common day; the day shown is a dashed line."""
    rows = [(d, different / known) for d, known, different in made.through if known]
    frame = pd.DataFrame(rows, columns=["day", "share"])
    frame["day"] = pd.to_datetime(frame["day"])
    x = alt.X("yearmonthdate(day):T", title=None, axis=alt.Axis(format="%m/%Y", grid=False))
    y = alt.Y("share:Q", title=None, axis=alt.Axis(format="%"), scale=alt.Scale(domain=[0, 1]))
    hover = [
        alt.Tooltip("yearmonthdate(day):T", format="%d/%m/%Y", title=text("pick.day", lang)),
        alt.Tooltip("share:Q", format=".0%", title=text("compare.through_axis", lang)),
    ]
    marks = alt.Chart(frame).encode(x=x, y=y, tooltip=hover)
    daily = len(frame) >= _FEW
    line = marks.mark_line(color=LINE, strokeWidth=2) if daily else marks.mark_circle(color=LINE)
    now = alt.Chart(pd.DataFrame({"day": [pd.Timestamp(made.day)]}))
    rule = now.mark_rule(strokeDash=[4, 3], color=NOW, strokeWidth=1.5).encode(x=x)
    title = text("simulated.banner", lang) if simulated else ""
    return alt.layer(line, rule).properties(height=200, title=title, background="transparent")


def _pair(first: str, second: str, lang: str) -> str:
    values = {"first": words.level(first, lang), "second": words.level(second, lang)}
    return text("compare.pairs_value", lang, **values)


def _level(key: str, lang: str) -> str:
    return f"{html.chip(key, lang)} {escape(words.level(key, lang))}"
