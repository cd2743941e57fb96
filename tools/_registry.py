"""Finds the tools: every module of this folder without an underscore that holds a `TOOL`."""

import json
from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import Final

from pydantic import BaseModel, ValidationError

import tools
from tools._tool import AskAgain, Tool

_FIELDS_NAMED: Final = 5


def load_tools() -> dict[str, Tool]:
    """All tools by name, sorted. A module without `TOOL`, or named otherwise, is an error."""
    found: dict[str, Tool] = {}
    for module in sorted(iter_modules(tools.__path__), key=lambda entry: entry.name):
        if module.name.startswith("_"):
            continue
        tool: Tool = import_module(f"tools.{module.name}").TOOL
        if tool.name != module.name:
            raise ValueError(f"tools/{module.name}.py calls itself {tool.name}")
        found[tool.name] = tool
    return found


def asked_of(
    offered: Mapping[str, Tool], name: str, arguments: Mapping[str, object]
) -> tuple[Tool, BaseModel]:
    """The tool that a call names and its checked arguments; raises `AskAgain`, which quotes none.

    For whoever calls from outside: a language model, another company's agent.
    """
    tool = offered.get(name)
    if tool is None:
        raise AskAgain(f"there is no such tool; there are {', '.join(offered)}")
    try:
        return tool, tool.Arguments.model_validate_json(json.dumps(arguments))
    except ValidationError as wrong:
        fields = [
            f"{'.'.join(map(str, error['loc']))[:60]}: {error['msg'][:120]}"
            for error in wrong.errors(include_url=False, include_input=False, include_context=False)
        ]
        raise AskAgain("wrong arguments: " + "; ".join(fields[:_FIELDS_NAMED])) from None
