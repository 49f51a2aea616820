"""The list of gaps to act on: its finding, its rows by reason, and the same as a table to take."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable
from html import escape
from typing import Any

from geo.gaps import REASONS, Gap, asks
from geo.inert import for_csv
from geo.render import html, words
from geo.render import response_words as shared
from geo.response_view import ResponseView
from geo.text import day, number, text

COLUMNS = (
    "date",
    "reason",
    "zone_id",
    "name",
    "district",
    "rw",
    "puskesmas",
    "level",
    "days",
    "what",
    "role",
    "simulated",
)
"""``days`` since the last sign of life or since it was due, empty where there never was one;
``simulated`` says so of a row whose colour or records are invented."""


TITLES = {
    "nobody": ("title_nobody", "title_nobody_known"),
    "none": ("title_none", "title_none_known"),
    "all": ("title_all", "title_all_known"),
    "some": ("title_some", "title_some_known"),
}
"""The finding's texts: where every colour is known, and where some are not."""


def asking(view: ResponseView) -> frozenset[str]:
    """Kelurahan that ask for a response: red or black, or more severe than seven days before."""
    severe = {zone.zone_id for zone in view.city.zones if asks(zone.level)}
    return frozenset(severe | view.rising)


def finding(view: ResponseView, lang: str) -> str:
    """How many kelurahan ask for a response and have none recorded; what else is to be said."""
    weak = sum(gap.reason == "unconfirmed" for gap in view.gaps)
    said = [_rule_of_asking(view, lang)]
    if weak:
        said.append(
            words.capital(
                text("response_page.today.weak", lang, n=weak, n_word=words.count_word(weak, lang))
            )
        )
    said.append(_running(view, lang))
    title = headline(view, lang)
    rule = words.rule(view.city.rule, "short", lang)
    when = f"{day(view.day, lang)} · {rule}"
    sentences = "".join(f"<p>{escape(sentence)}</p>" for sentence in said)
    return (
        f'<div class="jt-finding">{shared.banner(view, lang)}<h1>{escape(title)}</h1>'
        f'<p class="jt-when">{escape(when)}</p>{sentences}</div>'
    )


def headline(view: ResponseView, lang: str) -> str:
    """How many of those that ask have no active response; of known colours alone where some are
    not known."""
    asked, bare = len(asking(view)), len(view.open)
    if not view.known:
        return text("response_page.today.title_unknown", lang)
    kind = "nobody"
    if asked:
        kind = "none" if not bare else "all" if bare == asked else "some"
    title = TITLES[kind][view.partial]
    return words.capital(
        text(
            f"response_page.today.{title}",
            lang,
            n=bare or asked,
            n_word=words.count_word(bare, lang),
            total=number(asked, lang),
            known=number(view.known, lang),
        )
    )


def short(view: ResponseView, lang: str) -> str:
    """The same in one line for other pages, with those of which nothing at all is on record."""
    n = len(view.open)
    bare = sum(view.past(gap.zone_id)[0] == "never" for gap in view.open)
    keys = ("some_rising", "none_rising") if view.compared else ("some_red", "none_red")
    said = text(f"response_line.gaps.{keys[not n]}", lang, n=n)
    if view.few:
        said += " " + text("response_line.gaps.few", lang, **_compared(view, lang))
    if bare:
        said += "; " + text("response_line.gaps.bare", lang, n=bare)
    if view.partial:
        known = number(view.known, lang)
        said = text("response_line.gaps.of_known", lang, n=view.known, known=known, said=said)
    return words.capital(said) + "."


def _compared(view: ResponseView, lang: str) -> dict[str, Any]:
    total = number(len(view.city.zones), lang)
    return {"n": view.compared, "compared": number(view.compared, lang), "total": total}


def _rule_of_asking(view: ResponseView, lang: str) -> str:
    kind = "asks" if view.compared else "asks_uncompared"
    before = day(view.day - dt.timedelta(days=7), lang, "long")
    said = text(f"response_page.today.{kind}", lang, day=before)
    if not view.few:
        return said
    return (
        said + " " + words.capital(text("response_page.today.few", lang, **_compared(view, lang)))
    )


def _running(view: ResponseView, lang: str) -> str:
    """What is active, most frequent first."""
    if not view.active:
        return text("response_page.today.nothing_active", lang)
    order = sorted(view.active.items(), key=lambda one: (-one[1], one[0]))
    parts = [f"{shared.kind(key, lang)} {number(n, lang)}" for key, n in order]
    return text("response_page.today.active", lang, parts=", ".join(parts))


