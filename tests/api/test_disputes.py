"""Disputes by REST: who sees them, and who owes then; beside the sandbox."""

from billing.ids import PaymentId
from billing.principal import Role
from tests.api.backs import HARBOR, finance, hear_of_dispute, order, paid
from tests.house import House


def test_a_lost_dispute_is_seen_by_staff_and_owed_again(house: House) -> None:
    payment = paid(house)
    with house.container.ports.store.read(HARBOR) as tx:
        made = tx.payments.get(PaymentId(payment["id"]))
    opened = order(house, "dispute", payment_intent=made.provider_ref, amount=4000)
    assert made.connection_id is not None
    hear_of_dispute(house, made.connection_id, str(opened["id"]), "evt_1")
    (seen,) = house.staff(Role.SUPPORT).get("/disputes").json()["items"]
    assert (seen["payment_id"], seen["amount"]["amount_minor"]) == (payment["id"], 4000)
    assert seen["customer_id"] == "c-nora"
    refused = finance(house).post(f"/payments/{payment['id']}/refund", {})
    assert (refused.status_code, refused.json()["code"]) == (409, "conflict")
    order(house, "dispute", dispute=opened["id"], outcome="lost")
    hear_of_dispute(house, made.connection_id, str(opened["id"]), "evt_2")
    bill = house.speaker().get("/bills/HB-100").json()
    assert (bill["state"], bill["balance"]["amount_minor"]) == ("open", 4000)
    assert house.staff(Role.SUPPORT).get("/disputes").json()["items"] == []
    assert len(house.staff(Role.SUPPORT).get("/disputes?open=false").json()["items"]) == 1
    detail = house.speaker().get(f"/payments/{payment['id']}").json()
    assert [each["state"] for each in detail["disputes"]] == ["lost"]
    assert house.speaker().get("/disputes").status_code == 403


def test_who_sees_disputes(house: House) -> None:
    payment = paid(house)
    with house.container.ports.store.read(HARBOR) as tx:
        made = tx.payments.get(PaymentId(payment["id"]))
    assert made.connection_id is not None
    opened = order(house, "dispute", payment_intent=made.provider_ref)
    hear_of_dispute(house, made.connection_id, str(opened["id"]), "evt_1")
    for role in (Role.SUPPORT, Role.FINANCE, Role.ADMIN):
        (seen,) = house.staff(role).get("/disputes").json()["items"]
        assert (seen["provider_ref"], seen["state"]) == (opened["id"], "open")
        assert house.staff(role, "skylink").get("/disputes").json()["items"] == []
    assert house.speaker().get("/disputes").status_code == 403
    (mine,) = house.speaker().get(f"/payments/{payment['id']}").json()["disputes"]
    assert "provider_ref" not in mine
    assert house.client.get("/api/v1/disputes").status_code == 401


def test_a_won_one_leaves_the_bill_paid(house: House) -> None:
    payment = paid(house)
    with house.container.ports.store.read(HARBOR) as tx:
        made = tx.payments.get(PaymentId(payment["id"]))
    assert made.connection_id is not None
    opened = order(house, "dispute", payment_intent=made.provider_ref)
    hear_of_dispute(house, made.connection_id, str(opened["id"]), "evt_1")
    assert house.speaker().get("/bills/HB-100").json()["state"] == "paid"
    order(house, "dispute", dispute=opened["id"], outcome="won")
    for event in ("evt_2", "evt_3"):
        hear_of_dispute(house, made.connection_id, str(opened["id"]), event)
    (decided,) = house.staff(Role.SUPPORT).get("/disputes?open=false").json()["items"]
    assert (decided["state"], decided["closed_at"] is None) == ("won", False)
    bill = house.speaker().get("/bills/HB-100").json()
    assert (bill["state"], bill["balance"]["amount_minor"]) == ("paid", 0)
    assert finance(house).post(f"/payments/{payment['id']}/refund", {}).status_code == 201
