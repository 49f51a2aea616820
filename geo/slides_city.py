"""Slides of a city that follow from the levels of its kelurahan: how it stands, the map, what
changed, what to look at first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import numpy as np

from geo import findings
from geo.archive import period_of
from geo.changes import Change, Changes, changes, same_meaning
from geo.levels import BY_CODE, BY_KEY, severity_of
from geo.rates import garwood
from geo.reasons import Phrase
from geo.slides import Chart, Figure, Ground, Row, Slide
from geo.views import WEEK, CityView

SPREAD_DAYS = 84
"""Days of record that a chart of a briefing looks back on."""
ROWS = 6
"""A list of a slide holds so many places; more are counted in a sentence."""


def standing(ground: Ground, view: CityView) -> Slide:
    """How the city stands: its figures, and its kelurahan by level through time."""
    return Slide(
        "city",
        view,
        _green(view),
        said=_stated(view),
        figures=(*_counted(ground, view), *_archived(view)),
        chart=_spread(ground, view),
        tally=True,
    )


def todays_map(ground: Ground, view: CityView) -> Slide:
    """The map of the day, to be played through the days on record."""
    top = [zone.zone_id for zone, _ in findings.attention(view, 3)]
    return Slide(
        "map",
        view,
        findings.headline(view),
        map=True,
        tally=True,
        marked=tuple(top[:1]),
        span=ground.zoned.days,
    )


def changed(view: CityView, before: CityView) -> Slide:
    """What rose and fell in seven days."""
    if not same_meaning(before, view):
        return Slide("changes", view, change_title(changes(before, view), view, before), map=True)
    found = changes(before, view)
    rows = (*map(_row, found.rose), *map(_row, found.fell))
    more = len(rows) - ROWS
    said = [Phrase("briefing.changes.more", {"n": more})] if more > 0 else []
    if found.compared and found.compared < len(view.zones):
        said.append(Phrase("briefing.changes.compared", {"n": found.compared}))
    return Slide(
        "changes",
        view,
        change_title(found, view, before),
        said=tuple(said),
        rows=rows[:ROWS],
        map=True,
        marked=tuple(change.zone_id for change in (*found.rose, *found.fell)),
    )


def change_title(found: Changes, view: CityView, before: CityView) -> Phrase:
    """The finding on what changed, as one sentence."""
    rose, fell = len(found.rose), len(found.fell)
    if not found.compared:
        kind = "no_today" if before.reported else "no_before"
        return Phrase(f"briefing.changes.{kind}", {"then": before.day, "day": view.day})
    if not same_meaning(before, view):
        return Phrase("briefing.changes.other_rule", {"then": before.day})
    if found.compared * 2 < len(view.zones):
        values = {"n": found.compared, "total": len(view.zones), "then": before.day}
        return Phrase("briefing.changes.few", values)
    if rose and fell:
        return Phrase("briefing.changes.both", {"rose": rose, "fell": fell})
    if rose or fell:
        moved = found.rose or found.fell
        to = {change.after for change in moved}
        way = "rose" if rose else "fell"
        if len(to) == 1:
            values = {"n": len(moved), "level": moved[0].after}
            return Phrase(f"briefing.changes.{way}_to", values)
        return Phrase(f"briefing.changes.{way}", {"n": len(moved)})
    return Phrase("briefing.changes.none", {"compared": found.compared})


def first(view: CityView) -> Slide:
    """The kelurahan to look at first, each with the reason for its colour."""
    raised = [zone for zone, _ in findings.attention(view, len(view.zones))]
    rows = [Row(zone.name, zone.level, said=zone.reason) for zone in raised[:ROWS]]
    more = len(raised) - len(rows)
    bare = sum(severity_of(zone.level) < 0 for zone in view.zones)
    kind = "some" if raised else "unknown" if not view.reported else "gaps" if bare else "none"
    values = {"n": len(raised), "day": view.day, "unknown": bare}
    return Slide(
        "first",
        view,
        Phrase(f"briefing.first.{kind}", values),
        said=(Phrase("briefing.first.more", {"n": more}),) if more > 0 else (),
        rows=tuple(rows),
        map=True,
        marked=tuple(zone.zone_id for zone in raised[:ROWS]),
    )


def _green(view: CityView) -> Phrase:
    """Green kelurahan now and a week earlier, where as many have a colour under the same rule: who
    fell silent is not one green less."""
    before, now = view.before, dict(view.stated or view.tally)
    if before is None or "hijau" not in before or "hijau" not in now or not view.reported:
        return _active(view) or findings.headline(view)
    alike = _coloured(before) == _coloured(now) or bool(view.before_stated and view.stated)
    shown = view.tally.get("hijau") == now["hijau"]  # else the source contradicts the counts shown
    if not (alike and shown and _one_period(view)):
        return _active(view) or findings.headline(view)
    values = {"then": before["hijau"], "n": now["hijau"], "total": len(view.zones)}
    way = (now["hijau"] > before["hijau"]) - (now["hijau"] < before["hijau"])
    return Phrase(f"briefing.city.{('same', 'more', 'fewer')[way]}", values)


def _coloured(counts: Mapping[str, int]) -> int:
    """Zones that have a level of their own."""
    return sum(n for key, n in counts.items() if BY_KEY[key].severity is not None)


def _one_period(view: CityView) -> bool:
    """True where an archive's colours meant the same a week earlier; always so of other rules."""
    archive = view.facts.archive if view.rule.kind == "archive" else None
    return archive is None or period_of(archive, view.day - WEEK) == view.period


