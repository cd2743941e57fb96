"""Which engine reads pictures of pages here: rapidocr, or tesseract where it is asked for."""

import shutil
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from ingestion.errors import NoEngine
from ingestion.readers._protocol import ReadsPicture

AUTO, RAPIDOCR, TESSERACT = "auto", "rapidocr", "tesseract"
NAMES: Final = (AUTO, RAPIDOCR, TESSERACT)
_PATH: Final = "/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin"
"""Where tesseract is looked for; a parsing process has no environment that could say."""
_NEEDED: Final = ("rapidocr", "onnxruntime", "cv2")


def found(wanted: str = AUTO) -> str | None:
    """The engine that reads pictures when `wanted` is set; None where it is not installed.

    `auto`: rapidocr, else tesseract. Imports neither.
    """
    here = {RAPIDOCR: all(map(find_spec, _NEEDED)), TESSERACT: program() is not None}
    return preferred(wanted, here)


def preferred(wanted: str, here: Mapping[str, bool]) -> str | None:
    """The engine to use of those that are here, in this order; None where there is none."""
    if wanted == AUTO:
        return next((name for name, is_here in here.items() if is_here), None)
    return wanted if here[wanted] else None


def program() -> Path | None:
    """Where tesseract is installed, None where it is not."""
    path = shutil.which(TESSERACT, path=_PATH)
    return Path(path) if path is not None else None


def _rapidocr() -> ReadsPicture:
    from ingestion.readers.upright import RapidOcr

    return RapidOcr()


def _tesseract() -> ReadsPicture:
    from ingestion.readers.tesseract import Tesseract

    path = program()
    if path is None:
        raise NoEngine
    return Tesseract(path)


_MAKERS: Final[Mapping[str, Callable[[], ReadsPicture]]] = {
    RAPIDOCR: _rapidocr,
    TESSERACT: _tesseract,
}


class _Chosen:
    """The engine of this process: chosen once by a server, else at the first picture."""

    engine: ReadsPicture | None = None


def choose(wanted: str) -> ReadsPicture:
    """The engine that this process uses from now on; raises `NoEngine` where it is not here."""
    name = found(wanted)
    if name is None:
        raise NoEngine
    _Chosen.engine = _MAKERS[name]()
    return _Chosen.engine


def engine() -> ReadsPicture:
    """The engine chosen, or the first that is installed; raises `NoEngine`."""
    return _Chosen.engine if _Chosen.engine is not None else choose(AUTO)


def programs() -> tuple[Path, ...]:
    """What this process must be able to start to read pictures."""
    return _Chosen.engine.programs if _Chosen.engine is not None else ()
