"""Text in pictures by the tesseract program, where it is installed: quicker than rapidocr, and
less is found. It runs as a child of the parsing child, within the same limits.

Wire format: tesseract(1), `tsv` output: a row for each page, block, paragraph, line and word, with
its level (5 = word), numbers, box in pixels, certainty in percent and text.
"""

import ctypes
import re
import resource
import signal
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final

from ingestion.errors import Broken, TooComplex
from ingestion.readers._protocol import OcrLine, Quad, Seen
from ingestion.readers.ocr_words import BODY, sign_widths

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ingestion.readers._protocol import Picture

    Gray = NDArray[np.uint8]

LANGUAGES: Final = ("eng", "deu", "fra", "spa", "nld", "ita")
"""Those installed of these are read together."""
LONGEST_SIDE: Final = 2000
"""Pixels; about 170 dots an inch for an A4 page. Larger was read no better, and slower."""
SECONDS: Final = 30
_LEAST: Final = 25.0
"""Percent; words it is less certain of are specks and rules."""
_SURE_TURN: Final = 1.0
_WORD: Final = "5"
_COLUMNS: Final = 12
_LOW: Final = frozenset("gjpqy,;()[]{}|/ß§QJçÇ")
"""Signs that reach below the line they stand on."""
_ABOVE: Final = 0.36
"""Ems from the line that letters stand on to their middle."""
_SPAN: Final = 4
_KILL_WITH_PARENT: Final = 1
"""prctl(2), PR_SET_PDEATHSIG."""
_ROTATE: Final = re.compile(rb"^Rotate: (\d+)$", re.MULTILINE)
_CERTAIN: Final = re.compile(rb"^Orientation confidence: ([\d.]+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _Box:
    """One word as the program tells it, in pixels from the upper left corner."""

    text: str
    left: float
    top: float
    width: float
    height: float
    score: float

    @property
    def middle(self) -> float:
        return self.left + self.width / 2

    @property
    def bottom(self) -> float:
        return self.top + self.height

    @property
    def em(self) -> float:
        """The size of its type, by the widths of its signs."""
        return self.width / max(0.2, sum(_width(sign) for sign in self.text))


class Tesseract:
    """`ReadsPicture` by the program at this path."""

    def __init__(self, program: Path) -> None:
        self._program = program
        self.programs: tuple[Path, ...] = (program.resolve(),)

    def warm(self) -> None:
        """Asks the program for its languages."""
        _ = self._languages

    @cached_property
    def _languages(self) -> str:
        installed = self._run(["--list-langs"], b"").decode(errors="replace").split()
        return "+".join(name for name in LANGUAGES if name in installed) or "eng"

    def __call__(self, picture: "Picture", /) -> Seen:
        """The lines of a picture; two runs, for which way is up and for what it says.

        Raises `Broken` where the program fails, `TooComplex` after half a minute.
        """
        import numpy as np

        gray = _fitting(picture)
        turned = self._turned(gray)
        gray = np.ascontiguousarray(np.rot90(gray, k=-turned // 90))
        said = self._run(["--psm", "3", "-l", self._languages, "tsv"], _as_pnm(gray))
        lines = lines_of(said.decode(errors="replace"))
        boxes = [np.asarray(line.quad, dtype=np.float32) for line in lines]
        return Seen(lines, boxes, turned, int(gray.shape[1]), int(gray.shape[0]))

    def _turned(self, gray: "Gray") -> int:
        """By how many degrees clockwise the picture must be turned to be upright."""
        try:
            said = self._run(["--psm", "0"], _as_pnm(gray))
        except Broken:  # too little text to tell
            return 0
        turn, sure = _ROTATE.search(said), _CERTAIN.search(said)
        if turn is None or sure is None or float(sure[1]) < _SURE_TURN:
            return 0
        return int(turn[1]) % 360 // 90 * 90

    def _run(self, options: Sequence[str], picture: bytes) -> bytes:
        files = ["stdin", "stdout"] if picture else []
        try:
            done = subprocess.run(  # noqa: S603 - the program that was found, and our own options
                [str(self._program), *files, *options],
                input=picture,
                capture_output=True,
                env={"LC_ALL": "C", "OMP_THREAD_LIMIT": "1"},
                timeout=SECONDS,
                preexec_fn=_bound,
                check=False,
            )
        except subprocess.TimeoutExpired as late:
            raise TooComplex from late
        except OSError as error:
            raise Broken from error
        if done.returncode:
            raise Broken("The pictures of this document could not be read.")
        return done.stdout


def _bound() -> None:
    """The program ends with whoever started it, and works no longer than a page may take."""
    ctypes.CDLL(None).prctl(_KILL_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    most = SECONDS if hard == resource.RLIM_INFINITY else min(SECONDS, hard)
    resource.setrlimit(resource.RLIMIT_CPU, (most, most))


def _fitting(picture: "Picture") -> "Gray":
    """In grays, as large as the program likes its type, and with ink that stands out."""
    import numpy as np
    from PIL import Image, ImageOps

    image = Image.fromarray(picture[:, :, ::-1]).convert("L")
    scale = LONGEST_SIDE / max(image.size)
    if not 0.9 < scale < 1.1:
        size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
        image = image.resize(size, Image.Resampling.BICUBIC)
    return np.asarray(ImageOps.autocontrast(image, cutoff=(0.5, 5)), dtype=np.uint8)


def _as_pnm(gray: "Gray") -> bytes:
    return b"P5 %d %d 255\n" % (gray.shape[1], gray.shape[0]) + gray.tobytes()


def lines_of(tsv: str) -> list[OcrLine]:
    """The lines in the program's table, all with the slope that most of the page has."""
    rows: dict[tuple[str, ...], list[_Box]] = {}
    for row in tsv.splitlines()[1:]:
        cells = row.split("\t", _COLUMNS - 1)
        if len(cells) == _COLUMNS and cells[0] == _WORD and (box := _box(cells[6:])) is not None:
            rows.setdefault(tuple(cells[1:5]), []).append(box)
    grouped = [sorted(boxes, key=lambda box: box.left) for boxes in rows.values()]
    slopes = [slope for boxes in grouped if (slope := _slope(boxes)) is not None]
    slope = median(slopes) if len(slopes) >= 3 else 0.0
    return [_line(boxes, slope) for boxes in grouped]


def _box(cells: Sequence[str]) -> _Box | None:
    *numbers, text = cells
    try:
        left, top, width, height, sure = (float(number) for number in numbers)
    except ValueError:
        return None
    text = text.strip()
    if not text or sure < _LEAST or width <= 0 or height <= 0:
        return None
    return _Box(text, left, top, width, height, min(1.0, sure / 100))


def _slope(boxes: Sequence[_Box]) -> float | None:
    """How far a line falls with each pixel to the right, by the words that stand on it."""
    feet = [(box.middle, box.bottom) for box in boxes if not _LOW & set(box.text)]
    if len(feet) < _SPAN:
        return None
    return median((y - v) / (x - u) for (u, v), (x, y) in combinations(feet[:20], 2) if x > u)


def _line(boxes: Sequence[_Box], slope: float) -> OcrLine:
    """Words of one line, each sign placed within its word by its width."""
    x0, x1 = boxes[0].left, max(box.left + box.width for box in boxes)
    em = median(box.em for box in boxes)
    # Where letters stand at the line's left end; those that reach lower say it less well.
    feet = [box.bottom - slope * (box.middle - x0) for box in boxes if not _LOW & set(box.text)]
    low = [box.bottom - slope * (box.middle - x0) - 0.2 * em for box in boxes]
    middle, half = median(feet or low) - _ABOVE * em, em / BODY / 2
    fall = slope * (x1 - x0)
    quad: Quad = (
        *((x0, middle - half), (x1, middle + fall - half)),
        *((x1, middle + fall + half), (x0, middle + half)),
    )
    text, marks, before = "", [], x0
    for box in boxes:
        if text:
            text += " "
            marks.append((before + box.left) / 2)
        text += box.text
        marks += _marks(box)
        before = box.left + box.width
    along = tuple((mark - x0) / (x1 - x0) for mark in marks)
    return OcrLine(text, quad, along, sum(box.score for box in boxes) / len(boxes))


def _marks(box: _Box) -> list[float]:
    widths = [_width(sign) for sign in box.text]
    scale, at, marks = box.width / sum(widths), box.left, []
    for width in widths:
        marks.append(at + width * scale / 2)
        at += width * scale
    return marks


def _width(sign: str) -> float:
    known: Mapping[str, float] = sign_widths()
    return known.get(sign, 0.55)
