"""Cards in words: the server's own sentences, for when no model has any that may be said.

Everything comes from the cards' data and `billing.words`; nothing is computed but which sentence.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from agent._sentences import split_sentences
from agent.upload_wording import upload_words
from billing.money import Money
from billing.words import UnknownSentence, Value, Words
from tools._facts import one_of, row_of_open_payment
from tools._tool import Card

View = Mapping[str, Any]
ROWS: Final = 5


def word_cards(
    cards: Iterable[Card], words: Words, company: str, *, nothing_owed: bool = False
) -> list[str]:
    """What the cards say, as sentences; never empty.

    `nothing_owed`: an empty list of bills means that nothing is owed, not that a search found none.
    """
    sentences: list[str] = []
    for card in cards:
        if card.kind == "bill_list" and not card.data["bills"]:
            sentences.append(words.say("owed.nothing" if nothing_owed else "bills.none"))
        else:
            sentences += word_card(card, words, company)
    return sentences or [words.say("notice.nothing_to_say")]


def how_fresh(cards: Iterable[Card], heard: Collection[str]) -> list[str]:
    """What the cards say of their own freshness, where it was not said yet."""
    told = (card.data["text"] for card in cards if card.kind == "notice" and card.id == "freshness")
    return [said for said in map(str, told) if not was_said(said, heard)]


def was_said(text: str, heard: Collection[str]) -> bool:
    """Whether `text` was said already, whole or sentence by sentence."""
    return text in heard or all(part.strip() in heard for part in split_sentences(text))


def word_card(card: Card, words: Words, company: str) -> list[str]:
    """One card's sentences; none for a card whose own words ended the turn already."""
    if card.kind == "invoice_fields":
        return upload_words(card.data, words, company)
    if card.kind == "bill_list" and card.id == "choices":
        return [which_of(card.data["bills"], words)]
    word = _BY_KIND.get(card.kind)
    return word(card.data, words) if word is not None else []


def money(view: View) -> Money:
    return Money(view["amount_minor"], view["currency"])


def day(text: str) -> date:
    return datetime.fromisoformat(text).date() if "T" in text else date.fromisoformat(text)


def which_of(bills: Iterable[View], words: Words) -> str:
    """The question which of these bills is meant."""
    names = [f"{bill['number']} ({bill['description']})" for bill in bills]
    return words.say("find.which_bill", bills=one_of(words, names[:ROWS]))


def bill_row(bill: View, words: Words) -> str:
    """One bill of a list: number, what for, how much, when."""
    said: dict[str, Value] = {"bill": bill["number"], "description": bill["description"]}
    if bill["state"] == "void":
        return words.say("bill.row_void", **said)
    balance, amount = money(bill["balance"]), money(bill["amount"])
    if bill["state"] == "paid":
        return words.say("bill.row_paid", amount=amount, **said)
    due = day(bill["due_on"])
    if bill["open_payment"] is not None:
        key = row_of_open_payment(bill["open_payment"])
        return words.say(key, amount=balance, **said)
    for flags, key in _ROW_OF_FLAGS:
        if flags <= set(bill["flags"]):
            return words.say(key, amount=balance, total=amount, day=due, **said)
    return words.say("bill.row_open", amount=balance, day=due, **said)


_ROW_OF_FLAGS: Final = (
    ({"payment_announced"}, "bill.row_announced"),
    ({"disputed"}, "bill.row_disputed"),
    ({"partially_paid", "overdue"}, "bill.row_partly_overdue"),
    ({"partially_paid"}, "bill.row_partly_paid"),
    ({"overdue"}, "bill.row_overdue"),
)


def due_words(cards: Iterable[Card], words: Words) -> list[str]:
    """When the one bill among these cards is due; nothing when there is none."""
    bill = next((card.data for card in cards if card.kind == "bill"), None)
    if bill is None or not bill["balance"]["amount_minor"]:
        return [bill_row(bill, words)] if bill is not None else []
    said = {"bill": bill["number"], "amount": money(bill["balance"])}
    if "overdue" in bill["flags"]:
        return [bill_row(bill, words)]
    return [words.say("bill.due", day=day(bill["due_on"]), **said)]


def amount_words(cards: Iterable[Card], words: Words) -> list[str]:
    """How much the one bill among these cards is; nothing when there is none."""
    bill = next((card.data for card in cards if card.kind == "bill"), None)
    if bill is None:
        return []
    first = words.say("bill.amount", bill=bill["number"], amount=money(bill["amount"]))
    return [first, bill_row(bill, words)]


def _bill_list(data: View, words: Words) -> list[str]:
    bills, totals = data["bills"], [money(total) for total in data["totals"]]
    sentences = []
    if len(totals) == 1:
        owing = sum(1 for bill in bills if bill["balance"]["amount_minor"])
        sentences.append(words.say("owed.total", amount=totals[0], count=owing))
    elif totals:
        sentences.append(words.say("owed.per_currency", amounts=words.listing(totals)))
    sentences += [bill_row(bill, words) for bill in bills[:ROWS]]
    if len(bills) > ROWS:
        sentences.append(words.say("bills.more", count=len(bills) - ROWS))
    return sentences


