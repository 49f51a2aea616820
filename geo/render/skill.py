"""What a back-test found, in words and as a table: for the page on methods and for the command."""

from __future__ import annotations

from html import escape

from geo.backtest import LAGS, RULES
from geo.pressure import Trigger
from geo.skill import NAIVE, Score, Skill
from geo.text import day, number, text

_COLUMNS = ("rule", "warnings", "hits", "missed", "false_alarms", "hit_rate", "precision")
COLUMNS = (*_COLUMNS, "brier", "gain")


def section(of: Skill | None, lang: str) -> str:
    """The part of the page on methods."""
    title = f"<h3>{escape(text('backtest.title', lang))}</h3>"
    if of is None:
        none = escape(text("backtest.none", lang))
        return f'<section class="jt-rule" id="backtest">{title}<p>{none}</p></section>'
    said = [f"<p>{escape(line)}</p>" for line in (*grounds(of, lang), *verdict(of, lang))]
    return (
        f'<section class="jt-rule" id="backtest">{title}{"".join(said)}{_table(of, lang)}</section>'
    )


def short(of: Skill | None, disease: str, lang: str, address: str) -> str:
    """One sentence for beside the neighbours' incidence, and the way to the whole test."""
    kind = "untested" if of is None or of.disease != disease else "yes" if of.beats_naive else "no"
    values = {}
    if of is not None:
        found = of.score("pressure").counts
        values = {"hits": number(found.hits, lang), "events": number(of.events, lang)}
        values["false"] = number(found.false_alarms, lang)
    said = escape(text(f"pressure.tested_{kind}", lang, **values))
    more = escape(text("pressure.tested_more", lang))
    return f'<p>{said} <a href="{escape(address, quote=True)}">{more}</a></p>'


def lines(of: Skill, lang: str) -> list[str]:
    """The same for a terminal, the table in markdown."""
    marks = ["---", *["---:"] * (len(COLUMNS) - 1)]
    table = [f"| {' | '.join(row)} |" for row in (heads(lang), marks, *rows(of, lang))]
    caption = text("backtest.caption", lang)
    return [*grounds(of, lang), "", *table, "", caption, "", *verdict(of, lang)]


def grounds(of: Skill, lang: str) -> list[str]:
    """What was asked, of which numbers, and how it was chosen."""
    said = [
        text(
            "backtest.question",
            lang,
            horizon=of.horizon,
            level=number(of.level, lang),
            factor=number(of.factor, lang, 1),
            window=of.window,
        ),
        text(
            "backtest.source",
            lang,
            city=of.city_name,
            first=day(of.first, lang, "long"),
            last=day(of.last, lang, "long"),
            judged_first=day(of.judged_first, lang, "long"),
            judged_last=day(of.judged_last, lang, "long"),
            **{name: number(getattr(of, name), lang) for name in _COUNTED},
        ),
    ]
    if of.masked:
        days = ", ".join(day(one, lang, "long") for one in of.masked)
        said.append(text("backtest.masked", lang, days=days))
    said.append(text("backtest.choice", lang, most=max(LAGS)))
    lags = ", ".join(map(str, sorted({choice.trigger.lag for choice in of.choices})))
    rule = _trigger(of.whole, lang)
    said.append(text("backtest.chosen", lang, lags=lags, lag=of.whole.lag, rule=rule))
    return said


def verdict(of: Skill, lang: str) -> list[str]:
    """How often it warned and how often it cried wolf, whether it beats the naive forecasts."""
    counts = of.score("pressure").counts
    said = [
        text(
            "backtest.warned",
            lang,
            horizon=of.horizon,
            **{name: number(getattr(counts, name), lang) for name in _FOUND},
        )
    ]
    if not of.enough:
        said.append(text("backtest.few", lang))
    elif of.beats_naive:
        said.append(text("backtest.yes", lang))
    else:
        better = [rule for rule in NAIVE if not of.score(rule).beaten]
        names = "; ".join(text(f"backtest.rule.{rule}", lang) for rule in better)
        said.append(text("backtest.no", lang, rules=names))
    own = of.score("own_trend").beaten
    said.append(text("backtest.own_yes" if own else "backtest.own_no", lang))
    said.append(text("backtest.limit", lang))
    return said


def heads(lang: str) -> list[str]:
    """The table's columns."""
    return [text(f"backtest.column.{name}", lang) for name in COLUMNS]


def rows(of: Skill, lang: str) -> list[list[str]]:
    """One row a forecast, pressure first."""
    return [_row(of.score(rule), lang) for rule in RULES]


def _row(of: Score, lang: str) -> list[str]:
    counts = of.counts
    numbers = (counts.warnings, counts.hits, counts.missed, counts.false_alarms)
    return [
        text(f"backtest.rule.{of.rule}", lang),
        *(number(n, lang) for n in numbers),
        _percent(counts.hit_rate, lang),
        _percent(counts.precision, lang),
        number(of.brier, lang, 4),
        _gain(of, lang),
    ]


def _gain(of: Score, lang: str) -> str:
    mean, low, high = (number(n, lang, 4).replace("-", "−") for n in (of.gain, of.low, of.high))
    return (
        mean if of.low is None else text("backtest.interval", lang, mean=mean, low=low, high=high)
    )


def _percent(share: float | None, lang: str) -> str:
    if share is None:
        return number(None, lang)
    return text("backtest.percent", lang, n=number(100 * share, lang, 1))


def _trigger(of: Trigger, lang: str) -> str:
    if of.floor == float("inf"):
        return text("backtest.never", lang)
    parts = [text("backtest.floor", lang, floor=number(of.floor, lang))] if of.floor else []
    if of.ratio:
        parts.append(text("backtest.ratio", lang, ratio=_short(of.ratio, lang)))
    if of.growth:
        parts.append(text("backtest.growth", lang, growth=_short(of.growth, lang)))
    return f" {text('backtest.and', lang)} ".join(parts)


def _short(value: float, lang: str) -> str:
    return number(value, lang, 0 if value.is_integer() else 2)


def _table(of: Skill, lang: str) -> str:
    marks = ["", *[' class="r"'] * (len(COLUMNS) - 1)]
    head = "".join(
        f'<th scope="col"{mark}>{escape(name)}</th>'
        for name, mark in zip(heads(lang), marks, strict=True)
    )
    body = "".join(
        f'<tr><th scope="row">{escape(first)}</th>'
        + "".join(f'<td class="r">{escape(cell)}</td>' for cell in rest)
        + "</tr>"
        for first, *rest in rows(of, lang)
    )
    caption = escape(text("backtest.caption", lang))
    label = escape(text("backtest.title", lang), quote=True)
    return (
        f'<p class="jt-when">{caption}</p>'
        f'<div class="jt-table" tabindex="0" role="region" aria-label="{label}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


_COUNTED = ("zones", "days", "pairs", "weeks", "events")
_FOUND = ("hits", "events", "false_alarms", "warnings")
