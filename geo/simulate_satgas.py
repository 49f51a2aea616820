"""SIMULATED Satgas of city, kecamatan, kelurahan and RW (see ``geo.simulate_response``)."""

from __future__ import annotations

import datetime as dt

from geo.response_kinds import MEMBERS
from geo.rules import Rule, registry
from geo.simulate_stage import Dice, Stage

ZONES, LEVEL = 14, 120
"""So many kelurahan have a Satgas, from so many cases of 100,000 people on."""
RENEWED = 110
"""Days between two confirmations of the city's Satgas; it counts as active for 90 of them."""
TASKS = 15
"""Tasks around each anchor."""
HEADS = {"city": "health_office", "district": "camat", "zone": "lurah", "rw": "rw_head"}
"""Who is responsible for a task, by level."""
TITLES = {
    "covid19": (
        "Periksa ulang daftar warga isolasi mandiri",
        "Atur pengantaran bantuan pangan",
        "Lengkapi laporan rumah per RT",
        "Siapkan jadwal tes di balai warga",
        "Hubungi RW yang belum melapor",
        "Bahas batas warna dengan akademisi",
        "Periksa persediaan masker dan sabun",
    ),
    "dbd": (
        "Jadwalkan pemberantasan sarang nyamuk",
        "Latih kader pemantau jentik",
        "Lengkapi laporan angka bebas jentik",
        "Periksa saluran air yang tersumbat",
        "Hubungi RW yang belum melapor",
        "Bahas batas waspada dengan akademisi",
        "Siapkan bubuk larvasida",
    ),
}
REVIEWS = (
    "Batas warna diuji terhadap jumlah kasus kecil",
    "Perubahan warna dalam sepekan ditinjau",
    "Selang kepercayaan dibaca bersama",
)

_DAY = dt.timedelta(days=1)


def satgas(stage: Stage) -> None:
    """The Satgas themselves, their members, tasks and reviews."""
    start = stage.past(stage.first + 14 * _DAY)
    for number in range((stage.last - start).days // RENEWED + 1):
        begun = start + number * RENEWED * _DAY
        stage.put("entry", kind="satgas", start=begun, people=18, role="mayor")
    for side in MEMBERS:
        _member(stage, "city", side, start, Dice("member", side).between(2, 6))
    _member(stage, "city", "academic", stage.opening, 7)  # they became more
    for district in sorted(set(stage.facts.districts.values())):
        dice = Dice("member", district)
        for side in ("government", "health", "academic", "security"):
            if side != "academic" or dice.chance(0.6):
                _member(stage, "district", side, start, dice.between(1, 4), district=district)
    _zones(stage)
    for anchor in stage.anchors:
        _tasks(stage, anchor)
        _reviews(stage, anchor)


def _member(stage: Stage, level: str, side: str, date: dt.date, people: int, **where: str) -> None:
    role = "academic" if side == "academic" else "satgas"
    known = {"level": level, "side": side, "date": date, "people": people, "role": role}
    stage.put("member", **known, **where)


def _zones(stage: Stage) -> None:
    for zone in stage.drawn("satgas", ZONES):
        zone_id = stage.zone_ids[zone]
        dice = Dice("satgas", zone_id)
        start = stage.crossed(zone, LEVEL)
        if start is None:
            continue
        start = stage.past(start + dice.between(5, 60) * _DAY)
        end = start + dice.between(60, 200) * _DAY
        over = end if dice.chance(0.3) and end <= stage.last else None
        people = dice.between(6, 15)
        stage.put(
            "entry",
            kind="satgas",
            zone_id=zone_id,
            start=start,
            end=over,
            people=people,
            role="lurah",
        )
        for side in ("government", "health", "community"):
            _member(stage, "zone", side, start, dice.between(1, 5), zone_id=zone_id)
        if dice.chance(0.4):
            _member(stage, "zone", "academic", start, 1, zone_id=zone_id)
        if dice.chance(0.5):
            rw = f"{dice.between(1, stage.rws(zone_id)):03d}"
            _member(stage, "rw", "community", start, dice.between(3, 8), zone_id=zone_id, rw=rw)


def _tasks(stage: Stage, anchor: dt.date) -> None:
    """Tasks around a day: done, done late, still open, overdue, given up."""
    titles = TITLES.get(stage.disease, TITLES["covid19"])
    districts = sorted(set(stage.facts.districts.values()))
    zones = stage.busiest(anchor, TASKS) or stage.drawn("task", TASKS)
    dice = Dice("task", anchor.isoformat())
    for number in range(TASKS):
        level = ("city", "zone", "district", "zone", "rw")[number % 5]
        zone_id = stage.zone_ids[zones[number % len(zones)]] if level in ("zone", "rw") else ""
        date = stage.past(anchor - dice.between(14, 30) * _DAY)
        due = max(date, anchor + dice.between(-12, 8) * _DAY)
        state, after = (
            ("done", dice.between(-5, 0)),
            ("done", dice.between(2, 25)),
            ("open", None),
            ("done", dice.between(2, 20)),
            ("doing", None),
            ("dropped", 5),
        )[dice.below(6)]
        done = None if after is None else max(date, due + after * _DAY)
        if done and done > stage.last:
            state, done = "open", None
        elif state in ("open", "doing") and anchor < stage.last and number:
            # Long after, nearly all of it was done; one stays forgotten.
            state, done = "done", min(due + dice.between(10, 40) * _DAY, stage.last)
        stage.put(
            "task",
            level=level,
            zone_id=zone_id,
            rw=f"{dice.between(1, stage.rws(zone_id)):03d}" if level == "rw" else "",
            title=titles[dice.below(len(titles))],
            date=date,
            due=due,
            state=state,
            done=done,
            role=HEADS[level],
            district=districts[number % len(districts)] if level == "district" else "",
        )


def _reviews(stage: Stage, anchor: dt.date) -> None:
    """What the Satgas' academics found of rules that there were by then for this disease."""
    dice = Dice("review", anchor.isoformat())
    for title in REVIEWS:
        date = stage.past(anchor - dice.between(0, 20) * _DAY)
        rules = [key for key, rule in registry().items() if _fits(stage, rule, date)]
        if rules:
            rule = rules[dice.below(len(rules))]
            stage.put("review", title=title, date=date, rule=rule, role="academic")


def _fits(stage: Stage, rule: Rule, day: dt.date) -> bool:
    disease, city = stage.facts.disease.key, stage.facts.city.key
    begun = min(one.valid_from or dt.date.min for one in (rule.members or (rule,)))
    return begun <= day and disease in (rule.diseases or (disease,)) and rule.city in (None, city)
