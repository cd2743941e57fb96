"""Applying a webhook: ask the provider, then the one settle path."""

import pytest

from billing.errors import NotFound, OutcomeUnknown, ProviderUnavailable
from billing.payments import PaymentState
from billing.repositories import InboxRow
from billing.use_cases.apply_webhook import apply_webhook
from billing.use_cases.receive_webhook import receive_webhook
from tests.billing.use_cases.till import WORKER, Till
from tests.builders import CONNECTION, second_account
from tests.fakes_provider import Outcome

_S = PaymentState


def applied(till: Till, event_id: str = "evt_1") -> bool:
    with till.store.read(WORKER) as tx:
        return tx.inbox.get(CONNECTION, event_id).applied_at is not None


def test_a_webhook_settles_a_doubt_before_the_schedule_does(each_till: Till) -> None:
    made = each_till.pay(Outcome.UNKNOWN_AFTER_CHARGE)
    each_till.webhook(made)
    each_till.work()
    assert each_till.payment(made.id).state is _S.SUCCEEDED
    assert applied(each_till)
    assert not each_till.owes_a_check(made)


def test_a_webhook_survives_a_provider_that_cannot_be_asked(till: Till) -> None:
    made = till.pay(Outcome.UNKNOWN_AFTER_CHARGE)
    till.webhook(made)
    till.provider.down = True
    till.work()
    assert (till.payment(made.id).state, applied(till)) == (_S.UNKNOWN, False)
    till.provider.down = False
    till.wait(seconds=5)
    assert (till.payment(made.id).state, applied(till)) == (_S.SUCCEEDED, True)


def test_a_late_success_reaches_finance_through_a_webhook(each_till: Till) -> None:
    failed = each_till.pay(Outcome.DECLINE)
    each_till.provider.becomes("ch_1", _S.SUCCEEDED)
    for event_id in ("evt_1", "evt_2"):
        each_till.webhook(failed, event_id)
    each_till.work()
    with each_till.store.read(WORKER) as tx:
        subjects = [ticket.subject for ticket in tx.tickets.list().items]
    assert len(subjects) == 1
    assert applied(each_till, "evt_2")
    assert each_till.payment(failed.id).state is _S.FAILED


def test_an_event_about_nothing_of_ours_is_done_with(till: Till) -> None:
    for event_id, reference in (("evt_1", None), ("evt_2", "somebody-elses")):
        row = InboxRow(event_id, CONNECTION, "changed", reference, "ch_9", till.clock.now())
        receive_webhook(till.ports, WORKER, row)
        assert apply_webhook(till.ports, WORKER, CONNECTION, event_id) is None
        assert applied(till, event_id)
    assert till.provider.asked == []


def test_another_connection_cannot_speak_about_our_payment(till: Till) -> None:
    made = till.pay(Outcome.UNKNOWN_AFTER_CHARGE)
    other = second_account(till.store)
    row = InboxRow("evt_1", other, "changed", made.key, None, till.clock.now())
    receive_webhook(till.ports, WORKER, row)
    with pytest.raises(NotFound):
        apply_webhook(till.ports, WORKER, other, "evt_1")
    assert till.payment(made.id) == made


def test_an_applied_event_asks_nobody_again(till: Till) -> None:
    made = till.pay(Outcome.UNKNOWN_AFTER_CHARGE)
    till.webhook(made)
    till.work()
    asked = len(till.provider.asked)
    applied_again = apply_webhook(till.ports, WORKER, CONNECTION, "evt_1")
    assert applied_again == till.payment(made.id)
    assert len(till.provider.asked) == asked


def test_a_doubtful_answer_to_a_question_is_only_no_answer(till: Till) -> None:
    made = till.pay(Outcome.UNKNOWN_AFTER_CHARGE)
    till.webhook(made)
    till.provider.during_lookup = _die_on_the_line
    with pytest.raises(ProviderUnavailable):
        apply_webhook(till.ports, WORKER, CONNECTION, "evt_1")
    assert not applied(till)


def _die_on_the_line() -> None:
    raise OutcomeUnknown("cut in the middle of an answer")
