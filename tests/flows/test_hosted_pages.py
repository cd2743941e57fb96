"""From the chat to the provider's page and back, over HTTP, against the sandbox's own pages."""

from dataclasses import dataclass, replace
from datetime import timedelta

import httpx
import pytest

from billing.conversations import Message, Speaker
from billing.duties import DutyKind
from billing.ids import ConversationId, PaymentId, PersonId, TenantId
from billing.payments import PaymentState
from billing.principal import APPROVE, system
from billing.use_cases.reconcile_payments import reconcile_payments
from tests.flows.talk import Talk, card, talk
from tests.house import House, Json
from tests.house import Speaker as HouseSpeaker


@dataclass
class Dana:
    """Bayside's accountant, whose Visa asks for the bank's confirmation."""

    house: House
    talk: Talk

    def asks(self, how: str = "pay HB-104 with my visa") -> Json:
        answer = self.talk.say(how)
        quote: Json = answer["quote"]
        return quote

    def approves(self) -> Json:
        """Presses the button; the one payment, which now waits for an act."""
        reply = self.talk.speaker.post(f"/quotes/{self.asks()['id']}/approve")
        assert reply.status_code == 202, reply.text
        payment: Json = reply.json()["payments"][0]
        return payment

    def at_the_bank(self, url: str, outcome: str) -> str:
        """Presses a button on the bank's page; the path the bank leads back to."""
        reply = httpx.post(url, params={"outcome": outcome})
        assert reply.status_code == 303
        back = reply.headers["location"]
        assert back.startswith("http://testserver/return/")
        return str(back.removeprefix("http://testserver"))

    def told(self) -> list[Message]:
        """What the server itself said in the conversation, in order."""
        assert self.talk.conversation_id is not None
        who = self.house.principal("c-bayside")
        with self.house.container.ports.store.read(who) as tx:
            said = tx.conversations.messages(ConversationId(self.talk.conversation_id))
        return [each for each in said if each.speaker is Speaker.SERVER]

    def state(self, payment: Json) -> str:
        found: str = self.talk.speaker.get(f"/payments/{payment['id']}").json()["state"]
        return found


@pytest.fixture
def dana(house: House) -> Dana:
    return Dana(house, talk(house, "c-bayside"))


def test_the_approval_answers_with_the_page_and_nothing_is_paid(dana: Dana) -> None:
    payment = dana.approves()
    action = payment["action"]
    assert payment["state"] == "requires_action"
    assert (action["kind"], action["label"]) == ("confirm_payment", "Confirm with your bank")
    assert action["url"].startswith(dana.house.sandbox_url)
    (said,) = dana.told()[-1:]
    assert "Nothing is paid until you do" in said.text
    assert dana.house.charges("harbor") == []


def test_a_colleague_who_approves_is_sent_to_the_bank_and_the_asker_is_told_so(
    dana: Dana,
) -> None:
    asked = dana.asks()
    person = replace(dana.house.principal("c-bayside", "harbor", APPROVE), person=PersonId("eli"))
    eli = HouseSpeaker(dana.house, dana.house.container.tokens.issue(person))
    reply = eli.post(f"/quotes/{asked['id']}/approve")
    payment: Json = reply.json()["payments"][0]
    assert payment["action"]["url"].startswith(dana.house.sandbox_url)
    dana.house.work()
    asks = "The bank wants whoever approved it to confirm $690.98 for bill HB-104."
    assert dana.told()[-1].text.startswith(asks)
    seen = dana.talk.speaker.get(f"/payments/{payment['id']}").json()
    assert (seen["state"], seen["action"]) == ("requires_action", None)
    dana.house.client.get(dana.at_the_bank(payment["action"]["url"], "succeeded"))
    dana.house.work()
    assert dana.told()[-1].text.startswith("Paid: $690.98")


@pytest.mark.parametrize(
    ("outcome", "state", "words"),
    [
        ("succeeded", "succeeded", "Paid: $690.98 for bill HB-104."),
        ("failed", "failed", "You can pay with Bank account •••• 6001 instead"),
    ],
)
def test_the_way_back_settles_and_the_conversation_is_told_once(
    dana: Dana, outcome: str, state: str, words: str
) -> None:
    payment = dana.approves()
    back = dana.at_the_bank(payment["action"]["url"], outcome)
    for path in (back, back):
        page = dana.house.client.get(path)
        assert page.status_code == 200
        assert "You can close this tab" in page.text
        assert "690" not in page.text
        assert "Dana" not in page.text
    assert dana.state(payment) == state
    for _ in range(3):
        dana.house.work()
        reconcile_payments(dana.house.container.ports, system(TenantId("harbor")))
    news = [said for said in dana.told() if words in said.text]
    assert len(news) == 1
    assert news[0].cards[0]["kind"] == ("receipt" if state == "succeeded" else "payments")
    assert len(dana.house.charges("harbor")) == (state == "succeeded")


def test_a_word_owed_twice_is_said_once(dana: Dana) -> None:
    payment = dana.approves()
    dana.house.client.get(dana.at_the_bank(payment["action"]["url"], "succeeded"))
    ports = dana.house.container.ports
    for _ in range(3):
        dana.house.work()
        with ports.store.write(system(TenantId("harbor"))) as tx:
            subject = f"payment/{payment['id']}"
            tx.duties.owe(DutyKind.TELL_CONVERSATION, subject, ports.clock.real_now())
    dana.house.work()
    assert [said.text.split(":")[0] for said in dana.told()].count("Paid") == 1


