"""Ids: what an id looks like, and how ours are made (prefix + ULID)."""

import re
from typing import Final, NewType

TenantId = NewType("TenantId", str)
CustomerId = NewType("CustomerId", str)
PersonId = NewType("PersonId", str)
BillId = NewType("BillId", str)
PaymentId = NewType("PaymentId", str)
QuoteId = NewType("QuoteId", str)
MethodId = NewType("MethodId", str)
ConnectionId = NewType("ConnectionId", str)
PlanId = NewType("PlanId", str)
SubscriptionId = NewType("SubscriptionId", str)
TicketId = NewType("TicketId", str)
ConversationId = NewType("ConversationId", str)
MessageId = NewType("MessageId", str)
UploadId = NewType("UploadId", str)
ReceiptId = NewType("ReceiptId", str)
ArticleId = NewType("ArticleId", str)

ID_SHAPE: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")
THREAD_SHAPE: Final = re.compile(r"[A-Za-z0-9_-]{8,128}")
_CROCKFORD: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def is_id(text: str) -> bool:
    """Whether `text` may name anything here."""
    return ID_SHAPE.fullmatch(text) is not None


def ulid(milliseconds: int, randomness: int) -> str:
    """A ULID: 48 bits of Unix milliseconds, 80 bits of randomness, Crockford base 32, 26 letters.

    Source: the ULID specification (github.com/ulid/spec).
    """
    value = ((milliseconds & (2**48 - 1)) << 80) | (randomness & (2**80 - 1))
    letters = []
    for _ in range(26):
        value, digit = divmod(value, 32)
        letters.append(_CROCKFORD[digit])
    return "".join(reversed(letters))
