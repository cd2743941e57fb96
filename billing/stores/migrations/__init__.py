"""Alembic's migrations of the SQL store, run by `billing.stores.migrate`."""
