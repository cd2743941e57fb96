"""Cards as text for a terminal: columns for lists, a box for a quote; facts as the server sent."""

import textwrap
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from billing.money import Money

Json = Mapping[str, object]
WIDTH: Final = 76


def card_text(card: Json) -> str:
    """One card, a few lines; an unknown kind shows nothing, because the reply says the same."""
    data = card.get("data")
    draw = _DRAWN.get(str(card.get("kind")))
    return draw(data) if draw is not None and isinstance(data, Mapping) else ""


def quote_box(quote: Json) -> str:
    """What would be paid, with what, and how to say yes or no."""
    rows = [
        (f"{_text(line, 'bill_number')}  {_text(line, 'description')}", amount(line.get("amount")))
        for line in _rows(quote, "lines")
    ]
    fee = quote.get("fee")
    if isinstance(fee, Mapping) and fee.get("amount_minor"):
        rows.append(("Fee", amount(fee)))
    rows.append(("Total", amount(quote.get("total"))))
    side = max(len(right) for _, right in rows)
    body = [
        f"{_cut(left, WIDTH - side - 6):<{WIDTH - side - 6}}  {right:>{side}}"
        for left, right in rows
    ]
    method = quote.get("method")
    label = _text(method, "label") if isinstance(method, Mapping) else "?"
    body += [f"To {_text(quote, 'payee')}, with {label}", "/approve pays it, /decline does not"]
    return _box(f"Payment {_text(quote, 'id')}", body)


def payments_text(payments: Sequence[Json], numbers: Mapping[str, str]) -> str:
    """What became of each payment of a quote; `numbers` are receipt numbers by payment."""
    lines = []
    for each in payments:
        state, paid = _text(each, "state"), amount(each.get("amount"))
        line = f"{_text(each, 'bill_id')}: {paid} {_STATES.get(state, state)}"
        if each.get("reason"):
            line += f" ({_text(each, 'reason').replace('_', ' ')})"
        number = numbers.get(_text(each, "id")) or _text(each, "receipt_id")
        lines.append(f"{line}, receipt {number}" if number else line)
        lines += _address(each.get("action"))
    return "\n".join(lines)


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


_STATES: Final = {
    "succeeded": "is paid",
    "failed": "was not paid",
    "pending": "is on its way; the bank takes a while",
    "unknown": "is being confirmed with the provider; do not pay it again",
    "submitting": "is being sent",
    "created": "is being sent",
    "hold": "is being looked at by a person",
    "requires_action": "waits for you on the page below",
    "cancelled": "was cancelled",
}


def _bill(data: Json) -> str:
    head = f"{_text(data, 'number')}  {_text(data, 'description')}"
    lines = [
        (_text(line, "description"), amount(line.get("amount"))) for line in _rows(data, "lines")
    ]
    lines.append(("Amount", amount(data.get("amount"))))
    lines.append((f"To pay by {_text(data, 'due_on')}", amount(data.get("balance"))))
    return "\n".join([head, *_columns(lines)])


def _bill_list(data: Json) -> str:
    rows = [
        (
            _text(bill, "number"),
            _cut(_text(bill, "description"), 34),
            _text(bill, "due_on"),
            amount(bill.get("balance")),
            " ".join(_flags(bill)),
        )
        for bill in _rows(data, "bills")
    ]
    totals = [amount(total) for total in _rows(data, "totals")]
    if totals:
        rows += [
            ("", "Together" if number == 0 else "", "", each, "")
            for number, each in enumerate(totals)
        ]
    return "\n".join(_columns(rows, right=3))


def _flags(bill: Json) -> list[str]:
    flags = bill.get("flags")
    found = [str(flag).replace("_", " ") for flag in flags] if isinstance(flags, list) else []
    return found or ([] if bill.get("state") == "open" else [_text(bill, "state")])


