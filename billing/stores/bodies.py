"""A decrypted JSON object, read member by member with its type checked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from billing.tenants import JsonValue


@dataclass(frozen=True, slots=True)
class Body:
    """What was sealed into one column; a member that is not there reads as empty."""

    members: Mapping[str, JsonValue]

    def words(self, name: str) -> str:
        value = self.members.get(name)
        return value if isinstance(value, str) else ""

    def maybe_words(self, name: str) -> str | None:
        value = self.members.get(name)
        return value if isinstance(value, str) else None

    def mapping(self, name: str) -> Mapping[str, JsonValue]:
        value = self.members.get(name)
        return value if isinstance(value, dict) else {}

    def mappings(self, name: str) -> Sequence[Mapping[str, JsonValue]]:
        value = self.members.get(name)
        return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
