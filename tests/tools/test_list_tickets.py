"""How a case stands: told from the ticket, in the customer's language; closed ones are past."""

from dataclasses import replace

import pytest

from billing.tickets import TicketStatus
from billing.words import LANGUAGES
from tests.builders import principal
from tests.tools.conftest import Wallet


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_open_case_is_told_with_its_id(wallet: Wallet, language: str) -> None:
    opened = wallet.run("hand_over", category="dispute", bill="HB-100").ticket_id
    result = wallet.run("list_tickets", language=language)
    (card,) = result.cards
    assert (card.kind, card.id) == ("ticket", opened)
    assert str(opened) in (result.closing or "")


def test_a_closed_case_is_no_more_told(wallet: Wallet) -> None:
    wallet.run("hand_over", category="dispute", bill="HB-100")
    with wallet.till.store.write(principal()) as tx:
        (ticket,) = tx.tickets.list().items
        tx.tickets.put(replace(ticket, status=TicketStatus.RESOLVED))
    result = wallet.run("list_tickets")
    assert (result.cards, result.closing) == ((), "No case of yours is open with our team.")
