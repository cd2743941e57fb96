"""E-mail: what arrives, what is refused for good, what is tried again, and what never leaks."""

import logging
import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from billing.errors import DeliveryFailed, DeliveryProblem, DeliveryRefused
from billing.letters import Attachment, Letter
from delivery.email import Email, MailPatience
from tests.delivery.mail_server import MailServer, Taken, serving_mail
from tests.delivery.rig import Authority

KIM = "kim.larsen@customer.example"
SENDER = "Northwind Billing <billing@northwind.example>"
QUICK = MailPatience(connect=2, total=2)
LETTER = Letter(
    id="out_01HZX",
    channel="email",
    to=KIM,
    subject="Votre reçu R-1: 97,40\u00a0€",
    body="Bonjour Kim,\n\n.une ligne avec un point\nà bientôt\n",
    kind="receipt",
    created_at=datetime(2026, 3, 3, 14, 5, tzinfo=UTC),
    html="<p>Bonjour <b>Kim</b></p>",
    attachments=(Attachment("Receipt R-1.pdf", "application/pdf", b"%PDF-1.7\r\n\x00\xff"),),
)


def send(server: MailServer, letter: Letter = LETTER) -> Taken:
    Email(f"smtp://127.0.0.1:{server.port}", SENDER, QUICK).deliver(letter)
    return server.taken[-1]


def problem_with(server: MailServer, letter: Letter = LETTER) -> DeliveryProblem:
    """What deliver raises against such a server; nothing of it, or of its causes, says whom."""
    with serving_mail(server), pytest.raises(DeliveryProblem) as raised:
        send(server, letter)
    assert raised.value.__cause__ is None
    assert raised.value.__context__ is None
    assert "kim" not in str(raised.value).lower()
    return raised.value


# --- what arrives ------------------------------------------------------------------------------


def test_text_html_and_attachment_arrive_whole() -> None:
    with serving_mail(MailServer()) as server:
        taken = send(server)
    mail = taken.message
    assert (taken.sender, taken.to) == ("billing@northwind.example", [KIM])
    assert (mail["To"], mail["From"]) == (KIM, SENDER)
    assert mail["Subject"] == "Votre reçu R-1: 97,40\u00a0€"
    assert mail["Message-ID"] == "<out_01HZX@northwind.example>"
    assert mail["Date"].datetime == LETTER.created_at
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert html is not None
    assert text.get_content().replace("\r\n", "\n") == LETTER.body
    assert html.get_content().strip() == LETTER.html
    (pdf,) = mail.iter_attachments()
    assert (pdf.get_filename(), pdf.get_content_type()) == ("Receipt R-1.pdf", "application/pdf")
    assert pdf.get_content() == LETTER.attachments[0].data
    assert all(len(line) <= 998 for line in taken.raw.split(b"\r\n"))
    assert b"\n" not in taken.raw.replace(b"\r\n", b"")


def test_a_second_try_sends_the_same_bytes() -> None:
    with serving_mail(MailServer()) as server:
        assert send(server).raw == send(server).raw
    assert len(server.taken) == 2


def test_a_plain_letter_is_one_part() -> None:
    with serving_mail(MailServer()) as server:
        mail = send(server, replace(LETTER, html=None, attachments=())).message
    assert mail.get_content_type() == "text/plain"
    assert mail["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize(
    "to",
    [
        "",
        "kim",
        "@customer.example",
        "kim@",
        "kim@a@b.example",
        "kim@customer.example, mallory@evil.example",
        "kim@customer.example;mallory@evil.example",
        "kim@customer.example\r\nBcc: mallory@evil.example",
        "kim@customer.example\nRCPT TO:<mallory@evil.example>",
        "Kim <kim@customer.example>",
        "kim larsen@customer.example",
        '"kim"@customer.example',
        "kim@customer..example",
        "kim@[127.0.0.1]",
        "k" * 250 + "@customer.example",
        "kim\x00@customer.example",
    ],
)
def test_only_one_plain_mailbox_is_written_to(to: str) -> None:
    with serving_mail(MailServer()) as server, pytest.raises(DeliveryRefused) as refused:
        send(server, replace(LETTER, to=to))
    assert server.verbs == []
    assert str(refused.value) == "the recipient's address is not a valid one"


