"""How well the whole corpus is read: the floors lie slightly under what was measured."""

from collections import Counter
from decimal import Decimal

import pytest

from ingestion.draft import AMOUNTS, Draft
from ingestion.pipeline import parse
from tests.ingestion.corpus.build import Sample, corpus

KEYS = ("invoice_number", "issue_date", "total_amount", "currency")
FLOORS = {
    "invoice_number": 0.98,
    "issue_date": 0.97,
    "due_date": 0.97,
    "seller_name": 0.95,
    "buyer_name": 0.97,
    "account_number": 0.97,
    "currency": 0.98,
    "net_amount": 0.97,
    "tax_amount": 0.97,
    "total_amount": 0.98,
}


@pytest.fixture(scope="module")
def read() -> list[tuple[Sample, Draft]]:
    return [(sample, parse(sample.pdf)) for sample in corpus()]


def _same(name: str, found: str | None, stated: str | None) -> bool:
    if name in AMOUNTS and found is not None and stated is not None:
        return Decimal(found) == Decimal(stated)
    return found == stated


def test_the_corpus_is_wide(read: list[tuple[Sample, Draft]]) -> None:
    assert len(read) >= 60
    assert len({sample.layout for sample, _ in read}) >= 15
    assert len({sample.facts.currency for sample, _ in read}) >= 5


def test_each_field_keeps_its_floor(read: list[tuple[Sample, Draft]]) -> None:
    right = Counter(
        name
        for sample, draft in read
        for name, stated in sample.truth.items()
        if _same(name, draft.value(name), stated)
    )
    low = {name: right[name] / len(read) for name in FLOORS}
    assert {name: share for name, share in low.items() if share < FLOORS[name]} == {}


def test_documents_are_right_in_what_matters(read: list[tuple[Sample, Draft]]) -> None:
    right = sum(
        all(_same(name, draft.value(name), sample.truth[name]) for name in KEYS)
        for sample, draft in read
    )
    assert right / len(read) >= 0.97


def test_a_value_given_is_seldom_wrong(read: list[tuple[Sample, Draft]]) -> None:
    given = [
        (name, draft.value(name), stated)
        for sample, draft in read
        for name, stated in sample.truth.items()
        if draft.value(name) is not None
    ]
    wrong = [entry for entry in given if not _same(*entry)]
    assert len(wrong) / len(given) <= 0.01


def test_line_amounts_are_found(read: list[tuple[Sample, Draft]]) -> None:
    hits = given = stated = 0
    for sample, draft in read:
        sign = -1 if sample.facts.credit else 1
        want = Counter(line.amount * sign for line in sample.facts.lines)
        got = Counter(Decimal(i.amount) for i in draft.line_items if i.amount is not None)
        hits += sum((want & got).values())
        given += got.total()
        stated += want.total()
    assert 2 * hits / (given + stated) >= 0.97


def test_every_value_says_where_it_stands(read: list[tuple[Sample, Draft]]) -> None:
    for sample, draft in read:
        for name, field in draft.fields.items():
            assert 0 < field.confidence <= 1
            if field.source == "page":
                assert field.page is not None, (sample.name, name)
                assert field.bbox is not None or name == "currency", (sample.name, name)
