"""Stripe: cards, bank debits, SEPA debits and Link, refunds, pages and disputes by its own SDK.

Wire facts (docs.stripe.com, API 2026-10-28): an idempotency key's first answer is replayed, errors
included, for at least 24 hours (`/api/idempotent_requests`); an error body of Stripe's own with a
400 or 402 is a definite no, 5xx and 409 are not (`/error-low-level`); amounts are in the smallest
unit with the exceptions of `/currencies`; events are signed `t=..,v1=..` (`/webhooks/signature`).

Our payment's key is both the idempotency key and `metadata.reference`, so that a charge whose reply
was lost can be found again; so is a refund's. A payment that a page asks for is known by the page's
id until money moves, by its intent's from then on. The work is done in `_stripe/`.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Self

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
from billing.disputes import DisputeReport
from billing.errors import ForgedReport
from billing.hosted_pages import OpenedPage, PageReport, PageRequest, SavedMethod
from billing.payments import ChargeRequest, PaymentReport
from billing.refunds import RefundReport, RefundRequest
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
from payments._stripe.account import Account, connect, unavailable
from payments._stripe.books import Books
from payments._stripe.charges import Charges
from payments._stripe.events import Event, read_signature, report_of
from payments._stripe.methods import Methods
from payments._stripe.pages import PAGE_TYPES, Pages
from payments._stripe.refunds import Refunds
from payments._stripe.wire import Refusal
from payments._stripe.words import TYPES
from payments._wire import parse

_CREDENTIALS = frozenset({"secret_key", "webhook_secret"})
_SECRET_KEY = re.compile(r"(?:sk|rk)_(test|live)_[A-Za-z0-9_-]{4,240}")
_WEBHOOK_SECRET = re.compile(r"whsec_[A-Za-z0-9+/=_-]{8,240}")


class Adapter(Limited):
    """One Stripe account. Credentials: `secret_key`, and `webhook_secret` (several by commas)."""

    name: ClassVar[str] = "stripe"
    credential_names: ClassVar[CredentialNames] = CredentialNames(
        secret=frozenset({"secret_key", "webhook_secret"}), overlapping="webhook_secret"
    )
    capabilities: Capabilities = Capabilities(
        idempotency=Idempotency.KEYED,
        # Keys live at least 24 hours; ten minutes are left for clocks and for the way there.
        key_window=timedelta(hours=23, minutes=50),
        lookup=Lookup.STRONG,
        webhooks=Webhooks.SIGNED,
        refunds=Refunding.PARTIAL,
        saved_methods=True,
        methods=frozenset(TYPES),
        adds=PAGE_TYPES,
        pages=frozenset(PageKind),
        disputes=True,
        statement=True,
        currencies={"bank_account": frozenset({"USD"}), "sepa_debit": frozenset({"EUR"})},
        reach=Reach.PAY_HERE,
    )

    def __init__(self, account: Account, webhook_secrets: tuple[str, ...], mode: Mode) -> None:
        self._account = account
        self._charges, self._refunds = Charges(account), Refunds(account)
        self._pages, self._methods, self._books = Pages(account), Methods(account), Books(account)
        # Kept where no repr of the adapter or of its members shows them.
        self._expected: Callable[[bytes], Iterator[str]] = lambda signed: (
            hmac_sha256(secret, signed) for secret in webhook_secrets
        )
        self._live = mode is Mode.LIVE

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
            raise BadCredentials(f"secret_key is not a {connection.mode} mode key")
        live = connection.mode is Mode.LIVE
        if base_url is not None and live:
            raise BadCredentials("a live secret_key is sent to Stripe only, not to another address")
        client = connect(credentials["secret_key"], base_url, timeouts)
        account = Account(client, live=live, base_url=base_url)
        return cls(account, _webhook_secrets(credentials), connection.mode)

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Mapping[str, str] | None:
        """From STRIPE_SECRET_KEY and, for webhooks, STRIPE_WEBHOOK_SECRET."""
        names = {"secret_key": "STRIPE_SECRET_KEY", "webhook_secret": "STRIPE_WEBHOOK_SECRET"}
        found = {name: env.get(variable, "").strip() for name, variable in names.items()}
        return {k: v for k, v in found.items() if v} if found["secret_key"] else None

    @classmethod
    def mode_of(cls, credentials: Mapping[str, str]) -> Mode:
        if not _CREDENTIALS.issuperset(credentials):
            raise BadCredentials("Stripe's credentials are secret_key and webhook_secret only")
        match = _SECRET_KEY.fullmatch(credentials.get("secret_key", ""))
        if match is None:
            raise BadCredentials("secret_key must look like sk_test_... or sk_live_...")
        _webhook_secrets(credentials)
        return Mode(match[1])

    def check_credentials(self) -> None:
        intents = self._account.v1.payment_intents
        answer = self._account.read(lambda: intents.list({"limit": 1}))
        if isinstance(answer, Refusal):
            raise unavailable(answer)

    def charge(self, request: ChargeRequest) -> PaymentReport:
        return self._charges.charge(request)

    def look_up(
        self, *, reference: str, provider_ref: str | None, since: datetime
    ) -> PaymentReport | None:
        return self._charges.look_up(reference=reference, provider_ref=provider_ref, since=since)

    def cancel(self, provider_ref: str) -> PaymentReport:
        return self._charges.cancel(provider_ref)

    def refund(self, request: RefundRequest) -> RefundReport:
        return self._refunds.refund(request)

    def look_up_refund(
        self, *, reference: str, provider_ref: str | None, payment_ref: str, since: datetime
    ) -> RefundReport | None:
        return self._refunds.look_up(
            reference=reference, provider_ref=provider_ref, payment_ref=payment_ref
        )

    def look_up_dispute(self, provider_ref: str) -> DisputeReport:
        return self._books.dispute(provider_ref)

    def open_page(self, request: PageRequest) -> OpenedPage:
        return self._pages.open(request)

    def look_up_page(self, kind: PageKind, provider_ref: str) -> PageReport:
        return self._pages.look_up(kind, provider_ref)

    def methods(self, customer_ref: str) -> tuple[SavedMethod, ...]:
        return self._methods.saved(customer_ref)

    def set_default_method(self, customer_ref: str, method_ref: str) -> None:
        self._methods.make_default(customer_ref, method_ref)

    def remove_method(self, method_ref: str) -> None:
        self._methods.remove(method_ref)

    def statement(self, since: datetime, until: datetime) -> Iterator[StatementLine]:
        return self._books.statement(since, until)

    def read_webhook(self, body: bytes, headers: Mapping[str, str], now: datetime) -> WebhookReport:
        if len(body) > MAX_BODY:
            raise ForgedReport("the body is too large")
        signed_at, given = read_signature(the_header(headers, "stripe-signature"))
        require_fresh(int(signed_at), now)
        signed = f"{signed_at}.".encode() + body
        if not matches_any(self._expected(signed), given):
            raise ForgedReport("the signature does not verify")
        event = parse(Event, strict_object(body))
        if event is None or event.livemode is not self._live:
            raise ForgedReport("not an event of this account and mode")
        return report_of(event)


def _webhook_secrets(credentials: Mapping[str, str]) -> tuple[str, ...]:
    """Every secret that is valid now; none means that no webhook can be trusted."""
    parts = [part.strip() for part in credentials.get("webhook_secret", "").split(",")]
    secrets = tuple(part for part in parts if part)
    if not all(_WEBHOOK_SECRET.fullmatch(secret) for secret in secrets):
        raise BadCredentials("webhook_secret must be whsec_..., several separated by commas")
    return secrets


if TYPE_CHECKING:
    _: type[PaymentAdapter] = Adapter
