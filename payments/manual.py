"""Manual: no provider at all. Checks, wires and cash come in outside; people record them.

A connection of this kind says that a company takes them. Nothing is charged, looked up or given
back over it, and nothing is ever sent: finance records what came
(`billing/use_cases/record_manual_payment.py`), and the assistant notes what a customer says is on
its way.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Final, Self

from billing.capabilities import (
    Capabilities,
    Idempotency,
    Lookup,
    Reach,
    Refunding,
    Webhooks,
)
from billing.connections import Connection, CredentialNames, Mode
from billing.errors import ForgedReport, NotOffered
from billing.payments import ChargeRequest, PaymentReport
from payments._protocol import (
    PATIENCE,
    BadCredentials,
    Limited,
    PaymentAdapter,
    Timeouts,
    WebhookReport,
)

VARIABLE: Final = "MANUAL_PAYMENTS"
_MODES: Final[Mapping[str, Mode]] = {"live": Mode.LIVE, "test": Mode.TEST}
_RECORDED: Final = "payments by hand are recorded by people: nothing is charged over this"


class Adapter(Limited):
    """Nothing but a note that the company takes checks, wires and cash.

    Credentials: `mode` (`live` when left out, or `test`); nothing in it is secret.
    """

    name: ClassVar[str] = "manual"
    credential_names: ClassVar[CredentialNames] = CredentialNames(public=frozenset({"mode"}))
    capabilities: Capabilities = Capabilities(
        idempotency=Idempotency.NONE,
        key_window=timedelta(0),
        lookup=Lookup.NONE,
        webhooks=Webhooks.NONE,
        refunds=Refunding.NONE,
        saved_methods=False,
        methods=frozenset(),
        reach=Reach.RECORD_ONLY,
    )

    @classmethod
    def connect(
        cls,
        connection: Connection,
        credentials: Mapping[str, str],
        *,
        base_url: str | None = None,
        timeouts: Timeouts = PATIENCE,
    ) -> Self:
        if cls.mode_of(credentials) is not connection.mode:
            raise BadCredentials(f"mode is not that of a {connection.mode} connection")
        if base_url is not None and connection.mode is Mode.LIVE:
            raise BadCredentials("a live connection has no other address")
        return cls()

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Mapping[str, str] | None:
        given = env.get(VARIABLE, "").strip()
        return {"mode": given} if given else None

    @classmethod
    def mode_of(cls, credentials: Mapping[str, str]) -> Mode:
        unknown = sorted(credentials.keys() - {"mode"})
        if unknown:
            raise BadCredentials("a connection by hand has no credentials but mode")
        mode = _MODES.get(credentials.get("mode", "live"))
        if mode is None:
            raise BadCredentials("mode is live or test")
        return mode

    def check_credentials(self) -> None:
        """There is nobody to ask."""

    def charge(self, request: ChargeRequest) -> PaymentReport:
        raise NotOffered(_RECORDED)

    def look_up(
        self, *, reference: str, provider_ref: str | None, since: datetime
    ) -> PaymentReport | None:
        raise NotOffered(_RECORDED)

    def cancel(self, provider_ref: str) -> PaymentReport:
        raise NotOffered(_RECORDED)

    def read_webhook(self, body: bytes, headers: Mapping[str, str], now: datetime) -> WebhookReport:
        raise ForgedReport("nobody sends webhooks about payments by hand")


if TYPE_CHECKING:
    _: type[PaymentAdapter] = Adapter
