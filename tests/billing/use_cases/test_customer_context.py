"""How a customer stands when a conversation begins: counts and ids, never amounts or names."""

from dataclasses import fields

import pytest

from billing.errors import Forbidden
from billing.money import Money
from billing.principal import system
from billing.stores.store import SqlStore
from billing.use_cases.customer_context import CustomerContext, customer_context
from tests.billing.use_cases.till import open_till
from tests.builders import HARBOR, bill, february, method
from tests.fakes import FakeClock


def test_somebody_with_bills_is_known_by_counts_and_ids(
    sqlite_store: SqlStore, clock: FakeClock
) -> None:
    seven = [bill(f"HB-{at}", ("Water", "30.00")) for at in range(7)]
    till = open_till(sqlite_store, clock, february(), *seven, method(is_default=True))
    found = customer_context(till.ports, till.who)
    assert (found.open_bills, len(found.bills), found.methods) == (8, 5, 1)
    assert (found.last_payment, found.plan, found.open_tickets) == (None, None, 0)
    assert not any(isinstance(getattr(found, each.name), Money) for each in fields(CustomerContext))


def test_somebody_with_nothing_is_known_too(sqlite_store: SqlStore, clock: FakeClock) -> None:
    till = open_till(sqlite_store, clock, method())
    found = customer_context(till.ports, till.who)
    assert (found.open_bills, found.bills, found.states) == (0, (), ())


def test_it_is_about_customers_only(sqlite_store: SqlStore, clock: FakeClock) -> None:
    till = open_till(sqlite_store, clock)
    with pytest.raises(Forbidden):
        customer_context(till.ports, system(HARBOR))
