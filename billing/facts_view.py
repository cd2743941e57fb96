"""The facts of a turn as the wire has them, grouped from its cards."""

from collections.abc import Iterable, Mapping

from billing.money import Money, totals_by_currency
from billing.tenants import JsonValue
from billing.views import View, money_view


def facts_view(cards: Iterable[tuple[str, Mapping[str, JsonValue]]]) -> View:
    """The facts of a turn, grouped from its cards `(kind, data)`, with totals of what is due.

    A thing shown on several cards counts once, as it was shown last.
    """
    bills: dict[str, JsonValue] = {}
    payments: dict[str, JsonValue] = {}
    usage: dict[str, JsonValue] = {}
    plan: JsonValue = None
    for kind, data in cards:
        bills.update(_by_id([data] if kind == "bill" else data.get("bills")))
        payments.update(_by_id(data.get("payments")))
        usage.update(_by_id(data.get("usage"), "metric"))
        if kind == "plan":
            plan = data.get("subscription")
    due = [amount for bill in bills.values() if (amount := _balance(bill)) is not None]
    return {
        "bills": list(bills.values()),
        "payments": list(payments.values()),
        "totals": [money_view(amount, None) for amount in totals_by_currency(due)],
        "plan": plan,
        "usage": list(usage.values()),
    }


def _by_id(rows: object, key: str = "id") -> dict[str, JsonValue]:
    if not isinstance(rows, list):
        return {}
    return {str(row[key]): row for row in rows if isinstance(row, dict) and key in row}


def _balance(bill: JsonValue) -> Money | None:
    """What is due on a bill's view, None where nothing is."""
    balance = bill.get("balance") if isinstance(bill, dict) else None
    if not isinstance(balance, dict) or not isinstance(balance["amount_minor"], int):
        return None
    amount = Money(balance["amount_minor"], str(balance["currency"]))
    return None if amount.is_zero else amount
