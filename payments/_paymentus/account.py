"""One biller at one Paymentus installation over HTTP: asking once, two kinds of answers, lists.

Nothing is ever sent again from here: without idempotency keys a repetition is a second payment.
"""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Final, TypeVar
from urllib.parse import urlsplit

from billing.errors import OutcomeUnknown, ProviderUnavailable
from billing.payments import PaymentReport, PaymentState
from payments._http import Request, origin_of, send
from payments._paymentus.wire import (
    API,
    HOSTS,
    PAGE_SIZE,
    Json,
    Payment,
    Refusal,
    Wire,
    query,
    read_refusal,
)
from payments._protocol import BadCredentials, Timeouts
from payments._wire import parse, read_json

AGENT: Final = "billing-assistant"
_OK: Final = (200, 201)
_MAX_PAGES: Final = 100
_LOOK_FOR = timedelta(seconds=20)
_W = TypeVar("_W", bound=Wire)


class NotThere(ProviderUnavailable):
    """Paymentus definitely has nothing of that name."""


class Account:
    """Asks Paymentus in one biller's name; says nothing of the biller's key."""

    def __init__(self, key: str, *, address: str, replaced: bool, timeouts: Timeouts) -> None:
        self._api, self._timeouts = address.rstrip("/") + API, timeouts
        self._replaced = origin_of(address) if replaced else None
        # In a closure, where no repr of the account shows it.
        self._headers: Callable[[], Mapping[str, str]] = lambda: {
            "Authorization": f"Bearer {key}",
            "Accept": "application/json",
            "User-Agent": AGENT,
        }

    def ask(self, method: str, path: str, body: Json | None = None) -> Json | Refusal:
        """What Paymentus answers to one request; raises the sender's faults and doubts."""
        headers, content = dict(self._headers()), b""
        if body is not None:
            headers["Content-Type"] = "application/json"
            content = json.dumps(body).encode()
        reply = send(Request(method, self._api + path, headers, content), self._timeouts)
        said = read_json(reply.body)
        if reply.status in _OK and isinstance(said, dict) and "error" not in said:
            return said
        return read_refusal(reply.status, said)

    def read(self, path: str, **asked: str | int | None) -> Json | Refusal:
        """As `ask` for what changes nothing: a doubt there only means that we do not know yet."""
        try:
            return self.ask("GET", query(path, **asked))
        except OutcomeUnknown as doubt:
            why = str(doubt)
        raise ProviderUnavailable(why)

    def fetch(self, model: type[_W], path: str) -> _W:
        """The object; raises `ProviderUnavailable` for every other answer.

        Even a 404 is one: what we once had an id of is not deleted, so this is another's key.
        """
        answer = self.read(path)
        if isinstance(answer, Refusal):
            raise unavailable(answer)
        found = parse(model, answer)
        if found is None:
            raise ProviderUnavailable("Paymentus's answer is not readable")
        return found

    def payment(self, payment_id: str) -> Payment:
        found = self.fetch(Payment, f"payments/{payment_id}")
        if found.payment_id != payment_id:
            raise ProviderUnavailable("Paymentus's answer is about another payment")
        return found

    def listed(
        self,
        member: str,
        path: str,
        *,
        most: int = _MAX_PAGES,
        patience: timedelta = _LOOK_FOR,
        **asked: str | int | None,
    ) -> Iterator[Json]:
        """Everything in a list of at most `most` pages; raises `ProviderUnavailable` when it is too
        much to be sure.
        """
        until = time.monotonic() + patience.total_seconds()
        cursor: str | None = None
        for _ in range(most):
            items, after, more = self.page(member, path, cursor=cursor, limit=PAGE_SIZE, **asked)
            yield from items
            if not more:
                return
            if after is None or after == cursor or time.monotonic() > until:
                break
            cursor = after
        raise ProviderUnavailable("too many to read at Paymentus to be sure that it is absent")

    def page(
        self, member: str, path: str, **asked: str | int | None
    ) -> tuple[list[Json], str | None, bool]:
        """One page of a list: its rows, where the next begins, whether there is one already."""
        answer = self.read(path, **asked)
        if isinstance(answer, Refusal):
            if answer.status == 404 and answer.is_definite:
                raise NotThere("Paymentus has no such list: status 404")
            raise unavailable(answer)
        items, after, more = answer.get(member), answer.get("nextCursor"), answer.get("hasMore")
        rows = [each for each in items if isinstance(each, dict)] if isinstance(items, list) else []
        readable = isinstance(items, list) and len(rows) == len(items)
        if not readable or not isinstance(after, str | None) or not isinstance(more, bool | None):
            raise ProviderUnavailable("Paymentus's list is not readable")
        return rows, after or None, bool(more)

    def page_url(self, url: str | None) -> str | None:
        """The address, if a customer may be sent there: Paymentus's by https, or the one that
        replaces it.
        """
        origin = None if url is None else origin_of(url)
        if origin is None:
            return None
        if self._replaced is not None:
            return url if origin == self._replaced else None
        return url if _is_paymentus(origin) else None


def report_of(payment: Payment | None) -> PaymentReport | None:
    """The payment in our words; None when it is undecided, unreadable, or none of ours."""
    if payment is None:
        return None
    state, amount, reference = payment.state, payment.amount, payment.reference
    if state is None or amount is None or not reference or not payment.is_readable:
        return None
    why = payment.reason if state is PaymentState.FAILED else None
    return PaymentReport(reference, payment.payment_id, state, amount, why, fee=payment.fee)


def in_doubt(answer: Refusal) -> OutcomeUnknown:
    return OutcomeUnknown(f"no definite answer from Paymentus: status {answer.status}")


def unavailable(answer: Refusal) -> ProviderUnavailable:
    """What a refused question means: nothing was done."""
    if answer.status == 401 and answer.code:
        return BadCredentials("Paymentus refuses secret_key")
    if answer.status == 403 and answer.code:
        return BadCredentials("secret_key lacks a permission for this")
    return ProviderUnavailable(f"Paymentus did not do it: status {answer.status}")


def is_installation(url: str) -> bool:
    """Whether this can be an installation of Paymentus's: nothing but its `https` address."""
    origin = origin_of(url)
    parts = urlsplit(url) if origin is not None else None
    bare = parts is not None and parts.path in ("", "/") and not parts.query and not parts.fragment
    return bare and origin is not None and _is_paymentus(origin)


def _is_paymentus(origin: tuple[str, str, int | None]) -> bool:
    scheme, host, port = origin
    return scheme == "https" and port in (None, 443) and host.endswith(HOSTS)
