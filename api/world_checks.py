"""What one row of a world says against another: ids that lead nowhere, sums that do not add up."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from api.world_fields import WorldModel, money
from api.world_rows import (
    BillRow,
    CustomerRow,
    MethodRow,
    OwnedRow,
    PaymentRow,
    RefundRow,
    SubscriptionRow,
    TicketRow,
)
from api.world_tenants import PlanRow, TenantRow
from api.world_yaml import Problem
from billing.errors import InvalidMoney
from billing.money import Money, total
from billing.periods import local_day

Row = TypeVar("Row", bound=WorldModel)
Key = tuple[str, str]
"""(tenant id, id)"""


@dataclass(slots=True)
class Draft:
    """The rows read so far, each with its path, and what was wrong with the others."""

    as_of: datetime | None = None
    problems: list[Problem] = field(default_factory=list)
    tenants: dict[str, TenantRow] = field(default_factory=dict)
    plans: dict[Key, PlanRow] = field(default_factory=dict)
    rows: dict[str, list[tuple[str, OwnedRow]]] = field(default_factory=dict)
    keyed: dict[str, dict[Key, OwnedRow]] = field(default_factory=dict)
    broken: dict[str, set[str]] = field(default_factory=dict)

    def say(self, path: str, sentence: str) -> None:
        self.problems.append(Problem(path, sentence))

    def of(self, section: str, model: type[Row]) -> Iterator[tuple[str, Row]]:
        """The rows of a section with their paths, in the file's order."""
        for path, row in self.rows.get(section, ()):
            if isinstance(row, model):
                yield path, row

    def find(self, section: str, model: type[Row], key: Key) -> Row | None:
        row = self.keyed.get(section, {}).get(key)
        return row if isinstance(row, model) else None

    def dangles(self, path: str, section: str, key: Key) -> None:
        """Report an id that names nothing, unless its row is there and itself refused."""
        if key[1] not in self.broken.get(section, ()):
            kind = section.removesuffix("s").replace("_", " ")
            self.say(path, f"tenant {key[0]} has no {kind} '{key[1]}': add it or correct the id")

    def amount(self, path: str, text: str, currency: str) -> Money | None:
        try:
            return money(text, currency)
        except InvalidMoney as bad:
            self.say(path, str(bad))
            return None


def check_world(draft: Draft) -> None:
    """Add to `draft.problems` whatever the valid rows say against each other."""
    for check in (
        _check_customers,
        _check_subscriptions,
        _check_bills,
        _check_payments,
        _check_refunds,
        _check_tickets,
    ):
        check(draft)


def check_amounts(draft: Draft, path: str, tenant: TenantRow) -> None:
    """The places of every amount in a tenant's policy."""
    for inner, amount in tenant.policy.amounts().items():
        draft.amount(f"{path}.policy.{inner}", amount, tenant.currency)


def check_plan(draft: Draft, path: str, plan: PlanRow) -> None:
    """The places of every price of a plan; none is negative."""
    for inner, amount, currency in plan.amounts():
        price = draft.amount(f"{path}.{inner}", amount, currency)
        if price is not None and price.amount_minor < 0:
            draft.say(f"{path}.{inner}", "a price is not negative: write 0 for a free plan")


def _check_customers(draft: Draft) -> None:
    for path, customer in draft.of("customers", CustomerRow):
        if customer.default_method is None:
            continue
        key = (customer.tenant, customer.default_method)
        method = draft.find("payment_methods", MethodRow, key)
        if method is None:
            draft.dangles(f"{path}.default_method", "payment_methods", key)
        elif method.customer != customer.id:
            draft.say(f"{path}.default_method", "this method belongs to another customer")


def _check_subscriptions(draft: Draft) -> None:
    for path, sub in draft.of("subscriptions", SubscriptionRow):
        plan = draft.plans.get((sub.tenant, sub.plan))
        if plan is None:
            draft.dangles(f"{path}.plan", "plans", (sub.tenant, sub.plan))
        else:
            _check_price(draft, path, sub, plan)
        if sub.after_trial is not None:
            after = (sub.tenant, sub.after_trial.plan)
            if after not in draft.plans:
                draft.dangles(f"{path}.after_trial.plan", "plans", after)
            draft.amount(
                f"{path}.after_trial.price", sub.after_trial.price, sub.after_trial.currency
            )
        if sub.status == "trialing" and sub.trial_end is None:
            draft.say(f"{path}.trial_end", "a trial needs the day it ends: add it")
        if sub.dunning is not None and sub.dunning.stage > sub.dunning.of:
            draft.say(f"{path}.dunning.stage", "is greater than `of`: correct one of them")
        period = sub.current_period
        if period is not None and sub.renews is not None and sub.renews < period.end_before_on:
            draft.say(f"{path}.renews", "lies inside the current period: it renews after its end")


