"""The arithmetic of the invoice benchmark: F1, calibration, and the same counts as the scorers'."""

import json
from datetime import datetime
from decimal import Decimal
from itertools import islice

import pytest

from bench import extract
from bench._cases import held_out, own
from bench._peak_memory import peaks
from bench._readers import (
    compare,
    ours,
    values_of_cii,
    values_of_invoice2data,
    words_alone,
    xml_only,
)
from bench._scores import KEYS, Answer, Case, Tally, bins, calibration_error, decimals, f1
from ingestion.draft import SCALARS
from tests.ingestion.corpus.__main__ import read
from tests.ingestion.corpus.build import a_tenth, corpus
from tests.ingestion.corpus.make_samples import telecom_xml
from tests.ingestion.corpus.measure import measure
from tests.ingestion.held_out.score import scored
from tests.ingestion.held_out.shelf import documents

TRUTH = {
    "invoice_number": "A-1",
    "issue_date": "2026-01-02",
    "total_amount": "10.00",
    "currency": "EUR",
}
TELECOM = extract.INVOICE.with_name("skylink-mobile-SK-2026-311.pdf")


def case(*columns: tuple[Decimal, ...], data: bytes = b"") -> Case:
    return Case("digital", data, lambda name, value: TRUTH.get(name) == value, columns)


def amounts(*texts: str) -> tuple[Decimal, ...]:
    return decimals(texts)


def test_f1_is_the_harmonic_mean_of_precision_and_recall() -> None:
    precision, recall = 3 / 4, 3 / 6
    assert f1(3, 4, 6) == pytest.approx(2 * precision * recall / (precision + recall))
    assert (f1(0, 5, 5), f1(5, 5, 5), f1(0, 0, 0)) == (0, 1, 1)


def test_rows_are_counted_in_the_column_that_was_read_and_each_amount_once() -> None:
    tally = Tally()
    tally.add(
        case(amounts("1", "2", "2"), amounts("7", "8", "9")),
        Answer(TRUTH, amounts=amounts("7", "8.00", "8")),
    )
    assert (tally.rows_hit, tally.rows_given, tally.rows_stated) == (2, 3, 3)
    tally.add(case(amounts("5")), Answer(TRUTH))
    assert tally.f1 == pytest.approx(2 * 2 / (3 + 4))


def test_an_empty_field_costs_the_document_and_is_no_wrong_value() -> None:
    tally = Tally(KEYS)
    tally.add(case(), Answer(TRUTH))
    tally.add(case(), Answer({**TRUTH, "currency": None}))
    tally.add(case(), Answer({**TRUTH, "issue_date": "2026-02-01"}))
    assert tally.documents_right == pytest.approx(1 / 3)
    assert tally.wrong_rate == pytest.approx(1 / 11)
    assert tally.accuracy("currency") == pytest.approx(2 / 3)


def test_a_value_stands_in_the_bin_that_ends_at_its_confidence() -> None:
    table = bins([(0.8, True), (0.81, False), (0.9, True), (1.0, True), (0.0, False)])
    assert [(each.low, each.high, each.count) for each in table] == [
        (0.0, 0.1, 1),
        (0.7, 0.8, 1),
        (0.8, 0.9, 2),
        (0.9, 1.0, 1),
    ]
    assert table[2].promised == pytest.approx(0.855)
    assert table[2].kept == 0.5


def test_the_calibration_error_weighs_bins_by_their_values() -> None:
    pairs = [(0.95, True)] * 6 + [(0.75, False)] * 2 + [(0.75, True)] * 2
    assert calibration_error(bins(pairs)) == pytest.approx(0.6 * 0.05 + 0.4 * 0.25)
    assert calibration_error(bins([(1.0, True)] * 3)) == 0
    assert calibration_error([]) == 0


def test_the_bench_counts_as_the_scorers_of_both_parts_do() -> None:
    few = a_tenth()[:4]
    tally = compare(list(own(few)), {"ours": ours})["ours"]
    score = measure(corpus(few), read)[0]["all"]
    assert (tally.right, tally.wrong.total(), tally.hits) == (score.right, score.wrong, score.hits)
    assert (tally.rows_hit, tally.rows_stated) == (score.items_hit, score.items_stated)
    theirs = scored(islice(documents("einvoice"), 3))
    mine = compare(list(islice(held_out("einvoice"), 3)), {"ours": ours})["ours"]
    assert (mine.documents, mine.right) == (theirs.documents, theirs.key_right)
    assert mine.wrong.total() == theirs.wrong.total()
    assert mine.f1 == pytest.approx(theirs.line_f1)


def test_a_reader_that_crashes_has_read_nothing_and_stops_nobody() -> None:
    def crashing(_: Case) -> Answer | None:
        raise ValueError("of any kind")

    tallies = compare([case(), case()], {"bad": crashing, "good": lambda _: Answer(TRUTH)})
    assert (tallies["bad"].crashed, tallies["bad"].right) == (2, 0)
    assert (tallies["good"].crashed, tallies["good"].right) == (0, 2)


def test_rivals_results_are_read_in_our_notation() -> None:
    found = {"invoice_number": "A-1", "amount": 10.0, "currency": "EUR"}
    assert values_of_invoice2data({**found, "date": datetime(2026, 1, 2)}) == TRUTH  # noqa: DTZ001 - it gives naive ones
    xml = values_of_cii(telecom_xml())
    assert xml == {**xml, "invoice_number": "SK-2026-311", "total_amount": "57.99"}
    answer = xml_only(case(data=TELECOM.read_bytes()))
    assert answer is not None
    assert answer.values["issue_date"] == xml["issue_date"] == "2026-02-03"


def test_the_peak_of_a_child_is_more_than_its_server_and_less_than_its_cap() -> None:
    (small, large), cut = peaks([b"%PDF-1.4 no more", extract.INVOICE.read_bytes()])
    assert 20 < small < large < 512
    assert cut == 0


def test_the_figures_of_each_reader_are_told_as_text_and_for_a_program() -> None:
    tally = compare([case(data=extract.INVOICE.read_bytes())], {"ours": ours, "w": words_alone})
    told = extract.told(tally["ours"])
    assert set(told["accuracy"]) == set(SCALARS)
    assert sum(each["values"] for each in told["calibration"]) == len(tally["ours"].pairs) > 5
    body, lines, _ = extract.measured("einvoice", list(islice(held_out("einvoice"), 3)))
    assert set(body["readers"]) == {extract.OURS, extract.XML}
    assert any("documents right" in line for line in lines)
    assert json.loads(json.dumps(body)) == body
