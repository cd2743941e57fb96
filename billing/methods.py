"""Methods: saved ways to pay, as tokens of a provider; never a card number."""

from dataclasses import dataclass
from datetime import date

from billing.errors import MethodUnusable
from billing.ids import ConnectionId, CustomerId, MethodId


@dataclass(frozen=True, slots=True)
class Method:
    """A saved way to pay. `expires_before_on` is the first day it no longer works."""

    id: MethodId
    customer_id: CustomerId
    type: str
    last4: str
    connection_id: ConnectionId
    provider_ref: str
    customer_ref: str
    brand: str | None = None
    expires_before_on: date | None = None
    currencies: tuple[str, ...] = ()
    used_before: bool = False
    is_default: bool = False

    @property
    def label(self) -> str:
        """`Visa •••• 4242`; the same words in every language."""
        return f"{(self.brand or self.type).replace('_', ' ').title()} •••• {self.last4}"

    def expired(self, today: date) -> bool:
        return self.expires_before_on is not None and self.expires_before_on <= today

    def require_usable(self, currency: str, today: date) -> None:
        """Raises `MethodUnusable` when expired or unable to pay in `currency`."""
        if self.expired(today):
            raise MethodUnusable("expired")
        if self.currencies and currency not in self.currencies:
            raise MethodUnusable("currency")
