"""Acts: what a customer may agree to besides paying. Each is offered, shown and approved first."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from billing.money import Money
from billing.tenants import JsonValue


class ActKind(StrEnum):
    """Named like the tool that asks for it."""

    CHANGE_PLAN = "change_plan"
    CANCEL_SUBSCRIPTION = "cancel_subscription"
    REFUND = "request_refund"
    DISPUTE = "dispute_charge"
    PROMISE = "promise_to_pay"
    DETAILS = "update_billing_details"


Wish = Mapping[str, JsonValue]
Outcome = Mapping[str, JsonValue]
"""Ids and states of what an approved act made: a refund's, a dispute's, a new bill's."""


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that will happen when the customer says yes, and only then.

    `wish` is what was asked for, in ids of ours; `terms` is what is agreed to, worked out from our
    own rows and worked out once more when it is approved: days ISO, money as the wire has it.
    `amount` is what it is about (due now by a change, given back, disputed, promised), zero where
    it is about no money. `personal` (an address, a name) is sealed at rest.
    """

    kind: ActKind
    wish: Wish
    terms: Mapping[str, JsonValue]
    amount: Money
    personal: Mapping[str, str] = field(default_factory=dict, repr=False)
