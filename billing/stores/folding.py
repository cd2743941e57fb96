"""How texts are compared: without case, accents or spacing, alike on both databases."""

import unicodedata


def fold(text: str) -> str:
    """`Électricité ` and `electricite` fold alike: no case, no accents, single spaces."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return " ".join(kept.split())


def fold_email(email: str) -> str:
    return unicodedata.normalize("NFKC", email.strip()).casefold()


def fold_number(number: str) -> str:
    """An account number as people write it: spaces, dashes and dots do not count."""
    return "".join(letter for letter in number.casefold() if letter.isalnum())


def like_literally(text: str) -> str:
    """`text` for a `LIKE ... ESCAPE '/'` in which nothing is a wildcard."""
    return text.replace("/", "//").replace("%", "/%").replace("_", "/_")
