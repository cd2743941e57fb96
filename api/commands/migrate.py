"""`migrate`: bring the database to the newest schema."""

import argparse

from api.commands._shared import add_data_dir, say, settings_of

SUMMARY = "bring the database to the newest schema (safe to repeat)"
DETAIL = """On PostgreSQL, DATABASE_ADMIN_URL names the owner, who also makes the application's role
and its row policies. On SQLite it creates the file."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_data_dir(parser)


def run(options: argparse.Namespace) -> int:
    from api.bootstrap import run_migrations

    changed = run_migrations(settings_of(options))
    say("the database is now at the newest schema" if changed else "nothing to do")
    return 0
