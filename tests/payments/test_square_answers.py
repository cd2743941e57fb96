"""Odd answers of Square's: none of them is a yes or a no, and a look never says absent for them."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from billing.capabilities import PageKind
from billing.errors import MethodUnusable, NotOffered, OutcomeUnknown, ProviderUnavailable
from billing.hosted_pages import PageRequest, PageState
from billing.ids import CustomerId
from billing.money import Money
from billing.payments import PaymentState
from billing.refunds import RefundRequest
from payments._protocol import BadCredentials
from tests.payments.kit.rig import Rig
from tests.payments.kit.words import page
from tests.payments.rig import Recital
from tests.payments.square_words import KEY, PAYMENT, USD, error, request, said, to

SINCE = datetime(2026, 3, 1, tzinfo=UTC)
ODD: dict[str, tuple[int, Any]] = {
    "html": (200, b"<html>welcome</html>"),
    "cut JSON": (200, b'{"payment": {"id": "P'),
    "no JSON object": (200, b"[]"),
    "deep JSON": (200, b"[" * 100_000),
    "nothing": (200, {}),
    "a null payment": (200, {"payment": None}),
    "another reference": (200, said(reference_id="f" * 40)),
    "no reference": (200, said(reference_id=None)),
    "a status to come": (200, said(status="CONSIDERED")),
    "an unknown currency": (200, said(total_money={"amount": 9740, "currency": "XQX"})),
    "money in words": (200, said(total_money={"amount": "9740", "currency": "USD"})),
    "a fraction of a cent": (200, said(total_money={"amount": 97.4, "currency": "USD"})),
    "errors beside a yes": (200, said() | error("GENERIC_DECLINE")),
    "a refusal that charged": (402, said() | error("GENERIC_DECLINE")),
    "a refusal on its way": (400, said(status="PENDING") | error("CARD_DECLINED")),
    "a refusal of another": (402, said(status="FAILED", reference_id="x") | error("CARD_EXPIRED")),
    "a temporary error": (402, error("TEMPORARY_ERROR")),
    "a key that is in use": (409, error("CONFLICT", "INVALID_REQUEST_ERROR")),
    "a key of another request": (400, error("IDEMPOTENCY_KEY_REUSED", "INVALID_REQUEST_ERROR")),
    "a proxy's 403": (403, b"<h1>Forbidden</h1>"),
    "a proxy's 429": (429, b"slow down"),
    "an error with no words": (400, {"errors": []}),
    "an error that is none": (400, {"errors": ["no"]}),
    "a decline and an error that is none": (
        402,
        {"errors": [*error("GENERIC_DECLINE")["errors"], {"code": "ODD"}]},
    ),
    "a redirect": (302, b""),
    "a broken API": (500, error("INTERNAL_SERVER_ERROR", "API_ERROR")),
    "a broken API that failed it": (500, said(status="FAILED") | error("CARD_EXPIRED")),
    "an API error as 400": (400, error("GATEWAY_TIMEOUT", "API_ERROR")),
    "created, not OK": (202, said()),
}


def recite(recital: Recital, *answers: object) -> None:
    recital.say(200, {})
    recital.script = [json.dumps(answer).encode() for answer in answers]


@pytest.mark.parametrize("odd", sorted(ODD))
def test_an_odd_answer_to_a_charge_is_a_doubt(recital: Recital, odd: str) -> None:
    recital.say(*ODD[odd])

    with pytest.raises(OutcomeUnknown) as doubt:
        to(recital).charge(request())

    assert doubt.value.__context__ is None
    assert len(recital.heard) == 1


@pytest.mark.parametrize(
    ("status", "body", "raised"),
    [
        (401, error("UNAUTHORIZED", "AUTHENTICATION_ERROR"), BadCredentials),
        (403, error("FORBIDDEN", "AUTHENTICATION_ERROR"), BadCredentials),
        (429, error("RATE_LIMITED", "RATE_LIMIT_ERROR"), ProviderUnavailable),
        (
            404,
            error("NOT_FOUND", "INVALID_REQUEST_ERROR", field="location_id"),
            ProviderUnavailable,
        ),
    ],
)
def test_what_square_says_it_did_not_do_was_not_done(
    recital: Recital, status: int, body: object, raised: type[Exception]
) -> None:
    recital.say(status, body)

    with pytest.raises(raised):
        to(recital).charge(request())


LOOKS = {
    **{name: ODD[name] for name in ("html", "cut JSON", "no JSON object", "a redirect")},
    "a list that is none": (200, {"payments": "none"}),
    "items that are none": (200, {"payments": ["none"]}),
    "a list that stands still": (200, {"payments": [], "cursor": "same"}),
    "ours, unreadable": (200, {"payments": [{"reference_id": KEY[2:], "status": 7}]}),
    "ours, undecided": (200, {"payments": [PAYMENT | {"status": "CONSIDERED"}]}),
    "a server's error": (500, error("INTERNAL_SERVER_ERROR", "API_ERROR")),
    "too often": (429, error("RATE_LIMITED", "RATE_LIMIT_ERROR")),
    "not found": (404, error("NOT_FOUND", "INVALID_REQUEST_ERROR")),
}


@pytest.mark.parametrize("odd", sorted(LOOKS))
def test_a_look_that_cannot_say_never_says_absent(recital: Recital, odd: str) -> None:
    recital.say(*LOOKS[odd])

    with pytest.raises(ProviderUnavailable):
        to(recital).look_up(reference=KEY, provider_ref=None, since=SINCE)


@pytest.mark.parametrize(
    "answer",
    [
        (404, error("NOT_FOUND", "INVALID_REQUEST_ERROR")),
        (200, said(id="another")),
        (200, said(reference_id="f" * 40)),
        (200, said(status="CONSIDERED")),
    ],
)
def test_a_payment_that_was_there_is_not_explained_away(
    recital: Recital, answer: tuple[int, object]
) -> None:
    recital.say(*answer)

    with pytest.raises(ProviderUnavailable):
        to(recital).look_up(reference=KEY, provider_ref=PAYMENT["id"], since=SINCE)


def test_of_two_payments_with_one_key_the_one_that_took_money_is_told(recital: Recital) -> None:
    """Sent again after Square forgot the key: nobody may call this a failure."""
    failed = PAYMENT | {"id": "P0", "status": "FAILED"}
    recital.say(200, {"payments": [failed, PAYMENT, failed]})

    report = to(recital).look_up(reference=KEY, provider_ref=None, since=SINCE)

    assert report is not None
    assert (report.provider_ref, report.state) == (PAYMENT["id"], PaymentState.SUCCEEDED)


def test_a_payment_that_others_made_with_a_like_reference_is_not_ours(recital: Recital) -> None:
    recital.say(200, {"payments": [PAYMENT | {"reference_id": KEY[2:].upper()}]})

    assert to(recital).look_up(reference=KEY, provider_ref=None, since=SINCE) is None


def test_what_cannot_be_cancelled_any_more_says_what_it_became(
    new_rig: Callable[[str], Rig],
) -> None:
    rig = new_rig("square")
    provider = rig.connect()
    for behaviour in ("succeed", "succeed_later", "decline_generic"):
        report = provider.charge(rig.request(behaviour))
        assert provider.cancel(report.provider_ref) == report
    assert rig.charged() == 1


@pytest.mark.parametrize(
    "refund",
    [
        {"reason": "ref:another"},
        {"reason": "because"},
        {"payment_id": "P2"},
        {"status": "CONSIDERED"},
        {"amount_money": {"amount": 1, "currency": "XQX"}},
    ],
)
def test_an_odd_answer_to_a_refund_is_a_doubt(recital: Recital, refund: dict[str, Any]) -> None:
    good = {"id": "R1", "status": "COMPLETED", "amount_money": USD, "payment_id": "P1"}
    recital.say(200, {"refund": good | {"reason": "ref:back-1"} | refund})

    with pytest.raises(OutcomeUnknown):
        to(recital).refund(RefundRequest("back-1", "P1", KEY, Money(9740, "USD")))


def test_a_refund_while_another_is_on_its_way_is_tried_later(recital: Recital) -> None:
    recital.say(400, error("REFUND_ALREADY_PENDING", "REFUND_ERROR"))

    with pytest.raises(ProviderUnavailable):
        to(recital).refund(RefundRequest("back-1", "P1", KEY, Money(9740, "USD")))


# --- methods -----------------------------------------------------------------------------------


def test_a_bank_account_is_listed_until_it_is_removed(new_rig: Callable[[str], Rig]) -> None:
    rig = new_rig("square")
    provider, account, card = rig.connect(), rig.method(type="bank_account"), rig.method()
    provider.set_default_method("c-nora", account)

    for _ in range(2):
        provider.remove_method(account)

    assert [method.provider_ref for method in provider.methods("c-nora")] == [card]
    with pytest.raises(MethodUnusable):
        provider.set_default_method("c-nora", account)
    provider.remove_method(card)
    with pytest.raises(MethodUnusable):
        provider.set_default_method("c-nora", card)


def test_another_customers_card_is_neither_listed_nor_a_default(recital: Recital) -> None:
    card = {"id": "ccof:1", "last_4": "4242", "customer_id": "C2", "enabled": True}
    recite(recital, {"cards": [card]}, {})
    assert to(recital).methods("C1") == ()

    recite(recital, {"card": card})
    with pytest.raises(MethodUnusable):
        to(recital).set_default_method("C1", "ccof:1")


# --- pages -------------------------------------------------------------------------------------


def link_request(**changes: Any) -> PageRequest:
    fields: dict[str, Any] = {
        "kind": PageKind.PAYMENT_LINK,
        "key": KEY,
        "customer": CustomerId("c-nora"),
        "customer_ref": None,
        "return_url": "https://billing.example/return/token",
        "amount": Money(9740, "USD"),
        "description": "Bill HB-104",
    }
    return PageRequest(**(fields | changes))


LINK = {"id": "LINK1", "order_id": "ORDER1", "url": "https://square.link/u/abc"}
ORDER = {"id": "ORDER1", "state": "DRAFT", "reference_id": KEY[2:], "total_money": USD}


def test_a_page_that_saves_a_card_is_not_offered_and_nothing_is_sent(recital: Recital) -> None:
    for kind in (PageKind.ADD_METHOD, PageKind.INVOICE, PageKind.CONFIRM_PAYMENT):
        with pytest.raises(NotOffered):
            to(recital).open_page(link_request(kind=kind))
        with pytest.raises(NotOffered):
            to(recital).look_up_page(kind, "LINK1.ORDER1")

    assert recital.heard == []


def test_a_page_that_would_ask_for_another_amount_is_closed(recital: Recital) -> None:
    taxed = ORDER | {"total_money": {"amount": 10_470, "currency": "USD"}}
    gone = taxed | {"state": "CANCELED"}
    recite(recital, {"payment_link": LINK}, {"order": taxed}, {"id": "LINK1"}, {"order": gone})

    with pytest.raises(ProviderUnavailable, match="another amount"):
        to(recital).open_page(link_request())

    assert ("DELETE", "/v2/online-checkout/payment-links/LINK1") in [
        (method, path) for method, path, _, _ in recital.heard
    ]


@pytest.mark.parametrize(
    "url", ["https://evil.example/u/abc", "http://square.link/u/abc", "https://square.link.evil/u"]
)
def test_a_customer_is_sent_to_squares_own_addresses_only(recital: Recital, url: str) -> None:
    recite(recital, {"payment_link": LINK | {"url": url}}, {"order": ORDER})

    with pytest.raises(OutcomeUnknown):
        to(recital).open_page(link_request())

    recite(recital, {"payment_link": LINK}, {"order": ORDER})
    assert to(recital).open_page(link_request()).url == LINK["url"]


def test_a_page_whose_order_is_anothers_is_not_reported_as_ours(recital: Recital) -> None:
    recite(recital, {"payment_link": LINK}, {"order": ORDER | {"reference_id": "f" * 40}})

    with pytest.raises(OutcomeUnknown):
        to(recital).open_page(link_request())


def test_a_page_whose_answer_was_lost_is_found_by_its_key(new_rig: Callable[[str], Rig]) -> None:
    rig = new_rig("square")
    provider, wanted = rig.connect(), page(rig, PageKind.PAYMENT_LINK)
    rig.fault("drop_reply_after_commit")
    with pytest.raises(OutcomeUnknown):
        provider.open_page(wanted)
    rig.forget_keys()

    found = provider.look_up(reference=wanted.key, provider_ref=None, since=rig.now())

    assert found is not None
    assert (found.state, found.amount) == (PaymentState.REQUIRES_ACTION, wanted.amount)
    assert provider.cancel(found.provider_ref).state is PaymentState.CANCELLED
    assert provider.look_up(reference=wanted.key, provider_ref=None, since=rig.now()) is None


def test_a_card_refused_on_a_page_is_no_failure_while_another_can_be_tried(
    new_rig: Callable[[str], Rig],
) -> None:
    rig = new_rig("square")
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
    assert provider.look_up(reference=wanted.key, provider_ref=None, since=since) == paid.payment
