"""PayPal: wallets and saved cards, an approval page, refunds, disputes, over plain HTTP.

Wire facts (the OpenAPI descriptions of 2024-02, developer.paypal.com): a PayPal-Request-Id is kept
six hours for orders, 45 days for refunds, three hours in the vault, and the same one again shows
what the first request made; amounts are decimal strings, without places for HUF, JPY and TWD; a
payment appears in the transaction report, the only place to find it by our key, after at most
three hours; webhooks are signed by certificate.

Webhooks are verified by certificate, not by PayPal's verify API: once the certificate is kept that
costs no question at all, works while PayPal's API does not, and needs no access token at the door
where anybody may knock. The price is one request per new certificate, to a pinned address.

A payment is known by its order's id while the payer is asked, by its capture's id afterwards.
The work is done in `_paypal/`.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final, Self

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

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
from payments._paypal.account import Account, Place
from payments._paypal.books import REPORT_LAG, Books
from payments._paypal.certificates import LIVE_HOST, TEST_HOST, Certificates
from payments._paypal.charges import KEY_WINDOW, Charges
from payments._paypal.events import Event, report_of
from payments._paypal.letters import Letter, is_genuine, read_letter
from payments._paypal.orders import Orders
from payments._paypal.pages import Pages
from payments._paypal.refunds import Refunds
from payments._paypal.vault import PAGE_TYPES, Vault
from payments._paypal.words import TYPES
from payments._protocol import (
    PATIENCE,
    AsksToVerify,
    BadCredentials,
    Limited,
    PaymentAdapter,
    RemembersProofs,
    Timeouts,
    WebhookReport,
)
from payments._signatures import MAX_BODY, require_fresh, strict_object
from payments._wire import parse

LIVE_API: Final = "https://api-m.paypal.com"
TEST_API: Final = "https://api-m.sandbox.paypal.com"
_CREDENTIALS: Final = frozenset({"client_id", "client_secret", "webhook_id", "mode"})
_CLIENT: Final = re.compile(r"[A-Za-z0-9_-]{4,240}")
_WEBHOOK_ID: Final = re.compile(r"[A-Za-z0-9]{1,50}")
_MAY_READ_THE_REPORT: Final = "https://uri.paypal.com/services/reporting/search/read"


class Adapter(Limited):
    """One PayPal app. Credentials: `client_id`, `client_secret`, `mode` (`test` when left out:
    PayPal's own credentials do not say it), and `webhook_id` (several by commas).
    """

    name: ClassVar[str] = "paypal"
    credential_names: ClassVar[CredentialNames] = CredentialNames(
        # With another company's webhook's id, its genuine letters would be taken for one's own.
        secret=frozenset({"client_secret", "webhook_id"}),
        public=frozenset({"client_id", "mode"}),
        overlapping="webhook_id",
    )
    capabilities: Capabilities = Capabilities(
        idempotency=Idempotency.KEYED,
        key_window=KEY_WINDOW,
        lookup=Lookup.EVENTUAL,
        # The last request with a key may leave at the end of its window, and then the report needs
        # its hours: before both are over, absence in it means nothing.
        lookup_horizon=KEY_WINDOW + REPORT_LAG + timedelta(minutes=10),
        webhooks=Webhooks.SIGNED,
        refunds=Refunding.PARTIAL,
        saved_methods=True,
        methods=TYPES,
        on_page=PAGE_TYPES,
        adds=PAGE_TYPES,
        pages=frozenset(PageKind) - {PageKind.INVOICE},
        disputes=True,
        statement=True,
        statement_lag=REPORT_LAG,
        reach=Reach.PAY_HERE,
    )

    def __init__(
        self, account: Account, certificates: Certificates, webhook_ids: tuple[str, ...]
    ) -> None:
        orders, books, vault = Orders(account), Books(account), Vault(account)
        self._account, self._books, self._vault = account, books, vault
        self._charges = Charges(account, orders, books)
        self._refunds, self._pages = Refunds(account, orders), Pages(account, orders, vault)
        self._certificates = certificates
        # Kept where no repr of the adapter or of its members shows them.
        self._webhook_ids: Callable[[], tuple[str, ...]] = lambda: webhook_ids

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
            raise BadCredentials(f"the credentials are not marked as of {connection.mode} mode")
        live = connection.mode is Mode.LIVE
        if base_url is not None and live:
            raise BadCredentials("live credentials are sent to PayPal only, not to another address")
        client = credentials["client_id"], credentials["client_secret"]
        api, host = (LIVE_API, LIVE_HOST) if live else (TEST_API, TEST_HOST)
        place = Place(base_url or api, base_url, timeouts)
        account = Account(client, place, sealing=f"{connection.id}\x1f{connection.endpoint_token}")
        certificates = Certificates(base_url or host, timeouts)
        return cls(account, certificates, _webhook_ids(credentials))

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Mapping[str, str] | None:
        """From PAYPAL_CLIENT_ID, PAYPAL_CLIENT_SECRET, PAYPAL_MODE and PAYPAL_WEBHOOK_ID."""
        names = ("client_id", "client_secret", "mode", "webhook_id")
        found = {name: env.get(f"PAYPAL_{name.upper()}", "").strip() for name in names}
        return {k: v for k, v in found.items() if v} if found["client_id"] else None

    @classmethod
    def mode_of(cls, credentials: Mapping[str, str]) -> Mode:
        if not _CREDENTIALS.issuperset(credentials):
            known = "client_id, client_secret, mode and webhook_id"
            raise BadCredentials(f"PayPal's credentials are {known} only")
        for name in ("client_id", "client_secret"):
            if not _CLIENT.fullmatch(credentials.get(name, "")):
                raise BadCredentials(f"{name} is absent or malformed: copy it from the app's page")
        _webhook_ids(credentials)
        mode = credentials.get("mode", Mode.TEST)
        if mode not in ("test", "sandbox", "live"):
            raise BadCredentials("mode must be test (PayPal's sandbox) or live")
        return Mode.LIVE if mode == "live" else Mode.TEST

    def check_credentials(self) -> None:
        scopes = self._account.scopes()
        if scopes is not None and _MAY_READ_THE_REPORT not in scopes:
            raise BadCredentials(
                "the app behind client_id lacks the feature Transaction search: without it no"
                " payment whose answer was lost can be found"
            )

    def charge(self, request: ChargeRequest) -> PaymentReport:
        return self._charges.charge(request)

    def look_up(
        self, *, reference: str, provider_ref: str | None, since: datetime
    ) -> PaymentReport | None:
        return self._charges.look_up(reference=reference, provider_ref=provider_ref, since=since)

    def never_took(self, *, reference: str, provider_ref: str, since: datetime) -> bool:
        return self._charges.never_took(reference=reference, provider_ref=provider_ref, since=since)

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
        return self._vault.saved(customer_ref)

    def set_default_method(self, customer_ref: str, method_ref: str) -> None:
        self._vault.make_default(customer_ref, method_ref)

    def remove_method(self, method_ref: str) -> None:
        self._vault.remove(method_ref)

    def statement(self, since: datetime, until: datetime) -> Iterator[StatementLine]:
        return self._books.statement(since, until)

    def read_webhook(self, body: bytes, headers: Mapping[str, str], now: datetime) -> WebhookReport:
        letter = self._letter(body, headers, now)
        return self._report(letter, body, self._certificates.key(letter.cert_url, now))

    def read_webhook_unasked(
        self, body: bytes, headers: Mapping[str, str], now: datetime
    ) -> WebhookReport | None:
        """See `AsksToVerify`: None while the letter's certificate is not known here."""
        letter = self._letter(body, headers, now)
        key = self._certificates.known_key(letter.cert_url, now)
        return None if key is None else self._report(letter, body, key)

    def asks_about(self, headers: Mapping[str, str]) -> str:
        return read_letter(headers).cert_url

    def remember_in(self, folder: Path) -> None:
        self._certificates.keep_in(folder)

    def _letter(self, body: bytes, headers: Mapping[str, str], now: datetime) -> Letter:
        """What is refused without a look at any certificate never leads to a question."""
        if len(body) > MAX_BODY:
            raise ForgedReport("the body is too large")
        if not self._webhook_ids():
            raise ForgedReport("no webhook of PayPal's is expected here")
        letter = read_letter(headers)
        require_fresh(int(letter.sent_at.timestamp()), now)
        return letter

    def _report(self, letter: Letter, body: bytes, key: RSAPublicKey) -> WebhookReport:
        if not any(is_genuine(letter, each, body, key) for each in self._webhook_ids()):
            raise ForgedReport("the signature does not verify")
        event = parse(Event, strict_object(body))
        if event is None:
            raise ForgedReport("not an event of PayPal's")
        # A CRC-32 is all that is signed of the body, and others with the same one are easily made.
        return replace(report_of(event), delivery=letter.transmission_id)


def _webhook_ids(credentials: Mapping[str, str]) -> tuple[str, ...]:
    """Every webhook that is ours now; none means that no letter can be trusted."""
    parts = [part.strip() for part in credentials.get("webhook_id", "").split(",")]
    found = tuple(part for part in parts if part)
    if not all(_WEBHOOK_ID.fullmatch(each) for each in found):
        raise BadCredentials("webhook_id must be letters and digits, several separated by commas")
    return found


if TYPE_CHECKING:
    _: type[PaymentAdapter] = Adapter
    _asks: type[AsksToVerify] = Adapter
    _remembers: type[RemembersProofs] = Adapter
