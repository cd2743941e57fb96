"""Form-encoded nested parameters (`metadata[reference]=x`, `types[0]=card`) read strictly."""

import hashlib
import json
import re
from urllib.parse import parse_qsl

from payments.sandbox._store import Json

from ._errors import invalid

KEY = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")
MAX_FIELDS, MAX_DEPTH = 500, 5
MAX_INT_DIGITS = 18
METADATA_KEYS, METADATA_KEY, METADATA_VALUE = 50, 40, 500


class Form:
    """Parameters of one request as nested text; every reader refuses what the provider refuses."""

    def __init__(self, encoded: str) -> None:
        try:
            pairs = parse_qsl(encoded, keep_blank_values=True, max_num_fields=MAX_FIELDS)
        except ValueError:
            raise invalid("Too many parameters.") from None
        self.pairs = pairs
        self.data: Json = {}
        for key, value in pairs:
            self._add(key, value)

    def _add(self, key: str, value: str) -> None:
        match = KEY.fullmatch(key)
        parts = [] if match is None else [match[1], *re.findall(r"\[([^\[\]]*)\]", match[2])]
        if not parts or len(parts) > MAX_DEPTH:
            raise invalid("Invalid parameter name.", code="parameter_unknown")
        at = self.data
        for part in parts[:-1]:
            at = at.setdefault(part, {})
            if not isinstance(at, dict):
                raise invalid("Invalid object", param=parts[0])
        last = parts[-1] or str(len(at))  # `types[]=card` appends
        at[last] = value

    def fingerprint(self) -> str:
        """What the idempotency store compares: all parameters, in any order."""
        return hashlib.sha256(json.dumps(sorted(self.pairs)).encode()).hexdigest()

    def refuse_unknown(self, allowed: frozenset[str]) -> None:
        for name in self.data:
            if name not in allowed and name != "expand":
                raise invalid(
                    f"Received unknown parameter: {name}", param=name, code="parameter_unknown"
                )

    def text(self, name: str) -> str | None:
        """The parameter, or None when absent or empty."""
        value = self.data.get(name)
        if isinstance(value, dict):
            raise invalid("Invalid string", param=name)
        return str(value) if value else None

    def need(self, name: str) -> str:
        value = self.text(name)
        if value is None:
            raise invalid(f"Missing required param: {name}.", param=name, code="parameter_missing")
        return value

    def integer(self, name: str) -> int | None:
        value = self.text(name)
        return None if value is None else read_integer(name, value)

    def flag(self, name: str) -> bool | None:
        value = self.text(name)
        if value not in (None, "true", "false"):
            raise invalid(f"Invalid boolean: {value}", param=name)
        return None if value is None else value == "true"

    def mapping(self, name: str) -> Json:
        value = self.data.get(name, {})
        if value == "":
            return {}
        if not isinstance(value, dict):
            raise invalid("Invalid object", param=name)
        return value

    def words(self, name: str) -> list[str]:
        return [str(word) for word in self.mapping(name).values()]

    def merged(self, known: Json) -> Json:
        """The known metadata with what was sent: an empty value takes its key away."""
        if self.data.get("metadata") == "":
            return {}
        gone = {key for key, value in self.mapping("metadata").items() if value == ""}
        return {key: value for key, value in known.items() if key not in gone} | self.metadata()

    def inside(self, name: str) -> "Form":
        """The nested parameters under `name` as a form of their own: `data[amount]` as `amount`."""
        form = Form("")
        form.data = self.mapping(name)
        return form

    def rows(self, name: str) -> list["Form"]:
        """The elements of a list of objects: `items[0][price]` and so on."""
        found = []
        for value in self.mapping(name).values():
            if not isinstance(value, dict):
                raise invalid("Invalid object", param=name)
            form = Form("")
            form.data = value
            found.append(form)
        return found

    def web_address(self, name: str) -> str | None:
        """An http or https address, None when absent."""
        value = self.text(name)
        if value is not None and not re.fullmatch(r"https?://[^\s<>\"']{1,5000}", value):
            raise invalid("Not a valid URL", param=name, code="url_invalid")
        return value

    def metadata(self) -> dict[str, str]:
        """At most 50 keys of 40 characters with values of 500; an empty value drops the key."""
        given = self.mapping("metadata")
        for key, value in given.items():
            if isinstance(value, dict) or len(value) > METADATA_VALUE or len(key) > METADATA_KEY:
                raise invalid("Metadata keys or values are too long.", param=f"metadata[{key}]")
        if len(given) > METADATA_KEYS:
            raise invalid("Metadata can have up to 50 keys.", param="metadata")
        return {key: value for key, value in given.items() if value != ""}


def read_integer(name: str, value: object) -> int:
    """The whole number `value` says; raises the provider's 400 for anything else."""
    text = value if isinstance(value, str) else ""
    if not re.fullmatch(r"-?[0-9]+", text) or len(text) > MAX_INT_DIGITS:
        message = f"Invalid integer: {text[:40]}"
        raise invalid(message, param=name, code="parameter_invalid_integer")
    return int(text)
