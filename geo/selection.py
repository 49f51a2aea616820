"""What a viewer looks at: city, disease, day, rule, zone, language, and the knowledge used; to and
from a link.

``resolve`` never fails: what a link asks for and can't have becomes a Problem and the nearest
valid choice.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from zoneinfo import ZoneInfo

from geo.errors import Problem
from geo.facts import Facts
from geo.rules import Rule
from geo.text import LANGUAGES, day

DEFAULT_CITY = "banjarmasin"
DEFAULT_DISEASE = "covid19"
RATES = ("crude", "smoothed")
_LONGEST = 400
"""Characters of a page's own field that are kept."""


@dataclass(frozen=True)
class Selection:
    """``date`` is None where the city has no day on record under the rule; ``zone`` a zone_id.
    ``smoothed``: incidence rules look at smoothed rates. ``as_of``: an aware moment, what was known
    then is shown; None shows what is known now. ``extra``: fields of the link that one page alone
    understands, as they were written; they can't stand in for any of the others."""

    city: str
    disease: str
    rule: str
    date: dt.date | None
    zone: str | None
    lang: str
    smoothed: bool = False
    as_of: dt.datetime | None = None
    extra: Mapping[str, str] = field(default_factory=dict, hash=False)

    def params(self) -> dict[str, str]:
        """The link's fields, every one spelled out so that a printed link stays exact."""
        fields = {
            "city": self.city,
            "date": self.date.isoformat() if self.date else None,
            "rule": self.rule,
            "zone": self.zone,
            "lang": self.lang,
            "rates": RATES[1] if self.smoothed else None,
            "as_of": written_moment(self.as_of) if self.as_of else None,
            "disease": self.disease if self.disease != DEFAULT_DISEASE else None,
        }
        own = {name: value for name, value in self.extra.items() if name not in fields}
        return {name: value for name, value in (fields | own).items() if value}

    def with_(self, **changes: Any) -> Selection:
        """A copy with other fields."""
        return replace(self, **changes)


@dataclass(frozen=True)
class Choices:
    """What one city offers: days per rule on record, the day to open on, and a way to find a zone.

    ``find_zone`` gives the zone_id of a code or name, or None; ``closest`` names like it.
    ``until``: days up to it, behind the last on record, may be asked for too; None: none may.
    """

    days: tuple[dt.date, ...]
    opening: dt.date | None
    find_zone: Callable[[str], str | None]
    closest: Callable[[str], Sequence[str]]
    until: dt.date | None = None


def _never(city: str, disease: str, rule: str, as_of: dt.datetime | None) -> Problem | None:
    return None


def language(params: Mapping[str, str]) -> tuple[str, list[Problem]]:
    """The language a link asks for, Indonesian where it asks for none or an unknown one."""
    wanted = params.get("lang") or LANGUAGES[0]
    if wanted in LANGUAGES:
        return wanted, []
    return LANGUAGES[0], [_unknown("lang", wanted, LANGUAGES, LANGUAGES[0])]


def resolve(
    params: Mapping[str, str],
    cities: Mapping[str, Any],
    diseases: Mapping[str, Any],
    rules: Mapping[str, Any],
    choices: Callable[[str, str, str, dt.datetime | None], Choices],
    refusal: Callable[[str, str, str, dt.datetime | None], Problem | None] = _never,
    own: Sequence[str] = (),
) -> tuple[Selection, list[Problem]]:
    """A valid Selection for a link's fields, and what was wrong with them.

    ``choices(city, disease, rule, as_of)`` is asked once these are settled; ``refusal`` says why
    a rule that exists can't colour this city. ``own`` names the page's own fields, which it reads
    itself.
    """
    lang, problems = language(params)
    city = _pick("city", params, cities, DEFAULT_CITY, problems)
    disease = _pick("disease", params, diseases, DEFAULT_DISEASE, problems)
    rule = _pick("rule", params, rules, cities[city].opens_with, problems)
    as_of = _as_of(params.get("as_of"), cities[city].timezone, problems)
    refused = refusal(city, disease, rule, as_of)
    if refused:
        problems.append(refused)
        rule = _fallback(
            rules, cities[city].opens_with, lambda key: refusal(city, disease, key, as_of)
        )
    rates = _pick("rates", params, dict.fromkeys(RATES), RATES[0], problems)
    offered = choices(city, disease, rule, as_of)
    extra = {name: params[name][:_LONGEST] for name in own if params.get(name)}
    smoothed = rates == RATES[1]
    chosen = Selection(city, disease, rule, offered.opening, None, lang, smoothed, as_of, extra)
    if params.get("date"):
        chosen = chosen.with_(date=_date(params["date"], offered, lang, problems))
    if params.get("zone"):
        zone = offered.find_zone(params["zone"])
        if zone is None:
            known = ", ".join(offered.closest(params["zone"]))
            problems.append(
                Problem("url_zone", "?zone=", {"found": params["zone"], "known": known}, False)
            )
        chosen = chosen.with_(zone=zone)
    return chosen, problems


