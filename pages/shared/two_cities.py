"""The studi komparasi: two cities on linked maps and one scale, for a page that compares.

The link carries ``with`` (the other city), ``align``, and ``day2`` where the other city's day is
not the one that follows from the first one's.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from html import escape

import streamlit as st

from geo import incomparable, rule_choice, text, two_cities
from geo.errors import Problem
from geo.render import html, spread, timeline, words
from geo.render import two_cities as pair_html
from geo.settings import STATIC
from geo.two_cities import Side, TwoCities
from pages.shared import cached, clock, frame, live, parts, two_responses, widgets

STYLE = STATIC / "jaga" / "pair.css"
PAGE = "kota"


def show(here: frame.Here) -> None:
    """Choose the other city; finding, two maps, the spread through time, figures, and what can't
    be compared."""
    st.html(STYLE)
    with st.container(key="pairpicks", horizontal=True):
        other, align = city_choice(here), align_choice(here)
    if other is None:
        return
    asked = replace(here.asked, city=other, revision=cached.revision(other, here.asked.disease))
    live.watch(asked, here.lang)
    made = compared(here, asked, align)
    why = pair_html.unaligned(made, here.lang)
    if why:
        st.html(html.notice(why))
    with st.container(key="status"):
        st.html(pair_html.finding(made, here.lang))
        common_rule(here, made)
    with st.container(key="pair"):
        for column, name in zip(st.columns(2, gap="medium"), ("a", "b"), strict=True):
            with column, st.container(key=f"side_{name}"):
                one_city(here, made, asked, name)
    with st.container(key="curve"):
        through_time(here, made)
    left, right = st.columns([1, 1.2], gap="medium")
    with left, st.container(key="past"):
        parts.heading(here, "two_cities.figures")
        st.html(pair_html.figures(made, here.lang))
    with right, st.container(key="near"):
        parts.heading(here, "two_cities.cannot_title")
        outside = tuple(outside_share(here, side) for side in made.sides)
        said = incomparable.reasons(made, cached.all_rules(), outside)
        st.html(pair_html.cannot(said, here.lang))
    two_responses.show(here, made)
    with st.container(key="foot"):
        for side in made.sides:
            if side.view is not None:
                st.html(html.footnote(side.view, here.lang))


def city_choice(here: frame.Here) -> str | None:
    """The other city: the link's, else the first there is; None where there is no other."""
    cities = cached.all_cities()
    others = [key for key in cities if key != here.selection.city]
    if not others:
        st.html(html.notice([here.say("two_cities.no_other")]))
        return None
    wanted = here.selection.extra.get("with", others[0])
    chosen = wanted if wanted in others else others[0]
    if wanted != chosen:
        told = {"found": wanted, "known": ", ".join(others), "used": chosen}
        kind = "url_with_own" if wanted in cities else "url_city"
        st.html(html.notice([text.problem(Problem(kind, "?with=", told), here.lang)]))
    state = f"with_{here.selection.city}"
    st.session_state[state] = chosen
    st.selectbox(
        here.say("two_cities.with"),
        others,
        key=state,
        format_func=lambda key: pair_html.short(cities[key].name),
        on_change=lambda: frame.choose(**{"with": st.session_state[state], "day2": None}),
    )
    return chosen


def align_choice(here: frame.Here) -> str:
    """By the calendar, or by days since each city's first cases."""
    chosen = parts.own_field(here, "align", two_cities.ALIGNMENTS)
    st.session_state["align"] = chosen
    st.segmented_control(
        here.say("two_cities.align"),
        two_cities.ALIGNMENTS,
        key="align",
        format_func=lambda key: here.say(f"two_cities.align_{key}"),
        on_change=lambda: frame.choose(align=st.session_state["align"] or chosen, day2=None),
    )
    return chosen


def compared(here: frame.Here, asked: cached.Question, align: str) -> TwoCities:
    """Both cities on their days, under the rule of the link."""
    rule = cached.all_rules()[here.selection.rule]
    facts = cached.facts(asked)
    zoned = None if rule_choice.refusal(rule, facts) else cached.zoned(asked)
    own = cached.zoned(here.asked)
    starts = two_cities.start(here.facts), two_cities.start(facts)
    ahead = two_cities.offset(*starts, align)
    date = here.selection.date
    day = the_other_day(here, own.days, zoned.days if zoned else (), ahead)
    levels = two_cities.scale(rule, own, zoned)
    first = cached.city_view(here.asked, date) if date else None
    second = cached.city_view(asked, day) if day else None
    return TwoCities(
        rule,
        two_cities.side(here.facts, own, first, starts[0], levels),
        two_cities.side(facts, zoned, second, starts[1], levels),
        align,
        ahead,
    )


