"""Scenario files, read strictly: `{world?: FILE, held?: true, scenarios: [scenario, ...]}`.

Every refusal names file and line, and below the list of scenarios the scenario and the field.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from api.evaluation.scenario import BadScenario, Scenario

_OF_FILE: Final = frozenset({"world", "held", "scenarios"})
_GIVEN: Final = frozenset({"world", "held", "file", "line"})
"""What a scenario has from its file; a row cannot say it."""


def read_scenarios(path: Path) -> tuple[Scenario, ...]:
    """The scenarios of a file, or of all `*.yaml` of a folder in the order of their names.

    Raises `BadScenario` for the first thing that is wrong, also where two have one id.
    """
    files = sorted(path.glob("*.yaml")) if path.is_dir() else [path]
    found = tuple(each for file in files for each in _of_file(file))
    if not found:
        raise BadScenario(f"{path}: there is no scenario in it")
    seen: dict[str, Scenario] = {}
    for each in found:
        if each.id in seen:
            raise BadScenario(f"{each.where}: it is there twice, first at {seen[each.id].where}")
        seen[each.id] = each
    return found


class _Strict(yaml.SafeLoader):
    """YAML as it is meant: a key that stands twice is an error, not the last one's."""

    def construct_mapping(
        self, node: yaml.MappingNode, deep: bool = False
    ) -> dict[object, object]:  # YAML's own name and order
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    raise yaml.constructor.ConstructorError(
                        None, None, f"{key.value!r} is there twice", key.start_mark
                    )
                seen.add(key.value)
        return dict(super().construct_mapping(node, deep=deep))


def _of_file(path: Path) -> list[Scenario]:
    node, data = _parsed(path)
    if not isinstance(data, dict) or not isinstance(data.get("scenarios"), list):
        raise BadScenario(f"{path}: write `scenarios:` and a list below it")
    if odd := set(data) - _OF_FILE:
        raise BadScenario(f"{path}: {sorted(map(str, odd))[0]} is no field of the file")
    if not isinstance(data.get("held", False), bool):
        raise BadScenario(f"{path}: `held` is true or false")
    given = {
        "world": path.parent / str(data["world"]) if data.get("world") else None,
        "held": data.get("held", False),
        "file": path,
    }
    rows = _below(node, "scenarios")
    return [
        _one(path, given, _below(rows, number), number + 1, row)
        for number, row in enumerate(data["scenarios"])
    ]


def _parsed(path: Path) -> tuple[yaml.Node | None, object]:
    """The file as nodes, which know their lines, and as data."""
    try:
        loader = _Strict(path.read_text(encoding="utf-8"))
    except OSError as gone:
        raise BadScenario(f"{path}: {(gone.strerror or 'cannot be read').lower()}") from None
    except UnicodeDecodeError:
        raise BadScenario(f"{path} is not UTF-8 text") from None
    except yaml.reader.ReaderError:
        raise BadScenario(f"{path}: there are characters in it that no text has") from None
    try:
        node = loader.get_single_node()
        return node, None if node is None else loader.construct_document(node)
    except yaml.MarkedYAMLError as wrong:
        mark = wrong.problem_mark or wrong.context_mark
        where = f", line {mark.line + 1}" if mark is not None else ""
        twice = wrong.problem if "twice" in (wrong.problem or "") else None
        raise BadScenario(f"{path}{where}: {twice or 'it is not valid YAML'}") from None
    except (ValueError, RecursionError):
        # A date like 2026-02-31, or a nesting that nobody wrote by hand.
        raise BadScenario(f"{path}: a value in it is none, like a 30 February") from None
    finally:
        loader.dispose()


def _one(
    path: Path, given: Mapping[str, object], node: yaml.Node | None, number: int, row: object
) -> Scenario:
    named = row.get("id") if isinstance(row, dict) else None
    line = _line(node)
    where = f"scenario {named if isinstance(named, str) else number}"
    if not isinstance(row, dict):
        raise BadScenario(f"{path}, line {line}, {where}: it is no mapping")
    if odd := _GIVEN & set(row):
        raise BadScenario(
            f"{path}, line {line}, {where}: {sorted(odd)[0]} is no field of a scenario"
        )
    try:
        return Scenario.model_validate({**row, **given, "line": line})
    except ValidationError as wrong:
        first = wrong.errors(include_url=False, include_input=False, include_context=False)[0]
        line, said = _said(node, first)
        raise BadScenario(f"{path}, line {line}, {where}: {said}") from None


def _said(node: yaml.Node | None, error: ErrorDetails) -> tuple[int, str]:
    """The line of the field, or of the last on its way that is in the file; and what is wrong.

    Pydantic names the kinds of a union on the way, which no file has: they are passed over. A field
    that is missing is in no file either, and named.
    """
    field: list[str] = []
    for part in error["loc"]:
        found = _below(node, part)
        if found is not None:
            node = found
        if found is not None or error["type"] == "missing":
            field.append(str(part + 1) if isinstance(part, int) else part)
    why = error["msg"].removeprefix("Value error, ")
    return _line(node), f"{'.'.join(field)}: {why}" if field else why


def _below(node: yaml.Node | None, part: int | str) -> yaml.Node | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        below: yaml.Node = node.value[part]
        return below
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == part), None)
    return None


def _line(node: yaml.Node | None) -> int:
    return node.start_mark.line + 1 if node is not None else 1
