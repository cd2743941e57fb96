import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from billing.bills import BillState
from billing.differences import difference
from billing.entitlements import Standing, judge_feature
from billing.facts_view import facts_view
from billing.ids import BillId, ConversationId, PersonId, QuoteId, ReceiptId, TicketId
from billing.money import Money
from billing.payments import DeclineReason, PaymentState
from billing.plan_views import plan_card_view, upgrade_view, usage_view
from billing.quotes import Quote, QuoteLine, QuoteStatus
from billing.receipts import Receipt
from billing.tickets import Priority, Ticket, TicketStatus
from billing.uploads import UploadState, Verdict
from billing.views import (
    PaymentLine,
    Show,
    View,
    bill_list_view,
    bill_view,
    difference_view,
    method_view,
    money_view,
    notice_view,
    payment_result_view,
    payment_view,
    quote_view,
    receipt_view,
    ticket_view,
    upload_view,
)
from tests.builders import (
    CONNECTION,
    MARCH,
    NORA,
    POLICY,
    TODAY,
    february,
    january,
    method,
    money,
    payment,
    plan,
    subscription,
    upload,
    usage,
)

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class PlainFormats:
    def money(self, amount: Money, language: str) -> str:
        return f"{language}:{amount.to_decimal()}"


ENGLISH = Show("en", PlainFormats())


def test_money_is_shown_only_where_the_language_is_known() -> None:
    assert money_view(money("97.40"), None) == {"amount_minor": 9740, "currency": "USD"}
    assert money_view(money("97.40"), ENGLISH)["display"] == "en:97.40"


def test_a_bill_has_the_members_of_the_wire() -> None:
    view = bill_view(replace(february(), paid=money("40.00")), today=date(2026, 4, 1))
    assert (
        list(view)
        == (
            "id number category description issued_on due_on period amount balance state flags "
            "open_payment version disputed promised_on extended_until lines"
        ).split()
    )
    assert view["period"] == {"start_on": "2026-02-01", "end_before_on": "2026-03-01"}
    assert view["balance"] == {"amount_minor": 5740, "currency": "USD"}
    assert view["flags"] == ["partially_paid", "overdue"]
    assert view["state"] == "open"
    assert isinstance(view["lines"], list)
    assert view["lines"][0] == {
        "position": 1,
        "description": "Energy 402 kWh",
        "amount": {"amount_minor": 7640, "currency": "USD"},
    }


def test_lists_leave_lines_out() -> None:
    view = bill_list_view([february()], [money("97.40")], today=TODAY)
    assert isinstance(view["bills"], list)
    assert isinstance(view["bills"][0], dict)
    assert "lines" not in view["bills"][0]
    assert view["totals"] == [{"amount_minor": 9740, "currency": "USD"}]


def test_a_differences_changes_add_up_on_the_wire() -> None:
    view = json.loads(json.dumps(difference_view(difference(february(), january()), ENGLISH)))
    assert view["bill"] == {"id": "HB-100", "number": "HB-100"}
    assert (view["from"]["amount_minor"], view["to"]["amount_minor"]) == (8810, 9740)
    changes = sum(part["change"]["amount_minor"] for part in view["parts"])
    assert changes == view["difference"]["amount_minor"] == 930
    energy, grid = view["parts"][0], view["parts"][1]
    assert energy["note"] == "355 → 402 kWh, 0.19 → 0.19005 USD/kWh"
    assert energy["effect"]["by_quantity"]["display"] == "en:8.93"
    assert (grid["kind"], grid["note"], grid["effect"]) == ("same", None, None)
    assert difference_view(difference(february(), None))["against"] is None


def test_a_method_never_shows_its_token() -> None:
    view = method_view(method(expires_before_on=date(2026, 3, 1)), today=TODAY)
    assert view["label"] == "Visa •••• 4242"
    assert view["expired"] is True
    assert "ref_" not in json.dumps(view)


def test_a_payment_has_the_members_of_the_wire() -> None:
    receipt = Receipt(
        ReceiptId("rc-1"), "R-000001", NORA, payment().id, BillId("HB-090"), money("88.10"), AT
    )
    line = PaymentLine(payment(), "HB-090", method(), receipt, money("8.00"))
    assert payment_view(line) == {
        "id": "pay-1",
        "bill_id": "HB-090",
        "bill_number": "HB-090",
        "amount": {"amount_minor": 8810, "currency": "USD"},
        "fee": {"amount_minor": 0, "currency": "USD"},
        "total": {"amount_minor": 8810, "currency": "USD"},
        "state": "succeeded",
        "reason": None,
        "method": {"id": "pm-visa", "label": "Visa •••• 4242"},
        "by_hand": None,
        "created_at": "2026-02-11T12:00:00Z",
        "settled_at": None,
        "receipt_id": "rc-1",
        "receipt_number": "R-000001",
        "refunded": {"amount_minor": 800, "currency": "USD"},
        "action": None,
    }
    shown = receipt_view(receipt, bill=january(), method=method())
    members = "id number payment_id bill_id bill_number amount fee total method issued_at"
    assert list(shown) == [*members.split(), "bill_balance"]


