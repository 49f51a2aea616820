"""The card "why this colour" as lines of a label and a sentence, and as HTML."""

from __future__ import annotations

from html import escape

from geo.render import words
from geo.rules import Rule
from geo.text import day, number, text
from geo.why import Step, Why

Line = tuple[str, str]


def lines(of: Why, lang: str) -> list[Line]:
    """Label and sentence of everything that is known, in the order of the arithmetic."""
    parts = (_window, _rate, _range, _smoothed, _steps, _chances, _policy)
    out = [line for part in parts if (line := part(of, lang))]
    return [*out, *rule_lines(of.rule, lang)]


def rule_lines(rule: Rule, lang: str) -> list[Line]:
    """The rule itself: version, legal unit, certainty, when it was in force, sources."""
    values = {
        "title": words.rule(rule, "title", lang),
        "version": rule.version,
        "unit": text(f"rule_words.legal_level_{rule.legal_level}", lang),
        "certainty": text(f"rule_words.certainty_{rule.certainty}", lang),
    }
    sentence = f"{text('why.rule_value', lang, **values)}. {words.validity(rule, lang)}"
    out = [(text("why.rule", lang), sentence)]
    named = [name for name in (rule.regulation, *rule.sources) if name]
    if named:
        out.append((text("why.source", lang), ", ".join(named)))
    return out


def card(of: Why, lang: str) -> str:
    """The lines as a description list."""
    rows = "".join(
        f"<dt>{escape(label)}</dt><dd>{escape(sentence)}</dd>"
        for label, sentence in lines(of, lang)
    )
    return f'<dl class="jt-why">{rows}</dl>'


def _window(of: Why, lang: str) -> Line | None:
    if of.last_day is None or of.first_day is None:
        return None
    first, last = day(of.first_day, lang, "short"), day(of.last_day, lang, "short")
    values = {"first": first, "last": last, "days": of.rule.window_days}
    return text("why.window", lang), text("why.window_value", lang, **values)


def _rate(of: Why, lang: str) -> Line | None:
    if of.rate is None:
        return None
    sentence = text(
        "why.rate_value",
        lang,
        cases=number(of.status.cases, lang),
        population=number(of.status.population, lang),
        rate=number(of.rate, lang, 1),
        days=of.rule.window_days,
    )
    return text("why.rate", lang), sentence


def _range(of: Why, lang: str) -> Line | None:
    if of.rate_low is None or of.rate_high is None:
        return None
    key = "why.range_few" if of.few else "why.range_value"
    low, high = number(of.rate_low, lang, 1), number(of.rate_high, lang, 1)
    return text("why.range", lang), text(key, lang, low=low, high=high)


def _smoothed(of: Why, lang: str) -> Line | None:
    if of.rate_smoothed is None:
        return None
    rate = number(of.rate_smoothed, lang, 1)
    return text("why.smoothed", lang), text("why.smoothed_value", lang, rate=rate)


def _steps(of: Why, lang: str) -> Line | None:
    label = text("why.steps", lang)
    if of.coloured_smoothed:
        return label, text("why.steps_smoothed", lang)
    said = [
        _step(key, step, lang) for key, step in (("why.up", of.up), ("why.down", of.down)) if step
    ]
    return (label, "; ".join(said)) if said else None


def _step(key: str, step: Step, lang: str) -> str:
    count = number(step.count, lang)
    return text(key, lang, n=step.count, count=count, level=words.level(step.level, lang))


def _chances(of: Why, lang: str) -> Line | None:
    if of.certainty is None:
        return None
    merged = of.rule.bands[0].no_cases
    said = []
    for index, (level, chance) in enumerate(of.chances):
        word = words.level(level, lang)
        if merged and index == 0:
            first = words.level(of.rule.levels[0], lang)
            word = text("why.chance_or", lang, first=first, second=word)
        said.append(text("why.chance_item", lang, level=word, percent=_percent(chance, lang)))
    sure = text("why.unsure" if of.status.doubtful else "why.sure", lang)
    verdict = text("why.sure_explain", lang, percent=_percent(of.certainty, lang), word=sure)
    return text("why.chance", lang), f"{', '.join(said)}. {verdict}"


def _percent(chance: float, lang: str) -> str:
    """A probability in whole percent; never 0 or 100 for what is neither."""
    if 0.995 <= chance < 1:
        return ">" + number(99, lang)
    if 0 < chance < 0.005:
        return "<" + number(1, lang)
    return number(100 * chance, lang)


def _policy(of: Why, lang: str) -> Line | None:
    if of.rule.policy is None:
        return None
    return text("why.policy", lang), text(f"rule_words.policy_{of.rule.policy}", lang)
