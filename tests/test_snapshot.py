"""The name of what a file was made from: another one for whatever changes what is shown."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from geo.snapshot import snapshot_id
from geo.suppression import OFFICIAL, PUBLIC
from geo.views import CityView
from tests import slides_kit as kit
from tests import toy

VIEW = kit.ground().view()
AT = dt.datetime(2021, 3, 20, 8, tzinfo=dt.timezone(dt.timedelta(hours=8)))


def with_facts(**changes: Any) -> CityView:
    return replace(VIEW, facts=replace(VIEW.facts, **changes))


def test_what_is_shown_gives_the_name() -> None:
    views = [
        VIEW,
        replace(VIEW, rule=replace(VIEW.rule, version="2")),
        replace(VIEW, rule=replace(VIEW.rule, bands=VIEW.rule.bands[1:])),
        replace(VIEW, day=toy.MIDDLE),
        replace(VIEW, smoothed=True),
        with_facts(population=toy.population([*toy.PEOPLE[:8], 10_001])),
        with_facts(observations=toy.observations({**toy.CASES, toy.FIRST: (0,) * 9})),
        with_facts(archive=toy.archive([("2021-03-15", 1, "merah")])),
        with_facts(simulated=True),
        with_facts(updated_at=AT),
        with_facts(policy=PUBLIC),
        with_facts(policy=PUBLIC.open_to(toy.zone_id(1))),
        with_facts(policy=PUBLIC.open_to(toy.zone_id(2))),
    ]
    names = [snapshot_id(view) for view in views]
    assert len(set(names)) == len(names) == 13
    assert all(len(name) == 8 and int(name, 16) >= 0 for name in names)


def test_the_same_knowledge_has_one_name_whenever_it_is_asked_for() -> None:
    assert snapshot_id(with_facts(as_of=AT)) == snapshot_id(VIEW)
    utc = AT.astimezone(dt.UTC)
    assert snapshot_id(with_facts(updated_at=AT)) == snapshot_id(with_facts(updated_at=utc))


def test_nobody_can_try_out_a_hidden_number() -> None:
    """Square 2 had 3 new cases on 8 March or 4: the public's name is the same, an official's not;
    another moment of publication gives another one."""
    guess = {**toy.CASES, toy.MIDDLE: (0, 4, *toy.CASES[toy.MIDDLE][2:])}
    later = toy.UPDATED + dt.timedelta(seconds=1)
    for policy, same in ((PUBLIC, True), (PUBLIC.open_to(toy.zone_id(1)), True), (OFFICIAL, False)):
        one, other = (toy.facts(table, policy=policy).digest for table in (toy.CASES, guess))
        assert (one == other) is same
        assert toy.facts(policy=policy, updated_at=later).digest != one
