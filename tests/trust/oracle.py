"""Judges a stage: what the provider charged against what our ledger says. Trusts neither.

I1  a bill is charged at most what was due, each try at most once
I2  what was charged is settled (or held for a human)
I3  what is settled was charged, same amount and currency
I4  what is given back, or may have been, is at most what was taken, and the provider says the same
I6  only moves of the table; an end is an end
I7  every movement has one approval by the customer and one audit row
I10 the audit chain verifies
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from billing.audit import AuditEntry, first_broken
from billing.bills import Bill, BillState
from billing.ids import BillId, PaymentId
from billing.payments import ENDED_STATES, Payment, PaymentState
from billing.ports import Store, Tx
from billing.principal import Principal
from billing.quotes import Approval, Quote
from billing.receipts import Receipt
from billing.refunds import COUNTED_STATES, Refund

_S = PaymentState
LATE: Final = "late-"
RESOLVED: Final = "payment.resolved"
_ENDS = {f"payment.{state}" for state in (*ENDED_STATES, _S.HOLD)}


@dataclass(frozen=True, slots=True)
class Finding:
    """One broken invariant: which, about what, and why."""

    invariant: str
    subject: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Charged:
    """One try at the provider, from its own store."""

    reference: str
    amount_minor: int
    currency: str
    taken: bool
    refunded_minor: int


@dataclass(frozen=True, slots=True)
class LedgerBill:
    """Everything our rows say about one bill."""

    bill: Bill
    payments: tuple[Payment, ...]
    allocated: Mapping[PaymentId, int]
    receipts: Mapping[PaymentId, Receipt]
    quotes: Mapping[PaymentId, Quote]
    approvals: Mapping[PaymentId, Approval]
    trails: Mapping[PaymentId, Sequence[AuditEntry]]
    refunds: Mapping[PaymentId, Sequence[Refund]] = field(default_factory=dict)
    refund_trails: Mapping[str, Sequence[AuditEntry]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was judged and what was found."""

    findings: tuple[Finding, ...]
    charged: int
    held: int


def charges_of(truth: Iterable[Mapping[str, Any]]) -> dict[str, list[Charged]]:
    """The sandbox's payments by our reference."""
    found: dict[str, list[Charged]] = defaultdict(list)
    for one in truth:
        reference = str(one["metadata"].get("reference", ""))
        found[reference].append(
            Charged(
                reference,
                int(one["amount"]),
                str(one["currency"]).upper(),
                bool(one["charged"]),
                int(one["refunded"]),
            )
        )
    return found


def judge(
    store: Store, who: Principal, bill_ids: Iterable[BillId], truth: Iterable[Mapping[str, Any]]
) -> Verdict:
    """Every finding over `bill_ids`, after all duties were done."""
    charges = charges_of(truth)
    findings: list[Finding] = []
    known: set[str] = set()
    held = 0
    for bill_id in bill_ids:
        with store.read(who) as tx:
            ledger = ledger_of(tx, bill_id)
        findings += judge_bill(ledger, charges)
        known |= {payment.key for payment in ledger.payments}
        held += sum(payment.state is _S.HOLD for payment in ledger.payments)
    for reference, tries in charges.items():
        if reference not in known and any(one.taken for one in tries):
            findings.append(Finding("I2", reference, "charged without a payment of ours"))
    findings += _judge_chain(store, who)
    taken = sum(one.taken for tries in charges.values() for one in tries)
    return Verdict(tuple(findings), taken, held)


