"""Stories that no other test tells, each against one saboteur of `planted.toml`."""

import pytest

from billing.errors import StaleWorker
from billing.payments import PaymentState
from billing.repositories import InboxRow
from billing.stores.store import SqlStore
from billing.use_cases.receive_webhook import receive_webhook
from payments._signatures import matches_any
from tests.billing.use_cases.till import WORKER, Till, open_till
from tests.builders import CONNECTION
from tests.fakes import FakeClock
from tests.fakes_provider import Outcome


class Watched(bytes):
    """Bytes that know when they are compared like any others: from the left, until they differ."""

    def __eq__(self, other: object) -> bool:
        raise AssertionError("compared in a time that tells how much of it was right")

    def __hash__(self) -> int:
        return super().__hash__()


class Signature(str):
    """A signature whose bytes are watched."""

    __slots__ = ()

    def encode(self, encoding: str = "utf-8", errors: str = "strict") -> bytes:
        return Watched(super().encode(encoding, errors))


@pytest.fixture
def till(sqlite_store: SqlStore, clock: FakeClock) -> Till:
    return open_till(sqlite_store, clock)


def test_signatures_are_compared_in_constant_time() -> None:
    right = Signature("a" * 64)
    assert matches_any([right], [Signature("a" * 64)])
    assert not matches_any([right], [Signature("b" * 64)])


def test_a_signature_among_many_costs_as_many_comparisons() -> None:
    """An answer at the first match would tell which of the secrets it was."""
    seen: list[str] = []

    class Counted(Signature):
        __slots__ = ()

        def encode(self, encoding: str = "utf-8", errors: str = "strict") -> bytes:
            seen.append(str(self))
            return super().encode(encoding, errors)

    given = [Counted(letter * 64) for letter in "abc"]
    assert matches_any(["a" * 64, "d" * 64], given)
    assert len(seen) == 6


def test_an_event_that_says_succeeded_is_not_believed(till: Till) -> None:
    made = till.pay(Outcome.PENDING)
    at = till.clock.now()
    for kind in ("payment_intent.succeeded", "invoice.payment_succeeded", "charge.succeeded"):
        row = InboxRow(f"evt-{kind}", CONNECTION, kind, made.key, made.provider_ref, at)
        assert receive_webhook(till.ports, WORKER, row)
    till.work()
    assert till.payment(made.id).state is PaymentState.PENDING
    assert till.bill().paid is None or till.bill().paid.is_zero  # type: ignore[union-attr]  # asked for in the same breath


def test_a_row_that_moved_meanwhile_is_not_moved_back(till: Till) -> None:
    made = till.pay()
    assert made.state is PaymentState.SUCCEEDED
    with pytest.raises(StaleWorker), till.store.write(WORKER) as tx:
        tx.payments.update(made, was=PaymentState.SUBMITTING)
