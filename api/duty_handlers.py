"""What a worker does with each kind of duty: the core's own, and those that need more."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from api.documents import make_page_texts, make_reading
from api.keys import installation_keys
from api.settings import Settings
from billing.duties import Duty, DutyKind
from billing.ports import Ports

if TYPE_CHECKING:
    from api.answers import Answers
    from ingestion.read_invoice import InvoiceReader


def make_handler(answers: "Answers", reader: "InvoiceReader") -> Callable[[Ports, Duty], None]:
    """What the worker does with a duty: the core's own, telling customers, scans, the index."""
    from api.telling import Teller
    from billing.use_cases.do_duty import do_duty
    from billing.use_cases.index_articles import index_article
    from billing.use_cases.index_upload import indexes_uploads
    from billing.use_cases.read_upload_later import reads_uploads

    more = {
        DutyKind.TELL_CONVERSATION: Teller(answers).tell,
        DutyKind.READ_UPLOAD: reads_uploads(make_reading(reader, scans=True)),
        DutyKind.INDEX_UPLOAD: indexes_uploads(make_page_texts(reader)),
        DutyKind.INDEX_ARTICLE: index_article,
    }
    return lambda ports, duty: do_duty(ports, duty, more)


def make_telling_handler(settings: Settings, ports: Ports) -> Callable[[Ports, Duty], None]:
    """`make_handler` for a worker of its own: what it says wakes the listeners of the servers."""
    from api.answers import Answers
    from api.formats import BabelFormats
    from api.live import make_live
    from api.models import make_second_look
    from ingestion.read_invoice import InvoiceReader

    live = make_live(settings.redis_url, installation_keys(settings).secret_key.encode())
    # Its children end with this process; none starts before the first scan.
    reader = InvoiceReader(ocr=settings.ocr)
    handle = make_handler(Answers(ports, BabelFormats(), live.nudge), reader)
    look = make_second_look(settings, reader)
    return lambda ports, duty: handle(replace(ports, second_look=look), duty)
