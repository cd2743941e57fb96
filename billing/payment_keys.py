"""Idempotency keys: derived, never drawn, so that they survive crashes and restores."""

import hmac
from typing import Final

from billing.ids import BillId, ConnectionId, TenantId

PAY: Final = "pay"


def payment_key(
    salt: bytes, tenant: TenantId, connection: ConnectionId, bill: BillId, ordinal: int
) -> str:
    """The key of the `ordinal`-th try to pay `bill`: 42 characters, also the provider's reference.

    HMAC-SHA256 over installation salt and (tenant, connection, operation, subject, ordinal);
    `ordinal` counts definitively ended tries, so a try in doubt always gets its own key again.
    Providers limit keys to 45 characters and more.
    """
    parts = "\x1f".join((tenant, connection, PAY, bill, str(ordinal)))
    return "ba" + hmac.digest(salt, parts.encode(), "sha256").hex()[:40]
