"""Resolutions: what one person proposes about a hold, until a second one agrees."""

from dataclasses import dataclass, field
from datetime import datetime

from billing.payments import PaymentState


@dataclass(frozen=True, slots=True)
class Resolution:
    """A proposal to end a hold; `proposed_by` names the person as the audit does.

    `subject` is the id of the held payment or refund. Once the hold has ended, `evidence` is what
    everybody who decided had seen.
    """

    subject: str
    outcome: PaymentState
    evidence: str = field(repr=False)
    proposed_by: str
    proposed_at: datetime
