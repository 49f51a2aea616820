"""The numbers of a briefing as a workbook (XLSX): what it is, the kelurahan of the day, and the
record day by day.

Only what the briefing's reader may see: hidden counts are empty cells here as everywhere. Text is
written as text that no spreadsheet runs.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from geo import exports, inert
from geo.levels import BY_KEY
from geo.render.words import level as level_word
from geo.rules import Rule, member
from geo.slides import Briefing
from geo.text import text
from geo.views import COUNTED
from geo.writers import record, zipped
from geo.writers.about import about

_HEAD = Font(bold=True, color="FFFFFF")
_HEAD_FILL = PatternFill("solid", fgColor="0A5F65")
_TITLE, _LOUD = Font(bold=True, size=14), Font(bold=True, color="8A0F1F")
_WRAP = Alignment(vertical="top", wrap_text=True)
_DAY = "yyyy-mm-dd"
_SHEETS = ("readme", "zones", "levels", "cases", "tally")


def xlsx(briefing: Briefing, lang: str, rule: Rule | None = None) -> bytes:
    """The workbook. ``rule`` is the family where the levels are of one. A sheet without anything
    to say is left out: cases, where the rule counts none. The same briefing gives the same bytes.
    """
    asked = rule or briefing.view.rule
    book = Workbook(write_only=True)
    cases = asked.kind in COUNTED and briefing.zoned.cases.shape == briefing.zoned.codes.shape
    for name in _SHEETS:
        if name == "cases" and not cases:
            continue
        sheet = book.create_sheet(text(f"files_out.sheet.{name}", lang))
        if name == "readme":
            _readme(sheet, briefing, lang, cases)
            continue
        sheet.freeze_panes = "B4" if name != "zones" else "C4"
        if name == "zones":
            _zones(sheet, briefing, lang)
        elif name == "tally":
            _tally(sheet, briefing, asked, lang)
        else:
            _series(sheet, briefing, lang, name)
    out = io.BytesIO()
    book.save(out)
    return zipped.again(out.getvalue(), briefing.view.day)


def _readme(sheet: Any, briefing: Briefing, lang: str, cases: bool) -> None:
    """What the file is, what its sheets and columns are, and what an empty cell means."""
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 26, 100
    for key, said in about(briefing, lang).items():
        font = {"title": _TITLE, "disclaimer": _LOUD}.get(key)
        sheet.append([_text(sheet, text(f"files_out.about.{key}", lang)), _text(sheet, said, font)])
    sheet.append([])
    for name in _SHEETS[1:]:
        if name != "cases" or cases:
            label = text(f"files_out.sheet.{name}", lang)
            said = text(f"files_out.about_sheet.{name}", lang)
            sheet.append([_text(sheet, label), _text(sheet, said)])
    sheet.append(
        [_text(sheet, text("files_out.empty", lang)), _text(sheet, _empty(briefing, lang))]
    )
    sheet.append([])
    for column in exports.COLUMNS:
        said = text(f"files_out.column.{column}", lang)
        sheet.append([_text(sheet, column), _text(sheet, said)])


def _empty(briefing: Briefing, lang: str) -> str:
    said = text("files_out.empty_means", lang)
    if briefing.view.facts.policy.detail:
        return said
    return f"{said} {text('files_out.hidden', lang)}"


def _zones(sheet: Any, briefing: Briefing, lang: str) -> None:
    """One row a kelurahan, as in the other exports of the day."""
    widths = (16, 24, 24, 12, 16, 14, 9, 12, 11, 80)
    _top(sheet, briefing, lang, exports.COLUMNS, widths)
    by_id = {str(row["zone_id"]): row for row in exports.rows(briefing.view, lang)}
    for zone_id in record.shown_zones(briefing):
        row = by_id[zone_id]
        sheet.append([_cell(sheet, row[name]) for name in exports.COLUMNS])
    words = {level.published: level.published for level in BY_KEY.values()}
    _coloured(sheet, f"F4:F{3 + len(by_id)}", words)


def _series(sheet: Any, briefing: Briefing, lang: str, name: str) -> None:
    """One row a day, one column a kelurahan: words of levels, or cases in the rule's window."""
    facts, zoned = briefing.view.facts, briefing.zoned
    shown = record.shown_zones(briefing)
    places = [facts.zone_ids.index(zone_id) for zone_id in shown]
    heads = [f"{facts.names[zone_id]} ({zone_id})" for zone_id in shown]
    label = text("files_out.column.date", lang)
    _top(sheet, briefing, lang, [label, *heads], (12, *[13] * len(heads)))
    words = {key: level_word(key, lang) for key in BY_KEY}
    for column, day in enumerate(zoned.days):
        row: list[Any] = [_day(sheet, day)]
        if name == "levels":
            keys = record.levels(briefing, day)
            row += [words[keys[place]] for place in places]
        else:
            row += [_number(zoned.cases[place, column]) for place in places]
        sheet.append(row)
    if name == "levels":
        last = get_column_letter(1 + len(heads))
        _coloured(sheet, f"B4:{last}{3 + max(len(zoned.days), 1)}", words)


