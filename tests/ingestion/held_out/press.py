"""Sets a sheet of `sheets/` with typst; the words come from Python, already written as printed."""

import json
from collections.abc import Mapping
from pathlib import Path

import typst

SHEETS = Path(__file__).with_name("sheets")
FONTS = Path(__file__).resolve().parents[3] / "delivery" / "fonts"


def press(sheet: str, words: Mapping[str, object]) -> bytes:
    """The PDF of `sheets/<sheet>.typ`, which reads `words` as `d`."""
    source = "#let d = json(bytes(sys.inputs.d))\n" + (SHEETS / f"{sheet}.typ").read_text()
    data: object = typst.compile(  # type: ignore[misc]  # its own hint leaves a variable open
        source.encode(),
        sys_inputs={"d": json.dumps(words)},
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
    )
    assert isinstance(data, bytes)
    return data
