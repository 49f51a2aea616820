"""The peers' Streamlit apps, each as short as its makers' own examples; ``peers.py`` serves them.

They find what to draw beside them: zones.json, days.json (colour per day and zone), static/.
"""
