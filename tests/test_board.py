"""The lurah's board on nine squares, three by three, each of 10,000 people."""

from __future__ import annotations

import datetime as dt
from xml.etree import ElementTree

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.board import Board, board, read_set
from geo.errors import InputError
from geo.render import board as drawn
from geo.render import board_cards, board_map, miniature, multiples
from geo.rt import RtHouses
from geo.rules import registry
from geo.suppression import PUBLIC
from geo.views import WEEK, city_view
from geo.zoning import zoning
from tests import toy

RULE = registry()["insidensi7"]
DAY = dt.date(2021, 3, 14)
MIDDLE = toy.zone_id(5)
CASES = (0, 4, 0, 5, 5, 30, 0, 6, None)


HOUSES = RtHouses(
    ("001", "002", "003", "001"),
    np.array([4, 4, 4, 3]),
    (DAY - WEEK, DAY),
    np.array([[0, 0], [0, 0], [0, 6], [0, np.nan]]),
)
"""Square 5: two RTs without a house, one with six; square 4 reported a week before only."""


def made(kind: str = "neighbours", zone: str = MIDDLE, **changes: object) -> Board:
    """Fourteen days without a case, but for what each square reports on the last; ``table`` has
    other reports."""
    days = {DAY - dt.timedelta(days=n): [0] * 9 for n in range(13, 0, -1)} | {DAY: list(CASES)}
    table = changes.pop("table", days)
    rt_rule = changes.pop("rt_rule", None)
    rule = changes.pop("rule", RULE)
    chosen = changes.pop("chosen", ())
    facts = toy.facts(table, "new", **({"population": toy.population([10_000] * 9)} | changes))  # type: ignore[arg-type]
    views = city_view(facts, rule, DAY), city_view(facts, rule, DAY - WEEK)  # type: ignore[arg-type]
    zoned = zoning(facts, rule)  # type: ignore[arg-type]
    return board(*views, zoned, zone, kind, chosen=chosen, rt_rule=rt_rule)  # type: ignore[arg-type]


def cells(of: Board, lang: str = "id") -> dict[str, dict[str, str]]:
    """The words of the table: zone_id, then column heading, then cell."""
    tree = ElementTree.fromstring(f"<p>{drawn.table(of, lang, str)}</p>")  # noqa: S314
    return {
        str(row.get("data-zone")): {
            str(cell.get("data-label")): " ".join("".join(cell.itertext()).split())
            for cell in row.iter("td")
        }
        for row in tree.iter("tr")
        if row.get("data-zone")
    }


def test_neighbours_stand_beside_it_in_no_order_of_rank() -> None:
    found = made()
    assert found.own.zone.zone_id == MIDDLE
    near = set(toy.NEIGHBOURS[MIDDLE])
    assert {m.zone.zone_id for m in found.others} == near
    names = [m.zone.name for m in found.others]
    assert names == sorted(names)
    assert found.own.zone.level == "oranye"
    assert (found.known, found.more_severe) == (
        sum(CASES[int(z[-1]) - 1] is not None for z in near),
        1,
    )


def test_a_pair_is_tested_with_a_correction_for_all_of_them() -> None:
    """5 against 30 in equal populations: 2 · P(X <= 5), X binomial of 35 halves."""
    found = made()
    six = next(m for m in found.others if m.zone.zone_id == toy.zone_id(6))
    assert six.pair is not None
    assert six.pair.p == pytest.approx(2.24e-5, rel=0.01)
    assert (six.pair.verdict, six.pair.direction) == ("different", "lower")
    assert six.pair.compared == len([m for m in found.others if m.pair and m.pair.p is not None])
    assert [m.zone.zone_id for m in found.different] == [toy.zone_id(6)]


def test_limits_and_change_are_those_of_the_window() -> None:
    """Exact Poisson limits of 5 cases: 1.6235 and 11.6683."""
    own = made().own
    assert own.low == pytest.approx(16.235, abs=0.001)
    assert own.high == pytest.approx(116.683, abs=0.001)
    assert own.change == 5


