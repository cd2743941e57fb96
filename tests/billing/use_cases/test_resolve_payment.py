"""A hold ends by human decision and by nothing else; above the tenant's limit by two humans."""

from dataclasses import replace
from datetime import timedelta

import pytest

from billing.bills import BillState
from billing.customers import Staff
from billing.errors import Conflict, Forbidden, InvalidRequest
from billing.ids import BillId, PersonId
from billing.payments import Payment, PaymentState
from billing.principal import Role
from billing.resolutions import Resolution
from billing.stores.store import SqlStore
from billing.use_cases.check_payment import check_payment
from billing.use_cases.resolve_payment import Resolved, resolve_payment
from tests.billing.use_cases.back_till import ONE_PERSON, BackTill, open_back_till, staff
from tests.billing.use_cases.till import WORKER
from tests.builders import POLICY, february, method, money
from tests.fakes import FakeClock
from tests.fakes_provider import Outcome

_S = PaymentState
SEEN = "statement of 3 March, line 12"


def held(till: BackTill) -> Payment:
    """The provider took the right amount, but echoed another."""
    payment = till.pay(Outcome.WRONG_AMOUNT)
    assert payment.state is _S.HOLD
    return payment


def lost(till: BackTill) -> Payment:
    """The provider never heard of it."""
    payment = held(till)
    till.provider.made.clear()
    return payment


def decide(
    till: BackTill, payment: Payment, outcome: PaymentState, who: str = "fin-1", seen: str = SEEN
) -> Resolved:
    return resolve_payment(till.ports, staff(who), payment.id, outcome, seen)


@pytest.fixture
def two(store: SqlStore, clock: FakeClock) -> BackTill:
    """A tenant whose every hold needs two people: it set no limit."""
    return open_back_till(store, clock, policy=POLICY)


def test_neither_time_nor_the_reconciler_ends_a_hold(back: BackTill) -> None:
    payment = held(back)
    back.clock.move(timedelta(days=30))
    assert check_payment(back.ports, WORKER, payment.id).state is _S.HOLD


def test_finance_settles_it_with_evidence_and_the_bill_is_paid_once(back: BackTill) -> None:
    payment = held(back)
    done = decide(back, payment, _S.SUCCEEDED, seen=f" {SEEN} ").payment
    assert (done.state, done.note) == (_S.SUCCEEDED, SEEN)
    with back.ports.store.read(WORKER) as tx:
        assert tx.bills.get(BillId("HB-100")).state is BillState.PAID
        assert tx.payments.receipt_of(payment.id) is not None
        verbs = [(entry.actor, entry.verb) for entry in tx.trail.of_subject(payment.id)]
    assert ("finance:fin-1", "payment.resolved") in verbs
    with pytest.raises(InvalidRequest):
        decide(back, payment, _S.FAILED)


def test_called_failed_the_bill_may_be_paid_again_under_a_new_key(back: BackTill) -> None:
    payment = lost(back)
    decide(back, payment, _S.FAILED)
    again = back.pay()
    assert again.state is _S.SUCCEEDED
    assert again.key != payment.key


@pytest.mark.parametrize("outcome", sorted(set(_S) - {_S.SUCCEEDED, _S.FAILED}))
def test_only_an_end_is_an_outcome(back: BackTill, outcome: PaymentState) -> None:
    with pytest.raises(InvalidRequest):
        decide(back, held(back), outcome)


@pytest.mark.parametrize("evidence", ["", "  ", "x" * 501])
def test_evidence_is_needed(back: BackTill, evidence: str) -> None:
    with pytest.raises(InvalidRequest):
        decide(back, held(back), _S.SUCCEEDED, seen=evidence)


def test_support_and_customers_may_not(back: BackTill) -> None:
    payment = held(back)
    for who in (staff(role=Role.SUPPORT), back.who):
        with pytest.raises(Forbidden):
            resolve_payment(back.ports, who, payment.id, _S.SUCCEEDED, SEEN)


