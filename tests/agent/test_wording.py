from collections.abc import Mapping
from typing import Any

import pytest

from agent.wording import word_card, word_cards
from api.formats import BabelFormats
from billing.words import LANGUAGES, Words
from tests.agent.fakes import BILL, BILLS
from tools._tool import Card

COMPANY = "Harbor Power & Water"
FIELDS = {
    "total_amount": "97.40",
    "currency": "USD",
    "due_date": "2026-03-20",
    "seller_name": "Eve",
}


def words(language: str = "en") -> Words:
    return Words(language, BabelFormats())


def a_bill(**changes: Any) -> dict[str, Any]:
    return {**BILL, **changes}


def money(minor: int, currency: str = "USD") -> dict[str, Any]:
    return {"amount_minor": minor, "currency": currency}


def an_upload(verdict: str, fields: Mapping[str, Any] = FIELDS) -> Card:
    data = {
        "id": "up-1",
        "verdict": verdict,
        "bill_id": "HB-100",
        "bill_number": "HB-100",
        "fields": fields,
        "uploaded_at": "2026-03-02T09:00:00Z",
    }
    return Card("invoice_fields", "up-1", data)


@pytest.mark.parametrize(
    ("verdict", "part"),
    [
        ("known_open", "our bill HB-100 over $97.40. It is open and due on March 20, 2026"),
        ("already_paid", "already paid; please do not pay it again"),
        ("payee_changed", "Do not pay to them"),
        ("duplicate_upload", "before, on March 2, 2026"),
        ("not_ours", f"from Eve, not from {COMPANY}"),
        ("amount_differs", "look at the details below"),
    ],
)
def test_each_verdict_on_a_document_is_worded(verdict: str, part: str) -> None:
    assert part in word_card(an_upload(verdict), words(), COMPANY)[0]


@pytest.mark.parametrize("fields", [{}, {"total_amount": "many", "currency": "XXQ"}])
def test_a_document_without_figures_is_worded_without_them(fields: Mapping[str, Any]) -> None:
    for verdict in ("known_open", "already_paid", "not_ours"):
        assert word_card(an_upload(verdict, fields), words(), COMPANY)[0]


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({}, "$97.40, due on"),
        ({"flags": ["overdue"]}, "overdue since"),
        ({"flags": ["partially_paid"], "balance": money(4000)}, "$40.00 of $97.40"),
        ({"flags": ["disputed"]}, "disputed"),
        ({"flags": ["partially_paid", "overdue"], "balance": money(4000)}, "overdue since"),
        ({"open_payment": "hold", "flags": ["overdue"]}, "being checked, do not pay again"),
        ({"open_payment": "unknown"}, "being checked, do not pay again"),
        ({"open_payment": "pending"}, "payment on its way"),
        ({"open_payment": "requires_action"}, "waits for your confirmation; nothing is paid"),
        ({"state": "paid", "balance": money(0)}, "paid"),
        ({"state": "void", "balance": money(0)}, "void, nothing to pay"),
    ],
)
def test_each_state_of_a_bill_has_its_words(changes: dict[str, Any], part: str) -> None:
    rows = word_card(Card("bill", "HB-100", a_bill(**changes)), words(), COMPANY)

    assert part in rows[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_card_can_be_worded_in_every_language(language: str) -> None:
    said = word_cards([BILLS, an_upload("known_open")], words(language), COMPANY)

    assert "HB-100" in "".join(said)


def test_a_long_list_is_cut_and_says_how_many_more() -> None:
    bills = [a_bill(id=f"HB-{n}", number=f"HB-{n}") for n in range(8)]
    card = Card("bill_list", "bills", {"bills": bills, "totals": [money(8 * 9740)]})

    said = word_card(card, words(), COMPANY)
    assert said[0] == "You owe $779.20 on 8 bills."
    assert said[-1] == "There are 3 more bills."


def test_choices_are_asked_not_told() -> None:
    data = {"bills": [BILL, a_bill(number="HB-2")], "totals": []}

    assert word_card(Card("bill_list", "choices", data), words(), COMPANY) == [
        "Which one do you mean: HB-100 (Electricity) and HB-2 (Electricity)?"
    ]


def test_an_empty_list_says_nothing_owed_only_when_that_is_known() -> None:
    empty = Card("bill_list", "bills", {"bills": [], "totals": []})

    assert word_cards([empty], words(), COMPANY) == ["I find no bills."]
    assert word_cards([empty], words(), COMPANY, nothing_owed=True) == [
        "You owe nothing at the moment."
    ]


def a_payment(**changes: Any) -> Card:
    payment = {
        "state": "succeeded",
        "amount": money(9740),
        "refunded": money(0),
        "method": {"id": "m", "label": "Visa •••• 4242"},
        "bill_number": "HB-100",
        "created_at": "2026-03-02T09:00:00Z",
        "settled_at": None,
        **changes,
    }
    return Card("payments", "p", {"payments": [payment]})


@pytest.mark.parametrize(
    "state", "succeeded failed pending requires_action unknown hold cancelled".split()
)
def test_only_a_payment_that_succeeded_is_called_paid(state: str) -> None:
    said = word_card(a_payment(state=state), words(), COMPANY)[-1]

    assert ("paid with" in said) == (state == "succeeded")
    assert ("do not pay again" in said) == (state in ("unknown", "hold"))
    assert ("waits for your confirmation" in said) == (state == "requires_action")


def test_what_was_given_back_is_said() -> None:
    assert "paid with Visa •••• 4242, $20.00 of it refunded" in " ".join(
        word_card(a_payment(refunded=money(2000)), words(), COMPANY)
    )
    whole = " ".join(word_card(a_payment(refunded=money(9740)), words(), COMPANY))
    assert "refunded to Visa •••• 4242" in whole
    assert "paid with" not in whole
