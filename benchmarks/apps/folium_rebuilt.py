"""folium drawn anew for each step of Streamlit's slider and shown by st_folium.

``folium.Choropleth`` is a GeoJson with a style function, and knows ColorBrewer's scales only; the
GeoJson itself can show the colours that all have to show.
"""

import json
from pathlib import Path

import folium
import streamlit as st
from streamlit_folium import st_folium

st.set_page_config(layout="wide")


@st.cache_data
def read():
    return json.loads(Path("zones.json").read_text()), json.loads(Path("days.json").read_text())


zones, days = read()
day = st.slider("day", 0, len(days) - 1, int(st.query_params.get("day", 0)))
fill = {zone["id"]: colour for zone, colour in zip(zones["features"], days[day], strict=True)}
drawn = folium.Map(location=[-3.38, 114.12], zoom_start=12, tiles=None)
folium.GeoJson(
    zones,
    style_function=lambda zone: {
        "fillColor": fill[zone["id"]],
        "fillOpacity": 1,
        "color": "#ffffff",
        "weight": 1,
    },
).add_to(drawn)
st_folium(drawn, key="map", height=620, use_container_width=True, returned_objects=[])
