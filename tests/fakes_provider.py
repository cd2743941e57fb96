"""A provider that does what a story tells it, and keeps the truth about what was charged.

`ScriptedProvider` is the ground truth of use-case stories: it knows what money it took whatever it
answered. `WatchedStore` makes it fail the story when it is called while a transaction is open.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from billing.capabilities import Capabilities, Idempotency, Lookup
from billing.connections import Connection, CredentialNames
from billing.errors import CredentialsRefused, OutcomeUnknown, ProviderUnavailable
from billing.money import Money
from billing.payments import (
    ChargeRequest,
    DeclineReason,
    Payment,
    PaymentReport,
    PaymentState,
)
from billing.ports import Directory, PaymentProvider, Store, Tx
from billing.principal import Principal
from payments._protocol import Limited


class Died(BaseException):
    """The process ended here: nothing catches it, an open transaction rolls back."""


NAMES = CredentialNames(
    secret=frozenset({"secret_key", "webhook_secret"}),
    public=frozenset({"environment", "api_url"}),
    overlapping="webhook_secret",
)
KEYED = Capabilities(Idempotency.KEYED, timedelta(hours=24), Lookup.STRONG)


class Outcome(StrEnum):
    """What the next charge does; the money moves where the name says so."""

    SUCCEED = "succeed"
    DECLINE = "decline"
    PENDING = "pending"
    REQUIRES_ACTION = "requires_action"
    UNAVAILABLE = "unavailable"
    UNKNOWN_AFTER_CHARGE = "unknown_after_charge"
    UNKNOWN_BEFORE_CHARGE = "unknown_before_charge"
    WRONG_AMOUNT = "wrong_amount"
    WRONG_CURRENCY = "wrong_currency"
    WRONG_FEE = "wrong_fee"
    FEE_CHANGED = "fee_changed"


_MADE = {
    Outcome.SUCCEED: PaymentState.SUCCEEDED,
    Outcome.UNKNOWN_AFTER_CHARGE: PaymentState.SUCCEEDED,
    Outcome.WRONG_AMOUNT: PaymentState.SUCCEEDED,
    Outcome.WRONG_CURRENCY: PaymentState.SUCCEEDED,
    Outcome.WRONG_FEE: PaymentState.SUCCEEDED,
    Outcome.DECLINE: PaymentState.FAILED,
    Outcome.FEE_CHANGED: PaymentState.FAILED,
    Outcome.PENDING: PaymentState.PENDING,
    Outcome.REQUIRES_ACTION: PaymentState.REQUIRES_ACTION,
}


@dataclass(slots=True)
class WatchedStore:
    """A store that knows whether this thread has a transaction open."""

    inner: Store
    directory: Directory = field(init=False)
    _open: threading.local = field(default_factory=threading.local)

    def __post_init__(self) -> None:
        self.directory = self.inner.directory

    def in_transaction(self) -> bool:
        return getattr(self._open, "count", 0) > 0

    def read(self, principal: Principal) -> AbstractContextManager[Tx]:
        return self._counted(self.inner.read(principal))

    def write(self, principal: Principal) -> AbstractContextManager[Tx]:
        return self._counted(self.inner.write(principal))

    def close(self) -> None:
        self.inner.close()

    @contextmanager
    def _counted(self, transaction: AbstractContextManager[Tx]) -> Iterator[Tx]:
        self._open.count = getattr(self._open, "count", 0) + 1
        try:
            with transaction as tx:
                yield tx
        finally:
            self._open.count -= 1


@dataclass(slots=True)
class ScriptedProvider(Limited):
    """`ports.PaymentProvider` with an outcome per charge; unscripted charges succeed."""

    capabilities: Capabilities = KEYED
    in_transaction: Callable[[], bool] = lambda: False
    script: deque[Outcome] = field(default_factory=deque)
    made: list[PaymentReport] = field(default_factory=list)
    """The truth, one report per payment at the provider, as its lookup tells it."""
    sent: list[ChargeRequest] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    during_charge: Callable[[ChargeRequest], None] = lambda _: None
    """Called before the reply, after any money moved: a webhook that overtakes it, a sleep."""
    during_lookup: Callable[[], None] = lambda: None
    fee: Callable[[Money, str], Money] = lambda amount, _: Money.zero(amount.currency)
    """What it takes on top; asked only where its capabilities say that it takes fees."""
    fees_asked: list[tuple[Money, str]] = field(default_factory=list)
    during_fee: Callable[[], None] = lambda: None
    proof: bool | None = False
    """Whether it proves that what is gone there took nothing; None: it cannot say so yet."""
    hidden: bool = False
    """An eventual lookup that does not see new payments yet."""
    down: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def charge(self, request: ChargeRequest) -> PaymentReport:
        assert not self.in_transaction(), "a provider was called inside a transaction"
        if self.down:
            raise ProviderUnavailable("nothing listens there")
        with self._lock:
            outcome = self.script.popleft() if self.script else Outcome.SUCCEED
            unsent = outcome is Outcome.UNAVAILABLE
            self.sent += [] if unsent else [request]
            report = self._known(request.key) or (None if unsent else self._make(request, outcome))
        self.during_charge(request)
        if report is None and unsent:
            raise ProviderUnavailable("nothing listens there")
        if report is None or outcome is Outcome.UNKNOWN_AFTER_CHARGE:
            raise OutcomeUnknown("the line went dead")
        if outcome is Outcome.WRONG_AMOUNT:
            return replace(report, amount=report.amount + Money(1, report.amount.currency))
        if outcome is Outcome.WRONG_CURRENCY:
            return replace(report, amount=Money(report.amount.amount_minor, "CAD"))
        if outcome is Outcome.WRONG_FEE:
            return replace(report, fee=Money(1, report.amount.currency))
        return report

    def fee_for(self, amount: Money, method_type: str) -> Money:
        assert not self.in_transaction(), "a provider was asked inside a transaction"
        self.fees_asked.append((amount, method_type))
        self.during_fee()
        if self.down:
            raise ProviderUnavailable("nothing listens there")
        return self.fee(amount, method_type)

    def look_up(
        self, *, reference: str, provider_ref: str | None, since: datetime
    ) -> PaymentReport | None:
        assert not self.in_transaction(), "a provider was asked inside a transaction"
        assert since.tzinfo is not None
        self.asked.append(reference)
        self.during_lookup()
        if self.down:
            raise ProviderUnavailable("nothing listens there")
        if self.capabilities.lookup is Lookup.NONE:
            raise ProviderUnavailable("this provider answers no questions")
        found = [report for report in self.made if report.reference == reference]
        return found[-1] if found and not self.hidden else None

    def never_took(self, *, reference: str, provider_ref: str, since: datetime) -> bool:
        assert not self.in_transaction(), "a provider was asked inside a transaction"
        assert since.tzinfo is not None
        if self.proof is None:
            raise ProviderUnavailable("it cannot say so yet")
        return self.proof

    def cancel(self, provider_ref: str) -> PaymentReport:
        assert not self.in_transaction(), "a provider was called inside a transaction"
        return self.becomes(provider_ref, PaymentState.CANCELLED)

    def becomes(self, provider_ref: str, state: PaymentState) -> PaymentReport:
        """The provider's own change of mind: a settlement, a refusal, the customer's act."""
        for at, report in enumerate(self.made):
            if report.provider_ref == provider_ref:
                self.made[at] = replace(report, state=state)
                return self.made[at]
        raise AssertionError(f"no payment {provider_ref}")

    def taken(self) -> list[PaymentReport]:
        """Every charge that took money."""
        return [report for report in self.made if report.state is PaymentState.SUCCEEDED]

    def _known(self, key: str) -> PaymentReport | None:
        if self.capabilities.idempotency is Idempotency.NONE:
            return None
        return next((report for report in self.made if report.reference == key), None)

    def _make(self, request: ChargeRequest, outcome: Outcome) -> PaymentReport | None:
        if outcome is Outcome.UNKNOWN_BEFORE_CHARGE:
            return None
        state = _MADE[outcome]
        reason = DeclineReason.INSUFFICIENT_FUNDS if state is PaymentState.FAILED else None
        if outcome is Outcome.FEE_CHANGED:
            reason = DeclineReason.FEE_CHANGED
        report = PaymentReport(
            reference=request.key,
            provider_ref=f"ch_{len(self.made) + 1}",
            state=state,
            amount=request.amount,
            reason=reason,
            fee=request.fee,
        )
        self.made.append(report)
        return report


@dataclass(slots=True)
class OneProvider:
    """`ports.Providers` that connects everyone to the same provider, or to none."""

    provider: PaymentProvider
    refused: bool = False
    dies: bool = False
    """The next process that connects dies: what it had committed before is all that is left."""
    spares: int = 0
    """How many connect before that one."""
    no: str | None = None
    """What the provider says against any credentials."""
    down: bool = False
    checked: list[tuple[Connection, dict[str, str], Payment | None]] = field(default_factory=list)
    names: CredentialNames = NAMES

    def connect(self, connection: Connection, credentials: Mapping[str, str]) -> PaymentProvider:
        if self.dies and self.spares == 0:
            self.dies = False
            raise Died
        self.spares = max(self.spares - 1, 0)
        if self.refused:
            raise ProviderUnavailable("the credentials are malformed")
        return self.provider

    def check(
        self,
        connection: Connection,
        credentials: Mapping[str, str],
        *,
        knows: Payment | None = None,
    ) -> None:
        self.checked.append((connection, dict(credentials), knows))
        if self.down:
            raise ProviderUnavailable("nothing listens there")
        if self.no is not None:
            raise CredentialsRefused(self.no)

    def credential_names(self, provider: str) -> CredentialNames:
        return self.names
