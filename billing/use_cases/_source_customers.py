"""A customer of a source taken into our rows: known again, matched with care, or made."""

import hmac
from dataclasses import dataclass, replace
from typing import Final

from billing.customers import Customer, Person
from billing.errors import NotFound
from billing.hosted_pages import SavedMethod
from billing.ids import ConnectionId, CustomerId, MethodId, PersonId
from billing.methods import Method
from billing.ports import Ports, Tx
from billing.principal import Role
from billing.sources import SourceCustomer
from billing.syncs import CustomerLink, Told
from billing.use_cases._note import note, tell
from billing.use_cases._source_text import Refusal, is_ref, is_text

_LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class SeenCustomer:
    """A customer as the source tells it, with what the provider keeps for it to pay with.

    `unread`: the source answers, but not for what this one pays with.
    """

    customer: SourceCustomer
    methods: tuple[SavedMethod, ...] = ()
    unread: bool = False


def is_news(tx: Tx, connection_id: ConnectionId, seen: SourceCustomer) -> bool:
    """Whether it is not older than what we took over already.

    As new is news too: instants there may be whole seconds, in which two changes fit.
    """
    link = tx.sources.customer(connection_id, seen.ref)
    if link is None:
        return True
    if link.changed_at is not None and seen.changed_at is not None:
        return seen.changed_at >= link.changed_at
    return True


def take_customer(
    ports: Ports, tx: Tx, connection_id: ConnectionId, row: SeenCustomer
) -> Refusal | None:
    """Bring our row to what the source says, once; why not, where it is put aside.

    What is older than what was taken over changes nothing. A new one is attached to a customer we
    have only where there is no doubt (`_certainly`); else it is a customer of its own.
    """
    seen = row.customer
    refusal = _unfit(seen)
    if refusal is not None:
        return refusal
    if row.unread:
        return Refusal("what it can pay with cannot be read there")
    if not is_news(tx, connection_id, seen):
        return None
    link = tx.sources.customer(connection_id, seen.ref)
    if link is None:
        link = _attach(ports, tx, connection_id, seen)
    if link is None:
        return Refusal("another of theirs is linked to the customer it would be")
    tx.customers.lock(link.customer_id)
    _bring_up(ports, tx, link, seen)
    _keep_methods(ports, tx, link, row)
    return None


def _unfit(seen: SourceCustomer) -> Refusal | None:
    if not is_ref(seen.ref):
        return Refusal("its id cannot be kept here")
    texts = (seen.name, seen.email, seen.account_number)
    if not all(text is None or is_text(text, _LONGEST) for text in texts):
        return Refusal("its name, e-mail or account number cannot be read")
    return None


def _attach(
    ports: Ports, tx: Tx, connection_id: ConnectionId, seen: SourceCustomer
) -> CustomerLink | None:
    """The link of a customer that this source names for the first time; None where it clashes."""
    known = _certainly(tx, connection_id, seen)
    if known is not None:
        link = CustomerLink(connection_id, seen.ref, known)
        if tx.sources.add_customer(link):
            note(ports, tx, "customer.matched", known, {"connection": connection_id})
            return link
        return tx.sources.customer(connection_id, seen.ref)
    made = _make(ports, tx, connection_id, seen)
    link = CustomerLink(connection_id, seen.ref, made)
    if tx.sources.add_customer(link):
        note(ports, tx, "customer.synced", made, {"connection": connection_id})
        return link
    return tx.sources.customer(connection_id, seen.ref)


def _certainly(tx: Tx, connection_id: ConnectionId, seen: SourceCustomer) -> CustomerId | None:
    """The customer we have that this is beyond doubt, and nobody else of this source is yet.

    One whose methods there we charge already; else two of its own marks agree, never one alone.
    """
    found = tx.methods.customer_called(connection_id, seen.ref)
    if found is None and seen.account_number and seen.email:
        like = tx.customers.find_by_account_number(seen.account_number)
        if like is not None and like.email and _folded(like.email) == _folded(seen.email):
            found = like.id
    if found is None or tx.sources.of_customer(found, connection_id) is not None:
        return None
    return found


