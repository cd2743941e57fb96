"""Letters leave at least once, under one id, for about three days; then somebody hears of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from billing.errors import DeliveryFailed, DeliveryNotTried, DeliveryRefused, Forbidden
from billing.letters import OutboxRow, OutboxState, WebhookEndpoint
from billing.use_cases.send_letter import (
    JITTER,
    LIFE,
    NO_CHANNEL_WAIT,
    WAITS,
    retry_letter,
    send_letter,
)
from billing.use_cases.webhook_endpoints import remove_webhook_endpoint
from tests.billing.use_cases.letter_till import ADMIN, FINANCE, SUPPORT, LetterTill
from tests.billing.use_cases.till import WORKER
from tests.fakes_letters import ScriptedLetters

DOWN = DeliveryFailed("the receiver answered 5xx")


@pytest.fixture
def hook(post: LetterTill) -> WebhookEndpoint:
    return post.endpoint()


def owed(post: LetterTill, name: str = "bill.paid") -> OutboxRow:
    """A letter that waits."""
    post.tell(name, bill_id="HB-100")
    return post.outbox()[-1]


def test_what_arrives_is_sent_once(each_post: LetterTill) -> None:
    each_post.endpoint()
    row = owed(each_post)
    each_post.work()
    each_post.wait(hours=1)
    (letter,) = each_post.letters.arrived
    assert (letter.id, letter.kind, letter.secrets) == (row.id, "bill.paid", ("whsec_1",))
    sent = each_post.row(row.id)
    assert (sent.state, sent.tries, sent.sent_at) == (
        OutboxState.SENT,
        1,
        each_post.clock.now() - timedelta(hours=1),
    )
    assert send_letter(each_post.ports, WORKER, row.id) is None
    assert len(each_post.letters.tried) == 1


def test_a_failed_try_is_repeated_under_the_same_id_with_growing_pauses(
    post: LetterTill, hook: WebhookEndpoint
) -> None:
    row = owed(post)
    post.letters.script.extend([DOWN] * len(WAITS))
    for tries, wait in enumerate(WAITS, start=1):
        asked = send_letter(post.ports, WORKER, row.id)
        assert asked is not None
        assert wait <= asked <= wait + wait / JITTER
        assert post.row(row.id).tries == tries
        assert post.row(row.id).problem == "the receiver answered 5xx"
    assert send_letter(post.ports, WORKER, row.id) is None
    assert {letter.id for letter in post.letters.tried} == {row.id}
    arrived = post.row(row.id)
    assert (arrived.state, arrived.problem) == (OutboxState.SENT, None)
    assert list(WAITS) == sorted(WAITS)
    assert timedelta(days=3) < LIFE < timedelta(days=5)


def test_the_worker_keeps_to_the_pauses(post: LetterTill, hook: WebhookEndpoint) -> None:
    owed(post)
    post.letters.script.extend([DOWN, DOWN])
    post.work()
    assert len(post.letters.tried) == 1
    post.wait(seconds=4)
    assert len(post.letters.tried) == 1
    post.wait(seconds=3)
    assert len(post.letters.tried) == 2
    post.wait(seconds=20)
    assert len(post.letters.tried) == 2
    post.wait(seconds=20)
    assert len(post.letters.arrived) == 1


def test_two_that_failed_together_do_not_come_back_together(
    post: LetterTill, hook: WebhookEndpoint
) -> None:
    post.letters.always = DOWN
    waits = {send_letter(post.ports, WORKER, owed(post).id) for _ in range(8)}
    assert len(waits) > 4


def test_after_the_last_try_it_is_dead_with_its_reason_and_the_silent_endpoint_off(
    post: LetterTill, hook: WebhookEndpoint
) -> None:
    row = owed(post)
    post.letters.always = DOWN
    while send_letter(post.ports, WORKER, row.id) is not None:
        pass
    dead = post.row(row.id)
    assert (dead.state, dead.tries) == (OutboxState.DEAD, len(WAITS) + 1)
    assert dead.problem == "the receiver answered 5xx"
    assert post.verbs(row.id) == ["letter.given_up"]
    (off,) = post.hooks()
    assert off.disabled_at == post.clock.now()
    assert "nothing for three days" in str(off.why_disabled)
    assert len(post.about_hooks()) == 1


def test_an_endpoint_that_takes_others_stays_on(post: LetterTill, hook: WebhookEndpoint) -> None:
    row = owed(post)
    post.clock.move(timedelta(seconds=1))
    send_letter(post.ports, WORKER, owed(post, "bill.reopened").id)
    post.letters.always = DOWN
    while send_letter(post.ports, WORKER, row.id) is not None:
        pass
    assert post.row(row.id).state is OutboxState.DEAD
    assert post.hooks()[0].disabled_at is None
    assert post.about_hooks() == []


def test_a_receiver_that_wants_no_more_is_left_alone_at_once(
    post: LetterTill, hook: WebhookEndpoint
) -> None:
    row, other = owed(post), owed(post, "bill.reopened")
    post.letters.always = DeliveryRefused("the receiver wants no more of this (410)")
    post.work()
    assert len(post.letters.tried) == 1
    assert [each.state for each in post.outbox()] == [OutboxState.DEAD] * 2
    assert "410" in str(post.row(row.id).problem)
    assert post.row(other.id).problem == "there is nobody to send it to"
    assert post.hooks()[0].why_disabled == "the receiver wants no more of this (410)"
    assert len(post.about_hooks()) == 1


def test_a_mail_that_is_refused_switches_nothing_off(post: LetterTill) -> None:
    post.endpoint("ticket.opened")
    post.paid()
    post.letters.always = DeliveryRefused("the mail server refused the address (5xx)")
    post.work()
    (mail,) = post.outbox()
    assert (mail.channel, mail.state) == ("email", OutboxState.DEAD)
    assert post.hooks()[0].disabled_at is None


def test_resting_is_no_try_and_ends_all_the_same(post: LetterTill, hook: WebhookEndpoint) -> None:
    row = owed(post)
    post.letters.always = DeliveryNotTried("the receiver failed a moment ago", timedelta(seconds=5))
    asked = send_letter(post.ports, WORKER, row.id)
    assert asked is not None
    assert timedelta(seconds=5) <= asked < timedelta(seconds=7)
    assert post.row(row.id).tries == 0
    post.clock.move(LIFE)
    assert send_letter(post.ports, WORKER, row.id) is None
    assert post.row(row.id).state is OutboxState.DEAD


def test_an_old_one_that_is_begun_again_has_its_patience_anew(
    each_post: LetterTill,
) -> None:
    each_post.endpoint()
    row = owed(each_post)
    with each_post.store.write(WORKER) as tx:
        tx.outbox.update(replace(row, state=OutboxState.DEAD))
    each_post.clock.move(LIFE * 2)
    each_post.letters.always = DeliveryNotTried("it failed a moment ago", timedelta(seconds=5))
    again = retry_letter(each_post.ports, FINANCE, row.id)
    assert again.retried_at == each_post.clock.now()
    assert send_letter(each_post.ports, WORKER, row.id) is not None
    assert each_post.row(row.id).state is OutboxState.WAITING
    assert each_post.hooks()[0].disabled_at is None
    each_post.clock.move(LIFE)
    assert send_letter(each_post.ports, WORKER, row.id) is None
    assert each_post.row(row.id).state is OutboxState.DEAD
    assert each_post.hooks()[0].disabled_at is not None, "it took nothing in all that time"


def test_what_waits_for_an_endpoint_that_was_removed_is_given_up(
    post: LetterTill, hook: WebhookEndpoint
) -> None:
    row = owed(post)
    remove_webhook_endpoint(post.ports, ADMIN, hook.id)
    post.work()
    gone = post.row(row.id)
    assert (gone.state, gone.problem) == (
        OutboxState.DEAD,
        "there is no such webhook endpoint any more",
    )
    assert post.letters.tried == []


def test_where_nothing_can_leave_letters_wait(post: LetterTill, hook: WebhookEndpoint) -> None:
    row = owed(post)
    assert send_letter(replace(post.ports, letters=None), WORKER, row.id) == NO_CHANNEL_WAIT
    assert post.row(row.id) == row


def test_staff_begin_again_with_a_dead_one(each_post: LetterTill) -> None:
    each_post.endpoint()
    row = owed(each_post)
    each_post.letters.script.append(DeliveryRefused("the address leads nowhere"))
    each_post.work()
    with each_post.store.write(WORKER) as tx:
        tx.webhook_endpoints.put(replace(each_post.hooks()[0], disabled_at=None))
    again = retry_letter(each_post.ports, FINANCE, row.id)
    assert (again.state, again.tries, again.problem) == (OutboxState.WAITING, 0, None)
    each_post.work()
    assert [letter.id for letter in each_post.letters.arrived] == [row.id]
    assert retry_letter(each_post.ports, ADMIN, row.id).state is OutboxState.SENT
    each_post.work()
    assert len(each_post.letters.arrived) == 1
    assert each_post.verbs(row.id) == ["letter.given_up", "letter.retried"]
    for who in (SUPPORT, each_post.who):
        with pytest.raises(Forbidden):
            retry_letter(each_post.ports, who, row.id)


def overtaken(post: LetterTill, row: OutboxRow, fault: DeliveryFailed | DeliveryRefused) -> None:
    """A worker sleeps over its lease while it delivers; another has delivered meanwhile."""

    class Slow(ScriptedLetters):
        def deliver(self, letter: object) -> None:
            send_letter(post.ports, WORKER, row.id)
            raise fault

    slow = replace(post.ports, letters=Slow())
    assert send_letter(slow, WORKER, row.id) is None


@pytest.mark.parametrize("fault", [DOWN, DeliveryRefused("the receiver wants no more (410)")])
def test_a_worker_that_wakes_up_late_undoes_nothing(
    post: LetterTill, hook: WebhookEndpoint, fault: DeliveryFailed | DeliveryRefused
) -> None:
    row = owed(post)
    overtaken(post, row, fault)
    assert post.row(row.id).state is OutboxState.SENT
    assert post.hooks()[0].disabled_at is None
    post.wait(hours=1)
    assert len(post.letters.arrived) == 1
