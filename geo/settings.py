"""Settings from the environment, read once by the outer edge (pages, commands) and passed down.

JAGA_DB       store URL for SQLAlchemy           default: sqlite file store.db in the data home
JAGA_CITIES   extra cities file (TOML)           default: none
JAGA_HOME     folder for what the app writes     default: .jaga beside app.py
JAGA_LIVE_S   seconds between looks for new data default: 10
JAGA_TILES    tile URL template for a background default: none (the map needs no internet)
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
STATIC = ROOT / "static"


class Settings(BaseSettings):
    """Frozen settings; units stand in the module docstring."""

    model_config = SettingsConfigDict(env_prefix="JAGA_", frozen=True)

    db: str | None = None
    cities: Path | None = None
    home: Path = ROOT / ".jaga"
    live_s: float = Field(default=10.0, ge=1.0, le=30.0)
    tiles: str | None = None

    @cached_property
    def db_url(self) -> str:
        """The store's URL: JAGA_DB, or the embedded SQLite file in the data home."""
        return self.db or f"sqlite:///{self.home / 'store.db'}"
