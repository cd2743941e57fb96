"""Layers of a PDF that are switched off: optional content, PDF 32000-1, 8.11."""

from collections.abc import Mapping, Sequence
from typing import Any

from pdfminer.pdftypes import PDFObjRef, resolve1
from pdfminer.psparser import PSLiteral


class Layers:
    """Which optional-content groups are switched off when the file is opened."""

    def __init__(self, catalog: Mapping[str, Any]) -> None:
        config: Any = mapping(mapping(catalog.get("OCProperties")).get("D"))
        groups: Any = listed(mapping(catalog.get("OCProperties")).get("OCGs"))
        off = _ids(listed(config.get("OFF")))
        if isinstance(base := resolve1(config.get("BaseState")), PSLiteral) and base.name == "OFF":
            off |= _ids(groups) - _ids(listed(config.get("ON")))
        self._off = off

    def is_off(self, reference: object) -> bool:
        """Whether a group, or a membership dictionary of groups, is not shown."""
        if not self._off:
            return False
        if isinstance(reference, PDFObjRef) and reference.objid in self._off:
            return True
        body = mapping(reference)
        if "OCGs" not in body:
            return False
        raw = body["OCGs"]
        members = raw if isinstance(resolved := resolve1(raw), dict) else resolved
        ids = _ids(members if isinstance(members, list) else [members])
        policy = resolve1(body.get("P"))
        if isinstance(policy, PSLiteral) and policy.name == "AllOn":
            return bool(ids & self._off)
        return bool(ids) and ids <= self._off


def mapping(raw: object) -> Mapping[str, Any]:
    """A dictionary of the file; empty where it is something else."""
    found = resolve1(raw)
    return found if isinstance(found, dict) else {}


def listed(raw: object) -> list[Any]:
    """An array of the file; empty where it is something else."""
    found = resolve1(raw)
    return found if isinstance(found, list) else []


def _ids(references: Sequence[object]) -> set[int]:
    return {int(ref.objid) for ref in references if isinstance(ref, PDFObjRef)}
