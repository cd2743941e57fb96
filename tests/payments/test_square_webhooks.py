"""Square's signed events: what verifies, for which address, how old, and what they are about."""

import base64
import hashlib
import hmac
import json
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from billing.capabilities import PageKind
from billing.errors import ForgedReport
from billing.repositories import About
from payments._protocol import WebhookReport
from payments.square import Adapter
from tests.payments.rig import connection
from tests.payments.square_words import CREDENTIALS, KEY, PAYMENT, URL

SECRET = CREDENTIALS["webhook_secret"]
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HEADER = "x-square-hmacsha256-signature"
ODD_CHARACTERS = "0aAfFgz=,. \t\r\n\x00é１\ud800+/-_"
FORGERIES = 2000


def event(kind: str = "payment", subject: dict[str, Any] | None = None, **changes: Any) -> bytes:
    body = {
        "merchant_id": "ML1",
        "type": f"{kind}.updated",
        "event_id": "6a8f5f28-54a1-4eb0-a98a-3111513fd4fc",
        "created_at": "2026-03-01T12:00:00.000Z",
        "data": {
            "type": kind,
            "id": "x1",
            "object": {kind: PAYMENT if subject is None else subject},
        },
    }
    return json.dumps(body | changes).encode()


def signed(body: bytes, url: str = URL, secret: str = SECRET) -> dict[str, str]:
    """The header as Square makes it, by code of our own."""
    digest = hmac.new(secret.encode(), url.encode() + body, hashlib.sha256).digest()
    return {HEADER: base64.b64encode(digest).decode()}


def reader(**changes: str) -> Adapter:
    given = {name: value for name, value in (CREDENTIALS | changes).items() if value}
    return Adapter.connect(connection("square"), given)


def read(body: bytes, headers: dict[str, str] | None = None) -> WebhookReport:
    return reader().read_webhook(body, signed(body) if headers is None else headers, NOW)


def test_a_genuine_event_says_where_to_look() -> None:
    body = event()

    assert read(body) == WebhookReport(
        event_id="6a8f5f28-54a1-4eb0-a98a-3111513fd4fc",
        kind="payment.updated",
        reference=KEY,
        provider_ref=PAYMENT["id"],
        about=About.PAYMENT,
        object_ref=PAYMENT["id"],
    )


@pytest.mark.parametrize(
    "url",
    [
        URL + "/",
        URL.upper(),
        URL.replace("https", "http"),
        URL.replace("door", "neighbours-door"),
        URL + "?a=1",
        "https://evil.example/api/v1/webhooks/square/door",
        "",
    ],
)
def test_a_letter_signed_for_another_address_is_forged(url: str) -> None:
    body = event()

    with pytest.raises(ForgedReport):
        read(body, signed(body, url))


def test_the_address_and_the_body_cannot_be_cut_elsewhere() -> None:
    """Both are signed without anything between them."""
    body = event()
    longer = reader(webhook_url=URL + body[:1].decode())

    with pytest.raises(ForgedReport):
        longer.read_webhook(body[1:], signed(body), NOW)


def test_the_connections_own_address_counts_where_no_other_was_given() -> None:
    body, address = event(), "https://pay.example/api/v1/webhooks/square/token"
    given = {name: value for name, value in CREDENTIALS.items() if name != "webhook_url"}
    known = replace(connection("square"), webhook_url=address)

    provider = Adapter.connect(known, given)

    assert provider.read_webhook(body, signed(body, address), NOW).reference == KEY
    with pytest.raises(ForgedReport):
        provider.read_webhook(body, signed(body), NOW)
    overridden = Adapter.connect(known, CREDENTIALS)
    assert overridden.read_webhook(body, signed(body), NOW).reference == KEY
    with pytest.raises(ForgedReport):
        overridden.read_webhook(body, signed(body, address), NOW)


def test_without_an_address_or_a_secret_nothing_verifies() -> None:
    body = event()
    for provider in (reader(webhook_url=""), reader(webhook_secret="")):
        for header in (signed(body), signed(body, ""), signed(body, URL, "")):
            with pytest.raises(ForgedReport):
                provider.read_webhook(body, header, NOW)


def test_while_the_key_changes_old_and_new_verify() -> None:
    body, old = event(), "signature_canary_2025"
    provider = reader(webhook_secret=f"{SECRET}, {old}")

    for secret in (SECRET, old):
        assert provider.read_webhook(body, signed(body, secret=secret), NOW).reference == KEY
    with pytest.raises(ForgedReport):
        provider.read_webhook(body, signed(body, secret=f"{SECRET}, {old}"), NOW)


