"""Made-up card numbers, their disguises, and ordinary billing lines: all from a seed."""

import random
import string
from collections.abc import Callable, Iterator

# One prefix and length for each brand; the check digit is computed, so no number here is anyone's.
BRANDS = [
    ("Visa", "4", 16),
    ("Visa old", "4", 13),
    ("Visa long", "4", 19),
    ("Mastercard", "53", 16),
    ("Mastercard 2", "2223", 16),
    ("Amex 34", "34", 15),
    ("Amex 37", "37", 15),
    ("Discover", "6011", 16),
    ("Discover 65", "65", 16),
    ("Discover 644", "644", 16),
    ("Diners", "36", 14),
    ("Diners 300", "300", 14),
    ("JCB", "3530", 16),
    ("UnionPay", "62", 16),
    ("UnionPay long", "62", 19),
    ("Maestro", "5018", 12),
    ("Maestro long", "6759", 18),
    ("Mir", "2202", 16),
    ("RuPay", "8172", 16),
    ("Troy", "9792", 16),
    ("Verve", "506101", 16),
    ("Bancontact", "6703", 17),
]


def check_digit(body: str) -> str:
    doubled = [int(d) * 2 for d in body[-1::-2]]
    plain = [int(d) for d in body[-2::-2]]
    return str(-(sum(d - 9 if d > 9 else d for d in doubled) + sum(plain)) % 10)


def make_pan(rng: random.Random) -> str:
    _, prefix, length = rng.choice(BRANDS)
    body = prefix + "".join(rng.choice(string.digits) for _ in range(length - len(prefix) - 1))
    return body + check_digit(body)


WORDS = {
    "en": "zero one two three four five six seven eight nine".split(),
    "es": "cero uno dos tres cuatro cinco seis siete ocho nueve".split(),
    "de": "null eins zwei drei vier fünf sechs sieben acht neun".split(),
    "fr": "zéro un deux trois quatre cinq six sept huit neuf".split(),
}


def in_fours(pan: str, gap: str) -> str:
    return gap.join(pan[i : i + 4] for i in range(0, len(pan), 4))


def shifted(pan: str, zero: int) -> str:
    return "".join(chr(zero + int(d)) for d in pan)


def ragged(pan: str, rng: random.Random) -> str:
    return "".join(d + rng.choice(["", "", "", " ", "-", ".", "\n", " - "]) for d in pan).strip()


def in_words(pan: str, rng: random.Random) -> str:
    words = WORDS[rng.choice(sorted(WORDS))]
    return rng.choice([" ", ", ", "-", " - "]).join(words[int(d)] for d in pan)


def half_words(pan: str, rng: random.Random) -> str:
    words = WORDS[rng.choice(sorted(WORDS))]
    return " ".join(words[int(d)] if rng.random() < 0.5 else d for d in pan)


DISGUISES: dict[str, Callable[[str, random.Random], str]] = {
    "plain": lambda pan, rng: pan,
    "spaces": lambda pan, rng: in_fours(pan, " "),
    "dots": lambda pan, rng: in_fours(pan, "."),
    "dashes": lambda pan, rng: in_fours(pan, "-"),
    "newlines": lambda pan, rng: in_fours(pan, "\n"),
    "long dashes": lambda pan, rng: in_fours(pan, "–"),
    "hard spaces": lambda pan, rng: in_fours(pan, "\u00a0"),
    "slashes": lambda pan, rng: in_fours(pan, "/"),
    "commas": lambda pan, rng: in_fours(pan, ", "),
    "digit by digit": lambda pan, rng: " ".join(pan),
    "ragged": ragged,
    "fullwidth": lambda pan, rng: shifted(pan, 0xFF10),
    "Arabic": lambda pan, rng: shifted(pan, 0x0660),
    "Devanagari": lambda pan, rng: shifted(pan, 0x0966),
    "mathematical": lambda pan, rng: shifted(pan, 0x1D7CE),
    "superscript": lambda pan, rng: "".join("⁰¹²³⁴⁵⁶⁷⁸⁹"[int(d)] for d in pan),
    "circled": lambda pan, rng: "".join("⓪①②③④⑤⑥⑦⑧⑨"[int(d)] for d in pan),
    "keycaps": lambda pan, rng: "".join(f"{d}\ufe0f\u20e3" for d in pan),
    "zero width": lambda pan, rng: rng.choice("\u200b\u200d\u2060\ufeff\u00ad").join(pan),
    "struck out": lambda pan, rng: "".join(f"{d}\u0336" for d in pan),
    "words": in_words,
    "half words": half_words,
    "glued words": lambda pan, rng: "".join(WORDS["en"][int(d)] for d in pan),
    "in a link": lambda pan, rng: f"https://shop.example/pay?pan={in_fours(pan, '%20')}&x=y",
    "in JSON": lambda pan, rng: f'{{"number":"{pan}"}}',
    "stuck to letters": lambda pan, rng: f"card{pan}end",
    "with expiry and code": lambda pan, rng: f"{in_fours(pan, ' ')} 12/28 123",
    "code first": lambda pan, rng: f"123 12/28 {pan}",
    "backwards": lambda pan, rng: f"card backwards: {pan[::-1]}, expires 12/28",
}

FRAMES = ["{}", "my card is {}", "pay with {} please", "nimm {} dafür", "usa {}.", "c'est {} !"]


