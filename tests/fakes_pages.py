"""A provider with pages of its own, for stories: what customers do there is told by the story."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from billing.capabilities import Capabilities, Idempotency, Lookup, PageKind
from billing.errors import OutcomeUnknown, ProviderUnavailable
from billing.hosted_pages import OpenedPage, PageReport, PageRequest, PageState, SavedMethod
from billing.payments import ChargeRequest, PaymentReport, PaymentState
from tests.fakes_provider import Died, Outcome, ScriptedProvider

PAGES = Capabilities(
    Idempotency.KEYED,
    timedelta(hours=24),
    Lookup.STRONG,
    methods=frozenset({"card", "bank_account"}),
    pages=frozenset({PageKind.CONFIRM_PAYMENT, PageKind.ADD_METHOD}),
)
LINKS = replace(PAGES, pages=PAGES.pages | {PageKind.PAYMENT_LINK})
BANK = "https://bank.example/3ds"


@dataclass(slots=True)
class PagedProvider(ScriptedProvider):
    """Opens pages at `bank.example`, and keeps methods; never called inside a transaction."""

    capabilities: Capabilities = PAGES
    bank_url: str = BANK
    shop_url: str = "https://pay.example"
    requests: list[PageRequest] = field(default_factory=list)
    opened: dict[str, PageReport] = field(default_factory=dict)
    default_of: dict[str, str] = field(default_factory=dict)
    removed: list[str] = field(default_factory=list)
    unsure: bool = False
    """Its answers about methods and pages are lost."""
    dies_with_page: bool = False
    """The process that next opens a payment page dies before it reads the answer."""
    dies_with_method: bool = False
    """The process that next removes a method dies before it says so."""

    def charge(self, request: ChargeRequest) -> PaymentReport:
        return self._with_page(ScriptedProvider.charge(self, request))

    def look_up(
        self, *, reference: str, provider_ref: str | None, since: datetime
    ) -> PaymentReport | None:
        found = ScriptedProvider.look_up(
            self, reference=reference, provider_ref=provider_ref, since=since
        )
        return self._with_page(found) if found is not None else None

    def open_page(self, request: PageRequest) -> OpenedPage:
        if request.kind is PageKind.PAYMENT_LINK:
            return self._open_link(request)
        self._reachable()
        self.requests.append(request)
        ref = f"cs_{len(self.requests)}"
        self.opened[ref] = PageReport(ref, PageState.OPEN)
        return OpenedPage(ref, f"{self.shop_url}/{ref}", None, "cus_1")

    def look_up_page(self, kind: PageKind, provider_ref: str) -> PageReport:
        self._reachable()
        return self.opened[provider_ref]

    def set_default_method(self, customer_ref: str, method_ref: str) -> None:
        self._reachable()
        self.default_of[customer_ref] = method_ref

    def remove_method(self, method_ref: str) -> None:
        self._reachable()
        if self.dies_with_method:
            self.dies_with_method = False
            raise Died
        self.removed.append(method_ref)

    def saves(self, provider_ref: str, method_ref: str = "pm_new", last4: str = "4242") -> None:
        """The customer fills the page in."""
        saved = SavedMethod(method_ref, "cus_1", "card", last4, "visa")
        self.opened[provider_ref] = PageReport(provider_ref, PageState.DONE, saved)

    def ends(self, provider_ref: str, state: PageState) -> None:
        self.opened[provider_ref] = PageReport(provider_ref, state)

    def _open_link(self, request: PageRequest) -> OpenedPage:
        """The same key opens the same page; a doubtful answer leaves it open all the same."""
        assert not self.in_transaction(), "a provider was called inside a transaction"
        assert request.amount is not None
        if self.down:
            raise ProviderUnavailable("nothing listens there")
        self.requests.append(request)
        known = self._known(request.key)
        if known is None:
            ref, waits = f"cs_{len(self.made) + 1}", PaymentState.REQUIRES_ACTION
            known = PaymentReport(request.key, ref, waits, request.amount)
            self.made.append(known)
        if self.dies_with_page:
            self.dies_with_page = False
            raise Died
        if self.unsure:
            raise OutcomeUnknown("the line went dead")
        return OpenedPage(known.provider_ref, f"{self.shop_url}/{known.provider_ref}", None)

    def _with_page(self, report: PaymentReport) -> PaymentReport:
        if report.state is not PaymentState.REQUIRES_ACTION:
            return report
        return replace(report, next_url=self.bank_url)

    def _reachable(self) -> None:
        assert not self.in_transaction(), "a provider was called inside a transaction"
        if self.down:
            raise ProviderUnavailable("nothing listens there")
        if self.unsure:
            raise OutcomeUnknown("the line went dead")


__all__ = ["BANK", "LINKS", "PAGES", "Outcome", "PagedProvider"]
