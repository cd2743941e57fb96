"""`billing-assistant`: one command line over all commands; each imports what it needs when run.

Exit codes: 0 done; 1 refused or failed, with one line on stderr; 2 wrongly called or configured.
"""

import argparse
import os
import sys
from typing import Final, NoReturn, Protocol

from api.commands import (
    chat,
    demo_world,
    doctor,
    evaluate,
    extract,
    keys,
    knowledge,
    load,
    migrate,
    reconcile,
    replay_webhooks,
    sandbox,
    serve,
    token,
    understand,
    worker,
)
from api.commands._shared import CommandFailed, tell
from billing.errors import BillingError

NAME: Final = "billing-assistant"
INTERRUPTED: Final = 130


class Command(Protocol):
    """A command's module."""

    SUMMARY: str
    DETAIL: str

    def add_arguments(self, parser: argparse.ArgumentParser) -> None: ...
    def run(self, options: argparse.Namespace) -> int: ...


COMMANDS: Final[dict[str, Command]] = {
    "serve": serve,
    "chat": chat,
    "token": token,
    "load": load,
    "knowledge": knowledge,
    "demo-world": demo_world,
    "extract": extract,
    "understand": understand,
    "eval": evaluate,
    "doctor": doctor,
    "migrate": migrate,
    "reconcile": reconcile,
    "replay-webhooks": replay_webhooks,
    "keys": keys,
    "worker": worker,
    "sandbox": sandbox,
}


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line and where to read more."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message} (see `{self.prog} --help`)\n")


def main(argv: list[str] | None = None) -> int:
    """Run one command; returns its exit code. Expected faults never show a traceback."""
    try:
        options = _parser().parse_args(argv)
    except SystemExit as done:
        return done.code if isinstance(done.code, int) else 2
    command = COMMANDS[options.command]
    try:
        return command.run(options)
    except CommandFailed as failed:
        return _fail(options.command, str(failed), failed.code)
    except BillingError as failed:
        return _fail(options.command, str(failed) or failed.code, 1)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader (`head`) has seen enough; the interpreter must not complain about it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as failed:
        why = (failed.strerror or "the system refused").lower()
        where = f"{failed.filename}: " if failed.filename else ""
        return _fail(options.command, f"{where}{why}", 1)


def _fail(command: str, why: str, code: int) -> int:
    tell(f"{NAME} {command}: {why}")
    return code


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog=NAME,
        description="A billing assistant for customer portals. Start with `serve --demo`.",
        epilog=f"`{NAME} COMMAND --help` explains one command.",
    )
    commands = parser.add_subparsers(
        dest="command", required=True, metavar="COMMAND", parser_class=_Parser
    )
    for name, command in COMMANDS.items():
        each = commands.add_parser(
            name,
            help=command.SUMMARY,
            description=f"{command.SUMMARY[0].upper()}{command.SUMMARY[1:]}.\n\n{command.DETAIL}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        command.add_arguments(each)
    return parser


if __name__ == "__main__":
    sys.exit(main())
