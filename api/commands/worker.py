"""`worker`: do the work owed (payments to check, webhooks, audit) without serving HTTP."""

import argparse

from api.commands._shared import CommandFailed, add_data_dir, settings_of

SUMMARY = "run a worker of its own, beside servers that share a PostgreSQL database"
DETAIL = """Checks payments in doubt, applies webhooks, sends e-mails and outgoing webhooks, tests
connections and seals the audit trail, until stopped.
`serve` has a worker inside; this one is for installations of several processes."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_data_dir(parser)


def run(options: argparse.Namespace) -> int:
    from api.keys import MissingKeys
    from api.serve import work

    try:
        return work(settings_of(options))
    except MissingKeys as missing:
        raise CommandFailed(str(missing)) from None
