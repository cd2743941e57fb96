"""Payments that banks took back, as staff see them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from billing.disputes import DisputeState
from billing.errors import Forbidden
from billing.ids import TenantId
from billing.principal import Principal, Role
from billing.use_cases.apply_dispute import apply_dispute
from billing.use_cases.list_disputes import list_disputes
from tests.billing.use_cases.back_till import BackTill, staff
from tests.billing.use_cases.till import WORKER
from tests.builders import CONNECTION

_D = DisputeState


def disputed(till: BackTill, number: int, state: DisputeState = _D.OPEN) -> str:
    """The `number`-th dispute of Nora's one payment, an hour after the one before."""
    payment = next(iter(till.payments()), None) or till.paid()
    assert payment.provider_ref is not None
    report = replace(
        till.books.dispute(payment.provider_ref, payment.amount, state),
        provider_ref=f"dp_{number}",
    )
    till.clock.move(timedelta(hours=1))
    made = apply_dispute(till.ports, WORKER, CONNECTION, report)
    assert made is not None
    return made.id


def ids(till: BackTill, who: Principal, *, open_only: bool = True, limit: int = 50) -> list[str]:
    return [one.id for one in list_disputes(till.ports, who, open_only=open_only, limit=limit)]


def test_the_newest_come_first_and_the_decided_ones_when_asked_for(each_back: BackTill) -> None:
    first, decided, last = (
        disputed(each_back, number, state)
        for number, state in enumerate((_D.OPEN, _D.WON, _D.UNDER_REVIEW))
    )
    assert ids(each_back, staff()) == [last, first]
    assert ids(each_back, staff(), open_only=False) == [last, decided, first]
    assert ids(each_back, staff(), open_only=False, limit=1) == [last]


def test_all_staff_see_them_and_nobody_else_does(back: BackTill) -> None:
    found = disputed(back, 1)
    for role in (Role.SUPPORT, Role.FINANCE, Role.ADMIN):
        assert ids(back, staff(role=role)) == [found]
    for who in (back.who, WORKER):
        with pytest.raises(Forbidden):
            ids(back, who)


def test_another_company_sees_none(each_back: BackTill) -> None:
    disputed(each_back, 1)
    elsewhere = Principal(TenantId("elsewhere"), Role.ADMIN, person=staff().person)
    assert ids(each_back, elsewhere, open_only=False) == []
