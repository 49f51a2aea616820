"""Jaga Tetangga: the frame of every screen, and the server's start.

Run with ``streamlit run app.py``. The server imports this file once and takes ``app`` from it: the
pages, and HTTP routes beside them. For each viewer Streamlit then runs it as a script: page setup,
menu, selection, and the page itself. Pages live in pages/, one screen a file.
"""

from __future__ import annotations

import streamlit as st

if __name__ == "__main__":
    from pages.shared import frame, turns, watching

    st.set_page_config(
        page_title="Jaga Tetangga",
        page_icon=str(frame.ICON),
        layout="wide",
        initial_sidebar_state="collapsed",
    )
    with turns.one(), watching.run():
        frame.run()
else:
    from geo.io import web
    from pages.shared import provider, warming, watching

    watching.set_up()
    app = st.App(
        __file__,
        routes=web.routes(served=watching.served),
        middleware=web.middleware(claims=provider.claims),
        lifespan=warming.before(web.lifespan),
    )
