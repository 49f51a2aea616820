"""What a back-test found, as a record: made from a city's facts, kept in data/backtest.toml.

The verdict, fixed beforehand: the neighbours beat the naive forecasts where, against each of NAIVE,
the Brier score is better with a 95 % interval that lies above 0, over at least LEAST_WEEKS weeks
and LEAST_EVENTS events. "own_trend" stands beside them and decides nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from geo import backtest, pressure, scores
from geo.cities import read_toml
from geo.errors import ConfigError, Problem
from geo.facts import Facts
from geo.pressure import Trigger
from geo.scores import Tally
from geo.settings import DATA

FILE = DATA / "backtest.toml"
NAIVE = ("same_number", "same_event", "city")
LEAST_WEEKS, LEAST_EVENTS = 5, 30
_DIGITS = 5


@dataclass(frozen=True)
class Score:
    """One rule: its counts and Brier score; ``gain`` is how much smaller that of "pressure" is, in
    the same unit, from ``low`` to ``high`` (95 %); None for "pressure" itself, limits also where
    fewer than two weeks were judged."""

    rule: str
    counts: Tally
    brier: float
    gain: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def beaten(self) -> bool:
        """True where "pressure" is better by more than chance."""
        return self.low is not None and self.low > 0


@dataclass(frozen=True)
class Choice:
    """What was chosen for "pressure" on a day, judged on the week from it on."""

    day: dt.date
    trigger: Trigger


@dataclass(frozen=True)
class Skill:
    """A back-test. ``first`` to ``last`` are the days of the series, ``judged_first`` to
    ``judged_last`` those on which a warning was judged; ``pairs`` are zones x days, in ``weeks``
    blocks. ``people_year``: year of the populations, None where not stated. ``whole`` is what the
    whole series chooses."""

    city: str
    city_name: str
    disease: str
    first: dt.date
    last: dt.date
    zones: int
    people_year: int | None
    masked: tuple[dt.date, ...]
    judged_first: dt.date
    judged_last: dt.date
    pairs: int
    events: int
    weeks: int
    whole: Trigger
    choices: tuple[Choice, ...]
    scores: tuple[Score, ...]
    level: float = backtest.LEVEL
    factor: float = backtest.FACTOR
    horizon: int = backtest.HORIZON
    window: int = pressure.WINDOW

    @property
    def days(self) -> int:
        """Days of the series, first and last included."""
        return (self.last - self.first).days + 1

    def score(self, rule: str) -> Score:
        """The score of one of ``backtest.RULES``."""
        return next(score for score in self.scores if score.rule == rule)

    @property
    def enough(self) -> bool:
        """True where there was enough to judge by."""
        return self.weeks >= LEAST_WEEKS and self.events >= LEAST_EVENTS

    @property
    def beats_naive(self) -> bool:
        """The verdict."""
        return self.enough and all(self.score(rule).beaten for rule in NAIVE)


def measure(facts: Facts) -> Skill:
    """The back-test of a city's series; InputError where it can't be made."""
    of = backtest.series(facts)
    judged = backtest.judge(of)
    mine = scores.loss(judged.chances["pressure"], judged.happened)
    made = []
    for rule in backtest.RULES:
        losses = scores.loss(judged.chances[rule], judged.happened)
        counts = scores.tally(judged.warned[rule], judged.happened)
        score = Score(rule, counts, _rounded(losses.mean()))
        if rule != "pressure":
            better = scores.gain(losses, mine, judged.blocks)
            limits = [None if n != n else _rounded(n) for n in (better.low, better.high)]
            score = Score(rule, counts, score.brier, _rounded(better.mean), *limits)
        made.append(score)
    return Skill(
        city=facts.city.key,
        city_name=facts.city.name,
        disease=facts.disease.key,
        first=of.days[0],
        last=of.days[-1],
        zones=len(facts.zone_ids),
        people_year=facts.population_year,
        masked=of.masked,
        judged_first=of.days[int(judged.columns.min())],
        judged_last=of.days[int(judged.columns.max())],
        pairs=len(judged.happened),
        events=int(judged.happened.sum()),
        weeks=len(set(judged.blocks.tolist())),
        whole=judged.whole,
        choices=tuple(Choice(of.days[c.origin], c.trigger) for c in judged.choices["pressure"]),
        scores=tuple(made),
    )


def show_forecast(of: Skill | None, disease: str) -> bool:
    """Whether a warning may be shown beside the plain incidence of the neighbours: only for a
    disease of which it was measured that it beats the naive forecasts."""
    return of is not None and of.disease == disease and of.beats_naive


def to_toml(of: Skill, measured: dt.date) -> str:
    """The record as a file; ``measured`` is the day on which it was made."""
    kept = asdict(of)
    trigger, choices, rows = (kept.pop(name) for name in ("whole", "choices", "scores"))
    lines = ["# Written by `python -m geo backtest ... --write`: what geo/backtest.py measured."]
    lines.append(_line("measured", measured))
    lines += [_line(name, value) for name, value in kept.items() if value is not None]
    lines.append(_line("beats_naive", of.beats_naive))
    lines += ["", "[whole]", *(_line(name, value) for name, value in trigger.items())]
    for choice in choices:
        lines += ["", "[[choices]]", _line("day", choice["day"])]
        lines += [_line(name, value) for name, value in choice["trigger"].items()]
    for row in rows:
        flat = row | row.pop("counts")
        lines += ["", "[[scores]]"]
        lines += [_line(name, value) for name, value in flat.items() if value is not None]
    return "\n".join(lines) + "\n"


def read(file: Path = FILE) -> Skill | None:
    """The record that was kept, None where there is none; ConfigError where it is broken."""
    if not file.exists():
        return None
    table = read_toml(file)
    try:
        return _skill(table)
    except (KeyError, TypeError, ValueError) as error:
        raise ConfigError(Problem("backtest_broken", str(file), {"found": str(error)})) from error


def _skill(table: Mapping[str, Any]) -> Skill:
    fields = dict(table)
    del fields["measured"]
    stated = fields.pop("beats_naive")
    fields["masked"] = tuple(fields["masked"])
    fields.setdefault("people_year", None)
    fields["whole"] = Trigger(**fields["whole"])
    fields["choices"] = tuple(
        Choice(one["day"], Trigger(**{k: v for k, v in one.items() if k != "day"}))
        for one in fields["choices"]
    )
    names = set(Tally.__dataclass_fields__)
    fields["scores"] = tuple(
        Score(
            counts=Tally(**{name: one[name] for name in names}),
            **{k: v for k, v in one.items() if k not in names},
        )
        for one in fields["scores"]
    )
    made = Skill(**fields)
    if {score.rule for score in made.scores} != set(backtest.RULES):
        raise ValueError("scores")
    if made.beats_naive != stated:
        raise ValueError("beats_naive")
    return made


def _line(name: str, value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return f"{name} = [{', '.join(_toml(one) for one in value)}]"
    return f"{name} = {_toml(value)}"


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return repr(value)


def _rounded(value: Any) -> float:
    return round(float(value), _DIGITS)
