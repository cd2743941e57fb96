"""Draws the facts of an invoice by seed: who, when, what for, and the sums that follow."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import TypeVar

from tests.ingestion.held_out.parties import Party, fill, party
from tests.ingestion.held_out.truth import FIELDS, Truth, Value

T = TypeVar("T")
CENT = Decimal("0.01")
ZERO = Decimal("0.00")
TITLES = set("Mr Mrs Ms Dr Frau Herr M Mme D Dña Mevr Dhr Sig.ra Dott Mag Ing".split())
Pool = Sequence[tuple[str, int, int]]  # text, lowest and highest unit price in cents


def cents(amount: Decimal) -> Decimal:
    """`amount` to the cent, halves away from zero."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def untitled(name: str) -> str:
    """A person's name without the title before it: either is a fair answer."""
    first, _, rest = name.partition(" ")
    return rest if first.rstrip(".") in TITLES else name


@dataclass(frozen=True, slots=True)
class Item:
    """A line: `amount` is quantity times unit, before tax; `rate` in percent."""

    text: str
    quantity: Decimal
    unit: Decimal
    amount: Decimal
    rate: Decimal
    code: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything a layout may print; tax is worked out per rate on the sum of its lines."""

    number: str
    issued: date
    due: date | None
    seller: Party
    buyer: Party
    account: str | None
    currency: str
    items: tuple[Item, ...]
    off: Decimal = ZERO  # a discount (negative) or a charge on the whole, taxed as the first line

    @property
    def goods(self) -> Decimal:
        return sum((item.amount for item in self.items), ZERO)

    @property
    def net(self) -> Decimal:
        return self.goods + self.off

    @property
    def taxes(self) -> dict[Decimal, tuple[Decimal, Decimal]]:
        """Base and tax for each rate, in the order of the lines."""
        bases: dict[Decimal, Decimal] = {}
        for item in self.items:
            bases[item.rate] = bases.get(item.rate, ZERO) + item.amount
        bases[self.items[0].rate] += self.off
        return {rate: (base, cents(base * rate / 100)) for rate, base in bases.items()}

    @property
    def tax(self) -> Decimal:
        return sum((tax for _, tax in self.taxes.values()), ZERO)

    @property
    def total(self) -> Decimal:
        return self.net + self.tax

    def negated(self) -> "Facts":
        """The same as a credit note."""
        items = tuple(replace(item, amount=-item.amount) for item in self.items)
        return replace(self, items=items, off=-self.off)

    def truth(self, **said: Value | tuple[Value, ...] | Decimal) -> Truth:
        """These facts as the truth; `said` names what the page prints otherwise (or not)."""
        values: dict[str, Value | tuple[Value, ...] | Decimal] = {
            "invoice_number": self.number,
            "issue_date": self.issued.isoformat(),
            "due_date": self.due.isoformat() if self.due else None,
            "seller_name": (self.seller.name, untitled(self.seller.name)),
            "buyer_name": (self.buyer.name, untitled(self.buyer.name)),
            "account_number": self.account,
            "currency": self.currency,
            "net_amount": self.net,
            "tax_amount": self.tax,
            "total_amount": self.total,
        }
        assert said.keys() <= values.keys()
        values |= said
        return Truth({name: _answers(values[name]) for name in FIELDS}, self.amounts)

    @property
    def amounts(self) -> tuple[Decimal, ...]:
        return tuple(item.amount for item in self.items)


def _answers(value: Value | tuple[Value, ...] | Decimal) -> tuple[Value, ...]:
    if isinstance(value, tuple):
        return value
    return (str(value) if isinstance(value, Decimal) else value,)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a layout asks for; everything else is drawn."""

    land: str
    sellers: tuple[str, ...]
    pool: Pool
    currency: str
    number: str = "INV-{y}-####"
    rates: tuple[str, ...] = ("0",)
    count: tuple[int, int] = (2, 5)
    most: int = 6
    terms: int | None = 14
    account: str | None = None
    buyer_land: str = ""
    firm: bool | None = None
    hours: bool = False


class Desk:
    """The drawing hand of one document: the same name, variant and seed draw the same."""

    def __init__(self, name: str, variant: int, seed: int) -> None:
        self.rng = Random(f"{seed}/{name}/{variant}")
        self.variant = variant

    def pick(self, options: Sequence[T]) -> T:
        return options[self.rng.randrange(len(options))]

    def turn(self, options: Sequence[T]) -> T:
        """The option for this variant: neighbours differ for sure."""
        return options[self.variant % len(options)]

    def code(self, pattern: str, day: date | None = None) -> str:
        """`pattern` with drawn digits (#) and capitals (@); {y}, {yy}, {m} from `day`."""
        if day:
            pattern = pattern.format(y=day.year, yy=f"{day.year % 100:02d}", m=f"{day.month:02d}")
        return fill(self.rng, pattern)

    def day(self) -> date:
        return date(2024, 1, 3) + timedelta(days=self.rng.randrange(900))

    def money(self, low: int, high: int) -> Decimal:
        """Between `low` and `high` cents."""
        return Decimal(self.rng.randint(low, high)) / 100

    def items(self, wish: Wish) -> tuple[Item, ...]:
        low, high = wish.count
        count = self.rng.randint(low, high)
        pool = list(wish.pool)
        chosen = [pool[i % len(pool)] for i in self.rng.sample(range(max(len(pool), count)), count)]
        return tuple(self._item(text, cheap, dear, wish) for text, cheap, dear in chosen)

    def _item(self, text: str, cheap: int, dear: int, wish: Wish) -> Item:
        unit = cents(self.money(cheap, dear))
        quantity = Decimal(self.rng.randint(1, wish.most))
        if wish.hours:
            quantity = Decimal(self.rng.randint(2, 4 * wish.most)) / 4
        rate = Decimal(self.pick(wish.rates))
        return Item(text, quantity, unit, cents(quantity * unit), rate, self.code("@@-####"))

    def facts(self, wish: Wish) -> Facts:
        issued = self.day()
        return Facts(
            number=self.code(wish.number, issued),
            issued=issued,
            due=None if wish.terms is None else issued + timedelta(days=wish.terms),
            seller=party(self.rng, wish.land, self.turn(wish.sellers)),
            buyer=party(self.rng, wish.buyer_land or wish.land, firm=wish.firm),
            account=self.code(wish.account) if wish.account else None,
            currency=wish.currency,
            items=self.items(wish),
        )
