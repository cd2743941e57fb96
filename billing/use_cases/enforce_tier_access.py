"""Whether the customer's plan includes a feature, and what it costs where it does not."""

from billing.entitlements import Standing, TierAnswer, judge_feature
from billing.periods import local_day
from billing.ports import Ports, Tx
from billing.principal import Principal


def enforce_tier_access(ports: Ports, principal: Principal, feature: str) -> TierAnswer:
    """The answer for `feature`, named in the customer's words; plan, usage and price are ours.

    Raises `Forbidden` for non-customers. Changes nothing.
    """
    principal.require_customer()
    with ports.store.read(principal) as tx:
        return judge_feature(feature, standing_of(ports, tx))


def standing_of(ports: Ports, tx: Tx) -> Standing:
    """Everything a question about the plan is held against, from the principal's own rows."""
    tenant = tx.tenants.this()
    return Standing(
        plans=tx.plans.list(),
        subscription=tx.plans.subscription(),
        usage=tx.plans.usage(),
        policy=tenant.policy,
        currency=tenant.currency,
        today=local_day(ports.clock.now(), tenant.time_zone),
    )
