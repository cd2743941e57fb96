"""Invoices with a trap each, and what only looks like an invoice; the pages are in stories.toml."""

import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from ingestion.draft import AMOUNTS
from ingestion.errors import NotAnInvoice
from ingestion.pipeline import parse
from tests.ingestion.sheets import sheet

STORIES: dict[str, dict[str, dict[str, str]]] = tomllib.loads(
    (Path(__file__).parent / "stories.toml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("name", STORIES["read"])
def test_the_trap_is_seen(name: str) -> None:
    story = STORIES["read"][name]
    draft = parse(sheet(story["page"]))
    expected = {key: value for key, value in story.items() if key not in ("page", "trap")}
    found = {key: draft.value(key) or "" for key in expected}
    for key in AMOUNTS:
        if expected.get(key) and found[key]:
            assert Decimal(found.pop(key)) == Decimal(expected.pop(key)), (key, story["trap"])
    assert found == expected, story["trap"]


@pytest.mark.parametrize("name", STORIES["refused"])
def test_what_asks_for_no_money_is_no_invoice(name: str) -> None:
    with pytest.raises(NotAnInvoice):
        parse(sheet(STORIES["refused"][name]["page"]))


def test_yen_have_no_decimals_even_where_only_the_address_tells_the_currency() -> None:
    page = """
50@14:Kobe Interpreters
50:1-2 Harbor Road, Kobe, Japan
50:Invoice no. K-118|300:Invoice date: 2026-03-02
50:Total|>300:48,000
"""
    draft = parse(sheet(page))
    assert (draft.value("currency"), draft.value("total_amount")) == ("JPY", "48000")


def test_a_second_invoice_of_the_same_shape_reads_its_own_values() -> None:
    page = STORIES["read"]["subscription"]["page"]
    draft = parse(sheet(page.replace("1,210.00", "2,310.00").replace("0003", "0004")))
    assert draft.value("total_amount") == "2310.00"
    assert draft.value("invoice_number") == "8F2C1A90-0004"
