"""Uploads: foreign documents customers gave us, the fields read from them, and our verdict."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from billing.ids import BillId, CustomerId, PersonId, UploadId
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


@dataclass(frozen=True, slots=True)
class Upload:
    """One document. `fields` is the reader's JSON object; `refusal` a code when not readable."""

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
