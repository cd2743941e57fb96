"""A second person agrees, or says it never came; one alone is never enough."""

from dataclasses import replace
from threading import Barrier, Thread

import pytest

from billing.bills import BillState
from billing.errors import BillingError, Conflict, Forbidden, InvalidRequest, NotFound
from billing.manual_payments import MANUAL_MOVES, ManualState
from billing.payments import PaymentState
from billing.principal import Principal, Role
from tests.billing.use_cases.back_till import staff
from tests.billing.use_cases.hand_till import AL, FIN, HandTill
from tests.billing.use_cases.till import WORKER
from tests.builders import principal
from tests.fakes_provider import Outcome


def test_another_person_verifies_and_the_bill_is_paid(each_strict: HandTill) -> None:
    waiting = each_strict.record()
    manual = each_strict.verify(waiting.id)
    assert (manual.state, manual.verified_by) == (ManualState.SETTLED, "finance:al-2")
    (payment,) = each_strict.its_payments(manual)
    assert payment.state is PaymentState.SUCCEEDED
    assert each_strict.bill().state is BillState.PAID
    assert each_strict.verbs(manual.id) == ["manual_payment.recorded", "manual_payment.verified"]
    with each_strict.store.read(WORKER) as tx:
        assert tx.payments.receipt_of(payment.id) is not None


@pytest.mark.parametrize(
    "who", [FIN, staff("fin-1", Role.ADMIN), staff("FIN-1", Role.FINANCE)], ids=str
)
def test_whoever_recorded_it_cannot_verify_it(strict: HandTill, who: Principal) -> None:
    waiting = strict.record()
    with pytest.raises((Forbidden, InvalidRequest), match=r"second person|two people"):
        strict.verify(waiting.id, who=who)
    assert strict.manual(waiting.id) == waiting
    assert strict.bill().state is BillState.OPEN


@pytest.mark.parametrize("who", [principal(), staff("su-1", Role.SUPPORT), WORKER], ids=str)
def test_only_finance_verifies(strict: HandTill, who: Principal) -> None:
    waiting = strict.record()
    for agrees in (True, False):
        with pytest.raises(Forbidden):
            strict.verify(waiting.id, who=who, agrees=agrees, reason="no")
    assert strict.manual(waiting.id) == waiting


def test_verifying_twice_books_once(each_strict: HandTill) -> None:
    waiting = each_strict.record()
    first = each_strict.verify(waiting.id)
    assert each_strict.verify(waiting.payment_ids[0]) == first  # by its payment's id, too
    with pytest.raises(Conflict, match="settled already"):
        each_strict.verify(waiting.id, who=staff("third"))
    with pytest.raises(Conflict):
        each_strict.verify(waiting.id, agrees=False, reason="changed my mind")
    assert each_strict.events().count("payment.succeeded") == 1


def test_what_never_came_frees_the_bill(each_strict: HandTill) -> None:
    waiting = each_strict.record()
    refused = each_strict.verify(waiting.id, agrees=False, reason="not in the mail")
    assert (refused.state, refused.reason) == (ManualState.REFUSED, "not in the mail")
    (payment,) = each_strict.its_payments(refused)
    assert payment.state is PaymentState.FAILED
    assert each_strict.bill().flags(each_strict.bill().issued_on) == ()
    assert each_strict.verify(waiting.id, agrees=False, reason="again") == refused
    with pytest.raises(Conflict):
        each_strict.verify(waiting.id, who=staff("third"))
    each_strict.pay(Outcome.SUCCEED)
    assert each_strict.bill().state is BillState.PAID


def test_a_refused_check_may_be_recorded_again(strict: HandTill) -> None:
    strict.verify(strict.record().id, agrees=False, reason="wrong bill")
    assert strict.record("r-2").state is ManualState.WAITING


def test_the_recorder_may_take_a_mistake_back(strict: HandTill) -> None:
    refused = strict.verify(strict.record().id, who=FIN, agrees=False, reason="my mistake")
    assert refused.ended_by == "finance:fin-1"


def test_an_announcement_that_never_came_is_refused_and_never_verified(strict: HandTill) -> None:
    said = strict.announce()
    with pytest.raises(InvalidRequest, match="record it when it came"):
        strict.verify(said.id)
    refused = strict.verify(said.id, agrees=False, reason="nothing after a month")
    assert refused.state is ManualState.REFUSED
    assert strict.bill().announced_until is None


def test_a_refusal_needs_a_reason(strict: HandTill) -> None:
    waiting = strict.record()
    for reason in ("", "   ", "r" * 501):
        with pytest.raises(InvalidRequest):
            strict.verify(waiting.id, agrees=False, reason=reason)


def test_only_what_was_made_by_hand_is_verified(strict: HandTill) -> None:
    online = strict.pay(Outcome.SUCCEED)
    with pytest.raises(InvalidRequest, match="not recorded by hand"):
        strict.verify(online.id)
    for nothing in ("man_nobody", "pay_nobody"):
        with pytest.raises(NotFound):
            strict.verify(nothing)


def test_a_bill_voided_meanwhile_keeps_the_money_and_calls_finance(strict: HandTill) -> None:
    waiting = strict.record()
    strict.change(replace(strict.bill(), state=BillState.VOID))
    strict.verify(waiting.id)
    assert strict.bill().state is BillState.VOID
    assert [ticket.subject for ticket in strict.tickets()] == [
        "More was paid than the bill asks: a refund is due"
    ]


def test_two_who_decide_at_once_decide_once(each_strict: HandTill) -> None:
    waiting, gate = each_strict.record(), Barrier(2)
    ended: list[str] = []

    def act(agrees: bool, who: Principal) -> None:
        gate.wait(5)
        try:
            done = each_strict.verify(waiting.id, who=who, agrees=agrees, reason="?")
            ended.append(str(done.state))
        except BillingError as refused:
            ended.append(refused.code)

    threads = [
        Thread(target=act, args=(True, AL)),
        Thread(target=act, args=(False, staff("third"))),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert "conflict" in ended
    paid = each_strict.bill().state is BillState.PAID
    assert ("settled" in ended) is paid
    assert ("refused" in ended) is not paid


def test_every_state_is_classified() -> None:
    assert set(MANUAL_MOVES) == set(ManualState)
    assert {state for state in ManualState if not MANUAL_MOVES[state]} == {
        ManualState.REFUSED,
        ManualState.REVERSED,
    }
