"""The tenant rows of a world file: who the company is, its plans and its policy.

An absent policy, or an absent part of one, means the strictest. Amounts stay the file's decimal
strings; the properties of `TenantRow` and `PlanRow` give them as `Money`.
"""

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from api.settings import is_model
from api.world_fields import (
    Amount,
    Count,
    Country,
    Currency,
    Feature,
    Iban,
    Id,
    Interval,
    Language,
    Name,
    Origin,
    Slug,
    TimeZone,
    Url,
    WorldModel,
    money,
    refusal,
)
from billing.money import Money
from billing.tenants import Confirmation
from billing.uploads import Category

PlanChangeWhen = Literal["immediate_prorated", "next_period", "next_renewal"]


class PartialPayments(WorldModel):
    allowed: bool
    minimum: Amount | None = None


class RefundPolicy(WorldModel):
    """Refunds up to `auto_limit`, within `window_days`, need no human."""

    auto_limit: Amount
    window_days: Count
    over_limit: Literal["ticket"] = "ticket"


class HoldPolicy(WorldModel):
    """Ending a held payment above this amount takes two people."""

    second_person_above: Amount


class DisputePolicy(WorldModel):
    window_days: Count
    pay_undisputed_part: bool = False
    high_priority_from: Amount | None = None


class Extension(WorldModel):
    """How many more days a customer may grant himself, and how often."""

    days: Annotated[int, Field(ge=1, le=366)]
    times_per_year: Annotated[int, Field(ge=1, le=366)]


def _extension(value: object) -> object:
    if value == "human_only":
        return None
    if not isinstance(value, dict):
        raise refusal("write human_only, or {days: 14, times_per_year: 2}")
    return value


ExtensionOrNone = Annotated[Extension | None, BeforeValidator(_extension)]
"""None where the file says `human_only`: only a human may grant one."""


class Promising(WorldModel):
    """How many days after the due date a customer may promise to pay."""

    days: Annotated[int, Field(ge=1, le=366)]


class Instalments(WorldModel):
    """In how many parts a bill may be paid, and how many days there are between two."""

    parts: Annotated[int, Field(ge=2, le=24)]
    every_days: Annotated[int, Field(ge=1, le=92)] = 30


def _by_human(value: object) -> object:
    return None if value == "human_only" else value


PromisingOrNone = Annotated[Promising | None, BeforeValidator(_by_human)]
InstalmentsOrNone = Annotated[Instalments | None, BeforeValidator(_by_human)]


class CategoryRow(WorldModel):
    """What invoices with these words in the seller's name, or in a line, are for."""

    category: Annotated[Category, Field(strict=False)]
    seller: Annotated[str, Field(min_length=2, max_length=80)] | None = None
    line: Annotated[str, Field(min_length=2, max_length=80)] | None = None

    @model_validator(mode="after")
    def _says_which(self) -> "CategoryRow":
        if self.seller is None and self.line is None:
            raise refusal("write `seller`, `line` or both")
        return self


class Uploads(WorldModel):
    """`limit_by_plan` names the plan feature that counts uploads.

    `keep_foreign`: documents of other companies stay as the customer's records. `ask_model`: the
    configured language model may be asked for what was not read for sure.
    """

    accept: bool = True
    limit_by_plan: Slug | None = None
    keep_foreign: bool = False
    ask_model: bool = False
    categories: list[CategoryRow] = Field(default_factory=list, max_length=200)


def _model(value: str) -> str:
    if not is_model(value):
        raise refusal("write `builtin` or `openai:NAME`")
    return value


class Assistance(WorldModel):
    """Which language models this company wants asked, in their order; none: the installation's.

    `[builtin]` keeps every word of its customers inside the installation.
    """

    models: list[Annotated[str, AfterValidator(_model), Field(max_length=80)]] = Field(
        default_factory=list, max_length=4
    )


class PlanChange(WorldModel):
    """Either `effective` for both directions, or `upgrade` and `downgrade`."""

    effective: PlanChangeWhen | None = None
    upgrade: PlanChangeWhen | None = None
    downgrade: PlanChangeWhen | None = None

    @model_validator(mode="after")
    def _one_way_of_saying_it(self) -> "PlanChange":
        if (self.effective is None) != (self.upgrade is not None and self.downgrade is not None):
            raise refusal("write either `effective`, or both `upgrade` and `downgrade`")
        if self.effective is not None and (self.upgrade or self.downgrade):
            raise refusal("write either `effective`, or both `upgrade` and `downgrade`")
        return self


class Cancellation(WorldModel):
    monthly: Literal["end_of_period", "immediate"] = "end_of_period"
    annual: Literal["end_of_term_no_refund", "end_of_period"] = "end_of_term_no_refund"
    trial: Literal["end_of_trial_no_charge", "immediate"] = "end_of_trial_no_charge"


