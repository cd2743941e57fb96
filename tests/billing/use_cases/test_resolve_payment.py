"""A hold ends by a human's decision and by nothing else."""

from datetime import timedelta

import pytest

from billing.bills import BillState
from billing.errors import Forbidden, InvalidRequest
from billing.ids import BillId, PersonId
from billing.payments import Payment, PaymentState
from billing.principal import Principal, Role
from billing.use_cases.check_payment import check_payment
from billing.use_cases.resolve_payment import resolve_payment
from tests.billing.use_cases.till import WORKER, Till
from tests.fakes_provider import Outcome

_S = PaymentState
SEEN = "statement of 3 March, line 12"


def finance(role: Role = Role.FINANCE) -> Principal:
    return Principal(WORKER.tenant, role, person=PersonId("fin-1"))


def held(till: Till) -> Payment:
    payment = till.pay(Outcome.WRONG_AMOUNT)
    assert payment.state is _S.HOLD
    return payment


def test_neither_time_nor_the_reconciler_ends_a_hold(till: Till) -> None:
    payment = held(till)
    till.clock.move(timedelta(days=30))
    assert check_payment(till.ports, WORKER, payment.id).state is _S.HOLD


def test_finance_settles_it_with_evidence_and_the_bill_is_paid_once(till: Till) -> None:
    payment = held(till)
    done = resolve_payment(till.ports, finance(), payment.id, _S.SUCCEEDED, f" {SEEN} ")
    assert (done.state, done.note) == (_S.SUCCEEDED, SEEN)
    with till.ports.store.read(WORKER) as tx:
        assert tx.bills.get(BillId("HB-100")).state is BillState.PAID
        assert tx.payments.receipt_of(payment.id) is not None
        verbs = [(entry.actor, entry.verb) for entry in tx.trail.of_subject(payment.id)]
    assert ("finance:fin-1", "payment.resolved") in verbs
    with pytest.raises(InvalidRequest):
        resolve_payment(till.ports, finance(), payment.id, _S.FAILED, SEEN)


def test_called_failed_the_bill_may_be_paid_again_under_a_new_key(till: Till) -> None:
    payment = held(till)
    resolve_payment(till.ports, finance(), payment.id, _S.FAILED, SEEN)
    again = till.pay()
    assert again.state is _S.SUCCEEDED
    assert again.key != payment.key


@pytest.mark.parametrize("outcome", sorted(set(_S) - {_S.SUCCEEDED, _S.FAILED}))
def test_only_an_end_is_an_outcome(till: Till, outcome: PaymentState) -> None:
    payment = held(till)
    with pytest.raises(InvalidRequest):
        resolve_payment(till.ports, finance(), payment.id, outcome, SEEN)


@pytest.mark.parametrize("evidence", ["", "  ", "x" * 501])
def test_evidence_is_needed(till: Till, evidence: str) -> None:
    payment = held(till)
    with pytest.raises(InvalidRequest):
        resolve_payment(till.ports, finance(), payment.id, _S.FAILED, evidence)


def test_support_and_customers_may_not(till: Till) -> None:
    payment = held(till)
    for who in (finance(Role.SUPPORT), till.who):
        with pytest.raises(Forbidden):
            resolve_payment(till.ports, who, payment.id, _S.SUCCEEDED, SEEN)
