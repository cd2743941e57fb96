"""Tables of what customers agreed to besides paying: disputes of bills, promises, new addresses."""

from sqlalchemy import BigInteger, Boolean, Column, Date, Index, Integer, LargeBinary

from billing.address_changes import AddressState
from billing.bill_disputes import BillDisputeReason, BillDisputeState
from billing.promises import PromiseKind, PromiseState
from billing.stores.columns import (
    OF_CUSTOMER,
    Instant,
    in_range,
    key,
    needed,
    one_of,
    optional,
    refers,
    walled,
)

# `details` (the customer's own words, why it ended) is sealed under the customer's key.
BILL_DISPUTES = walled(
    "bill_disputes",
    OF_CUSTOMER,
    key(),
    needed("bill_id"),
    Column("amount_minor", BigInteger, nullable=False),
    needed("currency"),
    needed("reason"),
    Column("line", Integer),
    needed("state"),
    Column("opened_at", Instant, nullable=False),
    Column("dunning_paused", Boolean, nullable=False),
    Column("details", LargeBinary, nullable=False),
    optional("ticket_id"),
    Column("closed_at", Instant),
    optional("closed_by"),
    one_of("reason", BillDisputeReason),
    one_of("state", BillDisputeState),
    in_range("amount_minor", above=0),
    refers("bill_id", "bills"),
    Index("ix_bill_disputes_bill", "tenant_id", "bill_id"),
    Index("ix_bill_disputes_newest", "tenant_id", "opened_at", "id"),
)

PROMISES = walled(
    "promises",
    OF_CUSTOMER,
    key(),
    needed("bill_id"),
    needed("person_id"),
    needed("kind"),
    needed("state"),
    Column("amount_minor", BigInteger, nullable=False),
    needed("currency"),
    Column("due_on", Date, nullable=False),
    Column("made_at", Instant, nullable=False),
    one_of("kind", PromiseKind),
    one_of("state", PromiseState),
    in_range("amount_minor", above=0),
    refers("bill_id", "bills"),
    Index("ix_promises_bill", "tenant_id", "bill_id"),
    Index("ix_promises_customer", "tenant_id", "customer_id", "made_at"),
)

# `details` (the address and the code sent to it) is sealed under the customer's key.
ADDRESS_CHANGES = walled(
    "address_changes",
    OF_CUSTOMER,
    key(),
    needed("person_id"),
    needed("state"),
    Column("details", LargeBinary, nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("tries", Integer, nullable=False),
    one_of("state", AddressState),
    Index("ix_address_changes_customer", "tenant_id", "customer_id", "asked_at"),
)