def test_it_takes_two_who_say_the_same_and_what_both_saw_is_kept(two: BackTill) -> None:
    payment = held(two)
    first = decide(two, payment, _S.SUCCEEDED, "anna", "the bank's line 12")
    assert first.payment.state is _S.HOLD
    assert first.awaiting is not None
    assert (first.awaiting.proposed_by, first.awaiting.outcome) == ("finance:anna", _S.SUCCEEDED)
    assert two.bill().state is BillState.OPEN
    done = decide(two, payment, _S.SUCCEEDED, "ben", "the provider's page")
    assert (done.payment.state, done.awaiting) == (_S.SUCCEEDED, None)
    note = done.payment.note or ""
    assert "finance:anna: the bank's line 12" in note
    assert "finance:ben: the provider's page" in note
    assert two.bill().state is BillState.PAID


def test_one_person_is_one_person_in_any_role_by_any_name_and_however_often(
    two: BackTill,
) -> None:
    payment = held(two)
    hire(two, "anna-b", "Anna@Harbor.example", Role.ADMIN)
    for who in (staff("anna"), staff("anna", Role.ADMIN), staff("anna-b", Role.ADMIN)):
        result = resolve_payment(two.ports, who, payment.id, _S.SUCCEEDED, f"{SEEN}, {who.role}")
        assert result.payment.state is _S.HOLD
    assert decide(two, payment, _S.SUCCEEDED, "ben").payment.state is _S.SUCCEEDED


def hire(till: BackTill, name: str, email: str, role: Role) -> None:
    with till.store.write(WORKER) as tx:
        tx.customers.put_staff(Staff(PersonId(name), email, role))


def test_where_two_are_needed_each_is_on_the_list_of_staff(two: BackTill) -> None:
    payment = held(two)
    hire(two, "sam", "sam@harbor.example", Role.SUPPORT)
    for name in ("operator", "sam", "Anna", "-"):
        with pytest.raises(InvalidRequest, match="list of staff"):
            decide(two, payment, _S.SUCCEEDED, name)
    with pytest.raises(Forbidden):
        resolve_payment(two.ports, WORKER, payment.id, _S.SUCCEEDED, SEEN)
    with two.store.read(WORKER) as tx:
        assert tx.resolutions.of_subject(payment.id) is None


def test_a_name_given_before_lists_were_asked_for_stays_readable_and_counts_for_nobody(
    two: BackTill,
) -> None:
    payment = held(two)
    with two.store.write(WORKER) as tx:
        now = two.clock.now()
        tx.resolutions.propose(
            Resolution(payment.id, _S.SUCCEEDED, SEEN, "system:anna's friend", now)
        )
    first = decide(two, payment, _S.SUCCEEDED, "anna")
    assert first.awaiting is not None
    assert first.awaiting.proposed_by == "finance:anna"
    done = decide(two, payment, _S.SUCCEEDED, "ben", "the provider's page").payment
    assert done.state is _S.SUCCEEDED
    assert f"system:anna's friend: {SEEN}\nfinance:anna: {SEEN}" in (done.note or "")


def test_another_outcome_takes_the_proposals_place(two: BackTill) -> None:
    payment = lost(two)
    two.books.hidden = True
    with pytest.raises(Conflict):
        decide(two, payment, _S.SUCCEEDED, "anna")
    two.books.down = True  # the provider cannot be asked: only the two of them can know
    decide(two, payment, _S.SUCCEEDED, "anna")
    changed = decide(two, payment, _S.FAILED, "ben")
    assert changed.payment.state is _S.HOLD
    assert changed.awaiting is not None
    assert changed.awaiting.proposed_by == "finance:ben"
    assert decide(two, payment, _S.FAILED, "anna").payment.state is _S.FAILED


@pytest.mark.parametrize(("limit", "people"), [(9740, 1), (9739, 2)])
def test_the_limit_is_the_tenants(
    sqlite_store: SqlStore, clock: FakeClock, limit: int, people: int
) -> None:
    policy = replace(ONE_PERSON, second_person_above_minor=limit)
    till = open_back_till(sqlite_store, clock, policy=policy)
    result = decide(till, held(till), _S.SUCCEEDED)
    assert (result.awaiting is None) == (people == 1)


def test_another_currency_than_the_tenants_always_takes_two(
    sqlite_store: SqlStore, clock: FakeClock
) -> None:
    euros = replace(february(), amount=money("20.00", "EUR"), lines=())
    till = open_back_till(sqlite_store, clock, euros, method())
    assert decide(till, held(till), _S.SUCCEEDED).awaiting is not None