def judge_bill(ledger: LedgerBill, charges: Mapping[str, Sequence[Charged]]) -> list[Finding]:
    """The findings about one bill."""
    found: list[Finding] = []
    taken = {payment.id: _taken(ledger, payment, charges) for payment in ledger.payments}
    kept = sum(one.amount_minor - one.refunded_minor for each in taken.values() for one in each)
    if kept > ledger.bill.amount.amount_minor:
        found.append(_finding("I1", ledger.bill.id, f"charged {kept}, more than was due"))
    for payment in ledger.payments:
        found += _judge_payment(ledger, payment, taken[payment.id])
    booked = sum(ledger.allocated.values())
    given_back = _given_back(ledger, reopening=False)
    owed_again = _given_back(ledger, reopening=True)
    paid = ledger.bill.paid.amount_minor if ledger.bill.paid is not None else 0
    if paid != booked - given_back - owed_again:
        found.append(_finding("I3", ledger.bill.id, "paid is not the sum of the allocations"))
    if ledger.bill.state is BillState.VOID:
        late = "charged though it was cancelled"
        return [*found, _finding("I1", ledger.bill.id, late)] if kept else found
    full = booked - owed_again >= ledger.bill.amount.amount_minor
    if (ledger.bill.state is BillState.PAID) != full:
        found.append(_finding("I3", ledger.bill.id, f"{ledger.bill.state} with {booked} booked"))
    return found


def _given_back(ledger: LedgerBill, *, reopening: bool) -> int:
    """What refunds gave back: with it the bill is owed again, or it is not."""
    refunds = (one for each in ledger.refunds.values() for one in each)
    done = (one for one in refunds if one.state is _S.SUCCEEDED and one.reopens is reopening)
    return sum(one.amount.amount_minor for one in done)


def _taken(
    ledger: LedgerBill, payment: Payment, charges: Mapping[str, Sequence[Charged]]
) -> list[Charged]:
    """The provider's charges that `payment` stands for.

    A charge found after its payment had definitely failed stands as a row of its own.
    """
    if any(other.key == LATE + payment.key for other in ledger.payments):
        return []
    return [one for one in charges.get(payment.key.removeprefix(LATE), ()) if one.taken]


def _judge_payment(
    ledger: LedgerBill, payment: Payment, tries: Sequence[Charged]
) -> Iterable[Finding]:
    if len(tries) > 1:
        yield _finding("I1", payment.id, f"charged {len(tries)} times")
    if tries and payment.state not in (_S.SUCCEEDED, _S.HOLD):
        yield _finding("I2", payment.id, f"charged, and {payment.state} in our ledger")
    if payment.state not in ENDED_STATES and payment.state is not _S.HOLD:
        yield _finding("I2", payment.id, f"still {payment.state} when all was quiet")
    settled = payment.state is _S.SUCCEEDED
    if settled and not tries:
        yield _finding("I3", payment.id, "settled, and nothing was charged")
    same = [(one.amount_minor, one.currency) for one in tries] == [
        (payment.amount.amount_minor, payment.amount.currency)
    ]
    if settled and tries and not same:
        yield _finding("I3", payment.id, "settled for another amount than was charged")
    booked = payment.amount.amount_minor if settled else 0
    if ledger.allocated.get(payment.id, 0) != booked:
        yield _finding("I3", payment.id, "its allocation is not what was settled")
    receipt = ledger.receipts.get(payment.id)
    if (receipt is not None) != settled or (receipt and receipt.amount != payment.amount):
        yield _finding("I3", payment.id, "its receipt is not what was settled")
    yield from _judge_authority(ledger, payment)
    yield from _judge_refunds(ledger, payment, tries)


def _judge_refunds(
    ledger: LedgerBill, payment: Payment, tries: Sequence[Charged]
) -> Iterable[Finding]:
    refunds = ledger.refunds.get(payment.id, ())
    taken = sum(one.amount_minor for one in tries)
    counted = sum(one.amount.amount_minor for one in refunds if one.state in COUNTED_STATES)
    if counted > taken:
        yield _finding("I4", payment.id, f"{counted} given back of {taken}")
    given = sum(one.refunded_minor for one in tries)
    ours = sum(one.amount.amount_minor for one in refunds if one.state is _S.SUCCEEDED)
    held = any(one.state is _S.HOLD for one in refunds)
    if given > taken or (given != ours and not held):
        yield _finding("I4", payment.id, f"{given} given back by the provider, {ours} by us")
    for one in refunds:
        if one.state not in ENDED_STATES and one.state is not _S.HOLD:
            yield _finding("I2", one.id, f"a refund still {one.state} when all was quiet")
        verbs = [entry.verb for entry in ledger.refund_trails.get(one.id, ())]
        if one.amount.amount_minor <= 0 or verbs.count("refund.approved") != 1:
            yield _finding("I7", one.id, f"a refund of {one.amount} after {verbs}")


