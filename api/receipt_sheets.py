"""A receipt's facts as its page says them: amounts and days in the customer's own language."""

from datetime import datetime

from billing._labels import label_of
from billing.money import Money
from billing.periods import local_day
from billing.use_cases.show_receipt import ReceiptFacts
from billing.words import Formats
from delivery.receipt_sheet import ReceiptSheet, RefundLine


def sheet_of(facts: ReceiptFacts, formats: Formats) -> ReceiptSheet:
    """Everything on the page, written out; the same facts give the same page."""
    customer, tenant, bill = facts.customer, facts.tenant, facts.bill
    language = customer.language

    def money(amount: Money) -> str:
        return formats.money(amount, language)

    def day(at: datetime) -> str:
        return formats.day(local_day(at, tenant.time_zone), language)

    receipt, paid_with = facts.receipt, facts.method or facts.manual
    went_back = bool(facts.refunds) or facts.kept != receipt.total
    in_full = bill.balance.is_zero and not went_back
    return ReceiptSheet(
        language=language,
        country=tenant.country,
        seller_name=tenant.legal_name,
        number=receipt.number,
        issued_at=receipt.issued_at,
        paid_on=day(receipt.issued_at),
        customer_name=customer.company or customer.name,
        bill_number=bill.number,
        bill_description=bill.description,
        method=label_of(paid_with, language) if paid_with is not None else "",
        amount=money(receipt.total),
        remaining=None if bill.balance.is_zero else money(bill.balance),
        in_full=in_full,
        refunds=tuple(
            RefundLine(day(each.settled_at or each.created_at), money(each.amount), each.reversal)
            for each in facts.refunds
        ),
        kept=money(facts.kept) if went_back else None,
        to_bill=money(receipt.amount) if receipt.fee_minor else None,
        fee=money(receipt.fee) if receipt.fee_minor else None,
        seller_tax_id=tenant.tax_id,
    )
