"""Idempotency keys: derived, never drawn, so that they survive crashes and restores."""

import hmac
from typing import Final

from billing.ids import BillId, ConnectionId, PaymentId, TenantId

PAY: Final = "pay"
REFUND: Final = "refund"


def payment_key(
    salt: bytes, tenant: TenantId, connection: ConnectionId, bill: BillId, ordinal: int
) -> str:
    """The key of the `ordinal`-th try to pay `bill`: 42 characters, also the provider's reference.

    HMAC-SHA256 over installation salt and (tenant, connection, operation, subject, ordinal);
    `ordinal` counts definitively ended tries, so a try in doubt always gets its own key again.
    Providers limit keys to 45 characters and more.
    """
    return _key(salt, tenant, connection, PAY, bill, ordinal)


def refund_key(
    salt: bytes, tenant: TenantId, connection: ConnectionId, payment: PaymentId, ordinal: int
) -> str:
    """As `payment_key`, for a refund of `payment`; `ordinal` counts the refund rows before it."""
    return _key(salt, tenant, connection, REFUND, payment, ordinal)


def _key(salt: bytes, tenant: str, connection: str, verb: str, subject: str, ordinal: int) -> str:
    parts = "\x1f".join((tenant, connection, verb, subject, str(ordinal)))
    return "ba" + hmac.digest(salt, parts.encode(), "sha256").hex()[:40]
