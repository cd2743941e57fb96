"""Invented people and companies, with the addresses and numbers that surround them on paper."""

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True)
class Party:
    """Who sends or receives an invoice; every part is invented."""

    name: str
    street: str
    town: str
    country: str
    vat: str = ""
    phone: str = ""
    mail: str = ""
    iban: str = ""

    @property
    def lines(self) -> tuple[str, str, str]:
        return (self.name, self.street, self.town)


@dataclass(frozen=True, slots=True)
class Land:
    """What names, streets and numbers look like in one country."""

    word: str
    people: tuple[str, ...]
    firms: tuple[str, ...]
    streets: tuple[str, ...]
    towns: tuple[str, ...]
    vat: str
    phone: str
    iban: str
    domain: str


def _t(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("|"))


LANDS = {
    "us": Land(
        "United States",
        _t("Marisol Trevino|Dwight Halloran|Keisha Abernathy|Owen Fitzwater|Priya Raman"),
        _t("Tallgrass Dental Group|Corvid & Finch Outfitters LLC|Oak Hollow Schools|Nimbex Inc."),
        _t("418 Juniper Way|2207 W Alder St Apt 5|90 Foundry Ln, Suite 300|1616 Quail Run Rd"),
        _t("Boise, ID 83702|Duluth, MN 55802|Tulsa, OK 74103|Eugene, OR 97401|Dayton, OH 45402"),
        "##-#######", "(5##) 555-01##", "", "example.com",
    ),
    "uk": Land(
        "United Kingdom",
        _t("Mrs Harriet Lowndes|Mr Callum Ogilvie|Ms Saira Qureshi|Dr Tomos Prichard"),
        _t("Pennywhistle Toys Ltd|Harbour & Stone Architects LLP|Greywether Farms Ltd"),
        _t("14 Larkspur Close|Unit 7, Tannery Yard|3a Quayside Mews|221 Bramhall Road"),
        _t("Leeds LS6 2QT|Exeter EX4 1RD|Perth PH1 5NB|Norwich NR2 3HG|Cardiff CF11 9LJ"),
        "GB### #### ##", "01### 496 0##", "GB## NWBK #### #### #### ##", "example.co.uk",
    ),
    "ie": Land(
        "Ireland", _t("Aoife Brannigan|Declan Mulcahy|Niamh Ó Sé"),
        _t("Slieve Bloom Foods Ltd|Cobh Harbour Chandlery Ltd"),
        _t("8 Spindle Lane|12 Weir View Terrace"), _t("Galway H91 X2P4|Cork T12 RW8Y"),
        "IE#######@H", "+353 1 555 0###", "IE## BOFI #### #### #### ##", "example.ie",
    ),
    "au": Land(
        "Australia", _t("Bronwyn Tate|Luca Marchetti|Jarrah Collins"),
        _t("Wattle Creek Nursery Pty Ltd|Southern Kite Media Pty Ltd"),
        _t("6/41 Banksia Parade|109 Old Ferry Road"), _t("Geelong VIC 3220|Cairns QLD 4870"),
        "## ### ### ###", "(03) 5550 ####", "", "example.com.au",
    ),
    "ca": Land(
        "Canada", _t("Geneviève Arsenault|Malcolm Tsang|Ruth Kowalchuk"),
        _t("Maple Gate Robotics Inc.|Atelier Boréal inc."),
        _t("77 Rideau Crescent|1450 rue des Érables"), _t("Ottawa ON K1N 5Y3|Québec QC G1R 2S9"),
        "######### RT0001", "(613) 555-01##", "", "example.ca",
    ),
    "in": Land(
        "India", _t("Ananya Kulkarni|Farhan Siddiqui|Meera Iyer"),
        _t("Saffron Loom Textiles Pvt Ltd|Kaveri Agro Traders|Blue Peepal Software LLP"),
        _t("Plot 42, 3rd Cross, Sector 9|B-204 Ashoka Residency, MG Road"),
        _t("Bengaluru 560038|Pune 411014|Kochi 682016"),
        "29@@@@@####@1Z#", "+91 80 4555 0###", "", "example.in",
    ),
    "za": Land(
        "South Africa", _t("Thandeka Mbatha|Pieter Vosloo"),
        _t("Karoo Sun Trading (Pty) Ltd|Umhlali Print Works CC"),
        _t("18 Protea Street|Shop 4, Kloof Arcade"), _t("Durban 4001|Stellenbosch 7600"),
        "4#########", "021 555 0###", "", "example.co.za",
    ),
    "sg": Land(
        "Singapore", _t("Tan Wei Ling|Rajesh Nair"),
        _t("Merlion Bay Logistics Pte. Ltd.|Orchid Lane Clinics Pte. Ltd."),
        _t("21 Jalan Kembang #04-11|8 Tuas Link 2"), _t("Singapore 238871|Singapore 639204"),
        "M#-#######-#", "+65 6555 0###", "", "example.sg",
    ),
    "de": Land(
        "Deutschland", _t("Frau Annegret Pohlmann|Herr Jörg Wiesinger|Dr. Silke Tannhoff"),
        _t("Kranichwerk GmbH|Bäckerei Odenthal e.K.|Nordlicht Planung PartGmbB|Ziegelhof AG"),
        _t("Lindenstraße 17|Am Alten Speicher 4b|Goethering 112|Mühlgasse 3"),
        _t("04109 Leipzig|28195 Bremen|50667 Köln|70173 Stuttgart|99084 Erfurt"),
        "DE#########", "+49 30 555##-##", "DE## #### #### #### #### ##", "example.de",
    ),
    "at": Land(
        "Österreich", _t("Mag. Theresia Hofstätter|Ing. Lukas Brandauer"),
        _t("Donaublick Gastronomie GmbH|Alpenglühn Sport OG"),
        _t("Neubaugasse 58/12|Salzachufer 9"), _t("1070 Wien|5020 Salzburg|8010 Graz"),
        "ATU########", "+43 1 555 ## ##", "AT## #### #### #### ####", "example.at",
    ),
    "ch": Land(
        "Schweiz", _t("Regula Aeschbacher|Beat Zumthor"),
        _t("Seeblick Treuhand AG|Vignes du Lac Sàrl"),
        _t("Bahnhofplatz 6|Rue du Rhône 27"), _t("8001 Zürich|6003 Luzern|1003 Lausanne"),
        "CHE-###.###.### MWST", "+41 44 555 ## ##", "CH## 3000 0### #### #### #", "example.ch",
    ),
    "fr": Land(
        "France", _t("Mme Solène Garrigue|M. Baptiste Lhermitte|Mme Odile Fauconnier"),
        _t("Les Ateliers du Marais SARL|Pâtisserie Clairefontaine SAS|Cabinet Vauquelin SCP"),
        _t("12 bis, rue des Tanneurs|48 avenue Jean-Moulin|5 impasse du Moulin"),
        _t("69003 Lyon|35000 Rennes|31000 Toulouse|59800 Lille"),
        "FR## #########", "01 55 ## ## ##", "FR## #### #### #### #### #### ###", "example.fr",
    ),
    "be": Land(
        "Belgique", _t("Pauline Vandersmissen|Joris De Backer"),
        _t("Brasserie du Sablon SRL|Van Hecke Bouw BV"),
        _t("Rue Haute 144|Meir 31 bus 2"), _t("1000 Bruxelles|2000 Antwerpen|4000 Liège"),
        "BE 0###.###.###", "+32 2 555 ## ##", "BE## #### #### ####", "example.be",
    ),
    "es": Land(
        "España", _t("Dña. Lucía Berenguer Soto|D. Íñigo Zabaleta Ruiz"),
        _t("Almazara Sierra Alta, S.L.|Estudio Mirador, S.L.P.|Talleres Quintanar, S.A."),
        _t("C/ Olmo, 23, 2º B|Avda. de la Constitución, 108"),
        _t("28012 Madrid|41004 Sevilla|46002 Valencia"),
        "B########", "91 555 ## ##", "ES## #### #### ## ##########", "example.es",
    ),
    "mx": Land(
        "México", _t("Ximena Arellano Cuevas|Rodrigo Tapia Lozano"),
        _t("Comercializadora Ahuehuete, S.A. de C.V.|Grupo Nopal Digital, S. de R.L. de C.V."),
        _t("Av. Insurgentes Sur 1188, Col. Del Valle|Calle 5 de Mayo 34, Centro"),
        _t("03100 Ciudad de México|44100 Guadalajara, Jal."),
        "@@@######@#@", "55 5555 0###", "", "example.mx",
    ),
    "nl": Land(
        "Nederland", _t("Mevr. S. van der Horst|Dhr. K. Bakhuizen"),
        _t("Dijkgraaf Installaties B.V.|Studio Kiekendief|De Gouden Schoof V.O.F."),
        _t("Oudegracht 211|Stationsweg 8-II"), _t("3511 NM Utrecht|9712 HV Groningen"),
        "NL#########B01", "030 555 ## ##", "NL## INGB #### #### ##", "example.nl",
    ),
    "it": Land(
        "Italia", _t("Sig.ra Ginevra Pallavicino|Dott. Elio Santacroce"),
        _t("Ferramenta Brusati S.r.l.|Cantine Montefosco S.p.A.|Studio Legale Arditi"),
        _t("Via dei Mille, 41|Corso Garibaldi, 7/A"), _t("20121 Milano MI|40126 Bologna BO"),
        "IT###########", "+39 02 5550 ###", "IT## X 05428 11101 ############", "example.it",
    ),
}  # fmt: skip

_CAPITALS = "ABCDEFGHJKLMNPRSTUVWXYZ"


def fill(rng: Random, pattern: str) -> str:
    """`pattern` with a digit for every `#` and a capital for every `@`."""
    return "".join(
        str(rng.randint(0, 9)) if c == "#" else rng.choice(_CAPITALS) if c == "@" else c
        for c in pattern
    )


def party(rng: Random, land: str, name: str = "", firm: bool | None = None) -> Party:
    """Somebody of `land`; a drawn person or firm unless `name` says who."""
    where = LANDS[land]
    if not name:
        is_firm = rng.random() < 0.5 if firm is None else firm
        name = rng.choice(where.firms if is_firm else where.people)
    domain = "".join(
        c for c in name.split(",")[0].split()[0].lower() if c.isascii() and c.isalpha()
    )
    return Party(
        name=name,
        street=rng.choice(where.streets),
        town=rng.choice(where.towns),
        country=where.word,
        vat=fill(rng, where.vat),
        phone=fill(rng, where.phone),
        mail=f"billing@{domain or 'office'}.{where.domain}",
        iban=fill(rng, where.iban),
    )
