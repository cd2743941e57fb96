"""What can be done about paying is what the provider declares."""

from billing.use_cases.payment_options import payment_options
from tests.billing.use_cases.page_till import PageTill


def test_what_is_possible_is_what_is_declared(two: PageTill) -> None:
    can = payment_options(two.till.ports, two.till.who)
    assert (can.connected, can.methods, can.can_add, can.link) == (
        True,
        ("bank_account", "card"),
        True,
        False,
    )
    two.till.providers.refused = True
    assert not payment_options(two.till.ports, two.till.who).connected
