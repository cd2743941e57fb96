"""Checks, wires and cash by REST: who may, how often, and what each side sees."""

from dataclasses import replace
from pathlib import Path

import pytest

from api.load_connections import wanted_connections
from api.world import read_world
from api.world_rows import ConnectionRow
from billing.connections import Mode
from billing.customers import Staff
from billing.ids import ConversationId, PersonId
from billing.principal import Role
from tests.api.backs import HARBOR, finance, paid
from tests.flows.talk import talk
from tests.house import Built, House, Json, house_from


def check(request_id: str = "r-1", minor: int = 9740, **more: object) -> Json:
    """Nora's check 1042 for HB-100."""
    body: Json = {
        "request_id": request_id,
        "kind": "check",
        "reference": "1042",
        "received_on": "2026-03-01",
        "currency": "USD",
        "amount_minor": minor,
        "bills": [{"bill_id": "HB-100", "amount_minor": minor}],
    }
    return {**body, **more}


RECORD = "/customers/c-nora/payments/manual"


def test_a_check_is_recorded_and_the_customer_sees_it_paid(house: House) -> None:
    made = finance(house).post(RECORD, check())
    assert made.status_code == 201, made.text
    assert (made.json()["state"], made.json()["label"]) == ("settled", "Check 1042")
    nora = house.speaker()
    assert nora.get("/bills/HB-100").json()["state"] == "paid"
    (line,) = made.json()["bills"]
    seen = nora.get(f"/payments/{line['payment_id']}").json()
    assert (seen["state"], seen["method"]["label"]) == ("succeeded", "Check 1042")
    assert seen["by_hand"] == "settled"
    receipt = nora.get(f"/receipts/{seen['receipt_id']}").json()
    assert receipt["method"]["label"] == "Check 1042"
    pdf = nora.get(f"/receipts/{seen['receipt_id']}/pdf")
    assert (pdf.status_code, pdf.content[:5]) == (200, b"%PDF-")
    assert house.charges("harbor", "HB-100") == []


def test_the_same_request_again_answers_the_same(house: House) -> None:
    first = finance(house).post(RECORD, check())
    again = finance(house).post(RECORD, check())
    assert (again.status_code, again.json()) == (201, first.json())
    other = finance(house).post(RECORD, check(minor=9000))
    assert (other.status_code, other.json()["code"]) == (409, "conflict")


def test_above_the_limit_a_second_person_verifies(house: House) -> None:
    big = house.speaker().get("/bills?limit=200").json()["items"]
    bill = next(b for b in big if b["balance"]["amount_minor"] > 0 and not b["flags"])
    total = bill["balance"]["amount_minor"]
    body = check(minor=total, bills=[{"bill_id": bill["id"], "amount_minor": total}])
    with_limit(house, 1)
    waiting = finance(house).post(RECORD, body)
    assert (waiting.status_code, waiting.json()["state"]) == (202, "waiting")
    named = waiting.json()["id"]
    assert "payment_pending" in house.speaker().get(f"/bills/{bill['id']}").json()["flags"]
    listed = finance(house).get("/manual-payments?state=waiting").json()["items"]
    assert [each["id"] for each in listed] == [named]
    alone = finance(house).post(f"/payments/{named}/verify", {"agrees": True})
    assert (alone.status_code, alone.json()["code"]) == (403, "forbidden")
    second = finance(house, "fin-2").post(f"/payments/{named}/verify", {"agrees": True})
    assert (second.status_code, second.json()["state"]) == (200, "settled")
    assert second.json()["verified_by"] == "finance:fin-2"


def with_limit(house: House, minor: int) -> None:
    """Let harbor's people decide alone up to `minor`; above it, two of its list of staff."""
    with house.container.ports.store.write(HARBOR) as tx:
        for name in ("staff-test", "fin-2"):
            tx.customers.put_staff(Staff(PersonId(name), f"{name}@harbor.example", Role.FINANCE))
        tenant = tx.tenants.this()
        policy = replace(tenant.policy, second_person_above_minor=minor)
        tx.tenants.put(replace(tenant, policy=policy))


