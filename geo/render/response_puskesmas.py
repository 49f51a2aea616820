"""Puskesmas of a day: whom they serve where that is known, their programmes and whom these reached.

The two programmes that began the story stand apart: they are told, not recorded.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from geo import catchments
from geo.catchments import Coverage
from geo.programmes import Programme
from geo.render import html
from geo.render import response_words as shared
from geo.render.response_lines import when
from geo.response import Catchment, Puskesmas
from geo.response_view import COVERED, ResponseView
from geo.text import number, text

UNVERIFIED = "tidak diverifikasi"
"""Words in the source of a Puskesmas whose name comes from a list that nobody verified."""
SOME_ONLY = ("hanya", "mungkin ada yang lain")
"""Words in a catchment's note that say the source does not name all of its kelurahan."""
AROUND = "sekitar "
STATED = {"banjarmasin": {"centres": "26", "year": "2021"}}
"""How many Puskesmas a source counted, and when (data/README.md)."""


def finding(view: ResponseView, lang: str) -> str:
    """Of how many Puskesmas the catchment is known, and how many have a programme."""
    centres = catchments.open_on(view.register, view.day)
    known = sum(bool(_zones(view, one)) for one in centres)
    idle = sum(gap.reason == "programme" for gap in view.gaps)
    total = number(len(centres), lang)
    if not centres:
        title = text("response_page.puskesmas.title_none", lang)
        return shared.finding(title, view, [], lang)
    values = {"n": known, "known": number(known, lang), "total": total}
    title = text("response_page.puskesmas.title", lang, **values)
    said = []
    part = sum(_partly(view, one) for one in centres)
    if part:
        values = {"n": part, "part": number(part, lang)}
        said.append(text("response_page.puskesmas.partly", lang, **values))
    values = {"n": len(centres) - idle, "busy": number(len(centres) - idle, lang), "total": total}
    said.append(text("response_page.puskesmas.busy", lang, **values))
    said.append(text("response_page.puskesmas.counted", lang, days=COVERED))
    if any(UNVERIFIED in one.source for one in centres):
        said.append(text("response_page.puskesmas.unverified", lang))
        key = view.city.facts.city.key
        if key in STATED:
            said.append(text("response_page.puskesmas.stated", lang, **STATED[key]))
    invented = any(line.simulated for line in view.lines if line.kind == "programme")
    invented = invented or any(one.simulated for one in view.coverages)
    return shared.finding(title, view, said, lang, shared.mark(invented, lang))


def table(view: ResponseView, lang: str, to: shared.ZoneLink, zone_id: str = "") -> str:
    """A row a Puskesmas that existed on the day: kelurahan, programmes, sessions, reach; of
    ``zone_id`` only the one that serves it, in words where none is known to."""
    serving = catchments.of_zone(view.register, zone_id, view.day) if zone_id else None
    if zone_id and serving is None:
        return shared.hint("response_page.puskesmas.not_known", lang)
    columns = ("puskesmas", "catchment", "programmes", "reach")
    heads = [text(f"response_page.column.{name}", lang, days=COVERED) for name in columns]
    rows = [
        [
            f"{escape(one.puskesmas)}{_opened(one, lang)}{_ground(one.note, _stated(one), lang)}",
            _catchment(view, one, lang, to),
            _programmes(view, one, lang),
            _reach(view, one, lang),
        ]
        for one in catchments.open_on(view.register, view.day)
        if serving is None or one.puskesmas == serving.puskesmas
    ]
    return shared.table(
        text("response_page.puskesmas.caption", lang), heads, rows, "jt-centres", lang
    )


def without(view: ResponseView, lang: str, to: shared.ZoneLink) -> str:
    """Kelurahan whose Puskesmas is not known, by name."""
    names = view.city.facts.names
    lacking = sorted(view.without_puskesmas, key=lambda zone: names[zone])
    if not lacking:
        return f"<p>{escape(text('response_page.puskesmas.all_known', lang))}</p>"
    ways = ", ".join(shared.linked(names, zone, "", "", to) for zone in lacking)
    said = text("response_page.puskesmas.without", lang, n=len(lacking), zones=len(lacking))
    return f'<p>{escape(said)}</p><p class="jt-names">{ways}</p>'


def _zones(view: ResponseView, one: Puskesmas) -> tuple[str, ...]:
    return catchments.zones_of(view.register, one.puskesmas, view.day)


def _opened(one: Puskesmas, lang: str) -> str:
    if one.opened is None:
        return ""
    said = text("response_page.puskesmas.opened", lang, day=shared.short(one.opened, lang))
    return f"<small>{escape(said)}</small>"


