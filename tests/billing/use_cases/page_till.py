"""A till whose provider has pages of its own, and a conversation that waits for news."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from billing.capabilities import Capabilities
from billing.conversations import Conversation
from billing.duties import Duty, DutyKind
from billing.hosted_pages import HostedPage
from billing.ids import ConnectionId, ConversationId, MethodId
from billing.methods import Method
from billing.payments import Payment
from billing.ports import Store
from billing.repositories import About, InboxRow
from billing.use_cases.add_method import add_method
from billing.use_cases.list_methods import list_methods
from tests.billing.use_cases.till import LEASE, WORKER, Till, open_till
from tests.builders import CONNECTION, NORA, Row, february, method, person_of
from tests.fakes import FakeClock
from tests.fakes_pages import PAGES, PagedProvider
from tests.fakes_provider import Outcome

THREAD = ConversationId("thread-0001")
VISA, BANK = MethodId("pm-visa"), MethodId("pm-bank")


@dataclass
class PageTill:
    """The till, its provider with pages, and what is owed to the conversation."""

    till: Till
    provider: PagedProvider

    def pages_of(self, subject: str) -> tuple[HostedPage, ...]:
        with self.till.store.read(WORKER) as tx:
            return tx.hosted_pages.of_subject(subject)

    def page(self, payment: Payment) -> HostedPage:
        (page,) = self.pages_of(payment.id)
        return page

    def pay(self, outcome: str = "requires_action") -> Payment:
        """Ask in the conversation, approve, and the payment as it then stands."""
        self.provider.script.append(Outcome(outcome))
        quote = self.till.ask(conversation_id=THREAD)
        return self.till.approve(quote).payments[0]

    def add(self, type: str | None = None) -> HostedPage:
        return add_method(self.till.ports, self.till.who, type=type, conversation_id=THREAD)

    def methods(self) -> tuple[Method, ...]:
        with self.till.store.read(self.till.who) as tx:
            return tx.methods.list()

    def names(self) -> list[tuple[str, bool]]:
        """The customer's methods, and which is the usual one."""
        return [
            (found.id, found.is_default) for found in list_methods(self.till.ports, self.till.who)
        ]

    def telling(self) -> list[str]:
        """What is owed to conversations now, by subject; claimed, so asked once."""
        later = self.till.clock.real_now() + timedelta(days=30)
        return [
            duty.subject for duty in self._claimed(later) if duty.kind is DutyKind.TELL_CONVERSATION
        ]

    def webhook(self, object_ref: str, connection: ConnectionId = CONNECTION) -> InboxRow:
        now = self.till.clock.now()
        return InboxRow(
            "evt_page", connection, "done", None, None, now, about=About.PAGE, object_ref=object_ref
        )

    def _claimed(self, now: datetime) -> Iterator[Duty]:
        for _ in range(50):
            duty = self.till.store.directory.claim_duty(now, LEASE)
            if duty is None:
                return
            yield duty


def open_page_till(
    store: Store, clock: FakeClock, *rows: Row, can: Capabilities = PAGES
) -> PageTill:
    till = open_till(store, clock, *rows)
    provider = PagedProvider(can, till.store.in_transaction)
    till.provider = till.providers.provider = provider
    with till.store.write(till.who) as tx:
        tx.conversations.add(Conversation(THREAD, NORA, person_of(NORA), clock.now()))
    return PageTill(till, provider)


def two_methods(store: Store, clock: FakeClock) -> PageTill:
    """Nora with a Visa, which is the usual one, and a bank account."""
    bank = method(BANK, type="bank_account", brand=None, last4="9876")
    return open_page_till(store, clock, february(), method(is_default=True), bank)
