"""Where statement and books differ, as staff and the operator see it."""

from datetime import timedelta

import pytest

from billing.discrepancies import Discrepancy, DiscrepancyKind
from billing.errors import Forbidden
from billing.ids import TenantId
from billing.principal import Principal, Role
from billing.use_cases.close_discrepancy import close_discrepancy
from billing.use_cases.list_discrepancies import list_discrepancies
from tests.billing.use_cases.back_till import BackTill, staff
from tests.billing.use_cases.till import WORKER
from tests.builders import CONNECTION, money


@pytest.fixture
def three(each_back: BackTill) -> BackTill:
    """Differences of three hours, the middle one closed."""
    for hour in range(3):
        with each_back.store.write(WORKER) as tx:
            tx.discrepancies.find(
                Discrepancy(
                    id=f"dis_{hour}",
                    connection_id=CONNECTION,
                    kind=DiscrepancyKind.CHARGED_UNKNOWN,
                    provider_ref=f"ch_{hour}",
                    found_at=each_back.clock.now() + timedelta(hours=hour),
                    theirs=money("5.00"),
                )
            )
    close_discrepancy(each_back.ports, staff(), "dis_1", "a test of ours")
    return each_back


def ids(till: BackTill, who: Principal, *, open_only: bool = True, limit: int = 200) -> list[str]:
    found = list_discrepancies(till.ports, who, open_only=open_only, limit=limit)
    return [one.id for one in found]


def test_the_newest_come_first_and_the_closed_ones_when_asked_for(three: BackTill) -> None:
    assert ids(three, staff()) == ["dis_2", "dis_0"]
    assert ids(three, staff(), open_only=False) == ["dis_2", "dis_1", "dis_0"]
    assert ids(three, staff(), open_only=False, limit=2) == ["dis_2", "dis_1"]


def test_all_staff_and_the_operator_see_them_and_customers_do_not(three: BackTill) -> None:
    for who in (staff(role=Role.SUPPORT), staff(role=Role.ADMIN), WORKER):
        assert ids(three, who) == ["dis_2", "dis_0"]
    with pytest.raises(Forbidden):
        ids(three, three.who)


def test_another_company_sees_none(three: BackTill) -> None:
    elsewhere = Principal(TenantId("elsewhere"), Role.ADMIN, person=staff().person)
    assert ids(three, elsewhere, open_only=False) == []
