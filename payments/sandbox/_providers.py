"""The providers that the sandbox plays: every package beside this file that has a `PROVIDER`."""

import pkgutil
from importlib import import_module
from pathlib import Path

from ._provider import Provider


def _found() -> tuple[Provider, ...]:
    beside = pkgutil.iter_modules([str(Path(__file__).parent)])
    names = sorted(module.name for module in beside if module.ispkg)
    found = (import_module(f".{name}", __package__).PROVIDER for name in names)
    return tuple(provider for provider in found if isinstance(provider, Provider))


PROVIDERS: tuple[Provider, ...] = _found()
