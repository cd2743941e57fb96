"""The rows of a payment history pass the facts check, whatever else is true of the same bill."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import product

import pytest

from agent.facts import FactBook
from agent.prose import check_sentence
from agent.wording import word_cards
from api.formats import BabelFormats
from billing.words import LANGUAGES, Words
from tools._tool import Card

TODAY = date(2026, 3, 2)
LABELS = ("Visa •••• 4242", "Bank account •••• 9876", "JCB •••• 0505", "PayPal", "Check 1042")
STATES = ("succeeded", "failed", "pending", "unknown", "hold", "requires_action", "cancelled")


def usd(minor: int) -> dict[str, object]:
    return {"amount_minor": minor, "currency": "USD", "display": f"${minor / 100:.2f}"}


@dataclass(frozen=True)
class Row:
    """One payment of bill PM-104, as its card shows it."""

    state: str
    minor: int = 4_000
    day: date = TODAY - timedelta(days=10)
    label: str | None = LABELS[0]
    refunded: int = 0
    fee: int = 0
    by_hand: str | None = None
    bill: str = "PM-104"

    def view(self, number: int) -> dict[str, object]:
        settled = f"{self.day}T10:00:00Z" if self.state == "succeeded" else None
        return {
            "id": f"pay_{number}",
            "bill_id": f"b-{self.bill}",
            "bill_number": self.bill,
            "amount": usd(self.minor),
            "refunded": usd(self.refunded),
            "fee": usd(self.fee),
            "total": usd(self.minor + self.fee),
            "state": self.state,
            "created_at": f"{self.day}T09:59:00Z",
            "settled_at": settled,
            "method": {"id": "pm", "label": self.label} if self.label else None,
            "by_hand": self.by_hand,
        }


def bill(balance: int, state: str = "open", number: str = "PM-104") -> dict[str, object]:
    return {
        "id": f"b-{number}",
        "number": number,
        "description": "Water February 2026",
        "amount": usd(9_740),
        "balance": usd(balance),
        "state": state,
        "flags": ["partially_paid"] if 0 < balance < 9_740 else [],
        "due_on": "2026-02-20",
        "open_payment": None,
    }


def dropped(rows: list[Row], bills: list[dict[str, object]], language: str) -> list[str]:
    """The sentences about `rows` that would not leave."""
    data = {"payments": [row.view(n) for n, row in enumerate(rows)]}
    history = Card("payments", "payments", data)
    listed = Card("bill_list", "bills", {"bills": bills, "totals": [usd(1)] if bills else []})
    book = FactBook(TODAY)
    book.add((history, listed), narrowed=True)
    words = Words(language, BabelFormats())
    said = word_cards((history, listed) if bills else (history,), words, "Harbor")
    failed = []
    for sentence in said:
        rest = sentence
        for name in book.names:
            rest = rest.replace(name, "…")
        verdict = check_sentence(rest, book.prose, language)
        failed += [] if verdict.ok else [f"{verdict.reason}: {sentence}"]
    return failed


PAST = (
    [Row("failed"), Row("succeeded")],
    [Row("succeeded", label=None)],
    [Row("succeeded", refunded=4_000), Row("failed", day=TODAY)],
    [Row("succeeded", refunded=1_500)],
    [Row("succeeded", by_hand="reversed", label="Check 1042", refunded=4_000)],
    [Row("succeeded", fee=295), Row("cancelled")],
    [Row("succeeded", day=date(2026, 2, 20))],
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rows", PAST, ids=range(len(PAST)))
def test_a_true_row_leaves_whatever_the_bill_owes_now(rows: list[Row], language: str) -> None:
    for bills in ([], [bill(0, "paid")], [bill(4_000)], [bill(9_740)]):
        assert dropped(rows, bills, language) == []


def test_at_most_one_in_a_hundred_true_rows_is_held_back() -> None:
    kept, lost = 0, []
    for first, last in product(STATES, STATES):
        for label, language in product(LABELS, LANGUAGES):
            rows = [Row(first, label=label), Row(last, label=label, day=TODAY)]
            lost += dropped(rows, [bill(4_000)], language)
            kept += 3
    assert len(lost) <= kept // 100, lost[:10]


@pytest.mark.parametrize(
    "lie",
    [
        "PM-104 was paid on February 20, 2026: $40.00.",
        "February 20, 2026: $40.00 for PM-105, paid with Visa •••• 4242.",
        "February 19, 2026: $40.00 for PM-104, paid with Visa •••• 4242.",
        "PM-104: void, nothing to pay.",
    ],
)
def test_another_bill_another_day_or_a_failed_try_stays_a_lie(lie: str) -> None:
    book = FactBook(TODAY)
    view = Row("failed").view(1)
    other = replace(Row("succeeded"), bill="PM-103", day=TODAY).view(2)
    book.add((Card("payments", "payments", {"payments": [view, other]}),), narrowed=True)
    book.add((Card("bill_list", "bills", {"bills": [bill(4_000)], "totals": []}),), narrowed=True)
    assert not check_sentence(lie, book.prose).ok


@pytest.mark.parametrize(
    ("sentence", "ok"),
    [
        ("HB-096: void, nothing to pay.", True),
        ("HB-096: storniert, nichts zu zahlen.", True),
        ("HB-096 is void, so you owe nothing.", False),
        ("HB-096 is void and your subscription is cancelled.", False),
    ],
)
def test_of_a_void_bill_nothing_is_to_pay_and_no_more_is_said(sentence: str, ok: bool) -> None:
    book = FactBook(TODAY)
    bills = [bill(0, "void", "HB-096"), bill(9_740)]
    book.add((Card("bill_list", "bills", {"bills": bills, "totals": []}),), narrowed=True)
    assert check_sentence(sentence, book.prose).ok is ok


@pytest.mark.parametrize("said", ["You paid •••• 4242.", "paid with the card ending in 4242."])
def test_the_last_four_of_a_card_are_no_amount(said: str) -> None:
    book = FactBook(TODAY)
    book.add((Card("payments", "payments", {"payments": [Row("succeeded").view(1)]}),))
    assert check_sentence(said, book.prose).reason != "amount"
    assert check_sentence("You paid 4242.", book.prose).reason == "amount"
