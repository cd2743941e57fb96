"""PayPal behind the real use cases: from a page, or a lost answer, to a bill that is paid once."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from billing.bills import BillState
from billing.ids import BillId
from billing.payments import PaymentState
from billing.repositories import InboxRow
from billing.stores.keyring import Keyring
from billing.stores.store import SqlStore
from billing.use_cases.apply_webhook import apply_webhook
from billing.use_cases.open_payment_link import PaymentLink, open_payment_link
from billing.use_cases.receive_webhook import receive_webhook
from billing.use_cases.return_from_page import find_return, return_from_page
from payments.sandbox.serve import serving
from tests.billing.use_cases.till import HB_100, WORKER, Till, open_till
from tests.builders import CONNECTION, february, method
from tests.fakes import FakeClock
from tests.payments.kit.rig_paypal import Rig
from tests.payments.rig import Sandbox, wait_for


@dataclass
class House:
    """Nora's bill over a real ledger, and the merchant in a sandbox of its own."""

    till: Till
    shop: Rig
    clock: FakeClock

    def link(self) -> PaymentLink:
        return open_payment_link(self.till.ports, self.till.who, BillId(HB_100))

    def wait(self, **parts: int) -> None:
        """Time passes on both sides, then the worker works."""
        self.shop.advance(**parts)
        self.till.wait(**parts)


@pytest.fixture
def house(sqlite_url: str, keyring: Keyring, clock: FakeClock, tmp_path: Path) -> Iterator[House]:
    with serving(tmp_path / "provider.db") as url:
        sandbox = Sandbox(url)
        with sandbox.http:
            sandbox.order("POST", "settings", timeout_ms=50)
            shop = Rig(sandbox, "ledger")
            sandbox.order("POST", "settings", search_lag_seconds=3 * 3600)
            clock.real = shop.now()
            lost = shop.method("timeout_after_charge", type="paypal")
            saved = replace(method(type="paypal"), provider_ref=lost, customer_ref="c-nora")
            store = SqlStore(sqlite_url, keyring, clock)
            till = open_till(store, clock, february(), saved)
            till.providers.provider = shop.connect()
            yield House(till, shop, clock)
            store.close()


def test_a_bill_is_paid_on_paypals_page_when_its_customer_comes_back(house: House) -> None:
    link = house.link()
    assert link.page is not None
    assert link.payment.state is PaymentState.REQUIRES_ACTION
    house.shop.press(link.page.url, "approve", account="succeed")

    for _ in range(2):
        back = find_return(house.till.ports, link.page.token)
        return_from_page(house.till.ports, back)

    payment = house.till.payment(link.payment.id)
    (taken,) = house.shop.payments()
    assert payment.state is PaymentState.SUCCEEDED
    assert payment.provider_ref == taken.provider_ref
    assert house.till.bill().state is BillState.PAID
    assert house.shop.charged() == 1


def test_a_bill_is_paid_by_paypals_word_alone_when_nobody_comes_back(house: House) -> None:
    provider = house.shop.connect()
    with house.shop.listening() as letters:
        link = house.link()
        assert link.page is not None
        house.shop.press(link.page.url, "approve", account="succeed")
        wait_for(lambda: len(letters) >= 1)
        report = provider.read_webhook(letters[0].body, letters[0].headers, letters[0].at)
    assert report.kind == "CHECKOUT.ORDER.APPROVED"
    row = InboxRow(
        event_id=report.event_id,
        connection_id=CONNECTION,
        kind=report.kind,
        reference=report.reference,
        provider_ref=report.provider_ref,
        received_at=house.clock.now(),
        about=report.about,
        object_ref=report.object_ref,
    )
    receive_webhook(house.till.ports, WORKER, row)

    for _ in range(2):
        apply_webhook(house.till.ports, WORKER, CONNECTION, report.event_id)

    assert house.till.bill().state is BillState.PAID
    assert house.shop.charged() == 1


def test_a_page_nobody_used_is_called_off_and_takes_no_money_afterwards(house: House) -> None:
    link = house.link()
    assert link.page is not None
    house.wait(minutes=30)
    assert house.till.payment(link.payment.id).state is PaymentState.REQUIRES_ACTION

    for _ in range(3):
        house.wait(hours=1)
    assert house.till.payment(link.payment.id).state is PaymentState.CANCELLED

    house.shop.press(link.page.url, "approve", account="succeed")
    for _ in range(4):
        house.wait(hours=1)
    assert house.till.payment(link.payment.id).state is PaymentState.CANCELLED
    assert house.shop.charged() == 0


def test_a_charge_whose_answer_was_lost_is_settled_once_by_its_key(house: House) -> None:
    payment = house.till.pay()
    assert payment.state is PaymentState.UNKNOWN

    house.wait(minutes=1)

    assert house.till.payment(payment.id).state is PaymentState.SUCCEEDED
    assert house.shop.charged() == 1


def test_a_charge_that_was_lost_for_a_day_is_found_in_the_report(house: House) -> None:
    payment = house.till.pay()
    house.shop.advance(days=1)
    house.clock.move(timedelta(days=1))
    house.shop.forget_keys()

    house.wait(minutes=1)

    assert house.till.payment(payment.id).state is PaymentState.SUCCEEDED
    assert house.shop.charged() == 1
