"""The table of operations: what each of them answers to whom."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tests.house import Json


@dataclass(frozen=True, slots=True)
class Row:
    """What each speaker gets. `{bill}` and the like in path and body are Nora's own things.

    `strangers`: another customer of the same company, and one of another company. `staff` answers
    questions and is no admin; `admin` is her company's, `foreign_staff` another company's admin.
    """

    nobody: int = 401
    strangers: int = 404
    staff: int = 403
    foreign_staff: int = 403
    admin: int = 403
    owner: int = 200
    body: Json | None = None
    upload: str = ""


OPEN = Row(nobody=200, strangers=200, staff=200, foreign_staff=200, admin=200)
OWN_LIST = Row(strangers=200)
STAFF_LIST = Row(strangers=403, staff=200, foreign_staff=200, admin=200, owner=403)
ADMIN_LIST = replace(STAFF_LIST, staff=403)
ADMIN_THING = replace(ADMIN_LIST, foreign_staff=404)
NO_DOOR = Row(404, 404, 404, 404, 404, 404, {"id": "evt_1"})
LONG_AGO: Json = {"since": "2020-01-01T00:00:00Z", "until": "2020-01-02T00:00:00Z"}
EVIDENCE: Json = {"outcome": "failed", "evidence": "statement, line 3"}
CASH: Json = {
    "request_id": "r-scene",
    "kind": "cash",
    "received_on": "2026-03-01",
    "currency": "USD",
    "amount_minor": 1,
    "bills": [{"bill_id": "HB-100", "amount_minor": 1}],
}
RUN: Json = {"threadId": "{thread}", "runId": "r-1"}
SAYS: Json = {"messages": [{"id": "m-run", "role": "user", "content": "hello"}]}

TABLE: Mapping[str, Row] = {
    "GET /healthz": OPEN,
    "GET /readyz": OPEN,
    "GET /metrics": OPEN,
    "POST /api/v1/auth/token": Row(
        nobody=401,
        strangers=401,
        staff=401,
        foreign_staff=401,
        admin=401,
        owner=401,
        body={"token": "a.b.c"},
    ),
    "POST /api/v1/auth/paymentus": Row(
        nobody=401,
        strangers=401,
        staff=401,
        foreign_staff=401,
        admin=401,
        owner=401,
        body={"token": "a.b.c"},
    ),
    "GET /api/v1/bills": OWN_LIST,
    "GET /api/v1/bills/{bill_id}": Row(),
    "POST /api/v1/chat": Row(
        strangers=200, body={"message": "hello", "conversation_id": "{thread}"}
    ),
    "POST /api/v1/chat/stream": Row(strangers=200, body={**RUN, **SAYS}),
    "POST /api/v1/chat/connect": Row(strangers=200, body={"conversation_id": "{thread}"}),
    "GET /api/v1/methods": OWN_LIST,
    "POST /api/v1/payments": Row(owner=201, body={"bill_ids": ["HB-100"]}),
    "GET /api/v1/payments": OWN_LIST,
    "GET /api/v1/payments/{payment_id}": Row(staff=200, foreign_staff=404, admin=200),
    "POST /api/v1/payments/{payment_id}/resolve": Row(  # finance and admins only
        strangers=403,
        foreign_staff=404,
        admin=422,  # it is on no hold
        owner=403,
        body=EVIDENCE,
    ),
    "GET /api/v1/quotes/{quote_id}": Row(),
    "POST /api/v1/quotes/{quote_id}/decline": Row(),
    "POST /api/v1/quotes/{quote_id}/approve": Row(owner=409),  # declined in the row above
    "GET /api/v1/tickets": Row(strangers=200, staff=200, foreign_staff=200, admin=200),
    "GET /api/v1/tickets/{ticket_id}/messages": Row(
        strangers=403, staff=404, foreign_staff=404, admin=404, owner=403
    ),
    "GET /api/v1/tickets/{ticket_id}": Row(staff=200, foreign_staff=404, admin=200),
    "POST /api/v1/uploads": Row(strangers=201, owner=201, upload="file"),
    "POST /api/v1/uploads/batch": Row(strangers=207, owner=207, upload="files"),
    "GET /api/v1/uploads": OWN_LIST,
    "GET /api/v1/uploads/{upload_id}": Row(),
    "GET /api/v1/uploads/{upload_id}/pages/{page}.png": Row(
        staff=200, foreign_staff=404, admin=200
    ),
    "PATCH /api/v1/uploads/{upload_id}": Row(body={"fields": {"due_date": "2026-03-21"}}),
    "POST /api/v1/webhooks/{provider}/{endpoint_token}": NO_DOOR,
    "POST /api/v1/webhooks/{provider}": NO_DOOR,  # no connection comes from the environment here
    "GET /api/v1/webhooks/health": STAFF_LIST,
    "GET /api/v1/webhooks/dead-letters": STAFF_LIST,
    "POST /api/v1/webhooks/replay": replace(ADMIN_LIST, body=LONG_AGO),
    "GET /api/v1/conversations/{conversation_id}/events": Row(),
    "POST /api/v1/methods": Row(strangers=201, owner=201, body={}),
    "POST /api/v1/methods/{method_id}/default": Row(),
    "GET /api/v1/receipts/{receipt_id}": Row(staff=200, foreign_staff=404, admin=200),
    "GET /api/v1/receipts/{receipt_id}/pdf": Row(staff=200, foreign_staff=404, admin=200),
    "POST /api/v1/receipts/{receipt_id}/send": Row(owner=202),
    "GET /api/v1/payments/{payment_id}/refunds": Row(staff=200, foreign_staff=404, admin=200),
    "GET /api/v1/payments/{payment_id}/refunds/{refund_id}": Row(
        staff=200, foreign_staff=404, admin=200
    ),
    "POST /api/v1/payments/{payment_id}/refund": Row(
        foreign_staff=404, admin=201, owner=201, body={"amount_minor": 50}
    ),
    "POST /api/v1/payments/{payment_id}/refunds/{refund_id}/resolve": replace(
        ADMIN_THING, admin=422, body=EVIDENCE
    ),
    "GET /api/v1/customers/{customer_id}/payments": replace(ADMIN_THING, staff=200),
    "GET /api/v1/disputes": STAFF_LIST,
    "GET /api/v1/outbox": STAFF_LIST,
    "POST /api/v1/outbox/{letter_id}/retry": ADMIN_THING,
    "GET /api/v1/reconciliation/holds": STAFF_LIST,
    "GET /api/v1/reconciliation/discrepancies": STAFF_LIST,
    "POST /api/v1/reconciliation/discrepancies/{discrepancy_id}/close": replace(
        ADMIN_THING, body={"note": "the bank was right"}
    ),
    "POST /api/v1/reconciliation/run": replace(  # of a connection whose keys nobody takes
        ADMIN_THING, admin=503, body={"connection_id": "{connection_id}", "days": 1}
    ),
    "GET /api/v1/connections": ADMIN_LIST,
    "GET /api/v1/connections/{connection_id}": ADMIN_THING,
    "POST /api/v1/connections/{connection_id}/test": ADMIN_THING,
    # Nothing is pulled from Stripe.
    "GET /api/v1/connections/{connection_id}/sync": replace(ADMIN_THING, staff=422, admin=422),
    "POST /api/v1/connections/{connection_id}/sync": replace(ADMIN_THING, admin=422),
    "POST /api/v1/connections/{connection_id}/disable": ADMIN_THING,
    "POST /api/v1/connections/{connection_id}/enable": ADMIN_THING,
    "PUT /api/v1/connections/{connection_id}/credentials": replace(
        ADMIN_THING, admin=422, body={"credentials": {"api_key": "sk_live_of_another_mode"}}
    ),
    "POST /api/v1/connections": replace(
        ADMIN_LIST,
        foreign_staff=422,
        admin=422,
        body={"provider": "nobody", "mode": "test", "credentials": {}},
    ),
    "GET /api/v1/webhook-endpoints": ADMIN_LIST,
    "POST /api/v1/webhook-endpoints": replace(
        ADMIN_LIST, foreign_staff=422, admin=422, body={"url": "http://127.0.0.1/inside"}
    ),
    "POST /api/v1/webhook-endpoints/{endpoint_id}/rotate-secret": ADMIN_THING,
    "DELETE /api/v1/webhook-endpoints/{endpoint_id}": replace(ADMIN_THING, admin=204),
    # Gone in the row above: what is gone is not tried, so that nothing leaves this machine.
    "POST /api/v1/webhook-endpoints/{endpoint_id}/test": replace(ADMIN_THING, admin=404),
    "DELETE /api/v1/methods/{method_id}": Row(owner=204),
    "GET /api/v1/payments/announced": OWN_LIST,
    "POST /api/v1/payments/announced": Row(
        owner=201, body={"kind": "check", "bill_ids": ["HB-100"]}
    ),
    "GET /api/v1/manual-payments": STAFF_LIST,
    "POST /api/v1/customers/{customer_id}/payments/manual": replace(
        ADMIN_THING, admin=201, body=CASH
    ),
    # Her payment was made online: nobody verifies or reverses that.
    "POST /api/v1/payments/{payment_id}/verify": replace(
        ADMIN_THING, admin=422, body={"agrees": True}
    ),
    "POST /api/v1/payments/{payment_id}/reverse": replace(
        ADMIN_THING, admin=422, body={"reason": "returned unpaid"}
    ),
    # Acts besides paying: each is an offer. What no plan and no policy allows is told so.
    "GET /api/v1/subscription": OWN_LIST,
    "POST /api/v1/subscription/change": Row(owner=404, body={"plan_id": "no-such-plan"}),
    "POST /api/v1/subscription/cancel": Row(strangers=422, owner=422, body={"keep": True}),
    "GET /api/v1/billing-details": OWN_LIST,
    "POST /api/v1/billing-details": Row(strangers=201, owner=201, body={"po_number": "PO-7"}),
    "POST /api/v1/billing-details/confirm": Row(strangers=422, owner=422, body={"code": "1"}),
    "GET /api/v1/bills/{bill_id}/pdf": Row(staff=200, foreign_staff=404, admin=200),
    "POST /api/v1/bills/{bill_id}/dispute": Row(owner=201, body={"reason": "other"}),
    "POST /api/v1/bills/{bill_id}/promise": Row(owner=202, body={"kind": "extension"}),
    "GET /api/v1/bill-disputes": Row(strangers=200, staff=200, foreign_staff=200, admin=200),
    "POST /api/v1/bill-disputes/{dispute_id}/close": Row(
        foreign_staff=422,  # staff do not withdraw
        admin=422,
        body={"outcome": "withdrawn"},
    ),
}
