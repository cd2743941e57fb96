from datetime import date
from typing import Any

import pytest

from billing.bills import BillState
from billing.ids import QuoteId
from billing.payments import PaymentState
from billing.quotes import QuoteStatus
from billing.stores.store import SqlStore
from billing.tenants import Policy
from billing.use_cases.pay_bill import BILLS_PER_QUOTE
from tests.billing.use_cases.till import open_till
from tests.builders import (
    OMAR,
    POLICY,
    bill,
    customer,
    february,
    january,
    method,
    payment,
    person,
    ports,
    principal,
    put_world,
)
from tests.fakes import FakeClock
from tests.tools.worlds import context
from tools._tool import AskAgain, ToolFailed, ToolResult
from tools.pay_bill import TOOL

VISA = method(is_default=True)
BANK = method("pm-bank", type="bank_account", brand=None, last4="9876", expires_before_on=None)


def _run(
    store: SqlStore, *bills: str, language: str = "en", policy: Policy | None = None, **more: Any
) -> ToolResult:
    around = context(ports(store), language=language, policy=policy or POLICY)
    return TOOL.run(around, TOOL.Arguments.model_validate({"bills": list(bills), **more}))


def test_asks_before_charging(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, VISA, february(), january())
    result = _run(sqlite_store, "electricity")
    (card,) = result.cards
    assert (card.kind, card.data["status"], card.data["total"]["display"]) == (
        "quote",
        "open",
        "$97.40",
    )
    assert result.quote_id == card.id
    assert result.closing == (
        "To pay: bill HB-100, $97.40, from Visa •••• 4242. Nothing is charged until you press "
        'Approve or answer "yes". This offer ends in 10 minutes.'
    )
    with sqlite_store.read(principal()) as tx:
        assert tx.payments.of_bill(february().id) == ()


def test_the_servers_words_are_in_the_customers_language(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, VISA, february())
    closing = _run(sqlite_store, "HB-100", language="de").closing
    assert closing is not None
    assert "97,40" in closing
    assert "HB-100" in closing


def test_several_bills_make_one_offer(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, VISA, february(), bill("HB-W", ("Water", "30.00"), category="water"))
    result = _run(sqlite_store, "electricity", "water")
    assert len(result.cards[0].data["lines"]) == 2
    assert result.closing is not None
    assert "2 bills, together $127.40" in result.closing


def test_a_part_says_what_stays_open(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, VISA, february())
    closing = _run(sqlite_store, "HB-100", amount_minor=2000).closing
    assert closing is not None
    assert "$20.00" in closing
    assert "a part of the $97.40 still open" in closing


def test_a_change_of_mind_replaces_the_offer(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, VISA, BANK, february())
    desk = ports(sqlite_store)

    def ask(**more: Any) -> QuoteId:
        arguments = TOOL.Arguments.model_validate({"bills": ["HB-100"], **more})
        quote_id = TOOL.run(context(desk), arguments).quote_id
        assert quote_id is not None
        return QuoteId(quote_id)

    first, second = ask(), ask(method="my bank account")
    with sqlite_store.read(principal()) as tx:
        assert tx.quotes.get(first).status is QuoteStatus.SUPERSEDED
        assert tx.quotes.get(second).method_id == "pm-bank"


@pytest.mark.parametrize(
    ("said", "meant"),
    [("visa", "pm-visa"), ("the card", "pm-visa"), ("9876", "pm-bank"), ("Bankkonto", "pm-bank"),
     ("pm-bank", "pm-bank"), ("the usual one", "pm-visa")],
)  # fmt: skip
def test_methods_are_found_by_what_they_are_called(
    sqlite_store: SqlStore, said: str, meant: str
) -> None:
    put_world(sqlite_store, VISA, BANK, february())
    assert _run(sqlite_store, "HB-100", method=said).cards[0].data["method"]["id"] == meant


def test_an_unknown_method_is_asked_back_with_those_there_are(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, VISA, BANK, february())
    with pytest.raises(ToolFailed, match="9876"):
        _run(sqlite_store, "HB-100", method="the green one")


@pytest.mark.parametrize("said", ["paypal", "my PayPal account", "mi cuenta de PayPal"])
def test_a_name_of_its_own_is_no_banks_and_what_is_not_taken_is_said(
    sqlite_store: SqlStore, said: str
) -> None:
    put_world(sqlite_store, VISA, BANK, february())
    with pytest.raises(ToolFailed, match=r"^No, paying with PayPal is not possible here\. Here"):
        _run(sqlite_store, "HB-100", method=said)
    wallet = method("pm-wallet", type="paypal", brand=None, last4="", expires_before_on=None)
    with sqlite_store.write(principal()) as tx:
        tx.methods.put(wallet)
    with pytest.raises(ToolFailed, match="can't be used"):  # saved, yet not charged here
        _run(sqlite_store, "HB-100", method=said)


