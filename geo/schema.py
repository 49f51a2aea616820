"""Tables that travel between modules: column, type, unit, key.

OBSERVATIONS, one row per zone, day and indicator (key: zone_id, date, indicator)
    zone_id     str       Kemendagri code, "63.71.01.1001"
    date        datetime64[ns]  the day the number speaks of, no time of day
    indicator   str       one of INDICATORS
    measure     str       "cumulative" (persons so far) or "new" (persons on that day)
    value       Int64     persons; missing where the source hid the number
    flag        str       "" or "suppressed" ("<5": the source hid a small number)
    days        Int64     days that a "new" number covers, the last of them ``date``: 1, or 7 in a
                          weekly table; always 1 for "cumulative"
    reported_on datetime64[ns]  only where the file has it: the day the number was reported on

UNALLOCATED, rows of a source that belong to no zone (outside the city, in process)
    label       str       as written
    date, indicator, measure, value, days as above

ZONES, one row per zone (key: zone_id), plain columns of ``boundaries.read``
    zone_id, name, district, city  str;  area_km2  float

POPULATION (key: zone_id)
    zone_id str;  population Int64 persons;  year Int64, missing where the source states none
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geo.errors import InputError, Problem

if TYPE_CHECKING:
    import pandas as pd

INDICATORS = ("positif", "sembuh", "meninggal", "dirawat", "isolasi_mandiri", "suspek")
MEASURES = ("cumulative", "new")
MOST_DAYS = 366
"""A number covers a year at most."""

OBSERVATION_COLUMNS = ("zone_id", "date", "indicator", "measure", "value", "flag", "days")
UNALLOCATED_COLUMNS = ("label", "date", "indicator", "measure", "value", "days")
POPULATION_COLUMNS = ("zone_id", "population", "year")

_ZONE_ID = re.compile(r"\d{2}\.\d{2}\.\d{2}\.\d{4}")


def normalise_code(written: object) -> str | None:
    """Kemendagri code in dotted form from text, integer or float; None where it is no such code.

    "63.71.01.1001", "6371011001", 6371011001 and 6371011001.0 all give "63.71.01.1001".
    """
    text = str(written).strip()
    if re.fullmatch(r"\d{10}\.0*", text):
        text = text.split(".")[0]
    if _ZONE_ID.fullmatch(text):
        return text
    if re.fullmatch(r"\d{10}", text):
        return f"{text[:2]}.{text[2:4]}.{text[4:6]}.{text[6:]}"
    return None


def check_observations(table: pd.DataFrame, where: str) -> pd.DataFrame:
    """The table with the types of OBSERVATIONS, or an InputError that names every fault.

    Checked: columns, codes, indicators, measures, whole numbers, one row per key, and a value that
    is missing only where ``flag`` is "suppressed". Without a column ``days`` every
    number covers one day. Negative "new" values are allowed (a revision);
    negative cumulative values are not.
    """
    import pandas as pd
    import pandera.pandas as pa

    checks = pa.DataFrameSchema(
        {
            "zone_id": pa.Column(str, pa.Check.str_matches(f"^{_ZONE_ID.pattern}$")),
            "date": pa.Column("datetime64[ns]"),
            "indicator": pa.Column(str, pa.Check.isin(INDICATORS)),
            "measure": pa.Column(str, pa.Check.isin(MEASURES)),
            "value": pa.Column("Int64", nullable=True),
            "flag": pa.Column(str, pa.Check.isin(("", "suppressed"))),
            "days": pa.Column("Int64", pa.Check.in_range(1, MOST_DAYS)),
            "reported_on": pa.Column("datetime64[ns]", nullable=True, required=False),
        },
        checks=[
            pa.Check(
                lambda t: t["value"].notna() | (t["flag"] == "suppressed"), name="value_missing"
            ),
            pa.Check(
                lambda t: (t["measure"] == "new") | t["value"].isna() | (t["value"] >= 0),
                name="cumulative_negative",
            ),
            pa.Check(lambda t: (t["measure"] == "new") | (t["days"] == 1), name="stock_of_days"),
        ],
        unique=["zone_id", "date", "indicator"],
        coerce=True,
    )
    if "days" not in table.columns:
        table = table.assign(days=pd.array([1] * len(table), dtype="Int64"))
    missing = [c for c in OBSERVATION_COLUMNS if c not in table.columns]
    if missing:
        raise InputError(Problem("columns_missing", where, {"columns": ", ".join(missing)}))
    try:
        columns = [*OBSERVATION_COLUMNS, *({"reported_on"} & set(table.columns))]
        return checks.validate(table[columns], lazy=True)
    except pa.errors.SchemaErrors as error:
        cases = error.failure_cases
        raise InputError(
            Problem(
                "table_fault",
                f"{where}, {row.column or 'table'}",
                {"check": str(row.check), "found": str(row.failure_case), "row": str(row.index)},
            )
            for row in cases.head(20).itertuples(index=False)
        ) from error
