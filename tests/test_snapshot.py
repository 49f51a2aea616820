"""The name of what a file was made from: another one for whatever changes what is shown."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from geo.snapshot import snapshot_id
from geo.suppression import PUBLIC
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
        with_facts(as_of=AT),
        with_facts(policy=PUBLIC),
        with_facts(policy=PUBLIC.open_to(toy.zone_id(1))),
        with_facts(policy=PUBLIC.open_to(toy.zone_id(2))),
    ]
    names = [snapshot_id(view, "1") for view in views]
    names.append(snapshot_id(VIEW, "2"))
    assert len(set(names)) == len(names) == 10
    assert all(len(name) == 8 and int(name, 16) >= 0 for name in names)


def test_a_moment_has_one_name_in_every_time_zone() -> None:
    utc = AT.astimezone(dt.UTC)
    assert snapshot_id(with_facts(as_of=AT), "1") == snapshot_id(with_facts(as_of=utc), "1")
