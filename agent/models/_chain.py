"""The chain of models: the configured ones in their order, the built-in one when they fail."""

import logging
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool

from agent.models._accept import ModelFault, ModelGarbage, ModelSilent, ModelUnreachable
from agent.models._breaker import Breaker
from agent.models._pace import Pace
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


def _nobody(_name: str) -> None:
    """A chain that knows no models but its own."""


@dataclass(slots=True)
class ModelChain:
    """Models in their order and the one that always answers. Built once, shared by all threads.

    `make` knows the models that a company names for itself. Each has its own breaker; a turn that
    has to leave one does not come back to it.
    """

    fallback: Member
    primaries: tuple[Member, ...] = ()
    make: Callable[[str], Member | None] = _nobody
    patience: Patience = field(default_factory=Patience)
    new_breaker: Callable[[], Breaker] = Breaker
    sleep: Callable[[float], None] = time.sleep
    _breakers: dict[str, Breaker] = field(default_factory=dict)
    _paces: dict[str, Pace] = field(default_factory=dict)
    _made: dict[str, Member | None] = field(default_factory=dict)
    _bound: dict[tuple[str, tuple[int, ...]], Bound] = field(default_factory=dict)

    def session(self, tools: Sequence[BaseTool], names: Sequence[str] = ()) -> "Session":
        """The models of one turn: those `names` say, in that order, else the installation's.

        The fallback's own name alone asks no other model.
        """
        if not names:
            return Session(self, tools, list(self.primaries))
        named = (self._member(name) for name in names if name != self.fallback.name)
        return Session(self, tools, [each for each in named if each is not None])

    def _member(self, name: str) -> Member | None:
        known = next((each for each in self.primaries if each.name == name), None)
        if known is None and name not in self._made:
            self._made[name] = self.make(name)
        return known or self._made[name]

    def breaker(self, name: str) -> Breaker:
        """The breaker of one model, the same for all turns."""
        return self._breakers.setdefault(name, self.new_breaker())

    def pace(self, name: str) -> Pace:
        """How quick one model lately was, the same for all turns."""
        return self._paces.setdefault(name, Pace(self.patience.first_piece_s))

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
    left: list[Member]
    _repairs_left: int = 1
    _clean: set[str] = field(default_factory=set)

    def trust(self, *parts: Redacted) -> None:
        """A text made of these redacted parts: it is not scanned again before it is sent."""
        self._clean.add("".join(parts))

    def fall_back(self) -> None:
        """Ask only the fallback for the rest of this turn."""
        self.left.clear()

    def reply(
        self, messages: Sequence[BaseMessage], listener: Listener, deadline: Deadline
    ) -> Reply:
        """The first usable reply in the models' order, the fallback's when none gives one.

        At most two tries of each, and one repair of garbage in the whole turn. Whoever waits is
        waiting for the first word: once a model was silent for a second, only the fallback is
        asked. Raises `ModelFault` only when the fallback itself fails.
        """
        messages = [self._redacted(message) for message in messages]
        while self.left:
            member, started = self.left[0], deadline.left
            if self.chain.breaker(member.name).allows():
                message = self._try(member, messages, listener, deadline)
                if message is not None:
                    return Reply(message, member.name)
            if self.left:
                self.left.pop(0)
            if started - deadline.left > _QUICK_S:
                self.left.clear()
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

    def _try(
        self,
        member: Member,
        messages: Sequence[BaseMessage],
        listener: Listener,
        deadline: Deadline,
    ) -> AIMessage | None:
        breaker = self.chain.breaker(member.name)
        for _ in range(2):
            started = deadline.left
            try:
                message = self._read(member, messages, listener, deadline)
            except ModelFault as fault:
                listener.cut()
                _LOG.warning("model %s: %s: %s", member.name, type(fault).__name__, fault)
                breaker.failed()
                if not self._again(fault, started - deadline.left):
                    return None
            else:
                breaker.succeeded()
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
                pace = self.chain.pace(member.name)
                patience = replace(self.chain.patience, first_piece_s=pace.wait_s)
                message = read_apart(bound, messages, listener, deadline, patience, pace.arrived)
            else:
                message = read_here(bound, messages, listener)
            self._clean.add(message.text)  # `accept` redacted it
            return message
        except ModelSilent:
            self.chain.pace(member.name).silent()
            raise
        except ModelFault:
            raise
        except Exception as fault:
            raise ModelUnreachable(type(fault).__name__) from fault
