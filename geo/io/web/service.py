"""What the routes stand on: settings, cities, rules and the store, each opened when it is asked,
and imported no sooner: the first answers of a server need its settings alone."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Mapping
from concurrent.futures import Future
from functools import cached_property
from typing import TYPE_CHECKING, Any

from geo.cities import City, Disease, read_cities, read_diseases
from geo.errors import ConfigError
from geo.io.web.shelf import Shelf
from geo.settings import STATIC, Settings

if TYPE_CHECKING:
    from geo import access, rules, suppression
    from geo.io.store import Store


class Service:
    """One for all routes of a process. ``mark`` tells the answers of one start of the process from
    those of another, which may have other code and other files."""

    def __init__(self, settings: Settings | None = None) -> None:
        self._given = settings
        self._store: Store | None = None
        self._opening = threading.Lock()
        self.checking: Future[None] | None = None
        self._zones: Shelf[Any] = Shelf(16)
        self._outlines: Shelf[list[str]] = Shelf(16)
        self.mark = secrets.token_hex(4)

    @cached_property
    def settings(self) -> Settings:
        return self._given or Settings()

    @cached_property
    def cities(self) -> dict[str, City]:
        return read_cities(self.settings.cities)

    @cached_property
    def diseases(self) -> dict[str, Disease]:
        return read_diseases()

    @property
    def store(self) -> Store:
        """The store; StoreError as long as it can't be opened, so that the next request tries. The
        embedded one is prepared where it is missing, as the pages do it."""
        with self._opening:
            if self._store is None:
                from geo.io import embedded
                from geo.io.store import Store

                if self.settings.db is None:
                    embedded.prepare(self.settings.db_url, self.cities, STATIC)
                self._store = Store.open(self.settings.db_url)
            return self._store

    def forget_store(self) -> None:
        """Open the store anew at the next request: it failed."""
        with self._opening:
            if self._store is not None:
                self._store.close()
            self._store = None

    def rules(self) -> Mapping[str, rules.Rule]:
        """Every rule, the city's own ones included."""
        from geo import rules

        return rules.registry(own=self.settings.rules)

    def zones(self, city: str) -> Any:
        """The city's zones with geometry (GeoDataFrame)."""
        from geo import boundaries

        return self._zones.get(city, lambda: boundaries.read(self.cities[city]))

    def outlines(self, city: str) -> list[str]:
        """The zones' geometry as GeoJSON text, in the order of ``zones``."""

        import shapely

        def made() -> list[str]:
            turned = shapely.orient_polygons(self.zones(city)["geometry"].to_numpy())
            return [str(outline) for outline in shapely.to_geojson(turned)]

        return self._outlines.get(city, made)

    def origins(self) -> tuple[str, ...]:
        """Other sites whose pages may read this one; none where the settings can't be read."""
        try:
            return self.settings.origins
        except ConfigError:
            return ()

    @property
    def anybody(self) -> suppression.Policy:
        """What nobody in particular may see."""
        from geo import suppression

        return suppression.POLICIES[self.settings.view]

    def policy(self, viewer: access.Viewer, city: str) -> suppression.Policy:
        """What this viewer may see of a city whose numbers are real."""
        from geo import access

        return access.policy_of(viewer, city, self.anybody)
