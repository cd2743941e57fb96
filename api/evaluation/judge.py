"""What a conversation came to, beside what it had to: every difference as a sentence."""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

from babel.dates import format_date, format_skeleton

from api.evaluation.books import BillNow, Books, Moved
from api.evaluation.naming import NOTHING
from api.evaluation.run import OfferSeen, Played, Seen
from api.evaluation.scenario import LANGUAGES, BillEnd, End, Expect, Offer, Scenario

SILENT: Final = frozenset({"", "server", "staff", "human"})
"""Who speaks where no model does."""
SHOWN: Final = 140
UNPAID: Final = ("failed", "cancelled")
_GAPS: Final = re.compile(r"[\s\u00a0\u202f\u2009]+")
_QUOTES: Final = str.maketrans("’‘“”«»‑–", '\'\'""""--')


def judge(scenario: Scenario, played: Played) -> list[str]:
    """What is wrong, in the order in which it happened; empty when the scenario passes."""
    wrong = [
        f"turn {number}: {why}"
        for number, (turn, seen) in enumerate(
            zip(scenario.turns, played.turns, strict=True), start=1
        )
        for why in of_turn(turn.expect, seen)
    ]
    return wrong + list(of_end(scenario.end or End(), played))


# --- one answer -----------------------------------------------------------------------------


def of_turn(expect: Expect, seen: Seen) -> Iterator[str]:
    """What one answer is not, of what it had to be."""
    yield from _acts(expect, seen)
    yield from _offer(expect.offer, seen)
    if expect.ticket is not None and expect.ticket != seen.ticket:
        yield "no case was opened" if expect.ticket else "a case was opened"
    if expect.status and seen.status not in expect.status:
        yield f"answered {seen.status}, not {_or(map(str, expect.status))}"
    if expect.language is not None and seen.language != expect.language:
        yield f"answered in {seen.language}, not {expect.language}"
    if expect.silent is not None and expect.silent != _is_silent(seen):
        yield f"it answers: {_cut(seen.text)}" if expect.silent else "nobody answers"
    yield from _words(expect, seen)


def _is_silent(seen: Seen) -> bool:
    """Nobody but the server, or a human, has said anything, and nothing was done."""
    return not seen.calls and seen.model in SILENT


def _acts(expect: Expect, seen: Seen) -> Iterator[str]:
    kinds = [str(card.get("kind")) for card in seen.cards]
    for wanted, never, found, what in (
        (expect.calls, expect.calls_not, list(seen.calls), "ran"),
        (expect.shows, expect.shows_not, kinds, "was shown"),
    ):
        there = found or [NOTHING]
        if wanted and not set(wanted) & set(there):
            yield f"{_and(there)} {what}, not {_or(wanted)}; it said {_cut(seen.text)}"
        for each in never:
            if each in found:
                yield f"{each} {what}"


def _offer(expect: bool | Offer | None, answer: Seen) -> Iterator[str]:
    seen = answer.offer
    if expect is None:
        return
    if expect is False:
        if seen is not None:
            yield f"an offer is open ({_about(seen)})"
        return
    if seen is None:
        yield f"no offer is open; it said {_cut(answer.text)}"
        return
    if expect is True:
        return
    if expect.act is not None and expect.act != seen.act:
        yield f"the offer is {_about(seen)}, not {expect.act}"
    if expect.bills is not None and sorted(expect.bills) != sorted(seen.bills):
        yield f"the offer is {_about(seen)}, not for {_and(expect.bills)}"
    if expect.amount is not None and Decimal(expect.amount) != Decimal(seen.amount):
        yield f"the offer is over {seen.amount}, not {expect.amount}"
    if expect.method is not None and expect.method != seen.method:
        yield f"the offer is from {seen.method or 'no way to pay'}, not {expect.method}"


def _about(seen: OfferSeen) -> str:
    return seen.act or f"for {_and(seen.bills)}, {seen.amount}"


def _words(expect: Expect, seen: Seen) -> Iterator[str]:
    said = plain(seen.text)
    everything = f"{said} {plain(_card_words(seen))}"
    for each in expect.says:
        among = [each] if isinstance(each, str) else each
        if not any(plain(one) in said for one in among):
            yield f"it does not say {_or(among)}, but {_cut(seen.text)}"
    for each in expect.says_not:
        if plain(each) in everything:
            yield f"it says {each!r}"
    for fact in expect.facts:
        if not has_fact(everything, fact):
            yield f"{fact} is neither said nor shown; it said {_cut(seen.text)}"
    for fact in expect.facts_not:
        if has_fact(everything, fact):
            yield f"it gives {fact}"
    if expect.asks is not None and expect.asks != ("?" in seen.text):
        yield f"it asks {'nothing' if expect.asks else 'a question'}: {_cut(seen.text)}"


