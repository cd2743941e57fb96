"""Five events of one payment in every order, each twice: the ledger ends as the provider says.

The payment is made through the real use cases and the real adapter; its webhooks are the ones that
the sandbox sent. What the provider says does not change any more, so it is asked once.
"""

import itertools
import shutil
import sqlite3
from collections.abc import Callable, Hashable, Iterable
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from billing.capabilities import Capabilities, Refunding, Webhooks
from billing.disputes import DisputeReport, DisputeState
from billing.errors import ProviderUnavailable
from billing.ids import PaymentId
from billing.money import Money
from billing.payments import ChargeRequest, PaymentReport, PaymentState
from billing.ports import Ports
from billing.refunds import RefundReport
from billing.repositories import InboxRow
from billing.stores.keyring import Keyring
from billing.stores.store import SqlStore
from billing.use_cases.apply_webhook import apply_webhook
from billing.use_cases.receive_webhook import receive_webhook
from payments._protocol import Limited, PaymentAdapter, WebhookReport
from tests.billing.use_cases.till import WORKER, open_till
from tests.builders import CONNECTION, february, method
from tests.fakes import FakeClock, SequentialIds
from tests.fakes_provider import OneProvider
from tests.payments.kit.rig import Rig
from tests.payments.kit.words import give_back, require
from tests.payments.rig import wait_for

Outcome = tuple[object, ...]
TRUTH: Outcome = (
    PaymentState.SUCCEEDED,
    ((Money(1000, "USD"), PaymentState.SUCCEEDED),),
    ((Money(9740, "USD"), DisputeState.OPEN),),
    1,
)


@dataclass
class AskedOnce(Limited):
    """The adapter, whose answers are remembered."""

    inner: PaymentAdapter
    capabilities: Capabilities
    said: dict[Hashable, object] = field(default_factory=dict)

    def _remembered(self, key: Hashable, ask: Callable[[], object]) -> object:
        if key not in self.said:
            self.said[key] = ask()
        return self.said[key]

    def charge(self, request: ChargeRequest) -> PaymentReport:
        raise AssertionError("no webhook makes anybody charge")

    def cancel(self, provider_ref: str) -> PaymentReport:
        raise AssertionError("no webhook makes anybody cancel")

    def look_up(
        self, *, reference: str, provider_ref: str | None, since: datetime
    ) -> PaymentReport | None:
        found = self._remembered(
            ("payment", reference, provider_ref),
            lambda: self.inner.look_up(reference=reference, provider_ref=provider_ref, since=since),
        )
        assert found is None or isinstance(found, PaymentReport)
        return found

    def look_up_refund(
        self, *, reference: str, provider_ref: str | None, payment_ref: str, since: datetime
    ) -> RefundReport | None:
        found = self._remembered(
            ("refund", reference, provider_ref, payment_ref),
            lambda: self.inner.look_up_refund(
                reference=reference,
                provider_ref=provider_ref,
                payment_ref=payment_ref,
                since=since,
            ),
        )
        assert found is None or isinstance(found, RefundReport)
        return found

    def look_up_dispute(self, provider_ref: str) -> DisputeReport:
        found = self._remembered(
            ("dispute", provider_ref), lambda: self.inner.look_up_dispute(provider_ref)
        )
        assert isinstance(found, DisputeReport)
        return found


@dataclass(frozen=True)
class Story:
    """A ledger that knows the payment is on its way, and what the provider said since."""

    ledger: Path
    payment_id: PaymentId
    reports: tuple[WebhookReport, ...]
    provider: AskedOnce


@pytest.fixture
def story(rig: Rig, sqlite_url: str, keyring: Keyring, clock: FakeClock) -> Story:
    return told(rig, sqlite_url, keyring, clock)


