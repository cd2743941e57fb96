"""The built-in model over the real tools and a real store: whole conversations."""

from dataclasses import replace

import pytest

from agent.models.builtin.understand import understand
from billing.bills import BillState
from billing.ids import BillId
from billing.periods import Period
from billing.principal import system
from billing.stores.store import SqlStore
from tests import builders
from tests.agent.talks import Heard, Talk, builtin
from tools._registry import load_tools


@pytest.fixture
def talk(sqlite_store: SqlStore) -> Talk:
    builders.put_world(
        sqlite_store,
        builders.method(is_default=True),
        builders.method(
            "pm-bank", type="bank_account", brand=None, last4="9876", expires_before_on=None
        ),
        builders.february(),
        builders.january(),
        builders.bill(
            "HB-200",
            ("Water 12 m3", "30.00"),
            category="water",
            description="Water February 2026",
            period=Period.month(2026, 2),
        ),
        builders.plan("hb-home", features={"csv_export": False, "autopay": True}),
        builders.plan("hb-plus", price="14.99", features={"csv_export": True, "autopay": True}),
        builders.subscription(plan_id="hb-home"),
        builders.usage(period=Period.month(2026, 2)),
    )
    return Talk(builtin(load_tools()), builders.ports(sqlite_store))


def quoted(heard: Heard) -> str:
    """The words of the offer this turn ended with."""
    assert heard.closed is not None
    assert heard.closed.quote_id is not None
    assert heard.said == []
    return heard.closed.text


def test_it_greets_and_says_what_it_can_do(talk: Talk) -> None:
    assert talk.say("hi").text == "Hello, how can I help with your bills?"
    assert "explain why a bill changed" in talk.say("help").text
    assert "program" in talk.say("are you a robot?").text
    assert talk.say("thanks!").said[0] == "You're welcome."


def test_it_says_what_is_owed_in_all(talk: Talk) -> None:
    heard = talk.say("what do I owe?")

    assert heard.said[0] == "You owe $127.40 on 2 bills."
    assert "HB-100, Electricity February 2026: $97.40, due on March 20, 2026." in heard.said
    assert heard.end.dropped == 0


def test_amounts_of_two_currencies_are_never_added(talk: Talk, sqlite_store: SqlStore) -> None:
    with sqlite_store.write(system(builders.HARBOR)) as tx:
        tx.bills.put(builders.bill("HB-300", ("Roaming", "12.00"), currency="EUR"))

    first = talk.say("what do I owe?").said[0]
    assert "€12.00" in first
    assert "$127.40" in first
    assert "139" not in first


def test_why_higher_is_answered_by_differences_that_add_up(talk: Talk) -> None:
    heard = talk.say("why is my electricity bill higher than last month?")

    assert heard.ran == ["explain_bill"]
    assert heard.said[0] == "Bill HB-100 is $9.30 higher than HB-090: $97.40 instead of $88.10."
    parts = heard.end.cards[0].data["parts"]
    assert sum(part["change"]["amount_minor"] for part in parts) == 930
    assert heard.end.dropped == 0


def test_pay_it_means_what_was_shown_last_and_a_change_of_mind_is_followed(talk: Talk) -> None:
    talk.say("why is my electricity bill higher than last month?")

    assert "HB-100, $97.40, from Visa" in quoted(talk.say("pay it"))
    assert "HB-200, $30.00, from Visa" in quoted(talk.say("no, the water one instead"))
    assert "HB-200, $20.00, from Visa" in quoted(talk.say("actually only 20 of it"))
    assert "HB-200, $20.00, from Bank" in quoted(talk.say("use my bank account"))
    assert "HB-100, $48.70" in quoted(talk.say("pay half of the electricity bill"))


def test_pay_it_asks_when_several_were_shown_and_the_answer_is_understood(talk: Talk) -> None:
    talk.say("what do I owe?")
    asked = talk.say("pay it")

    assert asked.said[-1].startswith("Which one do you mean")
    assert "HB-200, $30.00" in quoted(talk.say("the water one"))


@pytest.mark.parametrize("text", ["pay both", "pay them all", "pay everything I owe"])
def test_several_bills_are_paid_in_one_offer(talk: Talk, text: str) -> None:
    talk.say("what do I owe?")

    assert "2 bills, together $127.40" in quoted(talk.say(text))


def test_one_bill_is_paid_by_its_number_with_a_named_method(talk: Talk) -> None:
    assert "HB-200, $30.00, from Bank" in quoted(talk.say("pay HB-200 with my bank account"))


