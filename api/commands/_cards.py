"""Cards as text for a terminal: columns for lists, a box for a quote; facts as the server sent."""

import textwrap
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from billing.money import Money
from billing.words import Words, named

Json = Mapping[str, object]
WIDTH: Final = 76


def card_text(card: Json, words: Words) -> str:
    """One card, a few lines; an unknown kind shows nothing, because the reply says the same."""
    data = card.get("data")
    draw = _DRAWN.get(str(card.get("kind")))
    return draw(data, words) if draw is not None and isinstance(data, Mapping) else ""


def quote_box(quote: Json, words: Words) -> str:
    """What would be paid, with what, or what would be done; and how to say yes or no."""
    act = quote.get("act")
    if isinstance(act, Mapping):
        body = textwrap.wrap(_text(act, "summary"), WIDTH - 4)
        answer = words.say("card.act_answer")
        return _box(words.say("card.act", id=_text(quote, "id")), [*body, answer])
    rows = [
        (f"{_text(line, 'bill_number')}  {_text(line, 'description')}", amount(line.get("amount")))
        for line in _rows(quote, "lines")
    ]
    fee = quote.get("fee")
    if isinstance(fee, Mapping) and fee.get("amount_minor"):
        rows.append((words.say("card.fee"), amount(fee)))
    rows.append((words.say("card.total"), amount(quote.get("total"))))
    side = max(len(right) for _, right in rows)
    body = [
        f"{_cut(left, WIDTH - side - 6):<{WIDTH - side - 6}}  {right:>{side}}"
        for left, right in rows
    ]
    method = quote.get("method")
    label = _text(method, "label") if isinstance(method, Mapping) else "?"
    body.append(words.say("card.offer_to", payee=_text(quote, "payee"), method=label))
    body.append(words.say("card.offer_answer"))
    return _box(words.say("card.payment", id=_text(quote, "id")), body)


def payments_text(
    payments: Sequence[Json],
    numbers: Mapping[str, str],
    words: Words,
    quote: Json | None = None,
) -> str:
    """What became of each payment of a quote; `numbers` are receipt numbers by payment."""
    lines = []
    bills = {
        _text(line, "bill_id"): _text(line, "bill_number") for line in _rows(quote or {}, "lines")
    }
    method = quote.get("method") if quote is not None else None
    for each in payments:
        number = numbers.get(_text(each, "id")) or _text(each, "receipt_id")
        named = {**each, "bill_number": bills.get(_text(each, "bill_id")), "method": method}
        lines.append(_became(named, number, words))
        lines += _address(each.get("action"), words)
    return "\n".join(lines)


def _became(payment: Json, number: str, words: Words) -> str:
    state = _text(payment, "state")
    key = f"payment.{'submitting' if state == 'created' else state}"
    bill = _text(payment, "bill_number") or _text(payment, "bill_id")
    paid = amount(payment.get("amount"))
    said = {"amount": paid, "bill": bill, "receipt": number or "-"}
    fee = payment.get("fee")
    if state == "succeeded" and isinstance(fee, Mapping) and fee.get("amount_minor"):
        key = f"{key}_with_fee"
        said |= {"fee": amount(fee), "total": amount(payment.get("total"))}
    page, method = payment.get("action"), payment.get("method")
    if isinstance(page, Mapping) and page.get("kind") == "payment_link":
        key = "payment.approve_at"
        said["method"] = _text(method, "label") if isinstance(method, Mapping) else "-"
    line = words.say(key, **said)
    reason = _text(payment, "reason")
    if not reason:
        return line
    money = payment.get("amount")
    currency = _text(money, "currency")
    return f"{line} {words.say(f'decline.{reason}', currency=currency)}"


def amount(value: object) -> str:
    """An amount as the server displays it, else `97.40 USD`."""
    if not isinstance(value, Mapping):
        return ""
    if isinstance(value.get("display"), str):
        return str(value["display"])
    minor = value.get("amount_minor")
    if not isinstance(minor, int):
        return ""
    currency = str(value.get("currency"))
    return f"{Money(minor, currency).to_decimal()} {currency}"


