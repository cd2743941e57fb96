"""The usual way to pay: one, and the same here and at the provider."""

import pytest

from billing.errors import (
    Forbidden,
    MethodUnusable,
    NotFound,
    ProviderUnsure,
)
from billing.ids import MethodId
from billing.principal import Role
from billing.stores.store import SqlStore
from billing.use_cases.set_default_method import set_default_method
from tests.billing.use_cases.page_till import BANK, PageTill, open_page_till
from tests.builders import TODAY, february, method, principal
from tests.fakes import FakeClock


def test_the_usual_one_is_one_and_known_to_both(two: PageTill) -> None:
    set_default_method(two.till.ports, two.till.who, BANK)
    set_default_method(two.till.ports, two.till.who, BANK)
    assert two.names() == [("pm-bank", True), ("pm-visa", False)]
    assert len(two.provider.default_of) == 1
    assert two.till.ask().method_id == BANK


def test_a_provider_that_did_not_answer_changes_nothing_here(two: PageTill) -> None:
    two.provider.unsure = True
    with pytest.raises(ProviderUnsure):
        set_default_method(two.till.ports, two.till.who, BANK)
    assert two.names()[0] == ("pm-visa", True)


def test_an_expired_one_does_not_become_the_usual_one(
    sqlite_store: SqlStore, clock: FakeClock
) -> None:
    old = method("pm-old", expires_before_on=TODAY)
    paged = open_page_till(sqlite_store, clock, february(), old)
    with pytest.raises(MethodUnusable):
        set_default_method(paged.till.ports, paged.till.who, MethodId("pm-old"))


def test_only_an_administrator_changes_it(two: PageTill) -> None:
    two.till.who = principal(role=Role.CUSTOMER_MEMBER)
    with pytest.raises(Forbidden):
        set_default_method(two.till.ports, two.till.who, BANK)
    assert two.names() == [("pm-visa", True), ("pm-bank", False)]


def test_anothers_method_is_not_there(two: PageTill) -> None:
    with pytest.raises(NotFound):
        set_default_method(two.till.ports, two.till.who, MethodId("pm-of-omar"))