def test_a_set_of_ones_own_a_district_and_those_like_it() -> None:
    ids = [toy.zone_id(n) for n in (1, 9)]
    assert [m.zone.zone_id for m in made("chosen", chosen=ids).others] == ids
    nine = made("chosen", chosen=ids).others[1]
    assert (nine.low, nine.change, nine.pair and nine.pair.verdict) == (None, None, "unknown")
    same = {z for z, d in toy.facts().districts.items() if d == toy.facts().districts[MIDDLE]}
    assert {m.zone.zone_id for m in made("district").others} == same - {MIDDLE}
    like = made("alike", population=toy.population()).others
    assert all(m.like is not None for m in like)
    with pytest.raises(InputError):
        made("chosen", chosen=[toy.zone_id(n) for n in range(1, 10)])


def test_a_kelurahan_without_neighbours_says_so() -> None:
    alone = made(neighbours={MIDDLE: ()})
    assert alone.others == ()
    assert "Tidak ada kelurahan untuk dibandingkan" in drawn.finding(alone, "id")
    assert "tidak berbatasan" in drawn.table(alone, "id", str)


def test_the_public_sees_no_hidden_count_on_the_board() -> None:
    shown = made(policy=PUBLIC)
    html = drawn.table(shown, "id", str) + board_cards.charts(shown, "id", str)
    four = next(m for m in shown.others if m.zone.zone_id == toy.zone_id(2))
    assert (four.zone.cases, four.low, four.change) == (None, None, None)
    assert "4 kasus" not in html
    assert "Deret harian" in board_cards.charts(shown, "id", str)
    assert all(not m.view.curve for m in shown.others)


@pytest.mark.parametrize("lang", ["id", "en"])
def test_every_piece_is_sound_and_escaped(lang: str) -> None:
    found = made()
    pieces = (
        drawn.finding(found, lang),
        drawn.table(found, lang, lambda zone: f"?zone={zone}&x=<y>"),
        board_cards.charts(found, lang, lambda zone: f"?zone={zone}&x=<y>"),
    )
    for piece in pieces:
        ElementTree.fromstring(f"<p>{piece}</p>")  # noqa: S314


def test_small_charts_share_one_scale_and_leave_gaps() -> None:
    found = made()
    views = [m.view for m in (found.own, *found.others)]
    on = multiples.scale(views)
    assert on.most == pytest.approx(30 / 7)
    assert (on.last, (on.last - on.first).days) == (DAY, multiples.DAYS - 1)
    tree = ElementTree.fromstring(multiples.svg(views[0], on))  # noqa: S314
    assert len([p for p in tree.iter() if p.get("class") == "c"]) == 1
    assert on.most is not None
    assert on.y(on.most) < on.y(0.0)


