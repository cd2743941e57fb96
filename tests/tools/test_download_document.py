import pytest

from billing.stores.store import SqlStore
from tests.billing.use_cases.till import open_till
from tests.builders import bill, february, january, method, ports, put_world
from tests.fakes import FakeClock
from tests.tools.worlds import context
from tools._tool import ToolFailed, ToolResult
from tools.download_document import TOOL


def _run(store: SqlStore, *, language: str = "en", **said: object) -> ToolResult:
    return TOOL.run(context(ports(store), language=language), TOOL.Arguments.model_validate(said))


def test_a_bill_comes_with_its_address_and_is_called_a_copy(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, february(), january())
    result = _run(sqlite_store, document="HB-090")
    (card,) = result.cards
    assert (card.kind, card.data["pdf"]) == ("bill", "/api/v1/bills/HB-090/pdf")
    assert result.closing == (
        "Here is bill HB-090 as a PDF to download. It is a copy of what is on your account, not "
        "the company's original invoice."
    )


def test_without_a_name_it_is_the_newest_bill(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, february(), january())
    assert _run(sqlite_store).cards[0].id == "HB-100"


def test_a_receipt_is_found_by_its_number_or_its_bill(
    sqlite_store: SqlStore, clock: FakeClock
) -> None:
    till = open_till(sqlite_store, clock, february(), method())
    till.approve(till.ask())
    for said in ({"document": "R-000001"}, {"document": "HB-100", "kind": "receipt"}):
        (card,) = _run(sqlite_store, **said).cards
        assert card.kind == "receipt"
        assert card.data["pdf"] == f"/api/v1/receipts/{card.id}/pdf"
    assert _run(sqlite_store, kind="receipt").cards[0].kind == "receipt"
    assert _run(sqlite_store, document="HB-100").cards[0].kind == "bill"


def test_what_is_not_there_is_said_not_to_be(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store)
    for said in ({}, {"document": "HB-1"}, {"kind": "receipt"}):
        with pytest.raises(ToolFailed):
            _run(sqlite_store, **said)


def test_several_that_fit_are_shown_to_choose_from(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, bill("HB-1", category="water"), bill("HB-2", category="gas"))
    assert _run(sqlite_store, document="march").cards[0].kind == "bill_list"
