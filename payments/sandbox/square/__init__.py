"""Square as the sandbox plays it: its API and pages; imports the sandbox's neutral core only."""

from ._routes import PROVIDER

__all__ = ["PROVIDER"]
