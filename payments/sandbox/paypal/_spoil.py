"""Answers that say another amount or currency than the store holds."""

from typing import Any

from payments.sandbox._store import Json

from ._money import money, read_money


def spoil(body: Json, kind: str) -> Json:
    """The body with every amount in it raised by 100 units, or in another currency."""
    if kind not in ("wrong_amount", "wrong_currency"):
        return body
    spoilt: Json = _spoilt(body, kind)
    return spoilt


def _spoilt(value: Any, kind: str) -> Any:
    if isinstance(value, list):
        return [_spoilt(item, kind) for item in value]
    if not isinstance(value, dict):
        return value
    if "currency_code" in value and "value" in value:
        return _other(value, kind)
    return {name: _spoilt(item, kind) for name, item in value.items()}


def _other(amount: Json, kind: str) -> Json:
    if kind == "wrong_currency":
        return amount | {"currency_code": "USD" if amount["currency_code"] == "EUR" else "EUR"}
    if not amount["value"].strip("0.-") or amount["value"].startswith("-"):
        return amount
    minor, currency = read_money({k: amount[k] for k in ("currency_code", "value")}, "")
    return amount | money(minor + 100, currency)
