"""The time that a message names, in the customer's own words: "the last three months", "seit Mai".

Read from folded text, so "l'été dernier" is "l ete dernier" here.
"""

import re
from typing import Final

from agent.language import fold, language_of

_MONTH: Final = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
    r"|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre"
    r"|diciembre|januar|janner|februar|feber|marz|maerz|mai|juni|juli|oktober|dezember"
    r"|janvier|fevrier|mars|avril|juin|juillet|aout|septembre|octobre|novembre|decembre)"
)
_WEEKDAY: Final = (
    r"(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday"
    r"|lunes|martes|miercoles|jueves|viernes|sabado|domingo"
    r"|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag"
    r"|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)"
)
_COUNT: Final = (
    r"(?:\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|few|couple of|couple"
    r"|several|half a|half"
    r"|un|una|unos|unas|dos|tres|cuatro|cinco|seis|siete|ocho|diez|doce|pocos|pocas"
    r"|einem|einer|ein|zwei|drei|vier|funf|sechs|sieben|acht|zehn|zwolf|paar|einigen|halben|halbes"
    r"|une|deux|trois|quatre|cinq|sept|huit|dix|douze|quelques)"
)
_UNIT: Final = (
    r"(?:days?|weeks?|months?|quarters?|years?|fortnights?|nights?|weekends?"
    r"|dias?|semanas?|mes(?:es)?|trimestres?|semestres?|anos?|noches?"
    r"|tag(?:e[ns]?|s)?|wochen?|monat(?:e[ns]?|s)?|quartal(?:s|e[ns]?)?|jahr(?:e[ns]?|s)?"
    r"|wochenendes?|halbjahr(?:e?s)?"
    r"|jours?|semaines?|mois|annees?|ans?)"
)
_SEASON: Final = (
    r"(?:spring|summer|autumn|winter|christmas|easter|new year"
    r"|primavera|verano|otono|invierno|navidad|navidades|pascua"
    r"|fruhlings?|fruhjahrs?|sommers?|herbst(?:es)?|winters?|weihnachten|ostern"
    r"|printemps|ete|automne|hiver|noel|paques)"
)
_SPAN: Final = rf"(?:{_UNIT}|{_SEASON}|{_WEEKDAY}s?|{_MONTH}|weekend)"
_DAY: Final = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th|er|o)? (?:of |de |du )?{_MONTH}|{_MONTH} (?:the )?\d{{1,2}}"
    rf"(?:st|nd|rd|th)|{_MONTH} \d{{1,2}}(?! ?\d)|{_MONTH})(?: (?:of |de |del )?(?:19|20)\d\d)?"
)
_END_OF: Final = (
    rf"(?:start|beginning|middle|mid|end) (?:of )?(?:the |this |last |next )?(?:{_UNIT}|{_MONTH})"
    rf"|(?:principios|comienzos|mediados|finales|fin|final) (?:de |del )?(?:este |proximo )?"
    rf"(?:{_UNIT}|{_MONTH})"
    rf"|(?:anfang|mitte|ende) (?:des |dieses |nachsten |letzten |der )?(?:{_UNIT}|{_MONTH})"
    r"|(?:monats|jahres|quartals|wochen)(?:ende|anfang|mitte)|(?:month|year|quarter) end"
    rf"|(?:debut|milieu|mi|fin) (?:du |de l |de la |de |d )?(?:{_UNIT}|{_MONTH})"
)
_POINT: Final = rf"(?:{_END_OF}|{_DAY}|{_WEEKDAY}|{_SEASON}|20\d\d)"

