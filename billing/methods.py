"""Methods: saved ways to pay, as tokens of a provider; never a card number."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from billing.errors import MethodUnusable
from billing.ids import ConnectionId, CustomerId, MethodId
from billing.words import sentences, supported

_NAMES: Final = {
    "amex": "American Express",
    "diners": "Diners Club",
    "eftpos_au": "eftpos",
    "jcb": "JCB",
    "paypal": "PayPal",
    "unionpay": "UnionPay",
}
"""What is not simply written with a capital: brands and services, the same in every language."""


def label_of_method(type: str, brand: str | None, last4: str, language: str) -> str:
    """What a way to pay of these is called: as `Method.label`."""
    name = brand or type
    said = sentences(supported(language)).get(f"name.{name}") if brand is None else None
    written = said or _NAMES.get(name.casefold()) or name.replace("_", " ").title()
    return f"{written} •••• {last4}" if last4 else str(written)


@dataclass(frozen=True, slots=True)
class Method:
    """A saved way to pay. `expires_before_on` is the first day it no longer works.

    A removed one is on no list and pays nothing; payments it made still name it. One `on_page` is
    kept nowhere: the provider asks for it on its own page, each time.
    """

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
    removed_at: datetime | None = None

    def label(self, language: str) -> str:
        """`Visa •••• 4242`; a brand is named alike everywhere, a bank account in the language."""
        return label_of_method(self.type, self.brand, self.last4, language)

    @property
    def on_page(self) -> bool:
        """Whether nothing of it is kept at the provider, only that the customer pays this way."""
        return not self.provider_ref

    def expired(self, today: date) -> bool:
        return self.expires_before_on is not None and self.expires_before_on <= today

    def require_usable(self, currency: str, today: date) -> None:
        """Raises `MethodUnusable` when removed, expired or unable to pay in `currency`."""
        if self.removed_at is not None:
            raise MethodUnusable("removed")
        if self.expired(today):
            raise MethodUnusable("expired")
        if self.currencies and currency not in self.currencies:
            raise MethodUnusable("currency")
