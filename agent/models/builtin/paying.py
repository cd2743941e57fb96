"""What the customer wants to pay, over several messages, and the calls that lead to one offer."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Final

from agent.language import fold
from agent.models.builtin.asked import chooses, takes
from agent.models.builtin.evidence import only_names
from agent.models.builtin.methods import asks_what_works, named_method, way_named
from agent.models.builtin.talk import Arguments, Done, Plan, Talk
from agent.models.builtin.understand import Understanding, understand
from agent.slots import Slots, part_of, pointed_at
from agent.wording import money

_WEAK: Final = frozenset({"out_of_scope", "small_talk", "list_bills", "payment_method"})


@dataclass(frozen=True, slots=True)
class Wish:
    """What the customer wants to pay, gathered over several messages."""

    bills: tuple[str, ...] = ()
    amount: str | None = None
    fraction: str | None = None
    method: str | None = None


def pay_plan(talk: Talk, heard: Understanding) -> Plan:
    """Find out which bill is meant and how much of it, then ask for one quote."""
    wish = _wish(talk, heard)
    if points_on(talk, heard):
        listed = _looked(talk)
        if listed is None:
            return "list_bills", {}
        wish = replace(wish, bills=_left(talk, _owing(listed)))
    if chooses(talk) and heard.slots.bill is None:
        wish = replace(wish, bills=())
    if (begun := _begun_among(talk)) is not None:
        wish = replace(wish, bills=(begun,))
    part = wish.amount is not None or wish.fraction is not None
    if not wish.bills or (part and (len(wish.bills) > 1 or wish.bills == ("all",))):
        listed = next((done for done in talk.done if not done.narrowed), None)
        if listed is None:
            return "list_bills", {}
        owing = _described(talk.text, _owing(listed))
        if len(owing) != 1:
            return None
        wish = replace(wish, bills=(str(owing[0]["id"]),))
    if not part:
        return "pay_bill", _pay_arguments(wish, None)
    bill = next((card for done in talk.done if (card := done.card("bill"))), None)
    if bill is None:
        looked = any(done.narrowed for done in talk.done)
        return None if looked else ("list_bills", {"bill": wish.bills[0]})
    # A part that makes no sense must not become the whole: of zero the tool says what is possible.
    minor = part_of(money(bill.data["balance"]), wish.amount, wish.fraction) or 0
    return "pay_bill", _pay_arguments(replace(wish, bills=(str(bill.data["id"]),)), minor)


def _begun_among(talk: Talk) -> str | None:
    """ "What is left of January": of the bills that may be meant the one that is partly paid."""
    cards = [card for done in talk.done if (card := done.card("bill_list"))]
    if not cards or cards[-1].id != "choices" or not _REST.search(fold(talk.text)):
        return None
    begun = [bill for bill in cards[-1].data["bills"] if "partially_paid" in bill["flags"]]
    return str(begun[0]["id"]) if len(begun) == 1 else None


def _looked(talk: Talk) -> Done | None:
    return next((done for done in talk.done if not done.narrowed), None)


def points_on(talk: Talk, heard: Understanding) -> bool:
    """Whether it says "the other one" or "the rest" and no list shown says which that is."""
    folded = fold(talk.text)
    if heard.slots.amount or heard.slots.fraction:
        return False
    if _REST.search(folded) and heard.slots.bill in (None, "all"):
        return True
    return heard.slots.bill is None and _OTHER.search(folded) is not None


def _left(talk: Talk, owing: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """What is due and was not talked of last; of "the rest" first what is left of that bill."""
    last = last_shown(talk)
    meant = last if len(last) == 1 else ()
    if _REST.search(fold(talk.text)):
        begun = [bill for bill in owing if "partially_paid" in bill["flags"]]
        of_it = [bill for bill in begun if bill["id"] in meant] or begun
        if len(of_it) == 1:
            return (str(of_it[0]["id"]),)
        return ("all",) if owing else ()
    others = [str(bill["id"]) for bill in owing if bill["id"] not in meant]
    return tuple(others) if len(others) == 1 else ()


def _described(text: str, owing: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    """Those bills that the message's own words describe best; all where none of them does."""
    said = {word for word in fold(text).split() if len(word) > _SHORT}
    scored = [(len(said & set(fold(bill["description"]).split())), bill) for bill in owing]
    best = max((score for score, _ in scored), default=0)
    return [bill for score, bill in scored if score == best]


