"""The pieces of the page on data quality, made of ``geo.quality``; all values escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from geo.quality import HIDDEN, MISSING, REPORTED, Outside, Quality
from geo.revised import Change, Delay, Revised
from geo.text import day, day_names, number, text

Row = tuple[str, float, str]
"""A bar: its label, its length from 0 to 1, the number beside it."""


def finding(view: Quality, lang: str, banner: str) -> str:
    """Title, range, and how old the newest report is."""
    days = view.completeness.days
    n, total = int(view.stale.sum()), len(view.facts.zone_ids)
    values = {"share": percent(view.completeness.share(), lang), "n": n, "total": total}
    kind = "stale" if n else "fresh" if view.limit else "plain"
    title = text(f"quality.title_{kind}", lang, **values)
    disease = text(f"disease.{view.facts.disease.key}", lang)
    first, last = (day(one, lang, "long") for one in (days[0], days[-1]))
    when = text("quality.when", lang, disease=disease, first=first, last=last)
    age = (view.asked_on - days[-1]).days
    shown = day(view.asked_on, lang, "long")
    newest = text("quality.newest", lang, newest=last, n=age, age=number(age, lang), today=shown)
    return (
        f'<div class="jt-finding">{banner}<h1>{escape(title)}</h1>'
        f'<p class="jt-when">{escape(when)}</p><p>{escape(newest)}</p></div>'
    )


def head(part: str, lang: str, definition: str = "def", **values: object) -> str:
    """The heading of a section; what its figures mean is one tap away."""
    title = escape(text(f"quality.{part}.title", lang))
    said = escape(text(f"quality.{part}.{definition}", lang, **values))
    label = escape(text("quality.meaning", lang))
    return (
        f'<div class="jt-head"><h2 class="jt-heading">{title}</h2>'
        f'<details class="jt-def"><summary>{label}</summary><p>{said}</p></details></div>'
    )


def weekdays(view: Quality, lang: str) -> str:
    """Completeness on each weekday."""
    if view.facts.period > 1:
        return f"<p>{escape(text('quality.weekday.none', lang))}</p>"
    names = day_names(lang)["weekdays"]
    shares = view.completeness.by_weekday()
    rows = [(name, s, percent(s, lang)) for name, s in zip(names, shares, strict=True) if s == s]
    return bars(rows)


def ages(view: Quality, lang: str, to: str | None) -> str:
    """Kelurahan by the age of their newest report; ``to`` is the map of today."""
    age, known = view.age, view.age == view.age
    far = view.limit or 7
    classes = {
        "new": known & (age <= 1),
        "recent": known & (age > 1) & (age <= far),
        "old": known & (age > far),
        "never": ~known,
    }
    total = max(len(age), 1)
    rows = [
        (text(f"quality.age.{key}", lang, n=far), float(of.sum()) / total, number(of.sum(), lang))
        for key, of in classes.items()
    ]
    label = escape(text("quality.today_map", lang))
    link = f'<p class="jt-to"><a href="{escape(to, quote=True)}">{label}</a></p>' if to else ""
    return bars(rows) + link


def delays(view: Quality, lang: str) -> str:
    """Each kind of delay in a sentence, or why there is none."""
    if view.facts.simulated:
        return f"<p>{escape(text('quality.delay.simulated', lang))}</p>"
    return f'<div class="jt-found">{"".join(_delay(made, lang) for made in view.delays)}</div>'


def _delay(made: Delay, lang: str) -> str:
    values = {
        "numbers": number(sum(n for _, n in made.counts), lang),
        "median": number(made.median, lang),
        "ninth": number(made.ninth, lang),
    }
    return f"<p>{escape(text(f'quality.delay.{made.kind}', lang, **values))}</p>"


def revised(made: Sequence[Revised], lang: str) -> str:
    """A row an indicator: how many numbers changed, and by how much."""
    if not any(one.repeated for one in made):
        return f"<p>{escape(text('quality.revision.none', lang))}</p>"
    heads = ("indicator", "numbers", "repeated", "changed", "mean", "largest")
    rows = [
        [
            _indicator(one.indicator, lang),
            number(one.numbers, lang),
            number(one.repeated, lang),
            number(one.changed, lang),
            percent(one.mean, lang),
            _signed(one.largest, lang),
        ]
        for one in made
    ]
    return table(heads, rows, text("quality.revision.title", lang), 1, lang)


def changes(made: Sequence[Change], view: Quality, lang: str) -> str:
    """The largest changes, each number with its first and its present value."""
    heads = ("zone", "day", "indicator", "first", "last", "relative")
    rows = [
        [
            view.facts.names.get(one.zone_id, one.zone_id),
            day(one.day, lang, "short"),
            _indicator(one.indicator, lang),
            number(one.first, lang),
            number(one.last, lang),
            _signed(one.relative, lang),
        ]
        for one in made
    ]
    return table(heads, rows, text("quality.revision.largest", lang), 3, lang)


def outside(made: Outside | None, lang: str) -> str:
    """Who belongs to no kelurahan: in a sentence, then by what the source calls them."""
    if made is None:
        return f"<p>{escape(text('quality.outside.none', lang))}</p>"
    persons = sum(n for _, n, _ in made.labels)
    kind = "so_far" if made.so_far else "summed"
    said = text(
        f"quality.outside.{kind}",
        lang,
        share=percent(made.share, lang),
        n=persons,
        persons=number(persons, lang),
        day=day(made.day, lang, "long"),
    )
    most = max((share for _, _, share in made.labels), default=0.0) or 1.0
    rows = [
        (label, share / most, f"{number(n, lang)} · {percent(share, lang)}")
        for label, n, share in made.labels
    ]
    return f'<div class="jt-found"><p>{escape(said)}</p></div>{bars(rows)}'


def zones(view: Quality, lang: str) -> str:
    """The strip and the ages in rows: every kelurahan, the least complete first."""
    made, facts = view.completeness, view.facts
    days = max(len(made.days), 1)
    states = {"reported": REPORTED, "hidden": HIDDEN, "missing": MISSING}
    if not view.detail:
        del states["hidden"]
    counts = {state: made.count(state) for state in states.values()}
    order = sorted(range(len(facts.zone_ids)), key=lambda row: (-counts[MISSING][row], row))
    rows = []
    for row in order:
        zone, newest = facts.zone_ids[row], view.newest[row]
        gap = made.longest_gap(row)
        cells = [facts.names[zone], facts.districts[zone]]
        cells.append(percent(1 - counts[MISSING][row] / days, lang))
        cells += [number(counts[state][row], lang) for state in states.values()]
        cells.append("–" if newest is None else day(newest, lang, "short"))
        cells.append(number(view.age[row], lang))
        since = "–" if gap is None else day(gap[0], lang, "short")
        length = 0 if gap is None else gap[1]
        cells.append(text("quality.gap", lang, n=length, since=since) if length else "–")
        rows.append(cells)
    heads = ("zone", "district", "complete", *states, "newest", "age_days", "gap")
    caption = text("quality.table", lang)
    return table(heads, rows, caption, 2, lang, last_right=False)


def table(
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    caption: str,
    left: int,
    lang: str,
    *,
    last_right: bool = True,
) -> str:
    """Rows under named columns; the first ``left`` columns are words, the others numbers."""
    right = [
        place >= left and (last_right or place < len(heads) - 1) for place in range(len(heads))
    ]
    marks = [' class="r"' if one else "" for one in right]
    head = "".join(
        f'<th scope="col"{mark}>{escape(text(f"quality.column.{name}", lang))}</th>'
        for name, mark in zip(heads, marks, strict=True)
    )
    body = "".join(
        f'<tr><th scope="row">{escape(first)}</th>'
        + "".join(f"<td{m}>{escape(c)}</td>" for c, m in zip(cells, marks[1:], strict=True))
        + "</tr>"
        for first, *cells in rows
    )
    label = escape(caption, quote=True)
    return (
        f'<div class="jt-table" tabindex="0" role="region" aria-label="{label}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def bars(rows: Iterable[Row]) -> str:
    """Bars of one colour, each with its number."""
    made = "".join(
        f"<li><span>{escape(label)}</span>"
        f'<span class="jt-bar" aria-hidden="true"><i style="width:{100 * length:.2f}%"></i></span>'
        f'<span class="jt-number">{escape(shown)}</span></li>'
        for label, length, shown in rows
    )
    return f'<ul class="jt-bars">{made}</ul>'


def percent(share: float | None, lang: str) -> str:
    """ "97,9 %"; never 100 nor 0 where it is not wholly so; an en dash where there is none."""
    if share is None or share != share:
        return "–"
    shown = round(100 * share, 1)
    if shown == 100 and share < 1:
        shown = 99.9
    if shown == 0 and share > 0:
        shown = 0.1
    return text("quality.percent", lang, n=number(shown, lang, 0 if shown.is_integer() else 1))


def _signed(share: float | None, lang: str) -> str:
    if share is None:
        return "–"
    return f"−{percent(-share, lang)}" if share < 0 else f"+{percent(share, lang)}"


def _indicator(key: str, lang: str) -> str:
    return text(f"intake.indicator.{key}", lang)
