"""From nouns to the JSON of the wire: every view of docs/wire.md is made here and nowhere else."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeAlias

from billing._labels import label_view
from billing._line_text import printed_unit
from billing._view_values import day_view, instant_view, period_view
from billing.bills import Bill
from billing.conversations import Message
from billing.differences import BillDifference, Effect, Part, decimal_text
from billing.hosted_pages import HostedPage
from billing.manual_payments import ManualPayment
from billing.methods import Method
from billing.money import Money
from billing.payments import Payment
from billing.quotes import Quote
from billing.receipts import Receipt
from billing.tenants import JsonValue
from billing.tickets import Ticket
from billing.upload_fields import shown, sources
from billing.uploads import Upload
from billing.words import sentences, supported

View: TypeAlias = dict[str, JsonValue]


class MoneyFormats(Protocol):
    """The part of `words.Formats` that views need."""

    def money(self, amount: Money, language: str) -> str: ...


@dataclass(frozen=True, slots=True)
class Show:
    """For whom: with it, money carries `display` in the reader's language."""

    language: str
    formats: MoneyFormats


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """A payment with what a person wants to see beside it; `method` is gone when removed.

    `page` is where it waits for the reader's own act, None where it does not.
    """

    payment: Payment
    bill_number: str
    method: Method | None
    receipt: Receipt | None
    refunded: Money
    page: HostedPage | None = None
    manual: ManualPayment | None = None


def money_view(amount: Money, show: Show | None) -> View:
    """`{amount_minor, currency}`, and `display` where the language is known."""
    view: View = {"amount_minor": amount.amount_minor, "currency": amount.currency}
    if show is not None:
        view["display"] = show.formats.money(amount, show.language)
    return view


def _money(amount: Money | None, show: Show | None) -> View | None:
    return money_view(amount, show) if amount is not None else None


def bill_view(bill: Bill, *, today: date, show: Show | None = None, lines: bool = True) -> View:
    """A bill; lists leave its `lines` out."""
    view: View = {
        "id": bill.id,
        "number": bill.number,
        "category": bill.category,
        "description": bill.description,
        "issued_on": day_view(bill.issued_on),
        "due_on": day_view(bill.due_on),
        "period": period_view(bill.period),
        "amount": money_view(bill.amount, show),
        "balance": money_view(bill.balance, show),
        "state": str(bill.state),
        "flags": list(bill.flags(today)),
        "open_payment": bill.doubt,
        "version": bill.version,
        "disputed": _money(bill.disputed, show),
        "promised_on": day_view(bill.promised_on),
        "extended_until": day_view(bill.extended_until),
    }
    if lines:
        view["lines"] = [
            {
                "position": line.position,
                "description": line.description,
                "amount": money_view(line.amount, show),
            }
            for line in bill.lines
        ]
    return view


def bill_list_view(
    bills: Iterable[Bill], totals: Iterable[Money], *, today: date, show: Show | None = None
) -> View:
    """The data of a `bill_list` card."""
    views: list[JsonValue] = [
        bill_view(bill, today=today, show=show, lines=False) for bill in bills
    ]
    return {"bills": views, "totals": [money_view(amount, show) for amount in totals]}


def difference_view(result: BillDifference, show: Show | None = None) -> View:
    """The data of a `bill_diff` card; the parts' changes add up to `difference`."""
    against = result.against
    return {
        "bill": {"id": result.bill.id, "number": result.bill.number},
        "against": {"id": against.id, "number": against.number} if against else None,
        "from": money_view(result.before, show),
        "to": money_view(result.after, show),
        "difference": money_view(result.change, show),
        "parts": [_part(part, show) for part in result.parts],
    }


def _part(part: Part, show: Show | None) -> View:
    return {
        "kind": str(part.kind),
        "description": part.description,
        "before": _money(part.before, show),
        "after": _money(part.after, show),
        "change": money_view(part.change, show),
        "note": part.effect.note if part.effect is not None else None,
        "effect": _effect(part.effect, show) if part.effect is not None else None,
    }


