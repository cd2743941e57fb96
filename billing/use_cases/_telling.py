"""Owe the customer a word in the conversation a payment or a new method came from.

Written in the transaction that changes the payment or its refund; said later by whoever has the
words, once per payment (or refund) and state.
"""

from contextlib import suppress
from typing import Final

from billing.duties import DutyKind
from billing.errors import NotFound
from billing.hosted_pages import HostedPage
from billing.ids import ConversationId, MethodId, PersonId
from billing.manual_payments import ManualPayment
from billing.payments import Payment, PaymentState
from billing.ports import Ports, Tx
from billing.refunds import Refund
from billing.uploads import Upload

TOLD_STATES: Final = frozenset(
    {
        PaymentState.REQUIRES_ACTION,
        PaymentState.PENDING,
        PaymentState.HOLD,
        PaymentState.SUCCEEDED,
        PaymentState.FAILED,
        PaymentState.CANCELLED,
    }
)
"""The states that are news to a customer; of the others they are told when they ask."""

TOLD_REFUNDS: Final = frozenset({PaymentState.SUCCEEDED, PaymentState.FAILED})
"""The same of a refund: money that came back, and money that was to come and did not."""

PAYMENT: Final = "payment"
REFUND: Final = "refund"
PAGE: Final = "page"
MANUAL: Final = "manual"
UPLOAD: Final = "upload"


def owe_telling(ports: Ports, tx: Tx, payment: Payment) -> None:
    """Owe a word about `payment` as it now stands, if it came from a conversation."""
    if payment.state in TOLD_STATES and listener_of(tx, payment) is not None:
        _owe(ports, tx, PAYMENT, payment.id)


def owe_telling_of_refund(ports: Ports, tx: Tx, payment: Payment, refund: Refund) -> None:
    """Owe a word about `refund` as it now stands, where its payment came from a conversation."""
    if refund.state in TOLD_REFUNDS and listener_of(tx, payment) is not None:
        _owe(ports, tx, REFUND, refund.id)


def listener_of(tx: Tx, payment: Payment) -> tuple[PersonId, ConversationId] | None:
    """Who asked for the payment, and in which conversation; None where it came from none.

    One made by an offer belongs to the offer's conversation, one made by a link to the link's; that
    a link is open is no news, for whoever asked for it was shown it.
    """
    with suppress(NotFound):  # a payment whose offer is not kept here has no conversation either
        if payment.quote_id is not None:
            quote = tx.quotes.get(payment.quote_id)
            return (quote.person_id, quote.conversation_id) if quote.conversation_id else None
        page = next(iter(tx.hosted_pages.of_subject(payment.id)), None)
        waits = payment.state is PaymentState.REQUIRES_ACTION
        if page is not None and page.conversation_id is not None and not waits:
            return page.person_id, page.conversation_id
    return None


def owe_telling_of_page(ports: Ports, tx: Tx, page: HostedPage, method_id: MethodId | None) -> None:
    """Owe a word about a page opened from a conversation: the method it saved, or that none was."""
    if page.conversation_id is not None:
        _owe(ports, tx, PAGE, f"{page.token}/{method_id or ''}")


def owe_telling_of_manual(ports: Ports, tx: Tx, manual: ManualPayment) -> None:
    """Owe a word about a check, wire or cash as it now stands, where it was announced in a chat."""
    if manual.conversation_id is not None and manual.person_id is not None:
        _owe(ports, tx, MANUAL, manual.id)


def owe_telling_of_upload(ports: Ports, tx: Tx, upload: Upload) -> None:
    """Owe a word about a document that was read, where a conversation waits for it."""
    if upload.conversation_id is not None:
        _owe(ports, tx, UPLOAD, upload.id)


def _owe(ports: Ports, tx: Tx, about: str, name: str) -> None:
    tx.duties.owe(DutyKind.TELL_CONVERSATION, f"{about}/{name}", ports.clock.real_now())
