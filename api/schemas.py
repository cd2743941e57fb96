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


class ResolveIn(Closed):
    outcome: Literal["succeeded", "failed"]
    evidence: Annotated[str, Field(min_length=1, max_length=500)]


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
    token: Annotated[str, Field(max_length=8192)]