def read_moment(written: str, timezone: str) -> dt.datetime | None:
    """The moment that a link or an argument names, in the city's time zone where it names none; a
    day alone means its end. None where it can't be read."""
    try:
        moment = dt.datetime.fromisoformat(written)
        if len(written) <= 10:
            moment = dt.datetime.combine(moment.date(), dt.time.max)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(timezone))
        return moment if 1900 <= moment.year <= 2200 else None
    except (ValueError, OverflowError):
        return None


def written_moment(moment: dt.datetime) -> str:
    """A moment for a link: to the second, in UTC; rounded up, so that it still includes what
    became known in that very second."""
    utc = moment.astimezone(dt.UTC)
    if utc.microsecond:
        utc = utc.replace(microsecond=0) + dt.timedelta(seconds=1)
    return utc.strftime("%Y-%m-%dT%H:%M:%SZ")


def nearest_day(days: tuple[dt.date, ...], wanted: dt.date) -> dt.date | None:
    """The day among ``days`` closest to ``wanted``, the earlier one of two equally close."""
    return min(days, key=lambda day: (abs(day - wanted), day), default=None)


def opening_day(facts: Facts, rule: Rule, days: tuple[dt.date, ...]) -> dt.date | None:
    """The day a first view opens on: the city's own, if the rule knows it, else the last day with
    data, or the day most like the city's where only simulated data are there."""
    wanted = facts.city.opens_on
    if wanted is not None and (rule.kind == "archive" or facts.simulated):
        return nearest_day(days, wanted)
    return days[-1] if days else None


def _as_of(written: str | None, timezone: str, problems: list[Problem]) -> dt.datetime | None:
    if not written:
        return None
    moment = read_moment(written, timezone)
    if moment is None:
        problems.append(Problem("url_as_of", "?as_of=", {"found": written}, False))
    return moment


def _fallback(
    rules: Mapping[str, Any], first: str, refusal: Callable[[str], Problem | None]
) -> str:
    """The first rule that is not refused, the city's own first."""
    return next((key for key in (first, *rules) if key in rules and not refusal(key)), first)


def _pick(
    name: str,
    params: Mapping[str, str],
    known: Mapping[str, Any],
    default: str,
    problems: list[Problem],
) -> str:
    wanted = params.get(name)
    fallback = default if default in known else next(iter(known))
    if not wanted:
        return fallback
    if wanted in known:
        return wanted
    problems.append(_unknown(name, wanted, tuple(known), fallback))
    return fallback


def _date(wanted: str, offered: Choices, lang: str, problems: list[Problem]) -> dt.date | None:
    try:
        asked = dt.date.fromisoformat(wanted)
    except ValueError:
        used = day(offered.opening, lang) if offered.opening else "–"
        problems.append(Problem("url_date", "?date=", {"found": wanted, "used": used}, False))
        return offered.opening
    if offered.until and offered.days and offered.days[-1] < asked <= offered.until:
        return asked
    nearest = nearest_day(offered.days, asked)
    if nearest is None:
        problems.append(Problem("url_no_day", "?date=", {"found": day(asked, lang)}, False))
    elif nearest != asked:
        values = {
            "found": day(asked, lang),
            "first": day(offered.days[0], lang),
            "last": day(offered.days[-1], lang),
            "used": day(nearest, lang),
        }
        problems.append(Problem("url_day", "?date=", values, False))
    return nearest


def _unknown(name: str, found: str, known: Sequence[str], used: str) -> Problem:
    values = {"found": found, "known": ", ".join(known), "used": used}
    return Problem(f"url_{name}", f"?{name}=", values, False)
