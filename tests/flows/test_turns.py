"""Turns of one conversation: order, repeats, whose it is, and what a typed yes may do."""

import concurrent.futures
from pathlib import Path

import pytest
import redis

from api.embedded import EmbeddedValkey
from billing.ids import ConversationId
from tests.flows.talk import Talk, card, minor, talk
from tests.house import Built, House, house_from


def test_the_same_message_id_gets_the_stored_answer_and_does_nothing_twice(house: House) -> None:
    nora = talk(house)
    nora.say("what do I owe?")
    first = nora.say("I want a human", message_id="m-1")
    again = nora.say("I want a human", message_id="m-1")
    assert again == first
    cases = nora.speaker.get("/tickets").json()["items"]
    assert [case["status"] for case in cases].count("open") == 1
    nora.say("pay my electricity bill")
    paid = nora.say("yes", message_id="m-2")
    assert nora.say("yes", message_id="m-2") == paid
    # What was said under an id is what counts, whatever a repeat says.
    assert nora.say("pay HW-032", message_id="m-2") == paid
    assert len(house.charges("harbor")) == 1


def test_a_yes_sent_twenty_times_at_once_charges_once(house: House) -> None:
    nora = talk(house)
    nora.say("pay my electricity bill")
    body = {"message": "yes", "conversation_id": nora.conversation_id, "message_id": "m-yes"}
    with concurrent.futures.ThreadPoolExecutor(20) as pool:
        replies = list(pool.map(lambda _: nora.speaker.post("/chat", body), range(20)))
    # Two may wait for the first; the others are told at once that it is being answered.
    refused = [reply.json()["code"] for reply in replies if reply.status_code != 200]
    assert set(refused) <= {"turn_in_progress"}
    replies.append(nora.speaker.post("/chat", body))
    assert len({each.json()["reply"] for each in replies if each.status_code == 200}) == 1
    assert replies[-1].status_code == 200
    assert len(house.charges("harbor")) == 1


def test_messages_at_once_are_answered_one_after_the_other(house: House) -> None:
    nora = talk(house)
    nora.say("hello")
    questions = ["what do I owe?", "can I export CSV?", "show my payments"]
    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        list(pool.map(nora.say, questions))
    with house.container.ports.store.read(house.principal()) as tx:
        lines = tx.conversations.tail(ConversationId(str(nora.conversation_id)), 50)
    speakers = [str(line.speaker) for line in lines]
    assert speakers == ["customer", "assistant"] * 4
    asked = {line.id: line.text for line in lines if str(line.speaker) == "customer"}
    assert sorted(asked.values()) == sorted(["hello", *questions])
    for question, answer in zip(lines[::2], lines[1::2], strict=True):
        assert answer.reply_to == question.id


NAMES = [None, "portal_0192f3c4-1111-7000-8000-00000000000a"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("other", "tenant"), [("c-luis", "harbor"), ("c-rita", "skylink")])
def test_anothers_conversation_is_not_to_be_told_from_none(
    house: House, name: str | None, other: str, tenant: str
) -> None:
    nora = talk(house)
    nora.conversation_id = name
    nora.say("pay my electricity bill")
    thread = nora.conversation_id
    stranger = house.speaker(other, tenant)
    foreign = stranger.say("yes", conversation_id=thread)
    nobody = stranger.say("yes", conversation_id="portal_0192f3c4-2222-7000-8000-00000000000b")
    same = ("reply", "cards", "facts", "quote", "ticket", "model")
    assert [foreign[each] for each in same] == [nobody[each] for each in same]
    assert "HB-100" not in str(foreign)
    assert house.charges("harbor") == []
    seen = stranger.post("/chat/connect", {"conversation_id": thread}).text
    assert "HB-100" not in seen
    assert card(nora.say("yes"), "receipt")["bill_id"] == "HB-100"


def test_a_typed_yes_without_the_scope_is_an_ordinary_word(house: House) -> None:
    nora = talk(house, approve=False)
    quote = nora.say("pay my electricity bill")["quote"]
    answer = nora.say("yes")
    assert answer["model"] == "builtin"
    assert house.charges("harbor") == []
    assert nora.speaker.get(f"/quotes/{quote['id']}").json()["status"] in {"open", "superseded"}


def test_a_typed_yes_on_a_page_that_may_not_approve_is_an_ordinary_word(house: House) -> None:
    nora = talk(house)
    nora.say("pay my electricity bill")
    told = {"message": "yes", "conversation_id": nora.conversation_id}
    evil = {"Origin": "https://evil.example"}
    assert nora.speaker.post("/chat", told, headers=evil).json()["model"] == "builtin"
    run = {"threadId": nora.conversation_id, "runId": "r"}
    message = [{"id": "m-9", "role": "user", "content": "yes"}]
    reply = nora.speaker.post("/chat/stream", {**run, "messages": message}, headers=evil)
    assert reply.status_code == 200
    assert house.charges("harbor") == []


