"""Jaga Tetangga: the frame of every screen. Page setup, menu, selection; then the page itself.

Run with ``streamlit run app.py``. Pages live in pages/, one screen a file.
"""

from __future__ import annotations

import streamlit as st

from pages.shared import frame

st.set_page_config(
    page_title="Jaga Tetangga",
    page_icon=str(frame.ICON),
    layout="wide",
    initial_sidebar_state="collapsed",
)
frame.run()
