"""What a tool finds around it in a story: a context over a store with Nora's world."""

from collections.abc import Callable, Mapping

from api.formats import BabelFormats
from billing.ids import ConversationId, UploadId
from billing.ports import Ports
from billing.principal import Principal
from billing.tenants import Policy
from billing.verdicts import DocumentRefused
from billing.words import Words
from tests.builders import POLICY, TODAY, principal, tenant
from tools._context import ToolContext


def no_reading(_: bytes) -> Mapping[str, object]:
    raise DocumentRefused("unsupported_file", "This is not a PDF.")


def context(
    ports: Ports,
    *,
    who: Principal | None = None,
    language: str = "en",
    policy: Policy = POLICY,
    conversation_id: ConversationId | None = None,
    attachments: tuple[UploadId, ...] = (),
    reading: Callable[[bytes], Mapping[str, object]] = no_reading,
    text: str = "",
    ibans: tuple[str, ...] = (),
) -> ToolContext:
    """Nora of Harbor on 2 March 2026, speaking English."""
    return ToolContext(
        ports=ports,
        principal=who or principal(),
        tenant=tenant(policy, ibans=ibans),
        conversation_id=conversation_id,
        language=language,
        words=Words(language, BabelFormats()),
        today=TODAY,
        attachments=attachments,
        reading=reading,
        customer_text=text,
    )
