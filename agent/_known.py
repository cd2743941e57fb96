"""What a turn's tools returned, as far as prose can contradict it: amounts, days, states, deeds.

Machinery of `prose`: `facts_from` walks a nested tool result and gathers its facts.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from agent._articles import ArticleSentence, article_sentences
from agent._spans import Span, spans_in
from agent._standing import Standing, standing_from

_DIGIT: Final = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """One payment that succeeded or was cancelled, with what belongs to it and to no other.

    Its bill's names, its days, and its amounts: fee, total and what was given back included.
    """

    names: frozenset[str]
    amounts: frozenset[tuple[int, str]]
    days: frozenset[date]


@dataclass(frozen=True, slots=True)
class Facts:
    """What a turn's tools returned, as far as prose can contradict it.

    Amounts are (minor units without sign, ISO 4217 code). Bill references are ids or numbers.
    `paid_amounts` and `paid_on` belong to paid bills and succeeded payments and to no unpaid bill.
    `articles` are sentences of help articles: of everybody, not of this customer. `heard`: numbers
    of things that the customer named, or that were shown before this turn.
    """

    amounts: frozenset[tuple[int, str]] = frozenset()
    dates: frozenset[date] = frozenset()
    paid_bills: frozenset[str] = frozenset()
    unpaid_bills: frozenset[str] = frozenset()
    payments_for: frozenset[str] = frozenset()
    references: frozenset[str] = frozenset()
    paid_amounts: frozenset[tuple[int, str]] = frozenset()
    paid_on: frozenset[date] = frozenset()
    paid_lines: frozenset[PaymentLine] = frozenset()
    cancelled_lines: frozenset[PaymentLine] = frozenset()
    void_bills: frozenset[str] = frozenset()
    payment_succeeded: bool = False
    refund_succeeded: bool = False
    ticket_opened: bool = False
    plan_changed: bool = False
    email_sent: bool = False
    cancelled: bool = False
    payment_cancelled: bool = False
    payment_pending: bool = False
    bill_void: bool = False
    nothing_owed: bool = False
    articles: frozenset[ArticleSentence] = frozenset()
    spans: frozenset[Span] = frozenset()
    standing: Standing = field(default_factory=Standing)
    heard: frozenset[str] = frozenset()
    today: date | None = None

    def with_(self, other: "Facts") -> "Facts":
        """Both together: the facts of a turn are those of all its tool results."""
        unpaid = self.unpaid_bills | other.unpaid_bills
        return Facts(
            amounts=self.amounts | other.amounts,
            dates=self.dates | other.dates,
            paid_bills=(self.paid_bills | other.paid_bills) - unpaid,
            unpaid_bills=unpaid,
            payments_for=self.payments_for | other.payments_for,
            references=self.references | other.references,
            paid_amounts=self.paid_amounts | other.paid_amounts,
            paid_on=self.paid_on | other.paid_on,
            paid_lines=self.paid_lines | other.paid_lines,
            cancelled_lines=self.cancelled_lines | other.cancelled_lines,
            void_bills=self.void_bills | other.void_bills,
            payment_succeeded=self.payment_succeeded or other.payment_succeeded,
            refund_succeeded=self.refund_succeeded or other.refund_succeeded,
            ticket_opened=self.ticket_opened or other.ticket_opened,
            plan_changed=self.plan_changed or other.plan_changed,
            email_sent=self.email_sent or other.email_sent,
            cancelled=self.cancelled or other.cancelled,
            payment_cancelled=self.payment_cancelled or other.payment_cancelled,
            payment_pending=self.payment_pending or other.payment_pending,
            bill_void=self.bill_void or other.bill_void,
            nothing_owed=self.nothing_owed or other.nothing_owed,
            articles=self.articles | other.articles,
            spans=self.spans | other.spans,
            standing=self.standing.with_(other.standing),
            heard=self.heard | other.heard,
            today=self.today or other.today,
        )


# --- facts of a tool result ----------------------------------------------------------------------

_PAYMENT_STATES: Final = frozenset(
    "created submitting requires_action pending unknown succeeded failed hold".split()
)
_UNPAID: Final = frozenset("draft open partially_paid overdue disputed payment_pending".split())
_CANCELLED: Final = frozenset("cancelled canceled void voided".split())
_NAMES: Final = ("number", "id", "bill_id", "bill_number", "bill", "reference")
_FLAGS: Final = (
    "payment_succeeded",
    "refund_succeeded",
    "ticket_opened",
    "plan_changed",
    "email_sent",
    "cancelled",
    "payment_cancelled",
    "payment_pending",
    "bill_void",
    "nothing_owed",
)
# Kind of thing, states in which the deed is done, the flag it sets.
_DEEDS: Final = (
    (re.compile("refund"), frozenset({"succeeded"}), "refund_succeeded"),
    (re.compile("plan_change|subscription_change"), frozenset({"applied", "done"}), "plan_changed"),
    (re.compile("email"), frozenset({"sent"}), "email_sent"),
)
_DAY: Final = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?(?:[T ].*)?")


@dataclass(slots=True)
class _Collected:
    """What a walk over a tool result has gathered so far."""

    amounts: set[tuple[int, str]] = field(default_factory=set)
    dates: set[date] = field(default_factory=set)
    spans: set[Span] = field(default_factory=set)
    references: set[str] = field(default_factory=set)
    paid: set[str] = field(default_factory=set)
    unpaid: set[str] = field(default_factory=set)
    payments_for: set[str] = field(default_factory=set)
    paid_amounts: set[tuple[int, str]] = field(default_factory=set)
    paid_on: set[date] = field(default_factory=set)
    unpaid_amounts: set[tuple[int, str]] = field(default_factory=set)
    unpaid_on: set[date] = field(default_factory=set)
    paid_lines: set[PaymentLine] = field(default_factory=set)
    cancelled_lines: set[PaymentLine] = field(default_factory=set)
    void: set[str] = field(default_factory=set)
    flags: set[str] = field(default_factory=set)


def facts_from(value: Mapping[str, object], *, today: date | None = None) -> Facts:
    """The facts in a nested tool result.

    Reads every `{amount_minor, currency}`, every ISO day, month or instant, and the states of bills
    (`state: paid`), payments (`state: succeeded`, an old one if it stands in a list), refunds,
    tickets and plan changes; a boolean named like a flag of `Facts` sets it.
    """
    found = _Collected()
    _walk(value, found, key="", in_list=False)
    paid = found.paid - found.unpaid
    return Facts(
        amounts=frozenset(found.amounts),
        dates=frozenset(found.dates),
        paid_bills=frozenset(paid),
        unpaid_bills=frozenset(found.unpaid),
        payments_for=frozenset(found.payments_for),
        references=frozenset(found.references),
        paid_amounts=frozenset(found.paid_amounts - found.unpaid_amounts),
        paid_on=frozenset(found.paid_on - found.unpaid_on),
        paid_lines=frozenset(found.paid_lines),
        cancelled_lines=frozenset(found.cancelled_lines),
        void_bills=frozenset(found.void),
        payment_succeeded="payment_succeeded" in found.flags,
        refund_succeeded="refund_succeeded" in found.flags,
        ticket_opened="ticket_opened" in found.flags,
        plan_changed="plan_changed" in found.flags,
        email_sent="email_sent" in found.flags,
        cancelled="cancelled" in found.flags,
        payment_cancelled="payment_cancelled" in found.flags,
        payment_pending="payment_pending" in found.flags,
        bill_void="bill_void" in found.flags,
        nothing_owed="nothing_owed" in found.flags,
        articles=_articles(value),
        spans=frozenset(found.spans),
        standing=_standing(value),
        today=today,
    )


def _standing(value: Mapping[str, object]) -> Standing:
    data = value.get("data")
    if isinstance(data, Mapping):
        return standing_from(str(value.get("kind")), data)
    return standing_from("", value)


def _articles(value: Mapping[str, object]) -> frozenset[ArticleSentence]:
    data = value.get("data")
    if value.get("kind") != "article" or not isinstance(data, Mapping):
        return frozenset()
    snippet = data.get("snippet")
    return article_sentences(snippet) if isinstance(snippet, str) else frozenset()


def _walk(value: object, found: _Collected, *, key: str, in_list: bool) -> None:
    if isinstance(value, str):
        found.dates.update(_days(value, key))
        found.spans.update(spans_in(value) if _DIGIT.search(value) else ())
        if key in _NAMES or key.endswith(("_id", "_number", "number")):
            found.references.add(value)
        if key == "flags" and value == "payment_pending":
            found.flags.add(value)
    elif isinstance(value, Mapping):
        _note_amount(value, found)
        _note_state(value, found, key=key, in_list=in_list)
        for name, item in value.items():
            _walk(item, found, key=str(name), in_list=in_list)
    elif isinstance(value, Sequence) and not isinstance(value, bytes):
        for item in value:
            _walk(item, found, key=key, in_list=True)
    elif value is True and key in _FLAGS:
        found.flags.add(key)
    # Sums of zero say that nothing is owed; no sums at all may only mean that nobody looked.
    if key == "totals" and isinstance(value, list) and value and not any(map(_not_zero, value)):
        found.flags.add("nothing_owed")


def _not_zero(total: object) -> bool:
    amount = total.get("amount", total) if isinstance(total, Mapping) else total
    return not (isinstance(amount, Mapping) and amount.get("amount_minor") == 0)


def _days(text: str, key: str) -> Iterator[date]:
    match = _DAY.fullmatch(text)
    if not match:
        return
    try:
        day = date(int(match[1]), int(match[2]), int(match[3] or 1))
    except ValueError:
        return
    yield day
    # A half-open period ends the day before; people name that day.
    if "end_before" in key:
        yield day - timedelta(days=1)


def _note_amount(value: Mapping[object, object], found: _Collected) -> None:
    minor, currency = value.get("amount_minor"), value.get("currency")
    if isinstance(minor, int) and isinstance(currency, str):
        found.amounts.add((abs(minor), currency))


def _note_state(
    value: Mapping[object, object], found: _Collected, *, key: str, in_list: bool
) -> None:
    state = str(value.get("state", value.get("status", ""))).lower()
    kind = f"{value.get('kind', '')} {key} {value.get('id', '')}".lower()
    names = {name for n in _NAMES if isinstance(name := value.get(n), str)}
    if value.get("kind") == "bill_list" and _inner(value).get("bills") in ([], ()):
        found.flags.add("nothing_owed")
    if state in _CANCELLED:
        found.flags.add(_cancelled_flag(value, state))
        found.void |= names if state.startswith("void") else set()
        found.cancelled_lines.add(_line(value))
    deed = next((flag for shape, done, flag in _DEEDS if shape.search(kind) and state in done), "")
    if deed:
        found.flags.add(deed)
    elif re.search(r"\bticket|\btk_", kind):
        found.flags.add("ticket_opened")
    elif re.search(r"\breceipt\b", kind):
        _note_payment({**value, **_inner(value)}, found, state="succeeded", in_list=False)
    elif state in _PAYMENT_STATES and "refund" not in kind:
        _note_payment(value, found, state=state, in_list=in_list)
    elif state == "paid":
        found.paid |= names
        _add_inner(value, found.paid_amounts, found.paid_on)
    elif state in _UNPAID:
        found.unpaid |= names
        _add_inner(value, found.unpaid_amounts, found.unpaid_on)


def _cancelled_flag(value: Mapping[object, object], state: str) -> str:
    if state.startswith("void"):
        return "bill_void"
    return "payment_cancelled" if "bill_id" in value or "bill" in value else "cancelled"


def _inner(value: Mapping[object, object]) -> Mapping[object, object]:
    data = value.get("data")
    return data if isinstance(data, Mapping) else {}


def _note_payment(
    value: Mapping[object, object], found: _Collected, *, state: str, in_list: bool
) -> None:
    if state not in {"succeeded", "failed"}:
        found.flags.add("payment_pending")
    if state != "succeeded":
        return
    line = _line(value)
    found.payments_for |= line.names
    found.paid_amounts |= line.amounts
    found.paid_on |= line.days
    found.paid_lines.add(line)
    refunded = value.get("refunded")
    if isinstance(refunded, Mapping) and refunded.get("amount_minor") not in (None, 0):
        found.flags.add("refund_succeeded")
    # In a list it is history: it supports "you paid on 3 March", not "your payment just succeeded".
    if not in_list:
        found.flags.add("payment_succeeded")


def _line(value: Mapping[object, object]) -> PaymentLine:
    named = (value.get(name) for name in ("bill_id", "bill_number", "bill"))
    amounts: set[tuple[int, str]] = set()
    days: set[date] = set()
    _add_inner(value, amounts, days)
    names = frozenset(name for name in named if isinstance(name, str))
    return PaymentLine(names, frozenset(amounts), frozenset(days))


def _add_inner(
    value: Mapping[object, object], amounts: set[tuple[int, str]], days: set[date]
) -> None:
    inner = _Collected()
    for name, item in value.items():
        if isinstance(item, Mapping):
            _note_amount(item, inner)
            days.update(day for key, text in item.items() for day in _days(str(text), str(key)))
        elif isinstance(item, str):
            days.update(_days(item, str(name)))
    _note_amount(value, inner)
    amounts |= {amount for amount in inner.amounts if amount[0]}
