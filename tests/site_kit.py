"""Sites to test with: the toy city of nine squares, and Banjarmasin with 365 simulated days."""

from __future__ import annotations

import datetime as dt
from functools import cache
from html.parser import HTMLParser
from xml.etree import ElementTree

import geopandas as gpd
import pandas as pd
import shapely

from geo import boundaries, coverage, population, simulated
from geo.archive import read
from geo.cities import read_cities
from geo.facts import Facts
from geo.rules import registry
from geo.site import build
from geo.site.content import Content, content
from geo.suppression import OFFICIAL, Policy
from geo.views import city_view
from tests import toy

RULES = registry()
SNAPSHOT = "0123abcd"
BOTH = ("id", "en")
DAYS = 365
BANJARMASIN = read_cities()["banjarmasin"]


def squares() -> gpd.GeoDataFrame:
    """The toy city's outlines; square 1 in the south-west."""
    boxes = [shapely.box(k % 3, k // 3, k % 3 + 1, k // 3 + 1) for k in range(9)]
    return gpd.GeoDataFrame(toy.zones(), geometry=boxes, crs="EPSG:4326")


def of_toy(
    facts: Facts,
    day: dt.date = toy.LAST,
    rule: str = "insidensi7",
    url: str | None = None,
    languages: tuple[str, ...] = BOTH,
) -> Content:
    view = city_view(facts, RULES[rule], day)
    zones = squares().assign(name=list(facts.names.values()))
    return content(view, RULES[rule], zones, SNAPSHOT, languages, url)


@cache
def _outlines() -> gpd.GeoDataFrame:
    return boundaries.read(BANJARMASIN)


def of_banjarmasin(
    observations: pd.DataFrame,
    *,
    invented: bool,
    policy: Policy = OFFICIAL,
    rule: str = "insidensi7",
    day: dt.date | None = None,
    url: str | None = None,
) -> Content:
    zones = _outlines()
    facts = Facts(
        city=BANJARMASIN,
        disease=toy.DISEASE,
        zones=pd.DataFrame(zones.drop(columns="geometry")),
        population=population.read(BANJARMASIN),
        observations=observations,
        archive=read(BANJARMASIN),
        neighbours=coverage.neighbours(zones, coverage.read_extra_pairs()),
        simulated=invented,
        updated_at=toy.UPDATED,
        policy=policy,
    )
    shown = day or observations["date"].max().date()
    view = city_view(facts, RULES[rule], shown)
    return content(view, RULES[rule], zones, SNAPSHOT, BOTH, url)


@cache
def year() -> tuple[Content, dict[str, bytes]]:
    """Banjarmasin with the last 365 days of its simulated series, and every file of its site."""
    series = simulated.for_city(BANJARMASIN)
    first = series["date"].max() - pd.Timedelta(days=DAYS - 1)
    made = of_banjarmasin(series[series["date"] >= first], invented=True)
    return made, dict(build.files(made))


def xml(content: bytes) -> ElementTree.Element:
    """The root of a file of ours."""
    return ElementTree.fromstring(content)  # noqa: S314


class Elements(HTMLParser):
    """Every start tag of a page with its attributes, and the text of all."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def all(self, name: str) -> list[str]:
        """Values of an attribute, of all elements that have it."""
        return [
            value or ""
            for _, attributes in self.found
            if name in attributes
            for value in [attributes[name]]
        ]
