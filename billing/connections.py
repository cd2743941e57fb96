"""Connections: a tenant's stored, encrypted integration with a provider."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from billing.ids import ConnectionId, TenantId


class Mode(StrEnum):
    TEST = "test"
    LIVE = "live"


@dataclass(frozen=True, slots=True)
class Connection:
    """Without its credentials: those are read apart, just before use, and never returned.

    `problem` is what the last test of the credentials, at `tested_at`, said; None when it passed.
    """

    id: ConnectionId
    tenant_id: TenantId
    provider: str
    mode: Mode
    endpoint_token: str
    version: int = 1
    created_at: datetime | None = None
    tested_at: datetime | None = None
    problem: str | None = None
    disabled_at: datetime | None = None

    @property
    def usable(self) -> bool:
        """Whether it may charge; a disabled one still answers for what it charged before."""
        return self.disabled_at is None
