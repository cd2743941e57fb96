"""What paying costs, asked before any offer: for this customer's ways to pay, as an offer says."""

from dataclasses import replace

import pytest

from billing.money import Money
from billing.stores.store import SqlStore
from billing.words import LANGUAGES
from tests.billing.use_cases.till import Till, open_till
from tests.builders import bill, february, method
from tests.fakes import FakeClock
from tests.fakes_provider import KEYED
from tests.tools.conftest import TOOLS, Wallet
from tests.tools.worlds import context
from tools._tool import ToolResult

FEES = replace(KEYED, fees=True, methods=frozenset({"card", "bank_account"}))


@pytest.fixture
def till(sqlite_store: SqlStore, clock: FakeClock) -> Till:
    bank = method("pm-bank", type="bank_account", brand=None, last4="9876")
    rows = february(), bill("HB-W", ("Water", "30.00")), method(is_default=True), bank
    opened = open_till(sqlite_store, clock, *rows, can=FEES)
    cents = {"card": 295, "bank_account": 50}
    opened.provider.fee = lambda amount, kind: Money(cents[kind], amount.currency)
    return opened


def asked(till: Till, language: str = "en", **said: str) -> str:
    tool = TOOLS["payment_options"]
    wanted = tool.Arguments.model_validate({"about": "fees", **said})
    result = tool.run(context(till.ports, language=language), wanted)
    assert isinstance(result, ToolResult)
    assert result.quote_id is None
    assert result.closing is not None
    return result.closing.replace("\u202f", "\u00a0")


def test_each_bill_and_each_way_is_told_with_fee_and_total(till: Till) -> None:
    said = asked(till)
    assert "HB-100 with a credit or debit card: $97.40 plus a convenience fee of $2.95" in said
    assert "$100.35 in all" in said
    assert "HB-W with a bank account: $30.00 plus a convenience fee of $0.50, $30.50" in said


def test_asked_of_one_way_only_that_way_is_told(till: Till) -> None:
    said = asked(till, way="card")
    assert "a bank account" not in said
    assert "$2.95" in said


@pytest.mark.parametrize(
    ("language", "fee"), [("en", "$2.95"), ("es", "2,95\u00a0US$"), ("de", "2,95\u00a0$")]
)
def test_the_fee_is_written_as_the_language_writes_it(till: Till, language: str, fee: str) -> None:
    assert fee in asked(till, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_provider_that_is_silent_is_said_to_be(till: Till, language: str) -> None:
    till.provider.down = True
    say = context(till.ports, language=language).words.say
    assert asked(till, language) == say("options.fee_unsaid")


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_nothing_is_added_that_is_said(wallet: Wallet, language: str) -> None:
    say = context(wallet.till.ports, language=language).words.say
    result = wallet.run("payment_options", language=language, about="fees")
    assert result.closing == say("options.no_fee")


def test_with_nothing_due_no_sum_is_made_up(sqlite_store: SqlStore, clock: FakeClock) -> None:
    opened = open_till(sqlite_store, clock, method(), can=FEES)
    assert asked(opened) == (
        "The payment service adds a convenience fee; every offer says how much before you agree."
    )
