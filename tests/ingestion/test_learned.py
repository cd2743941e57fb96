"""What is noticed beside the fields: labels next to values, and what the page is about."""

import json

import pytest

from api.demo import sample_invoice_paths
from ingestion.asides import MAX_OF_KIND, Asides, Beside
from ingestion.draft import pack, unpack
from ingestion.learned import with_asides
from ingestion.page import PrintedDocument, PrintedPage, Word
from ingestion.pipeline import parse, read_page

BILL = next(p for p in sample_invoice_paths() if p.name == "harbor-electricity-HB-100.pdf")


def _page(*lines: tuple[float, float, str]) -> Asides:
    """What is noticed on a page with these texts at (x, y); words of a text stand together."""
    words = []
    for x, y, text in lines:
        for part in text.split():
            words.append(Word(part, x, y, x + 5 * len(part), y + 10, 10))
            x += 5 * len(part) + 2
    page = PrintedPage(number=1, width=600, height=800, words=tuple(words))
    return read_page(PrintedDocument((page,), 1)).asides


def test_a_real_bills_labels_stand_beside_their_values() -> None:
    beside = parse(BILL.read_bytes()).asides.beside
    assert Beside("due date", "2026-03-20", "date") in beside
    assert Beside("total amount due", "97.40", "amount") in beside
    assert Beside("bill number", "HB-100", "number") in beside


def test_a_label_stands_before_its_value_in_the_cell_at_its_left_or_above_it() -> None:
    noticed = _page(
        (50, 100, "Zahlbar spätestens: 05.12.2026"),
        (50, 150, "Zahlziel"),
        (300, 150, "06.12.2026"),
        (50, 200, "Endsumme"),
        (50, 214, "120,50"),
    )
    assert {
        Beside("zahlbar spatestens", "2026-12-05", "date"),
        Beside("zahlziel", "2026-12-06", "date"),
        Beside("endsumme", "120.50", "amount"),
    } <= set(noticed.beside)


def test_a_label_has_no_digits_and_a_value_alone_has_no_label() -> None:
    assert _page((50, 100, "120,50")).beside == ()
    noticed = _page((50, 100, "Bis 01.01.2026 Ende 05.12.2026"))
    assert Beside("ende", "2026-12-05", "date") in noticed.beside
    assert not any(char.isdigit() for each in noticed.beside for char in each.label)


def test_a_crowded_page_is_noticed_up_to_a_cap() -> None:
    words = ["abc", "abd", "abe", "abf", "abg", "abh", "abi", "abj", "abk", "abl", "abm", "abn"]
    rows = [(50.0, 12.0 * n, f"{words[n % 12]}{words[n // 12]} {n + 100},50") for n in range(120)]
    noticed = _page(*rows)
    assert len([each for each in noticed.beside if each.kind == "amount"]) == MAX_OF_KIND


def test_asides_cross_the_pipe_and_stay_out_of_the_contract() -> None:
    draft = parse(BILL.read_bytes())
    assert unpack(pack(draft)).asides == draft.asides
    assert {"beside", "topics", "asides"}.isdisjoint(draft.to_json())
    assert {"beside", "topics"} <= set(with_asides(draft))


@pytest.mark.parametrize(
    "asides",
    [
        {"beside": "x"},
        {"beside": [{"label": 1, "value": "1", "kind": "date"}]},
        {"beside": [{"label": "a", "value": "1", "kind": "order"}]},
        {"beside": ["x"]},
        {"topics": []},
        {"topics": {"rent": True}},
        {"topics": {"rent": "x"}},
        {"ibans": "x"},
        {"ibans": [7]},
        {"ibans": ["DE 89"]},
        {"page_seller": 7},
    ],
)
def test_a_childs_nonsense_is_no_message(asides: dict[str, object]) -> None:
    body = json.loads(pack(parse(BILL.read_bytes())))
    with pytest.raises(ValueError, match="expected"):
        unpack(json.dumps({**body, "asides": asides}).encode())


def test_what_a_child_sends_too_much_of_is_cut() -> None:
    rows = [{"label": "l" * 99, "value": "v" * 99, "kind": "date"}] * 999
    cut = Asides.from_json({"beside": rows, "topics": {"rent": 999}})
    assert (len(cut.beside), len(cut.beside[0].label), len(cut.beside[0].value)) == (150, 40, 64)
    assert cut.topics == {"rent": 100}
    assert Asides.from_json(None) == Asides()
