"""Whose customers a token of Paymentus' portal names: those of its connection, by that one's ids.

An id there and an id here may be the same text and two people.
"""

from dataclasses import dataclass, replace

import pytest
from joserfc.jwk import ECKey

from api.portal_sign_in import ANY_PORTAL, FROM_PAYMENTUS, Asked, Kind, PortalSignIn
from api.session import Unauthenticated
from billing.connections import Connection, Mode
from billing.ids import ConnectionId, CustomerId, TenantId
from billing.principal import system
from billing.sources import SourceCustomer
from billing.syncs import CustomerLink
from billing.tenants import Portal, Signer
from billing.use_cases._source_customers import SeenCustomer, take_customer
from tests.api.test_paymentus_sign_in import OWN, jwks, put_portal, signed
from tests.house import PUBLIC, House, Json

HARBOR = TenantId("harbor")
OLD, NEW = ConnectionId("paymentus-old"), ConnectionId("paymentus-new")
THEIRS = Signer("https://id.paymentus.example", "https://id.paymentus.example/k", "us")
DOORS = (ANY_PORTAL, FROM_PAYMENTUS)


@dataclass
class Gate:
    """Harbor Power's sign-in, beside a biller whose customers are linked by hand."""

    house: House
    key: ECKey
    signs: int = 0

    def connect(self, which: ConnectionId, *, disabled: bool = False) -> None:
        now = self.house.container.ports.clock.now()
        made = Connection(which, HARBOR, "paymentus", Mode.TEST, f"the-door-of-{which}")
        made = replace(made, created_at=now, disabled_at=now if disabled else None)
        with self.house.container.ports.store.write(system(HARBOR, "test")) as tx:
            tx.connections.put(made, {"secret_key": f"pk_of_{which}"})

    def link(self, ref: str, customer: str, which: ConnectionId = NEW) -> None:
        link = CustomerLink(which, ref, CustomerId(customer))
        with self.house.container.ports.store.write(system(HARBOR, "test")) as tx:
            assert tx.sources.add_customer(link)

    def name(self, portal: Portal) -> None:
        put_portal(self.house, HARBOR, portal)

    def who(self, door: Kind = FROM_PAYMENTUS, **claims: object) -> tuple[str, str] | None:
        """The customer and the person whom the token signs in, if it does."""
        self.signs += 1
        usual: Json = {"aud": THEIRS.audience, "jti": f"gate-{self.signs}"}
        token = signed(self.key, **(usual | claims))
        sign_in = PortalSignIn(self.house.container.ports, lambda _: jwks(self.key))
        try:
            found = sign_in.admit(token, Asked(None, PUBLIC), door)
        except Unauthenticated:
            return None
        return found.require_customer(), found.require_person()

    def own(self, **claims: object) -> tuple[str, str] | None:
        """As `who`, for what the company's own portal signs."""
        return self.who(ANY_PORTAL, iss=OWN.issuer, aud=OWN.audience, **claims)


@pytest.fixture
def gate(house: House) -> Gate:
    made = Gate(house, ECKey.generate_key("P-256", {"kid": "k"}))
    made.connect(NEW)
    made.name(replace(OWN, paymentus=THEIRS))
    return made


def test_one_token_is_one_customer_whichever_door_it_comes_by(gate: Gate) -> None:
    """Their P-9 is our Nora, and their c-nora is our Luis."""
    gate.link("P-9", "c-nora")
    gate.link("c-nora", "c-luis")
    for door in DOORS:
        assert gate.who(door, sub="c-nora") == ("c-luis", "c-luis")
        assert gate.who(door, sub="P-9") == ("c-nora", "c-nora")
    assert gate.own(sub="c-nora") == ("c-nora", "c-nora")


def test_a_portal_of_the_companys_own_never_speaks_of_the_billers_customers(gate: Gate) -> None:
    gate.link("c-nora", "c-luis")
    gate.name(OWN)
    ours = {"sub": "c-nora", "iss": OWN.issuer, "aud": OWN.audience}
    assert gate.who(FROM_PAYMENTUS, **ours) is None
    assert gate.who(ANY_PORTAL, **ours) == ("c-nora", "c-nora")


def test_the_customer_that_a_token_names_is_the_billers_too(gate: Gate) -> None:
    gate.link("P-9", "c-nora")
    gate.link("P-7", "c-bayside")
    for door in DOORS:
        assert gate.who(door, sub="c-nora") is None
        assert gate.who(door, sub="user-77", customer="c-nora") is None
        assert gate.who(door, sub="user-77", customer="P-9") == ("c-nora", "c-nora")
        assert gate.who(door, sub="P-7", customer="P-9") is None, "it contradicts itself"


def test_a_person_counts_only_beside_the_customer_that_is_theirs(gate: Gate) -> None:
    gate.link("P-9", "c-nora")
    gate.link("P-7", "c-bayside")
    assert gate.who(sub="p-marco", customer="P-7") == ("c-bayside", "p-marco")
    assert gate.who(sub="P-7") is None, "of several we would have to guess"
    assert gate.who(sub="p-marco") is None, "a user there may be called so too"
    assert gate.who(sub="p-marco", customer="P-9") is None


def test_two_billers_each_have_a_customer_of_the_same_id(gate: Gate) -> None:
    gate.connect(OLD, disabled=True)
    gate.link("1001", "c-luis", OLD)
    assert gate.who(sub="1001") is None, "the old one's, and it is switched off"
    gate.link("1001", "c-nora")
    assert gate.who(sub="1001") == ("c-nora", "c-nora")


def test_of_two_billers_the_portal_says_whose_customers_it_names(gate: Gate) -> None:
    gate.connect(OLD)
    gate.link("1001", "c-luis", OLD)
    gate.link("1001", "c-nora")
    assert gate.who(sub="1001") is None, "nobody said which"
    for which, whom in ((OLD, "c-luis"), (NEW, "c-nora")):
        gate.name(replace(OWN, paymentus=replace(THEIRS, connection=which)))
        assert gate.who(sub="1001") == (whom, whom)
    gate.connect(NEW, disabled=True)
    assert gate.who(sub="1001") is None, "and never the other one's instead"


def test_whom_the_biller_brings_the_own_portal_does_not_sign_in(gate: Gate) -> None:
    ports = gate.house.container.ports
    seen = SeenCustomer(SourceCustomer(ref="1001", name="Eve", email="eve@mail.example"))
    with ports.store.write(system(HARBOR, "test")) as tx:
        assert take_customer(ports, tx, NEW, seen) is None
    assert gate.own(sub="1001") is None
    assert gate.own(sub="user-9", customer="1001") is None
    eve = gate.who(sub="1001")
    assert eve is not None
    assert eve[0] == eve[1]
    assert eve[0].startswith("cus_")
