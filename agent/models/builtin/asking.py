"""What only looks like another wish: fees of paying, money sent, receipts, cases, stopping.

Each is told by fixed patterns on folded text, before the scored vocabulary is believed.
"""

import re
from typing import Final

from agent.language import fold
from agent.models.builtin.methods import way_of
from agent.models.builtin.outside import about_sent, asks_of_sent
from agent.slots import Slots

Plan = tuple[str, dict[str, object]]

_FEE: Final = re.compile(
    r"\b(?:(?:convenience|card|processing|service|payment|transaction)? ?(?:fees?|surcharges?)"
    r"|extra (?:cost|charge)s?|comision(?:es)?|recargos?|coste? adicional|\w*gebuhr(?:en)?"
    r"|aufpreis|aufschlag|zusatzkosten|frais|commissions?|supplements?)\b"
)
_COSTS: Final = re.compile(
    r"\b(?:what|how much|anything|something|extra|more)\b.{0,25}\b(?:cost|costs|charge|charged)\b"
    r".{0,25}\b(?:pay|paying|payment|card|bank|ach|paypal|transfer)\b"
    r"|\b(?:does|do|will|would)\b.{0,25}\b(?:pay|paying|payment|card|paypal)\b.{0,25}\bcosts?\b"
    r"|\bcosts? (?:anything|something|extra|more) to pay\b"
    r"|\bcharge (?:anything|something|extra|more)\b"
    r"|\b(?:cuanto|cuesta|cobran|algo)\b.{0,25}\b(?:cuesta|cobran|por)\b.{0,15}\b(?:pagar|pago)\b"
    r"|\bcuesta (?:algo )?(?:mas )?(?:pagar|el pago)\b"
    r"|\bkostet\b.{0,40}\b(?:zahl\w*|bezahl\w*|zahlung|karte|bankkonto|paypal|lastschrift)\b"
    r"|\bkost\w* (?:es )?(?:etwas|extra|mehr)\b"
    r"|\bcoute\b.{0,30}\b(?:payer|paiement|regler|carte|virement|paypal)\b"
    r"|\b(?:payer|paiement)\b.{0,30}\bcoute\b"
)
_ASKS: Final = re.compile(
    r"\b(?:is|are|do|does|will|would|any|what|how much|hay|cobran|cual|cuanto|cuesta|tiene[ns]?"
    r"|gibt es|kostet|fallt|fallen|kommt|kommen|wie hoch|wie viel|nehmen|welche"
    r"|y a t il|il y a|combien|quels?|est ce|avez|prenez|facturez)\b"
)
_OTHER_FEE: Final = re.compile(
    r"\b(?:late|overdue|grid|reminder|roaming|set ?up|cancel\w*|termination|reconnection|tax\w*"
    r"|why|explain|this|these|those|dispute|wrong|waive\w*|refund\w*|plan|paid"
    r"|mora|tard[ei]\w*|retraso|red|por que|explica\w*|est[ae]s?|reembols\w*|devol\w*"
    r"|mahn\w*|saumnis\w*|verspatung\w*|netz\w*|grund\w*|warum|wieso|erklar\w*|diese\w*|erstatt\w*"
    r"|retard|reseau|rappel|dossier|pourquoi|expliqu\w*|ces|cette|rembours\w*)\b"
)
_PAST: Final = re.compile(
    r"\b(?:(?:did|have|has) (?:i|we) (?:\w+ )?(?:pay|paid)|(?:what|how much|when) (?:i|we) paid"
    r"|(?:he|hemos) pagado|pague|pagamos|habe (?:ich|n wir) .{0,40}bezahlt"
    r"|(?:habe|haben) .{0,40}(?:gezahlt|bezahlt)|(?:ai je|j ai|avons nous|nous avons)"
    r" .{0,20}paye\w*|ist (?:sie|das|es|die .{0,20}) ?(?:schon |bereits )?bezahlt)\b"
)
_HOW_MUCH: Final = re.compile(
    r"\b(?:what|how much|when|que|cuanto|cuando|was|wie ?viel|wann|que|combien|quand)\b"
)
_CALLS_OFF: Final = re.compile(
    r"\b(?:cancel|stop|abort|call off|undo|revoke|void)\b.{0,20}"
    r"\b(?:payments?|links?|page|offer|transaction|checkout)\b"
    r"|\b(?:cancel(?:a|ar|e|en)?|anul(?:a|ar|e)|deten(?:er)?|para(?:r)?)\b.{0,20}"
    r"\b(?:pago|enlace|pagina|oferta)\b"
    r"|\b(?:zahlung|\w*link|angebot|seite)\b.{0,20}\b(?:abbrechen|storniere?n?|stopp\w*|zuruckziehen"
    r"|zurucknehmen|loschen|anhalten)\b|\b(?:storniere?n?|stopp\w*|brich|brechen)\b.{0,20}"
    r"\b(?:zahlung|\w*link|angebot)\b"
    r"|\b(?:annul(?:e|er|ez)|arret(?:e|er|ez)|stopp(?:e|er|ez))\b.{0,20}"
    r"\b(?:paiement|lien|page|offre)\b"
)
_NOT_THAT: Final = re.compile(
    r"\b(?:plan|subscription|contract|auto ?pay|recurring|automatic\w*|service|account|suscripcion"
    r"|contrato|automatico\w*|abo|vertrag|dauerauftrag|abonnement|contrat|why|warum|por que"
    r"|pourquoi)\b"
)
_RECEIPTS: Final = re.compile(
    r"\breceipts?\b|\b(?:mis?|el|los|un|tus?|su) recibos?\b|\bcomprobantes?\b|\bquittung(?:en)?\b"
    r"|\bzahlungsbelege?\b|\b(?:mein\w*|die|den|einen) belege?\b"
    r"|\b(?:mes|mon|le|les|un|des) recus?\b|\bquittances?\b|\bjustificatifs?\b"
)
_GIVES: Final = re.compile(
    r"\b(?:upload\w*|attach\w*|here is|here s|adjunt\w*|aqui esta|anbei|anhang|ci joint|voici)\b"
)
_TICKETS: Final = re.compile(
    r"\b(?:my|the|any|open) (?:\w+ )?(?:tickets?|cases?|complaints?|disputes?)\b"
    r"|\b(?:mis?|el|algun|la) (?:\w+ )?(?:tickets?|casos?|reclamacion(?:es)?|incidencias?)\b"
    r"|\b(?:mein\w*|de[rnms]|das|offene\w*) (?:tickets?|falls?|falle|vorg[a]ngs?|vorgange"
    r"|beschwerden?|reklamation(?:en)?)\b"
    r"|\b(?:mon|mes|le|du|de mon) (?:tickets?|dossiers?|reclamations?)\b"
    r"|\bma reclamation\b|\btk_?\w*\d\w*\b"
)
_HOW_IT_STANDS: Final = re.compile(
    r"\b(?:status|state|happen\w*|updates?|news|answer\w*|what about|where|how|any|list|show|still"
    r"|open|estado|como va|que paso|que pasa|hay|muestra\w*|novedades|sigue|respuesta"
    r"|stand|going on|what s|wie|was|gibt es|neues|zeig\w*|noch|antwort"
    r"|ou en est|ou en sont|statut|nouvelles?|montre\w*|reponse|toujours)\b"
)


