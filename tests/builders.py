"""A small world for tests: a utility, a customer with electricity bills, plans, methods.

Every builder makes a row that is fine by itself; give only what the story is about.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Final, TypeAlias

from billing.bills import Bill, BillLine, BillState
from billing.capabilities import Capabilities, Idempotency, Lookup
from billing.connections import Connection, CredentialNames, Mode
from billing.conversations import Conversation
from billing.customers import Customer, Person
from billing.ids import (
    BillId,
    ConnectionId,
    ConversationId,
    CustomerId,
    MethodId,
    PaymentId,
    PersonId,
    PlanId,
    SubscriptionId,
    TenantId,
    UploadId,
)
from billing.methods import Method
from billing.money import Money, currency_exponent
from billing.payments import (
    Allocation,
    ChargeRequest,
    Payment,
    PaymentReport,
    PaymentState,
)
from billing.periods import Period
from billing.plans import FeatureValue, Plan
from billing.ports import Clock, Ids, PaymentProvider, Ports, Store, Tx
from billing.principal import APPROVE, Principal, Role, system
from billing.subscriptions import Subscription, SubscriptionStatus
from billing.tenants import Confirmation, Policy, Tenant
from billing.uploads import Upload, UploadState
from billing.usage import Usage
from payments._protocol import Limited
from tests.fakes import FakeClock, SequentialIds

HARBOR: Final = TenantId("harbor")
NORA: Final = CustomerId("c-nora")
OMAR: Final = CustomerId("c-omar")
TODAY: Final = date(2026, 3, 2)
MARCH: Final = Period.month(2026, 3)

POLICY: Final = Policy(
    payment_confirmation=Confirmation.BUTTON_OR_TEXT,
    text_confirmation_limit_minor=50_000,
    partial_allowed=True,
    partial_minimum_minor=500,
    dispute_window_days=90,
    dispute_pay_undisputed=True,
    dispute_high_priority_minor=20_000,
    upgrade="immediate_prorated",
)


def money(text: str, currency: str = "USD") -> Money:
    return Money.from_decimal(text, currency)


def principal(customer_id: CustomerId = NORA, *, role: Role = Role.CUSTOMER_ADMIN) -> Principal:
    """A signed-in customer who may approve."""
    return Principal(
        tenant=HARBOR,
        role=role,
        customer=customer_id,
        person=person_of(customer_id),
        scopes=frozenset({APPROVE}),
        session="s-1",
    )


def person_of(customer_id: CustomerId) -> PersonId:
    return PersonId(customer_id.replace("c-", "p-"))


def tenant(
    policy: Policy = POLICY,
    *,
    name: str = "Harbor Power & Water",
    legal_name: str = "Harbor Power & Water Inc",
    ibans: tuple[str, ...] = (),
) -> Tenant:
    return Tenant(
        id=HARBOR,
        name=name,
        kind="utility",
        currency="USD",
        country="US",
        time_zone="America/New_York",
        languages=("en", "es"),
        legal_name=legal_name,
        ibans=ibans,
        policy=policy,
    )


def customer(customer_id: CustomerId = NORA, *, language: str = "en") -> Customer:
    email = f"{customer_id}@mail.example"
    return Customer(id=customer_id, name=customer_id.title(), language=language, email=email)


def person(customer_id: CustomerId = NORA) -> Person:
    return Person(
        person_of(customer_id), customer_id, customer_id.title(), None, Role.CUSTOMER_ADMIN
    )


def bill(
    number: str = "HB-100",
    *lines: tuple[str, str],
    currency: str = "USD",
    issued_on: date = date(2026, 3, 1),
    due_on: date = date(2026, 3, 20),
    category: str = "electricity",
    customer_id: CustomerId = NORA,
    state: BillState = BillState.OPEN,
    period: Period | None = None,
    disputed: str | None = None,
    description: str | None = None,
    amount: str | None = None,
) -> Bill:
    """A bill whose amount is the sum of its lines (description, decimal string)."""
    given = lines or (("Service", amount or "10.00" if currency_exponent(currency) == 2 else "10"),)
    rows = tuple(
        BillLine(at, words, money(text, currency))
        for at, (words, text) in enumerate(given, start=1)
    )
    summed = sum(row.amount.amount_minor for row in rows)
    return Bill(
        id=BillId(number),
        number=number,
        customer_id=customer_id,
        category=category,
        description=description or f"{category.title()} {number}",
        issued_on=issued_on,
        due_on=due_on,
        amount=Money(summed, currency),
        state=state,
        period=period,
        lines=rows,
        disputed=money(disputed, currency) if disputed is not None else None,
    )


def february() -> Bill:
    """HB-100, 97.40 USD, open."""
    return bill(
        "HB-100",
        ("Energy 402 kWh", "76.40"),
        ("Grid fee", "14.00"),
        ("Taxes", "7.00"),
        period=Period.month(2026, 2),
        description="Electricity February 2026",
    )


def january() -> Bill:
    """HB-090, 88.10 USD, paid."""
    return bill(
        "HB-090",
        ("Energy 355 kWh", "67.45"),
        ("Grid fee", "14.00"),
        ("Taxes", "6.65"),
        period=Period.month(2026, 1),
        issued_on=date(2026, 2, 1),
        due_on=date(2026, 2, 20),
        state=BillState.PAID,
        description="Electricity January 2026",
    )


CONNECTION: Final = ConnectionId("conn-1")


def connection() -> Connection:
    return Connection(CONNECTION, HARBOR, "stripe", Mode.TEST, "endpoint-harbor")


def second_account(store: Store) -> ConnectionId:
    """The same company's other account at the provider, connected."""
    other = Connection(ConnectionId("conn-2"), HARBOR, "stripe", Mode.TEST, "endpoint-second")
    with store.write(system(HARBOR)) as tx:
        tx.connections.put(other, {"api_key": "sk_test_second_account"})
    return other.id


