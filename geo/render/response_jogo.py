"""Jogo Tonggo: each RW with its last report, the four fields of it, and whether it is overdue."""

from __future__ import annotations

from html import escape

from geo.action_ledger import Line
from geo.render import response_words as shared
from geo.response import Report
from geo.response_kinds import BIDANG
from geo.response_view import ResponseView
from geo.text import number, text


def going(view: ResponseView) -> list[Line]:
    """The lines of an RW that have begun and are not known to have ended."""
    lines = (line for line in view.lines if line.kind == "jogo_tonggo" and line.rw)
    return [line for line in lines if line.state_on(view.day) in ("active", "unconfirmed")]


def last_report(view: ResponseView, line: Line) -> Report | None:
    """The newest report of the line's RW up to the view's day that counts; None without any."""
    found = [
        report
        for report in view.register.reports
        if (report.zone_id, report.rw) == (line.zone_id, line.rw) and report.date <= view.day
    ]
    return max(found, key=lambda report: report.date) if found else None


def overdue(view: ResponseView) -> dict[tuple[str, str], int | None]:
    """Days since the last report of each RW that is late; None where there never was one."""
    return {(g.zone_id, g.rw): g.days for g in view.gaps if g.reason == "report"}


def finding(view: ResponseView, lang: str) -> str:
    """How many RW are late with the day's report."""
    lines, late = going(view), len(overdue(view))
    values = {"n": late, "late": number(late, lang), "total": number(len(lines), lang)}
    kind = "title" if late else "title_on_time" if lines else "title_none"
    said = [text("response_page.jogo.about", lang)]
    whole = [line for line in view.lines if line.kind == "jogo_tonggo" and not line.rw]
    if whole:
        values_whole = {"n": len(whole), "lines": number(len(whole), lang)}
        said.append(text("response_page.jogo.elsewhere", lang, **values_whole))
    invented = any(line.simulated for line in (*lines, *whole))
    title = text(f"response_page.jogo.{kind}", lang, **values)
    return shared.finding(title, view, said, lang, shared.mark(invented, lang))


def places(view: ResponseView, lang: str, to: shared.ZoneLink) -> str:
    """A row an RW, the longest overdue first; "" where there is none."""
    late, lines = overdue(view), going(view)
    if not lines:
        return ""
    names = view.city.facts.names

    def order(line: Line) -> tuple[int, str, str]:
        key = (line.zone_id, line.rw)
        days = late.get(key, -1)
        return -(10_000 if days is None else days), names.get(line.zone_id, ""), line.rw

    heads = [text("response_page.column.place", lang), text("response_page.column.last", lang)]
    heads += [text(f"response.bidang.{key}", lang) for key in BIDANG]
    rows = [
        [
            shared.linked(names, line.zone_id, line.rw, "", to)
            + (f" {shared.origin('simulated', lang)}" if line.simulated else ""),
            _last(line, view, late, lang),
            *_fields(last_report(view, line), view, lang),
        ]
        for line in sorted(lines, key=order)
    ]
    return shared.table(text("response_page.jogo.caption", lang), heads, rows, "jt-jogo", lang)


def _last(
    line: Line, view: ResponseView, late: dict[tuple[str, str], int | None], lang: str
) -> str:
    report = last_report(view, line)
    key = (line.zone_id, line.rw)
    said = escape(shared.short(report.date, lang)) if report else ""
    if key not in late:
        return said or escape(text("response_page.jogo.never", lang))
    days = late[key]
    kind = "late_never" if days is None else "late"
    word = text(f"response_page.jogo.{kind}", lang, n=days or 0)
    return f'{said} <span class="jt-rs jt-rs-late">{escape(word)}</span>'.strip()


def _fields(report: Report | None, view: ResponseView, lang: str) -> list[str]:
    if report is None:
        return ["–"] * len(BIDANG)
    hidden = shared.concealed(report, view.city.facts.policy)
    if hidden:
        return [escape(text("response_page.hidden", lang))] * len(BIDANG)
    return [
        "".join(f"<p>{escape(item(report, name, lang))}</p>" for name in names)
        for names in BIDANG.values()
    ]


def item(report: Report, name: str, lang: str) -> str:
    """One item of a report in words; what it does not say is not 0."""
    label = text(f"response_page.item.{name}", lang)
    if name == "houses":
        said = number(sum(report.houses.values()), lang) if report.houses else None
        if said and len(report.houses) > 1:
            said = text("response_page.item.of_rts", lang, houses=said, n=len(report.houses))
    elif name == "watch":
        answer = {True: "yes", False: "no"}.get(report.watch) if report.watch is not None else None
        said = text(f"response_page.item.{answer}", lang) if answer else None
    else:
        value = getattr(report, name)
        said = None if value is None else number(value, lang)
    return f"{label}: {said or text('response_page.not_said', lang)}"
