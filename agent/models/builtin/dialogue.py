"""What to do next: a tool call or words, from what was said, shown and found."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from agent.consent import Consent, read_consent
from agent.language import fold
from agent.models.builtin.corrections import about_document
from agent.models.builtin.methods import (
    about_methods,
    adds_or_removes,
    asks_of_refunds,
    asks_what_works,
    changes_methods,
    named_method,
    tries_again,
    wants_link,
)
from agent.models.builtin.outside import about_outside, announces
from agent.models.builtin.replies import OFFERS_A_PERSON, Found, in_words
from agent.models.builtin.understand import LANGUAGES, Understanding, understand
from agent.slots import Slots, part_of
from agent.turn import Hints
from agent.wording import money
from tools._tool import Card, ToolResult

Arguments = dict[str, object]
_BILLS: Final = ("bill:", "bill_diff:")


@dataclass(frozen=True, slots=True)
class Said:
    """An earlier message: the customer's, or an answer and what it showed (`bill:HB-100`)."""

    by_customer: bool
    text: str
    shown: tuple[str, ...] = ()

    @property
    def bills(self) -> tuple[str, ...]:
        """The ids of the bills it showed."""
        found = (ref.partition(":")[2] for ref in self.shown if ref.startswith(_BILLS))
        return tuple(dict.fromkeys(found))

    @property
    def failed(self) -> tuple[str, ...]:
        """The ids of the bills whose payment it said had failed."""
        return tuple(ref.partition(":")[2] for ref in self.shown if ref.startswith("failed:"))

    @property
    def offer(self) -> bool:
        """Whether it was an offer to pay."""
        return any(ref.startswith("quote:") for ref in self.shown)


@dataclass(frozen=True, slots=True)
class Done:
    """A tool call of this turn and its result; None when it was refused or broke.

    `narrowed`: it was asked for a part of what there is.
    """

    tool: str
    result: ToolResult | None
    narrowed: bool = False

    def card(self, kind: str) -> Card | None:
        """The first card of this kind, if any."""
        cards = self.result.cards if self.result is not None else ()
        return next((card for card in cards if card.kind == kind), None)


@dataclass(frozen=True, slots=True)
class Talk:
    """Everything the built-in model looks at."""

    text: str
    language: str
    hints: Hints
    history: Sequence[Said] = ()
    done: Sequence[Done] = ()
    tools: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Decision:
    """Either a tool call or an answer."""

    tool: str | None = None
    arguments: Mapping[str, object] | None = None
    sentences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Wish:
    """What the customer wants to pay, gathered over several messages."""

    bills: tuple[str, ...] = ()
    amount: str | None = None
    fraction: str | None = None
    method: str | None = None


def decide(talk: Talk) -> Decision:
    """The next step of the turn. Never asks for a tool that is not offered."""
    heard = understand(talk.text, talk.language)
    label = _label(talk, heard)
    if label == "pay_bill" and _LATER.search(fold(talk.text)):
        return Decision(sentences=(talk.hints.words.say("quote.only_now"),))
    if label == "payment_link":
        plan, label = _link(talk, heard), "pay_bill"
    else:
        plan = _pay(talk, heard) if label == "pay_bill" else _ask(talk, label, heard.slots)
    if plan is not None and plan[0] in talk.tools and len(talk.done) < 3:
        return Decision(*plan)
    cards = [card for done in talk.done if done.result for card in done.result.cards]
    whole = not any(done.narrowed for done in talk.done)
    found = Found(label, cards, talk.text, nothing_owed=whole)
    return Decision(sentences=tuple(in_words(found, talk.hints)))


_Plan = tuple[str, Arguments] | None
_FIRM: Final = frozenset({"human_agent", "refund_request", "dispute_charge", "pay_bill"})
"""What is meant whatever way to pay the message also names."""

_WEAK: Final = frozenset({"out_of_scope", "small_talk", "list_bills", "payment_method"})


def _label(talk: Talk, heard: Understanding) -> str:
    """The label in context: an attachment is read, a change of mind belongs to the payment."""
    if talk.hints.attachments and heard.label != "human_agent":
        return "invoice_upload"
    if "correct_invoice" in talk.tools and _corrected(talk) is not None:
        return "invoice_correction"
    if "payment_link" in talk.tools and (wants_link(talk.text) or _takes_the_link(talk)):
        return "payment_link"
    if "announce_payment" in talk.tools and announces(talk.text):
        return "announced"
    of_refunds = asks_of_refunds(talk.text, heard.slots)
    if of_refunds or (asks_what_works(talk.text) and not heard.slots.bill):
        return "payment_method"
    if _just_failed(talk) and not adds_or_removes(talk.text):
        again = heard.slots.method is not None or tries_again(talk.text)
        return "pay_bill" if again and heard.label not in _FIRM else heard.label
    if changes_methods(talk.text) and heard.label not in _FIRM:
        return "payment_method"
    if _follows_paying(heard) and _was_paying(talk) and not _only_asks_or_waits(talk.text, heard):
        return "pay_bill"
    if read_consent(talk.text, LANGUAGES) is Consent.YES and _offered_a_person(talk):
        return "human_agent"
    return heard.label


