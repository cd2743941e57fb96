import pytest

from billing.principal import Role
from billing.stores.store import SqlStore
from billing.tenants import Policy
from tests.builders import (
    POLICY,
    plan,
    ports,
    principal,
    put_world,
    subscription,
)
from tests.tools.worlds import context
from tools._tool import ToolFailed, ToolResult
from tools.change_plan import TOOL

PLANS = (
    plan("hb-home", "10.00", annual_price="100.00"),
    plan("hb-plus", "20.00"),
    plan("hb-office", "50.00"),
)


def _run(
    store: SqlStore, *, policy: Policy = POLICY, language: str = "en", **said: object
) -> ToolResult:
    here = context(ports(store), policy=policy, language=language)
    return TOOL.run(here, TOOL.Arguments.model_validate(said))


def test_the_offer_says_what_it_costs_and_that_nothing_changed_yet(
    sqlite_store: SqlStore,
) -> None:
    put_world(sqlite_store, *PLANS, subscription("hb-home"))
    result = _run(sqlite_store, plan="Plus")
    (card,) = result.cards
    assert (card.kind, card.data["kind"], card.data["method"]) == ("quote", "change_plan", None)
    assert card.data["act"]["terms"]["due_now"]["display"] == "$9.67"
    assert result.quote_id == card.id
    assert result.closing is not None
    assert result.closing.startswith(
        "Change of plan from Home to Plus, today: $9.67 for the rest of this period "
        "($19.35 for Plus, less $9.68 for the unused days of Home), then $20.00 per month."
    )
    assert 'Nothing changes until you press Approve or answer "yes".' in result.closing
    assert "not approved yet, nothing changed" in result.text


@pytest.mark.parametrize("language", ["en", "es", "de", "fr"])
def test_a_change_to_come_names_its_day_in_every_language(
    sqlite_store: SqlStore, language: str
) -> None:
    put_world(sqlite_store, *PLANS, subscription("hb-home"), policy=Policy())
    closing = _run(sqlite_store, policy=Policy(), language=language, plan="plus").closing
    assert closing is not None
    assert "2026" in closing
    assert "{" not in closing


def test_without_a_plan_they_are_listed_with_their_prices(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, *PLANS, subscription("hb-home"))
    closing = _run(sqlite_store).closing
    assert closing == (
        "Which plan do you want? There are: Home for $10.00 per month, Plus for $20.00 per month, "
        "and Office for $50.00 per month."
    )
    unknown = _run(sqlite_store, plan="gold").closing
    assert unknown is not None
    assert unknown.startswith("There is no plan like that.")


def test_paying_by_the_year_is_a_change_too(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, *PLANS, subscription("hb-home"))
    (card,) = _run(sqlite_store, interval="year").cards
    assert card.data["act"]["terms"]["price"]["display"] == "$100.00"


def test_why_not_is_said_in_words(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, *PLANS, subscription("hb-home"))
    with pytest.raises(ToolFailed, match="You have plan Home already"):
        _run(sqlite_store, plan="home")
    member = context(ports(sqlite_store), who=principal(role=Role.CUSTOMER_MEMBER))
    with pytest.raises(ToolFailed, match="Only an administrator of your account"):
        TOOL.run(member, TOOL.Arguments.model_validate({"plan": "plus"}))


def test_without_a_subscription_there_is_nothing_to_change(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, *PLANS)
    with pytest.raises(ToolFailed, match="I find no plan on your account"):
        _run(sqlite_store, plan="plus")
