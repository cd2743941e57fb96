"""The page about providers says what the adapters declare, in columns that never move."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from billing.capabilities import (
    Capabilities,
    Idempotency,
    Lookup,
    PageKind,
    Reach,
    Refunding,
    Webhooks,
)
from payments._matrix import PLANNED, PROVIDERS, ROWS, page, table
from payments._registry import names

PAGE = Path(__file__).parents[2] / "docs" / "providers.md"
RECORDING = Capabilities(
    idempotency=Idempotency.NONE,
    key_window=timedelta(0),
    lookup=Lookup.NONE,
    webhooks=Webhooks.NONE,
    saved_methods=False,
    methods=frozenset(),
    reach=Reach.RECORD_ONLY,
)


def test_the_page_in_the_docs_is_current() -> None:
    assert PAGE.read_text() == page(), "run: python -m payments._matrix > docs/providers.md"


def test_every_adapter_has_its_column_also_one_that_nobody_planned() -> None:
    head, rule, *rows = table({"cowrie": RECORDING}).splitlines()

    assert all(f" {PROVIDERS.get(name, name)} |" in page() for name in names())
    assert head.endswith(" cowrie |")
    assert {line.count("|") for line in (head, rule, *rows)} == {len(PROVIDERS) + 3}
    assert rows[0].endswith(" record only |")


def test_a_type_of_method_that_has_no_words_yet_is_not_left_out() -> None:
    taken = replace(RECORDING, saved_methods=True, methods=frozenset({"card", "cowrie"}))

    assert cells(table({"manual": taken}), "manual")["charges saved"] == "cards, cowrie"


def test_what_its_page_saves_is_named_where_it_is_less_than_what_it_charges() -> None:
    both = frozenset({"card", "paypal"})
    wallets = replace(
        RECORDING,
        saved_methods=True,
        methods=both,
        pages=frozenset({PageKind.ADD_METHOD}),
        adds=frozenset({"paypal"}),
        on_page=frozenset({"paypal"}),
    )
    said = cells(table({"paypal": wallets}), "paypal")
    every = cells(table({"paypal": replace(wallets, adds=None)}), "paypal")

    assert said["page to add a way to pay"] == "PayPal only"
    assert said["paid on its page with nothing saved"] == "PayPal"
    assert every["page to add a way to pay"] == "yes"


def test_a_provider_without_an_adapter_is_planned_in_every_row() -> None:
    rows = table({}).splitlines()[2:]

    assert len(rows) == len(ROWS)
    assert all(row.count(f" {PLANNED} |") == len(PROVIDERS) for row in rows)


def test_what_a_provider_lacks_is_said_plainly() -> None:
    said = cells(table({"manual": RECORDING}), "manual")

    assert said["in the conversation"] == "record only"
    assert said["charges saved"] == "none"
    assert said["keys that stop a double charge"] == "no"
    assert said["webhooks"] == "no"
    assert said["payment link"] == "no"


def test_a_lookup_that_lags_says_for_how_long() -> None:
    lags = replace(
        RECORDING,
        lookup=Lookup.EVENTUAL,
        lookup_horizon=timedelta(minutes=15),
        refunds=Refunding.FULL,
    )

    said = cells(table({"square": lags}), "square")

    assert said["finding a payment whose answer was lost"] == "after 15 min"
    assert said["refunds"] == "full only"


def cells(markdown: str, provider: str) -> dict[str, str]:
    at = list(PROVIDERS).index(provider) + 2
    rows = [line.split("|") for line in markdown.splitlines()[2:]]
    return {row[1].strip(): row[at].strip() for row in rows}
