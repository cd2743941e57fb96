"""Stripe: saved cards and bank debits, charged through payment intents with the official SDK.

Wire facts (docs.stripe.com, API 2026-10-28): an idempotency key's first answer is replayed, errors
included, for at least 24 hours (`/api/idempotent_requests`); an error body of Stripe's own with a
400 or 402 is a definite no, 5xx and 409 are not (`/error-low-level`); amounts are in the smallest
unit with the exceptions of `/currencies`; events are signed `t=..,v1=..` (`/webhooks/signature`).

Our payment's key is both the idempotency key and `metadata.reference`, so that a charge whose reply
was lost can be found again. The SDK logs whole bodies below WARNING: its logger is kept above that,
and STRIPE_LOG must stay unset.
"""

import logging
import re
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Self

import stripe
from stripe.params import PaymentIntentCreateParams, PaymentIntentListParams

from billing.connections import Connection, Mode
from billing.errors import ForgedReport, OutcomeUnknown, ProviderFault, ProviderUnavailable
from billing.payments import (
    Capabilities,
    ChargeRequest,
    DeclineReason,
    Idempotency,
    Lookup,
    PaymentReport,
    PaymentState,
)
from payments._http import Request, send
from payments._protocol import (
    PATIENCE,
    BadCredentials,
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
from payments._stripe_wire import (
    INTENT_ID,
    REFERENCE,
    Event,
    Intent,
    ListPage,
    Refusal,
    best_id,
    is_definite,
    parse,
    read_refusal,
    read_signature,
    subject_of,
    to_wire,
)

_SECRET_KEY = re.compile(r"(?:sk|rk)_(test|live)_[A-Za-z0-9_-]{4,240}")
_WEBHOOK_SECRET = re.compile(r"whsec_[A-Za-z0-9+/=_-]{8,240}")
_SENT_HEADERS = frozenset(
    {"authorization", "content-type", "idempotency-key", "stripe-version", "user-agent"}
)
_MAX_PAGES, _PAGE = 100, 100
_LOOK_FOR = timedelta(seconds=20)
_CLOCKS_APART = timedelta(minutes=5)


class _Transport(stripe.HTTPClient):
    """The SDK over our own sender: one try, one deadline, and only the headers Stripe needs."""

    name = "httpcore"

    def __init__(self, timeouts: Timeouts) -> None:
        super().__init__()
        self._timeouts = timeouts

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: str | None = None,
        *,
        _usage: list[str] | None = None,
    ) -> tuple[str, int, Mapping[str, str]]:
        sent = {k: v for k, v in (headers or {}).items() if k.lower() in _SENT_HEADERS}
        body = (post_data or "").encode()
        reply = send(Request(method.upper(), url, sent, body), self._timeouts)
        return reply.body.decode(), reply.status, reply.headers


