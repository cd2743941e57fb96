"""Outgoing webhooks: signed so that anybody can check them, and honest about how they went."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from billing.errors import DeliveryFailed, DeliveryRefused, ForgedReport
from billing.letters import Letter
from delivery._egress import Egress
from delivery.webhook import GONE, Webhook, secret_from, sign, verify
from tests.delivery.rig import (
    NAME,
    PUBLIC,
    Authority,
    StubDns,
    Switchboard,
    plainly,
    receiving,
)
from tests.fakes import FakeClock

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
KEY, NEWER_KEY = bytes(range(32)), bytes(range(32, 64))
SECRET, NEWER = secret_from(KEY), secret_from(NEWER_KEY)
BODY = '{"type":"payment.succeeded","data":{"note":"Grüße"}}'
LETTER = Letter(
    id="out_01HZX",
    channel="webhook",
    to=f"https://{NAME}/in",
    subject="pay_1",
    body=BODY,
    kind="payment.succeeded",
    created_at=NOW,
    secrets=(SECRET,),
)


def by_hand(key: bytes, message_id: str, seconds: int, body: bytes) -> str:
    """The signature as the standard describes it, written a second time."""
    text = f"{message_id}.{seconds}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, text, hashlib.sha256).digest()).decode()


def headers(**changed: str) -> dict[str, str]:
    signed = dict(sign([SECRET], "out_1", NOW, BODY.encode()))
    return signed | {name.replace("_", "-"): value for name, value in changed.items()}


def accepted(signed: Mapping[str, str], body: str = BODY, secret: str = SECRET) -> bool:
    try:
        verify(secret, signed, body.encode(), NOW)
    except ForgedReport:
        return False
    return True


# --- the signature -----------------------------------------------------------------------------


def test_the_signature_is_the_standards() -> None:
    signed = sign([SECRET], "out_1", NOW, BODY.encode())
    assert SECRET == "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
    assert signed == {
        "webhook-id": "out_1",
        "webhook-timestamp": "1795262400",
        "webhook-signature": by_hand(KEY, "out_1", 1795262400, BODY.encode()),
    }


def test_while_a_secret_is_replaced_both_holders_can_verify() -> None:
    signed = sign([NEWER, SECRET], "out_1", NOW, BODY.encode())
    first, second = signed["webhook-signature"].split(" ")
    assert first == by_hand(NEWER_KEY, "out_1", 1795262400, BODY.encode())
    assert second == by_hand(KEY, "out_1", 1795262400, BODY.encode())
    assert accepted(signed, secret=SECRET)
    assert accepted(signed, secret=NEWER)
    assert not accepted(signed, secret=secret_from(b"?" * 32))


def test_what_was_touched_does_not_verify() -> None:
    assert accepted(headers())
    assert accepted({k.title(): v for k, v in headers().items()})
    assert not accepted(headers(), body=BODY + " ")
    assert not accepted(headers(webhook_id="out_2"))
    assert not accepted(headers(webhook_timestamp="1795262401"))
    for signature in ("", "v1,", "v1", "v2" + headers()["webhook-signature"][2:], "v1,ü"):
        assert not accepted(headers(webhook_signature=signature))
    for missing in headers():
        assert not accepted({k: v for k, v in headers().items() if k != missing})
    for seconds in ("", "-1", "1e9", "１７９５２６２４００", "9" * 400, "1795262400.0"):
        assert not accepted(headers(webhook_timestamp=seconds))


def test_an_old_or_future_signature_does_not_verify() -> None:
    for minutes, fresh in ((-6, False), (-4, True), (4, True), (6, False)):
        signed = sign([SECRET], "out_1", NOW + timedelta(minutes=minutes), BODY.encode())
        assert accepted(signed) is fresh


@pytest.mark.parametrize(
    "secrets",
    [
        [],
        ["whsec_"],
        ["whsec_AAAA"],
        ["whsec_not base64!"],
        ["AAECAwQFBgcICQoLDA0ODxAREhMUFRYX"],
        ["whsec_" + base64.b64encode(b"x" * 65).decode()],
        [SECRET] * 9,
    ],
)
def test_a_secret_that_could_be_guessed_never_signs(secrets: list[str]) -> None:
    with pytest.raises(DeliveryRefused):
        sign(secrets, "out_1", NOW, b"{}")


@pytest.mark.parametrize("message_id", ["", "out.1", "out 1", "a" * 65, "ü"])
def test_an_id_that_could_shift_the_signed_text_is_refused(message_id: str) -> None:
    with pytest.raises(DeliveryRefused):
        sign([SECRET], message_id, NOW, b"{}")


def test_a_key_has_24_to_64_bytes() -> None:
    assert secret_from(b"x" * 24).startswith("whsec_")
    for size in (0, 23, 65):
        with pytest.raises(ValueError, match="24 to 64"):
            secret_from(b"x" * size)


# --- the channel -------------------------------------------------------------------------------


def deliver(authority: Authority, status: int, clock: FakeClock, letter: Letter = LETTER) -> object:
    """Deliver to a receiver that answers so; what it heard."""
    with receiving(authority.serving(NAME), plainly(status)) as receiver:
        egress = Egress(
            resolve=StubDns([[PUBLIC]]),
            dial=Switchboard(receiver.port),
            trust=authority.trusted(),
        )
        Webhook(egress, clock).deliver(letter)
    (heard,) = receiver.heard
    return heard


def test_the_receiver_can_verify_what_arrived(authority: Authority) -> None:
    with receiving(authority.serving(NAME), plainly(200)) as receiver:
        board = Switchboard(receiver.port)
        egress = Egress(resolve=StubDns([[PUBLIC]]), dial=board, trust=authority.trusted())
        clock = FakeClock(real=NOW)
        channel = Webhook(egress, clock)
        channel.deliver(LETTER)
        clock.move_real(timedelta(minutes=30))
        channel.deliver(LETTER)
    first, again = receiver.heard
    verify(SECRET, first.headers, first.body, NOW)
    verify(SECRET, again.headers, again.body, NOW + timedelta(minutes=30))
    assert first.headers["webhook-id"] == again.headers["webhook-id"] == "out_01HZX"
    assert first.headers["webhook-signature"] != again.headers["webhook-signature"]
    assert json.loads(first.body)["data"]["note"] == "Grüße"
    assert first.headers["content-type"] == "application/json"


@pytest.mark.parametrize("status", [301, 302, 400, 404, 429, 500, 503])
def test_anything_but_2xx_is_tried_again_later(authority: Authority, status: int) -> None:
    with pytest.raises(DeliveryFailed) as failed:
        deliver(authority, status, FakeClock())
    assert str(failed.value) == f"the receiver answered {status // 100}xx"


def test_gone_ends_it(authority: Authority) -> None:
    with pytest.raises(DeliveryRefused) as refused:
        deliver(authority, 410, FakeClock())
    assert str(refused.value) == GONE


def test_a_receiver_that_cannot_be_reached_is_tried_again_later() -> None:
    channel = Webhook(Egress(resolve=StubDns([[]])), FakeClock())
    with pytest.raises(DeliveryFailed) as failed:
        channel.deliver(LETTER)
    assert str(failed.value) == "no answer from the receiver"


def test_a_forbidden_address_or_a_missing_secret_is_refused_for_good() -> None:
    board = Switchboard(1)
    channel = Webhook(Egress(resolve=StubDns([[PUBLIC]]), dial=board), FakeClock())
    for letter in (
        replace(LETTER, to="https://169.254.169.254/latest"),
        replace(LETTER, to="http://hooks.example.com/"),
        replace(LETTER, secrets=()),
        replace(LETTER, secrets=("whsec_",)),
    ):
        with pytest.raises(DeliveryRefused) as refused:
            channel.deliver(letter)
        assert letter.to not in str(refused.value)
    assert board.dialled == []
