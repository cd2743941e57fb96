"""Stored webhooks are applied once more: looked up again, so nothing is repeated or undone."""

from datetime import datetime, timedelta

import pytest

from billing.errors import Forbidden, InvalidRequest, NotFound
from billing.payments import Payment, PaymentState
from billing.principal import system
from billing.repositories import About
from billing.use_cases.do_duty import WEBHOOK_TRIES
from billing.use_cases.replay_webhooks import Replay, chosen_webhooks, replay_webhooks
from tests.billing.use_cases.back_till import BackTill
from tests.billing.use_cases.letter_till import ADMIN, FINANCE, SUPPORT
from tests.billing.use_cases.test_connect_provider import admin_of
from tests.billing.use_cases.till import WORKER, Till
from tests.builders import CONNECTION, money
from tests.fakes_provider import Outcome

ALL_DEAD = Replay(dead_only=True)


def applied(till: Till, event_id: str) -> bool:
    with till.store.read(WORKER) as tx:
        return tx.inbox.get(CONNECTION, event_id).applied_at is not None


def ids(found: tuple[object, ...]) -> list[str]:
    return [getattr(row, "event_id", "") for row in found]


@pytest.fixture
def missed(back: BackTill) -> Payment:
    """A refund made by hand at a provider that answered nobody: its webhook is dead."""
    paid = back.paid()
    back.work()
    back.books.refund_by_hand("ch_1", money("20.00"))
    back.provider.down = True
    back.hear(About.REFUND, "re_1", payment_ref="ch_1", event_id="evt_dead")
    for _ in range(WEBHOOK_TRIES + 1):
        back.wait(days=1)
    assert not applied(back, "evt_dead")
    back.provider.down = False
    return paid


def test_a_dead_one_says_why_and_a_replay_heals_it(back: BackTill, missed: Payment) -> None:
    (dead,) = chosen_webhooks(back.ports, FINANCE, ALL_DEAD)
    assert (dead.event_id, dead.tries) == ("evt_dead", WEBHOOK_TRIES)
    assert dead.problem
    assert dead.dead_at is not None
    assert "A webhook could not be applied" in [each.subject for each in back.tickets()]
    assert back.refunds(missed) == ()

    assert ids(replay_webhooks(back.ports, FINANCE, ALL_DEAD)) == ["evt_dead"]
    back.work()
    assert applied(back, "evt_dead")
    assert [each.amount for each in back.refunds(missed)] == [money("20.00")]
    assert chosen_webhooks(back.ports, FINANCE, ALL_DEAD) == ()
    assert back.verbs("evt_dead") == ["webhook.given_up", "webhooks.replayed"]


def test_what_was_applied_changes_nothing_when_it_is_applied_again(each_till: Till) -> None:
    made = each_till.pay(Outcome.UNKNOWN_AFTER_CHARGE)
    each_till.webhook(made)
    each_till.work()
    settled, story = each_till.payment(made.id), each_till.verbs(made.id)
    assert settled.state is PaymentState.SUCCEEDED
    for _ in range(3):
        replay_webhooks(each_till.ports, ADMIN, Replay(ids=("evt_1",)))
        assert not applied(each_till, "evt_1")
        each_till.work()
        assert applied(each_till, "evt_1")
    assert each_till.payment(made.id) == settled
    assert each_till.verbs(made.id) == story
    assert len(each_till.provider.asked) == 4, "looked up anew each time, never believed"


def test_by_time_it_is_half_open_and_by_id_exact(each_till: Till) -> None:
    made = each_till.pay(Outcome.PENDING)
    times: list[datetime] = []
    for number in range(4):
        times.append(each_till.clock.now())
        each_till.webhook(made, f"evt_{number}")
        each_till.clock.move(timedelta(minutes=1))
    ports = each_till.ports
    between = Replay(since=times[1], until=times[3])
    assert ids(chosen_webhooks(ports, ADMIN, between)) == ["evt_2", "evt_1"]
    assert ids(chosen_webhooks(ports, ADMIN, Replay(since=times[2]))) == ["evt_3", "evt_2"]
    assert ids(chosen_webhooks(ports, ADMIN, Replay(until=times[1]))) == ["evt_0"]
    named = Replay(ids=("evt_2", "evt_0", "evt_2"))
    assert ids(chosen_webhooks(ports, ADMIN, named)) == ["evt_2", "evt_0"]
    each_till.work()
    assert ids(chosen_webhooks(ports, ADMIN, Replay(since=times[0], dead_only=True))) == []
    replay_webhooks(ports, ADMIN, between)
    assert [applied(each_till, f"evt_{number}") for number in range(4)] == [
        True,
        False,
        False,
        True,
    ]


def test_choosing_alone_changes_nothing(back: BackTill, missed: Payment) -> None:
    assert ids(chosen_webhooks(back.ports, ADMIN, ALL_DEAD)) == ["evt_dead"]
    back.work()
    assert not applied(back, "evt_dead")


@pytest.mark.parametrize(
    "nonsense",
    [
        Replay(),
        Replay(ids=("evt_1",), dead_only=True),
        Replay(ids=("evt_1",), since=datetime.fromisoformat("2026-03-02T00:00:00Z")),
        Replay(
            since=datetime.fromisoformat("2026-03-02T00:00:00Z"),
            until=datetime.fromisoformat("2026-03-02T00:00:00Z"),
        ),
    ],
)
def test_a_wish_that_says_nothing_or_two_things_is_refused(till: Till, nonsense: Replay) -> None:
    for act in (chosen_webhooks, replay_webhooks):
        with pytest.raises(InvalidRequest):
            act(till.ports, ADMIN, nonsense)


def test_only_those_of_the_company_by_admins_and_finance(each_till: Till) -> None:
    made = each_till.pay()
    each_till.webhook(made)
    each_till.work()
    stranger = admin_of(each_till.store, "globex")
    wish = Replay(ids=("evt_1",))
    for act in (chosen_webhooks, replay_webhooks):
        with pytest.raises(NotFound):
            act(each_till.ports, stranger, wish)
        with pytest.raises(NotFound):
            act(each_till.ports, ADMIN, Replay(ids=("evt_1", "evt_9")))
        for who in (SUPPORT, each_till.who):
            with pytest.raises(Forbidden):
                act(each_till.ports, who, wish)
    assert applied(each_till, "evt_1")
    everything = Replay(since=each_till.clock.now() - timedelta(days=1))
    assert chosen_webhooks(each_till.ports, stranger, everything) == ()
    operator = system(each_till.who.tenant, "operator")
    assert ids(replay_webhooks(each_till.ports, operator, everything)) == ["evt_1"]
