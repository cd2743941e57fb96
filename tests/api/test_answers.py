"""The server's own words about a decision: truthful for every end, the same by every way."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import httpx
import pytest

from api.answers import Answer, Answers
from billing.errors import InvalidRequest, NotFound, QuoteDeclined, ScopeRequired
from billing.ids import BillId, ConversationId, QuoteId
from billing.principal import APPROVE, Principal, system
from billing.quotes import Quote
from billing.words import Words
from tests.fakes import FakeClock
from tests.flows.talk import Talk, talk
from tests.house import House, Json


@dataclass
class Counter:
    """Where a customer decides: the house's answers, and what the provider will do."""

    house: House
    who: Principal

    @property
    def answers(self) -> Answers:
        return self.house.container.answers

    def behave(self, behaviour: str, method: str = "pm-nora-visa") -> None:
        body = {"customer": "c-nora", "type": "card", "last4": "4242", "behaviour": behaviour}
        url = f"{self.house.sandbox_url}/_control/merchants/harbor/methods/{method}"
        assert httpx.put(url, json=body).status_code == 200

    def quote(self, *bills: str, **more: object) -> QuoteId:
        return QuoteId(self.house.speaker().quote(*bills, **more)["id"])

    def approve(self, quote_id: QuoteId) -> Answer:
        return self.answers.approve(self.who, quote_id)

    def typed(self, quote: Quote) -> Answer:
        return self.answers.approve_by_text(self.who, quote, self.words("en"))

    def words(self, language: str) -> Words:
        return Words(language, self.house.container.formats)

    def read(self, quote_id: str) -> Quote:
        with self.house.container.ports.store.read(self.who) as tx:
            return tx.quotes.get(QuoteId(quote_id))


@pytest.fixture
def counter(house: House) -> Counter:
    made = Counter(house, house.principal("c-nora", "harbor", APPROVE))
    httpx.post(f"{house.sandbox_url}/_control/settings", json={"timeout_ms": 200})
    return made


ENDS = [
    ("succeed", 200, None, "succeeded", "Paid: $97.40 for bill HB-100. Your receipt is R-"),
    ("decline_insufficient_funds", 402, "payment_declined", "failed", "Nothing was charged."),
    ("decline_expired_card", 402, "payment_declined", "failed", "expired"),
    ("succeed_later", 202, None, "pending", "You need not do anything."),
]


@pytest.mark.parametrize(("behaviour", "status", "code", "state", "words"), ENDS)
def test_every_end_has_its_status_and_its_words(
    counter: Counter, behaviour: str, status: int, code: str | None, state: str, words: str
) -> None:
    counter.behave(behaviour)
    quote_id = counter.quote("HB-100")
    answer = counter.approve(quote_id)
    assert (answer.status, answer.body.get("code")) == (status, code)
    assert words in answer.text
    (payment,) = payments(answer)
    assert (payment["state"], payment["bill_id"]) == (state, "HB-100")
    assert ("Paid" in answer.text) == (state == "succeeded")
    assert [card.kind for card in answer.cards] == [
        "receipt" if state == "succeeded" else "payments"
    ]
    again = counter.approve(quote_id)
    assert (again.status, again.text, again.body) == (answer.status, answer.text, answer.body)


def payments(answer: Answer) -> list[Json]:
    found = answer.body["payments"]
    assert isinstance(found, list)
    return [dict(each) for each in found if isinstance(each, dict)]


def test_doubt_is_said_as_doubt(counter: Counter) -> None:
    fault = {"kind": "drop_reply_after_commit", "method": "POST", "times": 1}
    httpx.post(f"{counter.house.sandbox_url}/_control/faults", json=fault)
    answer = counter.approve(counter.quote("HB-100"))
    assert answer.status == 202
    assert "Please do not pay again" in answer.text
    assert "Paid" not in answer.text
    assert payments(answer)[0]["state"] in {"unknown", "submitting"}


def test_a_provider_that_is_away_has_charged_nothing_and_says_so(counter: Counter) -> None:
    quote_id = counter.quote("HB-100")
    providers = counter.house.container.providers
    providers.sandbox_url = lambda: None
    providers.forget()
    answer = counter.approve(quote_id)
    assert (answer.status, answer.body["code"]) == (503, "provider_unavailable")
    assert "Nothing was charged." in answer.text
    assert counter.house.charges("harbor") == []
    refused = counter.house.speaker().post("/payments", {"bill_ids": ["HB-100"]})
    assert (refused.status_code, refused.json()["code"]) == (503, "provider_unavailable")


def test_of_two_bills_each_has_a_line_and_one_success_is_a_success(counter: Counter) -> None:
    counter.behave("succeed")
    fault = {"kind": "http_429", "method": "POST", "times": 1}
    quote_id = counter.quote("HB-100", "HW-032")
    httpx.post(f"{counter.house.sandbox_url}/_control/faults", json=fault)
    answer = counter.approve(quote_id)
    states = {str(payment["bill_id"]): payment["state"] for payment in payments(answer)}
    assert answer.status == 200
    assert sorted(states) == ["HB-100", "HW-032"]
    assert "succeeded" in states.values()
    assert set(states.values()) != {"succeeded"}
    lines = answer.text.split("\n")
    assert len(lines) == len(answer.cards) == 2
    paid = [bill for bill, state in states.items() if state == "succeeded"]
    assert [line for line in lines if line.startswith("Paid") and paid[0] in line]
    assert len(counter.house.charges("harbor")) == 1


