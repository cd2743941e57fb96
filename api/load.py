"""Puts a world into the store: each tenant in one transaction, and again without changing a thing.

What the file says of tenants, plans, people, methods, subscriptions, articles and usage counts each
time. What has a life of its own since (a bill's state, payments, refunds, tickets) is put once.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from api.load_connections import LoadRefused, Wanted, wanted_connections
from api.load_rows import (
    article_of,
    bill_of,
    customer_of,
    method_of,
    payment_of,
    person_of,
    plan_of,
    refund_of,
    staff_of,
    subscription_of,
    tenant_of,
    ticket_of,
    usage_of,
    used_methods,
)
from api.load_store import Changes, once
from api.sandbox_accounts import is_in_sandbox
from api.sandbox_seed import Account, SandboxSeed
from api.world import SECTIONS, World
from api.world_rows import OwnedRow, PaymentRow, instant_of
from api.world_tenants import TenantRow
from billing.audit import AuditEntry
from billing.bills import BillState
from billing.connections import Connection, Mode
from billing.duties import DutyKind
from billing.ids import ReceiptId, TenantId
from billing.payments import ENDED_STATES, Allocation, Payment, PaymentState
from billing.ports import Clock, Ids, Store, Tx
from billing.principal import system
from billing.receipts import Receipt
from billing.use_cases.index_articles import owe_articles
from billing.use_cases.owe_connection_duties import owe_connection_duties

__all__ = ["LoadRefused", "Loaded", "Loader", "load_world"]


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many rows of each section the world has, and how many of all were new or different.

    `webhooks` names, for each connection that is not our own sandbox, the path its provider must
    be told to call, if it calls at all.
    """

    counts: Mapping[str, int]
    changed: int
    webhooks: tuple[tuple[Connection, str], ...] = ()


def load_world(
    store: Store, clock: Clock, ids: Ids, world: World, sandbox: SandboxSeed | None
) -> Loaded:
    """Load with secrets from the process's environment; see `Loader.load`."""
    return Loader(store, clock, ids, sandbox).load(world)


@dataclass(frozen=True, slots=True)
class Loader:
    """Where a world goes. Without a sandbox its connections are stored and nobody is told."""

    store: Store
    clock: Clock
    ids: Ids
    sandbox: SandboxSeed | None = None
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))

    def load(self, world: World) -> Loaded:
        """Load `world`; a second time changes nothing.

        Raises `LoadRefused` when a secret is missing, `SandboxAway` when the sandbox does not
        answer (both before anything is stored), `StoreUnavailable`.
        """
        connections = wanted_connections(world, self.store.directory.salt(), self.environment)
        for row in world.tenants:
            self._check_signer(row, connections[row.id])
        for row in world.tenants:
            for place, wanted in enumerate(connections[row.id]):
                self._seed(world, row, wanted, is_first=place == 0)
        changed = 0
        for row in world.tenants:
            one = _TenantLoad(self.clock, self.ids, world, row, connections[row.id])
            with self.store.write(system(TenantId(row.id), "load")) as tx:
                changed += one.run(tx)
        counts = {"tenants": len(world.tenants), "plans": sum(len(t.plans) for t in world.tenants)}
        counts |= {section: len(getattr(world, section)) for section in SECTIONS}
        outside = [w for each in connections.values() for w in each if w.has_ears]
        return Loaded(counts, changed, tuple((w.connection, w.webhook_path) for w in outside))

    def _check_signer(self, tenant: TenantRow, connections: tuple[Wanted, ...]) -> None:
        """Raises `LoadRefused` where the sign-in at Paymentus is for a connection that is none."""
        beside = tenant.portal.paymentus
        if beside is None or beside.connection is None:
            return
        with self.store.read(system(TenantId(tenant.id), "load")) as tx:
            there = (*tx.connections.list(), *(wanted.connection for wanted in connections))
        if not any((x.id, x.provider) == (beside.connection, "paymentus") for x in there):
            raise LoadRefused(
                f"portal.paymentus.connection of tenant '{tenant.id}': there is no connection"
                f" '{beside.connection}' to Paymentus"
            )

    def _seed(self, world: World, tenant: TenantRow, wanted: Wanted, *, is_first: bool) -> None:
        connection = wanted.connection
        pointed_there = (
            self.sandbox is not None
            and self.sandbox.everything
            and connection.mode is Mode.TEST
            and is_in_sandbox(connection.provider)
        )
        if self.sandbox is not None and (wanted.at_sandbox or pointed_there):
            account = Account(
                tenant=tenant.id,
                connection=connection.id,
                is_first=is_first,
                provider=connection.provider,
                currency=tenant.currency,
                credentials=wanted.credentials,
                endpoint=wanted.webhook_path,
            )
            self.sandbox.seed(world, account)


