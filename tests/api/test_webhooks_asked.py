"""Webhooks whose provider has to be asked first: they hold up nobody, and are never half believed.

PayPal's host of certificates is a loopback server that says what a story tells it.
"""

import json
import time
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from httpx2 import Response
from starlette.testclient import TestClient

from api.limits import BUDGETS
from billing.connections import Connection, Mode
from billing.ids import ConnectionId, TenantId
from billing.payments import Payment, PaymentState
from billing.principal import system
from payments._paypal.certificates import FETCHES, SILENT_FOR_S
from payments.paypal import Adapter
from tests.api.test_webhooks import inbox, line, pay_by_bank, payments
from tests.house import House
from tests.payments.crc_twins import twin_of
from tests.payments.paypal_letters import FORGER, NAME, PAYPAL, ROOT, letter_of
from tests.payments.paypal_words import CREDENTIALS
from tests.payments.rig import Recital, reciting

HARBOR, SKYLINK = TenantId("harbor"), TenantId("skylink")
HOOKS = {HARBOR: CREDENTIALS["webhook_id"], SKYLINK: "9QU608221Y797541M"}
CERTS = "/v1/notifications/certs/CERT-"
STUCK, QUICK_ONES = 40, 20
LEAF = ROOT.issue(NAME, PAYPAL, days=50 * 365).public_bytes(Encoding.PEM)
"""The house keeps real time."""

Headers = dict[str, str]


@dataclass
class Door:
    """One tenant's PayPal connection in the house, and PayPal's host beside it."""

    house: House
    host: Recital
    tenant: TenantId = HARBOR

    @property
    def path(self) -> str:
        return f"/api/v1/webhooks/paypal/{self.tenant}-paypals-own-token"

    def put(self) -> None:
        named = {name: f"{value}{self.tenant}" for name, value in CREDENTIALS.items()}
        secrets = named | {"webhook_id": HOOKS[self.tenant], "sandbox": "yes"}
        token = self.path.rpartition("/")[2]
        made = Connection(ConnectionId("paypal"), self.tenant, "paypal", Mode.TEST, token)
        later = self.house.container.ports.clock.now() + timedelta(hours=1)
        made = replace(made, created_at=later)  # the first one is Stripe's
        with self.house.container.ports.store.write(system(self.tenant, "test")) as tx:
            tx.connections.put(made, secrets)

    def event(self, number: int, **resource: Any) -> bytes:
        subject = {"id": f"3C{number}", **resource}
        told = {"id": f"WH-{number}", "event_type": "PAYMENT.CAPTURE.COMPLETED"}
        return json.dumps(told | {"resource": subject}).encode()

    def headers(self, body: bytes, **changes: Any) -> Headers:
        now = self.house.container.ports.clock.real_now()
        usual: dict[str, Any] = {
            "time": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "url": f"{self.host.url}/paypal{CERTS}1",
            "hook": HOOKS[self.tenant],
            "id": f"e{zlib.crc32(body):08x}-f8d2",
        }
        return letter_of(body, **(usual | changes))

    def post(self, body: bytes, path: str | None = None, **changes: Any) -> Response:
        headers = self.headers(body, **changes)
        return self.house.client.post(path or self.path, content=body, headers=headers)

    def refused(self) -> int:
        """How many forgeries of this connection are written down."""
        self.house.container.intake.forgeries.write_all(self.tenant)
        now = self.house.container.ports.clock.now()
        with self.house.container.ports.store.read(system(self.tenant, "test")) as tx:
            found = {each.connection_id: each.refused for each in tx.inbox.health(now)}
        return found[ConnectionId("paypal")]

    def later(self, seconds: float) -> None:
        """Move the clock of what is remembered about certificates."""
        kept = self.house.container.intake._doors._kept[self.path.rpartition("/")[2]]
        assert isinstance(kept.adapter, Adapter)
        kept.adapter._certificates._clock = lambda: time.monotonic() + seconds


