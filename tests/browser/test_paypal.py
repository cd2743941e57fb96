"""PayPal's approval, opened from the chat: agreed to in another tab, told here without a reload."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visit import Visit, needs_browser

pytestmark = pytest.mark.browser
WREN = "brook/c-wren"
SOON_MS = 12_000


def at_paypal(visit: Visit, says: str) -> Page:
    """Ask, approve here, and follow the button to PayPal's page."""
    visit.type(says)
    offer = visit.page.locator("fieldset.quote").last
    expect(offer.locator("legend")).to_contain_text("PayPal")
    offer.get_by_role("button", name="Approve payment").click()
    button = visit.page.get_by_role("link", name="Approve with PayPal")
    expect(button).to_be_visible()
    expect(visit.bubbles("theirs").last).to_contain_text("Nothing is paid until you do")
    expect(visit.page.locator(".card.receipt")).to_have_count(0)
    assert "noopener" in str(button.get_attribute("rel"))
    with visit.page.context.expect_page() as opened:
        button.click()
    return opened.value


def comes_back(paypal: Page, home: str) -> None:
    expect(paypal.get_by_text("You can close this tab")).to_be_visible()
    assert paypal.url.startswith(f"{home}/return/")
    paypal.close()


@needs_browser
def test_who_turns_around_there_is_told_so_and_pays_the_second_time(visit: Visit) -> None:
    visit.arrive(WREN)
    paypal = at_paypal(visit, "pay my water bill with PayPal")
    paypal.get_by_role("button", name="Cancel").click()
    comes_back(paypal, visit.home)
    expect(visit.bubbles("theirs").last).to_contain_text("was cancelled", timeout=SOON_MS)
    expect(visit.page.get_by_role("link", name="Approve with PayPal")).to_have_count(0)
    expect(visit.page.locator(".card.receipt")).to_have_count(0)

    visit.page.locator("#message").focus()
    paypal = at_paypal(visit, "pay BW-420 with PayPal")
    expect(paypal.get_by_role("heading", name="Pay")).to_be_visible()
    paypal.get_by_role("button", name="Pay 52.35 USD").click()
    comes_back(paypal, visit.home)
    expect(visit.page.locator(".card.receipt")).to_contain_text("$52.35", timeout=SOON_MS)
    expect(visit.bubbles("theirs").last).to_contain_text("Paid: $52.35")
    expect(visit.page.get_by_role("link", name="Approve with PayPal")).to_have_count(0)
    expect(visit.page.locator("#bills tr")).to_have_count(1)
    visit.was_clean()
