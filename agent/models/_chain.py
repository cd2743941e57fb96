"""The chain of models: the configured one first, the built-in one when it fails."""

import logging
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool

from agent.models._accept import ModelFault, ModelGarbage, ModelUnreachable
from agent.models._breaker import Breaker
from agent.models._stream import Bound, Patience, read_apart, read_here
from agent.turn import Deadline, Listener, Reply
from billing.redaction import Redacted, redact

_LOG: Final = logging.getLogger(__name__)
_QUICK_S: Final = 1


@dataclass(frozen=True, slots=True)
class Member:
    """One model of the chain. A `remote` one is read under a deadline and behind the breaker."""

    name: str
    model: BaseChatModel
    remote: bool = False


@dataclass(slots=True)
class ModelChain:
    """A primary model and the one that always answers. Built once, shared by all threads.

    A turn that has to leave the primary stays with the fallback until its end.
    """

    fallback: Member
    primary: Member | None = None
    patience: Patience = field(default_factory=Patience)
    breaker: Breaker = field(default_factory=Breaker)
    sleep: Callable[[float], None] = time.sleep
    _bound: dict[tuple[str, tuple[int, ...]], Bound] = field(default_factory=dict)

    def session(self, tools: Sequence[BaseTool]) -> "Session":
        return Session(self, tools)

    def bound(self, member: Member, tools: Sequence[BaseTool]) -> Bound:
        """The model with these tools' schemas, made once: making them costs a millisecond."""
        key = (member.name, tuple(map(id, tools)))
        if key not in self._bound:
            schemas = [convert_to_openai_tool(tool) for tool in tools]
            self._bound[key] = member.model.bind(tools=schemas) if schemas else member.model
        return self._bound[key]


@dataclass(slots=True)
class Session:
    """The chain during one turn."""

    chain: ModelChain
    tools: Sequence[BaseTool]
    _fallen_back: bool = False
    _repairs_left: int = 1
    _clean: set[str] = field(default_factory=set)

    def trust(self, *parts: Redacted) -> None:
        """A text made of these redacted parts: it is not scanned again before it is sent."""
        self._clean.add("".join(parts))

    def fall_back(self) -> None:
        """Ask only the fallback for the rest of this turn."""
        self._fallen_back = True

    def reply(
        self, messages: Sequence[BaseMessage], listener: Listener, deadline: Deadline
    ) -> Reply:
        """The primary's reply, or the fallback's when the primary cannot give a usable one.

        At most two tries of the primary, and one repair of garbage in the whole turn. Raises
        `ModelFault` only when the fallback itself fails.
        """
        messages = [self._redacted(message) for message in messages]
        primary = self.chain.primary
        if primary is not None and not self._fallen_back and self.chain.breaker.allows():
            message = self._try_primary(primary, messages, listener, deadline)
            if message is not None:
                return Reply(message, primary.name)
        self._fallen_back = True
        fallback = self.chain.fallback
        return Reply(self._read(fallback, messages, listener, deadline), fallback.name)

    def _redacted(self, message: BaseMessage) -> BaseMessage:
        """The last gate before a model: whatever is not known to be redacted is redacted here."""
        text = str(message.text)
        if text in self._clean:
            return message
        clean = redact(text)
        self.trust(clean)
        same = clean == text and isinstance(message.content, str)
        return message if same else message.model_copy(update={"content": str(clean)})

    def _try_primary(
        self,
        primary: Member,
        messages: Sequence[BaseMessage],
        listener: Listener,
        deadline: Deadline,
    ) -> AIMessage | None:
        for _ in range(2):
            started = deadline.left
            try:
                message = self._read(primary, messages, listener, deadline)
            except ModelFault as fault:
                listener.cut()
                _LOG.warning("model %s: %s: %s", primary.name, type(fault).__name__, fault)
                self.chain.breaker.failed()
                if not self._again(fault, started - deadline.left):
                    return None
            else:
                self.chain.breaker.succeeded()
                return message
        return None

    def _again(self, fault: ModelFault, took_s: float) -> bool:
        if isinstance(fault, ModelGarbage):
            self._repairs_left -= 1
            return self._repairs_left >= 0
        if took_s > _QUICK_S:
            return False
        # Jitter keeps many turns that failed together from coming back together.
        self.chain.sleep(random.uniform(0.05, 0.15))  # noqa: S311 - not a secret
        return True

    def _read(
        self,
        member: Member,
        messages: Sequence[BaseMessage],
        listener: Listener,
        deadline: Deadline,
    ) -> AIMessage:
        bound = self.chain.bound(member, self.tools)
        try:
            if member.remote:
                patience = self.chain.patience
                message = read_apart(bound, messages, listener, deadline, patience)
            else:
                message = read_here(bound, messages, listener)
            self._clean.add(message.text)  # `accept` redacted it
            return message
        except ModelFault:
            raise
        except Exception as fault:
            raise ModelUnreachable(type(fault).__name__) from fault
