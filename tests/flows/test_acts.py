"""Acts besides paying from end to end: asked in a chat or over REST, shown, approved, done."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from billing.principal import Role
from tests.agent.openai_server import Answer, Request, serve
from tests.flows.talk import card, talk
from tests.flows.test_language_model import house_with, said_last
from tests.house import Built, House, Json

CALLS: dict[str, tuple[str, dict[str, object]]] = {
    "upgrade": ("change_plan", {"plan": "Plus"}),
    "leave": ("cancel_subscription", {}),
    "wrong": ("dispute_charge", {"bill": "HB-100", "line": "1", "reason": "wrong_amount"}),
    "later": ("promise_to_pay", {"bill": "HB-100", "kind": "extension"}),
    "money back": ("request_refund", {"payment": "HW-032", "amount": "10"}),
    "purchase order": ("update_billing_details", {"po_number": "4711"}),
    "paper": ("download_document", {"document": "HB-100"}),
}


def acting(request: Request) -> Answer:
    """A model that calls the tool of a word in the message, and then says that it is all done."""
    if request["messages"][-1]["role"] == "tool":
        return Answer("All done, your plan has been changed and 500.00 USD was refunded.")
    text = said_last(request)
    for word, call in CALLS.items():
        if word in text:
            return Answer(calls=[call])
    return Answer("How can I help you?")


@pytest.fixture
def lodging(built: Built, tmp_path: Path) -> Iterator[House]:
    with serve(acting) as server, house_with(built, tmp_path / "house", server.base_url) as house:
        yield house


def _approved(house: House, answer: Json, who: str = "c-nora") -> Json:
    quote = answer["quote"]
    assert quote is not None, answer["reply"]
    reply = house.speaker(who).post(f"/quotes/{quote['id']}/approve")
    assert reply.status_code == 200, reply.text
    body: Json = reply.json()
    assert body["payments"] == []
    return body


def test_a_plan_changes_by_the_button_and_the_model_says_nothing_of_it(lodging: House) -> None:
    nora = talk(lodging)
    answer = nora.say("upgrade me please")
    assert answer["quote"]["kind"] == "change_plan"
    assert answer["quote"]["method"] is None
    assert "Nothing changes until you press Approve" in answer["reply"]
    assert "refunded" not in answer["reply"], "what the model says after an offer is dropped"
    before = nora.speaker.get("/subscription").json()["subscription"]
    done = _approved(lodging, answer)
    after = nora.speaker.get("/subscription").json()["subscription"]
    assert before["plan"]["id"] == "hb-home"
    assert after["plan"]["id"] == "hb-plus"
    bill_id = done["act"]["outcome"]["bill_id"]
    due = answer["quote"]["act"]["terms"]["due_now"]["amount_minor"]
    assert nora.speaker.get(f"/bills/{bill_id}").json()["balance"]["amount_minor"] == due
    assert lodging.charges("harbor") == [], "no provider was asked for anything"
    again = nora.speaker.post(f"/quotes/{answer['quote']['id']}/approve").json()
    assert again["act"] == done["act"]


def test_a_plan_ends_by_the_button_and_by_no_typed_word(lodging: House) -> None:
    nora = talk(lodging)
    offered = nora.say("I want to leave")
    assert offered["quote"]["approve_by"] == ["button"]
    nora.say("yes")
    assert nora.speaker.get("/subscription").json()["subscription"]["ends_on"] is None
    _approved(lodging, nora.say("I want to leave"))
    assert nora.speaker.get("/subscription").json()["subscription"]["ends_on"] == "2026-04-01"
    kept = nora.speaker.post("/subscription/cancel", {"keep": True})
    assert kept.status_code == 201
    nora.speaker.post(f"/quotes/{kept.json()['id']}/approve")
    assert nora.speaker.get("/subscription").json()["subscription"]["ends_on"] is None


def test_a_no_changes_nothing(lodging: House) -> None:
    nora = talk(lodging)
    quote = nora.say("I want to leave")["quote"]
    assert nora.say("no, thank you")["reply"] == "All right, nothing was changed."
    refused = nora.speaker.post(f"/quotes/{quote['id']}/approve")
    assert (refused.status_code, refused.json()["code"]) == (409, "quote_declined")


def test_a_dispute_leaves_the_rest_payable_and_ends_by_finance(lodging: House) -> None:
    nora = talk(lodging)
    offered = nora.say("line 1 is wrong")
    done = _approved(lodging, offered)
    bill = nora.speaker.get("/bills/HB-100").json()
    disputed = offered["quote"]["amount"]["amount_minor"]
    assert (bill["disputed"]["amount_minor"], "disputed" in bill["flags"]) == (disputed, True)
    offer = nora.speaker.post("/payments", {"bill_ids": ["HB-100"]}).json()
    assert offer["total"]["amount_minor"] == bill["balance"]["amount_minor"] - disputed
    dispute = done["act"]["outcome"]["dispute_id"]
    finance = lodging.staff(Role.FINANCE)
    (listed,) = finance.get("/bill-disputes").json()["items"]
    assert (listed["id"], listed["customer_id"]) == (dispute, "c-nora")
    assert listed["dunning_paused"] is True
    ended = finance.post(f"/bill-disputes/{dispute}/close", {"outcome": "upheld", "note": "ok"})
    assert ended.json()["state"] == "upheld"
    assert nora.speaker.get("/bills/HB-100").json()["disputed"] is None


def test_more_time_where_only_a_human_may_give_it_is_a_ticket(lodging: House) -> None:
    answer = talk(lodging).say("can I pay later?")
    assert answer["quote"] is None
    assert answer["ticket"] is not None
    staff = lodging.staff().get(f"/tickets/{answer['ticket']['id']}").json()
    assert staff["packet"]["rule"] == "the policy lets only a human give more time"
    assert staff["packet"]["proposed"]["kind"] == "extension"


def test_money_back_is_offered_and_runs_over_the_provider(lodging: House) -> None:
    nora = talk(lodging)
    pay = nora.speaker.post("/payments", {"bill_ids": ["HW-032"]}).json()
    nora.speaker.post(f"/quotes/{pay['id']}/approve")
    offered = nora.say("I want money back")
    assert offered["quote"]["approve_by"] == ["button"]
    assert "A typed yes is not enough" in nora.say("yes")["reply"]
    body = nora.speaker.post(f"/quotes/{offered['quote']['id']}/approve").json()
    assert body["act"]["refund"]["state"] == "succeeded"
    assert body["act"]["refund"]["asked_by"] == "policy"
    assert body["act"]["refund"]["amount"]["amount_minor"] == 1000


def test_details_are_changed_and_a_bill_is_downloaded_as_it_stands(lodging: House) -> None:
    nora = talk(lodging)
    _approved(lodging, nora.say("put our purchase order on it"))
    assert nora.speaker.get("/billing-details").json()["po_number"] == "4711"
    shown = card(nora.say("I need it on paper"), "bill")
    pdf = nora.speaker.get(shown["pdf"].removeprefix("/api/v1"))
    assert pdf.headers["content-type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF-")


def test_an_open_act_is_an_interrupt_that_a_generic_client_can_answer(lodging: House) -> None:
    nora = talk(lodging)
    quote = nora.say("I want to leave")["quote"]
    body: Json = {"threadId": nora.conversation_id, "runId": "r-2", "messages": [], "state": {}}
    body |= {"tools": [], "context": [], "forwardedProps": {}}
    connected = nora.speaker.post("/chat/connect", {"conversation_id": nora.conversation_id}).text
    assert '"reason":"billing:approve_change"' in connected
    resume = [{"interruptId": quote["id"], "status": "resolved", "payload": {"approved": True}}]
    stream = nora.speaker.post("/chat/stream", body | {"resume": resume}).text
    assert "Done: your plan Home ends on" in stream
    assert '"activityType":"billing.plan"' in stream