_SHORT: Final = 3
_OTHER: Final = re.compile(
    r"\b(?:(?:the|my) (?:other|remaining|next) (?:one|bill|invoice)|(?:the )?other one"
    r"|la otra|el otro|die andere|den anderen|l autre|la suivante|die nachste)\b"
    r"(?! (?:card|tarjeta|karte|carte|cuenta|account))"
)
_REST: Final = re.compile(
    r"\b(?:the (?:rest|remainder|remaining (?:amount|balance)?)|what(?: i|\s)?s (?:left|missing)"
    r"|what is (?:left|still open)|el resto|lo que (?:queda|falta)|lo restante|den rest|restbetrag"
    r"|was (?:noch )?(?:ubrig|offen) ist|le reste|ce qui reste|le solde)\b"
)


def link_plan(talk: Talk, heard: Understanding) -> Plan:
    """Find out which one bill is meant, as for paying, then open its page."""
    plan = pay_plan(talk, heard)
    if plan is None or plan[0] != "pay_bill":
        return plan
    bills = plan[1]["bills"]
    if isinstance(bills, list) and len(bills) == 1 and bills != ["all"]:
        return "payment_link", {"bill": bills[0]}
    return None if talk.done else ("list_bills", {})


def _pay_arguments(wish: Wish, amount_minor: int | None) -> Arguments:
    arguments: Arguments = {"bills": list(wish.bills)[:10]}
    if amount_minor is not None:
        arguments["amount_minor"] = amount_minor
    if wish.method is not None:
        arguments["method"] = wish.method
    return arguments


def _owing(listed: Done) -> list[Mapping[str, Any]]:
    card = listed.card("bill_list")
    bills = card.data["bills"] if card is not None else []
    return [bill for bill in bills if bill["balance"]["amount_minor"] > 0]


def _wish(talk: Talk, heard: Understanding) -> Wish:
    """The wish of this message on top of those before it, as far as they were about paying.

    A way to pay that was only asked about belongs to no wish, unless its answer was an offer or the
    customer then takes it ("yes, with that").
    """
    before, shown, asked = _earlier(talk)
    failed = just_failed(talk)
    if failed and heard.slots.bill is None:
        return Wish(failed, method=named_method(talk.text, heard.slots))
    wish = _merged(before, heard.slots, shown)
    return replace(wish, method=asked) if asked is not None and takes(talk.text) else wish


def _earlier(talk: Talk) -> tuple[Wish, tuple[str, ...], str | None]:
    """The wish so far, the bills shown last, and the way to pay that was only asked about."""
    wish = Wish()
    shown: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()
    asked: str | None = None
    question, method_before = False, None
    for entry in talk.history:
        if entry.by_customer:
            earlier = understand(entry.text, talk.language)
            slots = pointed_at(earlier.slots, listed, wish.bills)
            earlier = replace(earlier, slots=slots)
            way = _way_asked(entry.text, earlier.slots)
            if question and asked is not None and takes(entry.text):
                wish, question = replace(_merged(wish, earlier.slots, shown), method=asked), False
                continue
            asked, question, method_before = way or asked, way is not None, wish.method
            if question and earlier.slots.bill is None:
                continue
            goes_on = earlier.label == "pay_bill" or (
                wish != Wish() and follows_paying(entry.text, earlier)
            )
            wish = _merged(wish, earlier.slots, shown) if goes_on else Wish()
        elif entry.bills:
            shown = entry.bills
            listed = shown if len(shown) > 1 else listed
            # Bills shown after an offer are what is talked of now; the offer's own change nothing,
            # nor do those of the question which one is meant.
            wish = wish if entry.offer or not wish.bills else Wish()
        elif question:
            wish = replace(wish, method=method_before)
    return wish, shown, asked


