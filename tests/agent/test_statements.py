"""How many true statements the facts check blocks, how many false ones leave: measured."""

import os
import random
from collections import Counter

import pytest

from agent.facts import FactBook
from agent.prose import Verdict, check_sentence
from tests.agent.stating import LANGUAGES, TODAY, passes, statements, templates
from tools._tool import Card

SEED = 20_260_302
ROUNDS = 40 if os.environ.get("TRUST") == "1" else 3
MOST = 0.01


@pytest.mark.parametrize("language", LANGUAGES)
def test_true_statements_leave_and_false_ones_stay(language: str) -> None:
    rng = random.Random(SEED)
    asked: Counter[bool] = Counter()
    blocked: list[tuple[str, str]] = []
    passed: list[str] = []
    for said in templates(language):
        for _ in range(ROUNDS):
            for statement in statements(said, rng):
                asked[statement.true] += 1
                left, why = passes(statement)
                if statement.true and not left:
                    blocked.append((statement.text, why))
                if left and not statement.true:
                    passed.append(statement.text)

    print(
        f"\n{language}: seed {SEED}, {asked[True]} true statements, {len(blocked)} blocked; "
        f"{asked[False]} false ones, {len(passed)} left"
    )
    assert min(asked.values()) > 200
    assert len(blocked) <= MOST * asked[True], blocked[:10]
    assert len(passed) <= MOST * asked[False], passed[:10]


def test_every_kind_of_fact_is_altered_somewhere() -> None:
    rng = random.Random(SEED)
    altered = {
        each.altered for said in templates("en") for each in statements(said, rng) if each.altered
    }
    assert {
        "amount", "due", "count", "days", "bill", "more", "percent", "plan", "renews", "card",
        "ticket", "receipt", "largest", "first_due", "weekday", "used", "about",
    } <= altered  # fmt: skip


def test_a_number_that_nobody_gave_is_not_said_and_one_that_the_customer_named_is() -> None:
    bills = Card("bill_list", "bills", {"bills": [{"number": "HB-100", "due_on": "2026-03-20"}]})
    book = FactBook(TODAY, heard=frozenset({"HB-999"}))
    book.add([bills])
    assert check_sentence("I can't find HB-999.", book.prose).ok
    assert check_sentence("I can't find HB-998.", book.prose) == Verdict(False, "reference")
    assert check_sentence("Do you mean HB-998?", book.prose).ok
