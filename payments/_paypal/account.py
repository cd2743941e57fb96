"""One PayPal account over HTTP: asking once, two kinds of answers, addresses, an order's seal.

A 401 about the token, in PayPal's own words, is a definite no: nothing was done, so the request
goes out once more with a fresh token and the same PayPal-Request-Id. Nothing else is sent again.
"""

import base64
import hashlib
import hmac
import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Final, TypeVar
from urllib.parse import urlencode

from billing.errors import OutcomeUnknown, ProviderUnavailable
from billing.money import Money
from payments._http import Reply, Request, origin_of, send
from payments._paypal.tokens import Token, Tokens
from payments._paypal.wire import Json, Link, Order
from payments._paypal.words import CODE
from payments._protocol import BadCredentials, Timeouts
from payments._wire import Wire, parse

_log = logging.getLogger(__name__)
AGENT: Final = "billing-assistant"
_DEFINITE: Final = frozenset({400, 401, 403, 404, 422, 429})
_W = TypeVar("_W", bound=Wire)


@dataclass(frozen=True, slots=True)
class Answer:
    """What PayPal said: `data` is None when it is no JSON object. `at`: its own clock."""

    status: int
    data: Json | None = field(repr=False)
    at: datetime | None = None

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    @property
    def issue(self) -> str | None:
        """The first issue of an error, else its name."""
        if self.data is None:
            return None
        details = self.data.get("details")
        first = details[0] if isinstance(details, list) and details else None
        found = first.get("issue") if isinstance(first, dict) else None
        found = found or self.data.get("name")
        return found if isinstance(found, str) and CODE.fullmatch(found) else None

    @property
    def is_definite(self) -> bool:
        """Whether it says, in PayPal's own words, that nothing was done."""
        own = self.data is not None and isinstance(self.data.get("name") or _oauth(self), str)
        return own and self.status in _DEFINITE

    @property
    def refuses_token(self) -> bool:
        name = None if self.data is None else self.data.get("name")
        return self.status == 401 and (
            _oauth(self) == "invalid_token" or name == "AUTHENTICATION_FAILURE"
        )

    @property
    def links(self) -> list[Link]:
        found = None if self.data is None else self.data.get("links")
        parsed = [parse(Link, each) for each in found] if isinstance(found, list) else []
        return [link for link in parsed if link is not None]


def _oauth(answer: Answer) -> object:
    return None if answer.data is None else answer.data.get("error")


@dataclass(frozen=True, slots=True)
class Place:
    """Where PayPal is asked, and how patiently; `base_url` where another address replaces it."""

    api: str
    base_url: str | None
    timeouts: Timeouts


