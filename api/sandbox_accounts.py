"""A provider's credentials for the sandbox, and the account there that they open.

The sandbox knows each merchant by one secret key and one webhook secret; providers name and
combine theirs differently. A provider that is not named here calls them by these very names.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Final

Derive = Callable[[str], str]
"""A secret of 32 hex digits for a purpose; the same one for the same purpose."""

_DEFAULT: Final = ("secret_key", "webhook_secret")


@dataclass(frozen=True, slots=True)
class SandboxAccount:
    """What the sandbox is told of a merchant; `location` is where its money is taken, if named."""

    secret_key: str
    webhook_secret: str | None
    location: str | None = None


def is_in_sandbox(provider: str) -> bool:
    """Whether the sandbox plays this provider."""
    return find_spec(f"payments.sandbox.{provider}") is not None


def sandbox_credentials(provider: str, derive: Derive) -> Mapping[str, str]:
    """Credentials of this provider's form for an account that only the sandbox has."""
    match provider:
        case "paypal":
            return {
                "client_id": f"sandbox-{derive('client_id')}",
                "client_secret": f"sandbox-{derive('client_secret')}",
                "webhook_id": derive("webhook_id").upper(),
            }
        case "square":
            return {
                "secret_key": f"EAAA{derive('secret_key')}",
                "location_id": f"L{derive('location_id')[:12].upper()}",
                "webhook_secret": derive("webhook_secret"),
            }
        case "stripe":
            return {
                "secret_key": f"sk_test_{derive('secret_key')}",
                "webhook_secret": f"whsec_{derive('webhook_secret')}",
            }
        case _:
            return {name: derive(name) for name in _DEFAULT}


def sandbox_account(provider: str, credentials: Mapping[str, str]) -> SandboxAccount:
    """The merchant that these credentials open at the sandbox."""
    if provider == "paypal":
        pair = f"{credentials['client_id']}:{credentials['client_secret']}"
        return SandboxAccount(pair, credentials.get("webhook_id"))
    return SandboxAccount(
        credentials["secret_key"], credentials.get("webhook_secret"), credentials.get("location_id")
    )