def test_pay_it_means_the_bill_shown_after_an_earlier_offer(talk: Talk) -> None:
    assert "HB-200" in quoted(talk.say("pay the water bill"))
    talk.say("why is my electricity bill higher than last month?")

    assert "HB-100, $97.40" in quoted(talk.say("pay it"))


@pytest.mark.parametrize("text", ["pay 0.001 of the water bill", "pay $5,000 of the water bill"])
def test_a_part_that_cannot_be_never_becomes_the_whole(talk: Talk, text: str) -> None:
    heard = talk.say(text)

    assert heard.closed is not None
    assert heard.closed.quote_id is None


def test_a_part_of_several_bills_is_asked_about(talk: Talk) -> None:
    talk.say("what do I owe?")
    heard = talk.say("pay 20 dollars of them")

    assert heard.closed is None
    assert heard.said[-1].startswith("Which one do you mean")


def without(talk: Talk, *names: str) -> Talk:
    """The same conversation where the company offers no such tools."""
    tools = {name: tool for name, tool in load_tools().items() if name not in names}
    return Talk(builtin(tools), talk.ports)


def test_a_yes_to_the_offer_of_a_person_brings_one(talk: Talk) -> None:
    talk = without(talk, "change_plan")
    talk.say("upgrade to the Plus plan")

    assert talk.say("yes please").ran == ["hand_over"]


@pytest.mark.parametrize(
    ("text", "tool"),
    [
        ("upgrade to the Plus plan", "change_plan"),
        ("cancel my contract", "cancel_subscription"),
        ("I dispute bill HB-100, it is wrong", "dispute_charge"),
        ("send me a PDF of HB-100", "download_document"),
        ("our new VAT number is DE123456789, put it on the invoices", "update_billing_details"),
        ("can I pay HB-100 in instalments?", "promise_to_pay"),
    ],
)
def test_a_wish_is_taken_to_its_own_tool_where_there_is_one(
    talk: Talk, text: str, tool: str
) -> None:
    assert talk.say(text).ran[:1] == [tool] or talk.say(text).closed is not None
    assert tool not in without(talk, tool).say(text).ran


def test_a_bill_that_is_nobodys_cannot_be_paid(talk: Talk) -> None:
    heard = talk.say("pay HB-999")

    assert heard.closed is not None
    assert heard.closed.quote_id is None
    assert "pay_bill" not in heard.ran


def test_payments_are_shown_and_one_is_looked_up(talk: Talk) -> None:
    assert "HB-090" in talk.say("show my payments").text
    heard = talk.say("did my january payment go through?")

    assert heard.ran == ["payment_history"]
    assert "HB-090" in heard.text
    assert "$88.10" in heard.text


def test_usage_and_plan_are_told(talk: Talk) -> None:
    assert "402 kWh" in talk.say("how much electricity did I use?").text
    assert "Home" in talk.say("what plan am I on?").said[0]


def test_a_feature_outside_the_plan_is_told_with_the_price_of_having_it(talk: Talk) -> None:
    heard = talk.say("can I export CSV?")

    assert heard.ran == ["enforce_tier_access"]
    assert "does not include csv export" in heard.said[0]
    assert "Plus" in heard.text or "14.99" in heard.text


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("I want a human", "other"),
        ("I want my money back for HB-100", "refund"),
        ("I was charged twice, this is wrong", "dispute"),
        ("cancel my contract", "cancellation"),
    ],
)
def test_a_person_is_brought_in_at_once(talk: Talk, text: str, category: str) -> None:
    heard = without(talk, "request_refund", "cancel_subscription", "dispute_charge").say(text)

    assert heard.ran == ["hand_over"]
    assert len(heard.end.tickets) == 1
    assert heard.end.cards[0].data["category"] == category


def test_an_upload_that_is_not_there_is_said_to_be_missing(talk: Talk) -> None:
    heard = talk.say("here is an invoice I got", attachments=["up-404"])

    assert heard.closed is not None
    assert heard.end.cards == ()


def test_other_things_are_out_of_scope(talk: Talk) -> None:
    heard = talk.say("what's the weather like in Paris?")

    assert heard.ran == []
    assert "Harbor Power & Water" in heard.said[0]


def test_a_due_date_and_a_details_question_are_answered_narrowly(talk: Talk) -> None:
    assert talk.say("when is my water bill due?").said == [
        "Bill HB-200 over $30.00 is due on March 20, 2026."
    ]
    assert "Grid fee: $14.00." in talk.say("show me the details of bill HB-100").said


