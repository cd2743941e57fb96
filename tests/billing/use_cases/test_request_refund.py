"""Money back by policy: offered, given back by the customer's own yes, else one ticket."""

from dataclasses import replace
from datetime import timedelta

import pytest

from billing.errors import (
    AmountOutOfRange,
    InvalidRequest,
    NotFound,
    QuoteSuperseded,
    ScopeRequired,
)
from billing.payments import Payment, PaymentState
from billing.quotes import BUTTON, TEXT, Quote, QuoteStatus
from billing.tickets import Ticket
from billing.use_cases.request_refund import RefundWish, request_refund
from tests.billing.use_cases.back_till import BackTill
from tests.billing.use_cases.till import WORKER
from tests.builders import OMAR, money, principal
from tests.fakes_provider import Died, Outcome
from tests.fakes_refunds import Back

_S = PaymentState


def _wish(back: BackTill, payment: Payment, minor: int | None = None) -> Quote | Ticket:
    wanted = RefundWish(payment.id, minor, "I paid twice")
    return request_refund(back.ports, back.who, wanted)


def _offer(back: BackTill, payment: Payment, minor: int | None = None) -> Quote:
    made = _wish(back, payment, minor)
    assert isinstance(made, Quote)
    return made


def test_asking_gives_nothing_back(each_back: BackTill) -> None:
    paid = each_back.paid()
    quote = _offer(each_back, paid, 3000)
    assert quote.amount == money("30.00")
    assert quote.act is not None
    assert quote.act.terms["to"] == {
        "id": "pm-visa",
        "type": "card",
        "brand": "visa",
        "last4": "4242",
    }
    assert each_back.refunds(paid) == ()
    assert each_back.books.refunds_sent == []


def test_a_yes_gives_it_back_once_ordered_by_the_policy(each_back: BackTill) -> None:
    paid = each_back.paid()
    quote = _offer(each_back, paid, 3000)
    first = each_back.approve(quote).quote
    each_back.approve(quote)
    (refund,) = each_back.refunds(paid)
    assert (refund.state, refund.asked_by, refund.amount) == (
        _S.SUCCEEDED,
        "policy",
        money("30.00"),
    )
    assert (first.outcome or {})["refund_id"] == refund.id
    assert len(each_back.books.refunds_sent) == 1
    assert each_back.books.refunds_sent[0].payment_ref == paid.provider_ref, "to what paid it"


def test_money_back_is_never_agreed_to_by_typing(back: BackTill) -> None:
    paid = back.paid()
    quote = _offer(back, paid, 3000)
    assert quote.approve_by == (BUTTON,)
    with pytest.raises(ScopeRequired):
        back.approve(quote, TEXT)
    assert back.refunds(paid) == ()


def test_above_the_limit_it_is_one_ticket_with_everything_in_it(back: BackTill) -> None:
    paid = back.paid()
    made = _wish(back, paid, 5001)
    assert isinstance(made, Ticket)
    assert (made.category, made.about, made.text) == ("refund", paid.id, "I paid twice")
    assert made.packet["why_a_human"] == "above the policy's limit"
    assert made.packet["wanted_minor"] == 5001
    assert _wish(back, paid, 9000) == made
    assert back.refunds(paid) == ()


def test_asking_again_and_again_does_not_climb_over_the_limit(back: BackTill) -> None:
    paid = back.paid()
    back.approve(_offer(back, paid, 3000))
    back.clock.move(timedelta(minutes=20))
    assert isinstance(_wish(back, paid, 2001), Ticket)
    back.approve(_offer(back, paid, 2000))
    assert back.refundable(paid) == money("47.40")


def test_two_offers_that_were_both_allowed_are_not_both_paid(back: BackTill) -> None:
    paid = back.paid()
    first = _offer(back, paid, 5000)
    second = _offer(back, paid, 4000)
    back.approve(second)
    with pytest.raises(QuoteSuperseded):
        back.approve(first)
    assert [each.amount for each in back.refunds(paid)] == [money("40.00")]


def test_an_offer_that_the_policy_no_longer_allows_does_nothing(back: BackTill) -> None:
    paid = back.paid()
    quote = _offer(back, paid, 5000)
    back.give_back(paid)
    with pytest.raises(QuoteSuperseded):
        back.approve(quote)
    assert back.quote(quote.id).status is QuoteStatus.SUPERSEDED
    assert len(back.refunds(paid)) == 1


def test_later_than_the_policy_allows_a_human_decides(back: BackTill) -> None:
    paid = back.paid()
    back.clock.move(timedelta(days=61))
    made = _wish(back, paid, 100)
    assert isinstance(made, Ticket)
    assert made.packet["why_a_human"] == "later than the policy allows"


@pytest.mark.parametrize("minor", [0, -1, 9741])
def test_no_more_than_was_paid_and_no_less_than_something(back: BackTill, minor: int) -> None:
    paid = back.paid()
    with pytest.raises(AmountOutOfRange):
        _wish(back, paid, minor)


def test_only_what_took_money_and_only_ones_own(back: BackTill) -> None:
    failed = back.pay(Outcome.DECLINE)
    with pytest.raises(InvalidRequest):
        _wish(back, failed)
    paid = back.paid()
    back.who = principal(OMAR)
    with pytest.raises(NotFound):
        _wish(back, paid)


def test_a_provider_that_does_not_say_leaves_it_on_its_way(back: BackTill) -> None:
    paid = back.paid()
    back.books.backs.append(Back.UNKNOWN_AFTER_REFUND)
    back.approve(_offer(back, paid, 3000))
    (refund,) = back.refunds(paid)
    assert refund.state in (_S.UNKNOWN, _S.PENDING)
    assert back.owes_a_look(refund)


def test_without_a_policy_every_refund_is_a_humans(back: BackTill) -> None:
    paid = back.paid()
    with back.store.write(WORKER) as tx:
        tenant = tx.tenants.this()
        tx.tenants.put(replace(tenant, policy=replace(tenant.policy, refund_auto_limit_minor=0)))
    assert isinstance(_wish(back, paid, 100), Ticket)


def test_a_process_that_dies_after_the_yes_and_before_sending_loses_and_doubles_nothing(
    each_back: BackTill,
) -> None:
    paid = each_back.paid()
    quote = _offer(each_back, paid, 3000)
    # Whether the provider can is asked twice: with the offer made anew, and to send it.
    each_back.providers.dies, each_back.providers.spares = True, 1
    with pytest.raises(Died):
        each_back.approve(quote)
    (refund,) = each_back.refunds(paid)
    assert refund.state is not _S.SUCCEEDED
    assert each_back.quote(quote.id).status is QuoteStatus.APPROVED
    assert each_back.approve(quote).quote.outcome == {
        "refund_id": refund.id,
        "payment_id": paid.id,
    }
    each_back.wait(minutes=10)
    (refund,) = each_back.refunds(paid)
    assert refund.state is _S.SUCCEEDED
    assert len(each_back.books.refunds_sent) == 1
