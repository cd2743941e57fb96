"""What to do next: a tool call or words, from what was said, shown and found.

A message may answer our question (`asked`), hold two wishes (`several`), be about the rules
(`general`) or come from somebody who is upset (`mood`). What is left is one wish: its label
(`labels`), and the calls that lead to its answer (`paying`, `acts`, `lookups`).
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from typing import Final

from agent.consent import Consent, read_consent
from agent.models.builtin.asked import answers, last_answer, resumed, said_in
from agent.models.builtin.details import asks_for_detail
from agent.models.builtin.general import (
    help_plan,
    in_vain_of_rules,
    looked,
    looks_up,
    unanswered,
)
from agent.models.builtin.labels import (
    before_others,
    halts,
    label_of,
    offered_a_person,
    only_approves,
    to_the_point,
    wants_later,
)
from agent.models.builtin.lookups import ask_plan
from agent.models.builtin.mood import Mood, kind_words, mood_of, offers_person
from agent.models.builtin.paying import in_context, link_plan, over, pay_plan
from agent.models.builtin.replies import Found, in_words
from agent.models.builtin.several import Piece, pieces_of, second_act
from agent.models.builtin.talk import Decision, Done, Plan, Said, Talk
from agent.models.builtin.understand import LANGUAGES, UNKNOWN, Understanding, understand
from tools._tool import Card

MOST_CALLS: Final = 3
_UNSURE: Final = 0.5
_CHATS: Final = 0.7
_LATELY: Final = 2
_LOST: Final = ("scope.out", "help.not_understood", "talk.again", "notice.nothing_to_say")
"""The sentences by which we say that we have no answer."""


def decide(talk: Talk) -> Decision:
    """The next step of the turn. Never asks for a tool that is not offered."""
    whole = to_the_point(resumed(talk))
    if talk.hints.attachments:
        return _one(whole)
    pieces = pieces_of(whole.text, talk.language) if whole.about is None else ()
    step = _both(whole, *pieces) if pieces else _one(whole)
    return _kindly(talk, step)


def _kindly(talk: Talk, step: Decision) -> Decision:
    """Kind words before the first step for somebody who is upset, a person offered at the end."""
    first = () if talk.done else kind_words(talk)
    if step.tool is not None:
        if not talk.done and second_act(talk.text, talk.language):
            first = (*first, talk.hints.words.say("talk.one_first"))
        return replace(step, sentences=(*first, *step.sentences))
    person = () if any(offers(talk, said) for said in step.sentences) else offers_person(talk)
    return replace(step, sentences=(*first, *step.sentences, *_ways(talk, person), *person))


def offers(talk: Talk, sentence: str) -> bool:
    """Whether a sentence offers a person already."""
    return offered_a_person(replace(talk, history=[Said(by_customer=False, text=sentence)]))


def _ways(talk: Talk, person: Sequence[str]) -> tuple[str, ...]:
    hard = person and mood_of(talk.text) is Mood.DISTRESSED and "promise_to_pay" in talk.tools
    return (talk.hints.words.say("mood.ways"),) if hard else ()


# --- two wishes ----------------------------------------------------------------------------------


def _both(talk: Talk, first: Piece, second: Piece) -> Decision:
    """The first wish until it has its answer, then the second with what the first has shown."""
    one = replace(talk, text=first.text, done=())
    for count in range(len(talk.done) + 1):
        one = replace(talk, text=first.text, done=talk.done[:count])
        if (step := _one(one)).tool is None:
            break
    else:
        return step
    if any(done.card("ticket") for done in one.done) or _asks_which(one.done):
        return step
    rest = talk.done[len(one.done) :]
    shown = tuple(f"{card.kind}:{card.id}" for done in one.done for card in _cards(done))
    told = Said(by_customer=False, text="\n".join(step.sentences), shown=shown)
    history = [*talk.history, Said(by_customer=True, text=first.text), told]
    then = _one(replace(talk, text=second.text, history=history, done=rest))
    return then if rest else replace(then, sentences=(*step.sentences, *then.sentences))


def _cards(done: Done) -> Sequence[Card]:
    return done.result.cards if done.result is not None else ()


def _asks_which(found: Sequence[Done]) -> bool:
    return any(card.id == "choices" for done in found for card in _cards(done))


# --- one wish ------------------------------------------------------------------------------------


def _one(talk: Talk) -> Decision:
    heard = in_context(talk, understand(talk.text, talk.language))
    if talk.about is not None:
        slots = over(heard.slots, understand(talk.answer, talk.language).slots)
        heard = in_context(talk, replace(heard, label=talk.about, confidence=1.0, slots=slots))
    if not talk.done and (said := _answer_to_bare_words(talk, heard)) is not None:
        return Decision(sentences=(said,))
    label = label_of(talk, heard)
    if label == "pay_bill" and (heard.slots.amount or "").startswith("-"):
        return Decision(sentences=(talk.hints.words.say("quote.amount_not_positive"),))
    if label == "pay_bill" and wants_later(talk):
        return Decision(sentences=(talk.hints.words.say("quote.only_now"),))
    if looks_up(talk, label, heard.slots):
        tool, arguments = help_plan(talk)
        return Decision(tool, arguments)
    ask = asks_for_detail(talk) if label == "update_billing_details" else None
    if ask is not None:
        return Decision(sentences=(talk.hints.words.say(ask),))
    if in_vain_of_rules(talk, label):
        return Decision(sentences=(talk.hints.words.say("help.unknown"),))
    found = _without_vain_lookups(talk)
    label, plan = _plan(found, label, heard)
    if plan is not None and plan[0] in talk.tools and len(talk.done) < MOST_CALLS:
        return Decision(*plan)
    return Decision(sentences=tuple(_words(found, label, heard, in_vain=unanswered(talk))))


def _plan(talk: Talk, label: str, heard: Understanding) -> tuple[str, Plan]:
    """The next call for this label; paying by a link is told in the words of paying."""
    if any(done.card("article") for done in talk.done):
        return label, None
    if label == "payment_link":
        return "pay_bill", link_plan(talk, heard)
    if label == "pay_bill":
        return label, pay_plan(talk, heard)
    return label, ask_plan(talk, label, heard.slots)


def _without_vain_lookups(talk: Talk) -> Talk:
    """The talk as if the articles that know no answer had not been asked."""
    if not looked(talk) or any(done.card("article") for done in talk.done):
        return talk
    return replace(talk, done=[done for done in talk.done if done.tool != "search_help"])


def _words(talk: Talk, label: str, heard: Understanding, *, in_vain: bool) -> list[str]:
    cards = [card for done in talk.done if done.result for card in done.result.cards]
    chats = label == "small_talk" and heard.confidence >= _CHATS
    if not cards and not chats and label != "pay_bill":
        return _lost(talk, heard, in_vain=in_vain)
    whole = not any(done.narrowed for done in talk.done)
    said = in_words(Found(label, cards, talk.text, nothing_owed=whole), talk.hints)
    again = said and said[-1] in last_answer(talk) and said[-1].rstrip().endswith("?")
    return [*said, talk.hints.words.say("talk.or_person")] if again and cards else said


def _lost(talk: Talk, heard: Understanding, *, in_vain: bool) -> list[str]:
    """No answer: what can be done instead; the second time running a person is offered."""
    say = talk.hints.words.say
    if mood_of(talk.text) is not None and offers_person(talk):
        return []
    if in_vain:
        return [say("help.unknown")]
    if any(said_in(key, text) for text in islice(answers(talk), 1) for key in _LOST):
        return [say("talk.again")]
    if heard.label == UNKNOWN and heard.confidence < _UNSURE:
        return [say("help.not_understood")]
    if heard.label != UNKNOWN:
        return [say("notice.nothing_to_say")]
    scope = say("scope.out", company=talk.hints.company)
    told = any(said_in("scope.out", text) for text in islice(answers(talk), _LATELY + 1))
    return [scope] if told else [scope, say("help.what_i_can_do")]


def _answer_to_bare_words(talk: Talk, heard: Understanding) -> str | None:
    """What is said to a yes, a no or a "stop" that nothing waits for; None where something may."""
    say = talk.hints.words.say
    if heard.label == "subscription_cancel" and halts(talk.text):
        return say("talk.all_right")
    consent = read_consent(talk.text, LANGUAGES)
    approves = heard.label == "pay_bill" and only_approves(talk.text)
    if consent is Consent.OTHER and approves:
        consent = Consent.YES
    if consent is Consent.OTHER or before_others(talk, consent):
        return None
    if consent is Consent.NO or heard.label == "small_talk":
        return say("talk.all_right")
    return say("talk.nothing_waits")
