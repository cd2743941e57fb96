"""Money: integer minor units of one ISO 4217 currency. The only file that parses or rounds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final, Self

from billing.errors import CurrencyMismatch, InvalidMoney

MINOR_LIMIT: Final = 10**15
"""No amount in this product reaches a quadrillion minor units; more is a fault, not a bill."""

# ISO 4217 list one, by number of decimal places.
_PLACES: Final[dict[int, str]] = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    2: "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN "
    "BZD CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP "
    "GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL "
    "MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK "
    "PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB "
    "TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VES WST XCD XCG YER ZAR ZMW ZWG",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
_EXPONENT: Final = {code: places for places, codes in _PLACES.items() for code in codes.split()}


def currency_exponent(currency: str) -> int:
    """Number of decimal places of an upper-case ISO 4217 code; raises `InvalidMoney` if unknown."""
    try:
        return _EXPONENT[currency]
    except KeyError:
        raise InvalidMoney("unknown currency: use an upper-case ISO 4217 code") from None


def is_currency(code: str) -> bool:
    """Whether this is an upper-case ISO 4217 code that we count in."""
    return code in _EXPONENT


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An amount in minor units (cents, yen, fils) of one currency. Adds only to its own kind."""

    amount_minor: int
    currency: str

    def __post_init__(self) -> None:
        if type(self.amount_minor) is not int:
            raise InvalidMoney("minor units must be a whole number")
        if abs(self.amount_minor) >= MINOR_LIMIT:
            raise InvalidMoney("amount is out of range")
        currency_exponent(self.currency)

    @classmethod
    def zero(cls, currency: str) -> Self:
        return cls(0, currency)

    @classmethod
    def from_decimal(cls, text: str, currency: str) -> Self:
        """Parse a decimal string with exactly the currency's places (`"97.40"`, `"1200"` JPY)."""
        exponent = currency_exponent(currency)
        whole, point, places = text.partition(".")
        digits = whole.removeprefix("-") + places
        if not (digits.isascii() and digits.isdigit()) or not whole.removeprefix("-"):
            raise InvalidMoney("write an amount as digits with a point, like 97.40")
        if len(places) != exponent or bool(point) != bool(exponent):
            raise InvalidMoney(f"{currency} amounts have exactly {exponent} decimal places")
        if len(digits) > 18:
            raise InvalidMoney("amount is out of range")
        minor = int(digits)
        return cls(-minor if text.startswith("-") else minor, currency)

    def to_decimal(self) -> str:
        """The decimal string with the currency's places; the inverse of `from_decimal`."""
        exponent = currency_exponent(self.currency)
        return str(
            Decimal(self.amount_minor).scaleb(-exponent).quantize(Decimal(1).scaleb(-exponent))
        )

    def __add__(self, other: "Money") -> "Money":
        return Money(self.amount_minor + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.amount_minor - self._same(other), self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.amount_minor, self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.amount_minor < self._same(other)

    def __le__(self, other: "Money") -> bool:
        return self.amount_minor <= self._same(other)

    def __gt__(self, other: "Money") -> bool:
        return self.amount_minor > self._same(other)

    def __ge__(self, other: "Money") -> bool:
        return self.amount_minor >= self._same(other)

    @property
    def is_zero(self) -> bool:
        return self.amount_minor == 0

    def times(self, ratio: Fraction) -> "Money":
        """This amount times an exact ratio, rounded half to even: the one rounding rule."""
        return Money(round(self.amount_minor * ratio), self.currency)

    def split(self, weights: Sequence[int]) -> tuple["Money", ...]:
        """Shares in proportion to non-negative `weights`; they add up to this amount exactly.

        Largest-remainder method: left-over minor units go to the largest fractions, first come
        first served.
        """
        total = sum(weights)
        if total <= 0 or min(weights) < 0:
            raise InvalidMoney("weights must be non-negative and not all zero")
        sign = -1 if self.amount_minor < 0 else 1
        size = abs(self.amount_minor)
        shares = [size * weight // total for weight in weights]
        by_remainder = sorted(range(len(weights)), key=lambda i: -(size * weights[i] % total))
        for i in by_remainder[: size - sum(shares)]:
            shares[i] += 1
        return tuple(Money(sign * share, self.currency) for share in shares)

    def _same(self, other: "Money") -> int:
        if other.currency != self.currency:
            raise CurrencyMismatch("amounts of different currencies")
        return other.amount_minor


def total(amounts: Iterable[Money], currency: str) -> Money:
    """The sum of `amounts`, all of `currency`; zero when there are none."""
    return sum(amounts, Money.zero(currency))


def totals_by_currency(amounts: Iterable[Money]) -> tuple[Money, ...]:
    """One sum per currency, sorted by currency code: amounts of two currencies never mix."""
    sums: dict[str, Money] = {}
    for amount in amounts:
        sums[amount.currency] = sums.get(amount.currency, Money.zero(amount.currency)) + amount
    return tuple(sums[currency] for currency in sorted(sums))
