"""Measurements of the dashboard and of other ways to do the same; README.md has today's numbers."""
