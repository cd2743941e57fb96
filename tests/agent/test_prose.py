"""A model may say what the tools returned, and nothing else about money, days and deeds."""

import os
import random
import re
from collections.abc import Iterator
from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.prose import (
    Facts,
    Verdict,
    check_sentence,
    facts_from,
)
from tests.agent.prose_examples import (
    DENIALS,
    LATER_PARAPHRASES,
    LATER_TRUE,
    LINKS,
    OTHER_LIES,
    PAID_LIES,
    PARAPHRASES,
    TRUE_OTHER,
    TRUE_UNPAID,
)

ROUNDS = 20_000 if os.environ.get("TRUST") == "1" else 2_000
SEED = 20_260_302
TODAY = date(2026, 3, 2)


def usd(minor: int) -> dict[str, object]:
    return {"amount_minor": minor, "currency": "USD"}


OPEN_BILL: dict[str, object] = {
    "id": "HB-100",
    "number": "HB-100",
    "description": "Electricity February 2026",
    "issued_on": "2026-03-01",
    "due_on": "2026-03-20",
    "period": {"start_on": "2026-02-01", "end_before_on": "2026-03-01"},
    "amount": usd(9740),
    "balance": usd(9740),
    "state": "open",
    "flags": [],
    "open_payment": None,
}
PAID_BILL: dict[str, object] = {
    **OPEN_BILL,
    "id": "HB-090",
    "number": "HB-090",
    "due_on": "2026-02-20",
    "period": {"start_on": "2026-01-01", "end_before_on": "2026-02-01"},
    "amount": usd(8810),
    "balance": usd(0),
    "state": "paid",
}
OLD_PAYMENT: dict[str, object] = {
    "id": "pay_1",
    "bill_id": "HB-090",
    "bill_number": "HB-090",
    "amount": usd(8810),
    "state": "succeeded",
    "settled_at": "2026-02-11T10:00:00Z",
}


def payment(state: str, bill: str = "HB-100") -> dict[str, object]:
    return {**OLD_PAYMENT, "id": "pay_2", "bill_id": bill, "bill_number": bill, "state": state}


NOTHING = facts_from({}, today=TODAY)
UNPAID = facts_from({"bills": [OPEN_BILL]}, today=TODAY)
FAILED = facts_from({"bills": [OPEN_BILL], "payment": payment("failed")}, today=TODAY)
UNKNOWN = facts_from({"bills": [OPEN_BILL], "payments": [payment("unknown")]}, today=TODAY)
OTHER_BILL = facts_from({"bills": [OPEN_BILL, PAID_BILL], "payments": [OLD_PAYMENT]}, today=TODAY)
PAID_NOW = facts_from(
    {"bills": [{**OPEN_BILL, "state": "paid"}], "payment": payment("succeeded")}, today=TODAY
)
UNPAID_WORLDS = {
    "nothing": NOTHING,
    "unpaid": UNPAID,
    "failed": FAILED,
    "unknown": UNKNOWN,
    "other bill": OTHER_BILL,
}

LEADS = ["", "Okay. ", "Sure, ", "Hello Nora, ", "Great news! ", "By the way, ", "Also, "]
ENDS = ["", " Anything else?", " :)", " Thanks!"]


def filled(text: str, amount: str = "$97.40", bill: str = "HB-100") -> str:
    return text.replace("{amount}", amount).replace("{bill}", bill)


def lies() -> Iterator[tuple[str, str]]:
    for language, texts in PAID_LIES.items():
        for text in texts:
            yield language, filled(text)
    for text in OTHER_LIES:
        yield "en", filled(text)


