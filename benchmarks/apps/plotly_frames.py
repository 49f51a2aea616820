"""Plotly's choropleth_map with frames that hold nothing but the day's numbers, and its slider.

plotly express would repeat the outlines in each frame.
"""

import json
from pathlib import Path

import plotly.graph_objects as go
import streamlit as st

st.set_page_config(layout="wide")


@st.cache_resource
def figure():
    zones = json.loads(Path("zones.json").read_text())
    days = json.loads(Path("days.json").read_text())
    colours = sorted({colour for day in days for colour in day})
    steps = [[(n + end) / len(colours), c] for n, c in enumerate(colours) for end in (0, 1)]
    numbers = [[colours.index(colour) for colour in day] for day in days]
    first = go.Choroplethmap(
        geojson=zones,
        locations=[zone["id"] for zone in zones["features"]],
        z=numbers[0],
        zmin=-0.5,
        zmax=len(colours) - 0.5,
        colorscale=steps,
        showscale=False,
        marker={"opacity": 1, "line": {"color": "#ffffff", "width": 1}},
    )
    at_once = {"mode": "immediate", "frame": {"duration": 0, "redraw": True}}
    at_once["transition"] = {"duration": 0}
    slider = [
        {"method": "animate", "label": str(day), "args": [[str(day)], at_once]}
        for day in range(len(days))
    ]
    return go.Figure(
        data=[first],
        frames=[
            go.Frame(name=str(day), data=[go.Choroplethmap(z=row)])
            for day, row in enumerate(numbers)
        ],
        layout={
            "map": {"style": "white-bg", "center": {"lat": -3.38, "lon": 114.12}, "zoom": 10.6},
            "sliders": [{"steps": slider}],
            "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
            "height": 720,
        },
    )


st.plotly_chart(figure(), key="map", config={"displayModeBar": False})