def method(
    method_id: str = "pm-visa",
    *,
    type: str = "card",
    brand: str | None = "visa",
    last4: str = "4242",
    expires_before_on: date | None = date(2028, 5, 1),
    currencies: tuple[str, ...] = (),
    used_before: bool = True,
    is_default: bool = False,
    customer_id: CustomerId = NORA,
) -> Method:
    return Method(
        id=MethodId(method_id),
        customer_id=customer_id,
        type=type,
        last4=last4,
        connection_id=CONNECTION,
        provider_ref=f"ref_{method_id}",
        customer_ref=f"cus_{customer_id}",
        brand=brand,
        expires_before_on=expires_before_on,
        currencies=currencies,
        used_before=used_before,
        is_default=is_default,
    )


def payment(
    payment_id: str = "pay-1",
    *,
    bill_id: str = "HB-090",
    amount: str = "88.10",
    currency: str = "USD",
    state: PaymentState = PaymentState.SUCCEEDED,
    method_id: str | None = "pm-visa",
    created_at: datetime = datetime(2026, 2, 11, 12, tzinfo=UTC),
    customer_id: CustomerId = NORA,
) -> Payment:
    return Payment(
        id=PaymentId(payment_id),
        customer_id=customer_id,
        bill_id=BillId(bill_id),
        amount=money(amount, currency),
        state=state,
        created_at=created_at,
        method_id=MethodId(method_id) if method_id is not None else None,
        connection_id=CONNECTION,
        key=f"key-{payment_id}",
    )


def plan(
    plan_id: str = "hb-home",
    price: str = "10.00",
    *,
    currency: str = "USD",
    interval: str = "month",
    annual_price: str | None = None,
    features: Mapping[str, FeatureValue] | None = None,
    also_priced_in: Mapping[str, Money] | None = None,
) -> Plan:
    return Plan(
        id=PlanId(plan_id),
        name=plan_id.removeprefix("hb-").title(),
        price=money(price, currency),
        interval=interval,
        annual_price=money(annual_price, currency) if annual_price is not None else None,
        features=features or {},
        also_priced_in=also_priced_in or {},
    )


def subscription(
    plan_id: str = "hb-home",
    *,
    status: SubscriptionStatus = SubscriptionStatus.ACTIVE,
    interval: str = "month",
    currency: str = "USD",
    current_period: Period | None = MARCH,
    trial_end_on: date | None = None,
    renews_on: date | None = None,
    seats_used: int | None = None,
    customer_id: CustomerId = NORA,
) -> Subscription:
    return Subscription(
        id=SubscriptionId(f"sub-{customer_id}"),
        customer_id=customer_id,
        plan_id=PlanId(plan_id),
        status=status,
        interval=interval,
        currency=currency,
        current_period=current_period,
        trial_end_on=trial_end_on,
        renews_on=renews_on,
        seats_used=seats_used,
    )