@pytest.mark.parametrize("world", sorted(UNPAID_WORLDS))
def test_no_lie_about_what_was_done_passes(world: str) -> None:
    rng = random.Random(SEED)
    every = list(product(lies(), LEADS, ENDS))
    passed = [
        text
        for (language, text), lead, end in rng.sample(every, min(len(every), ROUNDS // 2))
        if check_sentence(lead + text + end, UNPAID_WORLDS[world], language).ok
    ]
    assert passed == []


@pytest.mark.parametrize("world", ["nothing", "unpaid", "failed", "other bill"])
def test_freely_worded_lies_do_not_pass_either(world: str) -> None:
    passed = [
        text
        for text in (*PARAPHRASES, *LATER_PARAPHRASES)
        if check_sentence(text, UNPAID_WORLDS[world]).ok
    ]
    assert passed == []


def test_no_link_image_or_markup_of_a_model_passes() -> None:
    for text in LINKS:
        assert check_sentence(text, UNPAID) == Verdict(False, "link"), text


@pytest.mark.parametrize(
    "account",
    [
        "IBAN LT12 1000 0111 0100 1000",
        "DE75512108001245126199",
        "account 1234567890",
        "12-3456-7890-12",
    ],
)
def test_where_to_send_money_is_never_a_models_to_say(account: str) -> None:
    assert check_sentence(f"Please transfer the money to {account}.", UNPAID).reason == "account"
    assert check_sentence("Your bill HB-100 for 402 kWh is open.", UNPAID).ok


FAILURES = frozenset(
    {
        "The payment did not go through.",
        "El pago no se completó.",
        "Die Zahlung war nicht erfolgreich.",
        "Le paiement n'a pas abouti.",
    }
)


@pytest.mark.parametrize("world", ["unpaid", "failed", "unknown"])
def test_denials_questions_and_offers_pass(world: str) -> None:
    # Of a payment in doubt nobody may say that it failed: it would be paid again.
    in_doubt = FAILURES if world == "unknown" else frozenset()
    assert not any(check_sentence(text, UNPAID_WORLDS[world]).ok for text in in_doubt)
    struck = {
        text: verdict.reason
        for text in (text for text in DENIALS if text not in in_doubt)
        if not (verdict := check_sentence(text, UNPAID_WORLDS[world])).ok
    }
    assert struck == {}


SHAPES = {
    "en": ["$97.40", "97.40 USD", "USD 97.40", "US$97.40", "97.40 dollars", "$ 97.40"],
    "es": ["97,40 US$", "97,40 USD", "97,40 dólares", "97,40 $"],
    "de": ["97,40 $", "97,40 USD", "97,40\u00a0$", "97,40 Dollar"],
    "fr": ["97,40 $US", "97,40\u202f$", "97,40 USD", "97,40 dollars"],
}
AMOUNT_FRAMES = {
    "en": ["You owe {}.", "The total is {}.", "HB-100 is {} and due on 20 March.", "That makes {}"],
    "es": ["Debe {}.", "El total es {}.", "La factura HB-100 es de {}."],
    "de": ["Offen sind {}.", "Die Rechnung HB-100 beträgt {}.", "Es geht um {}."],
    "fr": ["Vous devez {}.", "Le total est de {}.", "La facture HB-100 est de {}."],
}


def test_true_amounts_pass_however_they_are_written_and_others_never() -> None:
    rng = random.Random(SEED)
    for _ in range(ROUNDS):
        language = rng.choice(sorted(SHAPES))
        shape, frame = rng.choice(SHAPES[language]), rng.choice(AMOUNT_FRAMES[language])
        true = frame.format(shape)
        assert check_sentence(true, UNPAID, language).ok, true
        wrong = rng.choice([n for n in range(1, 999) if n not in (88, 97)])
        false = frame.format(shape.replace("97", str(wrong)))
        assert check_sentence(false, UNPAID, language).reason == "amount", false


@pytest.mark.parametrize(
    "text",
    [
        "You owe 50.", "The total is 50.00", "It costs 97,41.", "The fee is 5 cents.",
        "You owe fifty dollars.", "You owe 97.40 EUR.", "That is €97.40.", "£97.40 is due.",
        "The total is $9740.", "The total is $974.0.", "The total is $0.00.", "You owe $1,097.40.",
        "Es sind 1.097,40 $ offen.", "Debe cincuenta euros.", "Das kostet zwanzig Euro.",
        "Vous devez cent euros.", "Your balance is 12.34 now.", "In total 12.34",
    ],
)  # fmt: skip
def test_a_wrong_amount_never_passes(text: str) -> None:
    assert check_sentence(text, UNPAID).reason == "amount"


@pytest.mark.parametrize(
    ("text", "minor", "currency"),
    [
        ("Es sind 1.234,56 € offen.", 123456, "EUR"),
        ("You owe €1,234.56.", 123456, "EUR"),
        ("Vous devez 1 234,56 €.", 123456, "EUR"),
        ("Vous devez 1\u202f234,56\u00a0€.", 123456, "EUR"),
        ("CHF 1’234.50 sind offen.", 123450, "CHF"),
        ("The price is ¥1,200.", 1200, "JPY"),
        ("That is KWD 1.234.", 1234, "KWD"),
        ("You owe 1,234 euros.", 123400, "EUR"),
        ("It is 50 cents.", 50, "EUR"),
        ("It is $5 less.", 500, "CAD"),
    ],
)
def test_amounts_are_read_in_every_decimal_convention(text: str, minor: int, currency: str) -> None:
    assert check_sentence(text, Facts(amounts=frozenset({(minor, currency)}))).ok
    assert not check_sentence(text, Facts(amounts=frozenset({(minor + 1, currency)}))).ok


def test_percentages_quantities_and_counts_are_no_amounts() -> None:
    for text in (
        "You used 402.50 kWh.", "You have 3 open bills.", "Your plan has 10 GB.",
        "See line 2 of HB-100.", "It is 14.30 Uhr.",
    ):  # fmt: skip
        assert check_sentence(text, UNPAID).ok, text
    for text in ("That is 12.50 % more.", "It rose by 10.5%."):
        assert check_sentence(text, UNPAID) == Verdict(False, "percent"), text


DAYS = {
    "en": [
        "2026-03-20", "March 20", "March 20, 2026", "March 20th, 2026", "20 March", "20 March 2026",
        "the 20th of March", "Mar 20", "3/20/2026", "20/03/2026", "20.03.2026", "the 20th",
    ],
    "es": ["el 20 de marzo", "el 20 de marzo de 2026", "20/03/2026", "el 20/3/2026"],
    "de": ["am 20. März", "am 20. März 2026", "am 20.03.2026", "am 20.3.", "bis zum 20."],
    "fr": ["le 20 mars", "le 20 mars 2026", "le 20/03/2026", "avant le 20 mars"],
}  # fmt: skip
DAY_FRAMES = {
    "en": "HB-100 is due on {}.",
    "es": "HB-100 vence {}.",
    "de": "HB-100 ist {} fällig.",
    "fr": "HB-100 est à payer {}.",
}


def test_true_days_pass_however_they_are_written_and_others_never() -> None:
    for language, days in DAYS.items():
        for day in days:
            true = DAY_FRAMES[language].format(day)
            assert check_sentence(true, UNPAID, language).ok, true
            for wrong in ("19", "21", "30"):
                false = true.replace("/20/", f"/{wrong}/").replace("-20", f"-{wrong}")
                false = re.sub(r"(?<![\d/-])20(?!\d)", wrong, false)
                assert check_sentence(false, UNPAID, language).reason == "date", false


@pytest.mark.parametrize(
    "text",
    [
        "It is due tomorrow.", "It is due today.", "You have until the 30th.",
        "It is due in April.",
        "You have until Monday.", "Please pay within 3 days.", "It was due the day after tomorrow.",
        "Vence mañana.", "Sie ist morgen fällig.", "À payer demain.", "Due 20 March 2027.",
        "It's due on April 20.", "Zahlbar bis zum 31. März.", "Zahlbar in 5 Tagen.",
        "Vence el 21 de marzo.", "Payable dans 2 semaines.", "Due 3/21/2026", "Due May 20",
    ],
)  # fmt: skip
def test_a_wrong_day_never_passes(text: str) -> None:
    assert check_sentence(text, UNPAID).reason == "date"


def test_relative_days_are_counted_from_today() -> None:
    assert check_sentence("It is due in 18 days.", UNPAID).ok
    assert check_sentence("It is due on Friday.", UNPAID).ok
    assert not check_sentence("It is due in 17 days.", UNPAID).ok
    due_soon = Facts(dates=frozenset({date(2026, 3, 3)}), today=TODAY)
    assert check_sentence("It is due tomorrow.", due_soon).ok
    assert check_sentence("Guten Morgen, wie kann ich helfen?", UNPAID).ok


def true_sentences() -> Iterator[tuple[Facts, str]]:
    for text in (
        "{bill} has been paid.", "Your payment succeeded.", "Your payment went through.",
        "La factura {bill} está pagada.", "Rechnung {bill} ist bezahlt.",
        "La facture {bill} est payée.", "Thank you for your payment.", "I've paid it.",
    ):  # fmt: skip
        yield PAID_NOW, filled(text)
    for text in (
        "HB-090 is paid.", "You paid HB-090 on 11 February.",
        "You paid $88.10 on 11 February 2026.",
        "Your payment of $88.10 succeeded.", "HB-090 is paid, but HB-100 is still open.",
        "HB-090 wurde am 11. Februar bezahlt.", "HB-090 se pagó el 11 de febrero.",
        "HB-090 a été payée le 11 février.",
        "Your bill HB-090 for January is already paid.", "HB-100 is open: $97.40, due March 20.",
        "Your bill HB-100 covers 1 February to 28 February.", "You owe $97.40 on one bill.",
    ):  # fmt: skip
        yield OTHER_BILL, text
    for text in (*DENIALS, *TRUE_OTHER):
        yield OTHER_BILL, text
    for text in (*TRUE_UNPAID, *LATER_TRUE):
        yield UNPAID, text
    for language, frames in AMOUNT_FRAMES.items():
        for frame, shape in product(frames, SHAPES[language]):
            yield UNPAID, frame.format(shape)
    for language, days in DAYS.items():
        for day in days:
            yield UNPAID, DAY_FRAMES[language].format(day)


def test_true_sentences_are_nearly_never_left_out() -> None:
    every = [(facts, lead + text) for (facts, text), lead in product(true_sentences(), LEADS)]
    struck = [
        (text, verdict.reason)
        for facts, text in every
        if not (verdict := check_sentence(text, facts)).ok
    ]
    assert len(struck) <= len(every) / 100, struck[:10]


def test_deeds_that_happened_may_be_told() -> None:
    facts = facts_from(
        {
            "ticket": {"id": "tk_1", "status": "open"},
            "refund": {"id": "re_1", "state": "succeeded", "amount": usd(500)},
            "email_sent": True,
            "plan_changed": True,
            "subscription": {"id": "sub_1", "status": "cancelled"},
        }
    )
    for text in (
        "I have opened a ticket.", "A colleague will contact you.", "$5.00 has been refunded.",
        "I've emailed you.", "Your plan has been changed.", "Your subscription was cancelled.",
    ):  # fmt: skip
        assert check_sentence(text, facts).ok, text
        assert not check_sentence(text, UNPAID).ok, text


def test_a_cancelled_payment_is_no_cancelled_subscription() -> None:
    facts = facts_from({"payments": [payment("cancelled")]})
    assert check_sentence("Your payment was cancelled.", facts).ok
    assert not check_sentence("Your subscription was cancelled.", facts).ok


def test_a_partial_payment_does_not_pay_the_bill() -> None:
    part = {**payment("succeeded"), "amount": usd(5000)}
    facts = facts_from({"bills": [{**OPEN_BILL, "balance": usd(4740)}], "payments": [part]})
    assert not check_sentence("HB-100 has been paid.", facts).ok
    assert check_sentence("Your payment of $50.00 for HB-100 succeeded.", facts).ok


def test_nothing_owed_must_have_been_looked_up() -> None:
    empty = facts_from({"cards": [{"kind": "bill_list", "id": "x", "data": {"bills": []}}]})
    assert check_sentence("You owe nothing.", empty).ok
    assert check_sentence("You owe nothing.", facts_from({"totals": [usd(0)]})).ok
    for facts in (NOTHING, UNPAID, facts_from({"bills": [], "totals": []})):
        assert not check_sentence("You owe nothing.", facts).ok


def test_a_payment_is_under_way_only_where_it_is() -> None:
    for text in (
        "The payment is still being confirmed, please do not pay again.",
        "Your payment is pending.", "El pago está en curso.", "Ihre Zahlung wird noch bearbeitet.",
        "Votre paiement est en cours.",
    ):  # fmt: skip
        assert check_sentence(text, UNKNOWN).ok, text
        assert check_sentence(text, UNPAID).reason == "pending", text


def test_a_receipt_card_says_that_its_bill_was_paid() -> None:
    data = {"id": "rc_1", "number": "R-77", "bill_number": "HB-100", "amount": usd(9740)}
    facts = facts_from({"cards": [{"kind": "receipt", "id": "rc_1", "data": data}]})
    assert check_sentence("Your payment of $97.40 for HB-100 succeeded.", facts).ok
    assert check_sentence("It is paid; your receipt is R-77.", facts).ok


def test_facts_of_several_tools_count_together() -> None:
    both = UNPAID.with_(facts_from({"ticket": {"id": "tk_1"}}))
    assert check_sentence("You owe $97.40; I opened a ticket.", both).ok


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200))
def test_no_text_at_all_breaks_the_check(text: str) -> None:
    assert check_sentence(text, UNPAID).ok in (True, False)