def _effect(effect: Effect, show: Show | None) -> View:
    price_before, price_after = effect.unit_prices
    return {
        "unit": printed_unit(effect.unit),
        "quantity_before": decimal_text(effect.quantity_before),
        "quantity_after": decimal_text(effect.quantity_after),
        "unit_price_before": price_before,
        "unit_price_after": price_after,
        "by_quantity": money_view(effect.by_quantity, show),
        "by_price": money_view(effect.by_price, show),
    }


def method_view(method: Method, *, today: date, language: str = "en") -> View:
    """A saved way to pay, named in `language`; never a token or a reference of the provider."""
    return {
        "id": method.id,
        "type": method.type,
        "brand": method.brand,
        "last4": method.last4,
        "label": method.label(language),
        "expires_on": day_view(method.expires_before_on),
        "expired": method.expired(today),
        "is_default": method.is_default,
        "currencies": list(method.currencies),
    }


def _language(show: Show | None) -> str:
    return show.language if show is not None else "en"


def payment_view(line: PaymentLine, show: Show | None = None) -> View:
    """A try to pay, with its receipt where there is one."""
    payment, receipt = line.payment, line.receipt
    return {
        "id": payment.id,
        "bill_id": payment.bill_id,
        "bill_number": line.bill_number,
        "amount": money_view(payment.amount, show),
        "fee": money_view(payment.fee, show),
        "total": money_view(payment.total, show),
        "state": str(payment.state),
        "reason": str(payment.reason) if payment.reason is not None else None,
        "method": label_view(line.method or line.manual, _language(show)),
        "by_hand": str(line.manual.state) if line.manual is not None else None,
        "created_at": instant_view(payment.created_at),
        "settled_at": instant_view(payment.settled_at),
        "receipt_id": receipt.id if receipt is not None else None,
        "receipt_number": receipt.number if receipt is not None else None,
        "refunded": money_view(line.refunded, show),
        "action": page_view(line.page, show, line.method) if line.page is not None else None,
    }


def page_view(page: HostedPage, show: Show | None = None, method: Method | None = None) -> View:
    """A provider's page to open in a new tab; `label` is what its button says.

    `method` is what the payment on that page is made with, where one is known.
    """
    wallet = method is not None and method.type == "paypal"
    key = f"page.{'paypal' if wallet else page.kind}"
    return {
        "kind": str(page.kind),
        "url": page.url,
        "expires_at": instant_view(page.expires_at),
        "label": str(sentences(supported(show.language))[key]) if show else None,
    }


def payment_result_view(
    payment: Payment,
    receipt: Receipt | None = None,
    show: Show | None = None,
    page: HostedPage | None = None,
    method: Method | None = None,
) -> View:
    """One payment in the answer to an approval."""
    return {
        "id": payment.id,
        "bill_id": payment.bill_id,
        "amount": money_view(payment.amount, show),
        "fee": money_view(payment.fee, show),
        "total": money_view(payment.total, show),
        "state": str(payment.state),
        "reason": str(payment.reason) if payment.reason is not None else None,
        "receipt_id": receipt.id if receipt is not None else None,
        "action": page_view(page, show, method) if page is not None else None,
    }


def quote_view(
    quote: Quote,
    methods: Sequence[Method],
    *,
    offered: Sequence[Method] | None = None,
    today: date,
    show: Show | None = None,
) -> View:
    """An offer to pay; of the customer's methods those of its connection that could are listed."""
    currency = quote.currency
    usable = [
        method
        for method in (methods if offered is None else offered)
        if method.connection_id == quote.connection_id
        and not method.expired(today)
        and currency in (method.currencies or (currency,))
    ]
    return {
        "id": quote.id,
        "status": str(quote.status),
        "kind": "payment",
        "act": None,
        "lines": [
            {
                "bill_id": line.bill_id,
                "bill_number": line.bill_number,
                "description": line.description,
                "amount": money_view(line.amount, show),
                "fee": money_view(line.fee, show),
            }
            for line in quote.lines
        ],
        "amount": money_view(quote.amount, show),
        "total": money_view(quote.total, show),
        "fee": money_view(quote.fee, show),
        "method": label_view(
            next((m for m in methods if m.id == quote.method_id), None), _language(show)
        ),
        "methods": [
            method_view(method, today=today, language=_language(show)) for method in usable
        ],
        "payee": quote.payee,
        "approve_by": list(quote.approve_by),
        "expires_at": instant_view(quote.expires_at),
        "conversation_id": quote.conversation_id,
    }


