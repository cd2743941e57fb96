"""Articles: what may be kept, and the pieces in which they are looked for."""

from dataclasses import replace
from itertools import pairwise

import pytest

from billing.articles import (
    LONGEST_TEXT,
    MOST_PIECES,
    PIECE,
    Article,
    is_safe_link,
    pieces_of,
    require_article,
    sentences_of,
)
from billing.errors import InvalidRequest
from billing.ids import ArticleId

FEES = Article(ArticleId("fees"), "en", "Fees", "A fee of 5.00 USD. It is added on 1. May.")


def test_pieces_are_whole_sentences_under_their_heading() -> None:
    text = "First.\n# When\nOn Monday. On Tuesday.\n## Where\nHere."
    pieces = pieces_of(replace(FEES, text=text))
    assert [(each.number, each.heading, each.text) for each in pieces] == [
        (0, "", "First."),
        (1, "When", "On Monday.\nOn Tuesday."),
        (2, "Where", "Here."),
    ]


def test_a_long_text_is_cut_between_sentences_and_the_last_one_is_repeated() -> None:
    sentences = [f"This is sentence number {number} of a long help text." for number in range(60)]
    pieces = pieces_of(replace(FEES, text=" ".join(sentences)))
    assert len(pieces) > 2
    assert all(len(each.text) <= PIECE + 200 for each in pieces)
    said = [part for each in pieces for part in sentences_of(each.text)]
    assert set(said) == set(sentences)
    for before, after in pairwise(pieces):
        assert sentences_of(after.text)[0] == sentences_of(before.text)[-1]


def test_a_text_without_an_end_and_an_endless_one_are_bounded() -> None:
    words = "word " * 1_000
    assert all(len(each.text) <= PIECE for each in pieces_of(replace(FEES, text=words)))
    assert len(pieces_of(replace(FEES, text="x" * 2_000))) == 3
    many = "\n".join(f"# {number}\nText." for number in range(500))
    assert len(pieces_of(replace(FEES, text=many))) == MOST_PIECES
    with pytest.raises(InvalidRequest, match="several articles"):
        require_article(replace(FEES, text=many))  # its end would never be found
    just = "\n".join(f"# {number}\nText." for number in range(MOST_PIECES))
    require_article(replace(FEES, text=just))


def test_a_day_does_not_end_a_sentence() -> None:
    assert sentences_of("Ab dem 1. Mai gilt das. Danach nicht.") == [
        "Ab dem 1. Mai gilt das.",
        "Danach nicht.",
    ]


@pytest.mark.parametrize(
    ("url", "is_safe"),
    [
        ("https://help.harbor.example/fees?lang=en#top", True),
        ("http://help.harbor.example/fees", False),
        ("https://harbor.example@evil.example/", False),
        ("javascript:alert(1)", False),
        ("https://", False),
        ("https://[::1", False),
        ("https://help.example/\u202efees", False),
        ("https://help.example/a b", False),
        ("https://help.example/" + "a" * 600, False),
    ],
)
def test_a_link_is_a_plain_https_address(url: str, is_safe: bool) -> None:
    assert is_safe_link(url) is is_safe


@pytest.mark.parametrize(
    "wrong",
    [
        replace(FEES, id=ArticleId("a b")),
        replace(FEES, id=ArticleId("*")),
        replace(FEES, language="english"),
        replace(FEES, title=" "),
        replace(FEES, text="\n"),
        replace(FEES, text="x" * (LONGEST_TEXT + 1)),
        replace(FEES, url="http://help.example"),
    ],
)
def test_what_may_not_be_kept_is_refused_with_a_sentence(wrong: Article) -> None:
    require_article(FEES)
    with pytest.raises(InvalidRequest) as refused:
        require_article(wrong)
    assert len(str(refused.value)) > 15