def _difference(data: Json) -> str:
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
            "Together",
            amount(data.get("from")),
            amount(data.get("to")),
            amount(data.get("difference")),
            "",
        )
    )
    return "\n".join(_columns(rows, right=2, until=4))


def _receipt(data: Json) -> str:
    method = data.get("method")
    label = f" with {_text(method, 'label')}" if isinstance(method, Mapping) else ""
    body = [
        f"{amount(data.get('amount'))} for {_text(data, 'bill_number')}{label}",
        f"Left to pay of this bill: {amount(data.get('bill_balance'))}",
    ]
    return _box(f"Receipt {_text(data, 'number')}", body)


def _payments(data: Json) -> str:
    rows = [
        (
            _text(each, "created_at")[:10],
            _text(each, "bill_number"),
            amount(each.get("amount")),
            _text(each, "state"),
            _text(each, "receipt_number"),
        )
        for each in _rows(data, "payments")
    ]
    pages = [line for each in _rows(data, "payments") for line in _address(each.get("action"))]
    return "\n".join([*_columns(rows, right=2), *pages])


def _methods(data: Json) -> str:
    rows = [
        (
            _text(each, "label"),
            "expired" if each.get("expired") else "usual one" if each.get("is_default") else "",
        )
        for each in _rows(data, "methods")
    ]
    return "\n".join(_columns(rows))


def _page(data: Json) -> str:
    return "\n".join(_address(data))


def _address(page: object) -> list[str]:
    """Where to go on with a browser: a terminal has no button."""
    url = _text(page, "url")
    return [f"{_text(page, 'label') or 'Open'}: {url}"] if url else []


def _invoice(data: Json) -> str:
    fields = data.get("fields")
    names = ("seller_name", "invoice_number", "issue_date", "due_date", "total_amount", "currency")
    shown = [
        (name.replace("_", " "), _text(fields, name))
        for name in names
        if isinstance(fields, Mapping) and fields.get(name) is not None
    ]
    verdict = _text(data, "verdict") or _text(data, "refusal") or _text(data, "state")
    return "\n".join(
        [f"Document {_text(data, 'id')}: {verdict.replace('_', ' ')}", *_columns(shown, right=9)]
    )


def _usage(data: Json) -> str:
    rows = []
    for each in _rows(data, "usage"):
        included = "unlimited" if each.get("unlimited") else _text(each, "included")
        of = f"of {included}" if included else ""
        rows.append((_text(each, "metric").replace("_", " "), _text(each, "used"), of))
    return "\n".join(_columns(rows, right=1))


def _plan(data: Json) -> str:
    plan = data.get("plan")
    if not isinstance(plan, Mapping):
        return ""
    head = f"Plan {_text(plan, 'name')}: {amount(plan.get('price'))} per {_text(plan, 'interval')}"
    return "\n".join(filter(None, [head, _usage(data)]))


def _upgrade(data: Json) -> str:
    offer = data.get("offer")
    if not isinstance(offer, Mapping) or not isinstance(offer.get("plan"), Mapping):
        return ""
    plan = offer["plan"]
    per = f"{amount(offer.get('price'))} per {_text(offer, 'interval')}"
    return f"{_text(plan, 'name')}: {per}, {amount(offer.get('due_now'))} due now"


def _ticket(data: Json) -> str:
    kind = _text(data, "category").replace("_", " ")
    return f"Ticket {_text(data, 'id')}: {kind}, {_text(data, 'priority')}, {_text(data, 'status')}"


_DRAWN: Final[Mapping[str, Callable[[Json], str]]] = {
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
}


def _text(row: object, name: str) -> str:
    """A member as one clean line: control characters never reach a terminal."""
    value = row.get(name) if isinstance(row, Mapping) else None
    return "" if value is None else clean(str(value)).replace("\n", " ")


def clean(text: str) -> str:
    """Text without what could move a terminal's cursor or colours."""
    return "".join(char for char in text if char == "\n" or char.isprintable())


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
