"""PayPal's report, the one place to find a payment by our key: it lags and says so; disputes."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from billing.capabilities import Doubt, resolve_doubt
from billing.disputes import DisputeState
from billing.errors import OutcomeUnknown, ProviderUnavailable
from billing.money import Money
from billing.payments import PaymentState
from payments.paypal import Adapter
from payments.sandbox.serve import serving
from tests.payments.kit.rig_paypal import Rig
from tests.payments.kit.words import give_back
from tests.payments.paypal_words import CAPTURE, USD, Desk, Json, open_desk, problem, request
from tests.payments.rig import Sandbox

HOUR = timedelta(hours=1)
LAG = 3 * 3600


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Rig]:
    """A merchant in a sandbox of its own, whose report lags as PayPal's does."""
    with serving(tmp_path / "provider.db") as url:
        sandbox = Sandbox(url)
        with sandbox.http:
            rig = Rig(sandbox, "lagging")
            sandbox.order("POST", "settings", search_lag_seconds=LAG, timeout_ms=50)
            yield rig


@pytest.fixture
def desk() -> Iterator[Desk]:
    with open_desk() as opened:
        yield opened


# --- a payment whose answer was lost -----------------------------------------------------------


def test_a_lost_charge_is_not_in_the_report_before_hours_have_passed(shop: Rig) -> None:
    lost, provider, since = shop.request("timeout_after_charge"), shop.connect(), shop.now()
    with pytest.raises(OutcomeUnknown):
        provider.charge(lost)

    at_once = provider.look_up(reference=lost.key, provider_ref=None, since=since)
    shop.advance(seconds=LAG + 60)
    later = provider.look_up(reference=lost.key, provider_ref=None, since=since)

    assert at_once is None
    assert later is not None
    assert (later.state, later.amount) == (PaymentState.SUCCEEDED, lost.amount)


def test_silence_of_the_report_fails_nothing_before_key_and_lag_are_over() -> None:
    can = Adapter.capabilities

    def decided(**age: int) -> Doubt:
        return resolve_doubt(can, found=False, age=timedelta(**age))

    assert can.lookup_horizon >= can.key_window + timedelta(seconds=LAG)
    assert decided(minutes=1) is Doubt.RESUBMIT
    assert decided(hours=5, minutes=49) is Doubt.RESUBMIT
    assert decided(hours=5, minutes=51) is Doubt.WAIT
    assert decided(hours=8, minutes=59) is Doubt.WAIT
    assert decided(hours=9, minutes=1) is Doubt.FAIL


def test_beyond_the_keys_life_the_invoices_number_stops_a_second_charge(shop: Rig) -> None:
    lost, provider = shop.request("timeout_after_charge"), shop.connect()
    with pytest.raises(OutcomeUnknown):
        provider.charge(lost)
    shop.forget_keys()

    with pytest.raises(OutcomeUnknown):  # taken already, and the report does not know which
        provider.charge(lost)
    shop.advance(seconds=LAG + 60)
    report = provider.charge(lost)

    assert report.state is PaymentState.SUCCEEDED
    assert shop.charged() == 1


def page(*rows: Json, until: datetime | None = None, pages: int = 1) -> Json:
    reach = (until or datetime.now(UTC)).strftime("%Y-%m-%dT%H:%M:%SZ")
    found = [{"transaction_info": row} for row in rows]
    return {
        "transaction_details": found,
        "last_refreshed_datetime": reach,
        "total_pages": pages,
    }


def row(status: str = "S", **changes: Any) -> Json:
    return {
        "transaction_id": CAPTURE["id"],
        "transaction_event_code": "T0006",
        "transaction_initiation_date": "2026-03-01T12:00:00+0000",
        "transaction_status": status,
        "transaction_amount": USD,
        "custom_field": "pay-1",
    } | changes


