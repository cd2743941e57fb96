"""Tenants and what each allows: policy as data, absent policy = the strictest."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from billing.ids import ConnectionId, TenantId

JsonValue = str | int | bool | None | list["JsonValue"] | dict[str, "JsonValue"]


@dataclass(frozen=True, slots=True)
class CategoryRule:
    """What a company says an invoice is for: every part that is set must be in the document.

    `seller` and `line` are words looked for in the seller's name and in the lines.
    """

    category: str
    seller: str | None = None
    line: str | None = None


class Confirmation(StrEnum):
    BUTTON = "button"
    BUTTON_OR_TEXT = "button_or_text"


@dataclass(frozen=True, slots=True)
class Policy:
    """One tenant's rules. Amounts in minor units of the tenant's currency."""

    payment_confirmation: Confirmation = Confirmation.BUTTON
    text_confirmation_limit_minor: int = 0
    partial_allowed: bool = False
    partial_minimum_minor: int = 0
    scheduled_payments: bool = False
    refund_auto_limit_minor: int = 0
    refund_window_days: int = 0
    second_person_above_minor: int = 0
    dispute_window_days: int = 0
    dispute_pay_undisputed: bool = False
    dispute_high_priority_minor: int | None = None
    extension_days: int | None = None
    extension_times_per_year: int = 0
    promise_days: int | None = None
    instalment_parts: int | None = None
    instalment_every_days: int = 30
    assistant_models: tuple[str, ...] = ()
    uploads_accepted: bool = True
    uploads_limit: str | None = None
    uploads_keep_foreign: bool = False
    uploads_ask_model: bool = False
    upload_categories: tuple[CategoryRule, ...] = ()
    late_fee_minor: int = 0
    upgrade: str = "next_period"
    downgrade: str = "next_period"
    cancellation: Mapping[str, str] = field(default_factory=dict)
    dunning_days: tuple[int, int, int, int] = (3, 7, 14, 21)


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs a portal's tokens (OIDC or JWT): `iss`, where its keys are, and our `aud`.

    `connection`: at a provider, whose customers its tokens name; None: those of the only one.
    """

    issuer: str
    jwks_url: str
    audience: str
    connection: ConnectionId | None = None


@dataclass(frozen=True, slots=True)
class Portal:
    """Where a tenant's portal runs and who signs its customers in.

    `paymentus` names who signs customers in at Paymentus, where any do, with or without a portal
    of the tenant's own. Its tokens speak of Paymentus' customers, the portal's own of ours: one
    issuer is never both (`is_ambiguous`).
    """

    origins: tuple[str, ...] = ()
    issuer: str | None = None
    jwks_url: str | None = None
    audience: str | None = None
    paymentus: Signer | None = None

    @property
    def signer(self) -> Signer | None:
        """The portal's own signer, once it is set up whole."""
        if self.issuer is None or self.jwks_url is None or self.audience is None:
            return None
        return Signer(self.issuer, self.jwks_url, self.audience)

    @property
    def is_ambiguous(self) -> bool:
        """Whether one issuer stands as both: nobody could tell whose ids its tokens name."""
        return self.paymentus is not None and self.paymentus.issuer == self.issuer


@dataclass(frozen=True, slots=True)
class Tenant:
    """The company whose customers we serve."""

    id: TenantId
    name: str
    kind: str
    currency: str
    country: str
    time_zone: str
    languages: tuple[str, ...]
    legal_name: str
    tax_id: str | None = None
    ibans: tuple[str, ...] = ()
    policy: Policy = Policy()
    portal: Portal = Portal()


STRICTEST: Final = Policy()
