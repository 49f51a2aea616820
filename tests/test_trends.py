"""Growth, reproduction number and epidemic weeks against printed numbers and hand-worked borders.

Reference numbers: EpiEstim 2.2 (Flu2009, and the incidences of Flu1918 and SARS2003), statsmodels'
Poisson regression, the CDC's and ISO's calendars.
"""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import detectors, text, trends
from geo.errors import InputError
from geo.render import words
from geo.views import Phrase

NAN = float("nan")
ROOT = Path(__file__).resolve().parents[1]

FLU2009 = [
    *(1, 1, 0, 2, 5, 3, 3, 3, 6, 2, 5, 9, 13, 12, 13, 11),
    *(12, 6, 6, 6, 3, 1, 0, 2, 0, 0, 0, 0, 2, 0, 2, 0),
]
FLU_INTERVAL = [0, 0.233, 0.359, 0.198, 0.103, 0.053, 0.027, 0.014, 0.007, 0.003, 0.002, 0.001]
FLU1918 = [
    *(5, 1, 6, 15, 2, 3, 8, 7, 2, 15, 4, 17, 4, 10, 31, 11, 13, 36, 13, 33, 17, 15, 32, 27, 70),
    *(58, 32, 69, 54, 80, 405, 192, 243, 204, 280, 229, 304, 265, 196, 372, 158, 222, 141, 172),
    *(553, 148, 95, 144, 85, 143, 87, 73, 70, 62, 116, 44, 38, 60, 45, 60, 27, 51, 34, 22, 16),
    *(11, 18, 11, 10, 8, 13, 3, 3, 6, 6, 13, 5, 6, 6, 5, 5, 1, 2, 2, 3, 8, 4, 1, 2, 3, 1, 0),
]
SARS2003 = [
    *(1, 0, 0, 1, 0, 0, 2, 0, 2, 2, 1, 1, 1, 0, 0, 0, 4, 1, 2, 4, 13, 23, 35, 26, 12, 17, 19, 17),
    *(28, 23, 27, 27, 11, 21, 21, 25, 31, 103, 96, 69, 58, 48, 33, 25, 43, 37, 30, 29, 28, 34, 34),
    *(32, 24, 17, 16, 23, 18, 15, 11, 19, 16, 9, 17, 14, 6, 4, 8, 9, 11, 11, 11, 6, 13, 3, 8, 2),
    *(4, 4, 6, 4, 5, 4, 8, 2, 3, 2, 5, 3, 3, 4, 3, 1, 2, 0, 1, 3, 3, 1, 1, 1, 1, 1, 1, 1, 0, 2, 0),
]
SARS_INTERVAL = [
    *(0, 0.001, 0.012, 0.043, 0.078, 0.104, 0.117, 0.116, 0.108, 0.094, 0.078, 0.063, 0.049),
    *(0.038, 0.028, 0.021, 0.015, 0.011, 0.008, 0.005, 0.004, 0.003, 0.002, 0.001, 0.001),
]

