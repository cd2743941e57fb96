"""What happens beside the customer's words: humans, time, faults, a second person."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from api.evaluation.house import Builder, open_house
from api.evaluation.judge import judge
from api.evaluation.run import Played, Tried, play, run_all
from api.evaluation.scenario import BadScenario, Scenario
from api.settings import Settings

WORLD = Path(__file__).parent / "worlds" / "poisoned.yaml"


@pytest.fixture(scope="module")
def builder() -> Iterator[Builder]:
    with TemporaryDirectory(prefix="evaluation-") as folder:
        yield Builder(Path(folder), Settings(model="builtin"))


def scenario(*turns: Mapping[str, object], **more: object) -> Scenario:
    rows: dict[str, object] = {
        "id": "one-two-three",
        "who": "harbor/c-nora",
        "tags": ["paying"],
        "turns": [*turns],
        "end": {},
    }
    return Scenario.model_validate(rows | more)


def held(builder: Builder, one: Scenario) -> Played:
    with open_house(builder.built(one.world), builder.folder / "house") as house:
        return play(house, one)


def test_a_human_takes_the_case_writes_and_ends_it(builder: Builder) -> None:
    one = scenario(
        {"say": "I want to talk to a human"},
        {"staff": "claim"},
        {"staff_says": "Maya here, I am looking."},
        {"staff": "resolve"},
        end={"ticket": {"status": "resolved"}},
    )
    played = held(builder, one)

    assert judge(one, played) == []
    assert played.turns[2].text == "Maya here, I am looking."
    assert "Maya here" in played.kept


@pytest.mark.parametrize(
    ("acts", "status"),
    [(["claim"], "claimed"), (["claim", "hand_back"], "open"), (["claim", "resolve"], "resolved")],
    ids=["claimed", "handed back", "resolved"],
)
def test_each_act_of_staff_leaves_its_state(builder: Builder, acts: list[str], status: str) -> None:
    turns = [{"staff": act} for act in acts]
    played = held(builder, scenario({"say": "I want to talk to a human"}, *turns))

    (new,) = played.after.tickets.keys() - played.before.tickets.keys()
    assert played.after.tickets[new].status == status


def test_without_a_case_there_is_nothing_to_take(builder: Builder) -> None:
    played = held(builder, scenario({"staff": "claim"}, {"staff_says": "Hello?"}))

    assert played.after.tickets.keys() == played.before.tickets.keys()
    assert played.turns[1].text == ""


def test_a_company_without_staff_is_told_so(builder: Builder) -> None:
    lonely = scenario({"staff": "claim"}, who="mill/c-ada", world=WORLD)

    with pytest.raises(BadScenario, match="nobody works for mill"):
        held(builder, lonely)


def test_a_day_later_an_offer_is_over(builder: Builder) -> None:
    one = scenario(
        {"say": "pay HW-032", "expect": {"offer": True}},
        {"wait_days": 1},
        {"approve": "last", "expect": {"status": 409}},
    )

    assert judge(one, held(builder, one)) == []


def test_a_provider_in_doubt_charges_once_and_is_found_out_later(builder: Builder) -> None:
    one = scenario(
        {"say": "pay HW-032"},
        {"provider": "doubt"},
        {"approve": "last", "expect": {"status": 202}},
        {"provider": "up"},
        {"wait_days": 1},
        end={
            "bills": {"HW-032": {"state": "paid", "balance": "0.00"}},
            "payments": [{"bill": "HW-032", "amount": "47.88"}],
        },
    )

    assert judge(one, held(builder, one)) == []


def test_a_provider_that_is_down_charges_nothing(builder: Builder) -> None:
    one = scenario({"say": "pay HW-032"}, {"provider": "down"}, {"approve": "last"})
    played = held(builder, one)

    assert played.charged_after == played.charged_before
    assert played.after.bills["HW-032"].state == "open"


def test_with_the_model_down_the_built_in_one_answers_until_it_is_up(builder: Builder) -> None:
    say: Mapping[str, object] = {"say": "what do I owe?", "expect": {"facts": ["145.28"]}}
    one = scenario({"model": "down"}, say, {"model": "up"}, say)
    with open_house(builder.built(None), builder.folder / "down") as house:
        usual = house.watched.inner
        played = play(house, one)
        assert house.watched.inner is usual

    assert judge(one, played) == []
    assert [seen.model for seen in played.turns] == ["", "builtin", "", "builtin"]


def test_a_colleague_has_a_conversation_of_their_own(builder: Builder) -> None:
    """Even when they write into the same thread: none of its offers is theirs to say yes to."""
    one = scenario(
        {"say": "pay HB-104", "expect": {"offer": {"bills": ["HB-104"]}}},
        {"say": "yes", "person": "p-marco", "expect": {"offer": False}},
        {"approve": "last", "expect": {"status": 202}},
        who="harbor/c-bayside/p-dana",
        end={"payments": [{"bill": "HB-104", "amount": "690.98", "state": "requires_action"}]},
    )

    assert judge(one, held(builder, one)) == []


def runs_of(one: Scenario, *, slips: bool) -> list[Tried]:
    return run_all([one], Settings(model="builtin"), judge, runs=3, slips=slips)


def test_with_slips_the_first_run_is_as_written_and_the_others_are_not() -> None:
    wish = "Could you please show me the electricity bill?"
    one = scenario({"say": wish}, {"say": wish, "exact": True}, {"say": "no"})
    said = [[turn.say for turn in run.scenario.turns] for run in runs_of(one, slips=True)]

    assert said[0] == [wish, wish, "no"]
    assert said[1][0] != wish or said[2][0] != wish
    assert [each[1:] for each in said] == [[wish, "no"]] * 3
    assert [run.scenario for run in runs_of(one, slips=False)] == [one] * 3


def test_what_was_said_is_kept_for_the_report() -> None:
    (run, *_) = runs_of(scenario({"say": "what do I owe?"}), slips=False)

    assert "145.28" in run.turns[0].text
    assert replace(run, turns=()).wrong == run.wrong == ()
