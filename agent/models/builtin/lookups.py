"""One question, one tool: the call for each label that only looks something up or hands over."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from agent.language import fold
from agent.models.builtin.acts import IN_STEPS, act_plan
from agent.models.builtin.asking import plan_apart
from agent.models.builtin.corrections import about_document
from agent.models.builtin.finding import about_finding
from agent.models.builtin.methods import about_methods
from agent.models.builtin.mood import Mood, mood_of
from agent.models.builtin.outside import about_outside
from agent.models.builtin.paying import just_failed, last_shown, named_bills
from agent.models.builtin.talk import Arguments, Plan, Talk
from agent.slots import Slots


def ask_plan(talk: Talk, label: str, slots: Slots) -> Plan:
    act = act_plan(talk, label, slots) if not talk.done or label in IN_STEPS else None
    if act is not None:
        return act
    if talk.done:
        return _after(talk)
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


def corrected(talk: Talk) -> Plan:
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
    """Of a line that the message names by its words, that line; else the whole bill."""
    named = named_bills(slots)
    about: Arguments = {"line": talk.text[:_LONGEST]}
    bill = named or last_shown(talk)
    return "explain_bill", {**about, "bill": bill[0]} if bill else about


def _payments(_talk: Talk, slots: Slots) -> Plan:
    bill = _of_bills(slots)
    if len(bill) == 1 and bill[0].isalpha():
        return "payment_history", {"category": bill[0]}
    return "payment_history", {"bill": bill[0]} if bill else {}


def _of_bills(slots: Slots) -> tuple[str, ...]:
    """The bills named; "my last payment" names none."""
    return tuple(bill for bill in named_bills(slots) if not _NEWEST.issuperset(bill.split()))


_NEWEST: Final = frozenset(
    "last latest newest recent recente recents recentes reciente recientes ultima ultimas ultimo"
    " ultimos letzte letzten neueste neuesten derniere dernieres dernier derniers mas plus".split()
)


def _is_it_paid(talk: Talk, slots: Slots) -> Plan:
    """Of "it" the bill that was shown last; without one, the newest payment."""
    bill = _of_bills(slots) or (last_shown(talk)[:1] if _IT.search(fold(talk.text)) else ())
    return "payment_history", {"bill": bill[0]} if bill else {}


_IT: Final = re.compile(
    r"\b(?:it|this|that|esta|eso|ella|sie|es|das|diese|elle|il|cela|ca)\b(?! (?:month|year|monat))"
)


def _usage(_talk: Talk, slots: Slots) -> Plan:
    """Of a bare unit what is measured in it: "how many kWh"."""
    metric = " ".join(_MEASURED.get(word, word) for word in (slots.metric or "").split())
    return "show_usage", {"metric": metric} if metric else {}


_MEASURED: Final = {
    **dict.fromkeys(("kwh", "kilowatt", "kilowatts", "kilovatios"), "electricity"),
    **dict.fromkeys(("gb", "mb", "gig", "gigs", "giga", "gigas", "mega", "megas"), "data"),
    **dict.fromkeys(("kubikmeter", "litros", "liter", "litres"), "water"),
}


def _feature(talk: Talk, slots: Slots) -> Plan:
    folded = fold(talk.text)
    others = slots.plan is not None or _MINE.search(folded) is None
    if others and _PRICE.search(folded) and slots.metric is None and "change_plan" in talk.tools:
        return "change_plan", {}
    if slots.metric is None:
        return "show_usage", {}
    return "enforce_tier_access", {"feature": talk.text[:200]}


_MINE: Final = re.compile(
    r"\b(?:my|our|mi|nuestr[ao]|mein\w*|unser\w*|mon|ma|notre|i (?:pay|have)|current|this"
    r"|the plan|der tarif|el plan|la tarifa|le forfait)\b"
)
_PRICE: Final = re.compile(
    r"\b(?:costs?|price|how much|cuesta|cuanto|vale|precio|kostet|kosten|preis|coute"
    r"|prix|combien)\b"
)


def _hand_over(category: str) -> Callable[[Talk, Slots], Plan]:
    def make(talk: Talk, slots: Slots) -> Plan:
        named = named_bills(slots)
        bill = named or (last_shown(talk) if category in ("dispute", "refund") else ())
        if not bill and just_failed(talk):
            bill = just_failed(talk)
        about: Arguments = {"bill": bill[0]} if bill else {}
        return "hand_over", {"category": _category(talk, slots, category), **about}

    return make


def _category(talk: Talk, slots: Slots, category: str) -> str:
    """What a case is about, as exactly as the message and what was said before tell."""
    if category != "other":
        return category
    if just_failed(talk):
        return "payment_problem"
    if _WRONG.search(fold(talk.text)) and (named_bills(slots) or last_shown(talk)):
        return "dispute"
    if mood_of(talk.text) is Mood.ANGRY:
        return "complaint"
    return "billing_question" if named_bills(slots) else category


_LONGEST: Final = 200
_WRONG: Final = re.compile(
    r"\b(?:wrong|incorrect|mistake|error|not right|overcharged|equivocad[oa]|incorrect[oa]|mal"
    r"|falsch|fehler\w*|stimmt nicht|faux|fausse|erreur|incorrecte?)\b"
)
_ASK: Final[Mapping[str, Callable[[Talk, Slots], Plan]]] = {
    "list_bills": _list,
    "bill_detail": _one_bill,
    "bill_due_date": _one_bill,
    "bill_amount": _one_bill,
    "explain_charge": _explain,
    "dispute_charge": _hand_over("dispute"),
    "announced": lambda talk, slots: about_outside(talk.text, slots),
    "payment_status": _is_it_paid,
    "refund_state": lambda _talk, _slots: ("payment_history", {}),
    "payment_history": _payments,
    "payment_method": lambda talk, slots: about_methods(talk.text, slots),
    "refund_request": _hand_over("refund"),
    "invoice_upload": lambda _talk, _slots: ("read_invoice", {}),
    "invoice_search": lambda talk, _slots: about_finding(talk.text),
    "invoice_correction": lambda talk, _slots: corrected(talk),
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
