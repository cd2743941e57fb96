"""A till beside which checks, wires and cash come in, and the people who look after them."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from billing.ids import BillId, ConversationId
from billing.manual_payments import ManualKind, ManualPayment
from billing.money import Money
from billing.payments import Payment
from billing.ports import Store
from billing.principal import Principal
from billing.tenants import Policy
from billing.use_cases.announce_payment import Announcement, announce_payment
from billing.use_cases.record_manual_payment import Part, Record, record_manual_payment
from billing.use_cases.reverse_manual_payment import Reversal, Reversed, reverse_manual_payment
from billing.use_cases.verify_manual_payment import Verdict, verify_manual_payment
from tests.billing.use_cases.back_till import BackTill, open_back_till, staff
from tests.billing.use_cases.till import HB_100, WORKER
from tests.builders import NORA, POLICY, TODAY, Row, february, method
from tests.fakes import FakeClock
from tests.fakes_refunds import REFUNDING

LIMIT: Final = replace(POLICY, second_person_above_minor=100_000)
"""One person books up to 1,000.00."""
STRICT: Final = POLICY
"""Absent policy: two people for every cent."""
FIN, AL = staff("fin-1"), staff("al-2")


@dataclass
class HandTill(BackTill):
    """Nora owes HB-100 (97.40 USD); her check comes in."""

    def announce(
        self,
        *bill_ids: str,
        kind: ManualKind = ManualKind.CHECK,
        amount_minor: int | None = None,
        reference: str = "",
        sent_on: date | None = None,
        conversation_id: ConversationId | None = None,
        who: Principal | None = None,
    ) -> ManualPayment:
        bills = tuple(BillId(each) for each in bill_ids or (HB_100,))
        said = Announcement(kind, bills, amount_minor, reference, sent_on, conversation_id)
        return announce_payment(self.ports, who or self.who, said)

    def record(
        self,
        request_id: str = "r-1",
        *,
        parts: dict[str, int] | None = None,
        who: Principal = FIN,
        **changes: object,
    ) -> ManualPayment:
        """All of HB-100 by check 1042, received today; `changes` replace a record's fields."""
        return record_manual_payment(self.ports, who, record(request_id, parts, **changes))

    def verify(
        self, named: str, *, who: Principal = AL, agrees: bool = True, reason: str = ""
    ) -> ManualPayment:
        return verify_manual_payment(self.ports, who, Verdict(named, agrees, reason))

    def reverse(
        self, named: str, reason: str = "returned unpaid", *, who: Principal = FIN
    ) -> Reversed:
        return reverse_manual_payment(self.ports, who, Reversal(named, reason))

    def manual(self, manual_id: str) -> ManualPayment:
        with self.store.read(WORKER) as tx:
            return tx.manual_payments.get(manual_id)

    def its_payments(self, manual: ManualPayment) -> list[Payment]:
        return [self.payment(each) for each in manual.payment_ids]


def record(request_id: str, parts: dict[str, int] | None = None, **changes: object) -> Record:
    each = parts or {HB_100: 9740}
    made = Record(
        customer_id=NORA,
        request_id=request_id,
        kind=ManualKind.CHECK,
        amount=Money(sum(each.values()), "USD"),
        parts=tuple(Part(BillId(bill), minor) for bill, minor in each.items()),
        received_on=TODAY,
        reference="1042",
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # by name, as the story says


def open_hand_till(store: Store, clock: FakeClock, *rows: Row, policy: Policy = LIMIT) -> HandTill:
    till = open_back_till(
        store, clock, *(rows or (february(), method())), policy=policy, can=REFUNDING
    )
    return HandTill(till.ports, till.store, clock, till.provider, till.providers)