def _bill(data: Json, words: Words) -> str:
    head = f"{_text(data, 'number')}  {_text(data, 'description')}"
    lines = [
        (_text(line, "description"), amount(line.get("amount"))) for line in _rows(data, "lines")
    ]
    lines.append((words.say("card.amount"), amount(data.get("amount"))))
    by = words.say("card.to_pay_by", day=_text(data, "due_on"))
    lines.append((by, amount(data.get("balance"))))
    return "\n".join([head, *_columns(lines)])


def _bill_list(data: Json, words: Words) -> str:
    rows = [
        (
            _text(bill, "number"),
            _cut(_text(bill, "description"), 34),
            _text(bill, "due_on"),
            amount(bill.get("balance")),
            ", ".join(_flags(bill, words)),
        )
        for bill in _rows(data, "bills")
    ]
    totals = [amount(total) for total in _rows(data, "totals")]
    if totals:
        rows += [
            ("", words.say("card.total") if number == 0 else "", "", each, "")
            for number, each in enumerate(totals)
        ]
    return "\n".join(_columns(rows, right=3))


def _flags(bill: Json, words: Words) -> list[str]:
    flags = bill.get("flags")
    found = [named(words, "flag", str(flag)) for flag in flags] if isinstance(flags, list) else []
    return found or (
        [] if bill.get("state") == "open" else [named(words, "state", _text(bill, "state"))]
    )


def _difference(data: Json, words: Words) -> str:
    signs = {"added": "+", "removed": "-", "changed": "*", "same": "="}
    rows = [
        (
            signs.get(_text(part, "kind"), " "),
            _cut(_text(part, "description"), 30),
            amount(part.get("before")) or "-",
            amount(part.get("after")) or "-",
            amount(part.get("change")),
            _cut(_text(part, "note"), 30),
        )
        for part in _rows(data, "parts")
    ]
    rows.append(
        (
            "",
            words.say("card.total"),
            amount(data.get("from")),
            amount(data.get("to")),
            amount(data.get("difference")),
            "",
        )
    )
    return "\n".join(_columns(rows, right=2, until=4))


def _receipt(data: Json, words: Words) -> str:
    method = data.get("method")
    bill, paid = _text(data, "bill_number"), amount(data.get("amount"))
    body = [
        words.say("card.receipt_with", amount=paid, bill=bill, method=_text(method, "label"))
        if isinstance(method, Mapping)
        else words.say("card.payment_of", amount=paid, bill=bill),
        *_fee(data, words),
        words.say("card.left_to_pay", amount=amount(data.get("bill_balance"))),
    ]
    return _box(words.say("card.receipt", number=_text(data, "number")), body)


def _fee(data: Json, words: Words) -> list[str]:
    """What the provider took on top, where it did."""
    fee = data.get("fee")
    if not isinstance(fee, Mapping) or not fee.get("amount_minor"):
        return []
    rows = (("card.fee", fee), ("card.total", data.get("total")))
    return [f"{words.say(key)}: {amount(value)}" for key, value in rows]


def _standing(payment: Json) -> str:
    """The state that people mean: of a check that came back, that it did."""
    return "reversed" if payment.get("by_hand") == "reversed" else _text(payment, "state")


def _payments(data: Json, words: Words) -> str:
    rows = [
        (
            _text(each, "created_at")[:10],
            _text(each, "bill_number"),
            amount(each.get("amount")),
            named(words, "state", _standing(each)),
            _text(each, "receipt_number"),
        )
        for each in _rows(data, "payments")
    ]
    pages = [
        line for each in _rows(data, "payments") for line in _address(each.get("action"), words)
    ]
    return "\n".join([*_columns(rows, right=2), *pages])


def _methods(data: Json, words: Words) -> str:
    rows = [
        (
            _text(each, "label"),
            words.say("card.method_expired")
            if each.get("expired")
            else words.say("card.method_usual")
            if each.get("is_default")
            else "",
        )
        for each in _rows(data, "methods")
    ]
    return "\n".join(_columns(rows))


def _page(data: Json, words: Words) -> str:
    return "\n".join(_address(data, words))


def _address(page: object, words: Words) -> list[str]:
    """Where to go on with a browser: a terminal has no button."""
    url = _text(page, "url")
    return [f"{_text(page, 'label') or words.say('card.page_open')}: {url}"] if url else []


