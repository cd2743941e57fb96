"""What the one-off documents of the English-speaking world share: a table from lines of text."""


def tab(aligns: str, text: str, attrs: str = "", head: bool = True) -> str:
    """A table from lines with cells apart by `|`, HTML kept; `aligns`: l, r or c a column.

    With `head` the first line holds the heads. A line with one cell spans the table.
    """
    lines = [line.strip().split("|") for line in text.strip().splitlines()]
    rows = (_line(cells, aligns, "th" if head and not at else "td")
            for at, cells in enumerate(lines))  # fmt: skip
    return f"<table {attrs}>{''.join(rows)}</table>"


def _line(cells: list[str], aligns: str, tag: str) -> str:
    if len(cells) == 1:
        return f"<tr class=wide><{tag} colspan={len(aligns)}>{cells[0].strip()}</{tag}></tr>"
    sides = {"l": "left", "r": "right", "c": "center"}
    made = (
        f"<{tag} style='text-align:{sides[side]}'>{cell.strip()}</{tag}>"
        for cell, side in zip(cells, aligns, strict=True)
    )
    return f"<tr>{''.join(made)}</tr>"


def bare(total: str) -> dict[str, tuple[str | None, ...]]:
    """What may also be said where no tax is printed: the total as net, a tax of nothing."""
    return {"net_amount": (total,), "tax_amount": ("0.00",)}
