from collections.abc import Collection
from datetime import date

import pytest

from agent.facts import FactBook, references
from agent.prose import Facts
from agent.speech import Speech
from tests.agent.fakes import BILL, BILLS
from tools._tool import Card


def a_speech(facts: Facts | None = None, names: Collection[str] = ()) -> tuple[Speech, list[str]]:
    said: list[str] = []
    known = facts or Facts()
    return Speech("en", lambda: known, lambda: names, said.append), said


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_however_the_pieces_are_cut_the_sentences_are_the_same(size: int) -> None:
    text = "Hello there. I can help, e.g. with bills. What do you need?\nTell me."
    speech, said = a_speech()
    speech.begin_round()
    for start in range(0, len(text), size):
        speech.text(text[start : start + size])
    speech.end_round()

    assert [s.strip() for s in said] == [
        "Hello there.",
        "I can help, e.g. with bills.",
        "What do you need?",
        "Tell me.",
    ]


def test_a_sentence_leaves_as_soon_as_the_next_one_begins() -> None:
    speech, said = a_speech()
    for piece in ("Hello", " there", ".", " ", "How", " are"):
        speech.text(piece)

    assert [s.strip() for s in said] == ["Hello there."]


@pytest.mark.parametrize("size", [1, 3, 5])
def test_a_card_number_in_pieces_never_leaves(size: int) -> None:
    text = "Your card 4242 4242 4242 4242 is fine. Thanks for asking."
    speech, said = a_speech()
    for start in range(0, len(text), size):
        speech.text(text[start : start + size])
    speech.end_round()

    assert "4242 4242" not in "".join(said)


def test_a_broken_reply_leaves_only_whole_sentences() -> None:
    speech, said = a_speech()
    speech.text("Hello there. You may now go and")
    speech.cut()
    speech.text("Good day to you.")
    speech.end_round()

    assert [s.strip() for s in said] == ["Hello there.", "Good day to you."]


def test_prose_without_an_end_is_dropped_quickly() -> None:
    speech, said = a_speech()
    for _ in range(10_000):
        speech.text("wordword")
    speech.end_round()

    assert said == []
    assert speech.too_little


def test_a_name_out_of_our_rows_may_hold_dates_and_amounts() -> None:
    name = "Electricity March 2031, paid plan $5"
    speech, said = a_speech(names=[name])
    speech.text(f"The bill is called {name}. It was due on March 3, 2031. ")
    speech.end_round()

    assert [s.strip() for s in said] == [f"The bill is called {name}."]


def test_a_link_stays_out_even_inside_a_name() -> None:
    name = "Visit https://evil.example now"
    speech, said = a_speech(names=[name])
    speech.text(f"The bill is called {name}. ")
    speech.end_round()

    assert said == []


# --- the facts behind it -------------------------------------------------------------------------


def test_an_empty_answer_to_a_narrow_question_does_not_mean_that_nothing_is_owed() -> None:
    empty = Card("bill_list", "bills", {"bills": [], "totals": []})
    narrow, whole = FactBook(date(2026, 3, 2)), FactBook(date(2026, 3, 2))
    narrow.add([empty], narrowed=True)
    whole.add([empty])

    assert not narrow.prose.nothing_owed
    assert whole.prose.nothing_owed


def test_each_thing_is_remembered_once_however_often_it_was_shown() -> None:
    book = FactBook(date(2026, 3, 2))
    book.add([BILLS])
    book.add([Card("bill", "HB-100", {**BILL, "lines": []})])
    assert book.shown() == ("bill:HB-100",)


def test_an_offer_is_remembered_with_its_bills() -> None:
    quote = {"lines": [{"bill_id": "HB-100"}, {"bill_id": "HB-200"}]}

    assert references("quote", "q-1", quote) == ("bill:HB-100", "bill:HB-200", "quote:q-1")
    assert references("bill_list", "bills", {"bills": [BILL]}) == ("bill:HB-100",)
    assert references("ticket", "tk-1", {}) == ("ticket:tk-1",)