def _invoice(data: Json, words: Words) -> str:
    fields = data.get("fields")
    names = ("seller_name", "invoice_number", "issue_date", "due_date", "total_amount", "currency")
    shown = [
        (named(words, "field", name), _text(fields, name))
        for name in names
        if isinstance(fields, Mapping) and fields.get(name) is not None
    ]
    refusal = _text(data, "refusal") or _text(data, "state")
    verdict = _text(data, "verdict")
    said = named(words, "verdict", verdict) if verdict else refusal.replace("_", " ")
    head = words.say("card.document", id=_text(data, "id"))
    return "\n".join([f"{head}: {said}", *_columns(shown, right=9)])


def _usage(data: Json, words: Words) -> str:
    rows = []
    for each in _rows(data, "usage"):
        used, included = _text(each, "used"), _text(each, "included")
        if each.get("unlimited"):
            used = words.say("card.unlimited", used=used)
        elif included:
            used = words.say("card.used", used=used, included=included)
        rows.append((_text(each, "metric").replace("_", " "), used))
    return "\n".join(_columns(rows, right=1))


def _plan(data: Json, words: Words) -> str:
    plan = data.get("plan")
    if not isinstance(plan, Mapping):
        return ""
    head = words.say("card.plan", plan=_text(plan, "name"))
    return "\n".join(filter(None, [f"{head}: {_per(plan, words)}", _usage(data, words)]))


def _per(priced: Json, words: Words) -> str:
    interval = named(words, "interval", _text(priced, "interval"))
    return words.say("card.per", price=amount(priced.get("price")), interval=interval)


def _upgrade(data: Json, words: Words) -> str:
    offer = data.get("offer")
    if not isinstance(offer, Mapping) or not isinstance(offer.get("plan"), Mapping):
        return ""
    plan = offer["plan"]
    now = words.say("card.due_now", amount=amount(offer.get("due_now")))
    return f"{_text(plan, 'name')}: {_per(offer, words)}, {now}"


def _ticket(data: Json, words: Words) -> str:
    said = [
        named(words, group, _text(data, name))
        for group, name in (
            ("category", "category"),
            ("priority", "priority"),
            ("ticket_state", "status"),
        )
    ]
    return f"{words.say('card.ticket', id=_text(data, 'id'))}: {', '.join(said)}"


def _article(data: Json, words: Words) -> str:
    """The reply quotes it; here is where to read on."""
    title = words.say("card.article", title=_text(data, "title"))
    return "\n".join(part for part in (title, _text(data, "url")) if part)


_DRAWN: Final[Mapping[str, Callable[[Json, Words], str]]] = {
    "bill": _bill,
    "bill_list": _bill_list,
    "bill_diff": _difference,
    "quote": quote_box,
    "receipt": _receipt,
    "payments": _payments,
    "methods": _methods,
    "page": _page,
    "invoice_fields": _invoice,
    "plan": _plan,
    "upgrade": _upgrade,
    "usage": _usage,
    "ticket": _ticket,
    "article": _article,
}


def _text(row: object, name: str) -> str:
    """A member as one clean line: control characters never reach a terminal."""
    value = row.get(name) if isinstance(row, Mapping) else None
    return "" if value is None else clean(str(value)).replace("\n", " ")


def clean(text: str) -> str:
    """Text without what could move a terminal's cursor or colours; its no-break spaces stay."""
    return "".join(
        char
        for char in text
        if char == "\n" or char.isprintable() or unicodedata.category(char) == "Zs"
    )


def _rows(data: Json, name: str) -> list[Json]:
    found = data.get(name)
    return [row for row in found if isinstance(row, Mapping)] if isinstance(found, list) else []


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"


def _columns(
    rows: Sequence[Sequence[str]], *, right: int = 1, until: int | None = None
) -> list[str]:
    """Aligned columns; those from `right` up to `until` hold amounts and end flush."""
    if not rows:
        return []
    last = right if until is None else until
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return [
        "  "
        + "  ".join(
            f"{cell:>{width}}" if right <= i <= last else f"{cell:<{width}}"
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def _box(title: str, body: Sequence[str]) -> str:
    inside = [
        line for each in body for line in textwrap.wrap(each, WIDTH - 4, drop_whitespace=False)
    ]
    top = f"┌─ {title} " + "─" * max(0, WIDTH - len(title) - 5) + "┐"
    middle = [f"│ {line:<{WIDTH - 4}} │" for line in inside]
    return "\n".join([top, *middle, "└" + "─" * (len(top) - 2) + "┘"])
