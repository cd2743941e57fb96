"""Everything that can go wrong in the core, drawn here once.

    BillingError
    ├── InvalidMoney            not an amount of this currency
    ├── CurrencyMismatch        two currencies in one sum
    ├── NotFound                no such thing for this principal (another's and nobody's look alike)
    ├── Refused                 a rule says no; nothing was changed
    │   ├── Forbidden           the role may not do this
    │   ├── ScopeRequired       the token lacks the scope `approve`
    │   ├── NotPayable          a draft, paid, void or fully disputed bill
    │   ├── AmountOutOfRange    zero, negative, above what is due, below the minimum
    │   ├── MethodUnusable      expired, removed, of another currency, or none on file
    │   ├── InvalidRequest      the request contradicts itself
    │   │   └── SeveralServices bills that no one connection takes, in one offer
    │   ├── NotOffered          the provider cannot do this
    │   │   └── NotLinked       it does not know this customer, or we do not know under which name
    │   ├── CredentialsRefused  a provider does not accept them, or they are malformed
    │   ├── NotEligible         what our rows say does not allow this act
    │   ├── HumanOnly           the company's policy leaves this to a human: nobody said no
    │   └── TooMany             a cap in our own rows is reached
    ├── Conflict                the world moved on; look again
    │   ├── BillChanged
    │   ├── QuoteExpired
    │   ├── QuoteSuperseded
    │   ├── QuoteDeclined
    │   ├── PaymentInDoubt      an earlier payment of this bill is open or being checked
    │   │   └── RecordLater     so money that came outside cannot be booked on it now
    │   ├── PaidAtSource        a bill's source has it as paid, so its payment is not simply failed
    │   ├── TurnInProgress
    │   ├── SecretInUse         another connection, of whomever, has this secret
    │   └── StaleWorker         a lease was lost to another worker
    ├── ProviderFault
    │   ├── ProviderUnavailable nothing was sent
    │   ├── ProviderUnsure      the same of what moves no money: asking once more is harmless
    │   └── OutcomeUnknown      something was sent and no definite answer came back
    ├── ForgedReport            a webhook whose signature does not verify
    ├── DeliveryProblem         a letter did not arrive
    │   ├── DeliveryRefused     and never will: the receiver, or our own rules, say no
    │   └── DeliveryFailed      this time; try again later
    │       └── DeliveryNotTried    its receiver failed a moment ago and is left alone
    ├── IndexUnavailable        the index of documents cannot be asked now; nothing else is affected
    └── StoreUnavailable        the database is locked, full or gone

Errors carry fields, never an HTTP status: `api/errors.py` holds the one table to statuses.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta


class BillingError(Exception):
    """Base of the tree. `code` is stable and goes on the wire."""

    code = "billing_error"


class InvalidMoney(BillingError):
    """The text or number is not an amount in this currency."""

    code = "validation_failed"


class CurrencyMismatch(BillingError):
    """Two currencies cannot be added or compared."""

    code = "validation_failed"


@dataclass(eq=False)
class NotFound(BillingError):
    """Nothing of this kind for this principal. Never says whether it exists for another."""

    kind: str
    code = "not_found"

    def __str__(self) -> str:
        return f"no such {self.kind}"


class Refused(BillingError):
    """A rule says no; nothing was changed."""

    code = "refused"


class Forbidden(Refused):
    """The principal's role may not do this."""

    code = "forbidden"


class ScopeRequired(Refused):
    """The token lacks the scope this act needs."""

    code = "scope_required"


@dataclass(eq=False)
class NotPayable(Refused):
    """The bill cannot be paid in its present state (`draft`, `paid`, `void`, `disputed`)."""

    bill_id: str
    state: str
    code = "validation_failed"

    def __str__(self) -> str:
        return f"bill is {self.state}"


@dataclass(eq=False)
class AmountOutOfRange(Refused):
    """The requested amount is not allowed; both bounds in minor units of `currency`."""

    minimum_minor: int
    maximum_minor: int
    currency: str
    partial_allowed: bool = True
    code = "validation_failed"

    def __str__(self) -> str:
        return f"amount must be {self.minimum_minor}..{self.maximum_minor} {self.currency} (minor)"


@dataclass(eq=False)
class MethodUnusable(Refused):
    """The method cannot pay this: `expired`, `removed`, `currency`, `disabled`, `none`,
    `elsewhere` (the bill is paid where it came from).
    """

    why: str
    code = "method_expired"

    def __str__(self) -> str:
        return f"payment method unusable: {self.why}"


class InvalidRequest(Refused):
    """The request contradicts itself or names what cannot be combined."""

    code = "validation_failed"