@pytest.mark.parametrize(
    "changed",
    [
        replace(LETTER, subject="Hello\r\nBcc: mallory@evil.example"),
        replace(LETTER, subject="Hello\nX: y"),
        replace(LETTER, subject="Hello\u2028X: y"),
        replace(LETTER, subject=" "),
        replace(LETTER, subject="x" * 301),
        replace(LETTER, id="out\r\nBcc: a@b.example"),
        replace(LETTER, id="out_1>"),
        replace(LETTER, attachments=(Attachment('a"\r\nX: y.pdf', "application/pdf", b""),)),
        replace(LETTER, attachments=(Attachment("../a.pdf", "application/pdf", b""),)),
        replace(LETTER, attachments=(Attachment("a.pdf", "application/pdf\r\nX: y", b""),)),
        replace(LETTER, attachments=(Attachment("a.pdf", "application/pdf", b"x" * 10_485_760),)),
    ],
)
def test_no_letter_adds_a_header_of_its_own(changed: Letter) -> None:
    with serving_mail(MailServer()) as server, pytest.raises(DeliveryRefused):
        send(server, changed)
    assert server.verbs == []


def test_a_domain_outside_ascii_is_written_in_its_dns_form() -> None:
    with serving_mail(MailServer()) as server:
        assert send(server, replace(LETTER, to="kim@bücher.example")).to == [
            "kim@xn--bcher-kva.example"
        ]


def test_a_mailbox_outside_ascii_needs_a_server_that_knows_it() -> None:
    letter = replace(LETTER, to="jürgen@customer.example")
    with serving_mail(MailServer(offers=("8BITMIME", "SMTPUTF8"))) as server:
        assert send(server, letter).to == ["jürgen@customer.example"]
    assert isinstance(problem_with(MailServer(), letter), DeliveryFailed)


# --- refused, or not now -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verb", "answer", "kind"),
    [
        ("RCPT", "550 5.1.1 <kim.larsen@customer.example>: no such user", DeliveryRefused),
        ("RCPT", "553 5.1.3 bad address", DeliveryRefused),
        ("RCPT", "450 4.2.1 kim.larsen@customer.example is busy", DeliveryFailed),
        ("RCPT", "421 4.3.2 closing", DeliveryFailed),
        (".", "554 5.7.1 message rejected for kim.larsen@customer.example", DeliveryRefused),
        (".", "451 4.3.0 try again", DeliveryFailed),
        ("DATA", "451 4.3.0 not now", DeliveryFailed),
        ("MAIL", "550 5.7.1 sender unknown", DeliveryFailed),
        ("MAIL", "451 4.3.0 later", DeliveryFailed),
        ("greeting", "554 5.3.2 no service", DeliveryFailed),
        ("greeting", "421 busy", DeliveryFailed),
        ("greeting", "SSH-2.0-OpenSSH", DeliveryFailed),
    ],
)
def test_for_good_and_for_now_are_told_apart(
    verb: str, answer: str, kind: type[DeliveryProblem]
) -> None:
    server = MailServer(say={verb: answer})
    assert type(problem_with(server)) is kind
    assert server.taken == []


@pytest.mark.parametrize("verb", ["greeting", "EHLO", "MAIL", "RCPT", "DATA", "."])
def test_a_connection_that_breaks_is_tried_again(verb: str) -> None:
    assert isinstance(problem_with(MailServer(drop_at=verb)), DeliveryFailed)


def test_a_server_that_breaks_after_taking_the_letter_has_it() -> None:
    with serving_mail(MailServer(drop_at="QUIT")) as server:
        send(server)
    assert len(server.taken) == 1


