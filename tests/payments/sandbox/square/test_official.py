"""The official description judges every exchange of Square's tests; here it is shown to bite."""

import pytest

from tests.payments.sandbox.square.official import answer_faults, description, request_faults
from tests.payments.sandbox.square.seller import USD, Json, Seller, usd

GOOD = {"source_id": "cnon:card-nonce-ok", "idempotency_key": "k-1", "amount_money": USD}


def test_every_exchange_is_judged_by_the_official_description(
    seller: Seller, capsys: pytest.CaptureFixture[str]
) -> None:
    if description() is None:
        with capsys.disabled():
            print("\nproviders: not run (no official descriptions here)")  # the checks look for it
        return
    payment = seller.paid()
    mistakes: list[Json] = [{"reference_id": "r" * 41}, {"source_id": None}, {"metadata": {}}]
    for wrong in mistakes:
        assert request_faults("POST", "/v2/payments", {}, GOOD | wrong) != []
    assert request_faults("POST", "/v2/payments", {}, GOOD) == []
    assert request_faults("GET", "/v2/payments", {"reference_id": "r"}, None) != []
    oddities: list[Json] = [{"status": 1}, {"amount_money": "97.40"}, {"colour": "red"}]
    for odd in oddities:
        assert answer_faults("POST", "/v2/payments", {"payment": payment | odd}) != []
    unknown = {"errors": [{"category": "NO_ERROR", "code": "GENERIC_DECLINE"}]}
    assert answer_faults("POST", "/v2/payments", unknown) != []


def test_every_described_endpoint_we_play_answers_as_described(seller: Seller) -> None:
    """A tour; each call is judged by the seller's own eyes."""
    payment = seller.paid()
    refund = seller.refund(payment, 1).json()["refund"]["id"]
    body: Json = {"idempotency_key": "c", "source_id": "cnon:card-nonce-ok"}
    card = seller.post("cards", **body, card={"customer_id": "c1"}).json()["card"]["id"]
    held = [seller.paid(autocomplete=False, amount_money=usd(5))["id"] for _ in range(2)]
    calls: list[tuple[str, str]] = [
        ("GET", "locations"),
        ("GET", "locations/main"),
        ("GET", "customers"),
        ("GET", "customers/c1"),
        ("GET", "cards"),
        ("GET", f"cards/{card}"),
        ("POST", f"cards/{card}/disable"),
        ("GET", "payments"),
        ("GET", f"payments/{payment['id']}"),
        ("POST", f"payments/{held[0]}/complete"),
        ("POST", f"payments/{held[1]}/cancel"),
        ("GET", "refunds"),
        ("GET", f"refunds/{refund}"),
    ]
    for method, path in calls:
        assert seller.call(method, path, {} if method == "POST" else None).status_code == 200
    search = seller.post("customers/search", query={}, limit=1)
    assert [one["id"] for one in search.json()["customers"]] == ["c1"]
