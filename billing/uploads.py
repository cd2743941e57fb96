"""Uploads: foreign documents customers gave us, the fields read from them, and our verdict."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from billing.ids import BillId, ConversationId, CustomerId, PersonId, UploadId
from billing.tenants import JsonValue


class UploadState(StrEnum):
    PROCESSING = "processing"
    READ = "read"
    REFUSED = "refused"


class Verdict(StrEnum):
    """What an uploaded invoice is, held against our ledger. It never causes an act."""

    KNOWN_OPEN = "known_open"
    ALREADY_PAID = "already_paid"
    AMOUNT_DIFFERS = "amount_differs"
    PAYEE_CHANGED = "payee_changed"
    DUPLICATE_UPLOAD = "duplicate_upload"
    NOT_OURS = "not_ours"


class Category(StrEnum):
    """What an invoice is for. `other` is said by a person or a rule; unknown is no category."""

    UTILITY = "utility"
    TELECOM = "telecom"
    RENT = "rent"
    SOFTWARE = "software"
    TRAVEL = "travel"
    INSURANCE = "insurance"
    PROFESSIONAL_SERVICES = "professional_services"
    SUPPLIES = "supplies"
    TAX = "tax"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Upload:
    """One document. `fields` is the reader's JSON object; `refusal` a code when not readable.

    Beside what was read `fields` holds `reasons` (of the verdict), `as_read` (what stood there
    before a person or a hint changed it), `beside` (labels and values of the page, for learning;
    never shown) and `categorised`. `conversation_id`: where a word is owed once it is read.
    """

    id: UploadId
    customer_id: CustomerId
    person_id: PersonId
    sha256: str
    size: int
    media_type: str
    state: UploadState
    uploaded_at: datetime
    fields: Mapping[str, JsonValue] = field(default_factory=dict)
    verdict: Verdict | None = None
    bill_id: BillId | None = None
    refusal: str | None = None
    category: Category | None = None
    conversation_id: ConversationId | None = None


@dataclass(frozen=True, slots=True)
class PageHit:
    """A page (from 1) of a document that speaks of what was asked; `closeness` up to 1."""

    upload_id: UploadId
    page: int
    closeness: float


@dataclass(frozen=True, slots=True)
class UploadQuery:
    """What of a customer's uploads is listed, newest first; `limit` at most 200."""

    state: UploadState | None = None
    category: Category | None = None
    limit: int = 50
    cursor: str | None = None
