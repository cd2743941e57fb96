"""Finance sees what was announced, what waits for a second person, and what is booked."""

from datetime import timedelta

import pytest

from billing.errors import Forbidden
from billing.manual_payments import ManualKind, ManualState
from billing.use_cases.list_manual_payments import ManualQuery, list_manual_payments
from tests.billing.use_cases.hand_till import FIN, HandTill
from tests.builders import OMAR


def test_they_are_listed_by_state_newest_first(each_hand: HandTill) -> None:
    booked = each_hand.record(parts={"HB-100": 4000})
    each_hand.clock.move(timedelta(seconds=1))
    said = each_hand.announce(kind=ManualKind.WIRE)

    def ids(query: ManualQuery) -> list[str]:
        return [m.id for m in list_manual_payments(each_hand.ports, FIN, query).items]

    assert ids(ManualQuery()) == [said.id, booked.id]
    assert ids(ManualQuery(ManualState.ANNOUNCED)) == [said.id]
    assert ids(ManualQuery(ManualState.SETTLED)) == [booked.id]
    assert ids(ManualQuery(ManualState.WAITING)) == []
    assert ids(ManualQuery(customer_id=OMAR)) == []


def test_a_long_list_comes_in_pages(hand: HandTill) -> None:
    made = {hand.announce(amount_minor=minor).id for minor in range(1, 6)}
    seen: list[str] = []
    cursor = None
    for _ in range(5):
        page = list_manual_payments(hand.ports, FIN, ManualQuery(limit=2, cursor=cursor))
        seen += [each.id for each in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert len(seen) == 5
    assert set(seen) == made


def test_customers_see_no_such_list(hand: HandTill) -> None:
    with pytest.raises(Forbidden):
        list_manual_payments(hand.ports, hand.who, ManualQuery())
