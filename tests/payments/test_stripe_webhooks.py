"""Stripe's signed reports: the sandbox's own are read, and nothing that anybody forges is."""

import gzip
import hashlib
import hmac
import json
import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from billing.connections import Mode
from billing.errors import ForgedReport
from payments._protocol import WebhookReport
from payments.stripe import Adapter
from tests.payments.rig import Sandbox, Shop, connection

SECRET, OLD_SECRET = "whsec_nora_harbor_2026", "whsec_nora_harbor_2025"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
EVENT: dict[str, Any] = {
    "id": "evt_1",
    "object": "event",
    "type": "payment_intent.succeeded",
    "livemode": False,
    "created": 1772366400,
    "data": {
        "object": {
            "id": "pi_1",
            "object": "payment_intent",
            "metadata": {"reference": "pay-1"},
            "note": "ünïcode",
        }
    },
}
NewShop = Callable[[str], Shop]
READ = WebhookReport("evt_1", "payment_intent.succeeded", "pay-1", "pi_1")


# --- genuine -----------------------------------------------------------------------------------


def test_the_sandbox_signs_what_we_read(stripe_shop: Shop) -> None:
    with letterbox(stripe_shop.sandbox, stripe_shop) as letters:
        report = stripe_shop.connect().charge(stripe_shop.request())
        wait_for(lambda: len(letters) >= 3)
    provider = stripe_shop.connect()

    read = [provider.read_webhook(*letter) for letter in letters]

    payment = {r for r in read if r.kind.startswith("payment_intent.")}
    assert {(r.reference, r.provider_ref) for r in read} == {
        (report.reference, report.provider_ref)
    }
    assert {r.kind for r in payment} == {"payment_intent.created", "payment_intent.succeeded"}
    assert len({r.event_id for r in read}) == len(letters)


def test_a_report_read_twice_is_the_same_report() -> None:
    letter = signed(EVENT)
    assert [reader().read_webhook(*letter), reader().read_webhook(*letter)] == [READ, READ]


def test_while_a_secret_rotates_both_are_good() -> None:
    both = reader(f"{SECRET}, {OLD_SECRET}")
    for secret in (SECRET, OLD_SECRET):
        assert both.read_webhook(*signed(EVENT, secret)) == READ
    with pytest.raises(ForgedReport):
        reader().read_webhook(*signed(EVENT, OLD_SECRET))


def test_one_good_signature_among_others_is_enough() -> None:
    body, headers, now = signed(EVENT)
    value = headers["Stripe-Signature"].replace("v1=", f"v0={'0' * 64},v1={'0' * 64},v1=")
    assert reader().read_webhook(body, {"stripe-signature": value}, now) == READ


@pytest.mark.parametrize(
    ("age", "good"),
    [
        (timedelta(minutes=4, seconds=59), True),
        (timedelta(minutes=5), True),
        (timedelta(minutes=5, seconds=1), False),
        (timedelta(days=3), False),
        (timedelta(days=365), False),
        (-timedelta(minutes=5), True),
        (-timedelta(minutes=5, seconds=1), False),
        (-timedelta(days=3650), False),
    ],
)
def test_a_signature_is_good_for_five_minutes_either_way(age: timedelta, good: bool) -> None:
    body, headers, _ = signed(EVENT)
    if good:
        assert reader().read_webhook(body, headers, NOW + age) == READ
        return
    with pytest.raises(ForgedReport):
        reader().read_webhook(body, headers, NOW + age)


@pytest.mark.parametrize(
    ("subject", "reference", "provider_ref"),
    [
        ({"object": "charge", "id": "ch_1", "payment_intent": "pi_2"}, None, "pi_2"),
        ({"object": "refund", "payment_intent": {"id": "pi_3"}}, None, "pi_3"),
        ({"object": "customer", "id": "cus_1", "metadata": {}}, None, None),
        (
            {"object": "payment_intent", "id": "pi_4", "metadata": {"reference": "a b"}},
            None,
            "pi_4",
        ),
        ({"object": "payment_intent", "id": "pi_\n5", "metadata": []}, None, None),
        ({"object": "payment_intent", "id": 6, "metadata": {"reference": 6}}, None, None),
    ],
)
def test_a_report_says_what_it_is_about_as_far_as_it_can(
    subject: dict[str, Any], reference: str | None, provider_ref: str | None
) -> None:
    report = reader().read_webhook(*signed(EVENT | {"data": {"object": subject}}))
    assert (report.reference, report.provider_ref) == (reference, provider_ref)


