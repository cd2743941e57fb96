"""Paying by REST: a quote, the customer's own act, one charge; and every way it can end."""

import concurrent.futures

import pytest

from tests.house import House


def test_a_quote_moves_nothing_and_an_approval_pays_exactly_once(house: House) -> None:
    nora = house.speaker()
    quote = nora.quote("HB-100")
    assert quote["total"]["amount_minor"] == 9740
    assert house.charges("harbor") == []

    first = nora.post(f"/quotes/{quote['id']}/approve")
    again = nora.post(f"/quotes/{quote['id']}/approve")

    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json()["payments"] == again.json()["payments"]
    payment = first.json()["payments"][0]
    assert payment["state"] == "succeeded"
    assert payment["receipt_id"]
    assert [c["amount"] for c in house.charges("harbor")] == [9740]
    bill = nora.get("/bills/HB-100").json()
    assert (bill["state"], bill["balance"]["amount_minor"]) == ("paid", 0)


def test_thirty_two_approvals_at_once_charge_once_and_agree(house: House) -> None:
    nora = house.speaker()
    quote = nora.quote("HB-100")
    with concurrent.futures.ThreadPoolExecutor(32) as pool:
        replies = list(pool.map(lambda _: nora.post(f"/quotes/{quote['id']}/approve"), range(32)))
    assert {reply.status_code for reply in replies} <= {200, 202}
    assert len({reply.json()["payments"][0]["id"] for reply in replies}) == 1
    assert len(house.charges("harbor")) == 1


def test_several_bills_make_one_payment_each(house: House) -> None:
    nora = house.speaker()
    quote = nora.quote("HB-100", "HW-032")
    assert quote["total"]["amount_minor"] == 9740 + 4788
    done = nora.post(f"/quotes/{quote['id']}/approve").json()
    assert [p["state"] for p in done["payments"]] == ["succeeded", "succeeded"]
    assert sorted(c["amount"] for c in house.charges("harbor")) == [4788, 9740]
    assert nora.get("/bills?owing_only=true").json()["items"] == []


def test_a_part_leaves_the_rest_open(house: House) -> None:
    nora = house.speaker()
    quote = nora.quote("HB-100", amount_minor=2000)
    assert nora.post(f"/quotes/{quote['id']}/approve").status_code == 200
    bill = nora.get("/bills/HB-100").json()
    assert bill["balance"]["amount_minor"] == 7740
    assert "partially_paid" in bill["flags"]


def test_a_bank_debit_is_pending_and_the_bill_may_not_be_paid_again(house: House) -> None:
    nora = house.speaker()
    quote = nora.quote("HB-100", method_id="pm-nora-bank")
    done = nora.post(f"/quotes/{quote['id']}/approve")
    assert done.status_code == 202
    assert done.json()["payments"][0]["state"] == "pending"
    again = nora.post("/payments", {"bill_ids": ["HB-100"]})
    assert (again.status_code, again.json()["code"]) == (409, "payment_in_doubt")


def test_a_newer_quote_takes_the_older_ones_place(house: House) -> None:
    nora = house.speaker()
    old = nora.quote("HB-100")
    nora.quote("HB-100", amount_minor=3000)
    refused = nora.post(f"/quotes/{old['id']}/approve")
    assert (refused.status_code, refused.json()["code"]) == (409, "quote_superseded")
    assert house.charges("harbor") == []


def test_a_declined_quote_stays_declined(house: House) -> None:
    nora = house.speaker()
    quote = nora.quote("HB-100")
    assert nora.post(f"/quotes/{quote['id']}/decline").json()["status"] == "declined"
    refused = nora.post(f"/quotes/{quote['id']}/approve")
    assert (refused.status_code, refused.json()["code"]) == (409, "quote_declined")


def test_a_token_without_the_scope_may_look_but_not_approve(house: House) -> None:
    nora = house.speaker(approve=False)
    quote = nora.quote("HB-100")
    refused = nora.post(f"/quotes/{quote['id']}/approve")
    assert (refused.status_code, refused.json()["code"]) == (403, "scope_required")
    assert house.charges("harbor") == []


def test_a_page_that_is_not_listed_may_not_approve(house: House) -> None:
    nora = house.speaker()
    quote = nora.quote("HB-100")
    path = f"/quotes/{quote['id']}/approve"
    foreign = nora.post(path, headers={"Origin": "https://evil.example"})
    assert (foreign.status_code, foreign.json()["code"]) == (403, "forbidden")
    assert house.charges("harbor") == []
    listed = nora.post(path, headers={"Origin": "https://my.harbor-power.example"})
    assert listed.status_code == 200


NOT_AMOUNTS = (
    *("0", "-1", "9741", "2147483648", "9223372036854775808", '"1e2"', "10.0", "true", '" 7 "'),
    *('"1_000"', "NaN", "1e400", "Infinity", '"\u0661\u0662"', "[]", "{}", "1e2", "0.1"),
)


@pytest.mark.parametrize("amount", NOT_AMOUNTS)
def test_an_amount_that_is_not_whole_minor_units_within_the_bill_is_422(
    house: House, amount: str
) -> None:
    nora = house.speaker()
    body = f'{{"bill_ids": ["HB-100"], "amount_minor": {amount}}}'
    refused = nora.call("POST", "/payments", content=body.encode())
    assert (refused.status_code, refused.json()["code"]) == (422, "validation_failed")


def test_anothers_bill_and_no_bill_are_the_same_not_found(house: House) -> None:
    nora = house.speaker()
    foreign = nora.post("/payments", {"bill_ids": ["SK-7"]})
    nobody = nora.post("/payments", {"bill_ids": ["HB-999999"]})
    assert foreign.status_code == nobody.status_code == 404
    assert foreign.content == nobody.content
    theirs = house.speaker("c-rita", "skylink").quote
    with pytest.raises(AssertionError, match="404"):
        theirs("HB-100")


def test_with_the_provider_gone_nothing_was_sent_and_it_can_be_tried_again(house: House) -> None:
    nora = house.speaker()
    quote = nora.quote("HB-100")
    gone = house.container.providers
    address, gone.sandbox_url = gone.sandbox_url, lambda: "http://127.0.0.1:9"
    gone.forget()
    gone.forget()
    down = nora.post(f"/quotes/{quote['id']}/approve")
    assert (down.status_code, down.json()["code"]) == (503, "provider_unavailable")
    assert down.json()["payments"][0]["state"] == "failed"
    gone.sandbox_url = address
    gone.forget()
    assert nora.post(f"/quotes/{nora.quote('HB-100')['id']}/approve").status_code == 200
    assert len(house.charges("harbor")) == 1
