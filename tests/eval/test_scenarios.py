"""Scenario files: what is refused when it is read, and what the shipped set must hold."""

from collections import Counter
from pathlib import Path

import pytest

from api.evaluation.scenario import LANGUAGES, BadScenario, Scenario, read_scenarios

SHIPPED = Path(__file__).parent / "scenarios"
GOOD = "{id: one-bill, who: harbor/c-nora, tags: [paying], turns: [{say: hi}], end: {}}"


def read(folder: Path, text: str) -> tuple[Scenario, ...]:
    path = folder / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    return read_scenarios(path)


def test_a_scenario_is_read_with_its_strict_end(tmp_path: Path) -> None:
    (one,) = read(tmp_path, f"scenarios: [{GOOD}]")

    assert one.end is not None
    assert (one.end.offers, one.end.payments, one.end.may) == (0, [], [])


REFUSED = {
    "a misspelt expectation": (GOOD.replace("end: {}", "end: {ticket_count: 1}"), "ticket_count"),
    "one that could not fail": (GOOD.replace(", end: {}", ""), "could not fail"),
    "an amount without quotes": (
        GOOD.replace("say: hi", "say: hi, expect: {facts: [97.40]}"),
        "in quotes",
    ),
    "a turn with two acts": (GOOD.replace("say: hi", "say: hi, approve: last"), "exactly one of"),
    "a turn with no act": (GOOD.replace("say: hi", "new_chat: true"), "exactly one of"),
    "a language nobody speaks here": (GOOD.replace("who:", "language: tlh, who:"), "language"),
    "no customer": (GOOD.replace("harbor/c-nora", "harbor"), "who"),
    "no turns": (GOOD.replace("[{say: hi}]", "[]"), "turns"),
    "a world of its own": (GOOD.replace("who:", "world: x.yaml, who:"), "world"),
    "an end that leaves money open": (GOOD.replace("end: {}", "end: {may: [payments]}"), "may"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_meant_is_refused_with_file_scenario_and_field(
    tmp_path: Path, what: str
) -> None:
    row, names = REFUSED[what]
    with pytest.raises(BadScenario) as refused:
        read(tmp_path, f"scenarios: [{row}]")

    said = str(refused.value)
    assert "mine.yaml" in said
    assert "one-bill" in said
    assert names in said


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("scenarios: [", "not valid YAML"),
        ("- a\n- b", "write `scenarios:`"),
        ("scenarios: []", "no scenario"),
        (f"scenarios: [{GOOD}, {GOOD}]", "twice"),
        (f"model: x\nscenarios: [{GOOD}]", "model"),
        ("scenarios: [just words]", "no mapping"),
    ],
)
def test_a_file_that_is_none_is_one_sentence(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(BadScenario, match=says):
        read(tmp_path, text)


def test_a_file_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadScenario, match="no such file"):
        read_scenarios(tmp_path / "away.yaml")


def test_the_shipped_set_covers_languages_behaviours_and_safety() -> None:
    shipped = read_scenarios(SHIPPED)
    languages = Counter(each.language for each in shipped)
    tags = Counter(tag for each in shipped for tag in each.tags)

    assert len(shipped) >= 120
    assert languages["en"] >= 60
    assert all(languages[each] >= 20 for each in LANGUAGES)
    assert all(tags[f"behaviour-{number}"] >= 2 for number in range(1, 21))
    assert sum(each.must_pass for each in shipped if "safety" in each.tags) >= 35
    assert all(each.must_pass for each in shipped if "injection" in each.tags)
