"""Text in pictures: lines with their places, by the models that come in rapidocr's wheel.

Everything that has no types of its own (the models, their runtime) stays behind this module. The
heavy imports wait until the first picture, so that reading a digital file never pays for them.
"""

import ctypes
import functools
import logging
import os
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from ingestion.readers._protocol import OcrLine, Quad

if TYPE_CHECKING:
    from ingestion.readers._protocol import Floats, Picture

LINE_HEIGHT: Final = 48
"""What the recognition model was trained on, in pixels."""
_STEP: Final = 8
"""One column of the model's answer stands for this many pixels of the line."""
_SHORTEST: Final = 96
_LONGEST: Final = 2048
_BUCKET: Final = 128
_BATCH_PIXELS: Final = 2048
"""Widths of one batch added up; memory grows with it."""
DETECTION_SIDE: Final = 1088
_BAND_PIXELS: Final = 420_000
"""Lines are looked for in bands of a page of about this size: the finder's memory grows with it."""
_BAND_OVERLAP: Final = 54
"""Pixels a band sees beyond its edges, so that a line on the edge is whole in one of them."""
_WIDEST_PAGE: Final = 72_000
"""All lines of a page together, in pixels, are read no wider: a dense page is squeezed."""
_NARROWEST: Final = 0.7
"""How far type may be squeezed and still be read."""
_MIN_SCORE: Final = 0.5
_M_ARENA_MAX: Final = -8
_M_MMAP_THRESHOLD: Final = -3
_GIVEN_BACK: Final = 4 * 1024 * 1024
"""Bytes; blocks as large as this go back to the system when they are freed."""
_MAX_LINES: Final = 400


def warm() -> None:
    """Loads the models now, before a server forks its children."""
    _engine()


