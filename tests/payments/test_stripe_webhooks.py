"""Stripe's signed reports: the sandbox's own are read, and nothing that anybody forges is."""

import gzip
import hashlib
import hmac
import json
import random
from datetime import datetime, timedelta
from typing import Any

import pytest

from billing.capabilities import PageKind
from billing.connections import Mode
from billing.errors import ForgedReport
from billing.payments import PaymentState
from billing.repositories import About
from payments._protocol import WebhookReport
from payments.stripe import Adapter
from tests.payments.forgeries import FORGERIES, NOW, OLD_SECRET, SECRET, Letter, signature
from tests.payments.kit.rig_stripe import Rig
from tests.payments.kit.words import page
from tests.payments.rig import Sandbox, connection, wait_for

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
READ = WebhookReport("evt_1", "payment_intent.succeeded", "pay-1", "pi_1", About.PAYMENT, "pi_1")


# --- genuine -----------------------------------------------------------------------------------


def test_the_sandbox_signs_what_we_read(stripe_shop: Rig) -> None:
    with stripe_shop.listening() as letters:
        report = stripe_shop.connect().charge(stripe_shop.request())
        wait_for(lambda: len(letters) >= 3)
    provider = stripe_shop.connect()

    read = [provider.read_webhook(each.body, each.headers, each.at) for each in letters]

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


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ({"object": "payment_intent", "id": "pi_1"}, (About.PAYMENT, "pi_1", "pi_1")),
        (
            {"object": "charge", "id": "ch_1", "payment_intent": "pi_1"},
            (About.PAYMENT, "pi_1", "ch_1"),
        ),
        ({"object": "charge", "id": "ch_1"}, (About.PAYMENT, None, "ch_1")),
        (
            {"object": "refund", "id": "re_1", "payment_intent": "pi_1"},
            (About.REFUND, "pi_1", "re_1"),
        ),
        (
            {"object": "dispute", "id": "dp_1", "payment_intent": "pi_1"},
            (About.DISPUTE, "pi_1", "dp_1"),
        ),
        ({"object": "setup_intent", "id": "seti_1"}, (About.PAGE, None, "seti_1")),
        (
            {"object": "checkout.session", "id": "cs_1", "mode": "setup"},
            (About.PAGE, None, "cs_1"),
        ),
        (
            {"object": "checkout.session", "id": "cs_1", "mode": "payment"},
            (About.PAYMENT, "cs_1", "cs_1"),
        ),
        (
            {
                "object": "checkout.session",
                "id": "cs_1",
                "mode": "payment",
                "payment_intent": "pi_1",
            },
            (About.PAYMENT, "pi_1", "cs_1"),
        ),
        ({"object": "invoice", "id": "in_1"}, (About.PAYMENT, "in_1", "in_1")),
    ],
)
def test_a_report_says_whose_look_up_tells_the_truth(
    subject: dict[str, Any], expected: tuple[About, str | None, str]
) -> None:
    named = subject | {"metadata": {"reference": "key-1"}}

    report = reader().read_webhook(*signed(EVENT | {"data": {"object": named}}))

    assert (report.about, report.provider_ref, report.object_ref) == expected
    assert report.reference == "key-1"


@pytest.mark.parametrize("kind", ["subscription", "customer", "payment_method", "balance"])
def test_what_we_keep_no_row_of_is_only_noted(kind: str) -> None:
    subject = {"object": kind, "id": "x_1", "metadata": {"reference": "key-1"}}

    report = reader().read_webhook(*signed(EVENT | {"data": {"object": subject}}))

    assert (report.about, report.reference, report.provider_ref) == (About.OTHER, None, None)
    assert report.object_ref == "x_1"


def test_an_invoices_events_lead_to_its_payment(stripe_shop: Rig) -> None:
    provider = stripe_shop.connect()
    wanted = page(stripe_shop, PageKind.INVOICE)
    since = stripe_shop.now()
    with stripe_shop.listening() as letters:
        opened = provider.open_page(wanted)
        stripe_shop.fill_in(opened.url, "decline_generic")
        stripe_shop.fill_in(opened.url)

        def heard() -> dict[str, WebhookReport]:
            read = [provider.read_webhook(each.body, each.headers, each.at) for each in letters]
            return {report.kind: report for report in read}

        kinds = {"invoice.payment_failed", "invoice.payment_succeeded"}
        wait_for(lambda: kinds <= set(heard()))
        reports = [heard()[kind] for kind in sorted(kinds)]

    for report in reports:
        assert (report.reference, report.about) == (wanted.key, About.PAYMENT)
        found = provider.look_up(
            reference=wanted.key, provider_ref=report.provider_ref, since=since
        )
        assert found is not None
        assert found.state is PaymentState.SUCCEEDED


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
        gzip.compress(json.dumps(EVENT).encode(), mtime=0),
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


def test_another_shops_signature_is_refused(stripe_shop: Rig, sandbox: Sandbox) -> None:
    other = Rig(sandbox, "another-shop")
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


def signed(event: object, secret: str = SECRET) -> tuple[bytes, dict[str, str], datetime]:
    body = event if isinstance(event, bytes) else json.dumps(event).encode()
    return body, {"Stripe-Signature": signature(body, secret)}, NOW


def reader(webhook_secret: str = SECRET) -> Adapter:
    credentials = {"secret_key": "sk_test_abcd", "webhook_secret": webhook_secret}
    return Adapter.connect(connection("stripe"), credentials)


def live_reader() -> Adapter:
    credentials = {"secret_key": "sk_live_abcd", "webhook_secret": SECRET}
    return Adapter.connect(connection("stripe", Mode.LIVE), credentials)
