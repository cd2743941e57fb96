"""What a biller's system pulls from Paymentus: bills and customers by change, profiles, wishes."""

from tests.payments.sandbox.paymentus.biller import Biller, code


def test_a_pull_goes_on_where_the_last_one_ended(biller: Biller) -> None:
    for number in range(2, 6):
        biller.bill(f"b{number}", 100 * number)
    seen, cursor = list[str](), dict[str, str]()
    for _ in range(3):
        page = biller.get("bills", limit=2, **cursor)
        seen += [bill["billId"] for bill in page["bills"]]
        cursor = {"cursor": page["nextCursor"]}
    assert (seen, page["hasMore"]) == (["b1", "b2", "b3", "b4", "b5"], False)
    assert biller.get("bills", **cursor)["bills"] == []
    biller.bill("b2", 250)
    biller.bill("b6", 600)
    page = biller.get("bills", **cursor)
    assert [(bill["billId"], bill["version"]) for bill in page["bills"]] == [("b2", 2), ("b6", 1)]
    assert code(biller.call("GET", "bills", None, cursor="mine")) == "INVALID_CURSOR"


def test_what_did_not_change_is_not_pulled_again(biller: Biller) -> None:
    cursor = biller.get("bills")["nextCursor"]
    biller.bill("b1", 9740)
    assert biller.get("bills", cursor=cursor)["bills"] == []


def test_a_pull_by_time_shows_what_changed_since(own_biller: Biller) -> None:
    own_biller.advance(3600)
    as_of = own_biller.get("bills")["asOf"]
    own_biller.advance(60)
    own_biller.bill("b2", 100)
    own_biller.control("PUT", "/customers/c2", {"name": "Bo"})
    fresh = own_biller.get("bills", changedSince=as_of)["bills"]
    assert [bill["billId"] for bill in fresh] == ["b2"]
    people = own_biller.get("customers", changedSince=as_of)["customers"]
    assert [one["customerId"] for one in people] == ["c2"]
    odd = own_biller.call("GET", "bills", None, changedSince="yesterday")
    assert code(odd) == "INVALID_TIME"


def test_a_bill_says_what_it_is_for_in_lines_that_add_up(biller: Biller) -> None:
    lines = [{"description": "Usage", "amount": 6000}, {"description": "Credit", "amount": -500}]
    bill = biller.bill("b2", 5500, lines=lines, number="HB-104", issued_on="2026-11-01")
    assert [line["amount"] for line in bill["lines"]] == ["60.00", "-5.00"]
    assert biller.get("bills/b2") == bill
    assert (bill["number"], bill["issuedOn"], bill["dueOn"]) == (
        "HB-104",
        "2026-11-01",
        "2026-12-01",
    )
    url = f"{biller.sandbox.url}/_control/merchants/{biller.id}/bills/b3"
    off = {"customer": "c1", "amount": 1, "lines": lines}
    assert biller.sandbox.http.put(url, json=off).status_code == 422
    yen = biller.bill("b4", 500, currency="JPY")
    assert yen["total"] == {"amount": "500", "currency": "JPY"}


def test_a_cancelled_bill_takes_no_payment(biller: Biller) -> None:
    biller.bill("b1", 9740, status="cancelled")
    assert code(biller.pay(biller.method())) == "BILL_NOT_PAYABLE"
    assert biller.get("customers/c1/bills", status="open")["bills"] == []


def test_profiles_are_listed_made_the_default_and_removed(biller: Biller) -> None:
    card = biller.method()
    [profile] = biller.get("customers/c1/profiles")["profiles"]
    assert (profile["profileId"], profile["lastFour"]) == (card, "4242")
    path = "customers/c1/preferences"
    assert biller.get(path)["defaultProfileId"] is None
    wish = {"defaultProfileId": card, "paperless": True}
    assert biller.call("PUT", path, wish).json()["paperless"] is True
    assert biller.get(path)["defaultProfileId"] == card
    for _ in range(2):
        assert biller.call("DELETE", f"profiles/{card}").json()["status"] == "removed"
    assert biller.get(path)["defaultProfileId"] is None
    assert biller.get("customers/c1/profiles")["profiles"] == []
    assert biller.pay(card).status_code == 404
    assert biller.call("PUT", path, {"defaultProfileId": card}).status_code == 404
    assert code(biller.call("PUT", path, {"paperless": "yes"})) == "INVALID_FIELD"
    assert code(biller.call("PUT", path, {"colour": "red"})) == "UNKNOWN_FIELD"


def test_fees_are_told_before_they_are_taken(biller: Biller) -> None:
    fees = biller.get("fees", amount="97.40", currency="USD")["fees"]
    by_type = {fee["type"]: fee for fee in fees}
    assert by_type["card"]["total"] == {"amount": "100.35", "currency": "USD"}
    assert by_type["bank"]["convenienceFee"]["amount"] == "0.00"
    told = by_type["card"]["convenienceFee"]
    payment = biller.pay(biller.method(), convenienceFee=told).json()
    assert payment["total"] == by_type["card"]["total"]
    assert biller.truth()[0]["fee"] == 295
