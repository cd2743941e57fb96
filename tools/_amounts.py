"""An amount as a model passes it on ("50", "50.25"), in a currency that our rows name."""

from billing.errors import InvalidMoney
from billing.money import Money, currency_exponent
from tools._tool import AskAgain


def minor_of(said: str | None, currency: str) -> int | None:
    """Minor units of `currency`; None where nothing was said. Raises `AskAgain`."""
    if said is None:
        return None
    places = "0" * currency_exponent(currency)
    exact = said if "." in said or not places else f"{said}.{places}"
    try:
        return Money.from_decimal(exact, currency).amount_minor
    except InvalidMoney:
        raise AskAgain("amount is a plain number such as 50.25") from None
