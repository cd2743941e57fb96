"""What a model may say of an offered act: what the card holds, and never that it is done."""

from dataclasses import replace
from datetime import date

import pytest

from agent.prose import check_sentence, facts_from
from billing.act_views import act_quote_view
from billing.acts import Act, ActKind
from billing.money import Money
from billing.plan_views import subscription_view
from billing.views import money_view
from tests.billing.stores.act_rows import a_quote_of_an_act
from tests.billing.stores.rows import a_quote
from tests.builders import subscription

TODAY = date(2026, 3, 2)
ACT = Act(
    ActKind.CHANGE_PLAN,
    {"plan_id": "hb-plus"},
    {
        "when": "next_period",
        "from": {"id": "hb-home", "name": "Home"},
        "to": {"id": "hb-plus", "name": "Plus"},
        "effective_on": "2026-04-01",
        "interval": "month",
        "price": money_view(Money(2000, "USD"), None),
        "due_now": money_view(Money(0, "USD"), None),
    },
    Money(0, "USD"),
)
QUOTE = replace(a_quote_of_an_act(a_quote()), act=ACT)
CARD = {
    "kind": "quote",
    "id": QUOTE.id,
    "data": act_quote_view(QUOTE, ACT, summary=None, show=None),
}
FACTS = facts_from(CARD, today=TODAY)


@pytest.mark.parametrize(
    "sentence",
    [
        "Plus would cost you $20.00 per month from April 1, 2026.",
        "Plus kostet $20.00 im Monat, ab dem 1. April 2026.",
        "Nothing changes until you approve it.",
    ],
)
def test_true_sentences_about_an_offer_leave(sentence: str) -> None:
    assert check_sentence(sentence, FACTS).ok


@pytest.mark.parametrize(
    "sentence",
    [
        "Your plan has been changed to Plus.",
        "Plus costs $25.00 per month.",
        "Your plan changes on May 1, 2026.",
        "I have refunded you.",
    ],
)
def test_what_an_offer_does_not_hold_does_not(sentence: str) -> None:
    assert not check_sentence(sentence, FACTS).ok


def test_of_a_plan_that_is_to_end_it_may_be_said_that_it_was_cancelled() -> None:
    said = "Your subscription has been cancelled and ends on April 1, 2026."
    going = subscription_view(subscription("hb-home"), None)
    ending = subscription_view(replace(subscription("hb-home"), ends_on=date(2026, 4, 1)), None)
    assert not check_sentence(said, facts_from({"data": {"subscription": going}}, today=TODAY)).ok
    assert check_sentence(said, facts_from({"data": {"subscription": ending}}, today=TODAY)).ok
