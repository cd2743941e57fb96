"""The way in for webhooks: verify the raw bytes, write down once, answer.

One thread takes in whatever has come meanwhile and writes it down in one transaction per tenant:
under load many webhooks share one commit, and none is answered before it is committed. It never
waits for a provider: what cannot be verified without asking goes to `webhook_asking` first.
"""

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from api.limits import RateLimited
from api.log import log
from api.providers import ConnectedProviders
from api.webhook_asking import Asking, Question, Whose
from api.webhook_doors import Doors, Forgeries, MustAsk, Read
from billing.errors import BillingError, ForgedReport, ProviderUnavailable, StoreUnavailable
from billing.ports import Ports
from billing.principal import Principal
from billing.use_cases.receive_webhook import receive_webhooks

BATCH: Final = 64
WAITING: Final = 2048
"""How many may wait at once; more are told to come back."""

GRACE_S: Final = 5.0
Outcome: TypeAlias = bool | Exception


@dataclass(slots=True, eq=False)
class Knock:
    """One webhook as it came. `token` None: for the connection from the environment.

    Shown by its provider alone: the rest is a secret address, a signature, a customer's affairs.
    """

    provider: str
    token: str | None = field(repr=False)
    body: bytes = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    admit: Callable[[Whose | None], None]
    """Raises `RateLimited` when its sender sends too much; with a connection, when it has us ask
    that connection's provider too much."""
    tell: Callable[[Outcome], None]
    give_up_in: Callable[[float], None]
    """Tells `ProviderUnavailable` after so many seconds, unless something was told before."""


@dataclass(frozen=True, slots=True)
class Verified:
    """A knock whose provider was asked: only to be written down."""

    knock: Knock
    read: Read


@dataclass(slots=True)
class WebhookIntake:
    """Takes webhooks in for every connection of every tenant."""

    ports: Ports
    providers: ConnectedProviders
    asking: Asking = field(default_factory=Asking)
    forgeries: Forgeries = field(init=False)
    _doors: Doors = field(init=False)
    _queue: deque[Knock | Verified] = field(default_factory=deque)
    _wake: threading.Condition = field(default_factory=threading.Condition)
    _thread: threading.Thread | None = None
    _closed: bool = False

    def __post_init__(self) -> None:
        self.forgeries = Forgeries(self.ports)
        self._doors = Doors(self.ports, self.providers, self.forgeries)

    async def take(
        self,
        provider: str,
        token: str | None,
        body: bytes,
        headers: Mapping[str, str],
        admit: Callable[[Whose | None], None],
    ) -> bool:
        """Whether the event is new, once it is committed.

        Raises `NotFound` for no such address, `ForgedReport`, `StoreUnavailable`, and whatever
        `admit` raises; `ProviderUnavailable` when a provider that has to be asked did not answer:
        nothing is believed or stored then, and the sender comes again.
        """
        loop = asyncio.get_running_loop()
        told: asyncio.Future[bool] = loop.create_future()

        def tell(outcome: Outcome) -> None:
            with suppress(RuntimeError):  # the loop has ended: nobody waits for it
                loop.call_soon_threadsafe(_settle, told, outcome)

        def give_up_in(seconds: float) -> None:
            late = ProviderUnavailable("the provider did not answer in time")
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(loop.call_later, seconds, _settle, told, late)

        self._put(Knock(provider, token, body, headers, admit, tell, give_up_in))
        return await told

    def close(self) -> None:
        """Answer what waits, take nothing more."""
        self.asking.close()
        with self._wake:
            self._closed = True
            self._wake.notify()
        if self._thread is not None:
            self._thread.join(GRACE_S)

    def _put(self, came: Knock | Verified) -> None:
        with self._wake:
            if self._closed or len(self._queue) >= WAITING:
                raise StoreUnavailable
            self._queue.append(came)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="webhooks", daemon=True)
                self._thread.start()
            self._wake.notify()

    def _run(self) -> None:
        while True:
            with self._wake:
                while not self._queue and not self._closed:
                    self._wake.wait()
                if not self._queue:
                    return
                batch = [self._queue.popleft() for _ in range(min(BATCH, len(self._queue)))]
            self._take_all(batch)

    def _take_all(self, batch: Iterable[Knock | Verified]) -> None:
        found: dict[Principal, list[Verified]] = {}
        for came in batch:
            if isinstance(came, Verified):
                found.setdefault(came.read.who, []).append(came)
                continue
            try:
                came.admit(None)
                token = came.token or self._doors.token_of_only(came.provider)
                read = self._doors.verified(came.provider, token, came.body, came.headers)
            except MustAsk as must:
                self._have_asked(came, token, must)
            except Exception as refused:
                _refuse(came, refused)
            else:
                found.setdefault(read.who, []).append(Verified(came, read))
        for who, verified in found.items():
            self._write_down(who, verified)

    def _have_asked(self, knock: Knock, token: str, must: MustAsk) -> None:
        whose = must.door.whose
        if not self.asking.asks(whose, must.about):
            try:
                knock.admit(whose)
            except RateLimited as too_many:
                self.forgeries.count(whose, knock.body)
                knock.tell(too_many)
                return
        patience_s = self.asking.patience_s
        ends_at = time.monotonic() + patience_s

        def ask() -> None:
            try:
                read = self._doors.verified(
                    knock.provider, token, knock.body, knock.headers, may_ask=True
                )
                if time.monotonic() >= ends_at:
                    return  # its sender was sent away: what it brings again will count
                self._put(Verified(knock, read))
            except Exception as refused:
                _refuse(knock, refused)

        knock.give_up_in(patience_s)
        try:
            self.asking.put(whose, Question(ask, knock.tell, ends_at, must.about))
        except ProviderUnavailable as full:
            knock.tell(full)

    def _write_down(self, who: Principal, verified: list[Verified]) -> None:
        rows = [each.read.row for each in verified]
        deliveries = [each.read.delivery for each in verified if each.read.delivery is not None]
        try:
            fresh = receive_webhooks(self.ports, who, rows, deliveries)
        except Exception as fault:
            if len(verified) > 1 and not isinstance(fault, StoreUnavailable):
                for each in verified:  # one of them cannot be stored, or is forged: others can
                    self._write_down(who, [each])
                return
            for each in verified:
                if isinstance(fault, ForgedReport):
                    self.forgeries.count((who.tenant, each.read.row.connection_id), each.knock.body)
                each.knock.tell(fault)
            return
        for each, new in zip(verified, fresh, strict=True):
            each.knock.tell(new)


def _refuse(knock: Knock, refused: Exception) -> None:
    if not isinstance(refused, BillingError | RateLimited):
        log.error("webhook failed", error=type(refused).__name__, exc_info=refused)
    knock.tell(refused)


def _settle(told: "asyncio.Future[bool]", outcome: Outcome) -> None:
    if told.done():
        return  # whoever asked has hung up
    if isinstance(outcome, Exception):
        told.set_exception(outcome)
    else:
        told.set_result(outcome)
