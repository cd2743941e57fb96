"""PayPal's objects as far as we read them, strictly typed. Pure.

Sources: the OpenAPI descriptions named in `words.py`; developer.paypal.com "Transaction search" and
"Disputes", of which no description is at hand.
"""

import logging
from datetime import date, datetime
from typing import Annotated, TypeAlias

from pydantic import Field, StringConstraints

from billing.hosted_pages import SavedMethod
from billing.money import Money
from billing.payments import DeclineReason, PaymentReport, PaymentState
from payments._paypal.words import (
    CAPTURE_STATES,
    CODE,
    MOST_PAID_FIRST,
    OBJECT_ID,
    OFF,
    REASONS,
    REFERENCE,
    from_wire,
)
from payments._wire import Wire, first_day_after, instant

_log = logging.getLogger(__name__)
Json: TypeAlias = dict[str, object]
Id: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{1,36}$")]
VaultId: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_-]{1,36}$")]
Code3: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]


class Amount(Wire):
    """A decimal string of a currency."""

    currency_code: Code3
    value: str

    @property
    def money(self) -> Money | None:
        return from_wire(self.value, self.currency_code)


class Link(Wire):
    href: str
    rel: str


class _Processor(Wire):
    response_code: str | None = None


class _Related(Wire):
    order_id: Id | None = None


class _Supplement(Wire):
    related_ids: _Related | None = None


class Capture(Wire):
    """Money that one order took, or tried to."""

    id: Id
    status: str
    amount: Amount
    custom_id: str | None = None
    processor_response: _Processor | None = None
    supplementary_data: _Supplement | None = None

    @property
    def state(self) -> PaymentState | None:
        return CAPTURE_STATES.get(self.status)

    @property
    def order_id(self) -> str | None:
        data = self.supplementary_data
        return data.related_ids.order_id if data is not None and data.related_ids else None

    @property
    def report(self) -> PaymentReport | None:
        """In our words; None when it is undecided, unreadable, or carries no key of ours."""
        state, money, reference = self.state, self.amount.money, key_of(self.custom_id)
        if state is None or money is None or reference is None:
            return None
        reason = None
        if state is PaymentState.FAILED:
            said = self.processor_response
            reason = reason_of(said.response_code if said is not None else None)
        return PaymentReport(reference, self.id, state, money, reason)


def capture_behind(links: list[Link]) -> str | None:
    """The id of the capture that a refund's link `up` leads to."""
    for link in links:
        before, _, last = link.href.rpartition("/")
        if link.rel == "up" and before.endswith("/captures") and OBJECT_ID.fullmatch(last):
            return last
    return None


class Refund(Wire):
    """Money given back of one capture."""

    id: Id
    status: str
    amount: Amount
    custom_id: str | None = None
    links: list[Link] = Field(default_factory=list)

    @property
    def capture_id(self) -> str | None:
        """A refund names its capture nowhere else than in a link."""
        return capture_behind(self.links)


class _Payments(Wire):
    captures: list[Capture] = Field(default_factory=list)
    refunds: list[Refund] = Field(default_factory=list)


class _Unit(Wire):
    amount: Amount
    reference_id: str = "default"
    custom_id: str | None = None
    payments: _Payments = Field(default_factory=_Payments)


class Order(Wire):
    """What a payer is asked to pay, and what was taken for it."""

    id: Id
    status: str
    purchase_units: Annotated[list[_Unit], Field(min_length=1, max_length=1)]
    create_time: str | None = None
    update_time: str | None = None
    links: list[Link] = Field(default_factory=list)

    @property
    def unit(self) -> _Unit:
        return self.purchase_units[0]

    @property
    def reference(self) -> str | None:
        return key_of(self.unit.custom_id)

    @property
    def is_off(self) -> bool:
        return (self.unit.custom_id or "").endswith(OFF)

    @property
    def capture(self) -> Capture | None:
        """Of several the one that most likely took money."""
        found = self.unit.payments.captures
        return min(found, key=lambda each: MOST_PAID_FIRST.index(each.state), default=None)


