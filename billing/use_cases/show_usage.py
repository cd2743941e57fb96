"""How much was used, of what, until when."""

from dataclasses import dataclass

from billing._heard import matching
from billing.plans import Plan
from billing.ports import Ports
from billing.principal import Principal
from billing.subscriptions import Subscription
from billing.usage import Usage
from billing.use_cases.enforce_tier_access import standing_of


@dataclass(frozen=True, slots=True)
class UsageAnswer:
    """The newest reading of each metric asked for. `known` are all metrics we have readings of.

    `usage` is empty when what was asked is none of them, or could be several.
    """

    usage: tuple[Usage, ...]
    known: tuple[str, ...]
    plan: Plan | None
    subscription: Subscription | None


def show_usage(ports: Ports, principal: Principal, metric: str | None = None) -> UsageAnswer:
    """The customer's usage: of one metric named in free words, or of all.

    Raises `Forbidden` for non-customers.
    """
    principal.require_customer()
    with ports.store.read(principal) as tx:
        standing = standing_of(ports, tx)
    newest: dict[str, Usage] = {}
    for row in standing.usage:
        newest.setdefault(row.metric, row)
    asked = tuple(newest) if metric is None else matching(metric, newest)
    rows = tuple(newest[name] for name in asked) if metric is None or len(asked) == 1 else ()
    return UsageAnswer(rows, tuple(sorted(newest)), standing.current, standing.subscription)
