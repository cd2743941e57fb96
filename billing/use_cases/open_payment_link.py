"""A page of the provider's on which one bill is paid: no saved way to pay is needed for it.

The link is a payment like any other, from before the provider hears of it until its end. So while
it is open nothing else pays the bill, its answer comes by reply, webhook, return or our own look,
all through the one settle path, and a link nobody used is called off after an hour. The customer's
yes is given on the page, to the provider: nothing is charged from here.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from billing.bills import Bill
from billing.capabilities import PageKind
from billing.connections import Connection
from billing.duties import DutyKind
from billing.errors import NotLinked, NotOffered, StaleWorker, TooMany
from billing.hosted_pages import PAGE_LIFE, HostedPage, PageState, page_token
from billing.ids import BillId, ConversationId, PaymentId
from billing.payment_keys import payment_key
from billing.payments import OPEN_STATES, SUBMIT_LEASE, Payment, PaymentState
from billing.ports import Ports, Tx
from billing.principal import Principal, system
from billing.quotes import QuoteStatus
from billing.use_cases._home import home_connection
from billing.use_cases._note import note
from billing.use_cases._provider import usable_provider
from billing.use_cases.open_confirmation import confirmation_of
from billing.use_cases.submit_payment import submit_payment

LINKS_PER_DAY: Final = 10


@dataclass(frozen=True, slots=True)
class PaymentLink:
    """The payment that waits, and its page; None when the provider has not given its address.

    `takes_fee`: the provider may take a convenience fee, by the way to pay chosen on its page.
    """

    payment: Payment
    page: HostedPage | None
    takes_fee: bool = False


def open_payment_link(
    ports: Ports,
    principal: Principal,
    bill_id: BillId,
    *,
    conversation_id: ConversationId | None = None,
) -> PaymentLink:
    """The page where all that is due on `bill_id` is paid; the same page again while it is open.

    Open offers that name the bill end. Raises `NotOffered` where the provider has no such page,
    `NotLinked` where it opens one for its own customers only and knows this one under no name,
    `NotFound`, `NotPayable`, `PaymentInDoubt` while another payment of the bill is open, `TooMany`
    above the daily cap. What the provider says or does not say is in the payment's state.
    """
    customer_id = principal.require_customer()
    with ports.store.write(principal) as tx:
        tx.customers.lock(customer_id)  # the cap counts what is committed
        bill = tx.bills.lock(bill_id)
        waiting = _waiting(tx, bill)
        if waiting is not None:
            return _link(ports, tx, waiting)
        payment = _write_down(ports, tx, bill, conversation_id)
    # A lease that ran out before asking: the worker has the payment now.
    with suppress(StaleWorker):
        submit_payment(ports, system(principal.tenant, principal.session), payment.id)
    with ports.store.read(principal) as tx:
        return _link(ports, tx, tx.payments.get(payment.id))


def _link(ports: Ports, tx: Tx, payment: Payment) -> PaymentLink:
    provider = usable_provider(ports, tx, payment.connection_id, again=False)
    takes_fee = provider is not None and provider.capabilities.fees
    return PaymentLink(payment, confirmation_of(tx, payment), takes_fee)


def _waiting(tx: Tx, bill: Bill) -> Payment | None:
    """The bill's open link, where its page was opened for this very person: no other's is seen."""
    for payment in tx.payments.of_bill(bill.id):
        if payment.state in OPEN_STATES and payment.quote_id is None:
            pages = tx.hosted_pages.of_subject(payment.id)
            if any(page.kind is PageKind.PAYMENT_LINK for page in pages):
                return payment
    return None


def _write_down(
    ports: Ports, tx: Tx, bill: Bill, conversation_id: ConversationId | None
) -> Payment:
    due = bill.payable(tx.tenants.this().policy.dispute_pay_undisputed)
    connection, provider = home_connection(ports, tx, bill.id)
    if PageKind.PAYMENT_LINK not in provider.capabilities.pages:
        raise NotOffered("this provider has no page to pay a bill on")
    if provider.capabilities.source and not _known_there(tx, bill, connection):
        raise NotLinked("this provider opens pages for its own customers only")
    now = ports.clock.real_now()
    if tx.hosted_pages.made_since(PageKind.PAYMENT_LINK, now - timedelta(days=1)) >= LINKS_PER_DAY:
        raise TooMany("many payment links were opened today")
    for quote in tx.quotes.open_of(bill.customer_id):
        locked = tx.quotes.lock(quote.id)
        names_it = any(line.bill_id == bill.id for line in locked.lines)
        if names_it and locked.status is QuoteStatus.OPEN:
            tx.quotes.set_status(locked.id, QuoteStatus.SUPERSEDED)
    ordinal = tx.payments.ended_attempts(bill.id)
    payment = Payment(
        id=PaymentId(ports.ids.new("pay")),
        customer_id=bill.customer_id,
        bill_id=bill.id,
        amount=due,
        state=PaymentState.CREATED,
        created_at=ports.clock.now(),
        connection_id=connection.id,
        ordinal=ordinal,
        key=payment_key(ports.salt, tx.principal.tenant, connection.id, bill.id, ordinal),
    )
    tx.payments.add(payment)
    tx.hosted_pages.add(_page(ports, tx, payment, connection, conversation_id))
    tx.duties.owe(DutyKind.CHECK_PAYMENT, payment.id, now, lease=SUBMIT_LEASE)
    details: dict[str, str | int] = {
        "bill": bill.id,
        "amount_minor": due.amount_minor,
        "currency": due.currency,
    }
    note(ports, tx, "payment.link_opened", payment.id, details)
    return payment


def _known_there(tx: Tx, bill: Bill, connection: Connection) -> bool:
    return tx.sources.of_customer(bill.customer_id, connection.id) is not None


def _page(
    ports: Ports,
    tx: Tx,
    payment: Payment,
    connection: Connection,
    conversation_id: ConversationId | None,
) -> HostedPage:
    now = ports.clock.real_now()
    return HostedPage(
        token=page_token(ports.salt, tx.principal.tenant, payment.id),
        kind=PageKind.PAYMENT_LINK,
        customer_id=payment.customer_id,
        person_id=tx.principal.require_person(),
        connection_id=connection.id,
        subject=payment.id,
        url="",
        state=PageState.OPEN,
        created_at=now,
        expires_at=now + PAGE_LIFE,
        conversation_id=conversation_id,
    )
