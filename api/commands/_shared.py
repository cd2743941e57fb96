"""What several commands need: settings, the store, whom a token speaks for, and how to refuse.

Exception
└── CommandFailed           ends the command with one line on stderr and its exit code
"""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from api.settings import Settings
    from billing.ports import Store

REFUSED: Final = 1
USAGE: Final = 2


class CommandFailed(Exception):
    """An expected end; the sentence says what to do and shows no secret."""

    def __init__(self, sentence: str, code: int = REFUSED) -> None:
        super().__init__(sentence)
        self.code = code


def say(text: str) -> None:
    """A line of the command's answer, on stdout."""
    sys.stdout.write(text + "\n")


def tell(text: str) -> None:
    """A line beside the answer (progress, advice), on stderr."""
    sys.stderr.write(text + "\n")


def add_data_dir(parser: argparse.ArgumentParser) -> None:
    """The option every command has that touches data."""
    parser.add_argument(
        "--data-dir",
        type=Path,
        metavar="DIR",
        help="folder of the data (default: DATA_DIR, else .data here)",
    )


def settings_of(options: argparse.Namespace) -> "Settings":
    """The settings of the environment and `.env`, with `--data-dir` in front of both."""
    from pydantic import ValidationError

    from api.settings import Settings

    try:
        if options.data_dir is not None:
            return Settings(data_dir=options.data_dir)
        return Settings()
    except ValidationError as bad:
        first = bad.errors(include_input=False, include_url=False, include_context=False)[0]
        name = ".".join(str(part) for part in first["loc"]).upper()
        why = first["msg"].removeprefix("Value error, ")
        raise CommandFailed(f"the setting {name} is wrong: {why}", USAGE) from None
    except UnicodeDecodeError:
        raise CommandFailed("the file .env is not UTF-8 text", USAGE) from None


@contextmanager
def opened_store(settings: "Settings") -> Iterator["Store"]:
    """The store that `serve` or `load` made, closed at the end."""
    from api.bootstrap import make_store
    from api.keys import MissingKeys

    require_data(settings)
    try:
        store = make_store(settings)
    except MissingKeys as missing:
        raise CommandFailed(str(missing)) from None
    try:
        yield store
    finally:
        store.close()


def require_data(settings: "Settings") -> None:
    """Refuse early, and create nothing, where no server and no `load` has been before."""
    if settings.database_url is None and not (settings.data_dir / "billing.db").exists():
        where = f"there is no data in {settings.data_dir} yet"
        raise CommandFailed(f"{where}: start `billing-assistant serve --demo`, or `load` a world")
