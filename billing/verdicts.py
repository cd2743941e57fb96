"""What an uploaded invoice is, held against our ledger. Pure; it never makes or changes a bill.

A document is a claim: it may be matched with a bill that the tenant issued, and nothing more. The
order of verdicts is by danger: a changed payee is said even when everything else fits.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Final

from billing._heard import fold
from billing.bills import Bill, BillState
from billing.errors import BillingError, InvalidMoney
from billing.ids import BillId
from billing.money import MINOR_LIMIT, Money, currency_exponent
from billing.seller_names import looks_like, name_key, resembles
from billing.tenants import Tenant
from billing.uploads import Verdict


@dataclass(eq=False)
class DocumentRefused(BillingError):
    """A reader could not make an invoice of the bytes: a stable code and a sentence for people."""

    reason: str
    sentence: str
    code = "unsupported_file"

    def __str__(self) -> str:
        return f"the document was refused: {self.reason}"


class ReadLater(BillingError):
    """The document can be read, but it takes longer than an answer may: a worker reads it."""

    code = "processing"


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing held against our records: what the document says and what we have."""

    code: str
    document: str | None = None
    ours: str | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict, the bill it is about (if any), and why."""

    verdict: Verdict
    bill_id: BillId | None
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class _Claim:
    """What of the reader's JSON object matters here."""

    number: str
    seller: str | None
    iban: str | None
    issued_on: str | None
    due_on: str | None
    total: str | None
    due: str | None
    currency: str | None
    ibans: tuple[str, ...] = ()
    page_seller: str | None = None

    @property
    def shown(self) -> str | None:
        """The amount as the document has it."""
        written = self.total or self.due
        return f"{written} {self.currency or ''}".strip() if written else None

    def amounts(self, currency: str | None) -> tuple[Money | None, ...]:
        """What is asked for; None for an amount that is none. `currency` fills in a missing one."""
        written = [text for text in (self.total, self.due) if text is not None]
        read = [_money(text, self.currency or currency) for text in written]
        return tuple(money for money in read if money is None or not money.is_zero)


@dataclass(frozen=True, slots=True)
class Before:
    """What this customer gave us earlier that matters here.

    `same_file`: the same bytes; `same_invoice`: another file with its seller, number and total.
    `iban` is the bank account on the newest earlier invoice of this sender, where it had one.
    """

    same_file: bool = False
    same_invoice: bool = False
    iban: str | None = None

    @property
    def reason(self) -> Reason | None:
        """Why this is a duplicate, None where it is not."""
        if self.same_file:
            return Reason("same_file")
        return Reason("same_invoice") if self.same_invoice else None


NOTHING_BEFORE: Final = Before()


def judge(
    fields: Mapping[str, object],
    bills: Iterable[Bill],
    tenant: Tenant,
    before: Before = NOTHING_BEFORE,
) -> Judgement:
    """The verdict on a document's `fields` (the object of `extract --json`).

    `bills` are the customer's own that could be meant; drafts among them are ignored. Matched by
    number, else by amount, currency and a date.
    """
    claim = _claim(fields)
    bill, how = _match(claim, [bill for bill in bills if bill.state is not BillState.DRAFT])
    ours = _is_ours(claim, bill, tenant)
    payee = _payee_reasons(claim, bill, tenant, ours=ours)
    claims_to_be_ours = bill is not None or (claim.seller is not None and ours)
    if payee and claims_to_be_ours and (how != "amount" or ours):
        return Judgement(Verdict.PAYEE_CHANGED, bill.id if bill else None, payee)
    if how == "amount" and not ours:
        bill = None  # the same sum on the same day from somebody else
    return _not_redirected(claim, bill, before)


def _not_redirected(claim: _Claim, bill: Bill | None, before: Before) -> Judgement:
    """The verdict once the payee is known not to pretend to be us."""
    moved = _moved(claim, before) if bill is None else None
    if moved is not None and before.same_invoice and not before.same_file:
        # Somebody else's invoice a second time, now to be paid to another account.
        return Judgement(Verdict.PAYEE_CHANGED, None, (moved,))
    again = before.reason
    if again is not None:
        return Judgement(Verdict.DUPLICATE_UPLOAD, bill.id if bill else None, (again,))
    if bill is None:
        unknown = Reason("no_such_bill", claim.number or None)
        return Judgement(Verdict.NOT_OURS, None, (unknown, moved) if moved else (unknown,))
    return _of_bill(claim, bill)


def _moved(claim: _Claim, before: Before) -> Reason | None:
    """This sender's bank account, where it is another than on its invoice before."""
    earlier = _iban(before.iban) if before.iban is not None else None
    if claim.iban is None or earlier is None or claim.iban == earlier:
        return None
    return Reason("iban_before", claim.iban, earlier)


def _is_ours(claim: _Claim, bill: Bill | None, tenant: Tenant) -> bool:
    """Whether the printed seller is us.

    A name with one of the additions that parts of one company bear is ours only with our bill's
    own amount beside it; `Harbor Power Collections` never is.
    """
    if claim.seller is None or looks_like(claim.seller, tenant):
        return True
    if bill is None or not resembles(claim.seller, tenant):
        return False
    asked = claim.amounts(bill.amount.currency)
    return bool(asked) and _is_asked_for(asked, bill)


def _is_asked_for(asked: Iterable[Money | None], bill: Bill) -> bool:
    return all(amount in (bill.amount, bill.balance) for amount in asked)


