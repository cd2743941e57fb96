"""Prints HTML to PDF with the Chromium of the machine, and remembers what it printed."""

import hashlib
import tempfile
from pathlib import Path

CHROMIUM = Path("/usr/bin/chromium")
SHELF = Path(tempfile.gettempdir()) / "held-out-printed"


def can_print() -> bool:
    """Whether a Chromium and the library that drives it are here."""
    try:
        import playwright  # noqa: F401
    except ImportError:
        return False
    return CHROMIUM.exists()


def printed(sheets: list[str]) -> list[bytes]:
    """A PDF for each HTML text; the browser starts only for texts it has not printed before."""
    SHELF.mkdir(exist_ok=True)
    places = [SHELF / f"{hashlib.sha256(html.encode()).hexdigest()}.pdf" for html in sheets]
    missing = {
        place: html for place, html in zip(places, sheets, strict=True) if not place.exists()
    }
    if missing:
        _print(missing)
    return [place.read_bytes() for place in places]


def _print(missing: dict[Path, str]) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        page = browser.new_page()
        for place, html in missing.items():
            page.set_content(html)
            data = page.pdf(prefer_css_page_size=True, print_background=True)
            waiting = place.with_suffix(".part")
            waiting.write_bytes(data)
            waiting.replace(place)
        browser.close()
