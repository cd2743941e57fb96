"""A bill paid at PayPal from the chat: asked for, approved here, agreed to there, told here."""

from dataclasses import dataclass, replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from billing.conversations import Message, Speaker
from billing.ids import ConnectionId, ConversationId, PaymentId, TenantId
from billing.principal import system
from billing.use_cases.check_payment import check_payment
from tests.flows.talk import Talk, card, talk
from tests.house import House, Json

BROOK = TenantId("brook")


@dataclass
class Wren:
    """A customer of Brookside Water, who has nothing saved; her water bill is 52.35 dollars."""

    house: House
    talk: Talk

    def approves(self, says: str = "pay my water bill with PayPal") -> Json:
        """The payment that waits at PayPal after her yes here."""
        quote = self.talk.say(says)["quote"]
        return self.yes(quote)

    def yes(self, quote: Json) -> Json:
        reply = self.talk.speaker.post(f"/quotes/{quote['id']}/approve")
        assert reply.status_code == 202, reply.text
        (payment,) = reply.json()["payments"]
        assert payment["state"] == "requires_action"
        found: Json = payment
        return found

    def there(self, payment: Json, outcome: str, account: str = "succeed") -> str:
        """What she presses on PayPal's page; where that sends her back to."""
        form = {"outcome": outcome, "account": account}
        reply = httpx.post(payment["action"]["url"], data=form)
        assert reply.status_code == 303, reply.text
        back: str = reply.headers["location"]
        return back

    def comes_back(self, address: str) -> None:
        parts = urlsplit(address)
        reply = self.house.client.get(f"{parts.path}?{parts.query}")
        assert "You can close this tab" in reply.text

    def told(self) -> list[Message]:
        assert self.talk.conversation_id is not None
        who = self.house.principal("c-wren", "brook")
        with self.house.container.ports.store.read(who) as tx:
            said = tx.conversations.messages(ConversationId(self.talk.conversation_id))
        return [each for each in said if each.speaker is Speaker.SERVER]

    def state(self, payment: Json) -> str:
        found: str = self.talk.speaker.get(f"/payments/{payment['id']}").json()["state"]
        return found

    def orders(self) -> list[Json]:
        """What the sandbox, the ground truth, knows of orders."""
        url = f"{self.house.sandbox_url}/_control/merchants/brook/orders"
        found: list[Json] = httpx.get(url).json()["orders"]
        return found


@pytest.fixture
def wren(house: House) -> Wren:
    return Wren(house, talk(house, "c-wren", "brook"))


def test_without_anything_saved_paypal_is_offered_and_named(wren: Wren) -> None:
    answer = wren.talk.say("pay my water bill with PayPal")
    quote = answer["quote"]
    assert quote["method"]["label"] == "PayPal"
    assert "from PayPal" in answer["reply"]
    assert [line["bill_id"] for line in quote["lines"]] == ["BW-420"]
    assert [each["type"] for each in quote["methods"]] == ["paypal"]
    assert wren.orders() == []


def test_a_yes_here_opens_paypals_page_and_nothing_is_paid_yet(wren: Wren) -> None:
    payment = wren.approves()
    assert payment["action"]["label"] == "Approve with PayPal"
    assert payment["action"]["url"].startswith(f"{wren.house.sandbox_url}/paypal/")
    assert "Please approve $52.35 for bill BW-420 with PayPal" in wren.told()[-1].text
    (order,) = wren.orders()
    assert order["status"] == "CREATED"
    assert wren.house.charges("brook") == []
    again = wren.talk.say("pay my water bill with PayPal")
    assert again["quote"] is None
    assert "waits for you on the secure page" in again["reply"]