# --- signed, and still not ours ------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {"livemode": True},
        {"livemode": 0},
        {"livemode": None},
        {"account": "acct_other"},
        {"object": "v2.core.event"},
        {"id": "evt 1"},
        {"id": "evt_1\n"},
        {"id": "evt_\ud800"},
        {"id": None},
        {"type": "Payment"},
        {"type": ["a"]},
        {"data": {}},
        {"data": {"object": []}},
    ],
)
def test_a_signed_event_of_another_mode_account_or_shape_is_refused(
    changes: dict[str, Any],
) -> None:
    with pytest.raises(ForgedReport):
        reader().read_webhook(*signed(EVENT | changes))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"\xff",
        b"\xef\xbb\xbf" + json.dumps(EVENT).encode(),
        json.dumps(EVENT).encode("utf-16"),
        gzip.compress(json.dumps(EVENT).encode()),
        json.dumps(EVENT).encode() + b"{}",
        json.dumps(EVENT).encode()[:-1] + b', "id": "evt_2"}',
        json.dumps(EVENT | {"created": float("nan")}).encode(),
        json.dumps(EVENT | {"created": float("inf")}).encode(),
        json.dumps(EVENT).encode()[:-1] + b', "n": 1e999999999999999999999}',
        json.dumps(EVENT).encode()[:-1] + b', "n": ' + b"9" * 5000 + b"}",
        b"[" * 200_000,
        json.dumps(EVENT | {"pad": "x" * 262_144}).encode(),
    ],
    ids=lambda body: f"{body[:12]!r}..{len(body)}",
)
def test_a_signed_body_that_is_not_strict_json_is_refused(body: bytes) -> None:
    with pytest.raises(ForgedReport):
        reader().read_webhook(*signed(body))


def test_a_live_connection_reads_live_events_only() -> None:
    assert live_reader().read_webhook(*signed(EVENT | {"livemode": True})) == READ
    with pytest.raises(ForgedReport):
        live_reader().read_webhook(*signed(EVENT))


# --- forged --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value",
    [
        "",
        "t=,v1=",
        "t=1772366400",
        "v1=" + "0" * 64,
        "t=1772366400,v1=" + "0" * 64,
        "t=1772366400,v1=" + "é" * 64,
        "t=1772366400,v1=\ud800",
        "t=１７７２３６６４００,v1=" + "0" * 64,
        "t= 1772366400,v1=" + "0" * 64,
        "t=1_772_366_400,v1=" + "0" * 64,
        "t=1772366400.5,v1=" + "0" * 64,
        "t=1772366400," + ",".join(["v1=" + "0" * 64] * 1000),
        "," * 5000,
        "=" * 5000,
    ],
)
def test_a_malformed_header_is_refused(value: str) -> None:
    with pytest.raises(ForgedReport):
        reader().read_webhook(json.dumps(EVENT).encode(), {"Stripe-Signature": value}, NOW)


def test_a_time_spelled_in_another_way_is_refused_though_it_is_signed() -> None:
    body = json.dumps(EVENT).encode()
    for spelled in (" 1772366400", "01772366400", "1772366400.0", "+1772366400"):
        digest = hmac.new(SECRET.encode(), spelled.encode() + b"." + body, hashlib.sha256)
        headers = {"Stripe-Signature": f"t={spelled},v1={digest.hexdigest()}"}
        with pytest.raises(ForgedReport):
            reader().read_webhook(body, headers, NOW)


