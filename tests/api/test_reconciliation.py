"""Holds, differences and the comparison, by REST; beside the sandbox."""

from dataclasses import replace

import pytest

from billing.discrepancies import Discrepancy, DiscrepancyKind
from billing.ids import PaymentId
from billing.money import Money
from billing.payments import PaymentState
from billing.principal import Role
from billing.refunds import Refund
from tests.api.backs import HARBOR, finance, order, paid, pending
from tests.house import House, Json


def test_a_hold_above_the_limit_takes_two_people(house: House) -> None:
    payment = pending(house)
    with house.container.ports.store.write(HARBOR) as tx:
        tenant = tx.tenants.this()
        tx.tenants.put(replace(tenant, policy=replace(tenant.policy, second_person_above_minor=0)))
        intent = tx.payments.get(PaymentId(payment)).provider_ref
    wish = {"outcome": "succeeded", "evidence": "the bank's line 12"}
    path = f"/payments/{payment}/resolve"
    refused = finance(house, "st-harbor-finance").post(path, wish)
    assert (refused.status_code, refused.json()["code"]) == (409, "conflict")
    order(house, "settle", payment_intent=intent, outcome="succeeded")
    unnamed = finance(house).post(path, wish)
    assert (unnamed.status_code, "list of staff" in unnamed.json()["problem"]) == (422, True)
    for _ in range(2):
        first = finance(house, "st-harbor-finance").post(path, wish)
        assert first.status_code == 202
        assert first.json()["state"] == "awaiting_second_person"
        assert first.json()["proposal"]["proposed_by"] == "finance:st-harbor-finance"
        assert "line 12" not in first.text
    (held,) = finance(house).get("/reconciliation/holds").json()["items"]
    assert held["proposal"]["outcome"] == "succeeded"
    done = finance(house, "st-harbor-admin").post(path, wish)
    assert (done.status_code, done.json()["state"]) == (200, "succeeded")
    assert finance(house).get("/reconciliation/holds").json()["items"] == []
    assert house.speaker().get("/bills/HB-100").json()["state"] == "paid"


def test_staff_read_a_payment_with_what_is_left_to_give_back_and_its_hold(house: House) -> None:
    payment = paid(house, "HW-032")
    assert "hold" not in payment
    seen = finance(house).get(f"/payments/{payment['id']}").json()
    assert seen["refundable"]["amount_minor"] == payment["amount"]["amount_minor"]
    assert (seen["customer_id"], seen["hold"], seen["disputes"]) == ("c-nora", None, [])
    given = {"amount_minor": 50, "seen_refunds": 0}
    assert finance(house).post(f"/payments/{payment['id']}/refund", given).status_code == 201
    after = house.staff(Role.SUPPORT).get(f"/payments/{payment['id']}").json()
    assert after["refundable"]["amount_minor"] == payment["amount"]["amount_minor"] - 50
    assert [each["amount"]["amount_minor"] for each in after["refunds"]] == [50]
    held = finance(house).get(f"/payments/{pending(house)}").json()
    assert (held["state"], held["hold"]["proposal"]) == ("hold", None)
    assert held["hold"]["age_s"] >= 0
    (charge,) = [one for one in house.charges("harbor") if one["id"] == seen["provider_ref"]]
    assert charge["metadata"]["reference"] == seen["reference"]
    stranger = house.staff(Role.FINANCE, "skylink").get(f"/payments/{payment['id']}")
    assert stranger.status_code == 404


def test_holds_are_listed_with_their_age_and_proposal(house: House) -> None:
    payment = pending(house)
    (held,) = finance(house).get("/reconciliation/holds").json()["items"]
    assert (held["payment_id"], held["refund_id"], held["state"]) == (payment, None, "hold")
    assert held["age_s"] >= 0
    assert held["proposal"] is None
    assert house.speaker().get("/reconciliation/holds").status_code == 403


def test_the_comparison_runs_and_finds_what_differs_once(house: House) -> None:
    payment = paid(house)
    with house.container.ports.store.write(HARBOR) as tx:
        connection = tx.connections.first()
        assert connection is not None
        made = tx.payments.get(PaymentId(payment["id"]))
        # Money the books say went back, of which the provider knows nothing.
        refund = Refund("ref-x", made.id, made.amount, PaymentState.SUCCEEDED, made.created_at)
        tx.refunds.add(refund)
    wish = {"connection_id": connection.id, "days": 2}
    told = finance(house).post("/reconciliation/run", wish)
    assert told.status_code == 200, told.text
    assert told.json()["new"] == {"refunded_less": 1}
    (found,) = finance(house).get("/reconciliation/discrepancies").json()["items"]
    assert (found["kind"], found["payment_id"]) == ("refunded_less", payment["id"])
    close = f"/reconciliation/discrepancies/{found['id']}/close"
    assert house.staff(Role.SUPPORT).post(close, {"note": "ok"}).status_code == 403
    closed = finance(house).post(close, {"note": "booked by hand, see the ledger"}).json()
    assert closed["closed_by"] == "finance:staff-test"
    assert finance(house).post(close, {"note": "again"}).status_code == 409
    assert finance(house).get("/reconciliation/discrepancies").json()["items"] == []
    every = finance(house).get("/reconciliation/discrepancies?open=false").json()["items"]
    assert len(every) == 1
    assert house.staff(Role.SUPPORT).post("/reconciliation/run", wish).status_code == 403


def test_a_freshly_loaded_world_has_no_discrepancies(house: House) -> None:
    with house.container.ports.store.read(HARBOR) as tx:
        connection = tx.connections.first()
    assert connection is not None
    wish = {"connection_id": connection.id, "days": 93}
    told = finance(house).post("/reconciliation/run", wish).json()
    assert (told["lines"], told["new"]) == (0, {})


