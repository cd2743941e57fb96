"""What turns cost: counted by model, priced where the operator says how, kept beside the answer."""

from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry

from agent.turn import Usage
from api.model_costs import ModelCosts
from api.model_prices import read_prices
from api.settings import Settings
from billing.ids import ConversationId
from tests.agent.openai_server import one_tool, serve
from tests.house import Built, house_from

PRICES = "openai:big=2.50/10.00 USD, openai:small=0.15/0.6 EUR"


def test_prices_are_per_million_tokens_and_rounded_half_up_to_a_millionth() -> None:
    big = read_prices(PRICES)["openai:big"]
    assert big.micros(1_000_000, 0) == 2_500_000
    assert big.micros(1, 1) == 13  # 12.5
    assert read_prices("") == {}


@pytest.mark.parametrize(
    "wrong",
    [
        "big=1/2 USD",
        "openai:big=1 USD",
        "openai:big=1/2",
        "openai:big=1/2 XXY",
        "openai:big=-1/2 USD",
    ],
)
def test_a_price_that_is_none_is_refused_with_the_shape_it_should_have(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"openai:NAME=2\.50/10\.00 USD"):
        read_prices(wrong)
    with pytest.raises(ValueError, match="model_prices"):
        Settings(model_prices=wrong)


def test_tokens_and_money_are_counted_by_model() -> None:
    registry = CollectorRegistry()
    costs = ModelCosts(registry, read_prices(PRICES))
    row = costs.count("openai:big", Usage(1000, 200, 2), 0.25)
    costs.count("builtin", Usage(), 0.01)
    assert row == {
        "model": "openai:big",
        "rounds": 2,
        "input_tokens": 1000,
        "output_tokens": 200,
        "milliseconds": 250,
        "cost_micros": 4500,
        "currency": "USD",
    }
    sums = {"model": "openai:big", "currency": "USD"}
    assert registry.get_sample_value("billing_model_cost_micros_total", sums) == 4500
    tokens = {"model": "openai:big", "direction": "input"}
    assert registry.get_sample_value("billing_model_tokens_total", tokens) == 1000


def test_an_answer_keeps_what_ran_what_was_left_out_and_what_it_cost(
    built: Built, tmp_path: Path
) -> None:
    lie = "You owe $97.40. You have paid it already."
    with (
        serve(one_tool("list_bills", {}, lie)) as model,
        house_from(
            built,
            tmp_path / "house",
            model="openai:big",
            openai_base_url=model.base_url,
            model_prices=PRICES,
        ) as house,
    ):
        said = house.speaker().say("what do I owe?")
        assert "paid it already" not in said["reply"]
        with house.container.ports.store.read(house.principal()) as tx:
            tail = tx.conversations.tail(ConversationId(said["conversation_id"]), 5)
    trace = [row for message in tail for row in message.trace]
    assert trace[0]["tool"] == "list_bills"
    assert {"left_out": "paid", "count": 1} in trace
    assert (trace[-1]["model"], trace[-1]["rounds"]) == ("openai:big", 2)
    assert "cost_micros" in trace[-1]
    assert "97.40" not in str(trace)
