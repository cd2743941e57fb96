"""Cards in a terminal: aligned, bounded, and harmless whatever a bill's text holds."""

import pytest

from api.commands._cards import amount, card_text, clean, payments_text, quote_box
from api.formats import BabelFormats
from billing.words import Words

EN, DE, FR = (Words(language, BabelFormats()) for language in ("en", "de", "fr"))
USD = {"amount_minor": 9740, "currency": "USD"}
QUOTE = {
    "id": "qt_1",
    "payee": "Harbor Power & Water Inc",
    "method": {"id": "pm", "label": "Visa •••• 4242"},
    "lines": [
        {"bill_number": "HB-100", "description": "Electricity " * 12, "amount": USD},
        {"bill_number": "HW-9", "description": "Water", "amount": {**USD, "display": "$9"}},
    ],
    "fee": {"amount_minor": 150, "currency": "USD"},
    "total": {"amount_minor": 9890, "currency": "USD"},
}


def test_an_amount_is_shown_as_the_server_displays_it_else_exactly() -> None:
    assert amount({**USD, "display": "97,40 $"}) == "97,40 $"
    assert amount(USD) == "97.40 USD"
    assert amount({"amount_minor": 900, "currency": "JPY"}) == "900 JPY"
    assert amount(None) == ""


def test_a_quote_is_a_straight_box_with_its_fee_and_how_to_answer() -> None:
    lines = quote_box(QUOTE, EN).splitlines()
    assert len({len(line) for line in lines}) == 1
    text = "\n".join(lines)
    assert "Convenience fee" in text
    assert "98.90 USD" in text
    assert "Visa •••• 4242" in text
    assert "/approve" in text
    assert "/decline" in text


def test_a_fee_is_on_the_receipt_and_beside_what_was_paid() -> None:
    fee, total = (
        {"amount_minor": 295, "currency": "USD"},
        {"amount_minor": 10035, "currency": "USD"},
    )
    data = {"number": "R-1", "bill_number": "HB-1", "amount": USD, "fee": fee, "total": total}
    drawn = card_text({"kind": "receipt", "id": "x", "data": data}, EN)
    assert "Convenience fee: 2.95 USD" in drawn
    assert "Total: 100.35 USD" in drawn
    free = card_text(
        {"kind": "receipt", "id": "x", "data": data | {"fee": {**fee, "amount_minor": 0}}}, EN
    )
    assert "fee" not in free
    paid = {"bill_id": "HB-1", "state": "succeeded", "amount": USD, "fee": fee, "total": total}
    said = payments_text([paid], {}, EN)
    assert "97.40 USD for bill HB-1 plus a convenience fee of 2.95 USD, 100.35 USD in all" in said
    assert "fee" not in payments_text([paid | {"state": "failed"}], {}, EN)


def test_a_bill_is_called_by_its_number_and_a_page_by_whose_it_is() -> None:
    quote = {
        "lines": [{"bill_id": "bill_01", "bill_number": "BW-420"}],
        "method": {"id": "m", "label": "PayPal"},
    }
    page = {**PAGE, "kind": "payment_link"}
    waits = {"bill_id": "bill_01", "state": "requires_action", "amount": USD, "action": page}
    said = payments_text([waits], {}, EN, quote)
    assert "for bill BW-420 with PayPal" in said
    assert "bill_01" not in said
    assert "bank" not in said


def test_a_check_that_came_back_is_not_called_paid() -> None:
    row = {"bill_number": "HB-1", "state": "succeeded", "by_hand": "reversed", "amount": USD}
    drawn = card_text({"kind": "payments", "id": "p", "data": {"payments": [row]}}, EN)
    assert "came back unpaid" in drawn
    assert "paid  " not in drawn


def test_bills_stand_in_columns_with_amounts_flush_right() -> None:
    bills = [
        {"number": "A", "description": "Water", "due_on": "2026-03-20", "balance": USD},
        {
            "number": "LONG-1",
            "description": "Gas",
            "due_on": "2026-03-02",
            "balance": {"amount_minor": 1, "currency": "USD"},
            "flags": ["overdue", "partially_paid"],
        },
    ]
    card = {"kind": "bill_list", "id": "x", "data": {"bills": bills, "totals": [USD]}}
    first, second, together = card_text(card, EN).splitlines()
    assert first.index("2026") == second.index("2026")
    assert first.index(" USD") == second.index(" USD") == together.index(" USD")
    assert second.endswith("overdue, partly paid")
    assert "Total" in together


def test_a_difference_shows_each_part_and_the_sum() -> None:
    part = {"kind": "added", "description": "Fee", "before": None, "after": USD, "change": USD}
    data = {"parts": [part], "from": USD, "to": USD, "difference": USD}
    drawn = card_text({"kind": "bill_diff", "id": "x", "data": data}, EN)
    assert drawn.splitlines()[0].split() == ["+", "Fee", "-", "97.40", "USD", "97.40", "USD"]
    assert "Total" in drawn


