"""Fake tools and a fake world for stories about the loop: no database behind them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from pydantic import BaseModel

from billing.ports import Ports
from tests.fakes import FakeClock, SequentialIds
from tools._tool import Access, Arguments, Card, Tool, ToolResult

BILL: Mapping[str, Any] = {
    "id": "HB-100",
    "number": "HB-100",
    "category": "electricity",
    "description": "Electricity",
    "issued_on": "2026-03-01",
    "due_on": "2026-03-20",
    "period": None,
    "amount": {"amount_minor": 9740, "currency": "USD", "display": "$97.40"},
    "balance": {"amount_minor": 9740, "currency": "USD", "display": "$97.40"},
    "state": "open",
    "flags": [],
    "open_payment": None,
    "version": 1,
    "disputed": None,
}
BILLS = Card("bill_list", "bills", {"bills": [BILL], "totals": [BILL["balance"]]})
QUOTE_WORDS = "To pay: bill HB-100, $97.40. Nothing is charged until you press Approve."


class AnyBill(Arguments):
    """Arguments as a real tool has them: strict, with nothing about who asks."""

    bill: str | None = None
    count: int = 1


def _bills(_bill: str | None) -> ToolResult:
    return ToolResult((BILLS,), "1 bill: HB-100 electricity, due $97.40 by 2026-03-20")


def _quote(_bill: str | None) -> ToolResult:
    return ToolResult((), "quote q-1 is open", closing=QUOTE_WORDS, quote_id="q-1")


@dataclass
class FakeTool:
    """A tool that keeps what it was asked and answers from a function of the bill named."""

    name: str
    answer: Callable[[str | None], ToolResult] = _bills
    access: Access = Access.READ
    description: str = "a tool of a story"
    Arguments: type[BaseModel] = AnyBill
    asked: list[str | None] = field(default_factory=list)
    contexts: list[object] = field(default_factory=list)

    def run(self, context: object, arguments: BaseModel) -> ToolResult:
        """Note it and answer."""
        named = AnyBill.model_validate(arguments).bill
        self.asked.append(named)
        self.contexts.append(context)
        return self.answer(named)


def fake_tools(*more: FakeTool) -> dict[str, FakeTool]:
    """list_bills and pay_bill, and `more` (which may replace them)."""
    tools = [FakeTool("list_bills"), FakeTool("pay_bill", _quote, Access.WRITE), *more]
    return {tool.name: tool for tool in tools}


def as_tools(tools: Mapping[str, FakeTool]) -> Mapping[str, Tool]:
    return {name: cast("Tool", tool) for name, tool in tools.items()}


@dataclass(frozen=True, slots=True)
class NoStore:
    """A store for stories in which no row may be read."""

    def read(self, _principal: object) -> object:
        raise AssertionError("no row may be read in this story")

    write = read


def no_rows() -> Ports:
    """Ports of a world without rows, clock standing still."""
    store = cast("Any", NoStore())
    return Ports(store, FakeClock(), SequentialIds(), cast("Any", None), b"salt")
