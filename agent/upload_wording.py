"""A customer's document in words: what the ledger says of it, never what its seller wrote."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from billing.errors import InvalidMoney
from billing.money import Money
from billing.words import Words
from tools._uploads import payee_warning

View = Mapping[str, Any]


def _day(text: str) -> date:
    return datetime.fromisoformat(text).date()


def upload_words(data: View, words: Words, company: str) -> list[str]:
    """What a document that the customer gave us is, by the ledger's verdict on it."""
    fields, verdict = data["fields"], data["verdict"]
    if data.get("state") == "processing":
        return [words.say("upload.being_read")]
    if verdict == "payee_changed":
        return [words.say(payee_warning(fields.get("reasons")))]
    if verdict == "duplicate_upload":
        before = data.get("duplicate_of") or data
        return [words.say("upload.duplicate", day=_day(before["uploaded_at"]))]
    if verdict == "amount_differs":
        return [_amounts_differ(data, words)]
    if verdict in ("known_open", "already_paid"):
        # These verdicts mean that document and ledger agree, so the document's figures are ours.
        amount, due = _stated_total(fields), fields.get("due_date")
        if amount is not None and verdict == "already_paid":
            return [words.say("upload.known_paid", bill=data["bill_number"], amount=amount)]
        if amount is not None and isinstance(due, str):
            number = data["bill_number"]
            return [words.say("upload.known_open", bill=number, amount=amount, day=_day(due))]
    if verdict == "not_ours" and isinstance(fields.get("seller_name"), str):
        # Only the card names the seller: what is said here is history in the model's next prompt.
        return [words.say("upload.not_ours", company=company)]
    if verdict == "not_ours":
        return [words.say("upload.unknown_number")]
    return [words.say("notice.see_card")]


def _amounts_differ(data: View, words: Words) -> str:
    """Both amounts, as the verdict's reason has them."""
    reasons = data["fields"].get("reasons") or [{}]
    stated, ours = (_written(reasons[0].get(whose), words) for whose in ("document", "ours"))
    if stated is None or ours is None:
        return words.say("notice.see_card")
    bill = data["bill_number"]
    return words.say("upload.amount_differs", stated=stated, bill=bill, amount=ours)


def _written(amount: object, words: Words) -> str | None:
    """`97.40 USD` as the reader writes it; None where it is no amount."""
    number, _, currency = str(amount or "").partition(" ")
    try:
        return words.write(Money.from_decimal(number, currency))
    except InvalidMoney:
        return None


def _stated_total(fields: View) -> Money | None:
    try:
        return Money.from_decimal(str(fields.get("total_amount")), str(fields.get("currency")))
    except InvalidMoney:
        return None
