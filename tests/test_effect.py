"""Before and after a response against matched neighbours, worked out with a pencil.

A city of 17 kelurahan, 10,000 people each. The response is in the first; 1 to 4 touch it, 5 to 8
touch 1, the others touch nobody. It begins on 1 May 2021: the window before is 3 to 30 April, its
halves 14 days each; the window after 8 May to 4 June. All cases of a half, and of the window after,
fall on its first day.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import effect_match
from geo.effect import REASONS, Effect, effect
from geo.effect_match import Windows, change, contrast, orders
from geo.errors import InputError
from geo.facts import Facts
from geo.render.effect import effect_html, sentences, times
from geo.suppression import PUBLIC
from geo.text import LANGUAGES, catalogue
from tests import toy

START = dt.date(2021, 5, 1)
FIRST, MIDDLE, AFTER, LAST = (
    dt.date(2021, 4, 3),
    dt.date(2021, 4, 17),
    dt.date(2021, 5, 8),
    dt.date(2021, 6, 4),
)
IDS = tuple(f"99.01.01.1{k:03}" for k in range(17))
NEAR = {IDS[0]: IDS[1:5], IDS[1]: (IDS[0], *IDS[5:9])} | {
    **dict.fromkeys(IDS[2:5], (IDS[0],)),
    **dict.fromkeys(IDS[5:9], (IDS[1],)),
    **dict.fromkeys(IDS[9:], ()),
}
UNTOUCHED = IDS[1:]
LN3 = math.log(3)
SPREAD = [(3, 4, 22 if k % 2 else 2) for k in range(16)]
"""Every control as high and as flat before: 7 cases. After: 22 or 2, so that a change is
ln 22.5/7.5 = ln 3 or ln 2.5/7.5 = -ln 3."""

Row = tuple[int, int, int]


def daily(rows: Sequence[Row]) -> np.ndarray:
    """New cases of each zone from FIRST to LAST."""
    new = np.zeros((len(rows), (LAST - FIRST).days + 1), dtype=np.int64)
    for day, column in zip((FIRST, MIDDLE, AFTER), zip(*rows, strict=True), strict=True):
        new[:, (day - FIRST).days] = column
    return new


def facts(new: np.ndarray, first: dt.date = FIRST, **changes: Any) -> Facts:
    """The city; a negative number below -9 in ``new`` is a day without a report."""
    days = pd.date_range(first, periods=new.shape[1])
    table = pd.DataFrame(
        {
            "zone_id": np.repeat(IDS, len(days)),
            "date": np.tile(days.to_numpy("datetime64[ns]"), len(IDS)),
            "indicator": "positif",
            "measure": "new",
            "value": pd.array(new.ravel(), dtype="Int64"),
            "flag": "",
        }
    )
    names = [f"Kampung {k}" for k in range(17)]
    zones = pd.DataFrame({"zone_id": IDS, "name": names, "district": "Tengah", "city": "Kotak"})
    people = pd.DataFrame({"zone_id": IDS, "population": pd.array([10_000] * 17, dtype="Int64")})
    fields = {"zones": zones.assign(area_km2=1.0), "population": people.assign(year=2020)}
    return toy.facts(observations=table[table["value"] > -10], neighbours=NEAR, **fields | changes)


def made(rows: Sequence[Row], treated: Sequence[str] = IDS[:1], **options: Any) -> Effect:
    return effect(facts(daily(rows)), treated, START, UNTOUCHED, **options)


def test_all_alike_before_it_is_the_plain_difference_in_differences() -> None:
    """Treated: 7 before, 2 after, d = -ln 3. Controls 1 to 8: 2, 22, 2, … in turn, mean d = 0.
    The line has nothing to lean on: its slopes are 0. So ln ratio = -ln 3.

    Residuals are +-ln 3: variance 16 (ln 3)^2 / 15 = 1.28741. Counting: 1/8 + 1/23 or 1/8 + 1/3,
    mean 0.31341; so tau^2 = 0.97400. Treated: 0.97400 + 1/8 + 1/3 = 1.43234. Controls: an eighth of
    1.28741 = 0.16093. Root of the sum 1.26224; t(15) at 0.975 is 2.1315: -1.0986 -+ 2.6904."""
    found = made([(3, 4, 2), *SPREAD])
    assert found.verdict == "unclear"
    assert found.reason == ""
    assert found.treated_change == pytest.approx(-LN3)
    assert found.control_change == pytest.approx(0, abs=1e-12)
    assert found.adjusted == pytest.approx(0, abs=1e-12)
    assert found.ratio == pytest.approx(1 / 3)
    assert math.log(found.low) == pytest.approx(-1.0986 - 2.6904, abs=2e-4)
    assert math.log(found.high) == pytest.approx(-1.0986 + 2.6904, abs=2e-4)
    assert [zone.zone_id for zone in found.controls] == list(IDS[1:9])
    assert [zone.order for zone in found.controls] == [1] * 4 + [2] * 4
    assert [zone.weight for zone in found.controls] == [1 / 8] * 8
    own = found.zones[0]
    assert (own.before, own.after, own.before_rate, own.after_rate) == (7, 2, 70, 20)


LOW, HIGH = (2, 2, 13), (5, 5, 10)


def test_the_line_takes_out_what_is_left_of_the_level() -> None:
    """Low zones: 4 before, 13 after, d = ln 13.5/4.5 = ln 3. High ones: 10 and 10, d = 0. The level
    differs by ln 10.5/4.5 = ln 7/3 (below the caliper of 1), all are flat before. The line passes
    through both: from low to high d falls by ln 3.

    Treated: 10 before, 3 after, d = ln 3.5/10.5 = -ln 3. Its controls are 4 low and 4 high ones,
    mean d = ln 3 / 2, and it is half the way higher than they: the line takes ln 3 / 2 off again.
    ln ratio = -ln 3 - ln 3 / 2 + ln 3 / 2 = -ln 3.

    No residual, so only counting's chance: 1/11 + 1/4 + (4 (1/5 + 1/14) + 4 (1/11 + 1/11)) / 64
    = 0.36924, root 0.60765; t(14) at 0.975 is 2.1448: -1.0986 -+ 1.3033."""
    found = made([(5, 5, 3), *[LOW] * 4, *[HIGH] * 4, *[LOW] * 4, *[HIGH] * 4])
    assert found.control_change == pytest.approx(LN3 / 2)
    assert found.adjusted == pytest.approx(-LN3 / 2)
    assert found.ratio == pytest.approx(1 / 3)
    assert math.log(found.high) == pytest.approx(-1.0986 + 1.3033, abs=2e-4)


def steady(after: int, rest: int = 200) -> list[Row]:
    """200 cases before everywhere, in the controls ``rest`` after."""
    return [(100, 100, after), *[(100, 100, rest)] * 16]


def test_a_verdict_needs_the_whole_interval_on_one_side() -> None:
    """No residual. Variance at 150 after: 1/201 + 1/151 + (1/201 + 1/201) / 8 = 0.012841, root
    0.11332, times 2.1315 (t of 15) = 0.24154. ln 150.5/200.5 = -0.28685: below 0 by more. At 157
    after the half width is 0.23876, ln 157.5/200.5 = -0.24139: just below; at 158 0.23838 and
    -0.23506: not any more. Above: ln 248.5/200.5 = 0.21463 and 0.21563, ln 249.5/200.5 = 0.21864
    and 0.21547."""
    assert [made(steady(n)).verdict for n in (150, 157, 158)] == ["lower", "lower", "unclear"]
    assert made(steady(150)).high == pytest.approx(math.exp(-0.28685 + 0.24154), abs=1e-4)
    assert [made(steady(n)).verdict for n in (248, 249)] == ["unclear", "higher"]
    assert made(steady(200)).ratio == 1


def test_two_zones_are_averaged_and_count_less_than_twice_where_they_touch() -> None:
    """Zones 0 and 1 touch, 0 and 9 do not. Of 200 before, 100 and 200 are left: d is ln 100.5/200.5
    = -0.69066 and 0, the mean -0.34533. Their variance, 1/201 + the mean of 1/101 and 1/201, counts
    (2 + 2 x 0.3) / 4 of one zone's where they touch, a half where they do not."""
    rows = steady(100)
    for other, part in ((1, 0.65), (9, 0.5)):
        found = made(rows, (IDS[0], IDS[other]))
        assert found.treated_change == pytest.approx(-0.69066 / 2, abs=1e-4)
        assert math.log(found.ratio) == pytest.approx(-0.69066 / 2, abs=1e-4)
        assert sum(zone.weight for zone in found.controls) == pytest.approx(1)
        assert not {zone.zone_id for zone in found.controls} & {IDS[0], IDS[other]}
        weights = [zone.weight for zone in found.controls]
        mine = (1 / 201 + (1 / 101 + 1 / 201) / 2) * part
        theirs = sum(weight**2 for weight in weights) * 2 / 201
        wide = math.log(found.high) - math.log(found.ratio)
        # 15 zones are left for the line: t(14) at 0.975.
        assert wide == pytest.approx(2.1448 * math.sqrt(mine + theirs), rel=1e-4)


