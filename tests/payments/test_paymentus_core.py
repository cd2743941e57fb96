"""Paymentus behind the real core: what is held, what comes back, what is paid on its page."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from billing.bills import BillState
from billing.discrepancies import DiscrepancyKind
from billing.errors import Conflict
from billing.ids import BillId, ConnectionId, PersonId
from billing.payments import PaymentState
from billing.principal import Principal, Role
from billing.stores.store import SqlStore
from billing.syncs import CustomerLink
from billing.use_cases.compare_statement import compare_statement
from billing.use_cases.list_holds import list_holds
from billing.use_cases.open_payment_link import open_payment_link
from billing.use_cases.resolve_payment import resolve_payment
from tests.billing.use_cases.back_till import list_staff
from tests.billing.use_cases.till import HB_100, WORKER, Till, open_till
from tests.builders import CONNECTION, HARBOR, NORA, february, method
from tests.fakes import FakeClock
from tests.payments.kit.rig import Rig
from tests.payments.rig import Sandbox

_S = PaymentState
LOST = ("drop_reply_after_commit", "http_500_after_commit", "html_instead_of_json")


@pytest.fixture
def rig(new_rig: Callable[[str], Rig]) -> Rig:
    return new_rig("paymentus")


@pytest.fixture
def till(rig: Rig, sqlite_store: SqlStore, clock: FakeClock) -> Till:
    clock.real = rig.now()
    card = replace(method(), provider_ref=rig.method(), customer_ref="c-nora")
    opened = open_till(sqlite_store, clock, february(), card)
    with sqlite_store.write(WORKER) as tx:
        tx.sources.add_customer(CustomerLink(ConnectionId(CONNECTION), "c-nora", NORA))
    opened.providers.provider = rig.connect()
    return opened


def passes(rig: Rig, till: Till, **parts: int) -> None:
    """Time passes for the provider and for us, and the workers work."""
    rig.advance(**parts)
    till.wait(**parts)


def finance(name: str) -> Principal:
    return Principal(HARBOR, Role.FINANCE, person=PersonId(name), session=f"s-{name}")


@pytest.mark.parametrize("fault", LOST)
def test_a_search_that_never_catches_up_ends_in_a_hold_and_no_second_submit(
    rig: Rig, till: Till, sandbox: Sandbox, fault: str
) -> None:
    sandbox.order("POST", "settings", search_lag_seconds=1_000_000)
    quote = till.ask()
    rig.fault(fault)
    (payment,) = till.approve(quote).payments
    assert payment.state is _S.UNKNOWN

    for hours in (1, 1, 25, 25, 25):
        passes(rig, till, hours=hours)
        with pytest.raises(Conflict):
            till.approve(till.ask())

    assert till.payment(payment.id).state is _S.HOLD
    assert [hold.payment.id for hold in list_holds(till.ports, WORKER)] == [payment.id]
    assert [taken.charged for taken in rig.payments()] == [True]


def test_people_end_such_a_hold_and_are_contradicted_by_what_is_found_meanwhile(
    rig: Rig, till: Till, sandbox: Sandbox
) -> None:
    sandbox.order("POST", "settings", search_lag_seconds=4 * 3600)
    quote = till.ask()
    rig.fault("drop_reply_after_commit")
    (payment,) = till.approve(quote).payments
    passes(rig, till, hours=2)
    assert till.payment(payment.id).state is _S.HOLD

    passes(rig, till, hours=3)
    ports = till.ports
    with pytest.raises(Conflict):
        resolve_payment(ports, finance("f-1"), payment.id, _S.FAILED, "not on our list")
    list_staff(till.store, "f-1", "f-2")
    for name in ("f-1", "f-2"):
        resolve_payment(ports, finance(name), payment.id, _S.SUCCEEDED, "seen in their portal")

    assert till.bill().state is BillState.PAID
    assert rig.charged() == 1


def test_money_that_a_bank_sends_back_after_it_was_booked_is_seen_by_the_comparison(
    rig: Rig, till: Till
) -> None:
    (payment,) = till.approve(till.ask()).payments
    assert (payment.state, till.bill().state) == (_S.SUCCEEDED, BillState.PAID)
    assert payment.provider_ref is not None
    rig.advance(days=40)
    till.clock.move(timedelta(days=40))
    rig.settle(payment.provider_ref, "failed", failure_code="insufficient_funds")
    rig.advance(hours=2)
    till.clock.move(timedelta(hours=2))

    now = till.clock.real_now()
    for _ in range(2):  # told once
        compare_statement(till.ports, WORKER, CONNECTION, now - timedelta(days=7), now)

    with till.store.read(WORKER) as tx:
        (found,) = tx.discrepancies.list(connection_id=CONNECTION, limit=None)
    assert (found.kind, found.payment_id) == (DiscrepancyKind.REFUNDED_MORE, payment.id)
    assert (found.theirs, found.provider_ref) == (payment.amount, payment.provider_ref)
    assert till.payment(payment.id).state is _S.SUCCEEDED  # what then becomes of it, people decide


def test_a_bank_debit_that_never_arrives_fails_and_frees_the_bill(rig: Rig, till: Till) -> None:
    with till.store.write(WORKER) as tx:
        late = rig.method("fail_later", type="bank_account")
        tx.methods.put(
            replace(method(), type="bank_account", provider_ref=late, customer_ref="c-nora")
        )
    (payment,) = till.approve(till.ask()).payments
    assert payment.state is _S.PENDING

    passes(rig, till, days=2)

    assert till.payment(payment.id).state is _S.FAILED
    assert till.bill().state is BillState.OPEN


def test_a_bill_is_paid_on_the_page_and_the_fee_that_was_agreed_there_is_kept(
    rig: Rig, till: Till
) -> None:
    link = open_payment_link(till.ports, till.who, BillId(HB_100))
    assert link.payment.state is _S.REQUIRES_ACTION
    assert link.page is not None
    rig.fill_in(link.page.url, "decline_generic")
    passes(rig, till, seconds=40)
    assert till.payment(link.payment.id).state is _S.REQUIRES_ACTION
    rig.fill_in(link.page.url)

    passes(rig, till, minutes=6)

    paid = till.payment(link.payment.id)
    assert (paid.state, paid.fee_minor) == (_S.SUCCEEDED, 295)
    assert till.bill().state is BillState.PAID
    assert rig.charged() == 1


def test_a_page_whose_answer_was_lost_is_held_and_not_opened_again(rig: Rig, till: Till) -> None:
    rig.fault("drop_reply_after_commit")

    link = open_payment_link(till.ports, till.who, BillId(HB_100))
    assert link.payment.state is _S.UNKNOWN
    passes(rig, till, hours=2)

    assert till.payment(link.payment.id).state is _S.HOLD
    assert list(rig.payments()) == []
