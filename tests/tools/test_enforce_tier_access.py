from billing.stores.store import SqlStore
from billing.subscriptions import SubscriptionStatus
from billing.tenants import Policy
from tests.builders import MARCH, plan, ports, put_world, subscription, usage
from tests.tools.worlds import context
from tools._tool import ToolResult
from tools.enforce_tier_access import TOOL

PLANS = (
    plan("hb-home", "10.00", features={"csv_export": False, "data_gb": 10}),
    plan("hb-plus", "20.00", features={"csv_export": True, "data_gb": 50}),
)


def _run(store: SqlStore, feature: str) -> ToolResult:
    return TOOL.run(context(ports(store)), TOOL.Arguments.model_validate({"feature": feature}))


def test_a_missing_feature_comes_with_its_exact_price(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, *PLANS, subscription("hb-home"))
    result = _run(sqlite_store, "export CSV")
    (card,) = result.cards
    assert (card.kind, card.data["offer"]["due_now"]["display"]) == ("upgrade", "$9.67")
    assert result.text.splitlines() == [
        "csv_export, customer on plan Home: not included",
        "The cheapest plan that has it: Plus, $20.00 per month.",
        "Changing today costs $9.67 now (new plan $19.35 for the rest of the period, less $9.68 "
        "not used of the old one).",
    ]


def test_where_changes_wait_nothing_is_due_now(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, *PLANS, subscription("hb-home"), policy=Policy())
    text = _run(sqlite_store, "csv").text
    assert "costs nothing now and takes effect on 2026-04-01" in text


def test_a_limit_is_told_with_what_is_used(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, *PLANS, subscription("hb-home"), usage("data_gb", "9.5", period=MARCH))
    assert _run(sqlite_store, "data").text.splitlines() == [
        "data_gb, customer on plan Home: included up to 10",
        "used now: 9.5",
    ]


def test_a_feature_nobody_sells_is_said_to_be_so(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, *PLANS, subscription("hb-home"))
    result = _run(sqlite_store, "teleportation")
    (card,) = result.cards
    assert (card.kind, card.data["code"]) == ("notice", "plan.features_are")
    assert "csv export and data gb" in card.data["text"]
    assert result.text == (
        "Nothing like that is in any plan of the company. "
        "The features there are: csv_export, data_gb."
    )


def test_a_suspended_plan_is_not_called_missing(sqlite_store: SqlStore) -> None:
    suspended = subscription("hb-plus", status=SubscriptionStatus.SUSPENDED)
    put_world(sqlite_store, *PLANS, suspended)
    result = _run(sqlite_store, "csv")
    assert result.cards[0].data["code"] == "plan.suspended"
    assert "suspended until what is overdue is paid" in result.text


def test_a_plan_sold_otherwise_is_not_called_none(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, *PLANS, subscription("hb-home", currency="EUR"))
    result = _run(sqlite_store, "csv")
    assert result.cards[0].data["code"] == "plan.sold_otherwise"
    assert "No plan sold in the customer's currency and interval has it." in result.text
