"""Good documents, damaged at random: bits, cuts, copies, numbers, streams of one in another."""

import functools
import io
import random
import re
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import pypdfium2
from pypdf import PdfReader, PdfWriter

from tests.ingestion.hostile import image_only, many_pages, with_attachment
from tests.ingestion.hostile_others import ubl
from tests.ingestion.hostile_parts import billed

SAMPLES: Final = Path(__file__).parents[2] / "api" / "demo" / "invoices"
ODD_NUMBERS: Final = (b"-1", b"0", b"65536", b"2147483648", b"1e308", b"99999999999999", b"0.0001")
_STREAM: Final = re.compile(rb"(?<=stream\n).*?(?=\n?endstream)", re.DOTALL)
_OBJECT: Final = re.compile(rb"\d+ 0 obj\b.*?\bendobj\n?", re.DOTALL)
_NUMBER: Final = re.compile(rb"(?<=[ \[>])-?\d+(?:\.\d+)?(?=[ \]<\n/])")
_NAME: Final = re.compile(rb"/[A-Za-z][A-Za-z0-9]*")
PIECE: Final = 400

Mutator = Callable[[random.Random, bytes], bytes]


@functools.cache
def good_documents() -> Sequence[bytes]:
    """Documents of our own making, of every kind that is read; small ones more than once."""
    samples = [path.read_bytes() for path in sorted(SAMPLES.glob("*.pdf"))]
    small = billed({})
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(samples[1])))
    for each in writer.pages:
        each.compress_content_streams()
    renewed = io.BytesIO()
    writer.write(renewed)
    drawn = io.BytesIO()
    with pypdfium2.PdfDocument(small) as document:
        document[0].render(scale=0.4).to_pil().convert("L").save(drawn, "PNG")
    hybrid = with_attachment(small, "factur-x.xml", ubl())
    return (
        *samples,
        renewed.getvalue(),
        *(small, small, small, hybrid, hybrid, ubl(), ubl()),
        *(many_pages(3), image_only(), drawn.getvalue()),
    )


def bits(dice: random.Random, data: bytes) -> bytes:
    out = bytearray(data)
    for _ in range(dice.choice((1, 8, 64))):
        out[dice.randrange(len(out))] ^= 1 << dice.randrange(8)
    return bytes(out)


def _within(dice: random.Random, data: bytes) -> int:
    """A place inside the document; of a single byte nothing is left."""
    return dice.randrange(1, len(data)) if len(data) > 1 else 0


def cut(dice: random.Random, data: bytes) -> bytes:
    return data[: _within(dice, data)]


def hole(dice: random.Random, data: bytes) -> bytes:
    at = dice.randrange(len(data))
    return data[:at] + data[at + dice.randrange(1, PIECE) :]


def copied_piece(dice: random.Random, data: bytes) -> bytes:
    at, to = dice.randrange(len(data)), dice.randrange(len(data))
    piece = data[at : at + dice.randrange(1, PIECE)]
    return data[:to] + piece * dice.choice((1, 2, 50)) + data[to:]


def copied_objects(dice: random.Random, data: bytes) -> bytes:
    """An object again, under another's number, at the end or in its place."""
    found = list(_OBJECT.finditer(data))
    if len(found) < 2:
        return copied_piece(dice, data)
    one, other = dice.sample(found, 2)
    number = other.group().split(b" ", 1)[0]
    fresh = number + b" " + one.group().split(b" ", 1)[1]
    if dice.random() < 0.5:
        return data + fresh
    return data[: other.start()] + fresh + data[other.end() :]


def numbers(dice: random.Random, data: bytes) -> bytes:
    """A few of its numbers are none that anybody expects."""
    out = data
    for _ in range(dice.choice((1, 3))):
        found = list(_NUMBER.finditer(out))
        if found:
            one = dice.choice(found)
            out = out[: one.start()] + dice.choice(ODD_NUMBERS) + out[one.end() :]
    return out


def names(dice: random.Random, data: bytes) -> bytes:
    """One name stands where another did."""
    found = list(_NAME.finditer(data))
    if len(found) < 2:
        return bits(dice, data)
    one, other = dice.sample(found, 2)
    return data[: one.start()] + other.group() + data[one.end() :]


def streams(dice: random.Random, data: bytes) -> bytes:
    """A stream of another document stands in place of one of this."""
    foreign = list(_STREAM.finditer(dice.choice(good_documents())))
    own = list(_STREAM.finditer(data))
    if not own or not foreign:
        return spliced(dice, data)
    one, other = dice.choice(own), dice.choice(foreign)
    return data[: one.start()] + other.group() + data[one.end() :]


def spliced(dice: random.Random, data: bytes) -> bytes:
    """The head of one document and the tail of another."""
    other = dice.choice(good_documents())
    return data[: _within(dice, data)] + other[dice.randrange(len(other)) :]


def repacked(dice: random.Random, data: bytes) -> bytes:
    """A packed stream is damaged inside and packed again: the damage gets past the unpacking."""
    found = list(_STREAM.finditer(data))
    dice.shuffle(found)
    for one in found[:8]:
        try:
            inside = zlib.decompress(one.group())
        except zlib.error:
            continue
        if inside:
            hurt = dice.choice((bits, hole, copied_piece, numbers, cut))(dice, inside)
            return data[: one.start()] + zlib.compress(hurt) + data[one.end() :]
    return numbers(dice, data)


MUTATORS: Final[Sequence[Mutator]] = (
    *(bits, cut, hole, copied_piece, copied_objects, numbers, names, streams, spliced),
    *(repacked, repacked, repacked),
)


def mutant(dice: random.Random) -> tuple[str, bytes]:
    """One damaged document and how it was damaged; a third of them twice."""
    data = dice.choice(good_documents())
    first = dice.choice(MUTATORS)
    data = first(dice, data)
    if data and dice.random() < 0.33:
        data = dice.choice(MUTATORS)(dice, data)
    return first.__name__.replace("_", " "), data