@pytest.mark.parametrize(
    ("language", "text", "begins"),
    [
        ("de", "Was schulde ich?", "Sie schulden"),
        ("es", "¿Cuánto debo?", "Debe"),
        ("fr", "Combien je dois ?", "Vous devez"),
    ],
)
def test_it_answers_in_the_customers_language(
    talk: Talk, language: str, text: str, begins: str
) -> None:
    heard = talk.say(text, language=language)

    assert heard.ran == ["list_bills"]
    assert "127" in heard.said[0]
    assert heard.end.dropped == 0
    assert heard.said[0] != begins


CONVERSATION = """hi|what do I owe?|why is my electricity bill higher than last month?|pay it
no, the water one instead|show my payments|what plan am I on?|how much electricity did I use?
can I export CSV?|when is my water bill due?|details of bill HB-100|help|what is the weather?
Was schulde ich?|Warum ist meine Stromrechnung höher?|¿Cuánto debo?|¿Qué plan tengo?
Combien je dois ?|Pourquoi ma facture d'électricité est plus élevée ?|which bills are overdue?
have I paid HB-090?|how much is my water bill?|upgrade to the Plus plan"""


@pytest.mark.parametrize("language", ["en", "es", "de", "fr"])
def test_everything_it_says_passes_the_facts_check(talk: Talk, language: str) -> None:
    for text in CONVERSATION.replace("\n", "|").split("|"):
        heard = talk.say(text, language=language)
        assert heard.end.dropped == 0, (text, heard.text)
        assert heard.text, text


def test_nothing_it_says_needs_a_bill_to_be_open(talk: Talk, sqlite_store: SqlStore) -> None:
    with sqlite_store.write(system(builders.HARBOR)) as tx:
        for number in ("HB-100", "HB-200"):
            tx.bills.put(replace(tx.bills.get(BillId(number)), state=BillState.VOID))

    assert talk.say("what do I owe?").text == "You owe nothing at the moment."
    assert talk.say("pay my bill").text


LABELS = {
    "what do I owe?": "list_bills",
    "show me bill HB-100": "bill_detail",
    "when do I have to pay the water bill?": "bill_due_date",
    "how much is my gas bill?": "bill_amount",
    "why did my bill go up?": "explain_charge",
    "this charge is wrong": "dispute_charge",
    "I'd like to pay my phone bill": "pay_bill",
    "did my payment go through?": "payment_status",
    "show my last payments": "payment_history",
    "I want to add a new card": "payment_method",
    "please refund me": "refund_request",
    "here is an invoice I received by mail": "invoice_upload",
    "how much data do I have left?": "usage_query",
    "does my plan include roaming?": "plan_info",
    "I want to upgrade to the Pro plan": "plan_change",
    "cancel my subscription": "subscription_cancel",
    "I moved, change my address": "update_billing_details",
    "send me a PDF of the invoice": "download_document",
    "set up autopay": "autopay_reminder",
    "let me talk to a real person": "human_agent",
    "good morning": "small_talk",
    "tell me a joke": "out_of_scope",
}


@pytest.mark.parametrize("text", LABELS)
def test_each_label_has_a_plain_sentence(text: str) -> None:
    assert understand(text).label == LABELS[text]


@pytest.mark.parametrize(
    ("text", "slot", "value"),
    [
        ("pay HB-100 and HB-101", "bill", "HB-100, HB-101"),
        ("pay february's electricity", "bill", "february electricity"),
        ("why is my water bill higher than in january", "bill", "water"),
        ("Stromrechnung bezahlen", "bill", "strom"),
        ("pay everything", "bill", "all"),
        ("pay $1,234.50 of the rent", "amount", "1234.50"),
        ("zahle 20,50 € davon", "amount", "20.50"),
        ("actually only 20 of it", "amount", "20"),
        ("pay half", "fraction", "1/2"),
        ("pay 25% of it", "fraction", "1/4"),
        ("with my visa ending 4242", "method", "4242"),
        ("use the bank account", "method", "bank account"),
        ("bills of 2026-02", "period", "2026-02"),
        ("upgrade to the Pro plan", "plan", "pro"),
        ("how much data did I use", "metric", "data"),
    ],
)
def test_what_a_message_names_is_found(text: str, slot: str, value: str) -> None:
    assert getattr(understand(text).slots, slot) == value


@pytest.mark.parametrize(
    "text", ["", " ", "?!", "🙂", "\ud83d", "a" * 100_000, "1" * 5_000, "\x00"]
)
def test_no_text_is_too_strange_to_be_understood(text: str) -> None:
    assert 0 <= understand(text).confidence <= 1
