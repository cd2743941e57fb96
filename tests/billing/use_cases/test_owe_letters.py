"""What an event calls for is owed in the transaction that makes it: all of it, or none."""

from dataclasses import replace

import pytest

from billing.letters import EMAIL, WEBHOOK, OutboxState
from billing.tickets import NO_CUSTOMER
from billing.use_cases._note import tell
from tests.billing.use_cases.letter_till import LetterTill
from tests.billing.use_cases.till import WORKER
from tests.builders import NORA, customer


def test_each_endpoint_hears_what_it_wants_whoever_caused_it(each_post: LetterTill) -> None:
    every, bills = each_post.endpoint(), each_post.endpoint("bill.paid")
    each_post.letters.sends_email = False
    each_post.paid()  # in the customer's own transaction
    told = [(row.kind, row.to) for row in each_post.outbox()]
    assert sorted(told) == sorted(
        [
            ("quote.opened", every.id),
            ("bill.paid", every.id),
            ("bill.paid", bills.id),
            ("payment.succeeded", every.id),
        ]
    )
    assert {row.channel for row in each_post.outbox()} == {WEBHOOK}
    assert {row.state for row in each_post.outbox()} == {OutboxState.WAITING}
    assert each_post.letters.tried == [], "nothing leaves inside a transaction"
    each_post.work()
    assert len(each_post.letters.arrived) == 4


def test_ids_are_told_by_the_names_the_api_gives_them(post: LetterTill) -> None:
    post.endpoint("payment.succeeded")
    post.letters.sends_email = False
    payment = post.paid()
    (row,) = post.outbox()
    assert row.subject == payment.id
    assert dict(row.data) == {
        "payment_id": payment.id,
        "bill_id": "HB-100",
        "amount_minor": 9740,
        "fee_minor": 0,
        "currency": "USD",
        "receipt_id": post.receipt().id,
        "customer_id": NORA,
    }


def test_what_is_about_no_customer_names_none(post: LetterTill) -> None:
    post.endpoint()
    post.tell("connection.problem", NO_CUSTOMER, connection_id="conn-1")
    (row,) = post.outbox()
    assert dict(row.data) == {"connection_id": "conn-1"}


def test_an_endpoint_that_is_off_is_owed_nothing(post: LetterTill) -> None:
    endpoint = post.endpoint()
    with post.store.write(WORKER) as tx:
        tx.webhook_endpoints.put(replace(endpoint, disabled_at=post.clock.now()))
    post.tell("bill.paid", bill_id="HB-100")
    assert post.outbox() == []


def test_the_receipt_is_mailed_when_money_moved_and_again_when_it_went_back(
    each_post: LetterTill,
) -> None:
    payment = each_post.paid()
    (mail,) = each_post.outbox()
    assert (mail.channel, mail.kind, mail.subject) == (EMAIL, "receipt", each_post.receipt().id)
    each_post.give_back(payment, 1000)
    each_post.work()
    mails = [row for row in each_post.outbox() if row.channel == EMAIL]
    assert [row.subject for row in mails] == [each_post.receipt().id] * 2
    assert [letter.to for letter in each_post.letters.arrived] == ["c-nora@mail.example"] * 2


def test_without_a_mail_server_or_an_address_no_mail_is_owed(post: LetterTill) -> None:
    post.letters.sends_email = False
    payment = post.paid()
    assert post.outbox() == []
    post.letters.sends_email = True
    with post.store.write(WORKER) as tx:
        tx.customers.put(replace(customer(), email=""))
    post.give_back(payment, 1000)
    assert post.outbox() == []


def test_other_events_mail_nothing(post: LetterTill) -> None:
    post.tell("bill.paid", bill_id="HB-100")
    assert post.outbox() == []


def undone(post: LetterTill) -> None:
    with post.store.write(WORKER) as tx:
        tell(post.ports, tx, "payment.succeeded", NORA, {"receipt": "rcp-1"})
        raise LookupError


def test_what_is_undone_is_told_to_nobody(each_post: LetterTill) -> None:
    each_post.endpoint()
    with pytest.raises(LookupError):
        undone(each_post)
    each_post.work()
    assert (each_post.outbox(), each_post.letters.tried) == ([], [])
