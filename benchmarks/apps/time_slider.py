"""folium's TimeSliderChoropleth, written once for all viewers, in an iframe of Streamlit."""

import json
from pathlib import Path

import folium
import streamlit as st
from folium.plugins import TimeSliderChoropleth

st.set_page_config(layout="wide")


@st.cache_resource
def page():
    zones = json.loads(Path("zones.json").read_text())
    days = json.loads(Path("days.json").read_text())
    for zone in zones["features"]:  # the plugin makes CSS names of them
        zone["id"] = zone["id"].replace(".", "")
    styles = {
        zone["id"]: {
            str(1_609_459_200 + 86_400 * day): {"color": colours[row], "opacity": 1}
            for day, colours in enumerate(days)
        }
        for row, zone in enumerate(zones["features"])
    }
    drawn = folium.Map(location=[-3.38, 114.12], zoom_start=12, tiles=None, height=560)
    TimeSliderChoropleth(json.dumps(zones), styledict=styles).add_to(drawn)
    return drawn.get_root().render()


st.iframe(page(), height=700)