class Named(Wire):
    """Any answer of which only the id and the links matter."""

    id: VaultId
    links: list[Link] = Field(default_factory=list)


class _Customer(Wire):
    id: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_-]{1,36}$")]


class _Card(Wire):
    brand: str | None = None
    last_digits: str | None = None
    expiry: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")] | None = None


class _Source(Wire):
    card: _Card | None = None
    paypal: Json | None = None


class SetupToken(Wire):
    """A way to pay that its owner is asked to save."""

    id: Id
    status: str
    customer: _Customer | None = None
    links: list[Link] = Field(default_factory=list)


class VaultToken(Wire):
    """A saved way to pay."""

    id: VaultId
    customer: _Customer | None = None
    payment_source: _Source

    @property
    def kind(self) -> str | None:
        if self.payment_source.card is not None:
            return "card"
        return "paypal" if self.payment_source.paypal is not None else None

    def saved(self, customer_ref: str) -> SavedMethod | None:
        """In our words; None for a type that we do not charge. A wallet's e-mail stays there."""
        kind, card = self.kind, self.payment_source.card or _Card()
        if kind is None:
            return None
        brand = card.brand.lower() if card.brand else None
        return SavedMethod(
            f"{kind}.{self.id}",
            self.customer.id if self.customer is not None else customer_ref,
            kind,
            (card.last_digits or "")[-4:],
            brand,
            _first_day_after(card.expiry),
        )


class VaultList(Wire):
    payment_tokens: list[Json] = Field(default_factory=list)
    total_pages: Annotated[int, Field(ge=0)] = 1


class _Disputed(Wire):
    seller_transaction_id: Id


class _Outcome(Wire):
    outcome_code: str | None = None


class Dispute(Wire):
    """A payer's objection."""

    dispute_id: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9-]{1,255}$")]
    status: str
    reason: str = "OTHER"
    dispute_amount: Amount
    disputed_transactions: Annotated[list[_Disputed], Field(min_length=1)]
    dispute_outcome: _Outcome = _Outcome()
    seller_response_due_date: str | None = None


class Row(Wire):
    """One transaction of the report. Amounts are negative for money that left."""

    transaction_id: Id
    transaction_event_code: Annotated[str, StringConstraints(pattern=r"^T[0-9]{4}$")]
    transaction_initiation_date: str
    transaction_status: str
    transaction_amount: Amount
    paypal_reference_id: str | None = None
    custom_field: str | None = None
    invoice_id: str | None = None

    @property
    def reference(self) -> str | None:
        return key_of(self.custom_field) or key_of(self.invoice_id)

    @property
    def made_at(self) -> datetime | None:
        return instant(self.transaction_initiation_date)


class ReportPage(Wire):
    """One page of the report; it knows nothing later than `last_refreshed_datetime`."""

    transaction_details: list[Json] = Field(default_factory=list)
    last_refreshed_datetime: str | None = None
    total_pages: Annotated[int, Field(ge=0)] = 1

    @property
    def knows_until(self) -> datetime | None:
        return instant(self.last_refreshed_datetime)


def key_of(custom_id: str | None) -> str | None:
    """Our key in what PayPal keeps for us, where it could be one of ours."""
    key = (custom_id or "").removesuffix(OFF)
    return key if REFERENCE.fullmatch(key) else None


def reason_of(code: str | None) -> DeclineReason:
    """Our reason for a processor's code or an issue; an unknown one is logged, the code alone."""
    found = REASONS.get(code or "")
    if found is not None:
        return found
    shown = code if code and CODE.fullmatch(code) else "(none)"
    _log.warning("unknown decline code: %s", shown)
    return DeclineReason.OTHER


def _first_day_after(expiry: str | None) -> date | None:
    """A card works to the end of the month that is printed on it (`2027-12`)."""
    if expiry is None:
        return None
    return first_day_after(int(expiry[:4]), int(expiry[5:]))
