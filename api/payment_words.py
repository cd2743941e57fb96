"""What to say of one payment as it stands: a failed one says why, a waiting one who must act."""

from typing import Final

from billing.methods import Method
from billing.payments import DeclineReason, Payment, PaymentState
from billing.ports import Tx
from billing.words import Value, Words

_DECLINED_THERE: Final = "payment.declined_there"
_PERHAPS_TAKEN: Final = frozenset(
    {PaymentState.SUBMITTING, PaymentState.PENDING, PaymentState.UNKNOWN, PaymentState.HOLD}
)


def payment_words(
    payment: Payment, words: Words, *, bill: str, receipt: str, offered_again: bool = False
) -> str:
    """What to tell the customer about one payment; a failed one says why and what to do.

    `offered_again`: a new offer with the fee of today stands below.
    """
    created = payment.state is PaymentState.CREATED
    key = "payment.submitting" if created else f"payment.{payment.state}"
    values: dict[str, Value] = {"amount": payment.amount, "bill": bill, "receipt": receipt}
    if payment.state is PaymentState.SUCCEEDED and payment.fee_minor:
        key += "_with_fee"
        values |= {"fee": payment.fee, "total": payment.total}
    said = words.say(key, **values)
    if payment.fee_minor and payment.state in _PERHAPS_TAKEN:
        said += " " + words.say("history.fee", fee=payment.fee, total=payment.total)
    if payment.state is not PaymentState.FAILED:
        return said
    if offered_again:
        return f"{said} {words.say('decline.fee_changed_offer')}"
    reason = payment.reason or DeclineReason.OTHER
    return f"{said} {words.say(f'decline.{reason}', currency=payment.amount.currency)}"


def waits_for_another(tx: Tx, payment: Payment) -> bool:
    """Whether the bank asks somebody else than the reader: whoever approved the offer."""
    if payment.state is not PaymentState.REQUIRES_ACTION or payment.quote_id is None:
        return False
    approval = tx.quotes.approval(payment.quote_id)
    return approval is not None and approval.person_id != tx.principal.person


def waiting_words(
    payment: Payment, method: Method | None, words: Words, *, bill: str, another: bool, page: bool
) -> str | None:
    """What to say of one that waits, where it is not the reader's bank that it waits for.

    `another`: it waits for somebody else; `page`: the reader is shown where it waits.
    """
    key = _key(payment, method, another=another)
    if key is None:
        return None
    label = method.label(words.language) if method is not None else "-"
    said = words.say(key, amount=payment.amount, bill=bill, method=label)
    if key == _DECLINED_THERE:
        return " ".join([said, *_after_decline(payment, method, words, page)])
    return said


def _key(payment: Payment, method: Method | None, *, another: bool) -> str | None:
    if payment.state is not PaymentState.REQUIRES_ACTION:
        return None
    if payment.reason is not None and method is not None:
        return _DECLINED_THERE
    if method is not None and method.type == "paypal":
        return "payment.approve_by_colleague" if another else "payment.approve_at"
    return "payment.waits_for_colleague" if another else None


def _after_decline(
    payment: Payment, method: Method | None, words: Words, has_page: bool
) -> list[str]:
    """Why what was chosen on the page was refused, and what to do there."""
    wallet = method is not None and method.type == "paypal"
    plain = payment.reason is DeclineReason.CARD_DECLINED
    key = "decline.wallet" if wallet and plain else f"decline.{payment.reason}"
    why = words.say(key, currency=payment.amount.currency)
    return [why, words.say("payment.choose_there")] if has_page else [why]
