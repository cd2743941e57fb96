"""The half of a chat model's interface that follows from the other: whole replies from pieces."""

from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult


class StreamingModel(BaseChatModel):
    """A model that only streams; a whole reply is its pieces put together."""

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        whole = AIMessageChunk(content="")
        for chunk in self._stream(messages, stop, run_manager, **kwargs):
            if isinstance(chunk.message, AIMessageChunk):
                whole = whole + chunk.message
        return ChatResult(generations=[ChatGeneration(message=whole)])
