"""A page set by typst: for archives (PDF/A-2a), tagged, the same bytes for the same data.

What people wrote goes in as data, never as markup. The typeface is Inter (`fonts/`); it lacks
Chinese, Japanese, Korean, Arabic and Hebrew. A name in those is set in a font of the machine where
one is installed (the page then differs between machines), and shows boxes where none is: such a
page is still a PDF, but no longer PDF/A.
"""

import json
import logging
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

import typst

ARCHIVE: Final = "a-2a"
FONTS: Final = ("Inter", "Libertinus Serif", "DejaVu Sans Mono")
_log = logging.getLogger(__name__)


def set_pages(template: str, sheet: Mapping[str, object], stamp: int) -> bytes:
    """The PDF of `template` (a file of this folder) over `sheet`, dated `stamp` (Unix time).

    Never fails for what a text holds.
    """
    inputs = {"sheet": json.dumps(sheet, ensure_ascii=False)}
    for own_fonts_only in (True, False):
        try:
            return _compiled(template, inputs, stamp, own_fonts_only=own_fonts_only, archive=True)
        except typst.TypstError as problem:
            if "could not be displayed" not in str(problem):
                raise
    _log.warning("a page holds characters that no installed font can show")
    return _compiled(template, inputs, stamp, own_fonts_only=False, archive=False)


def _compiled(
    template: str, inputs: dict[str, str], stamp: int, *, own_fonts_only: bool, archive: bool
) -> bytes:
    return typst.compile(
        _template(template),
        font_paths=_fonts(own_fonts_only),
        sys_inputs=inputs,
        format="pdf",
        pdf_standards=ARCHIVE if archive else None,
        timestamp=stamp,
    )


@cache
def _template(name: str) -> bytes:
    return files("delivery").joinpath(name).read_bytes()


@cache
def _fonts(own_only: bool) -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=not own_only, font_paths=[str(Path(__file__).parent / "fonts")]
    )
