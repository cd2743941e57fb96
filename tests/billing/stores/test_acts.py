"""Offered acts, disputes of bills, promises and new addresses over both databases."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from billing.address_changes import AddressState
from billing.bill_disputes import BillDisputeState
from billing.bills import BillState
from billing.errors import CurrencyMismatch, InvalidRequest, NotFound
from billing.ids import BillId
from billing.promises import PromiseKind, PromiseState
from billing.stores.store import SqlStore
from tests.billing.stores.act_rows import a_dispute, a_promise, a_quote_of_an_act, an_address
from tests.billing.stores.rows import (
    ANN,
    ANN_SELF,
    BOB,
    BOB_SELF,
    NOON,
    WORKS,
    a_bill,
    a_plan,
    a_quote,
    a_subscription,
    speaker,
    usd,
)

PLAIN = a_quote()


def test_an_act_comes_back_as_it_was_agreed_to(peopled: SqlStore) -> None:
    quote = a_quote_of_an_act(PLAIN, "Ann Newname")
    with peopled.write(speaker()) as tx:
        tx.quotes.add(quote)
        tx.quotes.set_outcome(quote.id, {"bill_id": "b_9"})
    with peopled.read(speaker()) as tx:
        found = tx.quotes.get(quote.id)
    assert found == replace(quote, outcome={"bill_id": "b_9"})
    assert found.fingerprint() == quote.fingerprint()
    assert (found.amount, found.total, found.currency) == (usd(0), usd(0), "USD")
    assert "Newname" not in repr(found)


def test_another_customers_act_is_not_found(peopled: SqlStore) -> None:
    with peopled.write(speaker()) as tx:
        tx.quotes.add(a_quote_of_an_act(PLAIN))
    with peopled.write(speaker(BOB, BOB_SELF)) as tx, pytest.raises(NotFound):
        tx.quotes.set_outcome(PLAIN.id, {})


def test_the_fingerprint_is_of_every_word_of_an_act() -> None:
    one = a_quote_of_an_act(PLAIN, "Ann")
    act = one.act
    assert act is not None
    others = [
        replace(act, personal={"name": "Anna"}),
        replace(act, terms={**act.terms, "day": "2026-03-03"}),
        replace(act, amount=usd(1)),
        replace(act, wish={}),
    ]
    prints = {replace(one, act=other).fingerprint() for other in others}
    assert len(prints | {one.fingerprint()}) == 5


def test_an_offer_is_of_bills_or_of_an_act() -> None:
    with pytest.raises(InvalidRequest):
        replace(PLAIN, lines=())
    with pytest.raises(InvalidRequest):
        replace(PLAIN, act=a_quote_of_an_act(PLAIN).act)
    with pytest.raises(CurrencyMismatch):
        replace(
            PLAIN,
            lines=(*PLAIN.lines, replace(PLAIN.lines[0], amount=replace(usd(1), currency="EUR"))),
        )


def _with_bill(store: SqlStore, disputed: int | None = None) -> None:
    with store.write(WORKS) as tx:
        bill = replace(a_bill("b_1"), state=BillState.OPEN)
        tx.bills.put(replace(bill, disputed=usd(disputed) if disputed else None))


def test_a_bill_says_how_much_of_it_is_disputed_while_it_is(peopled: SqlStore) -> None:
    _with_bill(peopled, disputed=50)
    dispute = a_dispute(PLAIN, "The meter was wrong")
    with peopled.write(speaker()) as tx:
        tx.bill_disputes.put(dispute)
        tx.bill_disputes.put(dispute)
        assert tx.bills.get(BillId("b_1")).disputed == usd(150), "what was disputed before stays"
        assert tx.bill_disputes.get("bdp_1") == dispute
        assert tx.bill_disputes.of_bill(BillId("b_1")) == (dispute,)
    closed = replace(
        dispute, state=BillDisputeState.REJECTED, closed_by="finance:f", closed_at=NOON
    )
    with peopled.write(WORKS) as tx:
        assert tx.bill_disputes.lock("bdp_1") == dispute
        tx.bill_disputes.put(closed)
        assert tx.bills.get(BillId("b_1")).disputed == usd(50)
        assert tx.bill_disputes.list() == ()
        assert tx.bill_disputes.list(open_only=False) == (closed,)


def test_another_customers_dispute_is_not_found(peopled: SqlStore) -> None:
    _with_bill(peopled)
    with peopled.write(speaker()) as tx:
        tx.bill_disputes.put(a_dispute(PLAIN))
    with peopled.write(speaker(BOB, BOB_SELF)) as tx:
        assert tx.bill_disputes.list() == ()
        for ask in (tx.bill_disputes.get, tx.bill_disputes.lock):
            with pytest.raises(NotFound):
                ask("bdp_1")
        with pytest.raises(NotFound):
            tx.bill_disputes.put(a_dispute(PLAIN))


def test_a_bill_shows_what_was_promised_until_it_is_replaced(peopled: SqlStore) -> None:
    _with_bill(peopled)
    promise = a_promise(PLAIN)
    extension = replace(a_promise(PLAIN, "prm_2", date(2026, 4, 3)), kind=PromiseKind.EXTENSION)
    with peopled.write(speaker()) as tx:
        tx.promises.put(promise)
        first = tx.bills.get(BillId("b_1"))
        assert (first.promised_on, first.extended_until) == (date(2026, 3, 9), None)
        tx.promises.put(extension)
        both = tx.bills.get(BillId("b_1"))
        assert (both.promised_on, both.extended_until) == (date(2026, 4, 3), date(2026, 4, 3))
        tx.promises.put(replace(extension, state=PromiseState.REPLACED))
        assert tx.bills.get(BillId("b_1")).extended_until is None
        assert [each.id for each in tx.promises.of_bill(BillId("b_1"))] == ["prm_1", "prm_2"]
        later, kinds = NOON + timedelta(seconds=1), frozenset(PromiseKind)
        assert tx.promises.made_since(NOON, kinds) == 2
        assert tx.promises.made_since(later, kinds) == 0
        assert tx.promises.made_since(NOON, frozenset({PromiseKind.INSTALMENT})) == 0


def test_a_new_address_waits_for_its_code(peopled: SqlStore) -> None:
    change = an_address(ANN, ANN_SELF, PLAIN)
    with peopled.write(speaker()) as tx:
        tx.address_changes.put(change)
        assert tx.address_changes.waiting() == change
        assert tx.address_changes.asked_since(NOON) == 1
        tx.address_changes.put(replace(change, state=AddressState.CONFIRMED, tries=1))
        assert tx.address_changes.waiting() is None
        assert tx.address_changes.get("adr_1").tries == 1
    with peopled.read(speaker(BOB, BOB_SELF)) as tx, pytest.raises(NotFound):
        tx.address_changes.get("adr_1")
    assert "new@mail.example" not in repr(change)
    assert "123456" not in repr(change)


def test_a_subscription_keeps_what_is_planned(peopled: SqlStore) -> None:
    planned = replace(a_subscription(), next_plan_id=a_plan().id, next_interval="year")
    planned = replace(planned, changes_on=date(2026, 4, 1), ends_on=date(2026, 5, 1))
    with peopled.write(WORKS) as tx:
        tx.plans.put(a_plan())
        tx.plans.put_subscription(planned)
        assert tx.plans.lock_subscription(planned.id) == planned
    with peopled.write(speaker(BOB, BOB_SELF)) as tx, pytest.raises(NotFound):
        tx.plans.lock_subscription(planned.id)