@pytest.mark.parametrize("verb", ["greeting", "EHLO", "."])
def test_a_server_that_trickles_is_cut_off_in_time(verb: str) -> None:
    begun = time.monotonic()
    with serving_mail(MailServer(trickle_at=verb)) as server:
        channel = Email(f"smtp://127.0.0.1:{server.port}", SENDER, MailPatience(2, 0.5))
        with pytest.raises(DeliveryFailed):
            channel.deliver(LETTER)
        assert time.monotonic() - begun < 2.5


def test_nobody_there_is_tried_again() -> None:
    with serving_mail(MailServer()) as server:
        port = server.port
    with pytest.raises(DeliveryFailed):
        Email(f"smtp://127.0.0.1:{port}", SENDER, QUICK).deliver(LETTER)


def test_nothing_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        problem_with(MailServer(say={"RCPT": f"550 <{KIM}> unknown"}))
    assert KIM not in caplog.text


# --- the protected ways ------------------------------------------------------------------------


def over_tls(authority: Authority, server: MailServer, url: str) -> None:
    channel = Email(url.format(server.port), SENDER, QUICK, authority.trusted())
    channel.deliver(LETTER)


def test_starttls_comes_before_the_password_and_the_letter(authority: Authority) -> None:
    told = MailServer(authority.serving("127.0.0.1"), offers=("STARTTLS", "AUTH PLAIN"), say={})
    with serving_mail(told) as server:
        over_tls(authority, server, "smtp://us%40er:p%3Aw@127.0.0.1:{}?starttls=required")
    assert len(server.taken) == 1
    assert [line.split(" ")[0].upper() for line in server.in_clear] == ["EHLO", "STARTTLS"]
    assert "AUTH" in server.verbs


def test_smtps_is_protected_from_the_first_byte(authority: Authority) -> None:
    told = MailServer(authority.serving("127.0.0.1"), smtps=True)
    with serving_mail(told) as server:
        over_tls(authority, server, "smtps://127.0.0.1:{}")
    assert (len(server.taken), server.in_clear) == (1, [])


def test_without_starttls_on_offer_nothing_is_said_in_the_clear(authority: Authority) -> None:
    with serving_mail(MailServer()) as server, pytest.raises(DeliveryFailed):
        over_tls(authority, server, "smtp://u:p@127.0.0.1:{}?starttls=required")
    assert set(server.verbs) <= {"EHLO", "QUIT"}


@pytest.mark.parametrize("smtps", [True, False])
def test_a_certificate_of_another_host_gets_nothing(authority: Authority, smtps: bool) -> None:
    told = MailServer(authority.serving("other.example.com"), offers=("STARTTLS",), smtps=smtps)
    url = "smtps://127.0.0.1:{}" if smtps else "smtp://127.0.0.1:{}?starttls=required"
    with serving_mail(told) as server, pytest.raises(DeliveryFailed):
        over_tls(authority, server, url)
    assert server.taken == []
    assert "MAIL" not in server.verbs


def test_a_refused_sign_in_may_be_mended(authority: Authority) -> None:
    told = MailServer(
        authority.serving("127.0.0.1"), ("STARTTLS", "AUTH PLAIN"), {"AUTH": "535 5.7.8 no"}
    )
    with serving_mail(told) as server, pytest.raises(DeliveryFailed) as failed:
        over_tls(authority, server, "smtp://u:p@127.0.0.1:{}?starttls=required")
    assert str(failed.value) == "the mail server refused our sign-in (535)"


@pytest.mark.parametrize("sender", ["", "nobody", "a@b.example\r\nBcc: c@d.example", "A <a@>"])
def test_a_sender_that_is_none_is_refused_at_the_start(sender: str) -> None:
    with pytest.raises(ValueError, match="must look like"):
        Email("smtp://127.0.0.1", sender)
