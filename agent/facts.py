"""The facts of a turn: the cards its tools returned, for the prose check and for the wire."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from agent._articles import repeatable
from agent.prose import Facts, facts_from
from tools._tool import Card

View = Mapping[str, Any]
_SHORTEST_NAME: Final = 4


def references(kind: str, card_id: str, data: View) -> tuple[str, ...]:
    """What a card showed, as `kind:id`; the bills of a list and of a quote one by one.

    A payment that failed also names its bill (`failed:HB-100`): the next method may be for that.
    """
    if kind == "bill_list":
        return tuple(f"bill:{bill['id']}" for bill in data["bills"])
    own = f"{kind}:{card_id}"
    if kind == "payments" and len(data["payments"]) == 1:
        (payment,) = data["payments"]
        failed = payment["state"] in ("failed", "cancelled")
        return (own, f"failed:{payment['bill_id']}") if failed else (own,)
    if kind == "quote":
        return (*(f"bill:{line['bill_id']}" for line in data["lines"]), own)
    return (own,)


def _descriptions(data: object) -> Iterator[str]:
    """Every description and label in a card: names out of our rows, which may hold dates and
    numbers ("Check 1042").
    """
    if isinstance(data, Mapping):
        for name in (data.get("description"), data.get("label")):
            if isinstance(name, str) and len(name) >= _SHORTEST_NAME:
                yield name
        for item in data.values():
            yield from _descriptions(item)
    elif isinstance(data, list | tuple):
        for item in data:
            yield from _descriptions(item)


@dataclass(slots=True)
class FactBook:
    """Collects cards; the newest card of one kind and id stands for all of them.

    `heard`: numbers of things that the customer named or that were shown before.
    """

    today: date
    prose: Facts = field(default_factory=Facts)
    names: set[str] = field(default_factory=set)
    _cards: dict[tuple[str, str], Card] = field(default_factory=dict)

    heard: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self.prose = Facts(today=self.today, heard=self.heard)

    def add(self, cards: Iterable[Card], *, narrowed: bool = False) -> None:
        """Take cards in. `narrowed`: the tool was asked for a part, so that finding nothing there
        does not mean that nothing is owed.
        """
        for card in cards:
            self._cards.pop((card.kind, card.id), None)
            self._cards[card.kind, card.id] = card
            named = {"kind": card.kind, "id": card.id, "data": card.data}
            facts = facts_from(named, today=self.today)
            if narrowed or card.data.get("bills"):
                facts = replace(facts, nothing_owed=False)
            self.prose = self.prose.with_(facts)
            self.names.update(_descriptions(card.data))
            if card.kind == "article":
                self.names.update(repeatable(card.data["title"], card.data["snippet"]))

    @property
    def cards(self) -> tuple[Card, ...]:
        """Each once, in the order in which they were last returned."""
        return tuple(self._cards.values())

    def shown(self) -> tuple[str, ...]:
        """References of everything the turn showed."""
        found = (references(card.kind, card.id, card.data) for card in self.cards)
        return tuple(dict.fromkeys(reference for one in found for reference in one))
