"""New credentials for a connection: same account, no gap for webhooks, a new version."""

from dataclasses import replace
from datetime import timedelta

import pytest

from billing.connections import Connection, CredentialNames
from billing.errors import Conflict, CredentialsRefused, Forbidden, SecretInUse
from billing.ids import ConnectionId
from billing.principal import Role
from billing.use_cases.connect_provider import connect_provider
from billing.use_cases.rotate_credentials import rotate_credentials
from tests.billing.use_cases.test_connect_provider import ADMIN, SECRETS, WISH, credentials
from tests.billing.use_cases.till import WORKER, Till
from tests.builders import CONNECTION, payment


def made(till: Till) -> Connection:
    return connect_provider(till.ports, ADMIN, WISH)


def test_the_old_webhook_secret_stays_beside_the_new_one_until_the_next(each_till: Till) -> None:
    was = made(each_till)
    fresh = {"webhook_secret": "whsec_second1"}
    now = rotate_credentials(each_till.ports, ADMIN, was.id, fresh)
    assert (now.version, now.endpoint_token) == (2, was.endpoint_token)
    both = f"whsec_second1,{SECRETS['webhook_secret']}"
    assert credentials(each_till.ports, now) == SECRETS | {"webhook_secret": both}
    rotate_credentials(each_till.ports, ADMIN, was.id, {"webhook_secret": "whsec_third11"})
    found = credentials(each_till.ports, now)
    assert found["webhook_secret"] == "whsec_third11,whsec_second1"
    # What nobody uses any more may be used elsewhere.
    connect_provider(
        each_till.ports,
        ADMIN,
        replace(WISH, credentials={"webhook_secret": SECRETS["webhook_secret"]}),
    )
    assert each_till.verbs(was.id) == ["connection.made"] + ["connection.rotated"] * 2


def test_what_stays_is_what_the_provider_is_known_by(till: Till) -> None:
    till.providers.names = CredentialNames(
        frozenset({"client_secret", "webhook_id"}), overlapping="webhook_id"
    )
    given = {"client_secret": "secret-one", "webhook_id": "8PT597110X"}
    was = connect_provider(till.ports, ADMIN, replace(WISH, credentials=given))
    fresh = {"client_secret": "secret-two", "webhook_id": "1AB234567C"}
    rotate_credentials(till.ports, ADMIN, was.id, fresh)
    assert credentials(till.ports, was) == fresh | {"webhook_id": "1AB234567C,8PT597110X"}
    both = {"webhook_id": "1AB234567C, 8PT597110X"}
    rotate_credentials(till.ports, ADMIN, was.id, both)
    assert credentials(till.ports, was) == fresh | both


def test_the_secrets_of_a_rotation_are_nobody_elses(till: Till) -> None:
    was = made(till)
    rotate_credentials(till.ports, ADMIN, was.id, {"secret_key": "sk_test_rotated1"})
    taken = {"secret_key": "sk_test_rotated1"}
    with pytest.raises(SecretInUse):
        connect_provider(till.ports, ADMIN, replace(WISH, credentials=taken))


def test_a_secret_that_leaked_is_gone_at_once_when_asked_so(till: Till) -> None:
    was = made(till)
    rotate_credentials(
        till.ports,
        ADMIN,
        was.id,
        {"webhook_secret": "whsec_second1"},
        keep_old_webhook_secret=False,
    )
    assert credentials(till.ports, was)["webhook_secret"] == "whsec_second1"


def test_a_new_key_leaves_the_webhook_secret_alone(till: Till) -> None:
    was = made(till)
    for _ in range(2):
        rotate_credentials(till.ports, ADMIN, was.id, {"secret_key": "sk_test_rotated1"})
    assert credentials(till.ports, was) == SECRETS | {"secret_key": "sk_test_rotated1"}


def test_the_provider_must_know_what_was_paid_there(till: Till) -> None:
    paid = till.pay()
    rotate_credentials(till.ports, ADMIN, CONNECTION, {"secret_key": "sk_test_rotated1"})
    _, _, known = till.providers.checked[-1]
    assert known is not None
    assert (known.id, known.provider_ref) == (paid.id, "ch_1")


def test_among_many_payments_of_another_connection_one_that_it_knows_is_found(till: Till) -> None:
    paid = till.pay()
    elsewhere = ConnectionId("con-elsewhere")
    with till.store.write(WORKER) as tx:
        for n in range(201):
            at = till.clock.now() + timedelta(hours=n - 199)
            other = payment(f"pay-old-{n}", bill_id="HB-100", created_at=at)
            tx.payments.add(replace(other, connection_id=elsewhere, provider_ref=f"ch_old_{n}"))
        never_heard_of = payment("pay-lost", bill_id="HB-100", created_at=at)
        tx.payments.add(replace(never_heard_of, provider_ref=None))
    rotate_credentials(till.ports, ADMIN, CONNECTION, {"secret_key": "sk_test_rotated1"})
    _, _, known = till.providers.checked[-1]
    assert known is not None
    assert known.id == paid.id


def test_what_is_refused_changes_nothing(till: Till) -> None:
    was = made(till)
    till.providers.no = "they are of another account"
    with pytest.raises(CredentialsRefused):
        rotate_credentials(till.ports, ADMIN, was.id, {"secret_key": "sk_test_rotated1"})
    till.providers.no = None
    with pytest.raises(SecretInUse):
        rotate_credentials(till.ports, ADMIN, CONNECTION, {"secret_key": SECRETS["secret_key"]})
    with pytest.raises(Forbidden):
        rotate_credentials(
            till.ports, replace(ADMIN, role=Role.FINANCE), was.id, {"secret_key": "sk_test_9"}
        )
    assert credentials(till.ports, was) == SECRETS


def test_of_two_who_rotate_at_once_one_is_told(till: Till) -> None:
    was = made(till)
    seen: list[str] = []

    class Slow(list[object]):
        """While the provider is asked for the first, the second is done."""

        def append(self, asked: object) -> None:
            super().append(asked)
            if not seen:
                seen.append("first")
                rotate_credentials(till.ports, ADMIN, was.id, {"secret_key": "sk_test_second1"})

    till.providers.checked = Slow()  # type: ignore[assignment]  # only its append is used
    with pytest.raises(Conflict):
        rotate_credentials(till.ports, ADMIN, was.id, {"secret_key": "sk_test_first11"})
    assert credentials(till.ports, was)["secret_key"] == "sk_test_second1"
    assert ConnectionId(was.id) == was.id
