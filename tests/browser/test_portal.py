"""The demo portal in a real Chromium, by keyboard: ask, approve, upload, and what staff see."""

import re

import pytest
from playwright.sync_api import Browser, FilePayload, Route, expect

from api.demo import sample_invoice_paths
from tests.browser.demo import Demo
from tests.browser.visit import HERE, Visit, needs_browser

pytestmark = pytest.mark.browser


def test_the_browser_is_here_or_this_says_so() -> None:
    """Where Chromium is not, one line says what was not run; CI takes it for a failure."""
    if not HERE:
        pytest.skip("browser: not run (no Chromium here)")


def give_the_changed_invoice(visit: Visit) -> None:
    """Upload our own bill with another account printed on it."""
    file = next(p for p in sample_invoice_paths() if p.name.endswith("HB-100-changed.pdf"))
    visit.page.locator("#file").set_input_files(file)


@needs_browser
def test_the_whole_job_by_keyboard(visit: Visit) -> None:
    visit.arrive()
    bills = visit.page.locator("#bills tr")
    expect(bills).to_have_count(2)
    visit.type("what do I owe?")
    expect(visit.page.locator(".card.bill_list")).to_contain_text("$145.28")
    visit.type("why is my electricity bill higher than last month?")
    expect(visit.page.locator(".card.bill_diff")).to_contain_text("+$9.30")
    visit.type("pay it")
    # The offer takes the focus, so that the next key press cannot be an approval by accident.
    assert "Pay $97.40 with Visa" in visit.focused()
    visit.press("Enter")
    expect(visit.page.locator(".card.receipt")).to_have_count(0)
    visit.press("Tab")
    assert visit.focused() == "Approve payment"
    visit.press("Enter")
    expect(visit.page.locator(".card.receipt")).to_contain_text("$97.40")
    expect(visit.bubbles("theirs").last).to_contain_text("Paid: $97.40")
    expect(bills).to_have_count(1)
    expect(visit.page.locator("#totals")).to_contain_text("$47.88")
    assert visit.focused() == "Your message"
    expect(visit.page.get_by_role("button", name="Approve payment")).to_have_count(0)
    visit.was_clean()


@needs_browser
def test_a_difference_is_drawn_step_by_step_from_the_old_sum_to_the_new(visit: Visit) -> None:
    visit.arrive()
    visit.type("why is my electricity bill higher than last month?")
    card = visit.page.locator(".card.bill_diff")
    expect(card).to_contain_text("+$9.30")
    bars = card.locator("rect")
    found = [bars.nth(each).bounding_box() for each in range(bars.count())]
    drawn = [(box["x"], box["x"] + box["width"]) for box in found if box is not None]
    assert len(drawn) == bars.count() >= 3
    # Each change begins where the one before it ended, and the last ends at the new sum.
    ends = [drawn[0][1]]
    for left, right in drawn[1:-1]:
        assert min(abs(left - ends[-1]), abs(right - ends[-1])) < 2
        ends.append(right if abs(left - ends[-1]) < abs(right - ends[-1]) else left)
    assert abs(ends[-1] - drawn[-1][1]) < 2
    visit.was_clean()


@needs_browser
def test_an_offer_survives_a_reload_and_can_be_declined(visit: Visit) -> None:
    visit.arrive("harbor/c-priya")
    visit.type("pay HB-103")
    expect(visit.page.get_by_role("button", name="Approve payment")).to_be_visible()
    visit.page.reload()
    visit.settled()
    visit.page.locator("#face").select_option("harbor/c-priya")
    expect(visit.bubbles("mine").first).to_have_text("pay HB-103")
    button = visit.page.get_by_role("button", name="Not now")
    button.press("Enter")
    expect(visit.page.locator("fieldset.quote")).to_have_attribute("data-done", "Declined")
    visit.settled()
    expect(visit.bubbles("theirs").last).to_contain_text("nothing was charged")
    visit.was_clean()


@needs_browser
def test_whoever_was_chosen_last_is_the_one_who_is_here(visit: Visit) -> None:
    visit.arrive("harbor/c-priya")
    visit.type("what do I owe?")

    def late(route: Route) -> None:
        visit.page.wait_for_timeout(700)
        route.continue_()

    visit.page.route("**/demo/harbor/c-nora/sign-in", late)
    visit.page.reload()
    visit.page.locator("#face").select_option("harbor/c-priya")
    expect(visit.bubbles("mine").first).to_have_text("what do I owe?")
    visit.page.wait_for_timeout(900)
    expect(visit.bubbles("mine").first).to_have_text("what do I owe?")
    visit.was_clean()


