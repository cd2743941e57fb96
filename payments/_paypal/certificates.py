"""The certificates that PayPal signs webhooks with: from one pinned address, checked, kept.

Real ones come from PayPal's API host of the connection's mode, lead to a root of the common list,
are valid now, and are made out to PayPal's signing name. Below an address that replaces PayPal's
(tests, the sandbox; never in live mode) whoever answers there answers all our questions anyway:
there the chain has to hold together, and its top is trusted.
"""

import re
import threading
import time
import warnings
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final, TypeVar

import httpcore
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.utils import CryptographyDeprecationWarning
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from billing.errors import ForgedReport, ProviderFault, ProviderUnavailable, TooMany
from payments._http import Request, send
from payments._paypal.shelf import MAX_PEM, Chain, Shelf, chain_in
from payments._protocol import Timeouts

T = TypeVar("T")
LIVE_HOST: Final = "https://api.paypal.com"
TEST_HOST: Final = "https://api.sandbox.paypal.com"
_PATH: Final = "/v1/notifications/certs/"
_NAME: Final = re.compile(r"CERT-[A-Za-z0-9-]{1,80}")
_SIGNERS: Final = {
    LIVE_HOST: "messageverificationcerts.paypal.com",
    TEST_HOST: "messageverificationcerts.sandbox.paypal.com",
}
MIN_BITS: Final = 2048
KEPT: Final = 8
FETCHES: Final = 60
"""How many certificates we do not know may be asked for in one go..."""
FETCH_EVERY_S: Final = 2.0
"""...and how soon another one after that: names in forged letters cost us no more. One sender
alone is stopped long before (`api.limits`, "asking"), so that there are turns left for PayPal's."""

NONE_FOR_S: Final = 300.0
"""How long a name stays refused that PayPal's host has no good certificate for."""

SILENT_FOR_S: Final = 10.0
"""How long a name is not asked for again after its host could not say."""

REFUSED: Final = 256
_NO_SUCH: Final = frozenset({400, 404, 410})


@dataclass(frozen=True, slots=True)
class _Refusal:
    """Why a name has no certificate, and until when that is not asked again."""

    problem: ForgedReport | ProviderUnavailable
    until: float


@dataclass(slots=True)
class _Flight:
    """One question for a certificate, and what came of it."""

    done: threading.Event = field(default_factory=threading.Event)
    chain: Chain | None = None
    problem: ForgedReport | ProviderUnavailable = field(
        default_factory=lambda: ProviderUnavailable("the certificate could not be asked for")
    )


