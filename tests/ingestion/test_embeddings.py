"""What our own vectors find: the same word in its forms, in any language; what they do not."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from billing.errors import IndexUnavailable
from ingestion.embeddings import DIMENSIONS, Endpoint, Hashing, words_of

HASHING = Hashing(b"a salt")


def closeness(asked: str, page: str) -> float:
    one, other = HASHING.embed([asked, page])
    return sum(a * b for a, b in zip(one, other, strict=True))


ALIKE = [
    ("which invoice had the roaming charge?", "Mobile plan with roaming  12.50 EUR"),
    ("welche Rechnung hatte die Roaminggebühr?", "Roaming EU Zone 2  12,50"),
    ("where was the delivery fee", "Home delivery and installation  120.00"),
    ("quelle facture avait les frais d'itinérance ?", "Itinérance hors UE"),
    ("¿qué factura tenía el consumo eléctrico?", "Consumo electrico 120 kWh enero"),
    ("the one over 97.40", "Total amount due $97.40"),
]


@pytest.mark.parametrize(("asked", "page"), ALIKE)
def test_a_question_is_close_to_the_row_that_answers_it(asked: str, page: str) -> None:
    assert closeness(asked, page) >= HASHING.floor
    assert closeness(asked, "Harbour cleaning, two windows") < HASHING.floor


def test_words_of_every_invoice_and_every_question_say_nothing() -> None:
    assert words_of("Which of my invoices had the total amount?") == []
    assert not any(HASHING.embed(["Welche Rechnung war das?"])[0])


def test_equal_texts_give_equal_vectors_and_another_salt_gives_others() -> None:
    (one,) = HASHING.embed(["Roaming EU"])
    assert one == Hashing(b"a salt").embed(["roaming eu"])[0]
    assert len(one) == DIMENSIONS
    assert sum(part * part for part in one) == pytest.approx(1)
    assert one != Hashing(b"another").embed(["Roaming EU"])[0]


class _Model(BaseHTTPRequestHandler):
    """An endpoint that answers in the wrong order, as it may, or with nonsense."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        assert self.headers["Authorization"] == "Bearer key"
        rows = [
            {"index": at, "embedding": [3.0 * len(text), 4.0 * len(text)]}
            for at, text in enumerate(body["input"])
        ]
        answer = {"data": rows[::-1]} if body["model"] == "good" else {"data": rows[1:]}
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def endpoint() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), _Model)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    server.server_close()


def test_an_endpoints_vectors_come_in_our_order_and_at_length_one(endpoint: str) -> None:
    found = Endpoint("good", endpoint, "key").embed(["a", "bcd"])
    assert found == [[0.6, 0.8], [0.6, 0.8]]


def test_an_endpoint_that_is_away_or_answers_nonsense_is_unavailable(endpoint: str) -> None:
    with pytest.raises(IndexUnavailable):
        Endpoint("bad", endpoint, "key").embed(["a", "b"])
    with pytest.raises(IndexUnavailable):
        Endpoint("good", "http://127.0.0.1:9/v1", "key").embed(["a"])
