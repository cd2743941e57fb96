"""How well a spread part of our own documents is read: floors lie a little under what was measured.

The whole corpus is read by `python -m tests.ingestion.corpus`.
"""

import pytest

from ingestion.draft import SCALARS, Draft, FieldRead
from tests.ingestion.corpus import browser
from tests.ingestion.corpus.__main__ import read
from tests.ingestion.corpus.build import Sample, a_tenth, catalogue, corpus
from tests.ingestion.corpus.measure import Score, measure
from tests.ingestion.corpus.world import COUNTRIES

FLOORS = {
    "invoice_number": 0.88,
    "issue_date": 0.85,
    "due_date": 0.85,
    "seller_name": 0.70,
    "buyer_name": 0.65,
    "account_number": 0.90,
    "currency": 0.95,
    "net_amount": 0.85,
    "tax_amount": 0.88,
    "total_amount": 0.95,
}


@pytest.fixture(scope="module")
def samples() -> list[Sample]:
    return list(corpus(a_tenth()))


@pytest.fixture(scope="module")
def drafts(samples: list[Sample]) -> dict[bytes, Draft | None]:
    return {sample.pdf: read(sample.pdf) for sample in samples}


@pytest.fixture(scope="module")
def score(samples: list[Sample], drafts: dict[bytes, Draft | None]) -> Score:
    return measure(samples, drafts.__getitem__)[0]["all"]


def test_the_corpus_is_wide() -> None:
    entries = catalogue()
    assert len(entries) >= 300
    assert len({entry.name for entry in entries}) == len(entries)
    assert len({entry.layout for entry in entries}) >= 60
    assert {entry.lang[:2] for entry in entries} == {"en", "de", "fr", "es", "nl", "it"}
    assert {entry.lang for entry in entries} >= {f"en-{c}" for c in ("us", "gb", "in", "au", "ca")}


def test_one_seed_gives_one_document() -> None:
    entries = [entry for entry in catalogue() if entry.name.endswith("-2")][::3]
    assert entries
    for entry in entries:
        assert entry.make() == entry.make(), entry.name


def test_two_seeds_of_a_layout_differ() -> None:
    facts: dict[str, list[object]] = {}
    for entry in catalogue():
        if entry.part != "first" and entry.name.endswith(("-0", "-1")):
            truth = entry.make().truth
            facts.setdefault(entry.layout, []).append((truth.number, truth.issued, truth.total))
    assert [name for name, drawn in facts.items() if len(set(drawn)) < len(drawn)] == []


def test_the_sample_is_spread(samples: list[Sample]) -> None:
    assert 50 <= len(samples) <= 80
    assert len({sample.layout for sample in samples}) >= 50
    assert len({sample.truth["currency"] for sample in samples}) >= 5
    assert len({sample.lang for sample in samples}) >= 8
    printed = [sample for sample in samples if sample.part.startswith("printed")]
    assert bool(printed) == browser.available()


def test_every_country_is_met() -> None:
    met = {entry.name.split("-")[-2] for entry in catalogue() if entry.part != "first"}
    assert met == set(COUNTRIES)


def test_the_scores_tell_empty_from_wrong(samples: list[Sample]) -> None:
    few = samples[:3]
    empty, missed = measure(few, lambda pdf: None)
    assert (empty["all"].documents_right, empty["all"].wrong_rate) == (0, 0)
    assert {miss.document for miss in missed} == {sample.name for sample in few}
    liar = Draft({"currency": FieldRead("XXX", 0.9)})
    lied = measure(few, lambda pdf: liar)[0]["all"]
    assert (lied.wrong_rate, lied.key_wrong_rate, lied.wrongs["currency"]) == (1, 1, 3)


def test_each_field_keeps_its_floor(score: Score) -> None:
    shares = {name: score.field_right(name) for name in SCALARS}
    assert {name: share for name, share in shares.items() if share < FLOORS[name]} == {}


def test_documents_are_right_in_what_matters(score: Score) -> None:
    assert score.documents_right >= 0.80


def test_a_value_given_is_seldom_wrong(score: Score) -> None:
    assert score.wrong_rate <= 0.09
    assert score.key_wrong_rate <= 0.04


def test_line_amounts_are_found(score: Score) -> None:
    assert score.items_f1 >= 0.80


def test_every_value_says_where_it_stands(
    samples: list[Sample], drafts: dict[bytes, Draft | None]
) -> None:
    for sample in samples:
        draft = drafts[sample.pdf]
        for name, field in (draft.fields if draft else {}).items():
            assert 0 < field.confidence <= 1
            if field.source == "page":
                assert field.page is not None, (sample.name, name)
                assert field.bbox is not None or name == "currency", (sample.name, name)
