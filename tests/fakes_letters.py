"""Letters that go nowhere: what would have left is kept, and fails as a story says."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from billing.errors import DeliveryProblem, DeliveryRefused
from billing.ids import ReceiptId
from billing.letters import WEBHOOK, Letter, OutboxRow
from billing.ports import Tx
from billing.use_cases.confirm_email import ADDRESS_CHANGED
from billing.use_cases.update_billing_details import CONFIRM_ADDRESS


@dataclass(slots=True)
class ScriptedLetters:
    """`ports.Letters` with an outcome per delivery; unscripted ones arrive."""

    sends_email: bool = True
    in_transaction: Callable[[], bool] = lambda: False
    script: deque[DeliveryProblem | None] = field(default_factory=deque)
    always: DeliveryProblem | None = None
    tried: list[Letter] = field(default_factory=list)
    arrived: list[Letter] = field(default_factory=list)
    secrets_made: int = 0

    def check_url(self, url: str) -> None:
        if not url.startswith("https://"):
            raise DeliveryRefused("only https addresses are called")

    def new_secret(self) -> str:
        self.secrets_made += 1
        return f"whsec_{self.secrets_made}"

    def render(self, tx: Tx, row: OutboxRow) -> Letter | None:
        if row.channel == WEBHOOK:
            endpoint = tx.webhook_endpoints.get(row.to)
            to, signs = endpoint.url, endpoint.secrets
            if endpoint.disabled_at is not None:
                return None
        elif row.kind in (CONFIRM_ADDRESS, ADDRESS_CHANGED):
            change = tx.address_changes.get(row.subject)
            to, signs = change.email, ()
            if row.kind == ADDRESS_CHANGED:
                to = change.old_email or ""
        else:
            receipt = tx.payments.receipt_by_id(ReceiptId(row.subject))
            to, signs = tx.customers.get(receipt.customer_id).email or "", ()
        return Letter(
            id=row.id,
            channel=row.channel,
            to=to,
            subject=row.kind,
            body=repr(dict(row.data)),
            kind=row.kind,
            created_at=row.created_at,
            secrets=signs,
        )

    def deliver(self, letter: Letter) -> None:
        assert not self.in_transaction(), "a letter was sent inside a transaction"
        self.tried.append(letter)
        outcome = self.script.popleft() if self.script else self.always
        if outcome is not None:
            raise outcome
        self.arrived.append(letter)
