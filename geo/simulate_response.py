"""SIMULATED responses beside simulated cases: invented, so that every screen can be tried.

NOT official data, and no real Kampung Siaga, Satgas or programme did any of it. Cases come first: a
response begins when the simulated incidence of its place passes a level, some late, some never.
The simulated cases do NOT react to it: no case is prevented here. Whoever asks these numbers
whether a response helped must find nothing but chance. As measures are taken where many are ill, a
bare before and after still falls by itself (regression to the mean); only a comparison tells.

    community (here)           Kampung Siaga with checks of the five siaga, Jogo Tonggo with reports
    ``geo.simulate_health``    measures of the week, programmes of Puskesmas, telehealth
    ``geo.simulate_satgas``    Satgas: members, tasks, reviews of rules

Every record has origin "simulated" and an id "sim-...". Around the city's opening day and three
later days there is something of every state and every gap. Puskesmas, their catchments and the
number of RW are those of the register; none is invented. What really is recorded of a place stays
alone: nothing invented speaks of the same response. Houses per RT in a report follow the
kelurahan's simulated week; they are not those that ``geo.simulate_rt`` draws.
"""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from geo import simulate_health, simulate_satgas
from geo.facts import Facts
from geo.response import Check, Entry, Record, Report, Session, Telehealth
from geo.response_kinds import SIAGA
from geo.simulate_stage import AHEAD, Dice, Stage

KAMPUNG_ZONES, KAMPUNG_LEVEL, KAMPUNG_AGAIN = 60, 150, 700
"""At most so many kelurahan, from so many cases of 100,000 people on, and anew from so many."""
NEVER, LATE, ENDED, WHOLE, TWO = 0.12, 0.3, 0.3, 0.3, 0.25
"""Shares: never begun, begun late, ended; of the whole kelurahan, in two RW of it."""
ROUNDS, ROUNDS_ELSE = 28, 12
"""Rounds of checks, of at most five items each, before the opening and the last day, and before
another anchor."""
JOGO_TONGGO = 15
MISSED = 0.12
"""Share of the days on which a Jogo Tonggo that reports does not."""

_DAY = dt.timedelta(days=1)


class _Kampung(NamedTuple):
    zone_id: str
    rw: str
    start: dt.date
    end: dt.date | None


def records(facts: Facts) -> tuple[Record, ...]:
    """Invented records beside simulated cases, the same for the same facts; () where the cases are
    real or there are none."""
    if not facts.simulated or not facts.cases.days or not facts.zone_ids:
        return ()
    stage = Stage(facts)
    _checks(stage, _kampung(stage))
    _jogo_tonggo(stage)
    simulate_health.measures(stage)
    simulate_health.programmes(stage)
    simulate_health.telehealth(stage)
    simulate_satgas.satgas(stage)
    real = {key for record in facts.register.records if (key := _speaks_of(record))}
    return tuple(record for record in stage.records if _speaks_of(record) not in real)


def _speaks_of(record: Record) -> tuple[str, str, str] | None:
    """The response that a record is a sign of; None where it stands for itself."""
    if isinstance(record, Entry) and record.kind != "programme":
        return record.kind, record.zone_id, record.rw
    if isinstance(record, Entry | Session):
        return "programme", record.puskesmas, record.programme.casefold()
    if isinstance(record, Check):
        return "kampung", record.zone_id, record.rw
    if isinstance(record, Report):
        return "jogo_tonggo", record.zone_id, record.rw
    if isinstance(record, Telehealth):
        return "telehealth", record.puskesmas, ""
    return None


def _kampung(stage: Stage) -> list[_Kampung]:
    """Kampung Siaga of kelurahan and RW, most of them after the level was passed."""
    made = []
    for zone in stage.drawn("kampung", KAMPUNG_ZONES):
        zone_id = stage.zone_ids[zone]
        dice = Dice("kampung", zone_id)
        crossed = stage.crossed(zone, KAMPUNG_LEVEL)
        if crossed is None or dice.chance(NEVER):
            continue
        for rw in _places(dice, stage.rws(zone_id)):
            delay = dice.between(90, 240) if dice.chance(LATE) else dice.between(7, 45)
            start = crossed + dt.timedelta(days=delay)
            over = start + dt.timedelta(days=dice.between(45, 170))
            end = over if dice.chance(ENDED) and over <= stage.last else None
            again = stage.crossed(zone, KAMPUNG_AGAIN)
            if start > stage.last + AHEAD * _DAY:
                continue
            made.append(_Kampung(zone_id, rw, start, end))
            if end and again and again > end and dice.chance(0.5):
                made.append(_Kampung(zone_id, rw, again, None))
    for one in made:
        dice = Dice("kampung", *one[:2], one.start.isoformat())
        stage.put(
            "entry",
            kind="kampung",
            **one._asdict(),
            people=dice.said(dice.between(20, 160)),
            houses=dice.said(dice.between(30, 140)),
            role="rw_head" if one.rw else "lurah",
        )
    return made


