"""What we send and read has the members that Stripe publishes.

What is sent is judged by the official SDK's own descriptions of each request's parameters, what is
read by Stripe's published examples, in the folder that `PROVIDER_SPECS_DIR` names.
"""

import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints
from urllib.parse import parse_qsl, urlsplit

import pytest
from stripe import StripeContext, params
from stripe.params import checkout
from typing_extensions import is_typeddict

from billing.capabilities import PageKind
from billing.errors import ProviderFault
from billing.hosted_pages import PageRequest
from billing.ids import CustomerId
from billing.money import Money
from billing.refunds import RefundRequest
from payments._stripe import wire
from payments._stripe.events import Event
from payments._wire import Wire, parse
from payments.stripe import Adapter
from tests.payments.rig import Recital
from tests.payments.stripe_words import INTENT, request, to

BACK = "https://billing.example/return/token"
SINCE = datetime(2026, 3, 1, tzinfo=UTC)
CUSTOMER = {"object": "customer", "id": "cus_9", "livemode": False}
ID = re.compile(r"\b(?:pi|cs|in|cus|pm)_[0-9]+")
INVOICE = {
    "object": "invoice", "id": "in_1", "livemode": False, "status": "open", "total": 9740,
    "amount_paid": 0, "currency": "usd", "hosted_invoice_url": "https://invoice.stripe.com/i/1",
}  # fmt: skip


def wanted(kind: PageKind) -> PageRequest:
    return PageRequest(
        kind=kind,
        key="pay-1",
        customer=CustomerId("c-nora"),
        customer_ref=None,
        return_url=BACK,
        amount=None if kind is PageKind.ADD_METHOD else Money(9740, "USD"),
        description="Bill HB-104",
        types=frozenset({"card", "bank_account"}),
    )


ACTS: Mapping[str, Callable[[Adapter], object]] = {
    "a charge": lambda stripe: stripe.charge(request()),
    "a charge with a way back": lambda stripe: stripe.charge(request(return_url=BACK)),
    "a look by key": lambda stripe: stripe.look_up(
        reference="pay-1", provider_ref=None, since=SINCE
    ),
    "a cancellation": lambda stripe: stripe.cancel("pi_1"),
    "a page called off": lambda stripe: stripe.cancel("cs_1"),
    "an invoice called off": lambda stripe: stripe.cancel("in_1"),
    "a refund": lambda stripe: stripe.refund(
        RefundRequest("ref-1", "pi_1", "pay-1", Money(100, "USD"))
    ),
    "a look for a refund": lambda stripe: stripe.look_up_refund(
        reference="ref-1", provider_ref=None, payment_ref="pi_1", since=SINCE
    ),
    "a page to save a method": lambda stripe: stripe.open_page(wanted(PageKind.ADD_METHOD)),
    "a page to pay": lambda stripe: stripe.open_page(wanted(PageKind.PAYMENT_LINK)),
    "an invoice": lambda stripe: stripe.open_page(wanted(PageKind.INVOICE)),
    "the methods": lambda stripe: stripe.methods("cus_1"),
    "a new default": lambda stripe: stripe.set_default_method("cus_1", "pm_1"),
    "a method forgotten": lambda stripe: stripe.remove_method("pm_1"),
    "the statement": lambda stripe: list(stripe.statement(SINCE, SINCE)),
    "the credentials": lambda stripe: stripe.check_credentials(),
}
ANSWERS: Mapping[str, list[object]] = {
    "a page to save a method": [CUSTOMER],
    "an invoice": [CUSTOMER, INVOICE, {"id": "ii_1", "livemode": False}, INVOICE],
    "a look by key": [{"object": "search_result", "data": [], "has_more": False}],
}
SENT: Mapping[tuple[str, str], Any] = {
    ("POST", "payment_intents"): params.PaymentIntentCreateParams,
    ("GET", "payment_intents"): params.PaymentIntentListParams,
    ("GET", "payment_intents/search"): params.PaymentIntentSearchParams,
    ("POST", "payment_intents/_/cancel"): params.PaymentIntentCancelParams,
    ("POST", "checkout/sessions"): checkout.SessionCreateParams,
    ("GET", "checkout/sessions/_"): checkout.SessionRetrieveParams,
    ("POST", "checkout/sessions/_/expire"): checkout.SessionExpireParams,
    ("POST", "invoices"): params.InvoiceCreateParams,
    ("GET", "invoices/_"): params.InvoiceRetrieveParams,
    ("POST", "invoices/_/finalize"): params.InvoiceFinalizeInvoiceParams,
    ("POST", "invoices/_/void"): params.InvoiceVoidInvoiceParams,
    ("POST", "invoiceitems"): params.InvoiceItemCreateParams,
    ("POST", "refunds"): params.RefundCreateParams,
    ("GET", "refunds"): params.RefundListParams,
    ("POST", "customers"): params.CustomerCreateParams,
    ("POST", "customers/_"): params.CustomerUpdateParams,
    ("GET", "customers/_/payment_methods"): params.CustomerPaymentMethodListParams,
    ("POST", "payment_methods/_/detach"): params.PaymentMethodDetachParams,
    ("GET", "charges"): params.ChargeListParams,
}
READ: Mapping[str, type[Wire]] = {
    "payment_intent": wire.Intent,
    "checkout.session": wire.Session,
    "invoice": wire.Invoice,
    "invoice_payment": wire.InvoicePayment,
    "setup_intent": wire.SetupIntent,
    "payment_method": wire.Method,
    "refund": wire.Refund,
    "dispute": wire.Dispute,
    "charge": wire.Charge,
    "event": Event,
    "customer": wire.Named,
}
# What is there only at times: in events of accounts connected to ours, in a method of that type, in
# a refund that failed.
ABSENT: Mapping[str, set[str]] = {
    "event": {"account"},
    "payment_method": {"us_bank_account", "sepa_debit"},
    "refund": {"failure_reason"},
}


