"""Kampung Siaga and Kampung Tangguh: the five siaga of each place, the least ready first."""

from __future__ import annotations

from html import escape

from geo.render import response_words as shared
from geo.response_kinds import CHECK_LASTS, SIAGA
from geo.response_view import ResponseView
from geo.siaga import Item, Readiness
from geo.text import number, text


def finding(view: ResponseView, lang: str) -> str:
    """How many are ready in all five, and how many nobody looked at."""
    made = view.kampung
    ready = sum(one.ready == len(SIAGA) for one in made)
    unseen = sum(not one.known for one in made)
    values = {"n": ready, "ready": number(ready, lang), "total": number(len(made), lang)}
    if not made:
        title = text("response_page.siaga.title_none", lang)
    elif unseen == len(made):
        title = text("response_page.siaga.title_unseen", lang, n=unseen, total=values["total"])
    else:
        title = text("response_page.siaga.title", lang, **values)
    said = [text("response_page.siaga.about", lang, days=CHECK_LASTS)]
    if 0 < unseen < len(made):
        values = {"n": unseen, "unseen": number(unseen, lang)}
        said.append(text("response_page.siaga.unseen", lang, **values))
    invented = sum(_is_invented(one, view) for one in made)
    if invented:
        values = {"n": invented, "invented": number(invented, lang)}
        values["total"] = number(len(made), lang)
        key = "all_invented" if invented == len(made) else "invented"
        said.append(text(f"response_page.siaga.{key}", lang, **values))
    elsewhere = sum(not line.zone_id for line in view.lines if line.kind == "kampung")
    if elsewhere:
        values = {"n": elsewhere, "lines": number(elsewhere, lang)}
        said.append(text("response_page.siaga.elsewhere", lang, **values))
    return shared.finding(title, view, said, lang, shared.mark(_simulated(view), lang))


def places(view: ResponseView, lang: str, to: shared.ZoneLink) -> str:
    """A row a place that somebody looked at: its five siaga with their days, the least ready
    first; "" where there is none."""
    names = view.city.facts.names
    known = [one for one in view.kampung if one.known]
    order = sorted(known, key=lambda one: (one.ready, names[one.zone_id], one.rw))
    if not order:
        return ""
    heads = [text("response_page.column.place", lang)]
    heads += [text("response_page.column.ready", lang)]
    heads += [text(f"response.siaga.{key}", lang) for key in SIAGA]
    rows = []
    for one in order:
        place = shared.linked(names, one.zone_id, one.rw, "", to)
        count = f"<b>{number(one.ready, lang)}</b>/{number(len(one.items), lang)}"
        simulated = shared.origin("simulated", lang) if _is_invented(one, view) else ""
        rows.append([f"{place} {simulated}", count, *(_item(item, lang) for item in one.items)])
    return shared.table(text("response_page.siaga.caption", lang), heads, rows, "jt-siaga", lang)


def unseen(view: ResponseView, lang: str, to: shared.ZoneLink) -> str:
    """Places of which no check was ever recorded, by name; "" where there is none."""
    names = view.city.facts.names
    found = sorted(
        (one for one in view.kampung if not one.known),
        key=lambda one: (names[one.zone_id], one.rw),
    )
    ways = (
        shared.linked(names, one.zone_id, one.rw, "", to)
        + (f" {shared.origin('simulated', lang)}" if _is_invented(one, view) else "")
        for one in found
    )
    return f'<p class="jt-names">{"; ".join(ways)}</p>' if found else ""


def state(item: Item) -> str:
    """ready, not, old or unseen."""
    if item.date is None:
        return "unseen"
    return "old" if item.old else "ready" if item.ready else "not"


def _item(item: Item, lang: str) -> str:
    of = state(item)
    said = escape(text(f"response_page.siaga.state_{of}", lang))
    when = f"<small>{escape(shared.short(item.date, lang))}</small>" if item.date else ""
    return f'<span class="jt-item jt-item-{of}"><i aria-hidden="true"></i>{said}{when}</span>'


def _invented(one: Readiness) -> bool:
    return any(item.check is not None and item.check.simulated for item in one.items)


def _is_invented(one: Readiness, view: ResponseView) -> bool:
    """True where the place itself or a look at it is invented."""
    lines = (line for line in view.lines if line.kind == "kampung")
    own = (line for line in lines if (line.zone_id, line.rw) == (one.zone_id, one.rw))
    return _invented(one) or any(line.simulated for line in own)


def _simulated(view: ResponseView) -> bool:
    lines = (line for line in view.lines if line.kind == "kampung")
    return any(line.simulated for line in lines) or any(_invented(one) for one in view.kampung)
