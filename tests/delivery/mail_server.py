"""A small SMTP server on loopback that keeps what it is given and fails as it is told."""

import contextlib
import socketserver
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser


@dataclass
class Taken:
    """One message that was accepted."""

    sender: str
    to: list[str]
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        parsed = BytesParser(policy=policy.default).parsebytes(self.raw)
        assert isinstance(parsed, EmailMessage)
        return parsed


@dataclass
class MailServer:
    """`say` replaces the answer to a verb (`RCPT`, `.`); `drop_at` hangs up, `trickle_at` drips."""

    tls: ssl.SSLContext | None = None
    offers: tuple[str, ...] = ("8BITMIME",)
    say: dict[str, str] = field(default_factory=dict)
    drop_at: str | None = None
    trickle_at: str | None = None
    smtps: bool = False
    port: int = 0
    taken: list[Taken] = field(default_factory=list)
    verbs: list[str] = field(default_factory=list)
    in_clear: list[str] = field(default_factory=list)


class _Hangup(Exception):
    pass


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        server: MailServer = self.server.told  # type: ignore[attr-defined]  # set in `serving_mail`
        self.told, self.secure = server, False
        self.connection.settimeout(5)
        with contextlib.suppress(_Hangup, OSError, ValueError):
            if server.smtps:
                self._secure()
            self._converse()

    def _secure(self) -> None:
        assert self.told.tls is not None
        self.connection = self.told.tls.wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb")
        self.secure = True

    def _answer(self, verb: str, usual: str) -> None:
        if self.told.drop_at == verb:
            raise _Hangup
        if self.told.trickle_at == verb:
            for _ in range(500):
                self.connection.sendall(b"2")
                time.sleep(0.02)
        text = self.told.say.get(verb, usual)
        self.connection.sendall(text.replace("\n", "\r\n").encode() + b"\r\n")

    def _converse(self) -> None:
        self._answer("greeting", "220 mail.test ready")
        sender, to = "", list[str]()
        while line := self.rfile.readline().decode().rstrip("\r\n"):
            verb = line.split(" ")[0].split(":")[0].upper()
            self.told.verbs.append(verb)
            if not self.secure:
                self.told.in_clear.append(line)
            if verb == "MAIL":
                sender = line[len("MAIL FROM:<") :].split(">")[0]
            elif verb == "RCPT":
                to.append(line[len("RCPT TO:<") :].split(">")[0])
            self._answer(verb, self._usual(verb))
            if verb == "STARTTLS":
                self._secure()
            elif verb == "DATA" and verb not in self.told.say:
                raw = self._data()
                if "." not in self.told.say:
                    self.told.taken.append(Taken(sender, to, raw))
                self._answer(".", "250 taken")
            elif verb == "QUIT":
                return

    def _usual(self, verb: str) -> str:
        usual = {
            "EHLO": "\n".join(["250-mail.test", *self._offers()]),
            "STARTTLS": "220 go ahead",
            "AUTH": "235 welcome",
            "DATA": "354 go on",
            "QUIT": "221 bye",
        }
        return usual.get(verb, "250 fine")

    def _offers(self) -> list[str]:
        offers = [*self.told.offers, "HELP"]
        return [f"250-{o}" for o in offers[:-1]] + [f"250 {offers[-1]}"]

    def _data(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                raise _Hangup
            lines.append(line[1:] if line.startswith(b"..") else line)
        return b"".join(lines)


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


@contextmanager
def serving_mail(server: MailServer) -> Iterator[MailServer]:
    """The server, listening on a free port for as long as the block lasts."""
    with _Server(("127.0.0.1", 0), _Handler) as listener:
        listener.told = server  # type: ignore[attr-defined]  # how socketserver passes things on
        server.port = listener.server_address[1]
        thread = threading.Thread(target=listener.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield server
        finally:
            listener.shutdown()
            thread.join()
