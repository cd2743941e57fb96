"""Provider webhooks over HTTP: signed ones settle a payment once, anything else changes nothing."""

import concurrent.futures
import json
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace

import httpx
import pytest
from httpx2 import Response

from billing.ids import BillId, CustomerId, TenantId
from billing.payments import Payment, PaymentState
from billing.principal import system
from tests.flows.served import served
from tests.house import Built, House, Json, house_from
from tests.payments.forgeries import Letter, signature


@dataclass
class Line:
    """The wire between the sandbox and the house's webhook route of one tenant."""

    house: House
    tenant: str
    path: str
    secret_key: str
    secret: str

    def order(self, verb: str, path: str, **body: object) -> Json:
        reply = httpx.request(verb, f"{self.house.sandbox_url}/_control/{path}", json=body)
        assert reply.status_code == 200, reply.text
        found: Json = reply.json()
        return found

    def connect(self, url: str) -> None:
        """From here on the sandbox delivers to the house at `url`."""
        address = f"{url}{self.path}"
        self.order("PUT", f"merchants/{self.tenant}", webhook_url=address)

    def settle(self, provider_ref: str | None, outcome: str = "succeeded") -> None:
        self.order("POST", "settle", payment_intent=provider_ref, outcome=outcome)

    def deliveries(self) -> list[Json]:
        found: list[Json] = self.order("GET", "webhooks")["deliveries"]
        return found

    def newest(self) -> Letter:
        """The newest event as the provider would send it, signed now by our own hand."""
        url = f"{self.house.sandbox_url}/stripe/v1/events"
        found = httpx.get(url, headers={"Authorization": f"Bearer {self.secret_key}"}).json()
        return self.letter(json.dumps(found["data"][0]).encode())

    def letter(self, body: bytes, secret: str | None = None, age_s: int = 0) -> Letter:
        return Letter(body, signature(body, secret or self.secret, self.now() - age_s))

    def now(self) -> int:
        return int(self.house.container.ports.clock.real_now().timestamp())

    def post(self, letter: Letter, path: str | None = None) -> Response:
        headers = {"Stripe-Signature": letter.header}
        return self.house.client.post(path or self.path, content=letter.body, headers=headers)


def line(house: House, tenant: str = "harbor") -> Line:
    with house.container.ports.store.read(system(TenantId(tenant))) as tx:
        connection = tx.connections.first()
        assert connection is not None
        secrets = tx.connections.credentials(connection.id)
    path = f"/api/v1/webhooks/{connection.provider}/{connection.endpoint_token}"
    return Line(house, tenant, path, secrets["secret_key"], secrets["webhook_secret"])


@pytest.fixture
def wire(house: House) -> Iterator[Line]:
    """Deliveries wait until they are asked for."""
    made = line(house)
    made.order("POST", "webhooks", mode="hold")
    with served(house) as url:
        made.connect(url)
        yield made


def payments(house: House, bill: str = "HB-100") -> tuple[Payment, ...]:
    with house.container.ports.store.read(system(TenantId("harbor"), "test")) as tx:
        return tx.payments.of_bill(BillId(bill))


def inbox(house: House) -> int:
    with closing(sqlite3.connect(house.container.settings.data_dir / "billing.db")) as base:
        return int(base.execute("SELECT count(*) FROM inbox").fetchone()[0])


def settled_once(house: House) -> None:
    """One payment, one allocation, one receipt, the bill paid, one charge at the provider."""
    (payment,) = payments(house)
    assert payment.state is PaymentState.SUCCEEDED
    with house.container.ports.store.read(system(TenantId("harbor"), "test")) as tx:
        assert len(tx.payments.allocations(BillId("HB-100"))) == 1
        assert tx.payments.receipt_of(payment.id) is not None
        told = [event.name for event in tx.events.of_customer(CustomerId("c-nora"))]
        story = [entry.verb for entry in tx.trail.of_subject(payment.id)]
    assert told.count("payment.succeeded") == story.count("payment.succeeded") == 1
    assert house.speaker().get("/bills/HB-100").json()["state"] == "paid"
    assert [charge["amount"] for charge in house.charges("harbor")] == [9740]


def pay_by_bank(house: House) -> Payment:
    nora = house.speaker()
    quote = nora.quote("HB-100", method_id="pm-nora-bank")
    assert nora.post(f"/quotes/{quote['id']}/approve").status_code == 202
    (payment,) = payments(house)
    assert payment.state is PaymentState.PENDING
    return payment


