"""Short words of the kit: find, settle, give back, send a customer to a page."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NoReturn

import pytest

from billing.capabilities import Capabilities, Idempotency, Lookup, PageKind, Refunding
from billing.hosted_pages import PageRequest
from billing.ids import CustomerId
from billing.money import Money
from billing.payments import ChargeRequest, PaymentReport, PaymentState
from billing.refunds import RefundReport, RefundRequest
from payments._protocol import PaymentAdapter, Timeouts
from tests.payments.kit.rig import Rig

HUNG_UP = Timeouts(connect=timedelta(seconds=1), total=timedelta(milliseconds=300))
BACK = "https://billing.example/return/token"
NORA = CustomerId("c-nora")
LATE = (Lookup.EVENTUAL, Lookup.PRESENCE)
"""Look-ups that do not see at once what was made."""


def not_offered(why: str) -> NoReturn:
    """This provider declares that it cannot; `test_capabilities` proves that it says so."""
    pytest.skip(f"declared: {why}")


def require(declared: object, why: str) -> None:
    if not declared:
        not_offered(why)


def require_keys(can: Capabilities) -> None:
    """Without keys the core sends nothing twice; then there is nothing to prove here."""
    require(can.idempotency is Idempotency.KEYED, "no keys")


def require_page(can: Capabilities, kind: PageKind) -> None:
    require(kind in can.pages, f"no page {kind}")


def require_refunds(can: Capabilities, *, partial: bool = True) -> None:
    good = (Refunding.PARTIAL,) if partial else (Refunding.PARTIAL, Refunding.FULL)
    require(can.refunds in good, "no such refunds")


def found(
    rig: Rig,
    provider: PaymentAdapter,
    request: ChargeRequest,
    known: PaymentReport | None = None,
    *,
    since: datetime | None = None,
) -> PaymentReport | None:
    """As the reconciler looks: only our own reference is known, first sent a minute ago, or then.

    Where a lookup lags, its horizon passes first; not for what has an id from a report that was
    received (`known`), for by that it is seen at once.
    """
    can = provider.capabilities
    require(can.lookup is not Lookup.NONE, "no lookup")
    since = since or rig.now() - timedelta(minutes=1)
    provider_ref = None
    if can.lookup in LATE:
        provider_ref = (known.provider_ref if known is not None else None) or None
        if provider_ref is None:
            rig.advance(seconds=int(can.lookup_horizon.total_seconds()) + 1)
    return provider.look_up(reference=request.key, provider_ref=provider_ref, since=since)


def settled(rig: Rig, provider: PaymentAdapter, request: ChargeRequest) -> PaymentReport:
    """As the reconciler settles a doubt inside the key's window: look, else send the same again.

    Without keys it sends again too, for here the look before it says definitely that there is none.
    """
    return found(rig, provider, request) or provider.charge(request)


def paid(rig: Rig, provider: PaymentAdapter, behaviour: str = "succeed") -> PaymentReport:
    """A charge of 97.40 USD that succeeded."""
    report = provider.charge(rig.request(behaviour))
    assert report.state is PaymentState.SUCCEEDED
    return report


def give_back(of: PaymentReport, amount_minor: int, key: str = "") -> RefundRequest:
    return RefundRequest(
        key=key or f"back-{of.reference}-{amount_minor}",
        payment_ref=of.provider_ref,
        payment_key=of.reference,
        amount=Money(amount_minor, of.amount.currency),
    )


def found_refund(rig: Rig, provider: PaymentAdapter, request: RefundRequest) -> RefundReport | None:
    """As the reconciler looks for a refund of which only our key is known."""
    can = provider.capabilities
    require(can.lookup is not Lookup.NONE, "no lookup")
    since = rig.now() - timedelta(minutes=1)
    if can.lookup in LATE:
        rig.advance(seconds=int(can.lookup_horizon.total_seconds()) + 1)
    return provider.look_up_refund(
        reference=request.key, provider_ref=None, payment_ref=request.payment_ref, since=since
    )


def page_saves(rig: Rig) -> tuple[str, str | None, str]:
    """(type, brand, last four) of what the page to add a method saves: a card in most rigs."""
    saves: tuple[str, str | None, str] = getattr(rig, "page_saves", ("card", "visa", "4242"))
    return saves


def letters_of_a_payment(rig: Rig) -> int:
    """How many webhooks tell of a payment that succeeds at once."""
    count: int = getattr(rig, "letters_of_a_payment", 2)
    return count


def letters_live(rig: Rig) -> timedelta:
    """How old a genuine webhook may be: longer where the provider sends an old signature again."""
    told: timedelta = getattr(rig, "letters_live", timedelta(minutes=5))
    return told


def endless_pages(rig: Rig) -> frozenset[PageKind]:
    """Pages of which the provider names no end; one that asks for a payment is called off by us."""
    told: frozenset[PageKind] = getattr(rig, "endless_pages", frozenset())
    return told | {PageKind.INVOICE, PageKind.PAYMENT_LINK}


def refused_there(rig: Rig) -> PaymentState:
    """What a payment is when its customer said no on the page behind a charge.

    Where the provider does not tell a no from a customer who is still thinking, it goes on waiting.
    """
    state: PaymentState = getattr(rig, "refused_there", PaymentState.FAILED)
    return state


def page(rig: Rig, kind: PageKind, **changes: object) -> PageRequest:
    fields: dict[str, object] = {
        "kind": kind,
        "key": f"page-{rig.id}-{kind}",
        "customer": NORA,
        "customer_ref": getattr(rig, "page_customer", None),
        "return_url": BACK,
        "types": frozenset({page_saves(rig)[0]}),
    }
    if kind in (PageKind.PAYMENT_LINK, PageKind.INVOICE):
        fields |= {"amount": Money(9740, "USD"), "description": "Bill HB-104"}
    return PageRequest(**(fields | changes))  # type: ignore[arg-type]  # fields by name


def everything_said(act: Callable[[], object]) -> str:
    """Whatever an error says about itself, its causes included."""
    try:
        act()
    except Exception as problem:  # any error may leak
        said = ""
        seen: BaseException | None = problem
        while seen is not None:
            said += f"{seen!r} {seen} {vars(seen)!r} "
            seen = seen.__cause__ or seen.__context__
        return said
    return ""
