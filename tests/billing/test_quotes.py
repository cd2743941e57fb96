"""Quotes: single use, and a fingerprint over everything that was agreed."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.errors import CurrencyMismatch, InvalidMoney, InvalidRequest
from billing.ids import BillId, ConnectionId, CustomerId, MethodId, PersonId, QuoteId
from billing.money import Money
from billing.quotes import BUTTON, QUOTE_LIFE, QUOTE_MOVES, Quote, QuoteLine, QuoteStatus

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
LINE = QuoteLine(BillId("HB-100"), "HB-100", 1, "Electricity", Money(9740, "USD"), 150)
QUOTE = Quote(
    id=QuoteId("qt-1"),
    customer_id=CustomerId("c-nora"),
    person_id=PersonId("p-nora"),
    status=QuoteStatus.OPEN,
    lines=(LINE,),
    method_id=MethodId("pm-visa"),
    connection_id=ConnectionId("conn-1"),
    payee="Harbor Inc",
    approve_by=(BUTTON,),
    created_at=AT,
    expires_at=AT + QUOTE_LIFE,
)


def test_a_quote_leaves_open_once_and_for_all() -> None:
    assert set(QUOTE_MOVES) == set(QuoteStatus)
    assert QUOTE_MOVES[QuoteStatus.OPEN] == set(QuoteStatus) - {QuoteStatus.OPEN}
    assert all(not to for status, to in QUOTE_MOVES.items() if status is not QuoteStatus.OPEN)


def test_the_total_is_the_lines_and_the_fee() -> None:
    assert (QUOTE.amount, QUOTE.fee) == (Money(9740, "USD"), Money(150, "USD"))
    assert QUOTE.total == Money(9890, "USD")


@given(
    st.lists(st.tuples(st.integers(1, 10**12), st.integers(0, 10**9)), min_size=1, max_size=20),
    st.sampled_from(["USD", "JPY", "KWD"]),
)
def test_the_total_is_the_sum_of_the_lines_and_of_their_fees(
    parts: list[tuple[int, int]], currency: str
) -> None:
    lines = tuple(
        replace(LINE, amount=Money(amount, currency), fee_minor=fee) for amount, fee in parts
    )
    quote = replace(QUOTE, lines=lines)
    assert quote.total.amount_minor == sum(amount + fee for amount, fee in parts)
    assert quote.fee.amount_minor == sum(fee for _, fee in parts)
    assert quote.total == quote.amount + quote.fee
    assert {quote.total.currency, quote.fee.currency, quote.currency} == {currency}
    assert quote.total >= quote.amount >= Money(1, currency)


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_two_offers_with_different_fees_are_never_taken_for_one_another(
    one: int, other: int
) -> None:
    first, second = (
        replace(QUOTE, lines=(replace(LINE, fee_minor=fee),)).fingerprint() for fee in (one, other)
    )
    assert (first == second) is (one == other)


def test_a_fee_moved_from_one_bill_to_another_is_another_agreement() -> None:
    second = replace(LINE, bill_id=BillId("HB-101"), fee_minor=0)
    moved = replace(LINE, fee_minor=0), replace(second, fee_minor=150)
    quotes = replace(QUOTE, lines=(LINE, second)), replace(QUOTE, lines=moved)
    assert quotes[0].fee == quotes[1].fee
    assert quotes[0].fingerprint() != quotes[1].fingerprint()


def test_an_offer_has_lines_of_one_currency_and_no_negative_fee() -> None:
    with pytest.raises(InvalidMoney, match="never negative"):
        replace(LINE, fee_minor=-1)
    with pytest.raises(CurrencyMismatch):
        replace(QUOTE, lines=(LINE, replace(LINE, amount=Money(9740, "CAD"))))
    with pytest.raises(InvalidRequest):
        replace(QUOTE, lines=())


@pytest.mark.parametrize(
    "changed",
    [
        replace(QUOTE, id=QuoteId("qt-2")),
        replace(QUOTE, customer_id=CustomerId("c-omar")),
        replace(QUOTE, payee="Harbour Inc"),
        replace(QUOTE, method_id=MethodId("pm-other")),
        replace(QUOTE, connection_id=ConnectionId("conn-2")),
        replace(QUOTE, lines=(replace(LINE, fee_minor=151),)),
        replace(QUOTE, lines=(replace(LINE, fee_minor=0),)),
        replace(QUOTE, lines=(replace(LINE, amount=Money(9741, "USD")),)),
        replace(QUOTE, lines=(replace(LINE, amount=Money(9740, "CAD")),)),
        replace(QUOTE, lines=(replace(LINE, bill_version=2),)),
        replace(QUOTE, lines=(replace(LINE, bill_id=BillId("HB-101")),)),
        replace(QUOTE, lines=(LINE, LINE)),
    ],
)
def test_the_fingerprint_changes_with_anything_that_was_agreed(changed: Quote) -> None:
    assert changed.fingerprint() != QUOTE.fingerprint()


def test_the_fingerprint_does_not_depend_on_what_happens_to_the_quote() -> None:
    later = replace(
        QUOTE, status=QuoteStatus.APPROVED, shown_seq=7, expires_at=AT + timedelta(days=1)
    )
    assert later.fingerprint() == QUOTE.fingerprint()
    assert len(QUOTE.fingerprint()) == 64


def test_every_field_of_a_quote_was_considered_for_the_fingerprint() -> None:
    """A new field is either agreed by the customer or named here as not part of it."""
    agreed = {"id", "customer_id", "payee", "method_id", "connection_id", "lines", "act"}
    not_agreed = {
        "person_id",
        "status",
        "approve_by",
        "created_at",
        "expires_at",
        "conversation_id",
        "shown_seq",
        "outcome",
    }
    assert {field.name for field in fields(Quote)} == agreed | not_agreed
