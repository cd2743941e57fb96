"""Coming back from a provider's page: nothing is believed, the provider is asked."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest

from billing.errors import BillingError, NotFound
from billing.hosted_pages import PageState
from billing.payments import PaymentState
from billing.use_cases.apply_webhook import apply_webhook
from billing.use_cases.check_payment import check_payment
from billing.use_cases.finish_method import apply_page_report
from billing.use_cases.return_from_page import find_return, return_from_page
from tests.billing.use_cases.page_till import PageTill
from tests.billing.use_cases.till import WORKER
from tests.builders import CONNECTION


def all_at_once(*news: Callable[[], object]) -> None:
    """Each in a thread of its own, let go together; who loses a race may say so, never more."""
    gate = Barrier(len(news))

    def bring(one: Callable[[], object]) -> None:
        gate.wait(10)
        try:
            one()
        except BillingError:
            return

    with ThreadPoolExecutor(len(news)) as pool:
        for done in [pool.submit(bring, one) for one in news]:
            done.result(30)


@pytest.mark.parametrize(
    ("became", "state", "page_state"),
    [
        (PaymentState.SUCCEEDED, PaymentState.SUCCEEDED, PageState.DONE),
        (PaymentState.FAILED, PaymentState.FAILED, PageState.FAILED),
        (PaymentState.PENDING, PaymentState.PENDING, PageState.DONE),
    ],
)
def test_coming_back_settles_by_asking_not_by_believing(
    paged: PageTill, became: PaymentState, state: PaymentState, page_state: PageState
) -> None:
    payment = paged.pay()
    token = paged.page(payment).token
    back = find_return(paged.till.ports, token)
    return_from_page(paged.till.ports, back)
    assert paged.till.payment(payment.id).state is PaymentState.REQUIRES_ACTION
    paged.provider.becomes("ch_1", became)
    for _ in range(2):  # a page opened twice
        return_from_page(paged.till.ports, back)
    assert paged.till.payment(payment.id).state is state
    assert paged.page(payment).state is page_state
    assert len(paged.provider.taken()) == (became is PaymentState.SUCCEEDED)


def test_a_provider_that_is_away_is_asked_again_by_the_worker(paged: PageTill) -> None:
    payment = paged.pay()
    back = find_return(paged.till.ports, paged.page(payment).token)
    paged.provider.becomes("ch_1", PaymentState.SUCCEEDED)
    paged.provider.down = True
    return_from_page(paged.till.ports, back)
    assert paged.till.payment(payment.id).state is PaymentState.REQUIRES_ACTION
    paged.provider.down = False
    paged.till.wait(seconds=6)
    assert paged.till.payment(payment.id).state is PaymentState.SUCCEEDED


def test_an_unknown_token_leads_nowhere(paged: PageTill) -> None:
    with pytest.raises(NotFound):
        find_return(paged.till.ports, "0" * 32)


def test_two_tabs_a_webhook_and_our_own_look_at_once_settle_once(each_paged: PageTill) -> None:
    payment = each_paged.pay()
    ports = each_paged.till.ports
    back = find_return(ports, each_paged.page(payment).token)
    each_paged.till.webhook(payment)
    each_paged.provider.becomes("ch_1", PaymentState.SUCCEEDED)
    tab = partial(return_from_page, ports, back)
    webhook = partial(apply_webhook, ports, WORKER, CONNECTION, "evt_1")
    all_at_once(tab, tab, webhook, partial(check_payment, ports, WORKER, payment.id))
    each_paged.till.work()
    assert each_paged.till.payment(payment.id).state is PaymentState.SUCCEEDED
    assert each_paged.till.verbs(payment.id).count("payment.succeeded") == 1
    assert each_paged.till.bill().balance.is_zero
    assert each_paged.page(payment).state is PageState.DONE
    assert len(each_paged.provider.taken()) == 1


def test_two_tabs_and_a_webhook_at_once_add_one_method(each_paged: PageTill) -> None:
    page = each_paged.add()
    ports = each_paged.till.ports
    each_paged.provider.saves("cs_1")
    tab = partial(return_from_page, ports, find_return(ports, page.token))
    webhook = partial(apply_page_report, ports, WORKER, CONNECTION, each_paged.webhook("cs_1"))
    all_at_once(tab, tab, webhook)
    each_paged.till.work()
    assert [method.last4 for method in each_paged.methods()].count("4242") == 2  # and the old one
    assert len(each_paged.methods()) == 2


def test_an_expired_page_is_over_and_asks_nobody(paged: PageTill) -> None:
    payment = paged.pay()
    for _ in range(3):
        paged.till.wait(hours=1)
    assert paged.page(payment).state is PageState.EXPIRED
    paged.provider.asked.clear()
    return_from_page(paged.till.ports, find_return(paged.till.ports, paged.page(payment).token))
    assert paged.provider.asked == []
    assert paged.till.payment(payment.id).state is PaymentState.CANCELLED