def told(rig: Rig, sqlite_url: str, keyring: Keyring, clock: FakeClock) -> Story:
    """The payment made, and its five events written down."""
    provider = rig.connect()
    can = provider.capabilities
    require(can.webhooks is Webhooks.SIGNED, "no signed webhooks")
    require(can.refunds is Refunding.PARTIAL and can.disputes, "no refunds or no disputes")
    clock.real = rig.now()
    card = replace(method(), provider_ref=rig.method("never_settles"), customer_ref="c-nora")
    store = SqlStore(sqlite_url, keyring, clock)
    till = open_till(store, clock, february(), card)
    till.providers.provider = provider
    with rig.listening() as letters:
        payment = till.pay()
        assert payment.state is PaymentState.PENDING
        assert payment.provider_ref is not None
        rig.settle(payment.provider_ref, "succeeded")
        since = rig.now() - timedelta(hours=1)
        paid = provider.look_up(
            reference=payment.key, provider_ref=payment.provider_ref, since=since
        )
        assert paid is not None
        provider.refund(give_back(paid, 1000, "by-hand"))
        rig.dispute(paid.provider_ref)

        def reports() -> tuple[WebhookReport, ...]:
            """One per kind that is wanted; some providers say two things under one name."""
            read = [provider.read_webhook(each.body, each.headers, each.at) for each in letters]
            wanted, found = list(rig.five_events), []
            for report in read:
                if report.kind in wanted:
                    wanted.remove(report.kind)
                    found.append(report)
            return tuple(found)

        wait_for(lambda: len(reports()) == 5)
        five = reports()
    written_down(till.ports, five)
    store.close()
    ledger = Path(sqlite_url.removeprefix("sqlite:///"))
    return Story(ledger, payment.id, five, AskedOnce(provider, can))


def test_every_order_of_the_five_events_ends_in_the_truth(
    story: Story, keyring: Keyring, clock: FakeClock, tmp_path: Path
) -> None:
    ends = ends_of(story, itertools.permutations(story.reports), tmp_path, keyring, clock)

    assert list(ends) == [TRUTH], {end: orders[0] for end, orders in ends.items()}
    assert sum(len(orders) for orders in ends.values()) == 120


def ends_of(
    story: Story,
    orders: Iterable[tuple[WebhookReport, ...]],
    folder: Path,
    keyring: Keyring,
    clock: FakeClock,
) -> dict[Outcome, list[str]]:
    """How the ledger ends, and by which orders of the events it ends so."""
    ends: dict[Outcome, list[str]] = {}
    ledger = folder / "each.db"
    shutil.copy(story.ledger, ledger)
    store = SqlStore(f"sqlite:///{ledger}", keyring, clock)
    ports = Ports(store, clock, SequentialIds(), OneProvider(story.provider), b"salt")
    for order in orders:
        put_back(story.ledger, ledger)
        deliver(ports, order)
        kinds = " ".join(report.kind for report in order)
        ends.setdefault(ledger_of(ports, story.payment_id), []).append(kinds)
    store.close()
    return ends


def put_back(before: Path, ledger: Path) -> None:
    """The ledger as it was; the store stays open, for opening one costs more than the story."""
    with closing(sqlite3.connect(before)) as source, closing(sqlite3.connect(ledger)) as target:
        source.backup(target)


def written_down(ports: Ports, reports: tuple[WebhookReport, ...]) -> None:
    """Each comes twice, as providers do, and is kept once."""
    for report in reports:
        row = InboxRow(
            event_id=report.event_id,
            connection_id=CONNECTION,
            kind=report.kind,
            reference=report.reference,
            provider_ref=report.provider_ref,
            received_at=ports.clock.now(),
            about=report.about,
            object_ref=report.object_ref,
        )
        assert receive_webhook(ports, WORKER, row)
        assert not receive_webhook(ports, WORKER, row)


def deliver(ports: Ports, order: tuple[WebhookReport, ...]) -> None:
    """Apply each twice; what cannot be applied yet is applied later, as the duties do."""
    waiting = [report.event_id for report in order]
    for _ in range(3):
        waiting = [event_id for event_id in waiting if not applied(ports, event_id)]
    assert waiting == []


def applied(ports: Ports, event_id: str) -> bool:
    try:
        for _ in range(2):
            apply_webhook(ports, WORKER, CONNECTION, event_id)
    except ProviderUnavailable:
        return False
    return True


def ledger_of(ports: Ports, payment_id: PaymentId) -> Outcome:
    """The payment's state, its refunds and disputes, and how often it was booked."""
    with ports.store.read(WORKER) as tx:
        refunds = tuple((r.amount, r.state) for r in tx.refunds.of_payment(payment_id))
        disputes = tuple((d.amount, d.state) for d in tx.disputes.of_payment(payment_id))
        verbs = [entry.verb for entry in tx.trail.of_subject(payment_id)]
        booked = verbs.count("payment.succeeded")
        return tx.payments.get(payment_id).state, refunds, disputes, booked
