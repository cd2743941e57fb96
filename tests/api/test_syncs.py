"""A company whose bills live at Paymentus: they come by webhook and by pull, are paid in the chat,
and are paid on both sides; how fresh they are is told.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest

from billing.principal import Role, system
from billing.tenants import Portal, Signer
from tests.api.town import HARBOR, HERE, SECRETS, Town, founded
from tests.house import House


@pytest.fixture
def town(house: House) -> Iterator[Town]:
    with founded(house) as town:
        yield town


def test_a_bill_that_comes_by_webhook_is_paid_in_chat_and_paid_on_both_sides(town: Town) -> None:
    town.bill()
    town.letters()
    assert town.here()["balance"]["amount_minor"] == 9740
    town.pull()
    ada = town.ada()
    assert "HW-b-1" in ada.say("what do I owe?")["reply"]
    quote = ada.say("pay it")["quote"]
    assert quote is not None
    assert quote["lines"][0]["amount"]["amount_minor"] == 9740
    approved = ada.post(f"/quotes/{quote['id']}/approve")
    assert approved.status_code == 200, approved.text
    assert town.there()["status"] == "paid"
    assert town.here()["state"] == "paid"
    town.letters()
    town.pull()
    (charge,) = [each for each in town.house.charges("harbor-water") if each["bill"] == "b-1"]
    assert charge["amount"] == 9740
    paid = town.here()
    assert (paid["state"], paid["balance"]["amount_minor"]) == ("paid", 0)
    assert town.there()["overpaid"]["amount"] == "0.00"
    assert town.progress()["aside"] == {"count": 0, "items": []}


def test_a_payment_made_at_the_biller_is_paid_here(town: Town) -> None:
    town.bill()
    town.pull()
    paid = httpx.post(
        f"{town.house.sandbox_url}/paymentus/api/v1/payments",
        headers={"Authorization": f"Bearer {SECRETS['secret_key']}"},
        json={
            "customerId": "acct-ada",
            "billId": "b-1",
            "payment": {"amount": "97.40", "currency": "USD"},
            "profileId": "pro-ada",
            "source": "ai_assistant",
        },
    )
    assert paid.status_code == 201, paid.text
    town.letters()
    assert town.here()["state"] == "paid"
    ours = town.ada().get("/payments").json()["items"]
    assert ours == [], "it is no payment of ours"


def test_how_fresh_the_bills_are_is_told_in_the_chat_by_rest_and_to_staff(town: Town) -> None:
    town.bill()
    town.pull()
    ada = town.ada()
    said = ada.say("what do I owe?")
    assert re.search(r"As of 04:0\d\.$", said["reply"]), said["reply"]
    (shown,) = [card for card in said["cards"] if card["kind"] == "bill_list"]
    assert shown["data"]["freshness"] == {
        "as_of": ada.get("/bills").json()["freshness"]["as_of"],
        "silent": [],
    }
    town.order("POST", "faults", merchant="harbor-water", kind="outage")
    failed = town.pull()
    assert failed["failures"] >= 1
    assert failed["silent_since"] is not None
    assert failed["succeeded_at"] is not None
    said = ada.say("what do I owe?")
    assert "Paymentus has not answered since 04:0" in said["reply"]
    (health,) = [
        each
        for each in town.staff().get("/webhooks/health").json()["items"]
        if each["connection_id"] == HERE
    ]
    assert health["status"] == "late"
    assert health["sync"]["silent_since"] == failed["silent_since"]
    town.order("DELETE", "faults", merchant="harbor-water")
    healed = town.pull()
    assert (healed["silent_since"], healed["phase"]) == (None, "done")


def test_a_customer_whose_bills_are_the_companys_own_is_told_nothing_of_it(town: Town) -> None:
    town.bill()
    town.pull()
    nora = town.house.speaker("c-nora")
    assert nora.get("/bills").json()["freshness"] is None
    assert "As of" not in nora.say("what do I owe?")["reply"]


def test_the_progress_is_shown_to_staff_and_started_by_finance(town: Town) -> None:
    never = town.progress()
    assert (never["phase"], never["succeeded_at"]) == ("never", None)
    for number in range(1, 4):
        town.bill(f"b-{number}", 100 * number)
    done = town.pull()
    assert (done["phase"], done["customers"], done["bills"]) == ("done", 1, 3)
    assert done["cursor_age_s"] >= 0
    path = "/connections/paymentus/sync"
    assert town.staff().post(path).status_code == 403
    assert town.house.speaker().get(path).status_code == 403
    assert town.house.staff(Role.ADMIN, "skylink").get(path).status_code == 404
    refused = town.house.staff(Role.ADMIN).post("/connections/sandbox/sync")
    assert (refused.status_code, refused.json()["code"]) == (422, "not_offered")


def test_a_bill_of_a_source_is_told_in_the_customers_own_language(town: Town) -> None:
    town.bill()
    town.put("/customers/acct-ada", name="Ada Lovelace")
    httpx.put(
        f"{town.house.sandbox_url}/paymentus/api/v1/customers/acct-ada/preferences",
        headers={"Authorization": f"Bearer {SECRETS['secret_key']}"},
        json={"language": "es"},
    ).raise_for_status()
    town.pull()
    ada = town.ada()
    said = ada.say("¿cuánto debo?")
    assert re.search(r"Datos actualizados: 04:0\d\.$", said["reply"]), said["reply"]


def signed_in(town: Town, customer: str, **more: object) -> str | None:
    """Whom the biller's own portal signs in here."""
    made = town.order("POST", "merchants/harbor-water/sign_in", customer=customer, **more)
    reply = town.house.client.post("/api/v1/auth/paymentus", json={"token": made["token"]})
    if reply.status_code == 401:
        return None
    return town.house.container.tokens.verify(reply.json()["token"]).customer


def test_the_billers_portal_names_its_own_customers_not_ours_of_the_same_id(town: Town) -> None:
    base = f"{town.house.sandbox_url}/paymentus/portal"
    signer = Signer(f"{base}/harbor-water", f"{base}/jwks.json", "billing-assistant")
    with town.house.container.ports.store.write(system(HARBOR, "test")) as tx:
        tx.tenants.put(replace(tx.tenants.this(), portal=Portal(paymentus=signer)))
    town.put("/customers/c-nora", name="Another Nora")
    town.pull()
    assert signed_in(town, "acct-ada") == town.id_of()
    assert town.id_of().startswith("cus_")
    nora = signed_in(town, "c-nora")
    assert nora is not None
    assert nora.startswith("cus_"), "an account of its own"
    town.put("/customers/c-luis", name="New and not pulled yet")
    assert signed_in(town, "c-luis") is None
    assert signed_in(town, "acct-ada", person="c-june") is None, "none of the biller's people"
