"""Webhooks about money that goes back: our own refunds, those made by hand, and strangers'."""

from itertools import permutations

import pytest

from billing.errors import NotFound, ProviderUnavailable
from billing.money import Money
from billing.payments import PaymentState
from billing.repositories import About, InboxRow
from billing.use_cases.apply_webhook import apply_webhook
from billing.use_cases.receive_webhook import receive_webhook
from billing.use_cases.resolve_payment import resolve_payment
from tests.billing.use_cases.back_till import BackTill, staff
from tests.billing.use_cases.till import WORKER
from tests.builders import CONNECTION, money, second_account
from tests.fakes_provider import Outcome
from tests.fakes_refunds import Back

_S = PaymentState


def test_a_webhook_settles_a_refund_in_doubt_before_the_schedule_does(each_back: BackTill) -> None:
    paid = each_back.paid()
    doubtful = each_back.give_back(paid, 500, Back.UNKNOWN_AFTER_REFUND)
    each_back.hear(About.REFUND, "re_1", reference=doubtful.key, payment_ref="ch_1")
    assert each_back.refund(doubtful).state is _S.SUCCEEDED
    assert len(each_back.refunds(paid)) == 1


def test_a_webhook_that_overtakes_the_answer_makes_no_second_row(each_back: BackTill) -> None:
    paid = each_back.paid()

    def overtakes(_: object) -> None:
        each_back.hear(About.REFUND, "re_1", payment_ref="ch_1")

    each_back.books.during_refund = overtakes
    done = each_back.give_back(paid, 500)
    each_back.wait(minutes=1)
    assert done.state is _S.SUCCEEDED
    assert each_back.refunds(paid) == (each_back.refund(done),)
    assert each_back.events().count("payment.refunded") == 1


def test_a_refund_made_by_hand_becomes_a_row_once(each_back: BackTill) -> None:
    paid = each_back.paid()
    each_back.books.refund_by_hand("ch_1", money("20.00"))
    for event_id in ("evt_1", "evt_2"):
        each_back.hear(About.REFUND, "re_1", payment_ref="ch_1", event_id=event_id)
    (found,) = each_back.refunds(paid)
    assert (found.state, found.asked_by, found.amount) == (
        _S.SUCCEEDED,
        "provider",
        money("20.00"),
    )
    assert each_back.refundable(paid) == money("77.40")
    assert each_back.events().count("payment.refunded") == 1
    each_back.books.refund_becomes("re_1", _S.FAILED)
    each_back.hear(About.REFUND, "re_1", payment_ref="ch_1", event_id="evt_3")
    assert each_back.refund(found).state is _S.FAILED
    assert each_back.refundable(paid) == paid.amount


def test_its_news_may_overtake_that_of_the_payment_itself(each_back: BackTill) -> None:
    on_its_way = each_back.pay(Outcome.PENDING)
    each_back.books.becomes("ch_1", _S.SUCCEEDED)
    each_back.books.refund_by_hand("ch_1", money("20.00"))
    each_back.hear(About.REFUND, "re_1", payment_ref="ch_1")
    (found,) = each_back.refunds(on_its_way)
    assert (found.state, found.amount) == (_S.SUCCEEDED, money("20.00"))
    assert each_back.refundable(on_its_way) == money("77.40")
    assert each_back.tickets() == []


def test_of_a_payment_that_is_still_on_its_way_nothing_is_given_back_yet(back: BackTill) -> None:
    on_its_way = back.pay(Outcome.PENDING)
    back.books.refund_by_hand("ch_1", money("20.00"))
    row = InboxRow(
        "evt_1", CONNECTION, "refund", None, "ch_1", back.clock.now(),
        about=About.REFUND, object_ref="re_1",
    )  # fmt: skip
    receive_webhook(back.ports, WORKER, row)
    with pytest.raises(ProviderUnavailable):
        apply_webhook(back.ports, WORKER, CONNECTION, "evt_1")
    assert back.refunds(on_its_way) == ()
    back.books.becomes("ch_1", _S.SUCCEEDED)
    apply_webhook(back.ports, WORKER, CONNECTION, "evt_1")
    assert len(back.refunds(on_its_way)) == 1


def test_one_that_does_not_fit_is_a_discrepancy_and_finance_is_called_once(
    each_back: BackTill,
) -> None:
    paid = each_back.paid()
    each_back.give_back(paid, 9000)
    each_back.books.refund_by_hand("ch_1", money("20.00"))
    for event_id in ("evt_1", "evt_2"):
        each_back.hear(About.REFUND, "re_2", payment_ref="ch_1", event_id=event_id)
    assert len(each_back.refunds(paid)) == 1
    with each_back.store.read(WORKER) as tx:
        (found,) = tx.discrepancies.list()
    assert (found.kind, found.ours, found.theirs) == (
        "refunded_more",
        Money(9000, "USD"),
        Money(2000, "USD"),
    )
    assert len(each_back.tickets()) == 1


