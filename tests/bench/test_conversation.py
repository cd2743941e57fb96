"""A small run of the benchmarks of long talks and of a model that is down."""

from pathlib import Path

import pytest

from bench.conversation import BUDGET, counting_model, measure
from bench.model_down import BUDGET_S, first_words
from tests.house import Built, build


def test_what_a_model_is_sent_does_not_grow_with_the_conversation() -> None:
    with counting_model() as model:
        costs = measure(model, ages=(11, 26), samples=4)

    assert costs.model == "openai:bench"
    assert all(each.sent and min(each.sent) > 0 for each in costs.ages.values())
    assert 1 / BUDGET <= costs.sent_ratio <= BUDGET


@pytest.fixture(scope="module")
def empty_house(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build(tmp_path_factory.mktemp("house"))


@pytest.mark.parametrize("way", ["refuses", "accepts, never answers"])
def test_the_first_word_comes_soon_while_the_model_is_down(
    empty_house: Built, tmp_path: Path, way: str
) -> None:
    first, second = first_words(empty_house, tmp_path / "house", way, turns=2)

    # The first turn of a process also imports what it needs.
    assert second < BUDGET_S
    assert first < BUDGET_S + 1