# Last day of the window (1 is the first day), mean, sd, then 2.5, 5, 25, 50, 75, 95, 97.5 %.
R_FLU2009 = """
8 1.735608909459069 0.4090869431220987 1.0286318368912863 1.121811253441991
   1.4450409327147893 1.703575973174087 1.99130341979599 2.4587050508972452 2.624495884283735
9 1.749049429657795 0.36470201698195587 1.108747303197314 1.19539905957023
   1.4912437265954717 1.7237672378614934 1.9793229607549216 2.388958951004113 2.5329478621388013
10 1.537042729787888 0.3074085459575776 0.9946930124702937 1.0686828061328542
   1.3200763544699028 1.5165981166300901 1.7317431577661353 2.0751554426542023 2.195517835459773
11 1.4316392269148175 0.27055438297009826 0.9513138693045062 1.0175191131744366
   1.2410779485574959 1.414632445035255 1.6036767373243013 1.9037816790906372 2.0085684857941577
12 1.422348653213619 0.25143809447472576 0.9728854258727249 1.0355343858301618
   1.2456664873851446 1.407560272547159 1.5829216003688564 1.8596155378860557 1.9558194285380368
13 1.634941025341586 0.2522768772006641 1.1783216836964343 1.2432609568888273
   1.4584616710773708 1.621983770282062 1.7973033158763867 2.070824871398702 2.165173014353806
14 1.6636221294363254 0.23295369351979545 1.238675947230257 1.2998675525833139
   1.5011408882261392 1.6527615070259734 1.8142694212726034 2.0644269994698314 2.1502729209400053
15 1.6156800423784927 0.20686663159599133 1.2358672112563245 1.2911239090243676
   1.4717610674762527 1.6068598179997378 1.7499875890453784 1.970325285450998 2.0456070297084707
16 1.434003259098316 0.17651359923163412 1.1090580167005166 1.1565305433066417
   1.311332215703191 1.4267673571663022 1.5487890824625032 1.7361602047908504 1.8000616146848794
17 1.408372403313381 0.16155139423459308 1.109637267691818 1.1535884366622655
   1.2963052511221425 1.4022001709628198 1.513713134924366 1.6842118278501517 1.7421779635830614
18 1.247751616405503 0.14219449348401617 0.9847060630105898 1.0234305289516155
   1.1491284804391664 1.242354271004374 1.3404927698585771 1.4904847583133998 1.541464778780632
19 1.0819346160594188 0.1257723443921081 0.8495513808313494 0.8836966866165707
   0.994657581098379 1.0770649587513044 1.1639048051085492 1.296784534084952 1.3419869609769801
20 0.9369318976366942 0.11446444933397357 0.7261093514921064 0.7569331813497799
   0.8573988614814488 0.9322746902171759 1.0113897816759714 1.1328179829099496 1.1742159480143588
21 0.8194289427953829 0.10759629146047538 0.622226751250332 0.6508368271931368
   0.7445207935562668 0.8147244229958335 0.8892106645780776 1.0040700190660377 1.0433606674526046
22 0.6908047875775278 0.10185360920159889 0.5057559267892877 0.5322318351219227
   0.6196538082607085 0.6858054557970528 0.7565086733122077 0.8664328170438576 0.9042565663541848
23 0.5894141223623717 0.09962917066232659 0.41054853240126904 0.43565515946988853
   0.5195123858037456 0.5838102581944684 0.6532110876337006 0.7622911826584315 0.8001143816238035
24 0.4989223277720124 0.09978446555440248 0.3228762243120724 0.34689322746369583
   0.4284952882863608 0.4922860295160137 0.5621218659907836 0.6735931043899297 0.7126626006576436
25 0.4726133028207551 0.10842492770361357 0.2845440814976053 0.30948590099168727
   0.3956838630835192 0.46434820070075333 0.5405440894533279 0.663941353949671 0.707620523046813
26 0.4173488715528588 0.11575175047237436 0.2222206970048413 0.24686437097919234
   0.334576248083011 0.40669777709520794 0.4885319822244023 0.6241795669175585 0.672945681985841
27 0.29769499021859325 0.11251813009545765 0.11968882587053951 0.13971743182336782
   0.21615449956147534 0.2836453633813801 0.3639732413881107 0.5036316939874241 0.5553914273419532
28 0.24002400240024 0.12001200120012 0.06539846226380587 0.08198730253524338
   0.15213442615662123 0.2203456794990037 0.30659630873827665 0.46526591826779023 0.5260889930838477
29 0.45779161325764517 0.20473063335467773 0.1486436907268285 0.18038358982416502
   0.3084234010233768 0.4276605825669278 0.5744763503428575 0.838080848437793 0.9377026804068573
30 0.6754931099702782 0.3020897024452566 0.21933077413110247 0.2661644917670265
   0.45509327019418006 0.6310333535255315 0.8476669411570775 1.2366278068951058 1.3836245170769648
31 0.8634087376964255 0.38612812597129853 0.2803464669518944 0.3402088703262874
   0.581695801412074 0.8065807084779804 1.083479657821566 1.580645661653872 1.7685354300472618
32 1.004016064257028 0.4490096340361023 0.32600128315630933 0.39561236306416264
   0.6764257803167311 0.9379335106016032 1.2599258430611822 1.8380560294452957 2.056543910723633
"""
R_FLU1918 = """
8 1.4145202144807394 0.21571231041488206 1.0236952930019798 1.0793657376753945
   1.2636751046509944 1.4035701815454076 1.5534349918025006 1.787030707811237 1.8675548135955342
17 1.2243030890108704 0.12834183637619004 0.9857324762785364 1.021120231567932
   1.1354686944565926 1.2198213944306384 1.3082531377872806 1.4427742676424158 1.4883392502140027
37 1.3874317205124087 0.03218761252310552 1.3250553818325264 1.3349157250996064
   1.3655879637563697 1.387182817128678 1.4090041443785613 1.4407967493704537 1.451222546997896
92 0.8744316194473591 0.19552885427595224 0.5341255502537576 0.5795143231176353
   0.7358406550145257 0.8599017323935673 0.9972021165386092 1.21892443334398 1.2972566269493524
"""
R_SARS2003 = """
9 5.758157389635317 2.350757910540478 2.1131422778223135 2.507691693086679
   4.049145281255179 5.441613424867629 7.1235142375432705 10.089284941210686 11.198015431211775
18 1.3824088474166234 0.48875533519028685 0.5968260198286679 0.6878905799532186
   1.0292223688799027 1.3252547852947647 1.6734802333319951 2.2720086059153473 2.4922542529293894
38 1.7263206352859937 0.11143351784461436 1.5148055594241354 1.5472082899365258
   1.6499103873635628 1.7239235606545555 1.8001180243561166 1.9136097873222553 1.9514573702626092
107 0.556615776081425 0.2103809884752378 0.22378841058523105 0.2612369347880622
   0.4041552880636554 0.5303464594902807 0.6805396626908423 0.9416663209621731 1.038444181179921
"""
OUTBREAKS = {
    "Flu2009": (FLU2009, FLU_INTERVAL, R_FLU2009, 7),
    "Flu1918": (FLU1918, FLU_INTERVAL, R_FLU1918, 7),
    "SARS2003": (SARS2003, SARS_INTERVAL, R_SARS2003, 8),
}


