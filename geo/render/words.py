"""Phrases of the view models written out: the one place where keys become sentences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from babel.lists import format_list

from geo import archive as zone_archive
from geo.findings import headline
from geo.levels import BY_KEY, severity_of
from geo.reasons import Phrase
from geo.rules import Rule
from geo.text import catalogue, day, number, text
from geo.views import CityView, ZoneStatus

_NAMES = 4
"""Up to so many zones are named in a sentence; more are a count."""


_DECIMALS = {"p": 3}
"""Decimals of a number that is not whole, by the name of its value; else one."""


def phrase(said: Phrase, lang: str) -> str:
    """A Phrase in a language.

    Beside each value its words are offered: ``level_word``, ``<number>_word``, ``<day>_word``;
    ``n_word`` is spelled out up to ten. The first letter is a capital.
    """
    values = dict(said.values)
    for name, value in said.values.items():
        values[f"{name}_word"] = _word(name, value, lang)
    if "rate" in values:
        values["incidence_word"] = number(values["rate"], lang, 1)
    return capital(text(said.key, lang, **values))


def capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def rule(of: Rule, part: str, lang: str) -> str:
    """A rule's title, short, explain or doubt: its own words, else those of the catalogue."""
    return of.words[lang][part] if of.words else text(f"rule.{of.key}.{part}", lang)


def validity(of: Rule, lang: str) -> str:
    """When a rule was in force."""
    if of.valid_from is None:
        return text("rule_words.valid_open", lang)
    first = day(of.valid_from, lang, "long")
    if of.valid_to is None:
        return text("rule_words.valid_from", lang, first=first)
    return text("rule_words.valid", lang, first=first, last=day(of.valid_to, lang, "long"))


def bound(of: Rule, level_key: str, lang: str) -> str | None:
    """From where to where a band of the rule reaches, None where it has no bounds."""
    if level_key not in of.levels or of.kind not in ("incidence_bands", "count_bands", "rt_houses"):
        return None
    index = of.levels.index(level_key)
    band = of.bands[index]
    low = of.bands[index - 1].below if index else None
    if band.no_cases or (band.below == 1 and not of.by_incidence):
        return text("bound.none", lang)
    if low is None and index:
        low = 1 if not of.by_incidence else None
    shown = {"low": number(low, lang), "high": number(band.below, lang)}
    if band.below is None:
        return text("bound.from", lang, **shown)
    if low is None:
        return text("bound.below", lang, **shown)
    return text("bound.between", lang, **shown)


def what_if(view: CityView, lang: str) -> str | None:
    """The banner of a day redrawn under a rule that was not in force on it."""
    if view.rule.in_force(view.day):
        return None
    values = {"day": day(view.day, lang, "long"), "valid": validity(view.rule, lang)}
    return text("rule_words.not_in_force", lang, **values)


def level(key: str, lang: str) -> str:
    return text(f"level.{key}", lang)


def title(view: CityView, lang: str) -> str:
    """The finding of a city view as one sentence."""
    return phrase(headline(view), lang)


def subtitle(view: CityView, lang: str) -> list[str]:
    """Sentences under the title: who is worst, the week before, cases in the window."""
    parts = (_named, _stated, _week, _window)
    sentences = [part(view, lang) for part in parts]
    return [sentence for sentence in sentences if sentence]


def doubts(view: CityView, lang: str) -> list[str]:
    """Sentences on what is inferred, contradicted or approximate in a city view."""
    out = []
    rest = [zone for zone in view.zones if zone.inferred]
    if rest:
        said = Phrase("finding.inferred", {"n": len(rest), "level": rest[0].level})
        out.append(phrase(said, lang))
    against = [zone.name for zone in view.zones if zone.contradiction]
    if against:
        out.append(text("finding.contradiction", lang, names=", ".join(against)))
    if any(zone.approximate for zone in view.zones):
        out.append(text("finding.approximate", lang))
    if any("rt" in zone.level for zone in view.zones):
        out.append(text("finding.rt", lang))
    unsure = sum(zone.doubtful for zone in view.zones)
    if unsure:
        out.append(text("doubtful.one", lang, n=number(unsure, lang)))
    if view.smoothed and view.rule.by_incidence:
        out.append(text("rates.note", lang))
    return out


def marks(zone: ZoneStatus, lang: str) -> list[str]:
    """Short notes on one zone's status."""
    kinds = ("inferred", "contradiction", "approximate")
    said = [text(f"mark.{kind}", lang) for kind in kinds if getattr(zone, kind)]
    return [*said, text("doubtful.mark", lang)] if zone.doubtful else said


def sources(view: CityView) -> tuple[str, ...]:
    """Addresses that the colours of a view rest on, each once."""
    return tuple(dict.fromkeys(url for zone in view.zones for url in zone.urls))


