"""Square: cards and bank accounts on file, refunds, payment links and disputes by its own SDK.

Wire facts (Square's API reference and guides, API 2026-09-16): a payment's idempotency key has at
most 45 characters and its first answer is replayed (`/build-basics/.../idempotency`), for how long
is not published: we count on an hour, less ten minutes. There is no search by reference; lists are
by time and "eventually consistent", new payments "might take several seconds to appear" (`GET
/v2/payments`): we count on five minutes. Amounts are in the smallest unit of the location's
currency. Events are signed over the address and the body (`/webhooks/step3validate`).

Our payment's key (`ba` and 40 hexadecimal digits) is the idempotency key as it is. `reference_id`
has room for 40 characters: it is the key without the constant `ba`, so it can be turned back and is
as unique as the key (160 bits of an HMAC; `_square/words.py`). A refund and a payment on a link's
page have no such field: the whole key is in the refund's reason and the payment's note. Inside the
key's time the same request again is the look-up of a lost answer; later the list is. Square can
also void what a key made (`payments/cancel`), after which the key charges anew: that is never used,
for it would make two charges of one key possible. The work is done in `_square/`.
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
from payments._signatures import MAX_BODY, matches_any, require_fresh, strict_object, the_header
from payments._square.account import ONCE, Account, connect, unavailable
from payments._square.books import Books
from payments._square.charges import Charges
from payments._square.events import (
    SENT_AGAIN_FOR,
    SIGNATURE_HEADER,
    Event,
    read_signature,
    report_of,
    signatures,
)
from payments._square.links import Links
from payments._square.methods import Methods
from payments._square.pages import Pages
from payments._square.refunds import Refunds
from payments._square.wire import Location, Refusal
from payments._square.words import TYPES
from payments._wire import instant, parse

_VARIABLES: Final[Mapping[str, str]] = {
    "secret_key": "SQUARE_ACCESS_TOKEN",
    "location_id": "SQUARE_LOCATION_ID",
    "environment": "SQUARE_ENVIRONMENT",
    "webhook_secret": "SQUARE_WEBHOOK_SECRET",
    "webhook_url": "SQUARE_WEBHOOK_URL",
}
_MODES: Final = {"sandbox": Mode.TEST, "production": Mode.LIVE}
_ADDRESSES: Final = {
    Mode.TEST: "https://connect.squareupsandbox.com",
    Mode.LIVE: "https://connect.squareup.com",
}
_SECRET_KEY = re.compile(r"[A-Za-z0-9_-]{8,1024}")
_LOCATION = re.compile(r"[A-Za-z0-9_-]{1,50}")
_WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9+/=_-]{8,240}")
_WEBHOOK_URL = re.compile(r"https?://[!-~]{1,500}")


class Adapter(Limited):
    """One location of one Square seller.

    Credentials: `secret_key` (the access token), `location_id`, `environment` (`sandbox`, or
    `production`), `webhook_secret` (the signature key; several by commas), and `webhook_url` where
    Square was given another address than the connection's own.
    """

    name: ClassVar[str] = "square"
    credential_names: ClassVar[CredentialNames] = CredentialNames(
        secret=frozenset({"secret_key", "webhook_secret"}),
        public=frozenset({"location_id", "environment", "webhook_url"}),
        overlapping="webhook_secret",
    )
    capabilities: Capabilities = Capabilities(
        idempotency=Idempotency.KEYED,
        # Square does not say how long it keeps keys.
        key_window=timedelta(minutes=50),
        lookup=Lookup.EVENTUAL,
        lookup_horizon=timedelta(minutes=5),
        webhooks=Webhooks.SIGNED,
        refunds=Refunding.PARTIAL,
        saved_methods=True,
        methods=TYPES,
        pages=frozenset({PageKind.PAYMENT_LINK}),
        disputes=True,
        statement=True,
        # "Several seconds" by Square's words, and the same margin as for a look-up.
        statement_lag=timedelta(minutes=5),
        currencies={"bank_account": frozenset({"USD"})},
        reach=Reach.PAY_HERE,
    )

    def __init__(
        self, account: Account, webhook_secrets: tuple[str, ...], webhook_url: str | None
    ) -> None:
        self._account = account
        links = Links(account)
        self._charges, self._refunds = Charges(account, links), Refunds(account)
        self._pages, self._methods = Pages(account, links), Methods(account)
        self._books = Books(account)
        # Kept where no repr of the adapter or of its members shows them.
        self._expected: Callable[[bytes], Iterator[str]] = lambda body: (
            iter(()) if webhook_url is None else signatures(webhook_secrets, webhook_url, body)
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
            raise BadCredentials("a live secret_key is sent to Square only, not to another address")
        address = base_url or _ADDRESSES[connection.mode]
        client, ear = connect(credentials["secret_key"], address, timeouts)
        account = Account(client, ear, location=credentials["location_id"], base_url=base_url)
        url = credentials.get("webhook_url") or connection.webhook_url
        return cls(account, _webhook_secrets(credentials), url)

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Mapping[str, str] | None:
        """From SQUARE_ACCESS_TOKEN and SQUARE_LOCATION_ID, with SQUARE_ENVIRONMENT (`sandbox`
        where it is absent) and, for webhooks, SQUARE_WEBHOOK_SECRET and SQUARE_WEBHOOK_URL.
        """
        found = {name: env.get(variable, "").strip() for name, variable in _VARIABLES.items()}
        given = {name: value for name, value in found.items() if value}
        return given if {"secret_key", "location_id"} <= given.keys() else None

    @classmethod
    def mode_of(cls, credentials: Mapping[str, str]) -> Mode:
        """Square's tokens look alike in both worlds: `environment` tells them apart."""
        if not _VARIABLES.keys() >= credentials.keys():
            raise BadCredentials(f"Square's credentials are {', '.join(_VARIABLES)} only")
        if not _SECRET_KEY.fullmatch(credentials.get("secret_key", "")):
            raise BadCredentials("secret_key must be an access token of Square's")
        if not _LOCATION.fullmatch(credentials.get("location_id", "")):
            raise BadCredentials("location_id must be the id of one of the seller's locations")
        url = credentials.get("webhook_url")
        if url and not _WEBHOOK_URL.fullmatch(url):
            raise BadCredentials("webhook_url must be the address that Square was given")
        _webhook_secrets(credentials)
        mode = _MODES.get(credentials.get("environment") or "sandbox")
        if mode is None:
            raise BadCredentials("environment must be sandbox or production")
        return mode

    def check_credentials(self) -> None:
        get, location = self._account.api.locations.get, self._account.location
        answer = self._account.read(lambda: get(location, request_options=ONCE))
        if isinstance(answer, Refusal):
            if answer.status == 404 and answer.is_definite:
                raise BadCredentials("location_id is none of this seller's locations")
            raise unavailable(answer)
        found = parse(Location, answer.get("location"))
        if found is None or found.id != location:
            raise BadCredentials("location_id must be a location's own id")
        if found.status != "ACTIVE":
            raise BadCredentials("location_id is of a location that is not active")

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
            reference=reference, provider_ref=provider_ref, payment_ref=payment_ref, since=since
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
        given = read_signature(the_header(headers, SIGNATURE_HEADER))
        if not matches_any(self._expected(body), [given]):
            raise ForgedReport("the signature does not verify")
        event = parse(Event, strict_object(body))
        made_at = None if event is None else instant(event.created_at)
        if event is None or made_at is None:
            raise ForgedReport("not an event of Square's")
        require_fresh(int(made_at.timestamp()), now, for_as_long_as=SENT_AGAIN_FOR)
        return report_of(event, self._account.location)


def _webhook_secrets(credentials: Mapping[str, str]) -> tuple[str, ...]:
    """Every secret that is valid now; none means that no webhook can be trusted."""
    parts = [part.strip() for part in credentials.get("webhook_secret", "").split(",")]
    secrets = tuple(part for part in parts if part)
    if not all(_WEBHOOK_SECRET.fullmatch(secret) for secret in secrets):
        raise BadCredentials("webhook_secret must be a signature key, several by commas")
    return secrets


if TYPE_CHECKING:
    _: type[PaymentAdapter] = Adapter
