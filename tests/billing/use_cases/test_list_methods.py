"""The saved ways to pay, as their owner may see them."""

import pytest

from billing.errors import (
    Forbidden,
)
from billing.ids import MethodId
from billing.principal import Role
from billing.stores.store import SqlStore
from billing.use_cases.list_methods import list_methods
from tests.billing.use_cases.page_till import PageTill, open_page_till
from tests.billing.use_cases.till import WORKER
from tests.builders import OMAR, TODAY, february, method, principal
from tests.fakes import FakeClock


def test_a_member_may_look_and_staff_has_none_of_its_own(two: PageTill) -> None:
    two.till.who = principal(role=Role.CUSTOMER_MEMBER)
    assert two.names() == [("pm-visa", True), ("pm-bank", False)]
    with pytest.raises(Forbidden):
        list_methods(two.till.ports, WORKER)


def test_an_expired_one_is_listed_and_a_removed_one_is_not(
    sqlite_store: SqlStore, clock: FakeClock
) -> None:
    old = method("pm-old", expires_before_on=TODAY)
    paged = open_page_till(sqlite_store, clock, february(), old, method("pm-gone"))
    with paged.till.store.write(WORKER) as tx:
        tx.methods.remove(MethodId("pm-gone"), clock.now())
    assert [found for found, _ in paged.names()] == ["pm-old"]


def test_nobody_sees_anothers(two: PageTill) -> None:
    assert list_methods(two.till.ports, principal(OMAR)) == ()
