"""Money that goes back, or comes twice: never more than was taken, each event counted once."""

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from api.clocks import UlidIds
from billing.bills import BillState
from billing.disputes import DisputeState
from billing.errors import AmountOutOfRange, BillingError, NotFound, NotPayable
from billing.ids import PaymentId
from billing.payments import Allocation, Payment, PaymentState
from billing.principal import Role
from billing.refunds import COUNTED_STATES, Refund
from billing.repositories import About
from billing.stores.store import SqlStore
from billing.use_cases.refund_payment import RefundAsk, refund_payment
from tests.billing.use_cases.back_till import BackTill, open_back_till, staff
from tests.billing.use_cases.till import HB_100, WORKER
from tests.builders import bill, method, payment
from tests.fakes import FakeClock
from tests.fakes_provider import Outcome
from tests.fakes_refunds import Back
from tests.flows.two_servers import Shop, at_once, shop
from tests.house import Json

SEED = 20261121
_S = PaymentState
CROWDS = (2, 3, 5, 8, 12, 16)
BACKS = (
    *(Back.SUCCEED,) * 3,
    *(Back.PENDING, Back.REFUSE, Back.UNKNOWN_AFTER_REFUND, Back.UNKNOWN_BEFORE_REFUND),
)


@pytest.fixture
def back(sqlite_store: SqlStore, clock: FakeClock) -> BackTill:
    return open_back_till(sqlite_store, clock)


def counted(refunds: tuple[Refund, ...]) -> int:
    return sum(one.amount.amount_minor for one in refunds if one.state in COUNTED_STATES)


