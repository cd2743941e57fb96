"""What one provider brings to the sandbox: its API, pages, control orders and signature."""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.routing import Route
from starlette.types import Scope

from ._store import Doc, Json, Ledger, Tx

# (transaction, the order's body and query, the names in its path) -> the answer. Raises Bad.
Act = Callable[[Tx, Json, dict[str, str]], Json]


@dataclass(frozen=True, slots=True)
class Site:
    """What a provider's endpoints stand on: the store, and the way to cut a connection."""

    ledger: Ledger
    cut: Callable[[Scope], None]


@dataclass(frozen=True, slots=True)
class Order:
    """One control order of a provider, under `/_control/`; a merchant's go to its provider."""

    method: str
    path: str
    act: Act


def _as_it_is(tx: Tx, secret: str) -> str:
    return secret


def _body_alone(url: str, body: bytes) -> bytes:
    return body


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider, played. `_providers.PROVIDERS` lists those that the sandbox plays."""

    name: str
    routes: Callable[[Site], list[Route]]
    orders: tuple[Order, ...]
    settle: Callable[[Tx, str, Doc], None]
    """Ends the merchant's document whose virtual time has come; must clear its `due_at`."""
    sign: Callable[[str, bytes, int], dict[str, str]]
    """The headers of a webhook: endpoint's secret, body, seconds of the wall clock."""
    seal: Callable[[Tx, str], str] = _as_it_is
    """What `sign` gets for the merchant's `webhook_secret`, where it needs more than that word."""
    signed: Callable[[str, bytes], bytes] = _body_alone
    """What `sign` gets for the body: of the address it is sent to, and the body."""


class Bad(Exception):
    """The control request is wrong; answered 422 with this sentence."""


class Refused(Exception):
    """An act that a provider's rules refuse: the status and the `error` it answers with."""

    def __init__(self, status: int, error: Json) -> None:
        super().__init__(error.get("message"))
        self.status, self.error = status, error