def plain(text: str) -> str:
    """Text as it is compared: one kind of space, of quotation mark and of hyphen, no capitals."""
    folded = unicodedata.normalize("NFKC", text).translate(_QUOTES).casefold()
    return _GAPS.sub(" ", folded)


def has_fact(text: str, fact: date | str) -> bool:
    """Whether `text` (plain) gives an amount or a day, written as any of our languages does."""
    writings = _days(fact) if isinstance(fact, date) else _amounts(fact)
    return any(
        re.search(rf"(?<![\d.,]){re.escape(plain(each))}(?![\d]|[.,]\d)", text) for each in writings
    )


def _amounts(amount: str) -> set[str]:
    whole, _, cents = amount.lstrip("-").partition(".")
    found = {f"{whole}{point}{cents}" if cents else whole for point in ".,"}
    grouped = f"{int(whole):,}"
    for group, point in ((",", "."), (".", ","), (" ", ","), ("'", ".")):
        found.add(grouped.replace(",", group) + (point + cents if cents else ""))
    if cents and not int(cents):
        found.add(whole)
    return found


def _days(day: date) -> set[str]:
    found = {day.isoformat()}
    for language in LANGUAGES:
        found |= {format_date(day, each, language) for each in ("long", "medium", "short")}
        found |= {format_skeleton(each, day, locale=language) for each in ("MMMMd", "MMMd", "yMd")}
    return found


def _card_words(seen: Seen) -> str:
    """Cards as text: an amount counts as its display, an id as itself."""
    return json.dumps(seen.cards, ensure_ascii=False, default=str)


# --- the books ------------------------------------------------------------------------------


def of_end(end: End, played: Played) -> Iterator[str]:
    """What changed and should not have, and what did not and should have."""
    before, after = played.before, played.after
    yield from _bills(end.bills, before.bills, after.bills)
    yield from _new_bills(end.new_bills, before.bills, after.bills)
    yield from _moved("payment", end_payments(end), before.payments, after.payments)
    yield from _refunds(end, before, after)
    yield from _charged(end, played)
    yield from _plan(end, before, after)
    yield from _methods(end, before, after)
    yield from _counts(end, before, after)
    yield from _tickets(end, before, after)
    if "details" not in end.may:
        yield from _details(end.details, before, after)
    for text in end.kept_not:
        if plain(text) in plain(played.kept):
            yield f"at the end: {text!r} was kept in the conversation"


def end_payments(end: End) -> list[Moved]:
    return [Moved(each.bill, Decimal(each.amount), each.state) for each in end.payments]


def _refunds(end: End, before: Books, after: Books) -> Iterator[str]:
    """Named by the payment, or by the bill where the payment was made in the conversation."""
    bills = {name: each.of for name, each in after.payments.items()}
    by_bill = {each.bill for each in end.refunds if each.bill is not None}

    def named(refunds: Mapping[str, Moved]) -> dict[str, Moved]:
        return {
            name: replace(each, of=bills[each.of]) if bills.get(each.of) in by_bill else each
            for name, each in refunds.items()
        }

    wanted = [
        Moved(each.payment or each.bill or "", Decimal(each.amount), each.state)
        for each in end.refunds
    ]
    yield from _moved("refund", wanted, named(before.refunds), named(after.refunds))


def _bills(
    wanted: Mapping[str, BillEnd], before: Mapping[str, BillNow], after: Mapping[str, BillNow]
) -> Iterator[str]:
    for name in sorted(set(wanted) - set(after)):
        yield f"at the end: there is no bill {name}"
    for name, now in after.items():
        want, was = wanted.get(name, BillEnd()), before.get(name)
        if was is None:
            continue
        for what, is_now, should in (
            ("is", now.state, want.state or was.state),
            ("owes", now.balance, Decimal(want.balance) if want.balance else was.balance),
            (
                "is disputed over",
                now.disputed,
                Decimal(want.disputed) if want.disputed else was.disputed,
            ),
        ):
            if is_now != should:
                yield f"at the end: bill {name} {what} {is_now}, not {should}"