class Adapter:
    """One Stripe account. Credentials: `secret_key`, and `webhook_secret` (several by commas)."""

    name: ClassVar[str] = "stripe"
    capabilities: Capabilities = Capabilities(
        idempotency=Idempotency.KEYED,
        # Keys live at least 24 hours; ten minutes are left for clocks and for the way there.
        key_window=timedelta(hours=23, minutes=50),
        lookup=Lookup.STRONG,
        refunds=False,
    )

    def __init__(
        self, client: stripe.StripeClient, webhook_secrets: tuple[str, ...], mode: Mode
    ) -> None:
        self._intents = client.v1.payment_intents
        self._webhook_secrets, self._live = webhook_secrets, mode is Mode.LIVE

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
        if base_url is not None and connection.mode is Mode.LIVE:
            raise BadCredentials("a live secret_key is sent to Stripe only, not to another address")
        logging.getLogger("stripe").setLevel(logging.WARNING)
        # Otherwise the SDK writes a tracking id into the user's home; this is its only switch.
        stripe.enable_telemetry = False
        client = stripe.StripeClient(
            credentials["secret_key"],
            base_addresses={"api": (base_url or stripe.DEFAULT_API_BASE).rstrip("/")},
            max_network_retries=0,
            http_client=_Transport(timeouts),
        )
        return cls(client, _webhook_secrets(credentials), connection.mode)

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Mapping[str, str] | None:
        """From STRIPE_SECRET_KEY and, for webhooks, STRIPE_WEBHOOK_SECRET."""
        names = {"secret_key": "STRIPE_SECRET_KEY", "webhook_secret": "STRIPE_WEBHOOK_SECRET"}
        found = {name: env.get(variable, "").strip() for name, variable in names.items()}
        return {k: v for k, v in found.items() if v} if found["secret_key"] else None

    @classmethod
    def mode_of(cls, credentials: Mapping[str, str]) -> Mode:
        match = _SECRET_KEY.fullmatch(credentials.get("secret_key", ""))
        if match is None:
            raise BadCredentials("secret_key must look like sk_test_... or sk_live_...")
        _webhook_secrets(credentials)
        return Mode(match[1])

    def check_credentials(self) -> None:
        answer = self._read(lambda: self._intents.list({"limit": 1}))
        if isinstance(answer, Refusal):
            raise _unavailable(answer)

    def charge(self, request: ChargeRequest) -> PaymentReport:
        if not REFERENCE.fullmatch(request.key):
            raise ProviderUnavailable("not sent: the key has characters that cannot be looked up")
        amount = to_wire(request.amount)
        if amount is None:
            return _no(request, DeclineReason.CURRENCY_NOT_SUPPORTED)
        params: PaymentIntentCreateParams = {
            "amount": amount,
            "currency": request.amount.currency.lower(),
            "payment_method": request.method_ref,
            "confirm": True,
            # The customer is here but no page is open: what needs an act of theirs is a decline.
            "error_on_requires_action": True,
            "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
            "metadata": {"reference": request.key},
            "description": request.description,
        }
        if request.customer_ref:
            params["customer"] = request.customer_ref
        answer = _ask(lambda: self._intents.create(params, {"idempotency_key": request.key}))
        if isinstance(answer, Refusal):
            return self._declined(request, answer)
        report = self._report(parse(Intent, answer))
        if report is None or report.reference != request.key:
            raise OutcomeUnknown("Stripe's answer is not about this payment, or not final")
        return report

    def look_up(
        self, *, reference: str, provider_ref: str | None, since: datetime
    ) -> PaymentReport | None:
        """See the port. The list endpoint reads its own writes, so absence there is definite; the
        search index lags and is only asked for a quicker yes.
        """
        if not REFERENCE.fullmatch(reference):
            raise ProviderUnavailable("this reference was never sent to Stripe")
        found = provider_ref or self._searched(reference) or self._listed(reference, since)
        if found is None:
            return None
        answer = self._read(lambda: self._intents.retrieve(found))
        if isinstance(answer, Refusal):
            # Even 404: Stripe deletes no intent, so these are the keys of another account.
            raise _unavailable(answer)
        report = self._report(parse(Intent, answer))
        if report is None or report.reference != reference:
            raise ProviderUnavailable("Stripe has not decided, or it is another payment")
        return report

    def cancel(self, provider_ref: str) -> PaymentReport:
        """Cancel, or report what it became instead; raises `OutcomeUnknown` in any doubt."""
        if not INTENT_ID.fullmatch(provider_ref):
            raise ProviderUnavailable("there is nothing at Stripe to cancel")
        answer = _ask(lambda: self._intents.cancel(provider_ref))
        if not isinstance(answer, Refusal):
            report = self._report(parse(Intent, answer))
        elif answer.payment_intent is not None:
            report = self._report(answer.payment_intent)
        else:
            raise _unavailable(answer) if is_definite(answer) else _in_doubt(answer)
        if report is None or report.provider_ref != provider_ref:
            raise OutcomeUnknown("Stripe's answer is not about this payment, or not final")
        return report

    def read_webhook(self, body: bytes, headers: Mapping[str, str], now: datetime) -> WebhookReport:
        if len(body) > MAX_BODY:
            raise ForgedReport("the body is too large")
        signed_at, given = read_signature(the_header(headers, "stripe-signature"))
        require_fresh(int(signed_at), now)
        signed = f"{signed_at}.".encode() + body
        if not matches_any((hmac_sha256(s, signed) for s in self._webhook_secrets), given):
            raise ForgedReport("the signature does not verify")
        event = parse(Event, strict_object(body))
        if event is None or event.livemode is not self._live:
            raise ForgedReport("not an event of this account and mode")
        return WebhookReport(event.id, event.type, *subject_of(event.data.object))

    def _declined(self, request: ChargeRequest, answer: Refusal) -> PaymentReport:
        """The report of a definite no; raises for any other error answer."""
        if not is_definite(answer):
            raise _in_doubt(answer)
        if answer.status not in (400, 402):
            raise _unavailable(answer)
        if answer.payment_intent is None:
            return _no(request, answer.reason)
        report = self._report(answer.payment_intent, answer.reason)
        ours = report is not None and report.reference == request.key
        if report is None or not ours or report.state is not PaymentState.FAILED:
            raise OutcomeUnknown("Stripe refused and yet may have charged")
        return report

    def _report(
        self, intent: Intent | None, reason: DeclineReason | None = None
    ) -> PaymentReport | None:
        """The intent in our words; None when it is undecided, unreadable, or of another mode."""
        if intent is None or intent.livemode is not self._live:
            return None
        state, money, reference = intent.state, intent.money, intent.metadata.get("reference")
        if state is None or money is None or reference is None:
            return None
        if state is PaymentState.FAILED and intent.last_payment_error is not None:
            reason = reason or intent.last_payment_error.reason
        return PaymentReport(reference, intent.id, state, money, reason)

    def _read(self, call: Callable[[], stripe.StripeObject]) -> Mapping[str, object] | Refusal:
        """As `_ask` for what changes nothing: a doubt there only means that we do not know yet."""
        try:
            return _ask(call)
        except OutcomeUnknown as doubt:
            why = str(doubt)
        raise ProviderUnavailable(why)

    def _searched(self, reference: str) -> str | None:
        query = f"metadata['reference']:'{reference}'"
        try:
            answer = self._read(lambda: self._intents.search({"query": query, "limit": 10}))
        except ProviderUnavailable:
            return None
        page = None if isinstance(answer, Refusal) else parse(ListPage, answer)
        return None if page is None else best_id(page.data, reference)

    def _listed(self, reference: str, since: datetime) -> str | None:
        """The id by reading every intent since then; raises when there are too many to be sure."""
        begin = int((since - _CLOCKS_APART).timestamp())
        params: PaymentIntentListParams = {"created": {"gte": begin}, "limit": _PAGE}
        until = time.monotonic() + _LOOK_FOR.total_seconds()
        for _ in range(_MAX_PAGES):
            answer = self._read(lambda: self._intents.list(params))
            if isinstance(answer, Refusal):
                raise _unavailable(answer)
            page = parse(ListPage, answer)
            if page is None:
                raise ProviderUnavailable("Stripe's list is not readable")
            found = best_id(page.data, reference)
            if found is not None or not page.has_more:
                return found
            if not page.data or time.monotonic() > until:
                break
            params["starting_after"] = str(page.data[-1].get("id"))
        raise ProviderUnavailable("too many payments since then to be sure that it is absent")


