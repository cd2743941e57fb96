"""Tables of plans: what is sold, who is subscribed to it, how much is used."""

from sqlalchemy import BigInteger, Boolean, Column, Date, Index, Integer

from billing.stores.columns import (
    OF_CUSTOMER,
    TENANT_WIDE,
    Exact,
    Json,
    in_range,
    key,
    needed,
    one_of,
    optional,
    walled,
)
from billing.subscriptions import SubscriptionStatus

PLANS = walled(
    "plans",
    TENANT_WIDE,
    key(),
    needed("name"),
    Column("price_minor", BigInteger, nullable=False),
    needed("currency"),
    needed("interval"),
    Column("annual_minor", BigInteger),
    optional("annual_currency"),
    Column("features", Json, nullable=False),
    Column("also_priced_in", Json, nullable=False),
    in_range("price_minor", above=-1),
    in_range("annual_minor", above=-1),
)

SUBSCRIPTIONS = walled(
    "subscriptions",
    OF_CUSTOMER,
    key(),
    needed("plan_id"),
    needed("status"),
    needed("interval"),
    needed("currency"),
    Column("period_start_on", Date),
    Column("period_end_before_on", Date),
    Column("trial_end_on", Date),
    optional("after_trial_plan_id"),
    Column("renews_on", Date),
    Column("seats_used", Integer),
    Column("autopay", Boolean, nullable=False),
    Column("dunning", Json),
    # What changes by itself on a day to come: to another plan, or to none.
    optional("next_plan_id"),
    optional("next_interval"),
    Column("changes_on", Date),
    Column("ends_on", Date),
    one_of("status", SubscriptionStatus),
    Index("ix_subscriptions_customer", "tenant_id", "customer_id"),
)

USAGE = walled(
    "usage",
    OF_CUSTOMER,
    # The customer is part of the key: readings have no id of their own.
    key("customer_id"),
    key("metric"),
    key("period_key"),
    Column("used", Exact, nullable=False),
    Column("included", Exact),
    Column("unlimited", Boolean, nullable=False),
    Column("period_start_on", Date),
    Column("period_end_before_on", Date),
    Column("resets_on", Date),
)