def receipt_view(
    receipt: Receipt, *, bill: Bill, method: Method | ManualPayment | None, show: Show | None = None
) -> View:
    """The proof of one payment, and what the bill still has due now."""
    return {
        "id": receipt.id,
        "number": receipt.number,
        "payment_id": receipt.payment_id,
        "bill_id": receipt.bill_id,
        "bill_number": bill.number,
        "amount": money_view(receipt.amount, show),
        "fee": money_view(receipt.fee, show),
        "total": money_view(receipt.total, show),
        "method": label_view(method, _language(show)),
        "issued_at": instant_view(receipt.issued_at),
        "bill_balance": money_view(bill.balance, show),
    }


def ticket_view(ticket: Ticket, *, for_staff: bool = False) -> View:
    """A case; the packet, the words and whose they are go to staff only."""
    view: View = {
        "id": ticket.id,
        "category": ticket.category,
        "priority": str(ticket.priority),
        "status": str(ticket.status),
        "subject": ticket.subject,
        "about": ticket.about,
        "opened_at": instant_view(ticket.opened_at),
        "conversation_id": ticket.conversation_id,
    }
    if for_staff:
        view |= {"customer_id": ticket.whose, "text": ticket.text}
        view["packet"] = dict(ticket.packet)
    return view


def traced_message_view(message: Message) -> View:
    """A message as staff see it: what was shown, and what stands behind it."""
    return {
        "seq": message.seq,
        "id": message.id,
        "speaker": str(message.speaker),
        "text": message.text,
        "at": instant_view(message.at),
        "cards": [dict(card) for card in message.cards],
        "facts": dict(message.facts),
        "trace": [dict(row) for row in message.trace],
        "left_out": message.extra.get("left_out", []),
        "model": message.extra.get("model"),
        "language": message.extra.get("language"),
    }


def upload_view(upload: Upload, bill: Bill | None = None) -> View:
    """A document a customer gave us; `bill` is the one its verdict is about."""
    sorted_as = upload.fields.get("categorised")
    found = sorted_as if isinstance(sorted_as, dict) else {}
    changed: dict[str, JsonValue] = {**sources(upload.fields)}
    return {
        "id": upload.id,
        "state": str(upload.state),
        "refusal": upload.refusal,
        "verdict": str(upload.verdict) if upload.verdict is not None else None,
        "bill_id": upload.bill_id,
        "bill_number": bill.number if bill is not None else None,
        "category": str(upload.category) if upload.category is not None else None,
        "category_percent": found.get("percent", 0),
        "tags": found.get("tags", []),
        "fields": shown(upload.fields),
        "changed": changed,
        "duplicate_of": upload.fields.get("duplicate_of"),
        "page_images": _page_images(upload),
        "uploaded_at": instant_view(upload.uploaded_at),
    }


def _page_images(upload: Upload) -> list[JsonValue]:
    """Pages that values were read from, each with its picture's address and the values' boxes."""
    found = upload.fields.get("page_images")
    return [
        {**page, "href": f"/api/v1/uploads/{upload.id}/pages/{page['page']}.png"}
        for page in (found if isinstance(found, list) else [])
        if isinstance(page, dict) and "page" in page
    ]


def notice_view(code: str, text: str) -> View:
    """The data of a `notice` card."""
    return {"code": code, "text": text}
