"""Change who bills are made out to: an offer with the new details; the customer's own yes does it.

A new e-mail address counts only once a code that was sent to it was told to us (`confirm_email`).
"""

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from billing.acts import Act, ActKind, Outcome
from billing.address_changes import CODE_LIFE, AddressChange, AddressState
from billing.customers import Customer
from billing.errors import InvalidRequest, NotEligible, TooMany
from billing.ids import ConversationId
from billing.letters import EMAIL, OutboxRow, OutboxState
from billing.money import Money
from billing.ports import Ports, Tx
from billing.principal import Principal
from billing.quotes import Quote
from billing.redaction import redact
from billing.tenants import JsonValue
from billing.use_cases._note import note, tell
from billing.use_cases._offers import Said, offer_act
from billing.use_cases.owe_letters import owe_letter

FIELDS: Final = (
    "name",
    "company",
    "address",
    "email",
    "vat_id",
    "po_number",
    "invoice_recipient",
)
CONFIRM_ADDRESS: Final = "confirm_address"
"""The letter with the code, to the new address."""

CHANGES_PER_DAY: Final = 3
_LONGEST: Final[Mapping[str, int]] = {"address": 300, "email": 254, "vat_id": 24, "po_number": 40}
_NEEDED: Final = frozenset({"name", "email"})
_NOT: Final = r"\s,;:<>\"()\[\]\\"
_LEADS_AWAY: Final = re.compile(r"://|\bwww\.|@", re.IGNORECASE)
"""A name stands in our letter to an address that anybody may name: it must lure nobody anywhere."""

_SHAPES: Final[Mapping[str, re.Pattern[str]]] = {
    "email": re.compile(rf"[^@{_NOT}]+@[^@.{_NOT}]+(?:\.[^@.{_NOT}]+)+"),
    "vat_id": re.compile(r"[A-Za-z0-9][A-Za-z0-9 .\-]{3,23}"),
}


@dataclass(frozen=True, slots=True)
class DetailsWish:
    """New values by the names of `FIELDS`; an empty one takes the detail away."""

    values: Mapping[str, str]
    conversation_id: ConversationId | None = None


def update_billing_details(ports: Ports, principal: Principal, wish: DetailsWish) -> Quote:
    """An offer to change the account's billing details to `wish`, by the button only.

    Raises `Forbidden` unless an administrator of the account asks, `NotEligible` (nothing_changes,
    not_valid, no_mail), `InvalidRequest` for an unknown detail, `TooMany`.
    """
    if not wish.values or set(wish.values) - set(FIELDS):
        raise InvalidRequest(f"name some of {', '.join(FIELDS)}")
    fields: list[JsonValue] = [name for name in FIELDS if name in wish.values]
    values = {name: " ".join(value.split()) for name, value in wish.values.items()}
    said = Said({"fields": fields}, values, wish.conversation_id)
    return offer_act(ports, principal, details_change, said)


def details_change(ports: Ports, tx: Tx, said: Said) -> Act:
    """The change as it would be made now (`_offers.Compute`)."""
    customer = tx.customers.get(tx.principal.require_customer_admin())
    known = _known(customer)
    for name, value in said.personal.items():
        _require_valid(name, value)
    changed = {name: value for name, value in said.personal.items() if value != (known[name] or "")}
    if not changed:
        raise NotEligible("nothing_changes")
    if "email" in changed:
        _require_mail(ports, tx)
    fields: list[JsonValue] = [name for name in FIELDS if name in changed]
    terms: dict[str, JsonValue] = {"fields": fields, "confirm": "email" in changed}
    nothing = Money.zero(tx.tenants.this().currency)
    return Act(ActKind.DETAILS, said.wish, terms, nothing, changed)


