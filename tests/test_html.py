"""HTML of the pages: hostile words stay words, and every number of the view is there."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest

from geo import text
from geo.facts import Facts
from geo.levels import BY_KEY, LEVELS
from geo.render import html
from geo.render import zone as zone_html
from geo.rules import registry
from geo.views import CityView, ZoneView, city_view, zone_view
from tests import toy

RULES = registry()
WEEKLY, OFFICIAL = RULES["insidensi7"], RULES["resmi"]
EVIL = "<img src=x onerror=alert(1)>\"'&</script>"
TAGS = {"div", "span", "p", "h1", "h2", "b", "i", "a", "ul", "ol", "li", "pre", "code"}
TAGS |= {"table", "caption", "thead", "tbody", "tr", "th", "td"}
TAGS |= {"small", "dl", "dt", "dd"}


class Reader(HTMLParser):
    """Tags with their attributes, and the text between them; open tags must be closed in order."""

    def __init__(self, content: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(content)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return "".join(self.words)

    def every(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def link(zone_id: str) -> str:
    return f"kelurahan?zone={zone_id}&lang=id"


def day_link(day: dt.date) -> str:
    return f"kelurahan?date={day}"


def weekly(**changes: Any) -> CityView:
    return city_view(toy.facts(**changes), WEEKLY, toy.LAST)


def hostile() -> Facts:
    """The toy city with evil words in every place that a file can fill."""
    words = {"title": EVIL, "note": EVIL, "url": f"javascript:{EVIL}"}
    words["contradicts"] = f"{EVIL.replace(' ', '')} ungu 2021-03-15 {EVIL.replace(' ', '')}"
    store = toy.archive([("2021-03-15", 1, "merah", {**words, "flags": "contradicted"})])
    said: dict[str, Any] = {
        "date": [toy.LAST],
        "zone_id": [toy.zone_id(1)],
        "measure": ["baru"],
        "value": [3],
    }
    store = replace(store, cases=store.cases.head(0).assign(**said, url=EVIL, note=EVIL))
    return toy.facts(
        city=replace(toy.CITY, name=EVIL),
        zones=toy.zones([EVIL] * 9).assign(district=EVIL),
        archive=store,
    )


def pieces(city: CityView, zone: ZoneView, lang: str) -> dict[str, str]:
    """Every piece of HTML that a page is made of."""
    return {
        "finding": html.finding(city, lang),
        "tally": html.tally(city, lang),
        "footnote": html.footnote(city, lang),
        "zone_table": html.zone_table(city, lang, lambda _: EVIL),
        "status": zone_html.status(zone, lang),
        "neighbours": zone_html.neighbours(zone, lang, lambda _: EVIL),
        "past_strip": zone_html.past_strip(zone, lang, lambda _: EVIL),
        "stated": zone_html.stated(zone, lang),
        "notice": html.notice([EVIL]),
        "empty": html.empty(EVIL, EVIL, EVIL),
        "failure": html.failure(EVIL, EVIL),
        "simulated": html.simulated(lang),
    }


@pytest.mark.parametrize("lang", text.LANGUAGES)
@pytest.mark.parametrize("rule", [WEEKLY, OFFICIAL], ids=["insidensi7", "resmi"])
def test_hostile_words_stay_words(rule: Any, lang: str) -> None:
    city = city_view(hostile(), rule, toy.LAST)
    made = pieces(city, zone_view(city, toy.zone_id(1)), lang)
    for name, piece in made.items():
        read = Reader(piece)
        for tag, attributes in read.tags:
            assert tag in TAGS, name
            assert not [a for a in attributes if a.startswith("on")], name
            assert not str(attributes.get("href", "")).startswith("javascript:"), name
    shown = ("zone_table", "status", "neighbours", "stated", "notice", "empty", "failure")
    for name in shown:
        assert EVIL in Reader(made[name]).text, name


def test_only_web_addresses_become_links() -> None:
    (attributes,) = Reader(html.source_link("https://www.warta.test/a?b=1&c=2")).every("a")
    assert attributes["href"] == "https://www.warta.test/a?b=1&c=2"
    assert attributes["rel"] == "noopener"
    assert Reader(html.source_link("https://www.warta.test/a")).text == "warta.test"
    for plain in ("javascript:alert(1)", "data:text/html,x", "gustinerz.com", ""):
        assert Reader(html.source_link(plain)).tags == []


@pytest.mark.parametrize("level", LEVELS, ids=lambda level: level.key)
def test_a_chip_is_read_aloud_as_the_level_s_word(level: Any) -> None:
    read = Reader(html.chip(level.key, "en"))
    assert read.text == level.letter
    (attributes,) = read.every("span")
    assert attributes["role"] == "img"
    assert attributes["aria-label"] == text.text(f"level.{level.key}", "en")
    assert level.colour in str(attributes["style"])


# --- Numbers ------------------------------------------------------------------------------------


def test_the_tally_is_legend_and_count() -> None:
    read = Reader(html.tally(weekly(), "id"))
    assert [item["data-level"] for item in read.every("li")] == [
        *("merah", "oranye", "kuning", "hijau", "tanpa_data", "usang", "disamarkan")
    ]
    assert read.text == (
        "MMerah150 ke atas2OOranye50 – < 1501KKuningdi bawah 501HHijautanpa kasus1"
        "?Tanpa data2…Data usang1<Disamarkan1"
    )
    widths = [str(bar["style"]).split(";")[0] for bar in read.every("i")]
    # 2 and 1 of 9.
    assert widths[:2] == ["width:22.22%", "width:11.11%"]


@pytest.mark.parametrize(("lang", "clock"), [("id", "10.05"), ("en", "10:05")])
def test_the_footnote_has_bounds_doubt_sources_and_age(lang: str, clock: str) -> None:
    # 02.05 in Greenwich is 10.05 in Makassar.
    words = Reader(html.footnote(weekly(), lang)).text
    assert f"15 Mar 2021 {clock}" in words
    assert "2020" in words  # the population's year
    for bound in ("50", "150", "4805/2021", "gustinerz.com"):
        assert bound in words
    assert "indikatif" in words or "indicative" in words
    # Nobody reported these counts there: the pages are sources of the rule alone.
    assert ("Sumber aturannya: gustinerz.com" if lang == "id" else "Sources of the rule: ") in words


def test_the_table_is_the_map_in_rows() -> None:
    content = html.zone_table(weekly(), "id", link)
    read = Reader(content)
    assert [row["data-zone"] for row in read.every("tr")[1:]] == list(toy.IDS)
    assert read.every("a")[4]["href"] == link(toy.zone_id(5))
    body = content.split("<tbody>")[1].removesuffix("</tbody></table></div>")
    rows = [Reader(row + "</tr>").text for row in body.split("</tr>")[:-1]]
    # Name, district, letter and level, cases, rate, people, note.
    assert "LimaTengahM merah30150,020.000" in rows[4]
    assert "EnamTimur… data usang––8.000" in rows[5]
    assert "TujuhBarat? tanpa data-1–15.000" in rows[6]
    assert "DelapanTengah? tanpa data2––" in rows[7]
    assert "SembilanTimur< disamarkan––10.000" in rows[8]


def test_the_archive_s_table_has_no_rates() -> None:
    store = toy.archive([("2021-03-15", 1, "merah", {"flags": "approximate_date"})])
    view = city_view(toy.facts(archive=store), OFFICIAL, toy.LAST)
    read = Reader(html.zone_table(view, "id", link))
    assert len(read.every("th")) == 4 + 9
    assert "SatuBaratM merahtanggal perkiraan" in read.text


@pytest.mark.parametrize("lang", text.LANGUAGES)
def test_simulated_is_said_wherever_a_number_stands(lang: str) -> None:
    banner = text.text("simulated.banner", lang)
    assert "SIMULASI" in banner
    for simulated in (True, False):
        city = weekly(simulated=simulated)
        zone = zone_view(city, toy.zone_id(5))
        for piece in (html.finding(city, lang), html.zone_table(city, lang, link)):
            assert (banner in piece) == simulated
        assert (banner in zone_html.status(zone, lang)) == simulated


def test_the_head_of_a_zone_s_page() -> None:
    zone = zone_view(weekly(), toy.zone_id(5))
    words = Reader(zone_html.status(zone, "id")).text
    assert "M Lima: merah" in words
    assert "Kecamatan Tengah, Kota Kotak · 20.000 penduduk" in words
    assert "30 kasus dalam 7 hari dari 20.000 penduduk = 150,0 per 100.000: merah." in words
    # None is worse, one other (Tiga) is red too, of five squares with a level.
    assert "(5): 0 lebih berat, 1 lain sama." in words


def test_neighbours_stand_with_the_most_severe_first() -> None:
    read = Reader(zone_html.neighbours(zone_view(weekly(), toy.zone_id(2)), "id", link))
    assert read.text == "MLimamerah · 30 kasusMTigamerah · 8 kasusHSatuhijau · 0 kasus"
    alone = zone_view(weekly(neighbours={}), toy.zone_id(2))
    words = Reader(zone_html.neighbours(alone, "id", link)).text
    assert words == text.text("zone_page.neighbours_none", "id")


def test_few_days_are_a_block_each_and_the_day_shown_is_marked() -> None:
    read = Reader(zone_html.past_strip(zone_view(weekly(), toy.zone_id(5)), "id", day_link))
    blocks = read.every("a")
    assert [block["title"] for block in blocks] == [
        "1 Mar 2021: tanpa data",
        "8 Mar 2021: oranye",
        "15 Mar 2021: merah",
    ]
    assert [block.get("aria-current") for block in blocks] == [None, None, "date"]
    assert BY_KEY["oranye"].colour in str(blocks[1]["style"])


def test_many_days_are_runs_as_wide_as_they_lasted() -> None:
    # 61 daily reports: six days without a whole window, then 55 days without a case.
    days = [toy.FIRST + dt.timedelta(days=i) for i in range(61)]
    facts = toy.facts(dict.fromkeys(days, (0,)), "new")
    view = zone_view(city_view(facts, WEEKLY, days[30]), toy.zone_id(1))
    runs = Reader(zone_html.past_strip(view, "id", day_link)).every("li")
    assert [run["style"] for run in runs] == ["flex-grow:6", "flex-grow:55", "left:50.00%"]


def test_no_past_is_said() -> None:
    view = zone_view(weekly(table={}), toy.zone_id(1))
    words = Reader(zone_html.past_strip(view, "id", day_link)).text
    assert words == text.text("zone_page.past_none", "id")


def test_the_other_source_of_a_contradiction_is_quoted() -> None:
    said = f"{toy.zone_id(1)} kuning 2021-03-14 https://lain.test/b"
    doubt = {"flags": "contradicted", "contradicts": said}
    facts = toy.facts(archive=toy.archive([("2021-03-15", 1, "merah", doubt)]))
    zone = zone_view(city_view(facts, OFFICIAL, toy.LAST), toy.zone_id(1))
    read = Reader(zone_html.status(zone, "id"))
    assert "Sumber lain: Satu, zona kuning, 14 Maret 2021." in read.text
    assert [a["href"] for a in read.every("a")] == ["https://lain.test/b", "https://warta.test/1"]
