from dataclasses import replace
from datetime import date

import pytest

from billing.principal import Role
from billing.stores.store import SqlStore
from tests.builders import plan, ports, principal, put_world, subscription
from tests.tools.worlds import context
from tools._tool import ToolFailed, ToolResult
from tools.cancel_subscription import TOOL


def _run(store: SqlStore, *, language: str = "en", **said: object) -> ToolResult:
    here = context(ports(store), language=language)
    return TOOL.run(here, TOOL.Arguments.model_validate(said))


@pytest.mark.parametrize(
    ("language", "day"),
    [
        ("en", "April 1, 2026"),
        ("es", "1 de abril de 2026"),
        ("de", "1. April 2026"),
        ("fr", "1 avril 2026"),
    ],
)
def test_the_offer_names_the_day_and_what_does_not_come_back(
    sqlite_store: SqlStore, language: str, day: str
) -> None:
    put_world(sqlite_store, plan("hb-home"), subscription("hb-home"))
    result = _run(sqlite_store, language=language)
    (card,) = result.cards
    assert card.data["act"]["terms"]["ends_on"] == "2026-04-01"
    assert result.quote_id == card.id
    assert day in str(result.closing) or "2026" in str(result.closing)
    assert card.data["act"]["summary"] in str(result.closing)


def test_what_is_to_end_can_be_kept(sqlite_store: SqlStore) -> None:
    ending = replace(subscription("hb-home"), ends_on=date(2026, 4, 1))
    put_world(sqlite_store, plan("hb-home"), ending)
    assert "You keep your plan Home" in str(_run(sqlite_store, keep=True).closing)
    with pytest.raises(ToolFailed, match="Your plan ends on"):
        _run(sqlite_store)


def test_a_member_of_the_account_is_told_who_can(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, plan("hb-home"), subscription("hb-home"))
    here = context(ports(sqlite_store), who=principal(role=Role.CUSTOMER_MEMBER))
    with pytest.raises(ToolFailed, match="Only an administrator"):
        TOOL.run(here, TOOL.Arguments())
