"""Letters of the outbox made into something to deliver, and handed to their channel.

A receiver that fails is left alone for a while, longer each time, so that it holds up nobody
else's letters.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

from api.address_letters import KINDS as ABOUT_ADDRESSES
from api.address_letters import address_letter
from api.receipt_sheets import sheet_of
from billing.errors import DeliveryFailed, DeliveryNotTried, DeliveryRefused
from billing.ids import ReceiptId
from billing.letters import EMAIL, WEBHOOK, Attachment, Letter, OutboxRow
from billing.ports import Clock, Tx
from billing.use_cases.show_receipt import receipt_facts
from billing.use_cases.webhook_endpoints import PING
from billing.words import Formats
from delivery._channel import Channel

REST: Final = timedelta(seconds=5)
LONGEST_REST: Final = timedelta(minutes=10)
RECEIVERS: Final = 4096
KEY_BYTES: Final = 32


@dataclass(slots=True)
class OutgoingLetters:
    """`ports.Letters`. `channels` by name; `check_address` refuses URLs that are never called."""

    formats: Formats
    clock: Clock
    channels: Mapping[str, Channel]
    check_address: Callable[[str], object]
    resting: dict[str, tuple[int, datetime]] = field(default_factory=dict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    @property
    def sends_email(self) -> bool:
        return EMAIL in self.channels

    def check_url(self, url: str) -> None:
        self.check_address(url)

    def new_secret(self) -> str:
        from delivery.webhook import secret_from

        return secret_from(secrets.token_bytes(KEY_BYTES))

    def render(self, tx: Tx, row: OutboxRow) -> Letter | None:
        """The letter as the rows say now; None when nobody is there to get it any more."""
        if row.kind in ABOUT_ADDRESSES:
            return address_letter(tx, row, self.formats)
        return self._webhook(tx, row) if row.channel == WEBHOOK else self._receipt(tx, row)

    def deliver(self, letter: Letter) -> None:
        """Hand it over, unless its receiver failed a moment ago (`DeliveryNotTried`).

        A `ping` is always tried, and counts as any other letter for those that follow.
        """
        channel = self.channels.get(letter.channel)
        if channel is None:
            raise DeliveryFailed(f"no {letter.channel} is sent from here")
        who = letter.to if letter.channel == WEBHOOK else letter.channel
        if letter.kind != PING:  # somebody wants to know whether it is well again
            self._require_awake(who)
        try:
            channel.deliver(letter)
        except DeliveryRefused:
            raise
        except DeliveryFailed:
            self._rest(who)
            raise
        with self._lock:
            self.resting.pop(who, None)

    def _webhook(self, tx: Tx, row: OutboxRow) -> Letter | None:
        from delivery.webhook import event_body

        endpoint = tx.webhook_endpoints.get(row.to)
        if endpoint.disabled_at is not None:
            return None
        return Letter(
            id=row.id,
            channel=row.channel,
            to=endpoint.url,
            subject=row.kind,
            body=event_body(row.kind, row.created_at, row.data),
            kind=row.kind,
            created_at=row.created_at,
            secrets=endpoint.secrets,
        )

    def _receipt(self, tx: Tx, row: OutboxRow) -> Letter | None:
        from delivery.receipt_email import receipt_email
        from delivery.receipt_pdf import receipt_pdf

        facts = receipt_facts(tx, ReceiptId(row.subject))
        if not facts.customer.email:
            return None
        sheet = sheet_of(facts, self.formats)
        mail = receipt_email(sheet)
        name = f"{facts.receipt.number}.pdf"
        return Letter(
            id=row.id,
            channel=row.channel,
            to=facts.customer.email,
            subject=mail.subject,
            body=mail.text,
            kind=row.kind,
            created_at=row.created_at,
            html=mail.html,
            attachments=(Attachment(name, "application/pdf", receipt_pdf(sheet)),),
        )

    def _require_awake(self, who: str) -> None:
        with self._lock:
            _, until = self.resting.get(who, (0, None))
        now = self.clock.real_now()
        if until is not None and now < until:
            raise DeliveryNotTried("the receiver failed a moment ago", until - now)

    def _rest(self, who: str) -> None:
        with self._lock:
            failures = self.resting.pop(who, (0, None))[0]
            rest = min(REST * 2 ** min(failures, 10), LONGEST_REST)
            self.resting[who] = (failures + 1, self.clock.real_now() + rest)
            while len(self.resting) > RECEIVERS:
                self.resting.pop(next(iter(self.resting)))