def test_agreed_to_there_it_is_captured_once_and_told_once(wren: Wren) -> None:
    payment = wren.approves()
    back = wren.there(payment, "approve")
    assert wren.house.charges("brook") == []
    for _ in range(2):
        wren.comes_back(back)
        wren.house.work()
    assert wren.state(payment) == "succeeded"
    (charge,) = wren.house.charges("brook")
    assert charge["amount"] == 5235
    (news,) = [said for said in wren.told() if said.text.startswith("Paid: $52.35")]
    assert [each["kind"] for each in news.cards] == ["receipt"]
    bill = wren.talk.speaker.get("/bills/BW-420").json()
    assert (bill["state"], bill["balance"]["amount_minor"]) == ("paid", 0)
    receipt = wren.talk.speaker.get(f"/payments/{payment['id']}").json()
    assert receipt["method"]["label"] == "PayPal"


def test_who_never_comes_back_is_captured_by_our_own_look(wren: Wren) -> None:
    payment = wren.approves()
    wren.there(payment, "approve")
    ports = wren.house.container.ports
    check_payment(ports, system(BROOK), PaymentId(payment["id"]))
    assert wren.state(payment) == "succeeded"
    assert len(wren.house.charges("brook")) == 1


def test_who_turns_around_there_has_cancelled_and_can_pay_again(wren: Wren) -> None:
    payment = wren.approves()
    back = wren.there(payment, "cancel")
    assert urlsplit(back).path.endswith("/cancel")
    wren.comes_back(back)
    wren.house.work()
    assert wren.state(payment) == "cancelled"
    told = wren.told()[-1].text
    assert told == "The payment of $52.35 for bill BW-420 was cancelled. Nothing was charged."
    wren.there(payment, "approve")  # the old page, still open in another tab
    wren.comes_back(back)
    assert wren.house.charges("brook") == []
    second = wren.approves()
    assert second["action"]["url"] != payment["action"]["url"]
    wren.comes_back(wren.there(second, "approve"))
    assert wren.state(second) == "succeeded"
    assert len(wren.house.charges("brook")) == 1


def test_who_agreed_first_and_then_turned_around_has_paid(wren: Wren) -> None:
    payment = wren.approves()
    back = wren.there(payment, "approve")
    wren.comes_back(f"{back.partition('?')[0]}/cancel")
    assert wren.state(payment) == "succeeded"
    assert len(wren.house.charges("brook")) == 1


def test_agreeing_after_the_hour_pays_nothing(wren: Wren) -> None:
    payment = wren.approves()
    made_earlier(wren, payment, timedelta(hours=2))
    check_payment(wren.house.container.ports, system(BROOK), PaymentId(payment["id"]))
    assert wren.state(payment) == "cancelled"
    wren.comes_back(wren.there(payment, "approve"))
    wren.house.work()
    assert wren.state(payment) == "cancelled"
    assert wren.house.charges("brook") == []
    assert "was cancelled" in wren.told()[-1].text


def test_the_return_of_one_captures_nothing_of_anothers(wren: Wren) -> None:
    mine, other = wren.approves(), talk(wren.house, "c-mateo", "brook")
    theirs = Wren(wren.house, other)
    (waiting,) = card(other.say("envíame un enlace para pagar BW-430"), "payments")["payments"]
    their_order = parse_qs(urlsplit(waiting["action"]["url"]).query)["token"][0]
    theirs.there(waiting, "approve")
    back = urlsplit(wren.there(mine, "cancel")).path.removesuffix("/cancel")
    for address in (f"{back}?token={their_order}&PayerID=X", f"/return/{their_order}"):
        wren.house.client.get(address)
    for unknown in (f"/return/{their_order}", f"/return/{their_order}/cancel"):
        assert wren.house.client.get(unknown).status_code == 404
    assert {order["id"]: order["status"] for order in wren.orders()}[their_order] == "APPROVED"
    assert (wren.state(mine), theirs.state(waiting)) == ("requires_action", "requires_action")
    assert wren.talk.speaker.get(f"/payments/{waiting['id']}").status_code == 404
    assert wren.house.charges("brook") == []


