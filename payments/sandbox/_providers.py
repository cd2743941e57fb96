"""The one place where the sandbox's providers are listed; a new one is one more line."""

from . import stripe
from ._provider import Provider

PROVIDERS: tuple[Provider, ...] = (stripe.PROVIDER,)
