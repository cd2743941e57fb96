"""Paymentus as a source: the bills and customers of one biller, pulled by what changed."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Final, TypeVar

from billing.errors import InvalidMoney, InvalidRequest, ProviderUnavailable
from billing.money import Money
from billing.sources import (
    BadRow,
    Preferences,
    SourceBill,
    SourceCustomer,
    SourceLine,
    SourcePage,
    SourceState,
)
from payments._paymentus.account import Account, unavailable
from payments._paymentus.wire import (
    OBJECT_ID,
    PAGE_SIZE,
    Bill,
    BillLine,
    Customer,
    Json,
    Refusal,
    Wishes,
)
from payments._wire import instant, parse

_T = TypeVar("_T")
_STATES: Final = {
    "open": SourceState.OPEN,
    "partially_paid": SourceState.OPEN,
    "paid": SourceState.PAID,
    "cancelled": SourceState.VOID,
}
_UNREADABLE: Final = "the row is not one that we can read"


class Source:
    """Keeps `billing.sources.BillSource`."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def customers(
        self, *, cursor: str | None = None, since: datetime | None = None, limit: int = 100
    ) -> SourcePage[SourceCustomer]:
        return self._page("customers", _customer, cursor, since, limit)

    def bills(
        self, *, cursor: str | None = None, since: datetime | None = None, limit: int = 100
    ) -> SourcePage[SourceBill]:
        return self._page("bills", _bill, cursor, since, limit)

    def customer(self, ref: str) -> SourceCustomer | None:
        row = self._row(f"customers/{_checked(ref)}")
        if row is None:
            return None
        wishes = parse(Wishes, self._row(f"customers/{ref}/preferences") or {})
        found = _customer(row, _preferences(wishes))
        if found is None or found.ref != ref:
            raise InvalidRequest("the customer is not one that we can read")
        return found

    def bill(self, ref: str) -> SourceBill | None:
        row = self._row(f"bills/{_checked(ref)}")
        if row is None:
            return None
        found = _bill(row)
        if found is None or found.ref != ref:
            raise InvalidRequest("the bill is not one that we can read")
        return found

    def _row(self, path: str) -> Json | None:
        """The object at the path; None for Paymentus's own 404."""
        answer = self._account.read(path)
        if isinstance(answer, Refusal):
            if answer.status == 404 and answer.is_definite:
                return None
            raise unavailable(answer)
        return answer

    def _page(
        self,
        member: str,
        read: Callable[[Json], _T | None],
        cursor: str | None,
        since: datetime | None,
        limit: int,
    ) -> SourcePage[_T]:
        asked: dict[str, str | int | None] = {"limit": max(1, min(limit, PAGE_SIZE))}
        if cursor is not None:
            asked["cursor"] = cursor
        elif since is not None:
            asked["changedSince"] = since.isoformat(timespec="seconds")
        rows, after, more = self._account.page(member, member, **asked)
        if more and (after is None or after == cursor):
            raise ProviderUnavailable("Paymentus's list does not say where it goes on")
        items: list[_T] = []
        bad: list[BadRow] = []
        for row in rows:
            found = read(row)
            if found is None:
                bad.append(BadRow(_name_of(row, member), _UNREADABLE))
            else:
                items.append(found)
        return SourcePage(tuple(items), after, more, tuple(bad))


def _customer(row: Json, preferences: Preferences | None = None) -> SourceCustomer | None:
    found = parse(Customer, row)
    if found is None:
        return None
    return SourceCustomer(
        ref=found.customer_id,
        name=found.name,
        email=found.email,
        account_number=found.account_number,
        preferences=preferences,
        changed_at=instant(found.updated_at),
    )


def _preferences(wishes: Wishes | None) -> Preferences | None:
    if wishes is None:
        return None
    return Preferences(
        wishes.language,
        wishes.paperless,
        wishes.autopay,
        wishes.default_profile_id,
        tuple(wishes.notify_by),
    )


def _bill(row: Json) -> SourceBill | None:
    """The bill; None when anything in it cannot be read, or does not fit together."""
    found = parse(Bill, row)
    if found is None:
        return None
    total, balance, state = found.total.money, found.amount_due.money, _STATES.get(found.status)
    lines = [_line(each) for each in found.lines]
    days = _day(found.issued_on), _day(found.due_on)
    given = found.issued_on, found.due_on
    if any(day is None and text is not None for day, text in zip(days, given, strict=True)):
        return None
    read = tuple(line for line in lines if line is not None)
    if total is None or balance is None or state is None or len(read) != len(lines):
        return None
    if {balance.currency, *(line.amount.currency for line in read)} != {total.currency}:
        return None
    if balance.amount_minor > total.amount_minor:
        return None
    return SourceBill(
        ref=found.bill_id,
        customer_ref=found.customer_id,
        number=found.number,
        version=found.version,
        total=total,
        balance=balance,
        state=state,
        issued_on=days[0],
        due_on=days[1],
        lines=read,
    )


def _line(line: BillLine) -> SourceLine | None:
    """One line; a rebate is below zero."""
    try:
        return SourceLine(line.description, Money.from_decimal(line.amount, line.currency))
    except InvalidMoney:
        return None


def _day(text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        return None


def _checked(ref: str) -> str:
    if not OBJECT_ID.fullmatch(ref):
        raise ProviderUnavailable("that is no customer or bill of Paymentus's")
    return ref


def _name_of(row: Json, member: str) -> str:
    """The row's own id, where even that can be read."""
    name = row.get("billId" if member == "bills" else "customerId")
    return name if isinstance(name, str) and OBJECT_ID.fullmatch(name) else ""