@pytest.fixture
def host() -> Iterator[Recital]:
    with reciting() as running:
        running.say(200, LEAF)
        yield running


@pytest.fixture
def pending(house: House) -> Payment:
    """A payment on its way at Stripe, made before PayPal comes into the house."""
    return pay_by_bank(house)


@pytest.fixture
def door(house: House, host: Recital) -> Door:
    house.container.providers.sandbox_url = lambda: host.url
    made = Door(house, host)
    made.put()
    return made


def asked_for(host: Recital) -> list[str]:
    return [path for _, path, _, _ in host.heard]


def problem(reply: Response) -> tuple[int, str]:
    return reply.status_code, str(reply.json()["code"])


def test_a_letter_under_a_new_certificate_is_taken_in_and_the_next_one_asks_nobody(
    door: Door,
) -> None:
    for number in (1, 2):
        reply = door.post(door.event(number))
        assert (reply.status_code, reply.json()["new"]) == (200, True)
    again = door.post(door.event(1))
    assert (again.status_code, again.json()["new"]) == (200, False)
    assert len(asked_for(door.host)) == 1
    assert inbox(door.house) == 2


def test_a_stuck_paypal_holds_up_no_other_webhook(pending: Payment, door: Door) -> None:
    door.house.container.intake.asking.patience_s = 3
    stripe = line(door.house)
    stripe.settle(pending.provider_ref)
    genuine = stripe.newest()

    def spent() -> float:
        begun = time.perf_counter()
        for _ in range(QUICK_ONES):
            assert stripe.post(genuine).status_code == 200
        return time.perf_counter() - begun

    alone = spent()
    door.host.pause = timedelta(seconds=60)
    with ThreadPoolExecutor(STUCK) as pool:
        waiting = [pool.submit(door.post, door.event(number)) for number in range(STUCK)]
        while not door.host.heard:
            time.sleep(0.01)
        beside = spent()
        stuck = sum(not each.done() for each in waiting)
        answers = {problem(each.result(20)) for each in waiting}
    print(f"{QUICK_ONES} of Stripe's: {alone:.2f} s alone, {beside:.2f} s beside {stuck} stuck")
    assert stuck > 0
    assert beside < alone + 2
    assert answers == {(503, "provider_unavailable")}
    assert len(asked_for(door.host)) == 1
    assert inbox(door.house) == 1


def test_a_stuck_connection_holds_up_no_other_connection_that_has_to_ask(
    door: Door, host: Recital
) -> None:
    door.house.container.intake.asking.patience_s = 3
    other = replace(door, tenant=SKYLINK)
    other.put()
    host.pause = timedelta(seconds=60)
    with ThreadPoolExecutor(STUCK) as pool:
        waiting = [pool.submit(door.post, door.event(number)) for number in range(STUCK)]
        while not host.heard:
            time.sleep(0.01)
        host.pause = timedelta(0)
        begun = time.perf_counter()
        assert other.post(other.event(1)).status_code == 200
        assert time.perf_counter() - begun < 3
        assert not all(each.done() for each in waiting)


def test_whoever_waits_too_long_is_sent_away_and_nothing_is_stored(door: Door) -> None:
    door.house.container.intake.asking.patience_s = 0.3
    door.host.pause = timedelta(seconds=0.002)  # it arrives in the end, too late
    reply = door.post(door.event(1))

    assert problem(reply) == (503, "provider_unavailable")
    assert int(reply.headers["Retry-After"]) > 0
    for _ in range(100):
        if not door.house.container.intake.asking._busy:
            break
        time.sleep(0.05)
    assert inbox(door.house) == 0
    door.house.container.intake.asking.patience_s = 30  # a busy machine is no silent host
    again = door.post(door.event(1))
    assert (again.status_code, again.json()["new"]) == (200, True)


