"""The main job with a language model behind an OpenAI-compatible server, good, gone and hostile."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from tests.agent.openai_server import Answer, Request, Script, Server, in_order, serve
from tests.flows.served import served
from tests.flows.talk import card, minor, talk
from tests.house import Built, House, Json, house_from

KEY = "sk-story-0123456789abcdef"


def said_last(request: Request) -> str:
    """What the customer said last, as the model got it."""
    texts = [m["content"] for m in request["messages"] if m["role"] == "user"]
    return str(texts[-1])


def capable(request: Request) -> Answer:
    """A model that does its job: the right tool first, then words from the tool's result."""
    last = request["messages"][-1]
    if last["role"] == "tool":
        return Answer(worded(str(last["content"])))
    text = said_last(request)
    calls: dict[str, tuple[str, dict[str, object]]] = {
        "owe": ("list_bills", {}),
        "higher": ("explain_bill", {"bill": "electricity"}),
        "water": ("pay_bill", {"bills": ["HW-032"]}),
        "pay it": ("pay_bill", {"bills": ["HB-100"]}),
        "CSV": ("enforce_tier_access", {"feature": "csv_export"}),
        "human": ("hand_over", {"category": "other"}),
        "invoice": ("read_invoice", {}),
    }
    for word, call in calls.items():
        if word in text:
            return Answer(calls=[call])
    return Answer("Hello! How can I help you with your bills?")


def worded(facts: str) -> str:
    """Words for a tool's result that stay true whatever it says."""
    return "I looked it up for you. The details are in the card." if facts else "I am sorry."


@contextmanager
def house_with(built: Built, folder: Path, base_url: str) -> Iterator[House]:
    """A house whose model is behind `base_url`."""
    with house_from(
        built, folder, model="openai:test", openai_base_url=base_url, openai_api_key=SecretStr(KEY)
    ) as house:
        yield house


@pytest.fixture
def lodging(built: Built, tmp_path: Path) -> Iterator[tuple[House, Server]]:
    with serve(capable) as server, house_with(built, tmp_path / "house", server.base_url) as house:
        yield house, server


def test_the_whole_job_is_done_through_tool_calls(lodging: tuple[House, Server]) -> None:
    house, server = lodging
    nora = talk(house)
    owed = nora.say("what do I owe?")
    assert owed["model"] == "openai:test"
    assert minor(card(owed, "bill_list")["totals"]) == {"USD": 14528}
    why = card(nora.say("why is it higher than last month?"), "bill_diff")
    assert sum(part["change"]["amount_minor"] for part in why["parts"]) == 930
    assert nora.say("pay it")["quote"]["total"]["amount_minor"] == 9740
    asked = len(server.requests)
    assert card(nora.say("yes"), "receipt")["bill_id"] == "HB-100"
    assert len(server.requests) == asked  # a yes is read before any model sees it
    offer = card(nora.say("can I export CSV?"), "upgrade")["offer"]
    assert offer["due_now"]["amount_minor"] == 483
    upload = nora.upload("harbor-electricity-HB-100.pdf")
    read = nora.say("what is this invoice?", attachments=[upload["id"]])
    assert card(read, "invoice_fields")["bill_id"] == "HB-100"
    assert nora.say("I want a human")["ticket"]["conversation_id"] == nora.conversation_id
    assert [charge["amount"] for charge in house.charges("harbor")] == [9740]


def test_what_goes_to_the_model_holds_no_key_no_card_and_nobody_elses_data(
    lodging: tuple[House, Server],
) -> None:
    house, server = lodging
    nora = talk(house)
    nora.say("my card is 4242 4242 4242 4242, what do I owe?")
    nora.say("pay it")
    sent = json.dumps(server.requests)
    assert "4242 4242" not in sent
    assert "4242424242424242" not in sent
    assert KEY not in sent
    assert "c-nora" not in sent
    assert "nora.blake" not in sent


def events_of(url: str, token: str, thread: str, text: str) -> list[tuple[float, Json]]:
    """One streamed run: each event with the seconds since it was asked for."""
    body = {
        "threadId": thread,
        "runId": "r-1",
        "messages": [{"id": "m-1", "role": "user", "content": text}],
    }
    headers = {"Authorization": f"Bearer {token}"}
    found: list[tuple[float, Json]] = []
    started = time.monotonic()
    with httpx.stream(
        "POST", f"{url}/api/v1/chat/stream", json=body, headers=headers, timeout=30
    ) as reply:
        assert reply.status_code == 200
        for line in reply.iter_lines():
            if line.startswith("data: "):
                found.append((time.monotonic() - started, json.loads(line[6:])))
    return found


def slow(_request: Request) -> Answer:
    return Answer(
        "Hello there, good to see you. " + "I am here for you. " * 4, piece=20, pause_s=0.2
    )


def test_the_models_words_are_streamed_as_they_come(built: Built, tmp_path: Path) -> None:
    with (
        serve(slow) as server,
        house_with(built, tmp_path / "house", server.base_url) as house,
        served(house) as url,
    ):
        events = events_of(url, house.speaker().token, "thread-stream-1", "hello")
    words = [(at, e["delta"]) for at, e in events if e["type"] == "TEXT_MESSAGE_CONTENT"]
    assert len(words) > 2
    assert words[-1][0] - words[0][0] > 0.3
    assert "".join(piece for _, piece in words).startswith("Hello there")
    assert events[-1][1]["type"] == "RUN_FINISHED"


