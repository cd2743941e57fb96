"""A till whose letters are kept: what left, what waits, what was given up."""

from dataclasses import dataclass, field, replace
from typing import Final

from billing.events import Event
from billing.ids import CustomerId, PersonId
from billing.letters import OutboxRow, OutboxState, WebhookEndpoint
from billing.ports import Store
from billing.principal import Principal, Role
from billing.receipts import Receipt
from billing.tickets import Ticket
from billing.use_cases._note import tell
from billing.use_cases.webhook_endpoints import add_webhook_endpoint
from tests.billing.use_cases.back_till import BackTill, open_back_till
from tests.billing.use_cases.till import WORKER
from tests.builders import HARBOR, NORA, Row
from tests.fakes import FakeClock
from tests.fakes_letters import ScriptedLetters

ADMIN: Final = Principal(HARBOR, Role.ADMIN, person=PersonId("boss"))
FINANCE: Final = Principal(HARBOR, Role.FINANCE, person=PersonId("fin-1"))
SUPPORT: Final = Principal(HARBOR, Role.SUPPORT, person=PersonId("sup-1"))
HOOK: Final = "https://hooks.northwind-shop.com/in"


@dataclass
class LetterTill(BackTill):
    """Nora's till beside a post office that does what a story tells it."""

    letters: ScriptedLetters = field(default_factory=ScriptedLetters)

    def endpoint(self, *events: str, url: str = HOOK) -> WebhookEndpoint:
        return add_webhook_endpoint(self.ports, ADMIN, url, events)

    def hooks(self) -> tuple[WebhookEndpoint, ...]:
        with self.store.read(WORKER) as tx:
            return tx.webhook_endpoints.list()

    def tell(self, name: str, customer: CustomerId = NORA, **data: str | int) -> Event:
        """Something happens."""
        with self.store.write(WORKER) as tx:
            tell(self.ports, tx, name, customer, data)
            return tx.events.of_customer(customer, 1)[0]

    def outbox(self, state: OutboxState | None = None) -> list[OutboxRow]:
        """Oldest first."""
        with self.store.read(WORKER) as tx:
            return list(reversed(tx.outbox.list(state=state)))

    def row(self, row_id: str) -> OutboxRow:
        with self.store.read(WORKER) as tx:
            return tx.outbox.get(row_id)

    def receipt(self) -> Receipt:
        """That of the one payment of HB-100."""
        with self.store.read(WORKER) as tx:
            found = tx.payments.receipt_of(self.payments()[0].id)
        assert found is not None
        return found

    def about_hooks(self) -> list[Ticket]:
        return [each for each in self.tickets() if "webhook endpoint" in each.subject]


def open_letter_till(store: Store, clock: FakeClock, *rows: Row) -> LetterTill:
    """A till over `store` with a post office."""
    till = open_back_till(store, clock, *rows)
    letters = ScriptedLetters(in_transaction=till.store.in_transaction)
    ports = replace(till.ports, letters=letters)
    return LetterTill(ports, till.store, clock, till.provider, till.providers, letters=letters)
