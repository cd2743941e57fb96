"""The ways to pay that a company's provider offers, in the server's own words."""

from collections.abc import Iterable

from billing.capabilities import Reach
from billing.use_cases.payment_options import PaymentOptions, payment_options
from billing.words import Value
from tools._context import ToolContext


def ways_here(context: ToolContext, can: PaymentOptions | None = None) -> list[str]:
    """How one can pay here at all, as sentences; nothing is in them that is not declared."""
    can = can or payment_options(context.ports, context.principal)
    return [*_online(context, can), *by_hand(context, can)]


def by_hand(context: ToolContext, can: PaymentOptions) -> list[str]:
    """That checks, wires and cash are taken, and where wires go; nothing where they are not."""
    if not can.by_hand:
        return []
    tenant, say = context.tenant, context.words.say
    said = [say("options.by_hand", company=tenant.name)]
    if tenant.ibans:
        said.append(say("options.wire_to", payee=tenant.legal_name, account=tenant.ibans[0]))
    return said


def _online(context: ToolContext, can: PaymentOptions) -> list[str]:
    say = context.words.say
    if not can.connected:
        return [say("options.nothing")]
    match can.reach:
        case Reach.PAY_HERE:
            ways = [say("options.pay_here", types=_named(context, can.methods))]
            if can.on_page:
                ways.append(say("options.on_page", types=_named(context, sorted(can.on_page))))
            return [*ways, say("options.can_add")] if can.can_add else ways
        case Reach.LINK_ONLY:
            return [say("options.link_only")]
        case Reach.RECORD_ONLY:
            return [say("options.record_only", company=context.tenant.name)]


def _named(context: ToolContext, types: Iterable[str]) -> str:
    named: list[Value] = [context.words.say(f"type.{each}") for each in types]
    return context.words.listing(named)
