"""`replay-webhooks`: apply stored webhooks of one company once more."""

import argparse
from typing import TYPE_CHECKING

from api.commands._shared import (
    USAGE,
    CommandFailed,
    add_data_dir,
    require_data,
    say,
    settings_of,
    tell,
)
from api.commands.serve import moment

if TYPE_CHECKING:
    from billing.repositories import InboxRow
    from billing.use_cases.replay_webhooks import Replay

SUMMARY = "apply stored webhooks once more, by id, by time, or those that were given up"
DETAIL = """What a webhook names is looked up at the provider again; nothing in it is believed, so a
replay can repeat nothing and undo nothing. The worker applies them; this only puts them in line.

  billing-assistant replay-webhooks --tenant harbor --dead
  billing-assistant replay-webhooks --tenant harbor --id evt_1 --id evt_2
  billing-assistant replay-webhooks --tenant harbor --since 2026-03-02T00:00:00Z --dry-run"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_data_dir(parser)
    parser.add_argument("--tenant", required=True, metavar="T", help="the company's id")
    parser.add_argument("--id", action="append", default=[], metavar="EVT", help="this event")
    parser.add_argument("--since", type=moment, metavar="WHEN", help="received at or after")
    parser.add_argument("--until", type=moment, metavar="WHEN", help="received before")
    parser.add_argument("--dead", action="store_true", help="only those that were given up")
    parser.add_argument("--dry-run", action="store_true", help="say which, and leave them")


def run(options: argparse.Namespace) -> int:
    from api.bootstrap import make_ports
    from api.keys import MissingKeys
    from billing.errors import InvalidRequest, NotFound
    from billing.ids import TenantId
    from billing.principal import system
    from billing.use_cases.replay_webhooks import Replay, chosen_webhooks, replay_webhooks

    settings = settings_of(options)
    require_data(settings)
    wish = Replay(tuple(options.id), options.since, options.until, options.dead)
    operator = system(TenantId(options.tenant), "operator")
    try:
        ports = make_ports(settings)
    except MissingKeys as missing:
        raise CommandFailed(str(missing)) from None
    try:
        if TenantId(options.tenant) not in ports.store.directory.tenants():
            raise CommandFailed("there is no such company")
        rows = chosen_webhooks(ports, operator, wish)
        _show(rows, wish)
        done = () if options.dry_run else replay_webhooks(ports, operator, wish)
    except InvalidRequest as wrong:
        raise CommandFailed(f"{wrong}: --id, --since, --until, --dead", USAGE) from None
    except NotFound:
        raise CommandFailed("one of these events was never received") from None
    finally:
        ports.store.close()
    if options.dry_run:
        say(f"{len(rows)} would be applied again; nothing was changed (--dry-run)")
    else:
        say(f"{len(done)} in line to be applied again")
    return 0


def _show(rows: "tuple[InboxRow, ...]", wish: "Replay") -> None:
    from billing.use_cases.replay_webhooks import REPLAYED_AT_ONCE

    for row in rows:
        state = "applied" if row.applied_at else "given up" if row.dead_at else "waiting"
        why = f": {row.problem}" if row.problem else ""
        say(f"{row.event_id}  {row.connection_id}  {row.kind}  {state}{why}")
    if not wish.ids and len(rows) == REPLAYED_AT_ONCE:
        tell(f"the newest {REPLAYED_AT_ONCE} only: run it again with --until for those before")
