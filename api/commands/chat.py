"""`chat`: talk to the running server as one customer, in the terminal or through a pipe."""

import argparse
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from api.commands._cards import card_text, clean, payments_text, quote_box
from api.commands._shared import (
    CommandFailed,
    add_data_dir,
    opened_store,
    say,
    settings_of,
    tell,
)

if TYPE_CHECKING:
    import httpx

    from api.settings import Settings

SUMMARY = "chat with the running server as one customer"
DETAIL = """Reads lines from the terminal or a pipe, one message each. /approve and /decline are the
buttons of an open payment, /upload FILE sends an invoice, /quit ends.

  billing-assistant chat --tenant harbor --customer c-nora
  echo "what do I owe?" | billing-assistant chat --tenant harbor --customer c-nora"""
PATIENCE_S = 60
HELP = "/approve  /decline  /upload FILE  /quit"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_data_dir(parser)
    parser.add_argument("--tenant", required=True, metavar="T", help="the company's id")
    parser.add_argument("--customer", required=True, metavar="C", help="the customer's id")
    parser.add_argument("--person", metavar="P", help="which of the customer's people")
    parser.add_argument("--url", help="the server (default: the one on this data folder)")


def run(options: argparse.Namespace) -> int:
    settings = settings_of(options)
    url = _server(settings, options.url)
    import httpx

    token = _token(settings, options)
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=url, headers=headers, timeout=PATIENCE_S, trust_env=False) as client:
        talk = _Talk(client)
        try:
            for line in _lines():
                if line == "/quit":
                    break
                talk.take(line)
        except httpx.TransportError:
            raise CommandFailed(f"the server at {url} does not answer") from None
    return 1 if talk.failed else 0


def _server(settings: "Settings", given: str | None) -> str:
    from api.embedded import running

    url = given or running(settings.data_dir).get("url")
    if url is None and "public_url" in settings.model_fields_set:
        url = settings.public_url
    if url is None:
        where = f"no server runs on {settings.data_dir}"
        raise CommandFailed(f"{where}: start `billing-assistant serve --demo` in another terminal")
    return url.rstrip("/")


def _token(settings: "Settings", options: argparse.Namespace) -> str:
    """A token that may approve: whoever may read the keys holds the operator's hand."""
    from dataclasses import replace

    from api.bootstrap import make_tokens
    from api.clocks import SystemClock
    from api.commands._speakers import as_customer
    from billing.principal import APPROVE

    with opened_store(settings) as store:
        principal = as_customer(
            store, options.tenant, options.customer, person=options.person, role=None
        )
    may_pay = replace(principal, scopes=frozenset({APPROVE}))
    return make_tokens(settings, SystemClock()).issue(may_pay)


def _lines() -> Iterator[str]:
    """Messages from stdin; only a person at a terminal sees a prompt."""
    interactive = sys.stdin.isatty()
    if interactive:
        tell(HELP)
    while True:
        if interactive:
            sys.stderr.write("> ")
            sys.stderr.flush()
        line = sys.stdin.readline()
        if not line:
            return
        if line.strip():
            yield line.strip()


@dataclass(slots=True)
class _Talk:
    """One conversation: what is open in it and what was uploaded for the next message."""

    client: "httpx.Client"
    conversation: str | None = None
    quote: str | None = None
    uploads: tuple[str, ...] = ()
    failed: bool = False

    def take(self, line: str) -> None:
        """Do what one line asks for and print what came of it."""
        word, _, rest = line.partition(" ")
        match word:
            case "/approve":
                self._approve()
            case "/decline":
                self._decline()
            case "/upload":
                self._upload(Path(rest.strip()).expanduser())
            case _ if word.startswith("/"):
                tell(f"there is no {word}; there are {HELP}")
            case _:
                self._say(line)
        sys.stdout.flush()

    def _say(self, text: str) -> None:
        body: dict[str, object] = {"message": text}
        if self.conversation is not None:
            body["conversation_id"] = self.conversation
        if self.uploads:
            body["attachments"] = list(self.uploads)
        answer = self._ok(self.client.post("/api/v1/chat", json=body))
        if answer is None:
            return
        self.uploads = ()
        self.conversation = str(answer["conversation_id"])
        say(clean(str(answer["reply"])))
        quote = answer.get("quote")
        self.quote = str(quote["id"]) if isinstance(quote, Mapping) else None
        cards = answer.get("cards")
        for card in cards if isinstance(cards, list) else []:
            if card.get("kind") != "quote" and (drawn := card_text(card)):
                say(drawn)
        if isinstance(quote, Mapping):
            say(quote_box(quote))

    def _approve(self) -> None:
        if self.quote is None:
            tell("no payment is open: ask to pay a bill first")
            return
        reply = self.client.post(f"/api/v1/quotes/{self.quote}/approve")
        answer = reply.json() if reply.status_code in (200, 202, 402, 503) else {}
        payments = answer.get("payments")
        if not isinstance(payments, list):
            self._ok(reply)
            return
        self.quote = None
        self.failed = self.failed or reply.status_code in (402, 503)
        say(payments_text(payments, self._receipt_numbers()))

    def _receipt_numbers(self) -> Mapping[str, str]:
        listed = self.client.get("/api/v1/payments", params={"limit": 50})
        rows = listed.json().get("items", []) if listed.is_success else []
        return {str(row["id"]): str(row["receipt_number"]) for row in rows if row["receipt_number"]}

    def _decline(self) -> None:
        if self.quote is None:
            tell("no payment is open")
        elif self._ok(self.client.post(f"/api/v1/quotes/{self.quote}/decline")) is not None:
            self.quote = None
            say("Not paid. Nothing was charged.")

    def _upload(self, path: Path) -> None:
        try:
            data = path.read_bytes()
        except OSError as gone:
            self.failed = True
            tell(f"{path}: {(gone.strerror or 'cannot be read').lower()}")
            return
        answer = self._ok(self.client.post("/api/v1/uploads", files={"file": (path.name, data)}))
        if answer is not None:
            self.uploads += (str(answer["id"]),)
            say(card_text({"kind": "invoice_fields", "data": answer}))
            tell("it goes along with your next message")

    def _ok(self, reply: "httpx.Response") -> Mapping[str, object] | None:
        """The answer's object, or None after saying what the server refused."""
        try:
            body = reply.json()
        except ValueError:
            body = None
        if reply.is_success and isinstance(body, dict):
            return body
        self.failed = True
        why = body.get("detail") if isinstance(body, dict) else None
        tell(clean(str(why or f"the server answered with status {reply.status_code}")))
        return None
