"""The judge: what it lets pass, and above all what it does not."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from api.evaluation.books import BillNow, Books, Moved, PlanNow, TicketNow
from api.evaluation.judge import has_fact, judge, of_end, of_turn, plain
from api.evaluation.run import OfferSeen, Played, Seen
from api.evaluation.scenario import (
    BillEnd,
    End,
    Expect,
    Offer,
    PaymentEnd,
    PlanEnd,
    RefundEnd,
    Scenario,
    TicketEnd,
    Turn,
)

PAID = Moved("HB-100", Decimal("97.40"), "succeeded")
BOOKS = Books(
    bills={"HB-100": BillNow("open", Decimal("97.40"), Decimal(0))},
    payments={"pay-0": Moved("HB-090", Decimal("88.10"), "succeeded")},
    refunds={},
    tickets={},
    offers=0,
    promises=0,
    disputes=0,
    announced=0,
    plan=PlanNow("hb-home", "month", None, ends=False),
    methods=frozenset({"pm-visa"}),
    default_method="pm-visa",
    details={"email": "nora@mail.example"},
)
OFFER = OfferSeen("qt-1", ("HB-100",), "97.40", "pm-visa", None)


def played(after: Books, charged: int = 0, kept: str = "") -> Played:
    charges = tuple((f"ch-{number}", 1) for number in range(charged))
    return Played((), BOOKS, after, (), charges, kept, 0, 0.0)


def wrong(end: End, after: Books, charged: int = 0, kept: str = "") -> list[str]:
    return list(of_end(end, played(after, charged, kept)))


def test_books_that_did_not_change_are_what_a_silent_scenario_expects() -> None:
    assert wrong(End(), BOOKS) == []


CASE = TicketNow("refund", "normal", None, "wants 20.00 back")
CHANGED = {
    "a payment nobody named": replace(BOOKS, payments={**BOOKS.payments, "pay-1": PAID}),
    "an earlier payment that is another now": replace(
        BOOKS, payments={"pay-0": replace(PAID, state="failed")}
    ),
    "a bill that stands otherwise": replace(
        BOOKS, bills={"HB-100": BillNow("paid", Decimal(0), Decimal(0))}
    ),
    "a new bill": replace(
        BOOKS, bills={**BOOKS.bills, "HB-1": BillNow("open", Decimal(5), Decimal(0))}
    ),
    "a dispute on a bill": replace(
        BOOKS, bills={"HB-100": BillNow("open", Decimal("97.40"), Decimal(3))}
    ),
    "a refund": replace(BOOKS, refunds={"re-1": Moved("pay-0", Decimal(1), "succeeded")}),
    "an offer left open": replace(BOOKS, offers=1),
    "a case": replace(BOOKS, tickets={"tk-1": CASE}),
    "another plan": replace(BOOKS, plan=replace(BOOKS.plan, plan="hb-plus")),
    "a plan that ends": replace(BOOKS, plan=replace(BOOKS.plan, ends=True)),
    "a way to pay that is gone": replace(BOOKS, methods=frozenset()),
    "a way to pay that is new": replace(BOOKS, methods=BOOKS.methods | {"pm-new"}),
    "another usual way to pay": replace(BOOKS, default_method=None),
    "another e-mail": replace(BOOKS, details={"email": "else@mail.example"}),
    "a promise": replace(BOOKS, promises=1),
    "a dispute": replace(BOOKS, disputes=1),
    "an announced check": replace(BOOKS, announced=1),
}


@pytest.mark.parametrize("what", CHANGED)
def test_whatever_changed_without_being_named_is_wrong(what: str) -> None:
    assert wrong(End(), CHANGED[what])


def test_the_providers_own_account_is_believed_over_ours() -> None:
    """A charge that our books know nothing of is the worst of all."""
    assert wrong(End(), BOOKS, charged=1) == [
        "at the end: the provider charged 1 times, not 0",
    ]


def test_a_named_payment_must_have_been_made_and_once() -> None:
    end = End(
        bills={"HB-100": BillEnd(state="paid", balance="0.00")},
        payments=[PaymentEnd(bill="HB-100", amount="97.40")],
    )
    paid = replace(
        BOOKS,
        bills={"HB-100": BillNow("paid", Decimal(0), Decimal(0))},
        payments={**BOOKS.payments, "pay-1": PAID},
    )
    twice = replace(paid, payments={**paid.payments, "pay-2": PAID})

    assert wrong(end, paid, charged=1) == []
    assert wrong(end, BOOKS)
    assert wrong(end, twice)
    assert wrong(end, paid, charged=2)


def test_a_failed_payment_allows_no_charge() -> None:
    end = End(payments=[PaymentEnd(bill="HB-100", amount="97.40", state="failed")])
    failed = replace(BOOKS, payments={**BOOKS.payments, "pay-1": replace(PAID, state="failed")})

    assert wrong(end, failed) == []
    assert wrong(end, failed, charged=1)


def test_a_case_is_judged_by_what_a_human_finds_in_it() -> None:
    opened = replace(BOOKS, tickets={"tk-1": CASE})

    assert wrong(End(ticket=TicketEnd(category=["refund"], holds=["20.00"])), opened) == []
    assert wrong(End(ticket=TicketEnd(category=["dispute"])), opened)
    assert wrong(End(ticket=TicketEnd(holds=["HB-100"])), opened)
    assert wrong(End(ticket=TicketEnd(about="HB-100")), opened)
    assert wrong(End(ticket=TicketEnd(priority=["high"])), opened)
    assert wrong(End(ticket=TicketEnd(status=["open"])), opened) == []
    assert wrong(End(ticket=TicketEnd(status=["claimed"])), opened)
    assert wrong(End(ticket=TicketEnd()), BOOKS)
    assert wrong(End(may=["tickets"]), opened) == []


def test_a_changed_plan_must_be_the_named_one() -> None:
    plus = replace(BOOKS, plan=replace(BOOKS.plan, plan="hb-plus"))

    assert wrong(End(plan=PlanEnd(plan="hb-plus")), plus) == []
    assert wrong(End(plan=PlanEnd(plan="hb-business")), plus)


def test_text_that_was_to_be_forgotten_is_looked_for_in_all_that_was_kept() -> None:
    end = End(kept_not=["4242 4242 4242 4242"])

    assert wrong(end, BOOKS, kept="my card is •••• 4242") == []
    assert wrong(end, BOOKS, kept="card 4242\u00a04242 4242 4242")


ANSWER = Seen(
    text="To pay: bill HB-100, $97.40. Shall I?",
    cards=({"kind": "quote", "id": "qt-1", "data": {"total": {"display": "$97.40"}}},),
    calls=("pay_bill",),
    offer=OFFER,
    language="en",
)
FULFILLED = [
    Expect(calls=["list_bills", "pay_bill"]),
    Expect(shows=["quote"], calls_not=["hand_over"]),
    Expect(offer=True, ticket=False, status=[200], language="en", asks=True),
    Expect(offer=Offer(bills=["HB-100"], amount="97.4", method="pm-visa")),
    Expect(facts=["97.40"], facts_not=["7.40"], says=["to pay", ["shall", "may"]]),
]
MISSED = [
    Expect(calls=["list_bills"]),
    Expect(calls=["nothing"]),
    Expect(calls_not=["pay_bill"]),
    Expect(shows=["bill"]),
    Expect(shows_not=["quote"]),
    Expect(offer=False),
    Expect(offer=Offer(bills=["HB-101"])),
    Expect(offer=Offer(amount="97.41")),
    Expect(offer=Offer(act="change_plan")),
    Expect(offer=Offer(method="pm-bank")),
    Expect(ticket=True),
    Expect(status=[404]),
    Expect(language="de"),
    Expect(asks=False),
    Expect(facts=["97.41"]),
    Expect(facts_not=["97.40"]),
    Expect(says=["paid"]),
    Expect(says=[["paid", "done"]]),
    Expect(says_not=["hb-100"]),
    Expect(silent=True),
]


def test_every_kind_of_expectation_has_one_here_that_fails() -> None:
    controlled = {name for expect in MISSED for name in expect.model_fields_set}

    assert controlled == set(Expect.model_fields)


@pytest.mark.parametrize("expect", FULFILLED, ids=str)
def test_an_answer_that_fits_is_let_pass(expect: Expect) -> None:
    assert list(of_turn(expect, ANSWER)) == []


@pytest.mark.parametrize("expect", MISSED, ids=str)
def test_an_answer_that_does_not_fit_is_told_in_one_sentence(expect: Expect) -> None:
    (why,) = of_turn(expect, ANSWER)
    assert why


def test_no_offer_is_not_an_offer_of_anything() -> None:
    silent = replace(ANSWER, offer=None)

    assert list(of_turn(Expect(offer=Offer(bills=["HB-100"])), silent))
    assert list(of_turn(Expect(offer=False), silent)) == []


@pytest.mark.parametrize("model", ["", "server", "human"])
def test_silence_is_that_no_model_answers(model: str) -> None:
    quiet = Seen(text="A colleague has this conversation.", model=model)

    assert list(of_turn(Expect(silent=True), quiet)) == []
    assert list(of_turn(Expect(silent=False), quiet)) == ["nobody answers"]


@pytest.mark.parametrize(
    "seen", [Seen(text="You owe $5.00.", model="builtin"), Seen(calls=("list_bills",))], ids=str
)
def test_whoever_answers_or_acts_is_not_silent(seen: Seen) -> None:
    assert list(of_turn(Expect(silent=True), seen))
    assert list(of_turn(Expect(silent=False), seen)) == []


ENDS = [
    (End(refunds=[RefundEnd(payment="pay-0", amount="1.00")]), "a refund"),
    (End(new_bills=["5.00"]), "a new bill"),
    (End(offers=1), "an offer left open"),
    (End(tickets=1), "a case"),
    (End(promises=1), "a promise"),
    (End(disputes=1), "a dispute"),
    (End(announced=1), "an announced check"),
    (End(removed_methods=["pm-visa"]), "a way to pay that is gone"),
    (End(details={"email": "else@mail.example"}), "another e-mail"),
    (End(plan=PlanEnd(ends=True)), "a plan that ends"),
    (End(bills={"HB-100": BillEnd(disputed="3.00")}), "a dispute on a bill"),
]


UNMET = [
    *(end for end, _ in ENDS),
    End(payments=[PaymentEnd(bill="HB-100", amount="97.40")]),
    End(plan=PlanEnd(plan="hb-plus")),
    End(default_method="pm-bank"),
    End(ticket=TicketEnd()),
    End(kept_not=["my card"]),
]


@pytest.mark.parametrize("end", UNMET, ids=lambda end: str(end.model_dump(exclude_unset=True)))
def test_an_end_that_did_not_come_is_wrong(end: End) -> None:
    assert wrong(end, BOOKS, kept="this is my card")


def test_every_kind_of_end_has_one_here_that_fails() -> None:
    controlled = {name for end in UNMET for name in end.model_fields_set}

    assert controlled == set(End.model_fields) - {"may"}


@pytest.mark.parametrize(("end", "what"), ENDS, ids=[what for _, what in ENDS])
def test_what_is_expected_passes_when_it_happened_and_fails_when_not(end: End, what: str) -> None:
    after = CHANGED[what]
    if what == "a way to pay that is gone":
        after = replace(after, default_method="pm-visa")

    assert wrong(end, after) == []
    assert wrong(end, BOOKS)


def test_a_refund_of_what_was_paid_just_now_is_named_by_its_bill() -> None:
    """Nobody knows beforehand how that payment will be called."""
    end = End(
        payments=[PaymentEnd(bill="HB-100", amount="97.40")],
        refunds=[RefundEnd(bill="HB-100", amount="97.40")],
    )
    paid = replace(BOOKS, payments={**BOOKS.payments, "pay-1": PAID})
    back = replace(paid, refunds={"re-1": Moved("pay-1", Decimal("97.40"), "succeeded")})
    of_another = replace(paid, refunds={"re-1": Moved("pay-0", Decimal("97.40"), "succeeded")})

    assert wrong(end, back) == []
    assert wrong(end, paid)
    assert wrong(end, of_another)


def test_a_usual_way_to_pay_must_be_the_named_one() -> None:
    assert wrong(End(default_method="pm-bank"), replace(BOOKS, default_method="pm-bank")) == []
    assert wrong(End(default_method="pm-bank"), BOOKS)


@pytest.mark.parametrize(
    ("may", "what"),
    [
        ("offers", "an offer left open"),
        ("tickets", "a case"),
        ("promises", "a promise"),
        ("disputes", "a dispute"),
        ("announced", "an announced check"),
        ("details", "another e-mail"),
    ],
)
def test_what_is_left_open_is_not_judged_and_nothing_beside_it(may: str, what: str) -> None:
    end = End.model_validate({"may": [may]})

    assert wrong(end, CHANGED[what]) == []
    assert wrong(end, replace(CHANGED[what], payments={**BOOKS.payments, "pay-1": PAID}))


@pytest.mark.parametrize(
    "text",
    ["$1,040.00 due", "1.040,00 €", "1 040,00 €", "1\u202f040,00 €", "CHF 1'040.00", "1040.00"],
)
def test_an_amount_is_found_as_each_language_writes_it(text: str) -> None:
    assert has_fact(plain(text), "1040.00")


@pytest.mark.parametrize("text", ["$41,040.00", "1040.001", "21.040,00 €", "$10.40", "104,000"])
def test_an_amount_inside_another_number_is_none(text: str) -> None:
    assert not has_fact(plain(text), "1040.00")


@pytest.mark.parametrize(
    "text",
    ["March 20, 2026", "20. März 2026", "20 de marzo de 2026", "20 mars 2026", "2026-03-20"],
)
def test_a_day_is_found_as_each_language_writes_it(text: str) -> None:
    assert has_fact(plain(f"due {text}."), date(2026, 3, 20))
    assert not has_fact(plain(f"due {text}."), date(2026, 3, 21))


def test_a_scenario_is_wrong_by_its_turns_and_by_its_end() -> None:
    scenario = Scenario(
        id="one-two",
        who="harbor/c-nora",
        tags=["paying"],
        turns=[Turn(say="hi", expect=Expect(calls=["nothing"]))],
    )
    held = replace(played(CHANGED["a case"]), turns=(ANSWER,))

    first, second = judge(scenario, held)
    assert first.startswith("turn 1: pay_bill ran")
    assert second == "at the end: 1 new tickets, not 0"
