"""Two rates: p and limits against printed numbers and fractions by hand, and who may learn what."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from geo import pairs, suppression
from geo.errors import InputError
from geo.pairs import compare, exact_p, holm, rate_ratio
from geo.render.words import phrase
from geo.rules import registry
from geo.views import city_view
from tests import toy

SUNDAYS = tuple(dt.date(2021, 3, 7) + dt.timedelta(days=7 * i) for i in range(2))


@dataclass(frozen=True)
class Zone:
    zone_id: str
    cases: int | None
    population: int | None
    hidden: bool = False


def zone(name: str, cases: int | None, people: int | None = 1_000, hidden: bool = False) -> Zone:
    return Zone(name, cases, people, hidden)


# --- p ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cases", "people", "other", "other_people", "p"),
    [
        # As many people: a fair coin thrown as often as there are cases.
        (0, 5_000, 5, 5_000, 2 / 32),
        (0, 5_000, 6, 5_000, 2 / 64),
        (1, 5_000, 7, 5_000, 2 * (1 + 8) / 256),
        (2, 5_000, 8, 5_000, 2 * (1 + 10 + 45) / 1024),
        (1, 5_000, 0, 5_000, 1.0),
        (4, 5_000, 4, 5_000, 1.0),
        # A third of the people, 4 cases: chances of 0 to 4 are 16, 32, 24, 8 and 1 of 81.
        (0, 1_000, 4, 2_000, (16 + 8 + 1) / 81),
        (1, 1_000, 3, 2_000, 1.0),
        (2, 1_000, 2, 2_000, (24 + 8 + 1 + 16) / 81),
        (3, 1_000, 1, 2_000, (8 + 1) / 81),
        (4, 1_000, 0, 2_000, 1 / 81),
        # 2 cases: 4, 4 and 1 of 9. None is as likely as one, so both count.
        (0, 1_000, 2, 2_000, 1.0),
        # 3 cases, exactly as expected.
        (1, 1_000, 2, 2_000, 1.0),
        # A tenth of the people, 3 cases: 729, 243, 27 and 1 of 1000.
        (2, 1_000, 1, 9_000, (27 + 1) / 1000),
    ],
)
def test_p_by_hand(cases: int, people: int, other: int, other_people: int, p: float) -> None:
    assert exact_p(cases, people, other, other_people) == pytest.approx(p, rel=1e-12)


PRINTED = [
    # R's own example of poisson.test: lung cancer in Fredericia against three other cities.
    ((11, 800, 21, 3_011), 0.07967, (1.971488, 0.8584264, 4.2772659)),
    # Articles of 494 men and 421 women in three years, printed from poisson.test.
    ((930, 3, 619, 3), 2.727e-15, (1.502423, 1.355716, 1.665905)),
    # p below 0.05 and an interval that holds 1: printed from poisson.test.
    ((10, 20_000, 2, 17_887), 0.0421, (4.47175, 0.9529548, 41.9743814)),
]


@pytest.mark.parametrize(("four", "p", "limits"), PRINTED)
def test_p_and_limits_are_the_printed_ones(
    four: tuple[int, int, int, int], p: float, limits: tuple[float, float, float]
) -> None:
    assert exact_p(*four) == pytest.approx(p, rel=2e-4)
    assert rate_ratio(*four) == pytest.approx(limits, rel=1e-6)


def test_the_limits_of_fay_s_example() -> None:
    # Vignette of R's rateratio.test: 2 in 17,877 against 9 in 16,660.
    found = rate_ratio(2, 17_877, 9, 16_660)
    assert found == pytest.approx((0.2070941557, 0.02177406, 1.00054910), abs=5e-9)


def test_limits_at_another_confidence() -> None:
    # Printed from poisson.test(c(909, 901), c(12, 14), conf.level = 0.99).
    assert exact_p(909, 12, 901, 14) == pytest.approx(0.0005739, rel=1e-4)
    found = rate_ratio(909, 12, 901, 14, 0.99)
    assert found == pytest.approx((1.177026, 1.041626, 1.330051), abs=6e-7)


def test_limits_by_hand() -> None:
    # None of 5 cases: (1 - c)^5 = 0.025, so the odds c / (1 - c) are the 5th root of 40, less 1.
    ratio, low, high = rate_ratio(0, 1_000, 5, 1_000)
    assert (ratio, low) == (0.0, 0.0)
    assert high == pytest.approx(1.09128, abs=1e-5)
    # With twice the people the same cases are half the rate.
    assert rate_ratio(0, 2_000, 5, 1_000)[2] == pytest.approx(high / 2, rel=1e-12)
    # One of 2: 1 - (1 - c)^2 = 0.025.
    ratio, low, high = rate_ratio(1, 1_000, 1, 1_000)
    c = 1 - math.sqrt(0.975)
    assert (ratio, low, high) == pytest.approx((1.0, c / (1 - c), (1 - c) / c), rel=1e-9)
    assert rate_ratio(5, 1_000, 0, 1_000) == (
        math.inf,
        pytest.approx(1 / 1.09128, rel=1e-5),
        math.inf,
    )


def test_huge_counts() -> None:
    # 10 sigma off a fair coin of a million throws; the normal tail is 1.5e-23.
    assert exact_p(505_000, 700_000, 495_000, 700_000) == pytest.approx(1.54e-23, rel=0.02)
    assert exact_p(500_000, 700_000, 500_000, 700_000) == 1.0
    found = exact_p(300_000, 10_000_000, 100_500, 3_300_000)
    assert found == pytest.approx(stats.binomtest(300_000, 400_500, 100 / 133).pvalue, rel=1e-8)
    assert 0 <= exact_p(1_000_000, 1, 0, 1) < 1e-300


ones = st.integers(0, 400)
many = st.integers(1, 2_000_000)


@given(ones, many, ones, many)
def test_swapping_the_two_changes_nothing_but_the_side(a: int, n: int, b: int, m: int) -> None:
    assert exact_p(a, n, b, m) == exact_p(b, m, a, n)
    if a + b == 0:
        return
    here, there = rate_ratio(a, n, b, m), rate_ratio(b, m, a, n)
    for one, other in zip(here, (there[0], there[2], there[1]), strict=True):
        assert one == pytest.approx(math.inf if other == 0 else 1 / other, rel=1e-9)


@settings(max_examples=200)
@given(ones, many, ones, many)
def test_p_is_that_of_the_binomial_test(a: int, n: int, b: int, m: int) -> None:
    found = exact_p(a, n, b, m)
    assert 0 <= found <= 1
    if a + b:
        wanted = stats.binomtest(a, a + b, n / (n + m)).pvalue
        assert found == pytest.approx(wanted, rel=1e-7, abs=1e-300)


@given(st.integers(0, 60), st.integers(1, 60), st.integers(1, 50_000))
def test_only_the_ratio_of_the_people_matters(a: int, b: int, n: int) -> None:
    assert exact_p(a, n, b, 3 * n) == pytest.approx(exact_p(a, 1, b, 3), rel=1e-9)
    low, high = rate_ratio(a, n, b, 3 * n)[1:]
    assert low <= rate_ratio(a, n, b, 3 * n)[0] <= high


def test_an_unheard_of_confidence_is_refused() -> None:
    with pytest.raises(InputError):
        compare(zone("a", 1), [zone("b", 2)], confidence=95)


# --- Several at once ----------------------------------------------------------------------------


def test_holm_by_hand() -> None:
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([0.6, 0.5]) == [1.0, 1.0]
    assert holm([0.02, 0.02]) == pytest.approx([0.04, 0.04])
    assert holm([0.2]) == [0.2]
    assert holm([]) == []


@given(st.lists(st.floats(0, 1), max_size=9))
def test_holm_keeps_order_and_never_helps(chances: list[float]) -> None:
    found = holm(chances)
    assert all(a <= b <= 1 for a, b in zip(chances, found, strict=True))
    ranked = [b for _, b in sorted(zip(chances, found, strict=True))]
    assert ranked == sorted(ranked)
    if found:
        assert min(found) == pytest.approx(min(1.0, len(found) * min(chances)))


def test_a_pair_that_differs_alone_need_not_among_others() -> None:
    mine = zone("a", 0)
    # 0 against 6 of as many people: 2/64 = 0.03125.
    (alone,) = compare(mine, [zone("b", 6)])
    assert (alone.verdict, alone.direction, alone.compared) == ("different", "lower", 1)
    first, second = compare(mine, [zone("b", 6), zone("c", 6)])
    assert (first.verdict, first.p, first.p_corrected) == ("not_different", 0.03125, 0.0625)
    assert second.compared == 2
    # 0 against 7 is 2/128: times 2 still 0.03125. The other then keeps its own.
    first, second = compare(mine, [zone("b", 6), zone("c", 7)])
    assert (first.verdict, second.verdict) == ("different", "different")
    assert (first.p_corrected, second.p_corrected) == (0.03125, 0.03125)


def test_the_border_belongs_to_a_difference() -> None:
    pair = [zone("b", 5)]
    assert compare(zone("a", 0), pair, alpha=0.0625)[0].verdict == "different"
    assert compare(zone("a", 0), pair, alpha=0.0624)[0].verdict == "not_different"


def test_what_is_unknown_is_said_and_does_not_count() -> None:
    others = [
        zone("hidden", None, hidden=True),
        zone("missing", None),
        zone("revised", -1),
        zone("nobody", 3, 0),
        zone("uncounted", 3, None),
        zone("known", 6),
    ]
    found = {pair.other: pair for pair in compare(zone("a", 0), others)}
    assert {name: pair.why for name, pair in found.items()} == {
        "hidden": "hidden",
        "missing": "missing",
        "revised": "missing",
        "nobody": "population",
        "uncounted": "population",
        "known": "",
    }
    assert found["known"].verdict == "different" and found["known"].p_corrected == 0.03125
    for name in ("hidden", "missing", "revised", "nobody", "uncounted"):
        pair = found[name]
        assert pair.verdict == "unknown" and pair.compared == 1
        assert pair.p is pair.ratio is pair.low is pair.high is pair.direction is None


def test_where_mine_is_unknown_everything_is() -> None:
    for mine in (zone("a", None), zone("a", 4, None), zone("a", None, hidden=True)):
        found = compare(mine, [zone("b", 6), zone("c", 0)])
        assert [pair.verdict for pair in found] == ["unknown", "unknown"]
        assert pairs.note(found) is None


def test_two_zones_without_cases_are_not_compared() -> None:
    none, some = compare(zone("a", 0), [zone("b", 0), zone("c", 6)])
    assert (none.verdict, none.why, some.compared) == ("unknown", "no_cases", 1)


def test_mine_is_not_compared_with_itself() -> None:
    mine = zone("a", 3)
    assert [pair.other for pair in compare(mine, [zone("b", 1), mine])] == ["b"]
    assert compare(mine, [mine]) == () and compare(mine, []) == ()


@pytest.mark.parametrize(
    ("mine", "other", "direction"), [(4, 9, "lower"), (9, 4, "higher"), (4, 4, "same")]
)
def test_the_direction_is_that_of_the_rates(mine: int, other: int, direction: str) -> None:
    (pair,) = compare(zone("a", mine), [zone("b", other)])
    assert pair.direction == direction
    # Twice the people for the other one: rates of 8 against 4 and 9.
    (pair,) = compare(zone("a", 4), [zone("b", 9, 2_000)])
    assert pair.direction == "lower" and pair.ratio == pytest.approx(8 / 9)


@pytest.mark.parametrize(
    ("mine", "other", "few"), [(0, 5, True), (2, 3, True), (3, 3, False), (0, 6, False)]
)
def test_too_few_cases_to_tell(mine: int, other: int, few: bool) -> None:
    # All 5 in one of two as large: 0.0625; all 6: 0.03125.
    (pair,) = compare(zone("a", mine), [zone("b", other)])
    assert pair.too_few is few


# --- Words --------------------------------------------------------------------------------------


def said(mine: Zone, other: Zone, lang: str = "id") -> str:
    return phrase(pairs.sentence(compare(mine, [other])[0]), lang)


def test_a_ratio_is_said_from_the_side_that_has_more() -> None:
    # 30 against 10 of as many people: 3 times; the printed limits of 30 of 40 are .588 and .873.
    here, there = said(zone("a", 30), zone("b", 10)), said(zone("a", 10), zone("b", 30))
    assert here == "Beda nyata, lebih tinggi di sini: 3 kali (1,4 sampai 6,9)"
    assert there == "Beda nyata, lebih tinggi di sana: 3 kali (1,4 sampai 6,9)"
    assert said(zone("a", 10), zone("b", 30), "en").endswith("higher there: 3 times (1.4 to 6.9)")


def test_every_verdict_has_its_words() -> None:
    assert said(zone("a", 9), zone("b", 0)) == "Beda nyata: di sini ada kasus, di sana tidak"
    assert said(zone("a", 0), zone("b", 9)) == "Beda nyata: di sana ada kasus, di sini tidak"
    assert said(zone("a", 8), zone("b", 9)) == "Tidak beda nyata"
    assert said(zone("a", 1), zone("b", 2)).startswith("Tidak beda nyata; kasusnya terlalu")
    assert said(zone("a", 0), zone("b", 0)).startswith("Tidak dibandingkan")
    assert said(zone("a", 1), zone("b", None, hidden=True)).endswith("angka kecil disamarkan")
    assert said(zone("a", 1), zone("b", None)).endswith("jumlah kasus tidak ada")
    assert said(zone("a", 1), zone("b", 2, None)).endswith("jumlah penduduk tidak ada")
    note = pairs.note(compare(zone("a", 1), [zone("b", 2), zone("c", 3)]))
    assert note is not None and "(2, cara Holm)" in phrase(note, "id")


# --- Views --------------------------------------------------------------------------------------


def verdicts(counts: Sequence[int | None], policy: suppression.Policy, mine: int) -> list[tuple]:
    """(square, why, p) of all squares against one, of the week up to the second Sunday."""
    facts = toy.facts(
        {SUNDAYS[0]: (0,) * 9, SUNDAYS[1]: tuple(counts)},
        population=toy.population((10_000,) * 9),
        policy=policy,
    )
    view = city_view(facts, registry()["insidensi7"], SUNDAYS[1])
    found = compare(view.zone(toy.zone_id(mine)), view.zones)
    return [(int(pair.other[-1]), pair.why, pair.p) for pair in found]


def test_a_city_view_is_compared_as_its_reader_sees_it() -> None:
    counts = (6, 0, 4, 12, None, 1, 6, 5, 20)
    official = verdicts(counts, suppression.OFFICIAL, 1)
    assert [why for _, why, _ in official] == ["", "", "", "missing", "", "", "", ""]
    assert official[0] == (2, "", 0.03125)
    public = verdicts(counts, suppression.PUBLIC, 1)
    assert {square for square, why, _ in public if why == "hidden"} == {3, 6}
    # Square 3 has 4 cases: only its own lurah compares them, and still not with the other small one
    lurah = verdicts(counts, suppression.PUBLIC.open_to(toy.zone_id(3)), 3)
    assert {square for square, why, _ in lurah if why == "hidden"} == {6}
    assert verdicts(counts, suppression.PUBLIC, 3)[0] == (1, "hidden", None)


@pytest.mark.parametrize("mine", [1, 2, 9])
def test_nothing_shown_to_the_public_depends_on_a_hidden_count(mine: int) -> None:
    shown = [
        verdicts((6, 0, hidden, 12, None, 1, 6, 5, 20), suppression.PUBLIC, mine)
        for hidden in (1, 2, 3, 4)
    ]
    assert shown[0] == shown[1] == shown[2] == shown[3]


def test_a_smoothed_view_is_compared_by_its_crude_counts() -> None:
    rule = registry()["insidensi7"]
    plain, smooth = (
        city_view(toy.facts(), rule, toy.LAST, smoothed=smoothed) for smoothed in (False, True)
    )
    mine = toy.zone_id(5)
    found = compare(smooth.zone(mine), smooth.zones)
    assert found == compare(plain.zone(mine), plain.zones)
    # 30 of 20,000 against 8 of 5,000: their rates are 150 and 160.
    three = next(pair for pair in found if pair.other == toy.zone_id(3))
    assert three.ratio == pytest.approx(150 / 160) and three.verdict == "not_different"


def test_an_archive_has_nothing_to_compare() -> None:
    facts = toy.facts(archive=toy.archive([("2021-03-15", 1, "merah"), ("2021-03-15", 2, "hijau")]))
    view = city_view(facts, registry()["resmi"], toy.LAST)
    found = compare(view.zone(toy.zone_id(1)), view.zones)
    assert {pair.why for pair in found} == {"missing"}