def test_a_signed_webhook_settles_a_pending_payment_once(house: House, wire: Line) -> None:
    payment = pay_by_bank(house)
    wire.settle(payment.provider_ref)
    assert wire.order("POST", "webhooks/flush")["failed"] == 0
    assert payments(house)[0].state is PaymentState.PENDING  # written down, applied later
    house.work()
    settled_once(house)
    assert inbox(house) == len(wire.deliveries())


def test_copies_and_disorder_make_one_row_each_and_are_all_welcome(
    house: House, wire: Line
) -> None:
    payment = pay_by_bank(house)
    wire.settle(payment.provider_ref)
    letter = wire.newest()
    flushed = wire.order("POST", "webhooks/flush", order="reverse", times=5)
    assert flushed["failed"] == 0
    house.work()
    for _ in range(3):
        again = wire.post(letter)
        assert (again.status_code, again.json()) == (200, {"received": True, "new": False})
    house.work()
    assert {each["last_status"] for each in wire.deliveries()} == {200}
    assert inbox(house) == len(wire.deliveries())
    settled_once(house)


def test_forty_copies_at_once_are_one_row(house: House, wire: Line) -> None:
    wire.settle(pay_by_bank(house).provider_ref)
    letter = wire.newest()
    with concurrent.futures.ThreadPoolExecutor(10) as pool:
        replies = list(pool.map(lambda _: wire.post(letter), range(40)))
    assert {reply.status_code for reply in replies} == {200}
    assert [reply.json()["new"] for reply in replies].count(True) == 1
    house.work()
    settled_once(house)


def test_a_webhook_that_overtakes_the_reply_settles_once(house: House, wire: Line) -> None:
    nora = house.speaker()
    quote = nora.quote("HB-100")
    wire.order("POST", "webhooks", mode="deliver")
    wire.order("POST", "faults", kind="latency", method="POST", delay_ms=4000)
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        approving = pool.submit(nora.post, f"/quotes/{quote['id']}/approve")
        while not approving.done() and inbox(house) == 0:
            time.sleep(0.02)
        assert payments(house)[0].state is PaymentState.SUBMITTING
        house.work()
        overtaken = payments(house)[0].state is PaymentState.SUCCEEDED and not approving.done()
        reply = approving.result(20)
    assert overtaken
    assert (reply.status_code, reply.json()["payments"][0]["state"]) == (200, "succeeded")
    house.work()
    settled_once(house)


def test_a_bank_that_says_no_later_is_told_once_and_the_bill_is_owed_again(
    house: House, wire: Line
) -> None:
    wire.settle(pay_by_bank(house).provider_ref, "failed")
    wire.order("POST", "webhooks/flush", times=2)
    house.work()
    assert payments(house)[0].state is PaymentState.FAILED
    assert house.speaker().get("/bills/HB-100").json()["balance"]["amount_minor"] == 9740
    assert house.charges("harbor") == []


@pytest.fixture(scope="module")
def held(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    """A pending payment whose success is known at the provider, and not delivered.

    One house for all who try to deliver it wrongly: none of them may leave a trace.
    """
    with house_from(built, tmp_path_factory.mktemp("held") / "house") as house:
        made = line(house)
        made.order("POST", "webhooks", mode="hold")
        made.settle(pay_by_bank(house).provider_ref)
        yield made
        assert made.post(made.newest()).status_code == 200  # the true one still counts
        house.work()
        settled_once(house)


def refused(held: Line, reply: Response, status: int, code: str) -> None:
    assert (reply.status_code, reply.json()["code"]) == (status, code)
    assert inbox(held.house) == 0
    held.house.work()
    assert payments(held.house)[0].state is PaymentState.PENDING


def with_body(letter: Letter, old: bytes, new: bytes) -> Letter:
    assert old in letter.body
    return replace(letter, body=letter.body.replace(old, new, 1))


def with_header(letter: Letter, header: str) -> Letter:
    return replace(letter, header=header)


FORGERIES: dict[str, Callable[[Line, Letter], Letter]] = {
    "another amount": lambda held, good: with_body(good, b"9740", b"1000"),
    "one space more": lambda held, good: with_body(good, b"{", b"{ "),
    "cut off": lambda held, good: replace(good, body=good.body[:-1]),
    "a flipped digit": lambda held, good: with_header(
        good, good.header[:-1] + ("0" if good.header[-1] != "0" else "1")
    ),
    "half a signature": lambda held, good: with_header(good, good.header[:-32]),
    "no signature in it": lambda held, good: with_header(good, good.header.split(",")[0]),
    "an empty signature": lambda held, good: with_header(good, good.header.split("v1=")[0] + "v1="),
    "an old scheme": lambda held, good: with_header(good, good.header.replace("v1=", "v0=")),
    "a moved time": lambda held, good: with_header(
        good, f"t={held.now() - 1},{good.header.split(',')[1]}"
    ),
    "no time": lambda held, good: with_header(good, good.header.split(",")[1]),
    "an odd time": lambda held, good: with_header(good, good.header.replace("t=", "t=x")),
    "an endless time": lambda held, good: with_header(good, good.header.replace("t=", "t=9" * 99)),
    "an empty secret": lambda held, good: held.letter(good.body, secret="\x00"),
    "a stranger's secret": lambda held, good: held.letter(good.body, secret="whsec_stranger"),
    "nonsense": lambda held, good: with_header(good, "=,=,==,;"),
    "thousands of candidates": lambda held, good: with_header(good, "v1=a," * 4000),
}


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES.keys())
def test_a_forged_letter_changes_nothing(
    held: Line, forge: Callable[[Line, Letter], Letter]
) -> None:
    refused(held, held.post(forge(held, held.newest())), 400, "validation_failed")


