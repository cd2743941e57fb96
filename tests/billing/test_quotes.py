"""Quotes: single use, and a fingerprint over everything that was agreed."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import pytest

from billing.ids import BillId, ConnectionId, CustomerId, MethodId, PersonId, QuoteId
from billing.money import Money
from billing.quotes import BUTTON, QUOTE_LIFE, QUOTE_MOVES, Quote, QuoteLine, QuoteStatus

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
LINE = QuoteLine(BillId("HB-100"), "HB-100", 1, "Electricity", Money(9740, "USD"))
QUOTE = Quote(
    id=QuoteId("qt-1"),
    customer_id=CustomerId("c-nora"),
    person_id=PersonId("p-nora"),
    status=QuoteStatus.OPEN,
    lines=(LINE,),
    fee=Money(150, "USD"),
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
    assert QUOTE.total == Money(9890, "USD")


@pytest.mark.parametrize(
    "changed",
    [
        replace(QUOTE, id=QuoteId("qt-2")),
        replace(QUOTE, customer_id=CustomerId("c-omar")),
        replace(QUOTE, payee="Harbour Inc"),
        replace(QUOTE, method_id=MethodId("pm-other")),
        replace(QUOTE, connection_id=ConnectionId("conn-2")),
        replace(QUOTE, fee=Money(151, "USD")),
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
    agreed = {"id", "customer_id", "payee", "method_id", "connection_id", "fee", "lines"}
    not_agreed = {
        "person_id",
        "status",
        "approve_by",
        "created_at",
        "expires_at",
        "conversation_id",
        "shown_seq",
    }
    assert {field.name for field in fields(Quote)} == agreed | not_agreed
