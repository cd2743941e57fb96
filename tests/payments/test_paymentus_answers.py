"""Odd answers of Paymentus: none is a yes or a no, and a look never says absent for them."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from billing.capabilities import PageKind
from billing.discrepancies import StatementLine
from billing.errors import NotOffered, OutcomeUnknown, ProviderUnavailable
from billing.hosted_pages import PageState
from billing.money import Money
from billing.payments import DeclineReason, PaymentState
from payments._protocol import BadCredentials
from tests.payments.kit.rig import Rig
from tests.payments.kit.words import page
from tests.payments.paymentus_words import (
    KEY,
    PAYMENT,
    STAGED,
    USD,
    error,
    page_request,
    request,
    said,
    to,
)
from tests.payments.rig import Recital

SINCE = datetime(2026, 3, 1, tzinfo=UTC)
NewRig = Callable[[str], Rig]
ODD: dict[str, tuple[int, Any]] = {
    "html": (200, b"<html>welcome</html>"),
    "html made": (201, b"<html>welcome</html>"),
    "cut JSON": (201, b'{"paymentId": "P'),
    "no JSON object": (201, b"[]"),
    "deep JSON": (201, b"[" * 100_000),
    "nothing": (201, {}),
    "another reference": (201, said(reference="f" * 42)),
    "no reference": (201, said(reference=None)),
    "a status to come": (201, said(status="considered")),
    "an unknown currency": (201, said(payment={"amount": "97.40", "currency": "XQX"})),
    "money as a number": (201, said(payment={"amount": 97.4, "currency": "USD"})),
    "money in cents": (201, said(payment={"amount": 9740, "currency": "USD"})),
    "a fraction of a cent": (201, said(payment={"amount": "97.405", "currency": "USD"})),
    "less than nothing": (201, said(payment={"amount": "-97.40", "currency": "USD"})),
    "other digits": (201, said(payment={"amount": "९७.४०", "currency": "USD"})),
    "a fee as a number": (201, said(convenienceFee={"amount": 2.95, "currency": "USD"})),
    "a fee in other money": (201, said(convenienceFee={"amount": "2.95", "currency": "EUR"})),
    "an id that is none": (201, said(paymentId="../1")),
    "an error beside a yes": (201, said() | error("INTERNAL_ERROR")),
    "a proxy's 403": (403, b"<h1>Forbidden</h1>"),
    "a proxy's 404": (404, b"<h1>Not Found</h1>"),
    "a proxy's 429": (429, b"slow down"),
    "a proxy's 422": (422, {"detail": "no"}),
    "an error with no words": (422, {"error": {}}),
    "an error that is none": (422, {"error": "no"}),
    "a redirect": (302, b""),
    "a broken API": (500, error("INTERNAL_ERROR")),
    "an API that is down": (503, error("UNAVAILABLE")),
    "a gateway's time": (504, error("TIMEOUT")),
    "a request that took too long": (408, error("TIMEOUT")),
    "accepted, not made": (202, said()),
}


@pytest.mark.parametrize("odd", sorted(ODD))
def test_an_odd_answer_to_a_charge_is_a_doubt(recital: Recital, odd: str) -> None:
    recital.say(*ODD[odd])

    with pytest.raises(OutcomeUnknown) as doubt:
        to(recital).charge(request())

    assert doubt.value.__context__ is None
    assert len(recital.heard) == 1


@pytest.mark.parametrize(
    ("status", "code", "raised"),
    [
        (401, "UNAUTHORIZED", BadCredentials),
        (403, "FORBIDDEN", BadCredentials),
        (429, "RATE_LIMITED", ProviderUnavailable),
    ],
)
def test_what_paymentus_says_it_did_not_do_was_not_done(
    recital: Recital, status: int, code: str, raised: type[Exception]
) -> None:
    recital.say(status, error(code))

    with pytest.raises(raised):
        to(recital).charge(request())


def test_an_unknown_reason_of_a_decline_is_other(recital: Recital) -> None:
    for reason in ("felt_like_it", None, "no reason at all!"):
        recital.say(201, said(status="declined", declineReason=reason))
        assert to(recital).charge(request()).reason is DeclineReason.OTHER


LOOKS = {
    **{name: ODD[name] for name in ("html", "cut JSON", "no JSON object", "a redirect")},
    "no list": (200, {}),
    "a list that is none": (200, {"payments": "none"}),
    "items that are none": (200, {"payments": ["none"]}),
    "a list that stands still": (
        200,
        {"payments": [], "hasMore": True, "nextCursor": "same"},
    ),
    "more, and nowhere": (200, {"payments": [], "hasMore": True}),
    "more in words": (200, {"payments": [], "hasMore": "no"}),
    "a cursor that is none": (200, {"payments": [], "nextCursor": 7}),
    "ours, unreadable": (200, {"payments": [{"reference": KEY, "status": 7}]}),
    "ours, undecided": (200, {"payments": [PAYMENT | {"status": "considered"}]}),
    "ours, of a number": (
        200,
        {"payments": [PAYMENT | {"payment": {"amount": 97.4, "currency": "USD"}}]},
    ),
    "a server's error": (500, error("INTERNAL_ERROR")),
    "too often": (429, error("RATE_LIMITED")),
    "not found": (404, error("NOT_FOUND")),
}


@pytest.mark.parametrize("odd", sorted(LOOKS))
def test_a_look_that_cannot_say_never_says_absent(recital: Recital, odd: str) -> None:
    recital.say(*LOOKS[odd])

    with pytest.raises(ProviderUnavailable):
        to(recital).look_up(reference=KEY, provider_ref=None, since=SINCE)


@pytest.mark.parametrize(
    "answer",
    [
        (404, error("NOT_FOUND")),
        (200, said(paymentId="pmt_2")),
        (200, said(reference="f" * 42)),
        (200, said(status="considered")),
    ],
)
def test_a_payment_that_was_there_is_not_explained_away(
    recital: Recital, answer: tuple[int, object]
) -> None:
    recital.say(*answer)

    with pytest.raises(ProviderUnavailable):
        to(recital).look_up(reference=KEY, provider_ref="pmt_1", since=SINCE)


def test_of_two_payments_with_one_reference_the_one_that_took_money_is_told(
    recital: Recital,
) -> None:
    declined = PAYMENT | {"paymentId": "pmt_0", "status": "declined"}
    recital.say(200, {"payments": [declined, PAYMENT, declined], "hasMore": False})

    report = to(recital).look_up(reference=KEY, provider_ref=None, since=SINCE)

    assert report is not None
    assert (report.provider_ref, report.state) == ("pmt_1", PaymentState.SUCCEEDED)


def test_a_search_is_read_to_its_end(recital: Recital) -> None:
    others = {"payments": [PAYMENT | {"reference": "other"}], "hasMore": True, "nextCursor": "c1"}
    recital.say(200, {"payments": [PAYMENT], "hasMore": False, "nextCursor": "c2"})
    recital.script = [json.dumps(others).encode()]

    assert to(recital).look_up(reference=KEY, provider_ref=None, since=SINCE) is not None
    assert [path for _, path, _, _ in recital.heard] == [
        f"/api/v1/payments?limit=200&reference={KEY}",
        f"/api/v1/payments?cursor=c1&limit=200&reference={KEY}",
    ]


# --- pages -------------------------------------------------------------------------------------


def test_only_a_page_that_takes_a_payment_is_offered(recital: Recital) -> None:
    for kind in (PageKind.ADD_METHOD, PageKind.INVOICE, PageKind.CONFIRM_PAYMENT):
        with pytest.raises(NotOffered):
            to(recital).open_page(page_request(kind=kind))
        with pytest.raises(NotOffered):
            to(recital).look_up_page(kind, "staged.stg_1")

    assert recital.heard == []


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/s/1",
        "https://pay.paymentus.com/s/1",  # Paymentus's own, but not the address that replaces it
        "javascript:alert(1)",
        None,
    ],
)
def test_a_customer_is_sent_to_the_known_address_only(recital: Recital, url: str | None) -> None:
    recital.say(201, STAGED | {"url": url})
    with pytest.raises(OutcomeUnknown):
        to(recital).open_page(page_request())

    recital.say(201, STAGED | {"url": f"{recital.url}/pages/1"})
    assert to(recital).open_page(page_request()).url == f"{recital.url}/pages/1"


@pytest.mark.parametrize(
    "changes",
    [
        {"reference": "f" * 42},
        {"payment": USD | {"amount": "98.40"}},
        {"payment": {"amount": 97.4, "currency": "USD"}},
        {"stagedPaymentId": "../1"},
    ],
)
def test_a_page_that_is_not_the_one_asked_for_is_a_doubt(
    recital: Recital, changes: dict[str, Any]
) -> None:
    recital.say(201, STAGED | {"url": f"{recital.url}/pages/1"} | changes)

    with pytest.raises(OutcomeUnknown):
        to(recital).open_page(page_request())


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "considered"},
        {"stagedPaymentId": "stg_2"},
        {"reference": None},
        {"status": "paid", "paymentId": None},
    ],
)
def test_a_page_in_no_state_we_know_is_neither_open_nor_over(
    recital: Recital, changes: dict[str, Any]
) -> None:
    recital.say(200, STAGED | changes)

    with pytest.raises(ProviderUnavailable):
        to(recital).look_up_page(PageKind.PAYMENT_LINK, "staged.stg_1")


def test_a_card_refused_on_a_page_is_no_failure_while_another_can_be_tried(
    new_rig: NewRig,
) -> None:
    rig = new_rig("paymentus")
    provider, wanted = rig.connect(), page(rig, PageKind.PAYMENT_LINK)
    opened = provider.open_page(wanted)
    rig.fill_in(opened.url, "decline_generic")
    (tried,) = rig.payments()
    since = rig.now()

    for known_as in (None, tried.provider_ref, opened.provider_ref):
        waiting = provider.look_up(reference=wanted.key, provider_ref=known_as, since=since)
        assert waiting is not None
        assert (waiting.state, waiting.provider_ref) == (
            PaymentState.REQUIRES_ACTION,
            opened.provider_ref,
        )

    rig.fill_in(opened.url)
    paid = provider.look_up_page(PageKind.PAYMENT_LINK, opened.provider_ref)
    assert paid.state is PageState.DONE
    assert paid.payment is not None
    assert paid.payment.fee == Money(295, "USD")  # agreed to on the page
    assert provider.look_up(reference=wanted.key, provider_ref=None, since=since) == paid.payment


# --- the statement -----------------------------------------------------------------------------


def lines(rig: Rig, begin: datetime, end: datetime) -> list[StatementLine]:
    return list(rig.connect().statement(begin, end))


def test_what_a_bank_sent_back_is_listed_where_it_was_made_and_where_it_came_back(
    new_rig: NewRig,
) -> None:
    rig, day = new_rig("paymentus"), timedelta(days=1)
    report = rig.connect().charge(rig.request())
    made_at = rig.now()
    rig.advance(days=30)
    rig.settle(report.provider_ref, "failed")
    back_at = rig.now()

    usd = Money(9740, "USD")
    for at in (made_at, back_at):
        (line,) = lines(rig, at - day, at + day)
        assert (line.provider_ref, line.reference) == (report.provider_ref, report.reference)
        assert (line.state, line.amount, line.refunded) == (PaymentState.SUCCEEDED, usd, usd)
    assert lines(rig, made_at + 2 * day, back_at - 2 * day) == []
    (whole,) = lines(rig, made_at - day, back_at + day)
    assert whole.created_at < made_at + day


def test_voided_money_was_never_taken(new_rig: NewRig) -> None:
    rig, hour = new_rig("paymentus"), timedelta(hours=1)
    provider = rig.connect()
    provider.cancel(provider.charge(rig.request("never_settles")).provider_ref)

    assert lines(rig, rig.now() - hour, rig.now() + hour) == []


@pytest.mark.parametrize("changes", [{"status": "considered"}, {"createdAt": "yesterday"}])
def test_a_payment_of_ours_that_cannot_be_read_breaks_the_statement_off(
    recital: Recital, changes: dict[str, Any]
) -> None:
    recital.say(200, {"payments": [PAYMENT | changes], "hasMore": False})
    with pytest.raises(ProviderUnavailable):
        list(to(recital).statement(SINCE, SINCE + timedelta(days=1)))

    recital.say(200, {"payments": [PAYMENT | changes | {"reference": None}], "hasMore": False})
    assert list(to(recital).statement(SINCE, SINCE + timedelta(days=1))) == []
