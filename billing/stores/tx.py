"""One open transaction: a principal and its repositories."""

from collections.abc import Callable

from billing.principal import Principal
from billing.repositories import (
    AddressChanges,
    Articles,
    BillDisputes,
    Bills,
    Connections,
    Conversations,
    Customers,
    Discrepancies,
    Disputes,
    Duties,
    Events,
    HostedPages,
    Inbox,
    ManualPayments,
    Methods,
    Outbox,
    Payments,
    Plans,
    Promises,
    Quotes,
    Refunds,
    Resolutions,
    Sources,
    Tenants,
    Tickets,
    Trail,
    Uploads,
    UsedTokens,
    WebhookEndpoints,
)
from billing.stores.address_changes import SqlAddressChanges
from billing.stores.articles import SqlArticles
from billing.stores.bill_disputes import SqlBillDisputes
from billing.stores.bills import SqlBills
from billing.stores.connections import SqlConnections
from billing.stores.conversations import SqlConversations
from billing.stores.customers import SqlCustomers
from billing.stores.discrepancies import SqlDiscrepancies
from billing.stores.disputes import SqlDisputes
from billing.stores.duties import SqlDuties
from billing.stores.events import SqlEvents
from billing.stores.hosted_pages import SqlHostedPages
from billing.stores.inbox import SqlInbox
from billing.stores.manual_payments import SqlManualPayments
from billing.stores.methods import SqlMethods
from billing.stores.outbox import SqlOutbox
from billing.stores.payments import SqlPayments
from billing.stores.plans import SqlPlans
from billing.stores.promises import SqlPromises
from billing.stores.quotes import SqlQuotes
from billing.stores.refunds import SqlRefunds
from billing.stores.resolutions import SqlResolutions
from billing.stores.scope import Scope
from billing.stores.sources import SqlSources
from billing.stores.tenants import SqlTenants
from billing.stores.tickets import SqlTickets
from billing.stores.trail import SqlTrail
from billing.stores.uploads import SqlUploads
from billing.stores.used_tokens import SqlUsedTokens
from billing.stores.webhook_endpoints import SqlWebhookEndpoints


class SqlTx:
    """`ports.Tx`: one open transaction and its repositories."""

    def __init__(self, scope: Scope) -> None:
        self.principal: Principal = scope.principal
        self.tenants: Tenants = SqlTenants(scope)
        self.customers: Customers = SqlCustomers(scope)
        self.bills: Bills = SqlBills(scope)
        self.payments: Payments = SqlPayments(scope)
        self.refunds: Refunds = SqlRefunds(scope)
        self.disputes: Disputes = SqlDisputes(scope)
        self.bill_disputes: BillDisputes = SqlBillDisputes(scope)
        self.promises: Promises = SqlPromises(scope)
        self.address_changes: AddressChanges = SqlAddressChanges(scope)
        self.resolutions: Resolutions = SqlResolutions(scope)
        self.discrepancies: Discrepancies = SqlDiscrepancies(scope)
        self.quotes: Quotes = SqlQuotes(scope)
        self.methods: Methods = SqlMethods(scope)
        self.hosted_pages: HostedPages = SqlHostedPages(scope)
        self.manual_payments: ManualPayments = SqlManualPayments(scope)
        self.plans: Plans = SqlPlans(scope)
        self.tickets: Tickets = SqlTickets(scope)
        self.articles: Articles = SqlArticles(scope)
        talk = SqlConversations(scope)
        self.conversations: Conversations = talk
        self.free_turns: Callable[[], None] = talk.free_turns
        self.uploads: Uploads = SqlUploads(scope)
        self.connections: Connections = SqlConnections(scope)
        self.sources: Sources = SqlSources(scope)
        self.inbox: Inbox = SqlInbox(scope)
        self.trail: Trail = SqlTrail(scope)
        self.duties: Duties = SqlDuties(scope)
        self.events: Events = SqlEvents(scope)
        self.outbox: Outbox = SqlOutbox(scope)
        self.webhook_endpoints: WebhookEndpoints = SqlWebhookEndpoints(scope)
        self.used_tokens: UsedTokens = SqlUsedTokens(scope)
