"""A receipt says what the rows say: what was paid, what went back, what stays paid."""

import pytest

from billing.disputes import DisputeState
from billing.errors import NotFound
from billing.ids import ReceiptId
from billing.money import Money
from billing.principal import Principal
from billing.repositories import About
from billing.use_cases.show_receipt import ReceiptFacts, show_receipt
from tests.billing.use_cases.letter_till import SUPPORT, LetterTill
from tests.billing.use_cases.test_connect_provider import admin_of
from tests.builders import OMAR, principal
from tests.fakes_refunds import Back


def shown(post: LetterTill, who: Principal) -> ReceiptFacts:
    return show_receipt(post.ports, who, post.receipt().id)


def test_a_customer_reads_its_own_and_staff_any(each_post: LetterTill) -> None:
    payment = each_post.paid()
    facts = shown(each_post, each_post.who)
    assert facts.payment == each_post.payment(payment.id)
    assert facts.receipt.amount == facts.kept == Money(9740, "USD")
    assert (facts.bill.number, facts.customer.id) == ("HB-100", "c-nora")
    assert facts.method is not None
    assert facts.method.last4 == "4242"
    assert facts.refunds == ()
    assert shown(each_post, SUPPORT) == facts


def test_what_is_anothers_does_not_exist(each_post: LetterTill) -> None:
    each_post.paid()
    for who in (principal(OMAR), admin_of(each_post.store, "globex")):
        with pytest.raises(NotFound):
            shown(each_post, who)
    with pytest.raises(NotFound):
        show_receipt(each_post.ports, each_post.who, ReceiptId("rcp_none"))


def test_only_what_went_back_is_taken_off(post: LetterTill) -> None:
    payment = post.paid()
    first = post.give_back(payment, 1000)
    post.give_back(payment, 2000, Back.REFUSE)
    post.give_back(payment, 3000, Back.PENDING)
    second = post.give_back(payment, 500)
    facts = shown(post, post.who)
    assert [each.id for each in facts.refunds] == [first.id, second.id]
    assert facts.kept == Money(8240, "USD")
    assert facts.receipt.amount == Money(9740, "USD")


def test_what_a_bank_took_back_does_not_stay_paid(each_post: LetterTill) -> None:
    payment = each_post.paid()
    each_post.give_back(payment, 1000)
    for state, kept in ((DisputeState.OPEN, 8740), (DisputeState.LOST, 0)):
        report = each_post.books.dispute("ch_1", payment.amount, state)
        each_post.hear(About.DISPUTE, report.provider_ref, event_id=f"evt_{state}")
        assert shown(each_post, each_post.who).kept == Money(kept, "USD")


def test_it_outlives_the_card_it_was_paid_with(post: LetterTill) -> None:
    post.paid()
    with post.store.write(post.who) as tx:
        (card,) = tx.methods.list()
        tx.methods.remove(card.id, post.clock.now())
        assert tx.methods.list() == ()
    assert shown(post, post.who).kept == Money(9740, "USD")