class Dunning(WorldModel):
    """Days after the due date of each step, in growing order."""

    remind_day: Count = 3
    urgent_day: Count = 7
    final_day: Count = 14
    suspend_day: Count = 21

    @property
    def days(self) -> tuple[int, int, int, int]:
        return (self.remind_day, self.urgent_day, self.final_day, self.suspend_day)

    @model_validator(mode="after")
    def _grows(self) -> "Dunning":
        if len(set(self.days)) < 4 or list(self.days) != sorted(self.days):
            raise refusal("the days must grow: remind_day, urgent_day, final_day, suspend_day")
        return self


class PolicyRow(WorldModel):
    """What a tenant allows. Every default is the strictest choice."""

    payment_confirmation: Annotated[Confirmation, Field(strict=False)] = Confirmation.BUTTON
    text_confirmation_limit: Amount | None = None
    partial_payments: PartialPayments = PartialPayments(allowed=False)
    scheduled_payments: bool = False
    refund: RefundPolicy | None = None
    dispute: DisputePolicy | None = None
    hold: HoldPolicy | None = None
    payment_extension: ExtensionOrNone = None
    payment_promise: PromisingOrNone = None
    instalments: InstalmentsOrNone = None
    assistant: Assistance = Assistance()
    uploads: Uploads = Uploads()
    late_fee: Amount | None = None
    plan_change: PlanChange = PlanChange(effective="next_period")
    cancellation: Cancellation = Cancellation()
    dunning: Dunning = Dunning()

    @property
    def upgrade(self) -> PlanChangeWhen:
        return self.plan_change.upgrade or self.plan_change.effective or "next_period"

    @property
    def downgrade(self) -> PlanChangeWhen:
        """A cheaper plan always waits, whatever is written: nothing is credited here."""
        said = self.plan_change.downgrade or self.plan_change.effective
        return "next_renewal" if said == "next_renewal" else "next_period"

    def amounts(self) -> dict[str, str]:
        """Every amount given, by its path inside the policy."""
        given = {
            "text_confirmation_limit": self.text_confirmation_limit,
            "partial_payments.minimum": self.partial_payments.minimum,
            "refund.auto_limit": self.refund.auto_limit if self.refund else None,
            "dispute.high_priority_from": self.dispute.high_priority_from if self.dispute else None,
            "hold.second_person_above": self.hold.second_person_above if self.hold else None,
            "late_fee": self.late_fee,
        }
        return {path: amount for path, amount in given.items() if amount is not None}


class Legal(WorldModel):
    """Who issues the bills, and the only accounts its money may go to."""

    name: Name
    tax_id: Name | None = None
    ibans: Annotated[tuple[Iban, ...], Field(strict=False)] = ()


class SignerRow(WorldModel):
    """Who signs customers in at Paymentus; of several connections to it, those of `connection`."""

    issuer: Url
    jwks_url: Url
    audience: Name
    connection: Id | None = None


class PortalRow(WorldModel):
    origins: Annotated[tuple[Origin, ...], Field(strict=False)] = ()
    issuer: Url | None = None
    jwks_url: Url | None = None
    audience: Name | None = None
    paymentus: SignerRow | None = None

    @model_validator(mode="after")
    def _two_issuers(self) -> "PortalRow":
        if self.paymentus is not None and self.paymentus.issuer == self.issuer:
            raise refusal(
                "paymentus.issuer is the portal's own too: name it under `paymentus` only"
            )
        return self


class PlanRow(WorldModel):
    """A plan of the tenant it stands under; `price` is per `interval`."""

    id: Id
    name: Name
    price: Amount
    currency: Currency
    interval: Interval = "month"
    annual_price: Amount | None = None
    features: dict[Slug, Feature] = Field(default_factory=dict)
    also_priced_in: dict[Currency, Amount] = Field(default_factory=dict)

    @property
    def price_money(self) -> Money:
        return money(self.price, self.currency)

    @property
    def annual_price_money(self) -> Money | None:
        return None if self.annual_price is None else money(self.annual_price, self.currency)

    @property
    def also_priced_in_money(self) -> dict[str, Money]:
        return {code: money(amount, code) for code, amount in self.also_priced_in.items()}

    def amounts(self) -> list[tuple[str, str, str]]:
        """(path inside the plan, amount, currency) of every price."""
        found = [("price", self.price, self.currency)]
        if self.annual_price is not None:
            found.append(("annual_price", self.annual_price, self.currency))
        return found + [(f"also_priced_in.{c}", a, c) for c, a in self.also_priced_in.items()]


class TenantRow(WorldModel):
    """A company whose customers are served."""

    id: Id
    name: Name
    kind: Slug
    currency: Currency
    country: Country
    time_zone: TimeZone
    languages: Annotated[tuple[Language, ...], Field(strict=False, min_length=1)]
    legal: Legal | None = None
    policy: PolicyRow = PolicyRow()
    portal: PortalRow = PortalRow()
    plans: tuple[PlanRow, ...] = ()

    @property
    def legal_name(self) -> str:
        return self.legal.name if self.legal else self.name

    def money(self, amount: str | None) -> Money:
        """An amount of this tenant's policy (`policy.late_fee`); zero where absent."""
        return money(amount, self.currency)
