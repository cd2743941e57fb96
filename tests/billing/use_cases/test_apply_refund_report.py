"""The one settle path of refunds: once, never backwards, and what left late is a row of its own."""

from dataclasses import replace
from datetime import timedelta

import pytest

from billing.money import Money
from billing.payments import PaymentState
from billing.repositories import About
from billing.use_cases.apply_refund_report import apply_refund_report
from billing.use_cases.check_refund import check_refund
from billing.use_cases.submit_refund import submit_refund
from tests.billing.use_cases.back_till import BackTill
from tests.billing.use_cases.till import WORKER
from tests.fakes_refunds import Back

_S = PaymentState


def test_another_echoed_amount_never_settles(each_back: BackTill) -> None:
    paid = each_back.paid()
    held = each_back.give_back(paid, 500, Back.WRONG_AMOUNT)
    assert held.state is _S.HOLD
    assert each_back.refundable(paid).amount_minor == 9240
    assert check_refund(each_back.ports, WORKER, held.id).state is _S.HOLD


def test_a_refund_that_comes_back_days_later_gives_the_room_back_once(
    each_back: BackTill,
) -> None:
    paid = each_back.paid()
    done = each_back.give_back(paid, None, reopens=True)
    assert each_back.bill().balance == paid.amount
    each_back.books.refund_becomes("re_1", _S.FAILED)
    report = each_back.books.given[0]
    for _ in range(2):
        apply_refund_report(each_back.ports, WORKER, done.id, report)
    assert each_back.refund(done).state is _S.FAILED
    assert each_back.refundable(paid) == paid.amount
    bill = each_back.bill()
    assert (bill.state, bill.balance.is_zero) == ("paid", True)
    assert [ticket.category for ticket in each_back.tickets()] == ["refund"]
    # An old word of its success, overtaken by the failure, changes nothing.
    apply_refund_report(each_back.ports, WORKER, done.id, replace(report, state=_S.SUCCEEDED))
    assert each_back.refunds(paid) == (each_back.refund(done),)


def test_money_that_left_after_we_called_it_failed_becomes_a_row_once(each_back: BackTill) -> None:
    paid = each_back.paid()
    failed = each_back.give_back(paid, 500, Back.REFUSE)
    each_back.books.refund_becomes("re_1", _S.SUCCEEDED)
    for _ in range(2):
        apply_refund_report(each_back.ports, WORKER, failed.id, each_back.books.given[0])
    rows = each_back.refunds(paid)
    assert [(row.state, row.asked_by) for row in rows] == [
        (_S.FAILED, "finance:fin-1"),
        (_S.SUCCEEDED, "provider"),
    ]
    assert each_back.refundable(paid).amount_minor == 9240


@pytest.mark.parametrize("becomes", [_S.SUCCEEDED, _S.FAILED])
def test_one_that_left_late_goes_on_like_any_other(
    each_back: BackTill, becomes: PaymentState
) -> None:
    """Its news carries the key of the row we called failed: the row that stands for it moves."""
    paid = each_back.paid()
    failed = each_back.give_back(paid, 500, Back.REFUSE)
    for number, state in enumerate((_S.PENDING, becomes)):
        each_back.books.refund_becomes("re_1", state)
        each_back.hear(About.REFUND, "re_1", reference=failed.key, event_id=f"evt_{number}")
    first, late = each_back.refunds(paid)
    assert (first.state, late.state) == (_S.FAILED, becomes)
    left = 9740 if becomes is _S.FAILED else 9240
    assert each_back.refundable(paid).amount_minor == left
    assert not each_back.owes_a_look(late)


def test_one_that_left_late_is_looked_up_by_the_key_it_left_with(back: BackTill) -> None:
    paid = back.paid()
    failed = back.give_back(paid, 500, Back.REFUSE)
    back.books.refund_becomes("re_1", _S.PENDING)
    apply_refund_report(back.ports, WORKER, failed.id, back.books.given[0])
    back.books.refund_becomes("re_1", _S.SUCCEEDED)
    back.wait(seconds=30)
    assert [row.state for row in back.refunds(paid)] == [_S.FAILED, _S.SUCCEEDED]
    assert (
        submit_refund(back.ports, WORKER, back.refunds(paid)[1].id, again=True).state == "succeeded"
    )
    assert len(back.books.refunds_sent) == 1


def test_one_that_left_late_and_is_gone_is_a_humans_and_never_sent(back: BackTill) -> None:
    paid = back.paid()
    failed = back.give_back(paid, 500, Back.REFUSE)
    back.books.refund_becomes("re_1", _S.PENDING)
    apply_refund_report(back.ports, WORKER, failed.id, back.books.given[0])
    back.books.given.clear()
    back.wait(seconds=30)
    assert [row.state for row in back.refunds(paid)] == [_S.FAILED, _S.HOLD]
    assert len(back.books.refunds_sent) == 1


def test_another_currency_never_settles(back: BackTill) -> None:
    refund = back.give_back(back.paid(), 500, Back.PENDING)
    report = replace(back.books.given[0], state=_S.SUCCEEDED, amount=Money(500, "EUR"))
    assert apply_refund_report(back.ports, WORKER, refund.id, report).state is _S.HOLD


def test_a_repeated_word_books_and_tells_once(each_back: BackTill) -> None:
    refund = each_back.give_back(each_back.paid(), 500, Back.PENDING)
    each_back.books.refund_becomes("re_1", _S.SUCCEEDED)
    for _ in range(3):
        apply_refund_report(each_back.ports, WORKER, refund.id, each_back.books.given[0])
    assert each_back.events().count("payment.refunded") == 1
    assert each_back.verbs(refund.id).count("payment.refunded") == 1


def test_an_old_word_that_it_is_pending_undoes_nothing(back: BackTill) -> None:
    refund = back.give_back(back.paid(), 500)
    old = replace(back.books.given[0], state=_S.PENDING)
    assert apply_refund_report(back.ports, WORKER, refund.id, old).state is _S.SUCCEEDED


def test_a_hold_is_not_ended_by_the_provider(back: BackTill) -> None:
    held = back.give_back(back.paid(), 500, Back.WRONG_AMOUNT)
    for state in (_S.SUCCEEDED, _S.FAILED, _S.CANCELLED):
        report = replace(back.books.given[0], state=state)
        assert apply_refund_report(back.ports, WORKER, held.id, report).state is _S.HOLD


def test_a_restored_backup_learns_that_it_was_sent(each_back: BackTill) -> None:
    """The row is back at `created`, the money left: the provider knows better."""
    paid = each_back.paid()
    done = each_back.give_back(paid, 500)
    restored = replace(
        done, id="ref_restored", key="ba" + "1" * 40, state=_S.CREATED, submitted_at=None,
        settled_at=None, provider_ref=None,
    )  # fmt: skip
    with each_back.store.write(WORKER) as tx:
        tx.refunds.add(restored)
    report = replace(each_back.books.given[0], reference=restored.key, provider_ref="re_9")
    settled = apply_refund_report(each_back.ports, WORKER, restored.id, report)
    assert (settled.state, settled.provider_ref) == (_S.SUCCEEDED, "re_9")
    each_back.clock.move(timedelta(hours=1))
    assert check_refund(each_back.ports, WORKER, restored.id) == settled
    assert len(each_back.books.refunds_sent) == 1
