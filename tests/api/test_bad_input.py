"""Whatever is sent, the answer is clear, has the right status, and never echoes it."""

import json

import pytest

from api.errors import STATUS, TITLES
from api.limits import Limits, RateLimited
from billing import errors
from billing.principal import Principal
from tests.house import House

CARD = "4242 4242 4242 4242"


def leaves(kind: type[Exception]) -> list[type[Exception]]:
    below = kind.__subclasses__()
    return [leaf for each in below for leaf in leaves(each)] if below else [kind]


def test_every_error_of_the_core_has_a_status_and_every_code_a_sentence() -> None:
    core = [leaf for leaf in leaves(errors.BillingError) if leaf.__module__ == "billing.errors"]
    assert [leaf.__name__ for leaf in core if leaf not in STATUS] == []
    codes = {leaf.code for leaf in core if issubclass(leaf, errors.BillingError)}
    assert codes - set(TITLES) == set()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"{", 422),
        (b"[]", 422),
        (b'{"message": 7}', 422),
        (b'{"message": "hi", "customer_id": "c-rita"}', 422),
        (b'{"message": "hi", "message": "ho"}', 422),
        (b'{"message": NaN}', 422),
        (b'{"message": "\xff"}', 422),
        (b'{"message": "' + b"x" * 9000 + b'"}', 422),
        (b'{"a":' * 5000 + b"1" + b"}" * 5000, 422),
        (b'{"message": "' + b"x" * 300_000 + b'"}', 413),
    ],
)
def test_a_malformed_body_is_refused(house: House, body: bytes, status: int) -> None:
    refused = house.speaker().call("POST", "/chat", content=body)
    assert refused.status_code == status
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["code"] in {"validation_failed", "too_large"}


def test_a_card_number_in_a_broken_request_is_not_in_the_answer(house: House) -> None:
    refused = house.speaker().post("/chat", {"message": {"card": CARD}, CARD: 1})
    assert refused.status_code == 422
    assert "4242" not in refused.text


def test_a_card_number_in_chat_is_stored_and_answered_without_it(house: House) -> None:
    nora = house.speaker()
    told = nora.say(f"my card is {CARD}, what do I owe?")
    assert "4242 4242" not in json.dumps(told)
    assert "card number" in told["reply"]
    data = house.container.settings.data_dir
    stored = b"".join(path.read_bytes() for path in data.glob("billing.db*"))
    assert b"4242424242424242" not in stored
    assert CARD.encode() not in stored


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer x", "Basic abc", "Bearer a.b.c", "Bearer " + "x" * 9000],
)
def test_a_broken_token_is_one_plain_401(house: House, header: str) -> None:
    reply = house.client.get("/api/v1/bills", headers={"Authorization": header})
    assert (reply.status_code, reply.json()["code"]) == (401, "unauthenticated")


@pytest.mark.parametrize("path", ["/bills/HB-999", "/bills/SK-7", "/quotes/qt_x", "/payments/p"])
def test_what_is_not_yours_is_not_there(house: House, path: str) -> None:
    reply = house.speaker().get(path)
    assert (reply.status_code, reply.json()["code"]) == (404, "not_found")


def test_a_token_of_an_unknown_tenant_or_customer_sees_nothing(house: House) -> None:
    assert house.speaker("c-nora", "nowhere").get("/bills/HB-100").status_code == 404
    assert house.speaker("c-nobody", "harbor").get("/bills/HB-100").status_code == 404


def test_lists_refuse_odd_limits_and_cursors(house: House) -> None:
    nora = house.speaker()
    assert nora.get("/bills?limit=0").status_code == 422
    assert nora.get("/bills?limit=201").status_code == 422
    assert nora.get("/bills?cursor=not-a-cursor").status_code == 422


def test_staff_may_not_use_customers_routes_nor_customers_the_staffs(house: House) -> None:
    assert house.staff().get("/bills").status_code == 403
    assert house.staff().post("/chat", {"message": "hi"}).status_code == 403
    mine = house.speaker().get("/tickets").json()["items"]
    assert all("customer_id" not in ticket for ticket in mine)


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (b"", 422, "validation_failed"),
        (b"MZ\x90\x00 this is a program", 415, "unsupported_file"),
        (b"<!doctype html><script>alert(1)</script>", 415, "unsupported_file"),
        (b"%PDF-1.7 cut off", 422, "validation_failed"),
    ],
)
def test_a_wrong_file_is_refused_with_its_reason(
    house: House, data: bytes, status: int, code: str
) -> None:
    files = {"file": ("invoice.pdf", data, "application/pdf")}
    reply = house.speaker().call("POST", "/uploads", files=files)
    assert (reply.status_code, reply.json()["code"]) == (status, code)


def test_a_huge_file_is_refused_before_it_is_read(house: House) -> None:
    files = {"file": ("invoice.pdf", b"%PDF-" + b"x" * (22 * 1024 * 1024), "application/pdf")}
    reply = house.speaker().call("POST", "/uploads", files=files)
    assert (reply.status_code, reply.json()["code"]) == (413, "too_large")


def test_a_form_without_a_file_is_422(house: House) -> None:
    assert house.speaker().call("POST", "/uploads", data={"x": "y"}).status_code == 422


def test_a_flood_of_chat_is_limited_and_starves_nothing_else(house: House) -> None:
    nora = house.speaker()
    statuses = [nora.post("/chat", {"message": 7}).status_code for _ in range(3)]
    assert statuses == [422, 422, 422]
    limits, principal = house.container.limits, house.principal()
    use_up(limits, principal)
    refused = nora.post("/chat", {"message": "hi"})
    assert (refused.status_code, refused.json()["code"]) == (429, "rate_limited")
    assert int(refused.headers["retry-after"]) > 0
    assert nora.post("/payments", {"bill_ids": ["HB-100"]}).status_code == 201


def use_up(limits: Limits, principal: Principal) -> None:
    for _ in range(1000):
        try:
            limits.check_principal("chat", principal)
        except RateLimited:
            return
    raise AssertionError("there is no limit")


def test_every_answer_carries_the_safe_headers(house: House) -> None:
    for path in ("/healthz", "/", "/console", "/api/v1/bills", "/nowhere"):
        headers = house.client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
    assert "unsafe" not in house.client.get("/").headers["content-security-policy"]
