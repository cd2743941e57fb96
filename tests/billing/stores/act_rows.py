"""Rows of acts for the tests of the store: an offered act, a dispute, a promise, an address."""

from dataclasses import replace
from datetime import date, timedelta

from billing.acts import Act, ActKind
from billing.address_changes import AddressChange, AddressState
from billing.bill_disputes import BillDispute, BillDisputeReason, BillDisputeState
from billing.ids import BillId, ConnectionId, CustomerId, MethodId, PersonId, QuoteId
from billing.money import Money
from billing.ports import Tx
from billing.promises import Promise, PromiseKind
from billing.quotes import Quote

A_BILL = BillId("b_1")


def a_quote_of_an_act(plain: Quote, secret: str = "", quote_id: str = "q_act") -> Quote:
    """As `plain`, but of new billing details."""
    act = Act(
        ActKind.DETAILS,
        {"fields": ["name"]},
        {"fields": ["name"], "day": "2026-03-02"},
        Money(0, "USD"),
        {"name": secret} if secret else {},
    )
    return replace(
        plain,
        id=QuoteId(quote_id),
        lines=(),
        method_id=MethodId(""),
        connection_id=ConnectionId(""),
        act=act,
    )


def a_dispute(plain: Quote, text: str = "", dispute_id: str = "bdp_1") -> BillDispute:
    return BillDispute(
        id=dispute_id,
        bill_id=A_BILL,
        customer_id=plain.customer_id,
        amount=Money(100, "USD"),
        reason=BillDisputeReason.WRONG_AMOUNT,
        state=BillDisputeState.OPEN,
        opened_at=plain.created_at,
        line=1,
        text=text,
        note=text,
    )


def a_promise(plain: Quote, promise_id: str = "prm_1", on: date = date(2026, 3, 9)) -> Promise:
    return Promise(
        id=promise_id,
        bill_id=A_BILL,
        customer_id=plain.customer_id,
        person_id=plain.person_id,
        kind=PromiseKind.PROMISE,
        amount=Money(9740, "USD"),
        due_on=on,
        made_at=plain.created_at,
    )


def an_address(
    customer: CustomerId, person: PersonId, plain: Quote, email: str = "new@mail.example"
) -> AddressChange:
    return AddressChange(
        id="adr_1",
        customer_id=customer,
        person_id=person,
        email=email,
        code="123456",
        state=AddressState.WAITING,
        asked_at=plain.created_at,
        expires_at=plain.created_at + timedelta(hours=24),
    )


def fill_acts(tx: Tx, plain: Quote, secret: str) -> None:
    """A row of every table of acts, the secret wherever something is personal."""
    tx.quotes.add(a_quote_of_an_act(plain, secret))
    tx.bill_disputes.put(a_dispute(plain, secret))
    tx.promises.put(a_promise(plain))
    tx.address_changes.put(an_address(plain.customer_id, plain.person_id, plain, secret))
