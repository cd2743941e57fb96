"""A check said to be on its way is noted, in the server's own words, and pays nothing."""

from dataclasses import dataclass
from typing import Any

import pytest
from pydantic import ValidationError

from billing.manual_payments import ManualKind, ManualState
from billing.principal import Principal
from billing.stores.store import SqlStore
from billing.words import LANGUAGES
from tests.billing.use_cases.hand_till import HandTill, open_hand_till
from tests.billing.use_cases.page_till import THREAD
from tests.builders import OMAR, TODAY, bill, customer, february, principal
from tests.fakes import FakeClock
from tests.tools.conftest import TOOLS
from tests.tools.worlds import context
from tools._tool import AskAgain, ToolFailed, ToolResult


@dataclass(slots=True)
class Desk:
    """Nora speaks through the tools; finance sits beside the till."""

    till: HandTill

    def run(
        self, name: str, *, language: str = "en", who: Principal | None = None, **said: Any
    ) -> ToolResult:
        tool = TOOLS[name]
        here = context(self.till.ports, language=language, who=who, conversation_id=THREAD)
        return tool.run(here, tool.Arguments.model_validate(said))


@pytest.fixture
def desk(sqlite_store: SqlStore, clock: FakeClock) -> Desk:
    return Desk(open_hand_till(sqlite_store, clock))


@pytest.fixture
def two_bills(sqlite_store: SqlStore, clock: FakeClock) -> Desk:
    return Desk(
        open_hand_till(
            sqlite_store, clock, february(), bill("HB-101", ("Water", "20.00")), customer(OMAR)
        )
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_servers_words_say_that_nobody_has_seen_it(desk: Desk, language: str) -> None:
    result = desk.run("announce_payment", language=language, kind="check", reference="1042")
    assert result.closing is not None
    assert "1042" in result.closing
    assert "97" in result.closing
    assert "HB-100" in result.closing
    (shown,) = result.cards[0].data["bills"]
    assert shown["flags"] == ["payment_announced"]
    (manual,) = listed(desk)
    assert (manual.conversation_id, manual.kind) == (THREAD, ManualKind.CHECK)
    assert desk.till.payments() == ()


def test_the_four_languages_say_it_differently(desk: Desk) -> None:
    said = {desk.run("announce_payment", language=each, kind="wire").closing for each in LANGUAGES}
    assert len(said) == len(LANGUAGES)
    assert len(listed(desk)) == 1


def test_which_bill_is_asked_when_several_are_due(two_bills: Desk) -> None:
    result = two_bills.run("announce_payment", kind="check")
    assert result.closing is None
    assert len(result.cards[0].data["bills"]) == 2
    assert listed(two_bills) == ()
    both = two_bills.run("announce_payment", kind="check", bills=["HB-100", "HB-101"])
    assert both.closing is not None
    assert "$117.40" in both.closing


def test_a_check_that_is_here_says_so(desk: Desk) -> None:
    desk.till.record()
    with pytest.raises(ToolFailed):
        desk.run("announce_payment", kind="check")  # nothing is due any more
    desk.till.reverse(listed(desk)[0].id)
    desk.till.record("r-2", parts={"HB-100": 100})
    result = desk.run("announce_payment", kind="check", reference="1042")
    assert result.closing is not None
    assert "booked" in result.closing


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "said", [{"reference": "4242 4242 4242 4242"}, {"sent_on": "2020-01-01"}, {"reference": "<b>"}]
)
def test_what_cannot_be_noted_is_told(desk: Desk, language: str, said: dict[str, Any]) -> None:
    with pytest.raises(ToolFailed) as refused:
        desk.run("announce_payment", language=language, kind="check", **said)
    assert "4242" not in refused.value.sentence
    assert listed(desk) == ()


def test_too_many_are_refused(desk: Desk) -> None:
    for units in range(1, 11):
        desk.run("announce_payment", kind="cash", amount=str(units))
    with pytest.raises(ToolFailed, match="nobody has seen yet"):
        desk.run("announce_payment", kind="cash", amount="99")


def test_another_amount_than_is_due_is_noted_as_said(desk: Desk) -> None:
    result = desk.run("announce_payment", kind="check", amount="50.25")
    assert result.closing is not None
    assert "$50.25" in result.closing
    assert "$97.40" not in result.closing


def test_the_models_mistakes_come_back_to_it(desk: Desk) -> None:
    unreadable: list[dict[str, Any]] = [
        {"sent_on": "yesterday"},
        {"amount": "fifty"},
        {"amount": "1.234"},
    ]
    for unread in unreadable:
        with pytest.raises(AskAgain):
            desk.run("announce_payment", kind="check", **unread)
    for wrong in (
        {"kind": "card"},
        {"kind": "check", "amount": 50},
        {"kind": "check", "x": 1},
    ):
        with pytest.raises(ValidationError):
            desk.run("announce_payment", **wrong)


def test_another_customers_bill_is_not_found(two_bills: Desk) -> None:
    with pytest.raises(ToolFailed):
        two_bills.run("announce_payment", who=principal(OMAR), kind="check", bills=["HB-100"])
    assert listed(two_bills) == ()


def test_the_history_shows_what_is_on_its_way(desk: Desk) -> None:
    desk.run("announce_payment", kind="check", reference="1042", sent_on=TODAY.isoformat())
    result = desk.run("payment_history")
    (shown,) = result.cards[0].data["announced"]
    assert (shown["label"], shown["state"]) == ("Check 1042", "announced")
    assert shown["bills"][0]["bill_number"] == "HB-100"
    assert "nobody here has seen it" in result.text
    assert "announced" in desk.run("payment_history", bill="HB-100").cards[0].data


@pytest.mark.parametrize(("language", "label"), [("en", "Check 1042"), ("de", "Scheck 1042")])
def test_the_history_names_the_check_that_paid(desk: Desk, language: str, label: str) -> None:
    manual = desk.till.record()
    (line,) = desk.run("payment_history", language=language).cards[0].data["payments"]
    assert (line["method"], line["by_hand"]) == ({"id": manual.id, "label": label}, "settled")
    desk.till.reverse(manual.id)
    result = desk.run("payment_history", language=language)
    (line,) = result.cards[0].data["payments"]
    assert line["by_hand"] == "reversed"
    assert "no longer counts" in result.text
    assert "refunded" not in result.text


def listed(desk: Desk) -> tuple[Any, ...]:
    with desk.till.store.read(desk.till.who) as tx:
        return tx.manual_payments.list(states=frozenset(ManualState)).items


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_sent_is_told_as_it_stands(desk: Desk, language: str) -> None:
    say = context(desk.till.ports, language=language).words.say
    none = desk.run("payment_history", language=language, sent="check")
    assert (none.closing, none.cards) == (say("manual.none"), ())
    desk.run("announce_payment", kind="check", reference="1042")
    awaited = desk.run("payment_history", language=language, sent="check")
    assert awaited.closing is not None
    assert "1042" in awaited.closing
    assert awaited.cards[0].data["announced"][0]["state"] == "announced"
    desk.till.record()
    booked = desk.run("payment_history", language=language, sent="check")
    assert booked.closing is not None
    assert booked.closing not in (none.closing, awaited.closing)
    assert booked.cards == ()


def test_a_check_asked_for_as_a_wire_is_found_all_the_same(desk: Desk) -> None:
    desk.run("announce_payment", kind="wire")
    closing = desk.run("payment_history", sent="check").closing
    assert closing is not None
    assert closing.startswith("Wire transfer")
    assert "nobody here has seen it yet" in closing
