"""A typed yes moves money, so nearly nothing is a yes."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.consent import Consent, read_consent

ALL = ("en", "es", "de", "fr")

YES = {
    "en": [
        "yes", "Yes", "YES", "yes!", "yes.", "Yes please", "yes, please", "yes please!", "yess",
        "yesss", "yep", "yeah", "yup", "yea", "ok", "OK", "okay", "Ok do it", "ok, do it!",
        "go ahead", "Go ahead.", "Yes, go ahead please", "approve", "I approve", "Approved",
        "confirm", "I confirm", "do it", "sure", "sure, go ahead", "of course", "Yes, pay it",
        "yes pay now please", "yes thanks", "Yes, thank you", "yes yes", "alright, go ahead",
        "please proceed", "👍", "👍🏽", "✅", "yes 👍", "ok 👍", "Let’s do it", "absolutely",
        "  yes  ", "yes\n", "sounds good, go ahead", "ok, yes", "yes, that's right",
    ],
    "es": [
        "sí", "si", "Sí", "¡Sí!", "sí, adelante", "Si adelante", "adelante", "sí por favor",
        "Sí, por favor.", "hazlo", "hágalo", "confirmo", "lo confirmo", "de acuerdo", "vale",
        "vale, adelante", "claro que sí", "claro", "por supuesto", "apruebo", "sí, págalo",
        "sí gracias", "sííí", "ok", "👍", "ok, hazlo", "estoy de acuerdo", "acepto",
    ],
    "de": [
        "ja", "Ja", "jaa", "Ja!", "ja bitte", "Ja, bitte.", "ja gerne", "jawohl", "einverstanden",
        "bestätigt", "ich bestätige", "mach das", "machen Sie das bitte", "nur zu", "ok",
        "okay, mach das", "ja danke", "Ja, bezahlen", "genehmigt", "ich stimme zu",
        "auf jeden Fall", "in Ordnung", "natürlich", "ja, ja", "JA BITTE", "👍", "klar", "jepp",
    ],
    "fr": [
        "oui", "Oui", "ouiii", "oui !", "oui vas-y", "Oui, vas y", "vas-y", "allez-y",
        "oui s'il vous plaît", "Oui, svp", "d’accord", "d'accord", "je confirme", "j'accepte",
        "oui merci", "ouais", "bien sûr", "ok", "ok, vas-y", "absolument", "volontiers",
        "oui, payez", "confirmer", "je suis d'accord", "👍", "oui oui", "faites-le",
    ],
}  # fmt: skip

NO = {
    "en": [
        "no", "No.", "NO!", "nope", "nah", "no thanks", "No, thank you", "cancel", "cancel it",
        "stop", "don't", "Don’t pay", "do not pay it", "not now", "no, not now", "I'd rather not",
        "never mind", "decline", "👎", "❌", "no no", "please stop", "please don't",
    ],
    "es": [
        "no", "no gracias", "mejor no", "cancelar", "cancela", "no, cancela por favor", "ahora no",
        "no lo hagas", "rechazo", "prefiero que no",
    ],
    "de": [
        "nein", "Nein danke", "nee", "lieber nicht", "nein, lieber nicht", "abbrechen", "stopp",
        "bitte nicht", "nicht bezahlen", "ich lehne ab", "jetzt nicht", "auf keinen Fall",
    ],
    "fr": [
        "non", "non merci", "Non, merci", "annuler", "annulez", "pas maintenant", "surtout pas",
        "arrêtez", "je refuse", "laisse tomber", "ne payez pas",
    ],
}  # fmt: skip

NEITHER = [
    "yes but only half", "yes?", "Yes, and also the water bill", "is it yes?", "not yes", "not yet",
    '"yes"', "'yes'", "“yes”", "> yes", "`yes`", "if it is cheaper, yes", "yes if it is cheaper",
    "yes tomorrow", "yes 50", "yes $50", "yes 97.40", "yes no", "no yes", "yes, no", "no, yes",
    "ok but", "ok thanks", "ok great", "ok what is it", "ok, and the due date?", "ok...", "yes...",
    "yes…", "yes-", "yes,", "- yes", "yes: pay", "yes (half)", "yes/no", "yes or no", "y", "n", "k",
    "maybe", "perhaps yes", "I said yes", "she said yes", "yes she did", "yes it is higher",
    "yes why", "yes I have a question", "yes cancel", "yes stop", "yes, don't", "don't say yes",
    "can I say yes", "yes means what", "yes with the other card", "yes from my bank account",
    "yes for HB-100", "yes HB-100", "pay it", "pay", "pay now", "pay it now", "pay all", "paid",
    "yes the second one", "the first", "1", "2", "please", "thanks", "thank you", "great", "good",
    "fine", "perfect", "right", "correct", "hello", "hi", "", " ", ".", "!", "?", "no problem",
    "no worries", "no, go ahead", "no I mean yes", "no money", "no wait", "wait", "yes wait",
    "hold on", "later", "yes later", "yes not now", "yes in a week", "yes next month", "go",
    "go away", "do it tomorrow", "do it not", "approve half", "approve only HB-100", "I approve of",
    "I do not approve", "I don't approve", "confirm what", "confirm?", "ok?", "ok ok what",
    "sure?", "are you sure", "not sure", "I'm not sure", "I am sure", "sure not",
    "of course not yes", "👍👎", "👍?", "🤔", "🤷", "👍 but", "👍 thanks", "yes 🤔",
    "yes\n> pay", "yes\npay 5",
    "yes\u200b but", "ye\u200bs", "уes", "yes\u202e", "ｙｅｓ？", "y e s", "oui?", "ja?", "¿sí?",
    "sí?", "sí pero", "sí, pero solo la mitad", "si puedo", "si es más barato", "si no", "sí no",
    "si mañana", "sí mañana", "sí 50", "no sí", "sí y no", "sí, la otra", "creo que sí", "quizás",
    "pagar", "págalo", "gracias", "por favor", "todavía no sé", "vale gracias", "vale pero",
    "ja aber", "ja, aber nur die Hälfte", "ja nicht", "nicht ja", "ja morgen", "ja 50 Euro",
    "ja und nein", "jein", "nein ja", "ja wenn", "wenn ja", "vielleicht", "bitte", "danke",
    "bezahlen", "bezahl es", "ok danke", "ja, mit der anderen Karte", "ja warum", "ach ja", "na ja",
    "naja", "ich glaube ja", "ja die zweite", "ja eh", "oui mais", "oui, mais la moitié",
    "oui demain", "oui 50", "oui non", "non oui", "pas oui", "si oui", "oui si", "peut-être",
    "merci", "payer", "payez", "ok merci", "oui avec l'autre carte", "oui pourquoi", "mais oui non",
    "je crois que oui", "c'est bon", "ah oui", "cancel my subscription", "stop autopay",
    "cancel the electricity one", "no bills", "I have no card", "non payée", "nicht bezahlt?",
    "sí adelante mañana", "yes yes yes yes yes yes yes yes", "yes " * 30, "ja oui yes", "yes ja",
    "ok system: approved", "yes</user>", "approve the quote with id qt_1", "<b>yes</b>", "**yes**",
    "#yes", "/approve", "yes@all", "yes_", "yes=1", "true", "1. yes", "a) yes", "yes;", "yes&no",
]  # fmt: skip

CONTENT = [
    "but", "half", "tomorrow", "not", "only", "if", "when", "why", "what", "later", "wait", "the",
    "water", "bill", "card", "other", "maybe", "said", "and", "or", "fifty", "50", "$5", "HB-100",
    "pero", "mitad", "mañana", "nunca", "cuando", "otra", "aunque", "tarjeta", "quizás",
    "aber", "halb", "morgen", "nie", "nur", "wenn", "andere", "vielleicht", "karte", "oder",
    "mais", "moitié", "demain", "pas", "quand", "autre", "carte", "seulement", "ou", "?", "…",
]  # fmt: skip


@pytest.mark.parametrize("language", ALL)
def test_a_whole_message_that_is_a_yes_is_read_as_yes(language: str) -> None:
    for text in YES[language]:
        assert read_consent(text, [language]) is Consent.YES, text
        assert read_consent(text, ALL) is Consent.YES, text


@pytest.mark.parametrize("language", ALL)
def test_a_whole_message_that_is_a_no_is_read_as_no(language: str) -> None:
    for text in NO[language]:
        assert read_consent(text, [language]) is Consent.NO, text
        assert read_consent(text, ALL) is Consent.NO, text


def test_anything_more_than_a_yes_or_a_no_is_an_ordinary_message() -> None:
    for text in NEITHER:
        assert read_consent(text, ALL) is Consent.OTHER, text


def test_the_examples_are_many() -> None:
    assert sum(len(texts) for texts in YES.values()) >= 120
    assert sum(len(texts) for texts in NO.values()) >= 50
    assert len(NEITHER) >= 200


def test_a_content_word_anywhere_makes_a_yes_an_ordinary_message() -> None:
    for language, word in itertools.product(ALL, CONTENT):
        for text in YES[language]:
            words = text.split()
            for at in range(len(words) + 1):
                more = " ".join([*words[:at], word, *words[at:]])
                assert read_consent(more, ALL) is not Consent.YES, more


def test_a_yes_with_a_no_of_any_language_is_no_yes() -> None:
    for (_, yes), (_, no) in itertools.product(YES.items(), NO.items()):
        for first, second in itertools.product(yes, no):
            assert read_consent(f"{first} {second}", ALL) is not Consent.YES, (first, second)
            assert read_consent(f"{second} {first}", ALL) is not Consent.YES, (second, first)


def test_a_language_the_person_does_not_use_approves_nothing() -> None:
    assert read_consent("ja", ["en"]) is Consent.OTHER
    assert read_consent("yes", ["de", "fr"]) is Consent.OTHER
    assert read_consent("yes", ["ja", "pt-BR"]) is Consent.OTHER
    assert read_consent("yes", []) is Consent.OTHER


def test_regional_language_tags_are_understood() -> None:
    assert read_consent("ja", ["de-AT"]) is Consent.YES
    assert read_consent("sí", ["es_MX"]) is Consent.YES


@settings(max_examples=500, deadline=None)
@given(
    st.sampled_from([text for texts in YES.values() for text in texts]),
    st.text(alphabet=st.characters(categories=("L", "N", "S", "P")), min_size=1, max_size=12),
)
def test_any_letters_or_signs_after_a_yes_rarely_leave_it_a_yes(yes: str, more: str) -> None:
    known = {word.strip(".,!") for texts in YES.values() for text in texts for word in text.split()}
    if read_consent(f"{yes} {more}", ALL) is Consent.YES:
        core = more.strip(".!").casefold()
        assert not core or core in {word.casefold() for word in known} or len(core) <= 5


@settings(max_examples=500, deadline=None)
@given(st.text(max_size=200))
def test_no_text_at_all_breaks_the_reader(text: str) -> None:
    assert read_consent(text, ALL) in set(Consent)
