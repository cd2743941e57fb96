"""Bills in SQL: the stored part of a bill, with what is derived of it in the same query."""

from collections.abc import Iterable, Mapping
from typing import Final

from sqlalchemy import (
    ColumnElement,
    Integer,
    Label,
    String,
    Table,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    select,
)

from billing.bills import Bill, BillLine, BillQuery, BillState
from billing.errors import InvalidRequest, NotFound
from billing.ids import BillId, CustomerId
from billing.money import Money
from billing.payments import OPEN_STATES
from billing.promises import PromiseKind
from billing.repositories import Page
from billing.stores.columns import Found, Query, quoted
from billing.stores.folding import fold, like_literally
from billing.stores.pages import after, after_values, cursor_of, page_size, paged
from billing.stores.periods import period_columns, period_of
from billing.stores.repository import Repository
from billing.stores.schema_acts import PROMISES
from billing.stores.schema_manual import MANUAL_LINES
from billing.stores.schema_money import (
    ALLOCATIONS,
    BILL_VERSIONS,
    BILLS,
    DISPUTES,
    PAYMENTS,
    REFUNDS,
)

_B: Final = BILLS.c


def _of_bill(column: ColumnElement[str], tenant: ColumnElement[str]) -> ColumnElement[bool]:
    return and_(tenant == _B.tenant_id, column == _B.id)


# The tenant is compared with the bill's own, which carries the walls: a correlated subquery
# cannot reach another tenant's rows.
_ALLOCATED: Final = (
    select(func.coalesce(func.sum(ALLOCATIONS.c.amount_minor), 0))
    .where(_of_bill(ALLOCATIONS.c.bill_id, ALLOCATIONS.c.tenant_id))
    .correlate(BILLS)
    .scalar_subquery()
)


def _reached(
    payments: ColumnElement[str], bill: ColumnElement[str], tenant: ColumnElement[str], rows: Table
) -> ColumnElement[bool]:
    """Whether the payment was put to the bill: money that never reached it cannot leave it."""
    return (
        select(ALLOCATIONS.c.bill_id)
        .where(
            ALLOCATIONS.c.tenant_id == tenant,
            ALLOCATIONS.c.payment_id == payments,
            ALLOCATIONS.c.bill_id == bill,
        )
        .correlate(rows)
        .exists()
    )


def _left_again(rows: Table, *these: ColumnElement[bool]) -> ColumnElement[object]:
    """The sum of such rows of the bill, refunds or disputes, that money left it again by."""
    columns = rows.c
    return (
        select(func.coalesce(func.sum(columns.amount_minor), 0))
        .where(
            _of_bill(columns.bill_id, columns.tenant_id),
            *these,
            _reached(columns.payment_id, columns.bill_id, columns.tenant_id, rows),
        )
        .correlate(BILLS)
        .scalar_subquery()
    )


_DONE: Final[ColumnElement[bool]] = REFUNDS.c.state == literal_column("'succeeded'")
_KEPT_BACK: Final = _left_again(REFUNDS, _DONE, REFUNDS.c.reopens.is_(False))
_OWED_AGAIN: Final = _left_again(REFUNDS, _DONE, REFUNDS.c.reopens.is_(True)) + _left_again(
    DISPUTES, DISPUTES.c.state == literal_column("'lost'")
)
_MONEY: Final = (
    _ALLOCATED.label("allocated_minor"),
    _KEPT_BACK.label("kept_back_minor"),
    _OWED_AGAIN.label("owed_again_minor"),
)


# `Bill.balance` of an open bill; below zero where more was paid than is due.
_LEFT: Final = _B.amount_minor - func.coalesce(_B.elsewhere_minor, 0) - _ALLOCATED + _OWED_AGAIN
_DOUBT: Final = (
    select(PAYMENTS.c.state)
    .where(
        _of_bill(PAYMENTS.c.bill_id, PAYMENTS.c.tenant_id),
        # Spelled as the partial unique index spells it, so that the index serves it.
        literal_column(f"payments.state IN ({quoted(OPEN_STATES)})"),
    )
    .limit(1)
    .correlate(BILLS)
    .scalar_subquery()
    .label("doubt")
)

_ANNOUNCED: Final = (
    select(func.max(MANUAL_LINES.c.announced_until))
    .where(_of_bill(MANUAL_LINES.c.bill_id, MANUAL_LINES.c.tenant_id))
    .correlate(BILLS)
    .scalar_subquery()
    .label("announced_until")
)


