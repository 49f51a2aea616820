"""The pieces of the page on patterns: clusters, hot spots, and the clusters' rings for the map."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from html import escape
from typing import Any

from geo.alarms import Watch
from geo.direction import Direction
from geo.facts import Facts
from geo.patterns import LEAST_DAYS, Patterns, sentence
from geo.reasons import Phrase
from geo.render import words
from geo.render.map import encode
from geo.text import number, text
from geo.today import name
from geo.trends import epidemic_week

_SHORT = "alarm.unknown.short_history"
_MOST = 8
"""So many alarms are listed; more are a count."""


def clusters(found: Patterns, facts: Facts, lang: str) -> str:
    """Each cluster in one sentence, numbered as on the map, and how they were found."""
    if found.history_days < LEAST_DAYS:
        short = text("pattern.clusters_short", lang, days=found.history_days, least=LEAST_DAYS)
        return f"<p>{escape(short)}</p>"
    if not found.clusters:
        none = text("pattern.clusters_none", lang, replications=number(found.replications, lang))
        return f"<p>{escape(none)}</p>"
    said = (words.phrase(sentence(c, facts, found.day), lang) for c in found.clusters)
    rows = "".join(f"<li>{escape(one)}</li>" for one in said)
    how = escape(text("pattern.cluster_how", lang))
    return f'<ol class="jt-clusters">{rows}</ol><div class="jt-foot"><p>{how}</p></div>'


def hot_spots(found: Patterns, facts: Facts, lang: str) -> str:
    """Moran in one sentence, then the zones that stand out."""
    lines = []
    if found.moran is not None:
        kind = "moran_yes" if found.moran.p <= 0.05 and found.moran.statistic > 0 else "moran_no"
        statistic = number(found.moran.statistic, lang, 2)
        p = number(found.moran.p, lang, 4)
        lines.append(text(f"pattern.{kind}", lang, statistic_word=statistic, p=p))
    groups = {"hot": found.hot, "cold": found.cold, "outliers": found.outliers, "gi": found.gi_hot}
    named = {key: zones for key, zones in groups.items() if zones}
    lines += [text(f"pattern.{key}", lang, names=_names(z, facts)) for key, z in named.items()]
    if not named:
        lines.append(text("pattern.none", lang))
    if found.left_out:
        lines.append(text("pattern.left_out", lang, names=_names(found.left_out, facts)))
    said = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return f'<div class="jt-found">{said}</div>'


def direction(made: Sequence[Direction], facts: Facts, lang: str) -> str:
    """The city in sentences, its districts in a table."""
    if not made:
        return f"<p>{escape(text('direction.none', lang))}</p>"
    city, *districts = made
    said = [words.phrase(Phrase(city.growth.key, city.growth.values), lang)]
    interval = facts.disease.serial_interval
    if interval and city.reproduction:
        values = {"mean": interval[0], "value": _reproduced(city, lang)}
        said.append(words.phrase(Phrase("direction.reproduction", values), lang))
    elif interval:
        said.append(text("direction.hidden", lang))
    rows = "".join(
        f'<tr><th scope="row">{escape(one.district or "")}</th>'
        f'<td class="r">{number(one.cases, lang)}</td>'
        f"<td>{escape(text(one.growth.verdict_key, lang))}</td>"
        f'<td class="r">{escape(_reproduced(one, lang))}</td></tr>'
        for one in districts
    )
    right = ' class="r"'
    heads = "".join(
        f'<th scope="col"{kind}>{escape(text(f"direction.{name}", lang))}</th>'
        for name, kind in (("district", ""), ("cases", right), ("verdict", ""), ("rt", right))
    )
    sentences = "".join(f"<p>{escape(sentence)}</p>" for sentence in said)
    return (
        f'<div class="jt-found">{sentences}</div><div class="jt-table jt-directions"><table>'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def alarms(found: Watch, facts: Facts, lang: str) -> str:
    """What fired and why, the most severe first and one a zone; then how many can't be judged."""
    first = {alarm.zone_id: alarm for alarm in reversed(found.alarms)}
    fired = [alarm for alarm in found.alarms if first[alarm.zone_id] is alarm]
    rows = "".join(
        f"<li><b>{escape(name(facts, alarm.zone_id))}</b>: "
        f"{escape(words.phrase(Phrase(alarm.key, alarm.values), lang))}</li>"
        for alarm in fired[:_MOST]
    )
    methods = ", ".join(facts.disease.alarms)
    calm = text("direction.calm", lang, methods=methods)
    lines = [calm] if found.judged and not rows else []
    more = len(fired) - _MOST
    if more > 0:
        lines.append(text("direction.more", lang, n=number(more, lang)))
    if found.unknown:
        short = {one.method for one in found.unknown if one.key == _SHORT}
        if short:
            lines.append(text("direction.short", lang, methods=", ".join(sorted(short))))
        gaps = {one.zone_id for one in found.unknown if one.key != _SHORT}
        if gaps:
            lines.append(text("direction.unjudged", lang, n=number(len(gaps), lang)))
    listed = f'<ul class="jt-clusters">{rows}</ul>' if rows else ""
    said = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return f'{listed}<div class="jt-found">{said}</div>'


def _reproduced(one: Direction, lang: str) -> str:
    made = one.reproduction
    if made is None:
        return "–"
    mean, low, high = (number(value, lang, 1) for value in (made.mean, made.low, made.high))
    return f"{mean} ({low} – {high})"


def week(day: dt.date, lang: str) -> str:
    """The epidemic week of a day, in words."""
    found = epidemic_week(day)
    return text("direction.week", lang, number=found.number, year=found.year)


def rings(found: Patterns, facts: Facts, outlines: Any, lang: str) -> dict[str, Any]:
    """The clusters' common outlines for the map (GeoDataFrame of the display layer in), drawn on
    the day that they speak of."""
    import shapely

    shapes = outlines.set_index("zone_id")["geometry"]
    areas = [
        shapely.union_all([shapes[facts.zone_ids[row]] for row in cluster.zones])
        for cluster in found.clusters
    ]
    return {
        "day": found.day.isoformat(),
        "word": text("pattern.ring", lang),
        "areas": [[encode(part.exterior) for part in getattr(a, "geoms", (a,))] for a in areas],
    }


def _names(zones: tuple[str, ...], facts: Facts) -> str:
    return ", ".join(facts.names[zone] for zone in zones)