# --- Reproduction number ------------------------------------------------------------------------


@pytest.mark.parametrize("name", OUTBREAKS)
def test_the_reproduction_number_is_epiestim_s(name: str) -> None:
    cases, interval, rows, first = OUTBREAKS[name]
    of = {
        c: trends.reproduction_number(cases, interval, least_cases=0, confidence=c)
        for c in (0.95, 0.9, 0.5)
    }
    r = of[0.95]
    table = np.array(rows.split(), dtype=np.float64).reshape(-1, 10)
    assert len(table) == {"Flu2009": 25}.get(name, 4)
    for day, mean, sd, q025, q05, q25, q50, q75, q95, q975 in table:
        t = int(day) - 1
        found = [r.mean[t], r.sd[t], r.low[t], r.median[t], r.high[t]]
        assert found == pytest.approx([mean, sd, q025, q50, q975], rel=1e-9), day
        assert [of[0.9].low[t], of[0.9].high[t]] == pytest.approx([q05, q95], rel=1e-9), day
        assert [of[0.5].low[t], of[0.5].high[t]] == pytest.approx([q25, q75], rel=1e-9), day
    known = np.flatnonzero(~r.unknown)
    assert known.tolist() == list(range(first, len(cases)))


def test_the_highest_reproduction_numbers_and_how_many_windows() -> None:
    flu = trends.reproduction_number(FLU1918, FLU_INTERVAL, least_cases=0)
    sars = trends.reproduction_number(SARS2003, SARS_INTERVAL, least_cases=0)
    assert int((~flu.unknown).sum()) == 85 and int((~sars.unknown).sum()) == 99
    assert np.nanmax(flu.mean) == pytest.approx(2.380481, abs=5e-7)
    assert int(np.nanargmax(flu.mean)) == 30
    assert np.nanmax(sars.mean) == pytest.approx(12.212142, abs=5e-7)
    assert int(np.nanargmax(sars.mean)) == 23


def test_a_pair_of_mean_and_sd_is_a_shifted_gamma() -> None:
    r = trends.reproduction_number(FLU2009, (2.6, 1.5), least_cases=0)
    found = [r.mean[7], r.sd[7], r.mean[-1], r.sd[-1]]
    printed = [1.73579766, 0.40913143, 0.99753519, 0.4461113]
    assert found == pytest.approx(printed, abs=5.1e-9)


