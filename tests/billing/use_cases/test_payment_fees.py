"""What paying costs on top: asked per bill and way, and only of a provider that takes fees."""

from dataclasses import replace

import pytest

from billing.errors import ProviderUnavailable
from billing.money import Money
from billing.stores.store import SqlStore
from billing.use_cases.payment_fees import payment_fees
from tests.billing.use_cases.till import Till, open_till
from tests.builders import bill, february, method
from tests.fakes import FakeClock
from tests.fakes_provider import KEYED

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
