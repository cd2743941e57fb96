"""Saved ways to pay by REST, and their words in the chat."""

import httpx
import pytest

from billing.ids import CustomerId, PersonId, TenantId
from billing.principal import APPROVE, Principal, Role
from tests.flows.talk import card, talk
from tests.house import House, Speaker


def member(house: House) -> Speaker:
    who = Principal(
        TenantId("harbor"),
        Role.CUSTOMER_MEMBER,
        CustomerId("c-nora"),
        PersonId("c-nora"),
        frozenset({APPROVE}),
        "test",
    )
    return Speaker(house, house.container.tokens.issue(who))


def labels(speaker: Speaker) -> list[str]:
    return [each["id"] for each in speaker.get("/methods").json()["items"]]


def test_a_page_to_add_a_method_is_opened_and_nothing_is_saved(house: House) -> None:
    nora = house.speaker()
    before = labels(nora)
    reply = nora.post("/methods", {"type": "card"})
    assert reply.status_code == 201
    page = reply.json()["page"]
    assert set(page) == {"kind", "url", "expires_at", "label", "token"}
    assert page["url"].startswith(house.sandbox_url)
    assert httpx.get(page["url"]).status_code == 200
    assert labels(nora) == before


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"type": "paypal"}, "not_offered"),
        ({"type": "Card; drop"}, "validation_failed"),
        ({"customer_id": "c-luis"}, "validation_failed"),
        ({"conversation_id": "nobodys-thread"}, "not_found"),
    ],
)
def test_what_cannot_be_added_is_refused(house: House, body: dict[str, str], code: str) -> None:
    assert house.speaker().post("/methods", body).json()["code"] == code


def test_the_usual_one_and_removal(house: House) -> None:
    nora = house.speaker()
    done = nora.post("/methods/pm-nora-bank/default")
    assert (done.status_code, done.json()["is_default"]) == (200, True)
    assert labels(nora)[0] == "pm-nora-bank"
    assert nora.quote("HB-100")["method"]["id"] == "pm-nora-bank"
    for _ in range(2):
        gone = nora.call("DELETE", "/methods/pm-nora-old")
        assert (gone.status_code, gone.content) == (204, b"")
    assert "pm-nora-old" not in labels(nora)
    refused = nora.post("/payments", {"bill_ids": ["HB-100"], "method_id": "pm-nora-old"})
    assert refused.json()["code"] == "method_expired"


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/methods"), ("POST", "/methods/pm-nora-bank/default")]
)
def test_an_answer_that_was_lost_is_not_called_unsent(house: House, method: str, path: str) -> None:
    fault = {"kind": "drop_reply_after_commit", "method": "POST", "merchant": "harbor"}
    httpx.post(f"{house.sandbox_url}/_control/faults", json=fault).raise_for_status()
    nora = house.speaker()
    lost = nora.call(method, path, json={})
    assert (lost.status_code, lost.json()["code"]) == (503, "provider_unsure")
    assert "nothing was sent" not in lost.json()["detail"]
    assert nora.call(method, path, json={}).is_success


def test_one_that_an_open_payment_uses_stays(house: House) -> None:
    nora = house.speaker()
    quote = nora.quote("HB-100", method_id="pm-nora-bank")
    assert nora.post(f"/quotes/{quote['id']}/approve").status_code == 202
    assert nora.call("DELETE", "/methods/pm-nora-bank").status_code == 409


def test_who_may_change_them(house: House) -> None:
    assert labels(member(house))
    for method, path in (
        ("POST", "/methods/pm-nora-bank/default"),
        ("DELETE", "/methods/pm-nora-bank"),
    ):
        assert member(house).call(method, path).json()["code"] == "forbidden"
        assert house.speaker("c-luis").call(method, path).json()["code"] == "not_found"
    unable = house.speaker(approve=False)
    assert unable.call("DELETE", "/methods/pm-nora-bank").json()["code"] == "scope_required"
    foreign = {"Origin": "https://evil.example"}
    refused = house.speaker().call("DELETE", "/methods/pm-nora-bank", headers=foreign)
    assert refused.json()["code"] == "forbidden"
    assert member(house).post("/methods", {}).json()["code"] == "forbidden"


def test_removing_by_chat_only_shows_the_button(house: House) -> None:
    nora = talk(house)
    answer = nora.say("remove my bank account")
    assert card(answer, "method_removal")["method"]["id"] == "pm-nora-bank"
    assert "press Remove" in answer["reply"]
    assert "pm-nora-bank" in labels(nora.speaker)
    nora.say("yes")
    assert "pm-nora-bank" in labels(nora.speaker)


def test_the_usual_one_by_chat(house: House) -> None:
    nora = talk(house)
    answer = nora.say("make my bank account the default")
    assert "From now on Bank account •••• 9876" in answer["reply"]
    assert labels(nora.speaker)[0] == "pm-nora-bank"


@pytest.mark.parametrize(
    ("said", "begins"),
    [
        ("Can I pay by PayPal here?", "No, paying with PayPal is not possible here."),
        ("Do you accept credit cards?", "Yes, you can pay with a credit or debit card here."),
        ("Can I pay in cash?", "No, paying with cash is not possible here."),
        ("¿Puedo pagar con PayPal?", "No, aquí no es posible pagar con PayPal."),
        ("Kann ich hier mit PayPal zahlen?", "Nein, das geht hier nicht: PayPal."),
        ("Puis-je payer par PayPal ?", "Non, il n'est pas possible de payer avec PayPal ici."),
    ],
)
def test_how_one_can_pay_is_told_from_what_the_provider_declares(
    house: House, said: str, begins: str
) -> None:
    answer = talk(house).say(said)
    assert answer["reply"].startswith(begins)
    assert answer["quote"] is None