def _active(view: CityView) -> Phrase | None:
    """What a source stated of active cases in the city."""
    known = view.figures
    if known is None or known.active is None or known.cases is None:
        return None
    return Phrase("briefing.city.active", {"active": known.active, "total": known.cases})


def _stated(view: CityView) -> tuple[Phrase, ...]:
    if view.stated:
        return (Phrase("briefing.city.stated", {"counts": dict(view.stated)}),)
    return ()


def _counted(ground: Ground, view: CityView) -> list[Figure]:
    """Cases of the window and their rate, of the kelurahan where they are known."""
    if view.window_cases is None or not view.rule.window_days:
        return []
    days, known = view.rule.window_days, view.window_known
    part = "cases" if known == len(view.zones) else "cases_part"
    label = Phrase(f"briefing.figure.{part}", {"days": days, "known": known})
    # a sum below 0 comes of a revision: it is no number of persons
    out = [Figure(label, view.window_cases if view.window_cases >= 0 else None)]
    counted = [(z.cases, z.population) for z in view.zones if z.cases is not None and z.population]
    cases, people = sum(n for n, _ in counted), sum(n for _, n in counted)
    if people and cases >= 0:
        low, high = garwood([cases], [people])
        rate = cases * 100_000 / people
        label = Phrase("briefing.figure.rate", {"days": days})
        out.append(Figure(label, rate, 1, float(low[0]), float(high[0])))
    return out


def _archived(view: CityView) -> list[Figure]:
    """What a source stated of the whole city."""
    of = view.figures
    if of is None:
        return []
    known = (("total", of.cases), ("active", of.active), ("recovered", of.recovered))
    pairs = (*known, ("deaths", of.deaths))
    return [Figure(Phrase(f"briefing.figure.{k}", {}), n) for k, n in pairs if n is not None]


def _spread(ground: Ground, view: CityView) -> Chart | None:
    """Zones per level on each day on record, the last SPREAD_DAYS up to the briefing's day."""
    zoned, since = ground.zoned, view.day - dt.timedelta(days=SPREAD_DAYS - 1)
    columns = [i for i, day in enumerate(zoned.days) if since <= day <= view.day]
    if not columns:
        return None
    codes = zoned.codes[:, columns]
    present = {BY_CODE[code].key for code in np.unique(codes)}
    levels = sorted((k for k in present if severity_of(k) >= 0), key=lambda k: BY_KEY[k].code)
    levels.sort(key=severity_of)
    series = {
        key: tuple(float(n) for n in (codes == BY_KEY[key].code).sum(axis=0)) for key in levels
    }
    days = tuple(zoned.days[i] for i in columns)
    return Chart("spread", days, series, view.day) if levels else None


def _row(change: Change) -> Row:
    return Row(change.name, change.after, change.before)
