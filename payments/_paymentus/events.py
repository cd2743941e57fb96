"""Paymentus's signed events: the signature header, and what an event is about. Pure.

The wire is assumed: `wire.py`, assumption 11.
"""

import re
from typing import Final

from billing.errors import ForgedReport
from billing.repositories import About
from payments._paymentus.wire import OBJECT_ID, REFERENCE, Event
from payments._protocol import WebhookReport

_HEADER = re.compile(r"t=([0-9]{10})((?:,v1=[0-9a-f]{64}){1,4})")
_ABOUT: Final = {
    "bill.created": (About.BILL, "billId"),
    "customer.updated": (About.CUSTOMER, "customerId"),
    "payment.completed": (About.PAYMENT, "billId"),
}


def read_signature(header: str) -> tuple[str, list[str]]:
    """(time, signatures) of `t=1700000000,v1=...`, written exactly so; several v1 are a change of
    secrets.
    """
    found = _HEADER.fullmatch(header)
    if found is None:
        raise ForgedReport("the signature header is malformed")
    return found[1], [part.removeprefix("v1=") for part in found[2][1:].split(",")]


def report_of(event: Event) -> WebhookReport:
    """What the event is about, as far as it says; nothing in it is believed beyond that.

    The payment of a page bears our key and an id of its own: what it pays is asked by the page.
    """
    about, named = _ABOUT.get(event.type, (About.OTHER, ""))
    subject = _text(event, named, OBJECT_ID)
    if about is not About.PAYMENT:
        return WebhookReport(event.id, event.type, None, None, about, subject)
    reference, paid = _text(event, "reference", REFERENCE), _text(event, "paymentId", OBJECT_ID)
    return WebhookReport(event.id, event.type, reference, paid, about, subject)


def _text(event: Event, name: str, form: "re.Pattern[str]") -> str | None:
    value = event.data.get(name)
    return value if isinstance(value, str) and form.fullmatch(value) else None