def test_refunds_at_once_stay_within_what_was_taken_whatever_comes_of_each(
    store: SqlStore, clock: FakeClock
) -> None:
    names = [f"HB-{size}" for size in CROWDS]
    bills = [bill(name, amount="100.00") for name in names]
    till = open_back_till(store, clock, *bills, method())
    till.ports = replace(till.ports, ids=UlidIds())
    dice = random.Random(SEED)
    for size, name in zip(CROWDS, names, strict=True):
        (paid,) = till.approve(till.ask(name)).payments
        wishes = [dice.randint(10_000 // size + 1, 9_000) for _ in range(size)]
        assert sum(wishes) > 10_000
        till.books.backs.extend(dice.choices(BACKS, k=size))

        def wish(minor: int, paid: Payment = paid) -> int | None:
            """None when it was taken up, else what the refusal says is left."""
            try:
                refund_payment(till.ports, staff(), RefundAsk(paid.id, minor))
            except AmountOutOfRange as refused:
                return refused.maximum_minor
            return None

        left = at_once([partial(wish, minor) for minor in wishes])
        till.books.backs.clear()
        assert None in left
        assert all(0 <= each < 10_000 for each in left if each is not None)
        assert counted(till.refunds(paid)) <= 10_000
    till.wait(minutes=2)
    till.wait(hours=25)
    for name in names:
        (paid,) = till.payments(name)
        refunds = till.refunds(paid)
        assert counted(refunds) <= 10_000
        given = till.books.returned(paid.provider_ref)
        ours = [one for one in refunds if one.state is _S.SUCCEEDED]
        assert sorted(one.reference for one in given) == sorted(one.key for one in ours)
        assert till.refundable(paid).amount_minor == 10_000 - counted(refunds)


def test_doubt_about_a_refund_keeps_its_room(store: SqlStore, clock: FakeClock) -> None:
    till = open_back_till(store, clock)
    paid = till.paid()
    doubtful = till.give_back(paid, 6_000, Back.UNKNOWN_BEFORE_REFUND)
    assert doubtful.state is _S.UNKNOWN
    with pytest.raises(AmountOutOfRange) as refused:
        till.give_back(paid, 6_000)
    assert refused.value.maximum_minor == 3_740


def test_a_refund_is_no_payment_and_a_doubt_is_no_money(back: BackTill) -> None:
    doubtful = back.pay(Outcome.UNKNOWN_AFTER_CHARGE)
    with pytest.raises(BillingError):
        back.give_back(doubtful, 100)
    assert back.refunds(doubtful) == ()
    back.wait(minutes=1)
    paid = back.payment(doubtful.id)
    refund = back.give_back(paid, 100)
    with pytest.raises(NotFound):
        refund_payment(back.ports, staff(), RefundAsk(PaymentId(refund.id), 50))
    for minor in (0, -1, -9_740):
        with pytest.raises(AmountOutOfRange):
            back.give_back(paid, minor)
    assert counted(back.refunds(paid)) == 100


# --- events that come late, twice or in the wrong order -------------------------------------------


def test_succeeded_after_refunded_pays_nothing_a_second_time(back: BackTill) -> None:
    paid = back.paid()
    refund = back.give_back(paid, reopens=True)
    for number in range(3):
        back.webhook(paid, f"evt_late_{number}")
        back.work()
    assert back.payment(paid.id).state is _S.SUCCEEDED
    assert back.refund(refund).state is _S.SUCCEEDED
    assert (back.bill().state, back.bill().balance) == (BillState.OPEN, paid.amount)
    assert back.verbs(paid.id).count("payment.succeeded") == 1


@pytest.mark.parametrize("stale", [_S.PENDING, _S.REQUIRES_ACTION, _S.FAILED])
def test_an_older_word_after_the_settling_changes_nothing(back: BackTill, stale: _S) -> None:
    """The look-up itself may be behind: a replica that still tells what was."""
    paid = back.paid()
    back.provider.becomes("ch_1", stale)
    back.webhook(paid, "evt_stale")
    back.work()
    assert back.payment(paid.id) == paid
    assert back.bill().state is BillState.PAID


def test_an_event_is_known_for_longer_than_anybody_sends_it_again(back: BackTill) -> None:
    paid = back.paid()
    assert back.webhook(paid, "evt_old")
    for _ in range(4):
        back.clock.move(timedelta(days=25))
        back.work()
        assert not back.webhook(paid, "evt_old"), back.clock.now()
    assert back.verbs(paid.id).count("payment.succeeded") == 1


def test_an_event_that_cannot_be_looked_up_waits_and_is_applied_later(back: BackTill) -> None:
    on_its_way = back.pay(Outcome.PENDING)
    back.provider.becomes("ch_1", _S.SUCCEEDED)
    back.provider.down = True
    back.webhook(on_its_way)
    back.work()
    assert back.payment(on_its_way.id).state is _S.PENDING
    back.provider.down = False
    back.wait(hours=1)
    assert back.payment(on_its_way.id).state is _S.SUCCEEDED
    assert back.verbs(on_its_way.id).count("payment.succeeded") == 1


@pytest.mark.parametrize("second", [_S.PENDING, _S.UNKNOWN])
def test_paid_by_hand_while_a_try_is_open_is_a_refund_for_finance_and_no_silence(
    store: SqlStore, clock: FakeClock, second: _S
) -> None:
    """A cheque is booked while a charge is on its way; the charge then succeeds after all."""
    till = open_back_till(store, clock)
    outcome = Outcome.PENDING if second is _S.PENDING else Outcome.UNKNOWN_AFTER_CHARGE
    on_its_way = till.pay(outcome)
    assert on_its_way.state is second
    by_hand = replace(
        payment("pay-cheque", bill_id=HB_100, amount="97.40", method_id=None), connection_id=None
    )
    with till.store.write(WORKER) as tx:
        tx.payments.add(by_hand)
        tx.payments.allocate(Allocation(by_hand.id, by_hand.bill_id, by_hand.amount), clock.now())
        tx.bills.set_state(by_hand.bill_id, BillState.PAID)
    till.provider.becomes("ch_1", _S.SUCCEEDED)
    for hours in (1, 25, 25):
        till.wait(hours=hours)
    assert till.payment(on_its_way.id).state is _S.SUCCEEDED
    proposals = [one.packet for one in till.tickets() if one.packet.get("proposal") == "refund"]
    assert [one["refund_minor"] for one in proposals] == [9_740]
    with pytest.raises(NotPayable):
        till.ask()
    refund = till.give_back(till.payment(on_its_way.id), 9_740)
    assert (refund.state, till.bill().state) == (_S.SUCCEEDED, BillState.PAID)
    assert len(till.books.taken()) == 1


def test_a_dispute_decided_twice_counts_once(store: SqlStore, clock: FakeClock) -> None:
    till = open_back_till(store, clock)
    paid = till.paid()
    for number, state in enumerate([DisputeState.OPEN, *[DisputeState.LOST] * 2]):
        report = till.books.dispute("ch_1", paid.amount, state)
        for copy in range(2):
            till.hear(About.DISPUTE, report.provider_ref, event_id=f"evt_{number}_{copy}")
    assert (till.bill().state, till.bill().balance) == (BillState.OPEN, paid.amount)
    told = till.events()
    assert (told.count("payment.disputed"), told.count("dispute.lost")) == (1, 1)
    assert till.verbs(HB_100).count("bill.reopened") == 1


# --- the same over the wire -----------------------------------------------------------------------


@pytest.fixture
def servers(sqlite_url: str, tmp_path: Path) -> Iterator[Shop]:
    with shop(tmp_path / "shop", sqlite_url, customers=1) as made:
        made.order("POST", "webhooks", mode="hold")
        yield made


def hear_everything(servers: Shop) -> None:
    """All of the provider's events, each to both servers, then the worker."""
    for letter in servers.letters():
        for house in (servers.first, servers.second):
            assert servers.deliver(house, letter).status_code == 200
    servers.first.work()


def test_a_refund_that_fails_days_later_is_seen_by_staff_and_customer_once(servers: Shop) -> None:
    customer, finance = servers.first.speaker("c-0"), servers.first.staff(Role.FINANCE)
    quote = customer.quote("B-0")
    (paid,) = customer.post(f"/quotes/{quote['id']}/approve").json()["payments"]
    path = f"/payments/{paid['id']}"
    made = finance.post(f"{path}/refund", {"amount_minor": 1000, "reopens": True})
    assert (made.status_code, made.json()["refund"]["state"]) == (201, "succeeded")
    assert customer.get("/bills/B-0").json()["balance"]["amount_minor"] == 1000
    (theirs,) = servers.order("GET", "merchants/harbor/refunds")["refunds"]
    servers.order("POST", "settle", refund=theirs["id"], outcome="failed")
    # Some banks only ever say "updated".
    assert "refund.updated" in {json.loads(one.body)["type"] for one in servers.letters()}
    for _ in range(2):
        hear_everything(servers)
    (shown,) = customer.get(f"{path}/refunds").json()["items"]
    assert (shown["state"], shown["amount"]["amount_minor"]) == ("failed", 1000)
    bill_now = customer.get("/bills/B-0").json()
    assert (bill_now["state"], bill_now["balance"]["amount_minor"]) == ("paid", 0)
    tickets: list[Json] = finance.get("/tickets").json()["items"]
    assert [one["category"] for one in tickets] == ["refund"]
    assert finance.post(f"{path}/refund", {"amount_minor": 1250}).status_code == 201
