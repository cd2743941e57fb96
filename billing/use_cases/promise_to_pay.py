"""Say when a bill will be paid, ask for more days, or pay in parts: as far as the policy allows.

The offer states days and amounts; the customer's own yes records them. Nothing is taken on the day:
the customer pays as ever. What the policy does not allow goes to a human.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from billing.acts import Act, ActKind, Outcome
from billing.bills import Bill
from billing.errors import AmountOutOfRange, HumanOnly, NotEligible
from billing.ids import BillId, ConversationId
from billing.money import Money
from billing.periods import local_day
from billing.ports import Ports, Tx
from billing.principal import Principal
from billing.promises import Promise, PromiseKind, PromiseState
from billing.quotes import Quote
from billing.tenants import JsonValue, Policy
from billing.tickets import Ticket
from billing.use_cases._note import note, tell
from billing.use_cases._offers import Said, offer_or_ticket
from billing.views import money_view

CATEGORY: Final = "billing_question"
YEAR: Final = timedelta(days=365)
_PARTS: Final = PromiseKind.INSTALMENT
Parts = Sequence[tuple[Money, date]]


@dataclass(frozen=True, slots=True)
class PromiseWish:
    """When. `on` None: the last day the policy allows; `parts`: of instalments, None for the most.

    `text`: the customer's own words, for whoever decides where the policy does not.
    """

    bill_id: BillId
    kind: PromiseKind = PromiseKind.PROMISE
    on: date | None = None
    parts: int | None = None
    text: str = ""
    conversation_id: ConversationId | None = None


def promise_to_pay(ports: Ports, principal: Principal, wish: PromiseWish) -> Quote | Ticket:
    """An offer to record `wish`, or the ticket of a human where the policy leaves it to one.

    Raises `NotFound`, `NotPayable`, `PaymentInDoubt`, `NotEligible` (in_the_past, too_late,
    not_later, too_many_parts), `AmountOutOfRange` for parts below the minimum, `TooMany`.
    """
    asked: dict[str, JsonValue] = {
        "bill_id": wish.bill_id,
        "kind": str(wish.kind),
        "on": wish.on.isoformat() if wish.on is not None else None,
        "parts": wish.parts,
    }
    said = Said(asked, {}, wish.conversation_id, wish.text)
    return offer_or_ticket(ports, principal, promised, said, ActKind.PROMISE)


def promised(ports: Ports, tx: Tx, said: Said) -> Act:
    """The promise as it would be recorded now (`_offers.Compute`)."""
    bill = tx.bills.lock(BillId(str(said.wish["bill_id"])))
    tenant = tx.tenants.this()
    today = local_day(ports.clock.now(), tenant.time_zone)
    # What is disputed is asked for by nobody: a promise is about the rest.
    amount = bill.payable(pay_undisputed_part=True)
    kind = PromiseKind(str(said.wish["kind"]))
    asked = said.wish.get("on")
    on = date.fromisoformat(asked) if isinstance(asked, str) else None
    match kind:
        case PromiseKind.PROMISE:
            parts = _promise(tenant.policy, bill, amount, on, today)
        case PromiseKind.EXTENSION:
            parts = _extension(ports, tx, bill, amount, on)
        case PromiseKind.INSTALMENT:
            _require_first(tx, bill, today, tenant.time_zone)
            parts = _instalments(tenant.policy, bill, amount, said.wish.get("parts"), today)
    terms: dict[str, JsonValue] = {
        "bill_id": bill.id,
        "bill_number": bill.number,
        "kind": str(kind),
        "due_on": bill.due_on.isoformat(),
        "on": parts[-1][1].isoformat(),
        "amount": money_view(amount, None),
        "parts": [{"amount": money_view(part, None), "on": day.isoformat()} for part, day in parts],
    }
    return Act(ActKind.PROMISE, said.wish, terms, amount)


def record_promise(ports: Ports, tx: Tx, quote: Quote, act: Act) -> Outcome:
    """What the customer approved; it takes the place of what was promised of the bill before."""
    bill_id, now = BillId(str(act.wish["bill_id"])), ports.clock.now()
    kind = PromiseKind(str(act.wish["kind"]))
    for known in tx.promises.of_bill(bill_id):
        kept = known.kind is PromiseKind.EXTENSION and kind is not PromiseKind.EXTENSION
        if known.state is PromiseState.OPEN and not kept:
            tx.promises.put(replace(known, state=PromiseState.REPLACED))
    made = [
        Promise(
            id=ports.ids.new("prm"),
            bill_id=bill_id,
            customer_id=quote.customer_id,
            person_id=quote.person_id,
            kind=kind,
            amount=amount,
            due_on=day,
            made_at=now,
        )
        for amount, day in _parts(act)
    ]
    for promise in made:
        tx.promises.put(promise)
    facts: dict[str, str | int] = {
        "bill": bill_id,
        "kind": str(kind),
        "on": made[-1].due_on.isoformat(),
        "amount_minor": act.amount.amount_minor,
        "currency": act.amount.currency,
        "quote": quote.id,
    }
    note(ports, tx, "bill.promised", made[0].id, facts)
    told: dict[str, JsonValue] = {"bill_id": bill_id, "kind": str(kind), "on": act.terms["on"]}
    tell(ports, tx, "bill.promised", quote.customer_id, told)
    return {"promise_ids": [each.id for each in made], "bill_id": bill_id}


def _promise(policy: Policy, bill: Bill, amount: Money, on: date | None, today: date) -> Parts:
    days = policy.promise_days if policy.promise_days is not None else policy.extension_days
    if days is None:
        raise HumanOnly("the policy lets only a human accept a promise", CATEGORY, bill.id)
    latest = bill.payable_until + timedelta(days=days)
    if latest < today:
        raise HumanOnly("the days that the policy allows are over", CATEGORY, bill.id)
    day = on or latest
    if day < today:
        raise NotEligible("in_the_past")
    if day > latest:
        raise NotEligible("too_late", {"bill": bill.number, "day": latest})
    return ((amount, day),)


def _extension(ports: Ports, tx: Tx, bill: Bill, amount: Money, on: date | None) -> Parts:
    policy = tx.tenants.this().policy
    if policy.extension_days is None:
        raise HumanOnly("the policy lets only a human give more time", CATEGORY, bill.id)
    if bill.extended_until is not None:
        raise HumanOnly("the bill has been given more time before", CATEGORY, bill.id)
    used = tx.promises.made_since(ports.clock.now() - YEAR, frozenset({PromiseKind.EXTENSION}))
    if used >= policy.extension_times_per_year:
        raise HumanOnly("more time was given as often as the policy allows", CATEGORY, bill.id)
    latest = bill.due_on + timedelta(days=policy.extension_days)
    today = local_day(ports.clock.now(), tx.tenants.this().time_zone)
    if latest < today:
        raise HumanOnly("the days that the policy allows are over", CATEGORY, bill.id)
    day = on or latest
    if day <= bill.due_on or day < today:
        raise NotEligible("not_later", {"bill": bill.number, "day": bill.due_on})
    if day > latest:
        raise NotEligible("too_late", {"bill": bill.number, "day": latest})
    return ((amount, day),)


def _require_first(tx: Tx, bill: Bill, today: date, zone: str) -> None:
    """Raises `HumanOnly` once a bill was put in instalments on an earlier day: else a new plan
    every month would put its last part off for ever.
    """
    made = [each.made_at for each in tx.promises.of_bill(bill.id) if each.kind is _PARTS]
    if any(local_day(at, zone) < today for at in made):
        raise HumanOnly("the bill has been put in instalments before", CATEGORY, bill.id)


def _instalments(
    policy: Policy, bill: Bill, amount: Money, wanted: JsonValue, today: date
) -> Parts:
    """Equal parts, the odd cents on the first ones; the first is due today."""
    most, every = policy.instalment_parts, policy.instalment_every_days
    if most is None or not policy.partial_allowed:
        raise HumanOnly("the policy lets only a human agree to instalments", CATEGORY, bill.id)
    count = wanted if isinstance(wanted, int) else most
    if not 2 <= count <= most:
        raise NotEligible("too_many_parts", {"most": most})
    parts = amount.split([1] * count)
    if min(part.amount_minor for part in parts) < max(1, policy.partial_minimum_minor):
        least = max(1, policy.partial_minimum_minor)
        raise AmountOutOfRange(least, amount.amount_minor, amount.currency)
    return [(part, today + timedelta(days=every * at)) for at, part in enumerate(parts)]


def _parts(act: Act) -> Parts:
    rows = act.terms["parts"]
    found = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    return [(_money(row["amount"]), date.fromisoformat(str(row["on"]))) for row in found]


def _money(value: JsonValue) -> Money:
    found = value if isinstance(value, dict) else {}
    minor = found.get("amount_minor")
    return Money(minor if isinstance(minor, int) else 0, str(found.get("currency")))
