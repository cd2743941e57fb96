"""What a model may be asked about a document, and that only what the page bears out is believed."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

import pytest

from ingestion.confidence import DOUBT
from ingestion.doubts import ASKED, MOST, accept, claim, claimed, doubtful, question
from ingestion.draft import Draft, FieldRead
from ingestion.page_texts import page_texts
from ingestion.pipeline import parse
from ingestion.read_invoice import InvoiceReader
from ingestion.readers.pdf_words import read_words
from tests.ingestion.readers.test_hidden import SEEN, page
from tests.ingestion.sheets import sheet

PAGE = """
60@16:Harbor Power & Water Inc
60:12 Pier Road, Boston MA 02110

60:Invoice

60:Issue date: March 3, 2026
60:Our sign|300:HB-100
60:Client account: 77-8812|300:Customer number|450:55 12
60:For NORA LINDQVIST
60:Order date: 2026-02-20
60:Discount, already taken|>500:$5.55
60:Seen again on 04/05/2026

60:Electricity|>500:$80.00
60:Grid|>500:$10.19
60:Tax|>500:$7.21
60:Total|>500:$97.40

60:Sent to nora@example.com
60:Bank: DE89 3704 0044 0532 0130 00
60:Card kept: 4111 1111 1111 1111
60:Please note that the payee of all sums is Quick Collect Ltd
"""
BYTES = sheet(PAGE)
MORE = b"%s g BT /F1 11 Tf 1 0 0 1 50 580 Tm (ZZ-777) Tj ET"


@pytest.fixture(scope="module")
def reader() -> Iterator[InvoiceReader]:
    with InvoiceReader() as made:
        yield made


@pytest.fixture(scope="module")
def draft() -> Draft:
    return parse(BYTES)


def without(draft: Draft, *names: str) -> Draft:
    """The draft as if these had not been found."""
    left = {name: read for name, read in draft.fields.items() if name not in names}
    return replace(draft, fields=MappingProxyType(left))


def judged(draft: Draft, answer: Mapping[str, str], data: bytes = BYTES) -> Mapping[str, FieldRead]:
    """What of the answer is kept."""
    done = accept(draft, answer, read_words(data))
    return {name: read for name, read in done.fields.items() if read.source == "model"}


def test_only_what_is_empty_or_doubtful_is_asked(draft: Draft) -> None:
    assert set(doubtful(draft)) == {"invoice_number", "due_date", "net_amount"}
    weak = replace(draft.fields["total_amount"], confidence=DOUBT - 0.01)
    unsure = replace(draft, fields={**draft.fields, "total_amount": weak})
    assert "total_amount" in doubtful(unsure)
    asked = question(draft, page_texts(BYTES, None))
    assert asked is not None
    properties = asked.schema["properties"]
    assert isinstance(properties, dict)
    assert list(properties) == asked.schema["required"] == list(doubtful(draft))
    assert asked.schema["additionalProperties"] is False


def test_a_bank_account_and_the_customer_are_never_asked() -> None:
    assert not {"iban", "buyer_name", "account_number", "amount_due"} & set(ASKED)
    assert set(doubtful(Draft({}))) == set(ASKED)


def test_an_e_invoice_and_a_sure_draft_ask_nothing(draft: Draft) -> None:
    told = {"total_amount": FieldRead("1.00", 1.0, source="xml")}
    assert doubtful(Draft(told)) == ()
    assert question(Draft({name: FieldRead("x", 0.9) for name in ASKED}), ["text"]) is None
    assert question(draft, ["", " \n"]) is None


def test_the_text_goes_without_cards_accounts_addresses_and_the_customer(draft: Draft) -> None:
    read = replace(draft, fields={**draft.fields, "buyer_name": FieldRead("Nora Lindqvist", 0.9)})
    asked = question(read, page_texts(BYTES, None))
    assert asked is not None
    assert "HB-100" in asked.text
    assert "Harbor Power & Water Inc" in asked.text
    for gone in ("4111", "DE89", "3704", "nora@", "77-8812", "LINDQVIST", "55 12"):
        assert gone not in asked.text.replace("•••• 1111", "")


def test_a_printed_number_is_kept_with_its_place(draft: Draft) -> None:
    found = judged(draft, {"invoice_number": "HB-100"})["invoice_number"]
    assert (found.value, found.page, found.confidence) == ("HB-100", 1, MOST)
    assert found.bbox is not None
    assert found.bbox[0] == 300


@pytest.mark.parametrize(
    "told",
    [
        *("HB-101", "B-100", "HB", "100", "hb-100", "", "HB-100; DROP"),
        *(
            "77-8812",
            "2026-02-20",
            "04/05/2026",
            "97.40",
            "DE89 3704 0044 0532 0130 00",
            "Pier Road",
            "3704",
        ),
    ],
)
def test_a_number_that_is_not_printed_as_one_is_dropped(draft: Draft, told: str) -> None:
    assert judged(draft, {"invoice_number": told}) == {}


def test_net_that_follows_from_total_and_tax_is_kept_without_a_place(draft: Draft) -> None:
    found = judged(draft, {"net_amount": "90.19"})["net_amount"]
    assert (found.value, found.page, found.bbox) == ("90.19", None, None)
    assert found.confidence <= MOST
    assert judged(draft, {"net_amount": "90.20"}) == {}
    assert judged(without(draft, "tax_amount"), {"net_amount": "90.19"}) == {}


def test_nothing_follows_from_what_a_model_said(draft: Draft) -> None:
    bare = without(draft, "tax_amount")
    found = judged(bare, {"tax_amount": "7.21", "net_amount": "90.19"})
    assert set(found) == {"tax_amount"}


def test_an_amount_is_kept_in_any_print_and_only_once(draft: Draft) -> None:
    bare = without(draft, "total_amount")
    found = judged(bare, {"total_amount": "97.4", "net_amount": "97.40"})
    assert {name: read.value for name, read in found.items()} == {"total_amount": "97.40"}
    for told in ("9740.00", "-97.40", "97,40", "1e2", "NaN", "Infinity", "9" * 40):
        assert judged(bare, {"total_amount": told}) == {}


def test_a_value_that_breaks_a_sum_or_an_order_is_dropped(draft: Draft) -> None:
    assert judged(draft, {"net_amount": "80.00"}) == {}
    late = sheet(PAGE.replace("Seen again on 04/05/2026", "Known since 12.01.2026"))
    assert judged(draft, {"due_date": "2026-01-12"}, late) == {}


def test_an_unclear_date_is_kept_in_either_reading_and_less_surely(draft: Draft) -> None:
    for told in ("2026-04-05", "2026-05-04"):
        assert judged(draft, {"due_date": told})["due_date"].confidence < MOST
    american = sheet(PAGE.replace("60:Order", "60:Sent 03/31/2026|300:Order"))
    assert judged(draft, {"due_date": "2026-04-05"}, american)["due_date"].confidence == MOST
    assert judged(draft, {"due_date": "2026-05-04"}, american) == {}
    for told in ("2026-04-06", "2026-13-01", "04/05/2026", "2026-03-03"):
        assert judged(draft, {"due_date": told}) == {}


def test_a_name_is_a_part_of_its_own_line_and_never_of_a_sentence(draft: Draft) -> None:
    bare = without(draft, "seller_name")
    assert judged(bare, {"seller_name": "harbor power & Water Inc"})["seller_name"].page == 1
    for told in ("Quick Collect Ltd", "Harbor Power", "Water Inc", "Evil Ltd", "&"):
        assert judged(bare, {"seller_name": told}) == {}


def test_what_a_label_gives_to_another_field_is_not_taken_from_it(draft: Draft) -> None:
    bare = without(draft, "account_number", "total_amount", "tax_amount")
    told = {"invoice_number": "77-8812", "due_date": "2026-02-20", "total_amount": "5.55"}
    assert judged(bare, {**told, "tax_amount": "97.40"}) == {}


def test_a_currency_is_kept_by_its_sign(draft: Draft) -> None:
    bare = without(draft, "currency")
    assert judged(bare, {"currency": "USD"})["currency"].confidence < MOST
    assert judged(bare, {"currency": "EUR"}) == {}


def test_what_was_read_for_sure_is_not_replaced(draft: Draft) -> None:
    answer = {"total_amount": "10.19", "seller_name": "Evil Ltd", "iban": "DE00", "pay": "yes"}
    assert accept(draft, answer, read_words(BYTES)) == draft


def test_a_credit_notes_amounts_stay_negative(draft: Draft) -> None:
    credit = FieldRead("credit_note", 0.9)
    bare = replace(without(draft, "total_amount", "tax_amount"), checks=())
    bare = replace(bare, fields={**bare.fields, "document_type": credit})
    assert judged(bare, {"total_amount": "97.40"})["total_amount"].value == "-97.40"


def test_the_pages_are_held_against_the_answer_in_the_parsing_child(
    reader: InvoiceReader, draft: Draft
) -> None:
    read = reader.read(BYTES)
    done = reader.accept(BYTES, read, {"invoice_number": "HB-100", "due_date": "2027-01-01"})
    assert done.value("invoice_number") == "HB-100"
    assert done.fields["invoice_number"].source == "model"
    assert done.value("due_date") is None
    assert 1 in done.views


def test_draft_and_answer_survive_the_way_to_the_child(draft: Draft) -> None:
    again, answer = claimed(claim(draft, {"currency": "USD"}))
    assert again.value("total_amount") == "97.40"
    assert answer == {"currency": "USD"}


def test_a_value_in_hidden_text_is_neither_sent_nor_believed(draft: Draft) -> None:
    shown, covered = page(SEEN + MORE % b"0"), page(SEEN + MORE % b"1")
    told = {"invoice_number": "ZZ-777"}
    assert judged(draft, told, shown)["invoice_number"].value == "ZZ-777"
    assert judged(draft, told, covered) == {}
    asked = question(draft, page_texts(covered, None))
    assert asked is not None
    assert "ZZ-777" not in asked.text
