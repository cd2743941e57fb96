"""Stripe's odd answers: only its own plain words are a yes or a no, everything else is a doubt."""

import json
import time
from datetime import timedelta
from typing import Any

import pytest

from billing.errors import OutcomeUnknown, ProviderUnavailable
from billing.money import Money
from billing.payments import DeclineReason, PaymentState
from payments._protocol import BadCredentials, Timeouts
from tests.payments.rig import Recital
from tests.payments.stripe_words import INTENT, KEY, request, to


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, {"type": "idempotency_error"}),
        (409, {"type": "idempotency_error", "code": "idempotency_key_in_use"}),
        (409, {"type": "invalid_request_error"}),
        (429, {"type": "invalid_request_error", "code": "lock_timeout"}),
        (400, {"type": "api_error"}),
        (400, {}),
        (402, {"type": 5}),
        (402, {"type": "card_error", "payment_intent": {"id": "pi_1"}}),
        (402, {"type": "card_error", "payment_intent": INTENT}),
        (402, {"type": "card_error", "payment_intent": INTENT | {"status": "processing"}}),
        (402, {"type": "card_error", "payment_intent": INTENT | {"metadata": {}}}),
        (424, {"type": "api_error"}),
        (500, {"type": "api_error"}),
        (503, {"type": "invalid_request_error"}),
        (504, {"type": "api_error"}),
    ],
)
def test_an_error_that_does_not_say_no_is_a_doubt(
    recital: Recital, status: int, error: dict[str, Any]
) -> None:
    recital.say(status, {"error": error})

    with pytest.raises(OutcomeUnknown):
        to(recital).charge(request())
    assert len(recital.heard) == 1


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b""),
        (200, b"null"),
        (200, b"[]"),
        (200, b'"ok"'),
        (200, b"{}"),
        (200, b"\xff\xfe"),
        (200, b"<html>"),
        (204, b""),
        (301, b"moved"),
        (400, b"<html>blocked</html>"),
        (403, b"<html>blocked</html>"),
        (429, b"slow down"),
        (502, b"<html>bad gateway</html>"),
        (402, b'{"error": "declined"}'),
        (402, b"[]"),
        (200, b'{"object": "payment_intent", "id": "pi_1"}'),
    ],
)
def test_a_body_that_is_not_stripes_is_a_doubt(recital: Recital, status: int, body: bytes) -> None:
    recital.say(status, body)

    with pytest.raises(OutcomeUnknown):
        to(recital).charge(request())


@pytest.mark.parametrize(
    "changes",
    [
        {"livemode": True},
        {"metadata": {"reference": "pay-2"}},
        {"metadata": {}},
        {"object": "charge"},
        {"amount": "9740"},
        {"amount": 97.4},
        {"amount_received": -1},
        {"amount_received": 10**15},
        {"currency": "USD"},
        {"currency": "zzz"},
        {"status": "requires_confirmation"},
        {"status": "requires_capture"},
        {"status": "requires_payment_method"},
        {"status": "brand_new_status"},
        {"id": "ch_1"},
    ],
)
def test_a_success_that_is_not_plainly_ours_is_a_doubt(
    recital: Recital, changes: dict[str, Any]
) -> None:
    recital.say(200, INTENT | changes)

    with pytest.raises(OutcomeUnknown):
        to(recital).charge(request())


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        ({"code": "resource_missing", "param": "payment_method"}, DeclineReason.INVALID_METHOD),
        ({"code": "resource_missing", "param": "customer"}, DeclineReason.INVALID_METHOD),
        ({"code": "amount_too_small", "param": "amount"}, DeclineReason.LIMIT_EXCEEDED),
        ({"param": "currency"}, DeclineReason.CURRENCY_NOT_SUPPORTED),
        ({"code": "parameter_unknown", "param": "shoe_size"}, DeclineReason.OTHER),
    ],
)
def test_a_refused_request_is_a_definite_no(
    recital: Recital, error: dict[str, Any], reason: DeclineReason
) -> None:
    recital.say(400, {"error": {"type": "invalid_request_error", **error}})

    report = to(recital).charge(request())

    assert (report.state, report.reason) == (PaymentState.FAILED, reason)
    assert (report.provider_ref, report.amount) == ("", Money(9740, "USD"))


@pytest.mark.parametrize(
    ("status", "fault"),
    [(401, BadCredentials), (403, BadCredentials), (404, ProviderUnavailable)],
)
def test_what_was_not_let_in_charged_nothing(
    recital: Recital, status: int, fault: type[ProviderUnavailable]
) -> None:
    recital.say(status, {"error": {"type": "invalid_request_error", "message": KEY}})

    with pytest.raises(fault) as refused:
        to(recital).charge(request())
    assert KEY not in str(refused.value)


def test_a_redirect_is_not_followed(recital: Recital) -> None:
    recital.headers = {"Location": recital.url + "/elsewhere"}
    recital.say(307, b"")

    with pytest.raises(OutcomeUnknown):
        to(recital).charge(request())
    assert len(recital.heard) == 1


def test_an_answer_that_trickles_ends_with_the_deadline(recital: Recital) -> None:
    recital.pause = timedelta(milliseconds=50)
    recital.say(200, INTENT)
    begin = time.monotonic()

    with pytest.raises(OutcomeUnknown):
        to(recital, Timeouts(total=timedelta(milliseconds=400))).charge(request())
    assert time.monotonic() - begin < 2


def test_an_endless_answer_is_given_up(recital: Recital) -> None:
    recital.say(200, json.dumps(INTENT).encode() + b" " * (9 * 1024 * 1024))

    with pytest.raises(OutcomeUnknown):
        to(recital).charge(request())
