"""From the rows of a world file to the nouns of billing; pure, nothing is stored here."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Final

from api.world_rows import (
    ArticleRow,
    BillRow,
    CustomerRow,
    DunningRow,
    MethodRow,
    PaymentRow,
    PersonRow,
    RefundRow,
    StaffRow,
    SubscriptionRow,
    TicketRow,
    UsageRow,
    instant_of,
)
from api.world_tenants import PlanRow, PolicyRow, PortalRow, TenantRow
from billing.articles import Article
from billing.bills import Bill, BillLine
from billing.customers import Customer, Person, Staff
from billing.ids import (
    ArticleId,
    BillId,
    ConnectionId,
    CustomerId,
    MethodId,
    PaymentId,
    PersonId,
    PlanId,
    SubscriptionId,
    TenantId,
    TicketId,
)
from billing.methods import Method
from billing.payments import DeclineReason, Payment, PaymentState
from billing.plans import UNLIMITED, Plan
from billing.refunds import Refund
from billing.subscriptions import Dunning, Subscription
from billing.tenants import CategoryRule, Policy, Portal, Signer, Tenant
from billing.tickets import Ticket
from billing.usage import Usage

# What a note on a failed payment may say; the first that fits is the reason.
_REASONS: Final = (
    ("insufficient funds", DeclineReason.INSUFFICIENT_FUNDS),
    ("expired", DeclineReason.EXPIRED_CARD),
    ("authenticat", DeclineReason.AUTHENTICATION_REQUIRED),
    ("limit", DeclineReason.LIMIT_EXCEEDED),
    ("declined", DeclineReason.CARD_DECLINED),
    ("no answer", DeclineReason.PROVIDER_UNAVAILABLE),
)


def tenant_of(row: TenantRow) -> Tenant:
    """The tenant; what its policy leaves out stays the strictest."""
    legal = row.legal
    return Tenant(
        id=TenantId(row.id),
        name=row.name,
        kind=row.kind,
        currency=row.currency,
        country=row.country,
        time_zone=row.time_zone,
        languages=row.languages,
        legal_name=row.legal_name,
        tax_id=legal.tax_id if legal else None,
        ibans=legal.ibans if legal else (),
        policy=_policy_of(row, row.policy),
        portal=_portal_of(row.portal),
    )


def _portal_of(row: PortalRow) -> Portal:
    beside = row.paymentus
    own = (row.origins, row.issuer, row.jwks_url, row.audience)
    if beside is None:
        return Portal(*own)
    which = None if beside.connection is None else ConnectionId(beside.connection)
    return Portal(*own, Signer(beside.issuer, beside.jwks_url, beside.audience, which))


def _policy_of(tenant: TenantRow, row: PolicyRow) -> Policy:
    refund, dispute, extension = row.refund, row.dispute, row.payment_extension
    high = dispute.high_priority_from if dispute else None

    def minor(amount: str | None) -> int:
        return tenant.money(amount).amount_minor

    return Policy(
        payment_confirmation=row.payment_confirmation,
        text_confirmation_limit_minor=minor(row.text_confirmation_limit),
        partial_allowed=row.partial_payments.allowed,
        partial_minimum_minor=minor(row.partial_payments.minimum),
        scheduled_payments=row.scheduled_payments,
        refund_auto_limit_minor=minor(refund.auto_limit if refund else None),
        refund_window_days=refund.window_days if refund else 0,
        second_person_above_minor=minor(row.hold.second_person_above if row.hold else None),
        dispute_window_days=dispute.window_days if dispute else 0,
        dispute_pay_undisputed=dispute.pay_undisputed_part if dispute else False,
        dispute_high_priority_minor=None if high is None else minor(high),
        extension_days=extension.days if extension else None,
        extension_times_per_year=extension.times_per_year if extension else 0,
        promise_days=row.payment_promise.days if row.payment_promise else None,
        instalment_parts=row.instalments.parts if row.instalments else None,
        instalment_every_days=row.instalments.every_days if row.instalments else 30,
        assistant_models=tuple(row.assistant.models),
        uploads_accepted=row.uploads.accept,
        uploads_limit=row.uploads.limit_by_plan,
        uploads_keep_foreign=row.uploads.keep_foreign,
        uploads_ask_model=row.uploads.ask_model,
        upload_categories=tuple(
            CategoryRule(str(rule.category), rule.seller, rule.line)
            for rule in row.uploads.categories
        ),
        late_fee_minor=minor(row.late_fee),
        upgrade=row.upgrade,
        downgrade=row.downgrade,
        cancellation=row.cancellation.model_dump(),
        dunning_days=row.dunning.days,
    )


def plan_of(row: PlanRow) -> Plan:
    return Plan(
        id=PlanId(row.id),
        name=row.name,
        price=row.price_money,
        interval=row.interval,
        annual_price=row.annual_price_money,
        features=dict(row.features),
        also_priced_in=row.also_priced_in_money,
    )


def customer_of(row: CustomerRow) -> Customer:
    return Customer(
        id=CustomerId(row.id),
        name=row.name,
        language=row.language,
        email=row.email,
        company=row.company,
        account_number=row.account_number,
        default_method_id=MethodId(row.default_method) if row.default_method else None,
    )


def person_of(row: PersonRow) -> Person:
    return Person(PersonId(row.id), CustomerId(row.customer), row.name, row.email, row.role)


def staff_of(row: StaffRow) -> Staff:
    return Staff(PersonId(row.id), row.email, row.role)


def method_of(row: MethodRow, connection: ConnectionId, *, default: bool, used: bool) -> Method:
    """The method; the provider knows it, and its customer, by our own ids."""
    return Method(
        id=MethodId(row.id),
        customer_id=CustomerId(row.customer),
        type=row.type,
        last4=row.last4,
        connection_id=connection,
        provider_ref=row.id,
        customer_ref=row.customer,
        brand=row.brand,
        expires_before_on=row.expires,
        currencies=row.currencies,
        used_before=used,
        is_default=default,
    )


def subscription_of(row: SubscriptionRow, plan: PlanRow) -> Subscription:
    """The subscription; interval and currency are the plan's where the row leaves them out."""
    return Subscription(
        id=SubscriptionId(row.id),
        customer_id=CustomerId(row.customer),
        plan_id=PlanId(row.plan),
        status=row.status,
        interval=row.interval or plan.interval,
        currency=row.currency or plan.currency,
        current_period=row.current_period,
        trial_end_on=row.trial_end,
        after_trial_plan_id=PlanId(row.after_trial.plan) if row.after_trial else None,
        renews_on=row.renews,
        seats_used=row.seats_used,
        autopay=row.autopay,
        dunning=_dunning_of(row.dunning) if row.dunning else None,
    )