def test_controls_are_near_first_alike_only_and_never_treated() -> None:
    rows = [(3, 4, 7), *[(3, 4, 7)] * 16]
    # Level: 20.5 / 7.5 = 2.73 is more than e: zone 1 is too high; 19.5 / 7.5 = 2.6 is not.
    rows[1] = (9, 11, 20)
    assert IDS[1] not in [zone.zone_id for zone in made(rows).controls]
    rows[1] = (9, 10, 20)
    found = made(rows)
    assert [zone.zone_id for zone in found.controls] == list(IDS[1:9])
    # Slope counts half: 6.5 / 0.5 against 4.5 / 3.5 is a distance of ln(13 / (9/7)) / 2 = 1.16.
    rows[1] = (0, 6, 7)
    assert IDS[1] not in [zone.zone_id for zone in made(rows).controls]
    everyone = effect(facts(daily(rows)), IDS[:1], START, IDS)
    assert IDS[0] not in [zone.zone_id for zone in everyone.controls]
    far = [zone for zone in made(rows).controls if zone.zone_id in IDS[9:]]
    assert [zone.order for zone in far] == [0]


def test_too_few_controls_from_both_sides() -> None:
    city = facts(daily(steady(100)))
    assert effect(city, IDS[:1], START, IDS[1:16]).verdict == "lower"
    assert effect(city, IDS[:1], START, IDS[1:15]).reason == "few_controls"
    assert effect(city, IDS[:1], START, ()).reason == "few_controls"
    # Five alike are enough for a mean, four are not; the others stand at three times the level.
    rows = [(3, 4, 7), *[(3, 4, 7)] * 5, *[(10, 14, 24)] * 11]
    assert made(rows).verdict == "unclear"
    assert len(made(rows).controls) == 5
    rows[5] = (10, 14, 24)
    assert made(rows).reason == "few_controls"


