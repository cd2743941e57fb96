"""PayPal's books: the transaction report, and disputes.

The report is the only place where a payment can be found by our key. It knows an executed payment
after at most three hours (developer.paypal.com, "Transaction search"), and in one question at most
31 days. Orders that took nothing are not in it.
"""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from billing.discrepancies import StatementLine
from billing.disputes import DisputeReport, DisputeState
from billing.errors import ProviderUnavailable
from billing.money import Money
from billing.payments import PaymentState
from payments._paypal.account import Account, Answer, unavailable
from payments._paypal.wire import Dispute, ReportPage, Row
from payments._paypal.words import (
    DISPUTE_ENDS,
    DISPUTE_ID,
    DISPUTE_REASONS,
    DISPUTE_STATES,
)
from payments._wire import instant, parse

_log = logging.getLogger(__name__)
REPORT_LAG: Final = timedelta(hours=3)
TOO_LATE: Final = 2 * REPORT_LAG
"""A report further behind than this lists too little to be compared with anything."""
CLOCKS_APART: Final = timedelta(minutes=5)
_SPAN: Final = timedelta(days=31)
_PAGE: Final = 500
_MAX_PAGES: Final = 200
_NO_DATA_YET: Final = "Data for the given start date is not available"
_PAID, _GIVEN_BACK = "T00", ("T1106", "T1107")
# V and F: taken, and given back since, wholly or in part; what went back has rows of its own.
_STATES: Final = {
    "S": PaymentState.SUCCEEDED,
    "F": PaymentState.SUCCEEDED,
    "V": PaymentState.SUCCEEDED,
    "P": PaymentState.PENDING,
}
_MOST_PAID: Final = "SFVPD"


