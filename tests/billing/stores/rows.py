"""Rows for the store's tests: two tenants, two customers, builders with everything filled in."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from billing.articles import Article
from billing.audit import AuditEntry
from billing.bills import Bill, BillLine, BillState
from billing.capabilities import PageKind
from billing.connections import Connection, Mode
from billing.conversations import Conversation, Message, Speaker
from billing.customers import Customer, Person, Staff
from billing.discrepancies import Discrepancy, DiscrepancyKind
from billing.disputes import Dispute, DisputeState
from billing.duties import DutyKind
from billing.events import Event
from billing.hosted_pages import HostedPage, PageState
from billing.ids import (
    ArticleId,
    BillId,
    ConnectionId,
    ConversationId,
    CustomerId,
    MessageId,
    MethodId,
    PaymentId,
    PersonId,
    PlanId,
    QuoteId,
    ReceiptId,
    SubscriptionId,
    TenantId,
    TicketId,
    UploadId,
)
from billing.letters import WEBHOOK, OutboxRow, OutboxState, WebhookEndpoint
from billing.manual_payments import ManualKind, ManualLine, ManualPayment, ManualState
from billing.methods import Method
from billing.money import Money
from billing.payments import Allocation, Payment, PaymentState
from billing.periods import Period
from billing.plans import Plan
from billing.ports import Store, Tx
from billing.principal import Principal, Role, system
from billing.quotes import Approval, Quote, QuoteLine, QuoteStatus
from billing.receipts import Receipt
from billing.refunds import Refund
from billing.repositories import InboxRow
from billing.resolutions import Resolution
from billing.sources import Preferences
from billing.subscriptions import Subscription, SubscriptionStatus
from billing.syncs import AsideRow, BillLink, CustomerLink, RowKind, SyncState
from billing.tenants import Tenant
from billing.tickets import Priority, Ticket, TicketStatus
from billing.uploads import Upload, UploadState
from billing.usage import Usage
from tests.billing.stores.act_rows import fill_acts

ACME, GLOBEX = TenantId("acme"), TenantId("globex")
ANN, BOB = CustomerId("cust_ann"), CustomerId("cust_bob")
ANN_SELF, ANN_SON, BOB_SELF = PersonId("p_ann"), PersonId("p_son"), PersonId("p_bob")
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
THREAD = ConversationId("thread-0001")
CARD = MethodId("card_1")
STRIPE = ConnectionId("conn_1")

WORKS = system(ACME)
STAFF = Principal(tenant=ACME, role=Role.SUPPORT, person=PersonId("s_1"))


def speaker(
    customer: CustomerId = ANN, person: PersonId = ANN_SELF, tenant: TenantId = ACME
) -> Principal:
    return Principal(tenant, Role.CUSTOMER_ADMIN, customer, person, session="sess")


def usd(minor: int) -> Money:
    return Money(minor, "USD")


def a_tenant(tenant: TenantId = ACME) -> Tenant:
    return Tenant(tenant, "Acme Power", "utility", "USD", "US", "UTC", ("en",), "Acme Power Inc")


def a_customer(customer: CustomerId = ANN, name: str = "Ann Example") -> Customer:
    return Customer(customer, name, "en", f"{customer}@mail.example", None, f"AC 12-{customer}")


def a_person(person: PersonId = ANN_SELF, customer: CustomerId = ANN) -> Person:
    return Person(person, customer, "Ann Example", f"{person}@mail.example", Role.CUSTOMER_ADMIN)


def a_bill(
    bill: str = "b_1",
    minor: int = 9740,
    *,
    customer: CustomerId = ANN,
    issued_on: date = date(2026, 2, 1),
    currency: str = "USD",
) -> Bill:
    return Bill(
        id=BillId(bill),
        number=f"INV-{bill.upper()}",
        customer_id=customer,
        category="electricity",
        description="Électricité, February",
        issued_on=issued_on,
        due_on=issued_on + timedelta(days=30),
        amount=Money(minor, currency),
        state=BillState.OPEN,
        period=Period(issued_on, issued_on + timedelta(days=28)),
        lines=(BillLine(1, "Day rate", Money(minor, currency)),),
    )


def a_payment(
    payment: str = "pay_1",
    bill: str = "b_1",
    state: PaymentState = PaymentState.CREATED,
    *,
    minor: int = 9740,
    customer: CustomerId = ANN,
) -> Payment:
    return Payment(
        id=PaymentId(payment),
        customer_id=customer,
        bill_id=BillId(bill),
        amount=usd(minor),
        state=state,
        created_at=NOON,
        method_id=CARD,
        connection_id=STRIPE,
        quote_id=QuoteId("q_1"),
        key=f"key-{payment}",
        fee_minor=295,
    )


def a_quote(
    quote: str = "q_1", *, customer: CustomerId = ANN, person: PersonId = ANN_SELF
) -> Quote:
    return Quote(
        id=QuoteId(quote),
        customer_id=customer,
        person_id=person,
        status=QuoteStatus.OPEN,
        lines=(QuoteLine(BillId("b_1"), "INV-B_1", 1, "Électricité", usd(9740), 295),),
        method_id=CARD,
        connection_id=STRIPE,
        payee="Acme Power Inc",
        approve_by=("button", "text"),
        created_at=NOON,
        expires_at=NOON + timedelta(minutes=10),
        conversation_id=THREAD,
    )


def a_receipt(receipt: str = "rc_1", payment: str = "pay_1") -> Receipt:
    return Receipt(
        id=ReceiptId(receipt),
        number="",
        customer_id=ANN,
        payment_id=PaymentId(payment),
        bill_id=BillId("b_1"),
        amount=usd(9740),
        issued_at=NOON,
        fee_minor=295,
    )


def a_method(
    method: str = "card_1", *, customer: CustomerId = ANN, default: bool = False
) -> Method:
    return Method(
        id=MethodId(method),
        customer_id=customer,
        type="card",
        last4="4242",
        connection_id=STRIPE,
        provider_ref="pm_1",
        customer_ref="cus_1",
        brand="visa",
        expires_before_on=date(2027, 1, 1),
        currencies=("USD",),
        is_default=default,
    )


def a_plan(plan: str = "basic", minor: int = 1000, interval: str = "month") -> Plan:
    return Plan(
        id=PlanId(plan),
        name=plan.title(),
        price=usd(minor),
        interval=interval,
        annual_price=usd(minor * 10),
        features={"export": True, "seats": 5, "storage": "unlimited"},
        also_priced_in={"EUR": Money(minor - 50, "EUR")},
    )


def a_subscription(subscription: str = "sub_1", start_on: date = date(2026, 2, 1)) -> Subscription:
    return Subscription(
        id=SubscriptionId(subscription),
        customer_id=ANN,
        plan_id=PlanId("basic"),
        status=SubscriptionStatus.ACTIVE,
        interval="month",
        currency="USD",
        current_period=Period(start_on, start_on + timedelta(days=28)),
    )


def a_thread(
    thread: ConversationId = THREAD, *, customer: CustomerId = ANN, person: PersonId = ANN_SELF
) -> Conversation:
    return Conversation(thread, customer, person, NOON)


def a_message(message: str = "m_1", text: str = "what do I owe?") -> Message:
    return Message(
        conversation_id=THREAD,
        seq=0,
        id=MessageId(message),
        speaker=Speaker.CUSTOMER,
        text=text,
        at=NOON,
        cards=({"kind": "bill", "id": "b_1", "data": {"n": 1}},),
        facts={"bills": ["b_1"]},
        trace=({"tool": "list_bills", "ids": ["b_1"]},),
        extra={"language": "en"},
    )


def a_ticket(ticket: str = "t_1", *, person: PersonId | None = ANN_SELF) -> Ticket:
    return Ticket(
        id=TicketId(ticket),
        customer_id=ANN,
        category="dispute",
        priority=Priority.HIGH,
        status=TicketStatus.OPEN,
        opened_at=NOON,
        subject="Too high",
        text="It is wrong",
        about="b_1",
        conversation_id=THREAD,
        person_id=person,
        packet={"bill": "b_1", "amount_minor": 9740},
    )


def an_upload(upload: str = "u_1", *, customer: CustomerId = ANN) -> Upload:
    return Upload(
        id=UploadId(upload),
        customer_id=customer,
        person_id=ANN_SELF,
        sha256="ab" * 32,
        size=4,
        media_type="application/pdf",
        state=UploadState.PROCESSING,
        uploaded_at=NOON,
    )


def a_page(
    token: str = "0a" * 16,
    *,
    kind: PageKind = PageKind.ADD_METHOD,
    subject: str = "cs_1",
    url: str = "https://pay.example/p",
    person: PersonId = ANN_SELF,
) -> HostedPage:
    return HostedPage(
        token=token,
        kind=kind,
        customer_id=ANN,
        person_id=person,
        connection_id=STRIPE,
        subject=subject,
        url=url,
        state=PageState.OPEN,
        created_at=NOON,
        expires_at=NOON + timedelta(hours=1),
        conversation_id=THREAD,
    )


def a_letter(letter: str = "msg_1", *, to: str = "ep_1", customer: CustomerId = ANN) -> OutboxRow:
    return OutboxRow(
        id=letter,
        channel=WEBHOOK,
        kind="bill.paid",
        subject="b_1",
        to=to,
        customer_id=customer,
        state=OutboxState.WAITING,
        created_at=NOON,
        data={"bill_id": "b_1"},
    )


def an_endpoint(
    endpoint: str = "ep_1", *events: str, secrets: tuple[str, ...] = ("whsec_1",)
) -> WebhookEndpoint:
    return WebhookEndpoint(endpoint, "https://hooks.example/in", events, secrets, NOON)


def settle(store: Store, payment: str, bill: str, minor: int) -> None:
    """A succeeded payment of `minor` on the bill, allocated."""
    with store.write(WORKS) as tx:
        tx.payments.add(a_payment(payment, bill, PaymentState.SUCCEEDED, minor=minor))
        tx.payments.allocate(Allocation(PaymentId(payment), BillId(bill), usd(minor)), NOON)


def populate(store: Store) -> None:
    """Both tenants with the same ids in each, two customers a tenant, one bill a customer."""
    for tenant in (ACME, GLOBEX):
        with store.write(system(tenant)) as tx:
            tx.tenants.put(a_tenant(tenant))
            for customer, person, bill in ((ANN, ANN_SELF, "b_1"), (BOB, BOB_SELF, "b_2")):
                tx.customers.put(a_customer(customer))
                tx.customers.put_person(a_person(person, customer))
                tx.bills.put(a_bill(bill, customer=customer))


def voided(bill: Bill) -> Bill:
    return replace(bill, state=BillState.VOID)


CANARY = "Zanzibar Quokka"
"""Personal plaintext planted in every personal column: it must never be found in the files."""


def fill_source(tx: Tx) -> None:
    """A row in every table of what a source brings."""
    tx.sources.put_state(SyncState(STRIPE))
    wishes = Preferences(language=CANARY, notify_by=("email", CANARY))
    tx.sources.add_customer(CustomerLink(STRIPE, "cus-1", ANN, NOON, wishes))
    tx.sources.add_bill(BillLink(STRIPE, "bil-1", BillId("b_1"), ANN, 1))
    tx.sources.put_aside(AsideRow(STRIPE, RowKind.BILL, "bil-9", "odd", NOON))


def a_check(manual_id: str = "man_1", *, reference: str = "1042") -> ManualPayment:
    """Ann says that a check is on its way."""
    return ManualPayment(
        id=manual_id,
        customer_id=ANN,
        kind=ManualKind.CHECK,
        amount=usd(9740),
        state=ManualState.ANNOUNCED,
        created_at=NOON,
        lines=(ManualLine(BillId("b_1")),),
        reference=reference,
        person_id=ANN_SELF,
        conversation_id=THREAD,
    )


def fill(store: Store, tenant: TenantId) -> None:
    """At least one row in every table of a tenant, the canary wherever something is personal."""
    email = f"zanzibar.quokka@{tenant}.example"
    with store.write(system(tenant)) as tx:
        tx.tenants.put(a_tenant(tenant))
        for customer, person, bill in ((ANN, ANN_SELF, "b_1"), (BOB, BOB_SELF, "b_2")):
            named = replace(
                a_customer(customer, CANARY), email=email, company=CANARY, account_number=CANARY
            )
            tx.customers.put(named)
            tx.customers.put_person(replace(a_person(person, customer), name=CANARY, email=email))
            tx.bills.put(a_bill(bill, customer=customer))
            tx.methods.put(a_method(f"card_{customer}", customer=customer))
        tx.customers.put_staff(Staff(PersonId("s_1"), email, Role.ADMIN))
        connection = Connection(STRIPE, tenant, "stripe", Mode.TEST, f"tok-{tenant}")
        tx.connections.put(connection, {"key": f"{CANARY} {tenant}"})
        tx.plans.put(a_plan())
        tx.plans.put_subscription(a_subscription())
        tx.plans.put_usage(Usage(ANN, "kwh", Decimal("1.50")))
        tx.articles.put(Article(ArticleId("a_1"), "en", "Meters", "Read it."))
        paid = replace(a_payment(state=PaymentState.SUCCEEDED), note=CANARY)
        tx.payments.add(paid)
        tx.payments.allocate(Allocation(paid.id, BillId("b_1"), usd(9740)), NOON)
        tx.payments.add_receipt(a_receipt())
        tx.refunds.add(Refund("re_1", paid.id, usd(1), PaymentState.SUCCEEDED, NOON))
        tx.disputes.put(Dispute("dsp_1", paid.id, "dp_1", usd(1), DisputeState.OPEN, NOON))
        tx.resolutions.propose(Resolution(paid.id, PaymentState.FAILED, CANARY, "finance:a", NOON))
        tx.discrepancies.find(
            Discrepancy("dis_1", STRIPE, DiscrepancyKind.CHARGED_UNKNOWN, "ch_9", NOON)
        )
        tx.inbox.add(InboxRow("evt_1", STRIPE, "payment", None, None, NOON))
        tx.inbox.refused(STRIPE, NOON, "ab" * 32)
        tx.outbox.add(a_letter())
        tx.used_tokens.use("cd" * 32, NOON)
        tx.webhook_endpoints.put(an_endpoint(secrets=(f"whsec_{CANARY}",)))
        fill_source(tx)
        tx.manual_payments.add(replace(a_check(reference=CANARY), note=CANARY, reason=CANARY))
        tx.trail.record(AuditEntry(NOON, "system:worker", "pay", "pay_1", {"n": 1}))
        tx.trail.seal()
        tx.duties.owe(DutyKind.CHECK_PAYMENT, "pay_1", NOON)
        tx.events.emit(Event("bill.paid", ANN, NOON, {"bill": "b_1"}))
    with store.write(speaker(tenant=tenant)) as tx:
        tx.conversations.add(a_thread())
        tx.conversations.append(replace(a_message(text=CANARY), facts={"name": CANARY}))
        tx.quotes.add(a_quote())
        fill_acts(tx, a_quote(), CANARY)
        tx.quotes.add_approval(Approval(QuoteId("q_1"), ANN_SELF, "sess", "button", "f" * 64, NOON))
        tx.tickets.add(replace(a_ticket(), text=CANARY, subject=CANARY, packet={"said": CANARY}))
        read = {"seller_name": CANARY, "invoice_number": f"{CANARY} 1", "total_amount": "1.00"}
        upload = replace(an_upload(), fields={"buyer_name": CANARY, **read})
        tx.uploads.teach(CANARY, "due_date", CANARY, NOON)
        tx.uploads.add(upload, CANARY.encode())
        tx.hosted_pages.add(a_page(f"page-{tenant}", url=f"https://pay.example/?for={CANARY}"))
