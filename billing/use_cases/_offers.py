"""Offer an act: worked out from our own rows, shown, and done only after the customer's own yes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, TypeAlias

from billing.act_words import money_of
from billing.acts import Act, ActKind, Wish
from billing.errors import HumanOnly, TooMany
from billing.ids import ConnectionId, ConversationId, MethodId, QuoteId
from billing.ports import Ports, Tx
from billing.principal import Principal
from billing.quotes import BUTTON, QUOTE_LIFE, TEXT, Quote, QuoteStatus
from billing.tenants import Confirmation, Tenant
from billing.tickets import Ticket
from billing.use_cases._note import note, tell
from billing.use_cases.hand_over import HandOver, hand_over

QUOTES_PER_HOUR: Final = 30
_TYPED: Final = frozenset({ActKind.DISPUTE, ActKind.PROMISE})
_NEVER_TYPED: Final = frozenset({ActKind.REFUND, ActKind.DETAILS, ActKind.CANCEL_SUBSCRIPTION})


@dataclass(frozen=True, slots=True)
class Said:
    """What a customer asks for: `wish` in ids of ours, `personal` what is sealed.

    `text` is their own words, for whoever decides where the policy leaves it to a human.
    """

    wish: Wish
    personal: Mapping[str, str] = field(default_factory=dict, repr=False)
    conversation_id: ConversationId | None = None
    text: str = field(default="", repr=False)


Compute: TypeAlias = Callable[[Ports, Tx, Said], Act]
"""The act as our rows allow it now, with what it is about locked.

Raises `Forbidden`, `NotFound`, `NotEligible` where it cannot be, `HumanOnly` where a human must
decide, and the errors of the bill or payment it is about.
"""


def offer_act(ports: Ports, principal: Principal, compute: Compute, said: Said) -> Quote:
    """A fresh offer of what `compute` makes of `said`; the customer's other open offers end.

    Changes nothing else. The same wish again returns the same open offer. Raises what `compute`
    raises, and `TooMany`.
    """
    customer_id, person_id = principal.require_customer(), principal.require_person()
    now = ports.clock.real_now()
    with ports.store.write(principal) as tx:
        tx.customers.lock(customer_id)  # two tabs: each would miss the other's
        act, tenant = compute(ports, tx, said), tx.tenants.this()
        quote = Quote(
            id=QuoteId(ports.ids.new("qt")),
            customer_id=customer_id,
            person_id=person_id,
            status=QuoteStatus.OPEN,
            lines=(),
            method_id=MethodId(""),
            connection_id=ConnectionId(""),
            payee=tenant.legal_name,
            approve_by=_approve_by(tenant, act),
            created_at=now,
            expires_at=now + QUOTE_LIFE,
            conversation_id=said.conversation_id,
            act=act,
        )
        same = supersede_others(tx, quote, now)
        if same is not None:
            return same
        if tx.quotes.made_since(now - timedelta(hours=1)) >= QUOTES_PER_HOUR:
            raise TooMany("too many offers in an hour")
        tx.quotes.add(quote)
        note(ports, tx, "quote.opened", quote.id, {"act": str(act.kind)})
        tell(ports, tx, "quote.opened", customer_id, {"quote_id": quote.id})
        return quote


def offer_or_ticket(
    ports: Ports, principal: Principal, compute: Compute, said: Said, kind: ActKind
) -> Quote | Ticket:
    """As `offer_act`; where the policy leaves it to a human, the ticket of whoever decides."""
    try:
        return offer_act(ports, principal, compute, said)
    except HumanOnly as left:
        request = HandOver(
            category=left.category,
            text=said.text,
            subject=str(kind).replace("_", " "),
            about=left.about,
            conversation_id=said.conversation_id,
            tried=(str(kind),),
            rule=left.why,
            proposed={"act": str(kind), **said.wish},
        )
        return hand_over(ports, principal, request)


def supersede_others(tx: Tx, quote: Quote, now: datetime) -> Quote | None:
    """Close the customer's open quotes; returns one that already offers exactly the same."""
    same = None
    for found in tx.quotes.open_of(quote.customer_id):
        other = tx.quotes.lock(found.id)
        if other.status is not QuoteStatus.OPEN:
            continue  # approved meanwhile: what it did now guards what it is about
        if same is None and _offers_the_same(other, quote, now):
            same = other
        else:
            tx.quotes.set_status(other.id, QuoteStatus.SUPERSEDED)
    return same


def _offers_the_same(old: Quote, new: Quote, now: datetime) -> bool:
    return (
        old.lines == new.lines
        and old.act == new.act
        and old.method_id == new.method_id
        and old.person_id == new.person_id
        and old.conversation_id == new.conversation_id
        and old.expires_at - now > QUOTE_LIFE // 2
    )


def _approve_by(tenant: Tenant, act: Act) -> tuple[str, ...]:
    """A typed yes counts where the tenant lets it, below its limit, for nothing that cannot wait.

    Never for money given back nor for an address: whoever holds the session could be another. Nor
    for the end of a plan: words that only meant "stop" must not lose somebody a service.
    """
    policy = tenant.policy
    if policy.payment_confirmation is not Confirmation.BUTTON_OR_TEXT or act.kind in _NEVER_TYPED:
        return (BUTTON,)
    if act.kind in _TYPED:
        return (BUTTON, TEXT)
    # A change that costs nothing today still binds the customer to its price from then on.
    most = [act.amount, *([money_of(act.terms["price"])] if "price" in act.terms else [])]
    within = all(
        each.is_zero
        or (
            each.currency == tenant.currency
            and each.amount_minor <= policy.text_confirmation_limit_minor
        )
        for each in most
    )
    return (BUTTON, TEXT) if within else (BUTTON,)
