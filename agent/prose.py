"""The facts check: no sentence of a model leaves that the turn's facts do not support.

Amounts, days and claims of what happened are read from each sentence by fixed patterns and looked
up in what the tools returned. A model is never asked whether a model is right. The check is strict
in one direction: a true sentence it cannot follow is left out too, since cards and the server's own
words carry the facts anyway.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from agent._articles import NO_BACKING, backing, day_alone, figures_in
from agent._claims import STATES, Claim, ClaimMention, claims_in
from agent._known import Facts, PaymentLine, facts_from
from agent._mentions import (
    AmountMention,
    DayMention,
    amounts_in,
    days_in,
    names_an_account,
    weekday_before,
)
from agent._said import Said
from agent._sentences import SentenceStream, split_sentences
from agent._spans import deadlines_in, spans_in
from agent._stands import stands
from agent._whose import approximates, contradiction, lines_of

__all__ = [
    "Facts",
    "SentenceStream",
    "Verdict",
    "check_sentence",
    "facts_from",
    "split_sentences",
]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a sentence may leave; if not, `reason` says which check: "amount", or a claim."""

    ok: bool
    reason: str = ""


_FINE: Final = Verdict(True)
_LINK: Final = re.compile(
    r"!\[|\]\s*\(|\]\s*\[|^\s*\[[^\]]+\]:|https?:|\bftp:|\bwww\.|\bmailto:|\bjavascript:|\bdata:\w+/"
    r"|<\s*/?\s*[a-z!][^>]*>?|&#|\b[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|io|dev|app|info|biz|eu|de|fr|es"
    r"|uk|us|co|ly|me|ru|cn|xyz|shop|site|online|example|test)\b(?!\w)|[\w.+-]+@[\w-]+\.\w",
    re.IGNORECASE,
)


def check_sentence(sentence: str, facts: Facts, language: str = "en") -> Verdict:
    """Whether every amount, day and claim of `sentence` is in `facts`, and it holds no link.

    `language` (BCP 47) decides nothing that `facts` would not: a model may answer in another one,
    so the patterns of all supported languages are tried, this one's date order included.
    """
    if _LINK.search(sentence):
        return Verdict(False, "link")
    if names_an_account(sentence):
        return Verdict(False, "account")
    days = list(days_in(sentence))
    rest = sentence
    for day in days:
        rest = rest.replace(day.text, " ... ")  # else "due March 20" would owe twenty of something
    mentions = list(amounts_in(rest))
    lent = backing(sentence, facts.articles) if facts.articles else NO_BACKING
    repeats = lent.figures is not None
    if not all(
        _amount_known(mention, facts.amounts | lent.amounts)
        or approximates(rest, mention, facts.amounts)
        for mention in mentions
    ):
        return Verdict(False, "amount")
    if not all(
        _day_known(day, facts, weekday_before(sentence, day)) or day_alone(day) in lent.days
        for day in days
    ):
        return Verdict(False, "date")
    if lent.figures is not None and figures_in(sentence) - lent.figures:
        return Verdict(False, "figure")
    if not _times_known(sentence, facts):
        return Verdict(False, "time")
    said = Said(sentence, mentions, days)
    if wrong := contradiction(said, facts.standing, facts.heard, lent.figures or frozenset()):
        return Verdict(False, wrong)
    return _claims_known(sentence, _About(sentence, mentions, days, facts, repeats))


def _claims_known(sentence: str, about: "_About") -> Verdict:
    claims = list(claims_in(sentence))
    named = {mention.clause for mention in claims if mention.claim not in {Claim.DEED, *STATES}}
    for mention in claims:
        if mention.claim is Claim.DEED and mention.clause in named:
            continue
        if not _supported(mention, about):
            return Verdict(False, mention.claim.value)
    return _FINE


def _day_known(day: DayMention, facts: Facts, weekday: int | None = None) -> bool:
    return any(
        day.holds(known, facts.today) and weekday in (None, known.weekday())
        for known in facts.dates
    )


def _amount_known(mention: AmountMention, known: frozenset[tuple[int, str]]) -> bool:
    return any(
        (minor, currency) in known or (not currency and any(minor == amount for amount, _ in known))
        for minor, currency in mention.readings
    )