def _places(dice: Dice, rws: int) -> list[str]:
    """The whole kelurahan (""), an RW of it or two."""
    if dice.chance(WHOLE):
        return [""]
    one = dice.between(1, rws)
    numbers = {one, one % rws + 1} if dice.chance(TWO) else {one}
    return [f"{number:03d}" for number in sorted(numbers)]


def _checks(stage: Stage, kampung: list[_Kampung]) -> None:
    """Rounds through the five siaga before each anchor: fresh ones, old ones, unfinished ones."""
    for anchor in stage.anchors:
        rounds = []
        for one in kampung:
            dice = Dice("check", *one[:2], anchor.isoformat())
            order, fresh = dice.below(10_000), dice.chance(0.5)
            ago = dice.between(0, 25) if fresh else dice.between(31, 75)
            date = anchor - ago * _DAY
            if one.start <= date <= (one.end or stage.last) and date >= stage.first:
                rounds.append((order, date, one, dice))
        rounds.sort(key=lambda found: found[0])
        many = anchor in (stage.opening, stage.last)
        for _, date, one, dice in rounds[: ROUNDS if many else ROUNDS_ELSE]:
            well = dice.chance(0.5)
            for item in SIAGA:
                if well or dice.chance(0.8):
                    stage.put(
                        "check",
                        zone_id=one.zone_id,
                        rw=one.rw,
                        item=item,
                        date=date,
                        ready=dice.chance(0.93 if well else 0.5),
                        role="cadre" if item == "health" else "satgas",
                    )


def _jogo_tonggo(stage: Stage) -> None:
    """RW with Jogo Tonggo, in turn: reporting daily; late; silent and given up; never heard of;
    begun only in the last wave but one."""
    zones = stage.busiest(stage.opening, 2 * JOGO_TONGGO) or stage.drawn("jogo", JOGO_TONGGO)
    spread = zones[:: max(1, len(zones) // JOGO_TONGGO)][:JOGO_TONGGO]
    for number, zone in enumerate(spread):
        zone_id = stage.zone_ids[zone]
        dice = Dice("jogo_tonggo", zone_id)
        rw = dice.between(1, stage.rws(zone_id))
        spans = _spans(stage, number % 5)
        begun = spans[0][0] if spans else stage.opening - dice.between(5, 20) * _DAY
        end = None
        if number % 5 == 2 and number % 2:
            end = stage.past(stage.opening - 10 * _DAY)
        elif number % 5 == 3:
            end = stage.opening + 60 * _DAY
        start = stage.past(begun - 3 * _DAY)
        stage.put(
            "entry",
            kind="jogo_tonggo",
            zone_id=zone_id,
            rw=f"{rw:03d}",
            start=start,
            end=end if end and start <= end <= stage.last else None,
            houses=dice.said(dice.between(60, 200)),
            role="rw_head",
        )
        for day in _reported(stage, spans):
            if not dice.chance(MISSED) or day == spans[0][1]:
                _report(stage, zone, f"{rw:03d}", day, dice)


def _spans(stage: Stage, turn: int) -> list[tuple[dt.date, dt.date]]:
    """First and last day of each time in which one reports daily."""
    opening, last = stage.opening, stage.last
    wave = stage.anchors[-2] if len(stage.anchors) > 1 else last
    asked: tuple[tuple[dt.date, int, int], ...] = (
        ((opening, -24, 5), (last, -19, 0)),
        ((opening, -30, -4), (opening, 5, 15), (last, -15, -3)),
        ((opening, -68, -41),),
        (),
        ((wave, -10, 20), (last, -20, 0)),
    )[turn]
    return [(day + since * _DAY, day + until * _DAY) for day, since, until in asked]


def _reported(stage: Stage, spans: list[tuple[dt.date, dt.date]]) -> list[dt.date]:
    """The days of the spans within the record, in order, each once."""
    days = {first + n * _DAY for first, last in spans for n in range((last - first).days + 1)}
    return sorted(day for day in days if stage.first <= day <= stage.last)


def _report(stage: Stage, zone: int, rw: str, day: dt.date, dice: Dice) -> None:
    """A day's report; its houses follow the kelurahan's simulated cases of that week."""
    zone_id = stage.zone_ids[zone]
    rts, share = 5, 1 / stage.rws(zone_id)
    cases = stage.weekly[zone, (day - stage.first).days] * share
    houses = {f"{(int(rw) - 1) * rts + n + 1:03d}": 0 for n in range(rts)}
    names = list(houses)
    for _ in range(min(12, int(cases * 0.7) + dice.below(2))):
        houses[names[dice.below(rts)]] += 1
    ill = sum(houses.values())
    stage.put(
        "report",
        zone_id=zone_id,
        rw=rw,
        date=day,
        disease=stage.disease,
        houses=houses,
        isolating=dice.said(ill + dice.below(ill + 1)),
        without_aid=dice.said(dice.below(ill + 2)),
        staples_days=dice.said(dice.between(2, 14)),
        guests=dice.said(dice.below(6)),
        watch=dice.chance(0.8) if dice.chance(0.9) else None,
        activities=dice.said(dice.below(3), 0.6),
        role="rw_head",
    )
