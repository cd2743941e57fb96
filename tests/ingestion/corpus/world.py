# ruff: noqa: E501 - word lists read better unbroken
"""Countries as our made-up senders live in them: names, addresses, numbers, how dates are written."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Country:
    """One country's habits. In patterns `#` is a digit and `@` a capital letter."""

    lang: str
    currency: str
    numbers: str
    money: str
    dates: tuple[str, ...]
    given: tuple[str, ...]
    family: tuple[str, ...]
    streets: tuple[str, ...]
    towns: tuple[str, ...]
    firms: tuple[str, ...]
    phone: str
    vat_id: str
    bank: str


def _w(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("|"))


US = Country(
    "en", "USD", "1,234.56", "${}", ("mdy/", "month d, y", "mon d, y"),
    _w("Alice|Derek|Monica|Terrence|Joanna|Victor|Heather|Calvin|Renata|Luther"),
    _w("Whitlock|Barrera|Kowalczyk|Pruitt|Delacroix|Hargrove|Nakamura|Stubbs|Ellington|Vance"),
    _w("4#8 Sycamore Ave|1#20 W Jefferson St, Suite 3#0|77# County Road 12|21 Beacon Hill Dr Apt #B|P.O. Box 4##"),
    _w("Columbus, OH 432##|Tucson, AZ 857##|Raleigh, NC 276##|Madison, WI 537##|Sacramento, CA 958##"),
    _w("{f} {k} Inc.|{f} {k} LLC|{f} & Sons {k}|Great Plains {k} Corp.|{f} {k} Co."),
    "(###) 555-0###", "EIN ##-#######", "Routing 0########  Acct ##########",
)  # fmt: skip
GB = Country(
    "en", "GBP", "1,234.56", "£{}", ("dmy/", "d month y", "d mon y", "dth month y"),
    _w("Gareth|Imogen|Rhys|Philippa|Desmond|Saira|Callum|Bethan|Oliver|Maeve"),
    _w("Thornbury|Ackroyd|Pemberton|Llewellyn|Hussain|Crabtree|Ravenscroft|Oduya|Fairweather|Stokes"),
    _w("#2 Mill Lane|Flat 3, 1# Albert Road|Unit #, Riverside Park|The Old Forge, High Street|#7 Queens Crescent"),
    _w("Sheffield S1# #@@|Norwich NR# #@@|Cardiff CF1# #@@|Edinburgh EH# #@@|Exeter EX# #@@"),
    _w("{f} {k} Ltd|{f} {k} Limited|{f} & Daughters|{k} Direct plc|{f} {k} LLP"),
    "01632 96####", "GB ### #### ##", "Sort code ##-##-##  Account ########",
)  # fmt: skip
IN = Country(
    "en", "INR", "12,34,567.89", "₹{}", ("dmy/", "dmy-", "dd-mon-y", "d mon y"),
    _w("Ananya|Rohit|Meera|Suresh|Kavita|Imran|Lakshmi|Arjun|Divya|Farhan"),
    _w("Deshpande|Krishnan|Chatterjee|Bhatt|Reddy|Kulkarni|Menon|Saxena|Pillai|Qureshi"),
    _w("Plot ##, MIDC Phase II|#/2, Residency Road|Flat ###, Lotus Heights, Sector ##|12-# Station Road|No. ##, 4th Cross, Indiranagar"),
    _w("Pune, Maharashtra 4110##|Bengaluru, Karnataka 5600##|Chennai, Tamil Nadu 6000##|Hyderabad, Telangana 5000##|Jaipur, Rajasthan 3020##"),
    _w("{f} {k} Pvt. Ltd.|{f} & Co.|Shree {f} {k}|{f} {k} LLP|Bharat {k} Private Limited"),
    "+91 98### #####", "##@@@@@####@1Z#", "A/c No. ############  IFSC @@@@0######",
)  # fmt: skip
AU = Country(
    "en", "AUD", "1,234.56", "${}", ("dmy/", "d month y", "d mon y"),
    _w("Lachlan|Matilda|Bronte|Angus|Kirra|Dean|Tahlia|Murray|Jasmine|Wade"),
    _w("Hennessy|Papadakis|Nguyen|Rutherford|Gallagher|Bonetti|McAlister|Drummond|Sheehan|Tran"),
    _w("Unit #, 4# Bourke Road|1## Pacific Highway|PO Box 2##|#5 Wattle Street|Level #, 2# Collins Street"),
    _w("Parramatta NSW 21##|Geelong VIC 32##|Toowoomba QLD 43##|Fremantle WA 61##|Hobart TAS 70##"),
    _w("{f} {k} Pty Ltd|{f} {k} Pty. Limited|{f} Family {k}|Southern Cross {k} Pty Ltd"),
    "(02) 5550 ####", "ABN ## ### ### ###", "BSB ###-###  Account ######",
)  # fmt: skip
CA = Country(
    "en", "CAD", "1,234.56", "${}", ("iso", "month d, y", "mdy/", "d-mon-y"),
    _w("Étienne|Gordon|Shauna|Wesley|Noor|Camille|Brent|Aiko|Dominic|Leila"),
    _w("Tremblay|MacKinnon|Singh|Boudreau|Kozak|Fraser|Lalonde|Petrenko|Bouchard|Whitehorse"),
    _w("###0 Dundas Street West|2# Rue Sherbrooke Est|#45 Main Street, Unit 1#|R.R. # Box 1##|1#-8# Kingsway"),
    _w("Toronto, ON M5@ #@#|Calgary, AB T2@ #@#|Halifax, NS B3@ #@#|Vancouver, BC V6@ #@#|Winnipeg, MB R3@ #@#"),
    _w("{f} {k} Ltd.|{f} {k} Inc.|Northern {k} Co-operative|{f} Bros. {k}|10####2 Canada Inc."),
    "416-555-0###", "GST/HST #########RT0001", "Transit #####  Institution ###  Account #######",
)  # fmt: skip
DE = Country(
    "de", "EUR", "1.234,56", "{} €", ("dmy.", "d. month y", "dmy.", "dmy2."),
    _w("Heike|Torsten|Sabine|Ulrich|Annika|Bernd|Yasemin|Gerhard|Katrin|Fabian"),
    _w("Ahlers|Brückner|Dittmann|Eichhorn|Gröning|Hollstein|Kessler|Lohmeyer|Öztürk|Wiesner"),
    _w("Bahnhofstr. #2|Mühlenweg #|Am Alten Zoll ##|Goethestraße 1##|Industriering #a"),
    _w("3#### Hannover|7#### Reutlingen|0#### Leipzig|9#### Bamberg|4#### Münster"),
    _w("{f} {k} GmbH|{k} {f} e. K.|{f} & Partner {k}|{k} {f} GmbH & Co. KG|{f} {k} AG"),
    "0511 / 55 ## ##", "DE#########", "DE",
)  # fmt: skip
AT = Country(
    "de", "EUR", "1.234,56", "€ {}", ("dmy.", "d. month y"),
    _w("Leopold|Johanna|Wolfgang|Theresia|Florian|Michaela|Ferdinand|Elfriede"),
    _w("Moser|Gruber|Pichler|Steinbacher|Hofinger|Wallner|Kogler|Reisinger"),
    _w("Hauptplatz ##|Salzburger Straße 1#|Linzergasse #|Dorfstraße ##/2"),
    _w("5020 Salzburg|4020 Linz|8010 Graz|6020 Innsbruck|1070 Wien"),
    _w("{f} {k} GmbH|{k} {f} e.U.|{f} {k} KG|{k} {f} OG"),
    "+43 662 55 ## ##", "ATU########", "AT",
)  # fmt: skip
CH = Country(
    "de", "CHF", "1'234.56", "CHF {}", ("dmy.", "d. month y"),
    _w("Reto|Ursina|Beat|Regula|Urs|Vreni|Lukas|Corinne"),
    _w("Zurbriggen|Aebischer|Bühlmann|Caduff|Hürlimann|Gerber|Schnyder|Rüegg"),
    _w("Bahnhofstrasse ##|Seestrasse 1##|Dorfgasse #|Im Winkel ##"),
    _w("8400 Winterthur|6003 Luzern|9000 St. Gallen|3600 Thun|7000 Chur"),
    _w("{f} {k} AG|{k} {f} GmbH|{f} + Co. {k}|Genossenschaft {k} {f}"),
    "044 555 ## ##", "CHE-###.###.### MWST", "CH",
)  # fmt: skip
FR = Country(
    "fr", "EUR", "1 234,56", "{} €", ("dmy/", "d month y", "dmy/"),
    _w("Solène|Thibault|Nadège|Gaël|Ophélie|Rachid|Mireille|Baptiste|Clothilde|Yannick"),
    _w("Lemoine|Garnier|Besson|Chevallier|Pasquier|Benali|Guérin|Marchand|Roussel|Texier"),
    _w("#2 bis rue des Lilas|1## avenue Jean Jaurès|ZA des Peupliers, lot #|# impasse du Lavoir|#8 cours Gambetta"),
    _w("44### Nantes|67### Strasbourg|35### Rennes|59### Lille|34### Montpellier"),
    _w("{f} {k} SARL|SAS {f} {k}|EURL {k} {f}|{k} {f} et Fils|{f} {k} SA"),
    "02 99 55 ## ##", "FR## #########", "FR",
)  # fmt: skip
ES = Country(
    "es", "EUR", "1.234,56", "{} €", ("dmy/", "d de month de y", "dmy-", "dmy/"),
    _w("Lucía|Gonzalo|Nerea|Íñigo|Rocío|Álvaro|Begoña|Hugo|Montserrat|Rafael"),
    _w("Aguirre Soto|Benítez Lara|Cabrera Ruiz|Domènech Prat|Fuentes Gil|Ibáñez Rey|Llorente Mora|Núñez Vela"),
    _w("C/ del Olmo ##, 2º B|Avda. de la Paz 1##|Pol. Ind. Las Eras, nave #|Ronda Sur ##|Pza. del Mercado #, bajo"),
    _w("500## Zaragoza|290## Málaga|480## Bilbao|300## Murcia|470## Valladolid"),
    _w("{k} {f} S.L.|{f} {k} S.A.|Hermanos {f} S.L.U.|{k} {f}|Grupo {k} {f} S.L."),
    "9## 55 ## ##", "B########", "ES",
)  # fmt: skip
NL = Country(
    "nl", "EUR", "1.234,56", "€ {}", ("dmy-", "d month y", "dmy-"),
    _w("Sanne|Bram|Marloes|Daan|Fenna|Jeroen|Tess|Koen|Hilde|Ruben"),
    _w("Hoekstra|van der Veen|Kuipers|Terpstra|de Boer|Scholten|Vermeer|Dijkman|Postma|El Amrani"),
    _w("Dorpsstraat ##|Prinsengracht 1##|Nijverheidsweg #|Burg. Jansenlaan ##|Molenweg # a"),
    _w("9711 @@ Groningen|7511 @@ Enschede|5211 @@ 's-Hertogenbosch|2312 @@ Leiden|6811 @@ Arnhem"),
    _w("{f} {k} B.V.|{k} {f} V.O.F.|{k}bedrijf {f}|{f} & Zn. {k}|{f} {k} Holding B.V."),
    "020 - 555 ## ##", "NL#########B01", "NL",
)  # fmt: skip
IT = Country(
    "it", "EUR", "1.234,56", "€ {}", ("dmy/", "d month y", "dmy/", "dmy-"),
    _w("Ilaria|Tommaso|Chiara|Gennaro|Beatrice|Ettore|Serena|Dario|Miriam|Lorenzo"),
    _w("Bernasconi|Caputo|De Santis|Esposito|Fontana|Marchetti|Pellegrini|Rinaldi|Sartori|Vitale"),
    _w("Via Garibaldi ##|Corso Vittorio Emanuele 1##|Piazza Dante #|Via dell'Industria ##/A|Viale Europa ##"),
    _w("401## Bologna (BO)|801## Napoli (NA)|351## Padova (PD)|701## Bari (BA)|371## Verona (VR)"),
    _w("{f} {k} S.r.l.|{k} {f} S.n.c.|{k} {f} di {f} & C. S.a.s.|{f} {k} S.p.A.|Studio {f}"),
    "051 55 ## ##", "IT###########", "IT",
)  # fmt: skip
COUNTRIES: Mapping[str, Country] = MappingProxyType(
    {
        "us": US, "gb": GB, "in": IN, "au": AU, "ca": CA, "de": DE, "at": AT, "ch": CH,
        "fr": FR, "es": ES, "nl": NL, "it": IT,
    }
)  # fmt: skip
IBANS: Mapping[str, str] = MappingProxyType(
    {
        "DE": "##################", "AT": "################", "CH": "#################",
        "FR": "#######################", "ES": "####################",
        "NL": "INGB##########", "IT": "@######################",
    }
)  # fmt: skip
"""What stands behind the two check digits of an account number, by country."""
