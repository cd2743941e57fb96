"""The report as a document, Markdown or one HTML page: figures, then every failing conversation.

A failing conversation is shown turn by turn with what was said, so that whoever reads it can judge
the judge. Of held scenarios only the figures are shown.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from api.evaluation.report import (
    Judged,
    by_scenario,
    of_kind,
    of_language,
    powers,
    rates,
    stood_in_of,
)
from api.evaluation.run import Seen, Tried
from api.evaluation.scenario import ACTS, Turn

LONGEST: Final = 600
_STYLE: Final = """
body{font:15px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:62rem;padding:0 1rem}
table{border-collapse:collapse;margin:.5rem 0 1.5rem}
td,th{border:1px solid #bbb;padding:.2rem .6rem}
th{text-align:left;background:#f2f2f2}td.n{text-align:right}
.low{background:#fbe3e0}.must{color:#a11;font-weight:600}.why{color:#a11}
.talk{border-left:3px solid #ccc;margin:.4rem 0;padding-left:.8rem;white-space:pre-wrap}
"""


@dataclass(frozen=True, slots=True)
class Row:
    """A kind: how many of its scenarios passed, in all and by language; `of` how many there are."""

    name: str
    cells: tuple[tuple[int, int], ...]


def as_markdown(tried: Sequence[Tried], model: str, *, open_held: bool = False) -> str:
    judged = by_scenario(tried)
    lines = [f"# Evaluation of {model}", "", *(f"- {each}" for each in _head(tried, model)), ""]
    names, rows = _matrix(judged)
    lines += ["| kind | " + " | ".join(names) + " |", "|---" * (len(names) + 1) + "|"]
    lines += [f"| {row.name} | " + " | ".join(map(_cell, row.cells)) + " |" for row in rows]
    for one in _failing(judged, open_held=open_held):
        must = "**must pass** " if one.scenario.must_pass else ""
        lines += ["", f"## {must}{one.scenario.id} ({one.scenario.language})", ""]
        lines += [one.scenario.why, ""] if one.scenario.why else []
        run = _worst(one)
        for number, (turn, seen) in enumerate(_pairs(run), start=1):
            lines += [f"{number}. *{_md(_did(turn))}*  ", f"   {_md(_answered(seen))}"]
            lines += [f"   - **{_md(why)}**" for why in _of_turn(run.wrong, number)]
        lines += ["", *(f"- **{_md(why)}**" for why in _of_end(run.wrong))]
    return "\n".join(lines) + "\n"


def as_html(tried: Sequence[Tried], model: str, *, open_held: bool = False) -> str:
    """One page without script or anything from elsewhere; all that was said is escaped."""
    judged = by_scenario(tried)
    names, rows = _matrix(judged)
    parts = [
        f"<!doctype html><html lang=en><meta charset=utf-8><title>Evaluation of {escape(model)}"
        f"</title><style>{_STYLE}</style><h1>Evaluation of {escape(model)}</h1><ul>",
        *(f"<li>{escape(each)}</li>" for each in _head(tried, model)),
        "</ul><table><tr><th>kind</th>",
        *(f"<th>{escape(each)}</th>" for each in names),
        "</tr>",
    ]
    for row in rows:
        cells = "".join(
            f"<td class='n{' low' if right < of else ''}'>{_cell((right, of))}</td>"
            for right, of in row.cells
        )
        parts.append(f"<tr><th>{escape(row.name)}</th>{cells}</tr>")
    parts.append("</table>")
    for one in _failing(judged, open_held=open_held):
        parts += _html_of(one)
    return "\n".join(parts) + "</html>\n"


def _html_of(one: Judged) -> Iterator[str]:
    must = "<span class=must>must pass</span> " if one.scenario.must_pass else ""
    yield f"<h2>{must}{escape(one.scenario.id)} ({one.scenario.language})</h2>"
    yield f"<p>{escape(one.scenario.why)}</p><ol>"
    run = _worst(one)
    for number, (turn, seen) in enumerate(_pairs(run), start=1):
        said = f"<div class=talk>{escape(_answered(seen))}</div>"
        yield f"<li><b>{escape(_did(turn))}</b>{said}"
        yield "".join(f"<div class=why>{escape(why)}</div>" for why in _of_turn(run.wrong, number))
        yield "</li>"
    yield "</ol>"
    yield "".join(f"<p class=why>{escape(why)}</p>" for why in _of_end(run.wrong))


def _head(tried: Sequence[Tried], model: str) -> Iterator[str]:
    judged = by_scenario(tried)
    runs = len(judged[0].runs) if judged else 0
    yield f"{len(judged)} scenarios, {runs} run{'s' if runs != 1 else ''} each"
    yield from powers(judged, runs)
    musts = [each for each in judged if each.scenario.must_pass]
    yield f"must pass: {sum(each.all_passed for each in musts)} of {len(musts)} passed every time"
    if stood_in := stood_in_of(tried, model):
        yield f"{stood_in} of {len(tried)} runs were answered by another model too"
    if held := sum(each.scenario.held for each in judged):
        yield f"{held} are held: whoever writes the rules sees their scores only"


def _matrix(judged: Sequence[Judged]) -> tuple[list[str], list[Row]]:
    """By kind and language: the columns' names, and a row for each kind with the sum first."""
    languages = list(rates(judged, of_language))
    kinds = list(rates(judged, of_kind))
    rows = [_row("all", judged, languages)]
    for kind in kinds:
        rows.append(_row(kind, [each for each in judged if each.scenario.kind == kind], languages))
    return ["all", *languages], rows


def _row(name: str, judged: Sequence[Judged], languages: Iterable[str]) -> Row:
    by_language = rates(judged, of_language)
    every: list[Mapping[str, int]] = [by_language.get(each, {}) for each in languages]
    cells = [(sum(each.all_passed for each in judged), len(judged))]
    cells += [(each.get("passed", 0), each.get("scenarios", 0)) for each in every]
    return Row(name, tuple(cells))


def _cell(rate: tuple[int, int]) -> str:
    right, of = rate
    return f"{right} of {of}" if of else ""


def _failing(judged: Sequence[Judged], *, open_held: bool) -> list[Judged]:
    """Those that failed and may be shown, the ones that must pass first."""
    found = [
        each for each in judged if not each.all_passed and (open_held or not each.scenario.held)
    ]
    return sorted(found, key=lambda each: not each.scenario.must_pass)


def _worst(one: Judged) -> Tried:
    return max(one.runs, key=lambda run: len(run.wrong))


def _pairs(run: Tried) -> Iterator[tuple[Turn, Seen]]:
    """What was done and seen; a conversation that broke down has seen nothing."""
    return zip(run.scenario.turns, run.turns, strict=False)


def _did(turn: Turn) -> str:
    act = next(each for each in ACTS if getattr(turn, each) is not None)
    what = str(getattr(turn, act))
    who = f"{turn.customer or turn.person}: " if turn.customer or turn.person else ""
    return f"{who}{what}" if act == "say" else f"{who}{act}: {what}"


def _answered(seen: Seen) -> str:
    text = seen.text.strip() or "(nothing said)"
    extra = [f"ran {', '.join(seen.calls)}"] if seen.calls else []
    shown = [str(card.get("kind")) for card in seen.cards]
    extra += [f"showed {', '.join(shown)}"] if shown else []
    if seen.offer is not None:
        extra.append(f"offers {seen.offer.act or ', '.join(seen.offer.bills)} {seen.offer.amount}")
    end = f" [{'; '.join(extra)}]" if extra else ""
    return (text if len(text) <= LONGEST else text[: LONGEST - 3] + "...") + end


def _of_turn(wrong: Iterable[str], number: int) -> list[str]:
    head = f"turn {number}: "
    return [each.removeprefix(head) for each in wrong if each.startswith(head)]


def _of_end(wrong: Iterable[str]) -> list[str]:
    """What is wrong with the books, or with the run as a whole."""
    return [each for each in wrong if not each.startswith("turn ")]


def _md(text: str) -> str:
    """Words of others as one line of Markdown that is only words."""
    plain = " / ".join(line.strip() for line in text.splitlines() if line.strip())
    return "".join(f"\\{sign}" if sign in "*_`[]<>|#\\" else sign for sign in plain)