def test_too_few_cases_from_both_sides() -> None:
    assert made([(1, 2, 0), *[(1, 2, 3)] * 16]).reason == ""
    assert made([(1, 1, 0), *[(1, 2, 3)] * 16]).reason == "few_cases"
    assert made([(1, 2, 0), *[(1, 2, 2)] * 16]).reason == "few_cases"


def test_a_missing_day_is_not_zero() -> None:
    new = daily(steady(100))
    new[0, 20] = -99
    assert effect(facts(new), IDS[:1], START, UNTOUCHED).reason == "missing"
    new = daily(steady(100))
    new[0, (START - FIRST).days + 3] = -99  # between the windows: nothing is asked of it
    new[1, 40] = -99  # a control's
    found = effect(facts(new), IDS[:1], START, UNTOUCHED)
    assert found.verdict == "lower"
    assert IDS[1] not in [zone.zone_id for zone in found.controls]


def test_a_window_with_a_revision_is_unknown() -> None:
    new = daily(steady(100))
    new[0, 20] = -1
    assert effect(facts(new), IDS[:1], START, UNTOUCHED).reason == "missing"


def test_the_record_must_reach_from_the_first_day_to_the_last() -> None:
    new = daily(steady(100))
    second = FIRST + dt.timedelta(days=1)
    assert effect(facts(new), IDS[:1], START, UNTOUCHED).reason == ""
    assert effect(facts(new[:, 1:], second), IDS[:1], START, UNTOUCHED).reason == "early"
    assert effect(facts(new[:, :-1]), IDS[:1], START, UNTOUCHED).reason == "not_over"
    assert made(steady(100), until=LAST).reason == ""
    assert made(steady(100), until=LAST - dt.timedelta(days=1)).reason == "not_over"
    assert made(steady(100), until=LAST + dt.timedelta(days=9)).reason == ""
    empty = facts(new).observations.head(0)
    assert effect(replace(facts(new), observations=empty), IDS[:1], START, ()).reason == "none"


