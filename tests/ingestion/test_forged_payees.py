"""Forged pages from bytes to verdict: every account and seller a person sees is held against us."""

from dataclasses import replace

import pytest
from PIL import Image

from billing.uploads import Verdict
from billing.verdicts import Judgement, judge
from ingestion.draft import pack, unpack
from ingestion.errors import IsScan
from ingestion.learned import with_asides
from ingestion.pipeline import parse, read_page
from ingestion.readers.pdf_words import read_words
from tests.builders import february, tenant
from tests.ingestion import hostile
from tests.ingestion.readers.scanned import saved
from tests.ingestion.readers.test_einvoice_profiles import cii
from tests.ingestion.sheets import sheet

OURS = "DE75512108001245126199"
FORGED = "GB29NWBK60161331926819"
FORGED_PRINTED = "GB29 NWBK 6016 1331 9268 19"
OURS_PRINTED = "DE75 5121 0800 1245 1261 99"
NAME = "Harbor Power & Water Inc"
SUMS = "<ram:GrandTotalAmount>97.40</ram:GrandTotalAmount>"
PAY = f"""<ram:SpecifiedTradeSettlementPaymentMeans><ram:TypeCode>58</ram:TypeCode>
<ram:PayeePartyCreditorFinancialAccount><ram:IBANID>{OURS}</ram:IBANID>
</ram:PayeePartyCreditorFinancialAccount></ram:SpecifiedTradeSettlementPaymentMeans>"""
XML = (
    cii(SUMS, pay=PAY)
    .replace(b"M-31", b"HB-100")
    .replace("Gärtnerei Überall".encode(), NAME.replace("&", "&amp;").encode())
    .replace(b">EUR<", b">USD<")
)


def _page(seller: str, *rows: str) -> bytes:
    below = "\n".join(f"50:{row}" for row in rows)
    return sheet(f"""
50@18:{seller}
50:1 Quay Street
50:Boston, MA 02110
50:Tel. +1 617 555 0142

50@14:Invoice
50:Invoice number: HB-100
50:Invoice date: March 1, 2026
50:Total amount due|>300:USD 97.40
{below}
""")


def _judged(data: bytes, *ibans: str) -> Judgement:
    crossed = unpack(pack(parse(data)))
    return judge(with_asides(crossed), (february(),), tenant(ibans=ibans or (OURS,)))


def _with_xml(page: bytes) -> bytes:
    return hostile.with_attachment(page, "factur-x.xml", XML)


def test_an_e_invoice_whose_page_shows_what_its_file_says_is_known() -> None:
    found = _judged(_with_xml(_page(NAME, f"IBAN {OURS_PRINTED}")))
    assert (found.verdict, found.bill_id) == (Verdict.KNOWN_OPEN, "HB-100")


def test_another_account_on_the_page_of_an_e_invoice_is_a_changed_payee() -> None:
    found = _judged(_with_xml(_page(NAME, f"Pay to IBAN {FORGED_PRINTED}")))
    assert (found.verdict, found.bill_id) == (Verdict.PAYEE_CHANGED, "HB-100")
    assert [(each.code, each.document) for each in found.reasons] == [("iban", FORGED)]


def test_another_seller_on_the_page_of_an_e_invoice_is_a_changed_payee() -> None:
    found = _judged(_with_xml(_page("Quick Collect Ltd", f"IBAN {OURS_PRINTED}")))
    assert found.verdict is Verdict.PAYEE_CHANGED
    assert [(each.code, each.document) for each in found.reasons] == [
        ("seller", "Quick Collect Ltd")
    ]


@pytest.mark.parametrize(
    "rows",
    [
        (f"IBAN {OURS_PRINTED}", f"Pay now to IBAN {FORGED_PRINTED}"),
        (f"IBAN {OURS_PRINTED} or IBAN {FORGED_PRINTED}",),
        ("No direct debit this month", f"Pay to IBAN {FORGED_PRINTED}"),
        (f"No direct debit this month, pay to IBAN {FORGED_PRINTED}",),
        (f"Statt Lastschrift bitte überweisen: {FORGED_PRINTED}",),
    ],
)
def test_every_account_on_a_plain_page_counts(rows: tuple[str, ...]) -> None:
    found = _judged(_page(NAME, *rows))
    assert (found.verdict, found.reasons[0].document) == (Verdict.PAYEE_CHANGED, FORGED)


@pytest.mark.parametrize(
    "row",
    [
        f"By direct debit from your account {FORGED_PRINTED}",
        f"SEPA mandate no. 7, debited by direct debit: {FORGED_PRINTED}",
        f"Wird per Lastschrift abgebucht von {FORGED_PRINTED}",
    ],
)
def test_the_account_a_debit_is_taken_from_is_no_payee(row: str) -> None:
    assert _judged(_page(NAME, f"IBAN {OURS_PRINTED}", row)).verdict is Verdict.KNOWN_OPEN


def test_all_of_a_companys_own_accounts_are_fine() -> None:
    page = _page(NAME, f"IBAN {OURS_PRINTED}", f"IBAN {FORGED_PRINTED}")
    assert _judged(page, OURS, FORGED).verdict is Verdict.KNOWN_OPEN


def test_an_account_in_two_places_is_handed_out_once_and_the_first_stays_the_field() -> None:
    rows = (f"IBAN {OURS_PRINTED}", f"IBAN {FORGED_PRINTED}", f"IBAN {OURS_PRINTED}")
    draft = read_page(read_words(_page(NAME, *rows)))
    assert draft.value("iban") == OURS
    assert draft.asides.ibans == (OURS, FORGED)


def test_a_seller_seen_without_certainty_is_not_held_against_the_file() -> None:
    draft = parse(_with_xml(_page("Quick Collect Ltd")))
    assert draft.asides.page_seller == "Quick Collect Ltd"
    unsure = parse(_with_xml(sheet("50:Quick Collect\n50:Total|>300:USD 97.40")))
    assert unsure.asides.page_seller is None
    assert with_asides(replace(draft, asides=unsure.asides))["page_seller"] is None


def test_an_e_invoice_behind_a_picture_of_a_page_waits_to_be_looked_at() -> None:
    with pytest.raises(IsScan):
        parse(_with_xml(saved(Image.new("L", (600, 800), 255), "PDF")))