def takes_the_way(talk: Talk) -> bool:
    """Whether the message takes the way to pay that the message before only asked about."""
    said = [entry.text for entry in talk.history if entry.by_customer]
    if not said or not takes(talk.text):
        return False
    return _way_asked(said[-1], understand(said[-1], talk.language).slots) is not None


def _way_asked(text: str, slots: Slots) -> str | None:
    """The way to pay in a question whether one can pay in that way; None for all else."""
    return (slots.method or way_named(text)) if asks_what_works(text) else None


def _merged(wish: Wish, slots: Slots, shown: tuple[str, ...]) -> Wish:
    bills = wish.bills or (shown if len(shown) == 1 else ())
    part = (wish.amount, wish.fraction)
    if slots.bill == "all":
        of_one = len(wish.bills) == 1 and part != (None, None)
        many = shown if len(shown) > 1 else ("all",)
        bills, part = (wish.bills if of_one else many), (None, None)
    elif slots.bill is not None:
        bills, part = named_bills(slots), (None, None)
    if slots.amount or slots.fraction:
        part = (slots.amount, slots.fraction)
    return Wish(bills, part[0], part[1], slots.method or wish.method)


def follows_paying(text: str, heard: Understanding) -> bool:
    """Whether a message without a clear wish of its own may change the payment before it."""
    slots = heard.slots
    if (slots.bill or slots.amount or slots.fraction or slots.method) is None:
        return False
    return heard.label in _WEAK or heard.confidence < 0.5 or only_names(text)


def in_context(talk: Talk, heard: Understanding) -> Understanding:
    """What was heard, with "the second one" turned into the bill that was listed in that place."""
    answers = [entry.bills for entry in talk.history if not entry.by_customer and entry.bills]
    listed = next((bills for bills in reversed(answers) if len(bills) > 1), ())
    meant = answers[-1] if answers and len(answers[-1]) == 1 else ()
    return replace(heard, slots=pointed_at(_named(talk.text, heard.slots), listed, meant))


def _named(text: str, slots: Slots) -> Slots:
    """The slots with a bill that is told by its place in time or a number typed in a hurry."""
    if slots.bill is not None:
        return slots
    if (hurried := _HURRIED.search(text)) is not None:
        return replace(slots, bill=hurried[0].upper())
    folded = fold(text)
    pick = next((name for name, said in _PICKS if re.search(rf"\b(?:{said})\b", folded)), None)
    return replace(slots, bill=pick)


_HURRIED: Final = re.compile(r"(?<![\w-])[A-Za-z]{2,3}-?\d{2,4}(?![\w-])")
_PICKS: Final = (
    ("oldest", "oldest|mas (?:antigua|vieja)|(?:alteste|fruheste)n?|plus (?:ancienne|vieille)"),
    ("latest", "newest|mas (?:reciente|nueva)|neuesten?|plus recente"),
    ("biggest", "biggest|most expensive|mas (?:alta|cara)|(?:teuerste|hochste)n?|plus (?:chere)"),
    ("smallest", "smallest|cheapest|mas barata|(?:billigste|kleinste)n?|moins chere"),
)


def over(before: Slots, now: Slots) -> Slots:
    """The slots of both, where both name something those of `now`."""
    named = {name: value for name in _SLOTS if (value := getattr(now, name)) is not None}
    return replace(before, **named)


_SLOTS: Final = tuple(field.name for field in fields(Slots))


def just_failed(talk: Talk) -> tuple[str, ...]:
    """The bills whose payment failed, when that is what was said last."""
    last = next((entry for entry in reversed(talk.history) if not entry.by_customer), None)
    return last.failed if last is not None else ()


def named_bills(slots: Slots) -> tuple[str, ...]:
    """The bills a message names, each as a reference the lookups take."""
    if slots.bill is None or slots.bill == "all":
        return ()
    return tuple(slots.bill.split(", "))


def last_shown(talk: Talk) -> tuple[str, ...]:
    """The bills that the newest answer with any bill in it showed."""
    return next((found for entry in reversed(talk.history) if (found := entry.bills)), ())