def test_what_the_address_says_is_not_believed(dana: Dana) -> None:
    payment = dana.approves()
    with dana.house.container.ports.store.read(system(TenantId("harbor"))) as tx:
        (page,) = tx.hosted_pages.of_subject(PaymentId(payment["id"]))
    for junk in ("redirect_status=succeeded&payment_intent=pi_1", "x=<script>", "a=%00%ff"):
        answer = dana.house.client.get(f"/return/{page.token}?{junk}")
        assert answer.status_code == 200
        assert "script>" not in answer.text.replace("<script", "")
    assert dana.state(payment) == "requires_action"


@pytest.mark.parametrize("token", ["0" * 32, "x", "..%2f..", "%00", "é"])
def test_a_link_that_leads_nowhere_is_a_plain_page(house: House, token: str) -> None:
    answer = house.client.get(f"/return/{token}")
    assert answer.status_code == 404


def test_the_page_comes_in_the_customers_language(house: House) -> None:
    rita = talk(house, "c-rita", "skylink")
    token = rita.speaker.post("/methods", {}).json()["page"]["token"]
    answer = house.client.get(f"/return/{token}")
    assert '<html lang="fr">' in answer.text
    assert "Vous pouvez fermer cet onglet" in answer.text


def test_asking_again_shows_the_same_link(dana: Dana) -> None:
    payment = dana.approves()
    answer = dana.talk.say("what happened to my payment?")
    (shown,) = [p for p in card(answer, "payments")["payments"] if p["id"] == payment["id"]]
    assert shown["action"]["url"] == payment["action"]["url"]
    again = dana.talk.speaker.get(f"/payments/{payment['id']}").json()
    assert again["action"]["url"] == payment["action"]["url"]


@pytest.mark.parametrize("asked", ["pay HB-104", "show me the bank page again"])
def test_asking_to_pay_what_waits_shows_the_page_again(dana: Dana, asked: str) -> None:
    payment = dana.approves()
    answer = dana.talk.say(asked)
    (shown,) = card(answer, "payments")["payments"]
    assert (shown["id"], shown["action"]["url"]) == (payment["id"], payment["action"]["url"])
    assert "shown here" in answer["reply"]


def test_after_a_refusal_the_other_method_is_offered_for_the_same_bill(dana: Dana) -> None:
    payment = dana.approves()
    dana.house.client.get(dana.at_the_bank(payment["action"]["url"], "failed"))
    dana.house.work()
    quote = dana.asks("use the other one")
    assert quote["method"]["label"] == "Bank account •••• 6001"
    assert [line["bill_id"] for line in quote["lines"]] == ["HB-104"]


def test_a_typed_yes_is_answered_once_even_when_the_worker_is_quick(house: House) -> None:
    nora = talk(house)
    nora.say("pay my electricity bill")
    answer = nora.say("yes")
    assert answer["reply"].startswith("Paid: $97.40")
    house.work()
    assert nora.conversation_id is not None
    with house.container.ports.store.read(house.principal()) as tx:
        said = tx.conversations.messages(ConversationId(nora.conversation_id))
    assert sum(each.text.startswith("Paid") for each in said) == 1


def test_a_card_is_added_from_the_chat_told_once_and_listed(house: House) -> None:
    june = talk(house, "c-june")
    shown = june.say("add a card")
    page = card(shown, "page")
    assert page["label"] == "Add a payment method"
    assert "card number" in shown["reply"]
    form = {"kind": "card", "number": "4242424242424242", "expiry": "12/34", "cvc": "123"}
    done = httpx.post(page["url"], data=form)
    assert done.status_code == 303, done.text
    path = done.headers["location"].removeprefix("http://testserver")
    for _ in range(2):
        assert house.client.get(path).status_code == 200
        house.work()
    (method,) = june.speaker.get("/methods").json()["items"]
    assert (method["label"], method["is_default"]) == ("Visa •••• 4242", True)
    assert june.conversation_id is not None
    who = house.principal("c-june")
    with house.container.ports.store.read(who) as tx:
        said = tx.conversations.messages(ConversationId(june.conversation_id))
    assert sum("4242 is saved" in each.text for each in said) == 1
    listed = june.say("which cards do you have?")
    assert "Visa •••• 4242" in listed["reply"]


def test_an_unfinished_act_is_called_off_and_said(dana: Dana) -> None:
    payment = dana.approves()
    ports = dana.house.container.ports
    with ports.store.write(system(TenantId("harbor"))) as tx:
        row = tx.payments.get(PaymentId(payment["id"]))
        assert row.submitted_at is not None
        early = replace(row, submitted_at=row.submitted_at - timedelta(hours=2))
        tx.payments.update(early, was=PaymentState.REQUIRES_ACTION)
    reconcile_payments(ports, system(TenantId("harbor")))
    dana.house.work()
    assert dana.state(payment) == "cancelled"
    assert "was cancelled" in dana.told()[-1].text
