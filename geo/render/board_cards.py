"""Small multiples of the lurah's board: each kelurahan's course, incidence, week and RTs by colour,
every picture of a kind on one scale, and beside each picture its words."""

from __future__ import annotations

from html import escape

from geo.board import Board, Member
from geo.levels import BY_KEY
from geo.render import html, miniature, multiples, response_lines, words
from geo.rt_share import Share
from geo.text import day, number, text
from geo.views import COUNTED


def charts(of: Board, lang: str, link: html.Link) -> str:
    """A card for each kelurahan; where a reader may not see the days, the levels alone."""
    scale = multiples.scale([m.view for m in of.members])
    top = max((m.high for m in of.members if m.high is not None), default=0.0)
    shown = rts_shown(of), of.any_response
    cards = "".join(_card(m, scale, top, shown, lang, link) for m in of.members)
    lines = []
    if scale.most:
        lines.append(text("board.scale", lang, n=number(scale.most, lang, 1)))
    elif scale.most == 0:
        lines.append(text("board.scale_none", lang))
    if not all(multiples.known(member.view, scale) for member in of.members):
        lines.append(text("board.no_curve", lang))
    if top:
        lines.append(text("board.range_scale", lang, n=number(top, lang)))
    lines += rt_notes(of, lang)
    said = "".join(f"<p>{escape(line)}</p>" for line in lines)
    mark = html.simulated(lang) if of.city.simulated else ""
    return f'{mark}<ul class="jt-multiples">{cards}</ul><div class="jt-foot">{said}</div>'


def rate(member: Member, lang: str) -> str:
    """The incidence with its 95 % interval and the cases, or in words which of them is not there
    and why."""
    zone = member.zone
    if zone.hidden:
        return escape(words.level("disamarkan", lang))
    if zone.cases is None:
        return escape(_unknown(member, lang))
    if zone.cases < 0:
        return escape(text("board.revised", lang))
    cases = text("board.cases", lang, n=zone.cases)
    if not member.view.city.rule.by_incidence:
        return escape(cases)
    if zone.incidence is None or member.low is None or member.high is None:
        return f"{escape(text('board.no_people', lang))} <small>{escape(cases)}</small>"
    limits = {"low": number(member.low, lang), "high": number(member.high, lang)}
    said = text("board.rate", lang, rate=number(zone.incidence, lang), **limits)
    return f"{escape(said)} <small>{escape(cases)}</small>"


def week(member: Member, lang: str) -> str:
    """The window's cases against those of the week before: an arrow and words."""
    zone, then = member.zone, member.before
    if member.change is None or then is None:
        if zone.hidden or (then is not None and then.hidden):
            return escape(text("board.week.hidden", lang))
        return escape(text("board.week.unknown", lang))
    kind, arrow = (
        ("up", "▲") if member.change > 0 else ("down", "▼") if member.change < 0 else ("same", "=")
    )
    values = {"n": number(abs(member.change), lang), "then": number(then.cases, lang)}
    said = escape(text(f"board.week.{kind}", lang, **values))
    return f'<span class="jt-arrow" aria-hidden="true">{arrow}</span> {said}'


def rts(share: Share | None, lang: str) -> str:
    """RTs by colour as a bar with the same in words; words alone where there is nothing to draw."""
    if share is None or share.state == "none":
        return escape(text("board.rt.none", lang))
    if share.state == "hidden":
        return escape(text("board.rt.hidden", lang))
    if share.state == "other_day" and share.last is not None:
        return escape(text("board.rt.other_day", lang, day=day(share.last, lang, "short")))
    total = share.total
    parts = [
        f"<span>{_block(key)}{escape(_percent(n, total, lang))} {escape(_colour(key, lang))}"
        for key, n in share.counts.items()
    ]
    drawn = "".join(_block(key, f"flex-grow:{n};") for key, n in share.counts.items())
    count = escape(text("board.rt.total", lang, n=number(total, lang)))
    return (
        f'<span class="jt-rtbar" aria-hidden="true">{drawn}</span>'
        f'<span class="jt-rtwords"><span>{count}</span> {",</span> ".join(parts)}</span></span>'
    )


def rt_notes(of: Board, lang: str) -> list[str]:
    """By which rule the RTs are coloured and whether their houses are simulated, or why none is
    shown; [] where no rule colours RTs."""
    rule = of.rt_rule
    if rule is None:
        return []
    if not rts_shown(of):
        states = dict.fromkeys(m.rts.state for m in of.members if m.rts is not None)
        return [text(f"board.rt.all_{state}", lang) for state in states]
    lines = [text("board.rt.rule", lang, rule=words.rule(rule, "title", lang))]
    if not rule.in_force(of.city.day):
        values = {"day": day(of.city.day, lang, "long"), "valid": words.validity(rule, lang)}
        lines.append(text("rule_words.not_in_force", lang, **values))
    kind = "simulated" if of.rts_simulated else "counted"
    return [*lines, text(f"board.rt.{kind}", lang)]


