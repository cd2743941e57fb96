"""The SQL store of the core (SQLite, PostgreSQL); imports `billing`, SQLAlchemy, cryptography."""
