"""What verifying each connection's webhooks needs, kept in memory between them; and forgeries."""

import hashlib
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Final

from api.providers import ConnectedProviders
from billing.errors import ForgedReport, NotFound, StoreUnavailable, TooMany
from billing.ids import ConnectionId, TenantId
from billing.ports import Ports
from billing.principal import Principal, system
from billing.repositories import InboxRow
from billing.use_cases.receive_webhook import Delivery
from payments._protocol import AsksToVerify, PaymentAdapter, WebhookReport

KEPT: Final = 1024
TRUSTED_S: Final = 1.0
"""How long a door may be used without a look at its connection: a secret that was taken away
counts no longer than this, and never more than one look a second is spent on a busy connection."""

LOOK_AGAIN_S: Final = 0.05
"""How soon after a look what does not verify may cause another: the secret may be new."""

COUNT_EVERY_S: Final = 1.0
ONLY_FOR_S: Final = 5.0


@dataclass(slots=True)
class Door:
    """One connection as it was when it was looked up."""

    principal: Principal
    connection_id: ConnectionId
    provider: str
    version: int
    adapter: PaymentAdapter = field(repr=False)
    looked_up_at: float = field(default_factory=time.monotonic)
    asks: AsksToVerify | None = field(default=None, init=False, repr=False)

    def __post_init__(self) -> None:
        # Found out here, once a second: for each webhook it would cost more than a signature.
        self.asks = self.adapter if isinstance(self.adapter, AsksToVerify) else None

    @property
    def whose(self) -> tuple[TenantId, ConnectionId]:
        return self.principal.tenant, self.connection_id

    @property
    def age_s(self) -> float:
        return time.monotonic() - self.looked_up_at

    def read(
        self, body: bytes, headers: Mapping[str, str], now: datetime, *, may_ask: bool
    ) -> WebhookReport:
        """As the adapter's `read_webhook`; raises `MustAsk` where that would take a question."""
        if may_ask or self.asks is None:
            return self.adapter.read_webhook(body, headers, now)
        found = self.asks.read_webhook_unasked(body, headers, now)
        if found is None:
            raise MustAsk(self, self.asks.asks_about(headers))
        return found


class MustAsk(Exception):
    """Nobody can say whether a webhook is genuine before its provider was asked."""

    def __init__(self, door: Door, about: str) -> None:
        super().__init__("the provider has to be asked")
        self.door, self.about = door, about


@dataclass(frozen=True, slots=True)
class Read:
    """A genuine webhook: whose it is, what to write down, and under which delivery it came."""

    who: Principal
    row: InboxRow
    delivery: Delivery | None


@dataclass(slots=True)
class Forgeries:
    """Counts what does not verify, and writes it down at most once a second per connection."""

    ports: Ports
    waiting: dict[tuple[TenantId, ConnectionId], int] = field(default_factory=dict)
    written: dict[tuple[TenantId, ConnectionId], float] = field(default_factory=dict)
    _last: dict[tuple[TenantId, ConnectionId], str] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def count(self, key: tuple[TenantId, ConnectionId], body: bytes) -> None:
        """One more of this connection; of its body only the hash is kept."""
        with self._lock:
            self.waiting[key] = self.waiting.get(key, 0) + 1
            self._last[key] = hashlib.sha256(body).hexdigest()
            due = time.monotonic() - self.written.get(key, -COUNT_EVERY_S) >= COUNT_EVERY_S
        if due:
            self._write(key)

    def write_all(self, tenant: TenantId) -> None:
        """Write down what this process has counted of one tenant since."""
        for key in [each for each in list(self.waiting) if each[0] == tenant]:
            self._write(key)

    def _write(self, key: tuple[TenantId, ConnectionId]) -> None:
        with self._lock:
            times, last = self.waiting.pop(key, 0), self._last.get(key, "")
            self.written[key] = time.monotonic()
        if not times:
            return
        try:
            with self.ports.store.write(system(key[0], "webhook")) as tx:
                tx.inbox.refused(key[1], self.ports.clock.now(), last, times)
        except StoreUnavailable:
            return  # a forgery is refused whether it is counted or not


@dataclass(slots=True)
class Doors:
    """Every connection's door, looked up when it is first knocked at."""

    ports: Ports
    providers: ConnectedProviders
    forgeries: Forgeries
    _kept: OrderedDict[str, Door] = field(default_factory=OrderedDict)
    _only: dict[str, tuple[str, float]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def verified(
        self,
        provider: str,
        token: str,
        body: bytes,
        headers: Mapping[str, str],
        *,
        may_ask: bool = False,
    ) -> Read:
        """Whose webhook it is, and what to write down.

        Raises `NotFound` for no such address, `ForgedReport`; `MustAsk` where the provider has to
        be asked first, or with `may_ask` what that question raises (`ProviderUnavailable`, and
        `TooMany`, which is counted as a forgery is: whoever floods us is to be seen).
        """
        door = self._kept.get(token)
        if door is None or door.age_s >= TRUSTED_S:
            door = self._look_up(token)
        if door.provider != provider:
            raise NotFound("endpoint")
        try:
            return self._read(door, body, headers, may_ask)
        except TooMany:
            self.forgeries.count(door.whose, body)
            raise
        except ForgedReport:
            if door.age_s < LOOK_AGAIN_S:
                self.forgeries.count(door.whose, body)
                raise
        door = self._look_up(token)
        try:
            return self._read(door, body, headers, may_ask)
        except (ForgedReport, TooMany):
            self.forgeries.count(door.whose, body)
            raise

    def token_of_only(self, provider: str) -> str:
        """The address of the connection that the environment gave the only tenant."""
        known = self._only.get(provider)
        if known is not None and time.monotonic() - known[1] < ONLY_FOR_S:
            return known[0]
        tenants = self.ports.store.directory.tenants()
        if len(tenants) != 1:
            raise NotFound("endpoint")
        with self.ports.store.read(system(tenants[0], "webhook")) as tx:
            connection = tx.connections.get(ConnectionId(provider))
        self._only[provider] = (connection.endpoint_token, time.monotonic())
        return connection.endpoint_token

    def _read(self, door: Door, body: bytes, headers: Mapping[str, str], may_ask: bool) -> Read:
        clock = self.ports.clock
        report = door.read(body, headers, clock.real_now(), may_ask=may_ask)
        row = InboxRow(
            event_id=report.event_id,
            connection_id=door.connection_id,
            kind=report.kind,
            reference=report.reference,
            provider_ref=report.provider_ref,
            received_at=clock.now(),
            about=report.about,
            object_ref=report.object_ref,
        )
        delivery = None
        if report.delivery is not None:
            digest = hashlib.sha256(body).hexdigest()
            delivery = Delivery(door.connection_id, report.delivery, digest)
        return Read(door.principal, row, delivery)

    def _look_up(self, token: str) -> Door:
        with self._lock:
            known = self._kept.pop(token, None)
        found = self.ports.store.directory.tenant_of_endpoint(token)
        if found is None:
            raise NotFound("endpoint")
        who = system(found[0], "webhook")
        with self.ports.store.read(who) as tx:
            connection = tx.connections.get(found[1])
            changed = known is None or known.version != connection.version
            credentials = tx.connections.credentials(connection.id) if changed else {}
        if known is None or changed:
            adapter = self.providers.connect(connection, credentials)
        else:
            adapter = known.adapter
        door = Door(who, connection.id, connection.provider, connection.version, adapter)
        with self._lock:
            self._kept[token] = door
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return door