@pytest.mark.parametrize("status", [500, 503, 429])
def test_while_paypal_does_not_say_a_letter_is_put_off_and_comes_again(
    door: Door, status: int
) -> None:
    chain = door.host.body
    door.host.say(status, b"not now")
    for number in range(5):
        reply = door.post(door.event(number))
        assert problem(reply) == (503, "provider_unavailable")
        assert int(reply.headers["Retry-After"]) > 0
    assert (inbox(door.house), door.refused(), len(asked_for(door.host))) == (0, 0, 1)

    door.host.say(200, chain)
    door.later(SILENT_FOR_S)
    again = door.post(door.event(0))
    assert (again.status_code, again.json()["new"]) == (200, True)


def test_what_is_forged_under_a_certificate_that_had_to_be_asked_for_is_400(door: Door) -> None:
    body = door.event(1)
    assert problem(door.post(body, key=FORGER.key)) == (400, "validation_failed")
    assert problem(door.post(body, hook="SOMEBODYELSES")) == (400, "validation_failed")
    headers = door.headers(body)
    changed = door.house.client.post(door.path, content=body + b" ", headers=headers)
    assert problem(changed) == (400, "validation_failed")
    assert (inbox(door.house), door.refused()) == (0, 3)


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/paypal/v1/notifications/certs/CERT-1",
        "https://api.sandbox.paypal.com/v1/notifications/certs/CERT-1",
        "{host}.evil.example/paypal/v1/notifications/certs/CERT-1",
        "{host}/paypal/v1/notifications/certs/CERT-1/../../../x",
        "{host}/paypal/v1/notifications/certs/" + "C" * 5000,
        "file:///etc/hostname",
    ],
)
def test_a_certificate_anywhere_else_is_never_asked_for(door: Door, url: str) -> None:
    reply = door.post(door.event(1), url=url.replace("{host}", door.host.url))
    assert problem(reply) == (400, "validation_failed")
    assert (inbox(door.house), door.refused(), asked_for(door.host)) == (0, 1, [])


@pytest.mark.parametrize("what", ["another chain", "run out", "no certificate"])
def test_a_certificate_that_is_none_of_paypals_is_400_and_asked_for_once(
    door: Door, what: str
) -> None:
    pem = {
        "another chain": LEAF + FORGER.root.public_bytes(Encoding.PEM),
        "run out": ROOT.issue(NAME, PAYPAL, days=-1).public_bytes(Encoding.PEM),
        "no certificate": b"<h1>hello</h1>",
    }
    door.host.say(200, pem[what])
    for number in range(3):
        assert problem(door.post(door.event(number))) == (400, "validation_failed")
    assert (inbox(door.house), len(asked_for(door.host))) == (0, 1)


def test_a_flood_of_made_up_certificates_is_never_a_flood_of_questions(door: Door) -> None:
    assert door.post(door.event(1)).status_code == 200
    door.host.say(404, b"no")
    found = set()
    for number in range(FETCHES + 30):
        url = f"{door.host.url}/paypal{CERTS}made-up-{number}"
        found.add(door.post(door.event(2), url=url, key=FORGER.key).status_code)

    assert found <= {400, 429}
    assert len(asked_for(door.host)) <= 1 + FETCHES + 1
    assert inbox(door.house) == 1
    assert door.post(door.event(3)).status_code == 200  # what is known is not asked for


def test_one_sender_who_makes_up_certificates_leaves_turns_for_paypals_own(door: Door) -> None:
    certificate = door.host.body
    door.host.say(404, b"no")
    codes = []
    for number in range(FETCHES + 10):
        url = f"{door.host.url}/paypal{CERTS}made-up-{number}"
        codes.append(door.post(door.event(2), url=url, key=FORGER.key).status_code)
    assert len(asked_for(door.host)) == codes.count(400) == BUDGETS["asking"].amount
    assert codes.count(429) == len(codes) - codes.count(400)
    assert door.refused() == len(codes)  # those that nobody looked at are to be seen too

    door.host.say(200, certificate)
    genuine = door.event(1)
    paypal = TestClient(door.house.client.app, client=("203.0.113.7", 443))
    reply = paypal.post(door.path, content=genuine, headers=door.headers(genuine))
    assert (reply.status_code, reply.json()["new"]) == (200, True)


