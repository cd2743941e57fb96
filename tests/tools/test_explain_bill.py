from typing import Any

import pytest

from billing.stores.store import SqlStore
from tests.builders import bill, february, january, ports, put_world
from tests.tools.worlds import context
from tools._tool import ToolFailed, ToolResult
from tools.explain_bill import TOOL


def _run(store: SqlStore, **arguments: Any) -> ToolResult:
    return TOOL.run(context(ports(store)), TOOL.Arguments.model_validate(arguments))


def test_higher_than_last_month_is_told_line_by_line(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, february(), january())
    result = _run(sqlite_store, bill="my electricity bill")
    (card,) = result.cards
    assert (card.kind, card.data["difference"]["display"]) == ("bill_diff", "$9.30")
    assert result.text.splitlines() == [
        "HB-100 (2026-03-01) is $97.40, higher than HB-090 (2026-02-01), $88.10, by $9.30. "
        "Line by line:",
        '- "Energy 402 kWh" from $67.45 to $76.40: +$8.95 (355 → 402 kWh, 0.19 → 0.19005 USD/kWh; '
        "$8.93 by quantity, $0.02 by price)",
        '- "Taxes" from $6.65 to $7.00: +$0.35',
        '- "Grid fee" unchanged: $14.00',
    ]


def test_a_named_month_of_the_same_kind_is_compared(sqlite_store: SqlStore) -> None:
    water = bill("HB-W", category="water", issued_on=january().issued_on, period=january().period)
    put_world(sqlite_store, february(), january(), water)
    result = _run(sqlite_store, bill="electricity february", against="january")
    assert result.cards[0].data["against"]["number"] == "HB-090"


def test_lower_is_lower(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, february(), january())
    text = _run(sqlite_store, bill="HB-090", against="HB-100").text
    assert "lower than HB-100" in text
    assert "by $9.30" in text


def test_the_first_bill_has_nothing_to_compare_with(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, february())
    result = _run(sqlite_store, bill="HB-100")
    assert result.text.startswith("HB-100 is $97.40. There is no earlier electricity bill")
    assert result.cards[0].data["against"] is None


def test_two_currencies_are_refused_in_words(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, february(), bill("HB-300", currency="EUR"))
    with pytest.raises(ToolFailed, match="different currencies"):
        _run(sqlite_store, bill="HB-100", against="HB-300")


def test_an_unclear_bill_is_asked_back(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, february(), bill("HB-W", category="water"))
    assert _run(sqlite_store, bill="it").cards[0].id == "choices"
