"""Satgas at every level: who is in it, what it has to do, what its academics found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape

from geo.render import response_words as shared
from geo.response import Member, Review, Task
from geo.response_kinds import LEVELS, MEMBERS
from geo.response_view import ResponseView
from geo.text import number, text

Address = Callable[[str], str]
"""Gives the address of a rule or of a briefing."""


def members(view: ResponseView) -> dict[str, dict[str, int]]:
    """Members by level and side: of each Satgas and side the newest count up to the day, added."""
    last: dict[tuple[str, ...], Member] = {}
    for one in view.register.of(Member):
        key = one.level, one.district, one.zone_id, one.rw, one.side
        if one.date <= view.day and (key not in last or one.date >= last[key].date):
            last[key] = one
    found: dict[str, dict[str, int]] = {}
    for one in last.values():
        sides = found.setdefault(one.level, {})
        sides[one.side] = sides.get(one.side, 0) + one.people
    return {level: found[level] for level in LEVELS if level in found}


def tasks_on(view: ResponseView) -> list[Task]:
    """Tasks that were set by the day: overdue ones first, then by due date, closed ones last."""
    set_by = [task for task in view.register.of(Task) if task.date <= view.day]
    closed = ("done", "dropped")
    return sorted(
        set_by, key=lambda task: (task.state_on(view.day) in closed, task.due, task.title)
    )


def finding(view: ResponseView, lang: str) -> str:
    """How many academics are in it and how many tasks are overdue."""
    of_level, tasks = members(view), tasks_on(view)
    overdue = sum(task.late(view.day) for task in tasks)
    open_ones = sum(task.state_on(view.day) in ("open", "doing") for task in tasks)
    kind = "title" if overdue else "title_on_time" if tasks else "title_none"
    values = {"n": overdue, "late": number(overdue, lang), "total": number(open_ones, lang)}
    title = text(f"response_page.satgas.{kind}", lang, **values)
    academics = sum(sides.get("academic", 0) for sides in of_level.values())
    said = []
    if of_level:
        key = "academics" if academics else "no_academics"
        values = {"n": academics, "academics": number(academics, lang)}
        said.append(text(f"response_page.satgas.{key}", lang, **values))
    return shared.finding(title, view, said, lang, shared.mark(_simulated(view), lang))


def of_levels(view: ResponseView, lang: str) -> str:
    """A row a side, a column a level; a side nobody recorded is a dash, never 0."""
    found = members(view)
    if not found:
        return f"<p>{escape(text('response_page.satgas.no_members', lang))}</p>"
    heads = [text("response_page.column.side", lang)]
    heads += [text(f"response.level.{level}", lang) for level in found]
    rows = [
        [
            escape(text(f"response.side.{side}", lang)),
            *(number(sides.get(side), lang) for sides in found.values()),
        ]
        for side in MEMBERS
    ]
    return shared.table(text("response_page.satgas.caption", lang), heads, rows, "jt-sides")


def tasks(view: ResponseView, lang: str, to: shared.ZoneLink) -> str:
    """Tasks with their state and due date; overdue ones are marked."""
    found = tasks_on(view)
    if not found:
        return f"<p>{escape(text('response_page.satgas.no_tasks', lang))}</p>"
    columns = ("task", "level", "due", "state", "role")
    heads = [text(f"response_page.column.{name}", lang) for name in columns]
    rows = []
    for task in found:
        place = shared.linked(view.city.facts.names, task.zone_id, task.rw, "", to)
        level = escape(text(f"response.level.{task.level}", lang))
        due = escape(shared.short(task.due, lang))
        if task.late(view.day):
            over = text("response_page.satgas.late", lang, n=(view.day - task.due).days)
            due += f' <span class="jt-rs jt-rs-late">{escape(over)}</span>'
        of = task.state_on(view.day)
        word = escape(text(f"response.task.{of}", lang))
        invented = f" {shared.origin('simulated', lang)}" if task.simulated else ""
        rows.append(
            [
                escape(task.title or text("response_page.hidden", lang)) + invented,
                f"{level}<small>{place or escape(task.district)}</small>",
                due,
                f'<span class="jt-rs jt-task-{of}">{word}</span>',
                escape(text(f"response.role.{task.role}", lang)) if task.role else "–",
            ]
        )
    return shared.table(text("response_page.satgas.tasks", lang), heads, rows, "jt-tasks")


def reviews(
    view: ResponseView, lang: str, titles: Mapping[str, str], rule: Address, briefing: Address
) -> str:
    """What academics found, the newest first, each with the rule or briefing it speaks of;
    ``titles`` are those of the rules by key."""
    found = [one for one in view.register.of(Review) if one.date <= view.day]
    if not found:
        return f"<p>{escape(text('response_page.satgas.no_reviews', lang))}</p>"
    items = "".join(
        _review(one, lang, titles, rule, briefing)
        for one in sorted(found, key=lambda one: one.date, reverse=True)
    )
    return f'<ul class="jt-reviews">{items}</ul>'


def _review(
    one: Review, lang: str, titles: Mapping[str, str], rule: Address, briefing: Address
) -> str:
    ways = []
    if one.rule:
        label = text("response_page.satgas.of_rule", lang, rule=titles.get(one.rule, one.rule))
        ways.append(shared.way(rule(one.rule), label))
    if one.briefing:
        ways.append(
            shared.way(briefing(one.briefing), text("response_page.satgas.of_briefing", lang))
        )
    role = f" · {text(f'response.role.{one.role}', lang)}" if one.role else ""
    source = f" {shared.source(one)}" if one.source else ""
    note = f"<p>{escape(one.note)}</p>" if one.note else ""
    when = escape(shared.short(one.date, lang) + role)
    return (
        f"<li><b>{escape(one.title)}</b> {shared.origin(one.origin, lang)}"
        f"<small>{when}{source}</small>{note}<p>{' '.join(ways)}</p></li>"
    )


def _simulated(view: ResponseView) -> bool:
    of, on = view.register.of, view.day
    dated = [(one.date, one.simulated) for one in of(Member)]
    dated += [(one.date, one.simulated) for one in of(Task)]
    dated += [(one.date, one.simulated) for one in of(Review)]
    return any(invented for date, invented in dated if date <= on)
