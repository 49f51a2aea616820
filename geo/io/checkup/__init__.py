"""An installation looked over from end to end: what is in order, what is doubtful, what is broken.

A check gives what it saw, and a Problem for all that is to be mended; one that is not fatal is a
warning. Nothing that a check meets keeps the others from being made. Nothing is mended, and what is
written is taken back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import sqlalchemy as sa

from geo.errors import ConfigError, JagaError, Problem
from geo.io import logs, moments
from geo.io.engine import make_engine
from geo.settings import ROOT, STATIC, Settings

State = Literal["ok", "warn", "fail"]
STATES: tuple[State, ...] = ("ok", "warn", "fail")
NOTHING: Mapping[str, Any] = {"nothing": True}
"""The values of a check that has nothing to look at, which is well."""


@dataclass(frozen=True)
class Finding:
    """What a check found. ``values`` are those of its words where all is well."""

    check: str
    values: Mapping[str, Any] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    @property
    def state(self) -> State:
        """The worst that was found."""
        if any(problem.fatal for problem in self.problems):
            return "fail"
        return "warn" if self.problems else "ok"


class SkippedError(Exception):
    """What a check stands on is broken: the check of that name says so."""


@dataclass
class Ground:
    """What is looked over. ``backups`` and ``url`` are asked of only where they are given."""

    db: str | None = None
    backups: Path | None = None
    url: str | None = None
    root: Path = ROOT
    static: Path = STATIC
    now: dt.datetime = field(default_factory=lambda: moments.read(moments.now()))
    lost: set[str] = field(default_factory=set)
    """Checks that failed, for those that stand on them."""

    @cached_property
    def settings(self) -> Settings:
        """The settings; SkippedError where they can't be read."""
        try:
            return Settings()
        except ConfigError:
            raise SkippedError("settings") from None

    @property
    def db_url(self) -> str:
        """The URL of the store."""
        return self.db or self.settings.db_url

    @cached_property
    def engine(self) -> sa.Engine:
        """The store's engine, whether anything answers there or not."""
        return make_engine(self.db_url)

    def stands_on(self, check: str) -> None:
        """SkippedError where this check has failed before."""
        if check in self.lost:
            raise SkippedError(check)

    def close(self) -> None:
        """Give back the connections."""
        if "engine" in self.__dict__:
            self.engine.dispose()


Check = Callable[[Ground, list[Problem]], Mapping[str, Any]]
"""Gives the values of its words, and adds to the list what is to be mended."""


def look(ground: Ground, checks: Iterable[tuple[str, Check]]) -> list[Finding]:
    """Make every check, in this order."""
    found = []
    for name, check in checks:
        problems: list[Problem] = []
        values: Mapping[str, Any] = {}
        try:
            values = check(ground, problems)
        except SkippedError as skipped:
            problems.append(Problem("checkup_skipped", name, {"check": str(skipped)}, fatal=False))
        except JagaError as error:
            problems += error.problems
        except Exception as error:
            said = logs.hidden(f"{type(error).__name__}: {error}")[:200]
            problems.append(Problem("checkup_broken", name, {"found": said}))
        finding = Finding(name, values, tuple(problems))
        if finding.state == "fail":
            ground.lost.add(name)
        found.append(finding)
    return found
