from collections.abc import Mapping
from typing import Any

import pytest

from agent.wording import payment_row, word_card, word_cards
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
        ("not_ours", f"This invoice is not from {COMPANY}"),
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
        ({"flags": ["payment_announced", "overdue"]}, "nobody here has seen it yet"),
        ({"open_payment": "hold", "flags": ["payment_announced"]}, "do not pay again"),
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
        "Which one do you mean: HB-100 (Electricity) or HB-2 (Electricity)?"
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


def test_what_the_provider_took_on_top_is_said() -> None:
    said = word_card(a_payment(fee=money(295), total=money(10035)), words(), COMPANY)[-1]
    assert said.endswith("With a convenience fee of $2.95: $100.35 in all.")
    free = word_card(a_payment(fee=money(0), total=money(9740)), words(), COMPANY)[-1]
    assert "fee" not in free


def test_what_was_given_back_is_said() -> None:
    assert "paid with Visa •••• 4242, $20.00 of it refunded" in " ".join(
        word_card(a_payment(refunded=money(2000)), words(), COMPANY)
    )
    whole = " ".join(word_card(a_payment(refunded=money(9740)), words(), COMPANY))
    assert "refunded to Visa •••• 4242" in whole
    assert "paid with" not in whole


@pytest.mark.parametrize(
    ("by_hand", "state", "part"),
    [
        ("waiting", "pending", "being checked, do not pay again"),
        ("settled", "succeeded", "paid with Check 1042"),
        ("refused", "failed", "did not go through"),
        ("reversed", "succeeded", "came back without being paid"),
    ],
)
def test_a_check_is_called_what_became_of_it(by_hand: str, state: str, part: str) -> None:
    payment = a_payment(
        state=state,
        by_hand=by_hand,
        refunded=money(9740 if by_hand == "reversed" else 0),
        method={"id": "man_1", "label": "Check 1042"},
    )
    said = word_card(payment, words(), COMPANY)[-1]

    assert part in said
    assert ("paid with" in said) == (by_hand == "settled")


def test_what_is_announced_is_told_before_what_was_paid() -> None:
    manual = {
        "label": "Check 1042",
        "amount": money(9740),
        "dated_on": "2026-03-01",
        "created_at": "2026-03-02T09:00:00Z",
        "bills": [{"bill_number": "HB-100"}],
    }
    card = Card("payments", "payments", {"payments": [], "announced": [manual]})

    (said,) = word_card(card, words(), COMPANY)
    assert said.endswith("Check 1042, $97.40 for HB-100, announced by you, not seen here yet.")


@pytest.mark.parametrize(
    ("language", "word"), [("en", "or"), ("es", "o"), ("de", "oder"), ("fr", "ou")]
)
def test_the_question_which_one_offers_one_or_the_other(language: str, word: str) -> None:
    bills = [a_bill(number=number) for number in ("HB-1", "HB-2", "HB-3")]
    said = word_cards([Card("bill_list", "choices", {"bills": bills})], words(language), COMPANY)[0]
    assert f", HB-2 ({BILL['description']}) {word} HB-3" in said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "state", ["succeeded", "failed", "pending", "unknown", "requires_action", "cancelled"]
)
@pytest.mark.parametrize("refunded", [0, 100, 4_000])
def test_a_payment_made_on_a_page_is_told_without_a_way_nobody_knows(
    language: str, state: str, refunded: int
) -> None:
    payment = {
        "state": state,
        "amount": money(4_000),
        "refunded": money(refunded),
        "bill_number": "HB-1",
        "method": None,
        "settled_at": None,
        "created_at": "2026-03-02T09:00:00Z",
    }
    row = payment_row(payment, words(language))
    assert "HB-1" in row
    assert " -" not in row
    assert "{" not in row
    assert "  " not in row
