"""What a message of zone changes says, by the toy city's numbers (see tests/toy.py)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from geo import alerts, rules
from geo.alerts import Alert
from geo.facts import Facts
from geo.render.alert import MOST, message
from geo.rules import Rule
from tests import toy

RULE = rules.registry()["insidensi7"]
RESMI = rules.registry()["resmi"]
AT = dt.datetime(2021, 3, 15, 2, 5, tzinfo=dt.UTC)
WEEK_BEFORE = {day: toy.CASES[day] for day in (toy.FIRST, toy.MIDDLE)}


def alert(before: Facts | None, now: Facts, rule: Rule = RULE) -> Alert | None:
    return alerts.alert("e" * 32, rule, before, now, AT)


def steps(found: Alert | None) -> dict[str, list[tuple[str, str, str]]]:
    assert found is not None
    said: dict[str, list[tuple[str, str, str]]] = {}
    for kind, one in found.listed():
        said.setdefault(kind, []).append((one.name, one.before, one.after))
    return said


def known(before: Facts | None = None, **now: object) -> Alert:
    found = alert(before or toy.facts(WEEK_BEFORE), toy.facts(**now))  # type: ignore[arg-type]
    assert found is not None
    return found


def test_the_newest_day_is_compared_with_the_newest_before() -> None:
    found = known()
    assert (found.view.day, found.day_before) == (toy.LAST, toy.MIDDLE)
    assert steps(found) == {
        "rose": [
            ("Lima", "oranye", "merah"),
            ("Tiga", "kuning", "merah"),
            ("Dua", "hijau", "kuning"),
        ],
        "silent": [
            ("Enam", "hijau", "usang"),
            ("Sembilan", "hijau", "disamarkan"),
            ("Tujuh", "hijau", "tanpa_data"),
        ],
    }
    assert found.changes.same == 2


def test_what_is_taken_back_goes_the_other_way() -> None:
    found = alert(toy.facts(), toy.facts(WEEK_BEFORE))
    assert steps(found)["fell"] == [
        ("Lima", "merah", "oranye"),
        ("Tiga", "merah", "kuning"),
        ("Dua", "kuning", "hijau"),
    ]
    assert {name for name, _, _ in steps(found)["appeared"]} == {"Enam", "Tujuh", "Sembilan"}


def test_without_a_change_there_is_no_message() -> None:
    assert alert(toy.facts(), toy.facts()) is None
    assert alert(None, toy.facts({})) is None
    assert alert(toy.facts({}), toy.facts({})) is None


def test_where_nothing_was_known_every_zone_with_a_level_appears() -> None:
    for before in (None, toy.facts({})):
        found = alert(before, toy.facts())
        assert found is not None
        assert found.day_before is None
        assert steps(found) == {
            "appeared": [
                ("Lima", "tanpa_data", "merah"),
                ("Tiga", "tanpa_data", "merah"),
                ("Empat", "tanpa_data", "oranye"),
                ("Dua", "tanpa_data", "kuning"),
                ("Satu", "tanpa_data", "hijau"),
            ]
        }


def test_where_everything_is_taken_back_zones_fall_silent() -> None:
    found = alert(toy.facts(WEEK_BEFORE), toy.facts({}))
    assert found is not None
    assert (found.view.day, found.day_before) == (toy.MIDDLE, toy.MIDDLE)
    assert set(steps(found)) == {"silent"}
    assert len(steps(found)["silent"]) == 8  # square 8 has no population


def test_a_simulation_is_compared_with_nothing_but_itself() -> None:
    invented, real = toy.facts(WEEK_BEFORE, simulated=True), toy.facts()
    came, went = alert(invented, real), alert(real, invented)
    assert came is not None
    assert went is not None
    assert (came.day_before, came.simulated) == (None, False)
    assert (went.day_before, went.simulated) == (None, True)
    assert "fell" not in steps(went)
    assert alert(None, invented) is None
    assert alert(invented, toy.facts({})) is None
    both = alert(invented, toy.facts(simulated=True))
    assert both is not None
    assert (both.day_before, both.simulated) == (toy.MIDDLE, True)


def test_periods_of_the_archive_are_not_compared_with_each_other() -> None:
    first = toy.archive([("2021-02-09", 1, "merah")])
    later = toy.archive([("2021-02-09", 1, "merah"), ("2021-03-09", 1, "kuning")])
    found = alert(toy.facts({}, archive=first), toy.facts({}, archive=later), RESMI)
    assert found is not None
    assert found.day_before == dt.date(2021, 2, 9)
    assert steps(found) == {"fell": [("Satu", "merah", "kuning")]}
    later.statements.loc[1, "period"] = "2"
    begins = {"2": replace(later.periods["1"], key="2", start=dt.date(2021, 3, 1))}
    ends = {"1": replace(later.periods["1"], end=dt.date(2021, 2, 28))}
    split = replace(later, periods=ends | begins)
    found = alert(toy.facts({}, archive=first), toy.facts({}, archive=split), RESMI)
    assert found is not None
    assert found.day_before is None
    assert steps(found) == {"appeared": [("Satu", "tanpa_data", "kuning")]}


def test_the_json_says_what_it_rests_on() -> None:
    found = known()
    body = alerts.generic(found, "teks", "https://zona.test/")
    snapshot = body.pop("snapshot")
    assert len(snapshot) == 8
    assert body.pop("changes") == [
        {"zone_id": toy.zone_id(square), "name": name, "kind": kind, "before": was, "after": now}
        for square, name, kind, was, now in (
            (5, "Lima", "rose", "oranye", "merah"),
            (3, "Tiga", "rose", "kuning", "merah"),
            (2, "Dua", "rose", "hijau", "kuning"),
            (6, "Enam", "silent", "hijau", "tanpa_data"),
            (9, "Sembilan", "silent", "hijau", "tanpa_data"),
            (7, "Tujuh", "silent", "hijau", "tanpa_data"),
        )
    ]
    assert body == {
        "format": "jaga.zone-changes",
        "version": 1,
        "event": "e" * 32,
        "city": {"key": "kotak", "name": "Kota Kotak"},
        "disease": "covid19",
        "rule": {"key": "insidensi7", "version": RULE.version, "certainty": RULE.certainty},
        "day": "2021-03-15",
        "day_before": "2021-03-08",
        "known_at": "2021-03-15T02:05:00.000000+00:00",
        "simulated": False,
        "unchanged": 2,
        "text": "teks",
        "url": "https://zona.test/",
    }
    first = alert(None, toy.facts())
    assert first is not None
    alone = alerts.generic(first, "", None)
    assert (alone["day_before"], alone["url"]) == (None, None)
    assert {change["before"] for change in alone["changes"]} == {None}
    assert alerts.telegram("teks", -100) == {"chat_id": -100, "text": "teks"}


def test_the_text_names_zones_and_what_it_rests_on() -> None:
    url = "https://zona.test/?city=kotak&date=2021-03-15&rule=insidensi7&lang=id"
    url += "&as_of=2021-03-15T02%3A05%3A00Z"
    assert alerts.address(known(), "https://zona.test/", "id") == url
    assert alerts.address(known(), None, "id") is None
    assert message(known(), "id", url).splitlines() == [
        "Kota Kotak, Covid-19: perubahan zona, Senin, 15 Maret 2021",
        "Naik (3): Lima dari oranye menjadi merah; Tiga dari kuning menjadi merah; "
        "Dua dari hijau menjadi kuning.",
        "Tidak berwarna lagi (3): Enam dari hijau menjadi data usang; "
        "Sembilan dari hijau menjadi disamarkan; Tujuh dari hijau menjadi tanpa data.",
        "Dibandingkan dengan 8 Maret 2021.",
        "Kelurahan yang warnanya tetap: 2.",
        f"Aturan: insidensi 7 hari, indikatif (versi {RULE.version}).",
        url,
    ]
    english = message(known(), "en", None).splitlines()
    assert english[0] == "Kota Kotak, Covid-19: zone changes, Monday, 15 March 2021"
    assert english[3] == "Compared with 8 March 2021."


def test_what_is_invented_says_so_before_all_else() -> None:
    found = known(toy.facts(WEEK_BEFORE, simulated=True), simulated=True)
    for lang in ("id", "en"):
        assert message(found, lang, None).startswith("SIMULASI, ")
    assert "SIMULASI" not in message(known(), "id", None)


def test_a_correction_and_a_beginning_are_told_apart() -> None:
    last = list(toy.CASES[toy.LAST])
    last[0] = 30  # 150 per 100,000
    revised = alert(toy.facts(), toy.facts({**toy.CASES, toy.LAST: tuple(last)}))
    assert steps(revised) == {"rose": [("Satu", "hijau", "merah")]}
    assert revised is not None
    assert "hari yang sama diperbaiki" in message(revised, "id", None)
    first = alert(None, toy.facts())
    assert first is not None
    assert "Tidak ada pembanding" in message(first, "id", None)
    assert "Lima merah; " in message(first, "id", None)


def test_a_chat_takes_the_longest_text_and_names_can_do_nothing() -> None:
    found = known(zones=toy.zones(["Sa\ntu\u202e", *toy.NAMES[1:]]))
    assert "\u202e" not in message(found, "id", None)
    many = tuple(replace(found.changes.rose[0], name="x" * 40) for _ in range(177))
    long = replace(found, changes=replace(found.changes, rose=many, fell=many, silent=many))
    assert alerts.telegram("x" * 4096, 1)["text"] == "x" * 4096
    assert alerts.telegram("x" * 4097, 1)["text"] == "x" * 4095 + "…"
    said = message(long, "id", "https://zona.test/" + "x" * 200)
    assert len(said) < 4096
    assert f"dan {177 - MOST} lagi." in said
    assert len(alerts.generic(long, "", None)["changes"]) == 3 * 177


def test_an_event_has_an_id_of_its_own() -> None:
    ids = {
        alerts.event_id(*given)
        for given in (
            ("a", "kota", "dbd", 1, AT),
            ("b", "kota", "dbd", 1, AT),
            ("a", "kota", "dbd", 2, AT),
            ("a", "kota", "dbd", 1, AT + dt.timedelta(microseconds=1)),
            ("a", "lain", "dbd", 1, AT),
        )
    }
    assert len(ids) == 5
    assert {len(one) for one in ids} == {32}
