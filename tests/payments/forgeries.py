"""How a signed letter can be forged: each takes dice and a genuine letter, gives a bad one."""

import gzip
import hashlib
import hmac
import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

SECRET, OLD_SECRET = "whsec_nora_harbor_2026", "whsec_nora_harbor_2025"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


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