def test_what_a_bill_says_cannot_move_the_cursor() -> None:
    data = {"number": "A\x1b[2J", "description": "x\u202e\ny", "lines": [], "amount": USD}
    drawn = card_text({"kind": "bill", "id": "x", "data": data}, EN)
    assert "\x1b" not in drawn
    assert "\u202e" not in drawn


def test_an_unknown_or_broken_card_shows_nothing() -> None:
    assert card_text({"kind": "hologram", "data": {}}, EN) == ""
    assert card_text({"kind": "bill", "data": None}, EN) == ""
    assert card_text({}, EN) == ""
    for kind in ("bill_list", "usage", "plan", "upgrade", "payments"):
        assert "None" not in card_text({"kind": kind, "data": {}}, EN)


def test_a_payment_without_an_end_warns_against_paying_again() -> None:
    payment = {"id": "p", "bill_id": "HB-1", "amount": USD, "state": "unknown", "reason": None}
    assert "do not pay again" in payments_text([payment], {}, EN)


PAGE = {"kind": "payment_link", "url": "https://pay.example/cs_1", "label": "Open the payment page"}


def test_a_page_shows_its_address_because_a_terminal_has_no_button() -> None:
    shown = card_text({"kind": "page", "data": PAGE}, EN)
    assert shown == "Open the payment page: https://pay.example/cs_1"
    waits = {"bill_number": "HB-1", "state": "requires_action", "action": PAGE}
    assert card_text({"kind": "payments", "data": {"payments": [waits]}}, EN).endswith(shown)
    told = payments_text([{"bill_id": "HB-1", "state": "requires_action", "action": PAGE}], {}, EN)
    assert told.splitlines()[-1] == shown
    done = payments_text([{"bill_id": "HB-1", "state": "succeeded", "action": None}], {}, EN)
    assert "\n" not in done


def test_the_saved_methods_say_which_is_the_usual_one() -> None:
    visa = {"label": "Visa •••• 4242", "expired": False, "is_default": True}
    old = {"label": "Mastercard •••• 3117", "expired": True, "is_default": False}
    shown = card_text({"kind": "methods", "data": {"methods": [visa, old]}}, EN)
    first, second = shown.splitlines()
    assert "usual one" in first
    assert "expired" in second


def test_no_break_spaces_stay_and_what_moves_a_cursor_goes() -> None:
    assert clean("59,29\u00a0€ «\u202foui\u202f»\n") == "59,29\u00a0€ «\u202foui\u202f»\n"
    assert clean("a\x1b[2J\u2028\u202eb\u200b") == "a[2Jb"


@pytest.mark.parametrize(
    ("words", "total", "state", "declined"),
    [
        (DE, "Summe", "unterwegs", "nicht ausreichend gedeckt"),
        (FR, "Total", "en cours", "solde du compte est insuffisant"),
    ],
)
def test_results_are_in_the_customers_language(
    words: Words, total: str, state: str, declined: str
) -> None:
    assert total in quote_box(QUOTE, words)
    row = {"bill_number": "HB-1", "amount": USD, "state": "pending"}
    assert state in card_text({"kind": "payments", "data": {"payments": [row]}}, words)
    failed = {"bill_id": "HB-1", "amount": USD, "state": "failed", "reason": "insufficient_funds"}
    said = payments_text([failed], {}, words)
    assert declined in said
    assert words.say("payment.failed", amount="97.40 USD", bill="HB-1") in said


@pytest.mark.parametrize("words", [EN, DE, FR])
def test_an_offer_that_pays_nothing_says_what_it_does(words: Words) -> None:
    summary = "Change of plan from Home to Plus on April 1, 2026: nothing is due now. " * 2
    quote: dict[str, object] = {
        "id": "qt_2",
        "lines": [],
        "method": None,
        "act": {"summary": summary},
    }
    lines = quote_box(quote, words).splitlines()
    assert len({len(line) for line in lines}) == 1
    text = "\n".join(lines)
    assert "Change of plan from Home to Plus" in text
    assert "/approve" in text
    assert "?" not in text, "no payee and no method is asked for"


def test_an_article_says_where_to_read_on_and_only_there() -> None:
    data = {"title": "Late\x1b[2J fees", "url": "https://help.example/f", "snippet": "A fee."}
    drawn = card_text({"kind": "article", "id": "x", "data": data}, EN)
    assert drawn.splitlines() == ["Help: Late[2J fees", "https://help.example/f"]
    without = card_text({"kind": "article", "id": "x", "data": data | {"url": None}}, DE)
    assert without == "Hilfe: Late[2J fees"
