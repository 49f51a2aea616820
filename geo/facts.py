"""Everything known of one city and one disease, gathered once: the ground that views stand on."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.archive import Archive
from geo.cities import City, Disease
from geo.panel import Panel, build
from geo.register import Register
from geo.response import written
from geo.rt import RtHouses
from geo.suppression import OFFICIAL, Policy


@dataclass(frozen=True)
class Facts:
    """One city's tables; immutable, shared between viewers.

    ``zones`` is ZONES and ``population`` POPULATION (see ``geo.schema``), ``neighbours`` maps each
    zone_id to its neighbours, ``archive`` is None where the city has none. ``simulated`` tells
    that the counts come from a simulation; ``updated_at`` is when the newest batch was loaded.
    ``rt`` are houses with cases per RT where somebody loaded them; ``register`` the responses that
    are recorded; ``policy`` says which small counts the reader may see.
    """

    city: City
    disease: Disease
    zones: pd.DataFrame
    population: pd.DataFrame
    observations: pd.DataFrame
    archive: Archive | None = None
    neighbours: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    simulated: bool = False
    updated_at: dt.datetime | None = None
    rt: RtHouses | None = None
    policy: Policy = OFFICIAL
    as_of: dt.datetime | None = None
    register: Register = field(default_factory=Register)

    @cached_property
    def zone_ids(self) -> tuple[str, ...]:
        return tuple(self.zones["zone_id"])

    @cached_property
    def names(self) -> dict[str, str]:
        return dict(zip(self.zones["zone_id"], self.zones["name"], strict=True))

    @cached_property
    def districts(self) -> dict[str, str]:
        return dict(zip(self.zones["zone_id"], self.zones["district"], strict=True))

    @cached_property
    def people(self) -> npt.NDArray[np.float64]:
        """Population per zone in the order of ``zone_ids``, NaN where unknown."""
        table = self.population.set_index("zone_id")["population"]
        numbers = table.reindex(list(self.zone_ids)).astype("Float64")
        return np.asarray(numbers.to_numpy(np.float64, na_value=np.nan), dtype=np.float64)

    @cached_property
    def population_year(self) -> int | None:
        """The one year that all populations speak of; None where the source states none or zones
        have several."""
        return self.population_years[0] if len(self.population_years) == 1 else None

    @cached_property
    def population_years(self) -> tuple[int | None, ...]:
        """Years of the populations that are known, None among them (last) where one is undated."""
        years = self.population.loc[self.population["population"].notna(), "year"]
        known = sorted(int(year) for year in years.dropna().unique())
        return (*known, None) if years.isna().any() else tuple(known)

    @cached_property
    def cases(self) -> Panel:
        """The panel of the indicator that counts as a case of this disease."""
        return self.panel(self.disease.case_indicator)

    @cached_property
    def period(self) -> int:
        """Days that a case number covers, as of the newest report: 1, 7 of a weekly table, 31 of a
        monthly one."""
        table = self.observations
        if "days" not in table.columns:
            return 1
        own = table[table["indicator"] == self.disease.case_indicator]
        if own.empty:
            return 1
        days = int(own.loc[own["date"] == own["date"].max(), "days"].max())
        return 31 if 28 <= days <= 31 else days

    def panel(self, indicator: str) -> Panel:
        return build(self.observations, self.zone_ids, indicator)

    @cached_property
    def indicators(self) -> frozenset[str]:
        """Indicators that anything was reported of."""
        return frozenset(self.observations["indicator"].unique())

    def added(
        self, new: npt.NDArray[np.float64]
    ) -> tuple[npt.NDArray[np.float64], dict[str, npt.NDArray[np.float64]]] | None:
        """Counts of shape (zones, days) added up for the city and for each district by name, over
        the zones that have any of these days; None where no zone has."""
        reporting = ~np.isnan(new).all(axis=1)
        if not reporting.any():
            return None
        districts = np.array([self.districts[zone_id] for zone_id in self.zone_ids])
        names = sorted(set(districts[reporting]))
        by_district = {n: new[reporting & (districts == n)].sum(axis=0) for n in names}
        return new[reporting].sum(axis=0), by_district

    @property
    def has_rt_houses(self) -> bool:
        """True where ``rt_houses`` are there to be asked for; they are not made to tell."""
        return self.rt is not None or (
            self.simulated and self.disease.case_indicator in self.indicators
        )

    @cached_property
    def rt_houses(self) -> RtHouses | None:
        """Houses per RT: loaded ones, else invented ones beside simulated cases, else None."""
        if self.rt is None and self.has_rt_houses:
            from geo import simulate_rt

            return simulate_rt.houses(self.cases, self.people)
        return self.rt

    @cached_property
    def register_beside_simulated(self) -> Register:
        """The register, with invented responses where the cases are invented."""
        if not (self.simulated and self.disease.case_indicator in self.indicators):
            return self.register
        from geo.simulate_response import records

        return self.register.with_(records(self))

    @cached_property
    def digest(self) -> str:
        """A fingerprint of everything here that a screen can show: the same facts, the same word,
        in every process. Of numbers that this reader may not see there is nothing in it, as it
        could be tried out which of them give it: when they were published stands for them."""
        known = hashlib.sha256(f"{self.city.key} {self.disease.key} {self.simulated}".encode())
        shown = self.observations if self.policy.detail else self.observations.drop(columns="value")
        tables = [self.zones, self.population, shown]
        if self.archive is not None:
            of = self.archive
            tables += [of.statements, of.totals, of.city_figures, of.cases]
            known.update(repr((of.zones_total, sorted(of.periods.items()))).encode())
        for table in tables:
            known.update(repr(list(table.columns)).encode())
            known.update(
                pd.util.hash_pandas_object(table.astype(str), index=False).to_numpy().tobytes()
            )
        if self.rt is not None and self.policy.detail:
            known.update(repr((self.rt.names, self.rt.days)).encode())
            known.update(self.rt.zone_of.tobytes() + self.rt.houses.tobytes())
        for record in self.register.records:
            known.update(
                repr((record.id, record.waiting, sorted(written(record).items()))).encode()
            )
        known.update(str(self.updated_at and self.updated_at.astimezone(dt.UTC)).encode())
        return known.hexdigest()
