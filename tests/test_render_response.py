"""The page on responses in words: the toy city on 15 March 2021, by hand.

Squares 3 and 5 are red; since 8 March 2, 3 and 5 rose. Square 3's closure of 20 February was last
confirmed 23 days before, so nobody knows of it; square 5 and 2 have nothing.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import replace
from html import unescape
from typing import Any

import pytest

from geo.levels import BY_KEY
from geo.render import response_gaps as gaps
from geo.render import response_jogo as jogo
from geo.render import response_ledger as ledger
from geo.render import response_puskesmas as centres
from geo.render import response_satgas as satgas
from geo.render import response_siaga as siaga
from geo.render import response_telehealth as afar
from geo.response import Member, Record, Review, Telehealth
from geo.response_view import ResponseView, response_view
from geo.rules import registry
from geo.suppression import POLICIES
from geo.telehealth import weeks
from geo.text import LANGUAGES
from geo.views import WEEK, city_view
from tests import toy
from tests.register_kit import (
    catchment,
    check,
    entry,
    on,
    puskesmas,
    register,
    report,
    session,
    task,
)

RULE = registry()["insidensi7"]
EVIL = "<script>alert(1)</script>"


def view(*records: Record, compared: bool = True, **changes: Any) -> ResponseView:
    of = toy.facts(register=register(*records), **changes)
    before = city_view(of, RULE, toy.LAST - WEEK) if compared else None
    return response_view(city_view(of, RULE, toy.LAST), before)


def to(zone: str) -> str:
    return f"kelurahan?zone={zone}"


def words(html: str) -> str:
    return " ".join(unescape(re.sub("<[^>]+>", " ", html)).split())


def cells(html: str) -> list[list[str]]:
    rows = re.findall("<tr>(.*?)</tr>", html, re.S)[1:]
    return [[words(cell) for cell in re.findall("<t[dh].*?</t[dh]>", row, re.S)] for row in rows]


CLOSURE = entry("lockdown", "2021-02-20", 3)


def test_the_finding_counts_who_asks_and_has_nothing() -> None:
    made = view(CLOSURE)
    assert gaps.asking(made) == {toy.zone_id(k) for k in (2, 3, 5)}
    said = words(gaps.finding(made, "id"))
    # Squares 6 to 9 have no colour: only of five is known whether they ask.
    assert said.startswith(
        "Dari 5 kelurahan yang warnanya diketahui, 3 memerlukan respons, "
        "semuanya tanpa respons yang tercatat masih berjalan"
    )
    assert "Satu di antaranya punya respons yang belum dikonfirmasi lagi." in said
    assert "lebih berat daripada 8 Maret 2021" in said
    assert "SIMULASI" not in said


def test_the_finding_where_nobody_who_asks_has_anything() -> None:
    # Squares 3 and 5 are red; without a day before, nobody is known to have risen.
    said = words(gaps.finding(view(compared=False), "id"))
    assert said.startswith(
        "Dari 5 kelurahan yang warnanya diketahui, 2 memerlukan respons, "
        "semuanya tanpa respons yang tercatat masih berjalan"
    )
    some = view(entry("post", "2021-03-10", 3), entry("post", "2021-03-10", 5))
    assert words(gaps.finding(some, "en")).startswith(
        "Of the 5 kelurahan whose colour is known, 3 ask for a response; "
        "one of them is without a response on record as active"
    )


def test_the_finding_of_quiet_and_of_unknown_days() -> None:
    busy = [entry("kampung", "2021-03-01", square) for square in (2, 3, 5)]
    assert words(gaps.finding(view(*busy), "en")).startswith(
        "Of the 5 kelurahan whose colour is known, 3 ask for a response; "
        "each has a response on record as active"
    )
    assert "On record as active: Kampung Siaga / Kampung Tangguh 3." in words(
        gaps.finding(view(*busy), "en")
    )
    assert "8 Maret 2021 tidak tercatat" in words(gaps.finding(view(compared=False), "id"))


def test_where_every_colour_is_known_the_finding_speaks_of_all() -> None:
    def whole(*records: Record, **changes: Any) -> ResponseView:
        made = view(*records, **changes)
        known = tuple(zone for zone in made.city.zones if BY_KEY[zone.level].severity is not None)
        return replace(made, city=replace(made.city, zones=known))

    assert (whole().partial, view().partial) == (False, True)
    assert gaps.headline(whole(), "id") == (
        "Tiga kelurahan memerlukan respons, semuanya tanpa respons yang tercatat masih berjalan"
    )
    some = whole(entry("post", "2021-03-10", 3))
    assert gaps.headline(some, "id") == (
        "Dua dari 3 kelurahan yang memerlukan respons tanpa respons yang tercatat masih berjalan"
    )
    assert gaps.short(some, "id") == (
        "2 kelurahan merah atau naik tanpa respons yang tercatat masih berjalan; "
        "2 di antaranya tanpa catatan apa pun."
    )


def test_rising_is_said_only_where_it_can_be_known() -> None:
    made = view(CLOSURE)
    assert (made.compared, made.few) == (5, False)
    assert "merah atau naik" in gaps.short(made, "id")
    assert "dapat dibandingkan" not in words(gaps.finding(made, "id"))
    alone = view(CLOSURE, compared=False)
    assert (alone.compared, alone.few) == (0, False)
    assert gaps.short(alone, "id").startswith(
        "Dari 5 kelurahan yang warnanya diketahui: 2 kelurahan merah tanpa respons"
    )
    # Of nine kelurahan four are fewer than half.
    some = replace(made, compared=4)
    assert "(naik: hanya 4 dari 9 dapat dibandingkan)" in gaps.short(some, "id")
    assert "(naik: hanya 4 dari 9 dapat dibandingkan)" in words(gaps.finding(some, "id"))
    assert "(rising: only 4 of 9 can be compared)" in gaps.short(some, "en")


def test_page_and_line_count_the_same_kelurahan() -> None:
    busy = [entry("post", "2021-03-10", square) for square in (2, 5)]
    made = view(CLOSURE, *busy)
    # Square 3 has a closure that nobody confirmed: it is not counted as answered.
    assert [gap.reason for gap in made.open] == ["unconfirmed"]
    assert "satu di antaranya tanpa respons" in gaps.headline(made, "id")
    said = gaps.short(made, "id")
    assert ": 1 kelurahan merah atau naik tanpa respons yang tercatat masih berjalan." in said
    assert "tanpa catatan apa pun" not in said
    quiet = gaps.short(view(*busy, entry("post", "2021-03-10", 3)), "en")
    assert quiet == (
        "Of the 5 kelurahan whose colour is known: "
        "no red or rising kelurahan is without a response on record as active."
    )


def test_what_ended_and_what_has_no_day_is_not_called_never() -> None:
    made = view(
        entry("post", "2021-02-01", 3, "2021-02-10"),
        entry("isolation", square=5, about="2020"),
    )
    assert [made.past(toy.zone_id(k)) for k in (3, 5, 2)] == [
        ("ended", on("2021-02-10")),
        ("undated", None),
        ("never", None),
    ]
    said = {gap.zone_id: gaps.what(gap, made, "id") for gap in made.open}
    assert said == {
        toy.zone_id(3): "yang terakhir berakhir 10 Feb 2021",
        toy.zone_id(5): "tidak ada yang tercatat masih berjalan; yang tercatat tanpa tanggal",
        toy.zone_id(2): "belum pernah ada yang tercatat",
    }
    assert "1 di antaranya tanpa catatan apa pun" in gaps.short(made, "id")


def test_the_register_of_one_kelurahan() -> None:
    made = view(
        CLOSURE,
        entry("kampung", "2021-03-01", 5),
        puskesmas("Lama"),
        puskesmas("Baru"),
        catchment("Lama", 3),
    ).of_zone(toy.zone_id(3))
    assert [line.kind for line in made.lines] == ["lockdown"]
    assert [(gap.reason, gap.puskesmas) for gap in made.gaps] == [
        ("unconfirmed", ""),
        ("programme", "Lama"),
    ]
    assert made.of_zone("") is made
    served = words(centres.table(made, "id", to, toy.zone_id(3)))
    assert "Lama" in served
    assert "Baru" not in served
    assert centres.table(made, "id", to, toy.zone_id(5)) == (
        '<p class="jt-hint">Puskesmas kelurahan ini tidak diketahui.</p>'
    )


def test_an_invented_response_is_marked() -> None:
    made = view(entry("kampung", "2021-03-01", 5, origin="simulated"))
    assert words(gaps.finding(made, "id")).startswith("SIMULASI, bukan data resmi")
    for drawn in (
        ledger.finding(made, made.lines, "id"),
        ledger.table(made, made.lines, "id", to),
        siaga.finding(made, "id"),
    ):
        assert "SIMULASI" in drawn


def test_each_gap_says_where_since_when_and_what_to_do() -> None:
    late = task("Buka posko", "2021-03-01", "2021-03-08", role="lurah")
    made = view(CLOSURE, late)
    html = gaps.listed(made, "id", to, lambda gap: f"respons?gap={gap.reason}")
    reasons = re.findall('data-reason="(.*?)"', html)
    assert reasons == ["severe", "rising", "unconfirmed", "task"]
    assert [int(n) for n in re.findall("<summary><b>(.*?)</b>", html)] == [1, 1, 1, 1]
    assert html.count('open=""') == 1
    said = words(html)
    assert "Lima belum pernah ada yang tercatat Catat respons" in said
    assert "Tiga Penutupan mandiri: tanda terakhir 20 Feb 2021, 23 hari lalu Perbarui" in said
    assert "seluruh kota Buka posko (Lurah): lewat 7 hari dari tenggat 8 Mar 2021" in said
    assert f'href="{to(toy.zone_id(5))}"' in html
    assert 'href="respons?gap=task"' in html


def test_no_gaps_and_what_is_not_known() -> None:
    busy = [entry("post", "2021-03-10", square) for square in (2, 3, 5)]
    made = view(*busy, entry("isolation", about="2020", square=1))
    assert words(gaps.listed(made, "id", to, None)) == "Tidak ada celah yang tercatat."
    unknown = gaps.unknown(made, "id")
    # Squares 6 to 9 have no level; no catchment is known at all.
    assert [sentence.split()[0] for sentence in unknown] == ["Puskesmas", "4", "1"]
    assert "Puskesmas dari 9 di antara 9 kelurahan" in unknown[0]


def test_the_list_as_a_table_is_inert() -> None:
    evil = task("=HYPERLINK(1)", "2021-03-01", "2021-03-08")
    made = view(CLOSURE, evil, entry("kampung", "2021-03-14", 1, origin="simulated"))
    rows = list(csv.DictReader(io.StringIO(gaps.as_csv(made, "id"))))
    assert tuple(rows[0]) == gaps.COLUMNS
    assert len(rows) == len(made.gaps)
    by_zone = {row["name"]: row for row in rows}
    assert (by_zone["Tiga"]["days"], by_zone["Lima"]["days"]) == ("23", "")
    (told,) = [row["what"] for row in rows if "HYPERLINK" in row["what"]]
    assert told.startswith("'=")
    # The colours and the task are real; the one invented Kampung Siaga was never checked.
    invented = {row["reason"]: row["name"] for row in rows if row["simulated"]}
    assert list(invented.values()) == ["Satu"]
    assert {row["simulated"] for row in rows} == {"", "SIMULASI, bukan data resmi"}
    html = gaps.listed(made, "id", to, None)
    assert html.count("jt-ro-simulated") == 1
    assert {row["simulated"] for row in csv.DictReader(io.StringIO(gaps.as_csv(view(), "id")))} == {
        ""
    }


def test_the_ledger_tells_each_entry() -> None:
    made = view(
        entry(
            "swab",
            "2021-03-10",
            3,
            "2021-03-12",
            tested=40,
            positive=3,
            role="puskesmas",
            note=EVIL,
            source="javascript:alert(1)",
            origin="fact",
        ),
        entry("kampung", "2021-03-01", 5, rw="002", source="https://warta.test/5", origin="fact"),
        entry("isolation", square=2, about="2020"),
        entry("post", "2021-03-20", 4),
    )
    html = ledger.table(made, made.lines, "id", to)
    assert [row[:6] for row in cells(html)] == [
        [
            "SW Tes massal (swab, antigen)",
            "Tiga",
            "10 Mar 2021 – 12 Mar 2021",
            "berakhir",
            "Puskesmas",
            "40 dites · 3 positif",
        ],
        [
            "KS Kampung Siaga / Kampung Tangguh",
            "Lima , RW 002",
            "sejak 1 Mar 2021",
            "berjalan",
            "–",
            "–",
        ],
        ["IS Rumah isolasi", "Dua", "sekitar 2020", "tanggal tidak diketahui", "–", "–"],
    ]
    assert "<script" not in html
    assert 'href="javascript' not in html
    assert 'href="https://warta.test/5" target="_blank" rel="noopener"' in html
    title = words(ledger.finding(made, made.lines, "id"))
    assert title.startswith(
        "3 respons tercatat sampai hari ini, 1 di antaranya tercatat masih berjalan"
    )
    assert "Berjalan 1, belum dikonfirmasi lagi 0, berakhir 1, tanggal tidak diketahui 1." in title
    assert ledger.undated(made.lines, "id").startswith("1 respons tanpa tanggal")


def test_numbers_made_here_are_hidden_from_the_public_and_said_so() -> None:
    told = entry("swab", "2021-03-10", 3, tested=40, origin="entered")
    silent = replace(told, tested=None, zone_id=toy.zone_id(5), id="2")
    full = view(told, silent)
    assert [row[5] for row in cells(ledger.table(full, full.lines, "id", to))] == ["40 dites", "–"]
    public = POLICIES["public"]
    seen = view(*register(told, silent).seen_by(public).records, policy=public)
    shown = cells(ledger.table(seen, seen.lines, "id", to))
    assert [row[5] for row in shown] == ["disamarkan", "disamarkan"]


def test_five_siaga_and_what_is_not_looked_at() -> None:
    made = view(
        entry("kampung", "2021-01-01", 1),
        check("health", "2021-03-10"),
        check("security", "2021-03-10", ready=False),
        check("logistics", "2021-02-12"),  # 31 days before
        check("livelihood", "2021-02-13"),  # 30 days before
        entry("kampung", "2021-03-01", 2),
    )
    (row,) = cells(siaga.places(made, "id", to))
    assert row == [
        "Satu",
        "2 /5",
        "siap 10 Mar 2021",
        "belum 10 Mar 2021",
        "periksa lagi 12 Feb 2021",
        "siap 13 Feb 2021",
        "belum diperiksa",
    ]
    assert words(siaga.unseen(made, "id", to)) == "Dua"
    said = words(siaga.finding(made, "id"))
    assert said.startswith("0 dari 2 Kampung Siaga siap pada kelima siaganya")
    assert "1 tempat belum pernah tercatat diperiksa." in said


def test_the_last_report_of_each_rw() -> None:
    lines = [entry("jogo_tonggo", "2021-03-01", 1, rw=rw) for rw in ("001", "002", "003")]
    made = view(
        *lines,
        report("2021-03-12", houses={"001": 2, "002": 0}, isolating=0, watch=False),
        report("2021-03-14", rw="002", guests=3),
        report("2021-03-16", rw="003"),
    )
    rows = cells(jogo.places(made, "id", to))
    assert [row[0] for row in rows] == ["Satu , RW 003", "Satu , RW 001", "Satu , RW 002"]
    assert rows[0][1:] == ["belum pernah melapor", "–", "–", "–", "–"]
    assert rows[1][1:] == [
        "12 Mar 2021 3 hari tanpa laporan",
        "Rumah dengan kasus: 2 di 2 RT Isolasi mandiri: 0",
        "KK belum terbantu: tidak disebut Stok pangan, hari: tidak disebut",
        "Tamu dicatat: tidak disebut Ronda: tidak ada",
        "Kegiatan: tidak disebut",
    ]
    # Yesterday's report is in time.
    assert rows[2][1] == "14 Mar 2021"
    assert words(jogo.finding(made, "id")).startswith("2 dari 3 Jogo Tonggo terlambat melapor")


def test_a_hidden_report_is_not_called_silent() -> None:
    public = POLICIES["public"]
    records = (
        entry("jogo_tonggo", "2021-03-01", 1, rw="001"),
        report("2021-03-14", isolating=4),
    )
    seen = view(*register(*records).seen_by(public).records, policy=public)
    (row,) = cells(jogo.places(seen, "id", to))
    assert row[1:] == ["14 Mar 2021", *["disamarkan"] * 4]


def test_satgas_members_tasks_and_reviews() -> None:
    members = [
        Member(level="city", side=side, date=on(day), people=people)
        for side, day, people in (
            ("academic", "2021-01-01", 2),
            ("academic", "2021-03-01", 4),
            ("academic", "2021-03-20", 9),
            ("health", "2021-01-01", 5),
        )
    ]
    members.append(
        Member(
            level="zone", zone_id=toy.zone_id(1), side="academic", date=on("2021-01-01"), people=1
        )
    )
    made = view(
        *members,
        task("Buka posko", "2021-03-01", "2021-03-14"),
        task("Bagi masker", "2021-03-01", "2021-03-10", "done", "2021-03-16"),
        task("Rapat", "2021-03-01", "2021-03-15"),
        task("Batal", "2021-03-01", "2021-03-02", "dropped", "2021-03-03"),
        task("Nanti", "2021-03-16", "2021-03-20"),
        Review(title=EVIL, date=on("2021-03-02"), rule="insidensi7"),
        Review(title="Besok", date=on("2021-03-16"), briefing="b1"),
        Review(title="Taklimat", date=on("2021-03-10"), briefing="b2"),
    )
    assert satgas.members(made) == {"city": {"academic": 4, "health": 5}, "zone": {"academic": 1}}
    rows = {row[0]: row[1:] for row in cells(satgas.of_levels(made, "id"))}
    assert rows["Akademisi"] == ["4", "1"]
    assert rows["Tenaga kesehatan"] == ["5", "–"]
    told = [row[:4] for row in cells(satgas.tasks(made, "id", to))]
    assert [(row[0], row[2], row[3]) for row in told] == [
        ("Bagi masker", "10 Mar 2021 lewat 5 hari", "belum mulai"),
        ("Buka posko", "14 Mar 2021 lewat 1 hari", "belum mulai"),
        ("Rapat", "15 Mar 2021", "belum mulai"),
        ("Batal", "2 Mar 2021", "dibatalkan"),
    ]
    said = words(satgas.finding(made, "id"))
    assert said.startswith("2 dari 3 tugas Satgas yang belum selesai lewat tenggat")
    assert "5 akademisi" in said
    html = satgas.reviews(
        made, "id", {"insidensi7": "Insidensi"}, lambda key: f"m#{key}", lambda key: f"t?{key}"
    )
    assert "<script" not in html
    assert re.findall('href="(.*?)"', html) == ["t?b2", "m#insidensi7"]


def test_puskesmas_with_their_catchment_and_reach() -> None:
    made = view(
        puskesmas("Lama", opened="2020-01-01"),
        puskesmas("Baru"),
        puskesmas("Besok", opened="2021-03-16"),
        catchment("Lama", 1, about="2018"),
        catchment("Lama", 2),
        entry("programme", "2021-03-01", 0, puskesmas="Lama", programme="Es Lilin"),
        session("Lama", "Es Lilin", "2021-02-15", 500),  # 29 days back: too old
        session("Lama", "Es Lilin", "2021-02-16", 60),
        session("Lama", "Es Lilin", "2021-03-15", 30),
        session("Lama", "Es Lilin", "2021-03-14"),
        session("Baru", "Senam", "2021-03-14", 8),
    )
    rows = {row[0]: row[1:] for row in cells(centres.table(made, "id", to))}
    assert set(rows) == {"Lama dibuka 1 Jan 2020", "Baru"}
    served, programmes, reach = rows["Lama dibuka 1 Jan 2020"]
    assert served == "Satu menurut sumber tahun 2018 Dua"
    assert programmes.startswith("Es Lilin berjalan sejak 15 Feb 2021")
    # 90 people of 20,000 + 10,000.
    assert reach == (
        "Es Lilin: 90 orang dalam 3 pertemuan, 3,0 per 1.000 penduduk. "
        "Hanya 2 pertemuan menyebut jumlah orang."
    )
    assert rows["Baru"][0] == "belum diketahui"
    assert "per 1.000 tidak dapat dihitung, wilayah kerjanya belum diketahui" in rows["Baru"][2]
    assert words(centres.without(made, "id", to)).startswith("7 kelurahan: Delapan ,")


def test_a_puskesmas_says_what_its_sources_leave_open() -> None:
    listed = "daftar nama Puskesmas, tidak diverifikasi"
    part = replace(catchment("Lama", 1, about="sekitar 2017"), note="Hanya dua yang dinamai.")
    made = view(
        replace(puskesmas("Lama"), note="Satu daftar lain tidak memuatnya.", source=listed),
        replace(puskesmas("Baru"), source="https://warta.test/baru"),
        replace(part, source="https://warta.test/1"),
    )
    html = centres.table(made, "id", to)
    rows = {row[0].split()[0]: row for row in cells(html)}
    assert rows["Lama"][0] == "Lama Catatan dan sumber Satu daftar lain tidak memuatnya."
    assert rows["Lama"][1] == (
        "sebagian diketahui Satu menurut sumber sekitar tahun 2017 "
        "Catatan dan sumber Hanya dua yang dinamai. warta.test"
    )
    assert rows["Baru"][0] == "Baru Catatan dan sumber warta.test"
    said = words(centres.finding(made, "id"))
    assert "Dari 1 di antara yang diketahui itu hanya sebagian kelurahannya diketahui." in said
    assert said.count("tidak diverifikasi") == 1
    # Only of Banjarmasin is a number of Puskesmas on record.
    assert "26" not in said
    assert "sebagian diketahui" not in centres.table(view(puskesmas("Lama"), part), "en", to)


def test_a_long_table_is_folded_behind_its_first_rows() -> None:
    some = [entry("jogo_tonggo", "2021-03-01", 1, rw=f"{rw:03}") for rw in range(1, 12)]
    html = jogo.places(view(*some), "id", to)
    shown, _, folded = html.partition("<details")
    assert (len(cells(shown)), len(re.findall("<tr><th scope=.row", folded))) == (8, 3)
    assert "Tampilkan 3 baris lainnya" in folded
    assert "<details" not in jogo.places(view(*some[:9]), "id", to)


def test_an_empty_ledger_names_its_filter() -> None:
    made = view(CLOSURE)
    said = words(ledger.finding(made, (), "id", "Posko, Dua"))
    assert said.startswith("Tidak ada respons yang tercatat sampai hari ini untuk Posko, Dua")
    assert "Yang tidak tercatat belum tentu tidak ada." in said


def test_how_many_kampung_are_invented() -> None:
    made = view(
        entry("kampung", "2021-03-01", 1),
        entry("kampung", "2021-03-01", 2, origin="simulated"),
    )
    said = words(siaga.finding(made, "id"))
    assert "1 dari 2 tempat SIMULASI; yang lain sungguh tercatat." in said
    assert words(siaga.unseen(made, "id", to)) == "Dua SIMULASI ; Satu"
    all_of_it = view(entry("kampung", "2021-03-01", 2, origin="simulated"))
    assert "Semuanya SIMULASI." in words(siaga.finding(all_of_it, "id"))


def test_telehealth_in_words_with_its_limits() -> None:
    # Clopper-Pearson of 34 in 100: 24.8 % to 44.2 %, as scipy's binomtest gives it too.
    records = [Telehealth(puskesmas="Lama", date=on("2021-03-08"), consultations=34, visits=66)]
    (share,) = weeks(records)
    assert " ".join(afar.in_words(share, "id").split()) == (
        "Dari 100 kontak, 34 lewat telekonsultasi: 34,0 % (95 %: 24,8 % sampai 44,2 %)."
    )
    made = view(*records)
    said = words(afar.finding(made, [share], "Lama", "id"))
    assert said.startswith("Puskesmas Lama: 34 % kontak berlangsung jarak jauh")
    assert "terlalu sempit" in said
    assert 'target="_blank" rel="noopener"' in afar.way_out("id")
    assert "tidak diketahui" in afar.way_out("id")
    (empty,) = weeks([replace(records[0], consultations=0, visits=0)])
    assert afar.in_words(empty, "id") == ""
    assert words(afar.finding(made, [empty], "", "id")).startswith("Belum ada pekan telesehat")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("records", [(), (CLOSURE,)])
def test_nothing_recorded_is_said_in_both_languages(lang: str, records: Sequence[Record]) -> None:
    made = view(*records)
    for drawn in (
        gaps.finding(made, lang),
        gaps.listed(made, lang, to, None),
        ledger.finding(made, made.lines, lang),
        siaga.finding(made, lang),
        jogo.finding(made, lang),
        satgas.finding(made, lang),
        satgas.of_levels(made, lang),
        satgas.tasks(made, lang, to),
        satgas.reviews(made, lang, {}, to, to),
        centres.finding(made, lang),
        centres.without(made, lang, to),
        afar.finding(made, (), "", lang),
    ):
        assert words(drawn)
    assert siaga.places(made, lang, to) == jogo.places(made, lang, to) == ""
