"""Altair's geoshape with a slider of Vega's own: the browser does every step.

Outlines and the levels of all days come from one static file. ``identity`` is Vega's quickest
projection, and at this size of a city nobody sees that it is none.
"""

import json
from pathlib import Path

import altair as alt
import streamlit as st

st.set_page_config(layout="wide")


@st.cache_resource
def chart():
    days = json.loads(Path("days.json").read_text())
    colours = sorted({colour for day in days for colour in day})
    day = alt.param(
        "day", value=0, bind=alt.binding_range(min=0, max=len(days) - 1, step=1, name="day")
    )
    zones = alt.Data(
        url="/app/static/levels.json", format=alt.DataFormat(property="features", type="json")
    )
    drawn = alt.Chart(zones).transform_calculate(level="datum.properties.levels[day]")
    return (
        drawn.mark_geoshape(stroke="#ffffff", strokeWidth=1)
        .encode(
            color=alt.Color(
                "level:O",
                scale=alt.Scale(domain=list(range(len(colours))), range=colours),
                legend=None,
            )
        )
        .project("identity", reflectY=True, scale=2416, translate=[-275_404, -7_856])
        .add_params(day)
        .properties(width=620, height=620, padding=0)
        .configure_view(stroke=None)
    )


st.altair_chart(chart(), key="map", width="content")
