"""From an offered act to the JSON of the wire: a quote that is no payment."""

from billing._view_values import instant_view
from billing.act_words import money_of
from billing.acts import Act
from billing.customers import Customer
from billing.quotes import Quote
from billing.tenants import JsonValue
from billing.views import Show, View, money_view


def act_quote_view(quote: Quote, act: Act, *, summary: str | None, show: Show | None) -> View:
    """A quote with `kind` and `act`; it has no lines and no method.

    `summary` says in the reader's language what will happen. What is personal in it is in the
    summary alone, which is the customer's own and is stored sealed with the message.
    """
    nothing = money_view(quote.fee, show)
    return {
        "id": quote.id,
        "status": str(quote.status),
        "kind": str(act.kind),
        "act": {
            "kind": str(act.kind),
            "summary": summary,
            "terms": {name: shown(term, show) for name, term in act.terms.items()},
            "personal": dict(act.personal),
            "outcome": dict(quote.outcome) if quote.outcome is not None else None,
        },
        "lines": [],
        "amount": money_view(quote.amount, show),
        "total": money_view(quote.total, show),
        "fee": nothing,
        "method": None,
        "methods": [],
        "payee": quote.payee,
        "approve_by": list(quote.approve_by),
        "expires_at": instant_view(quote.expires_at),
        "conversation_id": quote.conversation_id,
    }


def shown(term: JsonValue, show: Show | None) -> JsonValue:
    """A term with its amounts written as the reader's language does."""
    if isinstance(term, dict):
        if "amount_minor" in term:
            return money_view(money_of(term), show)
        return {name: shown(each, show) for name, each in term.items()}
    if isinstance(term, list):
        return [shown(each, show) for each in term]
    return term


def details_view(customer: Customer) -> View:
    """Who the customer's bills are made out to."""
    return {
        "name": customer.name,
        "company": customer.company,
        "address": customer.address,
        "email": customer.email,
        "vat_id": customer.vat_id,
        "po_number": customer.po_number,
        "invoice_recipient": customer.invoice_recipient,
    }
