"""The public keys of those who sign people in: fetched carefully, kept a while, never in a crowd.

A token names its issuer and its key before anything about it is proven, so whoever makes up tokens
must not be able to make us ask, or wait: keys that are fresh are used without waiting, a key we do
not know is asked for once a minute, and few wait for an answer that is on its way. Keys that are
due stay good for one more life: one caller asks for new ones, the others go on with those.
"""

import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final, TypeAlias
from urllib.parse import urlsplit

from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from api.session import KeysAway, Unauthenticated
from billing.errors import DeliveryProblem, ProviderFault
from delivery._egress import Egress
from payments._http import Request, send
from payments._protocol import Timeouts

KEYS_LIFE_S: Final = 300.0
LAST_USE_S: Final = 2 * KEYS_LIFE_S
"""How old keys may be that are due, while newer ones are asked for or cannot be had."""

ASK_AGAIN_S: Final = 10.0
"""How soon an issuer that gave no keys is asked again."""

NEW_KEY_EVERY_S: Final = 60.0
"""How often keys that are fresh are asked for anew, because a token names one they lack."""

FETCH_S: Final = 5.0
KEYS_LIMIT: Final = 64 * 1024
MAY_WAIT: Final = 8
"""How many wait for one issuer's answer; the next are refused at once: threads are for all."""

_NO_KEYS: Final = (
    *(Unauthenticated, JoseError, ValueError, KeyError, TypeError, ArithmeticError),
    *(OSError, RecursionError),
)
"""What an issuer that is away, or whose keys are none, may raise."""

_NEAR: Final = frozenset({"127.0.0.1", "localhost", "::1"})
Fetch: TypeAlias = Callable[[str], Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class KeyFetch:
    """Fetches one JWKS. The address is a tenant's own: public, and over HTTPS.

    `near` also lets plain HTTP on this very machine in: for the demo and the sandbox.
    """

    near: bool = False
    egress: Egress = field(default_factory=lambda: Egress(seconds=FETCH_S))

    def __call__(self, url: str) -> Mapping[str, object]:
        """Raises `Unauthenticated` when they could not be had, `ValueError` when they are none."""
        try:
            body = self._body(url)
        except (DeliveryProblem, ProviderFault):
            body = None
        if body is None:
            raise Unauthenticated
        found: Mapping[str, object] = json.loads(body)
        return found

    def _body(self, url: str) -> bytes | None:
        parts = urlsplit(url)
        if not (self.near and parts.scheme == "http"):
            return self.egress.get(self.egress.check_url(url), KEYS_LIMIT)
        if parts.hostname not in _NEAR or "@" in parts.netloc:
            return None
        in_all = Timeouts(total=timedelta(seconds=FETCH_S))
        reply = send(Request("GET", url, {"Accept": "application/json"}, most=KEYS_LIMIT), in_all)
        return reply.body if reply.status == 200 else None


@dataclass(slots=True)
class _Issuer:
    """What one issuer gave last, and whoever asks it now."""

    keys: KeySet | None = None
    fetched_at: float = float("-inf")
    asked_at: float = float("-inf")
    new_key_at: float = float("-inf")
    on_its_way: threading.Event | None = None
    waiting: int = 0


@dataclass(slots=True)
class IssuerKeys:
    """Keys by the address of their JWKS. Raises `KeysAway` where none can be had."""

    fetch: Fetch = field(default_factory=KeyFetch)
    monotonic: Callable[[], float] = time.monotonic
    _issuers: dict[str, _Issuer] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def current(self, url: str) -> KeySet:
        """Keys at most five minutes old; at most ten while newer ones cannot be had."""
        with self._lock:
            issuer = self._issuers.setdefault(url, _Issuer())
            known = self._known(issuer)
            if known is not None and self._since(issuer.fetched_at) <= KEYS_LIFE_S:
                return known
            asked_now = self._since(issuer.asked_at) < ASK_AGAIN_S
            if known is not None and (issuer.on_its_way is not None or asked_now):
                return known
            if issuer.on_its_way is None and asked_now:
                raise KeysAway
        return self._asked(url, issuer)

    def newest(self, url: str) -> KeySet:
        """As `current`, for a token under a key that those lack: asked anew if it is time to."""
        with self._lock:
            issuer = self._issuers.setdefault(url, _Issuer())
            known = self._known(issuer)
            due = self._since(issuer.fetched_at) > KEYS_LIFE_S
            is_time = self._since(issuer.new_key_at) >= NEW_KEY_EVERY_S
            if known is not None and not is_time and not (due and issuer.on_its_way):
                return known
            issuer.new_key_at = self.monotonic()
        return self._asked(url, issuer)

    def _asked(self, url: str, issuer: _Issuer) -> KeySet:
        with self._lock:
            on_its_way = issuer.on_its_way
            mine = on_its_way is None
            if on_its_way is None:
                on_its_way = issuer.on_its_way = threading.Event()
                issuer.asked_at = self.monotonic()
            elif issuer.waiting >= MAY_WAIT:
                return self._known_or_away(issuer)
            else:
                issuer.waiting += 1
        if mine:
            return self._fetched(url, issuer, on_its_way)
        on_its_way.wait(FETCH_S + 1)
        with self._lock:
            issuer.waiting -= 1
            return self._known_or_away(issuer)

    def _fetched(self, url: str, issuer: _Issuer, on_its_way: threading.Event) -> KeySet:
        try:
            found = KeySet.import_key_set(self.fetch(url))  # type: ignore[arg-type]  # checked inside
            with self._lock:
                issuer.keys, issuer.fetched_at = found, self.monotonic()
            return found
        except _NO_KEYS as why:
            with self._lock:
                known = self._known(issuer)
            if known is None:
                raise KeysAway from why
            return known
        finally:
            with self._lock:
                issuer.on_its_way = None
            on_its_way.set()

    def _known(self, issuer: _Issuer) -> KeySet | None:
        return issuer.keys if self._since(issuer.fetched_at) <= LAST_USE_S else None

    def _known_or_away(self, issuer: _Issuer) -> KeySet:
        known = self._known(issuer)
        if known is None:
            raise KeysAway
        return known

    def _since(self, moment: float) -> float:
        return self.monotonic() - moment
