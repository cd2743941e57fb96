"""The copy of a bill: its sums add up, in the customer's language, whatever happened to it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from api.bill_sheets import bill_sheet_of
from api.formats import BabelFormats
from billing.bills import Bill, BillState
from billing.use_cases.download_document import BillFacts
from tests.builders import customer, february, money, tenant

FACTS = BillFacts(february(), customer(), tenant())
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def sums(bill: Bill, language: str = "en") -> tuple[tuple[str, str], ...]:
    who = replace(FACTS.customer, language=language)
    return bill_sheet_of(replace(FACTS, bill=bill, customer=who), NOW, BabelFormats()).sums


@pytest.mark.parametrize(
    ("language", "amount"), [("en", "$97.40"), ("de", "97,40\xa0$"), ("fr", "97,40\xa0$US")]
)
def test_what_is_owed_is_said_as_the_customer_reads_it(language: str, amount: str) -> None:
    assert sums(february(), language) == (("total", amount), ("left", amount))


def test_a_refund_that_reopened_nothing_still_adds_up() -> None:
    bill = replace(february(), state=BillState.PAID, paid=money("67.40"), forgiven=money("30.00"))
    assert sums(bill) == (
        ("total", "$97.40"),
        ("paid", "$97.40"),
        ("given_back", "$30.00"),
        ("left", "$0.00"),
    )


def test_what_is_disputed_is_said_and_still_left() -> None:
    bill = replace(february(), paid=money("20.00"), disputed=money("14.00"))
    assert sums(bill) == (
        ("total", "$97.40"),
        ("paid", "$20.00"),
        ("disputed", "$14.00"),
        ("left", "$77.40"),
    )