def usage(
    metric: str = "electricity_kwh",
    used: str = "402",
    *,
    period: Period | None = None,
    included: str | None = None,
    unlimited: bool = False,
    customer_id: CustomerId = NORA,
) -> Usage:
    return Usage(
        customer_id=customer_id,
        metric=metric,
        used=Decimal(used),
        period=period,
        included=Decimal(included) if included is not None else None,
        unlimited=unlimited,
    )


def upload(upload_id: str = "up-1", *, sha256: str = "a" * 64, size: int = 3) -> Upload:
    return Upload(
        id=UploadId(upload_id),
        customer_id=NORA,
        person_id=person_of(NORA),
        sha256=sha256,
        size=size,
        media_type="application/pdf",
        state=UploadState.PROCESSING,
        uploaded_at=datetime(2026, 3, 2, 9, tzinfo=UTC),
    )


def conversation(conversation_id: str = "conv-0001") -> Conversation:
    return Conversation(
        ConversationId(conversation_id), NORA, person_of(NORA), datetime(2026, 3, 2, 9, tzinfo=UTC)
    )


Row: TypeAlias = (
    Tenant | Customer | Person | Connection | Conversation | Bill | Payment | Method
    | Plan | Subscription | Usage
)  # fmt: skip


def put_world(store: Store, *rows: Row, policy: Policy = POLICY) -> None:
    """Nora of Harbor with a connection, and `rows`; a paid bill without payment gets one.

    A succeeded payment is put to its bill.
    """
    with store.write(system(HARBOR)) as tx:
        for row in (tenant(policy), customer(), person(), connection(), *rows):
            _put(tx, row)
        paid = {row.bill_id for row in rows if isinstance(row, Payment)}
        for row in rows:
            if isinstance(row, Bill) and row.state is BillState.PAID and row.id not in paid:
                _put(tx, _settling(row))


def _settling(row: Bill) -> Payment:
    return payment(
        f"pay-{row.id}",
        bill_id=row.id,
        amount=row.amount.to_decimal(),
        currency=row.amount.currency,
        customer_id=row.customer_id,
        method_id=None,
    )


def _put(tx: Tx, row: Row) -> None:
    match row:
        case Tenant():
            tx.tenants.put(row)
        case Customer():
            tx.customers.put(row)
        case Person():
            tx.customers.put_person(row)
        case Connection():
            tx.connections.put(row, {"api_key": "sk_test_harbor"})
        case Conversation():
            tx.conversations.add(row)
        case Plan() | Subscription() | Usage():
            _put_plan(tx, row)
        case Bill() | Payment() | Method():
            _put_money(tx, row)


def _put_plan(tx: Tx, row: Plan | Subscription | Usage) -> None:
    match row:
        case Plan():
            tx.plans.put(row)
        case Subscription():
            tx.plans.put_subscription(row)
        case Usage():
            tx.plans.put_usage(row)


def _put_money(tx: Tx, row: Bill | Payment | Method) -> None:
    match row:
        case Method():
            tx.methods.put(row)
        case Bill():
            tx.bills.put(row)
        case Payment():
            tx.payments.add(row)
            if row.state is PaymentState.SUCCEEDED:
                tx.payments.allocate(Allocation(row.id, row.bill_id, row.amount), row.created_at)


class Unreachable(Limited):
    """A provider that says what it can do and that nothing may be sent to."""

    capabilities = Capabilities(
        Idempotency.KEYED,
        timedelta(hours=24),
        Lookup.STRONG,
        methods=frozenset({"card", "bank_account"}),
    )

    def charge(self, request: ChargeRequest) -> PaymentReport:
        raise AssertionError("no provider may be reached in this story")

    def look_up(
        self, *, reference: str, provider_ref: str | None, since: datetime
    ) -> PaymentReport | None:
        raise AssertionError("no provider may be reached in this story")

    def cancel(self, provider_ref: str) -> PaymentReport:
        raise AssertionError("no provider may be reached in this story")


@dataclass(frozen=True, slots=True)
class NoProviders:
    """`ports.Providers` for stories in which nobody may be asked for money."""

    def connect(self, connection: Connection, credentials: Mapping[str, str]) -> PaymentProvider:
        return Unreachable()

    def check(
        self,
        connection: Connection,
        credentials: Mapping[str, str],
        *,
        knows: Payment | None = None,
    ) -> None:
        raise AssertionError("no provider may be reached in this story")

    def credential_names(self, provider: str) -> CredentialNames:
        return CredentialNames()


def ports(store: Store, clock: Clock | None = None, ids: Ids | None = None) -> Ports:
    return Ports(store, clock or FakeClock(), ids or SequentialIds(), NoProviders(), b"salt")
