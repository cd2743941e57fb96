"""Letters about a new address: the code to the new one while it counts, word to the old one."""

import pytest

from api.address_letters import address_letter
from api.formats import BabelFormats
from billing.letters import Letter
from billing.stores.store import SqlStore
from billing.use_cases.confirm_email import ADDRESS_CHANGED, confirm_email
from billing.use_cases.update_billing_details import (
    CONFIRM_ADDRESS,
    DetailsWish,
    update_billing_details,
)
from billing.use_cases.update_billing_details import address_letter as owed
from tests.billing.use_cases.letter_till import LetterTill, open_letter_till
from tests.billing.use_cases.till import WORKER
from tests.builders import NORA
from tests.fakes import FakeClock

NEW = "accounts@new-office.example"


@pytest.fixture
def desk(sqlite_store: SqlStore, clock: FakeClock) -> LetterTill:
    return open_letter_till(sqlite_store, clock)


def _wait_for(desk: LetterTill, email: str = NEW) -> tuple[str, str]:
    """The new address waits; the id of the change and its code."""
    wish = DetailsWish({"email": email})
    desk.approve(update_billing_details(desk.ports, desk.who, wish))
    with desk.store.write(desk.who) as tx:
        waiting = tx.address_changes.waiting()
    assert waiting is not None
    return waiting.id, waiting.code


def _letter(desk: LetterTill, change_id: str, kind: str) -> Letter | None:
    with desk.store.read(WORKER) as tx:
        row = owed(desk.ports, tx.address_changes.get(change_id), kind)
        return address_letter(tx, row, BabelFormats())


def test_the_code_goes_to_the_new_address_in_words_that_say_what_for(desk: LetterTill) -> None:
    change_id, code = _wait_for(desk)
    letter = _letter(desk, change_id, CONFIRM_ADDRESS)
    assert letter is not None
    assert letter.to == NEW
    assert code in letter.subject
    assert code in letter.body
    assert "24 hours" in letter.body


def test_a_code_that_counts_no_more_is_not_sent(desk: LetterTill) -> None:
    """It would only use up one of the five tries."""
    first, _ = _wait_for(desk)
    second, code = _wait_for(desk, "other@new-office.example")
    assert _letter(desk, first, CONFIRM_ADDRESS) is None
    assert _letter(desk, second, CONFIRM_ADDRESS) is not None
    confirm_email(desk.ports, desk.who, code)
    assert _letter(desk, second, CONFIRM_ADDRESS) is None


def test_the_old_address_is_told_without_the_new_one_or_the_code(desk: LetterTill) -> None:
    with desk.store.read(WORKER) as tx:
        old = tx.customers.get(NORA).email
    change_id, code = _wait_for(desk)
    confirm_email(desk.ports, desk.who, code)
    letter = _letter(desk, change_id, ADDRESS_CHANGED)
    assert letter is not None
    assert letter.to == old
    for secret in (NEW, code):
        assert secret not in letter.subject + letter.body