def listed(
    view: ResponseView, lang: str, to: shared.ZoneLink, act: Callable[[Gap], str] | None
) -> str:
    """The gaps by reason, each with its place, since when, and the way to what to do next;
    ``act`` None where this city can't be written to."""
    groups = [(reason, [g for g in view.gaps if g.reason == reason]) for reason in REASONS]
    shown = [(reason, gaps) for reason, gaps in groups if gaps]
    if not shown:
        return f"<p>{escape(text('response_page.today.no_gaps', lang))}</p>"
    made = ""
    for place, (reason, gaps) in enumerate(shown):
        rows = "".join(_row(gap, view, lang, to, act) for gap in gaps)
        label = escape(words.capital(text(f"response.gap.{reason}", lang)))
        unfolded = "" if place else ' open=""'
        made += (
            f'<details class="jt-rg" data-reason="{reason}"{unfolded}>'
            f"<summary><b>{number(len(gaps), lang)}</b><span>{label}</span></summary>"
            f"<ul>{rows}</ul></details>"
        )
    return made


def _row(
    gap: Gap,
    view: ResponseView,
    lang: str,
    to: shared.ZoneLink,
    act: Callable[[Gap], str] | None,
) -> str:
    names = view.city.facts.names
    where = shared.linked(names, gap.zone_id, gap.rw, gap.puskesmas, to)
    where = where or escape(text("response_page.whole_city", lang))
    chip = html.chip(gap.level, lang) if gap.level else ""
    since = escape(what(gap, view, lang))
    since += f" {shared.origin('simulated', lang)}" if gap.simulated else ""
    do = text(f"response_page.do.{gap.reason}", lang)
    button = shared.way(act(gap), do) if act else ""
    return f"<li>{chip}<p>{where}<small>{since}</small></p>{button}</li>"


def what(gap: Gap, view: ResponseView, lang: str) -> str:
    """What is missing and since when, in words."""
    kinds = ", ".join(shared.kind(key, lang) for key in gap.kinds)
    if gap.reason == "programme":
        return text("response_page.since.programme", lang)
    if gap.reason == "task":
        role = f" ({text(f'response.role.{gap.role}', lang)})" if gap.role else ""
        return text(
            "response_page.since.task",
            lang,
            title=gap.title + role,
            n=gap.days or 0,
            day=_ago(gap, view, lang),
        )
    if gap.reason in ("severe", "rising"):
        known, last = view.past(gap.zone_id)
        when = shared.short(last, lang)
        return text(f"response_page.past.{known}", lang, n=gap.days or 0, day=when)
    if gap.days is None:
        return text(f"response_page.never.{gap.reason}", lang)
    values = {"n": gap.days, "day": _ago(gap, view, lang), "kinds": kinds}
    return text(f"response_page.since.{gap.reason}", lang, **values)


def _ago(gap: Gap, view: ResponseView, lang: str) -> str:
    return day(view.day - dt.timedelta(days=gap.days or 0), lang, "short")


def unknown(view: ResponseView, lang: str) -> list[str]:
    """What the list can't know, a sentence each."""
    said, facts = [], view.city.facts
    lacking = len(view.without_puskesmas)
    if lacking:
        total = number(len(facts.zone_ids), lang)
        values = {"n": lacking, "lacking": number(lacking, lang), "total": total}
        said.append(text("response_page.unknown.puskesmas", lang, **values))
    silent = len(view.city.zones) - view.known
    if silent:
        values = {"n": silent, "zones": number(silent, lang)}
        said.append(text("response_page.unknown.level", lang, **values))
    undated = sum(line.start is None for line in view.lines)
    if undated:
        values = {"n": undated, "lines": number(undated, lang)}
        said.append(text("response_page.unknown.undated", lang, **values))
    return said


def as_csv(view: ResponseView, lang: str) -> str:
    """The list as CSV, a line a gap; cells that a spreadsheet would run are made inert."""
    facts, out = view.city.facts, io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    invented = text("simulated.banner", lang)
    for gap in view.gaps:
        cells = (
            view.day.isoformat(),
            text(f"response.gap.{gap.reason}", lang),
            gap.zone_id,
            facts.names.get(gap.zone_id, ""),
            facts.districts.get(gap.zone_id, ""),
            gap.rw,
            gap.puskesmas,
            gap.level,
            "" if gap.days is None else str(gap.days),
            what(gap, view, lang),
            text(f"response.role.{gap.role}", lang) if gap.role else "",
            invented if gap.simulated else "",
        )
        writer.writerow([for_csv(cell) for cell in cells])
    return out.getvalue()


def sentences(said: list[str]) -> str:
    """Sentences as a list."""
    return f'<ul class="jt-said">{"".join(f"<li>{escape(one)}</li>" for one in said)}</ul>'
