"""A biller that keeps customers and bills, takes payments for them, and can be pulled from."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from billing.capabilities import Capabilities
from billing.errors import InvalidRequest, ProviderUnavailable
from billing.hosted_pages import SavedMethod
from billing.money import Money
from billing.payments import ChargeRequest, PaymentReport
from billing.sources import BadRow, SourceBill, SourceCustomer, SourcePage, SourceState
from tests.fakes_provider import KEYED, ScriptedProvider

T = TypeVar("T", SourceCustomer, SourceBill)
SOURCE: Capabilities = replace(KEYED, source=True)


@dataclass(slots=True)
class Biller(ScriptedProvider):
    """`ports.PaymentProvider` and `sources.BillSource` in one; its `changes` are the truth.

    A charge that takes money counts towards its bill at once, unless it `counts_late`.
    """

    capabilities: Capabilities = SOURCE
    people: list[SourceCustomer] = field(default_factory=list)
    ledger: list[SourceBill] = field(default_factory=list)
    wallets: dict[str, tuple[SavedMethod, ...]] = field(default_factory=dict)
    illegible: set[str] = field(default_factory=set)
    silent: bool = False
    counts_late: bool = False
    pulls: list[str] = field(default_factory=list)
    after_read: Callable[[], None] = lambda: None
    """Called when a page or a row was read and not yet handed over."""

    def source(self) -> "Biller":
        return self

    def customers(
        self, *, cursor: str | None = None, since: datetime | None = None, limit: int = 100
    ) -> SourcePage[SourceCustomer]:
        return self._page("customers", self.people, cursor, limit)

    def bills(
        self, *, cursor: str | None = None, since: datetime | None = None, limit: int = 100
    ) -> SourcePage[SourceBill]:
        return self._page("bills", self.ledger, cursor, limit)

    def customer(self, ref: str) -> SourceCustomer | None:
        return self._row(self.people, ref)

    def bill(self, ref: str) -> SourceBill | None:
        return self._row(self.ledger, ref)

    def methods(self, customer_ref: str) -> tuple[SavedMethod, ...]:
        self._answer(f"methods {customer_ref}")
        return self.wallets.get(customer_ref, ())

    def charge(self, request: ChargeRequest) -> PaymentReport:
        try:
            return ScriptedProvider.charge(self, request)
        finally:
            if not self.counts_late:
                self.count(request)

    def count(self, request: ChargeRequest) -> None:
        """Put a charge that took money to its bill."""
        taken = [r for r in self.taken() if r.reference == request.key]
        if taken and request.bill_ref is not None:
            self.pay_there(request.bill_ref, taken[-1].amount)

    def pay_there(self, ref: str, amount: Money) -> None:
        """Money reaches the bill there; below zero: it was sent back."""
        bill = self.bill_there(ref)
        left = bill.balance - amount
        state = SourceState.PAID if left.is_zero else SourceState.OPEN
        self.change(replace(bill, balance=left, state=state))

    def change(self, bill: SourceBill) -> None:
        """The bill as given, as its next version; the newest change is last."""
        was = next((each for each in self.ledger if each.ref == bill.ref), None)
        version = bill.version if was is None else was.version + 1
        self.ledger = [each for each in self.ledger if each.ref != bill.ref]
        self.ledger.append(replace(bill, version=version))

    def meet(self, customer: SourceCustomer) -> None:
        """The customer as given; the newest change is last."""
        self.people = [each for each in self.people if each.ref != customer.ref]
        self.people.append(customer)

    def _answer(self, what: str) -> None:
        assert not self.in_transaction(), "a source was asked inside a transaction"
        self.pulls.append(what)
        if self.silent:
            raise ProviderUnavailable("nothing listens there")

    def _page(self, what: str, rows: Sequence[T], cursor: str | None, limit: int) -> SourcePage[T]:
        """By what was handed out already: a cursor is the refs and versions seen so far."""
        self._answer(f"{what} {cursor}")
        seen = set((cursor or "").split("|"))
        news = [row for row in rows if _mark(row) not in seen]
        page = news[:limit]
        after = "|".join(sorted(seen | {_mark(row) for row in page} - {""}))
        items = tuple(row for row in page if row.ref not in self.illegible)
        bad = tuple(BadRow(r.ref, "it cannot be read") for r in page if r.ref in self.illegible)
        self.after_read()
        return SourcePage(items, after or None, len(news) > limit, bad)

    def _row(self, rows: Sequence[T], ref: str) -> T | None:
        self._answer(ref)
        if ref in self.illegible:
            raise InvalidRequest("it cannot be read")
        found = next((row for row in rows if row.ref == ref), None)
        self.after_read()
        return found

    def bill_there(self, ref: str) -> SourceBill:
        """The bill as the biller has it."""
        return next(row for row in self.ledger if row.ref == ref)


def _mark(row: SourceCustomer | SourceBill) -> str:
    newest = row.version if isinstance(row, SourceBill) else row.changed_at
    return f"{row.ref}@{newest}"