def test_one_person_ends_a_small_hold_and_the_evidence_is_nobodys_to_read(house: House) -> None:
    payment = pending(house)
    with house.container.ports.store.read(HARBOR) as tx:
        intent = tx.payments.get(PaymentId(payment)).provider_ref
    order(house, "settle", payment_intent=intent, outcome="succeeded")
    path = f"/payments/{payment}/resolve"
    denied = finance(house).post(path, {"outcome": "failed", "evidence": "nothing on the list"})
    assert (denied.status_code, denied.json()["code"]) == (409, "conflict")
    assert "the provider has it as done" in denied.json()["problem"]
    done = finance(house).post(path, {"outcome": "succeeded", "evidence": "page 3, line 12"})
    assert (done.status_code, done.json()["state"]) == (200, "succeeded")
    assert "line 12" not in done.text
    assert "line 12" not in house.speaker().get(f"/payments/{payment}").text
    again = finance(house).post(path, {"outcome": "succeeded", "evidence": "page 3, line 12"})
    assert (again.status_code, again.json()["problem"]) == (
        422,
        "the payment is succeeded, not on hold",
    )


@pytest.mark.parametrize(
    "wish",
    [
        {},
        {"outcome": "succeeded"},
        {"outcome": "cancelled", "evidence": "x"},
        {"outcome": "succeeded", "evidence": ""},
        {"outcome": "succeeded", "evidence": "   "},
        {"outcome": "succeeded", "evidence": "x" * 501},
        {"outcome": "succeeded", "evidence": "x", "by": "ben"},
    ],
)
def test_a_decision_without_an_end_or_evidence_is_none(house: House, wish: Json) -> None:
    payment = pending(house)
    refused = finance(house).post(f"/payments/{payment}/resolve", wish)
    assert (refused.status_code, refused.json()["code"]) == (422, "validation_failed")
    assert len(finance(house).get("/reconciliation/holds").json()["items"]) == 1


def test_who_may_end_a_hold(house: House) -> None:
    payment = pending(house)
    wish = {"outcome": "failed", "evidence": "x"}
    refusals = [
        (house.speaker(), 403),
        (house.staff(Role.SUPPORT), 403),
        (house.staff(Role.FINANCE, "skylink"), 404),
        (house.staff(Role.ADMIN, "skylink"), 404),
    ]
    for who, status in refusals:
        assert who.post(f"/payments/{payment}/resolve", wish).status_code == status
    assert house.staff(Role.ADMIN, "skylink").get("/reconciliation/holds").json()["items"] == []
    assert house.speaker().get("/bills/HB-100").json()["flags"] == ["payment_pending"]


def test_a_refunds_hold_ends_by_the_same_rules(house: House) -> None:
    payment = paid(house)
    merchant = {"method": "POST", "path_contains": "refunds", "merchant": "harbor"}
    order(house, "faults", kind="wrong_amount", **merchant)
    made = finance(house).post(f"/payments/{payment['id']}/refund", {"amount_minor": 2000})
    assert (made.status_code, made.json()["refund"]["state"]) == (202, "hold")
    refund = made.json()["refund"]["id"]
    path = f"/payments/{payment['id']}/refunds/{refund}/resolve"
    wish = {"outcome": "succeeded", "evidence": "the provider's page"}
    assert house.staff(Role.SUPPORT).post(path, wish).status_code == 403
    assert house.staff(Role.FINANCE, "skylink").post(path, wish).status_code == 404
    strange = f"/payments/pay-nora-1/refunds/{refund}/resolve"
    assert finance(house).post(strange, wish).status_code == 404
    done = finance(house).post(path, wish)
    assert (done.status_code, done.json()["state"]) == (200, "succeeded")
    assert finance(house).get("/reconciliation/holds").json()["items"] == []


def test_who_sees_and_closes_differences(house: House) -> None:
    with house.container.ports.store.write(HARBOR) as tx:
        connection = tx.connections.first()
        assert connection is not None
        tx.discrepancies.find(
            Discrepancy(
                "dis-1", connection.id, DiscrepancyKind.CHARGED_UNKNOWN, "pi_9",
                house.container.ports.clock.now(), theirs=Money(500, "USD"),
            )
        )  # fmt: skip
    path, close = "/reconciliation/discrepancies", "/reconciliation/discrepancies/dis-1/close"
    for role in (Role.SUPPORT, Role.FINANCE, Role.ADMIN):
        (seen,) = house.staff(role).get(path).json()["items"]
        assert (seen["provider_ref"], seen["ours"]) == ("pi_9", None)
        assert house.staff(role, "skylink").get(path).json()["items"] == []
    assert house.speaker().get(path).status_code == 403
    assert house.staff(Role.FINANCE, "skylink").post(close, {"note": "mine"}).status_code == 404
    assert house.speaker().post(close, {"note": "mine"}).status_code == 403
    assert finance(house).post(close, {"note": ""}).status_code == 422
    assert house.staff(Role.ADMIN).post(close, {"note": "a test charge"}).status_code == 200


def test_a_comparison_of_nobodys_connection_is_not_found_and_spans_have_limits(
    house: House,
) -> None:
    run = "/reconciliation/run"
    with house.container.ports.store.read(HARBOR) as tx:
        connection = tx.connections.first()
    assert connection is not None
    assert finance(house).post(run, {"connection_id": "conn-none"}).status_code == 404
    for days in (0, 94, -1, "7", 1.5, True):
        wish = {"connection_id": connection.id, "days": days}
        assert finance(house).post(run, wish).status_code == 422
    assert house.speaker().post(run, {"connection_id": connection.id}).status_code == 403