def test_a_typed_yes_above_the_companys_limit_asks_for_the_button(house: House) -> None:
    dana = talk(house, "c-bayside")
    quote = dana.say("pay HB-104 from my bank account")["quote"]
    assert quote["approve_by"] == ["button"]
    answer = dana.say("yes")
    assert "Approve" in answer["reply"]
    assert house.charges("harbor") == []
    # The offer stands: the button still pays it.
    assert dana.speaker.get(f"/quotes/{quote['id']}").json()["status"] == "open"


def test_a_yes_after_something_else_was_shown_pays_nothing(house: House) -> None:
    nora = talk(house)
    quote = nora.say("pay my electricity bill")["quote"]
    nora.say("can I export CSV?")
    nora.say("yes")
    assert house.charges("harbor") == []
    assert nora.speaker.get(f"/quotes/{quote['id']}").json()["status"] == "open"


NOT_YET = ["yes?", "yes, but the water bill", "not yes", "yes please wait", "'yes'", "y e s or no"]


@pytest.mark.parametrize("word", NOT_YET)
def test_what_is_not_wholly_a_yes_pays_nothing(house: House, word: str) -> None:
    nora = talk(house)
    nora.say("pay my electricity bill")
    nora.say(word)
    assert house.charges("harbor") == []


def test_a_no_declines_and_a_late_yes_pays_nothing(house: House) -> None:
    nora = talk(house)
    quote = nora.say("pay my electricity bill")["quote"]
    nora.say("no")
    assert nora.speaker.get(f"/quotes/{quote['id']}").json()["status"] == "declined"
    nora.say("yes")
    assert house.charges("harbor") == []


def main_job(nora: Talk) -> None:
    """Ask, offer, pay, each in a turn of its own."""
    nora.say("why is my electricity bill higher than last month?")
    assert nora.say("pay it")["quote"]["lines"][0]["bill_id"] == "HB-100"


def test_redis_emptied_between_turns_loses_nothing(built: Built, tmp_path: Path) -> None:
    valkey = EmbeddedValkey()
    try:
        with house_from(built, tmp_path / "house", redis_url=valkey.url) as house:
            emptying = redis.Redis.from_url(valkey.url)
            nora = talk(house)
            nora.say("hello")
            nora.say("why is my electricity bill higher than last month?")
            assert list(emptying.scan_iter("ba:*"))  # the window was there, and now is not
            emptying.flushall()
            assert nora.say("pay it")["quote"]["lines"][0]["bill_id"] == "HB-100"
            emptying.flushall()
            second = nora.say("no, the water one instead")
            assert second["quote"]["lines"][0]["bill_id"] == "HW-032"
            emptying.flushall()
            assert card(nora.say("yes"), "receipt")["bill_id"] == "HW-032"
            emptying.close()
    finally:
        valkey.close()


def test_redis_going_away_in_the_middle_changes_nothing(built: Built, tmp_path: Path) -> None:
    valkey = EmbeddedValkey()
    try:
        with house_from(built, tmp_path / "house", redis_url=valkey.url) as house:
            nora = talk(house)
            main_job(nora)
            valkey.close()
            assert card(nora.say("yes"), "receipt")["bill_id"] == "HB-100"
            left = card(nora.say("what do I owe?"), "bill_list")
            assert minor(left["totals"]) == {"USD": 4788}
    finally:
        valkey.close()


def test_a_flood_is_counted_in_redis_for_all_servers_together(built: Built, tmp_path: Path) -> None:
    valkey = EmbeddedValkey()
    try:
        with house_from(built, tmp_path / "one", redis_url=valkey.url) as one:
            statuses = [one.speaker().post("/quotes/q-1/approve").status_code for _ in range(119)]
            assert set(statuses) == {404}
            with house_from(built, tmp_path / "two", redis_url=valkey.url) as two:
                last = two.speaker().post("/quotes/q-1/approve")
                assert last.status_code == 404
                above = two.speaker().post("/quotes/q-1/approve")
                assert (above.status_code, above.json()["code"]) == (429, "rate_limited")
                assert int(above.headers["retry-after"]) > 0
                # A flood of approvals takes nothing from the chat, nor from another person.
                assert two.speaker().get("/bills").status_code == 200
                assert two.speaker("c-luis").post("/quotes/q-1/approve").status_code == 404
    finally:
        valkey.close()


def test_a_restart_between_offer_and_yes_loses_nothing(built: Built, tmp_path: Path) -> None:
    with house_from(built, tmp_path / "first") as house:
        nora = talk(house)
        main_job(nora)
        thread = nora.conversation_id
    with house_from(Built(tmp_path / "first"), tmp_path / "second") as house:
        nora = talk(house)
        nora.conversation_id = thread
        assert card(nora.say("yes"), "receipt")["bill_id"] == "HB-100"
        assert len(house.charges("harbor")) == 1