def test_a_report_that_is_far_behind_says_nothing_about_an_old_payment(desk: Desk) -> None:
    now = datetime.now(UTC)
    old, young = now - 10 * HOUR, now - HOUR
    desk.say((200, page(until=now - 9 * HOUR)))

    with pytest.raises(ProviderUnavailable):
        desk.connect().look_up(reference="pay-1", provider_ref=None, since=old)
    # Young ones are sent again with their key anyway.
    assert desk.connect().look_up(reference="pay-1", provider_ref=None, since=young) is None

    desk.say((200, page(until=now - 3 * HOUR)))
    assert desk.connect().look_up(reference="pay-1", provider_ref=None, since=old) is None


def test_a_span_that_the_report_has_not_begun_is_no_error(desk: Desk) -> None:
    words = "Data for the given start date is not available."
    desk.say((400, {"name": "INVALID_REQUEST", "message": words, "details": []}))
    since = datetime.now(UTC) - HOUR

    assert desk.connect().look_up(reference="pay-1", provider_ref=None, since=since) is None
    assert list(desk.connect().statement(since, since + HOUR)) == []
    with pytest.raises(ProviderUnavailable):
        list(desk.connect().statement(since - 24 * HOUR, since))


@pytest.mark.parametrize(
    "answer",
    [
        (400, problem("INVALID_PARAMETER_VALUE", "INVALID_REQUEST")),
        (403, problem("NOT_AUTHORIZED", "NOT_AUTHORIZED")),
        (200, b"<h1>hello</h1>"),
        (200, {"transaction_details": "none"}),
        (200, page({"custom_field": "pay-1", "transaction_id": "x"})),
    ],
)
def test_a_report_that_cannot_be_read_never_says_absent(
    desk: Desk, answer: tuple[int, object]
) -> None:
    desk.say(answer)
    since = datetime.now(UTC) - HOUR

    with pytest.raises(ProviderUnavailable):
        desk.connect().look_up(reference="pay-1", provider_ref=None, since=since)


def test_of_two_tries_with_our_key_the_paid_one_is_told(desk: Desk) -> None:
    refused = row("D", transaction_id="1A1A1A1A1A1A1A1A1")
    desk.say((200, page(refused, pages=2)), (200, page(row())), (200, CAPTURE))

    report = desk.connect().look_up(
        reference="pay-1", provider_ref=None, since=datetime.now(UTC) - HOUR
    )

    assert report is not None
    assert report.provider_ref == CAPTURE["id"]
    assert [heard.path.partition("?")[0] for heard in desk.heard][-1].endswith(CAPTURE["id"])


def test_a_refund_with_our_key_is_not_taken_for_the_payment(desk: Desk) -> None:
    back = row(transaction_event_code="T1107", transaction_amount=USD | {"value": "-97.40"})
    desk.say((200, page(back)))

    since = datetime.now(UTC) - HOUR
    assert desk.connect().look_up(reference="pay-1", provider_ref=None, since=since) is None


# --- the statement -----------------------------------------------------------------------------


def test_the_last_hours_are_not_in_a_statement_yet(shop: Rig) -> None:
    provider, begin = shop.connect(), shop.now()
    paid = provider.charge(shop.request())
    end = shop.now() + timedelta(seconds=1)
    assert list(provider.statement(begin, end)) == []

    shop.advance(seconds=LAG + 60)

    assert [line.provider_ref for line in provider.statement(begin, end)] == [paid.provider_ref]


def test_a_statement_from_a_report_that_is_far_behind_is_none(desk: Desk) -> None:
    now = datetime.now(UTC)
    for behind, good in ((3, True), (5, True), (7, False), (48, False)):
        desk.say((200, page(until=now - behind * HOUR)))
        if good:
            assert list(desk.connect().statement(now - 72 * HOUR, now)) == []
            continue
        with pytest.raises(ProviderUnavailable, match="behind"):
            list(desk.connect().statement(now - 72 * HOUR, now))


