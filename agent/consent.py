"""Reads whether a whole message is a yes or a no: the one typed act that can move money.

A closed grammar of few words, never a guess: a message is YES only if every word of it belongs to
the grammar and together they say nothing but yes. One more word, a question mark, a quote, a number
or a "not" makes it OTHER, and OTHER is an ordinary message. A wrong YES costs a customer money; a
wrong OTHER costs one more click.

Words that ask for a payment ("pay it") are no yes by themselves: the message that opened the offer
may have been sent twice, and its echo must not approve what nobody has read yet.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Final


class Consent(Enum):
    """What a whole message says to an open offer."""

    YES = "yes"
    NO = "no"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    """Phrases of one language, small letters, no accents, separated by "|".

    `yes` and `no` carry a message alone. `mild` is a yes alone or beside another yes, but not
    beside thanks: "ok thanks" closes a talk. `after_yes` and `after_no` only follow one.
    """

    yes: str
    mild: str
    no: str
    after_yes: str
    after_no: str
    please: str
    thanks: str


_LANGUAGES: Final[Mapping[str, _Vocabulary]] = {
    "en": _Vocabulary(
        yes="yes|yep|yeah|yea|yup|ye|yse|yess|yesh|yas|aye|go ahead|do it|i approve|approve"
        "|approved|confirm|confirmed|i confirm|i agree|agreed|absolutely|definitely|certainly"
        "|of course|proceed|please proceed|yes i do|i do approve|let's do it|lets do it|go for it",
        mild="ok|okay|okey|sure|sure thing|alright|all right|sounds good|looks good",
        no="no|nope|nah|noo|no way|cancel|cancel it|cancel that|cancel this|stop|stop it|abort"
        "|decline|i decline|reject|don't|dont|do not|don't do it|dont do it|do not do it|do not pay"
        "|don't pay|dont pay|don't pay it|do not pay it|rather not|i'd rather not|better not"
        "|not now|never|never mind|nevermind|forget it|no go|leave it|absolutely not"
        "|definitely not|certainly not|of course not|not today",
        after_yes="pay it|pay now|pay it now|pay|pay them|pay them all|pay all|approve it"
        "|confirm it|that's right|thats right|that is right|correct|right|great|perfect|good|fine"
        "|now|do that|that is fine|that's fine|thats fine|it is fine|go on|with that|go",
        after_no="not now|don't pay|dont pay|leave it",
        please="please|pls|plz|kindly",
        thanks="thanks|thank you|thx|many thanks|thank you very much",
    ),
    "es": _Vocabulary(
        yes="si|sip|adelante|hazlo|hagalo|confirmo|lo confirmo|confirmado|apruebo"
        "|lo apruebo|aprobado|aprobar|confirmar|de acuerdo|por supuesto|claro que si|claro si"
        "|estoy de acuerdo|acepto|lo acepto|proceda|procede|si quiero|desde luego",
        mild="ok|okay|vale|claro|dale|esta bien|muy bien",
        no="no|nop|cancelar|cancela|cancelalo|cancele|cancelelo|para|parar|detener|no lo hagas"
        "|no lo haga|no pagues|no pague|mejor no|ahora no|prefiero que no|rechazar|rechazo"
        "|lo rechazo|dejalo|nunca|de ninguna manera|claro que no|por supuesto que no|no quiero",
        after_yes="pagalo|paguelo|paga|pague|pagar|pagala|paguela|ahora|correcto|perfecto|bien"
        "|eso es|todo bien",
        after_no="ahora no|por ahora",
        please="por favor|porfa|porfavor",
        thanks="gracias|muchas gracias",
    ),
    "de": _Vocabulary(
        yes="ja|jaa|jo|jap|jawohl|jawoll|jepp|jup|ja gerne|ja gern|gerne|mach das|mach es|mach's"
        "|machs|machen sie das|machen sie es|nur zu|los|genehmigt|ich genehmige|ich stimme zu"
        "|zustimmen|einverstanden|bestatigt|bestatigen|ich bestatige|freigeben|freigegeben"
        "|ja ich will|auf jeden fall|naturlich|selbstverstandlich|klar doch|ja doch",
        mild="ok|okay|okey|klar|in ordnung|geht klar|passt",
        no="nein|ne|nee|no|abbrechen|abbruch|stop|stopp|halt|nicht|lieber nicht|besser nicht"
        "|bitte nicht|mach das nicht|nicht bezahlen|nicht zahlen|auf keinen fall|ablehnen"
        "|abgelehnt|ich lehne ab|jetzt nicht|noch nicht|doch nicht|stornieren|lass es|lass das"
        "|naturlich nicht|niemals",
        after_yes="bezahlen|bezahl es|bezahl sie|bezahle es|zahlen|zahl es|jetzt|jetzt bezahlen"
        "|richtig|genau|stimmt|korrekt|perfekt|gut|super|bezahlen sie|das passt",
        after_no="lieber nicht|jetzt nicht|doch nicht",
        please="bitte",
        thanks="danke|danke schon|dankeschon|vielen dank|besten dank",
    ),
    "fr": _Vocabulary(
        yes="oui|ouais|ouai|vas-y|vas y|allez-y|allez y|faites-le|faites le|fais-le|fais le"
        "|je confirme|confirme|confirmer|confirmez|j'approuve|approuver|approuve|d'accord|daccord"
        "|je suis d'accord|bien sur|bien sur que oui|j'accepte|accepter|oui je veux|absolument"
        "|certainement|volontiers|procedez",
        mild="ok|okay|ca marche|entendu",
        no="non|nan|annuler|annule|annulez|arreter|arrete|arretez|stop|surtout pas|pas maintenant"
        "|plutot pas|je prefere pas|je prefere que non|ne faites pas ca|ne le fais pas"
        "|ne le faites pas|ne payez pas|ne paye pas|ne paie pas|refuser|je refuse|laisse tomber"
        "|laissez tomber|jamais|bien sur que non|pas d'accord|pas question",
        after_yes="payez|payer|payez-la|payez la|paye|paie|payez maintenant|maintenant|c'est bon"
        "|parfait|tres bien|c'est ca|exact|exactement|correct|bien",
        after_no="pas maintenant|surtout pas",
        please="s'il vous plait|s'il te plait|svp|stp|s il vous plait|s il te plait|sil vous plait",
        thanks="merci|merci beaucoup|merci bien",
    ),
}

_YES_SIGNS: Final = ("✅", "✔")
_MILD_SIGNS: Final = ("👍", "👌", "🆗")
_NO_SIGNS: Final = ("👎", "❌", "🚫", "✖", "🛑")
_KIND_SIGNS: Final = ("🙏", "🙂", "😊", "😀", "🎉")
_LONGEST: Final = 60
_MOST_PHRASES: Final = 5
_ALLOWED: Final = re.compile(r"[a-z' \-.,!]*")
_HESITATION: Final = re.compile(r"\.\.|,\s*$|-\s*$|^\s*[-,.]|,,")
_WORD: Final = re.compile(r"[a-z'\-]+")


class _Kind(Enum):
    YES = "yes"
    MILD = "mild"
    NO = "no"
    AFTER_YES = "after yes"
    AFTER_NO = "after no"
    PLEASE = "please"
    THANKS = "thanks"


def read_consent(text: str, languages: Iterable[str]) -> Consent:
    """YES or NO only if all of `text` says so in one of `languages` (BCP 47 tags, en es de fr).

    Each language is tried by itself, so that words of two languages never make up one yes.
    """
    plain = _plain(text)
    if plain is None:
        return Consent.OTHER
    signs, words = plain
    supported = dict.fromkeys(tag.lower().replace("_", "-").split("-")[0] for tag in languages)
    readings = {
        _read(words, signs, language) for language in supported if language in _LANGUAGES
    } - {Consent.OTHER}
    # Two languages that read one message differently prove it unclear.
    return readings.pop() if len(readings) == 1 else Consent.OTHER


def _plain(text: str) -> tuple[tuple[_Kind, ...], tuple[str, ...]] | None:
    """The signs and the words of a short message, or None if it holds anything else."""
    if len(text) > _LONGEST:
        return None
    signs: list[_Kind] = []
    folded = text.casefold().replace("’", "'").replace("\ufe0f", "")
    folded = re.sub("[\U0001f3fb-\U0001f3ff]", "", folded)  # skin tones
    for kind, group in (
        (_Kind.YES, _YES_SIGNS),
        (_Kind.MILD, _MILD_SIGNS),
        (_Kind.NO, _NO_SIGNS),
        (_Kind.THANKS, _KIND_SIGNS),
    ):
        for sign in group:
            signs += [kind] * folded.count(sign)
            folded = folded.replace(sign, " ")
    folded = "".join(
        char for char in unicodedata.normalize("NFKD", folded) if unicodedata.category(char) != "Mn"
    )
    folded = re.sub(r"[¡\s]+", " ", folded).strip()
    if _HESITATION.search(folded) or not _ALLOWED.fullmatch(folded):
        return None
    return tuple(signs), tuple(_WORD.findall(folded))


def _read(words: Sequence[str], signs: Sequence[_Kind], language: str) -> Consent:
    kinds = _phrases(words, _table(language))
    if kinds is None or not 1 <= len(kinds) + len(signs) <= _MOST_PHRASES:
        return Consent.OTHER
    return _judge(kinds, signs)


def _judge(kinds: Sequence[_Kind], signs: Sequence[_Kind]) -> Consent:
    said = {*kinds, *signs}
    head = next((kind for kind in (*kinds, *signs) if kind is not _Kind.PLEASE), None)
    if head is _Kind.NO and said <= {_Kind.NO, _Kind.AFTER_NO, _Kind.PLEASE, _Kind.THANKS}:
        return Consent.NO
    if not said <= {_Kind.YES, _Kind.MILD, _Kind.AFTER_YES, _Kind.PLEASE, _Kind.THANKS}:
        return Consent.OTHER
    if head is _Kind.YES:
        return Consent.YES
    if head is _Kind.MILD:
        # "ok do it" and "ok please" are a yes; "ok thanks" and "ok perfect" may only be polite.
        polite = {_Kind.THANKS, _Kind.AFTER_YES} & said
        return Consent.OTHER if polite and _Kind.YES not in said else Consent.YES
    return Consent.OTHER


def _phrases(words: Sequence[str], table: Mapping[str, _Kind]) -> list[_Kind] | None:
    """The kinds of the phrases that cover all words, longest first; None if a word is left."""
    kinds: list[_Kind] = []
    at = 0
    while at < len(words):
        for size in range(min(6, len(words) - at), 0, -1):
            kind = table.get(" ".join(words[at : at + size]))
            if kind is None and size == 1:
                kind = table.get(_shortened(words[at]))
            if kind is not None:
                kinds.append(kind)
                at += size
                break
        else:
            return None
    return kinds


def _shortened(word: str) -> str:
    """ "yesss" as "yes", "siiii" as "si": a drawn-out last letter means the same."""
    return re.sub(r"(.)\1+$", r"\1", word)


@lru_cache(maxsize=8)
def _table(language: str) -> Mapping[str, _Kind]:
    vocabulary = _LANGUAGES[language]
    parts = {
        _Kind.THANKS: vocabulary.thanks,
        _Kind.PLEASE: vocabulary.please,
        _Kind.AFTER_YES: vocabulary.after_yes,
        _Kind.AFTER_NO: vocabulary.after_no,
        _Kind.MILD: vocabulary.mild,
        _Kind.NO: vocabulary.no,
        _Kind.YES: vocabulary.yes,
    }
    return {phrase: kind for kind, phrases in parts.items() for phrase in phrases.split("|")}
