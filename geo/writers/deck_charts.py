"""A slide's chart as a native one with its numbers: stacked columns of kelurahan per level, or
columns of new cases with their mean as a line. A day without data is a gap, never a zero."""

from __future__ import annotations

from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.oxml import parse_xml
from pptx.util import Emu, Pt

from geo.levels import BY_KEY
from geo.render import lettering
from geo.render.drawing import LINE, MUTED, Graph
from geo.render.graph_svg import highest
from geo.writers.deck_fill import MAIN, of_level, rgb, solid
from geo.writers.deck_words import Frame

_DATES = {"id": "[$-421]d mmm yyyy", "en": "[$-809]d mmm yyyy"}
_CHART = 'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
_LETTERS = 22


def add(slide: Any, of: Graph, frame: Frame) -> Any:
    """The chart on a slide; returns its frame there."""
    stacked = of.chart.kind == "spread"
    kind = XL_CHART_TYPE.COLUMN_STACKED if stacked else XL_CHART_TYPE.COLUMN_CLUSTERED
    data = CategoryChartData(number_format="#,##0")
    data.categories = of.chart.days
    data.categories.number_format = _DATES[of.lang]
    for key, row in of.chart.series.items():
        data.add_series(of.names[key], row, "#,##0.0" if key == "mean" else None)
    area = of.area
    place = frame.x(area.x), frame.y(area.y), frame.length(area.wide), frame.length(area.high)
    shape = slide.shapes.add_chart(kind, *map(Emu, place), data)
    _look(shape.chart, of, frame, stacked)
    return shape


def _look(chart: Any, of: Graph, frame: Frame, stacked: bool) -> None:
    chart.has_title = False
    chart.font.size = Pt(max(frame.points(_LETTERS) / 100, 6))
    chart.font.color.rgb = RGBColor.from_string(rgb(MUTED))
    chart.has_legend = True
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    _places(chart, of)
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = 19, 100 if stacked else 0
    for key, series in zip(of.chart.series, plot.series, strict=True):
        fill = of_level(key) if key in BY_KEY else solid(of.colours[key])
        properties = series._element.get_or_add_spPr()
        properties.append(parse_xml(fill))
    _axes(chart, of)
    if "mean" in of.chart.series:
        at = list(of.chart.series).index("mean")
        _as_line(plot._element, plot.series[at]._element, of.colours["mean"], frame.length(5))


def _places(chart: Any, of: Graph) -> None:
    """Legend and columns where the picture of the slide has them."""
    wide, high = of.area.wide, of.area.high
    letters = sum(lettering.width(name, _LETTERS, 500) + 70 for name in of.names.values())
    legend = (0, 0, min(letters / wide, 1), 44 / high)
    plot = (64 / wide, 56 / high, (wide - 72) / wide, (high - 100) / high)
    area = chart._chartSpace.find(".//{*}plotArea")
    for old in area.findall("{*}layout"):
        area.remove(old)
    area.insert(0, parse_xml(_layout(plot, '<c:layoutTarget val="inner"/>')))
    box = chart.legend._element
    box.find("{*}legendPos").addnext(parse_xml(_layout(legend)))


def _layout(place: tuple[float, float, float, float], target: str = "") -> str:
    x, y, wide, high = place
    modes = '<c:xMode val="edge"/><c:yMode val="edge"/>'
    sizes = (
        f'<c:x val="{x:.4f}"/><c:y val="{y:.4f}"/><c:w val="{wide:.4f}"/><c:h val="{high:.4f}"/>'
    )
    return f"<c:layout {_CHART}><c:manualLayout>{target}{modes}{sizes}</c:manualLayout></c:layout>"


def _axes(chart: Any, of: Graph) -> None:
    values, days = chart.value_axis, chart.category_axis
    top = highest(of)
    values.minimum_scale, values.maximum_scale, values.major_unit = 0, top, top / 2
    values.major_gridlines.format.line.color.rgb = RGBColor.from_string(rgb(LINE))
    values.format.line.fill.background()
    values.major_tick_mark = days.major_tick_mark = XL_TICK_MARK.NONE
    values.tick_labels.number_format_is_linked = False
    whole = top == int(top) and top / 2 == int(top / 2)
    values.tick_labels.number_format = "#,##0" if whole else "#,##0.0"
    days.format.line.color.rgb = RGBColor.from_string(rgb(LINE))
    days.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    days.tick_labels.number_format_is_linked = False
    days.tick_labels.number_format = _DATES[of.lang]
    span = (of.chart.days[-1] - of.chart.days[0]).days
    every = max(-(-span // 3), 1)
    for old in days._element.findall("{*}majorUnit") + days._element.findall("{*}majorTimeUnit"):
        days._element.remove(old)
    after = days._element.find("{*}baseTimeUnit")
    for name, value in (("majorTimeUnit", "days"), ("majorUnit", str(every))):
        after.addnext(parse_xml(f'<c:{name} {_CHART} val="{value}"/>'))


def _as_line(columns: Any, series: Any, colour: str, width: int) -> None:
    """A series taken out of the columns and drawn as a line over them, on the same axes."""
    columns.remove(series)
    for old in (*series.findall("{*}invertIfNegative"), *series.findall("{*}spPr")):
        series.remove(old)
    line = parse_xml(
        f'<c:spPr {_CHART} {MAIN}><a:ln w="{width}" cap="rnd">{solid(colour)}<a:round/></a:ln>'
        "</c:spPr>"
    )
    marker = parse_xml(f'<c:marker {_CHART}><c:symbol val="none"/></c:marker>')
    series.find("{*}tx").addnext(line)
    line.addnext(marker)
    series.append(parse_xml(f'<c:smooth {_CHART} val="0"/>'))
    lines = parse_xml(
        f'<c:lineChart {_CHART}><c:grouping val="standard"/><c:varyColors val="0"/>'
        '<c:marker val="1"/></c:lineChart>'
    )
    lines.insert(2, series)
    for axis in columns.findall("{*}axId"):
        lines.append(parse_xml(f'<c:axId {_CHART} val="{axis.get("val")}"/>'))
    columns.addnext(lines)
