"""Refunds by REST: who may, how much, once; beside the sandbox."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from billing.duties import DutyKind
from billing.ids import ConversationId
from billing.principal import Role
from billing.use_cases.check_refund import check_refund
from tests.api.backs import (
    HARBOR,
    finance,
    given_back,
    hear_of_refund,
    order,
    paid,
    pending,
)
from tests.house import House


def test_finance_gives_back_a_part_and_the_customer_sees_it(house: House) -> None:
    payment = paid(house)
    assert payment["refunds"] == []
    assert payment["refundable"]["amount_minor"] == 9740
    made = finance(house).post(f"/payments/{payment['id']}/refund", {"amount_minor": 2000})
    assert made.status_code == 201, made.text
    refund = made.json()["refund"]
    assert (refund["state"], refund["amount"]["amount_minor"]) == ("succeeded", 2000)
    assert (refund["asked_by"], refund["reopens"]) == ("finance", False)
    assert given_back(house) == 2000
    seen = house.speaker().get(f"/payments/{payment['id']}").json()
    assert (seen["refunded"]["amount_minor"], seen["refundable"]["amount_minor"]) == (2000, 7740)
    assert [each["id"] for each in seen["refunds"]] == [refund["id"]]
    listed = house.speaker().get(f"/payments/{payment['id']}/refunds").json()["items"]
    assert [each["id"] for each in listed] == [refund["id"]]
    assert house.speaker().get("/bills/HB-100").json()["state"] == "paid"


def test_a_reopened_bill_is_owed_again(house: House) -> None:
    payment = paid(house)
    wish = {"amount_minor": 2000, "reopens": True}
    assert finance(house).post(f"/payments/{payment['id']}/refund", wish).status_code == 201
    bill = house.speaker().get("/bills/HB-100").json()
    assert (bill["state"], bill["balance"]["amount_minor"]) == ("open", 2000)
    assert "partially_paid" in bill["flags"]


def test_too_much_is_refused_with_what_is_left(house: House) -> None:
    payment = paid(house)
    path = f"/payments/{payment['id']}/refund"
    assert finance(house).post(path, {"amount_minor": 9000}).status_code == 201
    refused = finance(house).post(path, {"amount_minor": 741})
    assert (refused.status_code, refused.json()["maximum"]["amount_minor"]) == (422, 740)


def test_thirty_two_at_once_give_back_once(house: House) -> None:
    payment = paid(house)
    who = finance(house)
    path = f"/payments/{payment['id']}/refund"
    with ThreadPoolExecutor(32) as pool:
        replies = list(pool.map(lambda _: who.post(path, {}), range(32)))
    assert sorted({reply.status_code for reply in replies}) == [201, 422]
    assert [reply.status_code for reply in replies].count(201) == 1
    assert given_back(house) == 9740


def test_a_second_click_is_a_conflict_that_says_what_to_do(house: House) -> None:
    payment = paid(house)
    path = f"/payments/{payment['id']}/refund"
    assert finance(house).post(path, {"amount_minor": 100}).status_code == 201
    for wish in ({"amount_minor": 100}, {"amount_minor": 100, "seen_refunds": 0}):
        again = finance(house).post(path, wish)
        assert (again.status_code, again.json()["code"]) == (409, "conflict")
        assert "look at" in again.json()["problem"]
    assert given_back(house) == 100
    more = {"amount_minor": 100, "seen_refunds": 1}
    assert finance(house).post(path, more).status_code == 201
    assert given_back(house) == 200


def test_a_lost_answer_is_in_doubt_counts_as_given_and_ends_well(house: House) -> None:
    payment = paid(house)
    path = f"/payments/{payment['id']}"
    fault = {"method": "POST", "path_contains": "refunds", "merchant": "harbor"}
    order(house, "faults", kind="drop_reply_after_commit", **fault)
    made = finance(house).post(f"{path}/refund", {"amount_minor": 9000})
    assert (made.status_code, made.json()["refund"]["state"]) == (202, "unknown")
    refused = finance(house).post(f"{path}/refund", {"amount_minor": 1000})
    assert refused.json()["maximum"]["amount_minor"] == 740
    (held,) = finance(house).get("/reconciliation/holds").json()["items"]
    assert held["refund_id"] == made.json()["refund"]["id"]
    assert check_refund(house.container.ports, HARBOR, held["refund_id"]).state == "succeeded"
    seen = house.speaker().get(f"{path}/refunds/{held['refund_id']}").json()
    assert (seen["state"], seen["amount"]["amount_minor"]) == ("succeeded", 9000)
    assert given_back(house) == 9000


def test_a_definite_no_is_402_and_moves_nothing(house: House) -> None:
    payment = paid(house)
    order(house, "faults", kind="http_429", method="POST", merchant="harbor", times=9)
    made = finance(house).post(f"/payments/{payment['id']}/refund", {})
    assert (made.status_code, made.json()["code"]) == (402, "refund_failed")
    assert made.json()["refund"]["state"] == "failed"
    assert given_back(house) == 0
    assert finance(house).get("/reconciliation/holds").json()["items"] == []
    assert (
        house.speaker().get(f"/payments/{payment['id']}").json()["refundable"]["amount_minor"]
        == 9740
    )


def test_a_customer_gets_the_policys_amount_and_then_a_ticket(house: House) -> None:
    payment = paid(house)
    nora, path = house.speaker(), f"/payments/{payment['id']}/refund"
    small = nora.post(path, {"amount_minor": 5000, "text": "paid too much"})
    assert (small.status_code, small.json()["refund"]["asked_by"]) == (201, "policy")
    more = nora.post(path, {"amount_minor": 1, "text": "and this"})
    assert (more.status_code, more.json()["refund"]) == (202, None)
    assert more.json()["ticket"]["category"] == "refund"
    assert given_back(house) == 5000


def test_without_the_scope_or_from_a_strange_page_a_wish_is_a_ticket(house: House) -> None:
    payment = paid(house)
    path = f"/payments/{payment['id']}/refund"
    asked = house.speaker(approve=False).post(path, {"amount_minor": 100})
    strange = {"Origin": "https://evil.example"}
    from_there = house.speaker().post(path, {"amount_minor": 100}, headers=strange)
    assert (asked.status_code, from_there.status_code) == (202, 202)
    assert asked.json()["ticket"]["id"] == from_there.json()["ticket"]["id"]
    assert given_back(house) == 0


def test_who_may(house: House) -> None:
    payment = paid(house)
    path = f"/payments/{payment['id']}/refund"
    refusals = [
        (house.staff(Role.SUPPORT), 403),
        (house.speaker("c-luis"), 404),
        (house.staff(Role.FINANCE, "skylink"), 404),
        (house.staff(Role.ADMIN, "skylink"), 404),
        (house.speaker("c-luis", "skylink"), 404),
    ]
    for who, status in refusals:
        assert who.post(path, {}).status_code == status
    assert given_back(house) == 0
    for role in (Role.FINANCE, Role.ADMIN):
        assert house.staff(role).post(path, {"amount_minor": 100}).status_code == 201
    assert given_back(house) == 200


def test_who_sees_a_refund(house: House) -> None:
    payment, other = paid(house), paid(house, "HW-032")
    made = finance(house).post(f"/payments/{payment['id']}/refund", {"amount_minor": 100}).json()
    every = f"/payments/{payment['id']}/refunds"
    one = f"{every}/{made['refund']['id']}"
    for who in (house.speaker(), house.staff(Role.SUPPORT), house.staff(Role.ADMIN)):
        assert who.get(one).json() == who.get(every).json()["items"][0]
    for who in (house.speaker("c-luis"), house.staff(Role.ADMIN, "skylink")):
        assert (who.get(one).status_code, who.get(every).status_code) == (404, 404)
    assert house.speaker().get(f"{every}/ref-none").status_code == 404
    elsewhere = f"/payments/{other['id']}/refunds/{made['refund']['id']}"
    assert house.speaker().get(elsewhere).status_code == 404


@pytest.mark.parametrize("amount", ["0", "-1", '"1"', "1.0", "true", "NaN", "1e400", "[]"])
def test_an_amount_that_is_none_is_422(house: House, amount: str) -> None:
    payment = paid(house)
    body = f'{{"amount_minor": {amount}}}'.encode()
    refused = finance(house).call("POST", f"/payments/{payment['id']}/refund", content=body)
    assert (refused.status_code, refused.json()["code"]) == (422, "validation_failed")


def test_what_was_paid_elsewhere_is_given_back_there(house: House) -> None:
    made = finance(house).post("/payments/pay-nora-1/refund", {})
    assert (made.status_code, made.json()["code"]) == (422, "not_offered")
    asked = house.speaker().post("/payments/pay-nora-1/refund", {"amount_minor": 100})
    assert asked.status_code == 202


def test_what_is_in_doubt_cannot_be_given_back(house: House) -> None:
    payment = pending(house)
    refused = finance(house).post(f"/payments/{payment}/refund", {})
    assert (refused.status_code, refused.json()["code"]) == (422, "validation_failed")
    assert "succeeded" in refused.json()["problem"]


def test_the_conversation_hears_of_money_back_and_of_money_that_came_back(house: House) -> None:
    nora, ports = house.speaker(), house.container.ports
    told = nora.say("pay my electricity bill")
    done = nora.post(f"/quotes/{told['quote']['id']}/approve").json()
    path = f"/payments/{done['payments'][0]['id']}/refund"
    refund = finance(house).post(path, {"amount_minor": 2000}).json()["refund"]

    def heard(begins: str) -> int:
        with ports.store.read(house.principal("c-nora")) as tx:
            said = tx.conversations.messages(ConversationId(told["conversation_id"]))
        return sum(message.text.startswith(begins) for message in said)

    house.work()
    with ports.store.write(HARBOR) as tx:
        provider_ref = tx.refunds.get(refund["id"]).provider_ref
        connection = tx.connections.list()[0].id
        tx.duties.owe(DutyKind.TELL_CONVERSATION, f"refund/{refund['id']}", ports.clock.real_now())
    house.work()
    assert provider_ref is not None
    assert heard("You get $20.00 back for bill HB-100, to Visa •••• 4242.") == 1
    order(house, "settle", refund=provider_ref, outcome="failed")
    for event in ("evt_1", "evt_2"):
        hear_of_refund(house, connection, provider_ref, event)
        house.work()
    assert heard("The refund of $20.00 for bill HB-100 could not be made.") == 1
    assert heard("You get $20.00 back") == 1