def _times_known(sentence: str, facts: Facts) -> bool:
    """Whether no span of time and no deadline was made up; a question states neither."""
    if sentence.rstrip().endswith("?"):
        return True
    known = facts.dates
    days = {each.day for each in known}
    near = _days_of(sentence, facts)
    return all(each.holds(facts.spans, near, facts.today) for each in spans_in(sentence)) and all(
        day in days for day in deadlines_in(sentence)
    )


def _days_of(sentence: str, facts: Facts) -> frozenset[date]:
    """The days that a span of time may lead to: when the bills it is about are due or were paid."""
    lines = lines_of(sentence, facts.standing)
    if not lines:
        return facts.dates
    due = {line.due for line in lines if line.due is not None}
    paid = {day for line in lines if line.due is None for day in line.days}
    free = facts.dates - {day for line in facts.standing.bills for day in line.days}
    return frozenset(due | paid | free)


# --- claims --------------------------------------------------------------------------------------

_REFERENCE: Final = re.compile(r"\b[A-Za-z]{1,8}[-_]?\d[\w.-]*\b")
_OTHER_REFERENCE: Final = re.compile(
    r"\b(?:receipt|ticket|case|reference|quittung|recibo|caso|reçu|dossier|référence)"
    r"\s*(?:number|nr\.?|no\.?|n°|núm\.?|is|ist|es|est|:|#)*\s*$",
    re.IGNORECASE,
)
_NOTHING_TO_PAY: Final = re.compile(
    r"(?:nothing|nada|nichts|rien) (?:is |left |more |else |más |mehr |de plus |plus )?"
    r"(?:to|que|zu|à) (?:pay|pagar|(?:be)?zahlen|payer)"
)
# "Apart from HB-100 nothing is open", and "nothing else" where all there is was told.
_EXCEPT: Final = re.compile(
    r"\b(?:besides|apart from|except|other than|aside from|außer|abgesehen von|aparte de|excepto"
    r"|salvo|à part|sauf|hormis)\b"
)
_ALL_PAID: Final = re.compile(
    r"\b(?:everything|all|account|bills|todo|todas|alles|alle|tout|toutes)\b"
)
_ELSE: Final = re.compile(
    r"\b(?:nothing else|after that|afterwards|nada más|nichts weiter|sonst nichts|rien d.autre)\b"
)
_NO_BILL: Final = re.compile(r"subscri|suscrip|abo|plan|contra|vertrag|servi|pay|pag|zahl|paie")


@dataclass(frozen=True, slots=True)
class _About:
    """What a whole sentence speaks of, for the claims in its clauses."""

    sentence: str
    amounts: Sequence[AmountMention]
    days: Sequence[DayMention]
    facts: Facts
    repeats: bool = False

    @property
    def marked(self) -> bool:
        """Whether it names an amount or a day that belongs to a payment and to nothing unpaid."""
        facts = self.facts
        return any(_amount_known(each, facts.paid_amounts) for each in self.amounts) or any(
            day.holds(known, facts.today) for day in self.days for known in facts.paid_on
        )

    def is_of_one_of(self, lines: Iterable[PaymentLine]) -> bool:
        """Whether all it names, bill, amounts and days, belongs to one of these payments.

        So an old payment stays true beside a bill that owes the same sum again, and beside a try
        of the same day that failed.
        """
        named = frozenset(_bill_references(self.sentence, self.facts))
        if not named or not (self.amounts or self.days):
            return False
        return any(self._fits(line, named) for line in lines)

    @property
    def is_of_another(self) -> bool:
        """Whether it is a row, bill, amount and day, of a bill for which no payment came."""
        named = frozenset(_bill_references(self.sentence, self.facts))
        whole = bool(named and self.amounts and self.days)
        return whole and not named & (self.facts.payments_for | self.facts.paid_bills)

    def _fits(self, line: PaymentLine, named: frozenset[str]) -> bool:
        today = self.facts.today
        return (
            named <= line.names
            and all(_amount_known(each, line.amounts) for each in self.amounts)
            and all(any(day.holds(known, today) for known in line.days) for day in self.days)
        )

    @property
    def is_of_done_bills(self) -> bool:
        """Whether it names bills, and each of them is paid or void."""
        named = frozenset(_bill_references(self.sentence, self.facts))
        return bool(named) and named <= self.facts.void_bills | self.facts.paid_bills

    @property
    def excepts_all(self) -> bool:
        """Whether nothing is owed but what it excepts by name, or what was the only bill."""
        lowered = self.sentence.lower()
        owing = {ln.name for ln in self.facts.standing.listed if ln.owed and ln.owed[0]}
        if not owing or not self.facts.standing.bill_counts:
            return False
        if _ELSE.search(lowered):
            return len(owing) == 1
        named = frozenset(_bill_references(self.sentence, self.facts))
        return _EXCEPT.search(lowered) is not None and owing == named

    @property
    def is_of_void_bills(self) -> bool:
        """Whether it names bills, and every one of them was made void."""
        named = frozenset(_bill_references(self.sentence, self.facts))
        return bool(named) and named <= self.facts.void_bills


