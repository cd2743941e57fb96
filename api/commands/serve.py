"""`serve`: start everything and answer HTTP until stopped."""

import argparse
from datetime import datetime

from api.commands._shared import add_data_dir, settings_of

SUMMARY = "start the server with everything it needs, and the worker inside"
DETAIL = """Serves the API, the console and (with --demo) a demo portal. Whatever the environment
does not name is started along with it: a SQLite database, a private Valkey, the provider sandbox.

  billing-assistant serve --demo"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_data_dir(parser)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=port, default=8000, help="port to listen on (8000)")
    parser.add_argument(
        "--demo", action="store_true", help="load the demo companies and show their portal"
    )
    parser.add_argument(
        "--as-of",
        type=moment,
        metavar="WHEN",
        help="start the business clock here, like 2026-03-02T09:00:00Z; it runs on from there",
    )


def port(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() else -1
    if not 0 <= number <= 65535:
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
    return number


def moment(text: str) -> datetime:
    """An aware instant; raises argparse's error, which names the form to write."""
    from billing.periods import parse_instant

    try:
        return parse_instant(text)
    except ValueError:
        raise argparse.ArgumentTypeError("write it like 2026-03-02T09:00:00Z") from None


def run(options: argparse.Namespace) -> int:
    from api.keys import MissingKeys
    from api.serve import serve

    settings = settings_of(options)
    try:
        return serve(
            settings,
            host=options.host,
            port=options.port,
            demo=options.demo,
            as_of=options.as_of,
        )
    except MissingKeys as missing:
        from api.commands._shared import CommandFailed

        raise CommandFailed(str(missing)) from None
