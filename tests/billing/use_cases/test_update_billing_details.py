"""Billing details change by an administrator's own yes; a new address only once it is proven."""

from dataclasses import replace
from datetime import timedelta

import pytest

from billing.customers import Customer
from billing.errors import Forbidden, InvalidRequest, NotEligible, QuoteSuperseded, TooMany
from billing.principal import Role
from billing.quotes import BUTTON, Quote
from billing.stores.store import SqlStore
from billing.use_cases.confirm_email import confirm_email
from billing.use_cases.update_billing_details import DetailsWish, update_billing_details
from tests.billing.use_cases.letter_till import LetterTill, open_letter_till
from tests.billing.use_cases.till import WORKER, MakeTill
from tests.builders import NORA, principal
from tests.fakes import FakeClock

NEW = "accounts@new-office.example"


@pytest.fixture
def desk(store: SqlStore, clock: FakeClock) -> LetterTill:
    return open_letter_till(store, clock)


def _ask(desk: LetterTill, **values: str) -> Quote:
    return update_billing_details(desk.ports, desk.who, DetailsWish(values))


def _customer(desk: LetterTill) -> Customer:
    with desk.store.read(WORKER) as tx:
        return tx.customers.get(NORA)


def _code(desk: LetterTill) -> str:
    """What only the reader of the new address knows."""
    with desk.store.write(desk.who) as tx:
        waiting = tx.address_changes.waiting()
    assert waiting is not None
    return waiting.code


def test_asking_changes_nothing_and_a_yes_by_the_button_does(desk: LetterTill) -> None:
    quote = _ask(desk, company="Blake Ltd", address="1 Pier Road,  Portland", po_number="PO 7")
    assert quote.approve_by == (BUTTON,)
    assert _customer(desk).company is None
    desk.approve(quote)
    changed = _customer(desk)
    assert (changed.company, changed.address, changed.po_number) == (
        "Blake Ltd",
        "1 Pier Road, Portland",
        "PO 7",
    )
    assert desk.verbs(NORA) == ["customer.details_changed"]


def test_a_detail_can_be_taken_away_but_not_the_name(desk: LetterTill) -> None:
    desk.approve(_ask(desk, po_number="PO 7"))
    desk.approve(_ask(desk, po_number=""))
    assert _customer(desk).po_number is None
    with pytest.raises(NotEligible, match="not valid"):
        _ask(desk, name="")


def test_a_new_address_counts_only_with_its_code_and_the_old_one_is_told(
    desk: LetterTill,
) -> None:
    old = _customer(desk).email
    desk.approve(_ask(desk, email=NEW))
    assert _customer(desk).email == old
    desk.work()
    assert [(each.kind, each.to) for each in desk.letters.arrived] == [("confirm_address", NEW)]
    confirmed = confirm_email(desk.ports, desk.who, _code(desk))
    assert confirmed.email == NEW == _customer(desk).email
    desk.work()
    assert [(each.kind, each.to) for each in desk.letters.arrived][1:] == [("address_changed", old)]
    assert "customer.address_changed" in desk.verbs(NORA)


def test_a_wrong_code_counts_and_the_fifth_ends_it(desk: LetterTill) -> None:
    desk.approve(_ask(desk, email=NEW))
    code = _code(desk)
    wrong = f"{(int(code) + 1) % 10**8:08d}"
    for _ in range(5):
        with pytest.raises(InvalidRequest):
            confirm_email(desk.ports, desk.who, wrong)
    with pytest.raises(NotEligible, match="no code"):
        confirm_email(desk.ports, desk.who, code)
    assert _customer(desk).email != NEW


def test_after_a_day_the_code_is_nothing(desk: LetterTill) -> None:
    desk.approve(_ask(desk, email=NEW))
    code = _code(desk)
    desk.clock.move(timedelta(hours=25))
    with pytest.raises(NotEligible, match="no code"):
        confirm_email(desk.ports, desk.who, code)


def test_a_newer_address_takes_the_place_of_one_that_waits(desk: LetterTill) -> None:
    desk.approve(_ask(desk, email=NEW))
    first = _code(desk)
    desk.approve(_ask(desk, email="other@new-office.example"))
    with pytest.raises(InvalidRequest):
        confirm_email(desk.ports, desk.who, first)


def test_no_more_than_three_addresses_a_day(desk: LetterTill) -> None:
    for number in range(3):
        desk.approve(_ask(desk, email=f"n{number}@new-office.example"))
    with pytest.raises(TooMany):
        _ask(desk, email=NEW)


def test_the_code_is_in_no_audit_and_no_event(desk: LetterTill) -> None:
    desk.approve(_ask(desk, email=NEW, vat_id="DE 123456789"))
    code = _code(desk)
    with desk.store.read(WORKER) as tx:
        told = repr(tx.events.of_customer(NORA, 50)) + repr(tx.trail.of_subject(NORA))
        told += repr(tx.outbox.list())
    for secret in (code, NEW, "123456789"):
        assert secret not in told


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("email", "nobody"),
        ("email", "a@b"),
        ("email", "a@b.example, c@d.example"),
        ("vat_id", "no such thing!"),
        ("company", "x" * 121),
        ("address", "4242 4242 4242 4242"),
        ("name", "You won! http://prize.example"),
        ("company", "www.prize.example"),
    ],
)
def test_what_cannot_be_right_is_not_offered(desk: LetterTill, name: str, value: str) -> None:
    with pytest.raises(NotEligible, match="not valid"):
        _ask(desk, **{name: value})


def test_nothing_new_is_nothing_to_change(desk: LetterTill) -> None:
    with pytest.raises(NotEligible, match="nothing changes"):
        _ask(desk, name=_customer(desk).name)
    with pytest.raises(InvalidRequest):
        _ask(desk, account_number="1")


def test_only_an_administrator_asks_approves_and_tells_the_code(desk: LetterTill) -> None:
    quote = _ask(desk, email=NEW)
    member = principal(role=Role.CUSTOMER_MEMBER)
    boss, desk.who = desk.who, member
    for act in (
        lambda: _ask(desk, company="Mine"),
        lambda: desk.approve(quote),
        lambda: confirm_email(desk.ports, member, "12345678"),
    ):
        with pytest.raises(Forbidden):
            act()
    desk.who = boss
    desk.approve(quote)


def test_an_offer_of_what_is_so_by_now_does_nothing(desk: LetterTill) -> None:
    quote = _ask(desk, company="Blake Ltd")
    with desk.store.write(WORKER) as tx:
        customer = tx.customers.get(NORA)
        tx.customers.put(replace(customer, company="Blake Ltd"))
    with pytest.raises(QuoteSuperseded):
        desk.approve(quote)


def test_without_mail_no_address_is_taken(make_till: MakeTill) -> None:
    till = make_till()
    with pytest.raises(NotEligible, match="no mail"):
        update_billing_details(till.ports, till.who, DetailsWish({"email": NEW}))


def test_the_address_that_is_replaced_is_told_also_if_it_is_newer_than_the_wish(
    desk: LetterTill,
) -> None:
    desk.approve(_ask(desk, email=NEW))
    with desk.store.write(WORKER) as tx:
        tx.customers.put(replace(tx.customers.get(NORA), email="between@mail.example"))
    desk.work()
    confirm_email(desk.ports, desk.who, _code(desk))
    desk.work()
    assert [each.to for each in desk.letters.arrived] == [NEW, "between@mail.example"]