def test_a_repeated_header_is_refused() -> None:
    body, headers, now = signed(EVENT)
    twice = headers | {"stripe-signature": headers["Stripe-Signature"]}
    for given in ({}, twice):
        with pytest.raises(ForgedReport):
            reader().read_webhook(body, given, now)


def test_without_a_secret_nothing_verifies_not_even_an_empty_one() -> None:
    for secret in ("", "whsec_", SECRET):
        with pytest.raises(ForgedReport):
            reader("").read_webhook(*signed(EVENT, secret))


def test_another_shops_signature_is_refused(stripe_shop: Shop, new_shop: NewShop) -> None:
    other = new_shop("stripe")
    letter = signed(EVENT, other.credentials["webhook_secret"])

    assert other.connect().read_webhook(*letter) == READ
    with pytest.raises(ForgedReport):
        stripe_shop.connect().read_webhook(*letter)


@pytest.mark.parametrize("seed", range(5))
def test_of_a_thousand_mutations_none_is_accepted(seed: int) -> None:
    dice, provider = random.Random(seed), reader()
    genuine_body, genuine_headers, _ = signed(EVENT)
    genuine = genuine_headers["Stripe-Signature"]
    tried = 0
    while tried < 1000:
        forgery = dice.choice(FORGERIES)(dice, Letter(genuine_body, genuine))
        if forgery == Letter(genuine_body, genuine):
            continue
        tried += 1
        with pytest.raises(ForgedReport):
            provider.read_webhook(forgery.body, {"Stripe-Signature": forgery.header}, NOW)
    assert provider.read_webhook(genuine_body, genuine_headers, NOW) == READ


@dataclass(frozen=True)
class Letter:
    """A body and its signature header."""

    body: bytes
    header: str


Forge = Callable[[random.Random, Letter], Letter]
ODD_CHARACTERS = "0aAfFgz=,. \t\r\n\x00é１\ud800v1t;_+-"


def flip_header(dice: random.Random, letter: Letter) -> Letter:
    at = dice.randrange(len(letter.header))
    changed = letter.header[:at] + dice.choice(ODD_CHARACTERS) + letter.header[at + 1 :]
    return Letter(letter.body, changed)


def insert_into_header(dice: random.Random, letter: Letter) -> Letter:
    at = dice.randrange(len(letter.header))
    return Letter(
        letter.body, letter.header[:at] + dice.choice(ODD_CHARACTERS) + letter.header[at:]
    )


def cut_header(dice: random.Random, letter: Letter) -> Letter:
    begin, end = sorted(dice.choices(range(len(letter.header)), k=2))
    return Letter(letter.body, letter.header[:begin] + letter.header[end:])


def flip_body(dice: random.Random, letter: Letter) -> Letter:
    changed = bytearray(letter.body)
    for _ in range(dice.randint(1, 4)):
        changed[dice.randrange(len(changed))] = dice.randrange(256)
    return Letter(bytes(changed), letter.header)


def cut_body(dice: random.Random, letter: Letter) -> Letter:
    return Letter(letter.body[: dice.randrange(len(letter.body))], letter.header)


def write_body_anew(dice: random.Random, letter: Letter) -> Letter:
    data = json.loads(letter.body)
    body = dice.choice(
        [
            json.dumps(data, separators=(",", ":")).encode(),
            json.dumps(data, sort_keys=True, indent=dice.randint(1, 9)).encode(),
            letter.body + dice.choice([b" ", b"\n", b"\x00", b"{}"]),
            b"\xef\xbb\xbf" + letter.body,
            gzip.compress(letter.body, mtime=0),
            letter.body.replace(b'"id"', b'"id": "evt_9", "id"', 1),
        ]
    )
    return Letter(body, letter.header)


def sign_wrongly(dice: random.Random, letter: Letter) -> Letter:
    secret = dice.choice(["", "whsec_", OLD_SECRET, SECRET[:-1], SECRET.upper(), SECRET + " "])
    return Letter(letter.body, signature(letter.body, secret))