def test_an_order_of_another_amount_is_held_and_never_captured(wren: Wren) -> None:
    payment = wren.approves()
    changed_there(wren, payment, "0.01")
    wren.comes_back(wren.there(payment, "approve"))
    wren.house.work()
    assert wren.state(payment) == "hold"
    assert wren.house.charges("brook") == []
    (order,) = wren.orders()
    assert order["status"] == "APPROVED"
    assert "being checked by our team" in wren.told()[-1].text
    again = wren.talk.say("pay my water bill with PayPal")
    assert again["quote"] is None


@pytest.mark.parametrize(
    ("says", "label"),
    [
        ("paga mi factura de agua con PayPal", "Aprobar con PayPal"),
        ("bezahle meine Wasserrechnung mit PayPal", "Mit PayPal freigeben"),
        ("paie ma facture d'eau avec PayPal", "Approuver avec PayPal"),
    ],
    ids=["es", "de", "fr"],
)
def test_it_is_asked_for_and_offered_in_other_languages(wren: Wren, says: str, label: str) -> None:
    payment = wren.approves(says)
    assert payment["action"]["label"] == label


def test_a_saved_wallet_pays_at_once(house: House) -> None:
    mateo = talk(house, "c-mateo", "brook")
    quote = mateo.say("paga mi factura de agua con mi cuenta de PayPal")["quote"]
    assert quote["method"]["id"] == "pm-mateo-wallet"
    paid = mateo.speaker.post(f"/quotes/{quote['id']}/approve").json()["payments"][0]
    assert (paid["state"], paid["action"]) == ("succeeded", None)
    assert len(house.charges("brook")) == 1


def test_where_the_company_has_no_paypal_that_is_said_and_nothing_offered(house: House) -> None:
    nora = talk(house)
    answer = nora.say("pay my electricity bill with PayPal")
    assert answer["quote"] is None
    assert "No, paying with PayPal is not possible here." in answer["reply"]


def test_a_wallet_is_saved_on_paypals_page_and_then_pays_without_it(wren: Wren) -> None:
    page = card(wren.talk.say("add my PayPal account"), "page")
    reply = httpx.post(page["url"], data={"outcome": "approve"})
    wren.comes_back(reply.headers["location"])
    wren.house.work()
    assert "PayPal is saved" in wren.told()[-1].text
    quote = wren.talk.say("pay my water bill with PayPal")["quote"]
    paid = wren.talk.speaker.post(f"/quotes/{quote['id']}/approve").json()["payments"][0]
    assert paid["state"] == "succeeded"


def made_earlier(wren: Wren, payment: Json, by: timedelta) -> None:
    """As if the payment had been sent so much earlier."""
    with wren.house.container.ports.store.write(system(BROOK)) as tx:
        row = tx.payments.lock(PaymentId(payment["id"]))
        assert row.submitted_at is not None
        tx.payments.update(replace(row, submitted_at=row.submitted_at - by), was=row.state)


def changed_there(wren: Wren, payment: Json, value: str) -> None:
    """Somebody with the company's own credentials changes the order's amount at PayPal."""
    with wren.house.container.ports.store.read(system(BROOK)) as tx:
        secrets = tx.connections.credentials(ConnectionId("paypal"))
    client = httpx.Client(base_url=f"{wren.house.sandbox_url}/paypal")
    who = (secrets["client_id"], secrets["client_secret"])
    grant = client.post("/v1/oauth2/token", auth=who, data={"grant_type": "client_credentials"})
    client.headers["Authorization"] = f"Bearer {grant.json()['access_token']}"
    order_id = parse_qs(urlsplit(payment["action"]["url"]).query)["token"][0]
    path = f"/v2/checkout/orders/{order_id}"
    seal = client.get(path).json()["purchase_units"][0]["reference_id"]
    change = {
        "op": "replace",
        "path": f"/purchase_units/@reference_id=='{seal}'/amount",
        "value": {"currency_code": "USD", "value": value},
    }
    assert client.patch(path, json=[change]).status_code == 204
