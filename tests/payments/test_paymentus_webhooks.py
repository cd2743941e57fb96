"""Paymentus's signed events: what verifies, how old, and what they are about."""

import hashlib
import hmac
import json
import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from billing.errors import ForgedReport
from billing.repositories import About
from payments._protocol import WebhookReport
from payments.paymentus import Adapter
from tests.payments.kit.rig_paymentus import Rig
from tests.payments.paymentus_words import CREDENTIALS, KEY, PAYMENT
from tests.payments.rig import Sandbox, connection, wait_for

SECRET = CREDENTIALS["webhook_secret"]
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HEADER = "x-paymentus-signature"
ODD_CHARACTERS = "0aAfFgz=,. \t\r\n\x00é１\ud800+/-_"
FORGERIES = 2000


def event(kind: str = "payment.completed", data: object = None, **changes: Any) -> bytes:
    body = {
        "id": "evt_1",
        "type": kind,
        "createdAt": "2026-03-01T12:00:00Z",
        "billerId": "harbor",
        "data": PAYMENT | {"billId": "b-104"} if data is None else data,
    }
    return json.dumps(body | changes).encode()


def stamp(body: bytes, at: datetime = NOW, secret: str = SECRET) -> str:
    """The header as Paymentus makes it, by code of our own."""
    seconds = int(at.timestamp())
    signed = f"{seconds}.".encode() + body
    return f"t={seconds},v1={hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()}"


def reader(secret: str = SECRET) -> Adapter:
    return Adapter.connect(connection("paymentus"), CREDENTIALS | {"webhook_secret": secret})


def read(body: bytes, header: str | None = None) -> WebhookReport:
    return reader().read_webhook(body, {HEADER: stamp(body) if header is None else header}, NOW)


def test_a_genuine_event_says_where_to_look() -> None:
    assert read(event()) == WebhookReport(
        event_id="evt_1",
        kind="payment.completed",
        reference=KEY,
        provider_ref="pmt_1",
        about=About.PAYMENT,
        object_ref="b-104",
    )


@pytest.mark.parametrize(
    ("kind", "data", "about", "named"),
    [
        ("bill.created", {"billId": "b-1", "reference": KEY}, About.BILL, "b-1"),
        ("customer.updated", {"customerId": "acct-1"}, About.CUSTOMER, "acct-1"),
        ("bill.created", {"billId": "../b"}, About.BILL, None),
        ("bill.created", {}, About.BILL, None),
        ("bill.deleted", {"billId": "b-1"}, About.OTHER, None),
        ("payment.considered", PAYMENT, About.OTHER, None),
    ],
)
def test_what_is_about_no_payment_names_none(
    kind: str, data: dict[str, Any], about: About, named: str | None
) -> None:
    report = read(event(kind, data))

    assert (report.about, report.object_ref) == (about, named)
    assert (report.reference, report.provider_ref) == (None, None)


@pytest.mark.parametrize(
    ("changes", "reference", "paid"),
    [
        ({"reference": None}, None, "pmt_1"),
        ({"reference": "a b"}, None, "pmt_1"),
        ({"reference": 7}, None, "pmt_1"),
        ({"paymentId": "../1"}, KEY, None),
        ({"status": "declined", "payment": {"amount": 1e9}}, KEY, "pmt_1"),  # not believed anyway
    ],
)
def test_a_payment_is_named_as_far_as_it_can_be_read(
    changes: dict[str, Any], reference: str | None, paid: str | None
) -> None:
    report = read(event(data=PAYMENT | changes))

    assert (report.about, report.reference, report.provider_ref) == (About.PAYMENT, reference, paid)


def test_while_the_secret_changes_old_and_new_verify() -> None:
    body, old = event(), "whsec_canary_2025"
    provider = reader(f"{SECRET}, {old}")

    for secret in (SECRET, old):
        header = {HEADER: stamp(body, secret=secret)}
        assert provider.read_webhook(body, header, NOW).reference == KEY
    both = stamp(body) + ",v1=" + stamp(body, secret=old).partition("v1=")[2]
    assert reader(old).read_webhook(body, {HEADER: both}, NOW).reference == KEY
    with pytest.raises(ForgedReport):
        provider.read_webhook(body, {HEADER: stamp(body, secret=f"{SECRET}, {old}")}, NOW)


def test_without_a_secret_nothing_verifies() -> None:
    body, bare = event(), {**CREDENTIALS}
    bare.pop("webhook_secret")
    for provider in (Adapter.connect(connection("paymentus"), bare), reader("")):
        for header in (stamp(body), stamp(body, secret="")):
            with pytest.raises(ForgedReport):
                provider.read_webhook(body, {HEADER: header}, NOW)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "t=1772366400",
        "v1=" + "a" * 64,
        "t=1772366400,v0=" + "a" * 64,
        "t=1772366400,v1=" + "A" * 64,
        "t=1772366400, v1=" + "a" * 64,
        "t=1772366400,v1=" + "a" * 63,
        "t=1,v1=" + "a" * 64,
        "t=1772366400,t=1772366400,v1=" + "a" * 64,
        "t=1772366400" + (",v1=" + "a" * 64) * 5,
        "t=1772366400" + (",v1=" + "a" * 64) * 1000,
    ],
)
def test_a_header_of_another_form_is_refused(header: str) -> None:
    with pytest.raises(ForgedReport):
        read(event(), header)


def test_no_change_of_the_header_is_read() -> None:
    dice, body = random.Random(4417), event()
    genuine = stamp(body)
    for _ in range(FORGERIES):
        at, odd = dice.randrange(len(genuine)), dice.choice(ODD_CHARACTERS)
        changed = genuine[:at] + odd + genuine[at + dice.randint(0, 1) :]
        if changed == genuine:
            continue
        with pytest.raises(ForgedReport):
            read(body, changed)
    for headers in ({}, {HEADER: genuine, HEADER.upper(): genuine}):
        with pytest.raises(ForgedReport):
            reader().read_webhook(body, headers, NOW)


@pytest.mark.parametrize(("age", "good"), [(-301, False), (-300, True), (300, True), (301, False)])
def test_a_letter_is_five_minutes_old_at_most(age: int, good: bool) -> None:
    body, now = event(), NOW + timedelta(seconds=age)
    if good:
        assert reader().read_webhook(body, {HEADER: stamp(body)}, now).reference == KEY
        return
    with pytest.raises(ForgedReport):
        reader().read_webhook(body, {HEADER: stamp(body)}, now)


@pytest.mark.parametrize(
    "changes",
    [
        {"id": None},
        {"id": "a b"},
        {"id": "e" * 65},
        {"type": "Payment Completed"},
        {"billerId": 7},
        {"billerId": ""},
        {"data": 7},
        {"data": []},
    ],
)
def test_a_signed_event_of_another_form_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ForgedReport):
        read(event(**changes))


def test_the_three_letters_that_the_sandbox_sends_are_read(sandbox: Sandbox) -> None:
    rig = Rig(sandbox, "letters")
    provider = rig.connect()
    with rig.listening() as letters:
        rig.bill("b-1", 9740)
        report = provider.charge(rig.request(bill_ref="b-1"))
        provider.set_default_method("c-nora", rig.method())
        wait_for(lambda: len(letters) >= 3)

    told = [provider.read_webhook(each.body, each.headers, each.at) for each in letters]

    assert [(one.kind, one.about, one.object_ref, one.provider_ref) for one in told] == [
        ("bill.created", About.BILL, "b-1", None),
        ("payment.completed", About.PAYMENT, "b-1", report.provider_ref),
        ("customer.updated", About.CUSTOMER, "c-nora", None),
    ]
