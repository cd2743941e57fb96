"""The provider sandbox a command can reach: configured, running beside it, or its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from api.commands._shared import CommandFailed

if TYPE_CHECKING:
    from api.settings import Settings


@contextmanager
def reachable_sandbox(settings: "Settings") -> Iterator[str | None]:
    """The sandbox's address: SANDBOX_URL, the running server's, or one started for this command.

    None on a shared database without SANDBOX_URL: there nobody would find its store again.
    """
    from api.embedded import EmbeddedSandbox, PartFailed, running

    known = settings.sandbox_url or running(settings.data_dir).get("sandbox_url")
    if known is not None or not settings.embedded_database:
        yield known
        return
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        sandbox = EmbeddedSandbox(settings.data_dir)
    except PartFailed:
        why = "the payment provider sandbox could not be started in"
        raise CommandFailed(f"{why} {settings.data_dir}; is a server just starting?") from None
    try:
        yield sandbox.url
    finally:
        sandbox.close()