def _check_price(draft: Draft, path: str, sub: SubscriptionRow, plan: PlanRow) -> None:
    currency = sub.currency or plan.currency
    if currency != plan.currency and currency not in plan.also_priced_in:
        sentence = f"plan '{plan.id}' has no price in {currency}: add it to also_priced_in"
        draft.say(f"{path}.currency", sentence)
    yearly_unpriced = sub.interval == "year" and plan.interval == "month"
    if yearly_unpriced and plan.annual_price is None:
        draft.say(f"{path}.interval", f"plan '{plan.id}' has no annual_price: add it there")


def _check_bills(draft: Draft) -> None:
    paid = _paid_by_bill(draft)
    disputes = {
        (ticket.tenant, ticket.about)
        for _, ticket in draft.of("tickets", TicketRow)
        if ticket.category == "dispute" and ticket.status != "resolved"
    }
    for path, bill in draft.of("bills", BillRow):
        if bill.issued > bill.due_date:
            draft.say(f"{path}.due_date", "lies before the day of issue: correct one of them")
        amount = draft.amount(f"{path}.amount", bill.amount, bill.currency)
        balance = draft.amount(f"{path}.balance", bill.balance, bill.currency)
        _check_lines(draft, path, bill, amount)
        if amount is None or balance is None:
            continue
        if amount.amount_minor < 0:
            draft.say(f"{path}.amount", "a bill is not negative: write credits as lines")
            continue
        _check_balance(draft, path, bill, paid.get((bill.tenant, bill.id)))
        _check_status(draft, path, bill, (bill.tenant, bill.id) in disputes)


def _check_lines(draft: Draft, path: str, bill: BillRow, amount: Money | None) -> None:
    found = [
        draft.amount(f"{path}.lines[{i}][1]", text, bill.currency)
        for i, (_, text) in enumerate(bill.lines)
    ]
    lines = [line for line in found if line is not None]
    if amount is None or len(lines) < len(found):
        return
    try:
        added = total(lines, bill.currency)
    except InvalidMoney as bad:
        draft.say(f"{path}.lines", str(bad))
        return
    if added != amount:
        sentence = f"the lines add up to {added.to_decimal()}, the amount says {bill.amount}"
        draft.say(f"{path}.lines", f"{sentence}: correct a line or the amount")


def _paid_by_bill(draft: Draft) -> Mapping[Key, Money]:
    """What succeeded payments less succeeded refunds put to each bill; wrong rows count nothing."""
    paid: dict[Key, Money] = {}
    for row, bill_id in _money_rows(draft):
        try:
            amount = -row.amount_money if isinstance(row, RefundRow) else row.amount_money
            before = paid.get((row.tenant, bill_id), Money.zero(row.currency))
            if before.currency == amount.currency:
                paid[row.tenant, bill_id] = before + amount
        except InvalidMoney:
            continue
    return paid


def _money_rows(draft: Draft) -> Iterable[tuple[PaymentRow | RefundRow, str]]:
    for _, payment in draft.of("payments", PaymentRow):
        if payment.status == "succeeded":
            yield payment, payment.bill
    for _, refund in draft.of("refunds", RefundRow):
        of = draft.find("payments", PaymentRow, (refund.tenant, refund.payment))
        if refund.status == "succeeded" and of is not None and of.status == "succeeded":
            yield refund, of.bill


def _check_balance(draft: Draft, path: str, bill: BillRow, paid: Money | None) -> None:
    if paid is None or paid.currency != bill.currency:
        paid = Money.zero(bill.currency)
    if bill.status == "void":
        due, why = Money.zero(bill.currency), "a void bill owes nothing"
    else:
        due = max(bill.amount_money - paid, Money.zero(bill.currency))
        why = f"{bill.amount} less {paid.to_decimal()} of payments leaves {due.to_decimal()}"
    if bill.balance_money != due and not _refers_to_broken(draft, bill):
        draft.say(f"{path}.balance", f"{why}: correct it, or add the payment that is missing")


def _refers_to_broken(draft: Draft, bill: BillRow) -> bool:
    """Whether a refused payment or refund might explain this bill's balance."""
    return bill.id in draft.broken.get("payments.bill", ()) or bool(draft.broken.get("refunds"))