def _follows_paying(heard: Understanding) -> bool:
    """Whether a message without a clear wish of its own may change the payment before it."""
    slots = heard.slots
    named = slots.bill or slots.amount or slots.fraction or slots.method
    return named is not None and (heard.label in _WEAK or heard.confidence < 0.5)


_LATER: Final = re.compile(
    r"\b(?:tomorrow|next (?:week|month|\w+day)|on the \d+|on (?:jan|feb|mar|apr|may|jun|jul|aug|sep"
    r"|oct|nov|dec)\w* \d+|morgen|uebermorgen|ubermorgen|nachste\w* (?:woche|monat|\w+tag)"
    r"|am \d{1,2} \w+|manana|proxim[oa]|el \d{1,2} de|demain|prochaine?|le \d{1,2} \w+)\b"
)
_WAITS: Final = re.compile(
    r"\b(?:hold on|wait|think|thinking|check with|ask my|later|not yet|moment|warte|uberlegen"
    r"|spater|fragen|attends|attendez|reflechir|plus tard|espera|espere|pensar|despues)\b"
)


def _only_asks_or_waits(text: str, heard: Understanding) -> bool:
    """A question, or somebody who wants time: neither may build another offer by itself."""
    asks = "?" in text and heard.slots.method is None and heard.label != "list_bills"
    return asks or _WAITS.search(fold(text)) is not None


def _was_paying(talk: Talk) -> bool:
    """Whether paying is what is talked of now: an offer stands last, or its question does.

    A declined or refused payment ends the talk of it; the next message starts anew.
    """
    answers = [entry for entry in talk.history if not entry.by_customer]
    if not answers:
        return False
    said = [entry.text for entry in talk.history if entry.by_customer]
    just_asked = understand(said[-1], talk.language).label == "pay_bill" if said else False
    return answers[-1].offer or just_asked


def _just_failed(talk: Talk) -> tuple[str, ...]:
    """The bills whose payment failed, when that is what was said last."""
    last = next((entry for entry in reversed(talk.history) if not entry.by_customer), None)
    return last.failed if last is not None else ()


def _takes_the_link(talk: Talk) -> bool:
    """A plain yes to the offer of a link, which ends the sentence that nothing saved can pay."""
    if read_consent(talk.text, LANGUAGES) is not Consent.YES:
        return False
    last, words = _last_answer(talk), talk.hints.words
    return words.say("quote.no_method") in last and words.say("options.link") in last


def _last_answer(talk: Talk) -> str:
    return next((entry.text for entry in reversed(talk.history) if not entry.by_customer), "")


def _offered_a_person(talk: Talk) -> bool:
    last = _last_answer(talk)
    # Offers end with their question; sentences before it may have been laid out differently.
    offers = (talk.hints.words.say(key).rsplit(". ")[-1] for key in OFFERS_A_PERSON)
    return any(offer in last for offer in offers)


# --- one question, one tool ----------------------------------------------------------------------


def _ask(talk: Talk, label: str, slots: Slots) -> _Plan:
    if talk.done:
        return _after(talk)
    make = _ASK.get(label)
    return make(talk, slots) if make is not None else None


def _after(talk: Talk) -> _Plan:
    """An uploaded invoice that is one of ours: show that bill, too."""
    upload = talk.done[0].card("invoice_fields")
    if upload is not None and len(talk.done) == 1 and upload.data["bill_id"]:
        return "list_bills", {"bill": upload.data["bill_id"]}
    return None


def _corrected(talk: Talk) -> _Plan:
    """What a statement about the document shown last puts right; None when it is none."""
    last = next((entry for entry in reversed(talk.history) if not entry.by_customer), None)
    return about_document(talk.text, talk.language, last.shown if last is not None else ())


def _list(_talk: Talk, slots: Slots) -> _Plan:
    overdue = slots.bill is not None and "overdue" in slots.bill.split()
    return "list_bills", {"which": "overdue"} if overdue else {}


def _one_bill(talk: Talk, slots: Slots) -> _Plan:
    bill = _named(slots) or _last_shown(talk)
    return "list_bills", {"bill": bill[0]} if bill else {}


def _explain(talk: Talk, slots: Slots) -> _Plan:
    bill = _named(slots) or _last_shown(talk) or ("latest",)
    return "explain_bill", {"bill": bill[0]}


def _payments(_talk: Talk, slots: Slots) -> _Plan:
    bill = _named(slots)
    return "payment_history", {"bill": bill[0]} if bill else {}


