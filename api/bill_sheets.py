"""A bill's facts as its copy says them: amounts and days in the customer's own language."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from billing.money import Money
from billing.periods import Period, local_day
from billing.use_cases.download_document import BillFacts
from billing.words import Formats, Words, named
from delivery.bill_sheet import BillSheet, bill_words


def bill_sheet_of(facts: BillFacts, now: datetime, formats: Formats) -> BillSheet:
    """Everything on the copy, written out; the same facts at the same time give the same pages."""
    bill, customer, tenant = facts.bill, facts.customer, facts.tenant
    language = customer.language
    words = Words(language, formats)
    today = local_day(now, tenant.time_zone)

    def day(on: date) -> str:
        return formats.day(on, language)

    flags = [named(words, "flag", flag) for flag in bill.flags(today)]
    state = ", ".join([named(words, "state", str(bill.state)), *flags])
    return BillSheet(
        language=language,
        country=tenant.country,
        seller_name=tenant.legal_name,
        seller_tax_id=tenant.tax_id,
        number=bill.number,
        to=_to(facts, language),
        details=(
            ("issued", day(bill.issued_on)),
            ("due", day(bill.payable_until)),
            ("for", bill.description),
            ("period", _period(bill.period, day)),
            ("state", state),
            ("vat_id", customer.vat_id or ""),
            ("po_number", customer.po_number or ""),
        ),
        lines=tuple((line.description, words.write(line.amount)) for line in bill.lines),
        sums=_sums(facts, words),
        as_of=day(today),
        stamped_at=now,
    )


def _to(facts: BillFacts, language: str) -> tuple[str, ...]:
    customer = facts.customer
    name = customer.company or customer.name
    attention = customer.invoice_recipient
    about = bill_words(language)["attention"].format(name=attention) if attention else ""
    address = (customer.address or "").replace("\n", ", ").split(", ")
    return (name, about, *address)


def _period(period: Period | None, day: Callable[[date], str]) -> str:
    if period is None:
        return ""
    return f"{day(period.start_on)} – {day(period.end_before_on - timedelta(days=1))}"


def _sums(facts: BillFacts, words: Words) -> tuple[tuple[str, str], ...]:
    """Paid and left make the total, also where money went back without being owed again."""
    bill, zero = facts.bill, Money.zero(facts.bill.amount.currency)
    forgiven = bill.forgiven or zero
    paid = (bill.paid or zero) + forgiven
    sums: list[tuple[str, Money]] = [("total", bill.amount)]
    if paid.amount_minor > 0:
        sums.append(("paid", paid))
    if forgiven.amount_minor > 0:
        sums.append(("given_back", forgiven))
    if bill.disputed is not None and not bill.disputed.is_zero:
        sums.append(("disputed", bill.disputed))
    sums.append(("left", bill.balance))
    return tuple((key, words.write(amount)) for key, amount in sums)
