"""A letter as an e-mail message: the same bytes at every try, and no header a stranger can add."""

import hashlib
import re
import unicodedata
from email.errors import HeaderParseError, MessageError
from email.headerregistry import Address
from email.message import EmailMessage, Message
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final

import idna

from billing.errors import DeliveryRefused
from billing.letters import Attachment, Letter

MAX_ADDRESS: Final = 254
MAX_SUBJECT: Final = 300
MAX_BYTES: Final = 10 * 1024 * 1024

_BREAKS: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})
_ID: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")
_MEDIA_TYPE: Final = re.compile(r"([a-z]+)/([a-z0-9.+-]+)")
_FILE_NAME: Final = re.compile(r"[\w][\w .()-]{0,119}")


def message(letter: Letter, sender: Address) -> EmailMessage:
    """The message: text, the HTML beside it if there is one, and the attachments.

    `Message-ID` comes from the letter's id and `Date` from when it was written, so a repetition
    can be recognised. Raises `DeliveryRefused` for an address, subject or file that cannot go.
    """
    if not _ID.fullmatch(letter.id):
        raise DeliveryRefused("the letter's id cannot be a message id")
    mail = EmailMessage(policy=SMTP)
    mail["From"] = sender
    mail["To"] = recipient(letter.to)
    mail["Subject"] = _one_line(letter.subject)
    mail["Date"] = format_datetime(letter.created_at)
    mail["Message-ID"] = f"<{letter.id}@{sender.domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(letter.body)
    if letter.html is not None:
        mail.add_alternative(letter.html, subtype="html")
    for attachment in letter.attachments:
        _attach(mail, attachment)
    _name_boundaries(mail, letter.id)
    if len(mail.as_bytes()) > MAX_BYTES:
        raise DeliveryRefused("the message is too large")
    return mail


def recipient(text: str) -> Address:
    """Exactly one mailbox, its domain in ASCII. Raises `DeliveryRefused`, never repeating it."""
    local, at, domain = text.rpartition("@")
    plain = (
        len(text) <= MAX_ADDRESS and text.isprintable() and not re.search(r"[\s,;:<>()\"\\]", text)
    )
    if not (plain and at and local and "@" not in local):
        raise DeliveryRefused("the recipient's address is not a valid one")
    try:
        ascii_domain = domain if domain.isascii() else idna.encode(domain, uts46=True).decode()
        found = Address(username=local, domain=ascii_domain)
    except (ValueError, IndexError, MessageError, HeaderParseError, idna.IDNAError):
        raise DeliveryRefused("the recipient's address is not a valid one") from None
    if not re.fullmatch(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*", found.domain):
        raise DeliveryRefused("the recipient's address is not a valid one")
    return found


def _one_line(subject: str) -> str:
    # Not `isprintable`: a French amount holds a no-break space.
    broken = any(unicodedata.category(c) in _BREAKS for c in subject)
    if not subject.strip() or len(subject) > MAX_SUBJECT or broken:
        raise DeliveryRefused("the subject is empty, too long or holds control characters")
    return subject


def _attach(mail: EmailMessage, attachment: Attachment) -> None:
    kind = _MEDIA_TYPE.fullmatch(attachment.media_type)
    if kind is None or not _FILE_NAME.fullmatch(attachment.name):
        raise DeliveryRefused("an attachment's name or type is not a valid one")
    mail.add_attachment(
        attachment.data, maintype=kind[1], subtype=kind[2], filename=attachment.name
    )


def _name_boundaries(mail: Message, letter_id: str) -> None:
    """Fixed part boundaries instead of random ones; 128 bits of hash do not occur in a text."""
    for number, part in enumerate(mail.walk()):
        if part.is_multipart():
            seed = hashlib.sha256(f"{letter_id}/{number}".encode()).hexdigest()
            part.set_boundary(f"=_{seed[:32]}")
