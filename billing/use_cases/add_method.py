"""Add a way to pay: on the provider's own page, so that no card number ever comes here."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from billing.bills import Bill, BillState
from billing.capabilities import Capabilities, PageKind
from billing.connections import Connection
from billing.duties import DutyKind
from billing.errors import (
    InvalidRequest,
    NotOffered,
    OutcomeUnknown,
    ProviderUnsure,
    TooMany,
)
from billing.hosted_pages import (
    PAGE_LIFE,
    HostedPage,
    PageRequest,
    PageState,
    page_token,
    return_url,
    showable,
)
from billing.ids import ConnectionId, ConversationId, CustomerId
from billing.ports import PaymentProvider, Ports, Tx
from billing.principal import Principal
from billing.use_cases._note import note
from billing.use_cases._places import Place, places_of

PAGES_PER_DAY: Final = 10
LOOK_AFTER: Final = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=6),
    timedelta(hours=24),
)
"""When to look whether a method was added, counted from the page's opening."""


def add_method(
    ports: Ports,
    principal: Principal,
    *,
    type: str | None = None,
    conversation_id: ConversationId | None = None,
) -> HostedPage:
    """A page of the provider's on which the customer adds a method; `type` narrows what it takes.

    Of the provider that takes the customer's open bills, most of them where they are at several.
    Three phases, like a payment: the row, the provider with no transaction open, the address.
    Raises `Forbidden` for a person who may not change methods, `NotOffered` where the provider has
    no such page or type, `TooMany` above the daily cap, `ProviderUnavailable`,
    `ProviderUnsure`.
    """
    customer_id = principal.require_customer_admin()
    with ports.store.write(principal) as tx:
        tx.customers.lock(customer_id)  # the cap counts what is committed
        place = _where(places_of(ports, tx), type)
        connection, provider, types = place.connection, place.provider, _types(place.can, type)
        now = ports.clock.real_now()
        made = tx.hosted_pages.made_since(PageKind.ADD_METHOD, now - timedelta(days=1))
        if made >= PAGES_PER_DAY:
            raise TooMany("many pages to add a method were opened today")
        page = _page(ports, tx, connection, conversation_id)
        tx.hosted_pages.add(page)
        note(ports, tx, "method.page_opened", page.token, {"connection": connection.id})
        request = PageRequest(
            kind=PageKind.ADD_METHOD,
            key=f"pg{page.token}",
            customer=customer_id,
            customer_ref=tx.methods.customer_ref(customer_id, connection.id),
            return_url=return_url(ports.public_url, page.token),
            types=types,
        )
    return _opened(ports, principal, provider, page, request)


def paid_elsewhere(
    ports: Ports, principal: Principal, connection_id: ConnectionId | None = None
) -> tuple[Bill, ...]:
    """The open bills that nothing saved at this connection pays; at None: that nothing new pays."""
    with ports.store.read(principal) as tx:
        places = places_of(ports, tx)
        others = [each for each in places if each.connection.id != connection_id]
        if connection_id is None:
            others = [each for each in places if not each.can.savable]
        return tuple(bill for each in others for bill in each.bills if bill.state is BillState.OPEN)


def _where(places: Sequence[Place], wished: str | None) -> Place:
    """The place that takes most bills of those that save such a method, else of all."""
    saving = (each for each in places if wished in each.can.savable)
    if wished is None:
        saving = (each for each in places if each.can.savable)
    return next(saving, places[0])


def _types(can: Capabilities, wished: str | None) -> frozenset[str]:
    if PageKind.ADD_METHOD not in can.pages:
        raise NotOffered("this provider has no page to add a method")
    if wished is None:
        return can.savable
    if wished not in can.savable:
        raise NotOffered("this provider saves no method of that type")
    return frozenset({wished})


def _page(
    ports: Ports, tx: Tx, connection: Connection, conversation_id: ConversationId | None
) -> HostedPage:
    who, now = tx.principal, ports.clock.real_now()
    subject = ports.ids.new("add")
    return HostedPage(
        token=page_token(ports.salt, who.tenant, subject),
        kind=PageKind.ADD_METHOD,
        customer_id=CustomerId(who.require_customer()),
        person_id=who.require_person(),
        connection_id=connection.id,
        subject=subject,
        url="",
        state=PageState.OPEN,
        created_at=now,
        expires_at=now + PAGE_LIFE,
        conversation_id=conversation_id,
    )


def _opened(
    ports: Ports,
    principal: Principal,
    provider: PaymentProvider,
    page: HostedPage,
    request: PageRequest,
) -> HostedPage:
    try:
        opened = provider.open_page(request)
    except OutcomeUnknown as doubt:
        # A page that may be open somewhere moves nothing; the customer simply asks again.
        raise ProviderUnsure("the provider did not say where its page is") from doubt
    if not showable(opened.url):
        raise InvalidRequest("the provider named a page that nobody may be sent to")
    known = replace(
        page,
        subject=opened.provider_ref,
        url=opened.url,
        expires_at=opened.expires_at or page.expires_at,
    )
    with ports.store.write(principal) as tx:
        tx.hosted_pages.update(known)
        tx.duties.owe(DutyKind.CHECK_PAGE, page.token, page.created_at + LOOK_AFTER[0])
    return known
