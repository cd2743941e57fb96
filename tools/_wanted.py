"""What a customer wants to pay, and with what: references to our own rows, or how to ask."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from billing._heard import words_of
from billing.bills import Bill
from billing.errors import NotPayable, PaymentInDoubt
from billing.methods import Method
from billing.ports import Tx
from billing.use_cases._home import home_of
from billing.use_cases.pay_bill import BILLS_PER_QUOTE
from billing.use_cases.payment_options import payment_options
from billing.use_cases.split_bills import split_bills
from tools._bills import find_bills, is_due
from tools._context import ToolContext
from tools._facts import one_of
from tools._methods import find_methods, type_named
from tools._offered import ways_here
from tools._refusals import nothing_saved
from tools._tool import ToolFailed

_ALL: Final = frozenset(
    "all everything both alle alles beide todo todas todos ambas tout toutes tous deux".split()
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The bills meant; `left_out`: due, but not payable now; `more`: beyond one offer.

    `later`: paid over another connection than `bills`, so that they need an offer of their own.
    `unclear`: the bills one reference may mean, none when it fits none; then nothing else counts.
    """

    bills: tuple[Bill, ...] = ()
    left_out: tuple[Bill, ...] = ()
    more: int = 0
    later: tuple[Bill, ...] = ()
    unclear: tuple[Bill, ...] | None = None


def bills_wanted(context: ToolContext, references: list[str]) -> Wanted:
    """Which bills `references` mean. Raises `ToolFailed` when all are meant and nothing is due."""
    bills: dict[str, Bill] = {}
    with context.ports.store.read(context.principal) as tx:
        if len(references) == 1 and _ALL & set(words_of(references[0])):
            return _all_of(context, tx, references[0])
        for reference in references:
            found = find_bills(tx, reference, today=context.today, owing=True)
            if len(found) != 1 and not _each_is_named(found, reference):
                return Wanted(unclear=found)
            bills |= {bill.id: bill for bill in found}
    return Wanted(tuple(bills.values()))


def _each_is_named(bills: tuple[Bill, ...], reference: str) -> bool:
    """ "HB-100 and HB-101" are two bills, not a choice between them."""
    said = reference.casefold()
    return bool(bills) and all(
        bill.number.casefold() in said or bill.id.casefold() in said for bill in bills
    )


def _all_of(context: ToolContext, tx: Tx, reference: str) -> Wanted:
    """Everything due ("all"), or all of a kind ("all water bills"): oldest first."""
    rest = " ".join(word for word in words_of(reference) if word not in _ALL)
    found = find_bills(tx, rest, today=context.today, owing=True)
    due = sorted((bill for bill in found if is_due(bill)), key=lambda bill: (bill.due_on, bill.id))
    if not due:
        raise ToolFailed(context.words.say("owed.nothing"))
    payable = [bill for bill in due if _is_payable(context, bill)]
    if not payable:
        return Wanted(tuple(due[:1]))  # the refusal says why
    left_out = tuple(bill for bill in due if bill not in payable)
    more = max(0, len(payable) - BILLS_PER_QUOTE)
    return Wanted(tuple(payable[:BILLS_PER_QUOTE]), left_out, more)


def _is_payable(context: ToolContext, bill: Bill) -> bool:
    try:
        bill.payable(context.tenant.policy.dispute_pay_undisputed)
    except (NotPayable, PaymentInDoubt):
        return False
    return True


@dataclass(frozen=True, slots=True)
class Way:
    """The saved method meant, else the type meant of which nothing is saved; neither: the usual."""

    method: Method | None = None
    type: str | None = None


def way_wanted(context: ToolContext, said: str | None, bills: Sequence[Bill]) -> Way:
    """The way to pay `bills` meant. Raises `ToolFailed` naming those there are, or saying it is
    none.
    """
    if said is None:
        return Way()
    found = _meant(context, said, bills)
    kind = type_named(said)
    if kind is not None and not found:
        return _way_of(context, kind, bills)
    return Way(_the_one(context, found))


def for_one_offer(context: ToolContext, found: Wanted, way: Way) -> Wanted:
    """`found`, with those bills put off that another connection takes the money for."""
    split = split_bills(
        context.ports,
        context.principal,
        [bill.id for bill in found.bills],
        method_id=way.method.id if way.method is not None else None,
        method_type=way.type,
    )
    now = tuple(bill for bill in found.bills if bill.id in split.now)
    return replace(found, bills=now, later=tuple(b for b in found.bills if b.id in split.later))


def method_wanted(context: ToolContext, said: str) -> Method:
    """The saved method meant. Raises `ToolFailed` naming those there are."""
    return _the_one(context, _meant(context, said))


def _meant(context: ToolContext, said: str, bills: Sequence[Bill] = ()) -> tuple[Method, ...]:
    """What `said` may mean; where some of it can pay `bills` and some not, what can."""
    with context.ports.store.read(context.principal) as tx:
        found = find_methods(tx, said)
        homes = {home_of(tx, bill.id) for bill in bills} - {None}
    saved = tuple(method for method in found if not method.on_page)
    found = saved or found
    found = tuple(method for method in found if method.connection_id in homes) or found
    if len(found) > 1:
        # An expired one is not meant where another of the name works.
        return tuple(m for m in found if not m.expired(context.today)) or found
    return found


def _the_one(context: ToolContext, found: tuple[Method, ...]) -> Method:
    if len(found) == 1:
        return found[0]
    with context.ports.store.read(context.principal) as tx:
        every = tx.methods.list()
    if not every:
        raise ToolFailed(nothing_saved(context))
    labels = one_of(context.words, [each.label(context.language) for each in found or every])
    raise ToolFailed(context.words.say("quote.which_method", methods=labels))


def _way_of(context: ToolContext, kind: str, bills: Sequence[Bill]) -> Way:
    """A type that the provider asks for on its own page; else why it cannot be used here."""
    meant = [bill.id for bill in bills]
    can = payment_options(context.ports, context.principal, bills=meant)
    if kind in can.on_page:
        return Way(type=kind)
    if kind in can.methods:
        raise ToolFailed(nothing_saved(context, meant))
    say = context.words.say
    no = say("options.no", type=say(f"type.{kind}"))
    raise ToolFailed(" ".join([no, *ways_here(context, can)]))