def test_the_discretised_interval_is_epiestim_s() -> None:
    printed = [
        *(0.0, 0.23317212540754112, 0.35857940031559654, 0.1981108285403132, 0.10334265542794015),
        *(0.05290517524781607, 0.026821461951615083, 0.013516198089437562, 0.0067834378153538225),
        *(0.003394351359299108, 0.0016946741097903836, 0.0008445944658268091),
        *(0.00042033132373475723, 0.00020894215411715322, 0.00010376091904920062),
        *(5.1484795440792685e-05, 2.5527730512564517e-05, 1.2649522721552858e-05),
        *(6.2646670841104505e-06, 3.101067622957035e-06, 1.5343937533884855e-06),
    ]
    assert trends.discretised(2.6, 1.5, 21).tolist() == pytest.approx(printed, abs=1e-14)


@settings(max_examples=60, deadline=None)
@given(mean=st.floats(2, 20), share=st.floats(0.2, 1))
def test_a_discretised_interval_keeps_its_mean_and_adds_up_to_one(
    mean: float, share: float
) -> None:
    sd = mean * share
    weights = trends.discretised(mean, sd, int(mean + 40 * sd) + 5)
    assert weights[0] == 0 and (weights >= 0).all()
    assert weights.sum() == pytest.approx(1, abs=1e-3)
    assert weights @ np.arange(len(weights)) == pytest.approx(mean, rel=5e-3)


def test_a_constant_number_of_cases_reproduces_itself() -> None:
    r = trends.reproduction_number([1_000] * 60, (5, 2))
    assert r.mean[-1] == pytest.approx(1, abs=1e-3)
    assert r.low[-1] < 1 < r.high[-1]
    # 7,000 cases: the interval is about 2 x 1.96 / sqrt(7000) = 4.7 % wide.
    assert r.high[-1] - r.low[-1] == pytest.approx(0.0469, abs=5e-4)
    # 7,000 infectors at day 60, so (1 + 7000)/(1/5 + 7000).
    assert r.mean[-1] == pytest.approx(7_001 / 7_000.2, abs=1e-6)


def test_under_twelve_cases_it_is_hidden_from_twelve_it_is_shown() -> None:
    eleven = trends.reproduction_number([9] + [2] * 4 + [1] * 3, FLU_INTERVAL)
    assert eleven.hidden.tolist() == [False] * 7 + [True]
    assert np.isnan(eleven.mean[7]) and np.isnan(eleven.high[7]) and eleven.cases[7] == 11
    twelve = trends.reproduction_number([9] + [2] * 5 + [1] * 2, FLU_INTERVAL)
    assert not twelve.hidden.any() and twelve.mean[7] > 0 and twelve.cases[7] == 12


def test_a_missing_day_is_unknown_for_as_long_as_it_could_have_infected() -> None:
    cases = [50.0] * 40
    cases[20] = NAN
    # The window of seven days, and after it the days of the interval that weigh over 1 %:
    # lags up to 7 (.014; lag 8 weighs .007), so day 20 + 7 is the last that lacks too much.
    r = trends.reproduction_number(cases, FLU_INTERVAL)
    assert np.flatnonzero(r.unknown).tolist() == [*range(7), *range(20, 34)]
    assert np.isnan(r.mean[20:34]).all()
    whole = trends.reproduction_number([50] * 40, FLU_INTERVAL)
    # With all days alike the known ones stand for the missing one exactly.
    assert r.mean[34:].tolist() == pytest.approx(whole.mean[34:].tolist())


def test_a_revision_counts_as_a_missing_day() -> None:
    negative, missing = [50.0] * 40, [50.0] * 40
    negative[20], missing[20] = -3, NAN
    found = trends.reproduction_number(negative, FLU_INTERVAL)
    wanted = trends.reproduction_number(missing, FLU_INTERVAL)
    assert np.array_equal(found.mean, wanted.mean, equal_nan=True)


def test_cases_without_anyone_to_catch_them_from_are_unknown() -> None:
    r = trends.reproduction_number([0] * 20 + [30, 0, 0], [0, 1.0])
    assert r.unknown[20] and np.isnan(r.mean[20])
    # The day after there were infectors: (1 + 30) / (1/5 + 30).
    assert r.mean[21] == pytest.approx(31 / 30.2)


def test_windows_that_reach_before_the_first_day_say_so() -> None:
    r = trends.reproduction_number([50] * 30, FLU_INTERVAL)
    # Weights up to lag 5 add up to .946, up to lag 6 to .973: day 5 lacks over a twentieth, so
    # windows that start on day 5 or before are early.
    assert np.flatnonzero(r.early).tolist() == list(range(6, 12))
    assert r.mean[11] > 1


