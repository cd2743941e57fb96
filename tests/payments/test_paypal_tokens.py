"""The access token: one request however many need it, never a charge sent twice because of it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from billing.errors import OutcomeUnknown, ProviderUnavailable
from billing.payments import PaymentState
from payments._paypal.tokens import Token, Tokens
from payments._protocol import BadCredentials
from payments.paypal import Adapter
from tests.payments.kit.rig_paypal import Rig
from tests.payments.paypal_words import ORDER, Desk, open_desk, order, problem, request
from tests.payments.rig import Sandbox

MANY = 16


@pytest.fixture
def desk() -> Iterator[Desk]:
    with open_desk() as opened:
        opened.say((201, ORDER))
        yield opened


def charge_at_once(provider: Adapter, times: int = MANY) -> list[PaymentState | str]:
    gate = Barrier(times)

    def charge(_: int) -> PaymentState | str:
        gate.wait()
        try:
            return provider.charge(request()).state
        except ProviderUnavailable as fault:
            return type(fault).__name__

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(charge, range(times)))


def test_sixteen_charges_at_once_ask_for_one_token(desk: Desk) -> None:
    desk.token_pause_s = 0.2

    assert charge_at_once(desk.connect()) == [PaymentState.SUCCEEDED] * MANY
    assert desk.tokens == 1


def test_sixteen_expiries_at_once_make_one_refresh(desk: Desk) -> None:
    provider = desk.connect()
    charge_at_once(provider, 1)
    desk.refused, desk.token_pause_s = {"A21AA-1"}, 0.2

    assert charge_at_once(provider) == [PaymentState.SUCCEEDED] * MANY
    assert desk.tokens == 2


def test_a_refused_sign_in_is_asked_once_and_told_to_all(desk: Desk) -> None:
    desk.token_status, desk.token_pause_s = 401, 0.3

    assert charge_at_once(desk.connect()) == ["BadCredentials"] * MANY
    assert (desk.tokens, desk.heard) == (1, [])


def test_the_sandbox_counts_one_refresh_of_sixteen(sandbox: Sandbox) -> None:
    shop = Rig(sandbox, "paypal-tokens")
    provider, requests = shop.connect(), [shop.request() for _ in range(MANY)]
    provider.methods("c-nora")
    sandbox.order("POST", f"merchants/{shop.id}/tokens", revoke=True)
    before = sandbox.order("GET", f"merchants/{shop.id}/tokens")["requests"]

    with ThreadPoolExecutor(MANY) as pool:
        states = {report.state for report in pool.map(provider.charge, requests)}

    assert states == {PaymentState.SUCCEEDED}
    assert sandbox.order("GET", f"merchants/{shop.id}/tokens")["requests"] == before + 1
    assert shop.charged() == MANY


def test_a_token_is_used_until_shortly_before_its_end() -> None:
    now, asked = [0.0], []

    def fetch() -> Token:
        asked.append(now[0])
        return Token(f"t{len(asked)}", 1000)

    tokens = Tokens(fetch, clock=lambda: now[0])
    told = []
    for at in (0, 1, 879, 881, 882):
        now[0] = float(at)
        told.append(tokens.current())

    assert told == ["t1", "t1", "t1", "t2", "t2"]
    assert "t2" not in repr(tokens) + repr(vars(tokens)) + repr(Token("t2", 1))


def test_a_short_life_is_halved() -> None:
    now, made = [0.0], iter("abc")
    tokens = Tokens(lambda: Token(next(made), 60), clock=lambda: now[0])

    told = [tokens.current()]
    now[0] = 29.0
    told.append(tokens.current())
    now[0] = 31.0
    told.append(tokens.current())

    assert told == ["a", "a", "b"]


def test_a_failed_request_is_forgotten_and_asked_anew() -> None:
    answers: Iterator[Token | Exception] = iter([ProviderUnavailable("no"), Token("t", 60)])

    def fetch() -> Token:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    tokens = Tokens(fetch)
    with pytest.raises(ProviderUnavailable) as fault:
        tokens.current()

    assert fault.value.__context__ is None
    assert tokens.current() == "t"


def test_each_connection_has_a_token_of_its_own(desk: Desk) -> None:
    one, other = desk.connect(), desk.connect(client_id="another")
    one.charge(request())
    other.charge(request())

    assert desk.tokens == 2
    assert len({heard.headers["authorization"] for heard in desk.heard}) == 2


def test_a_refused_token_is_renewed_once_and_the_same_request_sent(desk: Desk) -> None:
    desk.refused = {"A21AA-1"}

    assert desk.connect().charge(request()).state is PaymentState.SUCCEEDED

    first, second = desk.heard
    assert first.body == second.body
    assert first.headers["paypal-request-id"] == second.headers["paypal-request-id"] == "pay-1"


def test_a_fresh_token_that_is_refused_too_ends_it(desk: Desk) -> None:
    desk.refused = {f"A21AA-{number}" for number in range(9)}

    with pytest.raises(BadCredentials):
        desk.connect().charge(request())
    assert len(desk.heard) == 2


@pytest.mark.parametrize(
    "answer",
    [(401, b"<h1>proxy</h1>"), (401, {}), (500, {"error": "invalid_token"})],
    ids=["a proxy's 401", "a 401 without words", "a 500 about a token"],
)
def test_no_charge_in_doubt_is_sent_again_for_a_tokens_sake(
    desk: Desk, answer: tuple[int, object]
) -> None:
    desk.say(answer)

    with pytest.raises(OutcomeUnknown):
        desk.connect().charge(request())
    assert len(desk.heard) == 1


def test_a_token_server_that_fails_sends_no_charge(desk: Desk) -> None:
    desk.token_status = 503

    with pytest.raises(ProviderUnavailable):
        desk.connect().charge(request())
    assert desk.heard == []


def test_nothing_is_sent_twice_when_the_capture_is_in_doubt(desk: Desk) -> None:
    desk.say((500, problem("INTERNAL_SERVER_ERROR")), (201, order("APPROVED")))

    with pytest.raises(OutcomeUnknown):
        desk.connect().charge(request())
    assert len(desk.heard) == 1