@needs_browser
def test_an_uploaded_invoice_is_read_and_judged(visit: Visit) -> None:
    visit.arrive()
    give_the_changed_invoice(visit)
    shown = visit.page.locator(".card.invoice_fields")
    expect(shown).to_contain_text("HB-100")
    expect(shown).to_contain_text("payee changed")
    visit.settled()
    visit.was_clean()


@needs_browser
def test_a_document_shows_its_page_with_boxes_and_is_corrected_on_its_card(visit: Visit) -> None:
    visit.arrive()
    give_the_changed_invoice(visit)
    visit.settled()
    shown = visit.page.locator(".card.invoice_fields")
    shown.locator("summary").click()
    boxes = shown.locator("svg rect")
    expect(boxes.first).to_be_attached()
    picture = shown.locator("canvas").bounding_box()
    number = boxes.filter(has_text="HB-100").first.bounding_box()
    assert picture is not None
    assert number is not None
    assert picture["x"] < number["x"] < picture["x"] + picture["width"]
    assert picture["y"] < number["y"] < picture["y"] + picture["height"]

    shown.get_by_role("button", name="Correct").press("Enter")
    due = shown.get_by_label("Due on")
    due.fill("2026-12-05")
    due.press("Enter")
    row = shown.locator('tr[data-field="due_date"]')
    expect(row).to_contain_text("December 5, 2026")
    expect(row).to_contain_text("corrected by you")
    assert visit.focused() == "Your message"
    visit.was_clean()


@needs_browser
def test_a_wrong_correction_is_said_and_nothing_typed_is_lost(visit: Visit) -> None:
    visit.arrive()
    give_the_changed_invoice(visit)
    visit.settled()
    shown = visit.page.locator(".card.invoice_fields")
    shown.get_by_role("button", name="Correct").click()
    total = shown.get_by_label("Total", exact=True)
    total.fill("about ninety")
    total.press("Enter")
    expect(visit.bubbles("error")).to_have_count(1)
    assert total.input_value() == "about ninety"
    shown.get_by_role("button", name="Keep").click()
    expect(shown.locator("form")).to_have_count(0)
    assert visit.failed[0].startswith("422 ")


@needs_browser
def test_a_file_that_is_no_invoice_is_refused_in_words(visit: Visit) -> None:
    visit.arrive()
    wrong: FilePayload = {"name": "x.pdf", "mimeType": "application/pdf", "buffer": b"no pdf"}
    visit.page.locator("#file").set_input_files(wrong)
    expect(visit.bubbles("error")).to_have_count(1)
    assert visit.failed[0].startswith("415 ")


@needs_browser
def test_staff_see_the_ticket_of_a_customer_who_wants_a_human(
    visit: Visit, running: Demo, browser: Browser
) -> None:
    visit.arrive("harbor/c-owen")
    visit.type("I want a human, my <b>grid fee</b> is odd")
    told = visit.bubbles("theirs").last.inner_text()
    number = re.search(r"tk_\w+", told)
    assert number is not None
    staff = browser.new_context()
    console = Visit(staff.new_page(), running.url).watch()
    console.page.goto(running.console)
    assert "token" not in console.page.url
    expect(console.page.locator("table")).to_contain_text("c-owen")
    expect(console.page.locator("table")).to_contain_text("<b>grid fee</b>")  # as text
    console.was_clean()
    staff.close()
    visit.was_clean()


@needs_browser
def test_nobody_sees_the_tickets_without_the_link(visit: Visit) -> None:
    visit.page.goto(f"{visit.home}/console")
    expect(visit.page.locator("main")).to_contain_text("Sign in with the link")
    assert visit.page.locator("table").count() == 0


@needs_browser
@pytest.mark.parametrize("width", [320, 390, 768, 1180])
def test_nothing_runs_over_the_edge(visit: Visit, width: int) -> None:
    visit.page.set_viewport_size({"width": width, "height": 800})
    visit.arrive()
    visit.type("what do I owe?")
    over = visit.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert over <= 0
    expect(visit.page.get_by_role("button", name="Send")).to_be_in_viewport()