def test_districts_are_reckoned_each_alone() -> None:
    both = trends.reproduction_number([FLU2009, [50] * 32], FLU_INTERVAL, least_cases=0)
    alone = trends.reproduction_number(FLU2009, FLU_INTERVAL, least_cases=0)
    assert both.mean.shape == (2, 32)
    assert np.array_equal(both.mean[0], alone.mean, equal_nan=True)


@pytest.mark.parametrize("cases", [[], [3], [0] * 30, [NAN] * 30])
def test_short_empty_and_unreported_series_have_no_reproduction_number(cases: list) -> None:
    r = trends.reproduction_number(cases, (4.7, 2.9))
    assert np.isnan(r.mean).all() and not r.hidden.any()
    assert r.mean.shape == r.unknown.shape and r.unknown.all()


@pytest.mark.parametrize(
    "interval",
    [
        *((1.0, 2.0), (0.5, 1.0), (4.0, 0.0), (4.0, -1.0), (NAN, 1.0), (4.0, np.inf), (1e9, 1.0)),
        *([0.2, 0.8], [0.0, 0.5, 0.48], [0.0, 0.6, 0.42], [0.0, 1.5, -0.5], [0.0], [], [0, NAN, 1]),
    ],
)
def test_an_interval_that_is_none_is_refused(interval: object) -> None:
    with pytest.raises(InputError) as failure:
        trends.reproduction_number(FLU2009, interval)
    assert failure.value.problems[0].key == "trends_interval"


@pytest.mark.parametrize("counts", [[1, 2.5] * 10, [1, np.inf] * 10])
def test_fractions_are_no_cases(counts: list) -> None:
    for reckon in (
        trends.growth,
        trends.week_ratio,
        lambda c: trends.reproduction_number(c, FLU_INTERVAL),
        lambda c: trends.ears(c, "C1"),
        lambda c: detectors.cusum(c, 1.0),
    ):
        with pytest.raises(InputError) as failure:
            reckon(counts)
        fault = failure.value.problems[0]
        assert (fault.key, fault.values["n"]) == ("series_counts", 10)
        assert text.problem(fault, "id") and text.problem(fault, "en")


def test_settings_out_of_range_are_named() -> None:
    for call, key in (
        (lambda: trends.growth([1] * 14, window=2), "series_setting"),
        (lambda: trends.growth([1] * 14, confidence=1.0), "rates_confidence"),
        (lambda: trends.growth([[1] * 14]), "series_one"),
        (lambda: trends.reproduction_number(FLU2009, FLU_INTERVAL, window=0), "series_setting"),
    ):
        with pytest.raises(InputError) as failure:
            call()
        assert failure.value.problems[0].key == key
        assert text.problem(failure.value.problems[0], "id")


# --- Growth -------------------------------------------------------------------------------------

RISING = [10, 11, 13, 14, 16, 19, 21, 24, 27, 30, 34, 39, 44, 50]


def test_growth_is_the_printed_one() -> None:
    found = trends.growth(RISING)
    printed = [0.12423011, 0.09635772, 0.15210250]
    # The printed interval takes its error one step before the fit is done; 40 digits say:
    assert [found.rate, found.low, found.high] == pytest.approx(printed, abs=1.2e-8)
    assert [found.low, found.high] == pytest.approx([0.0963577113, 0.1521025071], abs=5e-11)
    assert found.doubling is not None
    span = [found.doubling.value, found.doubling.low, found.doubling.high]
    assert span == pytest.approx([5.57954, 4.55711, 7.19348], abs=5.1e-6)
    assert (found.verdict, found.halving, found.dispersion) == ("naik", None, 1.0)


def test_the_ratio_of_two_weeks_is_the_printed_one() -> None:
    found = trends.week_ratio(RISING)
    # 248 cases after 104.
    assert found.ratio == pytest.approx(2.38461538, abs=5e-9)
    assert found.rate == pytest.approx(0.12414826, abs=5e-9)
    assert np.log(2) / found.rate == pytest.approx(5.58322, abs=5e-6)
    # Clopper and Pearson for 8 of 10 are .4439 and .9748 (printed tables): odds .7982 and 38.7.
    ten = trends.week_ratio([0] * 6 + [2] + [0] * 6 + [8])
    assert [ten.low, ten.high] == pytest.approx([0.4439 / 0.5561, 0.9748 / 0.0252], rel=2e-3)


