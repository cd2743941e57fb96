"""What a language model may be asked about a document, and what of its answer is believed.

A model is asked only for fields that stayed empty or doubtful, and gets the visible text as
`discreet` leaves it. It never says where money goes: bank accounts are not asked. Its answer is a
hint where to look: what is not printed, nor follows from two amounts that are, is dropped.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from ingestion import printed
from ingestion.amounts import money_text
from ingestion.checks import weighed
from ingestion.confidence import DOUBT
from ingestion.discreet import discreet
from ingestion.draft import AMOUNTS, DATES, Draft, FieldRead, pack, unpack
from ingestion.labels import DATE_KINDS, NUMBER_KINDS
from ingestion.page import PrintedDocument
from ingestion.printed import Place
from ingestion.reading import Reading, prepare

if TYPE_CHECKING:
    from billing.redaction import Redacted

MODEL: Final = "model"
"""The source of a value that a model pointed at."""

MOST: Final = 0.8
_UNCLEAR: Final = 0.6
"""For a date whose day and month the page does not tell apart, and for a shared currency sign."""
MAX_CHARS: Final = 16_000
ASKED: Final[Mapping[str, str]] = {
    "invoice_number": "The document's own number, copied exactly as printed.",
    "issue_date": "The day it was issued, as YYYY-MM-DD.",
    "due_date": "The day it must be paid by, as YYYY-MM-DD.",
    "seller_name": "The name of the company that sent it, copied exactly as printed.",
    "currency": "The ISO 4217 code of its amounts.",
    "total_amount": "The total with tax, as a decimal number with a point and no grouping.",
    "tax_amount": "All tax together, in the same form.",
    "net_amount": "The total without tax, in the same form.",
}
"""What may be asked, in the order in which answers are judged. The customer's own name and number
and the bank account are not: the first two leave the house for nobody, the last is money."""
_SUMS: Final = frozenset({"total", "total_plain", "due", "current"})
_OTHER_SUMS: Final = frozenset(
    {"previous", "paid", "discount", "shipping", "rounding", "withholding"}
)
LABELS: Final[Mapping[str, tuple[frozenset[str], frozenset[str]]]] = {
    "invoice_number": (frozenset({"invoice_number", "document_number"}), NUMBER_KINDS),
    "issue_date": (frozenset({"issue_date", "date_plain", "date_link"}), DATE_KINDS),
    "due_date": (frozenset({"due_date", "date_plain", "date_link", "due"}), DATE_KINDS),
    "total_amount": (_SUMS, _OTHER_SUMS | {"net", "tax"}),
    "tax_amount": (frozenset({"tax"}), _OTHER_SUMS | _SUMS | {"net"}),
    "net_amount": (frozenset({"net", "total_plain"}), _OTHER_SUMS | _SUMS | {"tax"}),
}
"""By field: what the label before a printed value may mean, and what speaks against it."""
_BREAKING: Final = frozenset({"net_plus_tax_is_total", "tax_rate_plausible", "dates_in_order"})
"""Rows may be misread, and may come with or without tax: their sum speaks against nobody."""
_DECIMAL: Final = re.compile(r"-?\d{1,12}(?:\.\d{1,4})?")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMBER: Final = re.compile(r"(?=.*\d)\w(?:[\w ./#:+()-]{0,62}[\w)])?")
_CODE: Final = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True, slots=True)
class Question:
    """What is sent: the fields, the text as data, and the only shape an answer may have."""

    fields: tuple[str, ...]
    text: "Redacted"
    schema: Mapping[str, object]


def doubtful(draft: Draft) -> tuple[str, ...]:
    """The fields a model may be asked for; none of an e-invoice, whose file says what it says."""
    if any(read.source == "xml" for read in draft.fields.values()):
        return ()
    return tuple(name for name in ASKED if _is_open(draft, name))


def question(draft: Draft, page_texts: Sequence[str]) -> Question | None:
    """What to ask about this draft; None where nothing is in doubt or nothing can be seen."""
    fields = doubtful(draft)
    if not fields or not any(text.strip() for text in page_texts):
        return None
    return Question(fields, _as_data(draft, page_texts), _schema(fields))


def _is_open(draft: Draft, name: str) -> bool:
    read = draft.fields.get(name)
    return read is None or read.confidence < DOUBT


def _schema(fields: Sequence[str]) -> Mapping[str, object]:
    """In the part of JSON Schema that strict structured output knows."""
    return {
        "type": "object",
        "properties": {
            name: {"type": ["string", "null"], "description": f"{ASKED[name]} Null if unsaid."}
            for name in fields
        },
        "required": list(fields),
        "additionalProperties": False,
    }


def _as_data(draft: Draft, page_texts: Sequence[str]) -> "Redacted":
    whole = "\n".join(f"[page {at}]\n{text}" for at, text in enumerate(page_texts, start=1))
    return discreet(draft, whole[:MAX_CHARS])


def claim(draft: Draft, answer: Mapping[str, str]) -> bytes:
    """Draft and answer as one message to the parsing child, which has the pages."""
    return json.dumps({"draft": pack(draft).decode(), "answer": dict(answer)}).encode()


def claimed(message: bytes) -> tuple[Draft, Mapping[str, str]]:
    """Draft and answer as `claim` wrote them; ValueError on anything else."""
    body = json.loads(message)
    answer = {str(name): str(value)[:200] for name, value in body["answer"].items()}
    return unpack(body["draft"].encode()), answer


def accept(draft: Draft, answer: Mapping[str, str], document: PrintedDocument) -> Draft:
    """The draft with those answers that the pages bear out; as it was where none is.

    One printing vouches for one field only, and a value that makes a check fail is not kept.
    """
    reading = prepare(document)
    for name in doubtful(draft):
        told = answer.get(name, "").strip()
        read = _vouched(draft, reading, name, told) if told else None
        if read is not None:
            draft = _with(draft, name, _as_it_came(read, document))
    return draft


def _with(draft: Draft, name: str, read: FieldRead) -> Draft:
    """The draft with this value and its checks made anew, or as it was where one fails by it."""
    fields = MappingProxyType({**draft.fields, name: read})
    before = weighed(replace(draft, checks=())).checks
    checks = weighed(replace(draft, fields=fields, checks=())).checks
    failed = {check.name for check in checks if check.ok is False} & _BREAKING
    if failed - {check.name for check in before if check.ok is False}:
        return draft
    anew = {check.name for check in checks}
    others = tuple(check for check in draft.checks if check.name not in anew)
    return replace(draft, fields=fields, checks=(*checks, *others))


def _vouched(draft: Draft, reading: Reading, name: str, told: str) -> FieldRead | None:
    if name in AMOUNTS:
        return _amount(draft, reading, name, told)
    if name in DATES:
        return _date(draft, reading, name, told)
    shape, at = _TEXTS[name]
    own = " ".join(told.split())
    if shape.fullmatch(own) is None or own == draft.value("account_number"):
        return None
    return _printed(own, _fitting(name, at(reading, own)))


_TEXTS: Final[Mapping[str, tuple[re.Pattern[str], Callable[[Reading, str], Iterator[Place]]]]] = {
    "invoice_number": (_NUMBER, printed.numbers_at),
    "seller_name": (re.compile(r"(?=.*[^\W\d_]{2}).{2,80}"), printed.names_at),
    "currency": (_CODE, printed.currencies_at),
}


def _date(draft: Draft, reading: Reading, name: str, told: str) -> FieldRead | None:
    if _DAY.fullmatch(told) is None:
        return None
    try:
        day = date.fromisoformat(told)
    except ValueError:
        return None
    places = _fitting(name, printed.dates_at(reading, day))
    return _printed(told, places) if len(places) > _uses(draft, DATES, name, told) else None


def _amount(draft: Draft, reading: Reading, name: str, told: str) -> FieldRead | None:
    if _DECIMAL.fullmatch(told) is None:
        return None
    value, is_credit = Decimal(told), draft.value("document_type") == "credit_note"
    if is_credit:
        value = -abs(value)
    text = money_text(value, draft.value("currency"))
    places = _fitting(name, printed.amounts_at(reading, value, any_sign=is_credit))
    if len(places) > _uses(draft, AMOUNTS, name, text):
        return _printed(text, places[::-1])  # sums stand below what they add up
    return FieldRead(text, MOST, source=MODEL) if _follows(draft, name, value) else None


def _fitting(name: str, places: Iterable[Place]) -> list[Place]:
    """The places that no label gives to another field: an order's date, a discount, a tax id."""
    own, others = LABELS.get(name, (frozenset(), frozenset()))
    return [place for place in places if place.label & own or not place.label & others]


def _uses(draft: Draft, names: Sequence[str], name: str, value: str) -> int:
    """How many of the other fields have this value already."""
    return sum(draft.value(other) == value for other in names if other != name)


def _follows(draft: Draft, name: str, value: Decimal) -> bool:
    """Whether net + tax = total, of which the two others were read without a model."""
    known = {other: draft.fields.get(other) for other in AMOUNTS if other != name}
    sums = {name: value}
    for other, read in known.items():
        if read is None or read.source == MODEL or _is_open(draft, other):
            return False
        sums[other] = Decimal(read.value)
    return sums["net_amount"] + sums["tax_amount"] == sums["total_amount"]


def _printed(value: str, places: Sequence[Place]) -> FieldRead | None:
    if not places:
        return None
    best = next((place for place in places if place.clear), places[0])
    return FieldRead(value, MOST if best.clear else _UNCLEAR, best.page, best.bbox, MODEL)


def _as_it_came(read: FieldRead, document: PrintedDocument) -> FieldRead:
    """The box where it stands on the page as it came, if that was turned to be read."""
    page = next((page for page in document.pages if page.number == read.page), None)
    if page is None or page.turn is None or read.bbox is None:
        return read
    return replace(read, bbox=page.turn.back(read.bbox))
