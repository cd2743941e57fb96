"""What to do next: a tool call or words, from what was said, shown and found."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from agent.consent import Consent, read_consent
from agent.language import fold
from agent.models.builtin.acts import act_plan, asks_for_time, help_plan
from agent.models.builtin.asking import asked_apart, plan_apart
from agent.models.builtin.corrections import about_document
from agent.models.builtin.finding import about_finding
from agent.models.builtin.methods import (
    about_methods,
    adds_or_removes,
    asks_of_refunds,
    asks_what_works,
    changes_methods,
    tries_again,
    wants_link,
)
from agent.models.builtin.outside import about_outside, announces
from agent.models.builtin.paying import (
    follows_paying,
    in_context,
    just_failed,
    last_shown,
    link_plan,
    named_bills,
    pay_plan,
    takes,
    takes_the_way,
)
from agent.models.builtin.replies import OFFERS_A_PERSON, Found, in_words
from agent.models.builtin.talk import Arguments, Decision, Plan, Talk
from agent.models.builtin.understand import LANGUAGES, Understanding, understand
from agent.slots import Slots


def decide(talk: Talk) -> Decision:
    """The next step of the turn. Never asks for a tool that is not offered."""
    heard = in_context(talk, understand(talk.text, talk.language))
    label = _label(talk, heard)
    if label == "pay_bill" and (heard.slots.amount or "").startswith("-"):
        return Decision(sentences=(talk.hints.words.say("quote.amount_not_positive"),))
    if "promise_to_pay" in talk.tools and asks_for_time(talk.text) and not talk.done:
        label = "more_time"
    if label == "pay_bill" and _LATER.search(fold(talk.text)):
        return Decision(sentences=(talk.hints.words.say("quote.only_now"),))
    if label == "payment_link":
        plan, label = link_plan(talk, heard), "pay_bill"
    else:
        plan = pay_plan(talk, heard) if label == "pay_bill" else _ask(talk, label, heard.slots)
    if plan is not None and plan[0] in talk.tools and len(talk.done) < 3:
        return Decision(*plan)
    cards = [card for done in talk.done if done.result for card in done.result.cards]
    whole = not any(done.narrowed for done in talk.done)
    found = Found(label, cards, talk.text, nothing_owed=whole)
    return Decision(sentences=tuple(in_words(found, talk.hints)))


_FIRM: Final = frozenset({"human_agent", "refund_request", "dispute_charge", "pay_bill"})
"""What is meant whatever way to pay the message also names."""


def _label(talk: Talk, heard: Understanding) -> str:
    """The label in context: an attachment is read, a change of mind belongs to the payment."""
    if talk.hints.attachments and heard.label != "human_agent":
        return "invoice_upload"
    if "correct_invoice" in talk.tools and _corrected(talk) is not None:
        return "invoice_correction"
    if "find_invoice" in talk.tools and about_finding(talk.text) is not None:
        return "invoice_search"
    if (apart := _apart(talk, heard)) is not None:
        return apart
    of_refunds = asks_of_refunds(talk.text, heard.slots)
    if of_refunds or (asks_what_works(talk.text) and not heard.slots.bill):
        return "payment_method"
    if just_failed(talk) and not adds_or_removes(talk.text):
        again = heard.slots.method is not None or tries_again(talk.text)
        return "pay_bill" if again and heard.label not in _FIRM else heard.label
    if changes_methods(talk.text) and heard.label not in _FIRM:
        return "payment_method"
    if (
        follows_paying(talk.text, heard)
        and _was_paying(talk)
        and not _only_asks_or_waits(talk.text, heard)
    ):
        return "pay_bill"
    return _answered(talk, heard.label)


def _answered(talk: Talk, label: str) -> str:
    """What a yes means where no payment is talked of: a person, if one was offered, or nothing."""
    yes = read_consent(talk.text, LANGUAGES) is Consent.YES
    if yes and _offered_a_person(talk):
        return "human_agent"
    if label in ("pay_bill", "small_talk"):
        return "nothing_to_approve" if _APPROVES.search(fold(talk.text)) else label
    return "nothing_to_approve" if yes else label


_APPROVES: Final = re.compile(
    r"\b(?:approv\w+|aprueb\w+|aprob\w+|genehmig\w*|gib\w* .{0,20}frei|approuv\w+)\b"
)
"""Asks for no payment: it answers an offer, and where none stands there is nothing to answer."""


def _apart(talk: Talk, heard: Understanding) -> str | None:
    """The label of what must be told apart before the vocabulary is believed; None for the rest."""
    if "payment_link" in talk.tools and (wants_link(talk.text) or _takes_the_link(talk)):
        called_off = asked_apart(talk.text, heard.slots) == "call_off"
        return "call_off" if called_off else "payment_link"
    if "announce_payment" in talk.tools and announces(talk.text):
        return "announced"
    if takes_the_way(talk):
        return "pay_bill"
    if heard.label in ("human_agent", "refund_request", "dispute_charge"):
        return None
    return asked_apart(talk.text, heard.slots)


_LATER: Final = re.compile(
    r"\b(?:tomorrow|next (?:week|month|\w+day)|on the \d+|on (?:jan|feb|mar|apr|may|jun|jul|aug|sep"
    r"|oct|nov|dec)\w* \d+|morgen|uebermorgen|ubermorgen|nachste\w* (?:woche|monat|\w+tag)"
    r"|am \d{1,2} \w+|manana|proxim[oa]|el \d{1,2} de|demain|prochaine?|le \d{1,2} \w+)\b"
)
_WAITS: Final = re.compile(
    r"\b(?:hold on|wait|think|thinking|check with|ask my|later|not yet|moment|warte|uberlegen"
    r"|spater|fragen|attends|attendez|reflechir|plus tard|espera|espere|pensar|despues)\b"
)


_INSTEAD: Final = re.compile(
    r"\b(?:instead|rather|stattdessen|lieber|doch|en su lugar|mejor|a la place|plutot)\b"
)


def _only_asks_or_waits(text: str, heard: Understanding) -> bool:
    """A question, or somebody who wants time: neither may build another offer by itself."""
    if _INSTEAD.search(fold(text)) is not None:
        return False
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
    return answers[-1].offer or just_asked or (bool(said) and takes(said[-1]))


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


def _ask(talk: Talk, label: str, slots: Slots) -> Plan:
    if talk.done:
        return _after(talk)
    if (act := act_plan(talk, label, slots)) is not None:
        return act
    if (looked_up := help_plan(talk, label)) is not None:
        return looked_up
    make = _ASK.get(label)
    return make(talk, slots) if make is not None else plan_apart(label, talk.text, slots)


def _after(talk: Talk) -> Plan:
    """An uploaded invoice that is one of ours, or a bill without payments: show that bill, too."""
    if len(talk.done) > 1:
        return None
    upload = talk.done[0].card("invoice_fields")
    if upload is not None and upload.data["bill_id"]:
        return "list_bills", {"bill": upload.data["bill_id"]}
    payments = talk.done[0].card("payments")
    if payments is None or payments.data["payments"] or payments.data.get("announced"):
        return None
    return ("list_bills", {"bill": payments.id}) if payments.id != "payments" else None


def _corrected(talk: Talk) -> Plan:
    """What a statement about the document shown last puts right; None when it is none."""
    last = next((entry for entry in reversed(talk.history) if not entry.by_customer), None)
    return about_document(talk.text, talk.language, last.shown if last is not None else ())


def _list(_talk: Talk, slots: Slots) -> Plan:
    overdue = slots.bill is not None and "overdue" in slots.bill.split()
    return "list_bills", {"which": "overdue"} if overdue else {}


def _one_bill(talk: Talk, slots: Slots) -> Plan:
    bill = named_bills(slots) or last_shown(talk)
    return "list_bills", {"bill": bill[0]} if bill else {}


def _explain(talk: Talk, slots: Slots) -> Plan:
    bill = named_bills(slots) or last_shown(talk) or ("latest",)
    return "explain_bill", {"bill": bill[0]}


def _payments(_talk: Talk, slots: Slots) -> Plan:
    bill = named_bills(slots)
    if len(bill) == 1 and bill[0].isalpha():
        return "payment_history", {"category": bill[0]}
    return "payment_history", {"bill": bill[0]} if bill else {}


def _is_it_paid(talk: Talk, slots: Slots) -> Plan:
    """Of "it" the bill that was shown last; without one, the newest payment."""
    bill = named_bills(slots) or (last_shown(talk)[:1] if _IT.search(fold(talk.text)) else ())
    return "payment_history", {"bill": bill[0]} if bill else {}


_IT: Final = re.compile(
    r"\b(?:it|this|that|esta|eso|ella|sie|es|das|diese|elle|il|cela|ca)\b(?! (?:month|year|monat))"
)


def _usage(_talk: Talk, slots: Slots) -> Plan:
    return "show_usage", {"metric": slots.metric} if slots.metric else {}


def _feature(talk: Talk, slots: Slots) -> Plan:
    if slots.metric is None:
        return "show_usage", {}
    return "enforce_tier_access", {"feature": talk.text[:200]}


def _hand_over(category: str) -> Callable[[Talk, Slots], Plan]:
    def make(talk: Talk, slots: Slots) -> Plan:
        bill = named_bills(slots) or (last_shown(talk) if category in ("dispute", "refund") else ())
        about: Arguments = {"bill": bill[0]} if bill else {}
        return "hand_over", {"category": category, **about}

    return make


_ASK: Final[Mapping[str, Callable[[Talk, Slots], Plan]]] = {
    "list_bills": _list,
    "bill_detail": _one_bill,
    "bill_due_date": _one_bill,
    "bill_amount": _one_bill,
    "explain_charge": _explain,
    "dispute_charge": _hand_over("dispute"),
    "announced": lambda talk, slots: about_outside(talk.text, slots),
    "payment_status": _is_it_paid,
    "payment_history": _payments,
    "payment_method": lambda talk, slots: about_methods(talk.text, slots),
    "refund_request": _hand_over("refund"),
    "invoice_upload": lambda _talk, _slots: ("read_invoice", {}),
    "invoice_search": lambda talk, _slots: about_finding(talk.text),
    "invoice_correction": lambda talk, _slots: _corrected(talk),
    "usage_query": _usage,
    "plan_info": _feature,
    "plan_change": lambda _talk, _slots: ("show_usage", {}),
    "subscription_cancel": _hand_over("cancellation"),
    "update_billing_details": _hand_over("other"),
    "autopay_reminder": lambda _talk, _slots: ("enforce_tier_access", {"feature": "autopay"}),
    "human_agent": _hand_over("other"),
    "more_time": _hand_over("other"),
    "download_document": _one_bill,
}
