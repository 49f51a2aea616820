"""What Alembic runs its steps with: the connection that ``geo.io.versions`` hands over."""

from alembic import context

from geo.io.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
