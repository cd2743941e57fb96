"""Asking to pay: bounds, bindings, and that nothing moves."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from billing.bills import BillState
from billing.errors import (
    AmountOutOfRange,
    Forbidden,
    InvalidMoney,
    InvalidRequest,
    MethodUnusable,
    NotFound,
    NotPayable,
    PaymentInDoubt,
    TooMany,
)
from billing.ids import ConversationId
from billing.money import Money
from billing.quotes import QuoteStatus
from billing.tenants import Confirmation, Policy
from billing.use_cases._offers import QUOTES_PER_HOUR
from billing.use_cases.pay_bill import BILLS_PER_QUOTE
from tests.billing.use_cases.till import WORKER, MakeTill, Till
from tests.builders import OMAR, POLICY, bill, customer, february, january, method, payment
from tests.fakes_provider import Outcome


def test_a_quote_offers_all_that_is_due_and_moves_nothing(till: Till) -> None:
    quote = till.ask()
    assert quote.total == Money(9740, "USD")
    assert (quote.payee, quote.method_id) == ("Harbor Power & Water Inc", "pm-visa")
    assert quote.expires_at - quote.created_at == timedelta(minutes=10)
    assert till.provider.sent == []
    assert till.payments() == ()
    assert till.verbs(quote.id) == ["quote.opened"]


def test_what_was_paid_already_is_not_offered_again(make_till: MakeTill) -> None:
    rows = (february(), method(), payment("pay-9", bill_id="HB-100", amount="40.00"))
    till = make_till(*rows)
    assert till.ask().total == Money(5740, "USD")


@pytest.mark.parametrize("amount_minor", [0, -1, 1, 499, 9741, 2**31, 2**63, 10**15])
def test_an_amount_outside_what_is_due_is_refused(till: Till, amount_minor: int) -> None:
    with pytest.raises(AmountOutOfRange) as refused:
        till.ask(amount_minor=amount_minor)
    assert (refused.value.minimum_minor, refused.value.maximum_minor) == (500, 9740)


@pytest.mark.parametrize("amount_minor", [500, 501, 9739, 9740])
def test_a_part_within_the_bounds_is_offered(till: Till, amount_minor: int) -> None:
    assert till.ask(amount_minor=amount_minor).total == Money(amount_minor, "USD")


def test_only_a_whole_number_is_an_amount(till: Till) -> None:
    for wrong in (True, 700.0):
        with pytest.raises((InvalidMoney, AmountOutOfRange)):
            till.ask(amount_minor=wrong)  # type: ignore[arg-type]  # what a careless edge might pass


def test_a_part_is_refused_where_the_tenant_forbids_parts(make_till: MakeTill) -> None:
    till = make_till(policy=Policy())
    with pytest.raises(AmountOutOfRange) as refused:
        till.ask(amount_minor=9739)
    assert (refused.value.minimum_minor, refused.value.partial_allowed) == (9740, False)
    assert till.ask(amount_minor=9740).total.amount_minor == 9740


def test_a_minimum_above_the_rest_leaves_only_the_rest(make_till: MakeTill) -> None:
    policy = replace(POLICY, partial_minimum_minor=20_000)
    till = make_till(policy=policy)
    with pytest.raises(AmountOutOfRange):
        till.ask(amount_minor=5000)
    assert till.ask(amount_minor=9740).total.amount_minor == 9740


def test_the_same_wish_again_is_the_same_quote(till: Till) -> None:
    assert till.ask().id == till.ask().id


def test_another_amount_replaces_the_offer(till: Till) -> None:
    first = till.ask()
    second = till.ask(amount_minor=700)
    assert till.quote(first.id).status is QuoteStatus.SUPERSEDED
    assert till.quote(second.id).status is QuoteStatus.OPEN


def test_another_conversation_gets_an_offer_of_its_own(till: Till) -> None:
    first = till.ask()
    assert till.ask(conversation_id=ConversationId("conv-0002")).id != first.id
    assert till.quote(first.id).status is QuoteStatus.SUPERSEDED


def test_an_offer_half_over_is_made_afresh(till: Till) -> None:
    first = till.ask()
    till.clock.move(timedelta(minutes=5))
    assert till.ask().id != first.id


def test_several_bills_make_one_quote(make_till: MakeTill) -> None:
    rows = (february(), bill("HB-101", amount="12.00"), method())
    till = make_till(*rows)
    quote = till.ask("HB-101", "HB-100")
    assert [line.bill_id for line in quote.lines] == ["HB-101", "HB-100"]
    assert quote.total == Money(10_940, "USD")


def test_requests_that_contradict_themselves_are_refused(make_till: MakeTill) -> None:
    yen = bill("HB-JPY", currency="JPY")
    rows = (february(), bill("HB-101"), yen, method())
    till = make_till(*rows)
    with pytest.raises(InvalidRequest, match="different currencies"):
        till.ask("HB-100", "HB-JPY")
    with pytest.raises(InvalidRequest, match="once"):
        till.ask("HB-100", "HB-100")
    with pytest.raises(InvalidRequest, match="one bill"):
        till.ask("HB-100", "HB-101", amount_minor=700)
    with pytest.raises(InvalidRequest, match="between 1 and 20"):
        till.ask(*(f"HB-{number}" for number in range(BILLS_PER_QUOTE + 1)))


def test_a_yen_bill_keeps_its_own_unit(make_till: MakeTill) -> None:
    rows = (bill("HB-JPY", ("Service", "1200"), currency="JPY"), method())
    till = make_till(*rows)
    quote = till.ask("HB-JPY")
    assert quote.total == Money(1200, "JPY")
    assert quote.approve_by == ("button",), "the text limit is in the tenant's own currency"


@pytest.mark.parametrize("state", [BillState.DRAFT, BillState.VOID, BillState.PAID])
def test_a_bill_that_is_not_open_cannot_be_paid(make_till: MakeTill, state: BillState) -> None:
    till = make_till(bill("HB-7", state=state), method())
    with pytest.raises(NotPayable):
        till.ask("HB-7")


def test_a_disputed_bill_offers_its_undisputed_part(make_till: MakeTill) -> None:
    disputed = bill("HB-7", ("Service", "50.00"), disputed="20.00")
    till = make_till(disputed, method())
    assert till.ask("HB-7").total == Money(3000, "USD")
    with pytest.raises(AmountOutOfRange):
        till.ask("HB-7", amount_minor=3001)


def test_a_disputed_bill_waits_where_the_tenant_says_so(make_till: MakeTill) -> None:
    policy = replace(POLICY, dispute_pay_undisputed=False)
    disputed = bill("HB-7", ("Service", "50.00"), disputed="20.00")
    till = make_till(disputed, method(), policy=policy)
    with pytest.raises(NotPayable, match="disputed"):
        till.ask("HB-7")


def test_a_fully_disputed_bill_cannot_be_paid(make_till: MakeTill) -> None:
    disputed = bill("HB-7", ("Service", "50.00"), disputed="50.00")
    till = make_till(disputed, method())
    with pytest.raises(NotPayable, match="disputed"):
        till.ask("HB-7")


def test_a_bill_in_doubt_is_not_offered(till: Till) -> None:
    till.pay(Outcome.UNKNOWN_BEFORE_CHARGE)
    with pytest.raises(PaymentInDoubt):
        till.ask()


def test_another_customers_bill_and_method_do_not_exist(make_till: MakeTill) -> None:
    rows = (
        february(),
        method(),
        customer(OMAR),
        bill("OM-1", customer_id=OMAR),
        method("pm-omar", customer_id=OMAR),
    )
    till = make_till(*rows)
    with pytest.raises(NotFound, match="no such bill"):
        till.ask("OM-1")
    with pytest.raises(NotFound, match="no such bill"):
        till.ask("HB-100", "OM-1")
    with pytest.raises(NotFound, match="no such method"):
        till.ask(method_id="pm-omar")


def test_only_customers_ask_to_pay(till: Till) -> None:
    till.who = WORKER
    with pytest.raises(Forbidden):
        till.ask()


def test_a_method_that_cannot_pay_this_is_refused(make_till: MakeTill) -> None:
    rows = (
        february(),
        method("pm-old", expires_before_on=date(2026, 3, 1)),
        method("pm-euro", currencies=("EUR",)),
    )
    till = make_till(*rows)
    for method_id, why in (("pm-old", "expired"), ("pm-euro", "currency")):
        with pytest.raises(MethodUnusable, match=why):
            till.ask(method_id=method_id)


def test_without_any_method_there_is_no_quote(make_till: MakeTill) -> None:
    till = make_till(february())
    with pytest.raises(MethodUnusable, match="none"):
        till.ask()


def test_the_default_method_is_offered_first(make_till: MakeTill) -> None:
    rows = (february(), method("pm-a"), method("pm-b", is_default=True))
    assert make_till(*rows).ask().method_id == "pm-b"


@pytest.mark.parametrize(
    ("policy", "used_before", "by"),
    [
        (POLICY, True, ("button", "text")),
        (POLICY, False, ("button",)),
        (replace(POLICY, text_confirmation_limit_minor=9740), True, ("button", "text")),
        (replace(POLICY, text_confirmation_limit_minor=9739), True, ("button",)),
        (replace(POLICY, payment_confirmation=Confirmation.BUTTON), True, ("button",)),
    ],
)
def test_a_typed_yes_is_offered_only_under_the_limit_and_with_a_known_method(
    make_till: MakeTill, policy: Policy, used_before: bool, by: tuple[str, ...]
) -> None:
    rows = (february(), method(used_before=used_before))
    till = make_till(*rows, policy=policy)
    assert till.ask().approve_by == by


def test_offers_in_an_hour_have_a_cap(till: Till) -> None:
    for number in range(QUOTES_PER_HOUR):
        till.ask(amount_minor=500 + number)
    with pytest.raises(TooMany):
        till.ask(amount_minor=9000)
    till.clock.move(timedelta(hours=1, seconds=1))
    assert till.ask(amount_minor=9000).status is QuoteStatus.OPEN


def test_a_paid_bill_names_its_state(make_till: MakeTill) -> None:
    till = make_till(january(), method())
    with pytest.raises(NotPayable, match="bill is paid"):
        till.ask("HB-090")
