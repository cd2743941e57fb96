"""A receipt in its reader's own language, day and money, straight from the rows."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from api.formats import BabelFormats
from api.receipt_sheets import sheet_of
from billing.ids import ReceiptId
from billing.manual_payments import ManualKind, ManualPayment, ManualState
from billing.money import Money
from billing.payments import PaymentState
from billing.ports import Store
from billing.principal import system
from billing.receipts import Receipt
from billing.refunds import Refund
from billing.use_cases.show_receipt import ReceiptFacts, receipt_facts
from delivery.receipt_email import receipt_email
from delivery.receipt_sheet import RefundLine
from tests.builders import HARBOR, NORA, customer, february, method, payment, put_world

LATE = datetime(2026, 3, 3, 3, 30, tzinfo=UTC)
"""Half past ten in the evening before, where the company is."""


def facts_of(store: Store, minor: int = 9740, language: str = "en") -> ReceiptFacts:
    """HB-100, 97.40 USD, of which `minor` was paid."""
    paid = payment(bill_id="HB-100", amount=Money(minor, "USD").to_decimal())
    put_world(store, february(), method(), paid)
    with store.write(system(HARBOR)) as tx:
        tx.customers.put(customer(language=language))
        receipt = Receipt(
            ReceiptId("rcp-1"), "", NORA, paid.id, paid.bill_id, paid.amount, issued_at=LATE
        )
        return receipt_facts(tx, tx.payments.add_receipt(receipt).id)


@pytest.mark.parametrize(
    ("language", "amount", "day"),
    [
        ("en", "$97.40", "March 2, 2026"),
        ("de", "97,40\N{NO-BREAK SPACE}$", "2. März 2026"),
        ("fr", "97,40\N{NO-BREAK SPACE}$US", "2 mars 2026"),
        ("es", "97,40\N{NO-BREAK SPACE}US$", "2 de marzo de 2026"),
    ],
)
def test_money_and_the_companys_day_are_written_as_the_customer_writes_them(
    sqlite_store: Store, language: str, amount: str, day: str
) -> None:
    sheet = sheet_of(facts_of(sqlite_store, language=language), BabelFormats())
    assert (sheet.language, sheet.amount, sheet.paid_on) == (language, amount, day)
    assert (sheet.customer_name, sheet.bill_number) == ("C-Nora", "HB-100")
    assert sheet.seller_name == "Harbor Power & Water Inc"
    assert "4242" in sheet.method


def test_paid_in_full_or_what_is_left(sqlite_store: Store) -> None:
    facts = facts_of(sqlite_store, 4000)
    part = sheet_of(facts, BabelFormats())
    assert (part.amount, part.remaining, part.in_full) == ("$40.00", "$57.40", False)
    settled = replace(facts.bill, paid=Money(9740, "USD"))
    full = sheet_of(replace(facts, bill=settled), BabelFormats())
    assert (full.remaining, full.in_full, full.kept) == (None, True, None)


def test_what_went_back_is_listed_and_it_is_no_longer_in_full(sqlite_store: Store) -> None:
    facts = facts_of(sqlite_store)
    back = Refund("ref-1", facts.payment.id, Money(2000, "USD"), PaymentState.SUCCEEDED, LATE)
    given = replace(facts, refunds=(back,), kept=Money(7740, "USD"))
    sheet = sheet_of(given, BabelFormats())
    assert sheet.refunds == (RefundLine("March 2, 2026", "$20.00"),)
    assert (sheet.kept, sheet.in_full) == ("$77.40", False)


def test_a_fee_makes_the_amount_and_the_bills_part_two_numbers(sqlite_store: Store) -> None:
    facts = facts_of(sqlite_store)
    assert (sheet_of(facts, BabelFormats()).to_bill, sheet_of(facts, BabelFormats()).fee) == (
        None,
        None,
    )
    costly = replace(facts, receipt=replace(facts.receipt, fee_minor=295), kept=Money(10035, "USD"))
    sheet = sheet_of(costly, BabelFormats())
    assert (sheet.amount, sheet.to_bill, sheet.fee) == ("$100.35", "$97.40", "$2.95")
    assert (sheet.kept, sheet.in_full) == (None, True)


def test_without_a_card_or_with_a_company(sqlite_store: Store) -> None:
    facts = facts_of(sqlite_store)
    firm = replace(facts.customer, company="Blake & Daughters Ltd")
    sheet = sheet_of(replace(facts, method=None, customer=firm), BabelFormats())
    assert (sheet.method, sheet.customer_name) == ("", "Blake & Daughters Ltd")


@pytest.mark.parametrize(
    ("language", "label", "undone"),
    [
        ("en", "Check 1042", "Returned unpaid on March 3, 2026"),
        ("es", "Cheque 1042", "Devuelto sin pagar el 3 de marzo de 2026"),
        ("de", "Scheck 1042", "Unbezahlt zurück am 3. März 2026"),
        ("fr", "Chèque 1042", "Revenu impayé le 3 mars 2026"),
    ],
)
def test_a_check_is_named_and_one_that_bounced_is_no_refund(
    sqlite_store: Store, language: str, label: str, undone: str
) -> None:
    facts = facts_of(sqlite_store, language=language)
    at = datetime(2026, 3, 3, 18, tzinfo=UTC)
    check = ManualPayment(
        "man_1", NORA, ManualKind.CHECK, facts.payment.amount, ManualState.REVERSED, at
    )
    bounced = Refund(
        "ref_1",
        facts.payment.id,
        facts.payment.amount,
        PaymentState.SUCCEEDED,
        at,
        reopens=True,
        reversal=True,
    )
    facts = replace(
        facts,
        method=None,
        manual=replace(check, reference="1042"),
        refunds=(bounced,),
        kept=Money(0, "USD"),
    )
    sheet = sheet_of(facts, BabelFormats())
    assert sheet.method == label
    assert sheet.refunds == (RefundLine(sheet.refunds[0].on, sheet.amount, reversal=True),)
    mail = receipt_email(sheet)
    assert undone in mail.text
    assert label in mail.text
    given_back = {
        "en": "given back",
        "es": "devuelto una parte",
        "de": "erstattet",
        "fr": "remboursé",
    }
    assert given_back[language] not in mail.text
