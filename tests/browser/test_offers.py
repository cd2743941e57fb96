"""What an offer says of itself: sending, then what the server said; what was lost is looked up."""

import re

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from tests.browser.demo import Demo
from tests.browser.visit import Visit, needs_browser

pytestmark = pytest.mark.browser
SOON_MS = 12_000
BOX = "fieldset.quote"
RAW = re.compile("failed to fetch|network ?error|aborted", re.IGNORECASE)


@pytest.fixture
def context(visit: Visit) -> BrowserContext:
    return visit.page.context


def approve(visit: Visit) -> Locator:
    button = visit.page.get_by_role("button", name="Approve payment")
    button.click()
    return visit.page.locator(BOX).last


@needs_browser
def test_an_offer_says_sending_until_the_server_has_answered(visit: Visit) -> None:
    visit.arrive("harbor/c-priya")
    visit.type("pay HB-103")
    held: list[Route] = []
    visit.page.route("**/chat/stream", lambda route: held.append(route))
    box = approve(visit)
    expect(box).to_have_attribute("data-done", "sending…")
    expect(visit.page.get_by_role("button", name="Approve payment")).to_have_count(0)
    held[0].continue_()
    expect(box).to_have_attribute("data-done", "Approved")
    expect(visit.page.locator(".card.receipt")).to_have_count(1)
    visit.was_clean()


@needs_browser
def test_an_offer_that_another_tab_replaced_says_so_by_itself(
    visit: Visit, running: Demo, context: BrowserContext
) -> None:
    visit.arrive("lumen/c-ingrid")
    visit.type("pay LU-143")
    box = visit.page.locator(BOX).last
    other = Visit(context.new_page(), running.url).watch()
    other.arrive("lumen/c-ingrid")
    other.type("pay LU-144")
    other.page.get_by_role("button", name="Approve payment").wait_for()
    expect(box).to_have_attribute("data-done", "Replaced")
    expect(visit.page.get_by_role("button", name="Approve payment")).to_have_count(0)
    expect(visit.page.locator(".card.receipt")).to_have_count(0)


@needs_browser
def test_a_second_tab_shows_what_was_paid_in_the_first(
    visit: Visit, running: Demo, context: BrowserContext
) -> None:
    visit.arrive("lumen/c-ingrid")
    other = Visit(context.new_page(), running.url).watch()
    other.arrive("lumen/c-ingrid")
    bills = other.page.locator("#bills")
    expect(bills).to_contain_text("LU-144")
    visit.page.bring_to_front()
    visit.page.locator("#message").focus()
    visit.type("pay LU-144")
    approve(visit)
    expect(visit.page.locator(".card.receipt")).to_have_count(1)
    expect(bills).not_to_contain_text("LU-144")
    visit.was_clean()


@needs_browser
def test_on_a_small_screen_an_offers_sums_stand_below_each_other(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 390, "height": 844})
    visit.arrive("harbor/c-nora")
    visit.type("pay everything")
    box = visit.page.locator(BOX).last
    expect(box.locator(".total")).to_have_text("Total: $145.28")
    visit.page.get_by_role("button", name="Not now").click()
    expect(box).to_have_attribute("data-done", "Declined")
    tops = [row.bounding_box() for row in box.locator("p").all()]
    heights = [each["y"] for each in tops if each is not None]
    assert len(heights) == 3
    assert heights == sorted(set(heights))
    visit.was_clean()


class DeadLine:
    """The way to the server, cut with the next approval: before it arrives or just behind it."""

    def __init__(self, page: Page, *, arrives: bool) -> None:
        self._page, self._arrives, self._dead = page, arrives, False
        page.route("**/api/v1/**", self._take)

    def _take(self, route: Route) -> None:
        if route.request.url.endswith("/chat/stream"):
            self._dead = True
            if self._arrives:
                route.fetch()
        if self._dead:
            route.abort()
        else:
            route.continue_()

    def back(self) -> None:
        self._page.unroute("**/api/v1/**")