def test_what_was_given_back_later_belongs_to_its_charge(shop: Rig) -> None:
    provider, begin = shop.connect(), shop.now()
    paid = provider.charge(shop.request())
    end = shop.now() + timedelta(seconds=1)
    shop.advance(hours=5)
    provider.refund(give_back(paid, 1000))
    shop.advance(seconds=LAG + 60)

    (line,) = provider.statement(begin, end)

    assert (line.amount, line.refunded) == (Money(9740, "USD"), Money(1000, "USD"))
    assert line.reference == paid.reference


def test_a_lost_dispute_is_no_refund(shop: Rig) -> None:
    provider, begin = shop.connect(), shop.now()
    paid = provider.charge(shop.request())
    shop.end_dispute(shop.dispute(paid.provider_ref), "lost")
    end = shop.now() + timedelta(seconds=1)
    shop.advance(seconds=LAG + 60)

    (line,) = provider.statement(begin, end)

    assert line.refunded == Money(0, "USD")


@pytest.mark.parametrize("status", ["S", "F", "V"])
def test_a_charge_that_was_given_back_was_taken_all_the_same(desk: Desk, status: str) -> None:
    at = datetime(2026, 3, 1, 12, tzinfo=UTC)
    others = (row("D"), row(transaction_event_code="T0400"), {"transaction_id": "?"})
    desk.say((200, page(row(status), *others)))

    (line,) = desk.connect().statement(at, at + HOUR)

    assert (line.state, line.created_at) == (PaymentState.SUCCEEDED, at)


def test_a_long_span_is_asked_for_month_by_month(desk: Desk) -> None:
    desk.say((200, page()))
    at = datetime(2026, 3, 1, tzinfo=UTC)

    assert list(desk.connect().statement(at, at + timedelta(days=62))) == []
    assert len(desk.heard) == 2
    assert "start_date=2026-03-01T00%3A00%3A00Z&end_date=2026-04-01" in desk.heard[0].path


# --- disputes ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "outcome", "state"),
    [
        ("OPEN", None, DisputeState.OPEN),
        ("WAITING_FOR_SELLER_RESPONSE", None, DisputeState.OPEN),
        ("WAITING_FOR_BUYER_RESPONSE", None, DisputeState.UNDER_REVIEW),
        ("UNDER_REVIEW", None, DisputeState.UNDER_REVIEW),
        ("RESOLVED", "RESOLVED_BUYER_FAVOUR", DisputeState.LOST),
        ("RESOLVED", "RESOLVED_SELLER_FAVOUR", DisputeState.WON),
        ("RESOLVED", "CANCELED_BY_BUYER", DisputeState.WON),
    ],
)
def test_a_dispute_is_told_in_our_words(
    desk: Desk, status: str, outcome: str | None, state: DisputeState
) -> None:
    said: Json = dispute(status) | (
        {"dispute_outcome": {"outcome_code": outcome}} if outcome else {}
    )
    desk.say((200, said))

    report = desk.connect().look_up_dispute("PP-D-27803")

    assert (report.state, report.payment_ref) == (state, CAPTURE["id"])
    assert (report.amount, report.reason) == (Money(9740, "USD"), "fraudulent")


def dispute(status: str) -> Json:
    return {
        "dispute_id": "PP-D-27803",
        "status": status,
        "reason": "UNAUTHORISED",
        "dispute_amount": USD,
        "disputed_transactions": [{"seller_transaction_id": CAPTURE["id"]}],
    }


@pytest.mark.parametrize(
    "said",
    [dispute("RESOLVED"), dispute("ODD"), dispute("OPEN") | {"dispute_id": "PP-D-1"}, {}],
)
def test_a_dispute_that_says_nothing_clear_is_unavailable(desk: Desk, said: Json) -> None:
    desk.say((200, said))

    with pytest.raises(ProviderUnavailable):
        desk.connect().look_up_dispute("PP-D-27803")


def test_a_charge_that_is_sent_knows_nothing_of_the_report(desk: Desk) -> None:
    desk.say((422, problem("INSTRUMENT_DECLINED")))

    desk.connect().charge(request())

    assert [heard.path for heard in desk.heard] == ["/v2/checkout/orders"]