def _catchment(view: ResponseView, one: Puskesmas, lang: str, to: shared.ZoneLink) -> str:
    zones = _zones(view, one)
    if not zones:
        return f'<span class="jt-unknown">{escape(text("response_page.unknown_yet", lang))}</span>'
    said = ""
    if _partly(view, one):
        said = f"<p><b>{escape(text('response_page.puskesmas.part', lang))}</b></p>"
    for catchment in _catchments(view, one):
        place = shared.linked(view.city.facts.names, catchment.zone_id, "", "", to)
        about = f"<small>{escape(_about(catchment.about, lang))}</small>" if catchment.about else ""
        said += f"<p>{place}{about}</p>{_ground(catchment.note, catchment.source, lang)}"
    return said


def _catchments(view: ResponseView, one: Puskesmas) -> list[Catchment]:
    """The catchments of the day, a kelurahan each."""
    found = (c for c in view.register.catchments if c.puskesmas == one.puskesmas)
    return list({c.zone_id: c for c in found if c.on(view.day)}.values())


def _partly(view: ResponseView, one: Puskesmas) -> bool:
    """True where a note says that the source names some of the kelurahan only."""
    if not _zones(view, one):
        return False
    notes = [catchment.note.casefold() for catchment in _catchments(view, one)]
    return any(word in note for note in notes for word in SOME_ONLY)


def _about(about: str, lang: str) -> str:
    """Of which year the source of a catchment speaks."""
    kind = "around" if about.startswith(AROUND) else "year"
    year = about.removeprefix(AROUND)
    return text(f"response_page.puskesmas.of_{kind}", lang, year=year)


def _stated(one: Puskesmas) -> str:
    """The source of a Puskesmas, but not the list that the finding names once for all."""
    return "" if UNVERIFIED in one.source else one.source


def _ground(note: str, source: str, lang: str) -> str:
    """Note and source of a record, folded; "" where there is neither."""
    if not note and not source:
        return ""
    label = escape(text("response_page.puskesmas.ground", lang))
    said = f"<p>{escape(note)}</p>" if note else ""
    said += f"<p>{html.source_link(source)}</p>" if source else ""
    return f'<details class="jt-ground"><summary>{label}</summary>{said}</details>'


def _programmes(view: ResponseView, one: Puskesmas, lang: str) -> str:
    lines = [x for x in view.lines if x.kind == "programme" and x.puskesmas == one.puskesmas]
    if not lines:
        return escape(text("response_page.puskesmas.no_programme", lang))
    made = ""
    for line in lines:
        invented = f" {shared.origin('simulated', lang)}" if line.simulated else ""
        since = escape(when(line, view.day, lang))
        made += f"<p>{escape(line.programme)}{invented}<small>{since}</small></p>"
    return made


def _reach(view: ResponseView, one: Puskesmas, lang: str) -> str:
    made = [of for of in view.coverages if of.puskesmas == one.puskesmas]
    if not made:
        return escape(text("response_page.puskesmas.no_session", lang))
    marks = {of: f" {shared.origin('simulated', lang)}" if of.simulated else "" for of in made}
    return "".join(f"<p>{escape(reach(of, lang))}{mark}</p>" for of, mark in marks.items())


def reach(of: Coverage, lang: str) -> str:
    """Sessions and people reached, per 1,000 of the catchment or why not."""
    values = {"programme": of.programme, "n": of.sessions, "sessions": number(of.sessions, lang)}
    if not of.counted:
        return text("response_page.puskesmas.reach_uncounted", lang, **values)
    values["reached"] = number(of.reached, lang)
    if of.per_1000 is None:
        why = "people" if of.zones else "catchment"
        return text(f"response_page.puskesmas.reach_no_{why}", lang, **values)
    values["rate"] = number(of.per_1000, lang, 1)
    said = text("response_page.puskesmas.reach", lang, **values)
    if of.counted < of.sessions:
        part = text("response_page.puskesmas.reach_part", lang, counted=number(of.counted, lang))
        said = f"{said} {part}"
    return said


def story(named: Iterable[Programme]) -> str:
    """The programmes that were told of, with their page where they have one; who told it stands
    above."""
    items = ""
    for one in named:
        long = f" <small>{escape(one.long_name)}</small>" if one.long_name else ""
        said = f"<p>{html.source_link(one.source)}</p>" if "://" in one.source else ""
        items += f"<li><b>{escape(one.name)}</b>{long}{said}</li>"
    return f'<ul class="jt-reviews">{items}</ul>'
