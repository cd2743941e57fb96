import pytest
from pydantic import ValidationError

from tools._registry import load_tools

NAMES = [
    "add_method",
    "announce_payment",
    "cancel_payment",
    "cancel_subscription",
    "change_plan",
    "correct_invoice",
    "dispute_charge",
    "download_document",
    "enforce_tier_access",
    "explain_bill",
    "find_invoice",
    "hand_over",
    "list_bills",
    "list_methods",
    "list_receipts",
    "list_tickets",
    "pay_bill",
    "payment_history",
    "payment_link",
    "payment_options",
    "promise_to_pay",
    "read_invoice",
    "remove_method",
    "request_refund",
    "search_help",
    "set_default_method",
    "show_usage",
    "update_billing_details",
]


def test_every_tool_is_found_under_its_files_name() -> None:
    assert list(load_tools()) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_who_asks_is_never_an_argument(name: str) -> None:
    tool = load_tools()[name]
    schema = tool.Arguments.model_json_schema()
    assert schema["additionalProperties"] is False
    forbidden = {"customer", "customer_id", "tenant", "tenant_id", "user_id", "tier", "role"}
    assert forbidden.isdisjoint(schema["properties"])
    assert {"currency", "payee", "priority"}.isdisjoint(schema["properties"])
    with pytest.raises(ValidationError):
        tool.Arguments.model_validate({"customer_id": "c-omar"})


@pytest.mark.parametrize("name", NAMES)
def test_what_a_tool_does_is_declared(name: str) -> None:
    tool = load_tools()[name]
    writes = {"pay_bill", "read_invoice", "hand_over"}
    writes |= {
        "announce_payment",
        "cancel_payment",
        "payment_link",
        "add_method",
        "remove_method",
        "set_default_method",
        "correct_invoice",
        "cancel_subscription",
        "change_plan",
        "dispute_charge",
        "promise_to_pay",
        "request_refund",
        "update_billing_details",
    }
    assert (tool.access == "write") == (name in writes)
    assert 40 < len(tool.description) < 300