_IS_DISPUTED: Final = re.compile(
    r"\b(?:is|are|ist|sind|est|sont|esta|estan) "
    r"(?:already |still |bereits |schon |noch |deja |ya )?(?:in dispute|disputed|strittig"
    r"|reklamiert|en litige|contestee?s?|en disputa|reclamad[ao]s?)\b"
)
"""Says how a bill stands; no new objection."""
_GIVEN_BACK: Final = re.compile(
    r"\b(?:(?:did|have|has) (?:you|they|it|my refund) (?:\w+ )?(?:refund\w*|give back|gave back"
    r"|given|return\w*|arriv\w*|been refunded)"
    r"|(?:where|when) (?:is|s|will|did) .{0,12}(?:my|the) refund"
    r"|ya (?:me )?(?:devolvieron|reembolsaron|han devuelto)|(?:donde esta|cuando llega) mi"
    r" reembolso"
    r"|(?:wurde|haben sie|habt ihr) .{0,40}(?:erstattet|zuruckgezahlt|zuruckuberwiesen)"
    r"|wo (?:ist|bleibt) (?:meine erstattung|mein geld)"
    r"|(?:avez vous|m avez vous) .{0,25}rembourse\w*|ou en est mon remboursement)\b"
)
"""Asks what became of money given back; no new wish for any."""
_MUST_I: Final = re.compile(
    r"\b(?:(?:do|must) (?:i|we) (?:still )?(?:have to |need to )?pay|muss ich .{0,60}zahlen"
    r"|tengo que pagar|(?:dois je|est ce que je dois) (?:encore )?(?:payer|regler))\b"
)
_TO_PAY: Final = re.compile(
    r"\b(?:(?:what|how much) (?:do|must|should|would) (?:i|we) (?:still )?(?:have to|need to"
    r"|must)? ?pay"
    r"(?! (?:per|a|each|for (?:the|a|my)?))"
    r"|(?:anything|something) (?:left )?(?:to pay|open|due)\b"
    r"|(?:algo|nada) que pagar|que tengo que pagar|cuanto tengo que pagar"
    r"|(?:noch )?etwas (?:zu (?:be)?zahlen|offen)|was muss ich (?:noch )?(?:be)?zahlen"
    r"|quelque chose a (?:payer|regler)|rien a payer|que dois je payer)\b"
)
"""Asks for what is owed, though it speaks of paying."""


