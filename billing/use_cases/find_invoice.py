"""Find the page of a customer's own documents, and the own bills, that speak of something."""

from dataclasses import dataclass
from typing import Final

from billing.bills import Bill, BillQuery
from billing.errors import IndexUnavailable, NotFound
from billing.ports import Ports, Tx
from billing.principal import Principal
from billing.redaction import redact
from billing.uploads import PageHit, Upload, UploadState

MOST: Final = 3
_HITS: Final = 12
_TEXT_LENGTH: Final = 300
_BILLS: Final = 100


@dataclass(frozen=True, slots=True)
class FoundPage:
    """A customer's document and the page (from 1) that speaks most of what was asked."""

    upload: Upload
    page: int


@dataclass(frozen=True, slots=True)
class Finding:
    pages: tuple[FoundPage, ...]
    bills: tuple[Bill, ...]


def find_invoice(
    ports: Ports, principal: Principal, text: str, words: frozenset[str] = frozenset()
) -> Finding:
    """Documents that speak of `text`, best first, and own bills whose lines have one of `words`.

    `words`: folded to small letters. Whatever the index says, only what the store gives this very
    customer is answered. An index that is outside is asked only where the company's policy lets a
    model be asked. Raises `IndexUnavailable`.
    """
    customer = principal.require_customer()
    if ports.index is None:
        raise IndexUnavailable
    asked = redact(text[:_TEXT_LENGTH])
    with ports.store.read(principal) as tx:
        may_leave = tx.tenants.this().policy.uploads_ask_model
    is_asked = may_leave or not ports.index.is_outside
    hits = ports.index.search(principal.tenant, customer, asked, _HITS) if is_asked else ()
    with ports.store.read(principal) as tx:
        pages = [found for hit in hits if (found := _own(tx, principal, hit)) is not None]
        bills = tx.bills.list(BillQuery(limit=_BILLS)).items if words else ()
    best: dict[str, FoundPage] = {}
    for found in pages:
        best.setdefault(found.upload.id, found)
    of_words = [bill for bill in bills if _has_line(bill, words)]
    return Finding(tuple(best.values())[:MOST], tuple(of_words[:MOST]))


def _own(tx: Tx, principal: Principal, hit: PageHit) -> FoundPage | None:
    try:
        upload = tx.uploads.get(hit.upload_id)
    except NotFound:
        return None
    if upload.customer_id != principal.customer or upload.state is not UploadState.READ:
        return None
    return FoundPage(upload, hit.page)


def _has_line(bill: Bill, words: frozenset[str]) -> bool:
    lines = " ".join(line.description for line in bill.lines).casefold()
    return any(word in lines for word in words)
