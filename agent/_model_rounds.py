"""Middleware around the model: limits, the chain of models, prose sentence by sentence."""

import logging
from collections.abc import Callable
from typing import Any, Final

from langchain.agents.middleware import AgentMiddleware, AgentState, ModelRequest, ModelResponse
from langchain_core.messages import AIMessage, AnyMessage

from agent._run import TurnRun
from agent._tool_calls import Batch

_LOG: Final = logging.getLogger(__name__)


class ModelRounds(AgentMiddleware[AgentState[Any], TurnRun]):
    """Asks the chain instead of the graph's own model, and only while the limits allow.

    A turn that is over gets an empty reply without calls, which is how the graph ends.
    """

    def wrap_model_call(
        self,
        request: ModelRequest[TurnRun],
        handler: Callable[[ModelRequest[TurnRun]], ModelResponse[Any]],
    ) -> ModelResponse[Any]:
        return ModelResponse(result=[_round(request.runtime.context, request.messages)])


def _round(run: TurnRun, messages: list[AnyMessage]) -> AIMessage:
    if run.must_end:
        return AIMessage("")
    run.model_rounds += 1
    run.worded = False
    run.speech.begin_round()
    try:
        reply = run.session.reply(messages, run.speech, run.deadline)
    except Exception:
        _LOG.exception("the last model of the chain failed")
        run.speech.cut()
        run.over = True
        return AIMessage("")
    run.speech.end_round()
    run.model = reply.model
    message = reply.message
    if usage := message.usage_metadata:
        run.input_tokens += usage["input_tokens"]
        run.output_tokens += usage["output_tokens"]
    run.worded = not message.tool_calls and not run.speech.too_little
    run.batch = Batch(run, message.tool_calls)
    return message