def test_the_same_backwards_falls_and_halves() -> None:
    up, down = trends.growth(RISING), trends.growth(RISING[::-1])
    assert down.verdict == "turun" and down.doubling is None and down.halving is not None
    assert [-down.rate, -down.high, -down.low] == pytest.approx([up.rate, up.low, up.high])
    assert up.doubling is not None
    assert down.halving.value == pytest.approx(up.doubling.value)
    assert [down.halving.low, down.halving.high] == pytest.approx(
        [up.doubling.low, up.doubling.high]
    )


def test_an_interval_around_zero_is_unclear_and_has_no_doubling_time() -> None:
    found = trends.growth([3, 5, 4, 6, 2, 5, 4, 5, 3, 6, 4, 5, 3, 5])
    assert found.verdict == "tidak_jelas" and found.low < 0 < found.high
    assert found.doubling is None and found.halving is None


def test_counts_that_vary_more_than_chance_widen_the_interval() -> None:
    # Twice as many in all, in lumps: Pearson's chi-square over 12 is far above 1.
    lumps = [0, 30, 0, 0, 40, 0, 0, 60, 0, 0, 80, 0, 0, 90]
    found = trends.growth(lumps)
    assert found.dispersion > 10 and found.verdict == "tidak_jelas"
    smooth = trends.growth([10, 10, 10, 13, 13, 14, 20, 20, 20, 26, 27, 27, 45, 45])
    assert smooth.dispersion < 1.5 and smooth.verdict == "naik"


@pytest.mark.parametrize(
    ("counts", "verdict"),
    [
        ([0] * 14, "tanpa_kasus"),
        ([0] * 13 + [5], "tidak_jelas"),
        ([5] + [0] * 13, "tidak_jelas"),
        ([0] * 12 + [1, 5], "naik"),
        ([1] * 13, "tidak_diketahui"),
        ([], "tidak_diketahui"),
        ([NAN] * 14, "tidak_diketahui"),
        ([*RISING[:5], NAN, *RISING[6:]], "tidak_diketahui"),
        ([*RISING[:5], -2, *RISING[6:]], "tidak_diketahui"),
        ([NAN, -4, *RISING], "naik"),
    ],
)
def test_every_series_has_a_verdict_and_its_words(counts: list, verdict: str) -> None:
    found = trends.growth(counts)
    assert found.verdict == verdict
    for lang in text.LANGUAGES:
        said = words.phrase(Phrase(found.key, found.values), lang)
        assert "14" in said and "{" not in said and "nan" not in said
        assert text.text(found.verdict_key, lang)


def test_growth_in_words() -> None:
    found = trends.growth(RISING)
    said = Phrase(found.key, found.values)
    assert words.phrase(said, "id") == (
        "Naik dalam 14 hari terakhir: kasus baru berlipat dua dalam 5,6 hari (antara 4,6 dan 7,2)."
    )
    assert words.phrase(said, "en") == (
        "Rising in the last 14 days: new cases double in 5.6 days (between 4.6 and 7.2)."
    )
    assert text.text("trend.verdict.tidak_jelas", "id") == "tidak jelas naik atau turun"


def test_calm_series_are_rarely_said_to_move() -> None:
    # 95 % intervals: about one in twenty calm series moves, half of these each way.
    rng = np.random.default_rng(7)
    for mean, most in ((1.0, 0.07), (20.0, 0.07)):
        verdicts = [trends.growth(row).verdict for row in rng.poisson(mean, (400, 14))]
        moved = sum(verdict in ("naik", "turun") for verdict in verdicts) / 400
        assert 0.01 < moved < most


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 500), min_size=14, max_size=14))
def test_growth_always_answers_and_keeps_its_order(counts: list[int]) -> None:
    found = trends.growth(counts)
    assert found.verdict in {"naik", "turun", "tidak_jelas", "tanpa_kasus"}
    if not np.isnan(found.rate):
        assert found.low < found.rate < found.high
        assert (found.low > 0) == (found.verdict == "naik")
        assert (found.high < 0) == (found.verdict == "turun")
        # The most likely line gives as many cases as there were, and as late on average.
        flipped = trends.growth(counts[::-1])
        assert flipped.rate == pytest.approx(-found.rate, abs=1e-7)


