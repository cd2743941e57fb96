"""Connections: a tenant's stored, encrypted integration with a provider."""

from dataclasses import dataclass
from enum import StrEnum

from billing.ids import ConnectionId, TenantId


class Mode(StrEnum):
    TEST = "test"
    LIVE = "live"


@dataclass(frozen=True, slots=True)
class Connection:
    """Without its credentials: those are read apart, just before use, and never returned."""

    id: ConnectionId
    tenant_id: TenantId
    provider: str
    mode: Mode
    endpoint_token: str
    version: int = 1
