"""Orders: asked for, shown, captured once their payer agreed, and called off.

Money moves in two ways only: with a saved way to pay, when the order is made, and when we capture
what a payer agreed to. Before we capture, three things must be ours: the key (`custom_id`), the
amount with its currency, and the seal over both (`reference_id`). An order that somebody else made
with our key, or that was changed to another amount, is therefore never captured.
"""

import logging
import re
from dataclasses import replace
from typing import Final

from billing.errors import OutcomeUnknown, ProviderUnavailable
from billing.money import Money
from billing.payments import DeclineReason, PaymentReport, PaymentState
from payments._paypal.account import Account, Answer, in_doubt, unavailable
from payments._paypal.wire import Capture, Json, Order, reason_of
from payments._paypal.words import (
    DONE_ALREADY,
    NOT_YET,
    OBJECT_ID,
    OFF,
    PAID_ALREADY,
    SAID_NO,
    TRY_ANOTHER,
    WAITING,
)
from payments._wire import parse

_log = logging.getLogger(__name__)
PAGE_LINKS: Final = ("payer-action", "approve")
_MAX_DESCRIPTION: Final = 127


class Orders:
    """One account's orders and what they took."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def unit(self, key: str, money: Money, value: str, description: str) -> Json:
        """What an order of ours asks for, with our key, our seal and the amount."""
        unit: Json = {
            "reference_id": self._account.seal(key, money),
            "custom_id": key,
            "invoice_id": key,
            "amount": {"currency_code": money.currency, "value": value},
        }
        shown = " ".join(description.split())[:_MAX_DESCRIPTION]
        return unit | ({"description": shown} if shown else {})

    def order(self, order_id: str) -> Order | None:
        """The order; None when there is none (any more): one that nobody agreed to is deleted."""
        if not OBJECT_ID.fullmatch(order_id):
            raise ProviderUnavailable("that is no order of PayPal's")
        order = self._account.fetch(Order, f"/v2/checkout/orders/{order_id}")
        if order is not None and order.id != order_id:
            raise ProviderUnavailable("PayPal answered about another order")
        return order

    def capture(self, capture_id: str) -> Capture | None:
        if not OBJECT_ID.fullmatch(capture_id):
            raise ProviderUnavailable("that is no payment of PayPal's")
        capture = self._account.fetch(Capture, f"/v2/payments/captures/{capture_id}")
        if capture is not None and capture.id != capture_id:
            raise ProviderUnavailable("PayPal answered about another payment")
        return capture

    def known(self, provider_ref: str) -> Order | PaymentReport | None:
        """What PayPal has under this id, an order's or a capture's; None for neither."""
        order = self.order(provider_ref)
        if order is not None:
            return order
        capture = self.capture(provider_ref)
        if capture is None:
            return None
        if capture.report is None:
            raise ProviderUnavailable("PayPal has not decided, or it is none of ours")
        return capture.report

    def report(self, order: Order) -> PaymentReport | None:
        """The order in our words; None when it is undecided, unreadable or none of ours.

        One that its payer agreed to and that nobody captured yet is undecided.
        """
        capture, reference = order.capture, order.reference
        if capture is not None:
            found = capture.report
            return found if found is None or found.reference == reference else None
        money = order.unit.amount.money
        if reference is None or money is None:
            return None
        if order.is_off or order.status == "VOIDED":
            return PaymentReport(reference, order.id, PaymentState.CANCELLED, money)
        if order.status in WAITING:
            url = self._account.page_url(order.links, *PAGE_LINKS)
            return PaymentReport(
                reference, order.id, PaymentState.REQUIRES_ACTION, money, next_url=url
            )
        return None

    def settle(self, order: Order, reference: str) -> PaymentReport:
        """What became of the order, captured now when its payer agreed.

        Raises `ProviderUnavailable` for what is not ours and for what nothing can be said about,
        `OutcomeUnknown` when the capture is in doubt.
        """
        if order.reference != reference:
            raise ProviderUnavailable("PayPal's order is another payment")
        report = self.report(order)
        if report is not None:
            return report
        if order.status != "APPROVED" or order.capture is not None:
            raise ProviderUnavailable("PayPal has not decided about this order")
        if not self._account.sealed(order):
            return self._not_asked_for(order, reference)
        return self._captured(order, reference)

    def _not_asked_for(self, order: Order, reference: str) -> PaymentReport:
        """An order that we did not ask for in this form: never captured, so it goes on waiting.

        Its amount is told as it is there: one that is not ours puts the payment on hold.
        """
        money = order.unit.amount.money
        if money is None:
            raise ProviderUnavailable("not captured: PayPal's order is of no amount that we know")
        _log.warning("not captured: we did not ask for this order and amount")
        return PaymentReport(reference, order.id, PaymentState.REQUIRES_ACTION, money)

    def call_off(self, order: Order) -> PaymentReport:
        """Mark the order so that nobody captures it; the report says what it became instead.

        Raises `OutcomeUnknown` in any doubt, `ProviderUnavailable` for a definite no.
        """
        place = re.sub(r"[^A-Za-z0-9_-]", "", order.unit.reference_id)
        path = f"/purchase_units/@reference_id=='{place}'/custom_id"
        change = [{"op": "replace", "path": path, "value": f"{order.reference}{OFF}"}]
        answer = self._account.ask("PATCH", f"/v2/checkout/orders/{order.id}", change)
        if not answer.ok and not answer.is_definite:
            raise in_doubt(answer)
        if not answer.ok and answer.issue not in DONE_ALREADY:
            raise unavailable(answer)
        now = self.order(order.id)
        report = None if now is None else self.report(now)
        if report is None:
            raise OutcomeUnknown("PayPal does not say what became of an order that was called off")
        return report

    def _captured(self, order: Order, reference: str) -> PaymentReport:
        # A payer who agrees again, to another way to pay, makes another request of it. One order
        # is captured once, whatever is asked how often.
        times = re.sub(r"[^0-9]", "", order.update_time or "")[-6:]
        path = f"/v2/checkout/orders/{order.id}/capture"
        answer = self._account.ask("POST", path, {}, key=f"{reference}-c{times}")
        if not answer.ok:
            return self._not_captured(order, reference, answer)
        made = parse(Order, answer.data)
        report = None if made is None else self.report(made)
        if made is None or report is None or (made.id, report.reference) != (order.id, reference):
            raise OutcomeUnknown("PayPal's answer is not about this order, or not final")
        return report

    def _not_captured(self, order: Order, reference: str, answer: Answer) -> PaymentReport:
        issue = answer.issue or ""
        if not answer.is_definite or issue == PAID_ALREADY:
            raise in_doubt(answer)
        if issue in DONE_ALREADY:
            now = self.order(order.id)
            report = None if now is None else self.report(now)
            if report is None or report.reference != reference:
                raise in_doubt(answer)
            return report
        if answer.status not in (400, 422):
            raise unavailable(answer)
        money = order.unit.amount.money
        if money is None:
            raise in_doubt(answer)
        waiting = PaymentReport(reference, order.id, PaymentState.REQUIRES_ACTION, money)
        if issue in NOT_YET | TRY_ANOTHER:
            url = self._account.page_url([*answer.links, *order.links], "redirect", *PAGE_LINKS)
            no = DeclineReason.CARD_DECLINED if issue in SAID_NO else None
            return replace(waiting, next_url=url, reason=no)
        ended = self.call_off(order)
        if ended.state is not PaymentState.CANCELLED:
            return ended
        return replace(waiting, state=PaymentState.FAILED, reason=reason_of(issue))
