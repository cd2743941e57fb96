"""The demo: an invented world of four companies and sample invoices; imports nothing of ours."""

from pathlib import Path

_HERE = Path(__file__).parent


def world_text() -> str:
    """The demo world's YAML, as `load` reads it."""
    return (_HERE / "world.yaml").read_text(encoding="utf-8")


def sample_invoice_paths() -> tuple[Path, ...]:
    """The sample invoice PDFs that ship beside the world, sorted by name."""
    return tuple(sorted((_HERE / "invoices").glob("*.pdf")))