class SeveralServices(InvalidRequest):
    """One offer is bound to one connection, and these bills are paid over several."""


class NotOffered(Refused):
    """The tenant's payment provider has no such thing; the sentence says what it lacks."""

    code = "not_offered"


class NotLinked(NotOffered):
    """The provider takes payments of its own customers only, and this one is linked to none."""

    code = "not_linked"


class CredentialsRefused(Refused):
    """The sentence names the credential and what is wrong with it, never its value."""

    code = "credentials_refused"


@dataclass(eq=False)
class HumanOnly(Refused):
    """The policy leaves this to a human; `why` names the rule, in words for staff.

    `category` is the ticket's, `about` the bill or payment it is about.
    """

    why: str
    category: str
    about: str | None = None
    code = "refused"

    def __str__(self) -> str:
        return self.why


@dataclass(eq=False)
class NotEligible(Refused):
    """What our rows say does not allow an act. `why` names the sentence, `values` are put in."""

    why: str
    values: Mapping[str, date | int | str] = field(default_factory=dict)
    code = "refused"

    def __str__(self) -> str:
        return self.why.replace("_", " ")


class TooMany(Refused):
    """A cap kept in our own rows is reached; try again later."""

    code = "rate_limited"


class Conflict(BillingError):
    """The world moved on since the request was formed."""

    code = "conflict"


class BillChanged(Conflict):
    code = "bill_changed"


class QuoteExpired(Conflict):
    code = "quote_expired"


class QuoteSuperseded(Conflict):
    code = "quote_superseded"


class QuoteDeclined(Conflict):
    code = "quote_declined"


@dataclass(eq=False)
class PaymentInDoubt(Conflict):
    """An earlier payment of this bill is open, pending or being checked: do not pay again."""

    bill_id: str
    payment_state: str
    code = "payment_in_doubt"

    def __str__(self) -> str:
        return f"a payment of this bill is {self.payment_state}"


class RecordLater(PaymentInDoubt):
    """Money came outside while another payment of the bill is open; it says what to do."""

    def __str__(self) -> str:
        match self.payment_state:
            case "hold":
                do = "end that hold first, with what you see at the provider"
            case "requires_action":
                do = "the customer has a page open to pay it; look again within the hour"
            case _:
                do = "wait until it has ended"
        return (
            f"another payment of bill {self.bill_id} is {self.payment_state}: {do}. If it "
            "succeeds, this money is too much and goes back to the customer"
        )


class PaidAtSource(Conflict):
    """The provider that keeps the bill has it as paid; the sentence says what may be done."""

    code = "paid_at_source"


class TurnInProgress(Conflict):
    code = "turn_in_progress"


class SecretInUse(Conflict):
    """One of the secrets is another connection's; never says whose."""

    code = "secret_in_use"


class StaleWorker(Conflict):
    """The lease passed to another worker; this one's result is dropped."""

    code = "stale_worker"


class ProviderFault(BillingError):
    """A provider did not behave; see the subclasses for what that means for money."""

    code = "provider_unavailable"


class ProviderUnavailable(ProviderFault):
    """Nothing was sent, so nothing was charged."""


class OutcomeUnknown(ProviderFault):
    """A request was (or may have been) sent and no definite answer came back."""

    code = "payment_in_doubt"


class ProviderUnsure(ProviderFault):
    """It did not say whether it did something that moves no money; asking again is harmless."""

    code = "provider_unsure"


class ForgedReport(BillingError):
    """The signature of a provider's report does not verify, or the report is malformed."""

    code = "validation_failed"


class DeliveryProblem(BillingError):
    """An e-mail or an outgoing webhook did not arrive. The sentence names no address."""

    code = "delivery_failed"


class DeliveryRefused(DeliveryProblem):
    """It never will: the receiver refused for good, or our own rules forbid the address."""

    code = "delivery_refused"


class DeliveryFailed(DeliveryProblem):
    """Not this time: try again later."""


class DeliveryNotTried(DeliveryFailed):
    """Nothing was sent: the receiver failed a moment ago; ask again after `wait`."""

    def __init__(self, sentence: str, wait: timedelta) -> None:
        super().__init__(sentence)
        self.wait = wait


@dataclass(eq=False)
class StoreUnavailable(BillingError):
    """The database cannot serve this transaction now; nothing was written."""

    retry_after_s: int = field(default=2)
    code = "store_unavailable"

    def __str__(self) -> str:
        return "the database cannot serve this now"


class IndexUnavailable(BillingError):
    """The index of documents, or the model its vectors come from, does not answer."""

    code = "index_unavailable"