def test_a_running_total_tells_no_new_cases_of_its_first_day() -> None:
    table = facts(daily(steady(100))).observations
    totals = table.assign(value=table.groupby("zone_id")["value"].cumsum(), measure="cumulative")
    city = replace(facts(daily(steady(100))), observations=totals)
    assert effect(city, IDS[:1], START, UNTOUCHED).reason == "early"
    later = effect(city, IDS[:1], START + dt.timedelta(days=1), UNTOUCHED, window=27)
    assert later.before == (dt.date(2021, 4, 5), START)
    assert later.reason in ("few_cases", "few_controls", "")


def test_people_are_needed_to_match() -> None:
    people = facts(daily(steady(100))).population
    for value, row, reason in ((pd.NA, 0, "people"), (0, 0, "people"), (pd.NA, 1, "")):
        table = people.copy()
        table.loc[row, "population"] = value
        city = facts(daily(steady(100)), population=table)
        found = effect(city, IDS[:1], START, UNTOUCHED)
        assert found.reason == reason
        assert IDS[1] not in [zone.zone_id for zone in found.controls] or row == 0


def test_a_reader_of_hidden_counts_gets_no_answer() -> None:
    city = facts(daily(steady(100)))
    for policy in (PUBLIC, PUBLIC.open_to(IDS[0])):
        found = effect(replace(city, policy=policy), IDS[:1], START, UNTOUCHED)
        assert (found.verdict, found.reason) == ("unknown", "hidden")
        assert math.isnan(found.ratio)
        assert found.zones == found.controls == found.placebo_zones == ()


def test_what_is_asked_wrongly_is_refused() -> None:
    city = facts(daily(steady(100)))
    for treated, options in (
        ((), {}),
        (("11.11.11.1111",), {}),
        (IDS[:1], {"window": 1}),
        (IDS[:1], {"lag": -1}),
    ):
        with pytest.raises(InputError):
            effect(city, treated, START, UNTOUCHED, **options)


def flat(days_before: int, after: int = 28) -> Facts:
    """One case a day everywhere, ``days_before`` days before START; in the first zone ``after``
    cases in the window after."""
    first = START - dt.timedelta(days=days_before)
    new = np.ones((17, (LAST - first).days + 1), dtype=np.int64)
    new[0, (AFTER - first).days :] = after // 28
    return facts(new, first)


def test_placebo_dates_end_before_the_response_begins() -> None:
    """The latest begins 28 + 7 days before and needs 28 days more; the others 14 days earlier."""
    for before, expected in ((62, []), (63, [35]), (77, [35, 49]), (91, [35, 49, 63])):
        found = effect(flat(before), IDS[:1], START, UNTOUCHED)
        assert [(START - one.day).days for one in found.placebo_dates] == expected
        assert all(one.ratio == pytest.approx(1) for one in found.placebo_dates)
        assert all(one.low < 1 < one.high for one in found.placebo_dates)


def test_placebo_zones_that_are_as_far_from_one() -> None:
    """All alike: every placebo zone is at least as far as 1 is. Ten times as many cases in the
    first zone: none is. Placebo zones are those without a response, each against the others."""
    same = effect(flat(28), IDS[:1], START, UNTOUCHED)
    assert same.as_extreme == 1
    assert [zone_id for zone_id, _ in same.placebo_zones] == list(UNTOUCHED)
    far = effect(flat(28, after=280), IDS[:1], START, UNTOUCHED)
    assert (far.as_extreme, far.verdict, far.doubtful) == (0, "higher", False)
    one_less = effect(flat(28, after=280), IDS[:1], START, UNTOUCHED[:-1])
    assert one_less.placebo_zones == ()
    assert math.isnan(one_less.as_extreme)


def test_a_verdict_that_placebos_do_not_bear_out_is_doubtful() -> None:
    found = made(steady(100))
    assert found.verdict == "lower" and not found.doubtful
    assert replace(found, as_extreme=0.1).doubtful is False
    assert replace(found, as_extreme=0.11).doubtful is True
    assert replace(found, as_extreme=0.5, verdict="unclear").doubtful is False