@pytest.mark.parametrize("age_s", [301, -360, 86_400])
def test_an_old_or_early_letter_is_refused(held: Line, age_s: int) -> None:
    letter = held.letter(held.newest().body, age_s=age_s)
    refused(held, held.post(letter), 400, "validation_failed")


def test_the_secret_of_another_company_opens_nothing(held: Line) -> None:
    other = line(held.house, "skylink")
    letter = held.letter(held.newest().body, secret=other.secret)
    refused(held, held.post(letter), 400, "validation_failed")


def test_an_event_sent_to_another_company_moves_no_money_of_ours(house: House, wire: Line) -> None:
    wire.settle(pay_by_bank(house).provider_ref)
    other = line(house, "skylink")
    letter = wire.letter(wire.newest().body, secret=other.secret)
    assert other.post(letter).status_code == 200  # it is well signed, and about nothing of theirs
    house.work()
    assert payments(house)[0].state is PaymentState.PENDING


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/webhooks/stripe/0123456789abcdef0123456789abcdef",
        "/api/v1/webhooks/stripe/x",
        "/api/v1/webhooks/paypal/{token}",
        "/api/v1/webhooks/STRIPE/{token}",
        "/api/v1/webhooks/_http/{token}",
    ],
)
def test_an_address_that_is_not_one_is_404(held: Line, path: str) -> None:
    token = held.path.rpartition("/")[2]
    refused(held, held.post(held.newest(), path.format(token=token)), 404, "not_found")


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[]", b"null", b"{", b"\xff", b'{"id": "evt_1"}', b'{"id": NaN}']
)
def test_a_well_signed_letter_that_says_nothing_is_refused(held: Line, body: bytes) -> None:
    refused(held, held.post(held.letter(body)), 400, "validation_failed")


def test_a_letter_without_signature_is_refused(held: Line) -> None:
    reply = held.house.client.post(held.path, content=held.newest().body)
    refused(held, reply, 400, "validation_failed")


@pytest.mark.parametrize("other", ["the same", "a forged one"])
@pytest.mark.parametrize("true_one_first", [True, False])
def test_a_letter_with_two_signature_headers_is_refused(
    held: Line, other: str, true_one_first: bool
) -> None:
    letter = held.newest()
    second = letter.header if other == "the same" else f"{letter.header[:-1]}x"
    pair = [letter.header, second] if true_one_first else [second, letter.header]
    headers = [("Stripe-Signature", value) for value in pair]
    reply = held.house.client.post(held.path, content=letter.body, headers=headers)
    refused(held, reply, 400, "validation_failed")


def test_a_letter_above_the_cap_is_413(held: Line) -> None:
    body = held.newest().body + b" " * (256 * 1024)
    refused(held, held.post(held.letter(body)), 413, "too_large")


def test_an_event_about_nothing_of_ours_is_taken_and_forgotten(house: House, wire: Line) -> None:
    wire.settle(pay_by_bank(house).provider_ref)
    event = json.loads(wire.newest().body)
    event["id"] = "evt_elsewhere"
    event["data"]["object"] |= {"id": "pi_elsewhere", "metadata": {"reference": "nobody's"}}
    assert wire.post(wire.letter(json.dumps(event).encode())).status_code == 200
    house.work()
    assert payments(house)[0].state is PaymentState.PENDING
