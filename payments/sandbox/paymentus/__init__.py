"""Paymentus as we assume it (its API is not public); imports the sandbox's neutral core only."""

from ._routes import PROVIDER

__all__ = ["PROVIDER"]
