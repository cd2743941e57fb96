"""What turns cost: tokens as the models report them, and money where prices are configured.

Counted for `/metrics` by model, and written beside each answer for the staff who look at it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from prometheus_client import CollectorRegistry, Counter, Histogram

from agent.turn import Usage
from api.model_prices import Price
from billing.tenants import JsonValue


@dataclass(slots=True)
class ModelCosts:
    """Counts what turns cost in one process; `prices` by the model's configured name."""

    registry: CollectorRegistry
    prices: Mapping[str, Price] = field(default_factory=dict)
    _tokens: Counter = field(init=False)
    _money: Counter = field(init=False)
    _times: Histogram = field(init=False)

    def __post_init__(self) -> None:
        self._tokens = Counter(
            "billing_model_tokens",
            "Tokens of turns",
            ["model", "direction"],
            registry=self.registry,
        )
        self._money = Counter(
            "billing_model_cost_micros",
            "Price of turns in millionths",
            ["model", "currency"],
            registry=self.registry,
        )
        self._times = Histogram(
            "billing_turn_seconds",
            "Seconds of a turn with its model's time",
            ["model"],
            buckets=(0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 30),
            registry=self.registry,
        )

    def count(self, model: str, usage: Usage, seconds: float) -> dict[str, JsonValue]:
        """Count one turn; returns the row that its trace keeps: numbers and names only."""
        self._times.labels(model).observe(seconds)
        self._tokens.labels(model, "input").inc(usage.input_tokens)
        self._tokens.labels(model, "output").inc(usage.output_tokens)
        row: dict[str, JsonValue] = {
            "model": model,
            "rounds": usage.model_rounds,
            "input_tokens": usage.input_tokens,
            "output_tokens": usage.output_tokens,
            "milliseconds": round(seconds * 1000),
        }
        price = self.prices.get(model)
        if price is not None:
            micros = price.micros(usage.input_tokens, usage.output_tokens)
            self._money.labels(model, price.currency).inc(micros)
            row |= {"cost_micros": micros, "currency": price.currency}
        return row