def _of_bill(claim: _Claim, bill: Bill) -> Judgement:
    if bill.state is BillState.VOID:
        return Judgement(Verdict.NOT_OURS, bill.id, (Reason("void", ours=bill.number),))
    asked = claim.amounts(bill.amount.currency)
    if not _is_asked_for(asked, bill):
        ours = f"{bill.amount.to_decimal()} {bill.amount.currency}"
        reason = Reason("amount", claim.shown, ours)
        return Judgement(Verdict.AMOUNT_DIFFERS, bill.id, (reason,))
    if bill.state is BillState.PAID or bill.balance.is_zero:
        return Judgement(Verdict.ALREADY_PAID, bill.id, (Reason("paid", ours=bill.number),))
    found = Reason("matched" if asked else "no_amount", claim.number or claim.shown, bill.number)
    return Judgement(Verdict.KNOWN_OPEN, bill.id, (found,))


def _match(claim: _Claim, bills: list[Bill]) -> tuple[Bill | None, str]:
    """The bill that is meant, and by what it was found: `number`, `amount` or nothing."""
    if claim.number:
        for bill in bills:
            if claim.number in (_reference(bill.number), _reference(bill.id)):
                return bill, "number"
    same = [
        bill
        for bill in bills
        if any(amount in (bill.amount, bill.balance) for amount in claim.amounts(None) if amount)
        and (claim.issued_on == str(bill.issued_on) or claim.due_on == str(bill.due_on))
    ]
    return (same[0], "amount") if len(same) == 1 else (None, "")


def _payee_reasons(
    claim: _Claim, bill: Bill | None, tenant: Tenant, *, ours: bool
) -> tuple[Reason, ...]:
    """Every account and seller that is not ours, also one that only the page of an e-invoice shows.

    Accounts beside the first are held against a company only where its own are known.
    """
    known = {_iban(each) for each in tenant.ibans}
    accounts = [claim.iban] if claim.iban is not None else []
    accounts += [each for each in claim.ibans if known and each not in accounts]
    own = ", ".join(tenant.ibans) or None
    reasons = [Reason("iban", each, own) for each in accounts if each not in known]
    if not ours:
        reasons.append(Reason("seller", claim.seller, tenant.legal_name))
    visible = replace(claim, seller=claim.page_seller)
    if not _is_ours(visible, bill, tenant):
        reasons.append(Reason("seller", claim.page_seller, tenant.legal_name))
    return tuple(reasons)


def is_foreign(fields: Mapping[str, object], tenant: Tenant) -> bool:
    """Whether the document says that somebody else than the tenant sent it."""
    seller = _text(fields, "seller_name")
    return seller is not None and not looks_like(seller, tenant) and not resembles(seller, tenant)


def names_seller(fields: Mapping[str, object]) -> bool:
    """Whether the document says at all who sent it."""
    return _text(fields, "seller_name") is not None


def sender_of(fields: Mapping[str, object]) -> str | None:
    """Who sent the document, as later ones of the same sender are known by; None when unsaid.

    The VAT id, else the name, else the bank account.
    """
    vat, seller, iban = (_text(fields, name) for name in ("seller_vat_id", "seller_name", "iban"))
    if vat is not None and _iban(vat):
        return f"vat {_iban(vat)}"
    if seller is not None and name_key(seller):
        return f"name {name_key(seller)}"
    return f"iban {_iban(iban)}" if iban is not None else None


def content_of(fields: Mapping[str, object]) -> str | None:
    """What makes two documents one invoice: seller, number, total; None where one is missing."""
    seller, total = _text(fields, "seller_name"), _text(fields, "total_amount")
    number = _reference(_text(fields, "invoice_number") or "")
    who = name_key(seller) if seller is not None else _iban(_text(fields, "iban") or "")
    if not who or total is None or not number:
        return None
    return "|".join((who, number, total, _text(fields, "currency") or ""))


def printed_iban(fields: Mapping[str, object]) -> str | None:
    """The bank account on the page."""
    return _text(fields, "iban")


def _claim(fields: Mapping[str, object]) -> _Claim:
    iban = _text(fields, "iban")
    # What is due after an earlier balance or a part payment is another sum, and rightly so.
    carried = any(_text(fields, name) for name in ("previous_balance", "paid_amount"))
    total = _text(fields, "total_amount")
    return _Claim(
        number=_reference(_text(fields, "invoice_number") or ""),
        seller=_text(fields, "seller_name"),
        iban=_iban(iban) if iban else None,
        issued_on=_text(fields, "issue_date"),
        due_on=_text(fields, "due_date"),
        total=total,
        due=None if carried and total else _text(fields, "amount_due"),
        currency=_text(fields, "currency"),
        ibans=_accounts(fields.get("ibans")),
        page_seller=_text(fields, "page_seller"),
    )


def _accounts(printed: object) -> tuple[str, ...]:
    """All accounts on the pages, each once."""
    listed = printed if isinstance(printed, list) else []
    return tuple(dict.fromkeys(_iban(each) for each in listed if isinstance(each, str)))


def _text(fields: Mapping[str, object], name: str) -> str | None:
    """A scalar of the reader's object; some stand only under `fields`, with their position."""
    value = fields.get(name)
    inner = fields.get("fields")
    if value is None and isinstance(inner, Mapping):
        read = inner.get(name)
        value = read.get("value") if isinstance(read, Mapping) else read
    return value.strip() or None if isinstance(value, str) else None


def _money(text: str, currency: str | None) -> Money | None:
    """The amount, or None where the document does not say it exactly in a currency we know."""
    try:
        minor = Decimal(text).scaleb(currency_exponent(currency or ""))
    except (InvalidMoney, InvalidOperation):
        return None
    if not minor.is_finite() or minor != minor.to_integral_value() or abs(minor) >= MINOR_LIMIT:
        return None
    return Money(int(minor), currency or "")


def _reference(number: str) -> str:
    """A bill's number without case, spaces and marks."""
    return "".join(char for char in fold(number) if char.isalnum())


def _iban(text: str) -> str:
    return "".join(char for char in text if char.isalnum()).upper()