def test_a_failed_payment_says_why() -> None:
    failed = replace(payment(), state=PaymentState.FAILED, reason=DeclineReason.INSUFFICIENT_FUNDS)
    view = payment_result_view(failed)
    assert (view["state"], view["reason"], view["receipt_id"]) == (
        "failed",
        "insufficient_funds",
        None,
    )


def test_a_quote_lists_only_methods_that_could_pay_it() -> None:
    quote = Quote(
        id=QuoteId("qt-1"),
        customer_id=NORA,
        person_id=PersonId("p-nora"),
        status=QuoteStatus.OPEN,
        lines=(QuoteLine(BillId("HB-100"), "HB-100", 1, "Electricity", money("97.40"), 100),),
        method_id=method().id,
        connection_id=CONNECTION,
        payee="Harbor Power & Water Inc",
        approve_by=("button",),
        created_at=AT,
        expires_at=AT,
        conversation_id=ConversationId("conv-0001"),
    )
    methods = [
        method(),
        method("pm-old", expires_before_on=date(2026, 1, 1)),
        method("pm-euro", currencies=("EUR",)),
    ]
    view = quote_view(quote, methods, today=TODAY)
    assert isinstance(view["methods"], list)
    assert [m["id"] for m in view["methods"] if isinstance(m, dict)] == ["pm-visa"]
    assert view["amount"] == {"amount_minor": 9740, "currency": "USD"}
    assert view["fee"] == {"amount_minor": 100, "currency": "USD"}
    assert view["total"] == {"amount_minor": 9840, "currency": "USD"}
    assert view["method"] == {"id": "pm-visa", "label": "Visa •••• 4242"}
    assert view["expires_at"] == "2026-03-02T09:00:00Z"


def test_an_upgrade_carries_the_exact_price() -> None:
    plans = (
        plan("hb-home", "10.00", features={"csv_export": False}),
        plan("hb-plus", "20.00", features={"csv_export": True}),
    )
    standing = Standing(plans, subscription("hb-home"), (), POLICY, "USD", TODAY)
    view = json.loads(json.dumps(upgrade_view(judge_feature("csv", standing))))
    assert view["current_plan"] == {"id": "hb-home", "name": "Home"}
    assert view["offer"]["plan"] == {"id": "hb-plus", "name": "Plus"}
    assert view["offer"]["due_now"] == {"amount_minor": 967, "currency": "USD"}
    assert view["offer"]["effective_on"] == "2026-03-02"
    assert (view["included"], view["limit"], view["used"]) == (False, None, None)


def test_quantities_are_decimal_strings() -> None:
    view = usage_view(replace(usage("data_gb", "0"), used=Decimal("1E+3"), period=MARCH))
    assert view["used"] == "1000"
    assert view["period"] == {"start_on": "2026-03-01", "end_before_on": "2026-04-01"}


def test_a_plan_card_names_the_plan_in_the_subscription() -> None:
    view = plan_card_view(plan("hb-home"), subscription("hb-home", seats_used=2), [usage()])
    assert isinstance(view["subscription"], dict)
    assert view["subscription"]["plan"] == {"id": "hb-home", "name": "Home"}
    assert view["subscription"]["seats_used"] == 2


def test_only_staff_see_the_words_and_the_packet_of_a_ticket() -> None:
    ticket = Ticket(
        TicketId("tk-1"), NORA, "dispute", Priority.HIGH, TicketStatus.OPEN, AT, text="private",
        packet={"bills": []},
    )  # fmt: skip
    assert "private" not in json.dumps(ticket_view(ticket))
    staff = ticket_view(ticket, for_staff=True)
    assert (staff["text"], staff["packet"], staff["customer_id"]) == (
        "private",
        {"bills": []},
        "c-nora",
    )


def test_an_upload_names_the_bill_it_is_about() -> None:
    read = replace(
        upload(),
        state=UploadState.READ,
        verdict=Verdict.KNOWN_OPEN,
        bill_id=BillId("HB-100"),
        fields={"total_amount": "97.40"},
    )
    view = upload_view(read, february())
    assert (view["verdict"], view["bill_number"]) == ("known_open", "HB-100")
    assert view["fields"] == {"total_amount": "97.40"}
    assert upload_view(upload())["verdict"] is None


def test_facts_count_each_bill_once_and_total_by_currency() -> None:
    euro = replace(january(), amount=money("18.00", "EUR"), state=BillState.OPEN)
    cards: list[tuple[str, View]] = [
        ("bill_list", bill_list_view([february(), euro], [], today=TODAY)),
        ("bill", bill_view(february(), today=TODAY)),
        ("usage", {"usage": [usage_view(usage())]}),
        ("notice", notice_view("x", "y")),
    ]
    facts = json.loads(json.dumps(facts_view(cards)))
    assert [bill["id"] for bill in facts["bills"]] == ["HB-100", "HB-090"]
    assert "lines" in facts["bills"][0]
    assert facts["totals"] == [
        {"amount_minor": 1800, "currency": "EUR"},
        {"amount_minor": 9740, "currency": "USD"},
    ]
    assert [row["metric"] for row in facts["usage"]] == ["electricity_kwh"]
    assert facts["plan"] is None
