"""Forged webhooks (G3): a hundred thousand bad letters, and good ones between them.

Every letter begins as one that the provider might send, signed now with the right secret; then one
of the `FORGERIES` is done to it. In process the adapter must refuse each with `ForgedReport` and
nothing else; over HTTP the real server must answer each with a 4xx that is no rate limit, and write
nothing down. Every `CONTROL`-th letter is left as it was and must be taken in, so that a reader
that refuses everything does not pass.
"""

import gzip
import hashlib
import hmac
import json
import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final, Protocol

from billing.connections import Connection, Mode
from billing.errors import ForgedReport
from billing.ids import ConnectionId, TenantId
from payments._protocol import WebhookReport
from payments.stripe import Adapter
from tests.trust.oracle import Finding
from tests.trust.report import Result

CONTROL: Final = 50
NOW: Final = datetime(2026, 3, 1, 12, tzinfo=UTC)
MAX_BODY: Final = 256 * 1024
SECRET, RETIRED = "whsec_trust_today_2026", "whsec_trust_retired_2025"
OTHERS_SECRET: Final = "whsec_trust_other_company"
ODD: Final = "0aAfFgz=,. \t\x00é１v1t;_+-\x7f\ud800"
KINDS: Final = (
    "payment_intent.succeeded",
    "payment_intent.payment_failed",
    "payment_intent.processing",
    "payment_intent.requires_action",
    "invoice.payment_succeeded",
    "invoice.payment_failed",
    "customer.subscription.updated",
    "refund.updated",
    "charge.dispute.created",
)
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Letter:
    """What is posted. `route` says where: ours, or an address that is not one."""

    body: bytes
    signature: str | None
    headers: tuple[tuple[str, str], ...] = ()
    route: str = "ours"


@dataclass(frozen=True, slots=True)
class Desk:
    """What a forger knows: the time, our secret (to misuse), a stranger's, and an event's body."""

    now: int
    secret: str
    others_secret: str
    reference: str = "bacafe"
    drift: int = 0
    """Seconds that may pass before a letter is read: those from the future go further ahead."""

    def genuine(self, dice: random.Random) -> Letter:
        """A letter that is right in every way."""
        body = json.dumps(event(dice, self.reference), ensure_ascii=dice.random() < 0.5).encode()
        age = dice.randint(-290, 290)
        return Letter(body, sign(body, self.secret, self.now - age))

    def resigned(self, body: bytes) -> Letter:
        """Another body, signed as it should be: only its content can be refused."""
        return Letter(body, sign(body, self.secret, self.now))


def event(dice: random.Random, reference: str) -> Json:
    """An event as the provider writes them, of any kind."""
    kind = dice.choice(KINDS)
    subject = {"id": f"pi_{dice.getrandbits(64):x}", "object": "payment_intent"}
    if not kind.startswith("payment_intent."):
        name = kind.rpartition(".")[0].rpartition(".")[2]
        subject = {"id": f"x_{dice.getrandbits(64):x}", "object": name, "payment_intent": "pi_1"}
    return {
        "id": f"evt_{dice.getrandbits(96):x}",
        "object": "event",
        "type": kind,
        "livemode": False,
        "created": 1772366400 + dice.randrange(10**6),
        "data": {
            "object": {
                **subject,
                "amount": dice.randrange(10**7),
                "currency": dice.choice(["usd", "eur", "jpy"]),
                "metadata": {"reference": reference},
                "note": dice.choice(["", "ünïcode ☂", "a" * dice.randrange(300)]),
            }
        },
    }


def sign(body: bytes, secret: str, at: int) -> str:
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


Forge = Callable[[random.Random, Desk, Letter], Letter]


def no_signature(dice: random.Random, desk: Desk, good: Letter) -> Letter:
    return replace(good, signature=dice.choice([None, "", " ", "t=", "v1="]))


def wrong_secret(dice: random.Random, desk: Desk, good: Letter) -> Letter:
    bad = [desk.secret[:-1], desk.secret.upper(), desk.secret + " ", RETIRED, "whsec_" + "0" * 32]
    return replace(good, signature=sign(good.body, dice.choice(bad), desk.now))


def others_secret(dice: random.Random, desk: Desk, good: Letter) -> Letter:
    return replace(good, signature=sign(good.body, desk.others_secret, desk.now))


def empty_secret(dice: random.Random, desk: Desk, good: Letter) -> Letter:
    return replace(good, signature=sign(good.body, dice.choice(["", "whsec_", "\x00"]), desk.now))


def another_address(dice: random.Random, desk: Desk, good: Letter) -> Letter:
    return replace(good, route=dice.choice(["provider", "capitals", "token", "none", "others"]))


