"""The provider's official description as a judge: of each request a test sends, and each answer.

Read from the folder that `PROVIDER_SPECS_DIR` names; where it is absent nothing is judged, and
`test_official.py` says so.
"""

import functools
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openapi_schema_validator import OAS30ReadValidator, OAS30WriteValidator
from referencing import Registry
from referencing.jsonschema import DRAFT4

Json = dict[str, Any]
FILE = "square_api.json"
# Published among an endpoint's errors, and missing in the enumeration of all codes.
MORE_CODES = ("VERSION_MISMATCH", "SANDBOX_NOT_SUPPORTED")


@dataclass(frozen=True)
class Description:
    """The loaded description and its schemas, ready to be asked."""

    raw: Json
    registry: "Registry[Any]"

    def operation(self, method: str, path: str) -> Json | None:
        """What is described for this call, None when the trimmed file leaves it out."""
        exact = self.raw["paths"].get(path)  # `payments/cancel` is no payment's id
        for template, operations in self.raw["paths"].items():
            if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path):
                found: Json | None = (exact or operations).get(method.lower())
                return found
        return None

    def faults(self, schema: Json, value: object, *, sent: bool) -> list[str]:
        """What of the value breaks the schema: wrong, missing, or not described at all."""
        rooted = json.loads(json.dumps(schema).replace("#/components", "urn:square#/components"))
        kind = OAS30WriteValidator if sent else OAS30ReadValidator
        broken = kind(rooted, registry=self.registry).iter_errors(value)
        return [f"{list(error.path)}: {error.message}" for error in broken] + [
            f"{name} is not described" for name in self._strangers(schema, value, "")
        ]

    def _strangers(self, schema: Json, value: object, at: str) -> Iterator[str]:
        if "$ref" in schema:
            name = schema["$ref"].rsplit("/", 1)[1]
            schema = self.raw["components"]["schemas"][name]
        if isinstance(value, list):
            for item in value:
                yield from self._strangers(schema.get("items", {}), item, at + "[]")
        elif isinstance(value, dict) and "properties" in schema:
            for name, inner in value.items():
                if name not in schema["properties"]:
                    yield f"{at}.{name}"
                else:
                    yield from self._strangers(schema["properties"][name], inner, f"{at}.{name}")


@functools.cache
def description() -> Description | None:
    """The official description, None where it is not at hand."""
    folder = os.environ.get("PROVIDER_SPECS_DIR")
    path = Path(folder, FILE) if folder else None
    if path is None or not path.exists():
        return None
    raw = json.loads(path.read_text())
    raw["components"]["schemas"]["ErrorCode"]["enum"] += MORE_CODES
    for schema in raw["components"]["schemas"].values():
        # The file demands a member that it does not have (a risk evaluation's `status`).
        if "required" in schema:
            known = schema.get("properties", {})
            schema["required"] = [name for name in schema["required"] if name in known]
    resource = DRAFT4.create_resource(raw)
    return Description(raw, Registry().with_resource("urn:square", resource))


def request_faults(method: str, path: str, query: Json, body: Json | None) -> list[str]:
    """How the request breaks the description; nothing for a path that it leaves out."""
    spec = description()
    operation = spec.operation(method, path) if spec is not None else None
    if spec is None or operation is None:
        return []
    named = {one["name"] for one in operation.get("parameters", ()) if one["in"] == "query"}
    faults = [f"query {name} is not described" for name in query if name not in named]
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if content is not None:
        faults += spec.faults(content["schema"], body or {}, sent=True)
    return faults


def answer_faults(method: str, path: str, body: Json) -> list[str]:
    """How the answer, also one that refuses, breaks the description."""
    spec = description()
    operation = spec.operation(method, path) if spec is not None else None
    if spec is None or operation is None:
        return []
    content = operation["responses"]["200"]["content"]["application/json"]
    return spec.faults(content["schema"], body, sent=False)
