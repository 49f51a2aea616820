"""What came after a response as HTML: the sentence first, then zones, placebos and the method."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from geo.effect import Effect, Zone
from geo.effect_match import CALIPER, CONTROLS, LEAST_CASES
from geo.render import html
from geo.render.spread import table
from geo.text import day, number, text

_NAMED = 3
"""Treated zones that the sentence names; more are counted."""
_NEAR = ("far", "next", "second")
"""Words for a control's order; 0 is neither of both."""


def effect_html(
    effect: Effect, names: Mapping[str, str], lang: str, *, title: str, simulated: bool
) -> str:
    """An effect in words and tables; ``title`` is what the response is called ("Kampung Siaga"),
    ``names`` gives each zone_id's name. Marked with SIMULASI where the cases are simulated."""
    banner = html.simulated(lang) if simulated else ""
    mark = f" · {text('simulated.banner', lang)}" if simulated else ""
    said = _paragraphs(sentences(effect, names, lang, title))
    body = ""
    if effect.verdict != "unknown":
        body = _zones(effect, names, lang, mark) + _placebos(effect, names, lang, mark)
    return (
        f'<section class="jt-effect" data-verdict="{effect.verdict}">{banner}'
        f"<h3>{escape(text('effect.title', lang, title=title))}</h3>{said}{body}"
        f"{_how(effect, lang)}</section>"
    )


def sentences(effect: Effect, names: Mapping[str, str], lang: str, title: str) -> list[str]:
    """The finding, what it does not say, and what speaks against it; why there is none."""
    start = day(effect.start, lang, "long")
    if effect.verdict == "unknown":
        values = {"first": effect.before[0], "start": effect.start, "last": effect.after[1]}
        days = {name: day(value, lang, "long") for name, value in values.items()}
        why = text(
            f"effect.unknown.{effect.reason}",
            lang,
            least=number(LEAST_CASES, lang),
            window=number(effect.window, lang),
            **days,
        )
        return [text("effect.no_answer", lang, title=title, start=start, why=why)]
    found = text(
        "effect.found",
        lang,
        title=title,
        start=start,
        place=_place(effect, names, lang),
        ratio=times(effect.ratio, lang),
        low=times(effect.low, lang),
        high=times(effect.high, lang),
        verdict=text(f"effect.verdict.{effect.verdict}", lang),
    )
    return [found, *([text("effect.doubtful", lang)] if effect.doubtful else [])]


def times(ratio: float, lang: str) -> str:
    """A ratio with two decimals, more where it would look like exactly 0 or 1."""
    decimals = 2
    while decimals < 4 and ratio not in (0, 1) and round(ratio, decimals) in (0, 1):
        decimals += 1
    return number(ratio, lang, decimals)


def _place(effect: Effect, names: Mapping[str, str], lang: str) -> str:
    if len(effect.treated) > _NAMED:
        return text("effect.many", lang, n=len(effect.treated))
    return ", ".join(names[zone_id] for zone_id in effect.treated)


def _zones(effect: Effect, names: Mapping[str, str], lang: str, mark: str) -> str:
    """Treated zones and their controls, before and after."""
    heads = [
        text(f"effect.column.{key}", lang)
        for key in ("zone", "role", "before", "after", "before_rate", "after_rate", "change")
    ]
    roles = [text("effect.role.treated", lang)] * len(effect.zones)
    roles += [text(f"effect.role.{_NEAR[zone.order]}", lang) for zone in effect.controls]
    rows = [
        (names[zone.zone_id], _cells(zone, role, lang))
        for zone, role in zip((*effect.zones, *effect.controls), roles, strict=True)
    ]
    (first, last), (later, end) = effect.before, effect.after
    days = {"first": first, "last": last, "later": later, "end": end}
    spans = {name: day(value, lang, "short") for name, value in days.items()}
    return table(text("effect.zones_caption", lang, **spans) + mark, heads, rows)


def _cells(zone: Zone, role: str, lang: str) -> list[str]:
    return [
        role,
        number(zone.before, lang),
        number(zone.after, lang),
        number(zone.before_rate, lang, 1),
        number(zone.after_rate, lang, 1),
        _factor(zone, lang),
    ]


def _factor(zone: Zone, lang: str) -> str:
    """After over before as people would reckon it; an en dash where nothing was before."""
    return number(zone.after / zone.before, lang, 2) if zone.before else "–"


def _placebos(effect: Effect, names: Mapping[str, str], lang: str, mark: str) -> str:
    """The two checks in words, and their numbers in rows."""
    dates, zones = effect.placebo_dates, effect.placebo_zones
    said = [text("effect.dates_none", lang)]
    drawn = ""
    if dates:
        off = sum(not one.low <= 1 <= one.high for one in dates)
        said = [text("effect.dates", lang, n=len(dates), off=number(off, lang))]
        rows = [
            (
                day(one.day, lang, "long"),
                [times(value, lang) for value in (one.ratio, one.low, one.high)],
            )
            for one in dates
        ]
        heads = [text(f"effect.column.{key}", lang) for key in ("day", "ratio", "low", "high")]
        drawn = table(text("effect.dates_caption", lang) + mark, heads, rows)
    if not zones:
        return _paragraphs([*said, text("effect.zones_none", lang)]) + drawn
    far = round(effect.as_extreme * len(zones))
    said.append(text("effect.zones", lang, n=len(zones), far=number(far, lang)))
    if len(effect.treated) > 1:
        said.append(text("effect.zones_single", lang))
    ordered = sorted(zones, key=lambda one: one[1])
    every = table(
        text("effect.placebo_caption", lang) + mark,
        [text(f"effect.column.{key}", lang) for key in ("zone", "ratio")],
        [(names[zone_id], [times(ratio, lang)]) for zone_id, ratio in ordered],
    )
    summary = escape(text("effect.placebo_rows", lang))
    return (
        f"<h4>{escape(text('effect.checks', lang))}</h4>{_paragraphs(said)}{drawn}"
        f'<details class="jt-rows"><summary>{summary}</summary>{every}</details>'
    )


def _how(effect: Effect, lang: str) -> str:
    """How it is computed and what it can't say."""
    values = {"window": effect.window, "lag": effect.lag, "controls": CONTROLS}
    numbers = {name: number(value, lang) for name, value in values.items()}
    numbers["caliper"] = number(CALIPER, lang)
    keys = ("formula", "matching", "interval", "limits")
    parts = _paragraphs([text(f"effect.how.{key}", lang, **numbers) for key in keys])
    summary = escape(text("effect.how.title", lang))
    return f'<details class="jt-rows"><summary>{summary}</summary>{parts}</details>'


def _paragraphs(said: list[str]) -> str:
    return "".join(f"<p>{escape(sentence)}</p>" for sentence in said)
