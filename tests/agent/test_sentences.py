"""Where sentences end, in whole texts and in streams cut anywhere."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.prose import (
    SentenceStream,
    split_sentences,
)

SPLITS = [
    ["You owe $97.40. ", "It is due on 20 March."],
    ["Es sind 1.234,56 € offen. ", "Fällig am 20. März 2026. ", "Danke!"],
    ["The U.S. office is closed. ", "Ask Dr. Smith at 3 p.m. today."],
    ["Siehe Nr. 5 und z.B. Nr. 6. ", "Fertig."],
    ["Is it paid? ", "No. ", "It isn't!"],
    ["Two bills:\n", "1. HB-100 over $97.40\n", "2. HB-090 over $88.10\n", "Which one?"],
    ["- one\n", "- two\n\n", "End."],
    ["He said \"it is due.\" ", "Then he left…"],
    ["Version 2.10 costs 3.50 USD. ", "OK."],
    ["La factura n.º 5 vence el 20. ", "Gracias."],
    ["¿Quiere pagar? ", "¡Sí!"],
]  # fmt: skip


@pytest.mark.parametrize("parts", SPLITS, ids=lambda parts: parts[0][:20])
def test_sentences_end_where_people_end_them(parts: list[str]) -> None:
    assert split_sentences("".join(parts)) == parts


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet='ab A.!?\n1,€$…"()-', max_size=80), st.lists(st.integers(1, 7)))
def test_a_stream_cut_anywhere_gives_the_same_sentences(text: str, sizes: list[int]) -> None:
    stream, out, at = SentenceStream(), [], 0
    for size in sizes:
        out += stream.feed(text[at : at + size])
        at += size
    out += stream.feed(text[at:])
    out += stream.finish()
    assert "".join(out) == text
    assert out == split_sentences(text)


def test_a_text_without_any_stop_is_not_held_for_ever() -> None:
    stream = SentenceStream()
    out = [part for _ in range(1000) for part in stream.feed("word word ")]
    assert len(out) > 3
