"""The e-mail around a receipt, in the customer's language: subject, text and HTML. No links."""

from dataclasses import dataclass, field
from html import escape
from typing import Final

from delivery.receipt_sheet import ReceiptSheet, fee_rows, plain, words

_PAGE: Final = (
    '<div style="margin:0;padding:32px 16px;background:#f4f6f8">'
    '<div style="max-width:520px;margin:0 auto;padding:32px;background:#ffffff;border-radius:12px;'
    'font:16px/1.5 -apple-system,Segoe UI,Roboto,Helvetica,Arial,sans-serif;color:#16202c">'
    "{inside}</div></div>"
)
_BIG: Final = '<p style="margin:24px 0 4px;font-size:34px;line-height:1.2;font-weight:600">{}</p>'
_SMALL: Final = '<p style="margin:0 0 24px;color:#5d6b7a;font-size:14px">{}</p>'
_TEXT: Final = '<p style="margin:0 0 16px">{}</p>'


@dataclass(frozen=True, slots=True)
class ReceiptEmail:
    subject: str
    text: str = field(repr=False)
    html: str = field(repr=False)


def receipt_email(sheet: ReceiptSheet) -> ReceiptEmail:
    """What to write when the receipt is sent or, after a refund, sent again."""
    say = words(sheet.language)
    seller, number = plain(sheet.seller_name, 90), plain(sheet.number, 48)
    amount = plain(sheet.amount, 40)
    hello = say["mail_hello"].format(name=plain(sheet.customer_name, 90))
    key = f"mail_{sheet.refunds[-1].key}" if sheet.refunds else "mail_thanks"
    thanks = say[key].format(amount=amount)
    about = _about(sheet)
    text = "\n\n".join(
        (hello, thanks, "\n".join(about), say["mail_questions"], f"{say['mail_regards']}\n{seller}")
    )
    inside = "".join(
        (
            _TEXT.format(escape(hello)),
            _TEXT.format(escape(thanks)),
            _BIG.format(escape(amount)),
            _SMALL.format("<br>".join(escape(line) for line in about)),
            _TEXT.format(escape(say["mail_questions"])),
            _TEXT.format(f"{escape(say['mail_regards'])}<br>{escape(seller)}"),
        )
    )
    subject = say["mail_subject"].format(number=number, seller=seller)
    return ReceiptEmail(subject, text + "\n", _PAGE.format(inside=inside))


def _about(sheet: ReceiptSheet) -> list[str]:
    say = words(sheet.language)
    facts = [
        (say["number"], sheet.number),
        (say["date"], sheet.paid_on),
        (say["bill"], sheet.bill_number),
        (say["method"], sheet.method),
        *((say[key], value) for key, value in fee_rows(sheet)),
        *((say[r.key].format(date=plain(r.on, 40)), r.amount) for r in sheet.refunds),
        (say["kept"], sheet.kept),
        (say["remaining"], sheet.remaining),
    ]
    return [f"{label}: {plain(value, 90)}" for label, value in facts if value]
