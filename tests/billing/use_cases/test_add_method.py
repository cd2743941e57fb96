"""Adding a way to pay: on the provider's page, by who may, as often as is sane."""

from datetime import timedelta

import pytest

from billing.capabilities import PageKind
from billing.errors import (
    Forbidden,
    InvalidRequest,
    NotFound,
    NotOffered,
    ProviderUnavailable,
    ProviderUnsure,
    TooMany,
)
from billing.hosted_pages import PageState
from billing.principal import Role
from billing.use_cases.add_method import PAGES_PER_DAY
from tests.billing.use_cases.page_till import PageTill
from tests.builders import NORA, OMAR, principal
from tests.fakes_provider import KEYED


def test_a_page_is_asked_for_in_our_customers_name(each_paged: PageTill) -> None:
    page = each_paged.add("card")
    (request,) = each_paged.provider.requests
    known = each_paged.methods()[0].customer_ref
    assert (request.kind, request.customer, request.customer_ref) == (
        PageKind.ADD_METHOD,
        NORA,
        known,
    )
    assert request.types == {"card"}
    assert request.return_url.endswith(f"/return/{page.token}")
    assert (page.url, page.subject, page.state) == (
        "https://pay.example/cs_1",
        "cs_1",
        PageState.OPEN,
    )
    assert len(each_paged.methods()) == 1


def test_who_may_not_and_where_it_is_not_possible(paged: PageTill) -> None:
    with pytest.raises(NotOffered):
        paged.add("paypal")
    paged.till.who = principal(role=Role.CUSTOMER_MEMBER)
    with pytest.raises(Forbidden):
        paged.add()
    paged.till.who = principal()
    paged.provider.capabilities = KEYED
    with pytest.raises(NotOffered):
        paged.add()
    assert paged.provider.requests == []


def test_a_provider_away_or_unsure_opens_nothing(paged: PageTill) -> None:
    paged.provider.unsure = True
    with pytest.raises(ProviderUnsure):
        paged.add()
    paged.provider.unsure, paged.provider.down = False, True
    with pytest.raises(ProviderUnavailable):
        paged.add()


def test_pages_have_a_daily_cap(paged: PageTill) -> None:
    for _ in range(PAGES_PER_DAY):
        paged.add()
    with pytest.raises(TooMany):
        paged.add()
    paged.till.clock.move(timedelta(hours=25))
    assert paged.add().state is PageState.OPEN


def test_anothers_page_is_not_seen(paged: PageTill) -> None:
    page = paged.add()
    stranger = principal(OMAR)
    with paged.till.store.read(stranger) as tx, pytest.raises(NotFound):
        tx.hosted_pages.get(page.token)


def test_a_page_that_nobody_may_be_sent_to_is_refused(paged: PageTill) -> None:
    paged.provider.shop_url = "http://evil.example"
    with pytest.raises(InvalidRequest):
        paged.add()
