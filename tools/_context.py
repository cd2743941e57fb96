"""Who asks, in which conversation, with what at hand. Made by the server, never by a model."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from billing.ids import ConversationId, UploadId
from billing.money import Money
from billing.ports import Ports
from billing.principal import Principal
from billing.tenants import Tenant
from billing.views import Show
from billing.words import Words


@dataclass(frozen=True, slots=True)
class ToolContext:
    """Everything a tool may use besides its arguments.

    `customer_text` is the customer's message of this turn and `transcript_tail` what was said
    lately, both redacted. `reading` reads a document's bytes; raises `DocumentRefused`.
    """

    ports: Ports
    principal: Principal
    tenant: Tenant
    conversation_id: ConversationId | None
    language: str
    words: Words
    today: date
    attachments: tuple[UploadId, ...]
    reading: Callable[[bytes], Mapping[str, object]]
    customer_text: str = ""
    transcript_tail: tuple[str, ...] = ()

    @property
    def show(self) -> Show:
        """How cards show amounts: as the words do."""
        return Show(self.language, _AsSaid(self.words))

    def money(self, amount: Money) -> str:
        """As the customer reads it: the model repeats amounts as it gets them."""
        return self.words.write(amount)


@dataclass(frozen=True, slots=True)
class _AsSaid:
    """Amounts exactly as `words` writes them, its region included."""

    words: Words

    def money(self, amount: Money, language: str) -> str:
        return self.words.write(amount)