def test_a_bounced_check_is_owed_again(house: House) -> None:
    made = finance(house).post(RECORD, check()).json()
    payment = made["bills"][0]["payment_id"]
    done = finance(house).post(f"/payments/{payment}/reverse", {"reason": "returned unpaid"})
    assert (done.status_code, done.json()["state"]) == (200, "reversed")
    assert done.json()["reason"] == "returned unpaid"
    nora = house.speaker()
    bill = nora.get("/bills/HB-100").json()
    assert (bill["state"], bill["balance"]["amount_minor"]) == ("open", 9740)
    seen = nora.get(f"/payments/{payment}").json()
    assert (seen["by_hand"], seen["refundable"]["amount_minor"]) == ("reversed", 0)
    assert seen["refunds"][0]["reversal"] is True
    twice = finance(house, "fin-2").post(f"/payments/{payment}/reverse", {"reason": "again"})
    assert twice.status_code == 409
    pdf = nora.get(f"/receipts/{seen['receipt_id']}/pdf")
    assert pdf.status_code == 200


def test_two_people_reverse_above_the_limit(house: House) -> None:
    made = finance(house).post(RECORD, check()).json()
    with_limit(house, 1)
    path = f"/payments/{made['id']}/reverse"
    first = finance(house).post(path, {"reason": "bank letter"})
    assert (first.status_code, first.json()["state"]) == (202, "awaiting_second_person")
    shown = finance(house).get("/manual-payments?state=settled").json()["items"][0]
    assert shown["reversal_proposed_by"] == "finance:staff-test"
    second = finance(house, "fin-2").post(path, {"reason": "seen"})
    assert (second.status_code, second.json()["state"]) == (200, "reversed")


def test_too_much_says_what_is_owed(house: House) -> None:
    refused = finance(house).post(RECORD, check(minor=9741))
    assert (refused.status_code, refused.json()["maximum"]["amount_minor"]) == (422, 9740)


def test_a_paid_bill_takes_no_check(house: House) -> None:
    paid(house)
    refused = finance(house).post(RECORD, check())
    assert (refused.status_code, refused.json()["bill_state"]) == (422, "paid")


def test_an_open_online_payment_says_what_to_do(house: House) -> None:
    nora = house.speaker()
    quote = nora.quote("HB-100", method_id="pm-nora-bank")
    nora.post(f"/quotes/{quote['id']}/approve")
    refused = finance(house).post(RECORD, check())
    assert (refused.status_code, refused.json()["code"]) == (409, "payment_in_doubt")
    assert "wait until it has ended" in refused.json()["problem"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount_minor": 0},
        {"amount_minor": -1},
        {"amount_minor": 97.4},
        {"currency": "usd"},
        {"kind": "barter"},
        {"received_on": "2026-02-30"},
        {"received_on": "tomorrow"},
        {"reference": ""},
        {"bills": []},
        {"customer_id": "c-luis"},
    ],
)
def test_what_is_no_record_is_refused(house: House, wrong: Json) -> None:
    assert finance(house).post(RECORD, check(**wrong)).status_code == 422
    assert house.speaker().get("/bills/HB-100").json()["state"] == "open"


def test_only_finance_and_admins_of_the_company(house: House) -> None:
    made = finance(house).post(RECORD, check()).json()
    nora, support = house.speaker(), house.staff(Role.SUPPORT)
    foreign = house.staff(Role.ADMIN, "skylink")
    for who, status in ((nora, 403), (support, 403), (foreign, 404)):
        assert who.post(RECORD, check("r-9")).status_code == status
        for verb, body in (
            ("verify", {"agrees": False, "reason": "no"}),
            ("reverse", {"reason": "no"}),
        ):
            assert who.post(f"/payments/{made['id']}/{verb}", body).status_code == status
    assert nora.get("/manual-payments").status_code == 403
    assert support.get("/manual-payments").status_code == 200
    assert foreign.get("/manual-payments").json()["items"] == []


def test_another_customers_bill_is_not_found(house: House) -> None:
    strange = finance(house).post("/customers/c-luis/payments/manual", check())
    assert strange.status_code == 404


def test_a_customer_announces_and_finance_answers(house: House) -> None:
    nora = house.speaker()
    wish = {"kind": "check", "bill_ids": ["HB-100"], "reference": "1042", "sent_on": "2026-02-27"}
    said = nora.post("/payments/announced", wish)
    assert (said.status_code, said.json()["state"]) == (201, "announced")
    assert nora.post("/payments/announced", wish).json()["id"] == said.json()["id"]
    assert "payment_announced" in nora.get("/bills/HB-100").json()["flags"]
    (own,) = nora.get("/payments/announced").json()["items"]
    assert (own["id"], own["label"]) == (said.json()["id"], "Check 1042")
    (seen,) = finance(house).get("/manual-payments?state=announced").json()["items"]
    assert (seen["customer_id"], seen["announced"]) == ("c-nora", True)
    made = finance(house).post(RECORD, check()).json()
    assert made["id"] == said.json()["id"]
    assert house.speaker("c-luis").get("/payments/announced").json()["items"] == []
    assert finance(house).post("/payments/announced", wish).status_code == 403
    bad = nora.post("/payments/announced", {**wish, "bill_ids": ["HW-nobody"]})
    assert bad.status_code == 404


