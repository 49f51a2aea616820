"""SIMULATED measures, programmes of Puskesmas and telehealth (see ``geo.simulate_response``)."""

from __future__ import annotations

import datetime as dt
import zlib

from geo import catchments
from geo.response import Puskesmas
from geo.response_kinds import BY_KEY, Kind
from geo.simulate_stage import AHEAD, Dice, Stage

MENU = {
    "covid19": (
        "swab",
        "disinfection",
        "aid",
        "education",
        "isolation",
        "vaccination",
        "tracing",
        "post",
        "lockdown",
        "psbk",
        "ppkm",
        "school",
    ),
    "dbd": ("psn", "larva", "fogging", "education"),
    "": ("education", "aid"),
}
"""Kinds in the order in which they are taken, by disease; "" for one that has none of its own."""
BEGINS = {"vaccination": dt.date(2021, 1, 14), "ppkm": dt.date(2021, 2, 9)}
"""None of a kind before: vaccination began outside the palace that day, PPKM Mikro with Instruksi
Mendagri 3/2021."""
EVERY, AT_ONCE, POOL = 30, 5, 15
"""Every so many days so many measures among so many kelurahan with the highest incidence."""
PROGRAMMES = ("Penting iso Gaya", "Posyandu keliling", "Kunjungan lansia")
OF_COVID = "Es Lilin"
"""A programme that teaches how to keep from Covid-19."""
COMMON = PROGRAMMES[1]
"""The programme that every Puskesmas holds at one time."""
PUSKESMAS, SESSIONS, MOST = 30, 280, 12
"""At most so many Puskesmas with programmes, so many sessions of all, so many of one."""
FROM_AFAR, WEEKS, BEFORE = 6, 95, 70
"""Puskesmas with telehealth, their weeks at most, days of the record before it began."""
SHARE, RISE = 0.06, 0.4
"""Share of consultations from afar in the first week, and by how much it rises to the last."""

_DAY = dt.timedelta(days=1)


def measures(stage: Stage) -> None:
    """What is done where the simulated incidence is high: some days long, some without an end."""
    menu = MENU[stage.disease]
    taken = 0
    for begin in range(0, len(stage.days), EVERY):
        day = stage.days[begin]
        zones = stage.busiest(day, POOL)
        dice = Dice("measures", day.isoformat())
        for _ in range(min(AT_ONCE, len(zones))):
            zone_id = stage.zone_ids[zones.pop(dice.below(len(zones)))]
            start = day + dice.between(1, EVERY + AHEAD // 2) * _DAY
            kind = BY_KEY[menu[taken % len(menu)]]
            taken += 1
            if start < BEGINS.get(kind.key, dt.date.min):
                kind = BY_KEY[menu[0]]
            _measure(stage, kind, zone_id, start, dice)
    if taken:
        # Of an old post people still know, but not since when.
        stage.put(
            "entry",
            kind="education" if stage.disease == "dbd" else "post",
            zone_id=stage.zone_ids[stage.drawn("undated", 1)[0]],
            about=str(stage.first.year),
            disease=stage.disease,
        )


def _measure(stage: Stage, kind: Kind, zone_id: str, start: dt.date, dice: Dice) -> None:
    long = dice.below(min(kind.lasts, 10))
    reached, homes = dice.between(20, 220), dice.between(10, 120)
    tested = dice.between(reached // 3, reached)
    numbers = {
        "people": reached,
        "tested": tested,
        "positive": dice.below((homes if kind.key == "larva" else tested) // 4 + 1),
        "houses": homes,
        "packages": dice.between(10, 90),
    }
    if "tested" in kind.counts and dice.chance(0.15):  # results are still out
        numbers = {name: n for name, n in numbers.items() if name != "positive"}
    stage.put(
        "entry",
        kind=kind.key,
        zone_id=zone_id,
        rw=f"{dice.between(1, stage.rws(zone_id)):03d}" if dice.chance(0.4) else "",
        start=start,
        end=start + long * _DAY if dice.chance(0.8) else None,
        disease=stage.disease,
        role="puskesmas" if kind.group == "health" else "satgas",
        **{name: n for name, n in numbers.items() if name in kind.counts},
    )


def programmes(stage: Stage) -> None:
    """Each Puskesmas has a programme of its own, at some times, and one all have together; sessions
    name a kelurahan only where it is known to be the Puskesmas'."""
    known = list(stage.facts.register.puskesmas.values())[:PUSKESMAS]
    if not known:
        return
    room = min(MOST, SESSIONS // len(known))
    names = (OF_COVID, *PROGRAMMES) if stage.disease == "covid19" else PROGRAMMES
    together = stage.anchors[1 if len(stage.anchors) > 2 else 0]
    for turn, one in enumerate(known):
        dice = Dice("programme", one.puskesmas)
        early = dice.chance(0.55)
        begin = stage.opening + (-dice.between(30, 90) if early else dice.between(40, 280)) * _DAY
        own = names[turn % len(names)]
        days = {together: COMMON}
        day = begin
        for number in range(room - 2):
            if number == room * 2 // 3:  # a pause, and once more at the end of the record
                day = max(day, stage.last - dice.between(30, 90) * _DAY)
            days[day] = own
            day += dice.between(12, 26) * _DAY
        for programme in dict.fromkeys((own, COMMON)):
            _programme(stage, one, programme, [d for d, name in days.items() if name == programme])


def _programme(stage: Stage, one: Puskesmas, programme: str, days: list[dt.date]) -> None:
    """The entry and the sessions of one programme; none of days on which the Puskesmas was not
    open."""
    open_days = sorted(day for day in days if day >= stage.first and one.existed(day))
    if not open_days or open_days[0] > stage.last + AHEAD * _DAY:
        return
    named = {"puskesmas": one.puskesmas, "programme": programme, "role": "puskesmas"}
    start = open_days[0]
    stage.put("entry", kind="programme", start=start, disease=stage.disease, **named)
    for day in open_days:
        if day <= stage.last:
            dice = Dice("session", one.puskesmas, programme, day.isoformat())
            zones = catchments.zones_of(stage.facts.register, one.puskesmas, day)
            at = zones[dice.below(len(zones))] if zones else ""
            people = dice.said(dice.between(8, 75))
            stage.put("session", date=day, zone_id=at, people=people, **named)


def telehealth(stage: Stage) -> None:
    """Weeks of some Puskesmas in which more and more is asked from afar; some weeks are missing."""
    known = stage.facts.register.puskesmas.values()
    by_lot = sorted(known, key=lambda one: zlib.crc32(f"telehealth {one.puskesmas}".encode()))
    since = stage.first + BEFORE * _DAY
    monday = since + (-since.weekday() % 7) * _DAY
    weeks = [monday + n * 7 * _DAY for n in range(((stage.last - monday).days + 1) // 7)]
    for one in by_lot[:FROM_AFAR]:
        dice = Dice("telehealth", one.puskesmas)
        size = dice.between(60, 160)
        for number, week in enumerate(weeks[-WEEKS:]):
            contacts = size + dice.between(-25, 25)
            share = SHARE + RISE * number / len(weeks) + dice.between(-4, 4) / 100
            afar = round(contacts * share)
            if one.existed(week) and not dice.chance(0.06):
                stage.put(
                    "telehealth",
                    puskesmas=one.puskesmas,
                    date=week,
                    consultations=afar,
                    visits=contacts - afar,
                    role="puskesmas",
                )
