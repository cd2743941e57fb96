"""What paying costs on top: asked per bill and way, and only of a provider that takes fees."""

from dataclasses import replace
from functools import partial

import pytest

from billing.errors import ProviderUnavailable
from billing.money import Money
from billing.stores.store import SqlStore
from billing.use_cases.payment_fees import payment_fees
from tests.billing.use_cases.page_till import open_page_till
from tests.billing.use_cases.till import Till, open_till
from tests.builders import bill, february, method
from tests.fakes import FakeClock
from tests.fakes_connections import THERE, biller_beside, comes_from_there, saved_there
from tests.fakes_provider import KEYED, ScriptedProvider

TAKING = replace(KEYED, fees=True, methods=frozenset({"card", "bank_account"}))


@pytest.fixture
def till(sqlite_store: SqlStore, clock: FakeClock) -> Till:
    bank = method("pm-bank", type="bank_account", brand=None, last4="9876")
    rows = february(), bill("HB-W", ("Water", "30.00")), method(is_default=True), bank
    opened = open_till(sqlite_store, clock, *rows, can=TAKING)
    opened.provider.fee = lambda amount, kind: Money(295 if kind == "card" else 50, amount.currency)
    return opened


def test_every_bill_that_is_due_is_told_for_every_way(till: Till) -> None:
    told = payment_fees(till.ports, till.who).told
    assert {(fee.bill, fee.type, fee.fee.amount_minor) for fee in told} == {
        ("HB-100", "card", 295),
        ("HB-100", "bank_account", 50),
        ("HB-W", "card", 295),
        ("HB-W", "bank_account", 50),
    }


def test_one_way_that_was_asked_for_is_the_only_one(till: Till) -> None:
    told = payment_fees(till.ports, till.who, "bank_account").told
    assert {fee.type for fee in told} == {"bank_account"}


def test_a_provider_without_fees_is_not_asked(sqlite_store: SqlStore, clock: FakeClock) -> None:
    till = open_till(sqlite_store, clock, february(), method(is_default=True))
    till.provider.down = True
    found = payment_fees(till.ports, till.who)
    assert (found.connected, found.takes, found.told) == (True, False, ())


def test_a_provider_that_does_not_say_its_fee_is_no_fee_of_nothing(till: Till) -> None:
    till.provider.down = True
    with pytest.raises(ProviderUnavailable):
        payment_fees(till.ports, till.who)


def test_a_way_of_one_connection_is_told_for_the_bills_of_that_one_only(
    sqlite_store: SqlStore, clock: FakeClock
) -> None:
    paged = open_page_till(sqlite_store, clock, february(), method(is_default=True))
    there = biller_beside(sqlite_store, paged.provider)
    bank = saved_there("pm-bank-there")
    with sqlite_store.write(paged.till.who) as tx:
        tx.methods.put(replace(bank, type="bank_account", brand=None))
    comes_from_there(sqlite_store, bill("HB-W", ("Water", "30.00")))
    for provider, cents in ((paged.provider, 295), (there.others[THERE], 50)):
        assert isinstance(provider, ScriptedProvider)
        provider.capabilities = replace(provider.capabilities, fees=True, methods=TAKING.methods)
        provider.fee = partial(_of, cents)
    ports = replace(paged.till.ports, providers=there)
    told = payment_fees(ports, paged.till.who).told
    assert {(fee.bill, fee.type, fee.fee.amount_minor) for fee in told} == {
        ("HB-100", "card", 295),
        ("HB-W", "bank_account", 50),
    }


def _of(cents: int, amount: Money, _kind: str) -> Money:
    return Money(cents, amount.currency)
