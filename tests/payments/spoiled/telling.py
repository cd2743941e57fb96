"""Adapters that are wrong about pages, methods, books, webhooks or secrets. See `charging.py`."""

import itertools
import logging
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Self

from billing.capabilities import PageKind
from billing.connections import Connection, Mode
from billing.discrepancies import StatementLine
from billing.disputes import DisputeReport, DisputeState
from billing.errors import ForgedReport, MethodUnusable, OutcomeUnknown, ProviderUnavailable
from billing.hosted_pages import OpenedPage, PageReport, PageRequest, PageState, SavedMethod
from billing.money import Money
from billing.payments import ChargeRequest, PaymentReport, PaymentState
from billing.repositories import About
from payments._protocol import PATIENCE, BadCredentials, Timeouts, WebhookReport
from payments._signatures import strict_object
from payments._stripe.events import Event, report_of
from payments._wire import parse
from payments.stripe import Adapter

_log = logging.getLogger(__name__)
_numbers = itertools.count()


# --- pages ---------------------------------------------------------------------------------------


class NewPageEachTime(Adapter):
    def open_page(self, request: PageRequest) -> OpenedPage:
        return super().open_page(replace(request, key=f"{request.key}-{next(_numbers)}"))


class NewCustomerEachTime(Adapter):
    def open_page(self, request: PageRequest) -> OpenedPage:
        return super().open_page(replace(request, customer_ref=None))


class OffersWhatItLikes(Adapter):
    def open_page(self, request: PageRequest) -> OpenedPage:
        return super().open_page(replace(request, types=frozenset({"card"})))


class AsksForSomeAmount(Adapter):
    def open_page(self, request: PageRequest) -> OpenedPage:
        return super().open_page(replace(request, amount=request.amount or Money(1, "USD")))


class EveryPageIsDone(Adapter):
    def look_up_page(self, kind: PageKind, provider_ref: str) -> PageReport:
        return replace(super().look_up_page(kind, provider_ref), state=PageState.DONE)


class EveryPageIsOpen(Adapter):
    def look_up_page(self, kind: PageKind, provider_ref: str) -> PageReport:
        return PageReport(provider_ref, PageState.OPEN)


# --- methods -------------------------------------------------------------------------------------


class HidesTheNumbersEnd(Adapter):
    def methods(self, customer_ref: str) -> tuple[SavedMethod, ...]:
        return tuple(replace(method, last4="") for method in super().methods(customer_ref))


class CallsEverythingACard(Adapter):
    def methods(self, customer_ref: str) -> tuple[SavedMethod, ...]:
        return tuple(replace(method, type="card") for method in super().methods(customer_ref))


class ReadsOnePage(Adapter):
    def methods(self, customer_ref: str) -> tuple[SavedMethod, ...]:
        return super().methods(customer_ref)[:100]

    def statement(self, since: datetime, until: datetime) -> Iterator[StatementLine]:
        return itertools.islice(super().statement(since, until), 100)


class RemovesNothing(Adapter):
    def remove_method(self, method_ref: str) -> None:
        return None


class PrefersAnything(Adapter):
    def set_default_method(self, customer_ref: str, method_ref: str) -> None:
        try:
            super().set_default_method(customer_ref, method_ref)
        except MethodUnusable:
            return


class MethodDoubtIsDone(Adapter):
    def set_default_method(self, customer_ref: str, method_ref: str) -> None:
        try:
            super().set_default_method(customer_ref, method_ref)
        except OutcomeUnknown:
            return


class SilenceIsAnEmptyList(Adapter):
    def methods(self, customer_ref: str) -> tuple[SavedMethod, ...]:
        try:
            return super().methods(customer_ref)
        except ProviderUnavailable:
            return ()

    def statement(self, since: datetime, until: datetime) -> Iterator[StatementLine]:
        try:
            yield from super().statement(since, until)
        except ProviderUnavailable:
            return


# --- books ---------------------------------------------------------------------------------------


class ForgetsOurKeyInTheBooks(Adapter):
    def statement(self, since: datetime, until: datetime) -> Iterator[StatementLine]:
        return (replace(line, reference=None) for line in super().statement(since, until))


class ListsRefusedTries(Adapter):
    def statement(self, since: datetime, until: datetime) -> Iterator[StatementLine]:
        usd = Money(9740, "USD")
        yield StatementLine("pi_1", None, PaymentState.FAILED, usd, Money(0, "USD"), since)
        yield from super().statement(since, until)


