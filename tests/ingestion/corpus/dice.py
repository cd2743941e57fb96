"""Facts for one made-up document, all drawn from its layout's name and a seed.

What the truth states, and so what a reader is asked to find:

- the number as printed behind its label; the issue date; the due date printed, or the one that
  follows from terms in words; none where the document says nothing, or only "on receipt";
- `total_amount` is this document's own gross total. Not the balance after payments (a paid receipt
  still has its total), not the balance brought forward: of a supplier's bill with a previous
  balance it is this period's charges with tax. Tax withheld at source (IRPF, ritenuta) is not
  taken off when the gross total is printed too; credit notes are negative;
- net and tax where they are printed, or where a single line of arithmetic is (tax zero: printed);
- the account number is the customer's, contract's or account's, never an order or a bank account;
- `items` are the amounts in the table's last column, `items_also` those of another column where a
  row has its amount both without and with tax;
- `also` names other readings that a careful clerk could defend (a brand beside a legal name).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from tests.ingestion.corpus.words import TONGUES
from tests.ingestion.corpus.world import COUNTRIES, IBANS, Country

CENT = Decimal("0.01")
LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
MONTHS = {lang: TONGUES["en-us" if lang == "en" else lang].months for lang in
          ("en", "de", "fr", "es", "nl", "it")}  # fmt: skip


def cents(value: Decimal) -> Decimal:
    """Rounded to the cent, halves away from zero."""
    return value.quantize(CENT, ROUND_HALF_UP)


def grouped(value: Decimal, style: str = "1,234.56", places: int = 2) -> str:
    """A number written like the style, minus in front."""
    sign = "-" if value < 0 else ""
    whole, _, part = f"{abs(value):.{places}f}".partition(".")
    size = 2 if style.startswith("12,") else 3
    head, groups = whole[:-3], [whole[-3:]]
    while head:
        groups.insert(0, head[-size:])
        head = head[:-size]
    return sign + style[-7].join(groups) + (style[-3] + part if part else "")


def written(on: date, style: str, lang: str) -> str:
    """A date in one of the ways people write dates."""
    month = MONTHS[lang][on.month - 1]
    d, m, y = on.day, on.month, on.year
    tail = {1: "st", 2: "nd", 3: "rd"}.get(d % 10 if d not in (11, 12, 13) else 0, "th")
    named = {
        "iso": on.isoformat(),
        "d month y": f"{d} {month} {y}",
        "d. month y": f"{d}. {month} {y}",
        "d de month de y": f"{d} de {month} de {y}",
        "month d, y": f"{month} {d}, {y}",
        "mon d, y": f"{month[:3]} {d}, {y}",
        "d mon y": f"{d} {month[:3]} {y}",
        "dd-mon-y": f"{d:02}-{month[:3]}-{y}",
        "d-mon-y": f"{d:02}-{month[:3].upper()}-{y % 100:02}",
        "dth month y": f"{d}{tail} {month} {y}",
        "mdy/": f"{m:02}/{d:02}/{y}",
        "mdy2/": f"{m}/{d}/{y % 100:02}",
    }
    if style in named:
        return named[style]
    mark = style[-1]
    year = f"{y % 100:02}" if "2" in style else str(y)
    return f"{d:02}{mark}{m:02}{mark}{year}"


@dataclass(frozen=True, slots=True)
class Item:
    """One row of the table: `amount` as printed in its last column."""

    text: str
    amount: Decimal
    quantity: Decimal = Decimal(1)
    price: Decimal = Decimal(0)
    rate: Decimal = Decimal(0)
    code: str = ""


@dataclass(frozen=True, slots=True)
class Truth:
    """What a careful clerk reads from a document; see the top of the file."""

    number: str
    issued: date
    seller: str
    buyer: str | None
    currency: str
    total: Decimal
    net: Decimal | None = None
    tax: Decimal | None = None
    due: date | None = None
    account: str | None = None
    items: Sequence[Decimal] = ()
    places: int = 2
    items_also: Sequence[Decimal] = ()
    also: Mapping[str, tuple[str | None, ...]] = field(default_factory=dict)

    def stated(self) -> dict[str, str | None]:
        """The truth under the names and in the texts of `extract --json`."""

        def money(value: Decimal | None) -> str | None:
            return None if value is None else f"{value:.{self.places}f}"

        return {
            "invoice_number": self.number,
            "issue_date": self.issued.isoformat(),
            "due_date": self.due.isoformat() if self.due else None,
            "seller_name": self.seller,
            "buyer_name": self.buyer,
            "account_number": self.account,
            "currency": self.currency,
            "net_amount": money(self.net),
            "tax_amount": money(self.tax),
            "total_amount": money(self.total),
        }


@dataclass(frozen=True, slots=True)
class Paper:
    """One document before it is printed; `body` is bytes, typst source or HTML by `producer`."""

    producer: str
    body: str | bytes
    truth: Truth


class Dice(Random):
    """Draws of one document; the same name, seed and country give the same document."""

    def __init__(self, name: str, seed: int, country: str, lang: str = "") -> None:
        super().__init__(f"{name}:{seed}:{country}")
        self.lang = lang or COUNTRIES[country].lang
        self.at = seed
        self.country = country
        self.place: Country = COUNTRIES[country]
        self.style = self.choice(self.place.dates)
        self.issued = date(2024, 2, 3) + timedelta(days=self.randrange(740))
        self._families = self.sample(self.place.family, len(self.place.family))
        self.days = self.choice((7, 10, 14, 15, 20, 21, 30, 30, 45))

    @property
    def due(self) -> date:
        return self.issued + timedelta(days=self.days)

    def pick(self, *options: str) -> str:
        """One of several wordings."""
        return self.choice(options)

    def n(self, pattern: str) -> str:
        """A pattern filled: `#` a digit (never a leading zero), `@` a capital, `{y}` the year."""
        out: list[str] = []
        for char in pattern.replace("{y}", str(self.issued.year)):
            fresh = not out or not out[-1].isdigit()
            if char == "#":
                out.append(str(self.randrange(1 if fresh else 0, 10)))
            else:
                out.append(self.choice(LETTERS) if char == "@" else char)
        return "".join(out)

    def family(self) -> str:
        """A family name that this document does not have yet, as long as there are some."""
        if not self._families:
            self._families = self.sample(self.place.family, len(self.place.family))
        return self._families.pop()

    def who(self) -> str:
        """A person."""
        return f"{self.choice(self.place.given)} {self.family()}"

    def firm(self, trade: str) -> str:
        """A company of a trade, in the country's legal forms."""
        form = self.choice(self.place.firms)
        return self.n(form.format(f=self.family(), k=trade))

    def street(self) -> str:
        return self.n(self.choice(self.place.streets))

    def town(self) -> str:
        return self.n(self.choice(self.place.towns))

    def home(self) -> list[str]:
        """Street and town."""
        return [self.street(), self.town()]

    def phone(self) -> str:
        return self.n(self.place.phone)

    def vat(self) -> str:
        return self.n(self.place.vat_id)

    def bank(self) -> str:
        """An IBAN with right check digits in groups of four, or the country's own account form."""
        code = self.place.bank
        if code not in IBANS:
            return self.n(code)
        body = self.n(IBANS[code])
        digits = "".join(str(int(char, 36)) for char in body + code + "00")
        whole = f"{code}{98 - int(digits) % 97:02}{body}"
        return " ".join(whole[i : i + 4] for i in range(0, len(whole), 4))

    def price(self, low: int, high: int) -> Decimal:
        """An amount between two whole numbers, in cents."""
        return Decimal(self.randrange(low * 100, high * 100)) / 100

    def day(self, on: date, style: str = "") -> str:
        return written(on, style or self.style, self.lang)

    def ago(self, days: int) -> date:
        """A day before the issue date."""
        return self.issued - timedelta(days=days)

    def m(self, value: Decimal) -> str:
        """A bare number as the country writes it."""
        return grouped(value, self.place.numbers)

    def c(self, value: Decimal) -> str:
        """An amount with the currency where the country puts it."""
        minus = "-" if value < 0 else ""
        return minus + self.place.money.format(self.m(abs(value)))

    def items(self, goods: Iterable[tuple[str, int, int]], count: tuple[int, int],
              most: int = 6, rates: tuple[str, ...] = ("0",)) -> list[Item]:  # fmt: skip
        """Some of the goods (text, lowest and highest price), with quantities up to `most`."""
        listed = list(goods)
        chosen = self.sample(listed, min(len(listed), self.randint(*count)))
        found = []
        for text, low, high in chosen:
            price, many = self.price(low, high), Decimal(self.randint(1, most))
            rate = Decimal(self.choice(rates))
            code = self.n("@@-####")
            found.append(Item(text, cents(price * many), many, price, rate, code))
        return found


def total_of(items: Iterable[Item]) -> Decimal:
    return sum((item.amount for item in items), Decimal(0))


def by_rate(items: Iterable[Item]) -> list[tuple[Decimal, Decimal, Decimal]]:
    """(rate, base, tax) by tax rate, highest rate first."""
    bases: dict[Decimal, Decimal] = {}
    for item in items:
        bases[item.rate] = bases.get(item.rate, Decimal(0)) + item.amount
    return [
        (rate, base, cents(base * rate / 100)) for rate, base in sorted(bases.items(), reverse=True)
    ]


Make = Callable[[Dice], Paper]


@dataclass(frozen=True, slots=True)
class Layout:
    """One way to set a document, and the countries where it is met; `lang` if it is not theirs."""

    name: str
    countries: tuple[str, ...]
    make: Make
    lang: str


LAYOUTS: dict[str, Layout] = {}


def layout(*countries: str, lang: str = "") -> Callable[[Make], Make]:
    """Registers a layout under its function's name."""

    def keep(make: Make) -> Make:
        name = make.__name__
        if name in LAYOUTS:
            raise ValueError(f"two layouts are called {name}")
        LAYOUTS[name] = Layout(name, countries, make, lang)
        return make

    return keep
