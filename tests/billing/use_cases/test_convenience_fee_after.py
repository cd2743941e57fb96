"""After a payment with a fee: refunds, receipts, links, the daily comparison."""

from dataclasses import replace
from datetime import timedelta

import pytest

from billing.discrepancies import DiscrepancyKind
from billing.disputes import DisputeReport, DisputeState
from billing.errors import AmountOutOfRange
from billing.money import Money
from billing.payments import Payment, PaymentState
from billing.repositories import About
from billing.stores.store import SqlStore
from billing.use_cases.compare_statement import compare_statement
from billing.use_cases.list_discrepancies import list_discrepancies
from billing.use_cases.open_payment_link import open_payment_link
from billing.use_cases.show_receipt import ReceiptFacts, show_receipt
from tests.billing.use_cases.back_till import BackTill, open_back_till, staff
from tests.billing.use_cases.till import WORKER, open_till
from tests.builders import CONNECTION, february, method, money
from tests.fakes import FakeClock
from tests.fakes_pages import LINKS, PagedProvider
from tests.fakes_refunds import REFUNDING

_S = PaymentState
FEE = money("2.95")
HOUR = timedelta(hours=1)


@pytest.fixture
def costly(sqlite_store: SqlStore, clock: FakeClock) -> BackTill:
    """A till whose provider takes 2.95 on top of everything, and lists what it took."""
    till = open_back_till(sqlite_store, clock, can=replace(REFUNDING, fees=True))
    till.provider.fee = lambda *_: FEE
    return till


def receipt(till: BackTill, payment: Payment) -> ReceiptFacts:
    with till.store.read(WORKER) as tx:
        found = tx.payments.receipt_of(payment.id)
    assert found is not None
    return show_receipt(till.ports, WORKER, found.id)


def test_never_more_than_the_bills_part_is_given_back(costly: BackTill) -> None:
    paid = costly.paid()
    assert costly.refundable(paid) == money("97.40")
    with pytest.raises(AmountOutOfRange) as refused:
        costly.give_back(paid, 9741)
    assert refused.value.maximum_minor == 9740
    costly.give_back(paid)
    assert costly.books.returned()[0].amount == money("97.40")
    assert costly.refundable(paid).is_zero


def test_the_receipt_says_the_fee_and_keeps_it_after_a_refund(costly: BackTill) -> None:
    paid = costly.paid()
    facts = receipt(costly, paid)
    assert (facts.receipt.amount, facts.receipt.fee) == (money("97.40"), FEE)
    assert facts.kept == money("100.35")
    costly.give_back(paid)
    assert receipt(costly, paid).kept == FEE


def test_a_bank_that_takes_all_back_takes_the_fee_with_it(costly: BackTill) -> None:
    paid = costly.paid()
    assert paid.provider_ref is not None
    claimed = DisputeReport("dp_1", paid.provider_ref, DisputeState.LOST, money("100.35"), "other")
    costly.books.disputed["dp_1"] = claimed
    costly.hear(About.DISPUTE, "dp_1", payment_ref=paid.provider_ref)
    assert receipt(costly, paid).kept.is_zero


def kinds(till: BackTill) -> list[tuple[DiscrepancyKind, Money | None, Money | None]]:
    now = till.clock.real_now()
    compare_statement(till.ports, WORKER, CONNECTION, now - 24 * HOUR, now + HOUR)
    found = list_discrepancies(till.ports, staff(), open_only=True)
    return [(each.kind, each.ours, each.theirs) for each in found]


def listed(till: BackTill, payment: Payment, fee: Money | None) -> None:
    """Only this payment is on the list, with this fee."""
    (charge,) = [one for one in till.books.made if one.provider_ref == payment.provider_ref]
    line = replace(till.books.line(charge), created_at=till.clock.real_now(), fee=fee)
    till.books.made_at[charge.provider_ref] = till.clock.real_now() - timedelta(days=60)
    till.books.foreign = [line]