class _Engine:
    """The two models: where text stands, and what it says. One thread: it survives a fork."""

    def __init__(self) -> None:
        _one_arena()
        os.environ.setdefault("OMP_NUM_THREADS", "1")
        import cv2
        import numpy as np
        from rapidocr import RapidOCR

        cv2.setNumThreads(1)
        logging.getLogger("RapidOCR").setLevel(logging.CRITICAL)
        threads = "EngineConfig.onnxruntime.{}_op_num_threads"
        made: Any = RapidOCR(
            params={
                "Global.log_level": "critical",
                threads.format("intra"): 1,
                threads.format("inter"): 1,
                "Det.limit_type": "max",
                "Det.limit_side_len": DETECTION_SIDE,
            }
        )
        self._detector: Any = made._load_det_model()
        recogniser: Any = made._load_rec_model()
        self._session: Any = recogniser.session.session
        self._input = str(self._session.get_inputs()[0].name)
        signs: list[str] = recogniser.postprocess_op.character
        # The first sign is the model's "nothing here"; of the others only Latin text is wanted.
        known = [0, *(at for at, sign in enumerate(signs) if at and _is_wanted(sign))]
        self._kept = np.array(known)
        self._signs = ["", *(signs[at] for at in known[1:])]

    def boxes(self, picture: "Picture") -> list["Floats"]:
        """The four corners of each line of text, in pixels."""
        import cv2
        import numpy as np

        scale = min(1.0, DETECTION_SIDE / max(picture.shape[:2]))
        if scale < 1.0:
            picture = np.asarray(cv2.resize(picture, None, fx=scale, fy=scale), dtype=np.uint8)
        boxes: list[Floats] = []
        for band in bands_of(int(picture.shape[0]), int(picture.shape[1])):
            found = self._detector(np.ascontiguousarray(picture[band.seen_from : band.seen_to]))
            for box in () if found.boxes is None else found.boxes:
                placed = box + np.array([0, band.seen_from], dtype=np.float32)
                if band.start <= float(placed[:, 1].mean()) < band.end:
                    boxes.append(np.asarray(placed / scale, dtype=np.float32))
        return boxes[:_MAX_LINES]

    def say(self, strips: Sequence["Picture"]) -> list[tuple[str, tuple[float, ...], float]]:
        """What each strip says, with each sign's middle along it and the certainty."""
        said: list[tuple[str, tuple[float, ...], float]] = [("", (), 0.0)] * len(strips)
        for batch in _batches([_scaled_width(strip) for strip in strips]):
            widest = max(_SHORTEST, max(_scaled_width(strips[at]) for at in batch))
            # The runtime keeps memory for each shape it meets: let it meet few.
            width = -(-widest // _BUCKET) * _BUCKET
            for at, result in zip(batch, self._answers(strips, batch, width), strict=True):
                said[at] = result
        return said

    def _answers(
        self, strips: Sequence["Picture"], batch: Sequence[int], width: int
    ) -> list[tuple[str, tuple[float, ...], float]]:
        import cv2
        import numpy as np

        pixels = np.zeros((len(batch), 3, LINE_HEIGHT, width), dtype=np.float32)
        for row, at in enumerate(batch):
            scaled = cv2.resize(strips[at], (_scaled_width(strips[at]), LINE_HEIGHT))
            light = scaled.astype(np.float32) / 127.5 - 1.0
            pixels[row, :, :, : scaled.shape[1]] = light.transpose(2, 0, 1)
        answer = self._session.run(None, {self._input: pixels})[0][:, :, self._kept]
        return [
            self._decoded(answer[row], width / _scaled_width(strips[at]))
            for row, at in enumerate(batch)
        ]

    def _decoded(self, answer: "Floats", stretch: float) -> tuple[str, tuple[float, ...], float]:
        """Signs of one strip: the likeliest per column, repeats and blanks left out."""
        best = answer.argmax(axis=1)
        columns = len(best)
        text: list[str] = []
        marks: list[float] = []
        scores: list[float] = []
        before = 0
        for column, sign in enumerate(best.tolist()):
            if sign and sign != before:
                text.append(self._signs[sign])
                marks.append(min(1.0, (column + 0.5) / columns * stretch))
                scores.append(float(answer[column, sign]))
            before = sign
        return "".join(text), tuple(marks), sum(scores) / len(scores) if scores else 0.0


@dataclass(frozen=True, slots=True)
class Band:
    """Rows of pixels whose lines count, `start` to before `end`, and those looked at for them."""

    start: float
    end: float
    seen_from: int
    seen_to: int


def bands_of(height: int, width: int) -> list[Band]:
    """A page cut across, each band overlapping its neighbours."""
    count = max(1, round(height * width / _BAND_PIXELS))
    edges = [height * at // count for at in range(count + 1)]
    return [
        Band(
            start if start else float("-inf"),
            end if end < height else float("inf"),
            max(0, start - _BAND_OVERLAP),
            min(height, end + _BAND_OVERLAP),
        )
        for start, end in pairwise(edges)
    ]


def _one_arena() -> None:
    """Keeps the C library from setting 64 MB aside for each thread: that counts as memory used.

    glibc's mallopt(3), M_ARENA_MAX and M_MMAP_THRESHOLD; other C libraries have none and need none.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, 1)
        mallopt(_M_MMAP_THRESHOLD, _GIVEN_BACK)


@functools.cache
def _engine() -> _Engine:
    return _Engine()


def _is_wanted(sign: str) -> bool:
    """Latin letters, digits, marks and money signs; the model also knows the scripts of Asia."""
    if len(sign) != 1:
        return False
    return sign.isascii() or ("\u00a0" <= sign <= "\u024f") or sign in "–—‘’“”„•…€₹₺₽₩™←→−"


def _scaled_width(strip: "Picture") -> int:
    height, width = int(strip.shape[0]), int(strip.shape[1])
    return max(8, min(_LONGEST, round(width * LINE_HEIGHT / max(1, height))))


def _batches(widths: Sequence[int]) -> Iterable[list[int]]:
    """Strips of like width together, so that little of a batch is padding."""
    order = sorted(range(len(widths)), key=lambda at: widths[at])
    batch: list[int] = []
    for at in order:
        if batch and max(_SHORTEST, widths[at]) * (len(batch) + 1) > _BATCH_PIXELS:
            yield batch
            batch = []
        batch.append(at)
    if batch:
        yield batch


def find_lines(picture: "Picture") -> list["Floats"]:
    """Corners of the lines of text in a picture (height x width x 3, 8 bits); reads nothing."""
    return _engine().boxes(picture)


def read_lines(picture: "Picture", boxes: Sequence["Floats"]) -> list[OcrLine]:
    """What stands in these boxes; lines the model is unsure of are left out."""
    strips = affordable([_strip(picture, box) for box in boxes])
    lines: list[OcrLine] = []
    for box, (text, marks, score) in zip(boxes, _engine().say(strips), strict=True):
        if text.strip() and score >= _MIN_SCORE:
            clean = unicodedata.normalize("NFC", text)
            kept = marks if len(clean) == len(text) else _even(len(clean))
            lines.append(OcrLine(clean, _corners(box), kept, score))
    return lines


def affordable(strips: list["Picture"]) -> list["Picture"]:
    """The strips, all squeezed alike where a page holds so much text that reading takes long."""
    import cv2
    import numpy as np

    share = _WIDEST_PAGE / max(1, sum(_scaled_width(strip) for strip in strips))
    if share >= 1.0:
        return strips
    factor = max(_NARROWEST, share)
    return [
        np.asarray(cv2.resize(strip, None, fx=factor, fy=1.0), dtype=np.uint8)
        if strip.shape[1] > strip.shape[0]
        else strip
        for strip in strips
    ]


def _even(count: int) -> tuple[float, ...]:
    return tuple((at + 0.5) / count for at in range(count))


def _corners(box: "Floats") -> Quad:
    a, b, c, d = ((float(x), float(y)) for x, y in box)
    return (a, b, c, d)


def _strip(picture: "Picture", box: "Floats") -> "Picture":
    """The line cut out and set upright."""
    import cv2
    import numpy as np

    a, b, c, d = (np.asarray(corner, dtype=np.float32) for corner in box)
    width = max(1, round(float(max(np.linalg.norm(a - b), np.linalg.norm(c - d)))))
    height = max(1, round(float(max(np.linalg.norm(a - d), np.linalg.norm(b - c)))))
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    warp = cv2.getPerspectiveTransform(np.stack([a, b, c, d]), target)
    cut = cv2.warpPerspective(
        picture, warp, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(cut, dtype=np.uint8)
