"""What waits for a human, or may come to: payments and refunds in doubt or on hold."""

from datetime import timedelta

import pytest

from billing.errors import Forbidden
from billing.ids import TenantId
from billing.payments import PaymentState
from billing.principal import Principal, Role
from billing.stores.store import SqlStore
from billing.use_cases.list_holds import Held, list_holds
from billing.use_cases.resolve_payment import resolve_payment
from tests.billing.use_cases.back_till import BackTill, open_back_till, staff
from tests.billing.use_cases.till import WORKER
from tests.builders import POLICY, bill, february, method
from tests.fakes import FakeClock
from tests.fakes_provider import Outcome
from tests.fakes_refunds import Back

_S = PaymentState


def holds(till: BackTill, who: Principal | None = None, limit: int = 200) -> tuple[Held, ...]:
    return list_holds(till.ports, who or staff(), limit=limit)


def test_payments_come_first_then_refunds_each_with_its_age(
    store: SqlStore, clock: FakeClock
) -> None:
    till = open_back_till(store, clock, february(), bill("HB-101"), method())
    refund = till.give_back(till.paid(), 500, Back.UNKNOWN_AFTER_REFUND)
    till.clock.move(timedelta(minutes=1))
    till.provider.script.append(Outcome.UNKNOWN_AFTER_CHARGE)
    (doubtful,) = till.approve(till.ask("HB-101")).payments
    till.clock.move(timedelta(minutes=2))
    first, second = holds(till)
    assert (first.payment, first.refund, first.age) == (doubtful, None, timedelta(minutes=2))
    assert (second.refund, second.age) == (refund, timedelta(minutes=3))
    assert second.payment.id == refund.payment_id


def test_what_moves_as_it_should_is_not_listed(back: BackTill) -> None:
    back.give_back(back.paid(), 500, Back.PENDING)
    assert holds(back) == ()


def test_the_oldest_come_first_and_no_more_than_asked_for(
    sqlite_store: SqlStore, clock: FakeClock
) -> None:
    names = [f"HB-{n}" for n in range(3)]
    till = open_back_till(sqlite_store, clock, *map(bill, names), method())
    for name in names:
        till.provider.script.append(Outcome.UNKNOWN_AFTER_CHARGE)
        till.approve(till.ask(name))
        till.clock.move(timedelta(minutes=1))
    assert [held.payment.bill_id for held in holds(till, limit=2)] == names[:2]


def test_a_proposal_stands_beside_its_hold_until_the_hold_ends(
    store: SqlStore, clock: FakeClock
) -> None:
    till = open_back_till(store, clock, policy=POLICY)
    payment = till.pay(Outcome.WRONG_AMOUNT)
    (before,) = holds(till)
    assert (before.payment.state, before.proposal) == (_S.HOLD, None)
    resolve_payment(till.ports, staff("anna"), payment.id, _S.SUCCEEDED, "line 12")
    (waiting,) = holds(till)
    assert waiting.proposal is not None
    assert (waiting.proposal.proposed_by, waiting.proposal.outcome) == ("finance:anna", "succeeded")
    resolve_payment(till.ports, staff("ben"), payment.id, _S.SUCCEEDED, "line 12")
    assert holds(till) == ()


def test_all_staff_and_the_operator_see_them_and_nobody_else_does(each_back: BackTill) -> None:
    each_back.pay(Outcome.UNKNOWN_AFTER_CHARGE)
    for who in (staff(role=Role.SUPPORT), staff(role=Role.ADMIN), WORKER):
        assert len(holds(each_back, who)) == 1
    with pytest.raises(Forbidden):
        holds(each_back, each_back.who)
    elsewhere = Principal(TenantId("elsewhere"), Role.FINANCE, person=staff().person)
    assert holds(each_back, elsewhere) == ()