def _usage(_talk: Talk, slots: Slots) -> _Plan:
    return "show_usage", {"metric": slots.metric} if slots.metric else {}


def _feature(talk: Talk, slots: Slots) -> _Plan:
    if slots.metric is None:
        return "show_usage", {}
    return "enforce_tier_access", {"feature": talk.text[:200]}


def _hand_over(category: str) -> Callable[[Talk, Slots], _Plan]:
    def make(talk: Talk, slots: Slots) -> _Plan:
        bill = _named(slots) or (_last_shown(talk) if category in ("dispute", "refund") else ())
        about: Arguments = {"bill": bill[0]} if bill else {}
        return "hand_over", {"category": category, **about}

    return make


_ASK: Final[Mapping[str, Callable[[Talk, Slots], _Plan]]] = {
    "list_bills": _list,
    "bill_detail": _one_bill,
    "bill_due_date": _one_bill,
    "bill_amount": _one_bill,
    "explain_charge": _explain,
    "dispute_charge": _hand_over("dispute"),
    "announced": lambda talk, slots: about_outside(talk.text, slots),
    "payment_status": _payments,
    "payment_history": _payments,
    "payment_method": lambda talk, slots: about_methods(talk.text, slots),
    "refund_request": _hand_over("refund"),
    "invoice_upload": lambda _talk, _slots: ("read_invoice", {}),
    "invoice_correction": lambda talk, _slots: _corrected(talk),
    "usage_query": _usage,
    "plan_info": _feature,
    "plan_change": lambda _talk, _slots: ("show_usage", {}),
    "subscription_cancel": _hand_over("cancellation"),
    "update_billing_details": _hand_over("other"),
    "autopay_reminder": lambda _talk, _slots: ("enforce_tier_access", {"feature": "autopay"}),
    "human_agent": _hand_over("other"),
}


def _named(slots: Slots) -> tuple[str, ...]:
    """The bills a message names, each as a reference the lookups take."""
    if slots.bill is None or slots.bill == "all":
        return ()
    return tuple(slots.bill.split(", "))


def _last_shown(talk: Talk) -> tuple[str, ...]:
    """The bills that the newest answer with any bill in it showed."""
    return next((found for entry in reversed(talk.history) if (found := entry.bills)), ())


# --- paying --------------------------------------------------------------------------------------


def _pay(talk: Talk, heard: Understanding) -> _Plan:
    """Find out which bill is meant and how much of it, then ask for one quote."""
    wish = _wish(talk, heard)
    part = wish.amount is not None or wish.fraction is not None
    if not wish.bills or (part and (len(wish.bills) > 1 or wish.bills == ("all",))):
        listed = next((done for done in talk.done if not done.narrowed), None)
        if listed is None:
            return "list_bills", {}
        owing = _owing(listed)
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


def _link(talk: Talk, heard: Understanding) -> _Plan:
    """Find out which one bill is meant, as for paying, then open its page."""
    plan = _pay(talk, heard)
    if plan is None or plan[0] != "pay_bill":
        return plan
    bills = plan[1]["bills"]
    if isinstance(bills, list) and len(bills) == 1 and bills != ["all"]:
        return "payment_link", {"bill": bills[0]}
    return None if talk.done else ("list_bills", {})


def _pay_arguments(wish: _Wish, amount_minor: int | None) -> Arguments:
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


def _wish(talk: Talk, heard: Understanding) -> _Wish:
    """The wish of this message on top of those before it, as far as they were about paying."""
    wish = _Wish()
    shown: tuple[str, ...] = ()
    for entry in talk.history:
        if entry.by_customer:
            earlier = understand(entry.text, talk.language)
            goes_on = earlier.label == "pay_bill" or (wish != _Wish() and _follows_paying(earlier))
            wish = _merged(wish, earlier.slots, shown) if goes_on else _Wish()
        elif entry.bills:
            shown = entry.bills
            # Bills shown after an offer are what is talked of now; the offer's own change nothing.
            wish = wish if entry.offer else _Wish()
    failed = _just_failed(talk)
    if failed and heard.slots.bill is None:
        return _Wish(failed, method=named_method(talk.text, heard.slots))
    return _merged(wish, heard.slots, shown)


def _merged(wish: _Wish, slots: Slots, shown: tuple[str, ...]) -> _Wish:
    bills = wish.bills or (shown if len(shown) == 1 else ())
    part = (wish.amount, wish.fraction)
    if slots.bill == "all":
        bills, part = (shown if len(shown) > 1 else ("all",)), (None, None)
    elif slots.bill is not None:
        bills, part = _named(slots), (None, None)
    if slots.amount or slots.fraction:
        part = (slots.amount, slots.fraction)
    return _Wish(bills, part[0], part[1], slots.method or wish.method)
