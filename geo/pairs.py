"""One kelurahan against each of some others: do two rates differ by more than chance?

Cases of a zone are Poisson. Given the total of both zones, the first one's cases are binomial with
the chance n1 / (n1 + n2), its share of the people, if both rates are the same: an exact test for
any number of cases (Przyborowski and Wilenski 1940). Always crude counts, also where the map is
smoothed: what is smoothed leans on the neighbours that it is compared with.

Two-sided: the chances of all outcomes no more likely than the one that was seen, added up, as R's
poisson.test and scipy's binomtest do. Doubling the smaller tail is simpler, but the binomial is
lopsided where populations differ, and it then finds less. The price is that the interval, which
cuts equal tails off, can just hold 1 where p is just below 0.05.

p is corrected for the number of zones that one is compared with (Holm 1979); intervals are not.
Two zones without any case are not compared: there is nothing that could tell them apart.

Limit: people who infect each other come in clusters, so that chance parts two rates further than
independent cases would; a difference is a reason to look, no proof of one in risk.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from geo.parts import require, there
from geo.reasons import Phrase
from geo.series import tail_of

ALPHA = 0.05
"""A pair differs where its corrected p is no larger; the custom of the field, no regulation."""
CONFIDENCE = 0.95
_TIE = 1e-7
"""Two chances closer than this, relatively, are the same one rounded differently."""

Verdict = Literal["different", "not_different", "unknown"]
Direction = Literal["higher", "lower", "same"]


class Counted(Protocol):
    """What is compared: a ``views.ZoneStatus``, or anything with these fields. ``cases`` are the
    window's, None where unknown; below 0 (a revision) is unknown too. ``hidden``: the reader may
    not see the count."""

    @property
    def zone_id(self) -> str: ...
    @property
    def cases(self) -> int | None: ...
    @property
    def population(self) -> int | None: ...
    @property
    def hidden(self) -> bool: ...


@dataclass(frozen=True)
class Pair:
    """``mine`` against ``other``, both zone_ids.

    ``why`` tells why a verdict is unknown: "hidden", "missing" (cases), "population", "no_cases"
    (in neither); "" else. ``direction`` is mine against the other, also where the difference may be
    chance. ``ratio`` is my rate over the other's, infinite where only the other has no case, with
    limits ``low`` and ``high``. ``p`` is the pair's own, ``p_corrected`` that of ``compared`` pairs
    at once. All None where unknown. ``too_few``: no split of these cases between the two could have
    had a ``p`` of 0.05, so that "not different" says little.
    """

    mine: str
    other: str
    verdict: Verdict
    why: str = ""
    direction: Direction | None = None
    ratio: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None
    p_corrected: float | None = None
    compared: int = 0
    too_few: bool = False


def compare(
    mine: Counted,
    others: Sequence[Counted],
    *,
    alpha: float = ALPHA,
    confidence: float = CONFIDENCE,
) -> tuple[Pair, ...]:
    """One Pair for each of ``others``, in their order; ``mine`` itself among them is left out.

    The windows must be as long. They can end on different days: a lurah's own window ends today,
    the others' on the last closing day (``suppression.window_end``); whoever shows a pair says so.
    """
    tail_of(confidence)
    others = [other for other in others if other.zone_id != mine.zone_id]
    reasons = [_unknown(mine, other) for other in others]
    tested = [_four(mine, other) for other, why in zip(others, reasons, strict=True) if not why]
    chances = [exact_p(*four) for four in tested]
    corrected = holm(chances)
    known = iter(zip(tested, chances, corrected, strict=True))
    pairs = []
    for other, why in zip(others, reasons, strict=True):
        if why:
            pairs.append(Pair(mine.zone_id, other.zone_id, "unknown", why, compared=len(tested)))
            continue
        four, p, p_corrected = next(known)
        ratio, low, high = rate_ratio(*four, confidence)
        different = p_corrected <= alpha
        pairs.append(
            Pair(
                mine.zone_id,
                other.zone_id,
                "different" if different else "not_different",
                direction=_direction(*four),
                ratio=ratio,
                low=low,
                high=high,
                p=p,
                p_corrected=p_corrected,
                compared=len(tested),
                too_few=not different and _least_p(*four) > alpha,
            )
        )
    return tuple(pairs)


def sentence(pair: Pair) -> Phrase:
    """The verdict in a few words; ratios are said as more than 1, whichever zone has more."""
    if pair.ratio is None or pair.low is None or pair.high is None:
        return Phrase(f"pairs.unknown.{pair.why}")
    if pair.verdict == "not_different":
        return Phrase(f"pairs.not_different.{'too_few' if pair.too_few else 'plain'}")
    if pair.ratio in (0, math.inf):
        return Phrase(f"pairs.different.{'only_here' if pair.ratio else 'only_there'}")
    if pair.direction == "higher":
        values = {"ratio": pair.ratio, "low": pair.low, "high": pair.high}
        return Phrase("pairs.different.higher", values)
    values = {"ratio": 1 / pair.ratio, "low": 1 / pair.high, "high": 1 / pair.low}
    return Phrase("pairs.different.lower", values)


def note(pairs: Sequence[Pair]) -> Phrase | None:
    """How the verdicts were found; None where no pair could be compared."""
    compared = pairs[0].compared if pairs else 0
    return Phrase("pairs.note", {"compared": compared}) if compared else None


def exact_p(cases: int, people: int, other_cases: int, other_people: int) -> float:
    """Two-sided p of the same rate in both; 1 where neither has a case. People are above 0."""
    require("statistics")
    from scipy import special

    if cases * other_people > other_cases * people:
        return exact_p(other_cases, other_people, cases, people)
    if cases * other_people == other_cases * people:
        return 1.0
    total, everyone = cases + other_cases, people + other_people
    share, rest = people / everyone, other_people / everyone
    ways = math.lgamma(total + 1)

    def log_chance(k: int) -> float:
        choose = ways - math.lgamma(k + 1) - math.lgamma(total - k + 1)
        return choose + k * math.log(share) + (total - k) * math.log(rest)

    # From its mean on the binomial only falls: the far tail begins where it is as low as here.
    seen = log_chance(cases) + _TIE
    beyond_mean = range(-(-total * people // everyone), total + 1)
    steps = bisect_left(beyond_mean, True, key=lambda k: log_chance(k) <= seen)
    near = special.betainc(total - cases, cases + 1, rest)
    if steps == len(beyond_mean):
        return float(near)
    first = beyond_mean[steps]
    return min(1.0, float(near + special.betainc(first, total - first + 1, share)))


def rate_ratio(
    cases: int, people: int, other_cases: int, other_people: int, confidence: float = CONFIDENCE
) -> tuple[float, float, float]:
    """My rate over the other's with exact limits: those of Clopper and Pearson for my share of the
    cases, as odds, by the people. Infinite where the other has no case; one of both must have."""
    require("statistics")
    from scipy import special

    tail, scale = tail_of(confidence), other_people / people
    low, high, ratio = 0.0, math.inf, math.inf
    if cases:
        odds = special.betaincinv(cases, other_cases + 1, tail)
        low = float(odds / special.betaincinv(other_cases + 1, cases, 1 - tail)) * scale
    if other_cases:
        ratio = cases / other_cases * scale
        odds = special.betaincinv(cases + 1, other_cases, 1 - tail)
        high = float(odds / special.betaincinv(other_cases, cases + 1, tail)) * scale
    return ratio, low, high


def holm(chances: Sequence[float]) -> list[float]:
    """p values corrected for being looked at together: the smallest times their number m, the next
    times m - 1, and so on; never above 1 nor below that of a smaller one."""
    corrected, highest = [0.0] * len(chances), 0.0
    order = sorted(range(len(chances)), key=lambda index: chances[index])
    for place, index in enumerate(order):
        highest = max(highest, min(1.0, (len(chances) - place) * chances[index]))
        corrected[index] = highest
    return corrected


def _unknown(mine: Counted, other: Counted) -> str:
    """Why two zones can't be compared, "" where they can."""
    both = (mine, other)
    if not there("statistics"):
        return "part"
    if any(zone.hidden for zone in both):
        return "hidden"
    if any(zone.cases is None or zone.cases < 0 for zone in both):
        return "missing"
    if any(not zone.population or zone.population < 0 for zone in both):
        return "population"
    return "" if mine.cases or other.cases else "no_cases"


def _four(mine: Counted, other: Counted) -> tuple[int, int, int, int]:
    return (
        int(mine.cases or 0),
        int(mine.population or 0),
        int(other.cases or 0),
        int(other.population or 0),
    )


def _direction(cases: int, people: int, other_cases: int, other_people: int) -> Direction:
    here, there = cases * other_people, other_cases * people
    return "same" if here == there else "higher" if here > there else "lower"


def _least_p(cases: int, people: int, other_cases: int, other_people: int) -> float:
    """The smallest p that so many cases could have had: all of them in one of the two."""
    total = cases + other_cases
    return min(exact_p(total, people, 0, other_people), exact_p(0, people, total, other_people))
