"""A company's own addresses for events: checked, signed with a secret that is shown once."""

from dataclasses import replace

import pytest

from billing.errors import (
    DeliveryFailed,
    DeliveryRefused,
    Forbidden,
    InvalidRequest,
    NotFound,
    NotOffered,
)
from billing.principal import Principal, Role, system
from billing.use_cases.webhook_endpoints import (
    ENDPOINTS,
    Tried,
    add_webhook_endpoint,
    remove_webhook_endpoint,
    rotate_endpoint_secret,
    try_webhook_endpoint,
)
from tests.billing.use_cases.letter_till import ADMIN, HOOK, LetterTill
from tests.billing.use_cases.test_connect_provider import admin_of
from tests.billing.use_cases.till import WORKER


def test_an_address_is_stored_with_a_secret_of_its_own(each_post: LetterTill) -> None:
    first = each_post.endpoint("bill.paid", "bill.paid", "payment.failed")
    second = each_post.endpoint()
    assert first.events == ("bill.paid", "payment.failed")
    assert first.secrets != second.secrets
    assert each_post.hooks() == (first, second)
    assert each_post.verbs(first.id) == ["webhook_endpoint.made"]


def test_an_event_that_is_never_told_is_refused_before_anybody_waits_for_it(
    post: LetterTill,
) -> None:
    with pytest.raises(InvalidRequest, match="never told"):
        post.endpoint("bill.paid", "bill.payed")
    assert post.hooks() == ()


def test_an_address_we_never_call_is_refused_with_a_sentence(post: LetterTill) -> None:
    with pytest.raises(DeliveryRefused, match="only https"):
        post.endpoint(url="http://169.254.169.254/latest")
    assert post.hooks() == ()


@pytest.mark.parametrize("role", [Role.SUPPORT, Role.FINANCE, Role.SYSTEM])
def test_only_admins_may(post: LetterTill, role: Role) -> None:
    made = post.endpoint()
    for who in (replace(ADMIN, role=role), post.who):
        with pytest.raises(Forbidden):
            add_webhook_endpoint(post.ports, who, HOOK)
        for act in (rotate_endpoint_secret, remove_webhook_endpoint, try_webhook_endpoint):
            with pytest.raises(Forbidden):
                act(post.ports, who, made.id)
    assert post.hooks() == (made,)
    assert post.letters.tried == []


def test_another_company_neither_sees_nor_changes_it(each_post: LetterTill) -> None:
    made = each_post.endpoint()
    stranger: Principal = admin_of(each_post.store, "globex")
    for act in (rotate_endpoint_secret, remove_webhook_endpoint, try_webhook_endpoint):
        with pytest.raises(NotFound):
            act(each_post.ports, stranger, made.id)
    with each_post.store.read(stranger) as tx:
        assert tx.webhook_endpoints.list() == ()
    with each_post.store.read(system(stranger.tenant)) as tx:
        assert tx.webhook_endpoints.wanting("bill.paid") == ()
    assert each_post.hooks() == (made,)


def test_a_company_has_only_so_many(post: LetterTill) -> None:
    for _ in range(ENDPOINTS):
        post.endpoint()
    with pytest.raises(InvalidRequest):
        post.endpoint()
    assert len(post.hooks()) == ENDPOINTS


def test_the_old_secret_signs_beside_the_new_one_until_the_next_rotation(
    each_post: LetterTill,
) -> None:
    made = each_post.endpoint()
    for secrets in (("whsec_2", "whsec_1"), ("whsec_3", "whsec_2")):
        assert rotate_endpoint_secret(each_post.ports, ADMIN, made.id).secrets == secrets
    each_post.tell("bill.paid", bill_id="HB-100")
    each_post.work()
    assert each_post.letters.arrived[0].secrets == ("whsec_3", "whsec_2")
    assert each_post.verbs(made.id)[1:] == ["webhook_endpoint.rotated"] * 2


def test_a_new_secret_switches_it_on_again(post: LetterTill) -> None:
    made = post.endpoint()
    off = replace(made, disabled_at=post.clock.now(), why_disabled="it took nothing")
    with post.store.write(WORKER) as tx:
        tx.webhook_endpoints.put(off)
    on = rotate_endpoint_secret(post.ports, ADMIN, made.id)
    assert (on.disabled_at, on.why_disabled) == (None, None)
    assert post.hooks() == (on,)


def test_what_is_removed_hears_nothing_more(post: LetterTill) -> None:
    made = post.endpoint()
    remove_webhook_endpoint(post.ports, ADMIN, made.id)
    post.tell("bill.paid", bill_id="HB-100")
    assert (post.hooks(), post.outbox()) == ((), [])
    with pytest.raises(NotFound):
        remove_webhook_endpoint(post.ports, ADMIN, made.id)


def test_a_ping_leaves_now_and_leaves_nothing_behind(post: LetterTill) -> None:
    made = post.endpoint("bill.paid")
    assert try_webhook_endpoint(post.ports, ADMIN, made.id) == Tried(True)
    (ping,) = post.letters.arrived
    assert (ping.kind, ping.to, ping.secrets) == ("ping", HOOK, made.secrets)
    post.letters.script.append(DeliveryFailed("no answer came"))
    assert try_webhook_endpoint(post.ports, ADMIN, made.id) == Tried(False, "no answer came")
    assert post.outbox() == []
    with post.store.write(WORKER) as tx:
        tx.webhook_endpoints.put(replace(made, disabled_at=post.clock.now()))
    assert (
        try_webhook_endpoint(post.ports, ADMIN, made.id).problem == "the endpoint is switched off"
    )


def test_where_nothing_can_leave_none_is_offered(post: LetterTill) -> None:
    nothing_leaves = replace(post.ports, letters=None)
    with pytest.raises(NotOffered):
        add_webhook_endpoint(nothing_leaves, ADMIN, HOOK)


def test_no_secret_is_in_what_is_written_of_it(post: LetterTill) -> None:
    made = post.endpoint()
    with post.store.read(WORKER) as tx:
        told = str(tx.trail.of_subject(made.id))
    for secret in made.secrets:
        assert secret not in f"{made} {told}"
