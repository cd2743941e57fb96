"""Finds the tools: every module of this folder without an underscore that holds a `TOOL`."""

from importlib import import_module
from pkgutil import iter_modules

import tools
from tools._tool import Tool


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