def _tally(sheet: Any, briefing: Briefing, rule: Rule, lang: str) -> None:
    """One row a day, one column a level: how many kelurahan; empty where nobody counted. Then the
    rule of that day."""
    days = briefing.zoned.days
    found = record.ever(briefing, days)
    rows = []
    for day in days:
        rows.append(record.tally(briefing, rule, day, record.levels(briefing, day), found))
    keys = [key for key in BY_KEY if any(key in row for row in rows)]
    heads = [level_word(key, lang) for key in keys]
    for name in ("rule", "rule_version"):
        heads.append(text(f"files_out.about.{name}", lang))
    heads.insert(0, text("files_out.column.date", lang))
    _top(sheet, briefing, lang, heads, (12, *[16] * (len(heads) - 1)))
    for day, row in zip(days, rows, strict=True):
        held = member(rule, day)
        named = (_cell(sheet, said) for said in (held.key, held.version))
        sheet.append([_day(sheet, day), *(row.get(key) for key in keys), *named])


def _top(
    sheet: Any, briefing: Briefing, lang: str, heads: Sequence[str], widths: Iterable[int]
) -> None:
    """Two lines that say what this is, SIMULASI first, then the columns' heads."""
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    said = about(briefing, lang)
    first = " · ".join(said[key] for key in ("disclaimer", "place") if key in said)
    sheet.append([_text(sheet, first, _LOUD if "disclaimer" in said else _TITLE, wrap=False)])
    sheet.append([_text(sheet, said["made_from"], wrap=False)])
    cells = [_text(sheet, head, _HEAD) for head in heads]
    for cell in cells:
        cell.fill = _HEAD_FILL
    sheet.append(cells)


def _coloured(sheet: Any, area: str, words: dict[str, str]) -> None:
    """Cells in the colour of the level that they name, also after somebody changed one."""
    for level in BY_KEY.values():
        word = words.get(level.key)
        if word is None or level.severity is None:
            continue
        fill = PatternFill(bgColor=level.colour.removeprefix("#").upper(), fill_type="solid")
        font = Font(color=level.ink.removeprefix("#").upper())
        rule = CellIsRule(operator="equal", formula=[f'"{word}"'], fill=fill, font=font)
        sheet.conditional_formatting.add(area, rule)


def _cell(sheet: Any, value: str | int | float | None) -> Any:
    if isinstance(value, str):
        return _text(sheet, value, wrap=False) if value else None
    return value


def _text(sheet: Any, said: str, font: Font | None = None, *, wrap: bool = True) -> Any:
    """Somebody's words as a cell that is text whatever they begin with."""
    cell = WriteOnlyCell(sheet, value=inert.for_xlsx(said))
    cell.data_type = "s"
    if font:
        cell.font = font
    if wrap:
        cell.alignment = _WRAP
    return cell


def _day(sheet: Any, day: Any) -> Any:
    cell = WriteOnlyCell(sheet, value=day)
    cell.number_format = _DAY
    return cell


def _number(value: float) -> int | None:
    return None if np.isnan(value) else int(value)