def old_scheme(dice: random.Random, desk: Desk, good: Letter) -> Letter:
    name = dice.choice(["v0", "v2", "V1", " v1", "v1 ", "v", "", "sha256", "t"])
    return replace(good, signature=_header(good).replace("v1=", f"{name}="))


def cut_signature(dice: random.Random, desk: Desk, good: Letter) -> Letter:
    header = _header(good)
    return replace(good, signature=header[: dice.randrange(len(header))])


def upper_case(dice: random.Random, desk: Desk, good: Letter) -> Letter:
    at, _, digest = _header(good).partition(",v1=")
    shouted = digest.upper() if digest.upper() != digest else "F" * 64
    return replace(good, signature=f"{at},v1={shouted}")


def odd_characters(dice: random.Random, desk: Desk, good: Letter) -> Letter:
    header, found = _header(good), _header(good)
    while found.strip(" \t") == header:  # what surrounds a header's value is not part of it
        at = dice.randrange(len(header))
        rest = header[at + 1 :] if dice.random() < 0.5 else header[at:]
        found = header[:at] + dice.choice(ODD) + rest
    return replace(good, signature=found)


def thousand_candidates(dice: random.Random, desk: Desk, good: Letter) -> Letter:
    guesses = (f"v1={dice.getrandbits(256):064x}" for _ in range(dice.choice([2, 15, 17, 1000])))
    return replace(good, signature=",".join([_header(good).split(",")[0], *guesses]))


def flipped_digit(dice: random.Random, desk: Desk, good: Letter) -> Letter:
    header = _header(good)
    at = header.index("v1=") + 3 + dice.randrange(64)
    digit = dice.choice([one for one in "0123456789abcdef" if one != header[at]])
    return replace(good, signature=header[:at] + digit + header[at + 1 :])


def another_message(dice: random.Random, desk: Desk, good: Letter) -> Letter:
    at = str(desk.now).encode()
    message = dice.choice([good.body, at + good.body, at + b":" + good.body, b"", good.body * 2])
    digest = hmac.new(desk.secret.encode(), message, hashlib.sha256).hexdigest()
    return replace(good, signature=f"t={desk.now},v1={digest}")


def wrong_time(dice: random.Random, desk: Desk, good: Letter) -> Letter:
    """Signed well, more than five minutes from now; the nearest is the most telling."""
    away = dice.choice([301, 302, 3600, dice.randrange(305, 10**8)])
    at = desk.now + dice.choice([-away, away + desk.drift])
    return replace(good, signature=sign(good.body, desk.secret, at))


def moved_time(dice: random.Random, desk: Desk, good: Letter) -> Letter:
    header = _header(good)
    signed_at = int(header[2:12])
    moved = signed_at + dice.choice([-1, 1]) * dice.randint(1, 9)
    return replace(good, signature=f"t={moved}{header[12:]}")


def odd_time(dice: random.Random, desk: Desk, good: Letter) -> Letter:
    spelled = dice.choice([" {}", "0{}", "{}.0", "+{}", "{} ", "{}0", "1_772_366_400"])
    at = spelled.format(desk.now)
    digest = hmac.new(desk.secret.encode(), at.encode() + b"." + good.body, hashlib.sha256)
    return replace(good, signature=f"t={at},v1={digest.hexdigest()}")


def another_body(dice: random.Random, desk: Desk, good: Letter) -> Letter:
    """Changed, cut, written anew, packed: under a signature that was good for the old one."""
    data = json.loads(good.body)
    changed = bytearray(good.body)
    changed[dice.randrange(len(changed))] ^= 1 << dice.randrange(8)
    bodies = [
        bytes(changed),
        good.body[: dice.randrange(len(good.body))],
        json.dumps(data, sort_keys=True, indent=dice.randint(1, 9)).encode(),
        good.body + dice.choice([b" ", b"\n", b"\x00", b"{}"]),
        b"\xef\xbb\xbf" + good.body,
        good.body.replace(b'"id"', b'"id": "evt_9", "id"', 1),
        json.dumps(data | {"data": {"object": {"amount": 1}}}).encode(),
    ]
    return replace(good, body=dice.choice(bodies))


def packed(dice: random.Random, desk: Desk, good: Letter) -> Letter:
    body = gzip.compress(good.body, mtime=0)
    encoding = (("Content-Encoding", "gzip"),)
    if dice.random() < 0.5:
        return replace(good, body=body, headers=encoding)
    return replace(desk.resigned(body), headers=encoding)