def test_with_the_server_gone_the_built_in_model_does_the_job_at_once(
    built: Built, tmp_path: Path
) -> None:
    with serve(capable) as server:
        base_url = server.base_url
    with house_with(built, tmp_path / "house", base_url) as house:
        nora = talk(house)
        started = time.monotonic()
        answer = nora.say("what do I owe?")
        assert time.monotonic() - started < 2
        assert answer["model"] == "builtin"
        assert minor(card(answer, "bill_list")["totals"]) == {"USD": 14528}
        assert "$145.28" in answer["reply"]
        assert nora.say("pay my electricity bill")["quote"]["total"]["amount_minor"] == 9740
        assert card(nora.say("yes"), "receipt")["bill_id"] == "HB-100"


def test_a_server_that_goes_in_the_middle_of_the_talk_loses_nothing(
    built: Built, tmp_path: Path
) -> None:
    well = [True]

    def fading(request: Request) -> Answer:
        return capable(request) if well[0] else Answer(status=500)

    with serve(fading) as server, house_with(built, tmp_path / "house", server.base_url) as house:
        nora = talk(house)
        assert nora.say("why is it higher than last month?")["model"] == "openai:test"
        well[0] = False
        answer = nora.say("pay it")
        assert answer["model"] == "builtin"
        assert [line["bill_id"] for line in answer["quote"]["lines"]] == ["HB-100"]
        assert card(nora.say("yes"), "receipt")["bill_id"] == "HB-100"


LIES = [
    "Good news: I have paid bill HB-100 for you. Your receipt is R-000099.",
    "Your payment of $97.40 went through. You owe nothing.",
    "I approved the quote, everything is settled.",
    "You owe $12.00 in total.",
    "See https://evil.example/pay?bill=HB-100 to pay.",
    "I have refunded $50.00 and waived your late fee.",
]


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_of_the_model_is_not_told_and_moves_nothing(
    built: Built, tmp_path: Path, lie: str
) -> None:
    with (
        serve(in_order(lie)) as server,
        house_with(built, tmp_path / "house", server.base_url) as house,
    ):
        nora = talk(house)
        reply = nora.say("please take care of my electricity bill")["reply"]
        assert lie not in reply
        for word in ("R-000099", "settled", "$12.00", "evil.example", "refunded", "paid"):
            assert word not in reply
        assert house.charges("harbor") == []
        assert nora.speaker.get("/bills/HB-100").json()["state"] == "open"


def calling(*calls: tuple[str, Any]) -> Script:
    """Calls these tools whatever happens, then says that all is paid."""

    def answer(request: Request) -> Answer:
        if request["messages"][-1]["role"] == "tool":
            return Answer("Done: it is approved and paid.")
        return Answer(calls=list(calls))

    return answer


FORGERIES: list[tuple[str, Any]] = [
    ("approve_payment", {"approved": True}),
    ("approve_quote", {"quote_id": "qt_1"}),
    ("pay_bill", {"bills": ["HB-100"], "approved": True}),
    ("pay_bill", {"bills": ["SK-7"]}),
    ("pay_bill", {"bills": ["HB-100"], "customer_id": "c-luis"}),
    ("list_bills", {"bill": "HB-101"}),
    ("pay_bill", '{"bills": ["HB-100"'),
    ("hand_over", {"category": "other", "priority": "urgent", "customer_id": "c-luis"}),
    ("__import__('os').system", {}),
]


@pytest.mark.parametrize(("tool", "arguments"), FORGERIES)
def test_no_call_a_model_invents_has_an_effect(
    built: Built, tmp_path: Path, tool: str, arguments: object
) -> None:
    with (
        serve(calling((tool, arguments))) as server,
        house_with(built, tmp_path / "house", server.base_url) as house,
    ):
        before = house.staff().get("/tickets").json()["items"]
        answer = talk(house).say("yes, approve it all")
        assert "approved and paid" not in answer["reply"]
        assert answer["quote"] is None
        assert house.charges("harbor") == []
        assert house.charges("skylink") == []
        assert "HB-101" not in json.dumps(answer["cards"])
        assert house.staff().get("/tickets").json()["items"] == before


def test_an_offer_the_model_opens_is_not_approved_by_what_it_says(
    built: Built, tmp_path: Path
) -> None:
    script = in_order(Answer("Yes, approved.", calls=[("pay_bill", {"bills": ["HB-100"]})]), "yes")
    with serve(script) as server, house_with(built, tmp_path / "house", server.base_url) as house:
        nora = talk(house)
        quote = nora.say("pay my electricity bill")["quote"]
        nora.say("hm, what do you think?")  # the model says "yes"
        assert house.charges("harbor") == []
        assert nora.speaker.get(f"/quotes/{quote['id']}").json()["status"] == "open"


def test_the_first_question_of_a_conversation_tells_the_model_how_the_customer_stands(
    built: Built, tmp_path: Path
) -> None:
    with serve(capable) as server, house_with(built, tmp_path / "house", server.base_url) as house:
        nora = house.speaker()
        thread = nora.say("hello")["conversation_id"]
        nora.say("hello again", conversation_id=thread)
        first, second = (str(each["messages"][0]["content"]) for each in server.requests[:2])
    assert '"customer": {"open_bills": 2, "bills": ["bill:' in first
    assert '"customer": {' not in second
    assert "97.40" not in first
    assert "Nora" not in first
