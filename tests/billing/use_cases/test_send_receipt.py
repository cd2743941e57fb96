"""A receipt by e-mail once more: to the address on file, and to no other."""

from dataclasses import replace

import pytest

from billing.errors import InvalidRequest, NotFound, NotOffered
from billing.ids import ReceiptId
from billing.letters import EMAIL, OutboxState
from billing.use_cases.send_receipt import send_receipt
from tests.billing.use_cases.letter_till import LetterTill
from tests.billing.use_cases.till import WORKER
from tests.builders import OMAR, customer, principal


def test_it_goes_to_the_address_that_is_on_file_when_it_leaves(each_post: LetterTill) -> None:
    each_post.paid()
    each_post.work()
    row = send_receipt(each_post.ports, each_post.who, each_post.receipt().id)
    assert (row.channel, row.state, row.subject) == (
        EMAIL,
        OutboxState.WAITING,
        each_post.receipt().id,
    )
    with each_post.store.write(WORKER) as tx:
        tx.customers.put(replace(customer(), email="nora@new.example"))
    each_post.work()
    assert each_post.row(row.id).state is OutboxState.SENT
    assert [letter.to for letter in each_post.letters.arrived] == [
        "c-nora@mail.example",
        "nora@new.example",
    ]
    assert each_post.verbs(each_post.receipt().id) == ["receipt.sent_again"]


def test_nobody_gets_anothers(each_post: LetterTill) -> None:
    each_post.paid()
    each_post.work()
    with pytest.raises(NotFound):
        send_receipt(each_post.ports, principal(OMAR), each_post.receipt().id)
    with pytest.raises(NotFound):
        send_receipt(each_post.ports, each_post.who, ReceiptId("rcp_none"))
    each_post.work()
    assert len(each_post.letters.arrived) == 1


def test_without_an_address_or_a_mail_server_it_says_so(post: LetterTill) -> None:
    post.paid()
    with post.store.write(WORKER) as tx:
        tx.customers.put(replace(customer(), email=""))
    with pytest.raises(InvalidRequest):
        send_receipt(post.ports, post.who, post.receipt().id)
    post.letters.sends_email = False
    for ports in (post.ports, replace(post.ports, letters=None)):
        with pytest.raises(NotOffered):
            send_receipt(ports, post.who, post.receipt().id)
    assert len(post.outbox()) == 1, "the one of the payment itself"