def test_no_change_of_the_header_is_read() -> None:
    dice, body = random.Random(4417), event()
    genuine = signed(body)[HEADER]
    for _ in range(FORGERIES):
        at, odd = dice.randrange(len(genuine)), dice.choice(ODD_CHARACTERS)
        changed = genuine[:at] + odd + genuine[at + dice.randint(0, 1) :]
        if changed == genuine:
            continue
        with pytest.raises(ForgedReport):
            read(body, {HEADER: changed})
    for headers in ({}, {HEADER: ""}, {HEADER: genuine, HEADER.upper(): genuine}):
        with pytest.raises(ForgedReport):
            read(body, headers)


def test_an_unused_bit_of_base64_does_not_make_a_second_signature() -> None:
    body = event()
    genuine = signed(body)[HEADER]
    digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    twin = genuine[:42] + digits[digits.index(genuine[42]) ^ 1] + "="
    assert base64.b64decode(twin) == base64.b64decode(genuine)

    with pytest.raises(ForgedReport):
        read(body, {HEADER: twin})


DAY_S = 86_400


@pytest.mark.parametrize(
    ("age", "good"),
    [
        *((-301, False), (-300, True), (0, True), (301, True), (DAY_S, True), (2 * DAY_S, True)),
        *((2 * DAY_S + 1, False), (3 * DAY_S, False), (365 * DAY_S, False)),
    ],
)
def test_an_event_may_be_as_old_as_square_goes_on_sending_it_again(age: int, good: bool) -> None:
    body, now = event(), NOW + timedelta(seconds=age)
    if good:
        assert reader().read_webhook(body, signed(body), now).reference == KEY
        return
    with pytest.raises(ForgedReport):
        reader().read_webhook(body, signed(body), now)


@pytest.mark.parametrize(
    "changes",
    [
        {"created_at": None},
        {"created_at": 1},
        {"created_at": "2026-03-01T12:00:00"},
        {"created_at": "yesterday"},
        {"event_id": None},
        {"event_id": "a b"},
        {"event_id": "e" * 65},
        {"type": "Payment Updated"},
        {"merchant_id": 7},
        {"data": None},
        {"data": {"type": "payment", "object": []}},
    ],
)
def test_a_signed_event_of_another_form_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ForgedReport):
        read(event(**changes))


@pytest.mark.parametrize(
    ("kind", "subject", "expected"),
    [
        ("payment", PAYMENT | {"location_id": "L2"}, (None, None, About.OTHER, None)),
        (
            "payment",
            {"id": "P2", "note": f"ref:{KEY}"},
            (KEY, "P2", About.PAYMENT, "P2"),
        ),
        ("payment", {"id": "P2", "note": f"paid ref:{KEY}"}, (None, "P2", About.PAYMENT, "P2")),
        ("payment", {"id": "P2", "reference_id": "a b"}, (None, "P2", About.PAYMENT, "P2")),
        ("payment", {"id": "../P2"}, (None, "x1", About.PAYMENT, "x1")),
        (
            "refund",
            {"id": "R1", "payment_id": "P1", "reason": "ref:back-1"},
            ("back-1", "P1", About.REFUND, "R1"),
        ),
        (
            "refund",
            {"id": "R1", "payment_id": "P1", "reason": "broken"},
            (None, "P1", About.REFUND, "R1"),
        ),
        (
            "dispute",
            {"id": "D1", "disputed_payment": {"payment_id": "P1"}},
            (None, "P1", About.DISPUTE, "D1"),
        ),
        ("dispute", {"id": "D1"}, (None, None, About.DISPUTE, "D1")),
        ("customer", {"id": "C1", "note": f"ref:{KEY}"}, (None, None, About.OTHER, "C1")),
    ],
)
def test_an_event_is_about_what_it_names_as_far_as_it_can_be_read(
    kind: str, subject: dict[str, Any], expected: tuple[object, ...]
) -> None:
    report = read(event(kind, subject))

    assert (report.reference, report.provider_ref, report.about, report.object_ref) == expected


def test_a_page_of_squares_is_declared_for_paying_only() -> None:
    """So nobody is offered a page to save a card, which Square does not have."""
    assert Adapter.capabilities.pages == {PageKind.PAYMENT_LINK}
