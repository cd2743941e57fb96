"""Which country's customs a document follows: by tax ids, IBANs, postal codes, names and signs."""

import re
from collections import Counter
from typing import Final

_NAMES: Final[dict[str, str]] = {
    "united states": "US", "usa": "US", "united kingdom": "GB", "great britain": "GB",
    "england": "GB", "scotland": "GB", "wales": "GB", "ireland": "IE", "canada": "CA",
    "australia": "AU", "new zealand": "NZ", "india": "IN", "singapore": "SG", "south africa": "ZA",
    "deutschland": "DE", "germany": "DE", "osterreich": "AT", "austria": "AT", "schweiz": "CH",
    "switzerland": "CH", "suisse": "CH", "svizzera": "CH", "france": "FR", "belgique": "BE",
    "belgie": "BE", "belgium": "BE", "luxembourg": "LU", "espana": "ES", "spain": "ES",
    "mexico": "MX", "argentina": "AR", "colombia": "CO", "chile": "CL", "nederland": "NL",
    "netherlands": "NL", "italia": "IT", "italy": "IT", "sweden": "SE", "sverige": "SE",
    "norway": "NO", "norge": "NO", "denmark": "DK", "danmark": "DK", "finland": "FI",
    "poland": "PL", "polska": "PL", "portugal": "PT", "japan": "JP", "hong kong": "HK",
    "brasil": "BR", "santiago de chile": "CL", "quebec": "CA", "ontario": "CA",
    "british columbia": "CA", "alberta": "CA",
}  # fmt: skip
CURRENCY: Final[dict[str, str]] = {
    "US": "USD", "GB": "GBP", "IE": "EUR", "CA": "CAD", "AU": "AUD", "NZ": "NZD", "IN": "INR",
    "SG": "SGD", "ZA": "ZAR", "DE": "EUR", "AT": "EUR", "CH": "CHF", "FR": "EUR", "BE": "EUR",
    "LU": "EUR", "ES": "EUR", "MX": "MXN", "AR": "ARS", "CO": "COP", "CL": "CLP", "NL": "EUR",
    "IT": "EUR", "SE": "SEK", "NO": "NOK", "DK": "DKK", "FI": "EUR", "PL": "PLN", "PT": "EUR",
    "JP": "JPY", "HK": "HKD", "GR": "EUR", "BR": "BRL",
}  # fmt: skip
_VAT_ID: Final = re.compile(
    r"\b(ATU\d{8}|BE ?[01]\d{3}[ .]?\d{3}[ .]?\d{3}|CHE[- ]?\d{3}\.?\d{3}\.?\d{3}|DE ?\d{9}"
    r"|DK ?\d{8}|ES ?[A-Z]\d{7}[A-Z0-9]|FI ?\d{8}|FR ?[A-Z0-9]{2} ?\d{3} ?\d{3} ?\d{3}"
    r"|GB ?\d{3} ?\d{4} ?\d{2}"
    r"|IE ?\d{7}[A-Z]{1,2}|IT ?\d{11}|LU ?\d{8}|NL ?\d{9}B\d{2}|PL ?\d{10}|PT ?\d{9}|SE ?\d{12})\b"
)
_STATES: Final = (
    "AL|AK|AZ|AR|CA|CO|CT|DE|FL|GA|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV|NH|NJ|NM|NY"
    "|NC|ND|OH|OK|OR|PA|RI|SC|SD|TN|TX|UT|VT|VA|WA|WV|WI|WY|DC"
)
_SIGNS: Final[tuple[tuple[str, str, int], ...]] = (
    (rf"\b(?:{_STATES}),? \d{{5}}(?:-\d{{4}})?\b", "US", 3),
    (r"\bEIN\b|\bACH\b|(?<![-\w])\b\d{2}-\d{7}\b(?![-\w])", "US", 2),
    (r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b", "GB", 3),
    (r"\b(?:Ltd|PLC|LLP)\b", "GB", 1),
    (r"£", "GB", 2),
    (r"\b(?:LLC|Inc)\b", "US", 1),
    (r"\b[ABCEGHJ-NPRSTVXY]\d[A-Z] \d[A-Z]\d\b", "CA", 4),
    (r"\b(?:HST|PST|QST|TVQ|TPS)\b", "CA", 3),
    (r"\bABN\b|\bBSB\b", "AU", 4),
    (r"\b(?:NSW|VIC|QLD|TAS|WA|SA|NT|ACT) \d{4}\b(?!-)", "AU", 4),
    (r"(?<!\()\b(?:Pty|PTY)\b(?!\))", "AU", 3),
    (r"\((?:Pty|PTY)\)|\bR ?\d[\d ,]*[.,]\d{2}\b", "ZA", 4),
    (r"\bGST\b[^\n\d]{0,4}10(?:\.0+)? ?%", "AU", 3),
    (r"\bGST\b[^\n\d]{0,4}15(?:\.0+)? ?%|\bNZ\$", "NZ", 4),
    (r"\bGST\b[^\n\d]{0,4}[89](?:\.0+)? ?%|\bS\$", "SG", 3),
    (r"\bGSTIN\b|\b[CSI]GST\b|₹", "IN", 4),
    (r"\bKvK\b|\b\d{4} [A-Z]{2}\b(?= )", "NL", 2),
    (r"\bSIRET\b|\bSIREN\b|\bRCS\b|\bCEDEX\b", "FR", 3),
    (r"\bHRB ?\d|\bUSt-?Id|\bAmtsgericht\b|\bSteuer-?(?:Nr|nummer)", "DE", 3),
    (r"\bFirmenbuch|\bUID-?Nr", "AT", 2),
    (r"\bMWST\b|\bCHF\b", "CH", 3),
    (r"\bP\. ?IVA\b|\bPartita IVA\b|\bCodice fiscale\b", "IT", 3),
    (r"\b(?:CIF|NIF)\b", "ES", 2),
    (r"\bRFC\b|\bSAT\b|\bCFDI\b", "MX", 3),
    (r"\+1[ (-]", "US", 1),
    (r"\bR\.?U\.?T\.?\b|\bS\.?I\.?I\.?\b", "CL", 4),
    (r"\bCUIT\b|\bAFIP\b|\bARCA\b", "AR", 4),
    (r"\bNIT\b|\bDIAN\b", "CO", 3),
    (r"\bCNPJ\b|\bCPF\b|R\$", "BR", 4),
    (r"\bNIPC\b|\bATCUD\b|\bLda\b", "PT", 4),
    (r"\bREGON\b|\bKRS\b|\bzł\b|\bSp\. z o\.o\.", "PL", 4),
    (r"\bUEN\b|\bPte\.? Ltd\b", "SG", 4),
    (r"\bIRD\b|\bNZBN\b", "NZ", 4),
    (r"\bUSt\.?-?IdNr|\bGmbH\b", "DE", 1),
    (r"\bATU\d{8}\b", "AT", 3),
    (r"\bS\.?r\.?l\b|\bS\.?p\.?A\b", "IT", 1),
    (r"\bB\.V\.|\bBTW\b", "NL", 1),
    (r"(?i)\bsales tax\b|\bzip code\b|\brouting (?:no|number)\b", "US", 2),
    (r"\(\d{3}\) \d{3}-\d{4}", "US", 1),
    (r"\+44", "GB", 2),
    (r"\+49", "DE", 2),
    (r"\+33", "FR", 2),
    (r"\+34", "ES", 2),
    (r"\+39", "IT", 2),
    (r"\+31", "NL", 2),
    (r"\+41", "CH", 2),
    (r"\+43", "AT", 2),
    (r"\+32", "BE", 2),
    (r"\+61", "AU", 2),
    (r"\+91", "IN", 2),
    (r"\+46", "SE", 2),
    (r"\+47", "NO", 2),
    (r"\+45", "DK", 2),
    (r"\bOrg\.? ?nr\b", "SE", 1),
    (r"\bCVR\b", "DK", 4),
    (r"\bMVA\b", "NO", 4),
    (r"\bMoms\b", "SE", 1),
)  # fmt: skip
_NAME_PATTERN: Final = re.compile(rf"\b(?:{'|'.join(_NAMES)})\b")
_COMPILED: Final = tuple((re.compile(pattern), land, votes) for pattern, land, votes in _SIGNS)


def guess_country(text: str, folded: str, iban: str | None) -> str | None:
    """ISO 3166 code of the country most signs in the text point to; None without a clear winner."""
    votes: Counter[str] = Counter()
    if iban is not None:
        votes[iban[:2]] += 4
    for found in _VAT_ID.findall(text):
        votes[found[:2]] += 3
    for pattern, land, weight in _COMPILED:
        if pattern.search(text):
            votes[land] += weight
    for name in set(_NAME_PATTERN.findall(folded)):
        votes[_NAMES[name]] += 2
    ranked = votes.most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]
