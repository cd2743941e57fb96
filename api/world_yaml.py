"""Plain data from YAML text: no aliases, no tags, no dates, no duplicate keys, bounded depth."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, TypeAlias

import yaml

Plain: TypeAlias = "bool | int | float | str | list[Plain] | dict[str, Plain] | None"

SIZE_LIMIT: Final = 20 * 1024 * 1024
DEPTH_LIMIT: Final = 20

# The core schema of YAML 1.2, so that a day stays text and `no` is Norwegian, not false.
_NULL: Final = frozenset({"", "~", "null", "Null", "NULL"})
_TRUE: Final = frozenset({"true", "True", "TRUE"})
_FALSE: Final = frozenset({"false", "False", "FALSE"})
_WHOLE: Final = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_FRACTION: Final = re.compile(r"[-+]?[0-9]{1,18}\.[0-9]{0,18}([eE][-+]?[0-9]{1,2})?")


@dataclass(frozen=True, slots=True)
class Problem:
    """One wrong field: where it is (`bills[3].lines[1][1]`) and what to do about it."""

    path: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.path}: {self.sentence}" if self.path else self.sentence


class NotYaml(Exception):
    """The text cannot be read as data at all; `problem` says where."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def step(path: str, key: str | int) -> str:
    """`path` one level down: `bills` + 3 = `bills[3]`, `bills[3]` + `due_date` with a dot."""
    if isinstance(key, int):
        return f"{path}[{key}]"
    return f"{path}.{key[:80]}" if path else key[:80]


def read_yaml(text: str) -> tuple[Plain, list[Problem]]:
    """The document in `text`, and every duplicate key in it (the first value is kept).

    Builds from parser events rather than by PyYAML's constructors: nothing recursive runs, so a
    deep file is refused instead of exhausting the stack. Raises `NotYaml` for text that is too
    big, too deep or not YAML, and for anchors' aliases and tags.
    """
    if len(text) > SIZE_LIMIT or len(text.encode("utf-8", "replace")) > SIZE_LIMIT:
        raise NotYaml(Problem("", "the file is larger than 20 MB: split it into several"))
    build = _Build()
    try:
        for event in _events(text):
            build.take(event)
    except yaml.MarkedYAMLError as bad:
        raise NotYaml(Problem("", f"this is not YAML: {_where(bad)}")) from bad
    except (yaml.YAMLError, UnicodeError) as bad:
        raise NotYaml(Problem("", "the file holds characters that YAML forbids")) from bad
    return build.root, build.problems


def _events(text: str) -> Iterator[yaml.Event]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    yield from yaml.parse(text, Loader=loader)


def _where(bad: yaml.MarkedYAMLError) -> str:
    what = bad.problem or "the structure is broken"
    mark = bad.problem_mark or bad.context_mark
    return what if mark is None else f"line {mark.line + 1}, column {mark.column + 1}: {what}"


@dataclass(slots=True)
class _Frame:
    """One open list or mapping; `key` is the mapping's key still waiting for its value."""

    value: "list[Plain] | dict[str, Plain]"
    key: str | None = None
    repeated: bool = False


@dataclass(slots=True)
class _Build:
    root: Plain = None
    problems: list[Problem] = field(default_factory=list)
    _open: list[_Frame] = field(default_factory=list)
    _documents: int = 0

    def take(self, event: yaml.Event) -> None:
        match event:
            case yaml.DocumentStartEvent():
                self._documents += 1
                if self._documents > 1:
                    raise NotYaml(Problem("", "a world is one YAML document: remove the `---`"))
            case yaml.AliasEvent():
                raise NotYaml(Problem(self._path(), "aliases (`*name`) are not read: write it out"))
            case yaml.ScalarEvent():
                self._tagless(event.tag)
                self._scalar(event)
            case yaml.MappingStartEvent():
                self._tagless(event.tag)
                self._enter(_Frame({}))
            case yaml.SequenceStartEvent():
                self._tagless(event.tag)
                self._enter(_Frame([]))
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._add(self._open.pop().value)

    def _tagless(self, tag: str | None) -> None:
        if tag is not None:
            raise NotYaml(Problem(self._path(), "tags (`!name`) are not read: write plain values"))

    def _enter(self, frame: _Frame) -> None:
        if len(self._open) >= DEPTH_LIMIT:
            raise NotYaml(Problem(self._path(), f"nested deeper than {DEPTH_LIMIT} levels"))
        if self._awaits_key():
            raise NotYaml(Problem(self._path(), "a key must be plain text, not a list or mapping"))
        self._open.append(frame)

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        text = event.value
        if any("\ud800" <= character <= "\udfff" for character in text):
            raise NotYaml(Problem(self._path(), "holds half a character (a lone surrogate)"))
        if not self._awaits_key():
            self._add(_plain(text) if event.style in (None, "") else text)
            return
        frame = self._open[-1]
        frame.key = text
        frame.repeated = isinstance(frame.value, dict) and text in frame.value
        if frame.repeated:
            self.problems.append(Problem(self._path(), "is written twice: keep one of them"))

    def _add(self, value: Plain) -> None:
        if not self._open:
            self.root = value
            return
        frame = self._open[-1]
        if isinstance(frame.value, list):
            frame.value.append(value)
            return
        if frame.key is not None and not frame.repeated:
            frame.value[frame.key] = value
        frame.key = None

    def _awaits_key(self) -> bool:
        return bool(self._open) and isinstance(self._open[-1].value, dict) and self._key() is None

    def _key(self) -> str | None:
        return self._open[-1].key

    def _path(self) -> str:
        path = ""
        for frame in self._open:
            if isinstance(frame.value, list):
                path = step(path, len(frame.value))
            elif frame.key is not None:
                path = step(path, frame.key)
        return path


def _plain(text: str) -> Plain:
    if text in _NULL:
        return None
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    if _WHOLE.fullmatch(text):
        return int(text)
    return float(text) if _FRACTION.fullmatch(text) else text