def change_details(ports: Ports, tx: Tx, quote: Quote, act: Act) -> Outcome:
    """What the customer approved; of a new e-mail address only that its code is sent."""
    customer = tx.customers.get(quote.customer_id)
    values: dict[str, str | None] = {
        name: value or None for name, value in act.personal.items() if name != "email"
    }
    if values:
        tx.customers.put(_with(customer, values))
    fields = ",".join(str(name) for name in FIELDS if name in act.personal)
    note(ports, tx, "customer.details_changed", customer.id, {"quote": quote.id, "fields": fields})
    tell(ports, tx, "customer.details_changed", customer.id, {"fields": fields})
    if "email" not in act.personal:
        return {"confirm": False}
    _send_code(ports, tx, quote, act.personal["email"], customer.email)
    return {"confirm": True}


def _send_code(ports: Ports, tx: Tx, quote: Quote, email: str, old_email: str | None) -> None:
    """The address waits for its code; an earlier one that waited does not any more."""
    waiting = tx.address_changes.waiting()
    if waiting is not None:
        tx.address_changes.put(replace(waiting, state=AddressState.REPLACED))
    change_id = ports.ids.new("adr")
    change = AddressChange(
        id=change_id,
        customer_id=quote.customer_id,
        person_id=tx.principal.require_person(),
        email=email,
        code=_code(ports.salt, change_id),
        state=AddressState.WAITING,
        asked_at=ports.clock.now(),
        expires_at=ports.clock.real_now() + CODE_LIFE,
        old_email=old_email,
    )
    tx.address_changes.put(change)
    note(ports, tx, "customer.address_asked", change.customer_id, {"change": change.id})
    owe_letter(ports, tx, address_letter(ports, change, CONFIRM_ADDRESS))


def address_letter(ports: Ports, change: AddressChange, kind: str) -> OutboxRow:
    """A letter about a change of address; which address it goes to says its `kind`."""
    return OutboxRow(
        id=ports.ids.new("msg"),
        channel=EMAIL,
        kind=kind,
        subject=change.id,
        to=change.customer_id,
        customer_id=change.customer_id,
        state=OutboxState.WAITING,
        created_at=ports.clock.now(),
    )


def _code(salt: bytes, change_id: str) -> str:
    """Eight digits that nobody can work out without the installation's secret salt."""
    digest = hmac.digest(salt, f"address/{change_id}".encode(), hashlib.sha256)
    return f"{int.from_bytes(digest[:8], 'big') % 10**8:08d}"


def _require_mail(ports: Ports, tx: Tx) -> None:
    if ports.letters is None or not ports.letters.sends_email:
        raise NotEligible("no_mail")
    if tx.address_changes.asked_since(ports.clock.now() - timedelta(days=1)) >= CHANGES_PER_DAY:
        raise TooMany("too many new addresses in a day")


def _require_valid(name: str, value: str) -> None:
    """Raises `NotEligible('not_valid')`; a card number is no detail of anybody."""
    shape = _SHAPES.get(name)
    fine = len(value) <= _LONGEST.get(name, 120) and value.isprintable()
    fine = fine and (bool(value) or name not in _NEEDED) and str(redact(value)) == value
    if fine and value and shape is not None:
        fine = shape.fullmatch(value) is not None
    elif fine:
        fine = _LEADS_AWAY.search(value) is None
    if not fine:
        raise NotEligible("not_valid", {"what": name})


def _known(customer: Customer) -> Mapping[str, str | None]:
    return {
        "name": customer.name,
        "company": customer.company,
        "address": customer.address,
        "email": customer.email,
        "vat_id": customer.vat_id,
        "po_number": customer.po_number,
        "invoice_recipient": customer.invoice_recipient,
    }


def _with(customer: Customer, values: Mapping[str, str | None]) -> Customer:
    known = {**_known(customer), **values}
    return replace(
        customer,
        name=known["name"] or customer.name,
        company=known["company"],
        address=known["address"],
        vat_id=known["vat_id"],
        po_number=known["po_number"],
        invoice_recipient=known["invoice_recipient"],
    )