def _promised(kind: PromiseKind | None, label: str) -> Label[object]:
    """The last day an open promise of the bill is for, of any kind or of one."""
    p = PROMISES.c
    of_bill = [_of_bill(p.bill_id, p.tenant_id), p.state == literal_column("'open'")]
    if kind is not None:
        of_bill.append(p.kind == literal_column(f"'{kind}'"))
    days = select(func.max(p.due_on)).where(*of_bill).correlate(BILLS)
    return days.scalar_subquery().label(label)


_PROMISED: Final = (
    _promised(None, "promised_on"),
    _promised(PromiseKind.EXTENSION, "extended_until"),
)


class SqlBills(Repository):
    """`ports.Bills`."""

    __slots__ = ()

    def get(self, bill_id: BillId) -> Bill:
        wanted = self._kept("get", lambda: self._bills().where(_B.id == bindparam("id")))
        return _bill(self._found(wanted, "bill", id=bill_id))

    def lock(self, bill_id: BillId) -> Bill:
        # Two statements: after waiting for a row lock PostgreSQL would show the row as it is now,
        # but the subqueries as they were before the wait.
        self._found(self._locked(self._select(BILLS, _B.id).where(_B.id == bill_id)), "bill")
        return self.get(bill_id)

    def find(self, reference: str) -> Bill | None:
        wanted = fold(reference)
        rows = self._all(self._kept("find", self._referred), wanted=wanted)
        exact = [row for row in rows if reference in (row.id, row.number)]
        found = exact or [row for row in rows if row.id_folded == wanted] or rows
        newest = max(found, key=lambda row: (row.issued_on, row.id), default=None)
        return None if newest is None else _bill(newest)

    def all_called(self, customer_id: CustomerId, reference: str) -> tuple[Bill, ...]:
        rows = self._all(self._kept("find", self._referred), wanted=fold(reference))
        theirs = (_bill(row) for row in rows if row.customer_id == customer_id)
        return tuple(sorted(theirs, key=lambda bill: bill.id))

    def _referred(self) -> Query:
        wanted = bindparam("wanted", type_=String)
        # Two look-ups by index, whatever the planner thinks of OR and of the bill's age.
        by_id = self._select(BILLS, _B.id).where(_B.id_folded == wanted)
        by_number = self._select(BILLS, _B.id).where(_B.number_folded == wanted)
        return self._bills().where(_B.id.in_(by_id.union_all(by_number)))

    def list(self, query: BillQuery) -> Page[Bill]:
        limit, (conditions, values) = page_size(query.limit), _conditions(query)
        shape = " ".join(sorted(conditions))
        statement = self._kept(f"list {shape}", lambda: self._listed(conditions.values()))
        rows = self._all(statement, rows=limit + 1, **values)
        return paged(rows, limit, _bill, lambda row: cursor_of(row.issued_on, row.id))

    def _listed(self, conditions: Iterable[ColumnElement[bool]]) -> Query:
        newest = self._bills().where(*conditions).order_by(_B.issued_on.desc(), _B.id.desc())
        return newest.limit(bindparam("rows", type_=Integer))

    def owed(self) -> tuple[Money, ...]:
        rows = self._all(self._kept("owed", self._owing))
        return tuple(Money(int(row.owed), row.currency) for row in rows)

    def _owing(self) -> Query:
        each = self._select(BILLS, _B.currency, _LEFT.label("left"))
        # Materialised, or SQLite works each balance out once per use of it.
        open_ones = each.where(_B.state == BillState.OPEN).cte().prefix_with("MATERIALIZED")
        left = open_ones.c.left
        summed = func.sum(case((left > 0, left), else_=0)).label("owed")
        grouped = select(open_ones.c.currency, summed).group_by(open_ones.c.currency)
        return grouped.having(summed > 0).order_by(open_ones.c.currency)

    def before(self, bill: Bill) -> Bill | None:
        row = self._one(
            self._kept("before", self._earlier),
            customer=bill.customer_id,
            category=bill.category,
            issued_on=bill.issued_on,
        )
        return None if row is None else _bill(row)

    def _earlier(self) -> Query:
        earlier = self._bills().where(
            _B.customer_id == bindparam("customer"),
            _B.category == bindparam("category"),
            _B.issued_on < bindparam("issued_on"),
            _B.state.not_in([BillState.DRAFT, BillState.VOID]),
        )
        return earlier.order_by(_B.issued_on.desc(), _B.id.desc()).limit(1)

    def put(self, bill: Bill) -> None:
        currency = bill.amount.currency
        lines = [[line.position, line.description, line.amount.amount_minor] for line in bill.lines]
        if any(line.amount.currency != currency for line in bill.lines):
            raise InvalidRequest("a bill and its lines have one currency")
        values: dict[str, object] = {
            "id": bill.id,
            "customer_id": bill.customer_id,
            "number": bill.number,
            "id_folded": fold(bill.id),
            "number_folded": fold(bill.number),
            "search": _searchable(bill),
            "category": bill.category,
            "description": bill.description,
            "issued_on": bill.issued_on,
            "due_on": bill.due_on,
            "amount_minor": bill.amount.amount_minor,
            "disputed_minor": None if bill.disputed is None else bill.disputed.amount_minor,
            "elsewhere_minor": None if bill.elsewhere is None else bill.elsewhere.amount_minor,
            "currency": currency,
            "state": bill.state,
            "version": bill.version,
            "lines": lines,
        }
        values |= period_columns(bill.period)
        self._upsert(BILLS, values, "bill")
        kept = ("customer_id", "version", "amount_minor", "currency", "due_on", "lines")
        version = {name: values[name] for name in kept}
        version |= {"bill_id": bill.id, "put_at": self._scope.clock.now()}
        self._upsert(BILL_VERSIONS, version, "bill")

    def set_state(self, bill_id: BillId, state: str) -> None:
        if self._run(self._change(BILLS).where(_B.id == bill_id).values(state=state)) != 1:
            raise NotFound("bill")

    def _bills(self) -> Query:
        return self._select(BILLS, BILLS, *_MONEY, _DOUBT, _ANNOUNCED, *_PROMISED)


