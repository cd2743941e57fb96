"""The pages: strict about what may run in them, shy without a sign-in, and no demo by accident."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from api.demo_portal import DemoPortal, Face
from api.portal_sign_in import PortalSignIn
from api.routes.pages import COOKIE
from api.session import Tokens
from billing.ids import CustomerId, PersonId, TenantId
from billing.payments import PaymentState
from billing.principal import APPROVE, Principal, Role, system
from billing.uploads import Category
from billing.use_cases._admins import call_admins
from billing.use_cases._finance import call_finance
from billing.words import LANGUAGES, sentences
from tests.house import PUBLIC, Built, House, house_from

FACES = (
    Face("harbor", "Harbor Power & Water", "c-nora", "Nora Blake"),
    Face("harbor", "Harbor <script>alert(1)</script>", "c-luis", 'Luis "O" <b>', language="es"),
)


@pytest.fixture(scope="module")
def plain(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house without the demo."""
    with house_from(built, tmp_path_factory.mktemp("plain") / "house") as running:
        yield running


@pytest.fixture(scope="module")
def demo(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house that shows the demo company's portal."""
    with house_from(built, tmp_path_factory.mktemp("demo") / "house") as running:
        portal = DemoPortal(PUBLIC, FACES)
        portal.adopt(running.container.ports.store)
        running.container.demo = portal
        running.container.sign_in = PortalSignIn(running.container.ports, lambda _: portal.keys())
        yield running


@pytest.fixture(autouse=True)
def _no_cookies(plain: House, demo: House) -> None:
    plain.client.cookies.clear()
    demo.client.cookies.clear()


def staff_token(house: House, role: Role = Role.SUPPORT, tenant: str = "harbor") -> str:
    who = Principal(TenantId(tenant), role, person=PersonId("st-test"))
    return house.container.tokens.issue(who)


class Parts(HTMLParser):
    """What a page is made of: its elements with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.mark.parametrize("path", ["/", "/console"])
def test_a_page_may_run_nothing_but_our_own_files(demo: House, path: str) -> None:
    reply = demo.client.get(path)
    assert reply.status_code == 200
    rules = dict(
        each.strip().split(" ", 1) for each in reply.headers["content-security-policy"].split(";")
    )
    assert rules.pop("default-src") == rules.pop("frame-ancestors") == "'none'"
    assert rules.pop("base-uri") == "'none'"
    assert set(rules.values()) == {"'self'"}
    assert reply.headers["x-content-type-options"] == "nosniff"
    for tag, attributes in Parts(reply.text).found:
        assert tag not in {"style", "iframe", "object", "embed", "base"}
        assert tag != "script" or attributes.get("src", "").startswith("/assets/")  # type: ignore[union-attr]  # a script without a source fails here too
        assert not [name for name in attributes if name == "style" or name.startswith("on")]
        for name in ("src", "href", "action"):
            assert re.match(r"(/(?!/)|#|\?|$)", attributes.get(name) or "")


def test_every_asset_of_the_pages_is_there_and_nothing_else_is(demo: House) -> None:
    wanted = {
        value
        for page in ("/", "/console")
        for _, attributes in Parts(demo.client.get(page).text).found
        for name in ("src", "href")
        if (value := attributes.get(name) or "").startswith("/assets/")
    }
    assert "/assets/portal.js" in wanted
    for path in wanted:
        reply = demo.client.get(path)
        assert (reply.status_code, reply.headers["x-content-type-options"]) == (200, "nosniff")
    for name in ("portal.html", "console.html", "__init__.py", "..%2fsettings.py", ".", "x"):
        assert demo.client.get(f"/assets/{name}").status_code == 404
    assert demo.client.get("/assets/../settings.py").status_code == 404


def test_the_page_gets_its_words_in_every_language_and_the_customers_own(demo: House) -> None:
    words = demo.client.get("/assets/words.json").json()
    assert set(words) == set(LANGUAGES)
    for language in LANGUAGES:
        assert list(words[language]) == list(words["en"])
        assert words[language]["card.approve"] == sentences(language)["card.approve"]
        for state in PaymentState:
            assert words[language][f"state.{state}"]
        for status in ("approved", "declined", "superseded", "expired"):
            assert words[language][f"card.{status}"]
        for category in Category:
            assert words[language][f"expense.{category}"]
    assert "greeting.plain" not in words["en"]
    choices = [made for tag, made in Parts(demo.client.get("/").text).found if tag == "option"]
    assert [each["data-language"] for each in choices] == ["en", "es"]


def test_every_word_the_page_asks_for_is_there(demo: House) -> None:
    words = demo.client.get("/assets/words.json").json()["en"]
    scripts = "".join(
        demo.client.get(f"/assets/{name}.js").text
        for name in ("portal", "offers", "reach", "documents", "difference")
    )
    asked = set(re.findall(r'phrase\("([a-z_.]+)"', scripts))
    fixed = {
        value
        for _, attributes in Parts(demo.client.get("/").text).found
        for name in ("data-word", "data-word-label")
        if (value := attributes.get(name)) is not None
    }
    assert len(asked) > 20
    assert len(fixed) > 5
    assert (asked | fixed) - set(words) == set()


def test_names_on_the_portal_are_text(demo: House) -> None:
    page = demo.client.get("/").text
    assert "Nora Blake" in page
    assert "<script>alert" not in page
    assert "<b>" not in page


def test_the_console_without_a_cookie_says_how_to_sign_in(plain: House) -> None:
    page = plain.client.get("/console")
    assert page.status_code == 200
    assert "billing-assistant token" in page.text
    assert "TK-" not in page.text


def test_the_link_signs_staff_in_by_a_cookie_only_the_server_reads(plain: House) -> None:
    token = staff_token(plain)
    reply = plain.client.get(f"/console?token={token}", follow_redirects=False)
    assert (reply.status_code, reply.headers["location"]) == (303, "/console")
    name, *flags = [part.strip() for part in reply.headers["set-cookie"].split(";")]
    assert name.startswith(f"{COOKIE}=")
    assert token not in name
    lowered = {flag.lower() for flag in flags}
    assert {"httponly", "samesite=strict", "path=/console"} <= lowered
    assert "secure" not in lowered  # plain http on a laptop
    page = plain.client.get("/console")
    assert "Harbor Power" in page.text
    assert "c-nora" in page.text
    assert "Skylink" not in page.text


def test_behind_https_the_cookie_stays_there(built: Built, tmp_path: Path) -> None:
    with house_from(built, tmp_path / "house", public_url="https://billing.example") as house:
        link = f"/console?token={staff_token(house)}"
        reply = house.client.get(link, follow_redirects=False)
        assert "secure" in reply.headers["set-cookie"].lower()


@pytest.mark.parametrize("kind", ["customer", "garbage", "empty", "another installation"])
def test_nobody_else_gets_in(plain: House, kind: str) -> None:
    customer = plain.container.tokens.issue(plain.principal("c-nora", "harbor", APPROVE))
    stranger = Tokens("x" * 48, plain.container.ports.clock)
    foreign = stranger.issue(Principal(TenantId("harbor"), Role.ADMIN, person=PersonId("st-1")))
    tokens = {"customer": customer, "garbage": "a.b.c", "empty": ""}
    token = tokens.get(kind, foreign)
    reply = plain.client.get("/console", params={"token": token}, follow_redirects=False)
    assert (reply.status_code, reply.json()["code"]) == (401, "unauthenticated")
    assert "set-cookie" not in reply.headers
    plain.client.cookies.set(COOKIE, token)
    assert "billing-assistant token" in plain.client.get("/console").text
    assert "TK-" not in plain.client.get("/console").text


def test_what_a_customer_wrote_is_text_on_the_console(plain: House) -> None:
    luis = plain.speaker("c-luis")
    told = luis.say("I want a human <img src=x onerror=alert(1)>")
    assert told["ticket"] is not None
    plain.client.get(f"/console?token={staff_token(plain)}")
    page = plain.client.get("/console").text
    assert told["ticket"]["id"] in page or "c-luis" in page
    assert "<img src=x" not in page


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/demo/jwks.json"), ("POST", "/demo/harbor/c-nora/sign-in")],
)
def test_without_the_demo_its_addresses_are_not_there(plain: House, method: str, path: str) -> None:
    reply = plain.client.request(method, path)
    assert (reply.status_code, reply.json()["code"]) == (404, "not_found")


def test_without_the_demo_the_front_page_shows_nobody(plain: House) -> None:
    page = plain.client.get("/")
    assert page.status_code == 200
    assert "c-nora" not in page.text


def test_the_demo_signs_its_customers_in(demo: House) -> None:
    assert "d" not in demo.client.get("/demo/jwks.json").json()["keys"][0]
    token = demo.client.post("/demo/harbor/c-nora/sign-in").json()["token"]
    reply = demo.client.post(
        "/api/v1/auth/token", json={"token": token}, headers={"Origin": PUBLIC}
    )
    assert (reply.status_code, reply.json()["scope"]) == (200, APPROVE)
    who = demo.container.tokens.verify(reply.json()["token"])
    assert (who.tenant, who.customer) == ("harbor", "c-nora")
    assert demo.client.get("/demo/harbor/c-nora/sign-in").status_code == 405


def test_the_console_names_what_happened_apart_from_what_the_customer_said(
    built: Built, tmp_path: Path
) -> None:
    with house_from(built, tmp_path / "house") as house:
        ports = house.container.ports
        with ports.store.write(system(TenantId("harbor"))) as tx:
            page = tx.payments.list(limit=1, customer_id=CustomerId("c-nora"))
            doubt = call_finance(ports, tx, page.items[0], "A payment has been in doubt")
            ours = call_admins(ports, tx, "A connection turned bad", {})
        house.client.cookies.set(COOKIE, house.staff().token)
        shown = house.client.get("/console").text
    rows = {row: _cells(row) for row in re.findall(r"<tr>(<td>.*?)</tr>", shown, re.DOTALL)}
    by_ticket = {cells[1]: cells for cells in rows.values()}
    assert by_ticket[doubt][4] == "c-nora"
    assert page.items[0].id in by_ticket[doubt][5]
    assert by_ticket[doubt][6:8] == ["A payment has been in doubt", ""]
    assert by_ticket[ours][4] == "the company itself"
    nora = by_ticket["TK-4"]
    assert (nora[0], nora[6]) == ("January 5, 2026, 12:00 EST", "What is the winter relief credit?")
    assert nora[7].startswith("I see a credit of 10 dollars")
    assert "None" not in shown


def _cells(row: str) -> list[str]:
    return [re.sub(r"<.*?>", "", cell) for cell in re.findall(r"<td>(.*?)</td>", row, re.DOTALL)]