_FIRST_OF: Final = (
    r"(?:(?:1st|2nd|3rd|4th|first|second|third|fourth|last) (?:half|quarter)"
    r"(?: of (?:the |this |last )?(?:year|20\d\d))?"
    r"|(?:primer|segundo|tercer|cuarto|ultimo) (?:trimestre|semestre)(?: de(?:l ano| 20\d\d))?"
    r"|(?:erste|zweite|dritte|vierte|letzte)[nsm]? (?:quartal|halbjahr)"
    r"|(?:premier|deuxieme|second|troisieme|quatrieme|dernier) (?:trimestre|semestre)"
    r"|(?:the )?q[1-4](?: (?:of )?20\d\d)?|[1-4] quartal|[1-4]e trimestre|t[1-4](?= 20\d\d))"
)
_RELATIVE: Final = (
    rf"(?:(?:week|month|year|quarter) before last|(?:day|week|month|year) before(?! \w)"
    r"|day before yesterday|day after tomorrow|last night|the other (?:day|week|month)"
    r"|(?:year|month) to date|ytd|so far this (?:year|month|week)|all year"
    rf"|{_COUNT} {_UNIT} ago|{_SEASON} (?:before last|of 20\d\d|20\d\d)"
    rf"|(?:last|past|previous|prior|this|next|coming|current|following|preceding)"
    rf" (?:{_COUNT} )?{_SPAN}"
    rf"|anteayer|antes de ayer|anoche|pasado manana|hace {_COUNT} {_UNIT}"
    rf"|{_SPAN} (?:pasad[oa]s?|anterior(?:es)?|que viene|proxim[oa]|antepasad[oa]|en curso)"
    rf"|(?:este|esta|ese|esa|proxim[oa]|ultim[oa]|pasad[oa]) {_SPAN}"
    rf"|(?:ultim[oa]s|proxim[oa]s|pasad[oa]s) (?:{_COUNT} )?{_UNIT}"
    rf"|{_COUNT} (?:ultimos|ultimas) {_UNIT}|lo que va (?:de|del) (?:mes|ano)"
    rf"|vorvorgestern|vorgestern|ubermorgen|vor {_COUNT} {_UNIT}|(?:vor|dieses )(?:monat|jahr)s?"
    r"|vor(?:quartal|woche)"
    rf"|(?:letzt|vorletzt|vorig|vergangen|dies|nachst|kommend|laufend|aktuell|ganz)e[nrsm]?"
    rf" (?:{_COUNT} )?{_SPAN}|bisher(?: dieses jahr| in diesem jahr)|seit jahresbeginn|heuer"
    rf"|avant hier|apres demain|il y a {_COUNT} {_UNIT}"
    rf"|{_SPAN} (?:derniere?|passee?|precedente?|prochaine?|en cours|d avant|suivante?)"
    rf"|(?:{_COUNT} |\d{{1,3}} )?(?:dernier|prochain|derniere|prochaine)s (?:{_COUNT} )?{_UNIT}"
    rf"|(?:ce|cet|cette) {_SPAN}(?: ci)?|depuis le debut de l annee"
    r"|yesterday|today|tomorrow|tonight|ayer|hoy|gestern|heute|hier|aujourd hui|demain)"
)
_RANGE: Final = (
    rf"(?:between|from|entre|de|del|von|vom|zwischen) (?:el |le |the |dem )?{_POINT}"
    rf" (?:and|to|until|till|through|y|a|al|hasta|bis|bis zum|und|et|au|jusqu en|jusqu a|jusqu au)"
    rf" (?:el |le |the |dem |den )?{_POINT}"
    rf"|{_DAY} (?:to|until|through|a|hasta|bis|au) {_DAY}"
)
_SINCE: Final = (
    rf"(?:since|desde|seit|depuis|from|ab|until|till|hasta|bis|jusqu en|jusqu a|before|after|by)"
    rf" (?:the |el |la |le |l |dem |den |zum )?{_POINT}"
)
_SEASONS: Final = (
    rf"(?:in|over|during|en|im|uber|for|of|this|l|durante el|cet|zu|an|at|el|pendant l|pendant le)"
    rf" (?:the )?(?P<season>{_SEASON})"
)
_NTH: Final = r"(?:on|by|since|before|until|from) the (\d{1,2}(?:st|nd|rd|th))"
_NAMED_YEAR: Final = (
    r"(?:in|of|for|from|during|since|de|del|en|von|aus|fur|seit|im jahr|desde|depuis|pour) "
    r"(20\d\d)"
)
_ORDER: Final = tuple(
    re.compile(rf"\b(?:{said})\b")
    for said in (
        _RANGE, _FIRST_OF, _END_OF, _RELATIVE, _SINCE, _DAY, _SEASONS, _WEEKDAY, _NTH, _NAMED_YEAR
    )
)  # fmt: skip
_WRITTEN: Final = re.compile(
    r"\b(?:20\d\d-(?:0[1-9]|1[0-2])(?:-\d\d)?|(?:0?[1-9]|[12]\d|3[01])[./](?:0?[1-9]|1[0-2])[./]"
    r"(?:20)?\d\d|(?:0?[1-9]|1[0-2])/20\d\d)\b"
)
_NO_MONTH: Final = re.compile(r"\bmay(?= (?:i|we|you|he|she|it|be|have|not|my|well|need|as)\b)")
"""The verb, not the month."""
_COMPARED: Final = re.compile(
    r"\b(?:than|compared (?:to|with)|versus|vs|als|(?:mas|plus|menos|moins) \w+ que)\b.*$"
)
_HERE: Final = re.compile(r"\bhier\b")
"""Yesterday in French, "here" in German."""
_SUFFIX: Final = re.compile(r"(?<=[a-z])s?rechnung(?:en)?\b")


def without_the_verb(folded: str) -> str:
    """The folded text less the "may" of "may I"."""
    return _NO_MONTH.sub("", folded)


def period_of(text: str) -> str | None:
    """The time `text` names; of a comparison the first one."""
    if (written := _WRITTEN.search(text)) is not None:
        return written[0]
    folded = _SUFFIX.sub("", without_the_verb(fold(text)))
    if language_of(text) != "fr":
        folded = _HERE.sub("", folded)
    return _told(_COMPARED.sub("", folded)) or _told(folded)


def _told(folded: str) -> str | None:
    for said in _ORDER:
        match = said.search(folded)
        if match is not None:
            return next((group for group in match.groups() if group), None) or match[0]
    return None


def without_relative(folded: str) -> str:
    """The folded text less "last month" and the like; a named month stays."""
    return _ORDER[3].sub(lambda said: said[0] if _NAMED.search(said[0]) else " ", folded)


_NAMED: Final = re.compile(rf"\b{_MONTH}\b")
