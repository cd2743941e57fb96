"""Messages that ask in which document something stands: "which invoice had the roaming charge?"

Never a question for bills by their state or size (open, overdue, the highest): those are listed.
"""

import re
from typing import Final

from agent.language import fold

Plan = tuple[str, dict[str, object]]
LONGEST: Final = 200

_PAPER: Final = (
    r"(?:invoices?|bills?|documents?|receipts?|uploads?|pdfs?|pages?"
    r"|rechnung(?:en)?|belege?|dokumente?n?|unterlagen?|seiten?"
    r"|factures?|pages?|recus?|facturas?|documentos?|recibos?|paginas?)"
)
_WHICH: Final = (
    r"(?:(?:in|on|auf|in|dans|sur|en|von)? ?(?:which|what|welche[nmrs]?|quel(?:le)?s?|que|cual)"
    r"(?: (?:one )?of (?:my|the))?)"
)
_HAS: Final = (
    r"(?:ha[ds]|have|having|contain(?:s|ed)?|mention(?:s|ed)?|show(?:s|ed)?|list(?:s|ed)|says?|said"
    r"|include[sd]?|is|was|were|are|did|charged|with|for"
    r"|hat|hatten?|enthalt|enthielt|erwahnt|steht|stand|standen|war|waren|ist|sind|gab|mit"
    r"|avait|a|ai|contenait|contient|mentionne|mentionnait|etait|etaient|est|y|figure|figurait"
    r"|se|on|avec|tenia|tiene|habia|hay|contiene|contenia|incluye|incluia|estaba|estaban|esta"
    r"|aparece|aparecia|sale|menciona|con|fue|era)"
)
_ASKS: Final = re.compile(rf"\b{_WHICH} {_PAPER} {_HAS}\b (?P<what>.+)")
_SEEKS: Final = re.compile(
    r"\b(?:find|search(?: for)?|look for|such\w*|finde\w*|cherche[rz]?|trouve[rz]?|busca\w*"
    r"|encuentra\w*|encontrar)\b(?: \w+){0,3}? "
    rf"{_PAPER} (?:with|that|which|where|about|mentioning|containing|mit|auf|in|wo|avec|ou|qui"
    r"|con|que|donde)\b (?P<what>.+)"
)
_BY_STATE: Final = re.compile(
    r"\b(?:overdue|unpaid|open|due|paid|pay|owed|owing|outstanding|latest|last|next|first"
    r"|late(?! (?:fee|payment|charge))"
    r"|highest|biggest|largest|lowest|higher|more expensive|most|failed|pending|wrong|mean|for me"
    r"|offen\w*|fallig\w*|uberfallig\w*|unbezahlt\w*|bezahl\w*|gezahlt|hochste|teuerste|letzte\w*"
    r"|impayee?s?|dues?|payee?s?|payer|ouvertes?|retard|derniere|chere|echeance"
    r"|vencid[ao]s?|pendientes?|abiertas?|pagad[ao]s?|pagar|debo|cara|ultima|vence)\b"
)


def about_finding(text: str) -> Plan | None:
    """The search that a message asks for, in its own words; None where it asks for none."""
    folded = re.sub(r"\s+", " ", re.sub(r"[^\w\s]", " ", fold(text))).strip()
    asked = _ASKS.search(folded) or _SEEKS.search(folded)
    if asked is None or _BY_STATE.search(folded) is not None:
        return None
    return "find_invoice", {"looking_for": text.strip()[:LONGEST]}