def _bill(data: View, words: Words) -> list[str]:
    lines = [
        words.say("bill.line", description=line["description"], amount=money(line["amount"]))
        for line in data.get("lines", ())
    ]
    return [bill_row(data, words), *(f"{line}." for line in lines[:ROWS])]


def _difference(data: View, words: Words) -> list[str]:
    number, after = data["bill"]["number"], money(data["to"])
    if data["against"] is None:
        amount = words.say("bill.amount", bill=number, amount=after)
        return [amount, words.say("difference.no_previous", bill=number)]
    change, before = money(data["difference"]), money(data["from"])
    other = data["against"]["number"]
    if change.is_zero:
        head = words.say("difference.same", bill=number, other=other, total=after)
    else:
        up = change.amount_minor > 0
        key, size = ("difference.up", change) if up else ("difference.down", -change)
        head = words.say(key, bill=number, other=other, amount=size, total=after, before=before)
    changed = [part for part in data["parts"] if part["kind"] != "same"]
    changed.sort(key=lambda part: -abs(part["change"]["amount_minor"]))
    return [head, *(sentence for part in changed for sentence in _part(part, words))]


def _part(part: View, words: Words) -> list[str]:
    name, change = part["description"], money(part["change"])
    size = change if change.amount_minor >= 0 else -change
    if part["kind"] == "added":
        return [words.say("difference.line_new", description=name, amount=size)]
    if part["kind"] == "removed":
        return [words.say("difference.line_gone", description=name, amount=size)]
    key = "difference.line_up" if change.amount_minor > 0 else "difference.line_down"
    before, after = money(part["before"]), money(part["after"])
    sentence = words.say(key, description=name, amount=size, total=after, before=before)
    effect = part.get("effect")
    if effect is None or not effect["by_quantity"]["amount_minor"]:
        return [sentence]
    return [sentence, *_because(effect, words)]


def _because(effect: View, words: Words) -> list[str]:
    unit = effect["unit"] or ""
    because = words.say(
        "difference.by_quantity",
        quantity=f"{words.write(Decimal(effect['quantity_after']))} {unit}".strip(),
        quantity_before=f"{words.write(Decimal(effect['quantity_before']))} {unit}".strip(),
        amount=money(effect["by_quantity"]),
    )
    if not effect["by_price"]["amount_minor"]:
        return [because]
    return [because, words.say("difference.by_price", amount=money(effect["by_price"]))]


def _payments(data: View, words: Words) -> list[str]:
    payments, announced = data["payments"], data.get("announced", [])[:ROWS]
    on_their_way = [_announced(each, words) for each in announced]
    if not payments:
        return on_their_way or [words.say("history.none")]
    shown = payments[:ROWS]
    intro = words.say("history.intro", count=len(shown))
    return [*on_their_way, intro, *(payment_row(payment, words) for payment in shown)]


def _announced(manual: View, words: Words) -> str:
    """A check, wire or cash that the customer says is on its way."""
    return words.say(
        "manual.row_announced",
        day=day(manual["dated_on"] or manual["created_at"]),
        what=manual["label"],
        amount=money(manual["amount"]),
        bills=words.listing([line["bill_number"] for line in manual["bills"]]),
    )


def payment_row(payment: View, words: Words) -> str:
    """One payment: when, how much, for which bill, what became of it."""
    amount, refunded = money(payment["amount"]), money(payment["refunded"])
    state = _STATE_ROW.get(payment["state"], "pending")
    if not refunded.is_zero:
        state = "refunded" if refunded >= amount else "part_refunded"
    state = _BY_HAND_ROW.get(payment.get("by_hand") or "", state)
    method = payment["method"]
    said: dict[str, Value] = {
        "day": day(payment["settled_at"] or payment["created_at"]),
        "amount": amount,
        "bill": payment["bill_number"],
        "refunded": refunded,
    }
    if state == "succeeded" and method is None:
        return words.say("status.paid_on", **said)
    # Of a payment that was made on a provider's page nothing is known of the way it was paid.
    key = f"history.row_{state}" if method else f"history.row_{state}_plain"
    row = words.say(key, method=method["label"] if method else "", **said)
    return f"{row} {with_fee}" if (with_fee := _fee(payment, words)) else row


def _fee(payment: View, words: Words) -> str:
    """What the provider took, or takes, on top of what is put to the bill."""
    fee = payment.get("fee")
    if not fee or not fee["amount_minor"]:
        return ""
    return words.say("history.fee", fee=money(fee), total=money(payment["total"]))


# A check that waits for a second person is here: it is no longer on its way.
_BY_HAND_ROW: Final = {"waiting": "checking", "reversed": "reversed"}
_STATE_ROW: Final = {
    "succeeded": "succeeded",
    "failed": "failed",
    "cancelled": "cancelled",
    "unknown": "checking",
    "hold": "checking",
    "submitting": "checking",
    "requires_action": "confirm",
}


