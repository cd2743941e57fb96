"""Reading an order's request: what it must hold, with the provider's refusals for what it lacks."""

from dataclasses import dataclass

from payments.sandbox._store import Json

from ._call import is_address
from ._errors import invalid_value, malformed, record, required, unprocessable
from ._money import read_money

LIMITS = {
    "reference_id": 256,
    "description": 127,
    "custom_id": 127,
    "invoice_id": 127,
    "soft_descriptor": 22,
}
ADDED = ("item_total", "tax_total", "shipping", "handling", "insurance")
TAKEN = ("shipping_discount", "discount")
INSTRUCTIONS = ("ORDER_COMPLETE_ON_PAYMENT_APPROVAL", "NO_INSTRUCTION")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the merchant asked to be paid with: a saved way, or a payer to be sent to a page."""

    type: str | None = None  # "paypal" or "card"; None when the payer chooses on the page
    vault_id: str | None = None
    return_url: str | None = None
    cancel_url: str | None = None
    keep: bool = False  # save the wallet once it has paid
    customer: str | None = None


def read_unit(body: Json) -> tuple[Json, int, str]:
    """(the purchase unit, smallest units, lower-case currency); raises 400 or 422."""
    if body.get("intent") not in ("CAPTURE", "AUTHORIZE"):
        given = body.get("intent")
        raise required("/intent") if given is None else invalid_value("/intent", given)
    if body["intent"] == "AUTHORIZE":
        description = "`intent=AUTHORIZE` is not supported here. Only `intent=CAPTURE` is."
        raise unprocessable("UNSUPPORTED_INTENT", description, "/intent")
    units = body.get("purchase_units")
    if not isinstance(units, list) or not units or not isinstance(units[0], dict):
        raise required("/purchase_units")
    if len(units) > 1:
        description = "The number of items in an array parameter is too large."
        raise malformed("INVALID_ARRAY_MAX_ITEMS", description, "/purchase_units")
    unit: Json = units[0]
    field = "/purchase_units/@reference_id=='default'"
    for name in LIMITS:
        if name in unit:
            check_text(unit[name], name, f"{field}/{name}")
    amount, currency = read_money(unit.get("amount"), f"{field}/amount")
    _check_breakdown(unit["amount"], amount, f"{field}/amount")
    return unit, amount, currency


def check_text(value: object, name: str, field: str) -> None:
    """Refuse what is no string, empty, or longer than the description allows."""
    if not isinstance(value, str):
        raise invalid_value(field, value)
    if not 1 <= len(value) <= LIMITS[name]:
        description = "The value of a field is either too short or too long."
        raise malformed("INVALID_STRING_LENGTH", description, field, value)


def _check_breakdown(amount: Json, total: int, field: str) -> None:
    breakdown = amount.get("breakdown")
    if not isinstance(breakdown, dict):
        return
    parts = {name: _part(breakdown, name, f"{field}/breakdown") for name in (*ADDED, *TAKEN)}
    if sum(parts[name] for name in ADDED) - sum(parts[name] for name in TAKEN) != total:
        description = (
            "Should equal item_total + tax_total + shipping + handling + insurance -"
            " shipping_discount - discount."
        )
        raise unprocessable("AMOUNT_MISMATCH", description, f"{field}/value")


def _part(breakdown: Json, name: str, field: str) -> int:
    part = breakdown.get(name)
    if part is None or (isinstance(part, dict) and not str(part.get("value", "")).strip("0.")):
        return 0
    return read_money(part, f"{field}/{name}")[0]


def read_source(body: Json) -> Wanted:
    """How the order is to be paid; raises 400 or 422."""
    source = body.get("payment_source")
    if source is None:
        return _pages(Wanted(), record(body, "application_context", ""))
    if not isinstance(source, dict) or len(source) != 1:
        raise invalid_value("/payment_source", source)
    [(kind, given)] = source.items()
    if kind not in ("paypal", "card") or not isinstance(given, dict):
        description = "The payment source is not supported for this account."
        raise unprocessable("PAYMENT_SOURCE_NOT_SUPPORTED", description, f"/payment_source/{kind}")
    vault_id = _word(given, "vault_id", f"/payment_source/{kind}")
    if kind == "card" and vault_id is None:
        # Only saved cards: no card number ever enters the sandbox.
        description = "The API Caller account is not setup to be able to process card payments."
        raise unprocessable("NOT_ENABLED_FOR_CARD_PROCESSING", description, "/payment_source/card")
    field = f"/payment_source/{kind}"
    attributes = record(given, "attributes", field)
    vault = record(attributes, "vault", f"{field}/attributes")
    wanted = Wanted(
        type=kind,
        vault_id=vault_id,
        keep=vault.get("store_in_vault") == "ON_SUCCESS",
        customer=_word(record(attributes, "customer", f"{field}/attributes"), "id", field),
    )
    return _pages(wanted, record(given, "experience_context", field))


def _word(holder: Json, name: str, field: str) -> str | None:
    """A short text that may be left out."""
    value = holder.get(name)
    if value is not None and not (isinstance(value, str) and 1 <= len(value) <= 255):
        raise invalid_value(f"{field}/{name}", value)
    return value


def _pages(wanted: Wanted, context: Json) -> Wanted:
    urls = {name: context.get(name) for name in ("return_url", "cancel_url")}
    for name, url in urls.items():
        if url is not None and not is_address(url):
            raise invalid_value(f"/payment_source/paypal/experience_context/{name}", url)
    return Wanted(
        wanted.type,
        wanted.vault_id,
        urls["return_url"],
        urls["cancel_url"],
        wanted.keep,
        wanted.customer,
    )


def read_instruction(body: Json) -> str | None:
    given = body.get("processing_instruction")
    if given is not None and given not in INSTRUCTIONS:
        raise invalid_value("/processing_instruction", given)
    return str(given) if given else None