def period(view: CityView, lang: str) -> str | None:
    """The rule period that an archive day belongs to, in words."""
    return text(f"archive.period.{view.period}.title", lang) if view.period else None


def population_note(view: CityView, lang: str) -> str:
    """Of which year the populations are, or that there are none."""
    facts = view.facts
    if facts.population["population"].isna().all():
        return text("panel.population_none", lang)
    if len(facts.population_years) > 1:
        years = (year or text("panel.population_no_year", lang) for year in facts.population_years)
        return text("panel.population_years", lang, years=", ".join(map(str, years)))
    if facts.population_year is None:
        return text("panel.population_undated", lang)
    return text("panel.population_year", lang, year=facts.population_year)


def _word(name: str, value: Any, lang: str) -> str:
    if name == "level":
        return level(value, lang)
    if name == "rts":
        return ", ".join(f"{number(n, lang)} {level(key, lang)}" for key, n in value.items())
    if isinstance(value, dt.date):
        return day(value, lang, "long")
    if value is None:
        return "–"
    if name == "n":
        return count_word(int(value), lang)
    if isinstance(value, float) and not value.is_integer():
        return number(value, lang, _DECIMALS.get(name, 1))
    return number(value, lang) if isinstance(value, (int, float)) else str(value)


def count_word(value: int, lang: str) -> str:
    """One to ten in words, other numbers in figures."""
    key = f"count_word.{value}"
    return text(key, lang) if key in catalogue(lang) else number(value, lang)


def _named(view: CityView, lang: str) -> str | None:
    """The worst level with its zones by name, the next levels as counts."""
    severe = [key for key in view.tally if view.tally[key] and _worth_naming(key)]
    if not severe:
        return None
    worst, *others = severe
    names = [zone.name for zone in view.zones if zone.level == worst]
    parts = []
    if len(names) <= _NAMES:
        listed = text("finding.names", lang, names=_and(names, lang), level_word=level(worst, lang))
        parts.append(listed)
    parts += [
        text(
            "finding.count", lang, n_word=count_word(view.tally[k], lang), level_word=level(k, lang)
        )
        for k in others
    ]
    return capital(", ".join(parts) + ".") if parts else None


def _and(names: list[str], lang: str) -> str:
    """Names as a list with "dan" or "and" before the last."""
    return format_list(names, locale=lang)


def _worth_naming(key: str) -> bool:
    return "rt" in key or (BY_KEY[key].severity or 0) > 0


def _stated(view: CityView, lang: str) -> str | None:
    """Stated totals that the named zones do not add up to."""
    if all(view.tally.get(key, 0) == count for key, count in view.stated.items()):
        return None
    return text("finding.stated", lang, counts=_counts(view.stated, lang))


def _week(view: CityView, lang: str) -> str | None:
    earlier = view.day - dt.timedelta(days=7)
    when = day(earlier, lang, "long")
    if view.before is None:
        return text("finding.week_unknown", lang, day=when) if view.reported else None
    if _coloured(view.before) == _coloured(view.tally):
        return text("finding.week_unchanged", lang, day=when)
    return text("finding.week_before", lang, day=when, counts=_counts(view.before, lang))


def _coloured(tally: Mapping[str, int]) -> dict[str, int]:
    """The zones that have a colour, of their own or of an RT; stated totals hold no others."""
    shown = (key for key in tally if BY_KEY[key].severity is not None or "rt" in key)
    return {key: tally[key] for key in shown if tally[key]}


def _counts(counts: Mapping[str, int], lang: str) -> str:
    """Zones per level, mild to severe, those of which nothing is known last."""
    order = sorted(counts, key=lambda key: (severity_of(key) < 0, severity_of(key)))
    return ", ".join(f"{number(counts[k], lang)} {level(k, lang)}" for k in order if counts[k])


def _window(view: CityView, lang: str) -> str | None:
    if view.window_cases is None:
        return None
    values = {
        "n": view.window_cases,
        "cases_word": number(view.window_cases, lang),
        "days": view.rule.window_days,
    }
    if view.window_known < len(view.zones):
        return text("finding.window_part", lang, known=view.window_known, **values)
    return text("finding.window", lang, **values)


def city_figures(view: CityView, lang: str) -> str | None:
    """What was reported of the whole city that day, None where nothing was."""
    stated: zone_archive.CityFigures | None = view.figures
    if stated is None:
        return None
    named = {name: getattr(stated, name) for name in ("cases", "active", "recovered", "deaths")}
    parts = [
        text(f"finding.{name}", lang, n=number(value, lang))
        for name, value in named.items()
        if value is not None
    ]
    return text("finding.city_figures", lang, parts=", ".join(parts)) if parts else None
