"""Settings from the environment, read once by the outer edge (pages, commands) and passed down.

JAGA_DB       store URL for SQLAlchemy           default: sqlite file store.db in the data home
JAGA_CITIES   extra cities file (TOML)           default: none
JAGA_RULES    a city's own rules file (TOML)     default: none
JAGA_VIEW     public or official: which small    default: public
              counts anybody may see who has
              not signed in
JAGA_HOME     folder for what the app writes     default: .jaga beside app.py
JAGA_LIVE_S   seconds between looks for new data default: 10
JAGA_SESSION_H hours that a sign-in lasts        default: 8
JAGA_CORS     sites whose pages may read the     default: none
              HTTP interface, with commas:
              https://a.example,https://b.example
JAGA_INBOX    folder whose files the page data default: none
              offers for loading
JAGA_WEBHOOKS file that says who is told of    default: none (nobody is told)
              zone changes (TOML)
JAGA_URL      address of the dashboard, for     default: none (no links in messages)
              links in what is sent out:
              https://zona.example
JAGA_LOG      text or json: how lines on stderr default: text
              are written
JAGA_PROXIES  how many proxies of ours stand in default: 0 (the address of the connection)
              front: whose X-Forwarded-For is
              believed where requests are counted
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
PROGRAM = "0.1.0"
"""This program's version, the one of pyproject.toml, which an installation may lack."""
_ORIGIN = r"https?://[A-Za-z0-9.\-]+(:[0-9]{1,5})?"
_ORIGINS = rf"^\s*({_ORIGIN}(\s*,\s*{_ORIGIN})*)?\s*$"


class Settings(BaseSettings):
    """Frozen settings; units stand in the module docstring. ConfigError names each wrong one."""

    model_config = SettingsConfigDict(env_prefix="JAGA_", frozen=True)

    db: str | None = None
    cities: Path | None = None
    rules: Path | None = None
    view: Literal["public", "official"] = "public"
    log: Literal["text", "json"] = "text"
    home: Path = ROOT / ".jaga"
    live_s: float = Field(default=10.0, ge=1.0, le=30.0)
    session_h: float = Field(default=8.0, gt=0.0, le=24.0)
    cors: str | None = Field(default=None, pattern=_ORIGINS)
    tiles: str | None = None
    inbox: Path | None = None
    webhooks: Path | None = None
    proxies: int = Field(default=0, ge=0, le=10)
    url: str | None = Field(default=None, pattern=r"^https?://[^\s?#]+$")

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

    @cached_property
    def origins(self) -> tuple[str, ...]:
        """The origins of JAGA_CORS."""
        return tuple(one.strip() for one in (self.cors or "").split(",") if one.strip())
