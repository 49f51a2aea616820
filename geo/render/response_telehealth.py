"""Telesehat: how many contacts happen from afar, week by week, with the limits of what is known."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from geo.render import response_words as shared
from geo.render.spread import percent
from geo.response_view import ResponseView
from geo.telehealth import Share
from geo.text import day, number, text

ADDRESS = "https://telesehat.kemkes.go.id"


def finding(view: ResponseView, made: Sequence[Share], who: str, lang: str) -> str:
    """The newest week in words; ``who`` are all Puskesmas ("") or one."""
    known = [one for one in made if one.share is not None]
    if not known:
        title = text("response_page.telehealth.title_none", lang)
        return shared.finding(title, view, [text("response_page.telehealth.what", lang)], lang)
    last = known[-1]
    name = f"Puskesmas {who}" if who else text("response_page.telehealth.all", lang)
    week = day(last.week, lang, "long")
    values = {"who": name, "share": percent(last.share, lang), "week": week}
    title = text("response_page.telehealth.title", lang, **values)
    said = [in_words(last, lang), text("response_page.telehealth.limits", lang)]
    if not who:
        said.append(text("response_page.telehealth.changing", lang))
    invented = any(one.simulated for one in made)
    return shared.finding(title, view, said, lang, shared.mark(invented, lang))


def in_words(of: Share, lang: str) -> str:
    """A week's contacts with the exact 95 % interval; "" where there were none."""
    total = of.consultations + of.visits
    if of.low is None or of.high is None:
        return ""
    return text(
        "response_page.telehealth.words",
        lang,
        n=total,
        total=number(total, lang),
        far=number(of.consultations, lang),
        share=percent(of.share, lang, 1),
        low=percent(of.low, lang, 1),
        high=percent(of.high, lang, 1),
    )


def table(made: Sequence[Share], lang: str) -> str:
    """The chart in rows, the newest week first."""
    columns = ("week", "consultations", "visits", "share", "interval")
    heads = [text(f"response_page.telehealth.column_{name}", lang) for name in columns]
    rows = []
    for one in reversed(made):
        band = "–"
        if one.low is not None and one.high is not None:
            band = f"{percent(one.low, lang, 1)} – {percent(one.high, lang, 1)}"
        rows.append(
            [
                escape(day(one.week, lang, "short"))
                + (f" {shared.origin('simulated', lang)}" if one.simulated else ""),
                number(one.consultations, lang),
                number(one.visits, lang),
                escape(percent(one.share, lang, 1) if one.share is not None else "–"),
                escape(band),
            ]
        )
    return shared.table(
        text("response_page.telehealth.caption", lang), heads, rows, "jt-weeks", lang
    )


def way_out(lang: str) -> str:
    """The national service, in a page of its own, and what is not known of it."""
    label = escape(text("response_page.telehealth.open", lang))
    said = escape(text("response_page.telehealth.service", lang))
    return (
        f'<p class="jt-out"><a href="{ADDRESS}" target="_blank" rel="noopener">{label}</a></p>'
        f'<p class="jt-hint">{said}</p>'
    )
