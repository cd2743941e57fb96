"""The provider's own pages, opened from the chat: the answer arrives live, without a reload."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.demo import Demo
from tests.browser.visit import Visit, needs_browser

pytestmark = pytest.mark.browser
BAYSIDE = "harbor/c-bayside"
SOON_MS = 12_000


def at_the_bank(visit: Visit) -> Page:
    """Pay the bill with the card that asks for a confirmation, and follow the button."""
    visit.arrive(BAYSIDE)
    visit.type("pay HB-104 with my visa")
    visit.page.get_by_role("button", name="Approve payment").click()
    button = visit.page.get_by_role("link", name="Confirm with your bank")
    expect(button).to_be_visible()
    expect(visit.bubbles("theirs").last).to_contain_text("Nothing is paid until you do")
    expect(visit.page.locator(".card.receipt")).to_have_count(0)
    assert "noopener" in str(button.get_attribute("rel"))
    with visit.page.context.expect_page() as opened:
        button.click()
    return opened.value


def comes_back(bank: Page, home: str) -> None:
    expect(bank.get_by_role("heading", name="You can close this tab")).to_be_visible()
    expect(bank.get_by_text("Thank you")).to_have_count(0)
    assert bank.url.startswith(f"{home}/return/")
    bank.close()


def fill_in(shop: Page) -> None:
    """A card that pays, on the provider's own page."""
    shop.get_by_label("Card number").fill("4242 4242 4242 4242")
    shop.get_by_label("Expiry").fill("12 / 34")
    shop.get_by_label("CVC").fill("123")


@needs_browser
def test_a_bank_that_refuses_says_so_live_and_another_method_is_offered(visit: Visit) -> None:
    bank = at_the_bank(visit)
    bank.get_by_role("button", name="Refuse").click()
    comes_back(bank, visit.home)
    news = visit.bubbles("theirs").last
    expect(news).to_contain_text("did not go through", timeout=SOON_MS)
    expect(news).to_contain_text("Bank account •••• 6001 instead")
    expect(visit.page.get_by_role("link", name="Confirm with your bank")).to_have_count(0)
    expect(visit.page.locator("#bills")).to_contain_text("HB-104")
    expect(visit.page.locator("#bills")).not_to_contain_text("payment not final")
    visit.page.locator("#message").focus()
    visit.type("use the other one")
    expect(visit.page.locator("fieldset.quote legend").last).to_contain_text("Bank account")
    visit.was_clean()


@needs_browser
def test_a_challenge_left_alone_waits_and_nothing_is_paid_meanwhile(visit: Visit) -> None:
    bank = at_the_bank(visit)
    bank.close()
    button = visit.page.get_by_role("link", name="Confirm with your bank")
    visit.page.locator("#message").focus()
    visit.type("pay HB-104 with my bank account")
    expect(visit.bubbles("theirs").last).to_contain_text("waits for you on the secure page")
    expect(visit.page.locator(".card.receipt")).to_have_count(0)
    with visit.page.context.expect_page() as opened:
        button.click()
    again = opened.value
    again.get_by_role("button", name="Refuse").click()
    comes_back(again, visit.home)
    expect(visit.bubbles("theirs").last).to_contain_text("did not go through", timeout=SOON_MS)
    expect(button).to_have_count(0)
    visit.was_clean()


@needs_browser
def test_a_challenge_begun_elsewhere_is_shown_here_and_so_is_its_end(
    visit: Visit, running: Demo
) -> None:
    bank = at_the_bank(visit)
    other = Visit(visit.page.context.new_page(), running.url).watch()
    other.arrive(BAYSIDE)
    expect(other.page.locator("#bills")).to_contain_text("payment not final")
    other.type("pay HB-104")
    expect(other.page.get_by_role("link", name="Confirm with your bank")).to_have_count(1)
    bank.get_by_role("button", name="Refuse").click()
    comes_back(bank, visit.home)
    expect(visit.bubbles("theirs").last).to_contain_text("did not go through", timeout=SOON_MS)
    # Looking at the tab again is enough: its own conversation was told nothing.
    other.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(other.page.locator("#bills")).not_to_contain_text("payment not final")
    expect(other.page.locator("#bills")).to_contain_text("HB-104")
    other.was_clean()


@needs_browser
def test_a_payment_confirmed_at_the_bank_shows_its_receipt_live(visit: Visit) -> None:
    bank = at_the_bank(visit)
    bank.get_by_role("button", name="Authenticate").click()
    comes_back(bank, visit.home)
    expect(visit.page.locator(".card.receipt")).to_have_count(1, timeout=SOON_MS)
    expect(visit.bubbles("theirs").last).to_contain_text("Paid: ")
    expect(visit.page.get_by_role("link", name="Confirm with your bank")).to_have_count(0)
    before = visit.page.locator(".bubble").count()
    visit.page.reload()
    visit.page.locator("#face").select_option(BAYSIDE)
    visit.settled()
    expect(visit.page.locator(".card.receipt")).to_have_count(1)
    expect(visit.page.locator(".bubble")).to_have_count(before)
    visit.was_clean()


@needs_browser
def test_a_card_added_on_the_providers_page_is_told_live_and_pays(visit: Visit) -> None:
    visit.arrive("harbor/c-june")
    visit.type("add a card")
    button = visit.page.get_by_role("link", name="Add a payment method")
    with visit.page.context.expect_page() as opened:
        button.click()
    shop = opened.value
    fill_in(shop)
    shop.get_by_role("button", name="Save card").click()
    comes_back(shop, visit.home)
    news = visit.bubbles("theirs").last
    expect(news).to_contain_text("Visa •••• 4242 is saved", timeout=SOON_MS)
    expect(button).to_have_count(0)
    visit.page.locator("#message").focus()
    visit.type("which cards do you have?")
    expect(visit.page.locator(".card.methods").last).to_contain_text("Visa •••• 4242")
    visit.type("pay my latest bill")
    visit.page.get_by_role("button", name="Approve payment").click()
    expect(visit.page.locator(".card.receipt")).to_contain_text("Visa •••• 4242")
    visit.was_clean()


@needs_browser
def test_a_bill_paid_on_the_page_that_a_link_opens_is_told_live(visit: Visit) -> None:
    visit.arrive()
    visit.type("send me a link to pay HB-100")
    expect(visit.bubbles("theirs").last).to_contain_text("Please pay $97.40 for bill HB-100")
    button = visit.page.get_by_role("link", name="Open the payment page")
    with visit.page.context.expect_page() as opened:
        button.click()
    shop = opened.value
    fill_in(shop)
    shop.get_by_role("button", name="Pay 97.40 USD by card").click()
    comes_back(shop, visit.home)
    expect(visit.page.locator(".card.receipt")).to_contain_text("$97.40", timeout=SOON_MS)
    expect(visit.bubbles("theirs").last).to_contain_text("Paid: $97.40")
    expect(button).to_have_count(0)
    visit.was_clean()
