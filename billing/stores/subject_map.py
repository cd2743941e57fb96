"""Where personal data lies: every column, and whose it is. Export and erasure walk this list.

A column listed here holds ciphertext under its subject's key, or a keyed hash. A table that binds
rows to a customer or a person is either here or in `NOT_PERSONAL` with the reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Personal:
    """One personal column; `subject` is the column that names whose it is.

    `owner` says whose key seals it (`crypto.Owner.kind`); `otherwise` names the customer's column
    where a row may have no person. A `hashed` column cannot be read, only matched.
    """

    table: str
    column: str
    subject: str
    owner: str
    otherwise: str | None = None
    hashed: bool = False


SUBJECT_MAP: Final = (
    Personal("customers", "personal", "id", "customer"),
    Personal("customers", "email_index", "id", "customer", hashed=True),
    Personal("customers", "account_index", "id", "customer", hashed=True),
    Personal("people", "personal", "id", "person"),
    Personal("people", "email_index", "id", "person", hashed=True),
    Personal("staff", "personal", "id", "staff"),
    Personal("messages", "body", "person_id", "person"),
    Personal("tickets", "body", "person_id", "person", otherwise="customer_id"),
    Personal("uploads", "fields", "person_id", "person"),
    Personal("uploads", "content_index", "person_id", "person", hashed=True),
    Personal("uploads", "sender_index", "person_id", "person", hashed=True),
    Personal("upload_bytes", "data", "person_id", "person"),
    Personal("payments", "note", "customer_id", "customer"),
    Personal("manual_payments", "details", "customer_id", "customer"),
    Personal("manual_payments", "reference_index", "customer_id", "customer", hashed=True),
    Personal("resolutions", "evidence", "customer_id", "customer"),
    Personal("hosted_pages", "url", "person_id", "person"),
    Personal("quotes", "personal", "customer_id", "customer"),
    Personal("bill_disputes", "details", "customer_id", "customer"),
    Personal("address_changes", "details", "customer_id", "customer"),
    Personal("source_customers", "preferences", "customer_id", "customer"),
)

NOT_PERSONAL: Final[Mapping[str, str]] = {
    "approvals": "ids, a fingerprint and an instant",
    "bill_versions": "what was owed, kept as the books require",
    "bills": "what is owed, kept as the books require",
    "conversations": "ids, instants and a language",
    "disputes": "ids, amounts and a provider's word for why",
    "events": "ids and amounts",
    "manual_lines": "ids and amounts",
    "methods": "a provider's tokens and the last four digits",
    "outbox": "ids, amounts and states: a letter is rendered when it is sent",
    "payment_allocations": "ids and amounts",
    "person_keys": "wrapped keys: destroying one is how a person is forgotten",
    "promises": "ids, amounts and days",
    "receipts": "ids and amounts, kept as the books require",
    "refund_totals": "ids and amounts",
    "refunds": "ids and amounts",
    "source_bills": "ids here and at the provider, and a version",
    "subscriptions": "ids, days and a plan",
    "usage": "quantities of a metric",
}
