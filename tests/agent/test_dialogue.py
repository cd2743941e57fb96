"""Conversations that go on: what was asked, said and meant before; two wishes; a bad day."""

import pytest

from agent.models.builtin.mood import Mood, mood_of
from agent.models.builtin.several import pieces_of
from billing.periods import Period
from billing.stores.store import SqlStore
from tests import builders
from tests.agent.talks import Heard, Talk, builtin
from tools._registry import load_tools


@pytest.fixture
def talk(sqlite_store: SqlStore) -> Talk:
    builders.put_world(
        sqlite_store,
        builders.method(is_default=True),
        builders.february(),
        builders.january(),
        builders.bill(
            "HB-200",
            ("Water 12 m3", "18.00"),
            ("Sewer fee", "12.00"),
            category="water",
            description="Water February 2026",
            period=Period.month(2026, 2),
        ),
        builders.plan("hb-home", features={"csv_export": False, "autopay": True}),
        builders.plan("hb-plus", price="14.99", features={"csv_export": True, "autopay": True}),
        builders.subscription(plan_id="hb-home"),
        builders.usage(period=Period.month(2026, 2)),
    )
    return Talk(builtin(load_tools()), builders.ports(sqlite_store))


def quoted(heard: Heard) -> str:
    """The words of the offer this turn ended with."""
    assert heard.closed is not None, heard.text
    assert heard.closed.quote_id is not None, heard.text
    return heard.closed.text


# --- what was said before -------------------------------------------------------------------------


def test_the_other_one_is_what_was_not_talked_of(talk: Talk) -> None:
    assert "HB-200" in quoted(talk.say("pay the water bill"))
    assert "HB-100" in quoted(talk.say("sorry, I meant the other one"))


@pytest.mark.parametrize(
    ("language", "first", "then"),
    [
        ("de", "HB-200 bezahlen", "nein, die andere"),
        ("es", "paga HB-200", "no, mejor la otra"),
        ("fr", "payer HB-200", "non, l'autre"),
    ],
)
def test_so_it_is_in_every_language(talk: Talk, language: str, first: str, then: str) -> None:
    quoted(talk.say(first, language=language))
    assert "HB-100" in quoted(talk.say(then, language=language))


def test_all_of_it_after_a_part_means_that_bill(talk: Talk) -> None:
    assert "$48.70" in quoted(talk.say("pay half of HB-100"))
    assert "HB-100, $97.40" in quoted(talk.say("no, all of it"))


def test_an_answer_completes_the_message_that_was_asked_about(talk: Talk) -> None:
    assert "Which one do you mean" in talk.say("I want to dispute a charge").text
    assert "HB-200" in quoted(talk.say("the water one"))


def test_a_why_stays_a_why_when_the_bill_is_told_later(talk: Talk) -> None:
    assert "Which one do you mean" in talk.say("why is my bill higher than last time?").text
    assert talk.say("electricity").ran == ["explain_bill"]


def test_a_new_wish_is_no_answer(talk: Talk) -> None:
    talk.say("I want to dispute a charge")
    assert talk.say("I want a human").ran == ["hand_over"]


def test_the_plan_is_told_later(talk: Talk) -> None:
    assert "Which plan do you want" in talk.say("I want another plan").text
    assert talk.say("the Plus one please").closed is not None


def test_an_address_is_asked_for_and_taken(talk: Talk) -> None:
    assert "new address" in talk.say("I want to change my address").text
    assert "7 Oak Lane, Salem 97301" in quoted(talk.say("7 Oak Lane, Salem 97301"))


# --- a part of a bill -----------------------------------------------------------------------------


def test_only_the_line_that_is_named_is_disputed(talk: Talk) -> None:
    assert "You dispute $12.00 of bill HB-200" in quoted(talk.say("the sewer fee is wrong"))


def test_a_line_is_told_by_its_amount(talk: Talk) -> None:
    assert "You dispute $18.00" in quoted(talk.say("the 18.00 on HB-200 can't be right"))


def test_a_line_is_explained_by_what_it_comes_to(talk: Talk) -> None:
    assert "Sewer fee is $12.00" in talk.say("what is this sewer fee on my bill?").text


# --- two wishes -----------------------------------------------------------------------------------


def test_two_questions_get_two_answers(talk: Talk) -> None:
    heard = talk.say("What do I owe, and what have I paid?")
    assert heard.ran == ["list_bills", "payment_history"]
    assert "$127.40" in heard.text


def test_a_question_is_answered_before_the_offer(talk: Talk) -> None:
    heard = talk.say("Pay the water bill and tell me why my electricity bill is higher")
    assert heard.ran == ["explain_bill", "pay_bill"]
    assert "HB-100 is" in heard.said[0]
    assert "HB-200" in quoted(heard)


