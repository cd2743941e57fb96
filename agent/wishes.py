"""Whether a customer's own words ask for something to be done: no model of words is asked.

What a document, an article or a ticket says may make a language model prepare an offer; a typed
"ok" must not be enough to approve such a one.
"""

import re
from collections.abc import Iterable
from typing import Final

from agent.language import fold
from agent.models.builtin.understand import understand

_ACTS: Final = frozenset(
    {
        "pay_bill",
        "refund_request",
        "dispute_charge",
        "plan_change",
        "subscription_cancel",
        "update_billing_details",
    }
)
_VERBS: Final = re.compile(
    r"\b(?:pay|settle|clear|charge|refund|cancel|upgrade|downgrade|switch|change|dispute|correct"
    r"|pag(?:a|o|ar|ue|uemos|arlo|arla)|abon\w+|liquid\w+|cambi\w+|devolv\w+|devuel\w+|reclam\w+"
    r"|(?:be)?zahl\w*|begleich\w*|uberweis\w*|wechsel\w*|kundig\w*|storn\w*|erstatt\w*|andere?"
    r"|pay(?:er|ez|e|ons)|pai\w+|regl\w+|sold\w+|resili\w+|annul\w+|rembours\w+|conteste\w*)\b"
)


def wishes_to_act(texts: Iterable[str], language: str) -> bool:
    """Whether any of these messages of a customer asks to pay, to change or to end something."""
    return any(
        _VERBS.search(fold(text)) is not None or understand(text, language).label in _ACTS
        for text in texts
    )
