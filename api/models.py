"""The composition root's part for language models: the one place that reads `MODEL`."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING

from api.settings import Settings
from billing.ports import SecondLook

if TYPE_CHECKING:
    from agent.models._chain import Member
    from agent.models.documents import DocumentModel
    from ingestion.read_invoice import InvoiceReader


def remote_member(settings: Settings) -> "Member | None":
    """The configured model behind its server, None for the built-in one; it connects when asked."""
    if settings.model == "builtin":
        return None
    from pydantic import SecretStr

    from agent.models._chain import Member
    from agent.models.openai_compatible import Endpoint, openai_compatible

    name = settings.model.removeprefix("openai:")
    key = settings.openai_api_key or SecretStr("unset")
    model = openai_compatible(Endpoint(name, settings.openai_base_url, key))
    return Member(settings.model, model, remote=True)


def make_second_look(
    settings: Settings, reader: "InvoiceReader", *, seconds: float = 8
) -> SecondLook | None:
    """Asks the configured model for what a document left in doubt; None for the built-in model.

    The client is made at the first question: it takes a second to import. Whether a company's
    documents may be asked about is not decided here.
    """
    if settings.model == "builtin":
        return None

    @cache
    def model() -> "DocumentModel":
        from agent.models.documents import DocumentModel

        remote = remote_member(settings)
        assert remote is not None  # noqa: S101 - not the built-in one, as said above
        return DocumentModel(remote.model, seconds)

    return lambda data, read: _looked_again(model, reader, data, read)


def _looked_again(
    model: Callable[[], "DocumentModel"],
    reader: "InvoiceReader",
    data: bytes,
    read: Mapping[str, object],
) -> Mapping[str, object]:
    import json

    from ingestion.doubts import doubtful, question
    from ingestion.draft import unpack
    from ingestion.errors import Unreadable
    from ingestion.picture import boxed_pages

    # What travels beside the contracted object is not asked about; the child makes the views anew.
    draft = unpack(json.dumps({"item_pages": [], "views": [], **read}).encode())
    if not doubtful(draft):
        return read
    # Pictures of pages take seconds, which only those have who read this one by eye.
    by_eye = any(field.source == "ocr" for field in draft.fields.values())
    try:
        asked = question(draft, reader.page_texts(data, scans=by_eye, recognised=draft.recognised))
        answer = model().ask(asked.text, asked.schema) if asked is not None else {}
        found = reader.accept(data, draft, answer, scans=by_eye) if answer else draft
    except Unreadable:
        return read  # what was read once stays read
    if found.fields == draft.fields:
        return read
    return {**read, **found.to_json(), "page_images": boxed_pages(found)}