def _dunning_of(row: DunningRow) -> Dunning:
    return Dunning(row.stage, row.of, row.last_notice, row.suspension_date, row.clears_when)


def bill_of(row: BillRow) -> Bill:
    """The bill at version 1, as stored: what is derived (paid, doubt) is left out."""
    disputed = row.disputed_money
    return Bill(
        id=BillId(row.id),
        number=row.id,
        customer_id=CustomerId(row.customer),
        category=row.category,
        description=row.description,
        issued_on=row.issued,
        due_on=row.due_date,
        amount=row.amount_money,
        state=row.state,
        period=row.period,
        lines=tuple(
            BillLine(position, description, amount)
            for position, (description, amount) in enumerate(row.lines_money, start=1)
        ),
        disputed=None if disputed.is_zero else disputed,
    )


def payment_of(row: PaymentRow, at: datetime, ordinal: int) -> Payment:
    """A past try, made outside of this product: no connection, no quote, a key of its own."""
    state = PaymentState(row.status)
    return Payment(
        id=PaymentId(row.id),
        customer_id=CustomerId(row.customer),
        bill_id=BillId(row.bill),
        amount=row.amount_money,
        state=state,
        created_at=at,
        method_id=MethodId(row.method) if row.method else None,
        ordinal=ordinal,
        key=f"loaded-{row.id}",
        reason=_reason(row.note) if state is PaymentState.FAILED else None,
        submitted_at=at,
        settled_at=None if state is PaymentState.PENDING else at,
        note=row.note,
    )


def _reason(note: str | None) -> DeclineReason:
    said = (note or "").lower().replace("_", " ")
    return next((reason for words, reason in _REASONS if words in said), DeclineReason.OTHER)


def refund_of(row: RefundRow, time_zone: str) -> Refund:
    return Refund(
        id=row.id,
        payment_id=PaymentId(row.payment),
        amount=row.amount_money,
        state=PaymentState(row.status),
        created_at=instant_of(row.date, time_zone),
        # A world's balances count money given back as owed again.
        reopens=True,
    )


def ticket_of(row: TicketRow, time_zone: str) -> Ticket:
    return Ticket(
        id=TicketId(row.id),
        customer_id=CustomerId(row.customer),
        category=row.category,
        priority=row.priority,
        status=row.status,
        opened_at=instant_of(row.opened, time_zone),
        subject=row.subject or "",
        text=row.text or "",
        about=row.about,
    )


def article_of(row: ArticleRow) -> Article:
    return Article(ArticleId(row.id), row.language, row.title, row.text, row.url)


def usage_of(row: UsageRow) -> Usage:
    unlimited = row.included == UNLIMITED
    return Usage(
        customer_id=CustomerId(row.customer),
        metric=row.metric,
        used=Decimal(row.used),
        period=row.period,
        included=None if unlimited or row.included is None else Decimal(row.included),
        unlimited=unlimited,
        resets_on=row.resets,
    )


def used_methods(payments: Iterable[PaymentRow]) -> frozenset[str]:
    """The methods a past succeeded payment was made with."""
    return frozenset(p.method for p in payments if p.status == "succeeded" and p.method)
