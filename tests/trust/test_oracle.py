"""The oracle finds each kind of fault when it is planted."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from billing.audit import AuditEntry
from billing.bills import BillState
from billing.money import Money
from billing.payments import PaymentState
from billing.refunds import Refund
from billing.stores.store import SqlStore
from tests.billing.use_cases.till import WORKER, Till, open_till, report_on
from tests.builders import money
from tests.fakes import FakeClock
from tests.fakes_provider import Outcome
from tests.trust.oracle import Charged, LedgerBill, judge, judge_bill, ledger_of

Charges = Mapping[str, Sequence[Charged]]


@pytest.fixture
def till(sqlite_store: SqlStore, clock: FakeClock) -> Till:
    return open_till(sqlite_store, clock)


def scene(till: Till, *outcomes: Outcome) -> tuple[LedgerBill, dict[str, list[Charged]]]:
    """The ledger and the truth after one payment; fine as they are unless the story says not."""
    made = till.pay(*outcomes)
    with till.store.read(WORKER) as tx:
        ledger = ledger_of(tx, made.bill_id)
    taken = bool(till.provider.taken())
    return ledger, {made.key: [Charged(made.key, 9740, "USD", taken, 0)]}


def invariants(ledger: LedgerBill, charges: Charges) -> set[str]:
    return {finding.invariant for finding in judge_bill(ledger, charges)}


def test_an_honest_payment_has_no_findings(till: Till) -> None:
    assert judge_bill(*scene(till)) == []


def test_an_honest_decline_has_no_findings(till: Till) -> None:
    assert judge_bill(*scene(till, Outcome.DECLINE)) == []


def test_a_double_charge_is_found(till: Till) -> None:
    ledger, charges = scene(till)
    key = ledger.payments[0].key
    assert invariants(ledger, {key: charges[key] * 2}) >= {"I1"}


def test_a_lost_payment_is_found(till: Till) -> None:
    ledger, charges = scene(till, Outcome.DECLINE)
    key = ledger.payments[0].key
    lost = {key: [replace(charges[key][0], taken=True)]}
    assert invariants(ledger, lost) == {"I2"}


def test_a_late_success_that_was_booked_is_no_finding_and_a_second_one_is(till: Till) -> None:
    failed = till.pay(Outcome.DECLINE)
    till.apply(failed.id, report_on(failed, PaymentState.SUCCEEDED))
    with till.store.read(WORKER) as tx:
        ledger = ledger_of(tx, failed.bill_id)
    charge = Charged(failed.key, 9740, "USD", True, 0)
    assert judge_bill(ledger, {failed.key: [charge]}) == []
    assert "I1" in invariants(ledger, {failed.key: [charge, charge]})
    assert invariants(ledger, {}) == {"I3"}


def test_a_payment_that_never_ends_is_found(till: Till) -> None:
    ledger, charges = scene(till, Outcome.UNKNOWN_BEFORE_CHARGE)
    assert invariants(ledger, charges) == {"I2"}


def test_a_phantom_payment_is_found(till: Till) -> None:
    ledger, charges = scene(till)
    key = ledger.payments[0].key
    assert invariants(ledger, {key: [replace(charges[key][0], taken=False)]}) == {"I3"}
    assert invariants(ledger, {}) == {"I3"}


@pytest.mark.parametrize("change", [{"amount_minor": 9739}, {"currency": "CAD"}])
def test_another_amount_or_currency_is_found(till: Till, change: dict[str, object]) -> None:
    ledger, charges = scene(till)
    key = ledger.payments[0].key
    other = replace(charges[key][0], **change)  # type: ignore[arg-type]  # fields of the record
    assert invariants(ledger, {key: [other]}) == {"I3"}


def test_a_missing_receipt_or_allocation_is_found(till: Till) -> None:
    ledger, charges = scene(till)
    assert invariants(replace(ledger, receipts={}), charges) == {"I3"}
    assert invariants(replace(ledger, allocated={}), charges) == {"I3"}


def test_a_bill_in_the_wrong_state_is_found(till: Till) -> None:
    ledger, charges = scene(till)
    reopened = replace(ledger, bill=replace(ledger.bill, state=BillState.OPEN))
    assert invariants(reopened, charges) == {"I3"}
    cancelled = replace(ledger, bill=replace(ledger.bill, state=BillState.VOID))
    assert invariants(cancelled, charges) == {"I1"}


def test_a_payment_without_its_customers_approval_is_found(till: Till) -> None:
    ledger, charges = scene(till)
    payment_id = ledger.payments[0].id
    assert invariants(replace(ledger, approvals={}), charges) == {"I7"}
    by_model = replace(ledger.approvals[payment_id], channel="model")
    assert invariants(replace(ledger, approvals={payment_id: by_model}), charges) == {"I7"}
    of_other = replace(ledger.approvals[payment_id], fingerprint="0" * 64)
    assert invariants(replace(ledger, approvals={payment_id: of_other}), charges) == {"I7"}
    quote = ledger.quotes[payment_id]
    cheaper = replace(quote, lines=(replace(quote.lines[0], amount=money("1.00")),))
    assert invariants(replace(ledger, quotes={payment_id: cheaper}), charges) == {"I7"}


def test_a_trail_with_a_gap_or_a_return_is_found(till: Till) -> None:
    ledger, charges = scene(till)
    payment_id = ledger.payments[0].id
    approved, succeeded = ledger.trails[payment_id]
    for trail in ([succeeded], [approved], [approved, succeeded, succeeded], [succeeded, approved]):
        told = replace(ledger, trails={payment_id: trail})
        assert invariants(told, charges) & {"I6", "I7"}, trail
    failed = replace(ledger.payments[0], state=PaymentState.FAILED)
    assert "I6" in invariants(replace(ledger, payments=(failed,)), charges)


def test_a_charge_that_nobody_knows_is_found(till: Till) -> None:
    ledger, _ = scene(till)
    till.wait(seconds=1)
    truth = [
        _told(ledger.payments[0].key, charged=True),
        _told("nobodys", charged=True),
        _told("nobodys-decline", charged=False),
    ]
    verdict = judge(till.store, WORKER, [ledger.bill.id], truth)
    assert [(one.invariant, one.subject) for one in verdict.findings] == [("I2", "nobodys")]
    assert (verdict.charged, verdict.held) == (2, 0)


def test_more_given_back_than_was_taken_is_found(till: Till) -> None:
    ledger, charges = scene(till)
    made = ledger.payments[0]
    half = Refund("ref-1", made.id, money("48.70"), PaymentState.SUCCEEDED, made.created_at)
    approved = AuditEntry(made.created_at, "finance:f-1", "refund.approved", "ref-1", {})

    def told(*refunds: Refund, given: int) -> set[str]:
        trails = {one.id: [approved] for one in refunds}
        back = sum(one.amount.amount_minor for one in refunds if one.state == "succeeded")
        bill = replace(ledger.bill, paid=money("97.40") - Money(back, "USD"))
        books = replace(ledger, bill=bill, refunds={made.id: refunds}, refund_trails=trails)
        truth = {made.key: [replace(charges[made.key][0], refunded_minor=given)]}
        return invariants(books, truth)

    assert told(half, given=4870) == set()
    assert told(half, given=0) == {"I4"}
    assert told(given=4870) == {"I4"}
    twice = replace(half, id="ref-2", amount=money("48.71"))
    assert told(half, twice, given=9741) == {"I4"}
    doubtful = replace(twice, state=PaymentState.UNKNOWN)
    assert told(half, doubtful, given=4870) == {"I2", "I4"}


def test_a_refund_that_nobody_ordered_is_found(till: Till) -> None:
    ledger, charges = scene(till)
    made = ledger.payments[0]
    back = Refund("ref-1", made.id, money("97.40"), PaymentState.SUCCEEDED, made.created_at)
    bill = replace(ledger.bill, paid=money("0.00"))
    books = replace(ledger, bill=bill, refunds={made.id: [back]})
    truth = {made.key: [replace(charges[made.key][0], refunded_minor=9740)]}
    assert invariants(books, truth) == {"I7"}


def _told(reference: str, *, charged: bool) -> dict[str, object]:
    return {
        "metadata": {"reference": reference},
        "amount": 9740,
        "currency": "usd",
        "charged": charged,
        "refunded": 0,
    }
