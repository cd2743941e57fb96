"""Makes the README's pictures from the running demo: `python -m tests.browser.pictures`."""

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page

from tests.browser.demo import ROOT, chromium, demo

FOLDER = ROOT / "docs" / "pictures"
STORY = ["What do I owe?", "Why is my electricity bill higher than last month?", "Pay it"]


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: its file, the window in CSS pixels, the scheme, and who is signed in."""

    name: str
    width: int
    height: int
    scheme: Literal["light", "dark"]
    face: str
    story: tuple[str, ...]


SHOTS = [
    Shot("chat", 1180, 960, "light", "harbor/c-nora", tuple(STORY)),
    Shot("chat-phone", 390, 844, "light", "harbor/c-nora", tuple(STORY[1:])),
    Shot("chat-dark", 1180, 860, "dark", "harbor/c-nora", ("Can I export CSV?", "I want a human")),
]


def main() -> None:
    """Write every picture; each story happens in a demo of its own, so that all bills are open."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for shot in SHOTS:
        with (
            tempfile.TemporaryDirectory() as folder,
            demo(Path(folder)) as running,
            chromium() as browser,
        ):
            _take(browser, running.url, shot)
        sys.stdout.write(f"docs/pictures/{shot.name}.png\n")


def _take(browser: Browser, url: str, shot: Shot) -> None:
    size = {"width": shot.width, "height": shot.height}
    page = browser.new_page(
        viewport={"width": size["width"], "height": size["height"]},
        color_scheme=shot.scheme,
        device_scale_factor=2,
        reduced_motion="reduce",
    )
    page.goto(url)
    page.locator("#bills tr").first.wait_for()
    for text in shot.story:
        _say(page, text)
    if "Pay it" in shot.story:
        page.get_by_role("button", name="Approve payment").click()
        page.locator(".card.receipt").wait_for()
        _settled(page)
    page.screenshot(path=FOLDER / f"{shot.name}.png")
    page.close()


def _say(page: Page, text: str) -> None:
    page.get_by_label("Your message").fill(text)
    page.get_by_label("Your message").press("Enter")
    _settled(page)


def _settled(page: Page) -> None:
    """The answer is whole when the page says that it is no longer busy."""
    page.locator('#log[aria-busy="false"]').wait_for()


if __name__ == "__main__":
    main()
