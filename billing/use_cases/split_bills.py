"""Which of several bills one offer can be about: an offer is bound to one connection."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from billing.ids import BillId, MethodId
from billing.ports import Ports
from billing.principal import Principal
from billing.use_cases._home import meant, taken_over


@dataclass(frozen=True, slots=True)
class Split:
    """The bills of one offer, and those that are paid over other connections; in the order given.

    `others`: how many connections those are.
    """

    now: tuple[BillId, ...]
    later: tuple[BillId, ...] = ()
    others: int = 0


def split_bills(
    ports: Ports,
    principal: Principal,
    bills: Sequence[BillId],
    *,
    method_id: MethodId | None = None,
    method_type: str | None = None,
) -> Split:
    """The bills that the next offer is about: those of the connection that takes most of them.

    Of the method's own connection where one is named; between equals that of the customer's usual
    method, else that of the bill named first. Asks no provider anything. Raises `Forbidden` for
    staff, `NotFound` for a method that is not there.
    """
    principal.require_customer()
    with ports.store.read(principal) as tx:
        method = meant(ports, tx, method_id, method_type)
        places = taken_over(ports, tx, bills, method)
    many = Counter(places[bill] for bill in bills)
    usual = method.connection_id if method is not None else None
    if method_id is not None and usual in many:
        chosen = usual
    else:
        order = [places[bill] for bill in bills]
        chosen = max(many, key=lambda at: (many[at], at == usual, -order.index(at)), default=None)
    now = tuple(bill for bill in bills if places[bill] == chosen)
    later = tuple(bill for bill in bills if places[bill] != chosen)
    return Split(now, later, max(0, len(many) - 1))
