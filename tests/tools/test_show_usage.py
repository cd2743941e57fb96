from typing import Any

from billing.stores.store import SqlStore
from tests.builders import MARCH, plan, ports, put_world, subscription, usage
from tests.tools.worlds import context
from tools._tool import ToolResult
from tools.show_usage import TOOL


def _run(store: SqlStore, **arguments: Any) -> ToolResult:
    return TOOL.run(context(ports(store)), TOOL.Arguments.model_validate(arguments))


def _world(store: SqlStore) -> None:
    put_world(
        store,
        plan("hb-home", "10.00", features={"data_gb": 10}),
        subscription("hb-home", renews_on=MARCH.end_before_on),
        usage("data_gb", "9.5", period=MARCH, included="10"),
        usage("sms", "3", unlimited=True),
    )


def test_one_metric(sqlite_store: SqlStore) -> None:
    _world(sqlite_store)
    result = _run(sqlite_store, metric="how much data")
    assert result.cards[0].kind == "usage"
    assert result.text == ("- data_gb: used 9.5 in 2026-03-01..before 2026-04-01, 10 included")


def test_without_a_metric_the_plan_is_told_too(sqlite_store: SqlStore) -> None:
    _world(sqlite_store)
    result = _run(sqlite_store)
    assert (result.cards[0].kind, len(result.cards[0].data["usage"])) == ("plan", 2)
    assert result.text.splitlines()[:3] == [
        "Plan Home, $10.00 per month, active",
        "renews 2026-04-01",
        "features: data_gb: 10",
    ]


def test_what_is_not_metered_is_said_with_what_is(sqlite_store: SqlStore) -> None:
    _world(sqlite_store)
    result = _run(sqlite_store, metric="electricity")
    assert result.cards[0].data["code"] == "usage.not_metered"
    assert result.text.endswith("metered is: data_gb, sms.")
