"""What a review found: each story went wrong once."""

import concurrent.futures
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from agent.turn import Said, Step, Turn
from api.container import TURNS_AT_ONCE
from api.demo_portal import DemoPortal, Face
from api.errors import STATUS, TITLES, of_billing_error
from api.portal_sign_in import PortalSignIn
from api.routes.pages import COOKIE
from api.serve import serve
from api.session import Unauthenticated
from api.settings import Settings
from api.waiting import MAY_WAIT, Waiting
from billing import errors
from billing.ids import ConversationId, PersonId, TenantId
from billing.principal import APPROVE, Principal, Role, system
from billing.tenants import Portal
from billing.use_cases.reconcile_payments import reconcile_payments
from tests.api.wire import Puppet, finished
from tests.house import PUBLIC, House, Speaker

ISSUER = "https://login.example"
JWKS = "https://login.example/jwks.json"
STAFF = Principal(TenantId("harbor"), Role.SUPPORT, person=PersonId("st-1"))


# --- the demo ---------------------------------------------------------------------------------


def test_the_demo_is_refused_on_a_real_database(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(data_dir=tmp_path, database_url="postgresql://real.example/billing")
    assert serve(settings, host="127.0.0.1", port=1, demo=True, as_of=None) == 1
    said = capsys.readouterr().err
    assert "--demo" in said
    assert said.count("\n") == 1


def test_the_demo_opens_no_company_and_no_customer_but_its_own(house: House) -> None:
    store = house.container.ports.store
    with store.read(system(TenantId("skylink"))) as tx:
        before = tx.tenants.this().portal
    portal = DemoPortal(PUBLIC, (Face("harbor", "Harbor", "c-nora", "Nora"),))
    portal.adopt(store)
    house.container.demo = portal
    with store.read(system(TenantId("skylink"))) as tx:
        assert tx.tenants.this().portal == before
    answers = {
        path: house.client.post(f"/demo/{path}/sign-in").status_code
        for path in ("harbor/c-nora", "harbor/c-luis", "skylink/c-nora", "skylink/c-rita")
    }
    assert [*answers.values()] == [200, 404, 404, 404]


# --- answers after money moved ----------------------------------------------------------------


def history(speaker: Speaker, thread: str) -> str:
    return speaker.post("/chat/connect", {"conversation_id": thread}).text


def test_a_colleague_who_approves_hears_that_it_is_paid(house: House) -> None:
    told = house.speaker().say("pay my electricity bill")
    second = replace(house.principal("c-nora", "harbor", APPROVE), person=PersonId("p-second"))
    colleague = Speaker(house, house.container.tokens.issue(second))
    reply = colleague.post(f"/quotes/{told['quote']['id']}/approve")
    assert (reply.status_code, len(house.charges("harbor"))) == (200, 1)
    assert reply.json()["payments"][0]["state"] == "succeeded"


def test_the_receipt_is_kept_although_an_earlier_click_said_pending(house: House) -> None:
    nora = house.speaker()
    told = nora.say("pay HB-100 from my bank account")
    path = f"/quotes/{told['quote']['id']}/approve"
    assert nora.post(path).status_code == 202
    ahead = httpx.post(f"{house.sandbox_url}/_control/clock", json={"advance_seconds": 9 * 86400})
    assert ahead.status_code == 200
    reconcile_payments(house.container.ports, system(TenantId("harbor")))
    assert nora.post(path).status_code == 200
    assert nora.post(path).status_code == 200
    seen = history(nora, told["conversation_id"])
    assert seen.count('"billing.receipt"') == 1


# --- errors -----------------------------------------------------------------------------------


def family(kind: type[errors.BillingError]) -> Iterator[type[errors.BillingError]]:
    for each in kind.__subclasses__():
        if each.__module__ == "billing.errors":
            yield each
            yield from family(each)


def test_no_error_of_the_core_is_a_500_not_even_a_bare_one() -> None:
    found = list(family(errors.BillingError))
    assert {errors.Conflict, errors.Refused, errors.ProviderFault} <= set(found)
    assert [each.__name__ for each in found if each not in STATUS] == []
    assert [each.code for each in found if each.code not in TITLES] == []
    assert of_billing_error(errors.Conflict()).status_code == 409
    assert of_billing_error(errors.Refused()).status_code == 422


def test_a_busy_service_does_not_claim_that_nothing_was_changed() -> None:
    assert "nothing" not in TITLES["store_unavailable"].lower()


# --- one customer's chat and everybody else ---------------------------------------------------


def test_a_person_has_two_places_to_wait_and_others_have_their_own(house: House) -> None:
    waiting, nora, luis = Waiting(), house.principal(), house.principal("c-luis")
    with ExitStack() as held:
        for _ in range(MAY_WAIT):
            held.enter_context(waiting.place(nora))
        with pytest.raises(errors.TurnInProgress), waiting.place(nora):
            pass
        held.enter_context(waiting.place(luis))
    with waiting.place(nora):
        pass


def test_a_third_message_behind_a_slow_one_is_refused_at_once(house: House) -> None:
    entered, leave = threading.Event(), threading.Event()

    def slow(_: Turn) -> Iterator[Step]:
        entered.set()
        leave.wait(20)
        yield Said("Done.")
        yield finished()

    turns = house.container.turns()
    house.container.turns = lambda: replace(turns, assistant=lambda: puppet)
    puppet, nora, thread = Puppet(slow), house.speaker(), "portal_slow_1"
    with concurrent.futures.ThreadPoolExecutor(5) as pool:

        def say(text: str) -> int:
            body = {"message": text, "conversation_id": thread}
            return nora.post("/chat", body).status_code

        first = pool.submit(say, "one")
        assert entered.wait(10)
        began = time.monotonic()
        later = [pool.submit(say, text) for text in ("two", "three", "four", "five")]
        answers = concurrent.futures.as_completed(later, 8)
        refused = [next(answers).result(), next(answers).result()]
        took = time.monotonic() - began
        leave.set()
        assert refused == [409, 409]
        assert took < 5
        assert sorted(each.result(20) for each in later) == [200, 200, 409, 409]
        assert first.result(20) == 200


def test_turns_that_fill_their_threads_hold_up_no_payment(house: House) -> None:
    """An approval by the stream's `resume` too: it queues behind no turn."""
    leave, nora = threading.Event(), house.speaker()
    told = nora.say("pay my electricity bill")
    for _ in range(TURNS_AT_ONCE):
        house.container.turn_threads.submit(leave.wait, 20)
    resume = {
        "threadId": told["conversation_id"],
        "runId": "r-1",
        "resume": [
            {
                "interruptId": told["quote"]["id"],
                "status": "resolved",
                "payload": {"approved": True},
            }
        ],
    }
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        try:
            waits = pool.submit(nora.post, "/chat", {"message": "hello"})
            assert nora.get("/bills").status_code == 200
            paid = pool.submit(nora.post, "/chat/stream", resume).result(10)
            assert not waits.done()
        finally:
            leave.set()
        assert '"billing.receipt"' in paid.text
        assert waits.result(20).status_code == 200


# --- the console ------------------------------------------------------------------------------


def test_the_console_link_works_once_and_its_cookie_ends_when_the_link_would(house: House) -> None:
    token = house.container.tokens.issue(STAFF, timedelta(minutes=10))
    first = house.client.get(f"/console?token={token}", follow_redirects=False)
    cookie = first.cookies[COOKIE]
    _, rest = house.container.tokens.read(cookie)
    assert timedelta(minutes=9) < rest <= timedelta(minutes=10)
    house.client.cookies.clear()
    again = house.client.get(f"/console?token={token}", follow_redirects=False)
    assert "set-cookie" not in again.headers
    assert "billing-assistant token" in house.client.get("/console").text


# --- signing in from a portal -----------------------------------------------------------------


def portal_token(key: ECKey, **claims: str) -> str:
    now = int(datetime.now(UTC).timestamp())
    usual = {"iss": ISSUER, "aud": "us", "iat": now, "exp": now + 300}
    return jwt.encode({"alg": "ES256", "kid": "k"}, usual | claims, key)


def share_issuer(house: House, urls: Mapping[str, str]) -> None:
    for tenant_id, url in urls.items():
        with house.container.ports.store.write(system(TenantId(tenant_id))) as tx:
            portal = Portal((), ISSUER, url, "us")
            tx.tenants.put(replace(tx.tenants.this(), portal=portal))


def test_an_unknown_person_of_a_customer_with_several_is_nobody(house: House) -> None:
    key = ECKey.generate_key("P-256", {"kid": "k"})
    share_issuer(house, {"harbor": JWKS})
    keys = {"keys": [key.as_dict(private=False)]}
    sign_in = PortalSignIn(house.container.ports, lambda _: keys)
    for subject in ("auth0|stranger", "p-stranger", "c-bayside"):
        with pytest.raises(Unauthenticated):
            sign_in.exchange(portal_token(key, sub=subject, customer="c-bayside"), None, PUBLIC)
    known = sign_in.exchange(portal_token(key, sub="p-marco", customer="c-bayside"), None, PUBLIC)
    only = sign_in.exchange(portal_token(key, sub="auth0|n", customer="c-nora"), None, PUBLIC)
    assert (known.person, only.customer) == ("p-marco", "c-nora")


@pytest.mark.parametrize("broken", ["harbor", "skylink"])
def test_one_companys_broken_keys_do_not_shut_out_the_next(house: House, broken: str) -> None:
    key = ECKey.generate_key("P-256", {"kid": "k"})
    fine = {"harbor": "skylink", "skylink": "harbor"}[broken]
    share_issuer(house, {broken: "https://broken.example/jwks.json", fine: JWKS})

    def fetch(url: str) -> Mapping[str, object]:
        if url != JWKS:
            raise ConnectionRefusedError
        return {"keys": [key.as_dict(private=False)]}

    customer = {"harbor": "c-nora", "skylink": "c-rita"}[fine]
    who = PortalSignIn(house.container.ports, fetch).exchange(
        portal_token(key, sub=customer), None, PUBLIC
    )
    assert (who.tenant, who.customer) == (fine, customer)


# --- names of conversations -------------------------------------------------------------------


@pytest.mark.parametrize("name", ["short", "a.name.with.dots", "x" * 129, "with space"])
def test_a_conversation_name_the_core_would_not_keep_is_refused(house: House, name: str) -> None:
    nora = house.speaker()
    run = {"threadId": name, "runId": "r", "messages": [{"role": "user", "content": "hello"}]}
    assert nora.post("/chat", {"message": "hello", "conversation_id": name}).status_code == 422
    assert nora.post("/chat/stream", run).status_code == 422
    assert nora.post("/chat/connect", {"threadId": name}).status_code == 422


@pytest.mark.parametrize("name", ["x" * 8, "portal-chosen_1"])
def test_a_name_that_is_taken_stays_the_conversations_name(house: House, name: str) -> None:
    nora = house.speaker()
    assert nora.say("hello", conversation_id=name)["conversation_id"] == name
    own = nora.say("hello")["conversation_id"]
    assert nora.say("hello again", conversation_id=own)["conversation_id"] == own
    with house.container.ports.store.read(house.principal()) as tx:
        assert len(tx.conversations.tail(ConversationId(own), 10)) == 4