def _conditions(
    query: BillQuery,
) -> tuple[Mapping[str, ColumnElement[bool]], Mapping[str, object]]:
    """What a query asks for, by name, and the values it asks for."""
    found: dict[str, ColumnElement[bool]] = {}
    found["states"] = _B.state.in_(bindparam("states", expanding=True))
    values: dict[str, object] = {"states": sorted(query.states)}
    if query.category is not None:
        found["category"] = _B.category == bindparam("category")
        values["category"] = query.category
    if query.owing_only:
        found["owing"] = and_(_B.state == BillState.OPEN, _LEFT > 0)
    if query.issued is not None:
        found["issued"] = and_(_B.issued_on >= bindparam("first"), _B.issued_on < bindparam("end"))
        values |= {"first": query.issued.start_on, "end": query.issued.end_before_on}
    if query.text is not None:
        found["text"] = _B.search.contains(bindparam("text"), escape="/")
        values["text"] = like_literally(fold(query.text))
    if query.cursor is not None:
        found["after"] = after(_B.issued_on, _B.id)
        values |= after_values(query.cursor, days=True)
    return found, values


def _searchable(bill: Bill) -> str:
    words = [bill.id, bill.number, bill.category, bill.description]
    return fold(" ".join([*words, *(line.description for line in bill.lines)]))


def _bill(row: Found) -> Bill:
    currency: str = row.currency
    reached = int(row.allocated_minor) + (row.elsewhere_minor or 0)
    kept_back = int(row.kept_back_minor)
    return Bill(
        id=BillId(row.id),
        number=row.number,
        customer_id=CustomerId(row.customer_id),
        category=row.category,
        description=row.description,
        issued_on=row.issued_on,
        due_on=row.due_on,
        amount=Money(row.amount_minor, currency),
        state=BillState(row.state),
        period=period_of(row),
        version=row.version,
        lines=tuple(BillLine(at, words, Money(minor, currency)) for at, words, minor in row.lines),
        paid=Money(reached - kept_back - int(row.owed_again_minor), currency),
        disputed=None if row.disputed_minor is None else Money(row.disputed_minor, currency),
        doubt=row.doubt,
        forgiven=Money(kept_back, currency),
        elsewhere=None if row.elsewhere_minor is None else Money(row.elsewhere_minor, currency),
        announced_until=row.announced_until,
        promised_on=row.promised_on,
        extended_until=row.extended_until,
    )
