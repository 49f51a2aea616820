"""Headings and words of staff tables, Indonesian and English, and what they stand for."""

from __future__ import annotations

from collections.abc import Mapping


def fold(cell: object) -> str:
    """A heading for comparing: lower case, "_" and "-" as spaces, one space between words."""
    return " ".join(str(cell).replace("_", " ").replace("-", " ").split()).lower()


def _by_word(table: Mapping[str, str]) -> dict[str, str]:
    return {word.strip(): key for key, words in table.items() for word in words.split(",")}


FIELDS = _by_word(
    {
        "zone_id": "zone id, kode, kode kelurahan, kode desa, kode wilayah, id kel, code",
        "name": "name, nama, kelurahan, nama kelurahan, zone, zona, desa kelurahan",
        "district": "district, kecamatan, nama kecamatan",
        "date": "date, tanggal, tgl",
        "week": "week, epiweek, minggu, minggu ke, minggu epidemiologi, pekan",
        "month": "month, bulan",
        "year": "year, tahun, thn",
        "reported_on": "reported on, tanggal lapor, tgl lapor, tanggal laporan",
        "indicator": "indicator, indikator",
        "value": "value, nilai, jumlah",
        "disease": "disease, penyakit",
        "measure": "measure, ukuran",
    }
)

INDICATORS = _by_word(
    {
        "positif": "positif, positive, kasus, cases, konfirmasi, terkonfirmasi, confirmed, "
        "penderita",
        "sembuh": "sembuh, recovered",
        "meninggal": "meninggal, deaths, died, kematian",
        "dirawat": "dirawat, hospitalised, hospitalized",
        "isolasi_mandiri": "isolasi mandiri, isoman, self isolation",
        "suspek": "suspek, suspect, suspected",
    }
)

MEASURES = _by_word(
    {
        "new": "new, baru, harian, kasus baru",
        "cumulative": "cumulative, kumulatif",
    }
)
