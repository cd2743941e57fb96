"""Find out what became of a page on which a customer adds a way to pay, and keep the method.

Three ways lead here (the customer comes back, a webhook, our own look) and any of them may come
twice: a method is known by the provider's id of it.
"""

from datetime import timedelta
from typing import Final

from billing.capabilities import PageKind
from billing.duties import Duty, DutyKind
from billing.errors import NotFound
from billing.hosted_pages import ENDED_PAGES, HostedPage, PageReport, PageState, SavedMethod
from billing.ids import ConnectionId, MethodId, PaymentId
from billing.methods import Method
from billing.payments import PaymentState
from billing.ports import Ports, Tx
from billing.principal import Principal
from billing.repositories import InboxRow
from billing.use_cases._note import note, tell
from billing.use_cases._provider import ask, provider_at
from billing.use_cases._telling import owe_telling_of_page
from billing.use_cases.add_method import LOOK_AFTER
from billing.use_cases.check_payment import check_payment

_PAYS: Final = frozenset(PageKind) - {PageKind.ADD_METHOD}


def finish_method(ports: Ports, principal: Principal, token: str) -> Method | None:
    """The method that the page saved, now on the customer's list; None when there is none (yet).

    The first method of a customer becomes the default one. Raises `NotFound` for a page that is
    not there, `ProviderUnavailable` when the provider cannot be asked now.
    """
    with ports.store.read(principal) as tx:
        page = tx.hosted_pages.get(token)
        if page.kind is not PageKind.ADD_METHOD or page.state in ENDED_PAGES or not page.url:
            return None
        provider = provider_at(ports, tx, page.connection_id)
    report = ask(lambda: provider.look_up_page(page.kind, page.subject))
    with ports.store.write(principal) as tx:
        tx.customers.lock(page.customer_id)  # of two first methods one becomes the default
        return _keep(ports, tx, tx.hosted_pages.lock(token), report)


def apply_page_report(
    ports: Ports, principal: Principal, connection_id: ConnectionId, row: InboxRow
) -> None:
    """A webhook about a page: look at the page it names, if it is one of this connection's."""
    if row.object_ref is None:
        return
    with ports.store.read(principal) as tx:
        pages = tx.hosted_pages.of_subject(row.object_ref)
    for page in pages:
        if page.connection_id == connection_id:
            look_at_page(ports, principal, page)


def look_at_page(
    ports: Ports, principal: Principal, page: HostedPage, *, gave_up: bool = False
) -> None:
    """One look at the provider about what `page` was for, through the one path that settles it.

    `gave_up`: its customer turned around there; a payment that still waits is called off.

    Raises `ProviderFault` when the provider cannot be asked now, `StaleWorker` as it does.
    """
    if page.kind in _PAYS:
        check_payment(ports, principal, PaymentId(page.subject), gave_up=gave_up)
    else:
        finish_method(ports, principal, page.token)


def check_page(ports: Ports, principal: Principal, duty: Duty) -> bool | timedelta:
    """The duty: look whether the page is over; True when it is, else how long to wait.

    Of a page to pay on it is owed where its customer turned around and nobody answered then: the
    payment is called off, unless they agreed after all.
    """
    try:
        with ports.store.read(principal) as tx:
            page = tx.hosted_pages.get(duty.subject)
        if page.kind in _PAYS:
            return _called_off(ports, principal, page)
        finish_method(ports, principal, duty.subject)
        with ports.store.read(principal) as tx:
            page = tx.hosted_pages.get(duty.subject)
    except NotFound:
        return True
    if page.state in ENDED_PAGES:
        return True
    age = ports.clock.real_now() - page.created_at
    later = next((wait for wait in LOOK_AFTER if wait > age), None)
    if later is not None:
        return later - age
    with ports.store.write(principal) as tx:
        tx.hosted_pages.set_state(page.token, PageState.EXPIRED)
    return True


def _called_off(ports: Ports, principal: Principal, page: HostedPage) -> bool | timedelta:
    if page.state in ENDED_PAGES:
        return True
    payment = check_payment(ports, principal, PaymentId(page.subject), gave_up=True)
    return payment.state is not PaymentState.REQUIRES_ACTION or LOOK_AFTER[0]


def _keep(ports: Ports, tx: Tx, page: HostedPage, report: PageReport) -> Method | None:
    if page.state in ENDED_PAGES or report.state not in ENDED_PAGES:
        return None
    method = None
    if report.state is PageState.DONE and report.method is not None:
        known = tx.methods.by_provider_ref(page.connection_id, report.method.provider_ref)
        method = known or _add(ports, tx, page, report.method)
        if method.customer_id != page.customer_id:
            note(ports, tx, "method.of_another_customer", page.token)
            tx.hosted_pages.set_state(page.token, PageState.FAILED)
            return None
    tx.hosted_pages.set_state(page.token, report.state)
    tx.duties.close(DutyKind.CHECK_PAGE, page.token)
    note(ports, tx, f"page.{report.state}", page.token)
    if report.state is not PageState.EXPIRED:  # nobody waits for news of a page long left
        owe_telling_of_page(ports, tx, page, method.id if method is not None else None)
    return method


def _add(ports: Ports, tx: Tx, page: HostedPage, saved: SavedMethod) -> Method:
    method = Method(
        id=MethodId(ports.ids.new("pm")),
        customer_id=page.customer_id,
        type=saved.type,
        last4=saved.last4,
        connection_id=page.connection_id,
        provider_ref=saved.provider_ref,
        customer_ref=saved.customer_ref,
        brand=saved.brand,
        expires_before_on=saved.expires_before_on,
        is_default=not tx.methods.of_customer(page.customer_id),
    )
    tx.methods.put(method)
    note(ports, tx, "method.added", method.id, {"page": page.token})
    tell(ports, tx, "method.added", method.customer_id, {"method_id": method.id})
    return method
