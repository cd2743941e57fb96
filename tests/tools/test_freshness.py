"""How fresh the bills are, in the server's own words, wherever they come from elsewhere."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from billing.connections import Connection, Mode
from billing.ids import BillId, ConnectionId
from billing.ports import Store
from billing.stores.store import SqlStore
from billing.syncs import CustomerLink, SyncState
from tests.billing.use_cases.till import WORKER, Till, open_till
from tests.builders import CONNECTION, HARBOR, NORA, february, january, method, ports, put_world
from tests.fakes import FakeClock
from tests.fakes_provider import Outcome
from tests.tools.worlds import context
from tools._registry import load_tools
from tools._tool import Card, ToolResult

HERE = ConnectionId(CONNECTION)
TEN_TO_THREE = datetime(2026, 3, 2, 15, 2, tzinfo=UTC)
"""10:02 in New York, on the world's day."""

TOOLS = load_tools()
EN, ES, DE, FR = (
    "As of 10:02; Stripe has not answered since 09:40.",
    "Datos actualizados: 10:02; Stripe no responde desde: 09:40.",
    "Stand: 10:02; Stripe antwortet seit 09:40 nicht.",
    "Données à jour : 10:02 ; Stripe ne répond plus depuis : 09:40.",
)


@pytest.fixture
def pulled(sqlite_store: SqlStore) -> SqlStore:
    """Nora's bills come over the connection, and were all there at 10:02."""
    put_world(sqlite_store, february(), january(), method())
    of_a_source(sqlite_store, SyncState(HERE, succeeded_at=TEN_TO_THREE))
    return sqlite_store


def of_a_source(store: Store, state: SyncState) -> None:
    with store.write(WORKER) as tx:
        tx.sources.put_state(state)
        tx.sources.add_customer(CustomerLink(state.connection_id, "cu-9", NORA))


def silent(store: Store) -> None:
    since = TEN_TO_THREE - timedelta(minutes=22)
    with store.write(WORKER) as tx:
        state = tx.sources.state(HERE)
        assert state is not None
        tx.sources.put_state(replace(state, silent_since=since))


def run(store: Store, tool: str, *, language: str = "en", **said: str) -> ToolResult:
    found = TOOLS[tool]
    here = context(ports(store), language=language)
    return found.run(here, found.Arguments.model_validate(said))


def note_of(result: ToolResult) -> Card:
    (notice,) = [card for card in result.cards if card.kind == "notice"]
    return notice


@pytest.mark.parametrize(
    ("tool", "said"),
    [
        ("list_bills", {}),
        ("list_bills", {"which": "overdue"}),
        ("list_bills", {"bill": "HB-100"}),
        ("explain_bill", {"bill": "HB-100"}),
    ],
)
def test_every_answer_about_bills_says_as_of_when(
    pulled: SqlStore, tool: str, said: dict[str, str]
) -> None:
    result = run(pulled, tool, **said)
    assert note_of(result).data["text"] == "As of 10:02."
    assert result.text.endswith("\nAs of 10:02.")
    assert result.cards[0].data["freshness"] == {"as_of": "2026-03-02T15:02:00Z", "silent": []}


@pytest.mark.parametrize(("language", "sentence"), [("en", EN), ("es", ES), ("de", DE), ("fr", FR)])
def test_silence_is_told_in_the_customers_language(
    pulled: SqlStore, language: str, sentence: str
) -> None:
    silent(pulled)
    notice = note_of(run(pulled, "list_bills", language=language))
    assert notice.data["text"] == sentence
    assert notice.data["silent"] == [{"provider": "stripe", "since": "2026-03-02T14:40:00Z"}]


def test_another_day_is_told_with_its_day(pulled: SqlStore) -> None:
    with pulled.write(WORKER) as tx:
        tx.sources.put_state(SyncState(HERE, succeeded_at=TEN_TO_THREE - timedelta(days=2)))
    assert note_of(run(pulled, "list_bills")).data["text"].startswith("As of Feb")


def test_before_the_first_whole_pull_bills_may_be_missing(pulled: SqlStore) -> None:
    with pulled.write(WORKER) as tx:
        tx.sources.put_state(SyncState(HERE))
    said = "Bills from Stripe are still being fetched: some may be missing."
    assert note_of(run(pulled, "list_bills")).data["text"] == said
    silent(pulled)
    both = f"{said} Stripe has not answered since 09:40."
    assert note_of(run(pulled, "list_bills")).data["text"] == both


def test_of_two_sources_the_stalest_decides(pulled: SqlStore) -> None:
    other = Connection(ConnectionId("z-2"), HARBOR, "paymentus", Mode.TEST, "endpoint-z")
    with pulled.write(WORKER) as tx:
        tx.connections.put(other, {"secret_key": "pk-of-the-second-one"})
    at = TEN_TO_THREE - timedelta(minutes=30)
    of_a_source(pulled, SyncState(other.id, succeeded_at=at, silent_since=TEN_TO_THREE))
    said = "As of 09:32; Paymentus has not answered since 10:02."
    assert note_of(run(pulled, "list_bills")).data["text"] == said


def test_where_all_bills_are_our_own_nothing_is_said(sqlite_store: SqlStore) -> None:
    put_world(sqlite_store, february(), january())
    with sqlite_store.write(WORKER) as tx:  # another customer's bills come from there
        tx.sources.put_state(SyncState(HERE, succeeded_at=TEN_TO_THREE))
    result = run(sqlite_store, "list_bills")
    assert [card.kind for card in result.cards] == ["bill_list"]
    assert "freshness" not in result.cards[0].data


def paid_into_silence(store: SqlStore, clock: FakeClock) -> Till:
    """Nora paid, and the provider went dead over it."""
    till = open_till(store, clock)
    till.provider.script.append(Outcome.UNKNOWN_AFTER_CHARGE)
    till.approve(till.ask())
    till.provider.down = True
    till.wait(minutes=1)
    return till


def history(till: Till) -> ToolResult:
    tool = TOOLS["payment_history"]
    return tool.run(context(till.ports), tool.Arguments.model_validate({}))


def test_a_doubtful_payment_says_since_when_its_provider_is_silent(
    sqlite_store: SqlStore, clock: FakeClock
) -> None:
    till = paid_into_silence(sqlite_store, clock)
    result = history(till)
    said = note_of(result).data["text"]
    assert said.startswith("Stripe has not answered since ")
    since = note_of(result).data["silent"]
    till.wait(minutes=30)
    assert note_of(history(till)).data["silent"] == since, "the first time counts"


def test_one_that_answers_again_is_silent_no_more(sqlite_store: SqlStore, clock: FakeClock) -> None:
    till = paid_into_silence(sqlite_store, clock)
    till.provider.down = False
    till.wait(hours=2)
    assert [card.kind for card in history(till).cards] == ["payments"]
    with till.store.read(WORKER) as tx:
        assert tx.connections.get(HERE).silent_since is None
        assert tx.bills.get(BillId("HB-100")).state == "paid"