def _folded(email: str) -> str:
    return email.strip().casefold()


def _make(ports: Ports, tx: Tx, connection_id: ConnectionId, seen: SourceCustomer) -> CustomerId:
    """A new customer with one person, under an id of ours.

    Never under the source's: the company's own portal may sign somebody else in by the same one.
    """
    language = tx.tenants.this().languages[0]
    own = derived_id(ports.salt, "cus", (tx.principal.tenant, connection_id, seen.ref))
    customer = Customer(id=CustomerId(own), name=seen.name or seen.ref, language=language)
    tx.customers.add(customer)
    if _no_person(tx, own):
        role = Role.CUSTOMER_ADMIN
        tx.customers.put_person(Person(PersonId(own), customer.id, customer.name, None, role))
    return customer.id


def _no_person(tx: Tx, person: str) -> bool:
    try:
        tx.customers.person(PersonId(person))
    except NotFound:
        return True
    return False


def _bring_up(ports: Ports, tx: Tx, link: CustomerLink, seen: SourceCustomer) -> None:
    """Take over what the source says anew; what was changed here since stands.

    An address that its owner proved to us is never replaced by one that nobody did.
    """
    was, told = tx.customers.get(link.customer_id), link.told
    wishes = seen.preferences or link.preferences
    language = wishes.language if wishes is not None else None
    proven = tx.address_changes.confirmed_of(was.id)
    own = proven is not None and proven.email == was.email
    now = replace(
        was,
        name=_newest(seen.name, told.name) or was.name,
        email=was.email if own else _newest(seen.email, told.email) or was.email,
        account_number=_newest(seen.account_number, told.account_number) or was.account_number,
        language=language if language and is_text(language, 35) else was.language,
    )
    if now != was:
        tx.customers.put(now)
        note(ports, tx, "customer.updated", now.id, {"connection": link.connection_id})
    for person in tx.customers.people(now.id):
        # Only the person that stands for the account; its humans keep what they were given here.
        if str(person.id) == now.id and (person.name, person.email) != (now.name, now.email):
            tx.customers.put_person(replace(person, name=now.name, email=now.email))
    tx.sources.update_customer(
        replace(
            link,
            changed_at=seen.changed_at or link.changed_at,
            preferences=wishes,
            told=Told(
                name=seen.name or told.name,
                email=seen.email or told.email,
                account_number=seen.account_number or told.account_number,
            ),
        )
    )


def _newest(seen: str | None, told: str | None) -> str | None:
    """The source's word where it is another than its last one."""
    return seen if seen != told else None


def _keep_methods(ports: Ports, tx: Tx, link: CustomerLink, row: SeenCustomer) -> None:
    """The ways to pay that the provider keeps; one that we know, or removed, stays as it is."""
    wishes = row.customer.preferences
    preferred = wishes.default_method_ref if wishes is not None else None
    first = not tx.methods.of_customer(link.customer_id)
    ordered = sorted(row.methods, key=lambda saved: saved.provider_ref != preferred)
    for saved in ordered:
        if tx.methods.by_provider_ref(link.connection_id, saved.provider_ref) is not None:
            continue
        method = Method(
            id=MethodId(ports.ids.new("pm")),
            customer_id=link.customer_id,
            type=saved.type,
            last4=saved.last4,
            connection_id=link.connection_id,
            provider_ref=saved.provider_ref,
            customer_ref=saved.customer_ref,
            brand=saved.brand,
            expires_before_on=saved.expires_before_on,
            is_default=first,
        )
        first = False
        tx.methods.put(method)
        note(ports, tx, "method.added", method.id, {"connection": link.connection_id})
        tell(ports, tx, "method.added", method.customer_id, {"method_id": method.id})


def derived_id(salt: bytes, prefix: str, parts: tuple[str, ...]) -> str:
    """The same id for the same parts, that nobody else's rows have."""
    text = "\x1f".join(("source", prefix, *parts))
    return f"{prefix}_{hmac.digest(salt, text.encode(), 'sha256').hex()[:26]}"
