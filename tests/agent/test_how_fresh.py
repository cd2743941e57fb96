"""How fresh the facts of a turn are is told by the server, whatever a model makes of them."""

import pytest

from agent.models.scripted import Call, Scripted, in_order
from tests.agent.fakes import BILLS, FakeTool, as_tools, fake_tools, no_rows
from tests.agent.talks import Heard, Talk, builtin, scripted
from tools._tool import Card, ToolResult

SAID = "As of 10:02; PayPal has not answered since 09:40."
VIEW = {"as_of": "2026-03-02T15:02:00Z", "silent": []}
NOTICE = Card("notice", "freshness", {"code": "freshness", "text": SAID, **VIEW})
LIST = Scripted(calls=[Call("list_bills")])


def stale(_bill: str | None) -> ToolResult:
    return ToolResult((BILLS, NOTICE), f"1 bill: HB-100, due $97.40\n{SAID}")


def heard(*replies: Scripted | str) -> Heard:
    tools = fake_tools(FakeTool("list_bills", stale))
    assistant, _ = scripted(in_order(*replies), as_tools(tools))
    return Talk(assistant, no_rows()).say("what do I owe?")


def test_a_model_that_says_nothing_of_it_is_completed_by_the_server() -> None:
    assert heard(LIST, "You owe $97.40.").said == ["You owe $97.40.", SAID]


def test_a_model_that_says_it_itself_is_not_repeated() -> None:
    assert heard(LIST, f"You owe $97.40. {SAID}").said == ["You owe $97.40.", SAID]


@pytest.mark.parametrize("lie", ["As of March 9, 2031.", "It is all paid."])
def test_a_model_that_makes_it_up_is_corrected(lie: str) -> None:
    assert heard(LIST, f"You owe $97.40 for electricity in all, in one bill. {lie}").said == [
        "You owe $97.40 for electricity in all, in one bill.",
        SAID,
    ]


def test_the_servers_own_wording_says_it_once() -> None:
    said = heard(LIST, "You owe $1.00. I have paid it all.").said
    assert said[0] == "You owe $97.40 on one bill."
    assert said.count(SAID) == 1


def test_an_offer_to_pay_ends_with_the_offer() -> None:
    pay = Scripted(calls=[Call("pay_bill", {"bill": "HB-100"})])
    told = heard(LIST, pay)
    assert SAID not in told.said
    assert told.closed is not None


def test_a_turn_without_such_facts_says_nothing_of_it() -> None:
    assistant, _ = scripted(in_order(LIST, "You owe $97.40."), as_tools(fake_tools()))
    assert Talk(assistant, no_rows()).say("what do I owe?").said == ["You owe $97.40."]


TWO = "Bills from Stripe are still being fetched: some may be missing. Stripe is silent."
NOTHING = Card("bill_list", "bills", {"bills": [], "totals": []})


def test_two_sentences_of_it_are_told_once_also_where_nothing_is_owed() -> None:
    note = Card("notice", "freshness", {"code": "freshness", "text": TWO, **VIEW})
    tools = fake_tools(FakeTool("list_bills", lambda _: ToolResult((NOTHING, note), TWO)))
    said = Talk(builtin(as_tools(tools)), no_rows()).say("what do I owe?").said
    assert said[0] == "You owe nothing at the moment."
    assert " ".join(said).count("Stripe is silent.") == 1
    assert " ".join(said).count("still being fetched") == 1
