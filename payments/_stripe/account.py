"""One Stripe account over the official SDK: asking once, three kinds of answers, lists, addresses.

Every question ends in plain data, in a `Refusal`, or in one of the sender's two faults. The SDK
logs whole bodies below WARNING: its logger is kept above that, and STRIPE_LOG must stay unset.
"""

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Final, TypeVar

import stripe

from billing.errors import OutcomeUnknown, ProviderFault, ProviderUnavailable
from billing.payments import DeclineReason, PaymentReport, PaymentState
from payments._http import Request, origin_of, send
from payments._protocol import BadCredentials, NotOfThisAccount, Timeouts
from payments._stripe.wire import Intent, ListPage, Moded, Refusal, is_definite, read_refusal
from payments._wire import parse

API_VERSION: Final = "2026-10-28.endive"
"""What the objects we read look like; an SDK of another version is still answered in this one."""

PAGE: Final = 100
_MAX_PAGES: Final = 100
_LOOK_FOR = timedelta(seconds=20)
_SENT_HEADERS = frozenset(
    {"authorization", "content-type", "idempotency-key", "stripe-version", "user-agent"}
)

Call = Callable[[], stripe.StripeObject]
_M = TypeVar("_M", bound=Moded)


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


class Account:
    """Asks Stripe in one account's name; says nothing of the account's key."""

    def __init__(self, client: stripe.StripeClient, *, live: bool, base_url: str | None) -> None:
        self.v1 = client.v1
        self._live = live
        self._origin = None if base_url is None else origin_of(base_url)

    def is_ours(self, thing: Moded) -> bool:
        """Whether it is of the connection's mode."""
        return thing.livemode is self._live

    def read(self, call: Call) -> Mapping[str, object] | Refusal:
        """As `ask` for what changes nothing: a doubt there only means that we do not know yet."""
        try:
            return ask(call)
        except OutcomeUnknown as doubt:
            why = str(doubt)
        raise ProviderUnavailable(why)

    def fetch(self, model: type[_M], call: Call) -> _M:
        """The object; raises `ProviderUnavailable` for every other answer.

        Even a 404 is one: what we once had an id of is not deleted, so these are the keys of
        another account (`NotOfThisAccount`).
        """
        answer = self.read(call)
        if isinstance(answer, Refusal):
            if answer.status == 404 and answer.code == "resource_missing" and is_definite(answer):
                raise NotOfThisAccount("this account of Stripe's has nothing of this id")
            raise unavailable(answer)
        found = parse(model, answer)
        if found is None or not self.is_ours(found):
            raise ProviderUnavailable("Stripe's answer is not readable, or of another mode")
        return found

    def make(self, model: type[_M], call: Call) -> _M:
        """What a request that changes something answers; raises `OutcomeUnknown` in any doubt and
        `ProviderUnavailable` for a definite no.
        """
        answer = ask(call)
        if isinstance(answer, Refusal):
            raise unavailable(answer) if is_definite(answer) else in_doubt(answer)
        made = parse(model, answer)
        if made is None or not self.is_ours(made):
            raise OutcomeUnknown("Stripe's answer is not readable, or of another mode")
        return made

    def pages(
        self,
        list_after: Callable[[str | None], stripe.StripeObject],
        *,
        limit: int = _MAX_PAGES,
        patience: timedelta = _LOOK_FOR,
    ) -> Iterator[ListPage]:
        """Every page of a list; raises `ProviderUnavailable` when there are too many to be sure.

        `list_after` asks for the page after an id, None for the first.
        """
        until = time.monotonic() + patience.total_seconds()
        after: str | None = None
        for _ in range(limit):
            last = after
            answer = self.read(lambda: list_after(last))  # noqa: B023 - called before it changes
            if isinstance(answer, Refusal):
                raise unavailable(answer)
            page = parse(ListPage, answer)
            if page is None:
                raise ProviderUnavailable("Stripe's list is not readable")
            yield page
            if not page.has_more:
                return
            if not page.data or time.monotonic() > until:
                break
            after = str(page.data[-1].get("id"))
            if after == last:
                break  # the list does not move on
        raise ProviderUnavailable("too many to read at Stripe to be sure that it is absent")

    def report(
        self, intent: Intent | None, reason: DeclineReason | None = None
    ) -> PaymentReport | None:
        """The intent in our words; None when it is undecided, unreadable, or of another mode."""
        if intent is None or not self.is_ours(intent):
            return None
        state, money, reference = intent.state, intent.money, intent.metadata.get("reference")
        if state is None or money is None or reference is None:
            return None
        if state is PaymentState.FAILED and intent.last_payment_error is not None:
            reason = reason or intent.last_payment_error.reason
        act = intent.next_action if state is PaymentState.REQUIRES_ACTION else None
        url = None if act is None else self.page_url(act.url)
        return PaymentReport(reference, intent.id, state, money, reason, url)

    def page_url(self, url: str | None) -> str | None:
        """The address, if a customer may be sent there: Stripe's by https, or the sandbox's own."""
        origin = None if url is None else origin_of(url)
        if origin is None:
            return None
        scheme, host, port = origin
        stripes = scheme == "https" and port is None and f".{host}".endswith(".stripe.com")
        return url if stripes or origin == self._origin else None


def connect(key: str, base_url: str | None, timeouts: Timeouts) -> stripe.StripeClient:
    """The SDK's client with our sender, our version, no retries, no log and no telemetry."""
    logging.getLogger("stripe").setLevel(logging.WARNING)
    # Otherwise the SDK writes a tracking id into the user's home; this is its only switch.
    stripe.enable_telemetry = False
    return stripe.StripeClient(
        key,
        base_addresses={"api": (base_url or stripe.DEFAULT_API_BASE).rstrip("/")},
        max_network_retries=0,
        stripe_version=API_VERSION,
        http_client=_Transport(timeouts),
    )


def ask(call: Call) -> Mapping[str, object] | Refusal:
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


def in_doubt(answer: Refusal) -> OutcomeUnknown:
    return OutcomeUnknown(f"no definite answer from Stripe: status {answer.status}")


def unavailable(answer: Refusal) -> ProviderUnavailable:
    """What a refused question means: nothing was done."""
    if answer.status == 401:
        return BadCredentials("Stripe refuses secret_key")
    if answer.status == 403:
        return BadCredentials("secret_key lacks a permission for this")
    return ProviderUnavailable(f"Stripe did not do it: status {answer.status}")
