"""A bill paid on the provider's page that the chat opened: over HTTP, on the sandbox's own page."""

from dataclasses import dataclass

import httpx
import pytest

from billing.conversations import Message, Speaker
from billing.ids import ConversationId
from billing.principal import Role
from tests.flows.talk import Talk, card, talk
from tests.house import House, Json

CARD = {"kind": "card", "number": "4242424242424242", "expiry": "12/34", "cvc": "123"}
REFUSED = {**CARD, "number": "4000000000000002"}


@dataclass
class June:
    """She has nothing saved, and one bill."""

    house: House
    talk: Talk

    def asks(self, how: str = "send me a link to pay HB-095") -> Json:
        """The payment that waits on the page."""
        found: Json = card(self.talk.say(how), "payments")["payments"][0]
        return found

    def on_the_page(self, payment: Json, form: Json) -> httpx.Response:
        return httpx.post(payment["action"]["url"], data=form)

    def comes_back(self, reply: httpx.Response) -> None:
        assert reply.status_code == 303, reply.text
        path = reply.headers["location"].removeprefix("http://testserver")
        assert path.startswith("/return/")
        assert "You can close this tab" in self.house.client.get(path).text

    def told(self) -> list[Message]:
        assert self.talk.conversation_id is not None
        with self.house.container.ports.store.read(self.house.principal("c-june")) as tx:
            said = tx.conversations.messages(ConversationId(self.talk.conversation_id))
        return [each for each in said if each.speaker is Speaker.SERVER]

    def state(self, payment: Json) -> str:
        found: str = self.talk.speaker.get(f"/payments/{payment['id']}").json()["state"]
        return found


@pytest.fixture
def june(house: House) -> June:
    return June(house, talk(house, "c-june"))


def test_without_a_saved_method_the_link_is_offered_and_a_yes_opens_it(june: June) -> None:
    answer = june.talk.say("pay HB-095")
    assert answer["quote"] is None
    assert "I can also make a payment link for you." in answer["reply"]
    payment = june.asks("yes please")
    assert (payment["bill_number"], payment["state"]) == ("HB-095", "requires_action")
    assert payment["action"]["label"] == "Open the payment page"
    assert june.house.charges("harbor") == []


def test_paid_on_the_page_it_is_one_charge_one_receipt_and_one_message(june: June) -> None:
    payment = june.asks()
    june.comes_back(june.on_the_page(payment, CARD))
    assert june.state(payment) == "succeeded"
    for _ in range(3):
        june.house.work()
    (news,) = [said for said in june.told() if said.text.startswith("Paid")]
    assert [each["kind"] for each in news.cards] == ["receipt"]
    assert len(june.house.charges("harbor")) == 1
    bill = june.talk.speaker.get("/bills/HB-095").json()
    assert (bill["state"], bill["balance"]["amount_minor"]) == ("paid", 0)
    again = june.talk.say("send me a link to pay HB-095")
    assert "already paid" in again["reply"]
    assert len(june.house.charges("harbor")) == 1


def test_a_card_refused_on_the_page_ends_nothing_and_another_pays_there(june: June) -> None:
    payment = june.asks()
    assert june.on_the_page(payment, REFUSED).status_code != 303
    june.house.work()
    assert june.state(payment) == "requires_action"
    assert june.asks()["action"]["url"] == payment["action"]["url"]
    june.comes_back(june.on_the_page(payment, CARD))
    assert june.state(payment) == "succeeded"
    assert len(june.house.charges("harbor")) == 1


@pytest.mark.parametrize(
    ("says", "label"),
    [
        ("send me a payment link for HB-095", "Open the payment page"),
        ("mándame un enlace para pagar la factura HB-095", "Abrir la página de pago"),
        ("schick mir bitte einen Zahlungslink für Rechnung HB-095", "Zahlungsseite öffnen"),
        ("envoyez-moi un lien pour payer la facture HB-095", "Ouvrir la page de paiement"),
    ],
)
def test_a_link_is_asked_for_in_the_customers_language(june: June, says: str, label: str) -> None:
    assert june.asks(says)["action"]["label"] == label


def test_while_the_page_is_open_the_card_does_not_pay_too(house: House) -> None:
    dana = talk(house, "c-bayside")
    dana.say("send me a link to pay HB-104")
    refused = dana.say("pay HB-104 with my bank account")
    assert refused["quote"] is None
    assert "waits for you on the secure page" in refused["reply"]
    assert house.charges("harbor") == []


def test_asking_whether_there_are_links_opens_none(june: June) -> None:
    answer = june.talk.say("do you have payment links?")
    assert (answer["reply"], answer["cards"]) == ("I can also make a payment link for you.", [])
    states = {each["state"] for each in june.talk.speaker.get("/payments").json()["items"]}
    assert "requires_action" not in states


def test_what_a_link_took_is_given_back_like_any_other_payment(june: June) -> None:
    payment = june.asks()
    june.comes_back(june.on_the_page(payment, CARD))
    admin = june.house.staff(Role.ADMIN)
    given = admin.post(f"/payments/{payment['id']}/refund", {"amount_minor": 100})
    assert given.status_code == 201, given.text
    assert given.json()["refund"]["state"] == "succeeded"


def test_nobody_else_gets_the_page_and_anybody_may_come_back_from_it(june: June) -> None:
    payment = june.asks()
    luis = talk(june.house, "c-luis")
    assert luis.speaker.get(f"/payments/{payment['id']}").status_code == 404
    assert payment["action"]["url"] not in luis.say("send me a link to pay HB-095")["reply"]
    reply = june.on_the_page(payment, CARD)
    path = reply.headers["location"].removeprefix("http://testserver")
    stranger = june.house.client.get(path, headers={"Authorization": "Bearer nonsense"})
    assert stranger.status_code == 200
    assert "HB-095" not in stranger.text
    assert june.state(payment) == "succeeded"
