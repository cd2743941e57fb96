"""The way in for webhooks: verify the raw bytes, write down once, answer.

One thread takes in whatever has come meanwhile and writes it down in one transaction per tenant:
under load many webhooks share one commit, and none is answered before it is committed.
"""

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from api.limits import RateLimited
from api.log import log
from api.providers import ConnectedProviders
from api.webhook_doors import Doors, Forgeries
from billing.errors import BillingError, StoreUnavailable
from billing.ports import Ports
from billing.principal import Principal
from billing.repositories import InboxRow
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
    admit: Callable[[], None]
    """Raises `RateLimited` when its sender sends too much."""
    tell: Callable[[Outcome], None]


@dataclass(slots=True)
class WebhookIntake:
    """Takes webhooks in for every connection of every tenant."""

    ports: Ports
    providers: ConnectedProviders
    forgeries: Forgeries = field(init=False)
    _doors: Doors = field(init=False)
    _queue: deque[Knock] = field(default_factory=deque)
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
        admit: Callable[[], None],
    ) -> bool:
        """Whether the event is new, once it is committed.

        Raises `NotFound` for no such address, `ForgedReport`, `StoreUnavailable`, and whatever
        `admit` raises.
        """
        loop = asyncio.get_running_loop()
        told: asyncio.Future[bool] = loop.create_future()

        def tell(outcome: Outcome) -> None:
            with suppress(RuntimeError):  # the loop has ended: nobody waits for it
                loop.call_soon_threadsafe(_settle, told, outcome)

        self._put(Knock(provider, token, body, headers, admit, tell))
        return await told

    def close(self) -> None:
        """Answer what waits, take nothing more."""
        with self._wake:
            self._closed = True
            self._wake.notify()
        if self._thread is not None:
            self._thread.join(GRACE_S)

    def _put(self, knock: Knock) -> None:
        with self._wake:
            if self._closed or len(self._queue) >= WAITING:
                raise StoreUnavailable
            self._queue.append(knock)
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

    def _take_all(self, batch: Iterable[Knock]) -> None:
        rows: dict[Principal, list[tuple[Knock, InboxRow]]] = {}
        for knock in batch:
            try:
                knock.admit()
                token = knock.token or self._doors.token_of_only(knock.provider)
                who, row = self._doors.verified(knock.provider, token, knock.body, knock.headers)
            except (BillingError, RateLimited) as refused:
                knock.tell(refused)
            except Exception as bug:
                log.error("webhook failed", error=type(bug).__name__, exc_info=bug)
                knock.tell(bug)
            else:
                rows.setdefault(who, []).append((knock, row))
        for who, verified in rows.items():
            self._write_down(who, verified)

    def _write_down(self, who: Principal, verified: list[tuple[Knock, InboxRow]]) -> None:
        try:
            fresh = receive_webhooks(self.ports, who, [row for _, row in verified])
        except Exception as fault:
            if len(verified) > 1 and not isinstance(fault, StoreUnavailable):
                for each in verified:  # one of them cannot be stored: the others can
                    self._write_down(who, [each])
                return
            for knock, _ in verified:
                knock.tell(fault)
            return
        for (knock, _), new in zip(verified, fresh, strict=True):
            knock.tell(new)


def _settle(told: "asyncio.Future[bool]", outcome: Outcome) -> None:
    if told.done():
        return  # whoever asked has hung up
    if isinstance(outcome, Exception):
        told.set_exception(outcome)
    else:
        told.set_result(outcome)
