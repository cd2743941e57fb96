from collections.abc import Mapping
from typing import Any

import pytest

from billing.ids import UploadId
from billing.stores.store import SqlStore
from billing.use_cases.read_invoice import read_invoice
from tests.builders import (
    OMAR,
    customer,
    february,
    person,
    ports,
    principal,
    put_world,
    upload,
)
from tests.tools.worlds import context
from tools._tool import AskAgain, ToolFailed, ToolResult
from tools.correct_invoice import TOOL

READ: Mapping[str, object] = {
    "invoice_number": "L-1",
    "seller_name": "Lund AB",
    "currency": "EUR",
    "issue_date": "2026-02-20",
    "due_date": "2026-02-20",
    "total_amount": "12.00",
}


def _world(store: SqlStore, fields: Mapping[str, object] = READ) -> None:
    put_world(store, february(), customer(OMAR), person(OMAR))
    with store.write(principal()) as tx:
        tx.uploads.add(upload(), b"pdf")
    read_invoice(ports(store), principal(), UploadId("up-1"), lambda _: fields)


def _say(store: SqlStore, text: str, language: str = "en", **arguments: Any) -> ToolResult:
    around = context(ports(store), text=text, language=language)
    return TOOL.run(around, TOOL.Arguments.model_validate(arguments))


def test_the_card_is_shown_again_with_what_was_noted(sqlite_store: SqlStore) -> None:
    _world(sqlite_store)
    result = _say(sqlite_store, "the due date is 22 March 2026", due_date="2026-03-22")
    (card,) = result.cards
    assert (card.kind, card.id) == ("invoice_fields", "up-1")
    assert card.data["fields"]["due_date"] == "2026-03-22"
    assert card.data["changed"] == {"due_date": "customer"}
    assert result.closing == "Noted: the due date is March 22, 2026."


def test_several_values_are_said_in_the_customers_language(sqlite_store: SqlStore) -> None:
    _world(sqlite_store)
    said = "Der Betrag ist 120,50 und die Nummer ist INV-7"
    result = _say(sqlite_store, said, "de", total_amount="120.50", invoice_number="INV-7")
    assert result.closing is not None
    assert "die Rechnungsnummer ist INV-7" in result.closing
    assert "120,50" in result.closing


@pytest.mark.parametrize(
    ("text", "arguments", "field", "day"),
    [
        ("due 5 January", {"due_date": "01-05"}, "due_date", "2027-01-05"),
        ("due 5 March", {"due_date": "03-05"}, "due_date", "2026-03-05"),
        ("from 5 December", {"issue_date": "12-05"}, "issue_date", "2025-12-05"),
        ("from 1 February", {"issue_date": "02-01"}, "issue_date", "2026-02-01"),
    ],
)
def test_a_day_without_a_year_is_the_one_that_makes_sense(
    sqlite_store: SqlStore, text: str, arguments: dict[str, str], field: str, day: str
) -> None:
    _world(sqlite_store)
    (card,) = _say(sqlite_store, text, **arguments).cards
    assert card.data["fields"][field] == day


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        ("the due date is wrong", {"due_date": "2026-03-22"}),
        ("the total is 120", {"total_amount": "1200.50"}),
        ("the number is INV-8", {"invoice_number": "INV-7"}),
        ("it is from Lund", {"seller_name": "Harbor Power"}),
        ("the due date is 30 February", {"due_date": "2026-02-30"}),
        ("the due date is 30 February", {"due_date": "02-30"}),
        ("the total is 12,5 and so", {"total_amount": "12,5"}),
        ("it is in QQQ", {"printed_currency": "QQQ"}),
        ("hello", {}),
        ("the total is 100", {"total_amount": "1000000"}),
        ("the total is 12.05", {"total_amount": "120.50"}),
        ("the due date is 10 December", {"due_date": "2031-02-01"}),
        ("the due date is 10 December", {"due_date": "2026-12-01"}),
        ("the due date is 10 December", {"due_date": "2031-12-10"}),
        ("the due date is 10 December 2025", {"due_date": "12-10"}),
        ("the total is 100", {"total_amount": "100", "printed_currency": "JPY"}),
        ("it is all in euros", {"printed_currency": "ALL"}),
    ],
)
def test_what_the_customer_did_not_say_is_asked_again(
    sqlite_store: SqlStore, text: str, arguments: dict[str, str]
) -> None:
    _world(sqlite_store)
    with pytest.raises(AskAgain):
        _say(sqlite_store, text, **arguments)
    with sqlite_store.read(principal()) as tx:
        assert "as_read" not in tx.uploads.get(UploadId("up-1")).fields


def test_a_warning_about_the_payee_is_repeated(sqlite_store: SqlStore) -> None:
    bank = {"iban": {"value": "DE89370400440532013000"}}
    _world(sqlite_store, {**READ, "invoice_number": "HB-100", "fields": bank})
    result = _say(sqlite_store, "the total is 97.40", total_amount="97.40")
    assert result.closing is not None
    assert "Do not pay" in result.closing


def test_without_a_document_there_is_nothing_to_correct(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store)
    with pytest.raises(ToolFailed, match="no document"):
        _say(sqlite_store, "the total is 5.00", total_amount="5.00")
    with pytest.raises(ToolFailed):
        _say(sqlite_store, "the total is 5.00", total_amount="5.00", upload_id="up-9")


def test_another_customers_document_is_not_found(sqlite_store: SqlStore) -> None:
    _world(sqlite_store)
    around = context(ports(sqlite_store), who=principal(OMAR), text="the total is 5.00")
    named = TOOL.Arguments.model_validate({"total_amount": "5.00", "upload_id": "up-1"})
    with pytest.raises(ToolFailed):
        TOOL.run(around, named)
    with pytest.raises(ToolFailed):
        TOOL.run(around, TOOL.Arguments.model_validate({"total_amount": "5.00"}))
