"""Letters are made from the rows as they are when they leave; who failed is left alone a while."""

import json
from collections import deque
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from api.formats import BabelFormats
from api.letters import LONGEST_REST, RECEIVERS, REST, OutgoingLetters
from billing.errors import (
    DeliveryFailed,
    DeliveryNotTried,
    DeliveryProblem,
    DeliveryRefused,
    NotFound,
)
from billing.letters import EMAIL, WEBHOOK, Letter, OutboxRow, OutboxState, WebhookEndpoint
from billing.ports import Store
from billing.principal import system
from delivery.webhook import sign
from tests.builders import HARBOR, NORA, put_world
from tests.fakes import FakeClock

DOWN = DeliveryFailed("the receiver answered 5xx")


@dataclass
class Post:
    """A channel with an outcome per letter; unscripted ones arrive."""

    name: str
    script: deque[DeliveryProblem | None] = field(default_factory=deque)
    tried: list[str] = field(default_factory=list)

    def deliver(self, letter: Letter) -> None:
        self.tried.append(letter.to)
        outcome = self.script.popleft() if self.script else None
        if outcome is not None:
            raise outcome


@pytest.fixture
def hooks() -> Post:
    return Post(WEBHOOK)


@pytest.fixture
def letters(clock: FakeClock, hooks: Post) -> OutgoingLetters:
    return OutgoingLetters(BabelFormats(), clock, {WEBHOOK: hooks}, lambda url: None)


def letter(to: str, clock: FakeClock, channel: str = WEBHOOK) -> Letter:
    return Letter("msg_1", channel, to, "bill.paid", "{}", "bill.paid", clock.now())


def test_a_receiver_that_failed_rests_longer_each_time_and_holds_up_nobody(
    letters: OutgoingLetters, hooks: Post, clock: FakeClock
) -> None:
    bad, good = letter("https://bad.example/", clock), letter("https://good.example/", clock)
    rests = []
    hooks.script.extend([DOWN] * 12)
    for _ in range(12):
        with pytest.raises(DeliveryFailed):
            letters.deliver(bad)
        with pytest.raises(DeliveryNotTried) as resting:
            letters.deliver(bad)
        rests.append(resting.value.wait)
        clock.move_real(resting.value.wait)
    assert rests[:3] == [REST, REST * 2, REST * 4]
    assert rests[-1] == LONGEST_REST
    letters.deliver(good)
    letters.deliver(bad)
    assert hooks.tried == [bad.to] * 12 + [good.to, bad.to]
    hooks.script.append(DOWN)
    with pytest.raises(DeliveryFailed):
        letters.deliver(bad)
    with pytest.raises(DeliveryNotTried) as resting:
        letters.deliver(bad)
    assert resting.value.wait == REST, "what arrived is forgiven"


def test_a_ping_is_tried_at_once_and_wakes_the_receiver(
    letters: OutgoingLetters, hooks: Post, clock: FakeClock
) -> None:
    told = letter("https://bad.example/", clock)
    hooks.script.extend([DOWN, DOWN])
    with pytest.raises(DeliveryFailed, match="5xx"):
        letters.deliver(told)
    with pytest.raises(DeliveryFailed, match="5xx"):
        letters.deliver(replace(told, kind="ping"))
    with pytest.raises(DeliveryNotTried):
        letters.deliver(told)
    letters.deliver(replace(told, kind="ping"))
    letters.deliver(told)
    assert len(hooks.tried) == 4


def test_a_refusal_is_no_failure_of_the_receiver(
    letters: OutgoingLetters, hooks: Post, clock: FakeClock
) -> None:
    hooks.script.append(DeliveryRefused("the receiver wants no more of this (410)"))
    with pytest.raises(DeliveryRefused):
        letters.deliver(letter("https://gone.example/", clock))
    letters.deliver(letter("https://gone.example/", clock))


def test_the_mail_server_is_one_receiver_whoever_the_mail_is_for(clock: FakeClock) -> None:
    mail = Post(EMAIL, deque([DOWN]))
    letters = OutgoingLetters(BabelFormats(), clock, {EMAIL: mail}, lambda url: None)
    assert letters.sends_email
    with pytest.raises(DeliveryFailed):
        letters.deliver(letter("a@mail.example", clock, EMAIL))
    with pytest.raises(DeliveryNotTried):
        letters.deliver(letter("b@mail.example", clock, EMAIL))
    assert mail.tried == ["a@mail.example"]


def test_a_channel_that_is_not_configured_is_a_failure_that_may_pass(
    letters: OutgoingLetters, clock: FakeClock
) -> None:
    assert not letters.sends_email
    with pytest.raises(DeliveryFailed, match="no email is sent from here"):
        letters.deliver(letter("a@mail.example", clock, EMAIL))


def test_only_so_many_receivers_are_remembered(
    letters: OutgoingLetters, hooks: Post, clock: FakeClock
) -> None:
    hooks.script.extend([DOWN] * (RECEIVERS + 10))
    for number in range(RECEIVERS + 10):
        with pytest.raises(DeliveryFailed):
            letters.deliver(letter(f"https://r{number}.example/", clock))
    assert len(letters.resting) == RECEIVERS


def test_secrets_are_fresh_and_can_sign(letters: OutgoingLetters, clock: FakeClock) -> None:
    secrets = {letters.new_secret() for _ in range(20)}
    assert len(secrets) == 20
    headers = sign(sorted(secrets)[:2], "msg_1", clock.real_now(), b"{}")
    assert headers["webhook-signature"].count("v1,") == 2


def row(**changes: object) -> OutboxRow:
    waiting = OutboxRow(
        id="msg_1",
        channel=WEBHOOK,
        kind="bill.paid",
        subject="HB-100",
        to="whe_1",
        customer_id=NORA,
        state=OutboxState.WAITING,
        created_at=FakeClock().now() + timedelta(milliseconds=250),
        data={"bill_id": "HB-100"},
    )
    return replace(waiting, **changes)  # type: ignore[arg-type]  # a story's own fields


def test_a_webhook_is_made_from_its_endpoint_as_it_is_now(
    letters: OutgoingLetters, sqlite_store: Store, clock: FakeClock
) -> None:
    put_world(sqlite_store)
    endpoint = WebhookEndpoint(
        "whe_1", "https://hooks.northwind-shop.com/", (), ("whsec_new", "whsec_old"), clock.now()
    )
    with sqlite_store.write(system(HARBOR)) as tx:
        with pytest.raises(NotFound):
            letters.render(tx, row())
        tx.webhook_endpoints.put(endpoint)
        made = letters.render(tx, row())
        assert made is not None
        assert (made.id, made.to, made.secrets) == ("msg_1", endpoint.url, endpoint.secrets)
        assert json.loads(made.body) == {
            "type": "bill.paid",
            "timestamp": "2026-03-02T09:00:00Z",
            "data": {"bill_id": "HB-100"},
        }
        assert letters.render(tx, row()) == made, "the same at every try"
        tx.webhook_endpoints.put(replace(endpoint, disabled_at=clock.now()))
        assert letters.render(tx, row()) is None
