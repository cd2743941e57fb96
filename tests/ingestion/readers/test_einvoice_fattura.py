"""FatturaPA: a bare XML as Italian sellers send it."""

import pytest

from ingestion.errors import NotAnInvoice
from ingestion.pipeline import parse

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<p:FatturaElettronica versione="FPR12"
 xmlns:p="http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2">
<FatturaElettronicaHeader>
<CedentePrestatore>
<DatiAnagrafici><Anagrafica><Denominazione>Falegnameria Rovere S.n.c.</Denominazione>
</Anagrafica></DatiAnagrafici></CedentePrestatore>
<CessionarioCommittente><DatiAnagrafici><Anagrafica><Nome>Lucia</Nome><Cognome>Serra</Cognome>
</Anagrafica></DatiAnagrafici></CessionarioCommittente>
</FatturaElettronicaHeader>"""
BODY = """<FatturaElettronicaBody><DatiGenerali><DatiGeneraliDocumento>
<TipoDocumento>TD01</TipoDocumento><Divisa>EUR</Divisa><Data>2026-04-14</Data><Numero>31/2026</Numero>
<ImportoTotaleDocumento>1342.00</ImportoTotaleDocumento>
</DatiGeneraliDocumento></DatiGenerali>
<DatiBeniServizi>
<DettaglioLinee><NumeroLinea>1</NumeroLinea><Descrizione>Armadio su misura</Descrizione>
<Quantita>2.00</Quantita><PrezzoUnitario>450.00000000</PrezzoUnitario><PrezzoTotale>900.00</PrezzoTotale>
<AliquotaIVA>22.00</AliquotaIVA></DettaglioLinee>
<DettaglioLinee><NumeroLinea>2</NumeroLinea><Descrizione>Montaggio</Descrizione>
<PrezzoUnitario>200.00</PrezzoUnitario><PrezzoTotale>200.00</PrezzoTotale></DettaglioLinee>
<DatiRiepilogo><AliquotaIVA>22.00</AliquotaIVA><ImponibileImporto>900.00</ImponibileImporto>
<Imposta>198.00</Imposta></DatiRiepilogo>
<DatiRiepilogo><AliquotaIVA>22.00</AliquotaIVA><ImponibileImporto>200.00</ImponibileImporto>
<Imposta>44.00</Imposta></DatiRiepilogo></DatiBeniServizi>
<DatiPagamento><DettaglioPagamento><DataScadenzaPagamento>2026-05-14</DataScadenzaPagamento>
<ImportoPagamento>1342.00</ImportoPagamento><IBAN>IT60X0542811101000000123456</IBAN>
</DettaglioPagamento></DatiPagamento></FatturaElettronicaBody>"""
TAIL = "</p:FatturaElettronica>"


def test_an_italian_e_invoice_is_read_whole() -> None:
    draft = parse((HEAD + BODY + TAIL).encode())
    wanted = {
        "invoice_number": "31/2026",
        "issue_date": "2026-04-14",
        "due_date": "2026-05-14",
        "seller_name": "Falegnameria Rovere S.n.c.",
        "buyer_name": "Lucia Serra",
        "currency": "EUR",
        "net_amount": "1100.00",
        "tax_amount": "242.00",
        "total_amount": "1342.00",
        "iban": "IT60X0542811101000000123456",
    }
    assert {name: draft.value(name) for name in wanted} == wanted
    assert [item.amount for item in draft.line_items] == ["900.00", "200.00"]
    assert draft.line_items[0].quantity == "2"


def test_a_total_left_out_follows_from_the_rates() -> None:
    body = BODY.replace("<ImportoTotaleDocumento>1342.00</ImportoTotaleDocumento>", "")
    assert parse((HEAD + body + TAIL).encode()).value("total_amount") == "1342.00"


def test_an_italian_credit_note_is_negative() -> None:
    draft = parse((HEAD + BODY.replace("TD01", "TD04") + TAIL).encode())
    assert draft.value("document_type") == "credit_note"
    assert draft.value("total_amount") == "-1342.00"
    assert draft.line_items[0].amount == "-900.00"


def test_a_file_of_two_invoices_or_a_buyer_s_own_tax_document_is_refused() -> None:
    for body in (BODY + BODY, BODY.replace("TD01", "TD17")):
        with pytest.raises(NotAnInvoice):
            parse((HEAD + body + TAIL).encode())