def _plan(data: View, words: Words) -> list[str]:
    plan, subscription = data["plan"], data["subscription"]
    if plan is None or subscription is None:
        return [words.say("plan.none")]
    interval = words.say(f"interval.{subscription['interval']}")
    yearly = plan["annual_price"] if subscription["interval"] == "year" else None
    price = money(yearly or plan["price"])
    said: dict[str, Value] = {"plan": plan["name"], "price": price, "interval": interval}
    sentences = [words.say("plan.current", **said)]
    if subscription["trial_end_on"] and subscription["status"] == "trialing":
        ends = day(subscription["trial_end_on"])
        sentences.append(words.say("plan.trial_ends", day=ends, **said))
    elif subscription["renews_on"]:
        renews = day(subscription["renews_on"])
        sentences.append(words.say("plan.renews", plan=plan["name"], price=price, day=renews))
    return sentences + [_usage_row(row, words) for row in data["usage"][:ROWS]]


def _usage(data: View, words: Words) -> list[str]:
    rows = [_usage_row(row, words) for row in data["usage"][:ROWS]]
    return rows or [words.say("usage.none")]


def _usage_row(row: View, words: Words) -> str:
    name, unit = _metric(row["metric"])
    used = Decimal(row["used"])
    if row["included"] is not None and not row["unlimited"]:
        limit = Decimal(row["included"])
        text = words.say("plan.limit", used=used, limit=limit, unit=unit, feature=name)
    elif row["period"] is not None:
        start, end = (day(row["period"][key]) for key in ("start_on", "end_before_on"))
        text = words.say("usage.line", metric=name, quantity=used, unit=unit, start=start, end=end)
    else:
        text = f"{name}: {words.write(used)} {unit}."
    return " ".join(text.split()).replace(" .", ".")


_UNITS: Final = {"kwh": "kWh", "mwh": "MWh", "gb": "GB", "mb": "MB", "tb": "TB", "m3": "m³"}


def _metric(slug: str) -> tuple[str, str]:
    name, _, unit = slug.rpartition("_")
    if name and unit in _UNITS:
        return name.replace("_", " "), _UNITS[unit]
    return slug.replace("_", " "), ""


def _upgrade(data: View, words: Words) -> list[str]:
    feature = str(data["feature"]).replace("_", " ")
    plan = data["current_plan"]["name"] if data["current_plan"] else "-"
    if data["included"]:
        first = [words.say("plan.included", plan=plan, feature=feature)]
    else:
        first = [words.say("plan.not_included", plan=plan, feature=feature)]
    offer = data["offer"]
    if offer is None:
        return (
            first if data["included"] else [*first, words.say("plan.in_no_plan", feature=feature)]
        )
    said: dict[str, Value] = {
        "plan": offer["plan"]["name"],
        "price": money(offer["price"]),
        "interval": words.say(f"interval.{offer['interval']}"),
    }
    if offer["due_now"]["amount_minor"]:
        return [*first, words.say("plan.upgrade_now", amount=money(offer["due_now"]), **said)]
    starts = day(offer["effective_on"])
    return [*first, words.say("plan.upgrade_next_period", day=starts, **said)]


def _receipt(data: View, words: Words) -> list[str]:
    amount, number = money(data["amount"]), data["bill_number"]
    return [words.say("payment.succeeded", amount=amount, bill=number, receipt=data["number"])]


def _notice(data: View, _words: Words) -> list[str]:
    return [str(data["text"])]


def _article(data: View, words: Words) -> list[str]:
    """The article's own sentences as a quotation; told apart where it is in another language."""
    language = str(data["language"]).split("-")[0]
    said = words.say("help.answer", title=data["title"], text=data["snippet"])
    if language == words.language.split("-")[0]:
        return [said]
    return [words.say("help.only_in", language=_language(language, words)), said]


def _language(code: str, words: Words) -> str:
    try:
        return words.say(f"language.{code}")
    except UnknownSentence:
        return code


def _methods(data: View, words: Words) -> list[str]:
    rows: list[Value] = []
    for method in data["methods"]:
        key = "method.row_expired" if method["expired"] else "method.row_default"
        plain = not (method["expired"] or method["is_default"])
        rows.append(method["label"] if plain else words.say(key, method=method["label"]))
    if not rows:
        return [words.say("method.none")]
    return [words.say("method.list", count=len(rows), methods=words.listing(rows))]


_BY_KIND: Final[Mapping[str, Callable[[View, Words], list[str]]]] = {
    "bill": _bill,
    "bill_list": _bill_list,
    "bill_diff": _difference,
    "payments": _payments,
    "plan": _plan,
    "usage": _usage,
    "upgrade": _upgrade,
    "receipt": _receipt,
    "notice": _notice,
    "methods": _methods,
    "article": _article,
}