def the_other_day(
    here: frame.Here, own: tuple[dt.date, ...], days: tuple[dt.date, ...], ahead: int
) -> dt.date | None:
    """The link's ``day2`` where the first city's day goes with it, else the one that follows."""
    date = here.selection.date
    written = here.selection.extra.get("day2", "")
    asked = next((day for day in days if day.isoformat() == written), None)
    if asked is not None and two_cities.other_day(own, asked, -ahead) == date:
        return asked
    return two_cities.other_day(days, date, ahead)


def one_city(here: frame.Here, made: TwoCities, asked: cached.Question, name: str) -> None:
    """One city's map and tally, with the way to its own page."""
    side = made.first if name == "a" else made.second
    city, day = side.facts.city.key, side.view.day if side.view else None
    st.html(f'<h2 class="jt-side">{escape(pair_html.day_of(made, side, here.lang))}</h2>')
    if side.zoned is None:
        st.html(f"<p>{escape(here.say('two_cities.no_map', city=side.name))}</p>")
        return
    link = timeline.linked(widgets.group(PAGE), "time", offset_days=made.offset * (name == "b"))
    fields = {"city": city, "date": day} if name == "b" else {}
    one = widgets.Linked(
        name=name,
        label=here.say("two_cities.map", city=side.name),
        asked=asked if name == "b" else here.asked,
        day=day,
        zone=here.selection.zone if name == "a" else None,
        link=link,
        moved=lambda to: moved(made, name, to),
        fields=fields,
    )
    widgets.show_linked(here, one, PAGE)
    if side.view is not None:
        st.html(html.tally(side.view, here.lang))
    words_of = escape(here.say("two_cities.to_map", city=pair_html.short(side.name)))
    target = escape(here.link("peta", **fields), quote=True)
    st.html(f'<p class="jt-to"><a href="{target}">{words_of}</a></p>')


def moved(made: TwoCities, name: str, to: dt.date) -> Mapping[str, dt.date | None]:
    """A hand moved one of the maps to a day: keep it in the link, and say what both show."""
    first, second = (side.zoned.days if side.zoned else () for side in made.sides)
    if name == "a":
        frame.choose(date=to, day2=None)
        return {"a": to, "b": two_cities.other_day(second, to, made.offset)}
    date = two_cities.other_day(first, to, -made.offset)
    follows = two_cities.other_day(second, date, made.offset) == to
    frame.choose(date=date, day2=None if follows else to)
    return {"a": date, "b": to}


def common_rule(here: frame.Here, made: TwoCities) -> None:
    """Where a city has no day under this rule: another one that colours both."""
    if all(side.view is not None for side in made.sides):
        return
    offered = [rule_choice.offered(cached.all_rules(), side.facts) for side in made.sides]
    counted = all(side.facts.cases.days_reported for side in made.sides)
    both = [rule for key, rule in offered[0].items() if key in offered[1] and rule.by_incidence]
    if not counted or not both or both[0].key == made.rule.key:
        return
    st.button(
        here.say("two_cities.use_rule", rule=words.rule(both[0], "title", here.lang)),
        on_click=lambda: frame.choose(rule=both[0].key, date=None, day2=None),
    )


def through_time(here: frame.Here, made: TwoCities) -> None:
    """The spread over the levels, a chart for each city on one axis, and the numbers behind it."""
    parts.heading(here, "two_cities.spread")
    known = [s for s in made.sides if s.spread is not None and s.spread.days and not s.blind]
    if known and known[0].spread is not None:
        st.html(spread.legend(known[0].spread.levels, here.lang))
    for side in made.sides:
        st.html(f'<h3 class="jt-side">{escape(side.name)}</h3>')
        if side.spread is None or not side.spread.days or side.blind:
            lacking = "blind" if side.blind else "none"
            st.html(f"<p>{escape(here.say(f'two_cities.spread_{lacking}', city=side.name))}</p>")
            continue
        drawn = spread.chart(made, side, side.spread, here.lang)
        st.altair_chart(drawn, alt=spread.alternative(side, side.spread, here.lang))
    if not known:
        return
    said, every = here.say("two_cities.spread_note"), spread.step(made)
    if every > 1:
        said += " " + here.say("two_cities.spread_step", n=every)
    st.html(f'<div class="jt-foot"><p>{escape(said)}</p></div>')
    with st.expander(here.say("two_cities.numbers")):
        for side in known:
            if side.spread is not None:
                st.html(spread.numbers(made, side, side.spread, here.lang))


def outside_share(here: frame.Here, side: Side) -> float | None:
    """The share of persons of no kelurahan; None where unknown or not this reader's."""
    facts = side.facts
    if not facts.policy.detail or not facts.cases.days_reported:
        return None
    asked = here.asked
    if facts.city.key != asked.city:
        revision = cached.revision(facts.city.key, asked.disease)
        asked = replace(asked, city=facts.city.key, revision=revision)
    made = cached.quality(asked, clock.today(asked.city, asked.as_of)).outside
    return made.share if made is not None else None
