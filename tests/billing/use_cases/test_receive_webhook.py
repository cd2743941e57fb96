"""A verified webhook is written down once."""

from concurrent.futures import ThreadPoolExecutor

from tests.billing.use_cases.till import Till
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
