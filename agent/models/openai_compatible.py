"""Any server that speaks OpenAI's chat completions: hosted, vLLM, Ollama, a test's own."""

from dataclasses import dataclass, field
from typing import Final

from langchain_core.language_models import BaseChatModel
from langchain_openai import ChatOpenAI
from openai import DefaultHttpxClient, Timeout
from pydantic import SecretStr

_CONNECT_S: Final = 1.2
_READ_S: Final = 30


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where the model is. `key` is a secret and never printed."""

    model: str
    base_url: str | None = None
    key: SecretStr = field(default_factory=lambda: SecretStr("unset"))
    reports_usage: bool = False


def openai_compatible(endpoint: Endpoint) -> BaseChatModel:
    """A chat model for `endpoint`; connects only when asked.

    Follows no redirect (the key would follow too), speaks only chat completions whatever the
    model is called, and leaves retries to the chain, which counts them: a second try after a slow
    failure would break the promise to fall back within two seconds.
    """
    return ChatOpenAI(
        model=endpoint.model,
        base_url=endpoint.base_url,
        api_key=endpoint.key,
        max_retries=0,
        stream_usage=endpoint.reports_usage,
        use_responses_api=False,
        temperature=0,
        http_client=DefaultHttpxClient(
            timeout=Timeout(_READ_S, connect=_CONNECT_S), follow_redirects=False
        ),
    )
