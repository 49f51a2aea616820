"""Why a zone has its level, as phrases: one sentence for each kind of rule and of nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from geo.levels import BY_KEY
from geo.rules import Rule


@dataclass(frozen=True)
class Phrase:
    """A text catalogue key with its values: a sentence not yet written in any language."""

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)


def reason(rule: Rule, day: dt.date, row: Mapping[str, Any], people: float | None) -> Phrase:
    """The sentence for one row of ``zoning.statuses_on``; ``people`` None where unknown."""
    values: dict[str, Any] = {"level": row["level"], "days": rule.window_days, "per": rule.per}
    if rule.kind == "archive":
        return _archived(day, row)
    if row["level"] == "usang" and row["last_report"] not in (None, day):
        return Phrase("reason.bands.stale", {**values, "last": row["last_report"]})
    if rule.kind in ("rt_houses", "by_date"):
        return _of_rts(row, values)
    if rule.kind == "trend_score":
        return _of_trends(row, values)
    if rule.kind == "three_years":
        return _of_years(row, values)
    if BY_KEY[row["level"]].severity is None:
        return _unknown(day, row, people, values)
    if row["hidden"]:
        return Phrase("reason.bands.hidden", values)
    values["cases"] = values["n"] = int(row["cases"])
    if rule.kind == "doubling":
        return Phrase("reason.klb.month", {**values, "before": row["detail"]["year_before"]})
    if rule.kind == "count_bands":
        kind = "window" if rule.window_days else "so_far"
        return Phrase(f"reason.count.{kind}", values)
    values["population"] = None if people is None else int(people)
    if row["cases"] == 0:
        return Phrase("reason.bands.no_cases", values)
    kind = "within_day" if rule.bound_days == 1 else "within"
    if rule.window_days != rule.bound_days and kind == "within":
        kind = "within_week"
    if people is not None:
        scale = rule.per * rule.bound_days / (rule.window_days or 1)
        values |= {"rate": row["cases"] * scale / people}
    return Phrase(f"reason.bands.{kind}", values)


def _archived(day: dt.date, row: Mapping[str, Any]) -> Phrase:
    kind = "stated"
    if row["level"] == "tidak_dilaporkan":
        kind = "not_reported"
    elif row["inferred"]:
        kind = "inferred"
    elif "rt" in row["level"]:
        kind = "rt"
    return Phrase(f"reason.archive.{kind}", {"level": row["level"], "day": day})


def _of_rts(row: Mapping[str, Any], values: dict[str, Any]) -> Phrase:
    rts = row["detail"].get("rts")
    if row["hidden"]:
        return Phrase("reason.rt.hidden", values)
    if not rts:
        return Phrase("reason.rt.none", values)
    values |= {"rts": rts, "total": sum(rts.values())}
    known = BY_KEY[row["level"]].severity is not None
    return Phrase("reason.rt.worst" if known else "reason.rt.gaps", values)


def _of_trends(row: Mapping[str, Any], values: dict[str, Any]) -> Phrase:
    detail = row["detail"]
    if not detail:
        return Phrase("reason.trend.none", values)
    values |= {"low": detail["low"], "high": detail["high"], "known": len(detail["charts"])}
    known = BY_KEY[row["level"]].severity is not None
    return Phrase("reason.trend.sure" if known else "reason.trend.open", values)


def _of_years(row: Mapping[str, Any], values: dict[str, Any]) -> Phrase:
    years = row["detail"].get("years", ())
    if BY_KEY[row["level"]].severity is not None:
        return Phrase("reason.years.cases", {**values, "had": sum(y == 1 for y in years)})
    empty = bool(years) and all(y == 0 for y in years)
    return Phrase("reason.years.larvae" if empty else "reason.years.open", values)


def _unknown(
    day: dt.date, row: Mapping[str, Any], people: float | None, values: dict[str, Any]
) -> Phrase:
    cases, last = row["cases"], row["last_report"]
    if row["level"] == "disamarkan":
        kind = "hidden_colour" if row["hidden"] else "suppressed"
        return Phrase(f"reason.bands.{kind}", values)
    if cases == cases and cases < 0:
        return Phrase("reason.bands.negative", {**values, "cases": int(cases)})
    if cases == cases and people is None:
        return Phrase(
            "reason.bands.no_population", {**values, "cases": int(cases), "n": int(cases)}
        )
    if row["hidden"] and people is None:
        return Phrase("reason.bands.no_population_hidden", values)
    if last is None:
        return Phrase("reason.bands.never", values)
    return Phrase("reason.bands.incomplete", {**values, "last": last})
