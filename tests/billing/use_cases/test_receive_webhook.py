"""A verified webhook is written down once."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from billing.errors import ForgedReport
from billing.repositories import InboxRow
from billing.use_cases.receive_webhook import REMEMBERED, Delivery, receive_webhooks
from payments._signatures import TOLERANCE
from tests.billing.use_cases.till import WORKER, Till
from tests.builders import CONNECTION
from tests.fakes_provider import Outcome


def test_one_event_is_kept_once_however_often_it_comes(each_till: Till) -> None:
    made = each_till.pay(Outcome.UNKNOWN_AFTER_CHARGE)
    with ThreadPoolExecutor(8) as pool:
        fresh = list(pool.map(lambda _: each_till.webhook(made), range(20)))
    assert fresh.count(True) == 1
    assert each_till.webhook(made, "evt_2")


def test_an_event_that_came_after_it_was_applied_changes_nothing(each_till: Till) -> None:
    made = each_till.pay(Outcome.UNKNOWN_AFTER_CHARGE)
    each_till.webhook(made)
    each_till.work()
    settled = each_till.payment(made.id)
    assert not each_till.webhook(made)
    assert each_till.work() == 0
    assert each_till.payment(made.id) == settled


def test_nothing_is_believed_before_the_provider_was_asked(till: Till) -> None:
    made = till.pay(Outcome.UNKNOWN_BEFORE_CHARGE)
    till.webhook(made)
    assert till.payment(made.id) == made
    till.work()
    assert till.payment(made.id) == made, "the provider knows nothing of it"


def take(till: Till, *letters: tuple[str, str]) -> tuple[bool, ...]:
    """Letters as (name of the delivery, event id), whose event stands for the body."""
    at = till.clock.now()
    rows = [InboxRow(event, CONNECTION, "changed", None, None, at) for _, event in letters]
    deliveries = [Delivery(CONNECTION, name, f"hash of {event}") for name, event in letters]
    return receive_webhooks(till.ports, WORKER, rows, deliveries)


def kept(till: Till) -> list[str]:
    with till.store.read(WORKER) as tx:
        return sorted(row.event_id for row in tx.inbox.list())


def test_one_delivery_brings_one_body_however_often_that_comes(each_till: Till) -> None:
    assert take(each_till, ("one", "evt_1")) == (True,)
    assert take(each_till, ("one", "evt_1")) == (False,)
    with pytest.raises(ForgedReport):
        take(each_till, ("one", "evt_2"))
    assert take(each_till, ("two", "evt_2")) == (True,)
    assert kept(each_till) == ["evt_1", "evt_2"]


def test_a_batch_with_another_body_is_not_written_down_at_all(each_till: Till) -> None:
    take(each_till, ("one", "evt_1"))
    with pytest.raises(ForgedReport):
        take(each_till, ("two", "evt_2"), ("one", "evt_3"), ("four", "evt_4"))
    assert kept(each_till) == ["evt_1"]
    assert take(each_till, ("two", "evt_2"), ("four", "evt_4")) == (True, True)


def test_of_many_bodies_of_one_delivery_at_once_one_is_taken(each_till: Till) -> None:
    def forged(number: int) -> bool:
        try:
            return not take(each_till, ("one", f"evt_{number}"))[0]
        except ForgedReport:
            return True

    with ThreadPoolExecutor(8) as pool:
        refused = list(pool.map(forged, range(16)))
    assert refused.count(False) == len(kept(each_till)) == 1


def test_a_delivery_is_remembered_for_as_long_as_its_time_is_believed() -> None:
    assert REMEMBERED >= 2 * TOLERANCE