def digits_of(text: str) -> str:
    """Every digit of a text however it is written: what a reader could still put together."""
    lowered = text.lower()
    for words in WORDS.values():
        for value, word in sorted(enumerate(words), key=lambda pair: -len(pair[1])):
            lowered = lowered.replace(word, str(value))
    found = []
    for char in lowered.replace("%20", " "):
        if char.isdigit():
            found.append(str("⁰¹²³⁴⁵⁶⁷⁸⁹".find(char)) if char in "⁰¹²³⁴⁵⁶⁷⁸⁹" else char)
    return "".join(str(int(d)) if d.isdecimal() else "?" for d in found)


def numeral(rng: random.Random, length: int) -> str:
    return "".join(rng.choice(string.digits) for _ in range(length))


def iban(rng: random.Random) -> str:
    country, length = rng.choice([("DE", 22), ("ES", 24), ("FR", 27), ("GB", 22), ("NL", 18)])
    bank = {"GB": "NWBK", "NL": "ABNA"}.get(country, "")
    account = bank + numeral(rng, length - 4 - len(bank))
    number = int("".join(str(int(c, 36)) for c in f"{account}{country}00"))
    whole = f"{country}{98 - number % 97:02d}{account}"
    return in_fours(whole, " ") if rng.random() < 0.5 else whole


def our_id(rng: random.Random) -> str:
    alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    some = alphabet if rng.random() < 0.9 else string.digits
    tail = "".join(rng.choice(some) for _ in range(16))
    return f"{rng.choice(['bill', 'pay', 'qt', 'tk', 'evt'])}_01KJ{numeral(rng, 6)}{tail}"


def instant(rng: random.Random) -> str:
    day = f"20{rng.randint(24, 29)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}"
    clock = f"{rng.randint(0, 23):02d}:{rng.randint(0, 59):02d}:{rng.randint(0, 59):02d}"
    shape = rng.choice(["{d}T{c}Z", "{d} {c}", "{d} {c}.{f}", "{e}", "{e}{f}", "{d} - {d}"])
    epoch = 1_700_000_000_000 + rng.randint(0, 10**11)
    return shape.format(d=day, c=clock, e=epoch, f=numeral(rng, 3))


def phone(rng: random.Random) -> str:
    return rng.choice(
        [
            f"+1 {numeral(rng, 3)}-{numeral(rng, 3)}-{numeral(rng, 4)}",
            f"({numeral(rng, 3)}) {numeral(rng, 3)}-{numeral(rng, 4)}",
            f"+49 1{numeral(rng, 3)} {numeral(rng, 7)}",
            f"+49{numeral(rng, 11)}",
            f"0{numeral(rng, 3)} {numeral(rng, 7)}",
            f"+34 6{numeral(rng, 2)} {numeral(rng, 3)} {numeral(rng, 3)}",
            f"+33 6 {numeral(rng, 2)} {numeral(rng, 2)} {numeral(rng, 2)} {numeral(rng, 2)}",
        ]
    )


def tracking(rng: random.Random) -> str:
    return rng.choice(
        [
            f"1Z{numeral(rng, 3)}AA1{numeral(rng, 10)}",
            f"7{numeral(rng, 11)}",
            f"94001{numeral(rng, 17)}",
            f"JJD0{numeral(rng, 17)}",
            f"0{numeral(rng, 13)}",
            f"RB{numeral(rng, 9)}DE",
        ]
    )


def money(rng: random.Random) -> str:
    amount = rng.randint(1, 999_999)
    return f"{rng.choice(['$', '', 'EUR '])}{amount // 100:,}.{amount % 100:02d}"


def benign_lines(seed: int, count: int) -> Iterator[str]:
    """Ordinary billing talk: one or two references a line, words around them."""
    rng = random.Random(seed)
    kinds: list[Callable[[random.Random], str]] = [
        lambda r: (
            f"invoice {r.choice(['INV', 'RE', 'FA', 'HB', 'F'])}-{numeral(r, r.randint(3, 8))}"
        ),
        lambda r: f"bill HB-{numeral(r, 3)} and bill HB-{numeral(r, 3)}",
        lambda r: f"invoice 20{r.randint(24, 29)}-{numeral(r, 6)}-{numeral(r, 3)}",
        lambda r: f"meter 0{numeral(r, 7)} reads {numeral(r, 6)}, before {numeral(r, 6)}",
        lambda r: f"readings 0{numeral(r, 5)} 0{numeral(r, 5)} 0{numeral(r, 5)}",
        lambda r: f"IBAN {iban(r)}",
        lambda r: f"pay {our_id(r)} for {our_id(r)}",
        lambda r: f"at {instant(r)}",
        lambda r: f"call {phone(r)} or {phone(r)}",
        lambda r: f"tracking {tracking(r)}",
        lambda r: f"{money(r)} + {money(r)} = {money(r)}",
        lambda r: f"lines: {money(r)} {money(r)} {money(r)}",
        lambda r: f"account {numeral(r, 4)}-{numeral(r, 2)}, customer {numeral(r, 8)}",
        lambda r: (
            f"order {numeral(r, 10)}, VAT DE{numeral(r, 9)}, tax {numeral(r, 2)}-{numeral(r, 7)}"
        ),
        lambda r: "four bills, two of them paid, one is for twenty three days",
        lambda r: (
            f"page {r.randint(1, 9)} of {r.randint(9, 20)}; "
            f"{numeral(r, 3)} kWh at 0.{numeral(r, 4)}"
        ),
    ]
    for _ in range(count):
        yield f"Please look at {rng.choice(kinds)(rng)}; {rng.choice(kinds)(rng)}, thank you"
