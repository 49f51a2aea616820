"""pydeck's GeoJsonLayer under Streamlit's slider.

Outlines and the levels of all days come from one static file; a step sends which day to colour by.
"""

import json
from pathlib import Path

import pydeck
import streamlit as st

st.set_page_config(layout="wide")


@st.cache_data
def last():
    return len(json.loads(Path("days.json").read_text())) - 1


day = st.slider("day", 0, last(), int(st.query_params.get("day", 0)))
layer = pydeck.Layer(
    "GeoJsonLayer",
    "/app/static/levels.json",
    id="zones",
    get_fill_color=f"properties.colours[properties.levels[{day}]]",
    get_line_color=[255, 255, 255],
    line_width_min_pixels=1,
    update_triggers={"getFillColor": [day]},
)
view = pydeck.ViewState(latitude=-3.38, longitude=114.12, zoom=10.7)
deck = pydeck.Deck([layer], initial_view_state=view, map_provider=None, map_style=None)
st.pydeck_chart(deck, key="map", height=620)
