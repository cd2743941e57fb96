"""What `/metrics` says about money: what is in doubt, what waits, what was given up.

Counted from the rows when it is asked, so that every process of an installation says the same and
nothing is lost with a restart. Numbers only: no tenant, no customer, no amount is told here.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter
from typing import Final
from weakref import WeakKeyDictionary

from prometheus_client import CollectorRegistry, Histogram
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from billing.letters import OutboxState
from billing.payments import OPEN_STATES, PaymentState
from billing.ports import Ports, Tx
from billing.principal import system

COUNTED: Final = 1000
"""Rows counted per tenant and kind: beyond it the number only says "at least"."""

_METHODS: Final = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})
_DOUBT: Final = (PaymentState.UNKNOWN, PaymentState.HOLD)


@dataclass(slots=True)
class Waiting:
    """What one look over all tenants found."""

    payments: Counter[str]
    refunds: Counter[str]
    webhooks: Counter[str]
    letters: Counter[str]
    discrepancies: int = 0
    oldest_doubt_s: float = 0
    connections_failing: int = 0


def look(ports: Ports) -> Waiting:
    """Count what waits, tenant by tenant, each in its own short transaction."""
    found = Waiting(Counter(), Counter(), Counter(), Counter())
    now = ports.clock.real_now()
    for tenant in ports.store.directory.tenants():
        with ports.store.read(system(tenant, "metrics")) as tx:
            _count(tx, found, now)
    return found


def _count(tx: Tx, found: Waiting, now: datetime) -> None:
    waiting = tx.payments.in_states(OPEN_STATES, COUNTED)
    found.payments.update(str(payment.state) for payment in waiting)
    doubtful = [payment for payment in waiting if payment.state in _DOUBT]
    ages = [now - (payment.submitted_at or payment.created_at) for payment in doubtful]
    found.oldest_doubt_s = max(found.oldest_doubt_s, *(age.total_seconds() for age in ages), 0)
    found.refunds.update(str(refund.state) for refund in tx.refunds.in_states(OPEN_STATES, COUNTED))
    for health in tx.inbox.health(now):
        found.webhooks.update(waiting=health.waiting, dead=health.dead, refused=health.refused)
    for state in (OutboxState.WAITING, OutboxState.DEAD):
        found.letters[str(state)] += len(tx.outbox.list(state=state, limit=COUNTED))
    found.discrepancies += len(tx.discrepancies.list(limit=COUNTED))
    usable = [connection for connection in tx.connections.list() if connection.usable]
    found.connections_failing += sum(connection.problem is not None for connection in usable)


class MoneyCollector(Collector):
    """The look as Prometheus gauges."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports

    def describe(self) -> Iterable[Metric]:
        """Nothing: registering must not ask the database."""
        return ()

    def collect(self) -> Iterable[Metric]:
        found = look(self._ports)
        yield _by("billing_payments_open", "Payments not ended, by state", "state", found.payments)
        yield _by("billing_refunds_open", "Refunds not ended, by state", "state", found.refunds)
        yield _by("billing_webhooks", "Webhooks waiting, given up, forged", "is", found.webhooks)
        yield _by("billing_letters", "Letters waiting or given up", "is", found.letters)
        for name, words, value in (
            ("billing_oldest_doubt_seconds", "Age of the oldest doubt", found.oldest_doubt_s),
            ("billing_discrepancies_open", "Differences nobody closed", found.discrepancies),
            ("billing_connections_failing", "Credentials refused", found.connections_failing),
        ):
            gauge = GaugeMetricFamily(name, words)
            gauge.add_metric([], value)
            yield gauge


def _by(name: str, words: str, label: str, counts: Counter[str]) -> Metric:
    gauge = GaugeMetricFamily(name, words, labels=[label])
    for value, count in sorted(counts.items()):
        gauge.add_metric([value], count)
    return gauge


_TIMES: Final[WeakKeyDictionary[CollectorRegistry, Histogram]] = WeakKeyDictionary()


def _times(registry: CollectorRegistry) -> Histogram:
    """One per registry, however many applications count in it."""
    found = _TIMES.get(registry)
    if found is None:
        found = _TIMES[registry] = Histogram(
            "billing_http_seconds",
            "Seconds until an answer begins",
            ["method", "route", "status"],
            registry=registry,
            buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
        )
    return found


class RequestTimes:
    """ASGI middleware: how long each route takes until its answer begins, by route and status."""

    def __init__(self, app: ASGIApp, registry: CollectorRegistry) -> None:
        self._app = app
        self._times = _times(registry)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = perf_counter()

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                # The route's template, never the path: ids and tokens stay out of it.
                route = getattr(scope.get("route"), "path", "other")
                method = scope["method"] if scope["method"] in _METHODS else "other"
                labels = (method, route, str(message["status"]))
                self._times.labels(*labels).observe(perf_counter() - began)
            await send(message)

        await self._app(scope, receive, sending)
