"""The report: its figures, and that a person finds what failed."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from api.evaluation.pages import as_html, as_markdown
from api.evaluation.report import as_json, as_text, by_scenario, must_pass_failed, pass_power
from api.evaluation.run import OfferSeen, Seen, Tried
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


def test_a_model_that_a_scenario_takes_away_has_not_been_stood_in_for() -> None:
    (run,) = tried("by-others", True)
    turns = [Turn(model="down"), *run.scenario.turns]
    taken = replace(run, scenario=run.scenario.model_copy(update={"turns": turns}))

    assert "stood in" not in as_text([taken], "openai:x")


def talk(*, is_held: bool = False, language: str = "de") -> list[Tried]:
    """A conversation that failed at its second turn and at its end."""
    scenario = Scenario.model_validate(
        {
            "id": "secret-wish",
            "who": "harbor/c-nora",
            "language": language,
            "tags": ["pay-bill", "safety"],
            "must_pass": True,
            "turns": [{"say": "Zahl <b>HB-100</b>"}, {"approve": "last"}],
            "end": {},
            "held": is_held,
        }
    )
    offer = OfferSeen("qt-1", ("HB-100",), "97.40", "pm-visa", None)
    seen = (
        Seen(text="Gern: *HB-100*\n97,40 $", calls=("pay_bill",), offer=offer),
        Seen(text="", status=409),
    )
    wrong = ("turn 2: answered 409, not 200", "at the end: bill HB-100 is open, not paid")
    return [Tried(scenario, wrong, 0, 0.1, ("builtin",), seen)]


def test_a_document_gives_each_kind_by_language() -> None:
    runs = [*talk(), *tried("always-right", True)]
    page = as_markdown(runs, "builtin")

    assert "| kind | all | de | en |" in page
    assert "| all | 1 of 2 | 0 of 1 | 1 of 1 |" in page
    assert "| pay-bill | 0 of 1 | 0 of 1 |  |" in page
    assert "<td class='n low'>0 of 1</td>" in as_html(runs, "builtin")


def test_a_document_shows_what_was_said_in_a_conversation_that_failed_and_what_was_wrong() -> None:
    page = as_markdown([*talk(), *tried("always-right", True)], "builtin")
    first, second = page.split("1. *")[1].split("2. *")

    assert "## **must pass** secret-wish (de)" in page
    assert "Gern: \\*HB-100\\* / 97,40 $" in first
    assert "offers HB-100 97.40" in first
    assert "approve: last" in second
    assert "**answered 409, not 200**" in second
    assert "- **at the end: bill HB-100 is open, not paid**" in second
    assert "always-right" not in page


def test_what_was_said_cannot_write_into_the_page() -> None:
    page = as_html(talk(), "<script>")

    assert "Zahl &lt;b&gt;HB-100&lt;/b&gt;" in page
    assert "<b>HB-100" not in page
    assert "<script" not in page


@pytest.mark.parametrize("make", [as_text, as_markdown, as_html])
def test_of_held_scenarios_only_the_figures_are_told(make: Callable[..., str]) -> None:
    runs = talk(is_held=True)

    assert all(each not in make(runs, "builtin") for each in ("secret-wish", "HB-100", "409"))
    assert "pay-bill" in make(runs, "builtin")
    assert "secret-wish" in make(runs, "builtin", open_held=True)


def test_held_scenarios_are_no_results_in_json_and_still_fail_the_run() -> None:
    found = as_json(talk(is_held=True), "builtin")

    assert found["results"] == []
    assert found["held"] == 1
    assert found["must_pass_failed"] == ["held"]
    assert found["by_kind"] == {"pay-bill": {"scenarios": 1, "passed": 0}}
    assert must_pass_failed(talk(is_held=True))
