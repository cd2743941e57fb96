"""The main job over HTTP with the built-in model: ask, understand, pay, plan, document, human."""

import pytest

from billing.audit import first_broken
from billing.principal import system
from tests.flows.talk import card, minor, talk
from tests.house import House

OWED = [
    ("c-nora", "harbor", "what do I owe?", {"USD": 9740 + 4788}),
    ("c-ingrid", "lumen", "What do I owe you?", {"EUR": 12632, "GBP": 5520, "USD": 26200}),
    ("c-jonas", "skylink", "Was schulde ich?", {"EUR": 5929, "USD": 2550}),
]


@pytest.mark.parametrize(("customer", "tenant", "question", "sums"), OWED)
def test_what_is_owed_is_told_in_each_currency(
    house: House, customer: str, tenant: str, question: str, sums: dict[str, int]
) -> None:
    answer = talk(house, customer, tenant).say(question)
    shown = card(answer, "bill_list")
    assert minor(shown["totals"]) == minor(answer["facts"]["totals"]) == sums
    assert all(total["display"] in answer["reply"] for total in shown["totals"])
    by_bill: dict[str, int] = {}
    for bill in shown["bills"]:
        left = bill["balance"]
        by_bill[left["currency"]] = by_bill.get(left["currency"], 0) + left["amount_minor"]
    assert by_bill == sums


def test_why_a_bill_is_higher_adds_up_to_the_cent(house: House) -> None:
    answer = talk(house).say("why is my electricity bill higher than last month?")
    shown = card(answer, "bill_diff")
    assert (shown["bill"]["number"], shown["against"]["number"]) == ("HB-100", "HB-090")
    assert shown["difference"]["amount_minor"] == 930
    changes = {part["description"]: part["change"]["amount_minor"] for part in shown["parts"]}
    assert sum(changes.values()) == 930
    assert sorted(changes.values()) == [0, 35, 895]
    assert "$9.30" in answer["reply"]
    assert "$8.95" in answer["reply"]


@pytest.mark.parametrize("by", ["button", "yes"])
def test_pay_it_ends_paid_receipted_settled_and_audited(house: House, by: str) -> None:
    nora = talk(house)
    nora.say("why is my electricity bill higher than last month?")
    offered = nora.say("pay it")
    quote = offered["quote"]
    assert quote["total"]["amount_minor"] == 9740
    assert quote["lines"][0]["bill_id"] == "HB-100"
    assert house.charges("harbor") == []

    if by == "button":
        body = nora.speaker.post(f"/quotes/{quote['id']}/approve").json()
        payment_id, receipt_id = body["payments"][0]["id"], body["payments"][0]["receipt_id"]
    else:
        receipt = card(nora.say("yes"), "receipt")
        payment_id, receipt_id = receipt["payment_id"], receipt["id"]

    assert [charge["amount"] for charge in house.charges("harbor")] == [9740]
    payment = nora.speaker.get(f"/payments/{payment_id}").json()
    assert (payment["state"], payment["receipt_id"]) == ("succeeded", receipt_id)
    bill = nora.speaker.get("/bills/HB-100").json()
    assert (bill["state"], bill["balance"]["amount_minor"]) == ("paid", 0)
    house.work()
    assert_audited(house, quote["id"], "text" if by == "yes" else "button")
    left = card(nora.say("what do I owe?"), "bill_list")
    assert minor(left["totals"]) == {"USD": 4788}


def assert_audited(house: House, quote_id: str, channel: str) -> None:
    """The approval is in the trail, and the trail is one unbroken chain."""
    owner = house.principal()
    with house.container.ports.store.write(system(owner.tenant)) as tx:
        tx.trail.seal()
        sealed = tx.trail.sealed(limit=1000)
    assert sealed
    assert first_broken(sealed) is None
    assert [e.verb for e in sealed if e.subject == quote_id] == ["quote.opened"]
    approved = [entry for entry in sealed if entry.details.get("quote") == quote_id]
    assert [(e.verb, e.actor) for e in approved] == [("payment.approved", "customer_admin:c-nora")]
    assert approved[0].details["channel"] == channel
    story = [entry.verb for entry in sealed if entry.subject == approved[0].subject]
    assert story == ["payment.approved", "payment.succeeded"]


def test_a_change_of_mind_pays_the_other_bill_only(house: House) -> None:
    nora = talk(house)
    first = nora.say("pay my electricity bill")["quote"]
    second = nora.say("no, the water one instead")["quote"]
    assert [line["bill_id"] for line in second["lines"]] == ["HW-032"]
    assert nora.speaker.get(f"/quotes/{first['id']}").json()["status"] in {"superseded", "declined"}
    assert card(nora.say("yes"), "receipt")["bill_id"] == "HW-032"
    assert [charge["amount"] for charge in house.charges("harbor")] == [4788]
    assert nora.speaker.get("/bills/HB-100").json()["state"] == "open"


