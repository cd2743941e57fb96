"""PayPal's own OpenAPI descriptions as the judge of every exchange that this folder's tests have.

They are files in the folder that `PROVIDER_SPECS_DIR` names, and never part of this project.
"""

import json
import os
import re
from functools import cache
from pathlib import Path
from typing import Any

from openapi_schema_validator import OAS30ReadValidator, OAS30WriteValidator

NAMES = (
    *("checkout_orders_v2", "payments_payment_v2", "vault_payment_tokens_v3"),
    "notifications_webhooks_v1",
)
# Where the descriptions of 2024-02 are behind the provider's own guides: (path, place in the body).
OUTDATED = {
    # The guides save a wallet with type SETUP_TOKEN; the enum has BILLING_AGREEMENT only.
    ("/v3/vault/payment-tokens", "payment_source/token/type"),
}
Json = dict[str, Any]


@cache
def descriptions() -> list[Json]:
    """The descriptions, none where they are not at hand."""
    folder = os.environ.get("PROVIDER_SPECS_DIR")
    paths = [Path(folder, f"paypal_{name}.json") for name in NAMES] if folder else []
    return [_without_prose(json.loads(path.read_text())) for path in paths if path.exists()]


def _without_prose(node: Any) -> Any:
    """The description without the wording of errors: it differs between endpoints; issues count."""
    if isinstance(node, list):
        return [_without_prose(item) for item in node]
    if not isinstance(node, dict):
        return node
    if isinstance(node.get("issue"), dict) and isinstance(node.get("description"), dict):
        node = node | {"description": {"type": "string"}}
    return {name: _without_prose(item) for name, item in node.items()}


@cache
def operation(method: str, path: str) -> tuple[int, str] | None:
    """(which description, the template of the path), None for what no description has."""
    found: list[tuple[int, int, str]] = []
    for number, spec in enumerate(descriptions()):
        for template, operations in spec["paths"].items():
            pattern = re.sub(r"\{\w+\}", "[^/]+", template)
            if method.lower() in operations and re.fullmatch(pattern, path):
                found.append((template.count("{"), number, template))
    return min(found)[1:] if found else None


def judge(method: str, path: str, sent: Any, status: int, got: Any) -> list[str]:
    """What breaks the description: in a request that was accepted, and in any answer."""
    place = operation(method, path)
    if place is None:
        return []
    number, template = place
    spec = descriptions()[number]
    described = spec["paths"][template][method.lower()]
    problems = []
    answer = described["responses"].get(str(status))
    if status == 429:
        return []  # only the guides on rate limits know it
    if answer is None and status < 300:
        problems.append(f"{method} {template}: the description knows no {status}")
    schema = _schema(spec, answer or described["responses"].get("default", {}))
    if (method, template, status) == ("POST", "/v2/checkout/orders", 422):
        # Made and captured in one step, an order may be refused for the reasons of both.
        step = spec["paths"]["/v2/checkout/orders/{id}/capture"]["post"]["responses"]["422"]
        schema = {"anyOf": [schema, _schema(spec, step)]}
    if schema and got is not None:
        problems += _broken(OAS30ReadValidator, spec, schema, got, f"answer {status} of {template}")
    schema = _schema(spec, described.get("requestBody", {}))
    if status < 300 and schema and sent is not None:
        # To be verified, an event is sent as it came, with the members that are only read.
        echo = template.endswith("verify-webhook-signature")
        kind = OAS30ReadValidator if echo else OAS30WriteValidator
        found = _broken(kind, spec, schema, sent, f"request {template}")
        known = [f"request {path}: {where}" for path, where in OUTDATED]
        problems += [text for text in found if not text.startswith(tuple(known))]
    return problems


def _schema(spec: Json, holder: Json) -> Json | None:
    if "$ref" in holder:
        _, _, section, name = holder["$ref"].split("/")
        holder = spec["components"][section][name]
    found: Json | None = holder.get("content", {}).get("application/json", {}).get("schema")
    return found


def _broken(validator: Any, spec: Json, schema: Json, body: Any, what: str) -> list[str]:
    judge = validator({"allOf": [schema], "components": spec["components"]})
    return [
        f"{what}: {'/'.join(str(part) for part in error.absolute_path)}: {error.message[:300]}"
        for error in judge.iter_errors(body)
    ]