def test_everything_due_leaves_out_what_cannot_be_paid_and_says_so(sqlite_store: SqlStore) -> None:
    policy = Policy(dispute_pay_undisputed=False)
    disputed = bill("HB-X", ("Energy", "50.00"), disputed="10.00", due_on=date(2026, 2, 1))
    unsure = bill("HB-U", ("Energy", "20.00"))
    put_world(
        sqlite_store,
        VISA,
        february(),
        disputed,
        unsure,
        payment(bill_id="HB-U", amount="20.00", state=PaymentState.UNKNOWN),
        policy=policy,
    )
    result = _run(sqlite_store, "all", policy=policy)
    assert [line["bill_number"] for line in result.cards[0].data["lines"]] == ["HB-100"]
    assert result.closing is not None
    assert "Bill HB-X is disputed" in result.closing
    assert "being checked, do not pay again" in result.closing


def test_nothing_due_is_said(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, VISA, january())
    with pytest.raises(ToolFailed, match="owe nothing"):
        _run(sqlite_store, "everything")


def test_the_undisputed_part_is_offered_with_the_reason(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, VISA, bill("HB-X", ("Energy", "50.00"), disputed="10.00"))
    result = _run(sqlite_store, "HB-X")
    assert result.cards[0].data["total"]["display"] == "$40.00"
    assert result.closing is not None
    assert "$10.00 of bill HB-X is disputed; $40.00 can be paid now." in result.closing


@pytest.mark.parametrize(
    ("amount_minor", "said"),
    [(0, "more than zero"), (-5, "more than zero"), (100, "start at $5.00"), (9741, "At most")],
)
def test_an_amount_out_of_range_is_refused_in_words(
    sqlite_store: SqlStore, amount_minor: int, said: str
) -> None:
    put_world(sqlite_store, VISA, february())
    with pytest.raises(ToolFailed) as refused:
        _run(sqlite_store, "HB-100", amount_minor=amount_minor)
    assert said in refused.value.sentence


def test_where_parts_are_not_taken_the_whole_is_named(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, VISA, february(), policy=Policy())
    with pytest.raises(ToolFailed, match="no part payments"):
        _run(sqlite_store, "HB-100", amount_minor=2000, policy=Policy())


def test_what_cannot_be_paid_says_why(sqlite_store: SqlStore) -> None:
    put_world(
        sqlite_store,
        VISA,
        january(),
        bill("HB-V", state=BillState.VOID),
        bill("HB-U", ("Energy", "20.00")),
        payment("pay-u", bill_id="HB-U", amount="20.00", state=PaymentState.PENDING),
    )
    for number, said in (("HB-090", "already paid"), ("HB-V", "void"), ("HB-U", "not pay again")):
        with pytest.raises(ToolFailed) as refused:
            _run(sqlite_store, number)
        assert said in refused.value.sentence


def test_unusable_methods_say_why(sqlite_store: SqlStore) -> None:
    old = method("pm-old", last4="0001", expires_before_on=date(2026, 1, 1))
    euro = method("pm-euro", last4="0002", currencies=("EUR",))
    put_world(sqlite_store, old, euro, february())
    for digits, said in (("0001", "expired"), ("0002", "can't pay in USD")):
        with pytest.raises(ToolFailed) as refused:
            _run(sqlite_store, "HB-100", method=digits)
        assert said in refused.value.sentence


def test_without_a_method_it_says_what_is_possible_instead(
    sqlite_store: SqlStore, clock: FakeClock
) -> None:
    till = open_till(sqlite_store, clock, february())
    here = context(till.ports)
    with pytest.raises(ToolFailed, match="no payment method") as refused:
        TOOL.run(here, TOOL.Arguments.model_validate({"bills": ["HB-100"]}))
    assert "A colleague can help" in refused.value.sentence


def test_two_currencies_are_paid_one_by_one(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, VISA, february(), bill("HB-E", currency="EUR"))
    with pytest.raises(ToolFailed, match="one after the other"):
        _run(sqlite_store, "all")


def test_another_customers_bill_is_not_found(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, VISA, customer(OMAR), person(OMAR), bill("OM-1", customer_id=OMAR))
    with pytest.raises(ToolFailed, match="can't find"):
        _run(sqlite_store, "OM-1")


def test_an_unclear_bill_opens_no_offer(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, VISA, february(), bill("HB-W", category="water"))
    result = _run(sqlite_store, "it")
    assert (result.quote_id, result.closing) == (None, None)
    assert result.cards[0].id == "choices"


def test_all_of_a_kind_is_not_all_of_everything(sqlite_store: SqlStore) -> None:
    water = [bill(f"HB-W{at}", ("Water", "10.00"), category="water") for at in (1, 2)]
    put_world(sqlite_store, VISA, february(), *water)
    for said in ("all water bills", "both water bills", "HB-W1 and HB-W2"):
        lines = _run(sqlite_store, said).cards[0].data["lines"]
        assert {line["bill_number"] for line in lines} == {"HB-W1", "HB-W2"}


def test_more_bills_than_one_offer_holds_are_said_to_be_left(sqlite_store: SqlStore) -> None:
    many = [bill(f"HB-{at}", ("Water", "1.00")) for at in range(BILLS_PER_QUOTE + 3)]
    put_world(sqlite_store, VISA, *many)
    result = _run(sqlite_store, "all")
    assert len(result.cards[0].data["lines"]) == BILLS_PER_QUOTE
    assert result.closing is not None
    assert "There are 3 more bills." in result.closing


def test_a_part_of_several_bills_is_asked_back(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, VISA, february(), bill("HB-W"))
    with pytest.raises(AskAgain):
        _run(sqlite_store, "HB-100", "HB-W", amount_minor=2000)
