"""Plans, features and limits: what a customer's plan includes, as data of the tenant."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from billing.ids import PlanId
from billing.money import Money

UNLIMITED: Final = "unlimited"
FeatureValue = bool | int | str


@dataclass(frozen=True, slots=True)
class Plan:
    """A priced set of features. A feature is on/off (`bool`), a limit (`int`) or `unlimited`."""

    id: PlanId
    name: str
    price: Money
    interval: str
    annual_price: Money | None = None
    features: Mapping[str, FeatureValue] = field(default_factory=dict)
    also_priced_in: Mapping[str, Money] = field(default_factory=dict)

    def price_in(self, currency: str, interval: str) -> Money | None:
        """The price per `interval` (`month` | `year`) in `currency`; None when not sold so."""
        if interval == "year" and self.interval != "year":
            price = self.annual_price
            return price if price is not None and price.currency == currency else None
        if interval != self.interval:
            return None
        return self.price if self.price.currency == currency else self.also_priced_in.get(currency)

    def includes(self, feature: str) -> bool:
        """Whether the feature is there at all: on, unlimited, or a limit above zero."""
        value = self.features.get(feature, False)
        return value if isinstance(value, bool) else value == UNLIMITED or value not in (0, "0", "")

    def limit(self, feature: str) -> int | None:
        """The limit as a count; None when unlimited or not a limit."""
        value = self.features.get(feature)
        return value if isinstance(value, int) and not isinstance(value, bool) else None


def at_least(offered: FeatureValue | None, wanted: FeatureValue | None) -> bool:
    """Whether one feature's value gives as much as another's."""
    return _rank(offered) >= _rank(wanted)


def _rank(value: FeatureValue | None) -> int:
    match value:
        case None | False:
            return 0
        case True:
            return 1
        case int():
            return value
        case _:
            return 10**12 if value == UNLIMITED else 1