def test_the_provider_is_asked_and_stops_who_contradicts_it(back: BackTill) -> None:
    payment = held(back)
    with pytest.raises(Conflict, match="as done"):
        decide(back, payment, _S.FAILED)
    back.provider.made.clear()
    with pytest.raises(Conflict, match="does not have it"):
        decide(back, payment, _S.SUCCEEDED)
    assert back.payment(payment.id).state is _S.HOLD


def test_another_amount_taken_is_undone_at_the_provider_and_two_say_so(back: BackTill) -> None:
    payment = held(back)
    back.provider.made[0] = replace(back.provider.made[0], amount=money("97.41"))
    with pytest.raises(Conflict, match="another amount"):
        decide(back, payment, _S.SUCCEEDED)
    assert decide(back, payment, _S.FAILED, "anna").awaiting is not None
    assert decide(back, payment, _S.FAILED, "ben").payment.state is _S.FAILED


def test_a_provider_that_cannot_be_asked_stops_nobody(back: BackTill) -> None:
    payment = lost(back)
    back.provider.down = True
    assert decide(back, payment, _S.SUCCEEDED).payment.state is _S.SUCCEEDED


def nameless(till: BackTill) -> Payment:
    """Charged, its answer lost, a week of silence: nobody knows what the provider calls it."""
    payment = till.pay(Outcome.UNKNOWN_AFTER_CHARGE)
    till.provider.down = True
    till.wait_days(8)
    till.provider.down = False
    held = till.payment(payment.id)
    assert (held.state, held.provider_ref) == (_S.HOLD, None)
    return held


def test_what_the_provider_calls_it_is_kept_so_that_it_can_be_given_back(
    each_back: BackTill,
) -> None:
    payment = nameless(each_back)
    done = decide(each_back, payment, _S.SUCCEEDED).payment
    assert done.provider_ref == "ch_1"
    assert each_back.give_back(done).state is _S.SUCCEEDED
    assert [back.payment_ref for back in each_back.books.returned()] == ["ch_1"]


def test_a_provider_that_denies_what_people_called_succeeded_is_heard_once(
    each_back: BackTill,
) -> None:
    payment = nameless(each_back)
    each_back.provider.down = True
    decide(each_back, payment, _S.SUCCEEDED)
    calls = len(each_back.tickets())
    each_back.provider.down = False
    each_back.provider.becomes("ch_1", _S.FAILED)
    for event_id in ("evt_1", "evt_2"):
        each_back.webhook(payment, event_id)
        each_back.work()
    assert each_back.payment(payment.id).state is _S.SUCCEEDED
    assert each_back.bill().state is BillState.PAID
    assert len(each_back.tickets()) == calls + 1
    assert each_back.tickets()[0].packet["said_by_provider"] == "failed"


def test_an_old_no_about_what_the_provider_itself_settled_calls_nobody(back: BackTill) -> None:
    paid = back.paid()
    back.provider.becomes("ch_1", _S.FAILED)
    back.webhook(paid)
    back.work()
    assert (back.payment(paid.id).state, back.tickets()) == (_S.SUCCEEDED, [])


def test_a_late_yes_after_people_called_it_failed_is_booked_and_told(each_back: BackTill) -> None:
    payment = nameless(each_back)
    each_back.provider.down = True
    decide(each_back, payment, _S.FAILED)
    each_back.provider.down = False
    for event_id in ("evt_1", "evt_2"):
        each_back.webhook(payment, event_id)
        each_back.work()
    assert [made.state for made in each_back.payments()] == [_S.FAILED, _S.SUCCEEDED]
    assert each_back.bill().state is BillState.PAID


def test_a_webhook_that_comes_while_people_decide_changes_no_hold(each_back: BackTill) -> None:
    payment = held(each_back)
    each_back.provider.during_lookup = lambda: webhook_once(each_back, payment)
    assert decide(each_back, payment, _S.SUCCEEDED).payment.state is _S.SUCCEEDED
    assert len(each_back.payments()) == 1
    assert each_back.verbs(payment.id).count("payment.succeeded") == 1


def webhook_once(till: BackTill, payment: Payment) -> None:
    till.provider.during_lookup = lambda: None
    till.webhook(payment)
    till.work()
    assert till.payment(payment.id).state is _S.HOLD
