"""The facts of a turn: the cards its tools returned, grouped as docs/wire.md says."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from tools._tool import Card

View = Mapping[str, Any]
_GROUPS: Final = ("bills", "payments")


@dataclass(slots=True)
class FactBook:
    """Collects cards; the newest card of one kind and id stands for all of them."""

    _cards: dict[tuple[str, str], Card] = field(default_factory=dict)

    def add(self, cards: Iterable[Card]) -> None:
        for card in cards:
            self._cards.pop((card.kind, card.id), None)
            self._cards[card.kind, card.id] = card

    @property
    def cards(self) -> tuple[Card, ...]:
        """Each once, in the order in which they were last returned."""
        return tuple(self._cards.values())

    def references(self) -> tuple[str, ...]:
        """`kind:id` of everything shown, bills of a list one by one."""
        found: dict[str, None] = {}
        for card in self._cards.values():
            if card.kind == "bill_list":
                found.update(dict.fromkeys(f"bill:{bill['id']}" for bill in card.data["bills"]))
            else:
                found[f"{card.kind}:{card.id}"] = None
        return tuple(found)

    def grouped(self) -> dict[str, object]:
        """`{bills, payments, totals, plan, usage}`: each bill and payment once."""
        bills: dict[str, View] = {}
        payments: dict[str, View] = {}
        totals: list[View] = []
        usage: list[View] = []
        plan: View | None = None
        for card in self._cards.values():
            data = card.data
            for bill in [data] if card.kind == "bill" else data.get("bills", ()):
                bills[bill["id"]] = {**bills.get(bill["id"], {}), **bill}
            for payment in data.get("payments", ()):
                payments[payment["id"]] = payment
            totals = list(data.get("totals", totals))
            usage += data.get("usage", ())
            plan = data.get("subscription", plan)
        return {
            "bills": list(bills.values()),
            "payments": list(payments.values()),
            "totals": totals,
            "plan": plan,
            "usage": usage,
        }
