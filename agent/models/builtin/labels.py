"""What a message is about, in the conversation it stands in: the label and whose turn it is."""

import re
from dataclasses import replace
from typing import Final

from agent.consent import Consent, read_consent
from agent.language import fold
from agent.models.builtin.acts import asks_for_time, promises
from agent.models.builtin.asked import chooses, last_answer, offers_act, said_in, takes
from agent.models.builtin.asking import asked_apart
from agent.models.builtin.days import day_said
from agent.models.builtin.finding import about_finding
from agent.models.builtin.lookups import corrected
from agent.models.builtin.methods import (
    adds_or_removes,
    asks_of_refunds,
    asks_what_works,
    changes_methods,
    tries_again,
    wants_link,
)
from agent.models.builtin.outside import announces
from agent.models.builtin.paying import (
    follows_paying,
    just_failed,
    points_on,
    takes_the_way,
)
from agent.models.builtin.replies import OFFERS_A_PERSON
from agent.models.builtin.talk import Talk
from agent.models.builtin.understand import LANGUAGES, UNKNOWN, Understanding, understand

_SOMEONE: Final = re.compile(
    r"\s*(?:(?:hi|hello|hey|please)[ ,]+)*(?:can|could|would|will) (?:someone|somebody|anyone"
    r"|anybody|one of you|a person) (?:please )?(?:tell|explain|show|let)(?: to)?(?: me| us)?"
    r"(?: know)? |\s*(?:me )?(?:puede|podria|podría) (?:alguien )?(?:decirme|explicarme|decir"
    r"|explicar) "
    r"|\s*alguien (?:me )?(?:puede|podria|podría) (?:decirme|explicarme|decir|explicar) "
    r"|\s*kann (?:mir|uns) (?:jemand|einer|bitte jemand)(?: bitte)?(?: sagen| erklären| zeigen)?,? "
    r"|\s*(?:est-ce que )?quelqu.un (?:peut|pourrait) (?:me |m')?(?:dire|expliquer|montrer) ",
    re.IGNORECASE,
)
_CLEAR: Final = 0.5
_LINKS: Final = ("link.here", "link.not_yet", "link.still_not")
_NO_TIME: Final = frozenset({"human_agent", "refund_request", "announced", "call_off"})

_FIRM: Final = frozenset({"human_agent", "refund_request", "dispute_charge", "pay_bill"})
"""What is meant whatever way to pay the message also names."""


def to_the_point(talk: Talk) -> Talk:
    """The talk without "can someone tell me": what follows is asked, not for someone."""
    polite = _SOMEONE.match(talk.text)
    if polite is None:
        return talk
    rest = talk.text[polite.end() :].strip()
    heard = understand(rest, talk.language)
    clear = heard.label not in (UNKNOWN, "human_agent") and heard.confidence >= _CLEAR
    return replace(talk, text=rest) if clear else talk


def before_others(talk: Talk, consent: Consent) -> bool:
    """Whether a bare yes or no belongs to something that was said before."""
    last = last_answer(talk)
    if consent is Consent.NO:
        return any(said_in(key, last) for key in _LINKS)
    offer = next((said.offer for said in reversed(talk.history) if not said.by_customer), False)
    linked = _takes_the_link(talk) or takes_the_way(talk) or takes(talk.text)
    return offer or offered_a_person(talk) or linked


def only_approves(text: str) -> bool:
    """Whether it asks for no payment but approves one: it answers an offer, where one stands."""
    return _APPROVES.search(fold(text)) is not None


_APPROVES: Final = re.compile(
    r"\b(?:approv\w+|aprueb\w+|aprob\w+|genehmig\w*|gib\w* .{0,20}frei|approuv\w+)\b"
)


def halts(text: str) -> bool:
    """Whether it stops what is going on, and names no plan or contract that should end."""
    folded = fold(text)
    return _HALTS.search(folded) is not None and _CONTRACT.search(folded) is None