class Account:
    """Asks PayPal in one account's name; says nothing of the account's secret.

    `sealing` is what the seals of its orders are made with. No payer may know it, for the client
    id is public, and whoever has that can make an order with any key and amount; and it must never
    change, or an order that its payer agreed to would not be captured. So it is made of nothing
    that is replaced now and then, as the client secret is.
    """

    def __init__(self, client: tuple[str, str], place: Place, *, sealing: str) -> None:
        self._api, self._timeouts = place.api.rstrip("/"), place.timeouts
        self._origin = None if place.base_url is None else origin_of(place.base_url)
        basic = base64.b64encode(":".join(client).encode()).decode()
        secret = hashlib.sha256(f"order seal\x1f{sealing}".encode()).digest()
        # In closures, where no repr of the account or of its members shows them.
        self._sign_in: Callable[[], Mapping[str, str]] = lambda: {"Authorization": f"Basic {basic}"}
        self._mac: Callable[[str], str] = lambda text: hmac.digest(
            secret, text.encode(), "sha256"
        ).hex()[:32]
        self.tokens = Tokens(self.new_token)

    def seal(self, reference: str, money: Money) -> str:
        """What an order of ours carries as `reference_id`: nobody else can make it, and it fits
        this payment and this amount only.
        """
        return self._mac(f"{reference}\x1f{money.amount_minor}\x1f{money.currency}")

    def sealed(self, order: Order) -> bool:
        """Whether we asked for this very order, with this amount."""
        money, reference = order.unit.amount.money, order.reference
        if money is None or reference is None:
            return False
        return hmac.compare_digest(self.seal(reference, money), order.unit.reference_id)

    def new_token(self) -> Token:
        """Ask for a token; raises `ProviderUnavailable`: nothing of any payment was sent."""
        answer = self._token_answer()
        if answer.status == 401 and answer.data is not None:
            raise BadCredentials("PayPal refuses client_id or client_secret")
        data = answer.data or {}
        value, seconds = data.get("access_token"), data.get("expires_in")
        if not answer.ok or not isinstance(value, str) or not isinstance(seconds, int):
            raise ProviderUnavailable(f"PayPal gave no access token: status {answer.status}")
        if not value.isascii() or not value.isprintable() or " " in value:
            raise ProviderUnavailable("PayPal's access token is not readable")
        return Token(value, seconds)

    def scopes(self) -> frozenset[str] | None:
        """What the app behind these credentials may do; None when PayPal does not say."""
        answer = self._token_answer()
        if answer.status == 401 and answer.data is not None:
            raise BadCredentials("PayPal refuses client_id or client_secret")
        if not answer.ok or answer.data is None or "access_token" not in answer.data:
            raise ProviderUnavailable(f"PayPal gave no access token: status {answer.status}")
        said = answer.data.get("scope")
        return frozenset(said.split()) if isinstance(said, str) else None

    def _token_answer(self) -> Answer:
        headers = {
            **self._sign_in(),
            "Accept": "application/json",
            "Content-Type": "application/x-www-form-urlencoded",
            "User-Agent": AGENT,
        }
        url = f"{self._api}/v1/oauth2/token"
        try:
            request = Request("POST", url, headers, b"grant_type=client_credentials")
            return _read(send(request, self._timeouts))
        except OutcomeUnknown as doubt:
            why = str(doubt)
        raise ProviderUnavailable(f"no access token: {why}")

    def ask(self, method: str, path: str, body: object = None, *, key: str | None = None) -> Answer:
        """One request, with our key as its PayPal-Request-Id; raises the sender's two faults.

        Raises `BadCredentials` when a fresh token is refused too.
        """
        token = self.tokens.current()
        answer = self._once(token, (method, path), body, key)
        if not answer.refuses_token:
            return answer
        answer = self._once(self.tokens.current(refused=token), (method, path), body, key)
        if answer.refuses_token:
            raise BadCredentials("PayPal refuses the access token it has just given")
        return answer

    def read(self, path: str, **query: object) -> Answer:
        """As `ask` for what changes nothing: a doubt there only means that we do not know yet."""
        try:
            return self.ask("GET", f"{path}?{urlencode(query)}" if query else path)
        except OutcomeUnknown as doubt:
            why = str(doubt)
        raise ProviderUnavailable(why)

    def fetch(self, model: type[_W], path: str) -> _W | None:
        """The object, None for PayPal's own 404; raises `ProviderUnavailable` otherwise."""
        answer = self.read(path)
        if answer.status == 404 and answer.is_definite:
            return None
        if not answer.ok:
            raise unavailable(answer)
        found = parse(model, answer.data)
        if found is None:
            raise ProviderUnavailable("PayPal's answer is not readable")
        return found

    def page_url(self, links: list[Link], *rels: str) -> str | None:
        """The page among the links, if a customer may be sent there: PayPal's by https, or the
        address that replaces PayPal's.
        """
        for link in links:
            origin = origin_of(link.href) if link.rel in rels else None
            if origin is None:
                continue
            scheme, host, port = origin
            own = scheme == "https" and port is None and f".{host}".endswith(".paypal.com")
            if origin == self._origin or (own and self._origin is None):
                return link.href
            _log.warning("PayPal named a page outside paypal.com")
        return None

    def _once(self, token: str, what: tuple[str, str], body: object, key: str | None) -> Answer:
        method, path = what
        headers = {
            "Authorization": f"Bearer {token}",
            "Accept": "application/json",
            "User-Agent": AGENT,
        }
        content = b""
        if method in ("POST", "PATCH"):
            headers["Content-Type"] = "application/json"
            if method == "POST" and path.startswith("/v2/"):
                headers["Prefer"] = "return=representation"
            content = json.dumps(body if body is not None else {}, ensure_ascii=False).encode()
        if key is not None:
            headers["PayPal-Request-Id"] = key
        return _read(send(Request(method, self._api + path, headers, content), self._timeouts))


def in_doubt(answer: Answer) -> OutcomeUnknown:
    return OutcomeUnknown(f"no definite answer from PayPal: status {answer.status}")


def unavailable(answer: Answer) -> ProviderUnavailable:
    """What a refused question means: nothing was done."""
    if answer.status == 403:
        return BadCredentials("the app behind client_id lacks a permission for this")
    return ProviderUnavailable(f"PayPal did not do it: status {answer.status}")


def _read(reply: Reply) -> Answer:
    try:
        data = json.loads(reply.body) if reply.body else None
    except (ValueError, RecursionError):
        data = None
    return Answer(reply.status, data if isinstance(data, dict) else None, _date(reply))


def _date(reply: Reply) -> datetime | None:
    try:
        found = parsedate_to_datetime(reply.headers.get("date", ""))
    except ValueError:
        return None
    return found if found.tzinfo is not None else None