@pytest.fixture(scope="module")
def squares() -> miniature.Shapes:
    """The nine squares, one in the south-west, and a strip in the far east that is none of them."""
    boxes = [shapely.box(k % 3, k // 3, k % 3 + 1, k // 3 + 1) for k in range(9)]
    ids = [*toy.IDS, "99.02.01.1001"]
    zones = gpd.GeoDataFrame(
        {"zone_id": ids}, geometry=[*boxes, shapely.box(3, 0, 6, 3)], crs="EPSG:4326"
    )
    return miniature.shapes(zones, toy.CITY.utm)


def inked(svg: str) -> dict[str, list[float]]:
    """Widths of the lines of each colour."""
    tree = ElementTree.fromstring(svg)  # noqa: S314
    lines = [path for path in tree.iter() if path.get("stroke-width") and path.tag.endswith("path")]
    found: dict[str, list[float]] = {}
    for line in lines:
        found.setdefault(str(line.get("stroke")), []).append(float(str(line.get("stroke-width"))))
    return found


def test_the_map_names_all_and_tells_the_orders_apart(squares: miniature.Shapes) -> None:
    """Square 5 touches four others; the corners are neighbours of these."""
    svg = board_map.svg(made(), squares, "Peta & kata")
    tree = ElementTree.fromstring(svg)  # noqa: S314
    names = [str(word.text) for word in tree.iter() if word.tag.endswith("text")]
    assert sorted(names) == sorted(toy.NAMES)
    sizes = {str(w.text): w.get("font-size") for w in tree.iter() if w.tag.endswith("text")}
    assert (sizes["Lima"], sizes["Enam"], sizes["Satu"]) == ("20", "16", "14")
    widths = inked(svg)
    assert sorted(widths["#1b2430"]) == [1.4] * 4 + [4.0]
    assert len(widths["#fff"]) == 5  # corners and the strip have no line of their own
    assert "serif" in svg


def test_the_line_of_a_small_kelurahan_is_thin() -> None:
    """Square 1 at the south-west corner shrinks to a hundredth of its side."""
    boxes = [shapely.box(k % 3, k // 3, k % 3 + 1, k // 3 + 1) for k in range(9)]
    boxes[0] = shapely.box(0.99, 0.99, 1, 1)
    zones = gpd.GeoDataFrame({"zone_id": toy.IDS}, geometry=boxes, crs="EPSG:4326")
    shapes = miniature.shapes(zones, toy.CITY.utm)
    svg = board_map.svg(made(zone=toy.zone_id(1)), shapes, "")
    assert max(inked(svg)["#1b2430"]) < 2.0
    nothing = miniature.Shapes(shapes.width, shapes.height, {})
    assert board_map.svg(made(), nothing, "") == ""
    assert "<img" not in drawn.picture(made(), nothing, "id")


def test_the_map_has_a_legend_of_its_lines(squares: miniature.Shapes) -> None:
    image = drawn.picture(made(), squares, "en")
    assert image.startswith('<img class="jt-mini" alt="Map of Lima with its neighbours')
    tree = ElementTree.fromstring(f"<p>{image}</p>")  # noqa: S314
    legend = [key.find("i").get("class") for key in tree.iter("li")]  # type: ignore[union-attr]
    assert legend == ["itself", "next", "second"]
    said = ["".join(key.itertext()) for key in tree.iter("li")]
    assert said == ["this kelurahan", "adjacent", "neighbour of a neighbour"]
    alone = drawn.picture(made(neighbours={MIDDLE: ()}), squares, "en")
    assert alone.count("<li>") == 1


@pytest.mark.parametrize(
    ("chosen", "known"),
    [
        ((6, 8), "Lima oranye; 2 dari 2 yang dibandingkan lebih berat"),
        ((1, 3), "Lima oranye; tidak satu pun dari 2 yang dibandingkan lebih berat"),
        ((6,), "Lima oranye; satu-satunya yang dibandingkan lebih berat"),
        ((1,), "Lima oranye; satu-satunya yang dibandingkan tidak lebih berat"),
    ],
)
def test_the_title_counts_in_words_that_fit(chosen: tuple[int, ...], known: str) -> None:
    table = {DAY - dt.timedelta(days=n): [0] * 9 for n in range(13, 0, -1)}
    table |= {DAY: [0, 4, 0, 5, 5, 30, 0, 30, 0]}
    found = made("chosen", chosen=[toy.zone_id(n) for n in chosen], table=table)
    assert drawn.title(found, "id") == known


def test_english_titles_agree_in_number() -> None:
    assert drawn.title(made(), "en") == "Lima is orange; 1 of the 4 compared is worse"
    calm = made("chosen", chosen=[toy.zone_id(1), toy.zone_id(3)])
    assert drawn.title(calm, "en") == "Lima is orange; none of the 2 compared is worse"


def test_a_course_is_told_with_its_values_and_days() -> None:
    """Five cases on the last day, none before: 5/7 a day, which is the peak."""
    found = made()
    on = multiples.scale([m.view for m in found.members])
    assert board_cards.course(found.own, on, "id") == (
        "Perjalanan Lima, 15 November 2020 sampai 14 Maret 2021. Rata-rata 7 hari kasus baru: 0,7 "
        "sehari pada 14 Maret 2021; puncaknya 0,7 pada 14 Maret 2021. Pada 14 Maret 2021: oranye."
    )
    html = board_cards.charts(found, "id", str)
    assert html.count("<span>15 Nov 2020</span><span>14 Mar 2021</span>") == len(found.members)
    nothing = made(table={DAY: list(CASES)}).own
    assert "Tanpa deret harian kasus. " in board_cards.course(nothing, on, "id")


def test_a_course_that_rose_and_fell_names_the_first_day_of_its_peak() -> None:
    """Seven cases on day 7 of 21: the mean is 1 from then until day 13, the first of these days is
    named, and 0 at the end."""
    days = {DAY - dt.timedelta(days=n): [0] * 9 for n in range(20, -1, -1)}
    days[DAY - dt.timedelta(days=14)] = [7] * 9
    own = made(table=days).own
    said = board_cards.course(own, multiples.scale([own.view]), "en")
    assert "0.0 a day on 14 March 2021; at its peak 1.0 on 28 February 2021." in said
    assert said.endswith("On 14 March 2021: green.")


def test_what_takes_no_part_in_likeness_is_said_in_the_row() -> None:
    """Two weeks are no course. In eight, and with the same people everywhere, only people tell
    nothing: their spread is none."""
    short = drawn.table(made("alike", population=toy.population()), "id", str)
    assert "; tanpa kasus mingguan: tidak lengkap</small>" in short
    assert "tanpa jumlah penduduk" not in short
    days = {DAY - dt.timedelta(days=n): list(range(9)) for n in range(55, -1, -1)}
    long = drawn.table(made("alike", table=days), "en", str)
    assert "without the number of people" in long
    assert "without weekly cases" not in long


def test_a_set_of_a_link_leaves_out_what_is_unknown_or_too_much() -> None:
    facts = toy.facts()
    assert read_set(facts, [toy.zone_id(1), toy.zone_id(1), MIDDLE], MIDDLE) == (
        (toy.zone_id(1),),
        (),
    )
    wanted, (unknown,) = read_set(facts, ["x", toy.zone_id(2)], None)
    assert wanted == (toy.zone_id(2),)
    assert (unknown.key, unknown.values["found"]) == ("url_zones", "x")
    wanted, (many,) = read_set(facts, toy.IDS, None)
    assert wanted == toy.IDS[:8]
    assert (many.key, many.values["count"]) == ("url_zones_most", 9)
    assert read_set(facts, toy.IDS, MIDDLE)[1] == ()


RATE, WEEK_BEFORE, RTS = "Per 100.000 (rentang 95 %)", "Dari pekan lalu", "RT per warna"


def test_every_row_has_incidence_interval_and_week() -> None:
    """Exact limits of 0 and 30 cases in 10,000 people: 0 and 36.89, 202.41 and 428.27."""
    found = cells(made())
    assert found[MIDDLE][RATE] == "50 (16–117) 5 kasus"
    assert found[MIDDLE][WEEK_BEFORE] == "▲ naik 5, dari 0"
    assert found[toy.zone_id(6)][RATE] == "300 (202–428) 30 kasus"
    assert found[toy.zone_id(8)][WEEK_BEFORE] == "▲ naik 6, dari 0"
    assert cells(made(), "en")[MIDDLE]["Against a week before"] == "▲ up 5, from 0"
    alone = cells(made("chosen", chosen=[toy.zone_id(1)]))[toy.zone_id(1)]
    assert (alone[RATE], alone[WEEK_BEFORE]) == ("0 (0–37) 0 kasus", "= tetap 0")


def test_fewer_cases_than_a_week_before_are_said_to_be_fewer() -> None:
    table = {DAY - dt.timedelta(days=n): [0] * 9 for n in range(14)}
    table |= {DAY - WEEK: [7] * 9, DAY: [3] * 9}
    own = made(table=dict(sorted(table.items())))
    assert own.own.change == -4
    assert cells(own)[MIDDLE][WEEK_BEFORE] == "▼ turun 4, dari 7"


def test_rts_are_drawn_only_where_they_are_known() -> None:
    """Two of three RTs are green, one with six houses is orange under the rule's bounds."""
    found = made(rt=HOUSES, rt_rule=registry()["ppkm-rt-v1"])
    rows = cells(found)
    assert rows[MIDDLE][RTS] == "3 RT: 67 % hijau, 33 % oranye"
    assert rows[toy.zone_id(4)][RTS] == "belum ada untuk hari ini; terakhir 7 Mar 2021"
    assert rows[toy.zone_id(2)][RTS] == "belum ada data RT"
    html = board_cards.charts(found, "id", str)
    assert html.count("jt-rtbar") == 1
    assert "Warna RT menurut PPKM Mikro versi 1" in html
    assert "RT demi RT" in html
    assert "SIMULASI" not in html


def test_without_any_rt_words_stand_in_place_of_the_column() -> None:
    found = made(rt_rule=registry()["ppkm-rt-v1"])
    assert RTS not in cells(found)[MIDDLE]
    assert "Belum ada data RT di kelurahan-kelurahan ini." in board_cards.charts(found, "id", str)
    assert "RT" not in board_cards.charts(made(), "id", str)


def test_a_share_of_few_rts_is_never_rounded_to_nothing_or_all() -> None:
    """One RT of 300 is 0.3 %, the others are 99.7 %."""
    counts = np.zeros((300, 1))
    counts[0] = 6
    many = RtHouses(tuple(f"{n:03d}" for n in range(300)), np.full(300, 4), (DAY,), counts)
    rows = cells(made(rt=many, rt_rule=registry()["ppkm-rt-v1"]))
    assert rows[MIDDLE][RTS] == "300 RT: >99 % hijau, <1 % oranye"


def test_the_public_sees_no_rt_and_a_lurah_only_the_own_ones() -> None:
    rule = registry()["ppkm-rt-v1"]
    shown = made(rt=HOUSES, rt_rule=rule, policy=PUBLIC)
    assert {m.rts.state for m in shown.members if m.rts} == {"hidden"}
    page = drawn.table(shown, "id", str) + board_cards.charts(shown, "id", str)
    assert "jt-rtbar" not in page
    assert "Warna RT hanya terlihat bagi lurah" in page
    rows = cells(made(rt=HOUSES, rt_rule=rule, policy=PUBLIC.open_to(MIDDLE)))
    assert rows[MIDDLE][RTS] == "3 RT: 67 % hijau, 33 % oranye"
    assert rows[toy.zone_id(4)][RTS] == "hanya bagi lurahnya dan dinas"


def test_invented_houses_are_called_simulated_and_left_out_of_the_archive() -> None:
    rule = registry()["ppkm-rt-v1"]
    found = made(simulated=True, rt_rule=rule)
    assert "23 RT:" in cells(found)[MIDDLE][RTS]
    assert "SIMULASI: rumah dengan kasus per RT adalah rekaan." in board_cards.charts(
        found, "id", str
    )
    assert "SIMULASI" in drawn.table(found, "id", str)
    archived = made(simulated=True, rt_rule=rule, rule=registry()["resmi"])
    assert all(m.rts is None for m in archived.members)
    assert "RT" not in board_cards.charts(archived, "id", str)


def test_a_kelurahan_without_data_says_so_and_the_rest_works() -> None:
    """Square 9 reports nothing on the last day, square 1 never."""
    table = {DAY - dt.timedelta(days=n): [None, *[0] * 8] for n in range(13, 0, -1)}
    found = made(
        "chosen", chosen=[toy.zone_id(1), toy.zone_id(9)], table=table | {DAY: [None, *CASES[1:]]}
    )
    rows = cells(found)
    assert (rows[toy.zone_id(1)][RATE], rows[toy.zone_id(1)][WEEK_BEFORE]) == (
        "tanpa data",
        "belum diketahui",
    )
    assert rows[toy.zone_id(9)][RATE] == "data usang"
    assert rows[MIDDLE][RATE] == "50 (16–117) 5 kasus"
    own = made(zone=toy.zone_id(1), table=table)
    assert "Satu: tanpa data" in drawn.finding(own, "id")
    assert "Belum ada pasangan yang dapat diuji" in drawn.finding(own, "id")


def test_one_day_of_data_draws_no_line_at_zero() -> None:
    found = made(table={DAY: list(CASES)})
    on = multiples.scale([m.view for m in found.members])
    assert on.most is None
    assert "<path" not in multiples.svg(found.own.view, on)
    assert "tujuh hari berturut-turut" in board_cards.charts(found, "id", str)
    assert cells(found)[MIDDLE][WEEK_BEFORE] == "belum diketahui"


def test_the_first_mean_is_a_dot_and_a_course_without_a_case_a_line() -> None:
    """Seven reported days have one mean; fourteen without a case have eight, all zero."""
    seven = made(table={DAY - dt.timedelta(days=n): [7] * 9 for n in range(6, -1, -1)})
    on = multiples.scale([seven.own.view])
    assert on.most == 7.0
    assert "<circle" in multiples.svg(seven.own.view, on)
    calm = made(table={DAY - dt.timedelta(days=n): [0] * 9 for n in range(13, -1, -1)})
    flat = multiples.scale([calm.own.view])
    assert flat.most == 0.0
    assert 'class="c"' in multiples.svg(calm.own.view, flat)
    assert "tidak ada kasus di kelurahan-kelurahan ini" in board_cards.charts(calm, "id", str)


def test_without_population_cases_are_still_said() -> None:
    found = made(population=toy.population([None] * 9, None))
    rows = cells(found)
    assert rows[MIDDLE][RATE] == "penduduk tidak diketahui 5 kasus"
    assert rows[MIDDLE][WEEK_BEFORE] == "▲ naik 5, dari 0"
    assert "jt-range" not in board_cards.charts(found, "id", str)
    assert "Belum ada pasangan yang dapat diuji" in drawn.finding(found, "id")


def test_a_rule_of_the_archive_has_no_columns_of_counts() -> None:
    found = cells(
        made(rule=registry()["resmi"], archive=toy.archive([("2021-03-14", 5, "kuning")]))
    )
    assert list(found[MIDDLE]) == ["Zona", "Dibandingkan dengan sini"]


def test_the_map_stands_in_rows_too(squares: miniature.Shapes) -> None:
    tree = ElementTree.fromstring(f"<p>{drawn.picture(made(), squares, 'id')}</p>")  # noqa: S314
    near = {
        str(row.get("data-near")): [" ".join("".join(c.itertext()).split()) for c in row]
        for row in tree.iter("tr")
        if row.get("data-near")
    }
    assert near[MIDDLE] == ["Lima", "kelurahan ini", "O oranye"]
    assert near[toy.zone_id(6)] == ["Enam", "tetangga langsung", "M merah"]
    assert near[toy.zone_id(9)] == ["Sembilan", "tetangga dari tetangga", "… data usang"]
    assert len(near) == 9


def test_what_is_read_aloud_names_the_choice() -> None:
    said = drawn.announced(made(), "id")
    assert (
        said
        == "Lima oranye; 1 dari 4 yang dibandingkan lebih berat. Tetangga langsung: 4 dalam tabel."
    )
    assert drawn.announced(made(simulated=True), "en").startswith("SIMULASI, not official data. ")
