"""Checks, wires and cash in SQL: once per request and per reference, whole with their lines."""

from dataclasses import replace
from datetime import timedelta

import pytest

from billing.errors import Conflict, NotFound, StaleWorker
from billing.ids import BillId, PaymentId
from billing.manual_payments import ManualKind, ManualLine, ManualState
from billing.payments import PaymentState
from billing.ports import Store
from billing.resolutions import Resolution
from tests.billing.stores.rows import (
    ACME,
    ANN,
    BOB,
    BOB_SELF,
    GLOBEX,
    NOON,
    WORKS,
    a_check,
    fill,
    speaker,
    usd,
)

HERE = replace(
    a_check("man_2", reference="77"),
    state=ManualState.WAITING,
    lines=(ManualLine(BillId("b_1"), usd(9740), PaymentId("pay_1")),),
    recorded_by="finance:s_1",
    recorded_at=NOON,
    dated_on=NOON.date(),
    request_id="r-1",
)


@pytest.fixture
def filled(store: Store) -> Store:
    fill(store, ACME)
    return store


def test_what_was_put_comes_back_whole(filled: Store) -> None:
    with filled.write(WORKS) as tx:
        tx.manual_payments.add(HERE)
        assert tx.manual_payments.get("man_2") == HERE
        assert tx.manual_payments.lock("man_2") == HERE
        assert tx.manual_payments.by_request("r-1") == HERE
        assert tx.manual_payments.of_payment(PaymentId("pay_1")) == HERE
        assert tx.manual_payments.of_payment(PaymentId("pay_9")) is None
        assert tx.manual_payments.by_request("r-9") is None


def test_a_request_and_a_reference_are_there_once(filled: Store) -> None:
    with filled.write(WORKS) as tx:
        tx.manual_payments.add(HERE)
        lines = ()
        for again in (
            replace(HERE, id="man_3", lines=lines, reference="78"),
            replace(HERE, id="man_3", lines=lines, request_id="r-2"),
            replace(HERE, id="man_3", lines=lines, request_id="r-2", reference="7-7"),
        ):
            with pytest.raises(Conflict):
                tx.manual_payments.add(again)
        fine = replace(HERE, id="man_4", lines=lines, request_id="r-3", kind=ManualKind.WIRE)
        tx.manual_payments.add(fine)
        gone = replace(HERE, id="man_5", lines=lines, request_id="r-4", state=ManualState.REVERSED)
        tx.manual_payments.add(gone)
        assert tx.manual_payments.known(ANN, ManualKind.CHECK, " 77 ") == HERE
        assert tx.manual_payments.known(BOB, ManualKind.CHECK, "77") is None
        assert tx.manual_payments.known(ANN, ManualKind.CHECK, "1042") is None  # announced only


def test_it_moves_only_from_where_it_was_seen(filled: Store) -> None:
    with filled.write(WORKS) as tx:
        tx.manual_payments.add(HERE)
        settled = replace(HERE, state=ManualState.SETTLED, verified_by="finance:s_2")
        tx.manual_payments.update(settled, was=ManualState.WAITING)
        assert tx.manual_payments.get("man_2") == settled
        with pytest.raises(StaleWorker):
            tx.manual_payments.update(settled, was=ManualState.WAITING)
        with pytest.raises(NotFound):
            tx.manual_payments.update(replace(settled, id="man_9"), was=ManualState.WAITING)


def test_a_bill_knows_what_is_announced_until_it_is_answered(filled: Store) -> None:
    with filled.write(WORKS) as tx:
        until = (NOON + timedelta(days=30)).date()
        assert tx.bills.get(BillId("b_1")).announced_until == until
        assert tx.bills.get(BillId("b_2")).announced_until is None
        said = tx.manual_payments.get("man_1")
        tx.manual_payments.update(
            replace(said, state=ManualState.REFUSED), was=ManualState.ANNOUNCED
        )
        assert tx.bills.get(BillId("b_1")).announced_until is None


def test_others_see_none_of_it(filled: Store) -> None:
    fill(filled, GLOBEX)
    for who in (speaker(BOB, BOB_SELF), speaker(tenant=GLOBEX)):
        with filled.read(who) as tx:
            seen = {each.id for each in tx.manual_payments.list().items}
            assert seen == (set() if who.tenant == ACME else {"man_1"})
            assert tx.manual_payments.announced(ANN) == len(seen)
    with filled.write(speaker(BOB, BOB_SELF)) as tx, pytest.raises(NotFound):
        tx.manual_payments.add(replace(a_check("man_8"), lines=()))


def test_a_list_of_one_customers_by_state_in_pages(filled: Store) -> None:
    with filled.write(WORKS) as tx:
        for number in range(3):
            later = NOON + timedelta(minutes=number + 1)
            more = replace(a_check(f"man_a{number}", reference=str(number)), created_at=later)
            tx.manual_payments.add(more)
        first = tx.manual_payments.list(limit=3, customer_id=ANN)
        rest = tx.manual_payments.list(limit=3, customer_id=ANN, cursor=first.next_cursor)
        assert [each.id for each in first.items] == ["man_a2", "man_a1", "man_a0"]
        assert [each.id for each in rest.items] == ["man_1"]
        assert rest.next_cursor is None
        assert tx.manual_payments.list(customer_id=BOB).items == ()
        waiting = frozenset({ManualState.WAITING})
        assert tx.manual_payments.list(states=waiting).items == ()


def test_a_proposal_about_one_is_kept(filled: Store) -> None:
    proposal = Resolution("man_1", PaymentState.FAILED, "bank letter", "finance:s_1", NOON)
    with filled.write(WORKS) as tx:
        tx.resolutions.propose(proposal)
        assert tx.resolutions.of_subject("man_1") == proposal
