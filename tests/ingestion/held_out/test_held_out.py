"""A tenth of the held-out documents must be read about as well as all of them."""

import pytest

from tests.ingestion.held_out.desk import Desk
from tests.ingestion.held_out.ebooks import einvoices
from tests.ingestion.held_out.score import Score, scored
from tests.ingestion.held_out.shelf import Document, all_layouts, digital
from tests.ingestion.held_out.truth import KEY_FIELDS

TENTH_SEED = 3  # other documents than the full run's
DIGITAL_EVERY = 13
EINVOICE_EVERY = 15

# Floors of the tenth; the lead raises them as the reader improves.
DIGITAL_KEY_FLOOR = 0.40
DIGITAL_WRONG_CEILING = 0.40
DIGITAL_LINES_FLOOR = 0.30
EINVOICE_KEY_FLOOR = 0.50


@pytest.fixture(scope="module")
def tenth() -> Score:
    documents = list(digital(TENTH_SEED, every=DIGITAL_EVERY))
    assert 8 <= len(documents) <= 16  # the tenth must stay quick
    return scored(documents)


def test_most_unseen_documents_are_right_in_number_date_total_and_currency(tenth: Score) -> None:
    assert tenth.key_rate >= DIGITAL_KEY_FLOOR


def test_few_values_given_for_unseen_documents_are_wrong(tenth: Score) -> None:
    assert tenth.wrong_rate <= DIGITAL_WRONG_CEILING
    assert tenth.crashed == 0


def test_the_lines_of_unseen_documents_are_found(tenth: Score) -> None:
    assert tenth.line_f1 >= DIGITAL_LINES_FLOOR


def test_unseen_electronic_invoices_are_read() -> None:
    drawn = einvoices(TENTH_SEED, every=EINVOICE_EVERY)
    score = scored(Document("einvoice", data, truth) for data, truth in drawn)
    assert score.documents == 2
    assert score.key_rate >= EINVOICE_KEY_FLOOR


def test_the_same_seed_draws_the_same_truth_and_another_seed_another() -> None:
    for layout in all_layouts()[::8]:
        once = layout.draw(Desk(layout.name, 1, 5))[1]
        assert layout.draw(Desk(layout.name, 1, 5))[1] == once
        assert layout.draw(Desk(layout.name, 1, 6))[1] != once


def test_every_truth_knows_a_total_a_date_and_a_currency() -> None:
    for layout in all_layouts():
        _, truth = layout.draw(Desk(layout.name, 0, TENTH_SEED))
        known = [name for name in KEY_FIELDS[1:] if truth.values[name] == (None,)]
        assert (layout.name, known) == (layout.name, [])
        assert truth.amounts
