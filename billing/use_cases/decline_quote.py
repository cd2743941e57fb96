"""The customer says no: the quote is closed, nothing is paid."""

from billing.errors import InvalidRequest
from billing.ids import QuoteId
from billing.ports import Ports
from billing.principal import Principal
from billing.quotes import Quote, QuoteStatus
from billing.use_cases._note import note, tell


def decline_quote(ports: Ports, principal: Principal, quote_id: QuoteId) -> Quote:
    """Close an open quote. Declining one that is closed already changes nothing.

    Raises `NotFound`, and `InvalidRequest` when it was approved: a payment is not undone by a no.
    """
    principal.require_customer()
    with ports.store.write(principal) as tx:
        quote = tx.quotes.lock(quote_id)
        if quote.status is QuoteStatus.APPROVED:
            raise InvalidRequest("the quote was approved already")
        if quote.status is QuoteStatus.OPEN:
            tx.quotes.set_status(quote_id, QuoteStatus.DECLINED)
            note(ports, tx, "quote.declined", quote_id)
            tell(ports, tx, "quote.declined", quote.customer_id, {"quote_id": quote_id})
        return tx.quotes.get(quote_id)