def _new_bills(
    wanted: Sequence[str], before: Mapping[str, BillNow], after: Mapping[str, BillNow]
) -> Iterator[str]:
    made = sorted(each.balance for name, each in after.items() if name not in before)
    should = sorted(Decimal(each) for each in wanted)
    if made != should:
        named = _and(map(str, made)), _and(map(str, should))
        yield f"at the end: new bills of {named[0]}, not {named[1]}"


def _moved(
    what: str, wanted: list[Moved], before: Mapping[str, Moved], after: Mapping[str, Moved]
) -> Iterator[str]:
    made = Counter(each for name, each in after.items() if name not in before)
    for name, was in before.items():
        if after.get(name) != was:
            yield f"at the end: the earlier {what} {name} is another"
    for each in (made - Counter(wanted)).elements():
        yield f"at the end: a {what} of {each.amount} ({each.of}, {each.state}) was made"
    for each in (Counter(wanted) - made).elements():
        yield f"at the end: no {what} of {each.amount} ({each.of}, {each.state}) was made"


def _charged(end: End, played: Played) -> Iterator[str]:
    """The provider's own account: nothing is charged that the scenario does not name."""
    new = set(played.charged_after) - set(played.charged_before)
    most = sum(each.state not in UNPAID for each in end.payments)
    if len(new) > most:
        yield f"at the end: the provider charged {len(new)} times, not {most}"


def _plan(end: End, before: Books, after: Books) -> Iterator[str]:
    want, was, now = end.plan, before.plan, after.plan
    for name in ("plan", "interval", "next_plan", "ends"):
        wished = getattr(want, name) if want is not None else None
        should = getattr(was, name) if wished is None else wished
        if getattr(now, name) != should:
            yield f"at the end: the subscription's {name} is {getattr(now, name)}, not {should}"


def _methods(end: End, before: Books, after: Books) -> Iterator[str]:
    gone = before.methods - after.methods
    if gone != set(end.removed_methods):
        yield f"at the end: {_and(sorted(gone))} removed, not {_and(end.removed_methods)}"
    if after.methods - before.methods:
        yield f"at the end: {_and(sorted(after.methods - before.methods))} added"
    default = end.default_method or before.default_method
    if after.default_method != default:
        yield f"at the end: the usual way to pay is {after.default_method}, not {default}"


def _counts(end: End, before: Books, after: Books) -> Iterator[str]:
    for name in ("offers", "promises", "disputes", "announced"):
        if name in end.may:
            continue
        made, should = getattr(after, name) - getattr(before, name), getattr(end, name)
        if made != should:
            yield f"at the end: {made} new {name}, not {should}"


def _tickets(end: End, before: Books, after: Books) -> Iterator[str]:
    new = [each for name, each in after.tickets.items() if name not in before.tickets]
    should = end.tickets if end.tickets is not None else int(end.ticket is not None)
    if len(new) != should and "tickets" not in end.may:
        yield f"at the end: {len(new)} new tickets, not {should}"
    want = end.ticket
    if want is None or not new:
        return
    newest = new[0]
    if want.category and newest.category not in want.category:
        yield f"at the end: the case is a {newest.category}, not {_or(want.category)}"
    if want.priority and newest.priority not in want.priority:
        yield f"at the end: the case is {newest.priority}, not {_or(want.priority)}"
    if want.status and newest.status not in want.status:
        yield f"at the end: the case is {newest.status}, not {_or(want.status)}"
    if want.about is not None and newest.about != want.about:
        yield f"at the end: the case is about {newest.about or NOTHING}, not {want.about}"
    holds = plain(newest.holds)
    for each in want.holds:
        among = [each] if isinstance(each, str) else each
        if not any(plain(one) in holds for one in among):
            yield f"at the end: the case does not hold {_or(among)}"


def _details(wanted: Mapping[str, str], before: Books, after: Books) -> Iterator[str]:
    for name in sorted(set(wanted) - set(after.details)):
        yield f"at the end: {name} is no detail of a customer"
    for name, now in after.details.items():
        should = wanted.get(name, before.details[name])
        if now != should:
            yield f"at the end: the customer's {name} is not as it should be"


def _cut(text: str) -> str:
    line = _GAPS.sub(" ", text).strip()
    return repr(line if len(line) <= SHOWN else line[: SHOWN - 3] + "...")


def _and(items: Iterable[str]) -> str:
    return ", ".join(items) or NOTHING


def _or(items: Iterable[str]) -> str:
    return " or ".join(items)
