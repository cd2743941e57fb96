"""`load`: read a world file (companies, customers, bills...) into the database."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from api.commands._shared import (
    REFUSED,
    CommandFailed,
    add_data_dir,
    opened_store,
    say,
    settings_of,
    tell,
)

if TYPE_CHECKING:
    from api.load import Loaded
    from api.settings import Settings
    from api.world import World

SUMMARY = "load companies, customers, bills and the rest from a world file"
DETAIL = """Reads the whole file or refuses it, naming each place that is wrong. Loading it again
changes nothing. `billing-assistant demo-world` prints an example. Companies without connections of
their own are connected to the payment provider sandbox."""
BIGGEST = 64 * 1024 * 1024


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_data_dir(parser)
    parser.add_argument("world", type=Path, metavar="WORLD.yaml", help="the file to load")


def run(options: argparse.Namespace) -> int:
    from api.world import WorldRefused, read_world

    settings = settings_of(options)
    text = _text(options.world)
    try:
        world = read_world(text)
    except WorldRefused as refused:
        raise CommandFailed(f"{options.world}: {refused}", REFUSED) from None
    _show(_load(settings, world), world)
    return 0


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > BIGGEST:
            raise CommandFailed(f"{path} is larger than {BIGGEST // 2**20} MB")
        return path.read_text(encoding="utf-8-sig")
    except OSError as gone:
        raise CommandFailed(f"{path}: {(gone.strerror or 'cannot be read').lower()}") from None
    except UnicodeDecodeError:
        raise CommandFailed(f"{path} is not UTF-8 text") from None


def _load(settings: "Settings", world: "World") -> "Loaded":
    from api.bootstrap import environment, make_clock, run_migrations
    from api.clocks import UlidIds
    from api.commands._parts import reachable_sandbox
    from api.embedded import running
    from api.load import Loader, LoadRefused
    from api.load_connections import needs_sandbox
    from api.sandbox_seed import SandboxAway, SandboxSeed

    if settings.embedded_database:
        run_migrations(settings)
    public_url = running(settings.data_dir).get("url", settings.public_url)
    if "public_url" in settings.model_fields_set:
        public_url = settings.public_url
    with reachable_sandbox(settings) as url, opened_store(settings) as store:
        if url is None and needs_sandbox(world):
            raise CommandFailed("a tenant has no connections: add them, or set SANDBOX_URL")
        seed = SandboxSeed(url, public_url, settings.sandbox_url is not None) if url else None
        loader = Loader(store, make_clock(settings), UlidIds(), seed, environment())
        try:
            return loader.load(world)
        except (LoadRefused, SandboxAway) as refused:
            raise CommandFailed(str(refused)) from None


def _show(loaded: "Loaded", world: "World") -> None:
    rows = [f"{count} {name.replace('_', ' ')}" for name, count in loaded.counts.items() if count]
    say(", ".join(rows))
    new = f"{loaded.changed} rows are new or different" if loaded.changed else "nothing changed"
    say(f"loaded: {new}")
    for connection, path in loaded.webhooks:
        say(f"webhooks of {connection.tenant_id}/{connection.id}: PUBLIC_URL{path}")
    if world.as_of is not None:
        when = world.as_of.isoformat().replace("+00:00", "Z")
        tell(f"this world is of {when}: serve it with --as-of {when}")