def asked_apart(text: str, slots: Slots) -> str | None:
    """The label of a question that the vocabulary cannot tell from another; None for any other."""
    folded = fold(text)
    if (stands := _how_it_stands(text, folded, slots)) is not None:
        return stands
    if _asks_fee(text, folded, slots):
        return "fees"
    if _CALLS_OFF.search(folded) and not _NOT_THAT.search(folded):
        return "call_off"
    if _RECEIPTS.search(folded) and not _GIVES.search(folded):
        return "receipts"
    if _PAST.search(folded):
        return "payment_history" if _HOW_MUCH.search(folded) else "payment_status"
    return None


def _how_it_stands(text: str, folded: str, slots: Slots) -> str | None:
    """The label of a question that sounds like a wish: what became of one, what is to be paid."""
    if asks_of_sent(text):
        return "sent_state"
    if _TICKETS.search(folded) and _HOW_IT_STANDS.search(folded):
        return "ticket_state"
    if _MUST_I.search(folded) and "?" in text and slots.bill not in (None, "all"):
        return "bill_amount"
    told = ((_IS_DISPUTED, "bill_detail"), (_GIVEN_BACK, "refund_state"), (_TO_PAY, "list_bills"))
    return next((label for pattern, label in told if pattern.search(folded)), None)


def plan_apart(label: str, text: str, slots: Slots) -> Plan | None:
    """The tool for a message with such a label."""
    match label:
        case "sent_state":
            return about_sent(text)
        case "fees":
            way = way_of(text)
            return "payment_options", {"about": "fees", **({"way": way} if way else {})}
        case "call_off":
            return "cancel_payment", _of_bill(slots)
        case "receipts":
            return "list_receipts", _of_bill(slots)
        case "ticket_state":
            return "list_tickets", {}
        case _:
            return None


def _of_bill(slots: Slots) -> dict[str, object]:
    named = slots.bill not in (None, "all", "last", "latest", "newest")
    return {"bill": str(slots.bill).split(", ")[0]} if named else {}


def _asks_fee(text: str, folded: str, slots: Slots) -> bool:
    """Whether it asks what paying costs on top; a fee that stands on a bill is another matter."""
    if _OTHER_FEE.search(folded) is not None or slots.amount is not None:
        return False
    if _COSTS.search(folded) is not None:
        return True
    asks = "?" in text or _ASKS.search(folded) is not None
    return asks and _FEE.search(folded) is not None
