"""The composition root's part for language models: the one place that reads `MODEL`."""

from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import TYPE_CHECKING, Final

from api.settings import Settings
from billing.ports import SecondLook

if TYPE_CHECKING:
    from agent.loop import Assistant
    from agent.models._chain import Member
    from agent.models.documents import DocumentModel
    from ingestion.read_invoice import InvoiceReader


BUILTIN: Final = "builtin"


def remote_members(settings: Settings) -> "tuple[Member, ...]":
    """The configured models behind their server, in their order; they connect when asked."""
    return tuple(member_of(settings, name) for name in settings.models if name != BUILTIN)


def member_of(settings: Settings, wanted: str) -> "Member":
    """A model (`openai:NAME`) behind the installation's server, whoever named it."""
    from pydantic import SecretStr

    from agent.models._chain import Member
    from agent.models.openai_compatible import Endpoint, openai_compatible

    name = wanted.removeprefix("openai:")
    key = settings.openai_api_key or SecretStr("unset")
    model = openai_compatible(Endpoint(name, settings.openai_base_url, key))
    return Member(wanted, model, remote=True)


def make_assistant(settings: Settings) -> "Assistant":
    """The agent loop over the configured models, with the built-in one behind them."""
    return _assistant(remote_members(settings), partial(member_of, settings))


def make_assistant_alone() -> "Assistant":
    """The agent loop over a model that is away whenever it is asked: the built-in one answers."""
    from agent.models._accept import ModelUnreachable
    from agent.models._chain import Member
    from agent.models.scripted import Scripted, ScriptedModel

    away = ScriptedModel(script=lambda _: Scripted(fault=ModelUnreachable("down")))
    return _assistant((Member("away", away),), lambda _: None)


def _assistant(
    first: "tuple[Member, ...]", of_name: "Callable[[str], Member | None]"
) -> "Assistant":
    from agent.loop import Assistant
    from agent.models._chain import Member, ModelChain
    from agent.models.builtin.model import BuiltinModel
    from tools._registry import load_tools

    return Assistant(ModelChain(Member(BUILTIN, BuiltinModel()), first, of_name), load_tools())


def make_second_look(
    settings: Settings, reader: "InvoiceReader", *, seconds: float = 8
) -> SecondLook | None:
    """Asks the configured model for what a document left in doubt; None for the built-in model.

    The client is made at the first question: it takes a second to import. Whether a company's
    documents may be asked about is not decided here.
    """
    remote = settings.models[0]
    if remote == BUILTIN:
        return None

    @cache
    def model() -> "DocumentModel":
        from agent.models.documents import DocumentModel

        return DocumentModel(member_of(settings, remote).model, seconds)

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