COUNTS = st.integers(0, 60)


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(st.tuples(COUNTS, COUNTS, COUNTS), min_size=17, max_size=17),
    scale=st.floats(0.01, 100),
)
def test_more_people_everywhere_change_nothing(rows: list[Row], scale: float) -> None:
    first, second, after = np.array(rows, dtype=np.float64).T
    people = np.linspace(5_000, 15_000, 17)
    order, untouched = orders(IDS, NEAR), np.arange(17) > 0
    one, other = (
        contrast(Windows(first, second, after, n, order), [0], untouched)
        for n in (people, people * scale)
    )
    assert one.why == other.why
    # A control on the very edge of the caliper may fall to either side of it by rounding.
    if not one.why and ((one.weights > 0) == (other.weights > 0)).all():
        both = [(c.log_ratio, c.low, c.high) for c in (one, other)]
        assert both[0] == pytest.approx(both[1], abs=1e-6)
        assert one.low < one.log_ratio < one.high


@given(before=COUNTS, after=COUNTS)
def test_before_and_after_in_each_others_place_turn_the_sign(before: int, after: int) -> None:
    there = change(np.array([before]), np.array([after]))
    assert there == pytest.approx(-change(np.array([after]), np.array([before])))
    assert np.sign(there[0]) == np.sign(after - before)


def test_orders_of_neighbours() -> None:
    found = orders(IDS, NEAR)
    assert found[0].tolist()[1:] == [1] * 4 + [2] * 4 + [effect_match.FAR] * 8
    assert (orders(IDS, {}) == effect_match.FAR).all()


def test_the_sentence_comes_first_and_claims_no_cause() -> None:
    names = dict(zip(IDS, [f"Kampung {k}" for k in range(17)], strict=True))
    said = effect_html(made(steady(100)), names, "id", title="Kampung Siaga", simulated=False)
    assert (
        "<p>Setelah Kampung Siaga dimulai pada 1 Mei 2021, kasus per penduduk di Kampung 0 "
        "tercatat 0,50 kali dari yang diharapkan menurut perubahan di kelurahan sepadan (95 %: "
        "0,38 sampai 0,66): lebih rendah daripada yang dapat dijelaskan oleh kebetulan" in said
    )
    assert "bukan bukti bahwa respons itulah penyebabnya" in said
    assert said.index("Setelah Kampung Siaga") < said.index("<table")
    assert "SIMULASI" not in said
    unclear = sentences(made(steady(190)), names, "en", "Kampung Siaga")
    assert unclear[0].endswith(
        "can't be told from chance; this is no proof that the response had no effect."
    )
    assert "Kampung 0 were 0.95 times" in unclear[0]


def test_simulated_is_said_above_and_in_each_table() -> None:
    names = dict.fromkeys(IDS, "Kampung")
    found = effect(flat(91), IDS[:1], START, UNTOUCHED)
    for lang in LANGUAGES:
        said = effect_html(found, names, lang, title="Siaga", simulated=True)
        assert said.count("<caption>") == 3
        captions = said.split("<caption>")[1:]
        assert all("SIMULASI" in caption.partition("</caption>")[0] for caption in captions)
        assert said.index("SIMULASI") < said.index("<h3>")


def test_every_reason_is_written_out_in_both_languages() -> None:
    names = dict.fromkeys(IDS, "Kampung")
    for lang in LANGUAGES:
        keys = {key for key in catalogue(lang) if key.startswith("effect.unknown.")}
        assert keys == {f"effect.unknown.{reason}" for reason in REASONS}
        for reason in REASONS:
            none = Effect(IDS[:1], START, 28, 7, "unknown", reason)
            said = effect_html(none, names, lang, title="Siaga", simulated=False)
            assert "{" not in said and "<table" not in said and "nan" not in said.lower()


def test_names_are_escaped_and_many_zones_are_counted() -> None:
    names = dict.fromkeys(IDS, "<b>Kampung</b>")
    said = effect_html(made(steady(100)), names, "en", title="<i>Siaga</i>", simulated=False)
    assert "<b>" not in said and "<i>" not in said
    assert "&lt;b&gt;Kampung&lt;/b&gt;" in said
    four = effect(facts(daily([*[(100, 100, 150)] * 17])), IDS[:2], START, UNTOUCHED[1:])
    many = replace(four, treated=IDS[:4])
    assert "4 kelurahan bersama-sama" in sentences(many, names, "id", "Siaga")[0]


def test_times_never_round_to_what_they_are_not() -> None:
    values = (0.5, 0.996, 1.004, 1, 0.003, 0)
    assert [times(v, "en") for v in values] == ["0.50", "0.996", "1.004", "1.00", "0.003", "0.00"]
