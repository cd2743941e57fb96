"""Texts as vectors: our own hashing, an endpoint's model, or a small model that is already here.

What is embedded is personal, so the hashing is keyed: without the installation's salt nobody can
try out which words a stored vector was made of.
"""

import math
import re
import tomllib
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Final, Protocol

import httpx

from billing.errors import IndexUnavailable

Vector = list[float]

DIMENSIONS: Final = 512
_STOP_WORDS: Final = Path(__file__).with_name("search_words.toml")
_WORD: Final = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")
_SPREAD: Final = 6
"""Places a feature is spread over: with one alone, a chance meeting would look like a match."""

_PREFIX: Final = 5
_GRAM: Final = 4
_ENDPOINT_SECONDS: Final = 20
_ENDPOINT_BATCH: Final = 64
_UNFOLDED: Final = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"})


class Embedder(Protocol):
    """Makes vectors of one length. `name` tells vectors of different makers apart.

    `floor`: the least cosine that counts as speaking of the same thing. `is_outside`: whether texts
    leave the house to become vectors.
    """

    @property
    def name(self) -> str: ...
    @property
    def floor(self) -> float: ...
    @property
    def is_outside(self) -> bool: ...

    def embed(self, texts: Sequence[str]) -> list[Vector]:
        """One vector of length 1 for each text; all zeros where a text says nothing.

        Raises `IndexUnavailable`.
        """
        ...


def words_of(text: str) -> list[str]:
    """The words that tell one page from another: folded to plain letters, fillers left out."""
    marked = unicodedata.normalize("NFKD", text.casefold()).translate(_UNFOLDED)
    plain = "".join(char for char in marked if not unicodedata.combining(char))
    return [word for word in _WORD.findall(plain) if len(word) > 1 and word not in _fillers()]


@cache
def _fillers() -> frozenset[str]:
    lists = tomllib.loads(_STOP_WORDS.read_text(encoding="utf-8"))
    return frozenset(word for text in lists.values() for word in text.split())


class Hashing:
    """Words, their beginnings and their groups of four letters, hashed to 512 numbers.

    Needs no model and no language: what it finds is the same word, a form of it, or a part of a
    compound; never a synonym. Equal texts give equal vectors in every process of an installation.
    """

    name = "hashing-512"
    floor = 0.21
    is_outside = False

    def __init__(self, key: bytes) -> None:
        self._key = key[:64]

    def embed(self, texts: Sequence[str]) -> list[Vector]:
        return [self._vector(text) for text in texts]

    def _vector(self, text: str) -> Vector:
        vector = [0.0] * DIMENSIONS
        for word in dict.fromkeys(words_of(text)):
            for feature, weight in _features(word):
                digest = blake2b(feature.encode(), digest_size=2 * _SPREAD, key=self._key).digest()
                for at in range(0, 2 * _SPREAD, 2):
                    place = (digest[at] << 8 | digest[at + 1]) >> 1 & DIMENSIONS - 1
                    vector[place] += weight if digest[at + 1] & 1 else -weight
        length = math.sqrt(sum(part * part for part in vector))
        return [part / length for part in vector] if length else vector


def _features(word: str) -> Iterator[tuple[str, float]]:
    """Each word weighs the same, whatever its length; a figure is only itself."""
    if word[0].isdigit():
        yield f"w:{word}", math.sqrt(3)
        return
    yield f"w:{word}", 1.0
    yield f"p:{word[:_PREFIX]}", 1.0
    marked = f"^{word}$"
    grams = {marked[at : at + _GRAM] for at in range(max(1, len(marked) - _GRAM + 1))}
    for gram in sorted(grams):
        yield f"g:{gram}", 1.0 / math.sqrt(len(grams))


class Endpoint:
    """A model behind an OpenAI-compatible endpoint. Texts leave the house: they come `discreet`."""

    floor = 0.3
    is_outside = True

    def __init__(self, model: str, base_url: str, api_key: str) -> None:
        self.name = f"openai-{model}"
        self._model = model
        self._url = f"{base_url.rstrip('/')}/embeddings"
        self._headers = {"Authorization": f"Bearer {api_key}"}

    def embed(self, texts: Sequence[str]) -> list[Vector]:
        found: list[Vector] = []
        for start in range(0, len(texts), _ENDPOINT_BATCH):
            part = list(texts[start : start + _ENDPOINT_BATCH])
            found += self._asked([text or " " for text in part])
        return found

    def _asked(self, texts: Sequence[str]) -> list[Vector]:
        body = {"model": self._model, "input": list(texts), "encoding_format": "float"}
        try:
            reply = httpx.post(
                self._url, json=body, headers=self._headers, timeout=_ENDPOINT_SECONDS
            )
            reply.raise_for_status()
            rows = sorted(reply.json()["data"], key=lambda row: int(row["index"]))
            vectors = [[float(part) for part in row["embedding"]] for row in rows]
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as failed:
            raise IndexUnavailable from failed
        if len(vectors) != len(texts):
            raise IndexUnavailable
        return [unit(vector) for vector in vectors]


def unit(vector: Sequence[float]) -> Vector:
    """The same direction at length 1; zeros stay zeros."""
    length = math.sqrt(sum(part * part for part in vector))
    return [part / length for part in vector] if length else list(vector)