def _judge_authority(ledger: LedgerBill, payment: Payment) -> Iterable[Finding]:
    verbs = [entry.verb for entry in ledger.trails[payment.id]]
    if payment.key.startswith(LATE):
        verbs = ["payment.approved", *verbs]
    elif any(other.key == LATE + payment.key for other in ledger.payments):
        verbs = [verb for verb in verbs if verb != "payment.contradicted"]
    if verbs.count("payment.approved") != 1 or verbs[:1] != ["payment.approved"]:
        yield _finding("I7", payment.id, f"not approved once and first: {verbs}")
    if RESOLVED in verbs:  # a human ended the hold: what follows is the end, the hold was not
        verbs = [verb for verb in verbs if verb not in (RESOLVED, f"payment.{_S.HOLD}")]
    ends = [verb for verb in verbs if verb in _ENDS]
    ended = payment.state in ENDED_STATES or payment.state is _S.HOLD
    if ends != ([f"payment.{payment.state}"] if ended else []):
        yield _finding("I6", payment.id, f"{payment.state} after {verbs}")
    if ends and verbs[-1] != ends[-1]:
        yield _finding("I6", payment.id, f"moved after its end: {verbs}")
    quote, approval = ledger.quotes.get(payment.id), ledger.approvals.get(payment.id)
    if quote is None or approval is None:
        yield _finding("I7", payment.id, "no approval by the customer")
        return
    if approval.fingerprint != quote.fingerprint() or approval.channel not in ("button", "text"):
        yield _finding("I7", payment.id, "approved something else, or not by the customer")
    agreed = [line.amount for line in quote.lines if line.bill_id == payment.bill_id]
    if agreed != [payment.amount]:
        yield _finding("I7", payment.id, f"{payment.amount} was not what was agreed")


def _judge_chain(store: Store, who: Principal) -> list[Finding]:
    sealed: list[AuditEntry] = []
    with store.read(who) as tx:
        while page := tx.trail.sealed(after=len(sealed)):
            sealed += page
    broken = first_broken(sealed)
    return [] if broken is None else [Finding("I10", str(broken), "the audit chain is broken")]


def ledger_of(tx: Tx, bill_id: BillId) -> LedgerBill:
    payments = tx.payments.of_bill(bill_id)
    receipts = {one.id: tx.payments.receipt_of(one.id) for one in payments}
    quotes = {one.id: tx.quotes.get(one.quote_id) for one in payments if one.quote_id}
    approvals = {one.id: tx.quotes.approval(one.quote_id) for one in payments if one.quote_id}
    allocated: dict[PaymentId, int] = defaultdict(int)
    for allocation in tx.payments.allocations(bill_id):
        allocated[allocation.payment_id] += allocation.amount.amount_minor
    refunds = {one.id: tx.refunds.of_payment(one.id) for one in payments}
    every = [refund for each in refunds.values() for refund in each]
    return LedgerBill(
        refunds=refunds,
        refund_trails={one.id: tx.trail.of_subject(one.id) for one in every},
        bill=tx.bills.get(bill_id),
        payments=payments,
        allocated=allocated,
        receipts={one: receipt for one, receipt in receipts.items() if receipt is not None},
        quotes=quotes,
        approvals={one: approval for one, approval in approvals.items() if approval is not None},
        trails={one.id: tx.trail.of_subject(one.id) for one in payments},
    )


def _finding(invariant: str, subject: str, sentence: str) -> Finding:
    return Finding(invariant, subject, sentence)
