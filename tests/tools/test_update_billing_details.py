import pytest

from billing.principal import Role
from billing.stores.store import SqlStore
from tests.billing.use_cases.letter_till import LetterTill, open_letter_till
from tests.builders import principal
from tests.fakes import FakeClock
from tests.tools.worlds import context
from tools._tool import AskAgain, ToolFailed, ToolResult
from tools.update_billing_details import TOOL

NEW = "accounts@new-office.example"


@pytest.fixture
def desk(sqlite_store: SqlStore, clock: FakeClock) -> LetterTill:
    return open_letter_till(sqlite_store, clock)


def _run(desk: LetterTill, *, language: str = "en", **said: object) -> ToolResult:
    here = context(desk.ports, who=desk.who, language=language)
    return TOOL.run(here, TOOL.Arguments.model_validate(said))


def test_the_offer_repeats_every_detail_and_waits_for_the_button(desk: LetterTill) -> None:
    result = _run(desk, company="Blake Ltd", po_number="4711")
    (card,) = result.cards
    assert (card.data["kind"], card.data["approve_by"]) == ("update_billing_details", ["button"])
    assert str(result.closing).startswith(
        "New billing details: company: Blake Ltd and purchase order: 4711. "
        "Nothing changes until you press Approve."
    )


@pytest.mark.parametrize("language", ["en", "es", "de", "fr"])
def test_of_a_new_address_it_says_that_a_code_is_needed(desk: LetterTill, language: str) -> None:
    result = _run(desk, language=language, email=NEW)
    assert NEW in str(result.closing)
    assert context(desk.ports, language=language).words.say("act.details.confirm_offer") in str(
        result.closing
    )


def test_the_code_makes_the_address_count(desk: LetterTill) -> None:
    quote_id = _run(desk, email=NEW).quote_id
    with desk.store.read(desk.who) as tx:
        quote = next(each for each in tx.quotes.open_of(desk.who.require_customer()))
    assert quote.id == quote_id
    desk.approve(quote)
    with pytest.raises(ToolFailed, match="not the code"):
        _run(desk, code="1")
    with desk.store.write(desk.who) as tx:
        waiting = tx.address_changes.waiting()
    assert waiting is not None
    said = f"{waiting.code[:4]} {waiting.code[4:]}"
    assert "new e-mail address" in str(_run(desk, code=said).closing)
    with pytest.raises(ToolFailed, match="No e-mail address waits"):
        _run(desk, code=said)


def test_what_is_wrong_is_named(desk: LetterTill) -> None:
    with pytest.raises(ToolFailed, match="cannot be right: e-mail"):
        _run(desk, email="nobody")
    with pytest.raises(AskAgain):
        _run(desk)
    desk.who = principal(role=Role.CUSTOMER_MEMBER)
    with pytest.raises(ToolFailed, match="Only an administrator"):
        _run(desk, company="Mine")
