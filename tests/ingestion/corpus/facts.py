"""One made-up invoice as facts, drawn from a seed, and how a country would print them."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from tests.ingestion.corpus.words import TONGUES, Tongue

CENT = Decimal("0.01")
IBANS = {
    "DE": "DE89 3704 0044 0532 0130 00",
    "FR": "FR14 2004 1010 0505 0001 3M02 606",
    "ES": "ES91 2100 0418 4502 0005 1332",
    "NL": "NL91 ABNA 0417 1643 00",
    "IT": "IT60 X054 2811 1010 0000 0123 456",
    "GB": "GB29 NWBK 6016 1331 9268 19",
}
SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "CHF": "CHF", "INR": "₹", "JPY": "¥"}


@dataclass(frozen=True, slots=True)
class Line:
    text: str
    quantity: Decimal
    price: Decimal

    @property
    def amount(self) -> Decimal:
        return (self.quantity * self.price).quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Facts:
    """All that an invoice states; `wording` picks which of a language's wordings are printed."""

    lang: str
    wording: int
    number: str
    issued: date
    days: int
    seller: str
    domain: str
    buyer: str
    account: str
    order: str
    streets: tuple[str, str]
    towns: tuple[str, str]
    lines: tuple[Line, ...]
    rate: Decimal
    currency: str
    numbers: str
    date_style: str
    credit: bool = False
    paid: Decimal = Decimal(0)
    previous: Decimal = Decimal(0)
    shipping: Decimal = Decimal(0)
    discount: Decimal = Decimal(0)
    places: int = 2

    @property
    def tongue(self) -> Tongue:
        return TONGUES[self.lang]

    @property
    def due(self) -> date:
        return self.issued + timedelta(days=self.days)

    @property
    def net(self) -> Decimal:
        return sum((line.amount for line in self.lines), Decimal(0)) + self.shipping - self.discount

    @property
    def tax(self) -> Decimal:
        return (self.net * self.rate / 100).quantize(
            CENT if self.places else Decimal(1), ROUND_HALF_UP
        )

    @property
    def total(self) -> Decimal:
        return self.net + self.tax

    @property
    def iban(self) -> str:
        return IBANS.get(self.tongue.country, "")

    def say(self, key: str) -> str:
        """The label in the document's language and wording."""
        wordings = self.tongue.labels[key]
        return wordings[self.wording % len(wordings)]

    def day(self, on: date) -> str:
        """A date as this document prints dates."""
        month = self.tongue.months[on.month - 1]
        match self.date_style:
            case "mdy/":
                return f"{on.month:02}/{on.day:02}/{on.year}"
            case "month d, y":
                return f"{month} {on.day}, {on.year}"
            case "d month y":
                return f"{on.day} {month} {on.year}"
            case "d. month y":
                return f"{on.day}. {month} {on.year}"
            case "d de month de y":
                return f"{on.day} de {month} de {on.year}"
            case "d mon y":
                return f"{on.day} {month[:3]} {on.year}"
            case "iso":
                return on.isoformat()
            case style:
                return f"{on.day:02}{style[-1]}{on.month:02}{style[-1]}{on.year}"

    def bare(self, value: Decimal) -> str:
        """A number in the document's convention, without a currency."""
        sign = "-" if value < 0 else ""
        whole, _, part = f"{abs(value):.{self.places}f}".partition(".")
        style = self.numbers
        if style == "12,34,567.89":
            head, last = whole[:-3], whole[-3:]
            pairs = [head[max(0, i - 2) : i] for i in range(len(head), 0, -2)][::-1]
            grouped = ",".join([*pairs, last]) if head else last
        else:
            groups = [whole[max(0, i - 3) : i] for i in range(len(whole), 0, -3)][::-1]
            grouped = style[1].join(groups)
        return sign + grouped + ((style[-3] + part) if part else "")

    def money(self, value: Decimal) -> str:
        """A number with the currency where this country puts it."""
        sign = SIGNS.get(self.currency, self.currency)
        bare = self.bare(abs(value))
        minus = "-" if value < 0 else ""
        if self.currency in ("EUR",) and self.lang != "nl":
            return f"{minus}{bare} {sign}"
        gap = " " if len(sign) > 1 or self.lang == "nl" else ""
        return f"{minus}{sign}{gap}{bare}"


_NUMBERS = ("INV-{y}-{n:04}", "{n:06}", "RE{y}{n:04}", "{y}/{n:04}", "F-{n:05}", "A{n:04}-{y}")


def make(lang: str, seed: int) -> Facts:
    """The facts of one invoice; the same for the same language and seed."""
    rng = Random(f"{lang}:{seed}")
    tongue = TONGUES[lang]
    issued = date(2025, 1, 5) + timedelta(days=rng.randrange(420))
    seller, domain = rng.choice(tongue.sellers)
    goods = rng.sample(tongue.goods, rng.randint(2, 5))
    lines = tuple(
        Line(
            text,
            Decimal(rng.choice((1, 2, 3, 4, 10, 12))),
            Decimal(rng.randrange(490, 48000)) / 100,
        )
        for text in goods
    )
    return Facts(
        lang=lang,
        wording=rng.randrange(3),
        number=rng.choice(_NUMBERS).format(y=issued.year, n=rng.randrange(11, 9900)),
        issued=issued,
        days=rng.choice((7, 10, 14, 14, 21, 30, 30)),
        seller=seller,
        domain=domain,
        buyer=rng.choice(tongue.buyers),
        account=f"{rng.randrange(1000, 9999)}-{rng.randrange(10, 99)}",
        order=f"{rng.randrange(40000, 99999)}",
        streets=tuple(rng.sample(tongue.streets, 2)),  # type: ignore[arg-type]  # two were asked for
        towns=tuple(rng.sample(tongue.towns, 2)),  # type: ignore[arg-type]  # two were asked for
        lines=lines,
        rate=Decimal(tongue.rate),
        currency=tongue.currency,
        numbers=tongue.numbers,
        date_style=rng.choice(tongue.dates),
    )


def vary(facts: Facts, **changes: object) -> Facts:
    """The same invoice with some facts changed."""
    return replace(facts, **changes)  # type: ignore[arg-type]  # names are checked by replace itself
