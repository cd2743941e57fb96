"""A person looked into a difference and says why it may be closed; it stays so while true."""

import pytest

from billing.discrepancies import Discrepancy, DiscrepancyKind
from billing.errors import Conflict, Forbidden, InvalidRequest, NotFound
from billing.ids import ConnectionId, TenantId
from billing.principal import Principal, Role, system
from billing.use_cases.close_discrepancy import close_discrepancy
from billing.use_cases.list_discrepancies import list_discrepancies
from tests.billing.use_cases.back_till import BackTill, staff
from tests.billing.use_cases.till import WORKER
from tests.builders import CONNECTION, money


def difference(till: BackTill, theirs: str = "3.00") -> Discrepancy:
    """A comparison found that more was given back there than here."""
    found = Discrepancy(
        id=till.ports.ids.new("dis"),
        connection_id=CONNECTION,
        kind=DiscrepancyKind.REFUNDED_MORE,
        provider_ref="ch_1",
        found_at=till.clock.now(),
        ours=money("0.00"),
        theirs=money(theirs),
    )
    with till.store.write(WORKER) as tx:
        return tx.discrepancies.find(found)


def still_open(till: BackTill) -> int:
    return len(list_discrepancies(till.ports, staff()))


@pytest.mark.parametrize("role", [Role.FINANCE, Role.ADMIN])
def test_finance_or_an_admin_closes_it_with_a_reason_and_the_audit_says_who(
    each_back: BackTill, role: Role
) -> None:
    one = difference(each_back)
    closed = close_discrepancy(each_back.ports, staff("ida", role), one.id, " goodwill, by phone ")
    assert (closed.closed_by, closed.closing_note) == (f"{role}:ida", "goodwill, by phone")
    assert closed.closed_at == each_back.clock.now()
    assert each_back.verbs(one.id) == ["discrepancy.closed"]
    assert still_open(each_back) == 0
    with pytest.raises(Conflict):
        close_discrepancy(each_back.ports, staff(), one.id, "again")


def test_it_stays_closed_until_the_amounts_change(each_back: BackTill) -> None:
    one = difference(each_back)
    close_discrepancy(each_back.ports, staff(), one.id, "seen")
    assert difference(each_back).closed_at is not None
    assert still_open(each_back) == 0
    again = difference(each_back, "4.00")
    assert (again.id, again.closed_at) == (one.id, None)
    assert close_discrepancy(each_back.ports, staff(), one.id, "this too").theirs == money("4.00")


@pytest.mark.parametrize("who", [staff(role=Role.SUPPORT), WORKER])
def test_nobody_else_closes_one(back: BackTill, who: Principal) -> None:
    one = difference(back)
    for other in (who, back.who):
        with pytest.raises(Forbidden):
            close_discrepancy(back.ports, other, one.id, "why")
    assert still_open(back) == 1


@pytest.mark.parametrize("why", ["", "  \n", "x" * 501])
def test_a_reason_is_needed(back: BackTill, why: str) -> None:
    one = difference(back)
    with pytest.raises(InvalidRequest):
        close_discrepancy(back.ports, staff(), one.id, why)
    assert still_open(back) == 1


def test_a_card_number_in_the_reason_is_not_kept(back: BackTill) -> None:
    one = difference(back)
    closed = close_discrepancy(back.ports, staff(), one.id, "card 4242 4242 4242 4242, by phone")
    assert "4242 4242" not in (closed.closing_note or "")
    assert "by phone" in (closed.closing_note or "")


def test_one_of_nobody_and_one_of_another_company_are_not_found(each_back: BackTill) -> None:
    one = difference(each_back)
    elsewhere = Principal(TenantId("elsewhere"), Role.FINANCE, person=staff().person)
    for who, name in ((staff(), "dis_none"), (elsewhere, one.id)):
        with pytest.raises(NotFound):
            close_discrepancy(each_back.ports, who, name, "why")
    assert list_discrepancies(each_back.ports, system(TenantId("elsewhere"))) == ()
    assert still_open(each_back) == 1


def test_another_connections_difference_is_one_of_its_own(back: BackTill) -> None:
    one = difference(back)
    with back.store.write(WORKER) as tx:
        twin = Discrepancy(
            "dis_twin", ConnectionId("conn-2"), one.kind, one.provider_ref, one.found_at
        )
        tx.discrepancies.find(twin)
    close_discrepancy(back.ports, staff(), one.id, "seen")
    assert [left.id for left in list_discrepancies(back.ports, staff())] == ["dis_twin"]
