"""The held-out sentences as they lie in the folder."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
LANGUAGES = {"usual": "en", "new_kind": "en", "es": "es", "de": "de", "fr": "fr"}
FILES = tuple(LANGUAGES)
SLOTS = ("bill", "amount", "fraction", "method", "period", "plan", "metric")

MONEY_LABELS = frozenset({"pay_bill", "refund_request", "plan_change", "subscription_cancel"})
OUTSIDE = "out_of_scope"
NOT_BUSINESS = frozenset({OUTSIDE, "small_talk"})
LABELS = (
    frozenset(
        {
            "list_bills",
            "bill_detail",
            "bill_due_date",
            "bill_amount",
            "explain_charge",
            "dispute_charge",
            "payment_status",
            "payment_history",
            "payment_method",
            "invoice_upload",
            "usage_query",
            "plan_info",
            "update_billing_details",
            "download_document",
            "autopay_reminder",
            "human_agent",
        }
    )
    | MONEY_LABELS
    | NOT_BUSINESS
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One message of a customer and the one label it means."""

    id: str
    text: str = field(repr=False)  # a failing test must not print it
    label: str
    in_a_language: bool = True  # emoji and keys hit at random are in none


@dataclass(frozen=True, slots=True)
class Named:
    """One message and, per slot it names, the values that are right (None: it may be absent)."""

    id: str
    text: str = field(repr=False)  # a failing test must not print it
    slots: dict[str, tuple[str | None, ...]]


def sentences(name: str) -> list[Sentence]:
    """The lines of one of `FILES`, in order."""
    return [Sentence(**row) for row in _rows(name)]


def named() -> list[Named]:
    """The lines of `slots.jsonl`, in order."""
    return [
        Named(
            row["id"],
            row["text"],
            {
                slot: tuple(value) if isinstance(value, list) else (value,)
                for slot, value in row["slots"].items()
            },
        )
        for row in _rows("slots")
    ]


def _rows(name: str) -> list[dict[str, Any]]:
    with (HERE / f"{name}.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]
