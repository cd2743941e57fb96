"""What clients may send: strict, closed models. Nothing here is ever called customer or tenant."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from billing.ids import THREAD_SHAPE
from billing.money import MINOR_LIMIT

Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,64}$")]
ThreadId = Annotated[str, Field(pattern=f"^{THREAD_SHAPE.pattern}$")]
"""What the core takes as a conversation's name, our own ids included: any other name would silently
open a new conversation for every message."""

MessageKey = Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,128}$")]
MESSAGE_LIMIT = 8000


class Closed(BaseModel):
    """No extra keys, no lax types."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class ChatIn(Closed):
    message: Annotated[str, Field(max_length=MESSAGE_LIMIT)] = ""
    conversation_id: ThreadId | None = None
    message_id: MessageKey | None = None
    attachments: Annotated[list[Id], Field(max_length=5)] = []


class PayIn(Closed):
    bill_ids: Annotated[list[Id], Field(min_length=1, max_length=20)]
    amount_minor: Annotated[int, Field(gt=0, lt=MINOR_LIMIT)] | None = None
    method_id: Id | None = None


class MethodIn(Closed):
    type: Annotated[str, Field(pattern=r"^[a-z_]{1,32}$")] | None = None
    conversation_id: ThreadId | None = None


class RefundIn(Closed):
    """Without an amount all that is left. `seen_refunds`: how many there were on the page."""

    amount_minor: Annotated[int, Field(gt=0, lt=MINOR_LIMIT)] | None = None
    reopens: bool = False
    seen_refunds: Annotated[int, Field(ge=0, lt=10_000)] | None = None
    text: Annotated[str, Field(max_length=2000)] = ""


class CloseIn(Closed):
    note: Annotated[str, Field(min_length=1, max_length=500)]


class CompareIn(Closed):
    connection_id: Id
    days: Annotated[int, Field(ge=1, le=93)] = 7


class ResolveIn(Closed):
    outcome: Literal["succeeded", "failed"]
    evidence: Annotated[str, Field(min_length=1, max_length=500)]


Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Reason = Annotated[str, Field(max_length=500)]
Kind = Literal["check", "wire", "cash"]
Reference = Annotated[str, Field(max_length=40)]


class AnnounceIn(Closed):
    """What a customer says they sent; without an amount all that is due on the bills."""

    kind: Kind
    bill_ids: Annotated[list[Id], Field(min_length=1, max_length=20)]
    amount_minor: Annotated[int, Field(gt=0, lt=MINOR_LIMIT)] | None = None
    reference: Reference = ""
    sent_on: Day | None = None


class PartIn(Closed):
    bill_id: Id
    amount_minor: Annotated[int, Field(gt=0, lt=MINOR_LIMIT)]


class RecordIn(Closed):
    """What came; `request_id` is the sender's own and books once however often it is sent."""

    request_id: Id
    kind: Kind
    reference: Reference = ""
    received_on: Day
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    amount_minor: Annotated[int, Field(gt=0, lt=MINOR_LIMIT)]
    bills: Annotated[list[PartIn], Field(min_length=1, max_length=20)]
    announced_id: Id | None = None
    note: Reason = ""


class VerifyIn(Closed):
    """`agrees` false needs a reason: it never came, or was recorded wrongly."""

    agrees: bool
    reason: Reason = ""


class ReverseIn(Closed):
    reason: Annotated[str, Field(min_length=1, max_length=500)]


class ConnectIn(BaseModel):
    """Ours, or AG-UI's RunAgentInput of which only the thread counts."""

    model_config = ConfigDict(extra="ignore", strict=True, populate_by_name=True)

    conversation_id: ThreadId | None = Field(None)
    thread_id: ThreadId | None = Field(None, alias="threadId")


class ResumeIn(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)

    interrupt_id: Id = Field(alias="interruptId")
    status: Literal["resolved", "cancelled"]
    payload: object = None


class AgUiMessage(BaseModel):
    model_config = ConfigDict(extra="ignore")

    id: str = ""
    role: str
    content: object = None


class RunIn(BaseModel):
    """AG-UI's RunAgentInput: only the thread, the last user message and `resume` are believed."""

    model_config = ConfigDict(extra="ignore", strict=True)

    thread_id: ThreadId = Field(alias="threadId")
    run_id: Annotated[str, Field(max_length=128)] = Field(alias="runId")
    messages: Annotated[list[AgUiMessage], Field(max_length=2000)] = []
    resume: Annotated[list[ResumeIn], Field(max_length=5)] | None = None
    forwarded_props: object = Field(None, alias="forwardedProps")


class UploadFixIn(Closed):
    fields: dict[str, str | None]


class TokenIn(Closed):
    """`nonce`: the one that the sign-in was begun with; a token that carries one needs it."""

    token: Annotated[str, Field(max_length=8192)]
    nonce: Annotated[str, Field(min_length=1, max_length=255)] | None = None


class ConnectionIn(Closed):
    """`credentials` is read apart: a secret put where a name belongs must not be repeated."""

    provider: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
    mode: Literal["test", "live"]
    credentials: object


class CredentialsIn(Closed):
    credentials: object
    keep_old_webhook_secret: bool = True


class WebhookEndpointIn(Closed):
    url: Annotated[str, Field(min_length=1, max_length=2048)]
    events: Annotated[
        list[Annotated[str, Field(pattern=r"^[a-z_]{1,40}\.[a-z_]{1,40}$")]], Field(max_length=50)
    ] = []


class ReplayIn(Closed):
    """By ids, or by the time they came; `dead_only` leaves out what was applied."""

    ids: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=255)]], Field(max_length=200)
    ] = []
    since: Annotated[str, Field(max_length=40)] | None = None
    until: Annotated[str, Field(max_length=40)] | None = None
    dead_only: bool = False


class PlanIn(Closed):
    """Which plan to change to; `interval` only to pay by another one than now."""

    plan_id: Id
    interval: Literal["month", "year"] | None = None


class EndIn(Closed):
    """`keep`: take back an end that is on the schedule."""

    keep: bool = False


class BillDisputeIn(Closed):
    """Without a line and an amount, all that is due."""

    reason: Literal["not_mine", "wrong_amount", "duplicate", "not_received", "quality", "other"]
    line: Annotated[int, Field(ge=1, le=10_000)] | None = None
    amount_minor: Annotated[int, Field(gt=0, lt=MINOR_LIMIT)] | None = None
    text: Annotated[str, Field(max_length=2000)] = ""


class BillDisputeEndIn(Closed):
    outcome: Literal["upheld", "rejected", "withdrawn"]
    note: Annotated[str, Field(max_length=500)] = ""


class PromiseIn(Closed):
    """`on` unsaid: the last day the policy allows; `parts` of instalments."""

    kind: Literal["promise", "extension", "instalment"] = "promise"
    on: Day | None = None
    parts: Annotated[int, Field(ge=2, le=24)] | None = None
    text: Annotated[str, Field(max_length=2000)] = ""


Detail = Annotated[str, Field(max_length=300)]


class DetailsIn(Closed):
    """Only what changes; an empty text takes a detail away."""

    name: Detail | None = None
    company: Detail | None = None
    address: Detail | None = None
    email: Detail | None = None
    vat_id: Detail | None = None
    po_number: Detail | None = None
    invoice_recipient: Detail | None = None


class CodeIn(Closed):
    code: Annotated[str, Field(min_length=1, max_length=20)]
