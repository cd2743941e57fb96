"""What a reader notices beside the fields: labels next to values, and what the page is about.

For learning, sorting and warnings only; nothing here is a value of the invoice. It crosses the pipe
from the parsing child, so it is checked like everything that comes from there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

MAX_OF_KIND: Final = 50
MAX_BESIDE: Final = 150
LABEL_LENGTH: Final = 40
VALUE_LENGTH: Final = 64
KINDS: Final = frozenset({"date", "amount", "number"})
MAX_TOPICS: Final = 20
MAX_IBANS: Final = 50
IBAN_LENGTH: Final = 34
NAME_LENGTH: Final = 200


@dataclass(frozen=True, slots=True)
class Beside:
    """A printed value and the label at its side or above it.

    `label` is folded, letters only; `kind`: date (ISO) | amount (decimal string) | number.
    """

    label: str
    value: str
    kind: str


@dataclass(frozen=True, slots=True)
class Asides:
    """`topics`: category to how well it fits, in percent.

    `ibans`: every bank account that a person may take for the one to pay to. `page_seller`: the
    name a person surely sees, where the e-invoice inside the file names another.
    """

    beside: tuple[Beside, ...] = ()
    topics: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    ibans: tuple[str, ...] = ()
    page_seller: str | None = None

    def to_json(self) -> dict[str, object]:
        return {
            "beside": [
                {"label": each.label, "value": each.value, "kind": each.kind}
                for each in self.beside
            ],
            "topics": dict(self.topics),
            "ibans": list(self.ibans),
            "page_seller": self.page_seller,
        }

    @classmethod
    def from_json(cls, raw: object) -> "Asides":
        """The asides in a child's message; ValueError on anything but our own shape."""
        if not isinstance(raw, dict):
            return cls()
        beside, topics = raw.get("beside", []), raw.get("topics", {})
        ibans, seller = raw.get("ibans", []), raw.get("page_seller")
        if not isinstance(beside, list) or not isinstance(topics, dict):
            raise ValueError("a list and an object were expected")
        if not isinstance(ibans, list) or not isinstance(seller, str | None):
            raise ValueError("a list and a name were expected")
        return cls(
            tuple(_beside(each) for each in beside[:MAX_BESIDE]),
            MappingProxyType(dict(_topic(*each) for each in list(topics.items())[:MAX_TOPICS])),
            tuple(_account(each) for each in ibans[:MAX_IBANS]),
            seller[:NAME_LENGTH] if seller else None,
        )


def _beside(raw: object) -> Beside:
    parts = [raw.get(name) for name in ("label", "value", "kind")] if isinstance(raw, dict) else []
    label, value, kind = parts or (None, None, None)
    if not isinstance(label, str) or not isinstance(value, str) or kind not in KINDS:
        raise ValueError("a label beside a value was expected")
    return Beside(label[:LABEL_LENGTH], value[:VALUE_LENGTH], str(kind))


def _account(raw: object) -> str:
    if not isinstance(raw, str) or not raw.isalnum():
        raise ValueError("an account number was expected")
    return raw[:IBAN_LENGTH]


def _topic(name: object, percent: object) -> tuple[str, int]:
    if not isinstance(name, str) or not isinstance(percent, int) or isinstance(percent, bool):
        raise ValueError("a topic and a percentage were expected")
    return name[:40], max(0, min(100, percent))
