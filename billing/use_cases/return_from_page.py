"""Somebody comes back from a provider's page: who it was is not asked, what happened is looked up.

Nothing in the address they come with is believed beyond the token, and the token opens nothing: it
only says which page to ask the provider about.
"""

from contextlib import suppress
from dataclasses import dataclass

from billing.capabilities import PageKind
from billing.duties import DutyKind
from billing.errors import BillingError, NotFound
from billing.hosted_pages import ENDED_PAGES, HostedPage
from billing.payments import CHECK_AFTER
from billing.ports import Ports
from billing.principal import Principal, system
from billing.use_cases.finish_method import look_at_page


@dataclass(frozen=True, slots=True)
class Return:
    """A page somebody came back from, and the language of the customer it was opened for."""

    principal: Principal
    page: HostedPage
    language: str


def find_return(ports: Ports, token: str) -> Return:
    """The page a token names. Raises `NotFound('page')`; says nothing about whose it is."""
    tenant = ports.store.directory.tenant_of_page(token)
    if tenant is None:
        raise NotFound("page")
    principal = system(tenant, "return")
    with ports.store.read(principal) as tx:
        page = tx.hosted_pages.get(token)
        return Return(principal, page, tx.customers.get(page.customer_id).language)


def return_from_page(ports: Ports, back: Return, *, gave_up: bool = False) -> None:
    """Look once what became of the page; a page that is over, or a provider away, is no error.

    `gave_up`: they turned around there. What they agreed to before counts all the same. A look that
    fails is owed to the worker in a few seconds, and so is that they turned around.
    """
    if back.page.state in ENDED_PAGES:
        return
    try:
        look_at_page(ports, back.principal, back.page, gave_up=gave_up)
    except BillingError:
        with suppress(BillingError), ports.store.write(back.principal) as tx:
            paying = back.page.kind is not PageKind.ADD_METHOD and not gave_up
            kind = DutyKind.CHECK_PAYMENT if paying else DutyKind.CHECK_PAGE
            subject = back.page.subject if paying else back.page.token
            tx.duties.owe(kind, subject, ports.clock.real_now() + CHECK_AFTER[0])