def _supported(mention: ClaimMention, about: _About) -> bool:
    facts = about.facts
    match mention.claim:
        case Claim.PAID | Claim.PAYMENT:
            return _paid_supported(mention, about)
        case Claim.NOTHING_OWED:
            # Of a void bill there is nothing to pay; that nothing is owed at all is another claim.
            to_pay = _NOTHING_TO_PAY.fullmatch(mention.text.lower()) is not None
            return facts.nothing_owed or (to_pay and about.is_of_done_bills) or about.excepts_all
        case Claim.CANCELLED:
            return _cancel_supported(mention.clause.lower(), about)
        case Claim.PROMISE | Claim.ACT | Claim.WAIVED | Claim.DEED:
            return False
        case Claim.TERMS | Claim.SURCHARGE if about.repeats:
            return True  # rules for everybody are an article's to tell
        case claim if claim in _DONE:
            return bool(getattr(facts, _DONE[claim]))
    return stands(mention, lines_of(about.sentence, facts.standing), facts)


_DONE: Final = {
    Claim.PENDING: "payment_pending",
    Claim.REFUND: "refund_succeeded",
    Claim.EMAIL: "email_sent",
    Claim.TICKET: "ticket_opened",
    Claim.CONTACT: "ticket_opened",
    Claim.PLAN: "plan_changed",
}


def _paid_supported(mention: ClaimMention, about: _About) -> bool:
    if about.is_of_one_of(about.facts.paid_lines):
        return True
    if about.facts.nothing_owed and _ALL_PAID.search(about.sentence.lower()):
        return not any(_bill_references(about.sentence, about.facts))
    return not about.is_of_another and _payment_supported(mention, about.facts, marked=about.marked)


def _cancel_supported(clause: str, about: _About) -> bool:
    facts = about.facts
    of_it = about.is_of_void_bills or about.is_of_one_of(facts.cancelled_lines)
    if of_it and not _NO_BILL.search(clause):
        return True
    # What was cancelled decides: a cancelled payment is no cancelled subscription.
    if re.search(r"\b(?:payment|pago|zahlung|paiement)", clause):
        return facts.payment_cancelled
    if re.search(r"\b(?:bill|invoice|factura|rechnung|facture)", clause):
        return facts.bill_void
    return facts.cancelled


def _payment_supported(mention: ClaimMention, facts: Facts, *, marked: bool) -> bool:
    references = list(_bill_references(mention.clause, facts))
    if references:
        partly = facts.payments_for if marked or mention.claim is Claim.PAYMENT else frozenset()
        return all(reference in facts.paid_bills | partly for reference in references)
    # Without a reference the sentence must be about what was paid: the only bills there are, or an
    # amount or a day that belongs to a payment.
    return facts.payment_succeeded or (
        bool(facts.paid_bills | facts.payments_for) and (marked or not facts.unpaid_bills)
    )


def _bill_references(clause: str, facts: Facts) -> Iterator[str]:
    known = facts.paid_bills | facts.unpaid_bills | facts.payments_for | facts.void_bills
    for match in _REFERENCE.finditer(clause):
        text = match[0].rstrip(".-_")
        if _OTHER_REFERENCE.search(clause[: match.start()]):
            continue
        if text in known or text not in facts.references:
            yield text
