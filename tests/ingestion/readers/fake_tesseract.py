"""A stand-in for the tesseract program: says what it was told to say in the program's own formats.

Written as an executable into a folder, with files beside it: what it says, and what it was asked.
It takes the picture in the format that it is sent in, and looks at no more than its head.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

HEAD = (
    "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"
)
PROGRAM = """#!{python}
import sys
from pathlib import Path

here = Path(__file__).parent
with (here / "asked").open("a") as asked:
    print(*sys.argv[1:], file=asked)
if "--list-langs" in sys.argv:
    print('List of available languages in "/somewhere/tessdata/" (3):\\ndeu\\neng\\nosd')
    sys.exit(0)
magic, width, height, depth = sys.stdin.buffer.read().split(b"\\n", 1)[0].split()
if magic != b"P5" or depth != b"255":
    sys.exit("Error during processing.")
if "0" in sys.argv:
    turn = (here / "turn").read_text()
    if not turn:
        sys.exit("Too few characters. Skipping this page")
    print("Page number: 0\\nOrientation in degrees: 270\\nRotate: " + turn)
    print("Orientation confidence: 9.27\\nScript: Latin\\nScript confidence: 2.10")
else:
    print((here / "said.tsv").read_text(), end="")
"""


@dataclass(frozen=True, slots=True)
class Said:
    """One word: its line's number, its text, its box in pixels and its certainty in percent."""

    line: int
    text: str
    left: int
    top: int
    width: int
    height: int = 24
    sure: float = 96.1


def tsv(words: Sequence[Said]) -> str:
    """The words as the program's table, with the rows of page, block, paragraph and line."""
    rows = [HEAD, "1\t1\t0\t0\t0\t0\t0\t0\t1414\t2000\t-1\t"]
    line = 0
    for at, word in enumerate(words, start=1):
        box = f"{word.left}\t{word.top}\t{word.width}\t{word.height}"
        if word.line != line:
            line = word.line
            rows += [f"{level}\t1\t{line}\t1\t1\t0\t{box}\t-1\t" for level in (2, 3, 4)]
        rows.append(f"5\t1\t{line}\t1\t1\t{at}\t{box}\t{word.sure}\t{word.text}")
    return "\n".join(rows) + "\n"


def install(folder: Path, words: Sequence[Said], turn: str = "0") -> Path:
    """The program in `folder`; `turn`: degrees it says a picture must be turned, or nothing."""
    program = folder / "tesseract"
    program.write_text(PROGRAM.format(python=sys.executable))
    program.chmod(0o755)
    (folder / "said.tsv").write_text(tsv(words))
    (folder / "turn").write_text(turn)
    return program
