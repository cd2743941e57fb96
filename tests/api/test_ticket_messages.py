"""Staff see the conversation a case came from, and what stands behind each answer."""

from pathlib import Path

from tests.agent.openai_server import Answer, in_order, serve
from tests.house import Built, House, house_from


def test_staff_see_what_ran_and_what_was_shown(house: House) -> None:
    owen = house.speaker("c-owen")
    first = owen.say("what do I owe?")
    asked = owen.say("I want a human", conversation_id=first["conversation_id"])
    path = f"/tickets/{asked['ticket']['id']}/messages"
    body = house.staff().get(path).json()
    assert [each["speaker"] for each in body["items"]][:2] == ["customer", "assistant"]
    assert body["items"][0]["text"] == "what do I owe?"
    traced = body["items"][1]["trace"]
    assert (traced[0]["tool"], traced[0]["ok"]) == ("list_bills", True)
    assert traced[-1]["model"] == "builtin"
    assert body["next_after"] is None
    page = house.staff().get(f"{path}?limit=1").json()
    assert (len(page["items"]), page["next_after"]) == (1, 1)
    rest = house.staff().get(f"{path}?after=1").json()
    assert rest["items"] == body["items"][1:]


def test_neither_the_customer_nor_another_companys_staff_sees_it(house: House) -> None:
    owen = house.speaker("c-owen")
    asked = owen.say("I want a human")
    path = f"/tickets/{asked['ticket']['id']}/messages"
    assert owen.get(path).status_code == 403
    assert house.staff(tenant="lumen").get(path).status_code == 404


def test_one_thread_id_of_two_people_never_shows_the_others_words(house: House) -> None:
    same = "thread-of-two-people"
    asked = house.speaker("c-owen").say("I want a human", conversation_id=same)
    house.speaker("c-nora").say("what do I owe?", conversation_id=same)
    reply = house.staff().get(f"/tickets/{asked['ticket']['id']}/messages")
    assert "owe" not in reply.text
    assert reply.status_code == 404


def test_staff_see_which_sentence_was_left_out_and_why(built: Built, tmp_path: Path) -> None:
    script = in_order(
        Answer(calls=[("list_bills", {})]),
        Answer("You owe $145.28 on 2 bills. HB-100 has already been paid. Shall I help with it?"),
        Answer(calls=[("hand_over", {"category": "other"})]),
        "Hello.",
    )
    with (
        serve(script) as server,
        house_from(
            built, tmp_path / "house", model="openai:m", openai_base_url=server.base_url
        ) as house,
    ):
        nora = house.speaker()
        told = nora.say("what do I owe?")
        asked = nora.say("I want a human", conversation_id=told["conversation_id"])
        body = house.staff().get(f"/tickets/{asked['ticket']['id']}/messages").json()
    assert "already been paid" not in told["reply"]
    answer = body["items"][1]
    assert answer["left_out"] == [{"text": "HB-100 has already been paid.", "why": "paid"}]
    assert {"left_out": "paid", "count": 1} in answer["trace"]
    assert answer["trace"][0]["tool"] == "list_bills"
    assert answer["trace"][-1]["model"] == "openai:m"
    assert {"input_tokens", "output_tokens", "milliseconds"} <= answer["trace"][-1].keys()
    assert answer["facts"]["totals"][0]["amount_minor"] == 14528
    assert "left_out" not in told