class IgnoresTheSpan(Adapter):
    def statement(self, since: datetime, until: datetime) -> Iterator[StatementLine]:
        return super().statement(since - timedelta(days=30), until + timedelta(days=30))


class DisputesStayOpen(Adapter):
    def look_up_dispute(self, provider_ref: str) -> DisputeReport:
        return replace(super().look_up_dispute(provider_ref), state=DisputeState.OPEN)


class MakesUpADispute(Adapter):
    def look_up_dispute(self, provider_ref: str) -> DisputeReport:
        return DisputeReport(provider_ref, "pi_1", DisputeState.OPEN, Money(1, "USD"))


# --- webhooks ------------------------------------------------------------------------------------


class BelievesEveryone(Adapter):
    def read_webhook(self, body: bytes, headers: Mapping[str, str], now: datetime) -> WebhookReport:
        event = parse(Event, strict_object(body))
        if event is None:
            raise ForgedReport("not an event")
        return report_of(event)


class RaisesWhateverHappens(Adapter):
    def read_webhook(self, body: bytes, headers: Mapping[str, str], now: datetime) -> WebhookReport:
        try:
            return super().read_webhook(body, headers, now)
        except ForgedReport as forged:
            raise ValueError(str(forged)) from None


class RepeatsTheLetter(Adapter):
    def read_webhook(self, body: bytes, headers: Mapping[str, str], now: datetime) -> WebhookReport:
        try:
            return super().read_webhook(body, headers, now)
        except ForgedReport:
            raise ForgedReport(f"not genuine: {body!r}") from None


class HasNoClock(Adapter):
    def read_webhook(self, body: bytes, headers: Mapping[str, str], now: datetime) -> WebhookReport:
        named = {name.lower(): value for name, value in headers.items()}
        signed_at = int(named["stripe-signature"].split(",")[0].removeprefix("t="))
        return super().read_webhook(body, headers, datetime.fromtimestamp(signed_at, UTC))


class TakesTheFirstHeader(Adapter):
    def read_webhook(self, body: bytes, headers: Mapping[str, str], now: datetime) -> WebhookReport:
        first = {name.lower(): value for name, value in headers.items()}
        return super().read_webhook(body, first, now)


class NewEventEachTime(Adapter):
    def read_webhook(self, body: bytes, headers: Mapping[str, str], now: datetime) -> WebhookReport:
        report = super().read_webhook(body, headers, now)
        return replace(report, event_id=f"{report.event_id}-{next(_numbers)}")


class NamesNoPayment(Adapter):
    def read_webhook(self, body: bytes, headers: Mapping[str, str], now: datetime) -> WebhookReport:
        return replace(super().read_webhook(body, headers, now), reference=None)


class TakesRefundsForPayments(Adapter):
    def read_webhook(self, body: bytes, headers: Mapping[str, str], now: datetime) -> WebhookReport:
        report = super().read_webhook(body, headers, now)
        wrong = report.about is About.REFUND
        return replace(report, about=About.PAYMENT) if wrong else report


# --- secrets -------------------------------------------------------------------------------------


class ShowsItsKey(Adapter):
    key = ""

    @classmethod
    def connect(
        cls,
        connection: Connection,
        credentials: Mapping[str, str],
        *,
        base_url: str | None = None,
        timeouts: Timeouts = PATIENCE,
    ) -> Self:
        made = super().connect(connection, credentials, base_url=base_url, timeouts=timeouts)
        made.key = credentials["secret_key"]
        return made

    def check_credentials(self) -> None:
        try:
            super().check_credentials()
        except BadCredentials:
            refused = self.key
        else:
            return
        raise BadCredentials(f"{refused} is refused")


class LogsWhatItSends(Adapter):
    def charge(self, request: ChargeRequest) -> PaymentReport:
        _log.info("charging %s", request)
        return super().charge(request)


class TakesAnyMode(Adapter):
    @classmethod
    def connect(
        cls,
        connection: Connection,
        credentials: Mapping[str, str],
        *,
        base_url: str | None = None,
        timeouts: Timeouts = PATIENCE,
    ) -> Self:
        tried = replace(connection, mode=Mode.TEST)
        return super().connect(tried, credentials, base_url=base_url, timeouts=timeouts)