def signed_nonsense(dice: random.Random, desk: Desk, good: Letter) -> Letter:
    """Signed by whoever knows the secret, and still not one strict event of this account."""
    data = json.loads(good.body)
    head = good.body[:-1]
    bodies = [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"\xff\xfe",
        b"\xef\xbb\xbf" + good.body,
        json.dumps(data).encode("utf-16"),
        good.body + b"{}",
        head + b', "id": "evt_2"}',
        head + b', "n": NaN}',
        head + b', "n": -Infinity}',
        head + b', "n": 1e999999999999999999999}',
        head + b', "n": ' + b"9" * 5000 + b"}",
        b"[" * dice.choice([100, 5000, 100_000]),
        json.dumps(data | {"livemode": True}).encode(),
        json.dumps(data | {"livemode": 0}).encode(),
        json.dumps(data | {"account": "acct_other"}).encode(),
        json.dumps(data | {"object": "v2.core.event"}).encode(),
        json.dumps(data | {"id": dice.choice(["", "evt 1", "pi_1", "evt_\n", None, 7])}).encode(),
        json.dumps(data | {"type": dice.choice(["Payment", "", None, ["a"], "a b"])}).encode(),
        json.dumps(data | {"data": dice.choice([{}, None, {"object": []}])}).encode(),
    ]
    return desk.resigned(dice.choice(bodies))


def too_large(dice: random.Random, desk: Desk, good: Letter) -> Letter:
    data = json.loads(good.body) | {"pad": "x" * (MAX_BODY + dice.randrange(9))}
    return desk.resigned(json.dumps(data).encode())


def noise(dice: random.Random, desk: Desk, good: Letter) -> Letter:
    header = "".join(dice.choices(ODD, k=dice.randrange(100)))
    return Letter(dice.randbytes(dice.randrange(300)), header)


FORGERIES: Final[Mapping[str, Forge]] = {
    forge.__name__.replace("_", " "): forge
    for forge in (
        no_signature,
        wrong_secret,
        others_secret,
        empty_secret,
        another_address,
        old_scheme,
        cut_signature,
        upper_case,
        odd_characters,
        flipped_digit,
        another_message,
        wrong_time,
        moved_time,
        odd_time,
        another_body,
        packed,
        signed_nonsense,
        noise,
        thousand_candidates,
    )
}
HUGE: Final = 401
"""Every so many letters one of a quarter of a megabyte: they cost the most and say the least."""


def _header(letter: Letter) -> str:
    assert letter.signature is not None
    return letter.signature


def draw(seed: int, number: int, desk: Desk) -> tuple[str, Letter]:
    """The `number`-th letter of a seed by itself, so that any one can be replayed."""
    dice = random.Random(f"{seed}/{number}")
    good = desk.genuine(dice)
    if number % CONTROL == CONTROL - 1:
        return "control", good
    if number % HUGE == HUGE - 1:
        return "too large", too_large(dice, desk, good)
    name = dice.choice(tuple(FORGERIES))
    return name, FORGERIES[name](dice, desk, good)


class Reader(Protocol):
    """What takes letters in: an adapter."""

    def read_webhook(
        self, body: bytes, headers: Mapping[str, str], now: datetime
    ) -> WebhookReport: ...


def our_reader() -> Reader:
    """The adapter with the secret that good letters are signed with."""
    connection = Connection(ConnectionId("c"), TenantId("harbor"), "stripe", Mode.TEST, "token")
    keys = {"secret_key": "sk_test_trust", "webhook_secret": SECRET}
    return Adapter.connect(connection, keys)


def run_in_process(seed: int, numbers: Sequence[int], reader: Reader | None = None) -> Result:
    """Letters `numbers` of `seed` against the adapter's own reader, or another one."""
    begun = time.monotonic()
    reader = reader or our_reader()
    desk = Desk(int(NOW.timestamp()), SECRET, OTHERS_SECRET)
    result = Result(len(numbers))
    for number in numbers:
        name, letter = draw(seed, number, desk)
        if letter.route != "ours":
            # An address is for the server to refuse; the reader gets the letter wrongly signed.
            letter = replace(letter, route="ours", signature=sign(letter.body, "x", desk.now))
        fault = _read(reader, name, letter)
        if fault is not None:
            result.findings.append(Finding("G3", f"letter {number}, {name}", fault))
        result.scenes[name] += 1
    result.seconds = time.monotonic() - begun
    result.note = f"{result.scenes['control']} good ones taken in, {rate(result)}"
    return result


def _read(reader: Reader, name: str, letter: Letter) -> str | None:
    headers = dict(letter.headers)
    if letter.signature is not None:
        headers["Stripe-Signature"] = letter.signature
    try:
        reader.read_webhook(letter.body, headers, NOW)
    except ForgedReport as refused:
        return f"a good letter was refused: {refused}" if name == "control" else None
    except Exception as fault:  # anything else would become a 500
        return f"{type(fault).__name__}: {fault}"
    return None if name == "control" else "accepted"


def rate(result: Result) -> str:
    return f"{result.points / max(result.seconds, 0.001):,.0f}/s"
