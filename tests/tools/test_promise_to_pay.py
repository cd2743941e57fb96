from dataclasses import replace

import pytest

from billing.stores.store import SqlStore
from billing.tenants import Policy
from tests.builders import POLICY, february, january, ports, put_world
from tests.tools.worlds import context
from tools._tool import AskAgain, ToolFailed, ToolResult
from tools.promise_to_pay import TOOL

KIND = replace(POLICY, extension_days=14, extension_times_per_year=2, instalment_parts=3)


def _run(
    store: SqlStore, *, policy: Policy = KIND, language: str = "en", **said: object
) -> ToolResult:
    here = context(ports(store), policy=policy, language=language, text="I get paid on Friday")
    return TOOL.run(here, TOOL.Arguments.model_validate(said))


def test_a_promise_states_amount_and_day_and_that_nothing_is_taken(
    sqlite_store: SqlStore,
) -> None:
    put_world(sqlite_store, february(), policy=KIND)
    result = _run(sqlite_store, bill="HB-100", on="2026-03-27")
    (card,) = result.cards
    assert card.data["act"]["terms"]["on"] == "2026-03-27"
    assert "You promise to pay $97.40 of bill HB-100 by" in str(result.closing)
    assert "nothing is taken by itself" in str(result.closing)


@pytest.mark.parametrize("language", ["en", "es", "de", "fr"])
@pytest.mark.parametrize("kind", ["promise", "extension", "instalments"])
def test_each_kind_can_be_said_in_every_language(
    sqlite_store: SqlStore, language: str, kind: str
) -> None:
    put_world(sqlite_store, february(), policy=KIND)
    closing = str(_run(sqlite_store, language=language, bill="HB-100", kind=kind).closing)
    assert "HB-100" in closing
    assert "2026" in closing
    assert "{" not in closing


def test_where_only_a_human_may_the_wish_goes_to_one(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, february())
    result = _run(sqlite_store, policy=POLICY, bill="HB-100", kind="extension")
    assert [card.kind for card in result.cards] == ["ticket"]
    assert result.ticket_id is not None


def test_no_day_beyond_the_policy_and_no_bill_that_is_paid(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, february(), january(), policy=KIND)
    with pytest.raises(ToolFailed, match="For bill HB-100 I can go as far as"):
        _run(sqlite_store, bill="HB-100", on="2026-05-01")
    with pytest.raises(ToolFailed, match="HB-090"):
        _run(sqlite_store, bill="HB-090", on="2026-03-27")
    with pytest.raises(AskAgain):
        _run(sqlite_store, bill="HB-100", on="Friday")