@needs_browser
def test_an_answer_that_was_lost_is_looked_up_and_shown(visit: Visit) -> None:
    visit.arrive("lumen/c-diego")
    visit.type("pay LU-115")
    line = DeadLine(visit.page, arrives=True)
    box = approve(visit)
    expect(visit.bubbles("error")).to_contain_text("Do not pay again: it may have gone through")
    expect(box).to_have_attribute("data-done", "not known yet")
    assert not RAW.search(visit.page.locator("#log").inner_text())
    line.back()
    expect(visit.page.locator(".card.receipt")).to_have_count(1, timeout=SOON_MS)
    expect(visit.bubbles("theirs").last).to_contain_text("Paid: ")
    expect(visit.bubbles("error")).to_have_count(0)
    expect(visit.page.locator(BOX)).to_have_count(0)


@needs_browser
def test_an_approval_that_never_arrived_leaves_the_offer_open(visit: Visit) -> None:
    visit.arrive("lumen/c-kenji")
    visit.type("pay LU-125")
    line = DeadLine(visit.page, arrives=False)
    approve(visit)
    expect(visit.bubbles("error")).to_contain_text("Do not pay again")
    line.back()
    expect(visit.bubbles("theirs").last).to_contain_text("still open", timeout=SOON_MS)
    expect(visit.page.locator(".card.receipt")).to_have_count(0)
    expect(visit.page.locator(f"{BOX} legend")).to_contain_text("JCB •••• 0505")
    box = approve(visit)
    expect(box).to_have_attribute("data-done", "Approved")
    expect(visit.page.locator(".card.receipt")).to_have_count(1)


@needs_browser
def test_a_message_that_was_not_heard_is_no_raw_fault(visit: Visit) -> None:
    visit.arrive("harbor/c-luis")
    line = DeadLine(visit.page, arrives=False)
    visit.page.keyboard.type("hola")
    visit.press("Enter")
    expect(visit.bubbles("error")).to_contain_text("No pudimos oír la respuesta")
    line.back()
    expect(visit.bubbles("theirs").last).to_contain_text("envíelo otra vez", timeout=SOON_MS)
    visit.settled()


@needs_browser
@pytest.mark.parametrize(
    ("face", "asked", "buttons", "offer", "became"),
    [
        (
            "skylink/c-rita",
            "payer SK-8",
            ("Approuver le paiement", "Pas maintenant"),
            "Payer 21,95\u00a0€ avec Prélèvement SEPA •••• 1204",
            re.compile("Reçu|en cours"),
        ),
        (
            "skylink/c-jonas",
            "SK-25 bezahlen",
            ("Zahlung freigeben", "Nicht jetzt"),
            "59,29\u00a0€ zahlen mit SEPA-Lastschrift •••• 7743",
            re.compile("unterwegs"),
        ),
        (
            "skylink/c-elena",
            "pagar SK-35",
            ("Aprobar el pago", "Ahora no"),
            "Pagar 33,74\u00a0€ con Visa •••• 6622",
            re.compile("por confirmar, no pague de nuevo|Recibo"),
        ),
    ],
)
def test_buttons_captions_and_states_are_in_the_customers_language(
    visit: Visit,
    face: str,
    asked: str,
    buttons: tuple[str, str],
    offer: str,
    became: re.Pattern[str],
) -> None:
    visit.arrive(face)
    visit.type(asked)
    expect(visit.page.locator(f"{BOX} legend")).to_have_text(offer)
    yes, no = buttons
    expect(visit.page.get_by_role("button", name=no)).to_be_visible()
    visit.page.get_by_role("button", name=yes).click()
    expect(visit.page.locator(".card").last).to_contain_text(became, timeout=SOON_MS)
    visit.was_clean()


@needs_browser
def test_news_of_one_bill_leaves_the_offer_for_another_open(visit: Visit) -> None:
    visit.arrive()
    visit.type("send me a link to pay HB-100")
    link = visit.page.get_by_role("link", name="Open the payment page")
    with visit.page.context.expect_page() as opened:
        link.click()
    visit.page.locator("#message").focus()
    visit.type("pay HW-032")
    box = visit.page.locator(BOX).last
    shop = opened.value
    shop.get_by_label("Card number").fill("4242 4242 4242 4242")
    shop.get_by_label("Expiry").fill("12 / 34")
    shop.get_by_label("CVC").fill("123")
    shop.get_by_role("button", name="Pay 97.40 USD by card").click()
    expect(visit.page.locator(".card.receipt")).to_contain_text("$97.40", timeout=SOON_MS)
    expect(box).to_be_enabled()
    approve(visit)
    expect(visit.page.locator(".card.receipt").last).to_contain_text("$47.88")
    visit.was_clean()
