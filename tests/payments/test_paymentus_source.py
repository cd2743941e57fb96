"""Bills and customers pulled from Paymentus: whole, by what changed, and nothing made up."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from billing.errors import InvalidRequest, ProviderUnavailable
from billing.money import Money
from billing.sources import BadRow, Preferences, SourceState
from tests.payments.kit.rig import Rig
from tests.payments.kit.rig_paymentus import Rig as Biller
from tests.payments.paymentus_words import USD, error, to
from tests.payments.rig import Recital, Sandbox

NewRig = Callable[[str], Rig]
BILL: dict[str, Any] = {
    "billId": "b-1",
    "number": "HB-1",
    "customerId": "acct-1",
    "status": "open",
    "total": USD,
    "amountDue": USD,
    "issuedOn": "2026-02-01",
    "dueOn": "2026-03-01",
    "lines": [],
    "version": 1,
}


@pytest.fixture
def biller(sandbox: Sandbox, new_rig: NewRig) -> Biller:
    return Biller(sandbox, new_rig("paymentus").id)


def test_a_bill_is_read_as_it_stands(biller: Biller) -> None:
    lines = [{"description": "Water", "amount": 10_000}, {"description": "Rebate", "amount": -260}]
    biller.bill(
        "b-1", 9740, number="HB-1", lines=lines, issued_on="2026-02-01", due_on="2026-03-01"
    )

    bill = biller.connect().source().bill("b-1")

    assert bill is not None
    assert (bill.ref, bill.customer_ref, bill.number, bill.version) == ("b-1", "c-nora", "HB-1", 1)
    assert (bill.total, bill.balance, bill.state) == (
        Money(9740, "USD"),
        Money(9740, "USD"),
        SourceState.OPEN,
    )
    assert (bill.issued_on, bill.due_on) == (date(2026, 2, 1), date(2026, 3, 1))
    assert [(line.description, line.amount) for line in bill.lines] == [
        ("Water", Money(10_000, "USD")),
        ("Rebate", Money(-260, "USD")),
    ]


def test_a_charge_that_names_the_bill_pays_it_there_and_a_return_opens_it_again(
    biller: Biller,
) -> None:
    provider, source = biller.connect(), biller.connect().source()
    biller.bill("b-1", 9740)

    report = provider.charge(biller.request(bill_ref="b-1"))
    paid = source.bill("b-1")
    biller.settle(report.provider_ref, "failed")
    again = source.bill("b-1")

    assert paid is not None
    assert (paid.state, paid.balance, paid.version) == (SourceState.PAID, Money(0, "USD"), 2)
    assert again is not None
    assert (again.state, again.balance, again.version) == (SourceState.OPEN, again.total, 3)


def test_a_part_leaves_the_rest_and_a_cancelled_bill_is_void(biller: Biller) -> None:
    source = biller.connect().source()
    biller.bill("b-1", 9740)
    biller.bill("b-2", 100, status="cancelled")
    biller.connect().charge(biller.request(bill_ref="b-1", amount=Money(9000, "USD")))

    part, void = source.bill("b-1"), source.bill("b-2")

    assert part is not None
    assert (part.state, part.balance) == (SourceState.OPEN, Money(740, "USD"))
    assert void is not None
    assert void.state is SourceState.VOID


def test_a_customer_is_read_with_its_preferences(biller: Biller) -> None:
    customer = biller.connect().source().customer("c-nora")

    assert customer is not None
    assert (customer.ref, customer.name, customer.account_number) == ("c-nora", "Nora", "A-c-nora")
    assert customer.preferences == Preferences(language="en", notify_by=("email",))
    assert "Nora" not in repr(customer)
    then = customer.changed_at
    assert then is not None
    biller.advance(hours=1)
    biller.connect().set_default_method("c-nora", biller.method())
    changed = biller.connect().source().customer("c-nora")
    assert changed is not None
    assert changed.changed_at is not None
    assert changed.changed_at >= then + timedelta(hours=1)


def test_what_is_not_there_is_none(biller: Biller) -> None:
    source = biller.connect().source()

    assert source.bill("b-nobodys") is None
    assert source.customer("c-nobody") is None


def test_every_bill_is_pulled_page_by_page_and_a_cursor_goes_on_later(biller: Biller) -> None:
    source = biller.connect().source()
    for number in range(7):
        biller.bill(f"b-{number}", 100 + number)

    seen, cursor = [], None
    for _ in range(4):
        found = source.bills(cursor=cursor, limit=3)
        seen += [bill.ref for bill in found.items]
        cursor = found.next_cursor
        if not found.has_more:
            break
    biller.bill("b-3", 999)

    assert seen == [f"b-{number}" for number in range(7)]
    later = source.bills(cursor=cursor)
    assert [(bill.ref, bill.total) for bill in later.items] == [("b-3", Money(999, "USD"))]
    assert not later.has_more


def test_what_changed_since_is_pulled_without_a_cursor(biller: Biller) -> None:
    source = biller.connect().source()
    biller.bill("b-old", 100)
    biller.advance(hours=2)
    since = biller.now() - timedelta(hours=1)
    biller.bill("b-new", 200)

    assert [bill.ref for bill in source.bills(since=since).items] == ["b-new"]
    assert [one.ref for one in source.customers(since=since).items] == []
    assert [one.ref for one in source.customers().items] == ["c-nora"]


UNREADABLE: dict[str, dict[str, Any]] = {
    "money as a number": {"total": {"amount": 97.4, "currency": "USD"}},
    "two currencies": {"amountDue": {"amount": "97.40", "currency": "EUR"}},
    "more due than asked": {"amountDue": {"amount": "98.40", "currency": "USD"}},
    "less than nothing": {"amountDue": {"amount": "-1.00", "currency": "USD"}},
    "an unknown currency": {"total": {"amount": "1.00", "currency": "XQX"}},
    "a status to come": {"status": "considered"},
    "a day that is none": {"dueOn": "2026-02-30"},
    "a line of other money": {
        "lines": [{"description": "Water", "amount": "1.00", "currency": "EUR"}]
    },
    "a line of a number": {"lines": [{"description": "Water", "amount": 1, "currency": "USD"}]},
    "a version in words": {"version": "1"},
    "nobody's": {"customerId": "../c"},
    "no total": {"total": None},
}


@pytest.mark.parametrize("odd", sorted(UNREADABLE))
def test_a_row_that_cannot_be_read_is_told_and_stops_no_other(recital: Recital, odd: str) -> None:
    bad = BILL | {"billId": "b-2"} | UNREADABLE[odd]
    recital.say(200, {"bills": [bad, BILL], "nextCursor": "c9", "hasMore": False})

    found = to(recital).source().bills()

    assert [bill.ref for bill in found.items] == ["b-1"]
    assert found.bad == (BadRow("b-2", "the row is not one that we can read"),)
    assert found.next_cursor == "c9"
    recital.say(200, bad)
    with pytest.raises(InvalidRequest):
        to(recital).source().bill("b-2")


def test_a_row_without_a_name_is_told_without_one(recital: Recital) -> None:
    recital.say(200, {"customers": [{"customerId": "a b", "name": "Nora"}]})

    found = to(recital).source().customers()

    assert found.bad == (BadRow("", "the row is not one that we can read"),)


@pytest.mark.parametrize(
    "answer",
    [
        (200, b"<html>welcome</html>"),
        (200, {}),
        (200, {"bills": "none"}),
        (200, {"bills": ["none"]}),
        (200, {"bills": [], "hasMore": True}),
        (500, error("INTERNAL_ERROR")),
        (429, error("RATE_LIMITED")),
        (401, error("UNAUTHORIZED")),
    ],
)
def test_a_page_that_is_malformed_as_a_whole_is_no_empty_page(
    recital: Recital, answer: tuple[int, object]
) -> None:
    recital.say(*answer)

    with pytest.raises(ProviderUnavailable):
        to(recital).source().bills()


@pytest.mark.parametrize("answer", [(404, b"<h1>a proxy</h1>"), (500, error("X")), (200, b"[]")])
def test_only_paymentuss_own_word_says_that_a_bill_is_not_there(
    recital: Recital, answer: tuple[int, object]
) -> None:
    recital.say(*answer)

    with pytest.raises(ProviderUnavailable):
        to(recital).source().bill("b-1")


def test_another_bill_than_the_one_asked_for_is_not_taken_for_it(recital: Recital) -> None:
    recital.say(200, BILL | {"billId": "b-2"})

    with pytest.raises(InvalidRequest):
        to(recital).source().bill("b-1")


def test_a_pull_asks_for_what_it_was_asked_and_never_for_too_much(recital: Recital) -> None:
    recital.say(200, {"bills": [], "hasMore": False})
    since = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
    source = to(recital).source()

    source.bills(since=since, limit=5000)
    source.bills(cursor="c7", since=since, limit=10)

    assert [path for _, path, _, _ in recital.heard] == [
        "/api/v1/bills?limit=200&changedSince=2026-03-01T12%3A30%3A00%2B00%3A00",
        "/api/v1/bills?limit=10&cursor=c7",
    ]