# --- what is sent ------------------------------------------------------------------------------


@pytest.mark.parametrize("act", sorted(ACTS))
def test_every_request_has_the_members_that_the_api_describes(recital: Recital, act: str) -> None:
    recital.say(200, INTENT)
    recital.script = [json.dumps(answer).encode() for answer in ANSWERS.get(act, [])]
    with suppress(ProviderFault):  # the recital's last answer is a payment, whatever was asked
        ACTS[act](to(recital))

    assert len(recital.heard) > len(ANSWERS.get(act, [])) - 1
    for method, path, _, body in recital.heard:
        asked = urlsplit(path)
        form = nested(parse_qsl(body.decode() or asked.query, keep_blank_values=True))
        kind = SENT[method, ID.sub("_", asked.path.removeprefix("/v1/"))]
        assert list(judge(form, kind, act)) == []


def test_a_request_with_a_wrong_member_would_be_seen() -> None:
    wrong = nested([("amount", "much"), ("automatic_payment_methods[allow_redirects]", "maybe")])
    wrong |= {"metadata": "none", "shoe_size": "44"}

    complaints = list(judge(wrong, params.PaymentIntentCreateParams, "it"))

    assert complaints == [
        "it: currency is missing",
        "it.amount: no such value",
        "it.automatic_payment_methods: enabled is missing",
        "it.automatic_payment_methods.allow_redirects: no such value",
        "it.metadata: no such value",
        "it.shoe_size: no such member",
    ]


def nested(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    """The form `a[b][0]=x` as `{"a": {"b": {"0": "x"}}}`."""
    form: dict[str, Any] = {}
    for name, value in pairs:
        *path, last = re.findall(r"[^\[\]]+", name)
        at = form
        for step in path:
            at = at.setdefault(step, {})
        at[last] = value
    return form


def judge(value: object, kind: Any, where: str) -> Iterator[str]:
    """What is wrong with the value as the SDK describes it; a form has texts and members only."""
    if is_typeddict(kind):
        yield from _members(value, kind, where)
    elif get_origin(kind) in (Union, UnionType):
        kinds = get_args(kind)
        if any(get_origin(each) is Literal for each in kinds):  # "these, or any text": these
            kinds = tuple(each for each in kinds if each is not str)
        if all(any(judge(value, each, where)) for each in kinds):
            yield f"{where}: no such value"
    elif get_origin(kind) in (list, dict):
        inner = get_args(kind)[-1]
        for name, each in value.items() if isinstance(value, dict) else ():
            yield from judge(each, inner, f"{where}.{name}")
        if not isinstance(value, dict):
            yield f"{where}: no such value"
    elif not isinstance(value, str) or not _fits(value, kind):
        yield f"{where}: no such value"


def _members(value: object, kind: Any, where: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{where}: no such value"
        return
    known = get_type_hints(kind, localns={"StripeContext": StripeContext, "Mapping": Mapping})
    for name in sorted(kind.__required_keys__ - value.keys()):
        yield f"{where}: {name} is missing"
    for name, each in sorted(value.items()):
        if name not in known:
            yield f"{where}.{name}: no such member"
        else:
            yield from judge(each, known[name], f"{where}.{name}")


def _fits(value: str, kind: Any) -> bool:
    if get_origin(kind) is Literal:
        return value in get_args(kind)
    if kind is bool:
        return value in ("true", "false")
    if kind is int:
        return re.fullmatch(r"-?[0-9]+", value) is not None
    return kind is str


# --- what is read ------------------------------------------------------------------------------


def test_every_object_we_read_has_our_members_in_its_published_example() -> None:
    published = examples()
    if published is None:
        pytest.skip("stripe shapes: not run")  # the words the checks look for
    for kind, model in READ.items():
        assert set(model.model_fields) - published[kind].keys() <= ABSENT.get(kind, set()), kind
        assert parse(model, published[kind]) is not None, kind


def examples() -> dict[str, Any] | None:
    """Stripe's examples by resource, None where they are not at hand."""
    folder = os.environ.get("PROVIDER_SPECS_DIR")
    path = Path(folder, "stripe_fixtures3.json") if folder else None
    if path is None or not path.exists():
        return None
    found: dict[str, Any] = json.loads(path.read_text())["resources"]
    return found
