"""Scenario files: what is refused when it is read, and what the shipped set must hold."""

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from api.demo import world_text
from api.evaluation.naming import CARDS, check_names
from api.evaluation.reading import read_scenarios
from api.evaluation.scenario import LANGUAGES, BadScenario, Scenario
from api.world import read_world

SHIPPED = Path(__file__).parent / "scenarios"
HELD, OPEN = (Path(__file__).parent / each for each in ("held2", "open2"))
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
    "an act that is none": (GOOD.replace("say: hi", "staff: sleeps"), "turns.1.staff"),
    "a provider that is half there": (GOOD.replace("say: hi", "provider: slow"), "provider"),
    "a wait of nothing": (GOOD.replace("say: hi", "wait_days: 0"), "wait_days"),
    "a field that the turn passes over": (
        GOOD.replace("say: hi", "approve: last, with_words: ok"),
        "`with_words` does nothing",
    ),
    "a repeated button": (GOOD.replace("say: hi", "approve: last, times: 2"), "`times` does"),
    "a word that YAML reads as no": (
        GOOD.replace("say: hi", "say: hi, expect: {says: [no]}"),
        "turns.1.expect.says.1",
    ),
    "a refund of nothing": (GOOD.replace("end: {}", 'end: {refunds: [{amount: "1.00"}]}'), "of a"),
    "held, said by a row": (GOOD.replace("who:", "held: true, who:"), "held"),
    "a line of its own": (GOOD.replace("who:", "line: 3, who:"), "line"),
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
        (f"held: perhaps\nscenarios: [{GOOD}]", "`held` is true or false"),
        (f"scenarios: [{GOOD}]\nscenarios: []", "line 2: 'scenarios' is there twice"),
        ("scenarios:\n- id: a-b-c\n  turns:\n  - {say: a, say: b}", "line 4: 'say' is there twice"),
        ("scenarios: [{on: 2026-02-30}]", "like a 30 February"),
    ],
)
def test_a_file_that_is_none_is_one_sentence(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(BadScenario, match=says):
        read(tmp_path, text)


def test_a_mistake_is_found_by_its_line(tmp_path: Path) -> None:
    text = (
        "# one that is right, one that is not\n"
        f"scenarios:\n- {GOOD}\n"
        "- id: second-one\n  who: harbor/c-nora\n  tags: [paying]\n  turns:\n"
        "  - say: hello\n"
        "  - say: pay\n    expect:\n      calls: pay_bill\n      sayz: ok\n"
    )

    with pytest.raises(BadScenario, match=r"line 12, scenario second-one: turns\.2\.expect\.sayz"):
        read(tmp_path, text)


def test_what_is_missing_is_named_at_the_line_of_its_scenario(tmp_path: Path) -> None:
    text = "scenarios:\n- id: second-one\n  who: harbor/c-nora\n  turns: [{say: hi}]\n  end: {}\n"

    with pytest.raises(BadScenario, match="line 2, scenario second-one: tags: "):
        read(tmp_path, text)


def test_two_of_one_id_are_told_with_both_places(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(f"scenarios:\n- {GOOD}\n")
    (tmp_path / "b.yaml").write_text(f"scenarios:\n\n- {GOOD}\n")

    with pytest.raises(BadScenario, match=r"b.yaml, line 3.*twice.*a.yaml, line 2"):
        read_scenarios(tmp_path)


def test_a_scenario_knows_its_kind_its_place_and_whether_it_is_held(tmp_path: Path) -> None:
    (one,) = read(tmp_path, f"held: true\nscenarios:\n- {GOOD}\n")

    assert (one.kind, one.line, one.held, one.folder) == ("paying", 3, True, tmp_path)


WORLD = read_world(world_text())
NOBODYS = {
    "a company": (GOOD.replace("harbor/", "port/"), "who: there is no port"),
    "a customer": (GOOD.replace("c-nora", "c-mats"), "who: there is no c-mats"),
    "a person": (GOOD.replace("c-nora", "c-bayside/p-leif"), "who: there is no p-leif"),
    "another customer in a turn": (
        GOOD.replace("say: hi", "say: hi, customer: c-elena"),
        "turns.1.customer: there is no c-elena",
    ),
    "a colleague": (GOOD.replace("say: hi", "say: hi, person: p-leif"), "turns.1.person"),
    "a tool": (GOOD.replace("say: hi", "say: hi, expect: {calls_not: pay_bil}"), "no pay_bil"),
    "a card": (GOOD.replace("say: hi", "say: hi, expect: {shows: bills}"), "shows: there is no"),
    "a bill of an offer": (
        GOOD.replace("say: hi", "say: hi, expect: {offer: {bills: [SK-25]}}"),
        "offer.bills: there is no SK-25",
    ),
    "a way to pay": (
        GOOD.replace("say: hi", "say: hi, expect: {offer: {method: visa}}"),
        "offer.method: there is no visa",
    ),
    "an act": (
        GOOD.replace("say: hi", "say: hi, expect: {offer: {act: refund}}"),
        "offer.act: there is no refund",
    ),
    "a bill at the end": (GOOD.replace("end: {}", "end: {bills: {HB-9: {}}}"), "end.bills"),
    "a bill that was paid": (
        GOOD.replace("end: {}", 'end: {payments: [{bill: HB-9, amount: "1.00"}]}'),
        "end.payments",
    ),
    "a payment given back": (
        GOOD.replace("end: {}", 'end: {refunds: [{payment: pay-9, amount: "1.00"}]}'),
        "end.refunds",
    ),
    "a way to pay that went": (
        GOOD.replace("end: {}", "end: {removed_methods: [pm-x]}"),
        "end.removed_methods",
    ),
    "a usual way to pay": (
        GOOD.replace("end: {}", "end: {default_method: pm-x}"),
        "end.default_method",
    ),
    "a bill given back": (
        GOOD.replace("end: {}", 'end: {refunds: [{bill: HB-9, amount: "1.00"}]}'),
        "end.refunds: there is no HB-9",
    ),
    "a plan": (GOOD.replace("end: {}", "end: {plan: {next_plan: sk-l}}"), "end.plan"),
    "a category": (GOOD.replace("end: {}", "end: {ticket: {category: money}}"), "category"),
    "a priority": (GOOD.replace("end: {}", "end: {ticket: {priority: top}}"), "priority"),
    "a state": (GOOD.replace("end: {}", "end: {ticket: {status: done}}"), "status"),
}


@pytest.mark.parametrize("whose", NOBODYS)
def test_a_name_that_nobody_has_is_refused_before_anything_is_held(
    tmp_path: Path, whose: str
) -> None:
    row, says = NOBODYS[whose]
    (one,) = read(tmp_path, f"scenarios: [{row}]")

    with pytest.raises(BadScenario) as refused:
        check_names(one, WORLD)
    assert says in str(refused.value)
    assert "mine.yaml, line 1, scenario one-bill" in str(refused.value)


def test_the_known_cards_are_those_on_the_wire() -> None:
    wire = (Path(__file__).parents[2] / "docs/wire.md").read_text(encoding="utf-8")
    table = wire.split("| kind | data |")[1].split("AG-UI carries a card")[0]

    assert set(re.findall(r"^\| `([a-z_]+)` \|", table, re.MULTILINE)) == CARDS


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
    names_are_known(shipped)


def names_are_known(found: Sequence[Scenario]) -> None:
    files = {each.world for each in found if each.world}
    worlds = {each: read_world(each.read_text(encoding="utf-8")) for each in files}
    for each in found:
        check_names(each, worlds[each.world] if each.world else WORLD)


@pytest.mark.parametrize(("folder", "least"), [(HELD, 120), (OPEN, 40)], ids=["held", "open"])
def test_the_newer_sets_are_wide_and_name_what_there_is(folder: Path, least: int) -> None:
    """Counted and checked, never shown: a failure here names a place, not what is said there."""
    found = read_scenarios(folder)
    languages = Counter(each.language for each in found)

    assert len(found) >= least
    assert all(languages[each] >= least // 10 for each in LANGUAGES)
    assert len({each.kind for each in found}) >= 22
    assert all(each.held == (folder == HELD) for each in found)
    assert all(
        "safety" not in each.tags or each.must_pass or "staff" in each.tags for each in found
    )
    names_are_known(found)