# --- Epidemic weeks -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "sunday", "monday"),
    [
        ("2020-12-31", (2020, 53), (2020, 53)),
        ("2021-01-02", (2020, 53), (2020, 53)),
        ("2021-01-03", (2021, 1), (2020, 53)),
        ("2021-01-04", (2021, 1), (2021, 1)),
        ("2026-11-24", (2026, 47), (2026, 48)),
        ("2022-01-01", (2021, 52), (2021, 52)),
        ("2022-01-02", (2022, 1), (2021, 52)),
        ("2022-01-03", (2022, 1), (2022, 1)),
        ("2023-12-30", (2023, 52), (2023, 52)),
        ("2023-12-31", (2024, 1), (2023, 52)),
        ("2024-01-01", (2024, 1), (2024, 1)),
        ("2024-12-28", (2024, 52), (2024, 52)),
        ("2024-12-29", (2025, 1), (2024, 52)),
        ("2024-12-30", (2025, 1), (2025, 1)),
        ("2015-01-03", (2014, 53), (2015, 1)),
        ("2015-01-04", (2015, 1), (2015, 1)),
    ],
)
def test_weeks_at_the_borders_of_years(day: str, sunday: tuple, monday: tuple) -> None:
    at = dt.date.fromisoformat(day)
    assert trends.epidemic_week(at) == trends.Week(*sunday)
    assert trends.epidemic_week(at, "monday") == trends.Week(*monday)


def test_the_first_and_the_last_day_of_a_week() -> None:
    assert trends.first_day(trends.Week(2020, 53)) == dt.date(2020, 12, 27)
    assert trends.first_day(trends.Week(2021, 1)) == dt.date(2021, 1, 3)
    assert trends.first_day(trends.Week(2021, 1), "monday") == dt.date(2021, 1, 4)
    for year, number in ((2021, 53), (2021, 0), (2020, 54), (2021, -1), (0, 1), (10_000, 1)):
        with pytest.raises(InputError) as failure:
            trends.first_day(trends.Week(year, number))
        assert failure.value.problems[0].key == "series_week"
    with pytest.raises(InputError):
        trends.epidemic_week(dt.date(2021, 1, 1), "wednesday")


@given(st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31)))
def test_weeks_from_monday_are_iso_s_and_every_week_finds_its_first_day(day: dt.date) -> None:
    year, number, _ = day.isocalendar()
    assert trends.epidemic_week(day, "monday") == trends.Week(year, number)
    for starts, weekday in (("monday", 0), ("sunday", 6)):
        first = trends.first_day(trends.epidemic_week(day, starts), starts)
        assert first.weekday() == weekday and 0 <= (day - first).days < 7


def test_daily_counts_add_up_to_whole_weeks_and_cut_off_weeks_are_unknown() -> None:
    # Friday 1 January 2021 to Sunday 24: week 53 is cut off, so is the one of the 24th.
    days = [dt.date(2021, 1, 1) + dt.timedelta(days=k) for k in range(24)]
    counts = np.ones((2, 24))
    counts[1, 5] = NAN  # 6 January, week 1
    counts[1, 10] = -3  # 11 January, week 2: a revision corrects its week
    counts[1, 20] = -9  # 21 January, week 3: it takes away more than the week had
    found = trends.weekly(counts, days)
    assert [day.isoformat() for day in found.first_days] == [
        *("2020-12-27", "2021-01-03", "2021-01-10", "2021-01-17", "2021-01-24")
    ]
    wanted = [[NAN, 7, 7, 7, NAN], [NAN, NAN, 3, NAN, NAN]]
    assert np.array_equal(found.counts, wanted, equal_nan=True)
    monday = trends.weekly(counts[0], days, "monday")
    assert monday.first_days[0] == dt.date(2020, 12, 28)
    assert np.array_equal(monday.counts, [NAN, 7, 7, 7], equal_nan=True)
    assert trends.weekly(np.empty((2, 0)), []).counts.shape == (2, 0)


def test_days_must_follow_each_other() -> None:
    one, three = dt.date(2021, 1, 1), dt.date(2021, 1, 3)
    for counts, days in (([1, 2], [one, three]), ([1, 2], [one]), ([1, 2], [three, one])):
        with pytest.raises(InputError) as failure:
            trends.weekly(counts, days)
        assert failure.value.problems[0].key == "series_days"


def test_scipy_is_loaded_only_when_it_is_needed() -> None:
    code = "import sys, geo.trends, geo.alarms; print('scipy' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
