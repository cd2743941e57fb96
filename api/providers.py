"""Connections made usable: the adapter of each, pointed at the sandbox where the tenant has one."""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock
from typing import Final

from billing.capabilities import Lookup, Reach
from billing.connections import Connection, CredentialNames
from billing.errors import CredentialsRefused, OutcomeUnknown, ProviderUnavailable
from billing.payments import Payment
from billing.redaction import redact
from payments._protocol import (
    BadCredentials,
    NotOfThisAccount,
    PaymentAdapter,
    RemembersProofs,
)
from payments._registry import adapter

KEPT: Final = 256
SANDBOX: Final = "sandbox"
"""A credential of this name marks a connection that `load` made to our own sandbox."""


@dataclass(slots=True)
class ConnectedProviders:
    """Adapters by connection, a bounded number kept; each request is a new connection."""

    sandbox_url: Callable[[], str | None]
    everything_at_sandbox: bool
    demo: bool = False
    """Nothing of a demo goes anywhere else, not even after it has ended."""
    public_url: str = ""
    remembered_in: Path | None = None
    """Where adapters may keep what they proved about their providers' public keys."""
    _kept: OrderedDict[tuple[str, str, int], PaymentAdapter] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def connect(self, connection: Connection, credentials: Mapping[str, str]) -> PaymentAdapter:
        """The adapter of `connection`; raises `BadCredentials` when it is not set up rightly.

        Raises `ProviderUnavailable` for a connection to our sandbox where none runs.
        """
        key = (connection.tenant_id, connection.id, connection.version)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = self._made(connection, credentials)
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return made

    def check(
        self,
        connection: Connection,
        credentials: Mapping[str, str],
        *,
        knows: Payment | None = None,
    ) -> None:
        """See `ports.Providers`; over a client of its own that nobody else gets to see."""
        try:
            made = self._made(connection, credentials)
            made.check_credentials()
            if knows is None or made.capabilities.lookup is Lookup.NONE:
                return
            # What was charged after a failure is a row of its own; the provider knows the first.
            reference = knows.key.removeprefix("late-")
            since = knows.submitted_at or knows.created_at
            found = made.look_up(reference=reference, provider_ref=knows.provider_ref, since=since)
        except BadCredentials as bad:
            raise CredentialsRefused(str(redact(str(bad)))) from None
        except NotOfThisAccount:
            found = None
        except OutcomeUnknown as doubt:
            raise ProviderUnavailable("the provider did not answer a question") from doubt
        if found is None:
            raise CredentialsRefused("they are of another account: it does not know our payments")

    def credential_names(self, provider: str) -> CredentialNames:
        """See `ports.Providers`."""
        return adapter(provider).credential_names

    def to_keep(self, credentials: Mapping[str, str]) -> Mapping[str, str]:
        """What to store of a new connection: one that a demo made stays at the sandbox for good.

        So a command beside the demo, or a later server without it, asks nobody else either.
        """
        return {**credentials, SANDBOX: "1"} if self.demo else credentials

    def _made(self, connection: Connection, credentials: Mapping[str, str]) -> PaymentAdapter:
        kind, base_url = adapter(connection.provider), None
        at_sandbox = self.everything_at_sandbox or self.demo or SANDBOX in credentials
        # One that only records has no address for which a sandbox could stand.
        if at_sandbox and kind.capabilities.reach is not Reach.RECORD_ONLY:
            sandbox_url = self.sandbox_url()
            if sandbox_url is None:
                raise ProviderUnavailable("no sandbox runs here")
            base_url = f"{sandbox_url}/{connection.provider}"
        secrets = {name: value for name, value in credentials.items() if name != SANDBOX}
        called = replace(connection, webhook_url=webhook_url(self.public_url, connection))
        made = kind.connect(called, secrets, base_url=base_url)
        if self.remembered_in is not None and isinstance(made, RemembersProofs):
            made.remember_in(self.remembered_in / connection.provider)
        return made

    def forget(self) -> None:
        """Drop every kept adapter: the next call connects anew (an address has changed)."""
        with self._lock:
            self._kept.clear()


def webhook_url(public_url: str, connection: Connection) -> str:
    """What the connection's provider is to call."""
    base = public_url.rstrip("/")
    return f"{base}/api/v1/webhooks/{connection.provider}/{connection.endpoint_token}"