def test_many_letters_under_one_new_certificate_are_one_question_of_their_sender(
    door: Door,
) -> None:
    door.host.pause = timedelta(seconds=0.0005)
    many = BUDGETS["asking"].amount * 3
    with ThreadPoolExecutor(many) as pool:
        replies = list(pool.map(lambda number: door.post(door.event(number)), range(many)))
    assert [reply.status_code for reply in replies] == [200] * many
    assert len(asked_for(door.host)) == 1


def test_one_letter_is_one_event_whatever_bodies_its_signature_holds_for(door: Door) -> None:
    genuine = door.event(1)
    headers = door.headers(genuine)
    twins = [
        twin_of(
            genuine,
            b'{"id": "WH-T%d", "event_type": "CUSTOMER.DISPUTE.CREATED", "resource": '
            b'{"dispute_id": "PP-D-%d"}, "x": "' % (number, number),
            b'"}',
        )
        for number in range(5)
    ]

    def post(body: bytes) -> Response:
        return door.house.client.post(door.path, content=body, headers=headers)

    assert [post(genuine).json()["new"], post(genuine).json()["new"]] == [True, False]
    assert {problem(post(twin)) for twin in twins} == {(400, "validation_failed")}
    assert (inbox(door.house), door.refused()) == (1, len(twins))


def test_a_forged_twin_in_a_batch_costs_the_others_nothing(door: Door) -> None:
    assert door.post(door.event(1)).status_code == 200  # the certificate is known now
    first, others = door.event(2), [door.event(number) for number in range(3, 9)]
    twin = twin_of(first, b'{"id": "WH-T", "event_type": "VAULT.X", "resource": {}, "x": "', b'"}')
    letters = [(body, door.headers(body)) for body in (first, *others)]
    assert door.house.client.post(door.path, content=first, headers=letters[0][1]).is_success
    sent = [(twin, letters[0][1]), *letters]
    with ThreadPoolExecutor(len(sent)) as pool:
        replies = pool.map(
            lambda one: door.house.client.post(door.path, content=one[0], headers=one[1]), sent
        )
        assert [reply.status_code for reply in replies] == [400] + [200] * len(letters)
    assert inbox(door.house) == 2 + len(others)


def test_a_letter_for_another_companys_endpoint_is_forged_there(door: Door) -> None:
    other = replace(door, tenant=SKYLINK)
    other.put()
    body = door.event(1)

    assert problem(door.post(body, path=other.path)) == (400, "validation_failed")
    assert problem(door.post(body, path=line(door.house).path)) == (400, "validation_failed")
    stripes = door.path.replace("/paypal/", "/stripe/")
    assert problem(door.post(body, path=stripes)) == (404, "not_found")
    assert (inbox(door.house), door.refused(), other.refused()) == (0, 0, 1)
    assert door.post(body).status_code == 200


def test_a_merchant_or_payment_of_others_in_the_body_moves_nothing(
    pending: Payment, door: Door
) -> None:
    payee = {"merchant_id": "SOMEBODYELSES", "email_address": "them@evil.example"}
    body = door.event(1, custom_id=pending.key, payee=payee, status="COMPLETED")

    assert door.post(body).status_code == 200  # it is well signed, and only says where to look
    door.house.work()
    assert payments(door.house)[0].state is PaymentState.PENDING


def test_the_crc_of_the_body_is_what_is_signed() -> None:
    """So the helper above signs the body that it is given."""
    one, other = letter_of(b"one"), letter_of(b"other")
    assert zlib.crc32(b"one") != zlib.crc32(b"other")
    assert one["Paypal-Transmission-Sig"] != other["Paypal-Transmission-Sig"]