@dataclass(slots=True)
class _TenantLoad:
    """One tenant's part of a world, in the order in which rows name each other."""

    clock: Clock
    ids: Ids
    world: World
    tenant: TenantRow
    connections: tuple[Wanted, ...]
    changes: Changes = field(default_factory=Changes)

    def run(self, tx: Tx) -> int:
        """Load it all; how many rows were new or different."""
        self._tenant(tx)
        self._people(tx)
        self._connections(tx)
        self._methods(tx)
        self._subscriptions(tx)
        self._bills(tx)
        self._payments(tx)
        self._refunds(tx)
        self._tickets(tx)
        self._texts_and_usage(tx)
        if self.changes.count:
            details = {"rows": self.changes.count}
            entry = AuditEntry(
                self.clock.now(), tx.principal.actor, "world.loaded", self.tenant.id, details
            )
            tx.trail.record(entry)
            tx.duties.owe_last(DutyKind.SEAL_AUDIT, "audit", self.clock.real_now())
        return self.changes.count

    def _mine(self, row: OwnedRow) -> bool:
        return row.tenant == self.tenant.id

    def _tenant(self, tx: Tx) -> None:
        tenant, old = tenant_of(self.tenant), once(tx.tenants.this)
        if old is not None and old.portal.issuer and not tenant.portal.issuer:
            # Signing in was set up here after an earlier load; the file does not speak of it.
            origins = tuple(dict.fromkeys((*old.portal.origins, *tenant.portal.origins)))
            paymentus = tenant.portal.paymentus or old.portal.paymentus
            kept = replace(old.portal, origins=origins, paymentus=paymentus)
            if kept.is_ambiguous:  # it stood as the portal's own; the file says that it is not
                kept = replace(tenant.portal, origins=origins)
            tenant = replace(tenant, portal=kept)
        self.changes.put(tx.tenants.put, tenant, old)
        for row in self.tenant.plans:
            plan = plan_of(row)
            self.changes.put(tx.plans.put, plan, once(tx.plans.get, plan.id))

    def _people(self, tx: Tx) -> None:
        store, put = tx.customers, self.changes.put
        for row in filter(self._mine, self.world.customers):
            customer = customer_of(row)
            put(store.put, customer, once(store.get, customer.id))
        for each in filter(self._mine, self.world.people):
            person = person_of(each)
            put(store.put_person, person, once(store.person, person.id))
        for member in filter(self._mine, self.world.staff):
            staff = staff_of(member)
            put(store.put_staff, staff, once(store.staff, staff.id))

    def _connections(self, tx: Tx) -> None:
        for wanted in self.connections:
            new = wanted.connection
            old = once(tx.connections.get, new.id)
            if old is not None:
                new = replace(
                    old, provider=new.provider, mode=new.mode, endpoint_token=new.endpoint_token
                )
                if new == old and (
                    dict(tx.connections.credentials(new.id)) == dict(wanted.credentials)
                ):
                    continue
                new = replace(new, version=old.version + 1, tested_at=None, problem=None)
            else:
                new = replace(new, created_at=self.clock.now())
            tx.connections.put(new, wanted.credentials, secrets=wanted.secrets)
            owe_connection_duties(self.clock, tx, new)
            self.changes.count += 1

    def _methods(self, tx: Tx) -> None:
        connection = self.connections[0].connection.id
        used = used_methods(filter(self._mine, self.world.payments))
        defaults = {c.default_method for c in self.world.customers if self._mine(c)}
        for row in filter(self._mine, self.world.payment_methods):
            method = method_of(row, connection, default=row.id in defaults, used=row.id in used)
            old = once(tx.methods.get, method.id)
            if old is not None and old.used_before:
                method = replace(method, used_before=True)
            self.changes.put(tx.methods.put, method, old)

    def _subscriptions(self, tx: Tx) -> None:
        plans = {plan.id: plan for plan in self.tenant.plans}
        for row in filter(self._mine, self.world.subscriptions):
            tx.plans.put_subscription(subscription_of(row, plans[row.plan]))

    def _bills(self, tx: Tx) -> None:
        for row in filter(self._mine, self.world.bills):
            bill = bill_of(row)
            old = once(tx.bills.get, bill.id)
            if old is not None:
                state = bill.state if old.state is BillState.DRAFT else old.state
                lived = replace(old, paid=None, doubt=None, forgiven=None)
                bill = replace(bill, version=old.version, state=state, disputed=old.disputed)
                if lived == bill:
                    continue
                bill = replace(bill, version=old.version + 1)
            tx.bills.put(bill)
            self.changes.count += 1

    def _payments(self, tx: Tx) -> None:
        zone, ordinals = self.tenant.time_zone, dict[str, int]()
        # In the order of time, so that receipts are numbered as they would have been.
        rows = sorted(
            filter(self._mine, self.world.payments), key=lambda row: instant_of(row.date, zone)
        )
        for row in rows:
            ordinal = ordinals.get(row.bill, 0)
            payment = payment_of(row, instant_of(row.date, zone), ordinal)
            ordinals[row.bill] = ordinal + (payment.state in ENDED_STATES)
            if once(tx.payments.get, payment.id) is None:
                self._payment(tx, row, payment)

    def _payment(self, tx: Tx, row: PaymentRow, payment: Payment) -> None:
        tx.payments.add(payment)
        self.changes.count += 1
        if payment.state is not PaymentState.SUCCEEDED:
            return
        # All of it goes to its bill, even what is more than was due: so a double charge shows.
        tx.payments.allocate(
            Allocation(payment.id, payment.bill_id, payment.amount), payment.created_at
        )
        tx.payments.add_receipt(
            Receipt(
                id=ReceiptId(self.ids.new("rcp")),
                number="",
                customer_id=payment.customer_id,
                payment_id=payment.id,
                bill_id=payment.bill_id,
                amount=payment.amount,
                issued_at=payment.created_at,
            )
        )

    def _refunds(self, tx: Tx) -> None:
        for row in filter(self._mine, self.world.refunds):
            refund = refund_of(row, self.tenant.time_zone)
            if any(known.id == refund.id for known in tx.refunds.of_payment(refund.payment_id)):
                continue
            tx.refunds.add(refund)
            self.changes.count += 1

    def _tickets(self, tx: Tx) -> None:
        for row in filter(self._mine, self.world.tickets):
            ticket = ticket_of(row, self.tenant.time_zone)
            if once(tx.tickets.get, ticket.id) is None:
                tx.tickets.add(ticket)
                self.changes.count += 1

    def _texts_and_usage(self, tx: Tx) -> None:
        articles = {(a.id, a.language): a for a in tx.articles.list()}
        for row in filter(self._mine, self.world.articles):
            article = article_of(row)
            known = articles.get((article.id, article.language))
            self.changes.put(tx.articles.put, article, known)
            if article != known:
                owe_articles(self.clock, tx)
        readings = set(tx.plans.usage())
        for each in filter(self._mine, self.world.usage):
            usage = usage_of(each)
            self.changes.put(tx.plans.put_usage, usage, usage if usage in readings else None)