def test_while_one_of_ours_is_on_its_way_a_nameless_refund_waits(back: BackTill) -> None:
    paid = back.paid()
    doubtful = back.give_back(paid, 500, Back.UNKNOWN_BEFORE_REFUND)
    back.books.refund_by_hand("ch_1", money("5.00"))
    row = InboxRow(
        "evt_1", CONNECTION, "refund", None, "ch_1", back.clock.now(),
        about=About.REFUND, object_ref="re_1",
    )  # fmt: skip
    receive_webhook(back.ports, WORKER, row)
    with pytest.raises(ProviderUnavailable):
        apply_webhook(back.ports, WORKER, CONNECTION, "evt_1")
    back.wait(minutes=10)
    back.wait(minutes=10)
    assert back.refund(doubtful).state is _S.SUCCEEDED
    assert sorted(refund.asked_by for refund in back.refunds(paid)) == ["finance:fin-1", "provider"]


def test_another_connection_cannot_speak_about_our_refund(back: BackTill) -> None:
    paid = back.paid()
    refund = back.give_back(paid, 500, Back.PENDING)
    other = second_account(back.store)
    row = InboxRow(
        "evt_1", other, "refund", refund.key, "ch_1", back.clock.now(),
        about=About.REFUND, object_ref="re_1",
    )  # fmt: skip
    receive_webhook(back.ports, WORKER, row)
    with pytest.raises(NotFound):
        apply_webhook(back.ports, WORKER, other, "evt_1")
    assert back.refund(refund) == refund


def test_a_refund_of_a_strangers_payment_and_an_event_about_nothing_are_done_with(
    back: BackTill,
) -> None:
    back.paid()
    back.books.refund_by_hand("ch_elsewhere", money("1.00"))
    back.hear(About.REFUND, "re_1", payment_ref="ch_elsewhere")
    back.hear(About.OTHER, "cus_1", event_id="evt_2")
    with back.store.read(WORKER) as tx:
        rows = tx.inbox.list(connection_id=CONNECTION)
    assert all(row.applied_at is not None for row in rows)
    assert back.tickets() == []


@pytest.mark.parametrize("order", list(permutations(["paid", "back", "came_back"])))
def test_every_order_of_the_events_ends_where_the_provider_is(
    back: BackTill, order: tuple[str, ...]
) -> None:
    paid = back.paid()
    refund = back.give_back(paid, 500, Back.PENDING)
    back.books.refund_becomes("re_1", _S.FAILED)
    for number, name in enumerate(order):
        if name == "paid":
            back.webhook(paid, f"evt_{number}")
            back.work()
        else:
            back.hear(About.REFUND, "re_1", reference=refund.key, event_id=f"evt_{number}")
    assert back.refund(refund).state is _S.FAILED
    assert back.refundable(paid) == paid.amount


def test_a_late_second_success_of_a_paid_bill_is_a_refund_for_finance_to_give(
    each_back: BackTill,
) -> None:
    each_back.pay(Outcome.DECLINE)
    each_back.paid()
    each_back.provider.becomes("ch_1", _S.SUCCEEDED)
    for event_id in ("evt_1", "evt_2"):
        each_back.webhook(each_back.payments()[0], event_id)
        each_back.work()
    proposals = [t.packet for t in each_back.tickets() if t.packet.get("proposal") == "refund"]
    (proposal,) = proposals
    assert proposal["refund_minor"] == 9740
    late = next(p for p in each_back.payments() if p.id == proposal["payment_id"])
    refund = each_back.give_back(late, 9740)
    assert (refund.state, refund.reopens) == (_S.SUCCEEDED, True)
    bill = each_back.bill()
    assert (bill.state, bill.paid) == ("paid", money("97.40"))


def test_a_refund_by_hand_of_a_held_payment_waits_for_the_people_who_end_the_hold(
    each_back: BackTill,
) -> None:
    held = each_back.pay(Outcome.WRONG_AMOUNT)
    assert (held.state, held.provider_ref) == (_S.HOLD, "ch_1")
    each_back.books.refund_by_hand("ch_1", money("5.00"))
    each_back.hear(About.REFUND, "re_1", payment_ref="ch_1")
    assert each_back.refunds(held) == ()
    resolve_payment(each_back.ports, staff(), held.id, _S.SUCCEEDED, "line 12 of the statement")
    assert each_back.give_back(held, 1000, seen=0).state is _S.SUCCEEDED
    each_back.wait(days=1)
    assert [refund.amount for refund in each_back.refunds(held)] == [money("10.00"), money("5.00")]
    assert each_back.refundable(held) == money("82.40")


def test_a_refund_by_hand_of_a_payment_in_doubt_waits_for_it(each_back: BackTill) -> None:
    doubtful = each_back.pay(Outcome.UNKNOWN_AFTER_CHARGE)
    each_back.books.refund_by_hand("ch_1", money("20.00"))
    with each_back.store.read(WORKER) as tx:
        assert tx.payments.get(doubtful.id).provider_ref is None
    row = InboxRow(
        "evt_1", CONNECTION, "refund", None, "ch_1", each_back.clock.now(),
        about=About.REFUND, object_ref="re_1",
    )  # fmt: skip
    receive_webhook(each_back.ports, WORKER, row)
    each_back.work()
    assert each_back.refunds(doubtful) == ()
    each_back.wait(minutes=1)
    each_back.wait(minutes=1)
    assert each_back.refundable(doubtful) == money("77.40")
