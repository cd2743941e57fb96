"""`keys rotate`: bring everything that is sealed under the newest of the credential keys."""

import argparse
from typing import TYPE_CHECKING

from api.commands._shared import CommandFailed, add_data_dir, require_data, say, settings_of, tell

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.settings import Settings

SUMMARY = "rotate the credential keys: seal everything under the newest one"
DETAIL = """1. Put a new key first in CREDENTIAL_KEYS, before the old ones; restart every process.
   Where the keys lie in the data folder, stop the server and use --new instead.
2. `billing-assistant keys rotate`, also beside running servers. Stopped half-way, run it again.
3. When it says that nothing is left (so does `doctor`), drop the old keys.

Credentials, signing secrets and people's keys are sealed anew; what people wrote is not touched:
it lies under their own keys."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_data_dir(parser)
    parser.add_argument("act", choices=["rotate"], help="what to do")
    parser.add_argument(
        "--new",
        metavar="NAME",
        help="first make a new key of this name (only where the keys lie in the data folder)",
    )


def run(options: argparse.Namespace) -> int:
    from api.bootstrap import key_names, rewrap_keys, under_older_keys
    from api.keys import MissingKeys

    settings = settings_of(options)
    require_data(settings)
    try:
        if options.new is not None:
            _add_key(settings, options.new)
        newest, *older = key_names(settings)
        _require_known(settings, newest)
        done = rewrap_keys(settings)
        left = under_older_keys(settings)
    except MissingKeys as missing:
        raise CommandFailed(str(missing)) from None
    _show(done)
    if left:
        tell(f"{sum(left.values())} more were made under an older key meanwhile: run it again")
        return 1
    say(
        f"everything is under {newest}; "
        + ("the older keys protect nothing any more" if older else "there are no older keys")
    )
    return 0


def _add_key(settings: "Settings", name: str) -> None:
    from api.bootstrap import key_names, ring_with_new_key
    from api.embedded import running
    from api.keys import installation_keys, keep_ring

    if settings.credential_keys is not None:
        raise CommandFailed("CREDENTIAL_KEYS is set: put the new key there, first, and restart")
    if running(settings.data_dir):
        raise CommandFailed("stop the server first: it would not know the new key")
    if name in key_names(settings):
        raise CommandFailed("there is a key of this name: choose another")
    keep_ring(settings, ring_with_new_key(installation_keys(settings).credential_keys, name))
    say(f"made the key {name}")


def _require_known(settings: "Settings", newest: str) -> None:
    """A running server could not open what is sealed under a key that it has not read."""
    from api.embedded import running

    known = running(settings.data_dir).get("credential_keys")
    if known is not None and newest not in known.split(","):
        raise CommandFailed(f"restart the server first: it does not know the key {newest}")


def _show(done: "Mapping[str, int]") -> None:
    for what, count in done.items():
        say(f"{count:>8}  {what}")
    if not done:
        say("nothing to do")
