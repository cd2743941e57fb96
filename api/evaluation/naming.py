"""The names in a scenario, held against what there is: tools, cards, and the world it plays in.

A name that nobody has makes an expectation that cannot fail, or one that cannot pass.
"""

from collections.abc import Collection, Iterable, Iterator
from functools import cache
from typing import Final

from api.evaluation.scenario import BadScenario, End, Expect, Offer, Scenario
from api.world import World
from billing.acts import ActKind
from billing.tickets import CATEGORIES, Priority, TicketStatus

NOTHING: Final = "nothing"
CARDS: Final = frozenset(
    "bill bill_list bill_diff quote receipt payments invoice_fields plan upgrade usage methods"
    " page method_removal ticket article notice".split()
)
"""The kinds of card on the wire; a test holds them against `docs/wire.md`."""


def check_names(scenario: Scenario, world: World) -> None:
    """Raises `BadScenario` for the first name that neither we nor the scenario's company have."""
    for what, name, known in _names(scenario, world):
        if name not in known:
            raise BadScenario(f"{scenario.where}: {what}: there is no {name}")


@cache
def tool_names() -> frozenset[str]:
    from tools._registry import load_tools  # a second, which only a command that runs should take

    return frozenset(load_tools())


Named = Iterator[tuple[str, str, Collection[str]]]


def _names(scenario: Scenario, world: World) -> Named:
    tenant, customer, *person = scenario.who.split("/")
    yield "who", tenant, {each.id for each in world.tenants}
    customers = {each.id for each in world.customers if each.tenant == tenant}
    yield "who", customer, customers
    bills = {each.id for each in world.bills if each.tenant == tenant}
    methods = {each.id for each in world.payment_methods if each.tenant == tenant}
    yield from _each("who", person, _people(world, tenant, customer))
    for number, turn in enumerate(scenario.turns, start=1):
        at = f"turns.{number}"
        yield from _each(f"{at}.customer", [turn.customer] if turn.customer else [], customers)
        if turn.person is not None:
            known = _people(world, tenant, turn.customer or customer)
            yield f"{at}.person", turn.person, known
        yield from _expected(f"{at}.expect", turn.expect, bills, methods)
    if scenario.end is not None:
        yield from _ended(scenario.end, world, tenant, bills, methods)


def _people(world: World, tenant: str, customer: str) -> set[str]:
    """Who speaks for a customer; without people there is one, called as the customer is."""
    found = {
        each.id for each in world.people if each.tenant == tenant and each.customer == customer
    }
    return found or {customer}


def _expected(at: str, expect: Expect, bills: set[str], methods: set[str]) -> Named:
    tools = tool_names()
    yield from _each(f"{at}.calls", expect.calls, tools | {NOTHING})
    yield from _each(f"{at}.calls_not", expect.calls_not, tools)
    yield from _each(f"{at}.shows", expect.shows, CARDS | {NOTHING})
    yield from _each(f"{at}.shows_not", expect.shows_not, CARDS)
    if isinstance(expect.offer, Offer):
        offer = expect.offer
        yield from _each(f"{at}.offer.bills", offer.bills or [], bills)
        yield from _each(f"{at}.offer.method", [offer.method] if offer.method else [], methods)
        yield from _each(f"{at}.offer.act", [offer.act] if offer.act else [], set(ActKind))


def _ended(end: End, world: World, tenant: str, bills: set[str], methods: set[str]) -> Named:
    plans = {plan.id for each in world.tenants if each.id == tenant for plan in each.plans}
    paid = {each.id for each in world.payments if each.tenant == tenant}
    yield from _each("end.bills", end.bills, bills)
    yield from _each("end.payments", [each.bill for each in end.payments], bills)
    yield from _each("end.refunds", [each.payment for each in end.refunds if each.payment], paid)
    yield from _each("end.refunds", [each.bill for each in end.refunds if each.bill], bills)
    yield from _each("end.removed_methods", end.removed_methods, methods)
    usual = [end.default_method] if end.default_method else []
    yield from _each("end.default_method", usual, methods)
    if end.plan is not None:
        named = [each for each in (end.plan.plan, end.plan.next_plan) if each]
        yield from _each("end.plan", named, plans)
    if end.ticket is not None:
        yield from _each("end.ticket.category", end.ticket.category, CATEGORIES)
        yield from _each("end.ticket.priority", end.ticket.priority, set(Priority))
        yield from _each("end.ticket.status", end.ticket.status, set(TicketStatus))


def _each(what: str, names: Iterable[str], known: Collection[str]) -> Named:
    for name in names:
        yield what, name, known