def stored(nora: Talk) -> list[tuple[str, str]]:
    house = nora.speaker.house
    assert nora.conversation_id is not None
    with house.container.ports.store.read(house.principal()) as tx:
        found = tx.conversations.messages(ConversationId(nora.conversation_id))
    return [(str(each.speaker), each.text) for each in found]


def test_the_buttons_answer_is_in_the_transcript_once(counter: Counter) -> None:
    nora = talk(counter.house)
    quote_id = QuoteId(nora.say("pay my electricity bill")["quote"]["id"])
    before = len(stored(nora))
    answer = counter.approve(quote_id)
    counter.approve(quote_id)
    assert stored(nora)[before:] == [("server", answer.text)]


def test_button_and_typed_yes_say_the_same(counter: Counter) -> None:
    said = counter.approve(counter.quote("HB-100")).text
    shown = talk(counter.house).say("pay bill HW-032")["quote"]
    typed = counter.typed(counter.read(shown["id"])).text
    assert typed.startswith("Paid: ")
    assert shape(typed) == shape(said)


def shape(text: str) -> str:
    """The sentence without what differs from bill to bill."""
    return re.sub(r"[\d.]+", "0", text).replace("HW", "HB")


def test_the_language_is_the_conversations(counter: Counter) -> None:
    nora = talk(counter.house)
    quote_id = nora.say("quiero pagar la factura HB-100")["quote"]["id"]
    answer = counter.approve(QuoteId(quote_id))
    assert "Pagado" in answer.text or "recibo" in answer.text
    assert "Paid" not in answer.text


def test_a_decline_is_said_kept_and_final(counter: Counter) -> None:
    nora = talk(counter.house)
    quote_id = QuoteId(nora.say("pay my electricity bill")["quote"]["id"])
    before = len(stored(nora))
    answer = counter.answers.decline(counter.who, quote_id, None)
    assert (answer.text, answer.body["status"]) == ("All right, nothing was charged.", "declined")
    counter.answers.decline(counter.who, quote_id, None)
    assert stored(nora)[before:] == [("server", answer.text)]
    with pytest.raises(QuoteDeclined):
        counter.approve(quote_id)
    assert counter.house.charges("harbor") == []


def test_a_no_after_the_yes_undoes_nothing(counter: Counter) -> None:
    quote_id = counter.quote("HB-100")
    counter.approve(quote_id)
    with pytest.raises(InvalidRequest):
        counter.answers.decline(counter.who, quote_id, None)
    assert len(counter.house.charges("harbor")) == 1


@pytest.fixture
def open_quote(counter: Counter) -> Iterator[Quote]:
    """A quote that a typed yes will not pay; nothing may be charged in its story."""
    shown = talk(counter.house).say("pay my electricity bill")["quote"]
    assert shown["approve_by"] == ["button", "text"]
    yield counter.read(shown["id"])
    assert counter.house.charges("harbor") == []


def test_a_typed_yes_where_only_the_button_counts(counter: Counter, open_quote: Quote) -> None:
    answer = counter.typed(replace(open_quote, approve_by=("button",)))
    assert "press Approve" in answer.text
    assert counter.read(open_quote.id).status == "open"


def test_a_typed_yes_without_the_scope(counter: Counter, open_quote: Quote) -> None:
    counter.who = replace(counter.who, scopes=frozenset())
    assert "press Approve" in counter.typed(open_quote).text
    with pytest.raises(ScopeRequired):
        counter.approve(open_quote.id)


def test_a_typed_yes_to_a_bill_that_changed(counter: Counter, open_quote: Quote) -> None:
    with counter.house.container.ports.store.write(system(counter.who.tenant)) as tx:
        bill = tx.bills.get(BillId("HB-100"))
        tx.bills.put(replace(bill, version=bill.version + 1))
    assert "has changed" in counter.typed(open_quote).text


def test_a_typed_yes_to_an_offer_that_a_newer_one_replaced(
    counter: Counter, open_quote: Quote
) -> None:
    counter.quote("HB-100", amount_minor=3000)
    assert "newer offer" in counter.typed(open_quote).text


def test_a_typed_yes_too_late(counter: Counter, open_quote: Quote) -> None:
    ports = counter.house.container.ports
    hour = timedelta(hours=1)
    clock = FakeClock(ports.clock.now() + hour, ports.clock.real_now() + hour)
    late = Answers(replace(ports, clock=clock), counter.house.container.formats)
    answer = late.approve_by_text(counter.who, open_quote, counter.words("en"))
    assert "has expired" in answer.text


def test_anothers_quote_is_not_there(counter: Counter, open_quote: Quote) -> None:
    for customer, tenant in (("c-luis", "harbor"), ("c-rita", "skylink")):
        counter.who = counter.house.principal(customer, tenant, APPROVE)
        with pytest.raises(NotFound):
            counter.approve(open_quote.id)
        with pytest.raises(NotFound):
            counter.answers.decline(counter.who, open_quote.id, None)
