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


_FOOT = "50@7:Hoekstra Holding B.V.|250@7:Molenweg 3 a|330@7:6811 VB Arnhem|420@7:KvK 23018842"


def test_a_lone_window_is_the_buyers_where_the_foot_names_the_firm() -> None:
    gap = "\n" * 40
    page = f"50:Sanne Kuipers\n50:Nijverheidsweg 1\n50:9711 SU Groningen\n{gap}{_FOOT}"
    assert _parties(page) == ("Hoekstra Holding B.V.", "Sanne Kuipers")


def test_a_bank_at_the_foot_sells_nothing() -> None:
    gap = "\n" * 40
    foot = "50@7:Deutsche Musterbank AG|250@7:IBAN DE09 1524 1498 2427 0761 48"
    page = f"50:Heike Wiesner\n50:Lange Reihe 5\n50:20099 Hamburg\n{gap}{foot}"
    assert _parties(page)[0] != "Deutsche Musterbank AG"


def test_a_brand_at_the_head_is_the_firm_registered_at_the_foot() -> None:
    gap = "\n" * 40
    foot = "50@7:Corncrake Airways DAC, Ocean Terminal, Cork. Company no. 611209."
    assert _parties(f"50@16:Corncrake Air{gap}{foot}")[0] == "Corncrake Airways DAC"


@pytest.mark.parametrize(
    ("page", "buyer"),
    [
        ("50:Customer (issuing this invoice)\n50:Ellington LLC", "Ellington LLC"),
        ("50:Hirer:|330:Wallop Valley Tai Chi", "Wallop Valley Tai Chi"),
        ("50:Kunde|100::|120:27714\n50:Vertreter", None),
        ("50:Flight|117:From|256:To|395:Dep\n50:CK 214|117:Cork|256:Adair|395:6:55", None),
        ("50:Merz Technik GmbH\n50:Herr Jan Weyer\n50:Ring 3\n50:88400 Ulm", "Merz Technik GmbH"),
        ("50:Herrn und Frau\n50:Dirk und Eva Voss\n50:Kehre 4\n50:36901 Ulm", "Dirk und Eva Voss"),
        ("50:An die\n50:Objektbau GmbH\n50:Gasse 200\n50:8055 Graz", "Objektbau GmbH"),
    ],
)  # fmt: skip
def test_a_buyer_is_told_from_what_stands_beside_it(page: str, buyer: str | None) -> None:
    assert _parties(f"50@16:Harrow Works Ltd\n\n\n{page}")[1] == buyer


def test_letters_set_apart_and_codes_are_no_names() -> None:
    assert _parties("50@16:T H E  P O R T\n50:TANG-02\n50:January")[0] is None
