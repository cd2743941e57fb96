"""What an operator's alarm reads: money that waits is counted, and nothing else is told."""

import re

from tests.house import House


def _value(house: House, name: str) -> float:
    text = house.client.get("/metrics").text
    found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
    return 0 if found is None else float(found[1])


def test_a_payment_in_doubt_is_counted_until_it_is_known(house: House) -> None:
    elena = house.speaker("c-elena", "skylink")
    assert _value(house, 'billing_payments_open{state="unknown"}') == 0
    bill = elena.get("/bills").json()["items"][0]["id"]
    approved = elena.post(f"/quotes/{elena.quote(bill)['id']}/approve")
    assert approved.json()["payments"][0]["state"] == "unknown"

    assert _value(house, 'billing_payments_open{state="unknown"}') == 1
    assert _value(house, "billing_oldest_doubt_seconds") > 0

    reply = house.staff().get("/tickets")
    assert reply.status_code == 200


def test_requests_are_timed_by_route_and_never_by_path(house: House) -> None:
    nora = house.speaker()
    nora.get("/bills/HB-100")
    nora.get("/bills/HB-404")
    house.client.request("BREW", "/secret-path")

    text = house.client.get("/metrics").text
    assert 'route="/bills/{bill_id}",status="200"' in text
    assert 'route="/bills/{bill_id}",status="404"' in text
    assert 'method="other",route="other"' in text
    for told in ("HB-100", "secret-path", "BREW", "harbor", "c-nora"):
        assert told not in text
