"""A page of text as a PDF: the documents that scenarios write out themselves."""

import json
from typing import Final

import typst

_PAGE: Final = b"""
#set page(paper: "a4", margin: 22mm)
#set text(size: 10.5pt)
#for line in json(bytes(sys.inputs.lines)) { text(line); linebreak() }
"""


def page_of(text: str) -> bytes:
    """The lines of `text` on A4, one below the other; what people wrote goes in as data."""
    inputs = {"lines": json.dumps(text.splitlines(), ensure_ascii=False)}
    return typst.compile(_PAGE, sys_inputs=inputs, format="pdf")
