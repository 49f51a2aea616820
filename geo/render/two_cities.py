"""Two cities side by side: the finding, the measures in two columns, and what can't be compared."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

from geo.levels import BY_KEY
from geo.reasons import Phrase
from geo.render import html, words
from geo.render.spread import of, percent, table
from geo.rules import Rule
from geo.text import day, number, text
from geo.two_cities import FIRST, Range, Side, TwoCities

CALM = "hijau"
"""The level that the finding counts."""


def short(name: str) -> str:
    """A city's name in a sentence."""
    return name.removeprefix("Kota ")


def finding(made: TwoCities, lang: str) -> str:
    """How many zones are green in each city, in one sentence; days, rule and medians below."""
    shown = [side for side in made.sides if side.view is not None]
    when = [day_of(made, side, lang) for side in shown]
    when.append(words.rule(made.rule, "short", lang))
    said = "".join(f"<p>{escape(sentence)}</p>" for sentence in _sentences(made, lang))
    return (
        f'<div class="jt-finding">{_banner(made, lang)}<h1>{escape(_headline(made, lang))}</h1>'
        f'<p class="jt-when">{escape(" · ".join(when))}</p>{said}</div>'
    )


def day_of(made: TwoCities, side: Side, lang: str) -> str:
    """The day a city is shown on, with its number where days are counted from the start."""
    values = {"city": short(side.name), "day": day(side.view.day, lang) if side.view else "–"}
    if not made.aligned or side.since is None:
        return text("two_cities.when_one", lang, **values)
    return text("two_cities.when_since", lang, n=number(side.since, lang), **values)


def figures(made: TwoCities, lang: str) -> str:
    """The measures of both cities in two columns; an en dash where a city has none."""
    rates = [side.rates for side in made.sides]
    rows = {"zones": [of(*_counted(side), lang) for side in made.sides]}
    if made.rule.by_incidence:
        rows["rated"] = [of(r.known, r.total, lang) if r else "–" for r in rates]
        rows["people"] = [_people(side, lang) for side in made.sides]
        rows["city"] = [_range(r.city if r else None, lang) for r in rates]
        for place, key in enumerate(("lower", "median", "upper")):
            rows[key] = [_range(r.quartiles[place] if r else None, lang) for r in rates]
    if made.aligned:
        starts = (side.start.day for side in made.sides)
        rows["start"] = [day(start, lang, "short") if start else "–" for start in starts]
    kind = "figures_caption" if made.rule.by_incidence else "figures_caption_levels"
    caption = text(f"two_cities.{kind}", lang, days=made.rule.window_days)
    heads = ["", *(short(side.name) for side in made.sides)]
    return table(
        caption, heads, [(text(f"two_cities.row.{key}", lang), row) for key, row in rows.items()]
    )


def cannot(said: Sequence[Phrase], lang: str) -> str:
    """What can't be compared, a sentence each."""
    items = "".join(
        f'<li data-key="{escape(one.key.rpartition(".")[2])}">{escape(_said(one, lang))}</li>'
        for one in said
    )
    return f'<ul class="jt-cannot">{items}</ul>'


def unaligned(made: TwoCities, lang: str) -> list[str]:
    """Why the days since the first cases were asked for and can't be used, a sentence a cause; []
    where they are, or were not asked for."""
    if made.aligned or made.align != "first10":
        return []
    by_cause: dict[str, list[str]] = {}
    for side in made.sides:
        if side.start.why:
            by_cause.setdefault(side.start.why, []).append(short(side.name))
    joined = f" {text('two_cities.and', lang)} "
    return [
        text(f"two_cities.align_cannot.{why}", lang, cities=joined.join(cities), first=FIRST)
        for why, cities in by_cause.items()
    ]


def _banner(made: TwoCities, lang: str) -> str:
    """SIMULASI for both, or for which one."""
    invented = [side for side in made.sides if side.view is not None and side.view.simulated]
    if len(invented) == len(made.sides):
        return html.simulated(lang)
    return "".join(
        f'<p class="jt-simulated">'
        f"{escape(text('two_cities.simulated', lang, city=short(side.name)))}</p>"
        for side in invented
    )


