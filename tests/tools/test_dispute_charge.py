import pytest

from billing.stores.store import SqlStore
from billing.tenants import Policy
from tests.builders import POLICY, bill, february, ports, put_world
from tests.tools.worlds import context
from tools._tool import AskAgain, ToolFailed, ToolResult
from tools.dispute_charge import TOOL


def _run(
    store: SqlStore, *, policy: Policy = POLICY, language: str = "en", **said: object
) -> ToolResult:
    here = context(ports(store), policy=policy, language=language, text="The grid fee is wrong")
    return TOOL.run(here, TOOL.Arguments.model_validate(said))


@pytest.mark.parametrize("line", ["grid fee", "2", "the grid"])
def test_the_line_is_found_by_its_words_or_number(sqlite_store: SqlStore, line: str) -> None:
    put_world(sqlite_store, february())
    result = _run(sqlite_store, bill="HB-100", line=line, reason="wrong_amount")
    (card,) = result.cards
    assert card.data["act"]["terms"]["amount"]["display"] == "$14.00"
    assert str(result.closing).startswith(
        "You dispute $14.00 of bill HB-100 (Grid fee). Nobody asks you for this part until a "
        "colleague has decided; the other $83.40 stay due on"
    )


def test_a_line_that_is_not_clear_is_asked_for(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, february())
    result = _run(sqlite_store, bill="HB-100", line="meter rental")
    assert result.quote_id is None
    assert "1. Energy 402 kWh $76.40" in str(result.closing)


def test_a_part_of_the_bill(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, february())
    part = _run(sqlite_store, bill="HB-100", amount="20")
    assert "$20.00 of bill HB-100 (Electricity February 2026)" in str(part.closing)


def test_all_of_it_and_never_more(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, february())
    whole = _run(sqlite_store, bill="HB-100")
    assert "all of the $97.40 that is open on bill HB-100" in str(whole.closing)
    with pytest.raises(ToolFailed, match=r"At most \$97.40 can be disputed"):
        _run(sqlite_store, bill="HB-100", amount="97.41")
    with pytest.raises(AskAgain):
        _run(sqlite_store, bill="HB-100", amount="a lot")


def test_where_the_policy_has_no_rule_it_is_a_ticket(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, february(), policy=Policy())
    result = _run(sqlite_store, policy=Policy(), bill="HB-100")
    (card,) = result.cards
    assert (card.kind, result.ticket_id, result.quote_id) == ("ticket", card.id, None)
    assert str(result.closing).startswith("I can't decide this myself.")


def test_several_bills_that_fit_are_shown_to_choose_from(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, february(), bill("HB-101"))
    result = _run(sqlite_store, bill="electricity")
    assert [card.kind for card in result.cards] == ["bill_list"]


def test_an_unknown_bill_is_told_so(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, february())
    with pytest.raises(ToolFailed):
        _run(sqlite_store, bill="ZZ-9")
