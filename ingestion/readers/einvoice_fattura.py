"""Italy's e-invoice: FatturaPA 1.2 (`FatturaElettronica`), as sellers and the exchange send it."""

from decimal import Decimal
from typing import Final

from ingestion.amounts import money_text, plain_text
from ingestion.draft import MAX_ITEMS, LineItem
from ingestion.readers.einvoice_values import (
    Element,
    Sums,
    code,
    day,
    element,
    elements,
    iban,
    money,
    number,
    text_of,
)

_CREDITS: Final = frozenset({"TD04", "TD08"})
"""Codes of credit notes among the document types (TipoDocumento)."""
_OTHERS: Final = frozenset({"TD16", "TD17", "TD18", "TD19", "TD20", "TD21", "TD22", "TD23", "TD28"})
"""Documents the buyer writes to account for a tax: they ask nobody for money."""


def fattura(root: Element) -> tuple[dict[str, str | None], list[LineItem]] | None:
    """The draft's values and items of a `FatturaElettronica` of one invoice.

    None for files of several invoices, of which no single draft can tell, and for documents that a
    buyer writes for the tax office. Amounts of a credit note come out negative.
    """
    bodies = list(elements(root, "FatturaElettronicaBody"))
    head = element(root, "FatturaElettronicaHeader")
    if len(bodies) != 1 or head is None:
        return None
    body = bodies[0]
    general = element(body, "DatiGenerali/DatiGeneraliDocumento")
    kind = text_of(general, "TipoDocumento")
    if general is None or kind in _OTHERS:
        return None
    currency = code(text_of(general, "Divisa"))
    sums = _sums(general, body)
    credit = kind in _CREDITS
    sign = -1 if credit and (sums.total is None or sums.total > 0) else 1
    pays = "DatiPagamento/DettaglioPagamento"
    values = {
        "invoice_number": text_of(general, "Numero"),
        "issue_date": day(text_of(general, "Data")),
        "due_date": _due(body, pays),
        "seller_name": _name(element(head, "CedentePrestatore")),
        "buyer_name": _name(element(head, "CessionarioCommittente")),
        "currency": currency,
        **sums.values(currency, sign),
        "iban": iban(text_of(body, f"{pays}/IBAN")),
        "document_type": "credit_note" if credit else "invoice",
    }
    lines = list(elements(body, "DatiBeniServizi/DettaglioLinee"))[:MAX_ITEMS]
    return values, [_line(line, currency, sign) for line in lines]


def _sums(general: Element, body: Element) -> Sums:
    """The sums by rate added up; the total may be left out, and then follows from them."""
    rates = list(elements(body, "DatiBeniServizi/DatiRiepilogo"))
    nets = [value for rate in rates if (value := number(text_of(rate, "ImponibileImporto")))]
    taxes = [value for rate in rates if (value := number(text_of(rate, "Imposta")))]
    due = [
        value
        for pay in elements(body, "DatiPagamento/DettaglioPagamento")
        if (value := number(text_of(pay, "ImportoPagamento")))
    ]
    return Sums.of(
        Sums(
            net=sum(nets, Decimal(0)) if rates else None,
            tax=sum(taxes, Decimal(0)) if rates else None,
            total=number(text_of(general, "ImportoTotaleDocumento")),
            due=sum(due, Decimal(0)) if due else None,
            paid=None,
        )
    )


def _due(body: Element, pays: str) -> str | None:
    """The day all is due; the last one where payment is by instalments."""
    days = [
        due
        for pay in elements(body, pays)
        if (due := day(text_of(pay, "DataScadenzaPagamento"))) is not None
    ]
    return max(days, default=None)


def _name(party: Element | None) -> str | None:
    """A firm by its name, a person by first and last name."""
    who = element(party, "DatiAnagrafici/Anagrafica")
    firm = text_of(who, "Denominazione")
    if firm is not None:
        return firm
    parts = (text_of(who, "Nome"), text_of(who, "Cognome"))
    return " ".join(part for part in parts if part) or None


def _line(line: Element, currency: str | None, sign: int) -> LineItem:
    quantity = number(text_of(line, "Quantita"))
    price = number(text_of(line, "PrezzoUnitario"))
    return LineItem(
        description=text_of(line, "Descrizione"),
        quantity=plain_text(quantity) if quantity is not None else None,
        unit_price=money_text(price, currency) if price is not None else None,
        amount=money(number(text_of(line, "PrezzoTotale")), currency, sign),
    )