def _counted(side: Side) -> tuple[int, int]:
    """Zones with a level of risk on the day shown, and all zones; none of a city whose colours say
    nothing for want of people."""
    levels = [zone.level for zone in side.view.zones] if side.view else []
    known = sum(BY_KEY[level].severity is not None for level in levels)
    return 0 if side.blind else known, len(side.facts.zone_ids)


def _calm(side: Side) -> int:
    return sum(zone.level == CALM for zone in side.view.zones) if side.view else 0


def _headline(made: TwoCities, lang: str) -> str:
    known = [side for side in made.sides if _counted(side)[0]]
    names = {"first_city": short(made.first.name), "second_city": short(made.second.name)}
    if not known:
        return text("two_cities.headline_none", lang, **names)
    if len(known) == 1:
        (side,) = known
        lacking = made.second if side is made.first else made.first
        return text(
            "two_cities.headline_one",
            lang,
            calm=number(_calm(side), lang),
            known=number(_counted(side)[0], lang),
            city=short(side.name),
            lacking=short(lacking.name),
        )
    return text(
        "two_cities.headline",
        lang,
        first_calm=number(_calm(made.first), lang),
        first_known=number(_counted(made.first)[0], lang),
        second_calm=number(_calm(made.second), lang),
        second_known=number(_counted(made.second)[0], lang),
        **names,
    )


def _sentences(made: TwoCities, lang: str) -> Iterator[str]:
    counted = [_counted(side) for side in made.sides]
    names = {"first_city": short(made.first.name), "second_city": short(made.second.name)}
    if all(known for known, _ in counted) and any(known < total for known, total in counted):
        (first, first_of), (second, second_of) = counted
        yield text(
            "two_cities.of_known",
            lang,
            first_known=number(first, lang),
            first_total=number(first_of, lang),
            second_known=number(second, lang),
            second_total=number(second_of, lang),
            **names,
        )
    rates = [side.rates for side in made.sides]
    if any(rates):
        first_median, second_median = (
            _range(r.quartiles[1], lang) if r else text("two_cities.unknown", lang) for r in rates
        )
        yield text(
            "two_cities.medians",
            lang,
            days=made.rule.window_days,
            first=first_median,
            second=second_median,
            **names,
        )


def _people(side: Side, lang: str) -> str:
    if side.rates is None:
        return "–"
    year = side.facts.population_year
    return number(side.rates.people, lang) + (f" ({year})" if year else "")


def _range(values: Range | None, lang: str) -> str:
    if values is None:
        return "–"
    low, high = (number(value, lang, 1) for value in values)
    return low if low == high else text("two_cities.range", lang, low=low, high=high)


def _said(one: Phrase, lang: str) -> str:
    """The sentence of a phrase: its rules, days, shares and units in words."""
    shares = {
        f"{name}_share": one.values[name] for name in ("first", "second") if _float(one, name)
    }
    values = {name: _word(name, value, lang) for name, value in one.values.items()}
    values |= {name: percent(share, lang, 1) for name, share in shares.items()}
    return text(one.key, lang, **values)


def _float(one: Phrase, name: str) -> bool:
    """True where a value is a share or an unknown one."""
    return name in one.values and (one.values[name] is None or isinstance(one.values[name], float))


def _word(name: str, value: Any, lang: str) -> Any:
    if isinstance(value, Rule):
        return words.rule(value, "title", lang)
    if name == "rules":
        return ", ".join(f"“{words.rule(rule, 'title', lang)}”" for rule in value)
    if name == "years":
        undated = text("panel.population_no_year", lang)
        return ", ".join(str(year) if year else undated for year in value)
    if name == "unit":
        return text(f"rule_words.legal_level_{value}", lang)
    if isinstance(value, dt.date):
        return day(value, lang, "long")
    return number(value, lang) if isinstance(value, int) else value
