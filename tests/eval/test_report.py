"""The report: its figures, and that a person finds what failed."""

from api.evaluation.report import as_json, as_text, by_scenario, must_pass_failed, pass_power
from api.evaluation.run import Tried
from api.evaluation.scenario import End, Scenario, Turn


def tried(name: str, *passed: bool, must: bool = False, model: str = "builtin") -> list[Tried]:
    scenario = Scenario(
        id=name,
        who="harbor/c-nora",
        tags=["paying"],
        must_pass=must,
        turns=[Turn(say="hi")],
        end=End(),
    )
    return [
        Tried(scenario, () if each else ("turn 1: no offer is open",), 10, 0.5, (model,))
        for each in passed
    ]


HALF = [*tried("always-right", True, True), *tried("half-right", True, False, must=True)]


def test_pass_to_the_k_is_the_chance_that_all_of_k_runs_pass() -> None:
    judged = by_scenario(HALF)

    assert pass_power(judged, 1) == 0.75
    assert pass_power(judged, 2) == 0.5


def test_of_four_runs_with_two_passes_one_pair_in_six_passes() -> None:
    judged = by_scenario(tried("coin-toss", True, True, False, False))

    assert pass_power(judged, 1) == 0.5
    assert round(pass_power(judged, 2), 4) == round(1 / 6, 4)
    assert pass_power(judged, 4) == 0.0


def test_one_that_must_pass_must_pass_every_time() -> None:
    assert must_pass_failed(HALF) == ["half-right"]
    assert must_pass_failed(tried("half-right", True, False)) == []


def test_the_text_says_what_failed_and_why() -> None:
    text = as_text(HALF, "builtin")

    assert "2 scenarios, 2 runs each, model builtin" in text
    assert "pass^1" in text
    assert " 75.0%" in text
    assert "must pass  0 of 1" in text
    assert "- MUST PASS half-right (1 of 2 runs)\n    turn 1: no offer is open" in text
    assert "40 tokens" in text


def test_the_text_tells_when_another_model_stood_in() -> None:
    runs = tried("by-others", True, model="builtin")

    assert "1 of 1 runs were answered by another model too" in as_text(runs, "openai:x")
    assert "stood in" not in as_text(runs, "builtin")


def test_the_json_holds_the_same_figures() -> None:
    found = as_json(HALF, "builtin")

    assert found["pass_power"] == {"1": 0.75, "2": 0.5}
    assert found["must_pass_failed"] == ["half-right"]
    assert found["by_language"] == {"en": {"scenarios": 2, "passed": 1}}
