"""Whole conversations for stories: an assistant over chosen models and tools, turn after turn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from agent.loop import Assistant
from agent.memory import Remembered, Window
from agent.models._chain import Member, ModelChain
from agent.models.builtin.model import BuiltinModel
from agent.models.scripted import Script, ScriptedModel
from agent.turn import Closed, Finished, Limits, Ran, Said, Step, Turn
from billing.ids import UploadId
from billing.ports import Ports
from billing.principal import Principal
from billing.redaction import redact
from billing.tenants import Policy
from tests.builders import POLICY
from tests.tools.worlds import context, no_reading
from tools._tool import Tool


@dataclass(slots=True)
class Heard:
    """What came out of one turn."""

    steps: list[Step]

    @property
    def said(self) -> list[str]:
        return [step.sentence.strip() for step in self.steps if isinstance(step, Said)]

    @property
    def closed(self) -> Closed | None:
        return next((step for step in self.steps if isinstance(step, Closed)), None)

    @property
    def ran(self) -> list[str]:
        return [step.tool for step in self.steps if isinstance(step, Ran) and step.ok]

    @property
    def end(self) -> Finished:
        last = self.steps[-1]
        assert isinstance(last, Finished)
        assert sum(isinstance(step, Finished) for step in self.steps) == 1
        return last

    @property
    def text(self) -> str:
        """Everything shown in words, as one string."""
        closing = self.closed.text if self.closed is not None else ""
        return "\n".join([*self.said, closing]).strip()


@dataclass(slots=True)
class Talk:
    """One customer's conversation; remembers what was said and shown, as the product does."""

    assistant: Assistant
    ports: Ports
    who: Principal | None = None
    language: str = "en"
    policy: Policy = POLICY
    remembered: list[Remembered] = field(default_factory=list)

    def say(
        self, text: str, *, attachments: Sequence[str] = (), language: str | None = None
    ) -> Heard:
        """One turn: the customer's message in, all steps out."""
        here = context(
            self.ports,
            who=self.who,
            language=language or self.language,
            policy=self.policy,
            attachments=tuple(map(UploadId, attachments)),
            reading=no_reading,
            text=text,
        )
        turn = Turn(
            context=here,
            text=redact(text),
            window=Window(tuple(self.remembered[-20:])),
            policy={"kind": "utility"},
            now=self.ports.clock.now(),
        )
        heard = Heard(list(self.assistant.run(turn)))
        self._remember("customer", text)
        self._remember("assistant", heard.text, heard.end.shown)
        return heard

    def _remember(self, speaker: str, text: str, shown: tuple[str, ...] = ()) -> None:
        seq = len(self.remembered) + 1
        self.remembered.append(Remembered(seq, speaker, redact(text), shown))


def scripted(
    script: Script, tools: Mapping[str, Tool], limits: Limits | None = None
) -> tuple[Assistant, ScriptedModel]:
    """An assistant whose first model follows `script`, with the built-in one behind it."""
    model = ScriptedModel(script=script)
    chain = ModelChain(
        Member("builtin", BuiltinModel()), (Member("scripted", model),), sleep=lambda _: None
    )
    return Assistant(chain, tools, limits or Limits()), model


def builtin(tools: Mapping[str, Tool]) -> Assistant:
    """An assistant with nothing but the built-in model."""
    return Assistant(ModelChain(Member("builtin", BuiltinModel())), tools)
