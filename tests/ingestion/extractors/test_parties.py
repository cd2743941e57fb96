"""Seller and buyer: labelled, in a letterhead, in a sender's line, in an address window."""

import pytest

from ingestion.pipeline import read_page
from ingestion.readers.pdf_words import read_words
from tests.ingestion.sheets import sheet


def _parties(page: str) -> tuple[str | None, str | None]:
    draft = read_page(read_words(sheet(page + "\n50:Total|>300:EUR 100.00")))
    return draft.value("seller_name"), draft.value("buyer_name")


def test_a_senders_line_stands_over_the_window_of_the_buyer() -> None:
    page = """
50@7:Nordwerk Maschinenbau GmbH & Co. KG · Hafenstr. 12 · 24103 Kiel
50:Herrn
50:Dr. Stefan Lindner
50:Ledererzeile 14
50:83512 Wasserburg am Inn

50@16:Rechnung
"""
    assert _parties(page) == ("Nordwerk Maschinenbau GmbH & Co. KG", "Dr. Stefan Lindner")


def test_a_person_at_the_head_sells_to_a_firm_in_the_window() -> None:
    page = """
50:Heike Wiesner
50:Lange Reihe 5, 20099 Hamburg
50:Tel. 040 5550118

50:Brandt Verlag GmbH
50:Koppel 30
50:20099 Hamburg

50@16:Rechnung
"""
    assert _parties(page) == ("Heike Wiesner", "Brandt Verlag GmbH")


def test_the_payer_is_the_buyer_not_who_gets_the_goods_or_the_letter() -> None:
    page = """
50@16:Kowal Freight Lines Co.
50:SHIPPER|220:CONSIGNEE|400:BILL TO
50:Mills Co.|220:Whitlock Supply|400:Ellington LLC
50:9 Oak St|220:7 Elm St|400:5 Ash St
50:Attn: Maria Gomez
"""
    assert _parties(page) == ("Kowal Freight Lines Co.", "Ellington LLC")


@pytest.mark.parametrize(
    "line",
    [
        "50:Talkwave plc, 1 Exchange Square, London EC2A 2BB. VAT no. GB 245 7193 48",
        "50:Talkwave plc is registered in England",
    ],
)
def test_a_footer_names_the_seller_without_its_address(line: str) -> None:
    gap = "\n" * 46
    seller, _ = _parties(f"50:Page 1 of 1\n50@16:Your bill{gap}{line}")
    assert seller == "Talkwave plc"


def test_nobody_is_named_where_nothing_speaks_for_a_name() -> None:
    assert _parties("50@16:Invoice\n50:Thank you for your order.") == (None, None)
