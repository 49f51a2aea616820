"""Settings from the environment, read once by the outer edge (pages, commands) and passed down.

JAGA_DB       store URL for SQLAlchemy           default: sqlite file store.db in the data home
JAGA_CITIES   extra cities file (TOML)           default: none
JAGA_RULES    a city's own rules file (TOML)     default: none
JAGA_VIEW     public or official: which small    default: public
              counts anybody may see who has
              not signed in
JAGA_HOME     folder for what the app writes     default: .jaga beside app.py
JAGA_LIVE_S   seconds between looks for new data default: 10
JAGA_TILES    tile URL template for a background default: none (the map needs no internet)
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from geo.errors import ConfigError, Problem

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
STATIC = ROOT / "static"


class Settings(BaseSettings):
    """Frozen settings; units stand in the module docstring. ConfigError names each wrong one."""

    model_config = SettingsConfigDict(env_prefix="JAGA_", frozen=True)

    db: str | None = None
    cities: Path | None = None
    rules: Path | None = None
    view: Literal["public", "official"] = "public"
    home: Path = ROOT / ".jaga"
    live_s: float = Field(default=10.0, ge=1.0, le=30.0)
    tiles: str | None = None

    def __init__(self, **given: Any) -> None:
        try:
            super().__init__(**given)
        except ValidationError as error:
            raise ConfigError(
                Problem("setting_value", f"JAGA_{f['loc'][0]}".upper(), {"found": f["input"]})
                for f in error.errors()
            ) from error

    @cached_property
    def db_url(self) -> str:
        """The store's URL: JAGA_DB, or the embedded SQLite file in the data home."""
        return self.db or f"sqlite:///{self.home / 'store.db'}"