@pytest.mark.parametrize("fee", [FEE, None])
def test_a_list_with_the_agreed_fee_or_with_none_at_all_is_in_order(
    costly: BackTill, fee: Money | None
) -> None:
    listed(costly, costly.paid(), fee)
    assert kinds(costly) == []


def test_another_fee_on_the_list_is_told_with_both_totals(costly: BackTill) -> None:
    listed(costly, costly.paid(), money("4.00"))
    assert kinds(costly) == [
        (DiscrepancyKind.AMOUNT_DIFFERS, money("100.35"), money("101.40")),
    ]


def test_a_payment_that_the_list_lacks_is_asked_about_with_its_fee(costly: BackTill) -> None:
    costly.paid()
    costly.books.made_at["ch_1"] = costly.clock.real_now() - timedelta(days=60)
    assert kinds(costly) == []
    costly.books.made[0] = replace(costly.books.made[0], fee=money("4.00"))
    assert kinds(costly) == [
        (DiscrepancyKind.AMOUNT_DIFFERS, money("100.35"), money("101.40")),
    ]


def test_a_list_that_lags_is_compared_without_its_last_hours(
    sqlite_store: SqlStore, clock: FakeClock
) -> None:
    till = open_back_till(sqlite_store, clock, can=replace(REFUNDING, statement_lag=3 * HOUR))
    now = till.clock.real_now()
    compare_statement(till.ports, WORKER, CONNECTION, now - 5 * HOUR, now)
    assert till.books.statements_asked == [(now - 5 * HOUR, now - 3 * HOUR)]
    compare_statement(till.ports, WORKER, CONNECTION, now - 2 * HOUR, now)
    compare_statement(till.ports, WORKER, CONNECTION, now - 9 * HOUR, now - 8 * HOUR)
    assert till.books.statements_asked[1:] == [(now - 9 * HOUR, now - 8 * HOUR)]


def test_a_fresh_payment_that_a_lagging_list_lacks_is_nobodys_concern(
    sqlite_store: SqlStore, clock: FakeClock
) -> None:
    till = open_back_till(sqlite_store, clock, can=replace(REFUNDING, statement_lag=3 * HOUR))
    till.paid()
    till.books.made.clear()
    assert kinds(till) == []
    till.clock.move(4 * HOUR)
    assert [kind for kind, *_ in kinds(till)] == [DiscrepancyKind.SETTLED_NOT_CHARGED]


def test_a_fee_that_was_agreed_to_on_a_page_is_learnt_from_the_provider(
    sqlite_store: SqlStore, clock: FakeClock
) -> None:
    till = open_till(sqlite_store, clock, february(), method())
    provider = PagedProvider(replace(LINKS, fees=True), till.store.in_transaction)
    till.providers.provider = provider
    link = open_payment_link(till.ports, till.who, february().id)
    assert (provider.fees_asked, link.payment.fee_minor) == ([], 0)
    assert link.takes_fee
    provider.made[0] = replace(provider.made[0], fee=FEE)
    provider.becomes("cs_1", _S.SUCCEEDED)
    till.wait(minutes=31)
    paid = till.payment(link.payment.id)
    assert (paid.state, paid.amount, paid.fee) == (_S.SUCCEEDED, money("97.40"), FEE)
    assert till.bill().balance.is_zero
    with till.store.read(WORKER) as tx:
        proof = tx.payments.receipt_of(paid.id)
    assert proof is not None
    assert proof.total == money("100.35")


@pytest.mark.parametrize("fee", [Money(-1, "USD"), Money(295, "CAD")])
def test_a_fee_on_a_page_that_makes_no_sense_goes_to_hold(
    sqlite_store: SqlStore, clock: FakeClock, fee: Money
) -> None:
    till = open_till(sqlite_store, clock, february(), method())
    provider = PagedProvider(replace(LINKS, fees=True), till.store.in_transaction)
    till.providers.provider = provider
    link = open_payment_link(till.ports, till.who, february().id)
    provider.made[0] = replace(provider.made[0], fee=fee)
    provider.becomes("cs_1", _S.SUCCEEDED)
    till.wait(minutes=31)
    assert till.payment(link.payment.id).state is _S.HOLD
