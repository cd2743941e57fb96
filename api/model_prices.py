"""What language models take for their tokens, as the operator writes it: `MODEL_PRICES`."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from billing.money import is_currency

_PRICE: Final = re.compile(
    r"(openai:[^=,\s]+)=(\d{1,4}(?:\.\d{1,4})?)/(\d{1,4}(?:\.\d{1,4})?) ([A-Z]{3})"
)


@dataclass(frozen=True, slots=True)
class Price:
    """What a model takes for a million tokens, in major units of a currency."""

    input: Decimal
    output: Decimal
    currency: str

    def micros(self, input_tokens: int, output_tokens: int) -> int:
        """The price of a turn in millionths of the currency's major unit, rounded half up."""
        exact = self.input * input_tokens + self.output * output_tokens
        return int(exact.to_integral_value(ROUND_HALF_UP))


def read_prices(text: str) -> dict[str, Price]:
    """`openai:big=2.50/10.00 USD, openai:small=0.15/0.60 USD`: input and output per million.

    Raises `ValueError` with a sentence for anything else.
    """
    found: dict[str, Price] = {}
    for part in filter(None, (each.strip() for each in text.split(","))):
        match = _PRICE.fullmatch(part)
        if match is None or not is_currency(match[4]):
            raise ValueError("write prices like openai:NAME=2.50/10.00 USD, with commas between")
        found[match[1]] = Price(Decimal(match[2]), Decimal(match[3]), match[4])
    return found