def test_of_two_acts_one_is_offered_and_the_other_named(talk: Talk) -> None:
    heard = talk.say("pay HB-200 and cancel my plan")
    assert heard.ran == ["pay_bill"]
    assert heard.said == ["One after the other: first this, then tell me the other wish again."]


@pytest.mark.parametrize(
    "text",
    [
        "pay HB-100 and HB-200",
        "I was charged twice and I want my money back",
        "Hi, how much is the water bill? Thanks",
        "please pay it and be quick",
    ],
)
def test_one_wish_stays_one(text: str) -> None:
    assert pieces_of(text, "en") == ()


# --- moods ----------------------------------------------------------------------------------------


MOODS = [
    ("I am so fed up with this", Mood.ANGRY),
    ("WHY IS MY BILL SO HIGH AGAIN", Mood.ANGRY),
    ("So eine Frechheit!", Mood.ANGRY),
    ("estoy harta de ustedes", Mood.ANGRY),
    ("j'en ai marre", Mood.ANGRY),
    ("I lost my job", Mood.DISTRESSED),
    ("ich bin arbeitslos", Mood.DISTRESSED),
    ("mi marido falleció", Mood.DISTRESSED),
    ("je suis au chômage", Mood.DISTRESSED),
    ("why is my bill higher?", None),
    ("pay HB-100", None),
    ("OK", None),
    ("Was schulde ich bis Ende des Monats?", None),
]


@pytest.mark.parametrize(("text", "mood"), MOODS)
def test_moods_are_told_from_words(text: str, mood: Mood | None) -> None:
    assert mood_of(text) is mood


def test_an_angry_customer_gets_kind_words_the_answer_and_a_person(talk: Talk) -> None:
    heard = talk.say("This is ridiculous, why is my electricity bill so high again?!")
    assert heard.said[0] == "I'm sorry for the trouble."
    assert heard.ran == ["explain_bill"]
    assert heard.said[-1].endswith("Shall I?")
    assert talk.say("yes").ran == ["hand_over"]


def test_somebody_in_distress_is_told_the_ways_there_are(talk: Talk) -> None:
    heard = talk.say("I lost my job and have no money left")
    assert heard.said[0] == "I'm sorry to hear that."
    assert "more time" in heard.text
    assert heard.ran == []


def test_kind_words_are_not_said_over_and_over(talk: Talk) -> None:
    talk.say("this is ridiculous, what do I owe?")
    assert "sorry" not in talk.say("ridiculous. and when is HB-200 due?").text


def test_misunderstood_twice_a_person_is_offered(talk: Talk) -> None:
    talk.say("flurb the zonk")
    assert "bring in a colleague" in talk.say("the zonk of flurb").text
    assert talk.say("yes").ran == ["hand_over"]


# --- bare words, and rules -----------------------------------------------------------------------


@pytest.mark.parametrize("text", ["yes go ahead", "sí, claro, adelante", "ok", "no", "👍", "oui"])
def test_a_yes_or_no_to_nothing_does_nothing(talk: Talk, text: str) -> None:
    assert talk.say(text).ran == []


def test_can_someone_tell_me_asks_for_no_person(talk: Talk) -> None:
    assert talk.say("Can someone tell me how much I owe?").ran == ["list_bills"]


@pytest.mark.parametrize(
    "text",
    [
        "What happens if I cancel my contract?",
        "Was passiert, wenn ich kündige?",
        "¿Qué pasa si cancelo mi contrato?",
        "Que se passe-t-il si je résilie ?",
    ],
)
def test_a_question_about_a_rule_does_nothing(talk: Talk, text: str) -> None:
    assert talk.say(text).end.tickets == ()
    assert "cancel_subscription" not in talk.say(text).ran


def test_an_offered_dispute_is_put_right_by_naming_the_line(talk: Talk) -> None:
    assert "You dispute all" in quoted(talk.say("my water bill is wrong"))
    assert "You dispute $12.00" in quoted(talk.say("only the sewer fee"))


def test_a_bill_named_behind_an_offered_dispute_is_not_paid(talk: Talk) -> None:
    quoted(talk.say("my water bill is wrong"))
    assert talk.say("HB-200").ran == ["dispute_charge"]


LATER = [
    ("en", "pay HB-200 on Friday"),
    ("en", "please pay HB-200 at the end of the month"),
    ("de", "ich möchte HB-200 erst Ende März zahlen"),
    ("es", "paga HB-200 el viernes"),
    ("fr", "payer HB-200 dans dix jours"),
]


@pytest.mark.parametrize(("language", "text"), LATER)
def test_what_is_to_be_paid_later_is_not_offered_now(talk: Talk, language: str, text: str) -> None:
    heard = talk.say(text, language=language)
    assert heard.closed is None or heard.closed.quote_id is None
    assert "pay_bill" not in heard.ran
