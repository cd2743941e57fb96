"""Paymentus: saved cards and bank accounts, convenience fees, staged payments, bills to pull.

Its API is not public. Everything that is assumed about it is in `_paymentus/wire.py`, with a list,
and nowhere else. What matters most here: there are no idempotency keys, so nothing is ever sent a
second time. A payment whose answer was lost is looked up, by our reference, which the search knows
later than the payment is made, nobody says how much later. So what is found is settled, and what is
not found proves nothing: after half an hour of looking people decide (`Lookup.PRESENCE`).

A bank that sends a completed payment back tells nobody. It shows in the daily comparison, as money
that was given back at the provider (`_paymentus/books.py`).
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Final, Self

from billing.capabilities import (
    Capabilities,
    Idempotency,
    Lookup,
    PageKind,
    Reach,
    Refunding,
    Webhooks,
)
from billing.connections import Connection, CredentialNames, Mode
from billing.discrepancies import StatementLine
from billing.errors import ForgedReport
from billing.hosted_pages import OpenedPage, PageReport, PageRequest, SavedMethod
from billing.money import Money
from billing.payments import ChargeRequest, PaymentReport
from billing.sources import BillSource
from payments._paymentus.account import Account, is_installation, unavailable
from payments._paymentus.books import Books
from payments._paymentus.charges import Charges
from payments._paymentus.events import read_signature, report_of
from payments._paymentus.profiles import Profiles
from payments._paymentus.source import Source
from payments._paymentus.staged import StagedPayments
from payments._paymentus.wire import SIGNATURE_HEADER, TYPES, Event, Refusal
from payments._protocol import (
    PATIENCE,
    BadCredentials,
    Limited,
    PaymentAdapter,
    Timeouts,
    WebhookReport,
)
from payments._signatures import (
    MAX_BODY,
    hmac_sha256,
    matches_any,
    require_fresh,
    strict_object,
    the_header,
)
from payments._wire import parse

_VARIABLES: Final[Mapping[str, str]] = {
    "secret_key": "PAYMENTUS_API_KEY",
    "api_url": "PAYMENTUS_API_URL",
    "environment": "PAYMENTUS_ENVIRONMENT",
    "webhook_secret": "PAYMENTUS_WEBHOOK_SECRET",
}
_MODES: Final = {"sandbox": Mode.TEST, "production": Mode.LIVE}
_SECRET_KEY = re.compile(r"[!-~]{8,1024}")
_WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9+/=_-]{8,240}")


class Adapter(Limited):
    """One biller at one installation of Paymentus's.

    Credentials: `secret_key` (the API key), `api_url` (the installation's own address),
    `environment` (`sandbox`, or `production`) and `webhook_secret` (several by commas).
    """

    name: ClassVar[str] = "paymentus"
    credential_names: ClassVar[CredentialNames] = CredentialNames(
        secret=frozenset({"secret_key", "webhook_secret"}),
        public=frozenset({"api_url", "environment"}),
        overlapping="webhook_secret",
    )
    capabilities: Capabilities = Capabilities(
        idempotency=Idempotency.NONE,
        key_window=timedelta(0),
        lookup=Lookup.PRESENCE,
        lookup_horizon=timedelta(minutes=30),
        webhooks=Webhooks.SIGNED,
        refunds=Refunding.NONE,
        saved_methods=True,
        methods=frozenset(TYPES.values()),
        pages=frozenset({PageKind.PAYMENT_LINK}),
        disputes=False,
        statement=True,
        statement_lag=timedelta(hours=1),
        source=True,
        fees=True,
        currencies={"bank_account": frozenset({"USD"})},
        reach=Reach.PAY_HERE,
    )

    def __init__(self, account: Account, webhook_secrets: tuple[str, ...]) -> None:
        self._account = account
        self._staged = StagedPayments(account)
        self._charges = Charges(account, self._staged)
        self._profiles, self._books = Profiles(account), Books(account)
        # Kept where no repr of the adapter or of its members shows them.
        self._expected: Callable[[bytes], Iterator[str]] = lambda signed: (
            hmac_sha256(secret, signed) for secret in webhook_secrets
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
            raise BadCredentials(f"environment is not that of a {connection.mode} connection")
        if base_url is not None and connection.mode is Mode.LIVE:
            raise BadCredentials("a live secret_key is sent to Paymentus only, nowhere else")
        address = base_url or credentials.get("api_url")
        if not address:
            raise BadCredentials("api_url is missing: the address of your installation")
        account = Account(
            credentials["secret_key"],
            address=address,
            replaced=base_url is not None,
            timeouts=timeouts,
        )
        return cls(account, _webhook_secrets(credentials))

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Mapping[str, str] | None:
        """From PAYMENTUS_API_KEY, with PAYMENTUS_API_URL, PAYMENTUS_ENVIRONMENT (`sandbox` where it
        is absent) and, for webhooks, PAYMENTUS_WEBHOOK_SECRET.
        """
        found = {name: env.get(variable, "").strip() for name, variable in _VARIABLES.items()}
        return (
            {name: value for name, value in found.items() if value} if found["secret_key"] else None
        )

    @classmethod
    def mode_of(cls, credentials: Mapping[str, str]) -> Mode:
        """Whether a key is live cannot be seen: `environment` says it."""
        if not _VARIABLES.keys() >= credentials.keys():
            raise BadCredentials(f"Paymentus's credentials are {', '.join(_VARIABLES)} only")
        if not _SECRET_KEY.fullmatch(credentials.get("secret_key", "")):
            raise BadCredentials("secret_key must be an API key of Paymentus's")
        url = credentials.get("api_url")
        if url and not is_installation(url):
            raise BadCredentials("api_url must be an https address below paymentus.com")
        _webhook_secrets(credentials)
        mode = _MODES.get(credentials.get("environment") or "sandbox")
        if mode is None:
            raise BadCredentials("environment must be sandbox or production")
        return mode

    def check_credentials(self) -> None:
        """By asking what a payment would cost: that needs the key, and names nobody."""
        answer = self._account.read("fees", amount="1.00", currency="USD")
        if isinstance(answer, Refusal):
            raise unavailable(answer)

    def fee_for(self, amount: Money, method_type: str) -> Money:
        return self._charges.fee_for(amount, method_type)

    def charge(self, request: ChargeRequest) -> PaymentReport:
        return self._charges.charge(request)

    def look_up(
        self, *, reference: str, provider_ref: str | None, since: datetime
    ) -> PaymentReport | None:
        return self._charges.look_up(reference=reference, provider_ref=provider_ref, since=since)

    def cancel(self, provider_ref: str) -> PaymentReport:
        return self._charges.cancel(provider_ref)

    def open_page(self, request: PageRequest) -> OpenedPage:
        return self._staged.open(request)

    def look_up_page(self, kind: PageKind, provider_ref: str) -> PageReport:
        return self._staged.look_up(kind, provider_ref)

    def methods(self, customer_ref: str) -> tuple[SavedMethod, ...]:
        return self._profiles.saved(customer_ref)

    def set_default_method(self, customer_ref: str, method_ref: str) -> None:
        self._profiles.prefer(customer_ref, method_ref)

    def remove_method(self, method_ref: str) -> None:
        self._profiles.remove(method_ref)

    def statement(self, since: datetime, until: datetime) -> Iterator[StatementLine]:
        return self._books.statement(since, until)

    def source(self) -> BillSource:
        return Source(self._account)

    def read_webhook(self, body: bytes, headers: Mapping[str, str], now: datetime) -> WebhookReport:
        if len(body) > MAX_BODY:
            raise ForgedReport("the body is too large")
        signed_at, given = read_signature(the_header(headers, SIGNATURE_HEADER))
        require_fresh(int(signed_at), now)
        if not matches_any(self._expected(f"{signed_at}.".encode() + body), given):
            raise ForgedReport("the signature does not verify")
        event = parse(Event, strict_object(body))
        if event is None:
            raise ForgedReport("not an event of Paymentus's")
        return report_of(event)


def _webhook_secrets(credentials: Mapping[str, str]) -> tuple[str, ...]:
    """Every secret that is valid now; none means that no webhook can be trusted."""
    parts = [part.strip() for part in credentials.get("webhook_secret", "").split(",")]
    secrets = tuple(part for part in parts if part)
    if not all(_WEBHOOK_SECRET.fullmatch(secret) for secret in secrets):
        raise BadCredentials("webhook_secret must be the secret of a webhook, several by commas")
    return secrets


if TYPE_CHECKING:
    _: type[PaymentAdapter] = Adapter
