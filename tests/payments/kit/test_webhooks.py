"""Webhooks: nothing forged is read, nothing genuine is lost, and no order of them changes the end.

A report is only ever a note to look; what it says of amounts and states is not believed.
"""

import json
import random
from datetime import timedelta

import pytest

from billing.capabilities import Webhooks
from billing.errors import ForgedReport
from payments._protocol import PaymentAdapter
from tests.payments.kit.rig import Letter, Rig
from tests.payments.kit.words import letters_live, letters_of_a_payment, paid, require
from tests.payments.rig import wait_for

ODD = "0aAfFgz=,. \t\r\n\x00é１v1t;_+-"
FORGERIES = 600


def genuine(rig: Rig) -> Letter:
    body, at = rig.event(), rig.now()
    return Letter(body, rig.sign(body, at), at)


def read(provider: PaymentAdapter, letter: Letter) -> object:
    return provider.read_webhook(letter.body, letter.headers, letter.at)


def signed_by(rig: Rig) -> None:
    require(rig.connect().capabilities.webhooks is Webhooks.SIGNED, "no signed webhooks")


def test_what_the_sandbox_sends_is_read_and_names_our_payment(rig: Rig) -> None:
    signed_by(rig)
    provider = rig.connect()
    with rig.listening() as letters:
        payment = paid(rig, provider)
        wait_for(lambda: len(letters) >= letters_of_a_payment(rig))

    reports = [provider.read_webhook(each.body, each.headers, each.at) for each in letters]

    about_it = [r for r in reports if r.reference == payment.reference]
    assert about_it
    assert {r.provider_ref for r in about_it} == {payment.provider_ref}
    assert len({r.event_id for r in reports}) == len(reports)


def test_a_letter_that_comes_again_is_the_same_report(rig: Rig) -> None:
    signed_by(rig)
    letter, provider = genuine(rig), rig.connect()

    assert read(provider, letter) == read(rig.connect(), letter)


@pytest.mark.parametrize("seed", range(3))
def test_no_forgery_is_read_and_none_is_another_error(rig: Rig, seed: int) -> None:
    signed_by(rig)
    dice, provider, letter = random.Random(seed), rig.connect(), genuine(rig)
    for _ in range(FORGERIES):
        forged = forge(dice, rig, letter)
        if forged == letter:
            continue
        with pytest.raises(ForgedReport):
            read(provider, forged)
    read(provider, letter)


def forge(dice: random.Random, rig: Rig, letter: Letter) -> Letter:
    """The letter with something changed that its signature covers."""
    body = bytearray(letter.body)
    headers = dict(letter.headers)
    signed = sorted(name for name in headers if name.lower() not in rig.unsigned)
    what = dice.randrange(6)
    if what == 0:
        body[dice.randrange(len(body))] ^= 1 << dice.randrange(8)
    elif what == 1:
        del body[dice.randrange(len(body)) :]
    elif what == 2:
        body = bytearray(json.dumps(json.loads(letter.body), indent=1).encode())
    elif what == 3:
        headers.pop(dice.choice(signed))
    else:
        name = dice.choice(signed)
        value = headers[name]
        at = dice.randrange(len(value))
        keep = value[at + 1 :] if what == 4 else value[at:]
        headers[name] = value[:at] + dice.choice(ODD) + keep
    return Letter(bytes(body), headers, letter.at)


@pytest.mark.parametrize("minutes", [-6, 6, 60 * 24 * 3, 60 * 24 * 365, -60 * 24 * 365])
def test_a_letter_of_another_time_is_refused(rig: Rig, minutes: int) -> None:
    signed_by(rig)
    letter, passed = genuine(rig), timedelta(minutes=minutes)
    late = Letter(letter.body, letter.headers, letter.at + passed)

    if timedelta(0) <= passed <= letters_live(rig):
        assert read(rig.connect(), late) == read(rig.connect(), letter)
        return
    with pytest.raises(ForgedReport):
        read(rig.connect(), late)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"id": NaN}',
        b'{"id": 1e999999999}',
        b'{"id": "a", "id": "b"}',
        b'{"id": ' + b"9" * 5000 + b"}",
        b" " * 300_000,
    ],
    ids=lambda body: f"{body[:12]!r}..{len(body)}",
)
def test_a_signed_body_that_says_nothing_is_refused(rig: Rig, body: bytes) -> None:
    signed_by(rig)
    at = rig.now()

    with pytest.raises(ForgedReport):
        rig.connect().read_webhook(body, rig.sign(body, at), at)


def test_another_merchants_signature_is_refused(rig: Rig) -> None:
    signed_by(rig)
    other = type(rig)(rig.sandbox, f"{rig.id}-other")

    read(other.connect(), genuine(other))
    with pytest.raises(ForgedReport):
        read(rig.connect(), genuine(other))


def test_a_repeated_signature_header_is_refused(rig: Rig) -> None:
    signed_by(rig)
    letter = genuine(rig)
    signed = [name for name in letter.headers if name.lower() not in rig.unsigned]
    for name in signed:
        twice = {**letter.headers, name.swapcase(): letter.headers[name]}
        with pytest.raises(ForgedReport):
            read(rig.connect(), Letter(letter.body, twice, letter.at))