def rts_shown(of: Board) -> bool:
    """True where something is known of the RTs of at least one kelurahan."""
    return any(m.rts is not None and m.rts.state in ("known", "other_day") for m in of.members)


def _card(
    member: Member,
    scale: multiples.Scale,
    top: float,
    shown: tuple[bool, bool],
    lang: str,
    link: html.Link,
) -> str:
    """``shown``: whether anything is known of RTs, and of responses."""
    zone = member.zone
    drawn = miniature.image(multiples.svg(member.view, scale), course(member, scale, lang))
    ends = "".join(f"<span>{escape(day(at, lang, 'short'))}</span>" for at in scale.ends)
    name = f'<a href="{escape(link(zone.zone_id), quote=True)}">{escape(zone.name)}</a>'
    facts = "".join(
        f"<div><dt>{escape(text(f'board.column.{key}', lang))}</dt><dd>{said}</dd></div>"
        for key, said in _facts(member, top, shown, lang)
    )
    return (
        f'<li data-zone="{zone.zone_id}">{html.chip(zone.level, lang)}{name}'
        f'{drawn}<p class="jt-ends">{ends}</p><dl>{facts}</dl></li>'
    )


def course(member: Member, scale: multiples.Scale, lang: str) -> str:
    """What a small chart shows, for who can't see it: the last mean, the peak, the level."""
    means = multiples.means(member.view, scale)
    said = text("board.course_none", lang)
    if means:
        last, peak = max(means), max(means, key=lambda at: (means[at], -at.toordinal()))
        values = {"now_day": day(last, lang, "long"), "peak_day": day(peak, lang, "long")}
        values |= {"now": number(means[last], lang, 1), "peak": number(means[peak], lang, 1)}
        said = text("board.course_curve", lang, **values)
    first, until = (day(at, lang, "long") for at in scale.ends)
    values = {"name": member.zone.name, "first_day": first, "last_day": until, "said": said}
    return text("board.course", lang, level_word=words.level(member.zone.level, lang), **values)


def _facts(
    member: Member, top: float, shown: tuple[bool, bool], lang: str
) -> list[tuple[str, str]]:
    with_rts, with_responses = shown
    found = []
    if member.view.city.rule.kind in COUNTED:
        key = "rate" if member.view.city.rule.by_incidence else "cases"
        found += [(key, _interval(member, top) + rate(member, lang)), ("week", week(member, lang))]
    if with_rts:
        found.append(("rts", rts(member.rts, lang)))
    if with_responses:
        day_of = member.view.city.day
        found.append(("response", response_lines.brief(member.lines, day_of, lang)))
    return found


def _interval(member: Member, top: float) -> str:
    """The incidence as a dot on its interval, from 0 to ``top``; "" where there is none."""
    rate_of = member.zone.incidence
    if rate_of is None or member.low is None or member.high is None or not top:
        return ""
    low, wide, dot = (100 * n / top for n in (member.low, member.high - member.low, rate_of))
    return (
        '<span class="jt-range" aria-hidden="true">'
        f'<i style="left:{low:.2f}%;width:{wide:.2f}%"></i><b style="left:{dot:.2f}%"></b></span>'
    )


def _unknown(member: Member, lang: str) -> str:
    """A level that says nothing of risk says why there is no count."""
    level = BY_KEY[member.zone.level]
    return words.level(level.key if level.severity is None else "tanpa_data", lang)


def _colour(key: str, lang: str) -> str:
    return text("board.rt.unreported", lang) if key == "tanpa_data" else words.level(key, lang)


def _percent(part: int, total: int, lang: str) -> str:
    """Whole percent, as few RTs bear no more; never 0 % for some nor 100 % for less than all."""
    share = round(100 * part / total)
    if share == 0:
        return text("board.rt.under", lang)
    if share == 100 and part < total:
        return text("board.rt.over", lang)
    return text("quality.percent", lang, n=number(share, lang))


def _block(key: str, style: str = "") -> str:
    level = BY_KEY[key]
    pattern = f' class="p-{level.pattern}"' if level.pattern else ""
    return f'<i{pattern} style="{style}background-color:{level.colour}"></i>'