def _ask(call: Callable[[], stripe.StripeObject]) -> Mapping[str, object] | Refusal:
    """What Stripe answers, as plain data; raises the sender's faults and doubts."""
    try:
        return call().to_dict()
    except ProviderFault:
        raise
    except stripe.StripeError as said:
        return read_refusal(said.http_status or 0, said.json_body)
    except Exception as odd:
        # The sender's faults came above: what is left is an answer that nobody could read.
        why = type(odd).__name__
    raise OutcomeUnknown(f"Stripe's answer is not readable: {why}")


def _in_doubt(answer: Refusal) -> OutcomeUnknown:
    return OutcomeUnknown(f"no definite answer from Stripe: status {answer.status}")


def _unavailable(answer: Refusal) -> ProviderUnavailable:
    if answer.status == 401:
        return BadCredentials("Stripe refuses secret_key")
    if answer.status == 403:
        return BadCredentials("secret_key lacks a permission for payment intents")
    return ProviderUnavailable(f"Stripe did not do it: status {answer.status}")


def _no(request: ChargeRequest, reason: DeclineReason) -> PaymentReport:
    """A failure before Stripe made anything: there is no id, and the amount is only ours."""
    return PaymentReport(request.key, "", PaymentState.FAILED, request.amount, reason)


def _webhook_secrets(credentials: Mapping[str, str]) -> tuple[str, ...]:
    """Every secret that is valid now; none means that no webhook can be trusted."""
    parts = [part.strip() for part in credentials.get("webhook_secret", "").split(",")]
    secrets = tuple(part for part in parts if part)
    if not all(_WEBHOOK_SECRET.fullmatch(secret) for secret in secrets):
        raise BadCredentials("webhook_secret must be whsec_..., several separated by commas")
    return secrets


if TYPE_CHECKING:
    _: type[PaymentAdapter] = Adapter