_HALTS: Final = re.compile(
    r"\b(?:stop|halt|hold on|hold it|wait|pause|leave it|drop it|enough for (?:now|today)|not now"
    r"|later|warte\w*|stopp?|moment|halt|lass\w*|spater|genug|fur heute|schluss fur"
    r"|attend\w*|arret\w*|laisse\w*|plus tard|une minute|espera\w*|espere\w*|dejal[oa]"
    r"|dejemoslo|deje|para|paremos|mas tarde|luego|un momento)\b"
)
_CONTRACT: Final = re.compile(
    r"\b(?:plan\w*|contract\w*|subscription\w*|membership\w*|service\w*|account\w*|tariff\w*"
    r"|cancel\w*|terminat\w*|renew\w*|abo|abos|vertrag\w*|tarif\w*|abonnement\w*|kundig\w*"
    r"|gekundigt|mitglied\w*|dienst\w*|konto\w*|contrat\w*|forfait\w*|resili\w*|compte"
    r"|suscripci\w*|contrato\w*|servicio\w*|tarifa\w*|cuenta|baja|renova\w*)\b"
)


def wants_later(talk: Talk) -> bool:
    """Whether a message names a later day that is not the day of a bill ("due on 20 March")."""
    folded, today = fold(talk.text), talk.hints.today
    if _LATER.search(folded) is not None:
        return True
    if today is None or _OF_THE_BILL.search(folded) is not None:
        return False
    day = day_said(talk.text, talk.language, today)
    return day is not None and day > today


def label_of(talk: Talk, heard: Understanding) -> str:
    """The label in context: an attachment is read, a change of mind belongs to the payment."""
    label = _label(talk, heard)
    if "promise_to_pay" not in talk.tools or label in _NO_TIME:
        return label
    return "more_time" if asks_for_time(talk.text) or promises(talk) else label


def _label(talk: Talk, heard: Understanding) -> str:
    if talk.hints.attachments and heard.label != "human_agent":
        return "invoice_upload"
    if "correct_invoice" in talk.tools and corrected(talk) is not None:
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
    if read_consent(talk.text, LANGUAGES) is Consent.YES and offered_a_person(talk):
        return "human_agent"
    return heard.label


def _apart(talk: Talk, heard: Understanding) -> str | None:
    """The label of what must be told apart before the vocabulary is believed; None for the rest."""
    if "payment_link" in talk.tools and (wants_link(talk.text) or _takes_the_link(talk)):
        called_off = asked_apart(talk.text, heard.slots) == "call_off"
        return "call_off" if called_off else "payment_link"
    if "announce_payment" in talk.tools and announces(talk.text):
        return "announced"
    if takes_the_way(talk):
        return "pay_bill"
    if orders_payment(talk.text, heard):
        return "pay_bill"
    if "cancel_payment" in talk.tools and _refuses(talk, heard):
        return "call_off"
    if _was_paying(talk) and (chooses(talk) or _corrects(talk, heard)):
        return "pay_bill"
    told = _of_methods(talk, heard)
    apart = told or asked_apart(talk.text, heard.slots)
    if told or apart in _ALWAYS:
        return apart
    if heard.label in ("human_agent", "refund_request", "dispute_charge"):
        return None
    return apart


def _of_methods(talk: Talk, heard: Understanding) -> str | None:
    """Whether a way to pay still works, or why one did not."""
    folded = fold(talk.text)
    if heard.slots.method:
        asks = "?" in talk.text and _VALID.search(folded) is not None
        return "payment_method" if asks else None
    rejected = _REJECTED.search(folded) is not None and heard.label in _OF_PAYMENTS
    return "payment_status" if rejected else None


def _refuses(talk: Talk, heard: Understanding) -> bool:
    """ "No, on second thoughts not": a few words that want nothing else instead of the offer."""
    offered = next((said.offer for said in reversed(talk.history) if not said.by_customer), False)
    slots = heard.slots
    named = slots.bill or slots.amount or slots.fraction or slots.method or points_on(talk, heard)
    short = len(talk.text.split()) <= _FEW and "?" not in talk.text
    return offered and short and not named and _NO.match(talk.text) is not None


