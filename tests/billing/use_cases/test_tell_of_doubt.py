"""Money in doubt for an hour: finance hears of it once, and sees it in the list of holds."""

from dataclasses import replace
from datetime import timedelta

import pytest

from billing.errors import Forbidden
from billing.payments import PaymentState
from billing.principal import Role
from billing.use_cases.list_holds import list_holds
from billing.use_cases.reconcile_payments import reconcile_refunds
from tests.billing.use_cases.back_till import BackTill, staff
from tests.billing.use_cases.test_resolve_payment import decide, held
from tests.billing.use_cases.till import WORKER
from tests.fakes_provider import Outcome
from tests.fakes_refunds import Back

_S = PaymentState


def look_for_an_hour(till: BackTill) -> None:
    for minutes in (1, 1, 6, 61, 60):
        till.wait(minutes=minutes)


def test_a_provider_that_answers_500_for_an_hour_is_told_of_once(each_back: BackTill) -> None:
    doubtful = each_back.pay(Outcome.UNKNOWN_BEFORE_CHARGE)
    each_back.books.script.extend([Outcome.UNKNOWN_BEFORE_CHARGE] * 50)
    each_back.wait(minutes=50)
    assert each_back.tickets() == []
    look_for_an_hour(each_back)
    assert each_back.payment(doubtful.id).state is _S.UNKNOWN
    (ticket,) = each_back.tickets()
    assert ticket.subject == "A payment has been in doubt for an hour"
    assert ticket.packet["payment_id"] == doubtful.id
    assert each_back.events().count("payment.in_doubt") == 1


def test_one_that_cannot_be_asked_is_told_of_too(back: BackTill) -> None:
    back.pay(Outcome.UNKNOWN_BEFORE_CHARGE)
    back.provider.down = True
    look_for_an_hour(back)
    assert [ticket.subject for ticket in back.tickets()] == [
        "A payment has been in doubt for an hour"
    ]


def test_a_refund_in_doubt_is_told_of_too(back: BackTill) -> None:
    refund = back.give_back(back.paid(), 500, Back.UNKNOWN_AFTER_REFUND)
    back.provider.down = True
    look_for_an_hour(back)
    (ticket,) = back.tickets()
    assert ticket.packet["refund_id"] == refund.id
    assert back.events().count("refund.in_doubt") == 1


def test_what_a_bank_takes_its_time_for_is_no_doubt(back: BackTill) -> None:
    back.pay(Outcome.PENDING)
    look_for_an_hour(back)
    assert back.tickets() == []


def test_the_list_shows_what_is_in_doubt_its_age_and_what_one_person_said(
    each_back: BackTill,
) -> None:
    paid = each_back.paid()
    refund = each_back.give_back(paid, 500, Back.UNKNOWN_BEFORE_REFUND)
    each_back.clock.move(timedelta(hours=2))
    (found,) = list_holds(each_back.ports, staff(role=Role.SUPPORT))
    assert (found.payment.id, found.refund, found.age) == (
        paid.id,
        refund,
        timedelta(hours=2),
    )
    with pytest.raises(Forbidden):
        list_holds(each_back.ports, each_back.who)


def test_a_proposal_stands_beside_its_hold(back: BackTill) -> None:
    payment = held(back)
    back.provider.made.clear()
    back.provider.down = True
    with back.store.write(WORKER) as tx:
        tenant = tx.tenants.this()
        tx.tenants.put(replace(tenant, policy=replace(tenant.policy, second_person_above_minor=0)))
    decide(back, payment, _S.FAILED, "anna")
    (found,) = list_holds(back.ports, staff())
    assert found.proposal is not None
    assert (found.proposal.proposed_by, found.proposal.outcome) == ("finance:anna", _S.FAILED)


def test_reconciling_looks_at_refunds_too(each_back: BackTill) -> None:
    refund = each_back.give_back(each_back.paid(), 500, Back.UNKNOWN_AFTER_REFUND)
    (told,) = reconcile_refunds(each_back.ports, WORKER)
    assert (told.before, told.after.state) == (refund, _S.SUCCEEDED)
    assert reconcile_refunds(each_back.ports, WORKER) == ()
