import pytest

from billing.stores.store import SqlStore
from tests.billing.use_cases.back_till import BackTill, open_back_till
from tests.builders import bill, february, method
from tests.fakes import FakeClock
from tests.tools.worlds import context
from tools._tool import AskAgain, ToolFailed, ToolResult
from tools.request_refund import TOOL


@pytest.fixture
def back(sqlite_store: SqlStore, clock: FakeClock) -> BackTill:
    return open_back_till(sqlite_store, clock)


def _run(back: BackTill, *, language: str = "en", **said: object) -> ToolResult:
    here = context(back.ports, language=language, text="I paid twice")
    return TOOL.run(here, TOOL.Arguments.model_validate(said))


def test_the_offer_says_how_much_and_where_to(back: BackTill) -> None:
    back.paid()
    result = _run(back, amount="30")
    (card,) = result.cards
    assert (card.data["kind"], card.data["approve_by"]) == ("request_refund", ["button"])
    assert str(result.closing).startswith(
        "Refund of $30.00 of your payment of $97.40 for bill HB-100, to Visa •••• 4242"
    )
    assert back.books.refunds_sent == []


@pytest.mark.parametrize("said", ["HB-100", "R-000001", "electricity"])
def test_the_payment_is_found_by_bill_or_receipt(back: BackTill, said: str) -> None:
    back.paid()
    assert _run(back, payment=said, amount="1.00").quote_id is not None


def test_above_the_policy_it_is_a_ticket(back: BackTill) -> None:
    back.paid()
    result = _run(back)
    assert [card.kind for card in result.cards] == ["ticket"]
    assert str(result.closing).startswith("I can't give this refund myself.")


def test_with_nothing_paid_nothing_can_come_back(back: BackTill) -> None:
    with pytest.raises(ToolFailed, match="no payment of yours"):
        _run(back)
    back.paid()
    with pytest.raises(ToolFailed, match="no payment of yours"):
        _run(back, payment="R-999999")
    with pytest.raises(ToolFailed, match=r"At most \$97.40"):
        _run(back, amount="97.41")
    with pytest.raises(AskAgain):
        _run(back, amount="half")


def test_of_several_payments_it_asks_which(sqlite_store: SqlStore, clock: FakeClock) -> None:
    back = open_back_till(sqlite_store, clock, february(), bill("HB-200"), method())
    for name in ("HB-100", "HB-200"):
        back.approve(back.ask(name))
    closing = str(_run(back, amount="1").closing)
    assert "Which payment do you mean?" in closing
    assert "$97.40 for bill HB-100" in closing
