"""One turn of conversation: LangChain's agent loop with our middleware around model and tools."""

import logging
import queue
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextvars import copy_context
from functools import partial
from typing import Any, Final, NoReturn

import langsmith
from langchain.agents import create_agent
from langchain_core.language_models import FakeListChatModel
from langchain_core.tools import BaseTool, StructuredTool

from agent._model_rounds import ModelRounds
from agent._run import TurnRun
from agent._tool_calls import ToolCalls
from agent.prompt import messages_for
from agent.turn import Deadline, Limits, Models, Said, Step, Turn
from agent.wording import how_fresh, was_said, word_cards
from billing.redaction import redact
from tools._tool import Tool

_LOG: Final = logging.getLogger(__name__)
_GRACE_S: Final = 2


class Assistant:
    """Answers one customer message at a time; one instance serves every thread and customer.

    The graph is built once. Everything that belongs to a turn travels in its runtime context, so
    nothing of one customer is reachable from another's turn.
    """

    def __init__(
        self,
        models: Models,
        tools: Mapping[str, Tool],
        limits: Limits = Limits(),  # noqa: B008 - frozen
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        # The framework sends every conversation to its maker when an environment variable says so.
        langsmith.configure(enabled=False)
        self._models = models
        self._tools = dict(tools)
        self._limits = limits
        self._clock = clock
        self._schemas: list[BaseTool] = [_schema(tool) for tool in tools.values()]
        self._graph = create_agent(
            # Never asked: `ModelRounds` answers every request.
            FakeListChatModel(responses=[""]),
            self._schemas,
            middleware=[ModelRounds(), ToolCalls()],
            context_schema=TurnRun,
        )

    def run(self, turn: Turn) -> Iterator[Step]:
        """The steps of one turn as they happen; the last is `Finished`. Never raises.

        Ends within the limits whatever the model does. When the model says nothing that may be
        said, the server words its own cards.
        """
        run = TurnRun(
            turn=turn,
            tools=self._tools,
            limits=self._limits,
            session=self._models.session(
                self._schemas, turn.context.tenant.policy.assistant_models
            ),
            deadline=Deadline(self._clock() + self._limits.seconds, self._clock),
        )
        yield from self._steps(run)
        if not run.closed and not run.worded:
            context = turn.context
            for sentence in word_cards(
                run.book.cards,
                context.words,
                context.tenant.name,
                nothing_owed=run.book.prose.nothing_owed,
            ):
                if not was_said(sentence, run.speech.heard):
                    yield Said(redact(sentence))
        if run.worded:
            # Whatever a model made of it: how fresh its facts are is always told.
            yield from (Said(said) for said in how_fresh(run.book.cards, run.speech.heard))
        yield run.finished()

    def _steps(self, run: TurnRun) -> Iterator[Step]:
        """The graph runs on a thread of its own and tells its steps as they happen.

        LangGraph's own streaming costs a third of a turn in futures. When nobody listens any more,
        the turn is over: no further model or tool is asked.
        """
        told: queue.SimpleQueue[Step | None] = queue.SimpleQueue()
        run.tell = told.put
        work = partial(copy_context().run, self._through_graph, run, told)
        threading.Thread(target=work, name="turn", daemon=True).start()
        try:
            while (step := told.get(timeout=run.deadline.left + _GRACE_S)) is not None:
                yield step
        except queue.Empty:
            _LOG.error("the turn outlasted its time: a tool hangs")
        finally:
            run.over = True

    def _through_graph(self, run: TurnRun, told: "queue.SimpleQueue[Step | None]") -> None:
        try:
            request: Any = {"messages": messages_for(run.turn, run.session.trust)}
            self._graph.invoke(request, context=run)
        except Exception:
            _LOG.exception("the turn broke off")
        finally:
            told.put(None)


def _schema(tool: Tool) -> BaseTool:
    return StructuredTool(
        name=tool.name, description=tool.description, args_schema=tool.Arguments, func=_unreachable
    )


def _unreachable(**_arguments: object) -> NoReturn:
    raise RuntimeError("tools run in `ToolCalls`")
