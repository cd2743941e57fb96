"""Every way a provider can behave, seen by a customer over HTTP, from button to last word."""

from dataclasses import dataclass

import httpx
import pytest

from billing.ids import TenantId
from billing.principal import system
from billing.use_cases.reconcile_payments import reconcile_payments
from tests.house import House, Json, Speaker


@dataclass(frozen=True)
class Payer:
    """A demo customer, and how the provider answers when the method is charged."""

    customer: str
    tenant: str
    method_id: str


LUIS = Payer("c-luis", "harbor", "pm-luis-card")
ELENA = Payer("c-elena", "skylink", "pm-elena-visa")
TOM = Payer("c-tom", "skylink", "pm-tom-mc")
TOM_500 = Payer("c-tom", "skylink", "pm-tom-visa")
FERN = Payer("c-fern", "lumen", "pm-fern-visa")
BAYSIDE = Payer("c-bayside", "harbor", "pm-bayside-visa")
NORA_BANK = Payer("c-nora", "harbor", "pm-nora-bank")


def owed_bill(speaker: Speaker) -> Json:
    found: Json = speaker.get("/bills?owing_only=true").json()["items"][-1]
    return found


def press(house: House, payer: Payer) -> tuple[Speaker, Json, int, Json]:
    """Ask for the oldest owed bill and press the button: speaker, quote, status, payment."""
    speaker = house.speaker(payer.customer, payer.tenant)
    quote = speaker.quote(owed_bill(speaker)["id"], method_id=payer.method_id)
    reply = speaker.post(f"/quotes/{quote['id']}/approve")
    return speaker, quote, reply.status_code, reply.json()["payments"][0]


def reconcile(house: House, payer: Payer) -> None:
    """What `reconcile` does: look at every doubt of the company now, not on schedule."""
    reconcile_payments(house.container.ports, system(TenantId(payer.tenant)))


def advance(house: House, seconds: int) -> None:
    url = f"{house.sandbox_url}/_control/clock"
    assert httpx.post(url, json={"advance_seconds": seconds}).status_code == 200


@pytest.mark.parametrize(
    ("payer", "reason"),
    [
        (LUIS, "insufficient_funds"),
        (FERN, "card_declined"),
    ],
)
def test_a_refusal_says_why_charges_nothing_and_leaves_the_bill_payable(
    house: House, payer: Payer, reason: str
) -> None:
    speaker, quote, status, payment = press(house, payer)
    assert (status, payment["state"], payment["reason"]) == (402, "failed", reason)
    assert house.charges(payer.tenant) == []
    again = speaker.post(f"/quotes/{quote['id']}/approve")
    assert (again.status_code, again.json()["payments"]) == (402, [payment])
    bill = speaker.get(f"/bills/{quote['lines'][0]['bill_id']}").json()
    assert (bill["state"], "payment_pending" in bill["flags"]) == ("open", False)
    assert speaker.quote(bill["id"], method_id=payer.method_id)["id"] != quote["id"]


def test_a_bank_that_wants_to_know_waits_for_the_customer(house: House) -> None:
    speaker, quote, status, payment = press(house, BAYSIDE)
    assert (status, payment["state"]) == (202, "requires_action")
    assert payment["action"]["kind"] == "confirm_payment"
    assert house.charges("harbor") == []
    refused = speaker.post("/payments", {"bill_ids": [quote["lines"][0]["bill_id"]]})
    assert refused.json()["code"] == "payment_in_doubt"


@pytest.mark.parametrize("payer", [ELENA, TOM])
def test_a_lost_answer_is_unknown_until_it_is_found_out_and_paid_once(
    house: House, payer: Payer
) -> None:
    speaker, quote, status, payment = press(house, payer)
    bill_id = quote["lines"][0]["bill_id"]
    assert (status, payment["state"], payment["receipt_id"]) == (202, "unknown", None)
    assert "payment_pending" in speaker.get(f"/bills/{bill_id}").json()["flags"]
    refused = speaker.post("/payments", {"bill_ids": [bill_id]})
    assert (refused.status_code, refused.json()["code"]) == (409, "payment_in_doubt")

    reconcile(house, payer)
    found = speaker.get(f"/payments/{payment['id']}").json()
    assert found["state"] == "succeeded"
    assert found["receipt_number"]
    assert [charge["amount"] for charge in house.charges(payer.tenant)] == [
        quote["total"]["amount_minor"]
    ]
    again = speaker.post(f"/quotes/{quote['id']}/approve")
    assert (again.status_code, again.json()["payments"][0]["state"]) == (200, "succeeded")
    assert speaker.get(f"/bills/{bill_id}").json()["state"] == "paid"


def test_a_provider_in_trouble_is_a_doubt_and_never_a_failure(house: House) -> None:
    speaker, _, status, payment = press(house, TOM_500)
    assert (status, payment["state"]) == (202, "unknown")
    for _ in range(3):
        reconcile(house, TOM_500)
    assert speaker.get(f"/payments/{payment['id']}").json()["state"] == "unknown"
    assert house.charges("skylink") == []


@pytest.mark.parametrize("outcome", ["succeeded", "failed"])
def test_a_bank_debit_ends_as_the_bank_says(house: House, outcome: str) -> None:
    speaker, quote, status, payment = press(house, NORA_BANK)
    bill_id = quote["lines"][0]["bill_id"]
    assert (status, payment["state"]) == (202, "pending")
    if outcome == "succeeded":
        advance(house, 7 * 24 * 3600)
    else:
        intent = httpx.get(f"{house.sandbox_url}/_control/merchants/harbor/payments").json()
        order = {"payment_intent": intent["payments"][0]["id"], "outcome": "failed"}
        assert httpx.post(f"{house.sandbox_url}/_control/settle", json=order).status_code == 200
    reconcile(house, NORA_BANK)
    assert speaker.get(f"/payments/{payment['id']}").json()["state"] == outcome
    bill = speaker.get(f"/bills/{bill_id}").json()
    assert bill["state"] == ("paid" if outcome == "succeeded" else "open")
    assert len(house.charges("harbor")) == (outcome == "succeeded")


def test_an_expired_card_is_refused_before_anything_is_offered(house: House) -> None:
    nora = house.speaker()
    wish = {"bill_ids": ["HB-100"], "method_id": "pm-nora-old"}
    reply = nora.post("/payments", wish)
    assert (reply.status_code, reply.json()["code"]) == (422, "method_expired")


def test_a_failed_try_and_then_another_method_pays_once(house: House) -> None:
    luis, quote, _, failed = press(house, LUIS)
    bill_id = quote["lines"][0]["bill_id"]
    other = luis.quote(bill_id, method_id="pm-luis-bank")
    done = luis.post(f"/quotes/{other['id']}/approve")
    assert done.status_code == 202
    advance(house, 7 * 24 * 3600)
    reconcile(house, LUIS)
    assert luis.get(f"/bills/{bill_id}").json()["state"] == "paid"
    states = [one["state"] for one in luis.get("/payments").json()["items"][:2]]
    assert sorted(states) == ["failed", "succeeded"]
    assert failed["state"] == "failed"
    assert len(house.charges("harbor")) == 1
