"""How much, and of what: the server's own number in minor units, at every door and currency."""

from dataclasses import replace

import pytest

from billing.bills import BillLine, BillState
from billing.errors import InvalidMoney
from billing.ids import BillId, TenantId
from billing.money import Money
from billing.payments import PaymentState
from billing.principal import system
from billing.stores.store import SqlStore
from tests.billing.use_cases.back_till import open_back_till
from tests.builders import bill, method
from tests.fakes import FakeClock
from tests.fakes_provider import Outcome
from tests.flows.talk import talk
from tests.house import House

HARBOR = system(TenantId("harbor"), "test")
CURRENCIES = {
    "JPY": ("9740", 9740),
    "KRW": ("120500", 120_500),
    "USD": ("97.40", 9740),
    "KWD": ("97.405", 97_405),
    "BHD": ("0.001", 1),
}


@pytest.mark.parametrize("currency", CURRENCIES)
def test_each_currency_is_charged_to_its_own_last_unit(
    store: SqlStore, clock: FakeClock, currency: str
) -> None:
    text, minor = CURRENCIES[currency]
    till = open_back_till(
        store, clock, bill("HB-1", ("Service", text), currency=currency), method()
    )
    (paid,) = till.approve(till.ask("HB-1")).payments
    assert paid.state is PaymentState.SUCCEEDED
    assert [one.amount for one in till.books.taken()] == [Money(minor, currency)]
    assert paid.amount.to_decimal() == text
    assert (till.bill("HB-1").state, till.bill("HB-1").balance.amount_minor) == ("paid", 0)
    assert till.give_back(paid).amount == Money(minor, currency)


@pytest.mark.parametrize("outcome", [Outcome.WRONG_AMOUNT, Outcome.WRONG_CURRENCY])
@pytest.mark.parametrize("currency", CURRENCIES)
def test_an_answer_over_anything_else_waits_for_a_human_and_pays_nothing(
    sqlite_store: SqlStore, clock: FakeClock, currency: str, outcome: Outcome
) -> None:
    text, _ = CURRENCIES[currency]
    till = open_back_till(
        sqlite_store, clock, bill("HB-1", ("Service", text), currency=currency), method()
    )
    till.provider.script.append(outcome)
    (held,) = till.approve(till.ask("HB-1")).payments
    assert held.state is PaymentState.HOLD
    till.wait(hours=25)
    assert till.payment(held.id).state is PaymentState.HOLD
    shown = till.bill("HB-1")
    assert (shown.state, shown.paid is None or shown.paid.is_zero) == (BillState.OPEN, True)
    with till.store.read(HARBOR) as tx:
        assert tx.payments.receipt_of(held.id) is None
        assert tx.payments.allocations(BillId("HB-1")) == ()
    assert len(till.tickets()) == 1


@pytest.mark.parametrize("code", ["usd", "US", "USDX", "", "XYZ", "U$D", "ＵＳＤ"])
def test_what_is_no_currency_is_no_money(code: str) -> None:
    with pytest.raises(InvalidMoney, match="currency"):
        Money(1, code)


def test_what_is_sent_along_with_an_approval_changes_no_amount(house: House) -> None:
    nora = house.speaker()
    quote = nora.quote("HB-100")
    body = {"amount_minor": 1, "amount": 1, "currency": "JPY", "lines": [], "method_id": "pm-x"}
    reply = nora.post(f"/quotes/{quote['id']}/approve", body)
    assert reply.status_code in (200, 422)
    assert [charge["amount"] for charge in house.charges("harbor")] == (
        [9740] if reply.status_code == 200 else []
    )


ODD = (
    *("pay 0 of my electricity bill", "pay -5 dollars of my electricity bill"),
    *("pay 97.41 of my electricity bill", "pay 1e2 dollars of my electricity bill"),
    *("pay NaN dollars of my electricity bill", "pay infinity of my electricity bill"),
    *("pay 9223372036854775808 dollars of my electricity bill", "pay ١٢ of my electricity bill"),
    *("pay 1_000 of my electricity bill", "pay 0.001 of my electricity bill"),
)


def test_no_wish_in_words_makes_an_offer_outside_the_bill(house: House) -> None:
    for wish in ODD:
        offer = talk(house).say(wish)["quote"]
        if offer is not None:
            assert isinstance(offer["total"]["amount_minor"], int), wish
            assert 0 < offer["total"]["amount_minor"] <= 9740, wish
    assert house.charges("harbor") == []


def test_a_bill_that_changed_after_the_offer_is_409_and_then_offered_anew(house: House) -> None:
    nora = house.speaker()
    quote = nora.quote("HB-100")
    with house.container.ports.store.write(HARBOR) as tx:
        was = tx.bills.get(BillId("HB-100"))
        lines = (BillLine(1, "Energy", Money(5000, "USD")),)
        tx.bills.put(replace(was, version=was.version + 1, amount=Money(5000, "USD"), lines=lines))
    refused = nora.post(f"/quotes/{quote['id']}/approve")
    assert (refused.status_code, refused.json()["code"]) == (409, "bill_changed")
    assert house.charges("harbor") == []
    again = nora.quote("HB-100")
    assert (again["id"] != quote["id"], again["total"]["amount_minor"]) == (True, 5000)
    assert nora.post(f"/quotes/{again['id']}/approve").status_code == 200
    assert [charge["amount"] for charge in house.charges("harbor")] == [5000]
