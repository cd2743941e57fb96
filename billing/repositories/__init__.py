"""What one transaction can read and write, noun by noun. Protocols only; `ports.Tx` holds them.

Every repository sees only its transaction's tenant and, for customers, only that customer.
"""

from billing.repositories.acts import AddressChanges, BillDisputes, Promises
from billing.repositories.money import (
    Bills,
    Discrepancies,
    Disputes,
    HostedPages,
    ManualPayments,
    Methods,
    Payments,
    Quotes,
    Refunds,
    Resolutions,
)
from billing.repositories.page import Page
from billing.repositories.people import (
    Articles,
    Conversations,
    Customers,
    Plans,
    Tenants,
    Tickets,
    Uploads,
    UsedTokens,
)
from billing.repositories.sources import Sources
from billing.repositories.works import (
    About,
    Connections,
    Duties,
    Events,
    Inbox,
    InboxHealth,
    InboxRow,
    Outbox,
    Trail,
    WebhookEndpoints,
)

__all__ = [
    "About",
    "AddressChanges",
    "Articles",
    "BillDisputes",
    "Bills",
    "Connections",
    "Conversations",
    "Customers",
    "Discrepancies",
    "Disputes",
    "Duties",
    "Events",
    "HostedPages",
    "Inbox",
    "InboxHealth",
    "InboxRow",
    "ManualPayments",
    "Methods",
    "Outbox",
    "Page",
    "Payments",
    "Plans",
    "Promises",
    "Quotes",
    "Refunds",
    "Resolutions",
    "Sources",
    "Tenants",
    "Tickets",
    "Trail",
    "Uploads",
    "UsedTokens",
    "WebhookEndpoints",
]
