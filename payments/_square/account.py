"""One Square seller over the official SDK: asking once, three kinds of answers, lists, addresses.

The SDK makes the request; what came back is read here, strictly, and not by its models, which take
anything. It is told with every call to try once: alone it repeats 408, 409, 429 and 5xx. Its logs
and its headers about this machine go nowhere, for the client below writes and sends neither.
"""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Final, TypeVar

import httpx
from square import Square
from square.core.request_options import RequestOptions

from billing.errors import OutcomeUnknown, ProviderFault, ProviderUnavailable
from billing.payments import DeclineReason, PaymentReport, PaymentState
from payments._http import Reply, Request, origin_of, send
from payments._protocol import BadCredentials, Timeouts
from payments._square.wire import Json, Payment, Refusal, read_refusal
from payments._wire import Wire, parse, read_json

API_VERSION: Final = "2026-09-16"
"""What the objects we read look like; an SDK of another version is still answered in this one."""

ONCE: Final[RequestOptions] = {"max_retries": 0}
CLOCKS_APART: Final = timedelta(minutes=5)
PAGE: Final = 100
_MAX_PAGES: Final = 100
_LOOK_FOR = timedelta(seconds=20)
_SENT_HEADERS = frozenset({"authorization", "content-type", "square-version", "user-agent"})
# Square's own pages are short links of `square.link`, or below its domains.
_PAGE_HOSTS = (".square.link", ".squareup.com", ".square.site", ".squareupsandbox.com")

Call = Callable[[], object]
_W = TypeVar("_W", bound=Wire)


class Ear(httpx.Client):
    """The SDK's HTTP client over our own sender, which keeps the answer for us to read."""

    def __init__(self, timeouts: Timeouts) -> None:
        super().__init__(transport=httpx.BaseTransport(), trust_env=False)
        self._timeouts = timeouts
        self._heard = threading.local()

    def send(self, request: httpx.Request, **options: object) -> httpx.Response:
        headers = {k: v for k, v in request.headers.items() if k.lower() in _SENT_HEADERS}
        sent = Request(request.method, str(request.url), headers, request.content)
        reply = send(sent, self._timeouts)
        self._heard.reply = reply
        return httpx.Response(reply.status, content=reply.body, request=request)

    def answer_to(self, call: Call) -> Reply:
        """What Square answers; raises the sender's two faults."""
        self._heard.reply = None
        try:
            call()
        except ProviderFault:
            raise
        except Exception:
            if self._heard.reply is None:
                raise
            # What the SDK makes of an answer is not asked: it was kept above, and is read by us.
        reply: Reply = self._heard.reply
        return reply


class Account:
    """Asks Square in one seller's name; says nothing of the seller's token."""

    def __init__(self, client: Square, ear: Ear, *, location: str, base_url: str | None) -> None:
        self.api, self.location = client, location
        self._ear = ear
        self._origin = None if base_url is None else origin_of(base_url)

    def ask(self, call: Call) -> Json | Refusal:
        """What Square answers, as plain data; raises the sender's faults and doubts."""
        reply = self._ear.answer_to(call)
        body = read_json(reply.body)
        if reply.status == 200 and isinstance(body, dict) and not body.get("errors"):
            return body
        return read_refusal(reply.status, body)

    def read(self, call: Call) -> Json | Refusal:
        """As `ask` for what changes nothing: a doubt there only means that we do not know yet."""
        try:
            return self.ask(call)
        except OutcomeUnknown as doubt:
            why = str(doubt)
        raise ProviderUnavailable(why)

    def fetch(self, model: type[_W], member: str, call: Call) -> _W:
        """The object; raises `ProviderUnavailable` for every other answer.

        Even a 404 is one: what we once had an id of is not deleted, so this is the token of another
        seller.
        """
        answer = self.read(call)
        if isinstance(answer, Refusal):
            raise unavailable(answer)
        found = parse(model, answer.get(member))
        if found is None:
            raise ProviderUnavailable("Square's answer is not readable")
        return found

    def payment(self, payment_id: str) -> Payment:
        get = self.api.payments.get
        found = self.fetch(Payment, "payment", lambda: get(payment_id, request_options=ONCE))
        if found.id != payment_id:
            raise ProviderUnavailable("Square's answer is about another payment")
        return found

    def listed(
        self,
        member: str,
        list_after: Callable[[str | None], object],
        *,
        limit: int = _MAX_PAGES,
        patience: timedelta = _LOOK_FOR,
    ) -> Iterator[Json]:
        """Everything in a list; raises `ProviderUnavailable` when it is too much to be sure.

        `list_after` asks for the page after a cursor, None for the first.
        """
        until = time.monotonic() + patience.total_seconds()
        cursor: str | None = None
        for _ in range(limit):
            last = cursor
            answer = self.read(lambda: list_after(last))  # noqa: B023 - called before it changes
            if isinstance(answer, Refusal):
                raise unavailable(answer)
            items, after = answer.get(member, []), answer.get("cursor")
            if not isinstance(items, list) or not all(isinstance(each, dict) for each in items):
                raise ProviderUnavailable("Square's list is not readable")
            yield from items
            if after is None or after == "":
                return
            if not isinstance(after, str) or after == last or time.monotonic() > until:
                break
            cursor = after
        raise ProviderUnavailable("too many to read at Square to be sure that it is absent")

    def report(
        self,
        payment: Payment | None,
        reason: DeclineReason | None = None,
        *,
        reference: str | None = None,
    ) -> PaymentReport | None:
        """The payment in our words; None when it is undecided, unreadable, or none of ours.

        `reference` is that of the order it pays, where this is known.
        """
        if payment is None:
            return None
        reference = reference or payment.reference
        state, money = payment.state, payment.money
        if state is None or money is None or reference is None:
            return None
        why = None
        if state is PaymentState.FAILED:
            why = payment.reason or reason or DeclineReason.OTHER
        return PaymentReport(reference, payment.id, state, money, why)

    def page_url(self, url: str | None) -> str | None:
        """The address, if a customer may be sent there: Square's by https, or the sandbox's own."""
        origin = None if url is None else origin_of(url)
        if origin is None:
            return None
        scheme, host, port = origin
        squares = scheme == "https" and port is None and f".{host}".endswith(_PAGE_HOSTS)
        return url if squares or origin == self._origin else None


def connect(token: str, base_url: str, timeouts: Timeouts) -> tuple[Square, Ear]:
    """The SDK's client over our sender, in our version of the API."""
    ear = Ear(timeouts)
    client = Square(
        token=token, base_url=base_url.rstrip("/"), httpx_client=ear, version=API_VERSION
    )
    return client, ear


def in_doubt(answer: Refusal) -> OutcomeUnknown:
    return OutcomeUnknown(f"no definite answer from Square: status {answer.status}")


def unavailable(answer: Refusal) -> ProviderUnavailable:
    """What a refused question means: nothing was done."""
    if answer.status == 401 and answer.problems:
        return BadCredentials("Square refuses secret_key")
    if answer.status == 403 and answer.problems:
        return BadCredentials("secret_key lacks a permission for this")
    return ProviderUnavailable(f"Square did not do it: status {answer.status}")


def rfc3339(at: datetime) -> str:
    """As Square writes instants, to the millisecond."""
    return at.isoformat(timespec="milliseconds")
