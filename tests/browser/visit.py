"""One person's visit to the portal, and everything the browser complained about meanwhile."""

from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Locator, Page, Response, expect

from tests.browser.demo import CHROMIUM

HERE = CHROMIUM.is_file()
needs_browser = pytest.mark.skipif(not HERE, reason="no Chromium here")


@dataclass(slots=True)
class Visit:
    """A page in a fresh browser profile, and everything it asked for and complained about."""

    page: Page
    home: str
    complaints: list[str] = field(default_factory=list)
    requested: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def watch(self) -> "Visit":
        self.page.on("console", lambda said: self._heard(said.type, said.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.requested.append(request.url))
        self.page.on("response", lambda response: self._answered(response))
        return self

    def _heard(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            self.complaints.append(text)

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self.failed.append(f"{response.status} {response.url}")

    def arrive(self, face: str = "harbor/c-nora") -> "Visit":
        """Open the portal as somebody, with the cursor in the composer."""
        self.page.goto(self.home)
        expect(self.page.locator("#totals tr").first).to_be_visible()
        if face != "harbor/c-nora":
            self.page.locator("#face").select_option(face)
        self.settled()
        self.page.locator("#message").focus()
        return self

    def type(self, text: str) -> None:
        """Type a message on the keyboard and send it with Enter."""
        self.page.keyboard.type(text)
        self.page.keyboard.press("Enter")
        expect(self.bubbles("mine").last).to_have_text(text)
        self.settled()

    def settled(self) -> None:
        expect(self.page.locator('#log[aria-busy="false"]')).to_be_visible()

    def bubbles(self, kind: str) -> Locator:
        return self.page.locator(f".bubble.{kind}")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def focused(self) -> str:
        """What a keyboard user is on: the focused element's text or label."""
        found = self.page.locator(":focus").first
        return found.get_attribute("aria-label") or found.inner_text()

    def was_clean(self) -> None:
        """No complaint of browser or chat, nothing missing, not one request to anybody else."""
        expect(self.bubbles("error")).to_have_count(0)
        assert self.complaints == []
        assert self.failed == []
        assert self.requested
        assert [url for url in self.requested if not url.startswith(self.home)] == []
