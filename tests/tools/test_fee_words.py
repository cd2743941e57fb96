"""A fee in the chat: the amount, the fee and the total in the server's own words, and as facts."""

from dataclasses import replace
from datetime import date

import pytest

from agent.facts import FactBook
from agent.prose import check_sentence
from billing.money import Money
from billing.stores.store import SqlStore
from tests.billing.use_cases.till import Till, open_till
from tests.builders import bill, february, method
from tests.fakes import FakeClock
from tests.fakes_provider import KEYED
from tests.tools.worlds import context
from tools._tool import ToolFailed, ToolResult
from tools.pay_bill import TOOL

TODAY = date(2026, 3, 2)


@pytest.fixture
def till(sqlite_store: SqlStore, clock: FakeClock) -> Till:
    second = bill("HB-W", ("Water", "30.00"), category="water")
    opened = open_till(
        sqlite_store, clock, february(), second, method(), can=replace(KEYED, fees=True)
    )
    opened.provider.fee = lambda amount, _: Money(295, amount.currency)
    return opened


def run(till: Till, *bills: str, language: str = "en") -> ToolResult:
    here = context(till.ports, language=language)
    return TOOL.run(here, TOOL.Arguments.model_validate({"bills": list(bills)}))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            "To pay: bill HB-100, $97.40 plus a convenience fee of $2.95, $100.35 in all, from Visa"
            " •••• 4242. The fee goes to the payment service and is not given back with a refund.",
        ),
        (
            "es",
            "97,40\u00a0US$ más una comisión de servicio de 2,95\u00a0US$, 100,35\u00a0US$",
        ),
        ("de", "97,40\u00a0$ plus eine Servicegebühr von 2,95\u00a0$, zusammen 100,35\u00a0$"),
        (
            "fr",
            "97,40\u00a0$US plus des frais de service de 2,95\u00a0$US, soit 100,35\u00a0$US",
        ),
    ],
)
def test_the_words_before_the_yes_name_amount_fee_and_total(
    till: Till, language: str, words: str
) -> None:
    closing = run(till, "HB-100", language=language).closing
    assert closing is not None
    assert words in closing.replace("\u202f", "\u00a0")


def test_several_bills_name_one_fee_for_all(till: Till) -> None:
    result = run(till, "HB-100", "HB-W")
    assert result.closing is not None
    assert "2 bills, $127.40 plus a convenience fee of $5.90, $133.30 in all" in result.closing
    assert "HB-100: $97.40" in result.closing


def test_the_card_and_the_models_line_carry_the_fee(till: Till) -> None:
    result = run(till, "HB-100")
    data = result.cards[0].data
    assert (data["amount"]["display"], data["fee"]["display"], data["total"]["display"]) == (
        "$97.40",
        "$2.95",
        "$100.35",
    )
    assert data["lines"][0]["fee"]["amount_minor"] == 295
    assert "convenience fee $2.95" in result.text


@pytest.mark.parametrize(
    ("sentence", "ok"),
    [
        ("The bill is $97.40, the fee $2.95, so $100.35 in all.", True),
        ("The fee is $2.96.", False),
        ("That makes $100.36 in all.", False),
    ],
)
def test_fee_and_total_are_facts_and_nothing_near_them(till: Till, sentence: str, ok: bool) -> None:
    book = FactBook(TODAY)
    book.add(run(till, "HB-100").cards)
    assert check_sentence(sentence, book.prose).ok is ok


@pytest.mark.parametrize("language", ["en", "es", "de", "fr"])
def test_without_the_fee_there_are_clear_words_and_no_offer(till: Till, language: str) -> None:
    till.provider.down = True
    say = context(till.ports, language=language).words.say
    with pytest.raises(ToolFailed) as refused:
        run(till, "HB-100", language=language)
    assert str(refused.value) == say("error.provider_unavailable")
    with till.store.read(till.who) as tx:
        assert tx.quotes.open_of(till.who.require_customer()) == ()
