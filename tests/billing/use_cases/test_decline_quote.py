"""The customer's no."""

import pytest

from billing.errors import Forbidden, InvalidRequest, NotFound, QuoteDeclined
from billing.quotes import QuoteStatus
from billing.use_cases.decline_quote import decline_quote
from tests.billing.use_cases.till import WORKER, MakeTill, Till
from tests.builders import OMAR, customer, february, method, principal


def test_a_no_closes_the_offer_for_good(till: Till) -> None:
    quote = till.ask()
    assert decline_quote(till.ports, till.who, quote.id).status is QuoteStatus.DECLINED
    assert decline_quote(till.ports, till.who, quote.id).status is QuoteStatus.DECLINED
    with pytest.raises(QuoteDeclined):
        till.approve(quote)
    assert till.provider.sent == []
    assert till.verbs(quote.id) == ["quote.opened", "quote.declined"]


def test_a_no_after_the_yes_undoes_nothing(till: Till) -> None:
    quote = till.ask()
    till.approve(quote)
    with pytest.raises(InvalidRequest):
        decline_quote(till.ports, till.who, quote.id)
    assert till.quote(quote.id).status is QuoteStatus.APPROVED


def test_a_no_to_a_closed_offer_leaves_it_as_it_is(till: Till) -> None:
    first = till.ask()
    till.ask(amount_minor=700)
    assert decline_quote(till.ports, till.who, first.id).status is QuoteStatus.SUPERSEDED


def test_only_the_customer_says_no(make_till: MakeTill) -> None:
    till = make_till(february(), method(), customer(OMAR))
    quote = till.ask()
    with pytest.raises(NotFound):
        decline_quote(till.ports, principal(OMAR), quote.id)
    with pytest.raises(Forbidden):
        decline_quote(till.ports, WORKER, quote.id)
