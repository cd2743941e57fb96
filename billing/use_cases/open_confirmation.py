"""The provider's page on which a customer confirms one payment: 3-D Secure, an approval.

The row is there before anything is sent, so that no crash loses the way back; the provider's
address is put into it by whichever report brings it: the reply, a webhook, a lookup.
"""

from dataclasses import replace
from typing import Final

from billing.capabilities import Capabilities, PageKind
from billing.errors import NotFound
from billing.hosted_pages import (
    ENDED_PAGES,
    PAGE_LIFE,
    HostedPage,
    PageRequest,
    PageState,
    cancel_url,
    page_token,
    return_url,
    showable,
)
from billing.ids import QuoteId
from billing.payments import Payment, PaymentState
from billing.ports import PaymentProvider, Ports, Tx
from billing.use_cases._note import note
from billing.use_cases._provider import bill_ref_at, source_ref_at

_OVER: Final = {
    PaymentState.PENDING: PageState.DONE,
    PaymentState.SUCCEEDED: PageState.DONE,
    PaymentState.FAILED: PageState.FAILED,
    PaymentState.CANCELLED: PageState.EXPIRED,
}
"""What a payment's state says about its page; in every other state nobody knows yet."""


def open_confirmation(
    ports: Ports, tx: Tx, payment: Payment, can: Capabilities, *, again: bool
) -> str | None:
    """The `return_url` to send with a charge, its page written down; None where none is offered.

    `again`: a charge is sent once more under its own key, and must say what it said at first.
    """
    if PageKind.CONFIRM_PAYMENT not in can.pages or payment.quote_id is None:
        return None
    if payment.connection_id is None:
        return None
    token = page_token(ports.salt, tx.principal.tenant, payment.id)
    if again:
        known = any(page.token == token for page in tx.hosted_pages.of_subject(payment.id))
        return return_url(ports.public_url, token) if known else None
    _write_down(ports, tx, payment, payment.quote_id, PageKind.CONFIRM_PAYMENT)
    return return_url(ports.public_url, token)


def open_page_to_pay(ports: Ports, tx: Tx, payment: Payment) -> None:
    """Write down the page on which an approved payment is agreed to, nothing being saved for it."""
    if payment.quote_id is not None and payment.connection_id is not None:
        _write_down(ports, tx, payment, payment.quote_id, PageKind.PAYMENT_LINK)


def _write_down(ports: Ports, tx: Tx, payment: Payment, quote_id: QuoteId, kind: PageKind) -> None:
    quote = tx.quotes.get(quote_id)
    # A colleague may have said yes to the offer: the page is for whoever did.
    approval = tx.quotes.approval(quote.id)
    now = ports.clock.real_now()
    tx.hosted_pages.add(
        HostedPage(
            token=page_token(ports.salt, tx.principal.tenant, payment.id),
            kind=kind,
            customer_id=payment.customer_id,
            person_id=quote.person_id if approval is None else approval.person_id,
            connection_id=quote.connection_id,
            subject=payment.id,
            url="",
            state=PageState.OPEN,
            created_at=now,
            expires_at=now + PAGE_LIFE,
            conversation_id=quote.conversation_id,
        )
    )


def link_request(
    ports: Ports, tx: Tx, payment: Payment, provider: PaymentProvider | None, description: str
) -> PageRequest | None:
    """What to ask the provider for a payment that is made on its page; None for any other.

    The same words each time, so that its key opens the same page again: nothing is in them that a
    card added meanwhile would change.
    """
    pages = tx.hosted_pages.of_subject(payment.id)
    page = next((each for each in pages if each.kind is PageKind.PAYMENT_LINK), None)
    if page is None:
        return None
    types = provider.capabilities.methods if provider is not None else frozenset({"card"})
    back_to = return_url(ports.public_url, page.token)
    return PageRequest(
        kind=page.kind,
        key=payment.key,
        customer=payment.customer_id,
        customer_ref=source_ref_at(tx, payment),
        return_url=back_to,
        cancel_url=cancel_url(back_to),
        types=types,
        amount=payment.amount,
        description=description,
        bill_ref=bill_ref_at(tx, payment),
    )


def keep_page(ports: Ports, tx: Tx, payment: Payment, url: str | None = None) -> None:
    """Bring the payment's page to what the payment now says; `url` is the provider's, if it came.

    An address that no customer may be sent to is not kept: the payment then waits without one.
    """
    over = _OVER.get(payment.state)
    if over is None and (url is None or payment.state is not PaymentState.REQUIRES_ACTION):
        return
    page = next(iter(tx.hosted_pages.of_subject(payment.id)), None)
    if page is None or page.state in ENDED_PAGES:
        return
    if over is not None:
        tx.hosted_pages.set_state(page.token, over)
    elif url is not None and url != page.url:
        if showable(url):
            tx.hosted_pages.update(replace(page, url=url))
        else:
            note(ports, tx, "page.refused", payment.id)


def confirmation_of(tx: Tx, payment: Payment) -> HostedPage | None:
    """Where this person confirms the payment; None where nothing waits for them, or it is gone.

    Only the person it was opened for sees it: for a colleague, and for staff, it does not exist.
    """
    if payment.state is not PaymentState.REQUIRES_ACTION:
        return None
    try:
        page = next(iter(tx.hosted_pages.of_subject(payment.id)), None)
    except NotFound:
        return None
    if page is None or page.state in ENDED_PAGES or not page.url:
        return None
    return page if page.person_id == tx.principal.person else None
