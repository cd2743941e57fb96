"""The weights of the built-in understanding: how they are kept, and what they make of a text."""

import json
import math
import struct
import zlib
from array import array
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Self

from agent.models.builtin.features import Seen, features

PATH: Final = Path(__file__).with_name("weights.bin")
_FAMILY: Final[Mapping[str, float]] = {
    "w": 1.0, "b": 0.8, "s": 0.5, "c": 0.35, "m": 1.2, "o": 0.9, "p": 0.7, "u": 0.5, "n": 0.5,
    "q": 0.6,
}  # fmt: skip
"""How much a feature of a family counts before anything is learned."""
_HEAD: Final = struct.Struct("<II")


def key_of(feature: str) -> int:
    """A feature's number: 32 bits, the same on every machine."""
    return zlib.crc32(feature.encode())


def weight_of(text: str, seen: Seen) -> dict[int, float]:
    """The features of a text by number, as they weigh before the length is taken out."""
    vector: dict[int, float] = {}
    for feature, count in Counter(features(text, seen)).items():
        key = key_of(feature)
        worth = _FAMILY[feature[0]] * (1 + math.log(count) if count > 1 else 1.0)
        vector[key] = vector.get(key, 0.0) + worth
    return vector


@dataclass(frozen=True, slots=True)
class Weights:
    """Per feature the labels it speaks for or against, in steps of `scale`.

    `rarity` says how much more than the commonest a feature counts, in hundredths; `warmth` turns
    a lead in score into a probability.
    """

    labels: tuple[str, ...]
    bias: tuple[float, ...]
    scale: float
    warmth: float
    rows: Mapping[int, tuple[tuple[int, int], ...]]
    rarity: Mapping[int, int]
    digest: str

    def scores(self, text: str) -> list[float]:
        """The score of every label; only features that the training sentences have count."""
        rows, rarity = self.rows, self.rarity
        sums = [0.0] * len(self.labels)
        length = 0.0
        for key, value in weight_of(text, self.has_word).items():
            row = rows.get(key)
            if row is None:
                continue
            worth = value * rarity[key]
            length += worth * worth
            for label, weight in row:
                sums[label] += weight * worth
        unit = self.scale / (math.sqrt(length) or 1.0)
        return [total * unit + bias for total, bias in zip(sums, self.bias, strict=True)]

    def judge(self, text: str) -> list[tuple[str, float]]:
        """Every label with its probability, the likeliest first."""
        scores = self.scores(text)
        top = max(scores)
        shares = [math.exp((score - top) * self.warmth) for score in scores]
        whole = sum(shares)
        ranked = zip(self.labels, (share / whole for share in shares), strict=True)
        return sorted(ranked, key=lambda entry: -entry[1])

    def has_word(self, word: str) -> bool:
        """Whether the word stands in the training sentences more than once."""
        return zlib.crc32(f"w{word}".encode()) in self.rows

    @classmethod
    def read(cls, path: Path = PATH) -> Self:
        """The weights in a file that `pack` wrote."""
        body = zlib.decompress(path.read_bytes())
        head_length, count = _HEAD.unpack_from(body)
        head = json.loads(body[_HEAD.size : _HEAD.size + head_length])
        at = _HEAD.size + head_length
        keys, at = _numbers("I", body, at, count)
        rare, at = _numbers("B", body, at, count)
        lengths, at = _numbers("B", body, at, count)
        total = sum(lengths)
        places, at = _numbers("B", body, at, total)
        values, _ = _numbers("b", body, at, total)
        pairs = list(zip(places, values, strict=True))
        rows: dict[int, tuple[tuple[int, int], ...]] = {}
        start = 0
        for key, length in zip(keys, lengths, strict=True):
            rows[key] = tuple(pairs[start : start + length])
            start += length
        labels, bias = tuple(head["labels"]), tuple(head["bias"])
        rarity = dict(zip(keys, rare, strict=True))
        return cls(labels, bias, head["scale"], head["warmth"], rows, rarity, head["digest"])


def _numbers(kind: str, body: bytes, at: int, count: int) -> tuple["array[int]", int]:
    found: array[int] = array(kind)
    end = at + count * found.itemsize
    found.frombytes(body[at:end])
    return found, end


def pack(weights: Weights) -> bytes:
    """The weights as compressed bytes, little-endian."""
    head = json.dumps(
        {
            "labels": weights.labels,
            "bias": weights.bias,
            "scale": weights.scale,
            "warmth": weights.warmth,
            "digest": weights.digest,
        }
    ).encode()
    keys = array("I", weights.rows)
    rare = array("B", (weights.rarity[key] for key in weights.rows))
    lengths = array("B", (len(row) for row in weights.rows.values()))
    places = array("B", (place for row in weights.rows.values() for place, _ in row))
    values = array("b", (value for row in weights.rows.values() for _, value in row))
    parts = (keys, rare, lengths, places, values)
    body = _HEAD.pack(len(head), len(keys)) + head + b"".join(part.tobytes() for part in parts)
    return zlib.compress(body, 9)


@cache
def weights() -> Weights:
    """The committed weights, read once."""
    return Weights.read()
