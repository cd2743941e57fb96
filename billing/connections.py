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
    `silent_since`: business time of its first question without an answer, None once it answered.
    `webhook_url` is what the provider calls; it is known where adapters are made, for a provider
    that signs the address too, and not stored.
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
    silent_since: datetime | None = None
    webhook_url: str | None = None

    @property
    def usable(self) -> bool:
        """Whether it may charge; a disabled one still answers for what it charged before."""
        return self.disabled_at is None


@dataclass(frozen=True, slots=True)
class CredentialNames:
    """What the credentials of one provider are called, and which of them are secret.

    `secret`: each value belongs to one connection and no other. `public`: an address, a place, a
    mode; any number of connections may share them. `overlapping`: the one, if any, by which
    genuine webhooks are known. It may hold several values, newest first, commas between, so that
    the old one stays good while it is replaced. It is one of the secret ones.
    """

    secret: frozenset[str] = frozenset()
    public: frozenset[str] = frozenset()
    overlapping: str | None = None

    def __post_init__(self) -> None:
        if self.secret & self.public or (self.overlapping or "") not in {*self.secret, ""}:
            raise ValueError("a credential is either secret or public; one that overlaps is secret")
