"""What every channel promises: one letter out, or one of two refusals that name no address."""

from typing import Protocol

from billing.letters import Letter


class Channel(Protocol):
    """One way for a letter to leave. The only thing the outbox knows of e-mail and webhooks."""

    @property
    def name(self) -> str:
        """What `Letter.channel` says for letters of this kind."""
        ...

    def deliver(self, letter: Letter) -> None:
        """Hand the letter over once; returns when the other side has taken it.

        Raises `DeliveryRefused` (it never will be taken) or `DeliveryFailed` (try later). Trying
        again repeats the letter's id, so that the receiver can drop a repetition.
        """
        ...