_NO: Final = re.compile(r"\s*(?:no|nope|nah|nein|nee|non|nan)\b", re.IGNORECASE)


def _corrects(talk: Talk, heard: Understanding) -> bool:
    """ "No, the other one": a few words that only say which bill is meant instead."""
    short = len(talk.text.split()) <= _FEW and "?" not in talk.text
    return short and points_on(talk, heard) and heard.label not in _FIRM - {"pay_bill"}


_FEW: Final = 8


def orders_payment(text: str, heard: Understanding) -> bool:
    """Whether it begins with "pay" and a bill: what else it names says only how, or how much."""
    bill = heard.slots.bill
    if bill is None or heard.label in _NOT_ORDERED or _ORDERS.match(text) is None:
        return False
    return heard.label != UNKNOWN or any(char.isdigit() for char in bill)


_VALID: Final = re.compile(
    r"\b(?:valid|expir\w+|gultig|lauft .{0,20} ab|abgelaufen|caduc\w+|valida"
    r"|valido|valable|expire)\b"
)
_OF_PAYMENTS: Final = frozenset({"payment_history", "payment_status", "explain_charge"})
_REJECTED: Final = re.compile(
    r"\b(?:reject\w*|declin\w*|fail\w*|bounce\w*|rechaz\w*|fallo|fallido|abgelehnt|fehlgeschlagen"
    r"|geplatzt|refuse\w*|rejete\w*|echoue\w*)\b"
)
_ALWAYS: Final = frozenset(
    {"list_bills", "ticket_state", "refund_state", "bill_amount", "bill_detail"}
)
_NOT_ORDERED: Final = frozenset({"small_talk", "human_agent", "refund_request"})
_ORDERS: Final = re.compile(
    r"\s*(?:(?:please|pls|plz|hi|hello|ok|now|por favor|porfa|hola|bitte|hallo|bonjour)[ ,!.]+)*"
    r"(?:pay|settle|paga|pagar|pague|abona|abone|zahle?n?|bezahle?n?|begleiche?n?"
    r"|paye[rz]?|paie|paye|r[eé]gle[rz]?)\s+(?!back)",
    re.IGNORECASE,
)

_OF_THE_BILL: Final = re.compile(
    r"\b(?:due|dated|issued|from|vom|fallig\w*|vence\w*|vencimiento|echeance|datee?)"
    r"(?: (?:on|by|am|zum|el|le|the|del?|du))* ?\d"
)
_LATER: Final = re.compile(
    r"\b(?:tomorrow|next (?:week|month|\w+day)|on \w+day\b|this \w+day\b"
    r"|(?:am )?(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)"
    r"|el (?:lunes|martes|miercoles|jueves|viernes|sabado|domingo)"
    r"|(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)"
    r"|on the \d+|on (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w* \d+"
    r"|morgen|uebermorgen|ubermorgen|nachste\w* (?:woche|monat|\w+tag)"
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
    paying = answers[-1].offer and not offers_act(answers[-1].text)
    return paying or just_asked or (bool(said) and takes(said[-1]))


def _takes_the_link(talk: Talk) -> bool:
    """A plain yes to the offer of a link, which ends the sentence that nothing saved can pay."""
    if read_consent(talk.text, LANGUAGES) is not Consent.YES:
        return False
    last, words = last_answer(talk), talk.hints.words
    return words.say("quote.no_method") in last and words.say("options.link") in last


def offered_a_person(talk: Talk) -> bool:
    last = last_answer(talk)
    # Offers end with their question; sentences before it may have been laid out differently.
    offers = (talk.hints.words.say(key).rsplit(". ")[-1] for key in OFFERS_A_PERSON)
    return any(offer in last for offer in offers)
