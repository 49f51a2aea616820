"""On PostgreSQL the observations in parts by year; on SQLite nothing changes.

Every row is copied into its year, in one transaction: for that time the store needs room for the
table twice. The tables are written out as they were with this step.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

KEY = "city, disease, indicator, date, zone_id, batch_id"


def upgrade() -> None:
    """The same table with the same rows, partitioned."""
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    op.execute("ALTER TABLE observations RENAME TO observations_whole")
    op.execute("ALTER INDEX observations_pkey RENAME TO observations_whole_pkey")
    op.execute(
        f"CREATE TABLE observations (LIKE observations_whole INCLUDING DEFAULTS, "
        f"PRIMARY KEY ({KEY}), FOREIGN KEY (batch_id) REFERENCES batches (id)) "
        f"PARTITION BY RANGE (date)"
    )
    _part("earlier", "MINVALUE", "'2000'")
    _part("later", "'2100'", "MAXVALUE")
    years = "SELECT DISTINCT substr(date, 1, 4) FROM observations_whole WHERE date ~ '^20[0-9]{2}'"
    for year in sorted(connection.scalars(sa.text(years))):
        _part(year, f"'{year}'", f"'{int(year) + 1}'")
    op.execute("INSERT INTO observations SELECT * FROM observations_whole")
    op.execute("DROP TABLE observations_whole")


def _part(name: str, first: str, end: str) -> None:
    op.execute(
        f"CREATE TABLE observations_{name} PARTITION OF observations "
        f"FOR VALUES FROM ({first}) TO ({end})"
    )
