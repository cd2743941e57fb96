# ruff: noqa: E501 - typesetting and word lists read better unbroken
"""What our made-up invoices say, by language: labels (several wordings), goods, names, towns."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Tongue:
    """One language with one country's habits."""

    labels: Mapping[str, tuple[str, ...]]
    goods: tuple[str, ...]
    months: tuple[str, ...]
    sellers: tuple[tuple[str, str], ...]
    buyers: tuple[str, ...]
    streets: tuple[str, ...]
    towns: tuple[str, ...]
    terms: tuple[str, ...]
    rate: str
    currency: str
    country: str
    vat_id: str
    numbers: str
    dates: tuple[str, ...]


def _table(text: str) -> Mapping[str, tuple[str, ...]]:
    rows = (line.split(":", 1) for line in text.strip().splitlines())
    return MappingProxyType(
        {key.strip(): tuple(p.strip() for p in rest.split("|")) for key, rest in rows}
    )


EN_US = Tongue(
    _table("""
    title: Invoice | INVOICE | Tax Invoice
    credit: Credit Note | Credit Memo
    number: Invoice Number | Invoice No. | Invoice #
    issued: Invoice Date | Date of Issue | Date
    due: Due Date | Payment Due | Please pay by
    account: Account Number | Customer No. | Account #
    order: PO Number | Order No. | Your Order
    delivered: Ship Date | Service Date | Delivery Date
    buyer: Bill To | Billed to | Invoice to
    description: Description | Item | Service
    quantity: Qty | Quantity | Hours
    price: Unit Price | Rate | Price
    amount: Amount | Line Total | Total
    net: Subtotal | Net amount | Sub-total
    tax: Sales Tax | Tax | Tax amount
    total: Total | Grand Total | Invoice Total
    due_amount: Amount Due | Balance Due | Please Pay
    paid: Amount Paid | Deposit received | Less payments
    previous: Previous Balance | Balance Forward | Last Bill
    current: Current Charges | New Charges | Total Current Charges
    shipping: Shipping | Freight | Delivery charge
    discount: Discount | Less discount | Discount
    bank: Bank details | Pay to | Wire transfer
    page: Page | Page | Page
    thanks: Thank you for your business. | We appreciate your prompt payment. | Questions? Call us.
    """),
    ("Window cleaning", "Office chairs, oak", "Network cable 20 m", "Consulting, on site",
     "Printer paper A4", "Annual maintenance", "Website hosting", "Translation of manual",
     "Garden work in May", "Energy 402 kWh", "Coffee beans 1 kg", "Room for seminar"),
    ("January", "February", "March", "April", "May", "June", "July", "August", "September",
     "October", "November", "December"),
    (("Quarry Lane Supplies Inc.", "quarrylane"), ("Bluestem Facility Services LLC", "bluestem"),
     ("Northgate Office Partners", "northgate"), ("Tidewater Electric Co.", "tidewater")),
    ("Nora Blake", "Fernwood Dental Group", "Marlow & Finch LLP", "Samuel Ortiz"),
    ("118 Quarry Lane", "47 Harbor Street", "2600 Elm Avenue", "9 Mill Road"),
    ("Portland, OR 97201", "Boston, MA 02110", "Austin, TX 78701", "Denver, CO 80202"),
    ("Payment terms: net {days} days", "Net {days}", "Payment is due within {days} days of the invoice date."),
    "8.25", "USD", "US", "12-3456789", "1,234.56", ("mdy/", "month d, y", "mdy/"),
)  # fmt: skip
EN_GB = Tongue(
    dict(EN_US.labels)
    | {
        "tax": ("VAT", "VAT amount", "VAT total"),
        "title": ("Invoice", "VAT Invoice", "INVOICE"),
        "net": ("Net total", "Total excl. VAT", "Subtotal"),
        "total": ("Total incl. VAT", "Gross total", "Total"),
    },
    EN_US.goods, EN_US.months,
    (("Harrow & Pike Ltd", "harrowpike"), ("Wexcombe Plumbing Limited", "wexcombe"),
     ("Lark Rise Bakery", "larkrise"), ("Ashdown Telecom plc", "ashdown")),
    ("Priya Nair", "Tolworth Books Ltd", "St Anne's School", "Hugh Dalby"),
    ("14 Station Road", "3 Market Place", "221 King Street", "Unit 6, Dock Lane"),
    ("Leeds LS1 4AP", "London SE1 7TP", "Bristol BS1 6QA", "York YO1 9SX"),
    ("Payment due within {days} days", "Terms: {days} days net", "Please settle this invoice within {days} days."),
    "20", "GBP", "GB", "GB 123 4567 82", "1,234.56", ("dmy/", "d month y", "d mon y"),
)  # fmt: skip
DE = Tongue(
    _table("""
    title: Rechnung | RECHNUNG | Ihre Rechnung
    credit: Gutschrift | Rechnungskorrektur
    number: Rechnungsnummer | Rechnung Nr. | Rechnungs-Nr.
    issued: Rechnungsdatum | Datum | Rechnungsdatum
    due: Fällig am | Zahlbar bis | Fälligkeitsdatum
    account: Kundennummer | Kunden-Nr. | Vertragskonto
    order: Bestellnummer | Auftrag Nr. | Ihre Bestellung
    delivered: Lieferdatum | Leistungsdatum | Lieferdatum
    buyer: Rechnungsempfänger | Kunde | Rechnung an
    description: Bezeichnung | Beschreibung | Leistung
    quantity: Menge | Anzahl | Std.
    price: Einzelpreis | Preis | E-Preis
    amount: Betrag | Gesamt | Gesamtpreis
    net: Nettobetrag | Zwischensumme | Summe netto
    tax: MwSt. | USt. | zzgl. MwSt.
    total: Gesamtbetrag | Rechnungsbetrag | Gesamtsumme
    due_amount: Zu zahlen | Zahlbetrag | Offener Betrag
    paid: Bereits gezahlt | Anzahlung | abzgl. Anzahlung
    previous: Alter Saldo | Saldovortrag | Offene Posten
    current: Aktueller Rechnungsbetrag | Betrag dieser Rechnung | Aktuelle Rechnung
    shipping: Versandkosten | Fracht | Versand
    discount: Rabatt | Nachlass | abzgl. Rabatt
    bank: Bankverbindung | Bank | Konto
    page: Seite | Seite | Seite
    thanks: Vielen Dank für Ihren Auftrag. | Wir danken für Ihr Vertrauen. | Bei Fragen rufen Sie uns an.
    """),
    ("Fensterreinigung", "Bürostuhl Eiche", "Netzwerkkabel 20 m", "Beratung vor Ort",
     "Kopierpapier A4", "Wartung Heizung", "Webhosting Paket M", "Übersetzung Handbuch",
     "Gartenpflege im Mai", "Arbeitspreis Strom 402 kWh", "Kaffeebohnen 1 kg", "Seminarraum"),
    ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober",
     "November", "Dezember"),
    (("Lindhof Bürobedarf GmbH", "lindhof"), ("Kranich Energie AG", "kranich"),
     ("Malerbetrieb Otto Stern e.K.", "malerstern"), ("Skylink Mobile GmbH", "skylink")),
    ("Jutta Reimann", "Holzbau Venn KG", "Praxis Dr. Ebert", "Mats Lund"),
    ("Lindenallee 12", "Hafenstraße 3", "Am Markt 7", "Gartenweg 21"),
    ("10115 Berlin", "20457 Hamburg", "80331 München", "50667 Köln"),
    ("Zahlbar innerhalb von {days} Tagen ohne Abzug.", "Zahlungsziel: {days} Tage",
     "Bitte überweisen Sie den Betrag innerhalb von {days} Tagen."),
    "19", "EUR", "DE", "DE811222333", "1.234,56", ("dmy.", "d. month y", "dmy."),
)  # fmt: skip
FR = Tongue(
    _table("""
    title: Facture | FACTURE | Votre facture
    credit: Avoir | Facture d'avoir
    number: Facture n° | Numéro de facture | N° de facture
    issued: Date de facture | Date d'émission | Date
    due: Date d'échéance | Échéance | À payer avant le
    account: Numéro de client | N° client | Code client
    order: Bon de commande | Commande n° | Votre commande
    delivered: Date de livraison | Livraison le | Date de prestation
    buyer: Facturé à | Client | Adresse de facturation
    description: Désignation | Description | Prestation
    quantity: Quantité | Qté | Nombre
    price: Prix unitaire HT | P.U. HT | Prix unitaire
    amount: Montant HT | Total HT | Montant
    net: Total HT | Montant HT | Sous-total HT
    tax: TVA | Montant TVA | Total TVA
    total: Total TTC | Montant TTC | Montant total TTC
    due_amount: Net à payer | Reste à payer | Solde à payer
    paid: Acompte versé | Déjà réglé | Acompte
    previous: Solde précédent | Ancien solde | Report de solde
    current: Facture du mois | Montant de cette facture | Total de la période
    shipping: Frais de port | Livraison | Transport
    discount: Remise | Rabais | Remise
    bank: Coordonnées bancaires | Banque | RIB
    page: Page | Page | Page
    thanks: Merci de votre confiance. | Nous vous remercions. | À votre service.
    """),
    ("Nettoyage des vitres", "Chaise de bureau", "Câble réseau 20 m", "Conseil sur site",
     "Ramette papier A4", "Entretien chaudière", "Hébergement web", "Traduction du manuel",
     "Taille des haies", "Consommation 402 kWh", "Café en grains 1 kg", "Salle de réunion"),
    ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
     "octobre", "novembre", "décembre"),
    (("Ateliers Morvan SARL", "ateliersmorvan"), ("Lumière du Sud SAS", "lumieredusud"),
     ("Boulangerie Castel", "boulangeriecastel"), ("Rhône Télécom SA", "rhonetelecom")),
    ("Rita Faure", "Menuiserie Blanchard", "Cabinet Delmas", "Olivier Perret"),
    ("12 rue des Tilleuls", "3 avenue du Port", "8 place du Marché", "45 chemin Vert"),
    ("75011 Paris", "69002 Lyon", "13001 Marseille", "31000 Toulouse"),
    ("Paiement à {days} jours", "Règlement sous {days} jours date de facture",
     "Conditions de paiement : {days} jours"),
    "20", "EUR", "FR", "FR 40 303 265 045", "1 234,56", ("dmy/", "d month y", "dmy/"),
)  # fmt: skip
ES = Tongue(
    _table("""
    title: Factura | FACTURA | Su factura
    credit: Factura rectificativa | Abono
    number: Número de factura | Factura nº | Nº de factura
    issued: Fecha de factura | Fecha de emisión | Fecha
    due: Fecha de vencimiento | Vencimiento | Vence el
    account: Número de cliente | Nº cliente | Código de cliente
    order: Número de pedido | Pedido nº | Su pedido
    delivered: Fecha de entrega | Fecha de servicio | Fecha de entrega
    buyer: Facturar a | Cliente | Datos del cliente
    description: Descripción | Concepto | Artículo
    quantity: Cantidad | Cant. | Uds.
    price: Precio unitario | Precio | Precio ud.
    amount: Importe | Total | Importe
    net: Base imponible | Subtotal | Importe neto
    tax: IVA | Cuota IVA | Total IVA
    total: Total factura | Importe total | Total
    due_amount: Total a pagar | Importe pendiente | A pagar
    paid: Anticipo | Entrega a cuenta | Pagado
    previous: Saldo anterior | Deuda anterior | Saldo anterior
    current: Cargos del mes | Importe del periodo | Esta factura
    shipping: Gastos de envío | Portes | Transporte
    discount: Descuento | Dto. | Descuento
    bank: Datos bancarios | Banco | Cuenta
    page: Página | Página | Página
    thanks: Gracias por su confianza. | Gracias por su compra. | Quedamos a su disposición.
    """),
    ("Limpieza de cristales", "Silla de oficina", "Cable de red 20 m", "Asesoría en planta",
     "Papel A4", "Mantenimiento caldera", "Alojamiento web", "Traducción del manual",
     "Jardinería de mayo", "Energía consumida 402 kWh", "Café en grano 1 kg", "Sala de reuniones"),
    ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre",
     "octubre", "noviembre", "diciembre"),
    (("Suministros Alameda S.L.", "alameda"), ("Luz de Levante S.A.", "luzdelevante"),
     ("Carpintería Robles", "robles"), ("Telefonía Norte S.L.", "telenorte")),
    ("Carmen Vidal", "Hotel Bahía Azul S.L.", "Clínica Serrano", "Diego Morales"),
    ("Calle Mayor 12", "Avenida del Puerto 3", "Plaza Nueva 7", "Paseo del Río 21"),
    ("28013 Madrid", "08002 Barcelona", "41001 Sevilla", "46002 Valencia"),
    ("Forma de pago: transferencia a {days} días", "Pago a {days} días fecha factura",
     "Condiciones: {days} días"),
    "21", "EUR", "ES", "ESB12345674", "1.234,56", ("dmy/", "d de month de y", "dmy-"),
)  # fmt: skip
NL = Tongue(
    _table("""
    title: Factuur | FACTUUR | Uw factuur
    credit: Creditnota | Creditfactuur
    number: Factuurnummer | Factuurnr. | Factuurnummer
    issued: Factuurdatum | Datum | Factuurdatum
    due: Vervaldatum | Te betalen voor | Uiterste betaaldatum
    account: Klantnummer | Debiteurnummer | Relatienummer
    order: Ordernummer | Uw bestelling | Bestelnummer
    delivered: Leverdatum | Leverdatum | Prestatiedatum
    buyer: Factuur aan | Klant | Factuuradres
    description: Omschrijving | Artikel | Werkzaamheden
    quantity: Aantal | Uren | Aantal
    price: Prijs | Stukprijs | Tarief
    amount: Bedrag | Totaal | Bedrag excl.
    net: Subtotaal | Totaal excl. btw | Nettobedrag
    tax: Btw | BTW | Btw bedrag
    total: Totaal incl. btw | Totaalbedrag | Factuurbedrag
    due_amount: Te betalen | Openstaand bedrag | Nog te betalen
    paid: Aanbetaling | Reeds betaald | Voorschot
    previous: Vorig saldo | Oud saldo | Achterstand
    current: Nieuwe kosten | Totaal deze periode | Deze factuur
    shipping: Verzendkosten | Vracht | Bezorgkosten
    discount: Korting | Korting | Korting
    bank: Bankgegevens | Bank | Rekening
    page: Pagina | Pagina | Pagina
    thanks: Hartelijk dank. | Wij danken u voor uw opdracht. | Bedankt voor uw bestelling.
    """),
    ("Ramen wassen", "Bureaustoel eiken", "Netwerkkabel 20 m", "Advies op locatie",
     "Kopieerpapier A4", "Onderhoud ketel", "Webhosting", "Vertaling handleiding",
     "Tuinonderhoud mei", "Stroomverbruik 402 kWh", "Koffiebonen 1 kg", "Vergaderzaal"),
    ("januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
     "oktober", "november", "december"),
    (("Polderlicht B.V.", "polderlicht"), ("Van Dalen Installaties B.V.", "vandalen"),
     ("Drukkerij De Meerpaal", "meerpaal"), ("Westkust Mobiel N.V.", "westkust")),
    ("Femke de Wit", "Bakkerij Smit", "Huisartsen Zuid B.V.", "Joost Mulder"),
    ("Kerkstraat 12", "Havenlaan 3", "Marktplein 7", "Tulpenlaan 21"),
    ("1012 AB Amsterdam", "3011 CD Rotterdam", "3511 EF Utrecht", "5611 GH Eindhoven"),
    ("Betaling binnen {days} dagen", "Betalingstermijn: {days} dagen",
     "Wij verzoeken u het bedrag binnen {days} dagen over te maken."),
    "21", "EUR", "NL", "NL123456789B01", "1.234,56", ("dmy-", "d month y", "dmy-"),
)  # fmt: skip
IT = Tongue(
    _table("""
    title: Fattura | FATTURA | Fattura
    credit: Nota di credito | Nota di accredito
    number: Fattura n. | Numero fattura | N. fattura
    issued: Data fattura | Data emissione | Data
    due: Scadenza | Data di scadenza | Da pagare entro
    account: Codice cliente | Numero cliente | Conto contrattuale
    order: Ordine n. | Vs. ordine | Numero ordine
    delivered: Data consegna | DDT del | Data di consegna
    buyer: Cliente | Spett.le | Destinatario
    description: Descrizione | Servizio | Articolo
    quantity: Quantità | Q.tà | Ore
    price: Prezzo unitario | Prezzo | Prezzo unit.
    amount: Importo | Totale | Importo
    net: Imponibile | Totale imponibile | Subtotale
    tax: IVA | Imposta | Totale IVA
    total: Totale fattura | Totale documento | Totale complessivo
    due_amount: Netto a pagare | Totale da pagare | Da pagare
    paid: Acconto | Acconto versato | Già pagato
    previous: Saldo precedente | Arretrati | Saldo precedente
    current: Importo del periodo | Totale questa fattura | Totale periodo
    shipping: Spese di spedizione | Trasporto | Spedizione
    discount: Sconto | Sconto | Sconto
    bank: Coordinate bancarie | Banca | Conto
    page: Pagina | Pagina | Pagina
    thanks: Grazie per la fiducia. | Cordiali saluti. | Siamo a disposizione.
    """),
    ("Pulizia vetri", "Sedia da ufficio", "Cavo di rete 20 m", "Consulenza in sede",
     "Carta A4", "Manutenzione caldaia", "Hosting sito", "Traduzione manuale",
     "Giardinaggio maggio", "Energia 402 kWh", "Caffè in grani 1 kg", "Sala riunioni"),
    ("gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto",
     "settembre", "ottobre", "novembre", "dicembre"),
    (("Officine Lauro S.r.l.", "officinelauro"), ("Energia Adriatica S.p.A.", "energiaadriatica"),
     ("Tipografia Bellini", "tipobellini"), ("Telecom Ligure S.p.A.", "telecomligure")),
    ("Giulia Ferri", "Albergo Miramare S.r.l.", "Studio Conti", "Paolo Greco"),
    ("Via Roma 12", "Viale del Porto 3", "Piazza Nuova 7", "Corso Italia 21"),
    ("00184 Roma", "20121 Milano", "50122 Firenze", "16121 Genova"),
    ("Pagamento entro {days} giorni", "Condizioni: bonifico a {days} giorni data fattura",
     "Termini di pagamento: {days} gg"),
    "22", "EUR", "IT", "IT01234567890", "1.234,56", ("dmy/", "d month y", "dmy/"),
)  # fmt: skip
TONGUES: Mapping[str, Tongue] = MappingProxyType(
    {"en-us": EN_US, "en-gb": EN_GB, "de": DE, "fr": FR, "es": ES, "nl": NL, "it": IT}
)
