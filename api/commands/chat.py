"""`chat`: talk to the running server as one customer, in the terminal or through a pipe."""

import argparse
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

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
    from billing.words import Words

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

    token, language = _token(settings, options)
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=url, headers=headers, timeout=PATIENCE_S, trust_env=False) as client:
        talk = _Talk(client, _words(language))
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


def _words(language: str) -> "Words":
    from api.formats import BabelFormats
    from billing.words import Words

    return Words(language, BabelFormats())


def _token(settings: "Settings", options: argparse.Namespace) -> tuple[str, str]:
    """A token that may approve, and the customer's language.

    Whoever may read the keys holds the operator's hand.
    """
    from dataclasses import replace

    from api.bootstrap import make_tokens
    from api.clocks import SystemClock
    from api.commands._speakers import as_customer
    from billing.principal import APPROVE

    with opened_store(settings) as store:
        principal = as_customer(
            store, options.tenant, options.customer, person=options.person, role=None
        )
        with store.read(principal) as tx:
            language = tx.customers.get(principal.require_customer()).language
    may_pay = replace(principal, scopes=frozenset({APPROVE}))
    return make_tokens(settings, SystemClock()).issue(may_pay), language


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
    """One conversation: what is open in it and what was uploaded for the next message.

    `words` are in the language last spoken.
    """

    client: "httpx.Client"
    words: "Words"
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
        from api.commands._cards import card_text, clean, quote_box  # no other command waits for it

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
        self.words = _words(str(answer.get("language") or self.words.language))
        say(clean(str(answer["reply"])))
        quote = answer.get("quote")
        self.quote = str(quote["id"]) if isinstance(quote, Mapping) else None
        cards = answer.get("cards")
        for card in cards if isinstance(cards, list) else []:
            if card.get("kind") != "quote" and (drawn := card_text(card, self.words)):
                say(drawn)
        if isinstance(quote, Mapping):
            say(quote_box(quote, self.words))

    def _approve(self) -> None:
        import httpx

        from api.commands._cards import clean, payments_text, quote_box

        if self.quote is None:
            tell(self.words.say("card.no_offer"))
            return
        try:
            reply = self.client.post(f"/api/v1/quotes/{self.quote}/approve")
        except httpx.TransportError:
            # The offer stays at hand: approving it again only repeats what became of it.
            self.failed = True
            tell(self.words.say("unheard.terminal"))
            return
        answer = reply.json() if reply.status_code in (200, 202, 402, 503) else {}
        payments = answer.get("payments")
        if not isinstance(payments, list):
            self._ok(reply)
            return
        self.quote = None
        self.failed = self.failed or reply.status_code in (402, 503)
        act = answer.get("act")
        if isinstance(act, Mapping):
            say(clean(str(act["text"])))
            return
        numbers = self._receipt_numbers()
        say(payments_text(payments, numbers, self.words, answer.get("quote")))
        offer = answer.get("next_quote")
        if isinstance(offer, Mapping):
            self.quote = str(offer["id"])
            say(self.words.say("decline.fee_changed_offer"))
            say(quote_box(offer, self.words))

    def _receipt_numbers(self) -> Mapping[str, str]:
        """By payment; none where the server went away meanwhile: what was paid is known by now."""
        import httpx

        try:
            listed = self.client.get("/api/v1/payments", params={"limit": 50})
        except httpx.TransportError:
            return {}
        rows = listed.json().get("items", []) if listed.is_success else []
        return {str(row["id"]): str(row["receipt_number"]) for row in rows if row["receipt_number"]}

    def _decline(self) -> None:
        if self.quote is None:
            tell(self.words.say("card.no_offer"))
        elif self._ok(self.client.post(f"/api/v1/quotes/{self.quote}/decline")) is not None:
            self.quote = None
            say(self.words.say("card.declined_all"))

    def _upload(self, path: Path) -> None:
        from api.commands._cards import card_text

        try:
            data = path.read_bytes()
        except OSError as gone:
            self.failed = True
            tell(f"{path}: {(gone.strerror or 'cannot be read').lower()}")
            return
        answer = self._ok(self.client.post("/api/v1/uploads", files={"file": (path.name, data)}))
        if answer is not None:
            self.uploads += (str(answer["id"]),)
            say(card_text({"kind": "invoice_fields", "data": answer}, self.words))
            tell(self.words.say("card.with_next"))

    def _ok(self, reply: "httpx.Response") -> Mapping[str, object] | None:
        """The answer's object, or None after saying what the server refused."""
        try:
            body = reply.json()
        except ValueError:
            body = None
        if reply.is_success and isinstance(body, dict):
            return body
        from api.commands._cards import clean

        self.failed = True
        told = body if isinstance(body, dict) else {}
        why = self._sentence(str(told.get("code")), reply) or told.get("detail")
        tell(clean(str(why or f"the server answered with status {reply.status_code}")))
        return None

    def _sentence(self, code: str, reply: "httpx.Response") -> str | None:
        """The refusal in the customer's language, where there is a sentence for it."""
        from billing.words import UnknownSentence

        wait = reply.headers.get("Retry-After", "")
        try:
            return self.words.say(f"error.{code}", count=int(wait) if wait.isdigit() else 5)
        except UnknownSentence:
            return None
