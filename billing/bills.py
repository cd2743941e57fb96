"""Bills: what a customer owes, with lines and versions; the balance is derived from allocations."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from billing.errors import NotPayable, PaymentInDoubt
from billing.ids import BillId, CustomerId
from billing.money import Money
from billing.periods import Period


class BillState(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    PAID = "paid"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class BillLine:
    """One printed line of a bill; `position` counts from 1."""

    position: int
    description: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Bill:
    """One bill at one version. `paid`, `forgiven`, `doubt` are derived by the store, not stored.

    `paid` is what reached the bill less all that left it again; `forgiven` is what left it without
    being owed again: refunds that do not reopen. Of `paid`, `elsewhere` was paid where the bill
    comes from, not through us; that one is stored.
    `doubt` is the state of the bill's one open payment (see `payments.OPEN_STATES`), if any.
    `announced_until`: the customer says a check, wire or cash is on its way; the last day on which
    the bill says so too. It is still owed, and may be paid.
    `promised_on`: the last day the customer promised to pay by; `extended_until` the day until
    which the company agreed to wait: it is not overdue before.
    """

    id: BillId
    number: str
    customer_id: CustomerId
    category: str
    description: str
    issued_on: date
    due_on: date
    amount: Money
    state: BillState
    period: Period | None = None
    version: int = 1
    lines: tuple[BillLine, ...] = ()
    paid: Money | None = None
    disputed: Money | None = None
    doubt: str | None = None
    forgiven: Money | None = None
    elsewhere: Money | None = None
    announced_until: date | None = None
    promised_on: date | None = None
    extended_until: date | None = None

    @property
    def payable_until(self) -> date:
        """The last day before it is overdue."""
        return max(self.due_on, self.extended_until or self.due_on)

    @property
    def balance(self) -> Money:
        """What is still due; never below zero, even after a double charge.

        A paid bill owes nothing, also after money was given back: what is owed again opens it.
        """
        zero = Money.zero(self.amount.currency)
        if self.state in (BillState.VOID, BillState.PAID):
            return zero
        left = self.amount - (self.paid or zero) - (self.forgiven or zero)
        return left if left.amount_minor > 0 else zero

    def payable(self, pay_undisputed_part: bool) -> Money:
        """The most that may be paid now; raises `NotPayable` or `PaymentInDoubt`.

        `pay_undisputed_part` is the tenant's dispute policy: when false, a disputed bill waits
        for its dispute.
        """
        if self.state is not BillState.OPEN:
            raise NotPayable(self.id, self.state)
        if self.doubt is not None:
            raise PaymentInDoubt(self.id, self.doubt)
        disputed = self.disputed or Money.zero(self.amount.currency)
        if disputed.is_zero:
            due = self.balance
        elif pay_undisputed_part:
            due = self.balance - disputed
        else:
            raise NotPayable(self.id, "disputed")
        if due.amount_minor <= 0:
            raise NotPayable(self.id, "disputed" if not disputed.is_zero else "paid")
        return due

    def flags(self, today: date) -> tuple[str, ...]:
        """The derived flags of the wire: partially_paid, overdue, disputed, payment_pending,
        payment_announced, payment_promised.
        """
        found = []
        owing = self.state is BillState.OPEN and not self.balance.is_zero
        if owing and self.paid is not None and self.paid.amount_minor > 0:
            found.append("partially_paid")
        # What is disputed is asked for by nobody: of that part alone a bill is not overdue.
        asked = self.balance.amount_minor - (self.disputed.amount_minor if self.disputed else 0)
        if owing and asked > 0 and self.payable_until < today:
            found.append("overdue")
        if self.disputed is not None and not self.disputed.is_zero:
            found.append("disputed")
        if self.doubt is not None:
            found.append("payment_pending")
        if owing and self.announced_until is not None and today <= self.announced_until:
            found.append("payment_announced")
        if owing and self.promised_on is not None and today <= self.promised_on:
            found.append("payment_promised")
        return tuple(found)


@dataclass(frozen=True, slots=True)
class BillQuery:
    """Which bills to list. Newest first by issue day, then id; `cursor` is opaque."""

    states: frozenset[BillState] = frozenset({BillState.OPEN, BillState.PAID})
    category: str | None = None
    owing_only: bool = False
    issued: Period | None = None
    text: str | None = None
    limit: int = 50
    cursor: str | None = None