def _check_status(draft: Draft, path: str, bill: BillRow, has_dispute: bool) -> None:
    amount, balance = bill.amount_money, bill.balance_money
    disputed = None
    if bill.disputed_amount is not None:
        disputed = draft.amount(f"{path}.disputed_amount", bill.disputed_amount, bill.currency)
        if disputed is not None and not 0 < disputed.amount_minor <= amount.amount_minor:
            draft.say(f"{path}.disputed_amount", "is more than the bill, or not above zero")
    objection = None
    match bill.status:
        case "paid" if not balance.is_zero:
            objection = f"is paid, but {bill.balance} is still due: write open"
        case "open" | "partially_paid" | "overdue" if balance.is_zero:
            objection = f"is {bill.status}, but nothing is due: write paid"
        case "partially_paid" if balance == amount:
            objection = "is partially_paid, but no payment of it succeeded: write open"
        case "overdue" if (today := _today(draft, bill.tenant)) and bill.due_date >= today:
            objection = f"is overdue, but is due on {bill.due_date} and it is {today}: write open"
        case "disputed" if bill.disputed_amount is None and not has_dispute:
            objection = "is disputed, but nothing says so: add disputed_amount or a dispute ticket"
        case "draft" if balance != amount:
            objection = "is a draft, but has payments: write open"
        case _:
            return
    draft.say(f"{path}.status", objection)


def _today(draft: Draft, tenant_id: str) -> date | None:
    tenant = draft.tenants.get(tenant_id)
    return local_day(draft.as_of, tenant.time_zone) if draft.as_of and tenant else None


def _check_payments(draft: Draft) -> None:
    for path, payment in draft.of("payments", PaymentRow):
        amount = draft.amount(f"{path}.amount", payment.amount, payment.currency)
        if amount is not None and amount.amount_minor <= 0:
            draft.say(f"{path}.amount", "a payment is above zero: money given back is a refund")
        bill = draft.find("bills", BillRow, (payment.tenant, payment.bill))
        if bill is None:
            draft.dangles(f"{path}.bill", "bills", (payment.tenant, payment.bill))
        elif bill.customer != payment.customer:
            draft.say(f"{path}.bill", "this bill belongs to another customer")
        elif bill.currency != payment.currency:
            draft.say(
                f"{path}.currency", f"the bill is in {bill.currency}: pay it in {bill.currency}"
            )
        elif bill.status in ("draft", "void") and payment.status != "failed":
            draft.say(f"{path}.bill", f"a {bill.status} bill takes no payment")
        if payment.method is None:
            continue
        method = draft.find("payment_methods", MethodRow, (payment.tenant, payment.method))
        if method is None:
            draft.dangles(f"{path}.method", "payment_methods", (payment.tenant, payment.method))
        elif method.customer != payment.customer:
            draft.say(f"{path}.method", "this method belongs to another customer")


def _check_refunds(draft: Draft) -> None:
    left: dict[Key, int] = {}
    for path, refund in draft.of("refunds", RefundRow):
        amount = draft.amount(f"{path}.amount", refund.amount, refund.currency)
        key = (refund.tenant, refund.payment)
        payment = draft.find("payments", PaymentRow, key)
        if payment is None:
            draft.dangles(f"{path}.payment", "payments", key)
        elif payment.status != "succeeded":
            draft.say(f"{path}.payment", f"a {payment.status} payment has nothing to give back")
        elif payment.customer != refund.customer:
            draft.say(f"{path}.payment", "this payment belongs to another customer")
        elif payment.currency != refund.currency:
            draft.say(f"{path}.currency", f"the payment is in {payment.currency}: write the same")
        elif amount is not None and amount.amount_minor <= 0:
            draft.say(f"{path}.amount", "a refund is above zero")
        elif amount is not None and refund.status != "failed":
            paid = _minor(payment)
            if paid is None:
                continue
            left[key] = left.get(key, paid) - amount.amount_minor
            if left[key] < 0:
                draft.say(f"{path}.amount", "the refunds of this payment are more than was paid")


def _minor(payment: PaymentRow) -> int | None:
    try:
        return payment.amount_money.amount_minor
    except InvalidMoney:
        return None


def _check_tickets(draft: Draft) -> None:
    places = ("bills", "payments", "refunds", "subscriptions")
    for path, ticket in draft.of("tickets", TicketRow):
        if ticket.about is None:
            continue
        key = (ticket.tenant, ticket.about)
        found = [row for place in places if (row := draft.keyed.get(place, {}).get(key))]
        if any(getattr(row, "customer", None) == ticket.customer for row in found):
            continue
        if found:
            draft.say(f"{path}.about", "this belongs to another customer")
        elif not any(ticket.about in draft.broken.get(place, ()) for place in places):
            sentence = "names no bill, payment, refund or subscription of this customer"
            draft.say(f"{path}.about", f"{sentence}: correct the id or leave it out")