def told(house: House, thread: str) -> list[str]:
    with house.container.ports.store.read(house.principal("c-nora")) as tx:
        return [each.text for each in tx.conversations.messages(ConversationId(thread))]


def test_a_check_is_announced_in_chat_and_the_chat_hears_of_it(house: House) -> None:
    with_limit(house, 1)
    nora = talk(house)
    said = nora.say("I mailed you check 1042 for HB-100 yesterday")
    assert said["reply"].startswith("Check 1042, $97.40 for HB-100: noted")
    assert said["quote"] is None
    thread = said["conversation_id"]
    house.work()
    before = told(house, thread)
    shown = nora.say("did my payment for HB-100 go through?")["reply"]
    assert "announced by you, not seen here yet" in shown
    waiting = finance(house).post(RECORD, check()).json()
    house.work()
    assert any("a second colleague checks it" in each for each in told(house, thread)[2:])
    finance(house, "fin-2").post(f"/payments/{waiting['id']}/verify", {"agrees": True})
    house.work()
    house.work()
    news = [each for each in told(house, thread) if "it is here and booked" in each]
    assert len(news) == 1
    assert "Receipt: R-" in news[0]
    assert len(before) == 2
    for who in (finance(house), finance(house, "fin-2")):
        who.post(f"/payments/{waiting['id']}/reverse", {"reason": "returned unpaid"})
    house.work()
    assert any("came back without being paid" in each for each in told(house, thread))


def test_an_announcement_that_never_came_is_told(house: House) -> None:
    said = talk(house).say("I sent a wire transfer for HB-100")
    (found,) = finance(house).get("/manual-payments?state=announced").json()["items"]
    verdict = {"agrees": False, "reason": "no such wire"}
    done = finance(house).post(f"/payments/{found['id']}/verify", verdict)
    assert (done.status_code, done.json()["state"]) == (200, "refused")
    house.work()
    assert any("did not reach us" in each for each in told(house, said["conversation_id"]))


@pytest.mark.parametrize("mode", ["live", "test"])
def test_a_company_that_takes_checks_says_so_in_chat(house: House, mode: str) -> None:
    wish: Json = {"provider": "manual", "mode": mode, "credentials": {"mode": mode}}
    made = house.staff(Role.ADMIN).post("/connections", wish)
    assert made.status_code == 201, made.text
    reply = talk(house).say("can I pay by check?")["reply"]
    assert "takes checks, wire transfers and cash" in reply
    paid(house)  # the card is still charged over the other connection


def test_two_companies_may_both_take_checks(house: House) -> None:
    wish: Json = {"provider": "manual", "mode": "live", "credentials": {"mode": "live"}}
    for company in ("harbor", "skylink"):
        assert house.staff(Role.ADMIN, company).post("/connections", wish).status_code == 201


def test_the_receipt_is_mailed_and_mailed_again_when_the_check_bounces(
    built: Built, tmp_path: Path
) -> None:
    with house_from(built, tmp_path / "house", smtp_url="smtp://127.0.0.1:9") as house:
        made = finance(house).post(RECORD, check()).json()
        finance(house).post(f"/payments/{made['id']}/reverse", {"reason": "returned unpaid"})
        with house.container.ports.store.read(HARBOR) as tx:
            kinds = [row.kind for row in tx.outbox.list(limit=50) if row.channel == "email"]
    assert kinds == ["receipt", "receipt"]


def test_a_world_or_the_environment_switches_it_on_without_a_secret() -> None:
    world = read_world((Path(__file__).parent / "worlds" / "small.yaml").read_text())
    tenant = world.tenants[0].id
    row = ConnectionRow(id="by-hand", tenant=tenant, provider="manual", mode=Mode.LIVE)
    alone = replace(world, tenants=world.tenants[:1], connections=())
    for found in (
        wanted_connections(replace(alone, connections=(row,)), b"salt", {}),
        wanted_connections(alone, b"salt", {"MANUAL_PAYMENTS": "live"}),
    ):
        (wanted,) = found[tenant]
        assert (wanted.connection.provider, wanted.connection.mode) == ("manual", Mode.LIVE)
        assert dict(wanted.credentials) == {"mode": "live"}
        assert not wanted.at_sandbox
