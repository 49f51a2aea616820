"""Where our routes stand in the server of the pages."""

from __future__ import annotations

FRONT = "/peta"
"""Pages have their file's name as address; the server knows the first one as "/" alone."""
SCREEN, SCREEN_STATE = "/layar", "/layar/keadaan"
SIGN_IN, SIGN_OUT = "/auth/masuk", "/auth/keluar"
HEALTH, FIGURES = "/healthz", "/metrics"
BELOW = ("/api", "/ogc")
"""Below these a path that is no route is told so; elsewhere the pages answer."""
_SINGLE = frozenset({FRONT, SCREEN, SCREEN_STATE, SIGN_IN, SIGN_OUT, HEALTH, FIGURES})


def ours(path: str) -> bool:
    """True where a route of ours answers, not the pages."""
    return path in _SINGLE or any(path == one or path.startswith(f"{one}/") for one in BELOW)
