"""Pages of providers, and methods taken away, over both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest

from billing.capabilities import PageKind
from billing.errors import NotFound
from billing.hosted_pages import PageState
from billing.ids import MethodId
from billing.ports import Store
from tests.billing.stores.rows import (
    ACME,
    ANN,
    ANN_SON,
    BOB,
    BOB_SELF,
    CARD,
    GLOBEX,
    NOON,
    STRIPE,
    WORKS,
    a_method,
    a_page,
    populate,
    speaker,
)

TOKEN = "0a" * 16


@pytest.fixture
def house(store: Store) -> Store:
    populate(store)
    with store.write(WORKS) as tx:
        tx.methods.put(a_method(default=True))
        tx.methods.put(replace(a_method("card_2"), provider_ref="pm_2"))
    return store


def test_a_page_comes_back_as_it_went_in_and_is_found_by_its_subject(house: Store) -> None:
    page, older = a_page(), replace(a_page("0b" * 16), created_at=NOON - timedelta(hours=1))
    with house.write(speaker()) as tx:
        assert tx.hosted_pages.add(older)
        assert tx.hosted_pages.add(page)
        assert not tx.hosted_pages.add(page)
    with house.read(WORKS) as tx:
        assert tx.hosted_pages.get(TOKEN) == page
        assert tx.hosted_pages.of_subject("cs_1") == (page, older)
    assert house.directory.tenant_of_page(TOKEN) == ACME
    assert house.directory.tenant_of_page("nobody") is None


def test_a_page_changes_its_address_and_ends(house: Store) -> None:
    with house.write(WORKS) as tx:
        tx.hosted_pages.add(a_page())
        tx.hosted_pages.update(replace(a_page(), url="https://pay.example/2", subject="cs_2"))
        tx.hosted_pages.set_state(TOKEN, PageState.DONE)
        found = tx.hosted_pages.lock(TOKEN)
        assert (found.url, found.subject, found.state) == (
            "https://pay.example/2",
            "cs_2",
            PageState.DONE,
        )
        with pytest.raises(NotFound):
            tx.hosted_pages.set_state("nobody", PageState.DONE)


def test_only_its_person_sees_a_page(house: Store) -> None:
    with house.write(WORKS) as tx:
        tx.hosted_pages.add(a_page())
    others = (
        speaker(person=ANN_SON),
        speaker(BOB, BOB_SELF),
        replace(speaker(), tenant=GLOBEX),
        replace(speaker(), person=None),
    )
    for who in others:
        with house.read(who) as tx:
            assert tx.hosted_pages.of_subject("cs_1") == ()
            with pytest.raises(NotFound):
                tx.hosted_pages.get(TOKEN)
    with house.write(speaker(person=ANN_SON)) as tx, pytest.raises(NotFound):
        tx.hosted_pages.add(a_page("0c" * 16))


def test_pages_are_counted_by_kind_and_time(house: Store) -> None:
    with house.write(speaker()) as tx:
        tx.hosted_pages.add(a_page())
        tx.hosted_pages.add(replace(a_page("0b" * 16), kind=PageKind.CONFIRM_PAYMENT))
        kind = PageKind.ADD_METHOD
        assert tx.hosted_pages.made_since(kind, NOON - timedelta(days=1)) == 1
        assert tx.hosted_pages.made_since(kind, NOON + timedelta(seconds=1)) == 0


def test_a_removed_method_is_on_no_list_and_can_be_put_back(house: Store) -> None:
    with house.write(speaker()) as tx:
        tx.methods.remove(CARD, NOON)
        assert [found.id for found in tx.methods.list()] == ["card_2"]
        gone = tx.methods.get(CARD)
        assert (gone.removed_at, gone.is_default) == (NOON, False)
        with pytest.raises(NotFound):
            tx.methods.make_default(CARD)
        tx.methods.put(a_method())  # a world loaded once more brings nothing back
        assert len(tx.methods.list()) == 1
        tx.methods.remove(CARD, None)
        assert len(tx.methods.list()) == 2


def test_one_method_is_the_default_and_only_of_its_customer(house: Store) -> None:
    with house.write(WORKS) as tx:
        tx.methods.put(a_method("card_bob", customer=BOB, default=True))
    with house.write(speaker()) as tx:
        tx.methods.make_default(MethodId("card_2"))
        assert [(one.id, one.is_default) for one in tx.methods.list()] == [
            ("card_2", True),
            (CARD, False),
        ]
        with pytest.raises(NotFound):
            tx.methods.make_default(MethodId("card_bob"))
        with pytest.raises(NotFound):
            tx.methods.remove(MethodId("card_bob"), NOON)
    with house.read(WORKS) as tx:
        assert tx.methods.of_customer(BOB)[0].is_default


def test_a_method_is_known_by_the_providers_id_also_when_removed(house: Store) -> None:
    with house.write(WORKS) as tx:
        tx.methods.remove(MethodId("card_2"), NOON)
        found = tx.methods.by_provider_ref(STRIPE, "pm_2")
        assert found is not None
        assert found.id == "card_2"
        assert tx.methods.by_provider_ref(STRIPE, "pm_3") is None
        assert tx.methods.customer_ref(ANN, STRIPE) == a_method().customer_ref
        assert tx.methods.customer_ref(BOB, STRIPE) is None