DOCUMENTS = [
    ("harbor-electricity-HB-100.pdf", "known_open", "97.40"),
    ("harbor-electricity-HB-100-changed.pdf", "payee_changed", "197.40"),
]


@pytest.mark.parametrize(("name", "verdict", "total"), DOCUMENTS)
def test_an_uploaded_invoice_is_read_and_judged_in_chat(
    house: House, name: str, verdict: str, total: str
) -> None:
    nora = talk(house)
    upload = nora.upload(name)
    answer = nora.say("what is this invoice?", attachments=[upload["id"]])
    shown = card(answer, "invoice_fields")
    assert (shown["verdict"], shown["bill_id"]) == (verdict, "HB-100")
    assert shown["fields"]["total_amount"] == total
    assert shown["fields"]["invoice_number"] == "HB-100"
    where = shown["fields"]["fields"]["total_amount"]
    assert where["page"] == 1
    assert len(where["bbox"]) == 4
    assert 0 < where["confidence"] <= 1
    assert answer["reply"]


def test_a_missing_feature_comes_with_the_exact_price_of_the_plan_that_has_it(
    house: House,
) -> None:
    answer = talk(house).say("can I export CSV?")
    shown = card(answer, "upgrade")
    assert (shown["included"], shown["current_plan"]["name"]) == (False, "Home")
    offer = shown["offer"]
    assert offer["plan"]["name"] == "Plus"
    # 30 of March's 31 days are left on the 2nd: 4.99 * 30 / 31 = 4.829...
    assert offer["due_now"]["amount_minor"] == 483
    assert offer["price"]["amount_minor"] == 499
    assert "$4.83" in answer["reply"]
    assert "$4.99" in answer["reply"]


def test_wanting_a_human_opens_a_ticket_that_knows_the_conversation(house: House) -> None:
    nora = talk(house)
    nora.say("why is my electricity bill higher than last month?")
    answer = nora.say("I want a human")
    ticket = answer["ticket"]
    assert ticket["conversation_id"] == nora.conversation_id
    assert ticket["id"] in answer["reply"]
    assert ticket["category"]
    assert ticket["priority"] in {"low", "normal", "high", "urgent"}
    seen = house.staff().get(f"/tickets/{ticket['id']}").json()
    assert seen["customer_id"] == "c-nora"
    packet = str(seen["packet"])
    assert nora.conversation_id is not None
    assert nora.conversation_id in packet
    assert "HB-100" in packet
    assert "packet" not in nora.speaker.get(f"/tickets/{ticket['id']}").json()
    assert nora.say("I want a human!")["ticket"]["id"] == ticket["id"]


def test_what_is_not_ours_is_said_to_be_not_ours(house: House) -> None:
    nora = talk(house)
    answer = nora.say("what's the weather in Paris?")
    assert "Harbor Power & Water" in answer["reply"]
    assert (answer["cards"], answer["quote"], answer["ticket"]) == ([], None, None)


LANGUAGES = [
    ("es", "c-owen", "harbor", ["hola", "¿cuánto debo?"]),
    ("es", "c-luis", "harbor", ["hola", "¿cuánto debo?", "quiero pagar la factura HB-101", "sí"]),
    ("de", "c-jonas", "skylink", ["Hallo", "Was schulde ich?", "SK-25 bezahlen", "ja"]),
    ("fr", "c-rita", "skylink", ["bonjour", "combien je dois ?", "payer SK-8", "oui"]),
]


@pytest.mark.parametrize(("language", "customer", "tenant", "said"), LANGUAGES)
def test_the_job_is_done_in_the_customers_language(
    house: House, language: str, customer: str, tenant: str, said: list[str]
) -> None:
    person = talk(house, customer, tenant)
    answers = [person.say(each) for each in said]
    assert [answer["language"] for answer in answers] == [language] * len(answers)
    assert answers[0]["reply"]
    assert answers[1]["cards"][0]["kind"] == "bill_list"
    if len(said) > 2:
        assert answers[2]["quote"] is not None
        assert answers[3]["model"] == "server"
        assert len(answers[3]["cards"]) == 1


def test_a_declined_card_is_told_in_spanish_with_what_to_do(house: House) -> None:
    luis = talk(house, "c-luis")
    luis.say("quiero pagar la factura HB-101")
    answer = luis.say("sí")
    payment = card(answer, "payments")["payments"][0]
    assert (payment["state"], payment["reason"]) == ("failed", "insufficient_funds")
    assert answer["language"] == "es"
    assert house.charges("harbor") == []
    assert luis.speaker.get("/bills/HB-101").json()["balance"]["amount_minor"] == 10856
