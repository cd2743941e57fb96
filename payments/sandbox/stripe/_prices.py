"""Products and prices, as far as selling one thing needs them, and lines made of them."""

from dataclasses import dataclass

from payments.sandbox._store import Doc, Json

from . import _hosted_shapes as shapes
from ._call import Call
from ._errors import invalid
from ._forms import Form
from ._intents import read_currency

PRODUCT_PARAMS = frozenset(
    "name description metadata active default_price_data type statement_descriptor url".split()
)
PRICE_PARAMS = frozenset(
    "currency unit_amount unit_amount_decimal product product_data recurring metadata active"
    " nickname lookup_key tax_behavior".split()
)
INTERVALS = ("day", "week", "month", "year")
MAX_QUANTITY = 10_000


@dataclass(frozen=True, slots=True)
class Line:
    """So many units of a price."""

    price: Json
    quantity: int
    name: str

    @property
    def amount(self) -> int:
        return int(self.price["unit_amount"]) * self.quantity


def create_product(call: Call) -> Json:
    form = call.form
    form.refuse_unknown(PRODUCT_PARAMS)
    doc = _new_product(call, form)
    data = form.inside("default_price_data")
    if data.data:
        doc.body["default_price"] = _new_price(call, data, doc.id).id
        call.save(doc)
    return doc.body


def _new_product(call: Call, form: Form) -> Doc:
    body = shapes.product(form.need("name"), call.tx.now())
    body |= {"description": form.text("description"), "metadata": form.metadata()}
    doc = call.save(Doc("product", body["id"], body["created"], body))
    call.emit("product.created", body)
    return doc


def retrieve_product(call: Call) -> Json:
    return call.load("product", call.path["id"]).body


def list_products(call: Call) -> Json:
    return call.listed("product", {})


def create_price(call: Call) -> Json:
    form = call.form
    form.refuse_unknown(PRICE_PARAMS)
    return _new_price(call, form, _product_of(call, form)).body


def _product_of(call: Call, form: Form) -> str:
    product, data = form.text("product"), form.inside("product_data")
    if (product is None) == (not data.data):
        message = "You must specify either `product` or `product_data` when creating a price."
        raise invalid(message, param="product")
    if product is not None:
        return call.load("product", product, param="product").id
    return _new_product(call, data).id


def _new_price(call: Call, form: Form, product: str) -> Doc:
    currency, now = read_currency(form), call.tx.now()
    amount = form.integer("unit_amount")
    if amount is None:
        amount = form.integer("unit_amount_decimal")  # whole minor units only
    if amount is None or amount < 0:
        message = "Missing required param: unit_amount."
        raise invalid(message, param="unit_amount", code="parameter_missing")
    body = shapes.price(product, amount, currency, now)
    body |= {"metadata": form.metadata(), "nickname": form.text("nickname")}
    repeat = form.inside("recurring")
    if repeat.data:
        interval, count = repeat.need("interval"), repeat.integer("interval_count") or 1
        if interval not in INTERVALS or not 1 <= count <= 36:
            message = f"Invalid recurring[interval]: must be one of {', '.join(INTERVALS)}"
            raise invalid(message, param="recurring[interval]")
        body |= {"type": "recurring", "recurring": shapes.recurring(interval, count)}
    doc = call.save(Doc("price", body["id"], now, body))
    call.emit("price.created", body)
    return doc


def retrieve_price(call: Call) -> Json:
    return call.load("price", call.path["id"]).body


def list_prices(call: Call) -> Json:
    product = call.form.text("product")
    return call.listed("price", {"$.product": product} if product else {})


def read_line(call: Call, form: Form) -> Line:
    """One row of `line_items` or `items`: a price by id, or the data of a new one."""
    price_id, data = form.text("price"), form.inside("price_data")
    if (price_id is None) == (not data.data):
        message = "You must specify exactly one of `price` and `price_data`."
        raise invalid(message, param="line_items[0][price]")
    if price_id is not None:
        price = call.load("price", price_id, param="line_items[0][price]").body
    else:
        price = _new_price(call, data, _product_of(call, data)).body
    quantity = form.integer("quantity")
    quantity = 1 if quantity is None else quantity
    if not 1 <= quantity <= MAX_QUANTITY:
        message = "This value must be greater than or equal to 1."
        raise invalid(message, param="line_items[0][quantity]", code="parameter_invalid_integer")
    return Line(price, quantity, call.load("product", price["product"]).body["name"])


def read_lines(call: Call, name: str) -> list[Line]:
    """The rows under `name`, at least one, all in one currency."""
    lines = [read_line(call, row) for row in call.form.rows(name)]
    if not lines:
        raise invalid(f"Missing required param: {name}.", param=name, code="parameter_missing")
    if len({line.price["currency"] for line in lines}) > 1:
        raise invalid("All prices must use the same currency.", param=name)
    return lines
