"""Alembic's entry: runs on the connection that `billing.stores.migrate` hands over."""

from alembic import context

from billing.stores.schema import SCHEMA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SCHEMA,
    # SQLite cannot alter a table in place: changes copy it.
    render_as_batch=True,
    # All or nothing on both databases: a half migrated file would be refused for ever.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