def sign_another_message(dice: random.Random, letter: Letter) -> Letter:
    sent_at = int(NOW.timestamp())
    message = dice.choice([letter.body, f"{sent_at}".encode() + letter.body, b"", letter.body * 2])
    digest = hmac.new(SECRET.encode(), message, hashlib.sha256).hexdigest()
    return Letter(letter.body, f"t={sent_at},v1={digest}")


def rename_scheme(dice: random.Random, letter: Letter) -> Letter:
    name = dice.choice(["v0", "v2", "V1", "v1 ", "v", "", "sha256", "t"])
    return Letter(letter.body, letter.header.replace("v1=", name + "="))


def move_time(dice: random.Random, letter: Letter) -> Letter:
    """Signed well, at a wrong time; or the time changed after signing."""
    away = dice.choice([-1, 1]) * dice.randint(301, 10**8)
    sent_at = int(NOW.timestamp()) + away
    if dice.random() < 0.5:
        return Letter(letter.body, signature(letter.body, SECRET, sent_at))
    near = int(NOW.timestamp()) + dice.choice([-1, 1]) * dice.randint(1, 299)
    return Letter(letter.body, f"t={near},{letter.header.split(',')[1]}")


def upper_case(dice: random.Random, letter: Letter) -> Letter:
    time, good = letter.header.split(",v1=")
    return Letter(letter.body, f"{time},v1={good.upper()}")


def many_candidates(dice: random.Random, letter: Letter) -> Letter:
    guesses = [f"v1={dice.getrandbits(256):064x}" for _ in range(dice.choice([2, 15, 16, 1000]))]
    return Letter(letter.body, ",".join([letter.header.split(",")[0], *guesses]))


def noise(dice: random.Random, letter: Letter) -> Letter:
    body = dice.randbytes(dice.randrange(200))
    return Letter(body, "".join(dice.choices(ODD_CHARACTERS, k=dice.randrange(100))))


FORGERIES: tuple[Forge, ...] = (
    flip_header,
    insert_into_header,
    cut_header,
    flip_body,
    cut_body,
    write_body_anew,
    sign_wrongly,
    sign_another_message,
    rename_scheme,
    move_time,
    upper_case,
    many_candidates,
    noise,
)


def signature(body: bytes, secret: str, sent_at: int | None = None) -> str:
    at = int(NOW.timestamp()) if sent_at is None else sent_at
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


def signed(event: object, secret: str = SECRET) -> tuple[bytes, dict[str, str], datetime]:
    body = event if isinstance(event, bytes) else json.dumps(event).encode()
    return body, {"Stripe-Signature": signature(body, secret)}, NOW


def reader(webhook_secret: str = SECRET) -> Adapter:
    credentials = {"secret_key": "sk_test_abcd", "webhook_secret": webhook_secret}
    return Adapter.connect(connection("stripe"), credentials)


def live_reader() -> Adapter:
    credentials = {"secret_key": "sk_live_abcd", "webhook_secret": SECRET}
    return Adapter.connect(connection("stripe", Mode.LIVE), credentials)


@contextmanager
def letterbox(
    sandbox: Sandbox, shop: Shop
) -> Iterator[list[tuple[bytes, dict[str, str], datetime]]]:
    """A receiver of the shop's webhooks: what came, as `read_webhook` takes it."""
    letters: list[tuple[bytes, dict[str, str], datetime]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = dict(self.headers.items())
            sent_at = int(headers["Stripe-Signature"].split(",")[0].removeprefix("t="))
            letters.append((body, headers, datetime.fromtimestamp(sent_at, UTC)))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{server.server_address[1]}/"
    sandbox.order("PUT", f"merchants/{shop.id}", webhook_url=url)
    try:
        yield letters
    finally:
        sandbox.order("PUT", f"merchants/{shop.id}", webhook_url=None)
        server.shutdown()
        server.server_close()
        thread.join()


def wait_for(done: Callable[[], bool]) -> None:
    pause = threading.Event()
    for _ in range(200):
        if done():
            return
        pause.wait(0.02)
    raise AssertionError("it did not come")
