"""Other bodies with the same CRC-32, which is all that PayPal signs of one."""

import zlib
from typing import Final

LETTERS: Final = 64


def twin_of(body: bytes, before: bytes, after: bytes) -> bytes:
    """`before`, 64 letters and `after`, with the CRC-32 of `body`.

    The CRC is linear: each letter, made a small one, flips the same bits whatever the others are.
    So the flips that together make the wanted difference are found by elimination.
    """

    def crc(flips: int) -> int:
        return zlib.crc32(before + _word(flips) + after)

    pivots: dict[int, tuple[int, int]] = {}
    for place in range(LETTERS):
        left, used = _reduced(crc(1 << place) ^ crc(0), 1 << place, pivots)
        if left:
            pivots[left.bit_length()] = left, used
    left, flips = _reduced(crc(0) ^ zlib.crc32(body), 0, pivots)
    assert left == 0
    return before + _word(flips) + after


def _reduced(value: int, used: int, pivots: dict[int, tuple[int, int]]) -> tuple[int, int]:
    while value and value.bit_length() in pivots:
        pivot, flips = pivots[value.bit_length()]
        value, used = value ^ pivot, used ^ flips
    return value, used


def _word(flips: int) -> bytes:
    return bytes(0x41 | ((flips >> place & 1) << 5) for place in range(LETTERS))