class Certificates:
    """The public keys behind `paypal-cert-url`, each asked for by one caller for all.

    Raises `ForgedReport` for what is none of PayPal's, `ProviderUnavailable` when PayPal's host
    did not say, `TooMany` when too many made-up names were asked for; and nothing else.
    """

    def __init__(
        self,
        host: str,
        timeouts: Timeouts,
        *,
        pinned_roots: Chain | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`host`: where they are; `pinned_roots` instead of the common list (tests)."""
        self._prefix, self._timeouts, self._clock = host.rstrip("/") + _PATH, timeouts, clock
        self._signer, self._roots = _SIGNERS.get(host), pinned_roots
        self._kept: dict[str, Chain] = {}
        self._refused: dict[str, _Refusal] = {}
        self._flights: dict[str, _Flight] = {}
        self._shelf: Shelf | None = None
        self._lock = threading.Lock()
        self._left, self._counted_at = float(FETCHES), clock()

    def keep_in(self, folder: Path) -> None:
        """Keep there what is proven, for after a restart; only what leads to the common roots."""
        if self._signer is not None:
            self._shelf = Shelf(folder / self._signer)

    def key(self, url: str, now: datetime) -> RSAPublicKey:
        """The key of the certificate at this address, which must be one of PayPal's own."""
        known = self.known_key(url, now)
        return known if known is not None else _key_of(self._asked_for(url, now), now)

    def known_key(self, url: str, now: datetime) -> RSAPublicKey | None:
        """As `key`, but asks nobody: None where PayPal would have to be asked."""
        name = self._name_in(url)
        with self._lock:
            chain, refusal = self._kept.get(name), self._refused.get(name)
        if chain is not None:
            return _key_of(chain, now)
        if refusal is not None and self._clock() < refusal.until:
            raise type(refusal.problem)(str(refusal.problem))
        chain = self._from_shelf(name, now)
        return None if chain is None else _key_of(chain, now)

    def _from_shelf(self, name: str, now: datetime) -> Chain | None:
        """A chain of an earlier run, proven anew."""
        taken = self._shelf.take(name) if self._shelf is not None else []
        if not taken:
            return None
        try:
            chain = self._checked(taken, now)
        except ForgedReport:
            return None  # run out, or not what we put there: PayPal is asked
        with self._lock:
            _keep(self._kept, name, chain, KEPT)
        return chain

    def _name_in(self, url: str) -> str:
        name = url.removeprefix(self._prefix)
        if not url.startswith(self._prefix) or not _NAME.fullmatch(name):
            raise ForgedReport("the certificate is not at PayPal's own address")
        return name

    def _asked_for(self, url: str, now: datetime) -> Chain:
        name = self._name_in(url)
        with self._lock:
            flight = self._flights.get(name)
            mine = flight is None
            if flight is None:
                self._take_turn()
                flight = self._flights[name] = _Flight()
        if mine:
            self._fly(flight, name, now)
        elif not flight.done.wait(self._timeouts.total / timedelta(seconds=1)):
            raise ProviderUnavailable("the certificate is still being asked for")
        if flight.chain is None:
            raise type(flight.problem)(str(flight.problem))
        return flight.chain

    def _fly(self, flight: _Flight, name: str, now: datetime) -> None:
        life = SILENT_FOR_S
        try:
            flight.chain = self._checked(self._fetched(name), now)
            if self._shelf is not None:
                self._shelf.put(name, flight.chain)
        except ForgedReport as forged:
            flight.problem, life = forged, NONE_FOR_S
        except ProviderUnavailable as silent:
            flight.problem = silent
        finally:
            with self._lock:
                if flight.chain is not None:
                    _keep(self._kept, name, flight.chain, KEPT)
                else:
                    refusal = _Refusal(flight.problem, self._clock() + life)
                    _keep(self._refused, name, refusal, REFUSED)
                del self._flights[name]
            flight.done.set()

    def _fetched(self, name: str) -> Chain:
        request = Request("GET", self._prefix + name, {"Accept": "*/*"}, most=MAX_PEM)
        try:
            reply = send(request, self._timeouts)
            why = f"status {reply.status}"
        except ProviderFault as fault:
            reply, why = None, str(fault)
        if reply is None or not (reply.status in _NO_SUCH or 200 <= reply.status < 400):
            raise ProviderUnavailable(f"PayPal's certificate could not be had: {why}")
        chain = chain_in(reply.body) if reply.status == 200 else []
        if not chain:
            raise ForgedReport("there is no certificate at this address")
        return chain

    def _take_turn(self) -> None:
        """With the lock held."""
        now = self._clock()
        self._left = min(FETCHES, self._left + (now - self._counted_at) / FETCH_EVERY_S)
        self._counted_at = now
        if self._left < 1:
            raise TooMany("too many unknown certificates were named")
        self._left -= 1

    def _checked(self, chain: Chain, now: datetime) -> Chain:
        """The chain that was proven, from the signing certificate up."""
        if self._signer is None:
            _hold_together(chain)
            return chain
        roots = self._roots if self._roots is not None else common_roots()
        proven: Chain = []
        with suppress(VerificationError, ValueError, UnsupportedAlgorithm):
            verifier = (
                PolicyBuilder()
                .store(Store(roots))
                .time(now)
                .build_server_verifier(x509.DNSName(self._signer))
            )
            proven = verifier.verify(chain[0], chain[1:])
        if not proven:
            raise ForgedReport("the certificate is not PayPal's")
        return proven


def _keep(kept: dict[str, T], name: str, value: T, most: int) -> None:
    """Remember it, and forget the oldest where that is one too many."""
    kept.pop(name, None)
    while len(kept) >= most:
        kept.pop(next(iter(kept)))
    kept[name] = value


def _key_of(chain: Chain, now: datetime) -> RSAPublicKey:
    if not all(each.not_valid_before_utc <= now <= each.not_valid_after_utc for each in chain):
        raise ForgedReport("the certificate is not valid now")
    try:
        key: object = chain[0].public_key()
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, RSAPublicKey) or key.key_size < MIN_BITS:
        raise ForgedReport("the certificate has no key that we accept")
    return key


def _hold_together(chain: Chain) -> None:
    """Each certificate is issued by the next one."""
    try:
        for lower, upper in pairwise(chain):
            lower.verify_directly_issued_by(upper)
        good = True
    except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError):
        good = False
    if not good:
        raise ForgedReport("the certificate's chain is broken")


@cache
def common_roots() -> Chain:
    """The roots that every request of ours trusts; one that cannot be read is left out."""
    found = []
    with warnings.catch_warnings():
        # Some old root has a serial number that is not positive; nothing hangs on it here.
        warnings.simplefilter("ignore", CryptographyDeprecationWarning)
        for der in httpcore.default_ssl_context().get_ca_certs(binary_form=True):
            try:
                found.append(x509.load_der_x509_certificate(der))
            except ValueError:
                continue
    return found
