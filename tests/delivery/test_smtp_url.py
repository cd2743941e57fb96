"""SMTP_URL: what it means, and that no reading of it sends a password in the clear."""

import pytest

from delivery._smtp_url import Security, SmtpServer, parse_smtp_url


def test_the_three_ways() -> None:
    starttls = parse_smtp_url("smtp://us%40er:p%2Fw@mail.example.com:2525?starttls=required")
    assert starttls == SmtpServer("mail.example.com", 2525, Security.STARTTLS, "us@er", "p/w")
    assert parse_smtp_url("smtps://mail.example.com") == SmtpServer(
        "mail.example.com", 465, Security.TLS
    )
    assert parse_smtp_url("smtp://localhost:1025") == SmtpServer("localhost", 1025, Security.NONE)
    assert "p/w" not in repr(starttls)


def test_away_from_loopback_starttls_is_the_rule() -> None:
    assert parse_smtp_url("smtp://mail.example.com") == SmtpServer(
        "mail.example.com", 587, Security.STARTTLS
    )
    assert parse_smtp_url("smtp://mail.example.com?starttls=never").security is Security.NONE
    assert parse_smtp_url("smtp://[::1]:25").security is Security.NONE
    assert parse_smtp_url("smtp://127.0.0.1?starttls=required").security is Security.STARTTLS


@pytest.mark.parametrize(
    "url",
    """
    mail.example.com smtp: smtp:// http://mail.example.com smtp://mail.example.com:x smtp://:25
    smtp://mail.example.com/inbox smtp://mail.example.com?starttls=maybe smtp://mail.example.com#a
    smtp://mail.example.com?tls=1 smtp://u:hush@mail.example.com?starttls=never smtp://[::1
    smtp://mail.example.com?starttls=required&starttls=never smtp://mail.example.com:70000
    """.split(),
)
def test_anything_else_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(ValueError, match="SMTP_URL") as refused:
        parse_smtp_url(url)
    assert "hush" not in str(refused.value)