class Books:
    """The verbs of one account that only read."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def dispute(self, dispute_id: str) -> DisputeReport:
        if not DISPUTE_ID.fullmatch(dispute_id):
            raise ProviderUnavailable("that is no dispute of PayPal's")
        found = self._account.fetch(Dispute, f"/v1/customer/disputes/{dispute_id}")
        # Even absent: PayPal deletes no dispute, so these are the credentials of another account.
        if found is None or found.dispute_id != dispute_id:
            raise ProviderUnavailable("PayPal does not know this dispute")
        state, money = _state_of(found), found.dispute_amount.money
        if state is None or money is None:
            raise ProviderUnavailable("PayPal's dispute is not readable")
        return DisputeReport(
            provider_ref=found.dispute_id,
            payment_ref=found.disputed_transactions[0].seller_transaction_id,
            state=state,
            amount=money,
            reason=DISPUTE_REASONS.get(found.reason, "other"),
            evidence_due_at=instant(found.seller_response_due_date),
        )

    def find(self, reference: str, since: datetime, *, sure_after: timedelta) -> str | None:
        """The id of the capture with our key since then; of several the one most likely paid.

        Raises `ProviderUnavailable` when the report is so far behind that nothing follows from its
        silence: older than `sure_after`, and not known up to then.
        """
        begin = since - CLOCKS_APART
        rows: list[Row] = []
        knows_until = asked_at = None
        for answer, page in self._pages(begin, begin + _SPAN):
            asked_at, knows_until = answer.at, page.knows_until
            rows += [row for row in _rows(page) if row.reference == reference]
        paid = [row for row in rows if row.transaction_event_code.startswith(_PAID)]
        if paid:
            return min(paid, key=_likely).transaction_id
        old = asked_at is not None and asked_at - since >= sure_after + REPORT_LAG
        if old and (knows_until is None or knows_until < since + sure_after):
            raise ProviderUnavailable("PayPal's report does not reach that far yet")
        return None

    def has_nothing(self, reference: str, since: datetime, until: datetime) -> bool:
        """Whether the report, complete up to `until`, has nothing at all with our key since then.

        Raises `ProviderUnavailable` while it does not reach that far.
        """
        begin, knows_until = since - CLOCKS_APART, None
        for _, page in self._pages(begin, begin + _SPAN):
            knows_until = page.knows_until
            if any(row.reference == reference for row in _rows(page)):
                return False
        if knows_until is None or knows_until < until:
            raise ProviderUnavailable("PayPal's report does not reach that far yet")
        return True

    def find_lately(self, reference: str, at: datetime) -> str | None:
        """As `find`, among what the report has of its newest thirty days."""
        answer = self._account.read(
            "/v1/reporting/transactions",
            start_date=_instant(at - timedelta(days=1)),
            end_date=_instant(at),
            page_size=1,
        )
        page = parse(ReportPage, answer.data) if answer.ok else None
        newest = page.knows_until if page is not None else None
        if newest is None:
            raise ProviderUnavailable("PayPal's report does not say how far it reaches")
        return self.find(reference, newest - timedelta(days=30), sure_after=REPORT_LAG)

    def statement(self, since: datetime, until: datetime) -> Iterator[StatementLine]:
        """One line per payment that took money or is taking it; refused tries took none.

        What happened in the last three hours, refunds too, may be missing. Raises
        `ProviderUnavailable` while it is read, also when the report is further behind than that.
        """
        while since < until:
            end = min(until, since + _SPAN)
            yield from self._span(since, end)
            since = end

    def _span(self, since: datetime, until: datetime) -> Iterator[StatementLine]:
        paid: list[tuple[Row, Money]] = []
        back: dict[str, int] = {}
        # What was given back of them since: it may have been later than `until`.
        for answer, page in self._pages(since, since + _SPAN):
            _require_reach(answer, page, since, until)
            for row in _rows(page):
                money, made_at = row.transaction_amount.money, row.made_at
                if money is None or made_at is None:
                    _unreadable(row.reference)
                elif row.transaction_event_code in _GIVEN_BACK and row.transaction_status == "S":
                    of = row.paypal_reference_id or ""
                    back[of] = back.get(of, 0) + abs(money.amount_minor)
                elif _is_payment(row, money) and since <= made_at < until:
                    paid.append((row, money))
        for row, money in paid:
            made_at, given = row.made_at, back.get(row.transaction_id, 0)
            if made_at is not None:
                yield StatementLine(
                    row.transaction_id,
                    row.reference,
                    _STATES[row.transaction_status],
                    money,
                    Money(given, money.currency),
                    made_at,
                )

    def _pages(self, since: datetime, until: datetime) -> Iterator[tuple[Answer, ReportPage]]:
        """Every page of the report; raises `ProviderUnavailable` when one is missing."""
        for number in range(1, _MAX_PAGES + 1):
            answer = self._account.read(
                "/v1/reporting/transactions",
                start_date=_instant(since),
                end_date=_instant(until),
                fields="transaction_info",
                balance_affecting_records_only="N",  # pending and declined ones too
                page_size=_PAGE,
                page=number,
            )
            if answer.status == 400 and _says_no_data_yet(answer):
                yield answer, ReportPage(total_pages=0)
                return
            if not answer.ok:
                raise unavailable(answer)
            page = parse(ReportPage, answer.data)
            if page is None:
                raise ProviderUnavailable("PayPal's report is not readable")
            yield answer, page
            if number >= page.total_pages:
                return
        raise ProviderUnavailable("too much in PayPal's report to be sure of its end")


def _state_of(dispute: Dispute) -> DisputeState | None:
    if dispute.status == "RESOLVED":
        return DISPUTE_ENDS.get(dispute.dispute_outcome.outcome_code or "")
    return DISPUTE_STATES.get(dispute.status)


def _rows(page: ReportPage) -> Iterator[Row]:
    """The readable rows; raises `ProviderUnavailable` when one with a key of ours is not."""
    for detail in page.transaction_details:
        info = detail.get("transaction_info")
        row = parse(Row, info)
        if row is None:
            members = info if isinstance(info, dict) else {}
            _unreadable(members.get("custom_field") or members.get("invoice_id"))
        else:
            yield row


def _unreadable(reference: object) -> None:
    if reference:
        raise ProviderUnavailable("a payment in PayPal's report is not readable")
    _log.warning("a transaction in PayPal's report that is none of ours is not readable")


def _is_payment(row: Row, money: Money) -> bool:
    incoming = row.transaction_event_code.startswith(_PAID) and money.amount_minor > 0
    return incoming and row.transaction_status in _STATES


def _likely(row: Row) -> int:
    at = _MOST_PAID.find(row.transaction_status)
    return at if at >= 0 else 3  # an unknown state may have taken money


def _require_reach(answer: Answer, page: ReportPage, since: datetime, until: datetime) -> None:
    """Refuse a list that only looks complete: one further behind now than `TOO_LATE`.

    A span that the report has not begun is known to its beginning. What it lacks of its last hours
    is not asked for by the daily comparison (`Capabilities.statement_lag`).
    """
    needed = until if answer.at is None else min(until, answer.at - REPORT_LAG)
    if (page.knows_until or since) < needed - (TOO_LATE - REPORT_LAG):
        raise ProviderUnavailable("PayPal's report is further behind than it should be")


def _says_no_data_yet(answer: Answer) -> bool:
    said = "" if answer.data is None else str(answer.data.get("message", ""))
    return said.startswith(_NO_DATA_YET)


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
