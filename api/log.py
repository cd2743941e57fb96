"""Structured logs on stderr; every text passes the redactor at the handler."""

import logging
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog

from billing.redaction import redact

log: structlog.stdlib.BoundLogger = structlog.get_logger("billing-assistant")


def _redacted(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key, value in event.items():
        event[key] = _clean(value)
    return event


def _clean(value: object) -> object:
    """Texts, and what would be printed as one, however deep: numbers may be a card's too."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Mapping):
        return {str(redact(str(name))): _clean(each) for name, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_clean(each) for each in value]
    text = str(value)
    clean = str(redact(text))
    return value if isinstance(value, int | float) and clean == text else clean


class RedactingFormatter(logging.Formatter):
    """For libraries' own log records: message and traceback are redacted as one text."""

    def format(self, record: logging.LogRecord) -> str:
        return str(redact(super().format(record)))


def set_up(level: str) -> None:
    """Configure both our logs and the libraries'; called once by a command."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            _redacted,
            structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
            if sys.stderr.isatty()
            else structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(RedactingFormatter("%(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
