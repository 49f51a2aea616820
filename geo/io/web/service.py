"""What the routes stand on: settings, cities, rules and the store, each opened when it is asked."""

from __future__ import annotations

from functools import cached_property

from geo import rules
from geo.cities import City, Disease, read_cities, read_diseases
from geo.io.store import Store
from geo.settings import Settings


class Service:
    """One for all routes of a process."""

    def __init__(self, settings: Settings | None = None) -> None:
        self._given = settings

    @cached_property
    def settings(self) -> Settings:
        return self._given or Settings()

    @cached_property
    def cities(self) -> dict[str, City]:
        return read_cities(self.settings.cities)

    @cached_property
    def diseases(self) -> dict[str, Disease]:
        return read_diseases()

    @cached_property
    def store(self) -> Store:
        """The store; StoreError as long as it can't be opened, so that the next request tries."""
        return Store.open(self.settings.db_url)

    def rules(self) -> dict[str, rules.Rule]:
        """Every rule, the city's own ones included."""
        return rules.registry(own=self.settings.rules)
